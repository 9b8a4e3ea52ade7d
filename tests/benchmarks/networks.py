"""Multilayer perceptrons in PyTorch and JAX as one writes them there, from given parameters, for the rows that train.

Parameters are a list of weights, each of shape (outputs, inputs), and one of biases: of one network, or with an axis
of networks in front.
"""

from itertools import pairwise

import numpy as np


def start(sizes, rng, count=None):
    """Return {name: array} of Glorot's uniform weights and of biases 0, of one network or of `count`."""
    lead, found = () if count is None else (count,), {}
    for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
        limit = np.sqrt(6 / (n_in + n_out))
        found[f"W{layer}"] = rng.uniform(-limit, limit, (*lead, n_out, n_in))
        found[f"b{layer}"] = np.zeros((*lead, n_out))
    return found


def layers(data):
    """Return the weights and the biases that `start` has put into the data of a row."""
    depth = sum(key[0] == "W" for key in data)
    return [data[f"W{layer}"] for layer in range(depth)], [data[f"b{layer}"] for layer in range(depth)]


def scores(weights, biases, X, f):
    """Return a network's outputs in float64, shape (N, K), or (G, N, K): what judges the contestants."""
    a = np.asarray(X, float)
    for W, b in zip(weights[:-1], biases[:-1], strict=True):
        a = f(a @ np.asarray(W, float).mT + np.asarray(b, float)[..., None, :])
    return a @ np.asarray(weights[-1], float).mT + np.asarray(biases[-1], float)[..., None, :]


def mathnets(data, activation, loss):
    """Return the `mathnets.network.MLP` of the data of a row."""
    from mathnets.network import MLP

    weights, biases = layers(data)
    sizes = [weights[0].shape[-1], *(W.shape[-2] for W in weights)]
    count = None if weights[0].ndim == 2 else len(weights[0])
    network = MLP(sizes, activation, loss=loss, rng=0, count=count, dtype=weights[0].dtype)
    for own, given in zip((*network.weights, *network.biases), (*weights, *biases), strict=True):
        own[...] = given
    return network


def pytorch(data, activation):
    """Return a `torch.nn.Sequential` with the parameters of the data of a row."""
    import torch
    from torch import nn

    modules = []
    for W, b in zip(*layers(data), strict=True):
        linear = nn.Linear(*W.shape[::-1], dtype=torch.tensor(W).dtype)
        linear.load_state_dict({"weight": torch.tensor(W), "bias": torch.tensor(b)})
        modules += [linear, activation()]
    return nn.Sequential(*modules[:-1])


def pytorch_layers(model):
    """Return the weights and biases of a `torch.nn.Sequential`, as arrays."""
    linear = [module for module in model if hasattr(module, "weight")]
    return [m.weight.detach().numpy() for m in linear], [m.bias.detach().numpy() for m in linear]


def jax_scores(parameters, X, f):
    """Return the outputs of a network whose parameters are [(W, b), ...], to be differentiated."""
    *hidden, (W, b) = parameters
    for V, c in hidden:
        X = f(X @ V.T + c)
    return X @ W.T + b


def jax_start(data):
    """Return the parameters of the data of a row as [(W, b), ...], and the state of Adam before its first step."""
    import jax
    import jax.numpy as jnp

    parameters = [(jnp.array(W), jnp.array(b)) for W, b in zip(*layers(data), strict=True)]
    zeros = jax.tree.map(jnp.zeros_like, parameters)
    return parameters, zeros, zeros


def jax_adam(state, gradient, step, rate, beta1=0.9, beta2=0.999, eps=1e-8):
    """Return the state (parameters, m, v) after the step of Adam that has the number `step`, from 0."""
    import jax
    import jax.numpy as jnp

    parameters, m, v = state
    t = (step + 1).astype(jax.tree.leaves(parameters)[0].dtype)
    m = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, m, gradient)
    v = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, v, gradient)
    move = lambda p, m, v: p - rate * (m / (1 - beta1**t)) / (jnp.sqrt(v / (1 - beta2**t)) + eps)  # noqa: E731
    return jax.tree.map(move, parameters, m, v), m, v


def jax_layers(state):
    """Return the weights and biases of a state, as arrays."""
    return [np.asarray(W) for W, _ in state[0]], [np.asarray(b) for _, b in state[0]]


def sklearn(data, activation, **options):
    """Return an `MLPClassifier` that begins at the parameters of the data of a row, with Adam, when next fitted."""
    from sklearn.neural_network import MLPClassifier

    widths = tuple(len(b) for b in layers(data)[1][:-1])
    return MLPClassifier(
        widths, activation=activation, alpha=0, shuffle=False, warm_start=True, tol=0, n_iter_no_change=10**9, **options
    )


def sklearn_restart(model, data):
    """Put the parameters of the data of a row into an `MLPClassifier` that was fitted once; forget its Adam."""
    weights, biases = layers(data)
    model.coefs_ = [W.T.copy() for W in weights]
    model.intercepts_ = [b.copy() for b in biases]
    vars(model).pop("_optimizer", None)
    return model


def sklearn_layers(model):
    """Return the weights and biases of an `MLPClassifier`."""
    return [W.T for W in model.coefs_], model.intercepts_
