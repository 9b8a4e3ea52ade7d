"""The perceptron's rule and its estimator, and LMS with its two limits."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone
from sklearn.linear_model import Perceptron as SklearnPerceptron
from sklearn.linear_model import SGDClassifier

from mathnets.data import digits
from mathnets.inputs import ConvergenceWarning, NotFittedError
from mathnets.margins import lift
from mathnets.perceptron import (
    Perceptron,
    correlation_matrix,
    lms_path,
    mean_rate_limit,
    mean_square_rate_limit,
    perceptron_pass,
    perceptron_path,
    wiener_solution,
)
from tests.mutation import fails_if

XOR = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([-1, 1, 1, -1])


def separable_set(seed, n=60, d=5, gap=0.1, offset=0.3):
    """Return Gaussian examples labeled by a random hyperplane, moved `gap` away from it."""
    rng = np.random.default_rng(seed)
    X, normal = rng.normal(size=(n, d)), rng.normal(size=d)
    y = np.sign(X @ normal + offset)
    return X + gap * y[:, None] * normal / np.linalg.norm(normal), y.astype(int)


def by_the_book(X, y, w, b, intercept):
    """Return one pass of the perceptron rule, one example after the other."""
    w, mistakes = w.copy(), []
    for i in range(len(X)):
        if y[i] * (w @ X[i] + b) <= 0:
            w, b = w + y[i] * X[i], b + y[i] * intercept
            mistakes.append(i)
    return w, b, mistakes


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("intercept", [False, True])
def test_pass_is_the_rule_applied_to_one_example_after_the_other(seed, intercept):
    """A pass, which compares whole blocks with the weights, does what the rule does one by one."""
    rng = np.random.default_rng(seed)
    X = rng.integers(-2, 3, size=(500, 4))  # whole numbers: many examples lie exactly on the hyperplane
    y = np.where(X @ rng.normal(size=4) + 0.2 * rng.normal(size=500) > 0, 1, -1)
    w, b = np.zeros(4), 0.0
    for _ in range(3):
        expected = by_the_book(X, y, w, b, intercept)
        w, b, mistakes = perceptron_pass(X, y, w, b, fit_intercept=intercept)
        np.testing.assert_array_equal(w, expected[0])
        assert b == expected[1]
        np.testing.assert_array_equal(mistakes, expected[2])


def test_pass_finds_a_mistake_wherever_it_is():
    """A single mistake, or two, at any place among many examples that are right, is found and no other."""
    for first in range(700):
        y = np.ones(700)
        y[[first, (5 * first) % 700]] = -1
        X = np.column_stack([np.full(700, 1e3), np.arange(700)])  # the corrections are too small to matter
        expected = np.flatnonzero(y < 0)
        w, b, mistakes = perceptron_pass(X, y, [1e6, 0.0], 0.0, fit_intercept=False)
        np.testing.assert_array_equal(mistakes, expected)
        np.testing.assert_array_equal(w, [1e6, 0.0] - X[expected].sum(axis=0))
        assert b == 0


def test_pass_leaves_its_arguments_alone():
    """Neither the examples nor the weights that a pass starts from are changed."""
    X, y = separable_set(0)
    w = np.zeros(5)
    kept = X.copy()
    perceptron_pass(X, y, w)
    np.testing.assert_array_equal(w, 0)
    np.testing.assert_array_equal(X, kept)


@pytest.mark.parametrize("rng", [None, 3])
@pytest.mark.parametrize("intercept", [False, True])
def test_path_records_every_mistake_and_what_it_changed(rng, intercept):
    """Each recorded example was wrong (or on the plane) just then, and was added with its sign to the weights."""
    X, y = separable_set(1)
    path = perceptron_path(X, y, max_epochs=50, fit_intercept=intercept, rng=rng)
    i = path.examples
    before = np.sum(path.weights[:-1] * X[i], axis=1) + path.offsets[:-1]
    assert len(i) > 5
    assert (y[i] * before <= 0).all()
    np.testing.assert_allclose(np.diff(path.weights, axis=0), y[i, None] * X[i], atol=1e-12)
    np.testing.assert_array_equal(np.diff(path.offsets), y[i] * intercept)
    assert (np.diff(path.epochs) >= 0).all()
    assert path.epochs[0] == 0
    np.testing.assert_array_equal(path.weights[0], 0)


def test_path_ends_when_a_pass_has_no_mistake():
    """On separable examples the last weights separate them; with too few epochs the path says they do not."""
    X, y = separable_set(2, gap=0.02)
    path = perceptron_path(X, y, max_epochs=5000)
    assert path.separated
    assert (y * (X @ path.weights[-1] + path.offsets[-1]) > 0).all()
    assert path.epochs[-1] < 4999
    assert not perceptron_path(X, y, max_epochs=1).separated


@pytest.mark.parametrize("rng", [None, 7])
def test_path_and_estimator_are_the_same_run(rng):
    """The estimator ends with the path's last weights and counts the path's mistakes, epoch by epoch."""
    X, y = separable_set(3)
    path = perceptron_path(X, y, max_epochs=5000, rng=rng)
    model = Perceptron(max_epochs=5000, rng=rng).fit(X, y)
    np.testing.assert_array_equal(model.coef_[0], path.weights[-1])
    assert model.intercept_[0] == path.offsets[-1]
    np.testing.assert_array_equal(model.mistakes_, np.bincount(path.epochs, minlength=model.n_iter_))
    assert model.mistakes_[-1] == 0
    assert model.converged_


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("intercept", [False, True])
def test_weights_equal_those_of_scikit_learn_exactly(seed, intercept):
    """Weights and offset are equal, bit for bit, to scikit-learn's perceptron without shuffling."""
    X, y = separable_set(seed, n=200, d=20, offset=0.3 * intercept)
    ours = Perceptron(max_epochs=300, fit_intercept=intercept).fit(X, y)
    assert ours.converged_
    theirs = SklearnPerceptron(shuffle=False, tol=None, max_iter=300, fit_intercept=intercept).fit(X, y)
    np.testing.assert_array_equal(ours.coef_, theirs.coef_)
    np.testing.assert_array_equal(ours.intercept_, theirs.intercept_)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))


def test_fours_and_nines_are_learned_without_a_mistake():
    """A thousand 4s and 9s are separated, with the weights that scikit-learn finds, and unseen ones mostly right."""
    X, y = digits.fours_and_nines("train")
    model = Perceptron().fit(X[:1000], y[:1000])
    theirs = SklearnPerceptron(shuffle=False, tol=None, max_iter=model.n_iter_).fit(X[:1000], y[:1000])
    assert model.converged_
    assert model.score(X[:1000], y[:1000]) == 1.0
    np.testing.assert_array_equal(model.classes_, [4, 9])
    np.testing.assert_array_equal(model.coef_, theirs.coef_)
    assert model.score(*digits.fours_and_nines("test")) > 0.9


@pytest.mark.parametrize("seed", range(10))
def test_averaged_weights_are_the_mean_over_all_examples(seed):
    """With `averaged`, the weights are the mean of those after each example, as in scikit-learn's average."""
    X, y = separable_set(seed)
    model = Perceptron(max_epochs=20, averaged=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(X, y)
    w, b, total = np.zeros(5), 0.0, np.zeros(6)
    for _ in range(model.n_iter_):
        for i in range(len(X)):
            w, b, _ = by_the_book(X[i : i + 1], y[i : i + 1], w, b, True)
            total += [*w, b]
    mean = total / (model.n_iter_ * len(X))
    np.testing.assert_allclose([*model.coef_[0], *model.intercept_], mean, rtol=1e-12, atol=1e-12)
    theirs = SGDClassifier(
        loss="perceptron", learning_rate="constant", eta0=1.0, penalty=None, average=True, shuffle=False, tol=None,
        max_iter=model.n_iter_,
    ).fit(X, y)  # fmt: skip
    np.testing.assert_allclose(model.coef_, theirs.coef_, rtol=1e-10, atol=1e-12)


def test_averaging_helps_where_the_classes_overlap():
    """On overlapping classes the averaged weights beat the last ones on unseen examples, on 10 seeds on average."""
    gains = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(2200, 10))
        y = np.where(X[:, 0] + rng.normal(size=2200) > 0, 1, -1)
        scores = []
        for averaged in (False, True):
            with pytest.warns(ConvergenceWarning):
                model = Perceptron(max_epochs=5, averaged=averaged).fit(X[:200], y[:200])
            scores.append(model.score(X[200:], y[200:]))
        gains.append(scores[1] - scores[0])
    assert np.mean(gains) > 2 * np.std(gains, ddof=1) / np.sqrt(10)


def test_any_two_whole_numbers_serve_as_classes():
    """The larger label is the positive class, whatever the two are; other weights do not come of it."""
    X, y = separable_set(4)
    reference = Perceptron(max_epochs=5000).fit(X, y)
    for low, high in ((0, 1), (4, 9), (-7, -3)):
        model = Perceptron(max_epochs=5000).fit(X, np.where(y > 0, high, low))
        np.testing.assert_array_equal(model.coef_, reference.coef_)
        np.testing.assert_array_equal(model.classes_, [low, high])
        assert set(model.predict(X)) == {low, high}


def test_shuffling_depends_on_the_seed_alone():
    """Equal seeds give equal runs, other seeds other ones, and all separate."""
    X, y = separable_set(5)
    runs = [Perceptron(max_epochs=5000, rng=seed).fit(X, y) for seed in (1, 1, 2)]
    np.testing.assert_array_equal(runs[0].coef_, runs[1].coef_)
    assert not np.array_equal(runs[0].coef_, runs[2].coef_)
    assert all(run.score(X, y) == 1.0 for run in runs)


@fails_if("XOR", lambda xor: (xor[0], [-1, -1, -1, 1]))
def test_xor_makes_the_perceptron_cycle_with_bounded_weights():
    """On XOR, which no line separates, the weights come back to 0 after each pass and never grow beyond sqrt(3)."""
    path = perceptron_path(*XOR, max_epochs=1000)
    steps = np.column_stack([path.weights, path.offsets])
    ends = np.searchsorted(path.epochs, np.arange(1000), side="right")  # mistakes made by the end of each epoch
    later = steps[ends[1:]]
    assert not path.separated
    assert (np.bincount(path.epochs) > 0).all()
    np.testing.assert_array_equal(later, np.broadcast_to(later[0], later.shape))
    assert np.linalg.norm(steps, axis=1).max() == pytest.approx(np.sqrt(3))


def test_inseparable_classes_give_a_warning_and_no_convergence():
    """Where no hyperplane separates, `fit` warns, says so in `converged_`, and still predicts."""
    with pytest.warns(ConvergenceWarning, match="raise max_epochs"):
        model = Perceptron(max_epochs=30).fit(*XOR)
    assert not model.converged_
    assert model.n_iter_ == len(model.mistakes_) == 30
    assert 0 <= model.score(*XOR) <= 0.75


def test_weights_that_separate_after_the_last_allowed_epoch_count_as_converged():
    """One epoch whose mistakes led to separating weights needs no second one to confirm it."""
    model = Perceptron(max_epochs=1, fit_intercept=False).fit([[1.0], [2.0], [-1.0]], [1, 1, -1])
    assert model.converged_
    assert model.mistakes_.tolist() == [1]


def test_the_form_of_the_input_does_not_matter():
    """Lists, integers, float16, strided, Fortran-ordered and read-only arrays give the same weights."""
    rng = np.random.default_rng(6)
    X = rng.integers(-100, 101, size=(80, 3))
    y = np.where(X @ [1, 2, -1] > 0, 1, -1)
    wide = np.zeros((160, 6))
    wide[::2, ::2] = X
    locked = X.astype(float)
    locked.flags.writeable = False
    reference = Perceptron(max_epochs=5000).fit(X.astype(float), y)
    forms = [X.tolist(), X.astype(np.int8), X.astype(np.float16), wide[::2, ::2], np.asfortranarray(X), locked]
    for form in forms:
        model = Perceptron(max_epochs=5000).fit(form, y.tolist())
        np.testing.assert_array_equal(model.coef_, reference.coef_)
        np.testing.assert_array_equal(model.decision_function(form), reference.decision_function(X))


@pytest.mark.parametrize("seed", range(10))
def test_single_precision_makes_the_same_mistakes_on_whole_numbers(seed):
    """float32 by argument: weights have that type, and where nothing is rounded they are those of float64."""
    rng = np.random.default_rng(seed)
    X, w = rng.integers(-9, 10, size=(60, 5)), rng.integers(-9, 10, size=5)
    y = np.where(X @ w > 0, 1, -1)
    single, double = (Perceptron(dtype=dtype, rng=seed).fit(X, y) for dtype in (np.float32, np.float64))
    assert single.coef_.dtype == single.intercept_.dtype == np.float32
    assert (single.mistakes_ == double.mistakes_).all() and double.mistakes_.sum() > 0
    assert (single.coef_ == double.coef_).all() and single.intercept_ == double.intercept_
    with pytest.raises(ValueError, match=r"numbers up to 1e\+15 in size"):
        Perceptron(dtype=np.float32).fit(X * 1e16, y)


def test_parameters_can_be_read_set_and_cloned():
    """The estimator keeps scikit-learn's conventions for parameters, so that its `clone` works."""
    model = Perceptron(max_epochs=7, averaged=True)
    assert clone(model).get_params() == model.get_params()
    assert model.get_params() == {
        "max_epochs": 7,
        "fit_intercept": True,
        "averaged": True,
        "rng": None,
        "dtype": np.float64,
    }
    assert model.set_params(rng=3).rng == 3
    assert repr(model.set_params(dtype="float32")) == (
        "Perceptron(max_epochs=7, fit_intercept=True, averaged=True, rng=3, dtype='float32')"
    )
    with pytest.raises(ValueError, match="got 'epochs'"):
        model.set_params(epochs=3)


GOOD = np.array([[0.0, 1.0], [1.0, 0.0]])


@pytest.mark.parametrize(
    ("X", "y", "error", "text"),
    [
        ([[0, 1], [1, 0], [1, 1]], [0, 1], ValueError, "got 3 and 2"),
        ([0, 1], [0, 1], ValueError, "Reshape your data"),
        ([[0, np.nan], [1, 0]], [0, 1], ValueError, r"NaN at index \(0, 1\)"),
        ([[0, np.inf], [1, 0]], [0, 1], ValueError, "infinity"),
        (np.empty((0, 3)), [], ValueError, "0 sample"),
        (GOOD, [1, 1], ValueError, "got 1 class;"),
        ([[0], [1], [2]], [0, 1, 2], ValueError, "got 3 classes"),
        (GOOD, [0.5, 1.5], ValueError, "Unknown label type"),
        (GOOD * 1j, [0, 1], ValueError, "Complex data"),
        ([["a", "b"], ["c", "d"]], [0, 1], TypeError, "could not convert"),
        (GOOD * 1e200, [0, 1], ValueError, "rescale X"),
    ],
)
def test_bad_examples_are_refused_with_a_reason(X, y, error, text):
    """Each kind of bad input is named, with what came."""
    with pytest.raises(error, match=text):
        Perceptron().fit(X, y)


@pytest.mark.parametrize("parameters", [{"max_epochs": 0}, {"max_epochs": 2.5}, {"max_epochs": True}])
def test_bad_epochs_are_refused(parameters):
    """The number of epochs is a positive whole number."""
    with pytest.raises(ValueError, match=r"int in the range \[1, inf\)"):
        Perceptron(**parameters).fit(GOOD, [0, 1])


def test_bad_use_is_refused_with_a_reason():
    """Wrong widths, missing fits, labels beside -1 and 1, a stray offset and global randomness are refused."""
    with pytest.raises(NotFittedError, match="Perceptron instance is not fitted"):
        Perceptron().predict(GOOD)
    with pytest.raises(ValueError, match="needs 2 features, got 3"):
        Perceptron().fit(GOOD, [0, 1]).predict([[1, 2, 3]])
    with pytest.raises(ValueError, match=r"must be in \{-1, 1\}; got \{0, 1\}"):
        perceptron_path(GOOD, [0, 1])
    with pytest.raises(ValueError, match=r"must be in \{-1, 1\}; got \{0, 1\}"):
        perceptron_pass(GOOD, [0, 1], [0, 0])
    with pytest.raises(ValueError, match="b needs to be 0 without intercept"):
        perceptron_pass(GOOD, [-1, 1], [0, 0], 1.0, fit_intercept=False)
    with pytest.raises(TypeError, match="Generator or a seed"):
        Perceptron(rng=np.random).fit(GOOD, [0, 1])


@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 4), st.booleans())
@settings(max_examples=60, deadline=None)
def test_any_run_is_the_sum_of_its_mistakes(seed, n, d, intercept):
    """Whatever the data, the last weights are the signed sum of the mistaken examples (exact on whole numbers)."""
    rng = np.random.default_rng(seed)
    X, y = rng.integers(-3, 4, size=(n, d)), rng.choice([-1, 1], size=n)
    path = perceptron_path(X, y, max_epochs=8, fit_intercept=intercept)
    i = path.examples
    np.testing.assert_array_equal(path.weights[-1], (y[i, None] * X[i]).sum(axis=0))
    assert path.offsets[-1] == (y[i].sum() if intercept else 0)


# LMS


def gaussian_runs(rng, runs, n, eigenvalues, weights, noise):
    """Return independent Gaussian examples with these variances, and noisy linear targets."""
    X = rng.normal(size=(runs, n, len(eigenvalues))) * np.sqrt(eigenvalues)
    return X, X @ weights + noise * rng.normal(size=(runs, n))


def mean_squares(eigenvalues, rate, noise, start, steps):
    """Return E|w_n - w*|^2 by the exact recursion for Gaussian examples with uncorrelated features."""
    c, squares = start**2, []
    matrix = np.diag(1 - 2 * rate * eigenvalues + 2 * rate**2 * eigenvalues**2)
    matrix += rate**2 * np.outer(eigenvalues, eigenvalues)
    for _ in range(steps + 1):
        squares.append(c.sum())
        c = matrix @ c + rate**2 * noise**2 * eigenvalues
    return np.array(squares), np.abs(np.linalg.eigvals(matrix)).max()


def test_lms_is_the_rule_applied_to_one_example_after_the_other():
    """Weights and errors follow the two formulas, and many runs at once equal the runs one by one."""
    rng = np.random.default_rng(0)
    X, targets = gaussian_runs(rng, 4, 30, np.array([1.0, 2.0, 0.5]), np.array([1.0, -1.0, 2.0]), 0.1)
    together = lms_path(X, targets, 0.05, w=[1, 2, 3])
    for run in range(4):
        alone = lms_path(X[run], targets[run], 0.05, w=[1, 2, 3])
        np.testing.assert_allclose(together.weights[run], alone.weights, rtol=1e-13, atol=1e-13)
        w = np.array([1.0, 2.0, 3.0])
        for n in range(30):
            error = targets[run, n] - w @ X[run, n]
            assert alone.errors[n] == pytest.approx(error, rel=1e-12, abs=1e-12)
            w = w + 0.05 * error * X[run, n]
            np.testing.assert_allclose(alone.weights[n + 1], w, rtol=1e-12, atol=1e-12)


@fails_if("lms_path", lambda f: lambda X, targets, rate: f(X, targets, 2 * rate))
def test_mean_of_lms_tends_to_the_wiener_solution():
    """On 10 seeds the mean of 400 runs lies within 4.5 standard errors of theory, at each step looked at."""
    eigenvalues, weights, rate = np.array([4.0, 1.0]), np.array([1.0, -2.0]), 0.05
    for seed in range(10):
        X, targets = gaussian_runs(np.random.default_rng(seed), 400, 120, eigenvalues, weights, 0.5)
        path = lms_path(X, targets, rate)
        for n in (1, 5, 20, 120):
            theory = weights - (1 - rate * eigenvalues) ** n * weights
            found = path.weights[:, n]
            error = found.std(axis=0, ddof=1) / np.sqrt(400)
            assert (np.abs(found.mean(axis=0) - theory) < 4.5 * error).all()


def test_mean_square_error_of_lms_follows_the_exact_recursion():
    """On 10 seeds the mean square over 2,000 runs is within 15 % of the recursion for Gaussian examples."""
    eigenvalues, weights, rate = np.array([2.0, 1.0, 0.5]), np.array([1.0, -2.0, 1.0]), 0.1
    theory, radius = mean_squares(eigenvalues, rate, 0.5, weights, 60)
    assert radius < 1
    for seed in range(10):
        X, targets = gaussian_runs(np.random.default_rng(seed), 2000, 60, eigenvalues, weights, 0.5)
        found = np.sum((lms_path(X, targets, rate).weights - weights) ** 2, axis=-1).mean(axis=0)
        np.testing.assert_allclose(found, theory, rtol=0.15)


@fails_if("mean_square_rate_limit", lambda f: mean_rate_limit)
def test_limit_for_the_mean_does_not_bound_the_mean_square():
    """Between the two limits the mean contracts while the mean square grows, in the recursion and in runs."""
    eigenvalues, weights = np.array([4.0, 1.0]), np.array([1.0, -2.0])
    limit = mean_rate_limit(np.diag(eigenvalues))
    rate = 0.9 * limit
    theory, radius = mean_squares(eigenvalues, rate, 0.0, weights, 200)
    assert limit == pytest.approx(0.5)
    assert rate > mean_square_rate_limit(np.diag(eigenvalues))
    assert np.abs(1 - rate * eigenvalues).max() < 1 < radius
    assert theory[-1] > 1e20
    for seed in range(10):
        X, targets = gaussian_runs(np.random.default_rng(seed), 400, 200, eigenvalues, weights, 0.0)
        squares = np.sum((lms_path(X, targets, rate).weights[:, -1] - weights) ** 2, axis=-1)
        assert np.sqrt(squares.mean()) > 1e3


@pytest.mark.parametrize("seed", range(10))
def test_mean_square_limit_is_where_the_exact_recursion_becomes_unstable(seed):
    """Just below the limit the recursion's matrix contracts, just above it does not; always below 1/lambda_max."""
    rng = np.random.default_rng(seed)
    eigenvalues = rng.uniform(0.01, 5, size=rng.integers(1, 8))
    rotation = np.linalg.qr(rng.normal(size=(len(eigenvalues), len(eigenvalues))))[0]
    limit = mean_square_rate_limit(rotation @ np.diag(eigenvalues) @ rotation.T)
    start = np.ones(len(eigenvalues))
    assert mean_squares(eigenvalues, limit * (1 - 1e-6), 0.0, start, 1)[1] < 1
    assert mean_squares(eigenvalues, limit * (1 + 1e-6), 0.0, start, 1)[1] > 1
    assert limit < 1 / eigenvalues.max()


@pytest.mark.parametrize("d", [1, 2, 10, 400])
def test_limits_have_closed_forms_for_equal_eigenvalues(d):
    """With all eigenvalues l, the limits are 2/l and 2/((d + 2) l)."""
    assert mean_rate_limit(3 * np.eye(d)) == pytest.approx(2 / 3)
    assert mean_square_rate_limit(3 * np.eye(d)) == pytest.approx(2 / (3 * (d + 2)), rel=1e-12)


def test_wiener_solution_solves_the_normal_equations():
    """It makes the error uncorrelated with every feature, and is the shortest where many do."""
    rng = np.random.default_rng(0)
    X, targets = rng.normal(size=(50, 4)), rng.normal(size=50)
    w = wiener_solution(X, targets)
    np.testing.assert_allclose(X.T @ (targets - X @ w), 0, atol=1e-12)
    np.testing.assert_allclose(correlation_matrix(X) @ w, X.T @ targets / 50, atol=1e-12)
    doubled = wiener_solution(np.column_stack([X, X]), targets)
    np.testing.assert_allclose(doubled, np.concatenate([w, w]) / 2, atol=1e-12)


def test_lms_settles_where_there_is_no_noise():
    """Without noise LMS finds the weights themselves, offset included, by a lifted constant."""
    rng = np.random.default_rng(1)
    X = lift(rng.normal(size=(2000, 3)))
    path = lms_path(X, X @ [1.0, -2.0, 0.5, 0.7], 0.1)
    np.testing.assert_allclose(path.weights[-1], [1.0, -2.0, 0.5, 0.7], atol=1e-9)


def test_exploding_lms_says_at_which_example():
    """A rate so large that numbers overflow raises an error that names the example and the remedy."""
    X = np.full((2000, 1), 10.0)
    with pytest.raises(FloatingPointError, match=r"at example \d+, error .*mean_square_rate_limit"):
        lms_path(X, np.ones(2000), 1.0)


def test_bad_lms_arguments_are_refused_with_a_reason():
    """Shapes, rates and matrices that make no sense are named."""
    X, targets = np.ones((3, 2)), np.ones(3)
    with pytest.raises(ValueError, match=r"targets need shape \(3,\)"):
        lms_path(X, np.ones((3, 1)), 0.1)
    with pytest.raises(ValueError, match="rows of examples"):
        lms_path(targets, targets, 0.1)
    for rate in (0, -1, np.nan, "1"):
        with pytest.raises(ValueError, match="rate needs a finite number above 0"):
            lms_path(X, targets, rate)
    with pytest.raises(ValueError, match="w needs 2 entries"):
        lms_path(X, targets, 0.1, w=[1])
    with pytest.raises(ValueError, match="got 3 and 2"):
        wiener_solution(X, [1, 2])
    for limit in (mean_rate_limit, mean_square_rate_limit):
        with pytest.raises(ValueError, match="symmetric"):
            limit([[1.0, 2.0], [0.0, 1.0]])
        with pytest.raises(ValueError, match="symmetric"):
            limit([[1.0, 2.0]])
        with pytest.raises(ValueError, match="eigenvalues"):
            limit([[0.0]])
        with pytest.raises(ValueError, match="eigenvalues"):
            limit([[1.0, 0.0], [0.0, -1.0]])
