"""W1: the perceptron until it separates 2,000 points in 400 dimensions.

The points are normal, moved apart by a margin along the normal of a hyperplane through 0. Shown in the given order,
to a perceptron without an offset that begins at 0, they take 34 epochs, the last without a mistake, and 1,555 mistakes:
the seed is the first of which that is so.
"""

import numpy as np

FULL = {"n": 2000, "width": 400, "epochs": 34}
TINY = {"n": 60, "width": 5, "epochs": 100}
AIMS = {"pytorch": 0.2, "sklearn": 0.4}
LARGE = False
TOLERANCE = {"float64": 1e-9, "float32": 1e-3}
SEED = 142
MARGIN = 0.08


def data(n, width, epochs):
    """Return points, labels, and how many epochs are enough."""
    rng = np.random.default_rng(SEED)
    X, w = rng.normal(size=(n, width)), rng.normal(size=width)
    w /= np.linalg.norm(w)
    y = np.sign(X @ w)
    return {"X": X + MARGIN * y[:, None] * w, "y": y, "epochs": epochs}


def metric(data, w):
    """Return the weights, and how many points are on the wrong side of their hyperplane."""
    w = np.asarray(w, float)
    return {"length of the weights": np.linalg.norm(w), "errors": np.sum(data["y"] * (data["X"] @ w) <= 0)}


def mathnets(data):
    """Return a run of `mathnets.perceptron`."""
    from mathnets.perceptron import Perceptron

    X, y = data["X"], data["y"]
    model = Perceptron(fit_intercept=False, max_epochs=data["epochs"], dtype=X.dtype)
    return lambda: model.fit(X, y).coef_[0]


def pytorch(data):
    """Return a run of the loop over the examples, as one writes it."""
    import torch

    Z = torch.tensor(data["X"] * data["y"][:, None])

    def run():
        w, mistaken = torch.zeros_like(Z[0]), True
        while mistaken:
            mistaken = False
            for z in Z:
                if torch.dot(w, z) <= 0:
                    w += z
                    mistaken = True
        return w.numpy()

    return run


def sklearn(data):
    """Return a run of scikit-learn's perceptron, told how many epochs it needs, since it does not stop by itself."""
    from sklearn.linear_model import Perceptron

    X, y = data["X"], data["y"]
    model = Perceptron(fit_intercept=False, shuffle=False, tol=None, max_iter=data["epochs"])
    return lambda: model.fit(X, y).coef_[0]
