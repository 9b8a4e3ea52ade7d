"""Widest margin and perceptron on draws of fours and nines of several sizes, judged by the 1,991 test images."""

import numpy as np

from mathnets.data import digits
from mathnets.margins import hard_margin, margin
from mathnets.perceptron import perceptron_path

SEEDS = range(10)
SIZES = [50, 100, 200, 400, 800]


def compute():
    """For each draw and size: test errors of both machines, the margins that they keep, and the number of support
    vectors; of the first draw of the largest size the digits, their weights and their distances from the wall.
    """
    X, label = digits.fours_and_nines()
    y = np.where(label == 4, 1, -1)
    T, label = digits.fours_and_nines("test")
    t = np.where(label == 4, 1, -1)
    found = np.empty((len(SEEDS), len(SIZES), 5))
    for seed in SEEDS:
        drawn = np.random.default_rng(seed).permutation(len(X))
        for k, n in enumerate(SIZES):
            A, signs = X[drawn[:n]], y[drawn[:n]]
            wide = hard_margin(A, signs, intercept=True)
            path = perceptron_path(A, signs, max_epochs=5000)
            w, b = path.weights[-1], path.offsets[-1]
            found[seed, k] = (
                np.mean(t * (T @ wide.w + wide.b) <= 0),
                np.mean(t * (T @ w + b) <= 0),
                wide.gamma,
                margin(w, b, A, signs),
                len(wide.support),
            )
            if seed == 0 and n == SIZES[-1]:
                first = {"examples": A, "labels": signs, "weights": wide.weights}
                first["distances"] = signs * (A @ wide.w + wide.b)
    names = ["wide_error", "perceptron_error", "gamma", "perceptron_margin", "support"]
    return {"sizes": np.array(SIZES), **dict(zip(names, np.moveaxis(found, 2, 0), strict=True)), **first}
