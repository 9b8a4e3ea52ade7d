r"""Nudges of the input: how a network's loss changes with what it looks at, and the worst small change.

Backpropagation stops at the first layer's weights. One step further back are the inputs themselves.
"""

import numpy as np

from mathnets import inputs


def input_gradient(network, X, Y):
    r"""Return for each example the gradient of its own loss by its own inputs.

    With $\boldsymbol\delta^l = \partial\mathcal{L}/\partial\mathbf{z}^l$ as in backpropagation,

    $$\frac{\partial\mathcal{L}}{\partial\mathbf{x}} = (W^1)^{\mathsf T}\boldsymbol\delta^1 .$$

    Args:
        network: an `MLP`, single or many.
        X: examples, shape (N, D), or (G, N, D), each network's own.
        Y: targets as the network's loss takes them.

    Returns:
        Shape (N, D), or (G, N, D) for many networks, in the network's dtype.

    Raises:
        TypeError: if `network` is no `MLP`.
        ValueError: if the shapes or the targets do not fit.

    Examples:
        >>> from mathnets.losses import logistic
        >>> from mathnets.network import MLP
        >>> network = MLP([2, 1], loss=logistic, rng=0)
        >>> network.parameters = [3.0, -4.0, 0.0]  # two weights and an offset
        >>> input_gradient(network, [[0.0, 0.0]], [1])  # the weights, times minus one half
        array([[-1.5,  2. ]])

    Source:
        szegedy2014, rumelhart1986
    """
    inputs.able(network, "network", ("activations", "loss_function", "weights", "activation", "output"), "an MLP")
    layers = network.activations(X)
    outputs, count = layers[-1], layers[-1].shape[-2]
    delta = count * network.loss_function.gradient(outputs, Y) * network.output.derivative(outputs)
    for W, a in zip(network.weights[:0:-1], layers[-2::-1], strict=True):
        delta = (delta @ W) * network.activation.derivative(a)
    return delta @ network.weights[0]


def sign_nudge(network, X, Y, size):
    r"""Return examples moved by the fast gradient sign: each input by the same size, in the direction that hurts.

    $$\mathbf{x} + \varepsilon\,\operatorname{sign}\frac{\partial\mathcal{L}}{\partial\mathbf{x}}$$

    If the loss were straight, no change of at most $\varepsilon$ in each input would raise it more: it rises by
    $\varepsilon$ times the sum of the sizes of its slopes. Results are not cut to any range.

    Args:
        network: an `MLP`, single or many.
        X: examples, shape (N, D), or (G, N, D), each network's own.
        Y: targets as the network's loss takes them.
        size: $\varepsilon$, at least 0, in the units of the inputs.

    Returns:
        Shape (N, D), or (G, N, D) for many networks, in the network's dtype.

    Raises:
        TypeError: if `network` is no `MLP`.
        ValueError: if the shapes or the targets do not fit, or `size` is negative.

    Examples:
        >>> from mathnets.losses import logistic
        >>> from mathnets.network import MLP
        >>> network = MLP([2, 1], loss=logistic, rng=0)
        >>> network.parameters = [3.0, -4.0, 0.0]
        >>> sign_nudge(network, [[1.0, 1.0]], [1], 0.25)
        array([[0.75, 1.25]])

    Source:
        goodfellow2015b
    """
    size = inputs.real(size, "size", least=0)
    slopes = input_gradient(network, X, Y)
    return inputs.array(X, "X", dtype=network.dtype) + network.dtype.type(size) * np.sign(slopes)
