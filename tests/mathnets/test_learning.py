"""Learning curves and power laws: known exponents, SciPy's fits and quantiles, coverage of intervals over seeds."""

import math
from itertools import pairwise
from typing import ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import curve_fit
from sklearn.neighbors import KNeighborsClassifier

from mathnets import learning
from mathnets.perceptron import Perceptron

SEEDS = range(10)
SIZES = np.array([10, 30, 100, 300, 1000, 3000])


def law(n, a, b, c):
    """The power law itself."""
    return a * n**-b + c


def noisy(seed, draws, *, c=0.0, noise=0.1):
    """Errors of the law 2 n^-0.4 + c with lognormal noise, shape (draws, 6)."""
    rng = np.random.default_rng(seed)
    return law(SIZES, 2.0, 0.4, c) * np.exp(noise * rng.normal(size=(draws, len(SIZES))))


class Recorder:
    """An estimator that remembers what it was given; its score is the share of examples it saw."""

    seen: ClassVar[list] = []

    def fit(self, X, y):
        assert not hasattr(self, "rows")  # every fit begins afresh
        self.rows, self.labels = X[:, 0].copy(), np.asarray(y).copy()
        Recorder.seen.append(self)
        return self

    def score(self, X, y):
        return len(self.rows) / 100


# Learning curves


def test_sizes_of_a_draw_contain_the_smaller_ones_and_the_classes_in_their_shares():
    """Every fit gets new examples of the right number, the first of the next size, classes as in y to within one."""
    X, y = np.arange(100.0)[:, None], np.repeat([0, 1, 2], [60, 30, 10])
    Recorder.seen = []
    curve = learning.learning_curve(Recorder(), X, y, X, y, [5, 20, 50, 100], draws=3, rng=0)
    np.testing.assert_allclose(curve.errors, np.tile([0.95, 0.8, 0.5, 0], (3, 1)), atol=1e-15)
    np.testing.assert_allclose(curve.mean, [0.95, 0.8, 0.5, 0], atol=1e-15)
    fits = [Recorder.seen[start : start + 4] for start in (0, 4, 8)]
    for draw in fits:
        for small, large in pairwise(draw):
            np.testing.assert_array_equal(large.rows[: len(small.rows)], small.rows)
        for model in draw:
            n = len(model.rows)
            assert len(set(model.rows)) == n
            np.testing.assert_array_equal(model.labels, y[model.rows.astype(int)])
            assert np.all(np.abs(np.bincount(model.labels, minlength=3) - n * np.array([0.6, 0.3, 0.1])) <= 1)
    assert not np.array_equal(fits[0][1].rows, fits[1][1].rows)


def test_without_stratification_examples_are_drawn_blindly():
    """Of 5 % positive examples, some draws of ten have none and some have two or more."""
    X, y = np.arange(100.0)[:, None], np.repeat([0, 1], [95, 5])
    Recorder.seen = []
    learning.learning_curve(Recorder(), X, y, X, y, [10], draws=60, stratify=False, rng=0)
    counts = [model.labels.sum() for model in Recorder.seen]
    assert min(counts) == 0 and max(counts) >= 2


def test_learning_curve_takes_estimators_of_others_and_functions_that_make_them():
    """scikit-learn's nearest neighbours, and a function of a Generator that is called for each fit."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 3))
    y = np.where(X[:, 0] > 0, "cat", "dog")
    made = []

    def make(generator):
        made.append(generator.random())
        return KNeighborsClassifier(1)

    arguments = (X[:200], y[:200], X[200:], y[200:], [5, 50, 200])
    found = [learning.learning_curve(model, *arguments, draws=4, rng=1) for model in (KNeighborsClassifier(1), make)]
    assert len(set(made)) == 12
    assert np.all(np.diff(found[0].mean) < 0)
    full = 1 - KNeighborsClassifier(1).fit(X[:200], y[:200]).score(X[200:], y[200:])
    for curve in found:
        np.testing.assert_allclose(curve.errors[:, -1], full)  # all examples: the order does not matter


def test_learning_curves_fall_over_seeds():
    """More examples of a separable problem make the perceptron better, on ten seeds; the same seed repeats it."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(600, 10))
        y = np.where(X @ np.arange(1, 11) > 0, 1, -1)
        model = Perceptron()
        run = [
            learning.learning_curve(model, X[:200], y[:200], X[200:], y[200:], [10, 40, 160], draws=5, rng=seed)
            for _ in range(2)
        ]
        assert np.all(np.diff(run[0].mean) < 0)
        np.testing.assert_array_equal(run[0].errors, run[1].errors)
        assert not hasattr(model, "coef_")


# Power laws


@given(st.floats(0.01, 100), st.floats(0.05, 2), st.booleans())
def test_an_exact_law_is_found_exactly(a, b, several):
    """From errors on the law: its factor, exponent and prediction, with intervals of no width."""
    errors = law(SIZES, a, b, 0.0)
    found = learning.fit_power_law(SIZES, [errors, errors] if several else errors)
    assert found.a == pytest.approx(a, rel=1e-9) and found.b == pytest.approx(b, rel=1e-9) and found.c == 0
    np.testing.assert_allclose(found.predict([7, 1e5]), law(np.array([7, 1e5]), a, b, 0), rtol=1e-8)
    np.testing.assert_allclose(found.b_interval, b, rtol=1e-6)
    n, low, high = found.examples_for(law(500, a, b, 0))
    assert n == pytest.approx(500, rel=1e-7) and low <= n <= high


@pytest.mark.parametrize("seed", SEEDS)
def test_fit_without_floor_is_the_line_of_scipy(seed):
    """Exponent and standard error are those of linregress in logarithms, the interval Student's."""
    errors = noisy(seed, 1)[0]
    found = learning.fit_power_law(SIZES, errors, confidence=0.9)
    line = stats.linregress(np.log(SIZES), np.log(errors))
    assert found.b == pytest.approx(-line.slope, rel=1e-10)
    assert math.log(found.a) == pytest.approx(line.intercept, rel=1e-9)
    reach = stats.t.ppf(0.95, 4) * line.stderr
    np.testing.assert_allclose(found.b_interval, [-line.slope - reach, -line.slope + reach], rtol=1e-9)
    reach = stats.t.ppf(0.95, 4) * line.intercept_stderr
    np.testing.assert_allclose(np.log(found.a_interval), [line.intercept - reach, line.intercept + reach], rtol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_fit_with_floor_is_that_of_curve_fit(seed):
    """Parameters and covariance are SciPy's for the same model in logarithms."""
    errors = noisy(seed, 1, c=0.1, noise=0.02)[0]
    found = learning.fit_power_law(SIZES, errors, floor=True)
    estimate, covariance = curve_fit(
        lambda n, la, b, c: np.log(law(n, np.exp(la), b, c)), SIZES, np.log(errors), p0=(math.log(2), 0.4, 0.1)
    )
    np.testing.assert_allclose([math.log(found.a), found.b, found.c], estimate, rtol=1e-4)
    np.testing.assert_allclose(found.covariance, covariance, rtol=5e-3)
    assert found.c_interval[0] <= found.c <= found.c_interval[1]


def test_a_floor_that_is_not_there_is_zero_or_small():
    """Errors that fall faster than any law with a floor give the floor 0, and then the line's exponent."""
    errors = law(SIZES, 2.0, 0.4, 0.0) * np.exp(-(np.linspace(-1, 1, 6) ** 2) / 5)
    found = learning.fit_power_law(SIZES, errors, floor=True)
    assert found.c == 0 and found.c_interval[0] == 0
    assert found.b == pytest.approx(learning.fit_power_law(SIZES, errors).b, rel=1e-9)


def test_intervals_cover_the_exponent_as_often_as_they_say():
    """Of 300 fits of 90 % intervals, 84 to 95 % hold the exponent; the bootstrap of 20 draws, 78 % or more of 60."""
    inside = [
        low < 0.4 < high
        for low, high in (learning.fit_power_law(SIZES, noisy(s, 1), confidence=0.9).b_interval for s in range(300))
    ]
    assert 0.84 < np.mean(inside) < 0.95
    inside = []
    for seed in range(60):
        found = learning.bootstrap_power_law(SIZES, noisy(seed, 20), confidence=0.9, resamples=100, rng=seed)
        inside.append(found.b_interval[0] < 0.4 < found.b_interval[1])
    assert 0.78 <= np.mean(inside) < 1


def test_bootstrap_agrees_with_the_spread_of_the_draws():
    """Its standard error of b is that of the mean of the twenty draws' own slopes, within a quarter, on ten seeds."""
    x = np.log(SIZES) - np.log(SIZES).mean()
    for seed in SEEDS:
        errors = noisy(seed, 20)
        slopes = np.log(errors) @ x / (x @ x)
        found = learning.bootstrap_power_law(SIZES, errors, rng=seed)
        assert math.sqrt(found.covariance[1, 1]) == pytest.approx(slopes.std(ddof=1) / math.sqrt(20), rel=0.25)
        assert found.b == learning.fit_power_law(SIZES, errors).b
    assert found.quantile == pytest.approx(stats.norm.ppf(0.975))


def test_bootstrap_with_a_floor():
    """The floor's interval holds it, and its estimate is that of the plain fit."""
    found = learning.bootstrap_power_law(SIZES, noisy(0, 10, c=0.1), floor=True, resamples=40, rng=0)
    assert found.c == learning.fit_power_law(SIZES, noisy(0, 10, c=0.1), floor=True).c
    assert found.c_interval[0] < 0.1 < found.c_interval[1]


def test_band_and_examples_follow_from_the_covariance():
    """Their variances are gradient, covariance, gradient, with the gradient taken by central differences."""
    found = learning.fit_power_law(SIZES, noisy(3, 1, c=0.1, noise=0.02)[0], floor=True)
    theta = np.array([math.log(found.a), found.b, found.c])

    def error(t, n):
        return np.log(law(n, np.exp(t[0]), t[1], t[2]))

    def examples(t, e):
        return (t[0] - np.log(e - t[2])) / t[1]

    for function, at, low, high in [
        (error, 5000.0, *found.band([5000.0])),
        (examples, 0.13, *found.examples_for(0.13)[1:]),
    ]:
        h = 1e-6
        g = [(function(theta + h * e, at) - function(theta - h * e, at)) / (2 * h) for e in np.eye(3)]
        width = 2 * found.quantile * math.sqrt(np.array(g) @ found.covariance @ g)
        assert float(np.log(high / low).squeeze()) == pytest.approx(width, rel=1e-6)
    low, high = found.band(100.0)
    assert low < found.predict(100.0) < high


def test_targets_out_of_reach_need_infinitely_many_examples():
    """At the floor, below it, or where the error does not fall."""
    found = learning.fit_power_law(SIZES, law(SIZES, 2.0, 0.4, 0.1), floor=True)
    assert found.c == pytest.approx(0.1, rel=1e-4)
    assert found.examples_for(0.05) == (math.inf,) * 3
    assert learning.fit_power_law([1, 2, 3], [0.1, 0.2, 0.3]).examples_for(0.01) == (math.inf,) * 3
    n, low, high = learning.fit_power_law([1, 2, 4], [0.5, 0.4999, 0.4997]).examples_for(1e-9)
    assert n == high == math.inf and low >= 0


def test_examples_needed_interpolates_in_the_logarithm():
    """Reached at the first size, between two, at one exactly, after a rise, and never."""
    errors = [[0.1, 0.1, 0.1], [0.4, 0.2, 0.1], [0.5, 0.3, 0.2], [0.3, 0.5, 0.1], [0.5, 0.5, 0.4]]
    found = learning.examples_needed([10, 100, 1000], errors, 0.3)
    expected = [10, 10**1.5, 100, 10, math.inf]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert learning.examples_needed([10, 100], [0.5, 0.0], 0.0) == pytest.approx(100)
    assert learning.examples_needed([10], [0.5], 0.1) == math.inf


@settings(deadline=None)
@given(st.integers(1, 60), st.floats(0.5001, 0.9999))
def test_students_quantiles_are_those_of_scipy(freedom, q):
    """The series and the bisection agree with SciPy's quantiles."""
    assert learning._t_quantile(q, freedom) == pytest.approx(stats.t.ppf(q, freedom), rel=1e-8, abs=1e-12)


# Bad input

X, Y = [[1.0], [2.0], [3.0], [4.0]], [0, 1, 0, 1]
CURVE, FIT = learning.learning_curve, learning.fit_power_law
BAD = {
    "width": (lambda: CURVE(Perceptron(), X, Y, [[1, 2]], [1], [2], rng=0), "X_test needs 1 features, got 2"),
    "labels": (lambda: CURVE(Perceptron(), X, [1], X, Y, [2], rng=0), "X and y need equal lengths, got 4 and 1"),
    "test labels": (lambda: CURVE(Perceptron(), X, Y, X, [1], [2], rng=0), "y_test need equal lengths, got 4 and 1"),
    "sizes, too many": (
        lambda: CURVE(Perceptron(), X, Y, X, Y, [5], rng=0),
        "sizes need whole numbers that rise.*most 4",
    ),
    "sizes, falling": (lambda: CURVE(Perceptron(), X, Y, X, Y, [3, 2], rng=0), "sizes need whole numbers that rise"),
    "sizes, zero": (lambda: FIT([0, 1, 2], [1, 1, 1]), "sizes need whole numbers that rise from 1 or more, got"),
    "sizes, fraction": (lambda: FIT([1.5, 2, 3], [1, 1, 1]), "sizes need whole numbers"),
    "draws": (lambda: CURVE(Perceptron(), X, Y, X, Y, [2], draws=0, rng=0), "draws must be an int"),
    "fit, few": (lambda: FIT([1, 2], [1, 1]), "sizes need at least 3 entries, got 2"),
    "fit, few for a floor": (lambda: FIT([1, 2, 3], [1, 1, 1], floor=True), "sizes need at least 4 entries, got 3"),
    "fit, zero": (lambda: FIT([1, 2, 3], [1, 0, 1]), "errors need to be above 0 on average, got 0"),
    "fit, shape": (lambda: FIT([1, 2, 3], [1, 1]), r"errors need shape \(3,\) or \(draws, 3\), got \(1, 2\)"),
    "fit, 3-d": (lambda: FIT([1, 2, 3], np.ones((1, 1, 3))), "errors need shape"),
    "fit, confidence": (lambda: FIT([1, 2, 3], [1, 1, 1], confidence=1), "confidence needs a finite number above 0"),
    "bootstrap, draws": (
        lambda: learning.bootstrap_power_law([1, 2, 3], [[1, 1, 1]] * 2, rng=0),
        "errors need at least 3 draws to be drawn again, got 2",
    ),
    "bootstrap, resamples": (
        lambda: learning.bootstrap_power_law([1, 2, 3], [[1, 1, 1]] * 3, resamples=5, rng=0),
        "resamples must be an int",
    ),
    "predict": (lambda: FIT([1, 2, 3], [3, 2, 1]).predict([0, 1]), "n needs numbers above 0, got 0"),
    "examples": (lambda: FIT([1, 2, 3], [3, 2, 1]).examples_for(0), "error needs a finite number above 0"),
    "needed": (lambda: learning.examples_needed([1, 2], [1, 1], -1), "target needs a finite number at least 0"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named(case):
    """Every wrong shape, count and value raises ValueError with the argument, what was needed and what came."""
    call, message = BAD[case]
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "; " in str(caught.value)


@pytest.mark.parametrize("estimator", [None, Perceptron, lambda rng: 3, "perceptron"])
def test_what_cannot_learn_is_refused(estimator):
    """Neither a class, nor a function that returns something else, nor anything without `fit`."""
    with pytest.raises(TypeError, match=r"estimator needs fit and score, or to be a function of a Generator.*; give"):
        CURVE(estimator, X, Y, X, Y, [2], rng=0)


def test_rng_is_explicit():
    """There is no draw without a seed or a Generator."""
    with pytest.raises(TypeError, match="rng needs a numpy Generator"):
        CURVE(Perceptron(), X, Y, X, Y, [2], rng=None)
    with pytest.raises(TypeError, match="rng needs a numpy Generator"):
        learning.bootstrap_power_law([1, 2, 3], [[1, 1, 1]] * 3, rng=None)


def test_a_resample_without_errors_is_told():
    """Where draws without errors can make up a whole resample, more draws are asked for."""
    errors = [[0.3, 0.1, 0.02], [0.28, 0.12, 0], [0.31, 0.09, 0], [0.25, 0.1, 0], [0.3, 0.11, 0.01]]
    with pytest.raises(ValueError, match="so many draws that no resample averages 0"):
        learning.bootstrap_power_law([10, 100, 1000], errors, rng=0)


def test_the_first_size_is_the_size():
    """A target that the first size meets needs that size, and not one beside it."""
    assert learning.examples_needed([100], [0.1], 0.2) == 100
