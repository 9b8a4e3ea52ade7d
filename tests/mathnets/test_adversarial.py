"""Nudges of the input: gradients against differences, closed forms, and what no other nudge can beat."""

import numpy as np
import pytest

from mathnets.activations import relu, sigmoid, tanh
from mathnets.adversarial import input_gradient, sign_nudge
from mathnets.gradients import central_difference
from mathnets.losses import cross_entropy, hinge, logistic, squared_error
from mathnets.network import MLP

CASES = [
    ([3, 4], tanh, cross_entropy),
    ([3, 5, 4], tanh, cross_entropy),
    ([3, 5, 4, 2], relu, squared_error),
    ([3, 6, 1], sigmoid, logistic),
    ([3, 4, 1], tanh, hinge),
]


def targets(loss, n, width, rng):
    """Targets of the kind that a loss takes."""
    if loss is squared_error:
        return rng.normal(size=(n, width))
    return rng.integers(width, size=n) if loss is cross_entropy else rng.choice([-1, 1], size=n)


@pytest.mark.parametrize("sizes, activation, loss", CASES)
def test_input_gradient_is_that_of_the_loss(sizes, activation, loss):
    """It agrees with central differences of each example's own loss, for every loss and several depths, ten seeds."""
    for seed in range(10):
        rng = np.random.default_rng(seed)
        network = MLP(sizes, activation, loss=loss, rng=seed)
        X, Y = rng.normal(size=(4, 3)), targets(loss, 4, sizes[-1], rng)
        found = input_gradient(network, X, Y)
        for x, y, g in zip(X, Y, found, strict=True):
            slow = central_difference(lambda z, y=y, net=network: net.loss([z], [y]), x)
            np.testing.assert_allclose(g, slow, atol=1e-6)


def test_output_activation_counts():
    """An output activation other than the identity takes part in the chain rule."""
    network = MLP([3, 4, 2], tanh, output=sigmoid, rng=1)
    x, y = np.array([0.3, -0.2, 0.5]), np.array([[0.2, 0.9]])
    slow = central_difference(lambda z: network.loss([z], y), x)
    np.testing.assert_allclose(input_gradient(network, [x], y)[0], slow, atol=1e-8)


def test_many_networks_are_each_their_own():
    """Of many networks each gets the gradient that it has alone, on shared examples and on its own."""
    rng = np.random.default_rng(0)
    networks = MLP([3, 5, 4], relu, loss=cross_entropy, rng=range(3))
    shared, own, y = rng.normal(size=(6, 3)), rng.normal(size=(3, 6, 3)), rng.integers(4, size=6)
    for k in range(3):
        np.testing.assert_allclose(input_gradient(networks, shared, y)[k], input_gradient(networks[k], shared, y))
        np.testing.assert_allclose(input_gradient(networks, own, y)[k], input_gradient(networks[k], own[k], y))


def test_sign_nudge_is_the_worst_for_a_straight_score():
    """A linear score falls by the size times the sum of its weights' sizes; no corner of the cube does more harm."""
    corners = np.array(np.meshgrid(*[[-1.0, 1.0]] * 4)).reshape(4, -1).T
    for seed in range(10):
        network = MLP([4, 1], loss=logistic, rng=seed)
        x, w = np.random.default_rng(seed).normal(size=(1, 4)), network.weights[0][0]
        fall = network.forward(x) - network.forward(sign_nudge(network, x, [1], 0.3))
        assert fall[0, 0] == pytest.approx(0.3 * np.abs(w).sum(), rel=1e-12)
        others = network.forward(x)[0, 0] - network.forward(x + 0.3 * corners)[:, 0]
        assert others.max() <= fall[0, 0] + 1e-12


def test_sign_nudge_keeps_dtype_and_inputs():
    """Every input moves by the size or not at all; float32 stays float32; size 0 changes nothing; X is left alone."""
    network = MLP([3, 5, 4], relu, loss=cross_entropy, rng=0, dtype=np.float32)
    X = np.random.default_rng(0).normal(size=(6, 3)).astype(np.float32)
    before, y = X.copy(), np.arange(6) % 4
    moved = sign_nudge(network, X, y, 0.125)
    assert moved.dtype == np.float32
    assert np.all(np.isclose(np.abs(moved - X), 0.125, atol=1e-6) | (moved == X))
    np.testing.assert_array_equal(sign_nudge(network, X, y, 0), before)
    np.testing.assert_array_equal(X, before)


def test_bad_input_is_refused():
    """No network, targets that do not fit, and negative or missing sizes are told."""
    network = MLP([3, 4], loss=cross_entropy, rng=0)
    X = np.zeros((2, 3))
    with pytest.raises(TypeError, match="network"):
        input_gradient("network", X, [0, 1])
    with pytest.raises(ValueError, match="got"):
        input_gradient(network, X, [0, 1, 2])
    with pytest.raises(ValueError, match="size"):
        sign_nudge(network, X, [0, 1], -0.1)
    with pytest.raises(ValueError, match="X"):
        sign_nudge(network, np.zeros((2, 5)), [0, 1], 0.1)
