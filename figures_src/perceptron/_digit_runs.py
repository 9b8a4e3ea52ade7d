"""The perceptron on the first 1,000 fours and nines of MNIST, in ten orders, seen by 1,991 test images."""

import numpy as np

from mathnets.data import digits
from mathnets.geometry import Hyperplane, centroids
from mathnets.perceptron import perceptron_path

SEEDS = range(10)
TRAIN = 1000


def compute():
    """Weights, mistakes and test distances of every order; the nearest centroid's for comparison; the path of the
    first order.
    """
    X, label = digits.fours_and_nines()
    X, y = X[:TRAIN], np.where(label[:TRAIN] == 4, 1, -1)
    T, label = digits.fours_and_nines("test")
    t = np.where(label == 4, 1, -1)
    paths = [perceptron_path(X, y, rng=seed) for seed in SEEDS]
    checks = np.unique(np.round(np.geomspace(1, 400, 45)).astype(int))
    right = [np.mean(t[:, None] * (T @ p.weights.T + p.offsets) > 0, axis=0) for p in paths]  # after each mistake
    nine, four = centroids(X, y)[1]
    middle = Hyperplane(four - nine, -(four - nine) @ (four + nine) / 2)
    first = paths[0]
    return {
        "weights": np.array([p.weights[-1] for p in paths]),
        "offsets": np.array([p.offsets[-1] for p in paths]),
        "mistakes": np.array([len(p.examples) for p in paths]),
        "passes": np.array([p.epochs[-1] + 2 for p in paths]),
        "separated": np.array([p.separated for p in paths]).astype(int),
        "distances": np.array([Hyperplane(p.weights[-1], p.offsets[-1]).signed_distance(T) for p in paths]),
        "truth": t,
        "checks": checks,
        "accuracy": np.array([path[np.minimum(checks, len(path) - 1)] for path in right]),
        "falls": np.array([(path[40:-1] - path[41:]).max() for path in right]),  # at one mistake, after forty
        "centroid_accuracy": float(np.mean(t * middle.signed_distance(T) > 0)),
        "centroid_weights": middle.normal,
        "path_weights": first.weights,
        "path_offsets": first.offsets,
        "path_accuracy": right[0],
        "path_examples": X[first.examples],
        "path_labels": y[first.examples],
        "examples": T,
    }
