"""Logistic regression: derivatives, minima equal to scikit-learn's, and the direction that its gradient takes."""

import itertools
import warnings

import numpy as np
import pytest
import scipy.optimize
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression as SklearnLogistic

from mathnets import logistic
from mathnets.data import digits
from mathnets.inputs import ConvergenceWarning
from mathnets.logistic import (
    LogisticRegression,
    gradient_path,
    logistic_gradient,
    logistic_hessian,
    logistic_loss,
    newton_path,
)
from mathnets.margins import hard_margin
from tests.mutation import fails_if

GOOD = np.array([[0.0, 1.0], [1.0, 0.0]])


def overlapping(seed, n=150, d=4, classes=2):
    """Return Gaussian examples with noisy labels 0 to K - 1, which nothing separates."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    scores = X @ rng.normal(size=(d, classes)) + 2 * rng.gumbel(size=(n, classes))
    return X, scores.argmax(axis=1)


def separated(seed, n=30):
    """Return points in the plane with a margin of at least 0.2 along (1, 1/2), and labels in {-1, 1}."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    y = np.where(X @ [1, 0.5] > 0, 1, -1)
    return X + 0.2 * y[:, None] * np.array([1, 0.5]), y


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 4), st.sampled_from([0.0, 0.3]))
@settings(max_examples=50, deadline=None)
def test_gradient_and_hessian_are_derivatives(seed, n, d, penalty):
    """Central differences of the loss give the gradient to 1e-8, those of the gradient the Hessian."""
    rng = np.random.default_rng(seed)
    X, y, w, b = rng.normal(size=(n, d)), rng.choice([-1, 1], size=n), rng.normal(size=d), rng.normal()
    v, h = np.append(w, b), 1e-5
    dw, db = logistic_gradient(w, b, X, y, penalty=penalty)
    H = logistic_hessian(w, b, X, y, penalty=penalty)
    for i, step in enumerate(h * np.eye(d + 1)):
        sides = [(v + sign * step)[:-1] for sign in (1, -1)], [(v + sign * step)[-1] for sign in (1, -1)]
        up, down = (logistic_loss(s, t, X, y, penalty=penalty) for s, t in zip(*sides, strict=True))
        assert (up - down) / (2 * h) == pytest.approx(np.append(dw, db)[i], abs=1e-8)
        up, down = (np.append(*logistic_gradient(s, t, X, y, penalty=penalty)) for s, t in zip(*sides, strict=True))
        np.testing.assert_allclose((up - down) / (2 * h), H[i], atol=1e-8)
    np.testing.assert_allclose(H, H.T, atol=1e-15)
    assert np.linalg.eigvalsh(H)[0] > -1e-12


def test_stable_at_any_margin():
    """Margins of a million give the exact loss and gradient, without overflow or a warning."""
    X, y = [[1e6], [1e6]], [1, -1]
    assert logistic_loss([1.0], 0.0, X, y) == pytest.approx(5e5, rel=1e-15)
    assert logistic_gradient([1.0], 0.0, X, y)[0][0] == pytest.approx(5e5, rel=1e-15)
    assert logistic_hessian([1.0], 0.0, X, y)[0, 0] == 0
    assert logistic_loss([1.0], 0.0, [[50.0]], [1]) == pytest.approx(np.exp(-50), rel=1e-12)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("classes", [2, 3, 5])
@pytest.mark.parametrize("penalty", [1e-4, 0.1])
def test_minimum_is_that_of_scikit_learn(seed, classes, penalty):
    """Weights and probabilities agree with scikit-learn's at C = 1 / (penalty N); the gradient is zero."""
    X, y = overlapping(seed, classes=classes)
    ours = LogisticRegression(penalty=penalty).fit(X, y)
    theirs = SklearnLogistic(C=1 / (penalty * len(X)), tol=1e-9, max_iter=10000).fit(X, y)
    assert ours.converged_ and ours.n_iter_ < 20
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=2e-4)
    np.testing.assert_allclose(ours.predict_proba(X), theirs.predict_proba(X), atol=1e-4)
    np.testing.assert_allclose(ours.predict_proba(X).sum(axis=1), 1, rtol=1e-14)
    if classes == 2:
        dw, db = logistic_gradient(ours.coef_[0], ours.intercept_[0], X, 2 * y - 1, penalty=penalty)
        assert max(np.abs(dw).max(), abs(db)) < 1e-8
        assert ours.loss_ == pytest.approx(
            logistic_loss(ours.coef_[0], ours.intercept_[0], X, 2 * y - 1, penalty=penalty)
        )
    else:
        errors = ours.predict_proba(X)
        errors[np.arange(len(X)), y] -= 1
        np.testing.assert_allclose(errors.T @ X / len(X) + penalty * ours.coef_, 0, atol=1e-7)
        np.testing.assert_allclose(errors.mean(axis=0), 0, atol=1e-7)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("intercept", [False, True])
def test_newton_without_penalty_agrees_with_scipy(seed, intercept):
    """On overlapping classes BFGS finds the same minimum, and Newton's losses fall at every step."""
    X, y = overlapping(seed)
    y = 2 * y - 1
    path = newton_path(X, y, fit_intercept=intercept)

    def loss(v):
        return logistic_loss(v[:4], v[4] if intercept else 0.0, X, y)

    found = scipy.optimize.minimize(loss, np.zeros(4 + intercept), options={"gtol": 1e-8})
    assert path.losses[-1] == pytest.approx(found.fun, rel=1e-10)
    np.testing.assert_allclose(path.weights[-1], found.x[:4], atol=1e-4)
    assert (np.diff(path.losses) < 0).all() and path.losses[0] == pytest.approx(np.log(2))
    assert path.steps.tolist() == list(range(len(path.losses))) and len(path.losses) < 15
    assert (path.offsets[1:] != 0).all() if intercept else (path.offsets == 0).all()


def test_newton_doubles_its_digits():
    """Near the minimum each step squares the distance to it, up to a constant."""
    X, y = overlapping(0)
    path = newton_path(X, 2 * y - 1)
    far = np.linalg.norm(path.weights - path.weights[-1], axis=1)
    steps = [(a, b) for a, b in itertools.pairwise(far) if 1e-6 < a < 1]
    assert len(steps) >= 2 and all(b < 2 * a * a for a, b in steps)


def test_more_features_than_examples():
    """With a penalty there is one minimum, also where D exceeds N, and for copies of a column they share the weight."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 50)), np.arange(20) % 2
    ours = LogisticRegression(penalty=0.01).fit(X, y)
    theirs = SklearnLogistic(C=1 / 0.2, tol=1e-10, max_iter=10000).fit(X, y)
    np.testing.assert_allclose(ours.coef_, theirs.coef_, atol=1e-5)
    twice, y = np.repeat(overlapping(1)[0][:, :1], 2, axis=1), overlapping(1)[1]
    path = newton_path(twice, 2 * y - 1)  # a singular Hessian: of all minima the shortest
    assert path.weights[-1, 0] == pytest.approx(path.weights[-1, 1], abs=1e-9)
    assert path.losses[-1] == pytest.approx(newton_path(twice[:, :1], 2 * y - 1).losses[-1], rel=1e-12)


def test_conjugate_gradients_and_the_matrix_give_the_same(monkeypatch):
    """Whether Newton's equations are solved with the matrix or with products, the minimum is one."""
    X, y = overlapping(2)
    direct = LogisticRegression().fit(X, y)
    monkeypatch.setattr(logistic, "_DIRECT", 0)
    np.testing.assert_allclose(LogisticRegression().fit(X, y).coef_, direct.coef_, atol=1e-6)


def test_ten_digits():
    """Softmax over ten digits, 4,000 weights: converged, and right on most unseen images."""
    X, y = digits.load()
    model = LogisticRegression(penalty=1e-2).fit(X[:1000], y[:1000])
    assert model.converged_ and model.coef_.shape == (10, 400) and model.intercept_.shape == (10,)
    assert model.score(*digits.load("test")) > 0.85
    assert LogisticRegression(fit_intercept=False).fit(X[:100], y[:100]).intercept_.tolist() == [0.0] * 10


def test_separable_classes_have_no_minimum_without_penalty():
    """There the loss falls for ever: `fit` warns, and its weights separate the classes."""
    X, y = separated(0)
    with pytest.warns(ConvergenceWarning, match="on separable classes set penalty above 0"):
        model = LogisticRegression(penalty=0.0, max_steps=15).fit(X, y)
    assert not model.converged_ and model.n_iter_ == 15
    assert model.score(X, y) == 1.0 and model.loss_ < 1e-3
    assert LogisticRegression(penalty=1e-6).fit(X, y).converged_


@fails_if("gradient_path", lambda f: lambda *args, normalized, **steps: f(*args, **steps))
@pytest.mark.parametrize("seed", range(10))
def test_direction_tends_to_the_widest_margin(seed):
    """Normalized by the loss, gradient descent reaches the hard margin's direction to 1e-4, as 1 / norm squared.

    The norm grows with every step, and the loss falls below 1e-100.
    """
    X, y = separated(seed)
    best = hard_margin(X, y).w
    path = gradient_path(X, y, rate=1.0, steps=[300, 1000, 3000, 10000], normalized=True)
    norms = np.linalg.norm(path.weights, axis=1)
    far = 1 - path.weights @ best / norms
    assert (np.diff(norms) > 0).all() and path.losses[-1] < 1e-100
    assert far[-1] < 1e-4
    assert far[-1] < far[-2] * (norms[-2] / norms[-1]) ** 1.5


def test_plain_descent_does_not_show_it_in_usual_runs():
    """The trap: over 10 to 10,000 plain steps the direction moves away from the limit for a while on some of ten seeds,
    and stays a hundred times farther from it than the normalized run on most.
    """
    astray, behind = 0, 0
    for seed in range(10):
        X, y = separated(seed)
        best = hard_margin(X, y).w
        far = []
        for normalized in (False, True):
            path = gradient_path(X, y, rate=1.0, steps=[10, 100, 1000, 10000], normalized=normalized)
            far.append(1 - path.weights @ best / np.linalg.norm(path.weights, axis=1))
        astray += (np.diff(far[0]) > 0).any()
        behind += far[0][-1] > 100 * far[1][-1]
    assert astray >= 2 and behind >= 8


def test_normalized_steps_are_the_gradient_over_the_loss():
    """They equal the quotient where it can be formed, and go on where loss and gradient underflow."""
    X, y = separated(1)
    path = gradient_path(X, y, rate=0.1, steps=50, normalized=True)
    for k in range(50):
        dw, _ = logistic_gradient(path.weights[k], 0.0, X, y)
        step = -0.1 * dw / path.losses[k]
        np.testing.assert_allclose(path.weights[k + 1], path.weights[k] + step, rtol=1e-12, atol=1e-14)
    long = gradient_path(X, y, rate=1.0, steps=[0, 20000], normalized=True)
    assert long.losses[-1] == 0.0 and np.linalg.norm(long.weights[-1]) > 3000
    for least in (-5.0, 0.5, 5.0, 20.0, 35.9, 36.1, 60.0):  # both forms, against the quotient by definition
        m = least + np.array([0.0, 0.3, 2.0])
        expected = scipy.special.expit(-m) / np.log1p(np.exp(-m)).sum()
        np.testing.assert_allclose(logistic._share_of_loss(m), expected, rtol=1e-13)


def test_steps_that_are_kept():
    """Any rising choice of steps gives the states of the full run; an offset is one weight more."""
    X, y = separated(2)
    full = gradient_path(X, y, rate=0.5, steps=20, penalty=0.1, fit_intercept=True)
    some = gradient_path(X, y, rate=0.5, steps=[0, 7, 20], penalty=0.1, fit_intercept=True)
    assert full.steps.tolist() == list(range(21))
    for name in ("weights", "offsets", "losses"):
        np.testing.assert_array_equal(getattr(some, name), getattr(full, name)[[0, 7, 20]])
    dw, db = logistic_gradient(full.weights[3], full.offsets[3], X, y, penalty=0.1)
    np.testing.assert_allclose(full.weights[4], full.weights[3] - 0.5 * dw, rtol=1e-13)
    assert full.offsets[4] == pytest.approx(full.offsets[3] - 0.5 * db)


def test_exploding_steps_are_named():
    """A rate at which the penalty term explodes gives an error with step and loss instead of infinities."""
    for steps in ([5000], [1, 5000]):
        with pytest.raises(FloatingPointError, match=r"weights beyond 1e100 at step .*take a smaller rate"):
            gradient_path(GOOD, [1, -1], rate=100.0, steps=steps, penalty=1.0)


def test_inputs_are_not_changed():
    """Examples, labels and starting weights stay as they are."""
    X, y = overlapping(0, n=20)
    w, kept = np.ones(4), X.copy()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        logistic_loss(w, 0.0, X, 2 * y - 1)
        newton_path(X, 2 * y - 1)
        LogisticRegression().fit(X, y)
    np.testing.assert_array_equal(X, kept)
    np.testing.assert_array_equal(w, 1)


def test_bad_arguments_are_refused():
    """Labels, penalties, rates, steps and sizes out of range are named."""
    for call, text in [
        (lambda: logistic_loss([0, 0], 0, GOOD, [0, 1]), r"y must be in \{-1, 1\}; got \{0, 1\}"),
        (lambda: logistic_loss([0], 0, GOOD, [-1, 1]), "w needs 2 entries, got 1"),
        (lambda: logistic_gradient([0, 0], 0, GOOD, [-1, 1], penalty=-1), "penalty needs a finite number at least 0"),
        (lambda: logistic_hessian([0, 0], np.nan, GOOD, [-1, 1]), "b needs a finite number"),
        (lambda: newton_path(GOOD, [-1, 1, 1]), "got 2 and 3"),
        (lambda: newton_path(GOOD, [-1, 1], max_steps=0), "max_steps must be an int"),
        (lambda: newton_path(GOOD * 1e200, [-1, 1]), "rescale X"),
        (lambda: gradient_path(GOOD, [-1, 1], rate=0, steps=1), "rate needs a finite number above 0"),
        (lambda: gradient_path(GOOD, [-1, 1], rate=1, steps=-1), r"steps must be an int in the range \[0, inf\)"),
        (lambda: gradient_path(GOOD, [-1, 1], rate=1, steps=[2, 1]), "steps needs rising whole numbers"),
        (lambda: gradient_path(GOOD, [-1, 1], rate=1, steps=[0.5]), "steps needs rising whole numbers"),
        (lambda: gradient_path(GOOD, [-1, 1], rate=1, steps=3, penalty=1, normalized=True), "penalty needs to be 0"),
        (lambda: LogisticRegression(penalty=-1).fit(GOOD, [0, 1]), "penalty needs"),
        (lambda: LogisticRegression(max_steps=0).fit(GOOD, [0, 1]), "max_steps must be an int"),
    ]:
        with pytest.raises(ValueError, match=text):
            call()


def test_classes_without_a_minimum_have_not_converged():
    """On three classes that can be told apart the loss has no minimum, and that is said."""
    with pytest.warns(ConvergenceWarning):
        model = LogisticRegression(penalty=0).fit([[0.0], [1.0], [2.0], [10.0]], [0, 1, 2, 2])
    assert not model.converged_


@pytest.mark.parametrize("unit", [1e-9, 1e8, 1e80])
def test_the_unit_of_a_column_does_not_matter(unit):
    """Without a penalty the same examples in other units have the same least loss."""
    B = np.array([[1], [-1], [0.3], [0.5], [-0.2], [0.1]])
    for y in ([0, 1, 1, 1, 0, 0], [0, 1, 2, 1, 0, 2]):
        plain, scaled = (LogisticRegression(penalty=0).fit(u * B, y) for u in (1.0, unit))
        assert scaled.converged_
        np.testing.assert_allclose(scaled.loss_, plain.loss_, rtol=1e-10)
        np.testing.assert_allclose(scaled.coef_ * unit, plain.coef_, rtol=1e-5)
