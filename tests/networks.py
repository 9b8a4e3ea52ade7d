"""Small networks and examples for them, for the tests of several modules."""

import numpy as np

from mathnets.activations import tanh
from mathnets.losses import cross_entropy, hinge, logistic, squared_error
from mathnets.network import MLP

LOSSES = [squared_error, logistic, hinge, cross_entropy]


def example(loss, seed, n=7, d=4, lead=()):
    """Return inputs, targets and the number of outputs that fit a loss."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(*lead, n, d))
    if loss is squared_error:
        return X, rng.normal(size=(*lead, n, 2)), 2
    if loss is cross_entropy:
        return X, rng.integers(3, size=(*lead, n)), 3
    return X, rng.choice([-1, 1], size=(*lead, n)), 1


def some(sizes, activation=tanh, seed=0, **settings):
    """Return a network with biases that are not 0."""
    made = MLP(sizes, activation, rng=seed, **settings)
    made.parameters += 0.1 * np.random.default_rng(seed + 1).normal(size=made.parameters.shape)
    return made
