"""The symmetry network of 1986, trained from forty starts: 6 inputs, 2 hidden units, 1 output, all 64 patterns."""

import numpy as np

from mathnets.activations import sigmoid
from mathnets.network import MLP
from mathnets.optimizers import Momentum
from mathnets.training import train

SEEDS = range(40)
RATE, MOMENTUM, START = 0.1, 0.9, 0.3
SWEEPS, EVERY = 6000, 25


def compute():
    """Hidden weights and biases at the end, whether all 64 patterns are right, and the sweeps until they were."""
    X = np.array([[code >> k & 1 for k in range(6)] for code in range(64)], dtype=float)
    y = np.all(X[:, ::-1] == X, axis=1).astype(float)[:, None]
    networks = MLP([6, 2, 1], sigmoid, output=sigmoid, rng=SEEDS)
    networks.parameters = np.array([np.random.default_rng(s).uniform(-START, START, networks.size) for s in SEEDS])
    # the paper's error is a sum over the 64 patterns, the library's a mean
    history = train(networks, X, y, Momentum(64 * RATE, MOMENTUM), steps=SWEEPS, record=EVERY)
    right = np.array([np.all((networks.at(p).forward(X) > 0.5) == y, axis=(1, 2)) for p in history.parameters])
    return {
        "weights": networks.weights[0],
        "biases": networks.biases[0],
        "output": networks.weights[1][:, 0],
        "output_bias": networks.biases[1][:, 0],
        "solved": right[-1].astype(int),
        "checks": history.steps,
        "right": right.sum(axis=1),
        "sweeps": history.steps[right.argmax(axis=0)],
    }
