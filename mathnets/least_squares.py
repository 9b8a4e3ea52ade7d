r"""Least squares with more weights than examples: the shortest solution, ridge, random features, double descent.

Where examples and weights are equally many, there is just one solution, it fits every error in the labels, and it
is enormous. With more weights there are many solutions, and the shortest of them is small again.
"""

import math
from typing import NamedTuple

import numpy as np

from mathnets import geometry, inputs
from mathnets.estimators import Classifier, Estimator
from mathnets.margins import lift

_SINGULAR = 1e-10  # ratio of diagonal entries below which a triangular factor is taken as singular
_PLAIN = 1e-6  # share of the sum of squares from which on a penalty makes the equations well conditioned


class Sweep(NamedTuple):
    """Shortest least-squares solutions for several numbers of examples or of features.

    Attributes:
        predictions: for the test examples, shape (S, M).
        norms: length of the weights, shape (S,).
        residuals: root mean squared error on the examples learned from, shape (S,).
    """

    predictions: np.ndarray
    norms: np.ndarray
    residuals: np.ndarray


class DoubleDescent(NamedTuple):
    """Errors of shortest least-squares classifiers for several sizes, in several draws.

    Attributes:
        sizes: numbers of examples, or of features, shape (S,).
        errors: share of the test set on the wrong side, shape (draws, S).
        norms: length of the weights, shape (draws, S).
        residuals: root mean squared error on the examples learned from, shape (draws, S).
    """

    sizes: np.ndarray
    errors: np.ndarray
    norms: np.ndarray
    residuals: np.ndarray


def minimum_norm(X, Y):
    r"""Return the shortest of the weights that fit best, $w = X^+ Y$.

    $$\min \|w\| \quad\text{among all}\quad \arg\min_w \|X w - Y\|^2$$

    Args:
        X: examples, shape (N, D).
        Y: targets, shape (N,) or (N, K).

    Returns:
        Weights, shape (D,) or (D, K).

    Raises:
        ValueError: if there is not one target (row) an example.

    Examples:
        >>> minimum_norm([[1, 1]], [2])  # of all w with w_1 + w_2 = 2
        array([1., 1.])

    Source:
        penrose1956
    """
    return ridge(X, Y, 0.0)


def ridge(X, Y, penalty):
    r"""Return the weights of ridge regression, which a penalty keeps short.

    $$\arg\min_w \|X w - Y\|^2 + \lambda \|w\|^2 = (X^T X + \lambda I)^{-1} X^T Y$$

    One singular value decomposition, $X = U S V^T$, serves all penalties: $w = V\,\frac{S}{S^2 + \lambda}\,U^T Y$. A
    single one above $10^{-6} \|X\|^2$ makes the equations themselves well conditioned: they are solved, or those of
    $w = X^T (X X^T + \lambda I)^{-1} Y$ where they are fewer.

    Args:
        X: examples, shape (N, D).
        Y: targets, shape (N,) or (N, K).
        penalty: $\lambda \ge 0$, a number or shape (L,); 0 gives `minimum_norm`.

    Returns:
        Weights, shape (D,) or (D, K); with several penalties one more axis in front.

    Raises:
        ValueError: if there is not one target (row) an example, or a penalty is negative.

    Examples:
        >>> ridge([[1.0], [1.0]], [1.0, 3.0], [0.0, 2.0])
        array([[2.],
               [1.]])

    Source:
        hoerl1970
    """
    X = inputs.points(X)
    Y = inputs.array(Y, "Y")
    if Y.ndim not in (1, 2) or len(Y) != len(X):
        raise ValueError(f"Y needs shape ({len(X)},) or ({len(X)}, K), got {Y.shape}; give a target an example")
    penalties = inputs.array(penalty, "penalty")
    if penalties.ndim > 1 or penalties.size == 0 or penalties.min() < 0:
        raise ValueError(f"penalty needs numbers of at least 0, shape () or (L,), got {penalty!r}; choose others")
    columns = Y.reshape(len(Y), -1)
    if penalties.ndim == 0 and penalties > _PLAIN * np.vdot(X, X):
        weights = _by_equations(X, columns, penalties)
    else:
        weights = _by_singular_values(X, columns, penalties)
    return weights if Y.ndim == 2 else weights[..., 0]


def _by_equations(X, Y, penalty):
    """Return the weights for one penalty, which is no small part of the squares that it is added to."""
    if len(X) >= X.shape[1]:
        return np.linalg.solve(_raised(X.T @ X, penalty), X.T @ Y)
    return X.T @ np.linalg.solve(_raised(X @ X.T, penalty), Y)


def _raised(A, penalty):
    A[np.diag_indices_from(A)] += penalty
    return A


def _by_singular_values(X, Y, penalties):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    kept = s > max(X.shape) * np.finfo(float).eps * s[0]
    U, s, Vt = U[:, kept], s[kept], Vt[kept]
    shrunk = 1 / (s + penalties[..., None] / s)  # s / (s^2 + penalty), which could underflow
    return Vt.T @ (shrunk[..., None] * (U.T @ Y))  # (L, D, K) or (D, K)


class LeastSquaresClassifier(Classifier):
    r"""A classifier by least squares: one column of targets a class, 1 for its examples and 0 for others.

    $$\hat y = \arg\max_c\, (x, 1) \cdot w_c, \qquad W = \arg\min \|(X, 1)\,W - Y\|^2 + \lambda \|W\|^2$$

    The offset is a weight like the others; without a penalty the shortest solution is taken.

    Args:
        penalty: $\lambda \ge 0$.

    Attributes (after `fit`):
        classes_: the labels, in rising order, shape (K,).
        coef_: weights, shape (K, D).
        intercept_: offsets, shape (K,).
        n_features_in_: D.

    Examples:
        >>> model = LeastSquaresClassifier().fit([[0], [1], [2], [5]], [4, 4, 9, 9])
        >>> model.predict([[0.5], [3.0]])
        array([4, 9])

    Source:
        bishop2006
    """

    def __init__(self, penalty=0.0):
        self.penalty = penalty

    def fit(self, X, y):
        """Learn from examples `X`, shape (N, D), and their labels `y`, two or more classes; return self."""
        penalty = inputs.real(self.penalty, "penalty", least=0)
        X, classes, codes = self._examples(X, y)
        W = ridge(lift(X), np.eye(len(classes))[codes], penalty).T
        self.classes_, self.n_features_in_ = classes, X.shape[1]
        self.coef_, self.intercept_ = W[:, :-1].copy(), W[:, -1].copy()
        return self

    def predict(self, X):
        """Return the class of each of the examples `X`, shape (N, D): shape (N,)."""
        X = self._unseen(X)
        return self.classes_[(X @ self.coef_.T + self.intercept_).argmax(axis=1)]


class RandomFeatures(Estimator):
    r"""Random features: a layer of a network whose weights stay as they were drawn, $w \sim N(0, \sigma^{-2} I)$.

    $$\phi_j(x) = \sqrt{\tfrac2M}\,\max(0, w_j\cdot x) \ \text{(relu)}, \qquad
    \phi_j(x) = \sqrt{\tfrac2M}\,\cos(w_j\cdot x + \beta_j),\ \beta_j \sim U[0, 2\pi) \ \text{(fourier)}$$

    On average $\phi(x)\cdot\phi(z)$ is the kernel $\exp(-\|x - z\|^2 / 2\sigma^2)$ (fourier), or $\sigma^{-2}$ times
    the arc-cosine kernel (relu). From one seed, the first features are the same whatever their number, but for
    $\sqrt{2/M}$.

    Args:
        M: number of features, at least 1.
        kind: "relu" or "fourier".
        scale: $\sigma > 0$, in the unit of the examples.
        rng: a Generator or seed.

    Attributes (after `fit`):
        weights_: shape (D, M).
        phases_: shape (M,), fourier alone; else zeros.
        n_features_in_: D.

    Examples:
        >>> X = [[0.0, 0.0], [1.0, 1.0]]
        >>> Z = RandomFeatures(20000, kind="fourier", rng=0).fit(X).transform(X)
        >>> np.round(Z @ Z.T, 1), round(float(np.exp(-1)), 1)
        (array([[1. , 0.4],
               [0.4, 1. ]]), 0.4)

    Source:
        rahimi2007, cho2009
    """

    def __init__(self, M, *, kind="relu", scale=1.0, rng=0):
        self.M = M
        self.kind = kind
        self.scale = scale
        self.rng = rng

    def fit(self, X, y=None):
        """Draw the weights for examples like `X`, shape (N, D), and return self; `y` is ignored."""
        X, M = inputs.points(X), inputs.integer(self.M, "M")
        kind = inputs.choice(self.kind, "kind", ("relu", "fourier"))
        scale = inputs.real(self.scale, "scale", above=0)
        weights, phases = inputs.generator(self.rng).spawn(2)
        self.weights_ = weights.normal(size=(M, X.shape[1])).T / scale
        self.phases_ = phases.uniform(0, 2 * math.pi, size=M) if kind == "fourier" else np.zeros(M)
        self.n_features_in_ = X.shape[1]
        return self

    def transform(self, X):
        """Return the features of examples `X`, shape (N, D): shape (N, M)."""
        inputs.fitted(self, "weights_")
        Z = inputs.points(X, width=self.n_features_in_) @ self.weights_
        if self.kind == "relu":
            np.maximum(Z, 0, out=Z)
        else:
            np.cos(np.add(Z, self.phases_, out=Z), out=Z)
        Z *= math.sqrt(2 / Z.shape[1])
        return Z


def isotropic_risk(n, p, *, noise=1.0, signal=1.0):
    r"""Return the expected excess error of the shortest least squares for independent standard normal features.

    Targets are $y = x\cdot\beta + \varepsilon$ with $\|\beta\| = r$ and noise of standard deviation $\sigma$; the
    excess is $\mathrm{E}\,\|\hat w - \beta\|^2$, over all draws of the examples:

    $$\sigma^2 \frac{p}{n - p - 1} \quad (p \le n - 2), \qquad
    r^2 \Bigl(1 - \frac np\Bigr) + \sigma^2 \frac{n}{p - n - 1} \quad (p \ge n + 2)$$

    and infinite between, unless $\sigma = 0$. Exact at every size, not only in the limit.

    Args:
        n: number of examples, at least 1.
        p: number of features, at least 1.
        noise: $\sigma \ge 0$, in the unit of the targets.
        signal: $r \ge 0$.

    Returns:
        The excess over the noise, a float.

    Raises:
        ValueError: if an argument is out of its range.

    Examples:
        >>> [round(isotropic_risk(200, p, signal=2.0), 2) for p in (180, 200, 400, 800)]
        [9.47, inf, 3.01, 3.33]

    Source:
        belkin2020, hastie2022
    """
    n, p = inputs.integer(n, "n"), inputs.integer(p, "p")
    variance = inputs.real(noise, "noise", least=0) ** 2
    square = inputs.real(signal, "signal", least=0) ** 2
    if p <= n - 2:
        return variance * p / (n - p - 1)
    if p >= n + 2:
        return square * (1 - n / p) + variance * n / (p - n - 1)
    return math.inf if variance > 0 else square * max(0.0, 1 - n / p)


def sweep_examples(X, y, X_test, sizes):
    r"""Return the shortest least-squares solutions of the first $n$ examples, for several $n$, from one factorisation.

    For $n \le D$: with $X^T = QR$, the solution is $w_n = Q\,(c_1, \dots, c_n, 0, \dots)$ where $R^T c = y$. As
    $R^T$ is lower triangular, $c$ is the same for all $n$: each example adds one orthogonal direction. For $n > D$
    the factor of the first examples and the rows that come after it are factored again, which is $D \times D$ work.

    Args:
        X: examples, in order, shape (N, D).
        y: targets, shape (N,).
        X_test: examples to predict, shape (M, D).
        sizes: numbers of examples, rising, shape (S,), from 1 to N.

    Returns:
        A `Sweep`.

    Raises:
        ValueError: if shapes disagree, or `sizes` do not rise from 1 or more to N or less.

    Examples:
        >>> found = sweep_examples([[1, 1], [0, 1], [1, 0]], [2, 3, 1], [[1, 0]], [1, 2, 3])
        >>> found.predictions.round(6).ravel(), found.norms.round(3)
        (array([ 1.      , -1.      ,  0.333333]), array([1.414, 3.162, 2.357]))

    Source:
        golub2013
    """
    X, y, X_test, sizes = _sweep_inputs(X, y, X_test, sizes, 0)
    found = _empty(sizes, len(X_test))
    few = int(np.searchsorted(sizes, X.shape[1], side="right"))
    if few:
        Q, R = np.linalg.qr(X[: sizes[few - 1]].T)
        rank = _leading_rank(R)
        shared = int(np.searchsorted(sizes[:few], rank, side="right"))
        c = np.linalg.solve(R[:rank, :rank].T, y[:rank])
        last = sizes[:shared] - 1
        found.predictions[:shared] = np.cumsum((X_test @ Q[:, :rank]) * c, axis=1)[:, last].T
        largest = np.abs(c).max(initial=0) or 1.0  # takes out what would overflow
        found.norms[:shared] = largest * np.sqrt(np.cumsum((c / largest) ** 2))[last]
        found.residuals[:shared] = 0
        for s, n in enumerate(sizes[shared:few], shared):  # examples that depend on each other
            w = minimum_norm(X[:n], y[:n])
            _record(found, s, X[:n] @ w - y[:n], X_test @ w, w)
    rows, start = np.column_stack([X, y]), 0
    factor = rows[:0]  # the R of (X, y): of X, and in its last column Q^T y
    for s, n in enumerate(sizes[few:], few):
        factor = np.linalg.qr(np.vstack([factor, rows[start:n]]), mode="r")
        R, d = factor[:-1, :-1], factor[:-1, -1]
        w = np.linalg.solve(R, d) if _leading_rank(R) == len(R) else minimum_norm(R, d)
        _record(found, s, X[:n] @ w - y[:n], X_test @ w, w)
        start = n
    return found


def sweep_features(X, y, X_test, sizes):
    r"""Return the shortest least-squares solutions on the first $m$ features, for several $m$, from one factorisation.

    For $m \le N$: with $X = QR$, the predictions are $\sum_{j \le m} u_j\,(Q^T y)_j$ where $u R = x$. As $R$ is
    upper triangular, $u$ is the same for all $m$. For $m > N$ the factor of the first features, transposed, and the
    columns that come after it are factored again, which is $N \times N$ work.

    Args:
        X: examples, their features in order, shape (N, D).
        y: targets, shape (N,).
        X_test: examples to predict, shape (M, D).
        sizes: numbers of features, rising, shape (S,), from 1 to D.

    Returns:
        A `Sweep`.

    Raises:
        ValueError: if shapes disagree, or `sizes` do not rise from 1 or more to D or less.

    Examples:
        >>> found = sweep_features([[1, 0, 1], [1, 1, 0]], [1, 3], [[1, 2, 0]], [1, 2, 3])
        >>> found.predictions.round(6).ravel(), found.residuals.round(6)
        (array([2.      , 5.      , 4.666667]), array([1., 0., 0.]))

    Source:
        golub2013
    """
    X, y, X_test, sizes = _sweep_inputs(X, y, X_test, sizes, 1)
    found = _empty(sizes, len(X_test))
    few = int(np.searchsorted(sizes, len(X), side="right"))
    if few:
        Q, R = np.linalg.qr(X[:, : sizes[few - 1]])
        rank = _leading_rank(R)
        shared = int(np.searchsorted(sizes[:few], rank, side="right"))
        R, d = R[:rank, :rank], Q[:, :rank].T @ y
        parts = np.linalg.solve(R.T, X_test[:, :rank].T).T * d
        found.predictions[:shared] = np.cumsum(parts, axis=1)[:, sizes[:shared] - 1].T
        for s, m in enumerate(sizes[:shared]):
            found.norms[s] = geometry.norm(np.linalg.solve(R[:m, :m], d[:m]))
            found.residuals[s] = geometry.norm(y - Q[:, :m] @ d[:m]) / math.sqrt(len(y))
        for s, m in enumerate(sizes[shared:few], shared):  # features that depend on each other
            w = minimum_norm(X[:, :m], y)
            _record(found, s, X[:, :m] @ w - y, X_test[:, :m] @ w, w)
    R, T, start = np.empty((0, len(X))), np.empty((0, len(X_test))), 0
    for s, m in enumerate(sizes[few:], few):
        Q, R = np.linalg.qr(np.vstack([R, X[:, start:m].T]))
        T = Q.T @ np.vstack([T, X_test[:, start:m].T])
        c = np.linalg.solve(R.T, y) if _leading_rank(R) == len(R) else minimum_norm(R.T, y)  # w = Q c
        _record(found, s, R.T @ c - y, c @ T, c)
        start = m
    return found


def double_descent(X, y, X_test, y_test, sizes, *, along="examples", draws=10, rng):
    r"""Return the test errors of the shortest least-squares classifier $\mathrm{sign}(x\cdot w)$ for several sizes.

    Each draw puts the examples (or the features) into a random order; of size $n$ are the first $n$ of it. The
    error peaks where there are as many examples as features, and falls again on the other side.

    Args:
        X: examples, shape (N, D); for an offset give them a constant 1 (`mathnets.margins.lift`).
        y: labels in {-1, 1}, shape (N,).
        X_test: examples to measure the error on, shape (M, D).
        y_test: their labels in {-1, 1}, shape (M,).
        sizes: numbers of examples (or features), rising, shape (S,).
        along: "examples", or "features" with all examples.
        draws: number of orders, at least 1.
        rng: a Generator or seed.

    Returns:
        A `DoubleDescent`.

    Raises:
        ValueError: if shapes disagree, a label is not -1 or 1, or an argument is out of its range.
        TypeError: if `rng` is neither.

    Examples:
        >>> rng = np.random.default_rng(0)
        >>> X = rng.normal(size=(400, 50))
        >>> y = np.sign(X[:, 0] + rng.normal(size=400))
        >>> found = double_descent(X[:200], y[:200], X[200:], y[200:], [10, 50, 200], rng=0)
        >>> e = found.errors.mean(axis=0)
        >>> bool(e[0] < e[1] > e[2]), found.errors.shape
        (True, (10, 3))

    Source:
        belkin2019, hastie2022
    """
    along = inputs.choice(along, "along", ("examples", "features"))
    X, y, X_test, sizes = _sweep_inputs(X, y, X_test, sizes, along == "features")
    y, y_test = inputs.signs(y), inputs.signs(y_test, len(X_test), "y_test")
    draws = inputs.integer(draws, "draws")
    errors, norms, residuals = np.empty((3, draws, len(sizes)))
    for i, child in enumerate(inputs.generator(rng).spawn(draws)):
        if along == "examples":
            order = child.permutation(len(X))
            found = sweep_examples(X[order], y[order], X_test, sizes)
        else:
            order = child.permutation(X.shape[1])
            found = sweep_features(X[:, order], y, X_test[:, order], sizes)
        errors[i] = np.mean(found.predictions * y_test <= 0, axis=1)
        norms[i], residuals[i] = found.norms, found.residuals
    return DoubleDescent(sizes, errors, norms, residuals)


def _sweep_inputs(X, y, X_test, sizes, axis):
    X = inputs.points(X)
    y, X_test = inputs.vector(y, "y"), inputs.points(X_test, "X_test", width=X.shape[1])
    if len(y) != len(X):
        raise ValueError(f"X and y need equal lengths, got {len(X)} and {len(y)}; give a target an example")
    sizes = inputs.vector(sizes, "sizes")
    most = X.shape[axis]
    if sizes[0] < 1 or sizes[-1] > most or (np.diff(sizes) <= 0).any() or (sizes != np.floor(sizes)).any():
        raise ValueError(
            f"sizes need whole numbers that rise from 1 or more to at most {most}, got {sizes.tolist()}; sort them"
        )
    return X, y, X_test, sizes.astype(np.int64)


def _empty(sizes, tests):
    return Sweep(np.empty((len(sizes), tests)), np.empty(len(sizes)), np.empty(len(sizes)))


def _leading_rank(R):
    """Return how many of the first columns of a triangular factor do not depend on those before them."""
    diagonal = np.abs(np.diag(R))
    dependent = diagonal <= _SINGULAR * np.maximum.accumulate(diagonal)
    return int(dependent.argmax()) if dependent.any() else len(diagonal)


def _record(found, s, residual, predictions, w):
    found.predictions[s] = predictions
    found.norms[s] = geometry.norm(w)
    found.residuals[s] = geometry.norm(residual) / math.sqrt(len(residual))
