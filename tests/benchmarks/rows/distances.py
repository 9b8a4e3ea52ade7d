"""W6: how the distances of all pairs of 1,000 points are spread, in twelve dimensions from 2 to 10,000."""

import numpy as np

FULL = {"n": 1000, "widest": 10000}
TINY = {"n": 20, "widest": 50}
AIMS = {"pytorch": 1.0, "sklearn": 0.42, "scipy": 0.045}
LARGE = True
TOLERANCE = {"float64": 1e-7, "float32": 1e-3}


def data(n, widest):
    """Return points; in fewer dimensions they have the first of their features."""
    return {"X": np.random.default_rng(0).normal(size=(n, widest)), "widest": widest}


def metric(data, spreads):
    """Return the least, the greatest, the mean and the standard deviation of the distances in each dimension."""
    return dict(zip(("nearest", "farthest", "mean", "deviation"), np.array(spreads, float).T, strict=True))


def clouds(data):
    """Return the points in each of the dimensions."""
    dimensions = np.geomspace(2, data["widest"], 12).round().astype(int)
    return [np.ascontiguousarray(data["X"][:, :d]) for d in dimensions]


def mathnets(data):
    """Return a run of `mathnets.dimension.distance_spread`."""
    from mathnets.dimension import distance_spread

    points = clouds(data)
    return lambda: [distance_spread(X, dtype=X.dtype) for X in points]


def pytorch(data):
    """Return a run by the matrix product, or by differences where its rounding would spoil the least distance."""
    import torch

    points = [torch.tensor(X) for X in clouds(data)]
    above = torch.triu(torch.ones((len(data["X"]),) * 2, dtype=torch.bool), 1)

    def spread(X):
        fast = X.shape[1] > 20
        d = torch.cdist(X, X, compute_mode=f"{'' if fast else 'donot_'}use_mm_for_euclid_dist")[above]
        std, mean = torch.std_mean(d, correction=0)
        return d.min().item(), d.max().item(), mean.item(), std.item()

    return lambda: [spread(X) for X in points]


def sklearn(data):
    """Return a run of scikit-learn's `euclidean_distances`, which takes products of float32 in float64."""
    from sklearn.metrics.pairwise import euclidean_distances

    points, above = clouds(data), np.triu_indices(len(data["X"]), 1)

    def spread(X):
        d = euclidean_distances(X)[above]
        return d.min(), d.max(), d.mean(), d.std()

    return lambda: [spread(X) for X in points]


def scipy(data):
    """Return a run of SciPy's `pdist`, which knows float64 alone."""
    from scipy.spatial.distance import pdist

    points = clouds(data)

    def spread(X):
        d = pdist(X)
        return d.min(), d.max(), d.mean(), d.std()

    return lambda: [spread(X) for X in points]
