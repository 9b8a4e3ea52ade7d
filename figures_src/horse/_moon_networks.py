"""Classifiers of two moons in the plane: networks of rectifiers, networks of tanh, and sums of Gaussian bumps."""

import numpy as np

from mathnets.activations import relu, tanh
from mathnets.data import toys
from mathnets.kernels import rbf
from mathnets.logistic import LogisticRegression
from mathnets.losses import logistic
from mathnets.network import MLP
from mathnets.optimizers import Adam
from mathnets.training import train

SEEDS = range(10)
SIZES = [2, 32, 32, 1]
POINTS, NOISE, CENTRE = 200, 0.15, np.array([0.5, 0.25])
STEPS, RATE = 150, 0.01
GAMMA, PENALTY = 4.0, 1e-4


def moons(n, seed):
    """Two noisy moons around the origin, and their labels."""
    X, y = toys.moons(n, noise=NOISE, rng=seed)
    return X - CENTRE, y


def compute():
    """Points, the parameters of ten networks of each kind (those of rectifiers also along the training), the weights
    of the bumps, one on each point, and the share of training and of new points told right.
    """
    X, y = map(np.array, zip(*[moons(POINTS, seed) for seed in SEEDS], strict=True))
    T, t = map(np.array, zip(*[moons(1000, seed + 100) for seed in SEEDS], strict=True))
    steps = np.unique(np.round(np.append(0, np.geomspace(1, STEPS, 47))).astype(int))  # 36 of them
    result = {"points": X, "labels": y, "sizes": np.array(SIZES), "gamma": GAMMA}
    for name, activation in (("relu", relu), ("tanh", tanh)):
        networks = MLP(SIZES, activation, loss=logistic, rng=SEEDS)
        history = train(networks, X, y, Adam(RATE), steps=STEPS, record=steps if name == "relu" else None)
        result[name] = networks.parameters
        result[f"{name}_right"] = (networks.predict(T) == t).mean(axis=1)
        if name == "relu":
            result["steps"], result["losses"] = history.steps, history.losses[history.steps[:-1]]
            result["path"] = history.parameters
            path = [networks.at(theta) for theta in history.parameters]
            result["path_right"] = np.array([(network.predict(T) == t).mean(axis=1) for network in path])
    model = LogisticRegression(penalty=PENALTY, fit_intercept=False)
    result["bumps"] = np.array([model.fit(rbf(a, gamma=GAMMA), b).coef_[0] for a, b in zip(X, y, strict=True)])
    seen = [rbf(a, b, gamma=GAMMA) @ w for a, b, w in zip(T, X, result["bumps"], strict=True)]
    result["bumps_right"] = (np.sign(seen) == t).mean(axis=1)
    return result
