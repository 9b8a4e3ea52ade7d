"""The support vector machine: certified solutions, equal to scikit-learn's, and what support vectors promise."""

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.svm import SVC

from mathnets import kernels
from mathnets.data import digits, toys
from mathnets.estimators import leave_one_out
from mathnets.inputs import ConvergenceWarning
from mathnets.margins import NotSeparableError, hard_margin, margin
from mathnets.svm import SVM, dual_path, solve_dual
from tests.mutation import fails_if


def overlapping(seed, n=120, d=3):
    """Return Gaussian examples whose labels are noisy, so that no hyperplane separates them."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    return X, np.where(X[:, 0] + 0.7 * rng.normal(size=n) > 0.2, 1, -1)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("C", [0.01, 1.0, 100.0])
@pytest.mark.parametrize("kernel", ["linear", "polynomial", "rbf"])
def test_soft_margin_is_that_of_scikit_learn(seed, C, kernel):
    """Support vectors, coefficients and the function agree with SVC; the duality gap is zero to ten digits."""
    X, y = overlapping(seed)
    ours = SVM(C, kernel=kernel, degree=2, gamma=0.5).fit(X, y)
    name = {"polynomial": "poly"}.get(kernel, kernel)
    theirs = SVC(C=C, kernel=name, degree=2, gamma=0.5, coef0=1.0, tol=1e-9).fit(X, y)
    assert abs(ours.duality_gap_) < 1e-10
    free = np.abs(theirs.dual_coef_[0]) < C  # those that fix the offset, which otherwise is not unique
    if free.any():
        scale = np.abs(theirs.decision_function(X)).max()
        np.testing.assert_allclose(ours.decision_function(X), theirs.decision_function(X), atol=1e-3 * scale)
        np.testing.assert_array_equal(np.sort(ours.support_), np.sort(theirs.support_))
    K = kernels.gram(kernel, X, degree=2, gamma=0.5)
    beta = np.zeros((2, len(X)))
    beta[0, ours.support_], beta[1, theirs.support_] = ours.dual_coef_[0], theirs.dual_coef_[0]
    values = [b @ y - b @ K @ b / 2 for b in beta]
    assert values[0] >= values[1] * (1 - 1e-12)  # where the two differ, ours is the better one
    assert np.abs(ours.dual_coef_).max() <= C
    assert ours.dual_coef_.sum() == pytest.approx(0, abs=1e-9 * C)


@fails_if("solve_dual", lambda f: lambda K, y, C: f(K, y, 2 * C))
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("C", [0.3, 30.0])
def test_values_of_both_problems_meet(seed, C):
    """The primal value, computed from the weights alone, equals the dual value; no other hyperplane does better."""
    X, y = overlapping(seed, d=2)
    K = kernels.linear(X)
    alpha, b, primal, dual, gap, _ = solve_dual(K, y, C)
    w = (alpha * y) @ X

    def objective(v):
        v = np.array(v)
        return v[:2] @ v[:2] / 2 + C * np.maximum(0, 1 - y * (X @ v[:2] + v[2])).sum()

    assert objective([*w, b]) == pytest.approx(primal, rel=1e-10)
    assert alpha.sum() - w @ w / 2 == pytest.approx(dual, rel=1e-10)
    assert primal == pytest.approx(dual, rel=1e-10) and gap == pytest.approx(0, abs=1e-10)
    rng = np.random.default_rng(seed)
    for size in (1e-6, 1e-3, 1.0):
        assert all(objective([*w, b] + size * rng.normal(size=3)) >= primal * (1 - 1e-12) for _ in range(20))
    weak = rng.uniform(0, C, size=len(y))  # weak duality: any feasible numbers lie below any hyperplane
    for sign in (-1, 1):
        weak[y == sign] *= 0.5 * C / weak[y == sign].sum()
    v = (weak * y) @ X
    assert weak.sum() - v @ v / 2 <= primal


@pytest.mark.parametrize("seed", range(10))
def test_dual_agrees_with_a_general_optimizer(seed):
    """SciPy's SLSQP, which knows nothing of this problem, finds no larger dual value."""
    X, y = overlapping(seed, n=25)
    K = kernels.rbf(X, gamma=0.5)
    Q = y[:, None] * y * K
    solution = solve_dual(K, y, 2.0)
    found = scipy.optimize.minimize(
        lambda a: a @ Q @ a / 2 - a.sum(),
        np.zeros(25),
        jac=lambda a: Q @ a - 1,
        bounds=[(0, 2.0)] * 25,
        constraints={"type": "eq", "fun": lambda a: a @ y, "jac": lambda a: y.astype(float)},
        options={"maxiter": 500, "ftol": 1e-12},
    )
    assert -found.fun <= solution.dual * (1 + 1e-9)
    assert -found.fun == pytest.approx(solution.dual, rel=1e-6)
    np.testing.assert_allclose(solution.alpha, found.x, atol=1e-3)


@given(st.integers(0, 2**32 - 1), st.integers(2, 30), st.integers(1, 3), st.sampled_from([1e-3, 0.1, 1.0, 50.0]))
@settings(max_examples=60, deadline=None)
def test_conditions_of_optimality_hold_on_any_grid(seed, n, d, C):
    """On whole numbers with duplicates and ties: alpha 0 outside the margin, C inside it, between them on it."""
    rng = np.random.default_rng(seed)
    X, y = rng.integers(-2, 3, size=(n, d)), rng.choice([-1, 1], size=n)
    y[:2] = -1, 1
    K = kernels.linear(X)
    alpha, b, *_, gap, _ = solve_dual(K, y, C)
    outputs = y * (K @ (alpha * y) + b)
    assert abs(gap) < 1e-8 and (alpha >= 0).all() and (alpha <= C).all()
    assert abs(alpha @ y) < 1e-9 * C * n
    slack = 1e-6 * max(1.0, C)
    assert (outputs[alpha == 0] > 1 - slack).all()
    assert (outputs[alpha == C] < 1 + slack).all()
    between = (alpha > 1e-9 * C) & (alpha < C * (1 - 1e-9))
    np.testing.assert_allclose(outputs[between], 1, atol=slack)


@pytest.mark.parametrize("seed", range(10))
def test_hard_margin_is_the_widest(seed):
    """With C infinite the function is at least 1 on every example, and 1 / |w| is the widest margin of all."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(50, 3))
    y = np.where(X @ [1, 2, -1] > 0.3, 1, -1)
    X = X + 0.2 * y[:, None] * np.array([1, 2, -1]) / np.sqrt(6)
    model = SVM(np.inf, kernel="linear").fit(X, y)
    plane = hard_margin(X, y, intercept=True)
    assert model.margin_ == pytest.approx(plane.gamma, rel=1e-9)
    assert margin(model.coef_[0], model.intercept_[0], X, y) == pytest.approx(plane.gamma, rel=1e-9)
    assert (y * model.decision_function(X)).min() == pytest.approx(1, abs=1e-9)
    np.testing.assert_allclose(y[model.support_] * model.decision_function(X)[model.support_], 1, atol=1e-9)
    assert abs(model.duality_gap_) < 1e-10
    largest = np.abs(model.dual_coef_).max()
    soft = SVM(2 * largest, kernel="linear").fit(X, y)  # a price that nobody pays changes nothing
    np.testing.assert_allclose(soft.coef_, model.coef_, rtol=1e-7, atol=1e-9)
    theirs = SVC(C=1e10, kernel="linear", tol=1e-9).fit(X, y)
    np.testing.assert_allclose(model.coef_, theirs.coef_, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("kernel", ["polynomial", "rbf"])
def test_hard_margin_in_the_space_of_a_kernel(kernel):
    """What no line parts has a hard margin there, on 10 seeds; with the polynomial, that of the explicit features."""
    for seed in range(10):
        X, y = toys.circles(40, noise=0.05, rng=seed)
        model = SVM(np.inf, kernel=kernel, degree=2, gamma=1.0).fit(X, y)
        assert abs(model.duality_gap_) < 1e-9 and model.score(X, y) == 1.0
        assert (y * model.decision_function(X)).min() == pytest.approx(1, abs=1e-8)
        assert not hasattr(model, "coef_")
        if kernel == "polynomial":
            explicit = hard_margin(kernels.polynomial_features(X, degree=2), y, intercept=True)
            assert model.margin_ == pytest.approx(explicit.gamma, rel=1e-8)
        with pytest.raises(NotSeparableError, match="no margin exceeds"):
            SVM(np.inf, kernel="linear").fit(X, y)


@pytest.mark.parametrize("C", [0.5, np.inf])
def test_support_vectors_bound_the_leave_one_out_error(C):
    """Leaving out each example in turn, on 10 seeds, errs on at most as many as there are support vectors."""
    errors, bounds = [], []
    for seed in range(10):
        X, y = toys.moons(30, noise=0.15, rng=seed)
        model = SVM(C, gamma=2.0)
        wrong = leave_one_out(model, X, y) != y
        model.fit(X, y)
        assert set(np.flatnonzero(wrong)) <= set(model.support_)
        errors.append(wrong.mean())
        bounds.append(model.leave_one_out_bound_)
        assert errors[-1] <= bounds[-1] == len(model.support_) / 30
    assert max(errors) > 0 and max(bounds) < 1


def test_an_example_that_is_no_support_vector_does_not_matter():
    """Without it the function is the same; without a support vector it is another one."""
    X, y = overlapping(3)
    model = SVM(1.0, gamma=0.5).fit(X, y)
    others = np.setdiff1d(np.arange(len(X)), model.support_)
    grid = np.random.default_rng(0).normal(size=(50, 3))
    without = np.delete(np.arange(len(X)), others[:5])
    same = SVM(1.0, gamma=0.5).fit(X[without], y[without])
    np.testing.assert_allclose(same.decision_function(grid), model.decision_function(grid), atol=1e-8)
    fewer = np.delete(np.arange(len(X)), model.support_[0])
    other = SVM(1.0, gamma=0.5).fit(X[fewer], y[fewer])
    assert np.abs(other.decision_function(grid) - model.decision_function(grid)).max() > 1e-4


def test_fours_and_nines_agree_with_scikit_learn():
    """On a thousand real digits the Gaussian machine is SVC's, and knows most unseen ones."""
    X, y = digits.fours_and_nines()
    X, y = X[:1000], y[:1000]
    ours = SVM(10.0).fit(X, y)
    theirs = SVC(C=10.0, gamma="scale", tol=1e-8).fit(X, y)
    np.testing.assert_array_equal(ours.support_, np.sort(theirs.support_))
    np.testing.assert_allclose(ours.decision_function(X), theirs.decision_function(X), atol=1e-5)
    assert abs(ours.duality_gap_) < 1e-10
    assert ours.score(*digits.fours_and_nines("test")) > 0.97


def test_two_equal_examples_with_different_labels():
    """A contradiction costs C twice and no more: the weights are zero, and the certificate says that this is best."""
    model = SVM(3.0, kernel="linear").fit([[1.0, 2.0], [1.0, 2.0]], [0, 1])
    np.testing.assert_allclose(model.coef_, 0, atol=1e-12)
    assert model.duality_gap_ == pytest.approx(0, abs=1e-12)
    assert np.isinf(model.margin_) or model.margin_ > 1e10
    with pytest.raises(NotSeparableError):
        SVM(np.inf, kernel="linear").fit([[1.0, 2.0], [1.0, 2.0]], [0, 1])


def test_too_few_steps_are_confessed():
    """Stopped at its limit, it warns with the gap that is left, which is a true bound."""
    X, y = overlapping(0, n=400)
    best = solve_dual(kernels.rbf(X, gamma=2.0), y, 50.0)
    with pytest.warns(ConvergenceWarning, match="relative gap of at most 1e-08 to be solved, got .* after 1 step"):
        early = solve_dual(kernels.rbf(X, gamma=2.0), y, 50.0, max_steps=1)
    assert early.steps == 1 and early.gap > 1e-8
    assert early.dual <= best.dual * (1 + 1e-9) and best.primal <= early.primal * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("C", [0.3, 30.0])
def test_path_of_the_dual_closes_in_on_the_solution(seed, C):
    """The dual value never falls, but for rounding; the best lies between the two, and in the end both reach it."""
    X, y = overlapping(seed, n=40)
    K = kernels.rbf(X, gamma=0.5)
    best = solve_dual(K, y, C)
    path = dual_path(K, y, C, steps=[0, 1, 2, 5, 20, 100, 20_000])
    assert path.steps[-1] == 20_000 and path.dual[0] == 0
    assert path.primal[0] == pytest.approx(C * len(y))
    assert (np.diff(path.dual) >= -1e-12 * best.dual).all() and path.dual[1] > 0
    assert (path.primal >= best.dual * (1 - 1e-9)).all() and (path.dual <= best.primal * (1 + 1e-9)).all()
    assert path.primal[-1] == pytest.approx(path.dual[-1], rel=1e-6)
    assert path.dual[-1] == pytest.approx(best.dual, rel=1e-6)
    with pytest.raises(ValueError, match="steps needs rising whole numbers"):
        dual_path(K, y, C, steps=[3, 1])
    with pytest.raises(ValueError, match="2 classes, got 1 class"):
        dual_path(K, np.ones(40), C, steps=[1])


def test_a_refit_with_another_kernel_forgets_the_weights():
    """`coef_` exists for the linear kernel alone, also after a refit."""
    X, y = overlapping(0, n=20)
    model = SVM(kernel="linear").fit(X, y)
    np.testing.assert_allclose(X @ model.coef_[0] + model.intercept_[0], model.decision_function(X), atol=1e-12)
    assert not hasattr(model.set_params(kernel="rbf").fit(X, y), "coef_")


def test_bad_arguments_are_refused():
    """Prices, steps, labels and matrices out of range are named."""
    K = np.eye(2)
    for C in (0, -1.0, np.nan, "1", None, True, -np.inf):
        with pytest.raises(ValueError, match="C needs a finite number above 0"):
            solve_dual(K, [-1, 1], C)
    with pytest.raises(ValueError, match=r"y must be in \{-1, 1\}; got \{0, 1\}"):
        solve_dual(K, [0, 1])
    with pytest.raises(ValueError, match="2 classes, got 1 class"):
        solve_dual(K, [1, 1])
    with pytest.raises(ValueError, match="K needs to be symmetric"):
        solve_dual([[1, 2], [0, 1]], [-1, 1])
    with pytest.raises(ValueError, match="max_steps must be an int"):
        solve_dual(K, [-1, 1], max_steps=0)
    with pytest.raises(ValueError, match="kernel must be one of"):
        SVM(kernel="poly").fit([[0.0], [1.0]], [0, 1])
    with pytest.raises(ValueError, match="rescale X"):
        SVM(kernel="linear").fit([[1e200], [-1e200]], [0, 1])


def test_a_street_that_rounding_closes_is_no_proof():
    """Where the wall does not separate in the rounding of the kernel, the gap is not called closed."""
    x = np.array([[1.0], [1.0 + 2.477386934673367e-09]])
    with pytest.warns(ConvergenceWarning):
        solve_dual(x @ x.T, [-1, 1], np.inf)


def test_a_negative_diagonal_is_no_kernel():
    """A point of negative squared length is refused before any work."""
    with pytest.raises(ValueError, match="diagonal of at least 0, got -1"):
        solve_dual([[-1.0, 0], [0, -1]], [1, -1])
