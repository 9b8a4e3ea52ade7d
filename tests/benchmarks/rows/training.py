"""W2: an MLP 2-16-16-1 with tanh on 500 points of two moons, 2,000 steps of Adam with all of them."""

import numpy as np

from tests.benchmarks import networks

FULL = {"n": 500, "steps": 2000}
TINY = {"n": 20, "steps": 10}
AIMS = {"pytorch": 0.08, "jax": 0.8, "sklearn": 1.0}
LARGE = False
TOLERANCE = {"float64": 1e-6, "float32": 1e-5}
SIZES = [2, 16, 16, 1]
RATE = 0.001  # at ten times as much, rounding alone moves the last loss by a thousandth


def data(n, steps):
    """Return points, labels in {-1, 1} and the parameters to start from."""
    from mathnets.data.toys import moons

    rng = np.random.default_rng(0)
    X, y = moons(n, noise=0.3, rng=rng)
    return {"X": X, "y": y.astype(float), "steps": steps, **networks.start(SIZES, rng)}


def metric(data, parameters):
    """Return the logistic loss of the trained network, or of each."""
    z = networks.scores(*parameters, data["X"], np.tanh)[..., 0]
    return {"loss": np.logaddexp(0, -data["y"] * z).mean(axis=-1)}


def mathnets(data):
    """Return a run of `mathnets.training`."""
    from mathnets.activations import tanh
    from mathnets.losses import logistic
    from mathnets.optimizers import Adam
    from mathnets.training import train

    def run():
        network = networks.mathnets(data, tanh, logistic)
        train(network, data["X"], data["y"], Adam(RATE), steps=data["steps"])
        return network.weights, network.biases

    return run


def pytorch(data):
    """Return a run with modules, and Adam fused, which is the fastest."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    X, y = torch.tensor(data["X"]), torch.tensor(data["y"] > 0).to(torch.tensor(data["X"]).dtype)

    def run():
        model = networks.pytorch(data, torch.nn.Tanh)
        optimizer = torch.optim.Adam(model.parameters(), lr=RATE, fused=True)
        for _ in range(data["steps"]):
            optimizer.zero_grad()
            binary_cross_entropy_with_logits(model(X)[:, 0], y).backward()
            optimizer.step()
        return networks.pytorch_layers(model)

    return run


def jax(data):
    """Return a run in which all steps are one compiled loop."""
    import jax

    train, state = jax.jit(jax_training(data)), networks.jax_start(data)
    return lambda: networks.jax_layers(train(state))


def jax_training(data):
    """Return the function from the state before the first step to that after the last."""
    import jax
    import jax.numpy as jnp

    X, y = jnp.array(data["X"]), jnp.array(data["y"])

    def loss(parameters):
        return jax.nn.softplus(-y * networks.jax_scores(parameters, X, jnp.tanh)[:, 0]).mean()

    def step(k, state):
        return networks.jax_adam(state, jax.grad(loss)(state[0]), jnp.asarray(k), RATE)

    return lambda state: jax.lax.fori_loop(0, data["steps"], step, state)


def sklearn(data):
    """Return a run of scikit-learn's classifier, whose small number in Adam is another: it ends close by."""
    X, y = data["X"], data["y"]
    model = networks.sklearn(data, "tanh", learning_rate_init=RATE, batch_size=len(X), max_iter=data["steps"])
    model.set_params(max_iter=1)
    _quietly(model.fit, X, y)
    model.set_params(max_iter=data["steps"])

    def run():
        _quietly(networks.sklearn_restart(model, data).fit, X, y)
        return networks.sklearn_layers(model)

    return run


def _quietly(fit, X, y):
    """Fit without the warning that the last step was reached, which is meant."""
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit(X, y)
