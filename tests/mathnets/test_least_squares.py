"""Least squares: the solutions of SciPy and scikit-learn, one factorisation against many, the exact risk, the peak."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import linalg
from sklearn.linear_model import Ridge

from mathnets import least_squares
from mathnets.data import digits
from mathnets.inputs import NotFittedError
from mathnets.margins import lift
from tests.mutation import fails_if, times

SEEDS = range(10)


def regression(seed, N, D, *, rank=None):
    """Examples and targets, of full rank or of a lower one."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(N, D))
    if rank is not None:
        X = rng.normal(size=(N, rank)) @ rng.normal(size=(rank, D))
    return X, rng.normal(size=N)


# Solutions


@settings(deadline=None)
@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 8), st.integers(0, 10**6))
def test_minimum_norm_is_the_pseudo_inverse(N, D, rank, seed):
    """For wide, tall and rank-deficient examples: SciPy's pseudo-inverse times the targets."""
    X, y = regression(seed, N, D, rank=min(rank, N, D))
    expected = linalg.pinv(X, rtol=1e-9) @ y
    np.testing.assert_allclose(
        least_squares.minimum_norm(X, y), expected, rtol=1e-5, atol=1e-7 * (1 + abs(expected).max())
    )


def test_minimum_norm_is_the_shortest_of_those_that_fit():
    """With more weights than examples it fits exactly, and adding anything from the null space makes it longer."""
    for seed in SEEDS:
        X, y = regression(seed, 5, 9)
        w = least_squares.minimum_norm(X, y)
        np.testing.assert_allclose(X @ w, y, atol=1e-12)
        null = linalg.null_space(X)
        np.testing.assert_allclose(null.T @ w, 0, atol=1e-12)
        assert np.linalg.norm(w + 0.1 * null[:, 0]) > np.linalg.norm(w)


@pytest.mark.parametrize("shape", [(30, 6), (6, 30)])
def test_ridge_is_that_of_scikit_learn(shape):
    """For several penalties and several targets at once; the smaller the penalty, the longer the weights."""
    X, _ = regression(0, *shape)
    Y = np.random.default_rng(1).normal(size=(len(X), 3))
    penalties = [0.01, 1.0, 100.0]
    found = least_squares.ridge(X, Y, penalties)
    assert found.shape == (3, shape[1], 3)
    for w, penalty in zip(found, penalties, strict=True):
        peer = Ridge(alpha=penalty, fit_intercept=False, solver="cholesky").fit(X, Y).coef_.T
        np.testing.assert_allclose(w, peer, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(least_squares.ridge(X, Y[:, 0], penalty), peer[:, 0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(X.T @ (X @ w - Y) + penalty * w, 0, atol=1e-10)  # the gradient
    assert np.all(np.diff(np.linalg.norm(found, axis=(1, 2))) < 0)
    np.testing.assert_allclose(least_squares.ridge(X, Y, [0.0])[0], linalg.pinv(X) @ Y, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("shape", [(30, 6), (6, 30)])
@pytest.mark.parametrize("penalty", [1e-12, 1e-3, 0.03, 1.0])  # on both sides of a millionth of the squares
def test_one_penalty_gives_the_weights_of_several(shape, penalty):
    """Whether the equations are solved or the singular values are taken, however large one of them is."""
    X, y = regression(0, *shape)
    X = X * np.geomspace(20, 1, X.shape[1])
    np.testing.assert_allclose(
        least_squares.ridge(X, y, penalty), least_squares.ridge(X, y, [penalty])[0], rtol=1e-8, atol=1e-10
    )


def test_solutions_of_zeros_and_of_huge_and_tiny_numbers():
    """Examples that are all 0 get weights 0, and sizes of 1e160 or 1e-160 do not overflow."""
    np.testing.assert_array_equal(least_squares.ridge(np.zeros((3, 2)), [1, 2, 3], [0, 1]), np.zeros((2, 2)))
    for scale in (1e-160, 1e160):
        np.testing.assert_allclose(least_squares.minimum_norm([[scale]], [scale]), [1], rtol=1e-13)


def test_classifier_is_least_squares_on_one_hot_targets():
    """Its weights minimise the penalised error (scikit-learn's on lifted examples); two classes are signed targets."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 4)), rng.integers(0, 3, size=60)
    model = least_squares.LeastSquaresClassifier(penalty=2.0).fit(X, y)
    peer = Ridge(alpha=2.0, fit_intercept=False, solver="cholesky").fit(lift(X), np.eye(3)[y])
    np.testing.assert_allclose(np.column_stack([model.coef_, model.intercept_]), peer.coef_, rtol=1e-9)
    np.testing.assert_array_equal(model.predict(X), peer.predict(lift(X)).argmax(axis=1))
    assert model.score(X, y) == np.mean(model.predict(X) == y)
    signs = np.where(y == 2, 1.0, -1.0)
    two = least_squares.LeastSquaresClassifier().fit(X, np.where(y == 2, "yes", "no"))
    expected = lift(X) @ least_squares.minimum_norm(lift(X), signs) > 0
    np.testing.assert_array_equal(two.predict(X) == "yes", expected)
    assert repr(two) == "LeastSquaresClassifier(penalty=0.0)"
    with pytest.raises(NotFittedError, match="call its fit"):
        least_squares.LeastSquaresClassifier().predict(X)


# Random features


@pytest.mark.parametrize("kind", ["relu", "fourier"])
def test_random_features_approximate_their_kernel(kind):
    """Products of 20,000 features are the Gaussian and the arc-cosine kernel within five standard errors, ten seeds."""
    X = np.random.default_rng(0).normal(size=(6, 3))
    if kind == "fourier":
        kernel = np.exp(-((X[:, None] - X) ** 2).sum(axis=2) / (2 * 1.5**2))
        spread = np.full((6, 6), math.sqrt(0.5))
    else:
        lengths = np.linalg.norm(X, axis=1)
        outer = np.outer(lengths, lengths)
        theta = np.arccos(np.clip(X @ X.T / outer, -1, 1))
        kernel = outer * (np.sin(theta) + (math.pi - theta) * np.cos(theta)) / math.pi / 1.5**2
        spread = math.sqrt(5) * outer / 1.5**2  # E (2 relu^2 relu^2) <= 4 * 3 / 2 |x|^2 |z|^2
    for seed in SEEDS:
        Z = least_squares.RandomFeatures(20000, kind=kind, scale=1.5, rng=seed).fit(X).transform(X)
        assert (np.abs(Z @ Z.T - kernel) < 5 * np.sqrt(2) * spread / math.sqrt(20000)).all()


@pytest.mark.parametrize("kind", ["relu", "fourier"])
def test_more_random_features_begin_with_the_same(kind):
    """From one seed the first features are those of a smaller layer, but for the factor."""
    X = np.random.default_rng(0).normal(size=(5, 3))
    few, many = (least_squares.RandomFeatures(M, kind=kind, rng=4).fit(X).transform(X) for M in (10, 40))
    np.testing.assert_allclose(2 * many[:, :10], few, rtol=1e-13)


# One factorisation for all sizes


@pytest.mark.parametrize("rank", [None, 4])
@pytest.mark.parametrize("along", ["examples", "features"])
def test_sweeps_are_the_solutions_one_by_one(along, rank):
    """Below, at and above the square, of full rank or not: what each size gives on its own."""
    for seed in SEEDS:
        X, y = regression(seed, 30 if along == "examples" else 9, 9 if along == "examples" else 30, rank=rank)
        X_test = np.random.default_rng(99).normal(size=(7, X.shape[1]))
        if rank is not None:
            X_test = X_test @ np.linalg.pinv(X) @ X
        sizes = [1, 3, 4, 5, 8, 9, 10, 15, 30]
        sweep = least_squares.sweep_examples if along == "examples" else least_squares.sweep_features
        found = sweep(X, y, X_test, sizes)
        for s, n in enumerate(sizes):
            part = (slice(0, n), slice(None)) if along == "examples" else (slice(None), slice(0, n))
            targets = y[part[0]]
            w = linalg.pinv(X[part], rtol=1e-9) @ targets
            tolerance = {"rtol": 1e-6, "atol": 1e-7 * (1 + np.linalg.norm(w))}
            np.testing.assert_allclose(found.predictions[s], X_test[:, part[1]] @ w, **tolerance)
            np.testing.assert_allclose(found.norms[s], np.linalg.norm(w), **tolerance)
            residual = math.sqrt(np.mean((X[part] @ w - targets) ** 2))
            np.testing.assert_allclose(found.residuals[s], residual, rtol=1e-6, atol=1e-9 * (1 + np.linalg.norm(w)))


@pytest.mark.parametrize("along", ["examples", "features"])
def test_sweeps_from_above_the_square(along):
    """Sizes that all lie above the square need no small ones."""
    X, y = regression(0, *((40, 5) if along == "examples" else (5, 40)))
    sweep = least_squares.sweep_examples if along == "examples" else least_squares.sweep_features
    found = sweep(X, y, X, [20, 40])
    np.testing.assert_allclose(found.predictions[1], X @ linalg.pinv(X) @ y, rtol=1e-9, atol=1e-12)


# The exact risk


@fails_if("mathnets.least_squares.isotropic_risk", times(1.5))
@pytest.mark.parametrize("p", [20, 28, 54, 80, 160])
def test_excess_error_is_the_exact_formula(p):
    """The measured excess of 40 examples is the formula's within five standard errors of 60 draws, on ten seeds."""
    n, signal = 40, 2.0
    expected = least_squares.isotropic_risk(n, p, signal=signal)
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        beta = rng.normal(size=p)
        beta *= signal / np.linalg.norm(beta)
        excess = []
        for _ in range(60):
            X = rng.normal(size=(n, p))
            w = least_squares.minimum_norm(X, X @ beta + rng.normal(size=n))
            excess.append(((w - beta) ** 2).sum())
        assert abs(np.mean(excess) - expected) < 5 * np.std(excess, ddof=1) / math.sqrt(60)
        assert np.std(excess, ddof=1) / math.sqrt(60) < 0.15 * expected


def test_risk_of_known_sizes():
    """The numbers of the formula for n = 200; infinite at the square with noise, and no peak without."""
    found = [least_squares.isotropic_risk(200, p, signal=2) for p in (180, 400, 800)]
    np.testing.assert_allclose(found, [9.4737, 3.0050, 3.3339], atol=1e-4)
    assert [least_squares.isotropic_risk(200, p) for p in (199, 200, 201)] == [math.inf] * 3
    assert least_squares.isotropic_risk(200, 200, noise=0) == 0
    assert least_squares.isotropic_risk(200, 201, noise=0, signal=2) == pytest.approx(4 / 201)
    assert least_squares.isotropic_risk(200, 402, noise=0, signal=2) == pytest.approx(4 * 202 / 402)


# Double descent


def test_double_descent_peaks_at_the_square():
    """Of 60 noisy features, the error and the norm are largest at 60 examples, on ten seeds (means of ten draws)."""
    sizes = [30, 60, 120, 400]
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(900, 60))
        y = np.where(X[:, 0] + X[:, 1] + rng.normal(size=900) > 0, 1, -1)
        found = least_squares.double_descent(X[:500], y[:500], X[500:], y[500:], sizes, rng=seed)
        error = found.errors.mean(axis=0)
        assert error.argmax() == 1 and error[3] < error[0]
        assert np.median(found.norms, axis=0).argmax() == 1
        assert found.residuals[:, :2].max() < 1e-9 and found.residuals[:, 2:].min() > 0.1


def test_double_descent_along_features():
    """On 50 examples the error peaks at 50 random features and is lower at 800, on ten seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(350, 10))
        y = np.where(X[:, 0] + 0.5 * rng.normal(size=350) > 0, 1, -1)
        Z = least_squares.RandomFeatures(800, rng=seed).fit(X).transform(X)
        found = least_squares.double_descent(
            Z[:50], y[:50], Z[50:], y[50:], [10, 50, 800], draws=4, along="features", rng=seed
        )
        error = found.errors.mean(axis=0)
        assert error.argmax() == 1 and error[2] < error[1] - 0.05


def test_double_descent_on_real_digits_peaks_at_400():
    """Fours against nines, 400 pixels and an offset: 400 examples do worse than 100, and than 1,000, by far."""
    X, y = digits.fours_and_nines()
    X_test, y_test = digits.fours_and_nines("test")
    rows = np.random.default_rng(0).permutation(len(X))[:1000]
    sizes = [100, 300, 400, 500, 1000]
    found = least_squares.double_descent(
        lift(X[rows]), np.where(y[rows] == 9, 1, -1), lift(X_test), np.where(y_test == 9, 1, -1), sizes, draws=1, rng=0
    )
    error = found.errors[0]
    assert error.argmax() == 2 and error[2] > 0.38
    assert error[0] < 0.11 and 0.12 < error[3] < 0.28 and error[4] < 0.09


# Bad input

X, Y = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [1, -1, 1]
DESCENT = least_squares.double_descent
BAD = {
    "targets": (lambda: least_squares.minimum_norm(X, [1, 2]), r"Y needs shape \(3,\) or \(3, K\), got \(2,\)"),
    "targets, 3-d": (lambda: least_squares.ridge(X, np.ones((3, 1, 1)), 0), r"Y needs shape \(3,\)"),
    "penalty": (lambda: least_squares.ridge(X, Y, [1, -1]), "penalty needs numbers of at least 0"),
    "penalty, 2-d": (lambda: least_squares.ridge(X, Y, [[1]]), "penalty needs numbers of at least 0, shape"),
    "classifier, penalty": (
        lambda: least_squares.LeastSquaresClassifier(-1).fit(X, Y),
        "penalty needs a finite number",
    ),
    "classifier, one class": (lambda: least_squares.LeastSquaresClassifier().fit(X, [1, 1, 1]), "y needs labels"),
    "features, M": (lambda: least_squares.RandomFeatures(0).fit(X), "M must be an int"),
    "features, kind": (lambda: least_squares.RandomFeatures(3, kind="tanh").fit(X), "kind must be one of 'relu'"),
    "features, scale": (lambda: least_squares.RandomFeatures(3, scale=0).fit(X), "scale needs a finite number above 0"),
    "features, width": (lambda: least_squares.RandomFeatures(3).fit(X).transform([[1]]), "X needs 2 features, got 1"),
    "features, unfitted": (lambda: least_squares.RandomFeatures(3).transform(X), "RandomFeatures needs to be fitted"),
    "risk": (lambda: least_squares.isotropic_risk(0, 1), "n must be an int"),
    "risk, noise": (lambda: least_squares.isotropic_risk(1, 1, noise=-1), "noise needs a finite number at least 0"),
    "sweep, lengths": (lambda: least_squares.sweep_examples(X, [1], X, [1]), "X and y need equal lengths, got 3 and 1"),
    "sweep, width": (lambda: least_squares.sweep_examples(X, Y, [[1]], [1]), "X_test needs 2 features, got 1"),
    "sweep, sizes": (
        lambda: least_squares.sweep_examples(X, Y, X, [1, 4]),
        "sizes need whole numbers that rise from 1",
    ),
    "sweep, falling": (lambda: least_squares.sweep_features(X, Y, X, [2, 1]), "to at most 2, got"),
    "sweep, fraction": (lambda: least_squares.sweep_features(X, Y, X, [1.5]), "sizes need whole numbers"),
    "sweep, zero": (lambda: least_squares.sweep_features(X, Y, X, [0, 1]), "sizes need whole numbers"),
    "descent, labels": (lambda: DESCENT(X, [0, 1, 0], X, Y, [1], rng=0), r"y must be in \{-1, 1\}"),
    "descent, along": (lambda: DESCENT(X, Y, X, Y, [1], along="rows", rng=0), "along must be one of"),
    "descent, draws": (lambda: DESCENT(X, Y, X, Y, [1], draws=0, rng=0), "draws must be an int"),
    "descent, test": (lambda: DESCENT(X, Y, X, [1], [1], rng=0), "y_test need equal lengths, got 3 and 1"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named(case):
    """Every wrong shape and value raises ValueError with the argument, what was needed and what came."""
    call, message = BAD[case]
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "; " in str(caught.value)


def test_rng_is_explicit_and_inputs_are_not_changed():
    """The same seed gives the same result, None is refused, and read-only lists and arrays are accepted."""
    A = np.asfortranarray(np.repeat(X, 2, axis=0))[::2]
    A.flags.writeable = False
    first, second = (DESCENT(form, Y, form, Y, [1, 2, 3], draws=2, rng=3) for form in (A, X))
    np.testing.assert_array_equal(first.errors, second.errors)
    with pytest.raises(TypeError, match="rng needs a numpy Generator"):
        DESCENT(X, Y, X, Y, [1], rng=None)
