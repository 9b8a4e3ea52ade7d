"""W7: the 5 nearest of 5,000 points in 784 dimensions to each of 1,000 others."""

import numpy as np

FULL = {"n": 5000, "queries": 1000, "width": 784}
TINY = {"n": 50, "queries": 10, "width": 4}
AIMS = {"pytorch": 0.48, "jax": 1.0, "sklearn": 0.42, "scipy": 1.0}
LARGE = True
TOLERANCE = {"float64": 1e-9, "float32": 1e-4}
K = 5


def data(n, queries, width):
    """Return points, and those whose neighbours are wanted."""
    rng = np.random.default_rng(0)
    return {"X": rng.normal(size=(n, width)), "Y": rng.normal(size=(queries, width))}


def metric(data, found):
    """Return the distances."""
    distances, _ = found
    return {"distances": distances}


def mathnets(data):
    """Return a run of `mathnets.neighbors.nearest`."""
    from mathnets.neighbors import nearest

    X, Y = data["X"], data["Y"]
    return lambda: nearest(X, Y, K, dtype=X.dtype)


def pytorch(data):
    """Return a run of `cdist` and `topk`."""
    import torch

    X, Y = torch.tensor(data["X"]), torch.tensor(data["Y"])
    return lambda: [one.numpy() for one in torch.cdist(Y, X).topk(K, dim=1, largest=False)]


def jax(data):
    """Return a run of the product form and `top_k`, compiled."""
    import jax
    import jax.numpy as jnp

    @jax.jit
    def run(X, Y):
        squares = (Y * Y).sum(axis=1)[:, None] + (X * X).sum(axis=1) - 2 * Y @ X.T
        negative, indices = jax.lax.top_k(-squares, K)
        return jnp.sqrt(-negative), indices

    X, Y = jnp.array(data["X"]), jnp.array(data["Y"])
    return lambda: [np.asarray(one) for one in run(X, Y)]


def sklearn(data):
    """Return a run of scikit-learn's `NearestNeighbors`, by comparing all pairs."""
    from sklearn.neighbors import NearestNeighbors

    model = NearestNeighbors(n_neighbors=K, algorithm="brute").fit(data["X"])
    return lambda: model.kneighbors(data["Y"])


def scipy(data):
    """Return a run of SciPy's `cdist`, and numpy's partition."""
    from scipy.spatial.distance import cdist

    def run():
        distances = cdist(data["Y"], data["X"])
        indices = np.argpartition(distances, K, axis=1)[:, :K]
        near = np.take_along_axis(distances, indices, axis=1)
        order = near.argsort(axis=1)
        return np.take_along_axis(near, order, axis=1), np.take_along_axis(indices, order, axis=1)

    return run
