r"""Learning curves: how the error falls with the number of examples, as a power law, and how many a target needs."""

import copy
import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from mathnets import inputs


class LearningCurve(NamedTuple):
    """The errors of an estimator on the same test set, after it learned from more and more examples.

    Attributes:
        sizes: numbers of examples, rising, shape (S,).
        errors: share of the test set that is wrong, shape (draws, S), a row for each draw of the examples.
    """

    sizes: np.ndarray
    errors: np.ndarray

    @property
    def mean(self):
        """The mean over draws, shape (S,)."""
        return self.errors.mean(axis=0)


class PowerLaw(NamedTuple):
    r"""A power law of the error, $e(n) = a\,n^{-b} + c$, with the uncertainty of its fit.

    Intervals and bands follow from the covariance by the delta method: a function's variance is $g^T C g$ with its
    gradient $g$.

    Attributes:
        a: factor, above 0.
        b: exponent: ten times the examples divide what is above the floor by $10^b$.
        c: floor, at least 0: the error of infinitely many examples; 0 unless it was fitted.
        covariance: $C$, of the estimates of $(\log a, b, c)$, shape (3, 3).
        quantile: how many standard errors an interval reaches to each side.

    Examples:
        >>> law = fit_power_law([100, 1000, 10000], [0.2, 0.1, 0.05])
        >>> round(law.b, 6), law.predict([100000]).round(6)
        (0.30103, array([0.025]))
        >>> round(law.examples_for(0.01)[0])
        2098592

    Source:
        cortes1993
    """

    a: float
    b: float
    c: float
    covariance: np.ndarray
    quantile: float

    @property
    def b_interval(self):
        """The ends of the confidence interval of the exponent."""
        reach = self.quantile * math.sqrt(self.covariance[1, 1])
        return self.b - reach, self.b + reach

    @property
    def a_interval(self):
        """The ends of the confidence interval of the factor, symmetric for its logarithm."""
        with np.errstate(over="ignore"):
            reach = float(np.exp(self.quantile * math.sqrt(self.covariance[0, 0])))
        return self.a / reach, self.a * reach

    @property
    def c_interval(self):
        """The ends of the confidence interval of the floor, none below 0."""
        reach = self.quantile * math.sqrt(self.covariance[2, 2])
        return max(0.0, self.c - reach), self.c + reach

    def predict(self, n):
        """Return the error after `n` examples, positive numbers of any shape."""
        return np.exp(math.log(self.a) - self.b * np.log(_positive(n, "n"))) + self.c

    def band(self, n):
        """Return the ends (low, high) of the confidence interval of the curve at `n`, each of the shape of `n`."""
        error = self.predict(n)
        g = _gradient(np.log(_positive(n, "n")), (error - self.c) / error, error)
        reach = np.exp(self.quantile * np.sqrt(np.einsum("...i,ij,...j->...", g, self.covariance, g)))
        return error / reach, error * reach

    def examples_for(self, error):
        """Return how many examples bring the error down to `error`, and the interval: (n, low, high), floats.

        All three are infinite for an error at the floor or below it, or if the law does not fall.
        """
        above = inputs.real(error, "error", above=0) - self.c
        if above <= 0 or self.b <= 0:
            return math.inf, math.inf, math.inf
        log_n = (math.log(self.a) - math.log(above)) / self.b
        g = np.array([1.0, -log_n, 1 / above]) / self.b
        reach = self.quantile * math.sqrt(g @ self.covariance @ g)
        with np.errstate(over="ignore", under="ignore"):
            return tuple(float(v) for v in np.exp([log_n, log_n - reach, log_n + reach]))


def learning_curve(estimator, X, y, X_test, y_test, sizes, *, draws=10, stratify=True, rng):
    r"""Return the test errors of an estimator that learned from more and more examples, for several draws of them.

    In each draw the examples are put into a random order, and the first $n$ of it are those of size $n$, so that
    each size contains the smaller ones. Every fit begins afresh.

    Args:
        estimator: anything with `fit(X, y)` and `score(X, y)`; it is copied and not changed. Or a function that
            takes a Generator and returns one, for estimators that begin at random.
        X: examples, shape (N, D).
        y: their labels, shape (N,).
        X_test: examples to measure the error on, shape (M, D).
        y_test: their labels, shape (M,).
        sizes: numbers of examples, rising, shape (S,), from 1 to N.
        draws: number of orders, at least 1.
        stratify: whether any first examples hold the classes in the shares that `y` has, as near as can be.
        rng: a Generator or seed.

    Returns:
        A `LearningCurve`; the error is $1 - {}$`score`.

    Raises:
        ValueError: if shapes disagree, or `sizes` do not rise from 1 or more to N or less.
        TypeError: if `estimator` cannot learn and be scored, or `rng` is no Generator or seed.

    Examples:
        >>> from mathnets.perceptron import Perceptron
        >>> X = np.random.default_rng(0).normal(size=(300, 2))
        >>> y = np.where(X @ [1, 2] > 0, 1, -1)
        >>> curve = learning_curve(Perceptron(), X[:200], y[:200], X[200:], y[200:], [4, 16, 64], draws=20, rng=0)
        >>> curve.errors.shape, bool(np.all(np.diff(curve.mean) < 0))
        ((20, 3), True)

    Source:
        cortes1993
    """
    X, X_test = inputs.points(X), inputs.points(X_test, "X_test")
    if X_test.shape[1] != X.shape[1]:
        raise ValueError(f"X_test needs {X.shape[1]} features, got {X_test.shape[1]}; use the columns of X")
    y, y_test = inputs.labels(y, len(X)), inputs.labels(y_test, len(X_test), "y_test")
    sizes = _rising(sizes, len(X))
    errors = np.empty((inputs.integer(draws, "draws"), len(sizes)))
    for row, child in zip(errors, inputs.generator(rng).spawn(len(errors)), strict=True):
        order = _stratified(y, child) if stratify else child.permutation(len(X))
        for j, n in enumerate(sizes):
            model = _fresh(estimator, child).fit(X[order[:n]], y[order[:n]])
            row[j] = 1 - model.score(X_test, y_test)
    return LearningCurve(sizes, errors)


def fit_power_law(sizes, errors, *, floor=False, confidence=0.95):
    r"""Return the power law that fits errors best in logarithms, with uncertainty from how far they lie off it.

    $$\min_{a, b, c} \sum_s \bigl(\log e_s - \log(a\,n_s^{-b} + c)\bigr)^2$$

    Without a floor ($c = 0$) that is a straight line in logarithms, and the intervals are Student's. They take the
    errors as independent: see `bootstrap_power_law` for curves whose sizes share examples.

    Args:
        sizes: numbers of examples $n_s$, rising, shape (S,).
        errors: errors $e_s$ above 0, shape (S,), or (draws, S), of which the mean over draws is fitted.
        floor: whether to fit $c \ge 0$.
        confidence: of the intervals, above 0 and below 1.

    Returns:
        A `PowerLaw`.

    Raises:
        ValueError: if shapes disagree, a (mean) error is not positive, or there are fewer than three sizes (with a
            floor: four).

    Examples:
        >>> law = fit_power_law([10, 100, 1000, 10000], [0.5, 0.22, 0.11, 0.05])
        >>> round(law.a, 2), round(law.b, 3), [round(end, 2) for end in law.b_interval]
        (1.05, 0.33, [0.3, 0.36])

    Source:
        cortes1993, hestness2017
    """
    log_n, errors = _curve(sizes, errors, floor)
    confidence = inputs.real(confidence, "confidence", above=0, below=1)
    theta, J, residual = _fit(log_n, _logs(errors.mean(axis=0)), floor)
    freedom = len(log_n) - J.shape[1]
    covariance = np.zeros((3, 3))
    covariance[: J.shape[1], : J.shape[1]] = np.linalg.pinv(J.T @ J) * (residual @ residual / freedom)
    return _law(theta, covariance, _t_quantile((1 + confidence) / 2, freedom))


def bootstrap_power_law(sizes, errors, *, floor=False, confidence=0.95, resamples=400, rng):
    r"""Return the same fit, with uncertainty from the draws: they are drawn again, with replacement, and fitted.

    Args:
        sizes: numbers of examples, rising, shape (S,).
        errors: shape (draws, S), at least three draws; above 0 in so many of each size that no resample averages 0.
        floor: whether to fit $c \ge 0$.
        confidence: of the intervals, above 0 and below 1.
        resamples: how often, at least 20.
        rng: a Generator or seed.

    Returns:
        A `PowerLaw` whose covariance is that of the resampled fits.

    Raises:
        ValueError: if shapes disagree, a mean error is not positive, or there are too few sizes or draws.
        TypeError: if `rng` is neither.

    Examples:
        >>> noise = np.random.default_rng(0).normal(scale=0.1, size=(20, 4))
        >>> errors = 2 * np.array([10, 100, 1000, 10000]) ** -0.5 * np.exp(noise)
        >>> low, high = bootstrap_power_law([10, 100, 1000, 10000], errors, rng=0).b_interval
        >>> low < 0.5 < high, round(high - low, 2)
        (True, 0.02)

    Source:
        efron1979
    """
    log_n, errors = _curve(sizes, errors, floor)
    if len(errors) < 3:
        raise ValueError(f"errors need at least 3 draws to be drawn again, got {len(errors)}; make more draws")
    confidence = inputs.real(confidence, "confidence", above=0, below=1)
    resamples, rng = inputs.integer(resamples, "resamples", least=20), inputs.generator(rng)
    theta, *_ = _fit(log_n, _logs(errors.mean(axis=0)), floor)
    chosen = rng.integers(len(errors), size=(resamples, len(errors)))
    means = errors[chosen].mean(axis=1)
    if means.min() <= 0:
        raise ValueError("errors need to be above 0 in so many draws that no resample averages 0; make more draws")
    again = [_fit(log_n, np.log(mean), floor)[0] for mean in means]
    return _law(theta, np.cov(np.transpose(again)), NormalDist().inv_cdf((1 + confidence) / 2))


def examples_needed(sizes, errors, target):
    r"""Return the number of examples at which a measured error first comes down to the target, for each draw.

    Between two sizes the error is taken as a straight line against $\log n$.

    Args:
        sizes: numbers of examples, rising, shape (S,).
        errors: shape (S,), or (draws, S).
        target: the error to reach, at least 0.

    Returns:
        A float, or shape (draws,): the first size if its error is as low already, infinite if none is.

    Raises:
        ValueError: if shapes disagree or `target` is negative.

    Examples:
        >>> examples_needed([10, 100, 1000], [[0.5, 0.3, 0.1], [0.5, 0.4, 0.3]], 0.2).round(1)
        array([316.2,   inf])

    Source:
        cortes1993
    """
    log_n, curves = _curve(sizes, errors, floor=False, least=1)
    target = inputs.real(target, "target", least=0)
    reached = curves <= target
    found = np.full(len(curves), np.inf)
    for row in np.flatnonzero(reached.any(axis=1)):
        j = int(reached[row].argmax())
        found[row] = float(sizes[j])
        if j > 0:
            e0, e1 = curves[row, j - 1 : j + 1]
            found[row] = math.exp(log_n[j] + (target - e1) / (e0 - e1) * (log_n[j - 1] - log_n[j]))
    return float(found[0]) if np.ndim(errors) == 1 else found


def _fresh(estimator, rng):
    """Return an estimator that has learned nothing: a copy, or a new one."""
    if hasattr(estimator, "fit") and not isinstance(estimator, type):
        return copy.deepcopy(estimator)
    made = estimator(rng) if callable(estimator) and not isinstance(estimator, type) else None
    if not (hasattr(made, "fit") and hasattr(made, "score")):
        raise TypeError(
            f"estimator needs fit and score, or to be a function of a Generator that returns one, got {estimator!r}; "
            "give for example Perceptron()"
        )
    return made


def _stratified(y, rng):
    """Return a random order of which any first part holds each class in its share: class c at (j + u) / N_c."""
    place = np.empty(len(y))
    for c in np.unique(y):
        rows = rng.permutation(np.flatnonzero(y == c))
        place[rows] = (np.arange(len(rows)) + rng.random()) / len(rows)
    return place.argsort(kind="stable")


def _rising(sizes, most=None):
    sizes = inputs.vector(sizes, "sizes")
    whole = (sizes == np.floor(sizes)).all() and sizes[-1] <= 2**53
    if not whole or sizes[0] < 1 or (np.diff(sizes) <= 0).any() or (most is not None and sizes[-1] > most):
        limit = "" if most is None else f" to at most {most}"
        raise ValueError(f"sizes need whole numbers that rise from 1 or more{limit}, got {sizes.tolist()}; sort them")
    return sizes.astype(np.int64)


def _positive(values, name):
    values = inputs.array(values, name)
    if values.size and values.min() <= 0:
        raise ValueError(f"{name} needs numbers above 0, got {values.min():g}; leave them out")
    return values


def _curve(sizes, errors, floor, least=None):
    """Return the logarithms of the sizes, and the errors as shape (draws, S)."""
    sizes, errors = _rising(sizes), np.atleast_2d(inputs.array(errors, "errors"))
    least = least or 3 + bool(floor)
    if errors.ndim != 2 or errors.shape[1] != len(sizes) or len(errors) == 0:
        raise ValueError(f"errors need shape ({len(sizes)},) or (draws, {len(sizes)}), got {errors.shape}; match sizes")
    if len(sizes) < least:
        raise ValueError(f"sizes need at least {least} entries, got {len(sizes)}; measure at more sizes")
    return np.log(sizes), errors


def _logs(errors):
    if errors.min() <= 0:
        raise ValueError(f"errors need to be above 0 on average, got {errors.min():g}; leave that size out")
    return np.log(errors)


def _fit(log_n, log_e, floor):
    """Return (log a, b, c), the derivatives of the fitted logarithms by as many as were fitted, and the residuals."""
    J = np.column_stack([np.ones_like(log_n), -log_n])
    line = np.linalg.lstsq(J, log_e, rcond=None)[0]
    theta = np.array([*line, 0.0])
    if not floor:
        return theta, J, log_e - J @ line
    starts = [theta]
    for share in (0.1, 0.5, 0.9):
        c = share * math.exp(log_e.min())
        starts.append(np.array([*np.linalg.lstsq(J, np.log(np.exp(log_e) - c), rcond=None)[0], c]))
    fits = [_descend(log_n, log_e, start) for start in starts]
    return min(fits, key=lambda fit: fit[2] @ fit[2])


def _descend(log_n, log_e, theta, steps=200):
    """Return the fit that damped Gauss-Newton steps (Levenberg and Marquardt's) reach, c kept at 0 or above."""
    J, residual = _linearised(log_n, log_e, theta)
    damping = 1e-3
    for _ in range(steps):
        A = J.T @ J
        step = np.linalg.solve(A + damping * np.diag(np.diag(A) + 1e-300), J.T @ residual)
        new = theta + step
        new[2] = max(new[2], 0.0)
        J_new, residual_new = _linearised(log_n, log_e, new)
        gain = residual @ residual - residual_new @ residual_new if np.isfinite(residual_new).all() else -np.inf
        if gain > 0:
            theta, J, residual, damping = new, J_new, residual_new, damping / 5
        else:
            damping *= 5
        if 0 < gain <= 1e-15 * (residual @ residual) or damping > 1e12:
            break
    return theta, J, residual


def _linearised(log_n, log_e, theta):
    """Return the derivatives of log(a n^-b + c) by (log a, b, c), and the residuals."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        above = np.exp(theta[0] - theta[1] * log_n)
        error = above + theta[2]
        return _gradient(log_n, above / error, error), log_e - np.log(error)


def _gradient(log_n, share, error):
    """Return the gradient of log(a n^-b + c) by (log a, b, c), along a new last axis."""
    return np.stack([share, -share * log_n, 1 / error], axis=-1)


def _law(theta, covariance, quantile):
    return PowerLaw(math.exp(theta[0]), float(theta[1]), float(theta[2]), covariance, quantile)


def _t_quantile(q, freedom):
    """Return a quantile q > 1/2 of Student's t, by bisection on the angle atan(t / sqrt(freedom))."""
    low, high = 0.0, math.pi / 2
    for _ in range(60):
        angle = (low + high) / 2
        low, high = (angle, high) if _t_inside(angle, freedom) < 2 * q - 1 else (low, angle)
    return math.sqrt(freedom) * math.tan(low)


def _t_inside(angle, freedom):
    """Return the probability of |t| < sqrt(freedom) tan(angle), a finite series in the cosine."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for j in range(2 + odd, freedom + 1, 2):
        total += term
        term *= cosine**2 * (j - 1) / j
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
