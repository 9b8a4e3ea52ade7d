r"""The nearest neighbours: classify as the examples that lie closest, and what that can cost at most.

Nothing is learned but the examples themselves. One matrix product finds who is near; who is nearest is then
decided by the exact distances.
"""

import math

import numpy as np

from mathnets import inputs
from mathnets.estimators import Classifier

_PRODUCT = 2**23  # scores of one matrix product: large ones are faster
_BLOCK = 2**17  # scores to choose from at a time, as many as stay in the cache


def nearest(X, Y, k=1, *, dtype=np.float64):
    r"""Return the distances to the `k` nearest rows of `X` from each row of `Y`, and which rows they are.

    $$\|y - x\|^2 = \|y\|^2 + 2\left(\tfrac12\|x\|^2 - x \cdot y\right)$$

    Only the bracket, one matrix product, depends on the neighbour; k passes pick its k least values. Where others
    come close to these, all of them are compared by the exact $\|y - x\|$. **Ties**: of rows equally far away, the
    one that stands earlier in `X` comes first.

    Args:
        X: examples among which to look, shape (N, D).
        Y: points whose neighbours are wanted, shape (M, D).
        k: how many, from 1 to N.
        dtype: of the matrix product, float64 or float32; distances are exact either way.

    Returns:
        distances: shape (M, k), rising along each row, float64.
        indices: rows of `X`, shape (M, k), int64.

    Raises:
        ValueError: if the widths differ or `k` is out of its range.

    Examples:
        >>> distances, indices = nearest([[0.0], [4.0], [2.0]], [[1.0], [3.5]], k=2)
        >>> distances, indices
        (array([[1. , 1. ],
               [0.5, 1.5]]), array([[0, 2],
               [1, 2]]))

    Source:
        cover1967
    """
    X = inputs.points(X)
    Y = inputs.points(Y, "Y", width=X.shape[1])
    dtype = inputs.float_dtype(dtype)
    k = _count(k, len(X))
    X, Y, unit = _scaled(X, Y)
    mean = X.mean(axis=0)
    U, V = (X - mean).astype(dtype, copy=False), (Y - mean).astype(dtype, copy=False)
    half = np.vecdot(U, U) / 2
    largest = max(float(half.max()), float(np.vecdot(V, V).max()) / 2)
    slack = 4 * (X.shape[1] + 8) * float(np.finfo(dtype).eps) * largest  # twice the error that a score can have
    indices = np.empty((len(Y), k), dtype=np.int64)
    distances = np.empty((len(Y), k))
    rows = max(1, _PRODUCT // len(X))
    for start in range(0, len(Y), rows):
        scores = V[start : start + rows] @ U.T
        np.subtract(half, scores, out=scores)
        few = max(1, _BLOCK // len(X))
        for first in range(0, len(scores), few):
            part = slice(start + first, start + min(first + few, len(scores)))
            chosen, close = _least(scores[first : first + few], k, slack)
            distances[part], indices[part] = _ranked(chosen, X, Y[part])
            for row, others in close:
                one = start + first + row
                near, order = _ranked(others[None], X, Y[one : one + 1])
                distances[one], indices[one] = near[0, :k], order[0, :k]
    distances *= unit
    return distances, indices


def _count(k, n):
    k = inputs.integer(k, "k")
    if k > n:
        raise ValueError(f"k needs to be at most the number of examples, got k = {k} and N = {n}; choose fewer")
    return k


def _scaled(X, Y):
    """Return both divided by a power of 2 (so without rounding) if their squares could leave floating point."""
    largest = max(X.max(), -X.min(), Y.max(), -Y.min())
    if largest == 0 or 1e-15 < largest < 1e15:  # float32 ends at 1e38
        return X, Y, 1.0
    exponent = np.frexp(largest)[1]
    return np.ldexp(X, -exponent), np.ldexp(Y, -exponent), float(np.ldexp(1.0, exponent))


def _least(scores, k, slack):
    """Return the places of the k least scores of each row, and [(row, places)] where more come too close to tell.

    The scores are overwritten: each pass finds the least one left and puts it out of the running.
    """
    every = np.arange(len(scores))
    chosen = np.empty((len(scores), k), dtype=np.int64)
    for rank in range(k):
        place = np.argmin(scores, axis=1, out=chosen[:, rank])
        bound = scores[every, place]
        scores[every, place] = np.inf
    bound = bound + scores.dtype.type(slack)
    close = []
    for row in np.flatnonzero(scores.min(axis=1) <= bound) if k < scores.shape[1] else ():
        others = np.flatnonzero(scores[row] <= bound[row])
        close.append((row, np.sort(np.concatenate([chosen[row], others]))))
    return chosen, close


def _ranked(chosen, X, Y):
    """Return the exact distances of the chosen rows, and the rows, ordered by distance and then by place."""
    chosen = np.sort(chosen, axis=1)
    differences = X[chosen]  # (M, k, D)
    differences -= Y[:, None]
    near = np.sqrt(np.vecdot(differences, differences))
    order = np.argsort(near, axis=1, kind="stable")
    return np.take_along_axis(near, order, axis=1), np.take_along_axis(chosen, order, axis=1)


class NearestNeighbors(Classifier):
    r"""The rule of the k nearest neighbours: the class that most of them have.

    **Ties**: of classes with equally many votes the first in `classes_` wins; of examples equally far away the earlier
    one counts as nearer.

    Args:
        k: how many neighbours vote, from 1 to N; odd for two classes, so that no vote is tied.
        dtype: of the matrix product, float64 or float32.

    Attributes:
        classes_: the labels, in rising order, shape (K,).
        n_features_in_: D.
        n_samples_fit_: N.

    Raises:
        ValueError: if shapes disagree, there is one class only, or `k` is out of its range.

    Examples:
        >>> model = NearestNeighbors(k=3).fit([[0.0], [1.0], [4.0], [5.0]], ["low", "low", "high", "high"])
        >>> model.predict([[1.5], [4.5]])
        array(['low', 'high'], dtype='<U4')

    Source:
        cover1967
    """

    def __init__(self, k=5, *, dtype=np.float64):
        self.k = k
        self.dtype = dtype

    def fit(self, X, y):
        """Remember the examples `X`, shape (N, D), and their labels `y`, shape (N,); return self."""
        X, classes, codes = self._examples(X, y)
        _count(self.k, len(X))
        inputs.float_dtype(self.dtype)
        self.X_, self.codes_ = X.copy(), codes
        self.classes_, self.n_features_in_, self.n_samples_fit_ = classes, X.shape[1], len(X)
        return self

    def kneighbors(self, X):
        """Return distances, rising, and rows of the k nearest examples of each of `X`: two arrays of shape (N, k)."""
        X = self._unseen(X)
        return nearest(self.X_, X, self.k, dtype=self.dtype)

    def predict_proba(self, X):
        """Return the shares of the votes for each class, for examples `X`, shape (N, D): shape (N, K)."""
        indices = self.kneighbors(X)[1]
        codes = self.codes_[indices]
        votes = (codes[:, :, None] == np.arange(len(self.classes_))).sum(axis=1)
        return votes / self.k

    def predict(self, X):
        """Return the class of each of the examples `X`, shape (N, D): shape (N,)."""
        votes = self.predict_proba(X)
        return self.classes_[votes.argmax(axis=1)]


def neighbor_error(p, k=1):
    r"""Return the error of the k-nearest-neighbour rule with endless data, where the posterior is the same all around.

    With $q$ the chance that most of k labels, each the second class with probability $p$, are of the second class,

    $$R_k = p\,(1 - q) + (1 - p)\,q, \qquad q = \sum_{j > k/2} \binom kj p^j (1 - p)^{k - j}; \qquad R_1 = 2p(1 - p)$$

    Args:
        p: probability of the second class, from 0 to 1; the best possible error is min(p, 1 - p).
        k: number of neighbours, an odd int (an even one would need a rule for ties).

    Returns:
        The probability of an error, a float.

    Raises:
        ValueError: if `p` is out of its range or `k` is no odd positive int.

    Examples:
        >>> round(neighbor_error(0.2), 12), round(neighbor_error(0.2, k=3), 12)
        (0.32, 0.2624)

    Source:
        cover1967
    """
    p, k = inputs.real(p, "p", least=0, most=1), inputs.integer(k, "k")
    if k % 2 == 0:
        raise ValueError(f"k must be an odd int in the range [1, inf), got {k}; add or drop one neighbour")
    if p in (0.0, 1.0):
        return 0.0
    logs = (math.log(math.comb(k, j)) + j * math.log(p) + (k - j) * math.log1p(-p) for j in range(k // 2 + 1, k + 1))
    q = math.fsum(map(math.exp, logs))
    return p * (1 - q) + (1 - p) * q


def cover_hart_bound(bayes_error, classes=2):
    r"""Return the most that the nearest neighbour's error can be with endless data, given the best possible error.

    $$R^* \le R \le R^* \left(2 - \frac{K}{K - 1} R^*\right)$$

    So at most twice the best: half of all that can be known is in the nearest neighbour.

    Args:
        bayes_error: $R^*$, from 0 to (K - 1) / K.
        classes: their number K, at least 2.

    Returns:
        The bound, a float.

    Raises:
        ValueError: if an argument is out of its range.

    Examples:
        >>> round(cover_hart_bound(0.2), 12)
        0.32

    Source:
        cover1967
    """
    classes = inputs.integer(classes, "classes", least=2)
    best = inputs.real(bayes_error, "bayes_error", least=0, most=(classes - 1) / classes)
    return best * (2 - classes / (classes - 1) * best)
