r"""Two rules that learn a hyperplane one example at a time: Rosenblatt's perceptron, Widrow and Hoff's LMS.

The perceptron changes its weights only when it is wrong, and then by the example itself; LMS changes them at
every example, in proportion to the error. An offset is a weight of the constant 1 that every example carries.
"""

import warnings
from typing import NamedTuple

import numpy as np

from mathnets import inputs
from mathnets.estimators import BinaryClassifier
from mathnets.inputs import ConvergenceWarning

_BLOCK = 32  # examples compared with the weights at once, after a mistake; twice as many after none


class PerceptronPath(NamedTuple):
    """All that happened in a run of the perceptron with M mistakes: mistake k led from weights k to k + 1.

    Attributes:
        examples: row of the example that was mistaken, shape (M,).
        epochs: pass in which it was, counted from 0, shape (M,).
        weights: before the first mistake and after each one, shape (M + 1, D).
        offsets: the same of the offset, shape (M + 1,); zeros without intercept.
        separated: whether the last weights have every example strictly on its side.
    """

    examples: np.ndarray
    epochs: np.ndarray
    weights: np.ndarray
    offsets: np.ndarray
    separated: bool


class LMSPath(NamedTuple):
    """All that happened in runs of LMS: `weights` before and after each of N examples, and the `errors`.

    Attributes:
        weights: shape (N + 1, D), or (runs, N + 1, D).
        errors: target minus output *before* the example was learned from, shape (N,), or (runs, N).
    """

    weights: np.ndarray
    errors: np.ndarray


def perceptron_pass(X, y, w, b=0.0, *, fit_intercept=True):
    r"""Return weights and offset after one pass of the perceptron rule through the examples, and its mistakes.

    $$\text{if } y_i\,(w\cdot x_i + b) \le 0: \qquad w \leftarrow w + y_i x_i, \quad b \leftarrow b + y_i$$

    An example on the hyperplane itself counts as a mistake, so that the rule can start from $w = 0$.

    Args:
        X: examples in the order of the pass, shape (N, D).
        y: labels in {-1, 1}, shape (N,).
        w: weights to start from, shape (D,); they are not changed.
        b: offset to start from.
        fit_intercept: whether the offset learns too.

    Returns:
        w: weights after the pass, shape (D,).
        b: offset after the pass, a float.
        mistakes: rows of the examples that were mistaken, in order, shape (M,).

    Raises:
        ValueError: if shapes disagree or a label is not -1 or 1.

    Examples:
        >>> w, b, mistakes = perceptron_pass([[2, 0], [1, 1], [-1, 0]], [1, 1, -1], w=[0, 0])
        >>> w, b, mistakes
        (array([2., 0.]), 1.0, array([0]))

    Source:
        rosenblatt1958
    """
    X = inputs.points(X)
    y = inputs.signs(y, len(X))
    w, b = inputs.vector(w, "w", length=X.shape[1]), inputs.real(b, "b")
    if not fit_intercept and b != 0:
        raise ValueError(f"b needs to be 0 without intercept, got {b:g}; set fit_intercept=True or leave it out")
    v = np.append(w, b) if fit_intercept else w.copy()
    mistakes = np.array(list(_mistakes(_signed(X, y, fit_intercept), v)), dtype=np.int64)
    return v[: X.shape[1]], float(v[-1]) if fit_intercept else 0.0, mistakes


def perceptron_path(X, y, *, max_epochs=100, fit_intercept=True, rng=None):
    r"""Return every step of the perceptron from $w = 0$ until a pass without mistakes, or to the last epoch.

    The rule is that of `perceptron_pass`. Every weight vector is kept: a filmstrip, or a proof to be checked.

    Args:
        X: examples, shape (N, D).
        y: labels in {-1, 1}, shape (N,).
        max_epochs: most passes through the examples, at least 1.
        fit_intercept: whether there is an offset.
        rng: a Generator or seed that shuffles the examples before each pass; None for the given order.

    Returns:
        A `PerceptronPath`.

    Raises:
        ValueError: if shapes disagree, a label is not -1 or 1, or `max_epochs` is no positive int.

    Examples:
        >>> path = perceptron_path([[2, 0], [1, 1], [-1, 0]], [1, 1, -1], fit_intercept=False)
        >>> path.examples, path.separated
        (array([0]), True)
        >>> path.weights
        array([[0., 0.],
               [2., 0.]])

    Source:
        rosenblatt1958, novikoff1962
    """
    X = inputs.points(X)
    y = inputs.signs(y, len(X))
    max_epochs = inputs.integer(max_epochs, "max_epochs")
    Z = _signed(X, y, fit_intercept)
    v = np.zeros(Z.shape[1])
    examples, epochs, steps = [], [], [v.copy()]
    for epoch, order in enumerate(_orders(len(Z), max_epochs, rng)):
        before = len(examples)
        for row in _mistakes(Z if order is None else Z[order], v):
            examples.append(row if order is None else order[row])
            epochs.append(epoch)
            steps.append(v.copy())
        if len(examples) == before:
            break
    steps = np.array(steps)
    return PerceptronPath(
        examples=np.array(examples, dtype=np.int64),
        epochs=np.array(epochs, dtype=np.int64),
        weights=steps[:, : X.shape[1]],
        offsets=steps[:, -1] if fit_intercept else np.zeros(len(steps)),
        separated=bool((Z @ v > 0).all()),
    )


class Perceptron(BinaryClassifier):
    r"""The perceptron as an estimator for any two classes: $\hat y$ is the second class where $w\cdot x + b > 0$.

    Args:
        max_epochs: most passes through the examples, at least 1; it stops at the first without a mistake.
        fit_intercept: whether there is an offset.
        averaged: predict with the mean of the weights after each example instead of the last weights.
        rng: a Generator or seed that shuffles the examples before each pass; None for the given order.
        dtype: of the weights and of all sums, float64, or float32 for half the time.

    Attributes:
        classes_: the two labels, in rising order, shape (2,).
        coef_: weights, shape (1, D).
        intercept_: offset, shape (1,).
        mistakes_: number of mistakes in each pass, shape (n_iter_,).
        n_iter_: number of passes made, the last one without mistakes if it converged before `max_epochs`.
        n_features_in_: D.
        converged_: whether the last weights (not the averaged ones) separate the classes.

    Raises:
        ValueError: if shapes disagree, there are not two classes, or a parameter is out of range.

    Examples:
        >>> model = Perceptron().fit([[0, 0], [0, 1], [1, 0], [1, 1]], [4, 4, 4, 9])  # AND
        >>> model.predict([[1, 1], [0, 1]]), model.converged_
        (array([9, 4]), True)

    Source:
        rosenblatt1958, freund1999
    """

    def __init__(self, *, max_epochs=1000, fit_intercept=True, averaged=False, rng=None, dtype=np.float64):
        self.max_epochs = max_epochs
        self.fit_intercept = fit_intercept
        self.averaged = averaged
        self.rng = rng
        self.dtype = dtype

    def fit(self, X, y):
        """Learn from examples `X`, shape (N, D), and their labels `y`, shape (N,), of two kinds; return self."""
        X, classes, signs = self._examples(X, y)
        max_epochs = inputs.integer(self.max_epochs, "max_epochs")
        Z = _signed(X, signs, self.fit_intercept, inputs.float_dtype(self.dtype))
        v, late, mistakes = np.zeros(Z.shape[1], Z.dtype), np.zeros(Z.shape[1]), []
        for epoch, order in enumerate(_orders(len(Z), max_epochs, self.rng)):
            shown = Z if order is None else Z[order]
            mistakes.append(0)
            for row in _mistakes(shown, v):
                mistakes[-1] += 1
                if self.averaged:
                    late += (epoch * len(Z) + row) * shown[row]  # examples seen without this correction
            if mistakes[-1] == 0:
                break
        self.classes_, self.n_features_in_ = classes, X.shape[1]
        self.mistakes_, self.n_iter_ = np.array(mistakes), len(mistakes)
        self.converged_ = bool(mistakes[-1] == 0 or (Z @ v > 0).all())
        if not self.converged_:
            warnings.warn(
                f"Perceptron needs classes that a hyperplane separates to converge, got {mistakes[-1]} mistake(s) "
                f"in epoch {len(mistakes)}, the last; raise max_epochs, or see mathnets.margins.separable",
                ConvergenceWarning,
                stacklevel=2,
            )
        if self.averaged:
            v = v - late / (len(mistakes) * len(Z))
        self.coef_ = v[None, : X.shape[1]].copy()
        self.intercept_ = v[X.shape[1] :].copy() if self.fit_intercept else np.zeros(1)
        return self

    def decision_function(self, X):
        """Return $w\\cdot x + b$ of examples `X`, shape (N, D): positive for the second class; shape (N,)."""
        return self._unseen(X) @ self.coef_[0] + self.intercept_[0]


def _signed(X, y, fit_intercept, dtype=np.float64):
    """Return the rows y_i (x_i, 1), without the 1 if there is no intercept: what must get a positive product."""
    inputs.squarable(X, dtype=dtype)
    Z = np.empty((X.shape[0], X.shape[1] + bool(fit_intercept)), dtype)
    np.multiply(X, y[:, None], out=Z[:, : X.shape[1]])
    Z[:, X.shape[1] :] = y[:, None]
    return Z


def _orders(n, max_epochs, rng):
    """Yield the order of the examples in each epoch, None for the given one."""
    rng = None if rng is None else inputs.generator(rng)
    for _ in range(max_epochs):
        yield None if rng is None else rng.permutation(n)


def _mistakes(Z, v):
    """Go once through the rows z of Z; wherever z @ v <= 0, add z to v (in place) and yield the row.

    Between two mistakes v does not change, so that whole blocks of rows can be compared with it at once.
    """
    start, size = 0, _BLOCK
    while start < len(Z):
        wrong = Z[start : start + size].dot(v) <= 0
        first = int(wrong.argmax())
        if wrong[first]:
            row = start + first
            v += Z[row]
            yield row
            start, size = row + 1, _BLOCK
        else:
            start, size = start + size, 2 * size


def lms_path(X, targets, rate, *, w=None):
    r"""Return every step of Widrow and Hoff's least-mean-squares rule (the ADALINE's), for many runs at once.

    $$e_n = t_n - w_n\cdot x_n, \qquad w_{n+1} = w_n + \mu\,e_n x_n$$

    For independent examples the *mean* of $w_n$ over runs tends to the Wiener solution if $\mu < 2/\lambda_{\max}$
    (`mean_rate_limit`). That alone promises nothing about a single run, whose squared error can grow without
    bound all the same: see `mean_square_rate_limit`.

    Args:
        X: examples in order, shape (N, D), or of several runs, shape (runs, N, D). For an offset, give every
            example a constant 1: `mathnets.margins.lift`.
        targets: the numbers to be met, such as labels in {-1, 1}, shape (N,), or (runs, N).
        rate: $\mu > 0$, in units of one over `X` squared.
        w: weights to start from, shape (D,); zeros if None.

    Returns:
        An `LMSPath`.

    Raises:
        ValueError: if shapes disagree or `rate` is not positive.
        FloatingPointError: if weights leave the range of floating-point numbers; names the example and error.

    Examples:
        >>> path = lms_path([[1.0], [1.0], [1.0]], [2.0, 2.0, 2.0], rate=0.5)
        >>> path.weights.ravel(), path.errors
        (array([0.  , 1.  , 1.5 , 1.75]), array([2. , 1. , 0.5]))

    Source:
        widrow1960
    """
    X, targets = inputs.array(X), inputs.array(targets, "targets")
    if X.ndim not in (2, 3) or X.size == 0:
        raise ValueError(f"X needs shape (N, D) or (runs, N, D), got {X.shape}; give rows of examples")
    if targets.shape != X.shape[:-1]:
        raise ValueError(f"targets need shape {X.shape[:-1]}, one an example, got {targets.shape}; give as many")
    rate = inputs.real(rate, "rate", above=0)
    steps = np.zeros((*X.shape[:-2], X.shape[-2] + 1, X.shape[-1]))
    if w is not None:
        steps[..., 0, :] = inputs.vector(w, "w", length=X.shape[-1])
    errors = np.empty(targets.shape)
    with np.errstate(over="ignore", invalid="ignore"):
        for n in range(X.shape[-2]):
            x, w = X[..., n, :], steps[..., n, :]
            errors[..., n] = targets[..., n] - np.vecdot(w, x)
            steps[..., n + 1, :] = w + rate * errors[..., n, None] * x
            if not np.isfinite(steps[..., n + 1, :]).all():
                raise FloatingPointError(
                    f"LMS needs a rate at which it does not explode, got weights beyond floating point at example "
                    f"{n}, error {np.abs(errors[..., n]).max():.1e}; take a rate below mean_square_rate_limit"
                )
    return LMSPath(steps, errors)


def correlation_matrix(X):
    r"""Return the correlation matrix of the examples, $C = \frac1N \sum_i x_i x_i^T$, without centring them.

    Args:
        X: examples, shape (N, D).

    Returns:
        The matrix, shape (D, D), in the unit of `X` squared.

    Raises:
        ValueError: if `X` is no finite (N, D) array.

    Examples:
        >>> correlation_matrix([[2.0, 0.0], [0.0, 1.0]])
        array([[2. , 0. ],
               [0. , 0.5]])

    Source:
        widrow1960
    """
    X = inputs.squarable(inputs.points(X))
    return X.T @ X / len(X)


def wiener_solution(X, targets):
    r"""Return the weights of least mean squared error, to which the mean of LMS tends.

    $$w^* = \arg\min_w \sum_i (t_i - w\cdot x_i)^2 = C^{-1} p, \qquad p = \frac1N \sum_i t_i x_i$$

    Solved as least squares, without forming $C$; where many weights do equally well, the shortest.

    Args:
        X: examples, shape (N, D).
        targets: the numbers to be met, shape (N,).

    Returns:
        The weights, shape (D,).

    Raises:
        ValueError: if shapes disagree.

    Examples:
        >>> wiener_solution([[1.0], [1.0], [2.0]], [0.0, 2.0, 2.0]).round(12)
        array([1.])

    Source:
        widrow1960
    """
    X = inputs.points(X)
    targets = inputs.vector(targets, "targets")
    if len(targets) != len(X):
        raise ValueError(f"X and targets need equal lengths, got {len(X)} and {len(targets)}; give one a row")
    return np.linalg.lstsq(X, targets)[0]


def mean_rate_limit(correlation):
    r"""Return the rate below which LMS converges *in the mean*, $2 / \lambda_{\max}$, for independent examples.

    $$\mathrm{E}[w_{n+1}] - w^* = (I - \mu C)\,(\mathrm{E}[w_n] - w^*)$$

    Args:
        correlation: $C = \mathrm{E}[x x^T]$, shape (D, D), as from `correlation_matrix`.

    Returns:
        The limit, a float in units of one over `X` squared. Below it single runs may still explode.

    Raises:
        ValueError: if `correlation` is not symmetric, has a negative eigenvalue, or is zero.

    Examples:
        >>> mean_rate_limit([[4.0, 0.0], [0.0, 1.0]])
        0.5

    Source:
        widrow1960
    """
    return float(2 / _eigenvalues(correlation)[-1])


def mean_square_rate_limit(correlation):
    r"""Return the rate below which the mean squared error of LMS stays bounded, for independent Gaussian examples.

    It is the rate at which the sum reaches 1, always below $1/\lambda_{\max}$, half of `mean_rate_limit`:

    $$\sum_j \frac{\mu\lambda_j}{2\,(1 - \mu\lambda_j)} < 1$$

    Args:
        correlation: $C = \mathrm{E}[x x^T]$, shape (D, D), of examples with mean zero.

    Returns:
        The limit, a float in units of one over `X` squared.

    Raises:
        ValueError: if `correlation` is not symmetric, has a negative eigenvalue, or is zero.

    Examples:
        >>> round(mean_square_rate_limit([[1.0, 0.0], [0.0, 1.0]]), 12)  # 2 / (D + 2)
        0.5

    Source:
        feuer1985
    """
    shares = _eigenvalues(correlation)
    largest = shares[-1]
    shares = shares / largest
    low, high = 0.0, 1.0  # the rate times the largest eigenvalue
    for _ in range(60):
        middle = (low + high) / 2
        if np.sum(middle * shares / (2 * (1 - middle * shares))) < 1:
            low = middle
        else:
            high = middle
    return float(low / largest)


def _eigenvalues(correlation):
    """Return the eigenvalues of a correlation matrix, rising and none negative."""
    C = inputs.points(correlation, "correlation")
    if C.shape[0] != C.shape[1] or not np.allclose(C, C.T, rtol=0.0, atol=1e-10 * np.abs(C).max()):
        raise ValueError(f"correlation needs to be a symmetric matrix, got shape {C.shape}; see correlation_matrix")
    values = np.linalg.eigvalsh(C)
    if values[-1] <= 0 or values[0] < -1e-10 * values[-1]:
        raise ValueError(
            f"correlation needs eigenvalues of at least 0, not all 0, got {values[0]:g} to {values[-1]:g}; "
            "see correlation_matrix"
        )
    return np.maximum(values, 0.0)
