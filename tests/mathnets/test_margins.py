"""Margins and their certificates, Novikoff's bound and proof, Cover's count, against enumeration and peers."""

import itertools
import math
import warnings
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.stats import binom
from sklearn.svm import SVC

from mathnets.data import digits
from mathnets.geometry import Hyperplane
from mathnets.inputs import ConvergenceWarning
from mathnets.margins import (
    NotSeparableError,
    cover_count,
    cover_fraction,
    hard_margin,
    lift,
    margin,
    nearest_point_of_hull,
    novikoff_bound,
    novikoff_squeeze,
    radius,
    separable,
)
from mathnets.perceptron import Perceptron, perceptron_path
from tests.mutation import fails_if, times

CUBE_LABELS = {1: 4, 2: 14, 3: 104}  # threshold functions of 1, 2, 3 bits


def separable_set(seed, n=40, d=4, gap=0.2, offset=0.0):
    """Return Gaussian examples labeled by a random hyperplane, moved `gap` away from it."""
    rng = np.random.default_rng(seed)
    X, normal = rng.normal(size=(n, d)), rng.normal(size=d)
    y = np.where(X @ normal > offset, 1, -1)
    y[-2:] = 1, -1  # there are two classes in any case
    X[-2:] = np.outer(y[-2:] + offset, normal) / (normal @ normal)
    return X + gap * y[:, None] * normal / np.linalg.norm(normal), y


def brute_force_distance(P):
    """Return the distance of the hull of P from the origin, by trying every face."""
    best = np.inf
    for size in range(1, min(len(P), P.shape[1] + 1) + 1):
        for face in itertools.combinations(range(len(P)), size):
            Q = P[list(face)]
            system = np.block([[Q @ Q.T, np.ones((size, 1))], [np.ones((1, size)), np.zeros((1, 1))]])
            a = np.linalg.lstsq(system, np.append(np.zeros(size), 1.0), rcond=1e-12)[0][:size]
            if (a > -1e-12).all():
                best = min(best, np.linalg.norm(a @ Q))
    return best


def by_linear_programming(X, y):
    """Return whether some w has y_i w.x_i >= 1 for all i."""
    Z = X * np.asarray(y)[:, None]
    answer = linprog(np.zeros(X.shape[1]), A_ub=-Z, b_ub=-np.ones(len(Z)), bounds=(None, None), method="highs")
    return answer.status == 0


def check_certificate(P, nearest):
    """Check that weights are convex, give the point, and that point and gap bound the distance from both sides."""
    P = np.asarray(P, dtype=float)
    scale = radius(P)
    norm = np.linalg.norm(nearest.point)
    assert (nearest.weights >= 0).all()
    assert nearest.weights.sum() == pytest.approx(1, abs=1e-12)
    assert np.count_nonzero(nearest.weights) <= P.shape[1] + 1
    np.testing.assert_allclose(nearest.weights @ P, nearest.point, atol=1e-13 * scale)
    assert 0 <= nearest.gap <= norm + 1e-300
    if norm > 1e-12 * scale:
        assert (P @ nearest.point).min() / norm >= norm - nearest.gap - 1e-14 * scale
        assert nearest.gap <= 1e-12 * scale


# margins


def test_margin_is_the_worst_signed_distance():
    """The geometric margin agrees with the hyperplane's signed distances, on both signs."""
    for seed in range(10):
        rng = np.random.default_rng(seed)
        X, y, w, b = rng.normal(size=(20, 3)), rng.choice([-1, 1], size=20), rng.normal(size=3), rng.normal()
        expected = (y * Hyperplane(w, b).signed_distance(X)).min()
        assert margin(w, b, X, y) == pytest.approx(expected, rel=1e-12)


def test_functional_margin_grows_with_the_weights_and_the_geometric_one_does_not():
    """Doubling w and b doubles the functional margin and leaves the distance as it is."""
    X, y = separable_set(0)
    w, b = np.ones(4), 0.5
    assert margin(2 * w, 2 * b, X, y) == pytest.approx(margin(w, b, X, y))
    assert margin(2 * w, 2 * b, X, y, functional=True) == pytest.approx(2 * margin(w, b, X, y, functional=True))
    assert margin(w, b, X, y, functional=True) == pytest.approx(2 * margin(w, b, X, y))


def test_radius_is_the_largest_norm_and_not_an_enclosing_ball():
    """Far from the origin the radius is the distance from it, however close together the examples lie."""
    assert radius([[300.0, 400.0], [300.0, 401.0]]) == np.linalg.norm([300, 401])
    assert radius([[0.0, 0.0]]) == 0
    assert radius([[3e200, 4e200]]) == pytest.approx(5e200)


# the nearest point of a hull


@pytest.mark.parametrize(
    ("P", "expected"),
    [
        ([[3, 4]], [3, 4]),  # one point
        ([[3, 4], [3, 4], [3, 4]], [3, 4]),  # the same point thrice
        ([[0, 0]], [0, 0]),
        ([[0, 0], [1, 1]], [0, 0]),  # the origin as a corner
        ([[-1, 0], [1, 0]], [0, 0]),  # on an edge
        ([[-1, 0], [1, 0], [0, 0], [2, 0]], [0, 0]),
        ([[-1, -1], [1, -1], [0, 2]], [0, 0]),  # inside
        ([[1, -1], [1, 1]], [1, 0]),  # on an edge away from it
        ([[2, 0], [4, 0], [3, 0], [2, 0]], [2, 0]),  # on a line through the origin
        ([[1, 1], [2, 2], [3, 3], [1, 1]], [1, 1]),
        ([[1, 0, 0], [0, 1, 0], [0, 0, 1]], [1 / 3, 1 / 3, 1 / 3]),  # fewer points than a simplex needs
        ([[1, 0, 0, 0], [0, 1, 0, 0]], [0.5, 0.5, 0, 0]),
        ([[1, 2], [1, 1], [1, 0], [1, -1], [1, -2], [1, 1], [1, -1]], [1, 0]),  # collinear, with duplicates
    ],
)
def test_nearest_point_is_right_where_geometry_is_degenerate(P, expected):
    """Duplicates, few points, collinear ones and hulls that hold the origin all give the point and its proof."""
    nearest = nearest_point_of_hull(P)
    np.testing.assert_allclose(nearest.point, expected, atol=1e-15)
    check_certificate(P, nearest)


def test_nearest_point_agrees_with_trying_every_face():
    """On 300 small random sets, half of them on a grid, the distance is that of the best of all faces."""
    for seed in range(300):
        rng = np.random.default_rng(seed)
        n, d = rng.integers(1, 8), rng.integers(1, 4)
        P = rng.integers(-3, 4, size=(n, d)) + 1.0 if seed % 2 else rng.normal(size=(n, d)) + rng.normal(size=d)
        nearest = nearest_point_of_hull(P)
        check_certificate(P, nearest)
        assert np.linalg.norm(nearest.point) == pytest.approx(brute_force_distance(P), abs=1e-11)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize(("n", "d"), [(1000, 20), (50, 200), (300, 2), (200, 60)])
def test_nearest_point_proves_itself_on_random_sets(seed, n, d):
    """With more points than dimensions or fewer, the certificate closes to rounding."""
    P = np.random.default_rng(seed).normal(size=(n, d)) + 0.5
    check_certificate(P, nearest_point_of_hull(P))


@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(1, 6), st.integers(1, 4))
@settings(max_examples=300, deadline=None)
def test_nearest_point_proves_itself_on_grids(seed, n, d, size):
    """Small whole numbers, with many duplicates and flats, never spoil the certificate."""
    rng = np.random.default_rng(seed)
    P = rng.integers(-size, size + 1, size=(n, d)) + rng.integers(0, 3)
    check_certificate(P, nearest_point_of_hull(P))


@pytest.mark.parametrize("scale", [1e-300, 1e-150, 1e-9, 1.0, 1e9, 1e150, 1e300])
def test_nearest_point_scales_with_the_points(scale):
    """Powers of ten far from 1 neither overflow nor lose the answer."""
    P = np.random.default_rng(0).normal(size=(30, 5)) + 1.0
    plain, scaled = nearest_point_of_hull(P), nearest_point_of_hull(P * scale)
    np.testing.assert_allclose(scaled.point / scale, plain.point, rtol=1e-12)
    np.testing.assert_allclose(scaled.weights, plain.weights, atol=1e-12)


@pytest.mark.parametrize("height", [1e-3, 1e-6, 1e-9])
def test_small_distances_are_found_to_their_own_accuracy(height):
    """A hull just above the origin has its small distance to a relative 1e-14 over the height, on 10 seeds."""
    for seed in range(10):
        rng = np.random.default_rng(seed)
        P = rng.normal(size=(200, 6))
        P[:, -1] = height * (1 + rng.uniform(size=200))
        P[:7, -1] = height  # a simplex around the foot of the origin
        P[:7, :5] = np.vstack([np.eye(5), -np.ones((2, 5))])
        P = P @ np.linalg.qr(rng.normal(size=(6, 6)))[0]
        nearest = nearest_point_of_hull(P)
        norm = np.linalg.norm(nearest.point)
        assert norm == pytest.approx(height, rel=1e-14 / height)
        assert (P @ nearest.point).min() / norm >= norm - nearest.gap - 1e-14
        assert nearest.gap < 1e-6 * norm
        assert separable(P, np.ones(200))


def test_stopping_early_is_told_and_certified():
    """With too few steps a warning comes, and the larger gap still bounds the error."""
    P = np.random.default_rng(0).normal(size=(300, 20)) + 0.6
    best = np.linalg.norm(nearest_point_of_hull(P).point)
    with pytest.warns(ConvergenceWarning, match="allow more steps"):
        early = nearest_point_of_hull(P, max_steps=3)
    norm = np.linalg.norm(early.point)
    assert norm - early.gap <= best < norm - 1e-3


# the widest margin


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("intercept", [False, True])
def test_hard_margin_equals_a_support_vector_machine(seed, intercept):
    """Normal, offset and margin are those of scikit-learn's SVC with C = 1e10, to its accuracy, 1e-5."""
    X, y = separable_set(seed, offset=0.4 * intercept)
    ours = hard_margin(X, y, intercept=intercept)
    if intercept:
        svc = SVC(kernel="linear", C=1e10, tol=1e-9).fit(X, y)
    else:  # without offset: each example with its mirror image, so that the best offset is 0
        svc = SVC(kernel="linear", C=1e10, tol=1e-9).fit(np.vstack([X, -X]), np.append(y, -y))
    norm = np.linalg.norm(svc.coef_)
    np.testing.assert_allclose(ours.w, svc.coef_[0] / norm, atol=1e-5)
    assert ours.b == pytest.approx(svc.intercept_[0] / norm, abs=1e-5)
    assert ours.gamma == pytest.approx(1 / norm, rel=1e-5)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("intercept", [False, True])
def test_hard_margin_has_the_margin_it_states_and_no_other_plane_a_wider_one(seed, intercept):
    """The margin is measured on the plane itself; nearby and random planes stay below gamma / (1 - gap)."""
    X, y = separable_set(seed)
    plane = hard_margin(X, y, intercept=intercept)
    assert np.linalg.norm(plane.w) == pytest.approx(1)
    assert margin(plane.w, plane.b, X, y) == pytest.approx(plane.gamma, rel=1e-12)
    assert plane.gap < 1e-12
    rng = np.random.default_rng(seed)
    for size in (1e-6, 1e-3, 0.1, 10.0):
        for _ in range(50):
            w, b = plane.w + size * rng.normal(size=4), plane.b + size * rng.normal() * intercept
            assert margin(w, b, X, y) <= plane.gamma / (1 - plane.gap) + 1e-15


@pytest.mark.parametrize("intercept", [False, True])
def test_hard_margin_rests_on_its_support(intercept):
    """Support examples lie on the margin, their weights give the normal, and the rest can be taken away."""
    for seed in range(10):
        X, y = separable_set(seed)
        plane = hard_margin(X, y, intercept=intercept)
        i = plane.support
        np.testing.assert_allclose(y[i] * (X[i] @ plane.w + plane.b), plane.gamma, rtol=1e-9)
        normal = (plane.weights * y) @ X
        np.testing.assert_allclose(normal / np.linalg.norm(normal), plane.w, atol=1e-10)
        assert np.linalg.norm(normal) == pytest.approx(plane.gamma * (1 + intercept), rel=1e-10)
        if intercept:
            assert plane.weights[y > 0].sum() == pytest.approx(1) == plane.weights[y < 0].sum()
        else:
            assert plane.weights.sum() == pytest.approx(1)
        alone = hard_margin(X[i], y[i], intercept=intercept)
        assert alone.gamma == pytest.approx(plane.gamma, rel=1e-10)


@pytest.mark.parametrize("seed", range(10))
def test_hard_margin_moves_with_the_examples(seed):
    """Turning, shifting, scaling and shuffling the examples does the same to the plane; swapping labels turns it."""
    rng = np.random.default_rng(seed)
    X, y = separable_set(seed)
    plane = hard_margin(X, y, intercept=True)
    rotation, shift = np.linalg.qr(rng.normal(size=(4, 4)))[0], 1000 * rng.normal(size=4)
    order = rng.permutation(len(X))
    moved = hard_margin((3 * X @ rotation + shift)[order], y[order], intercept=True)
    np.testing.assert_allclose(moved.w, plane.w @ rotation, atol=1e-9)
    assert moved.gamma == pytest.approx(3 * plane.gamma, rel=1e-9)
    assert moved.b == pytest.approx(3 * plane.b - plane.w @ rotation @ shift, rel=1e-9)
    swapped = hard_margin(X, -y, intercept=True)
    np.testing.assert_allclose([*swapped.w, swapped.b], [*-plane.w, -plane.b], atol=1e-10)


@pytest.mark.parametrize("intercept", [False, True])
def test_unfinished_search_is_told_and_certified(intercept, monkeypatch):
    """Cut short, the plane still has the margin it states, and the wider true one within what its gap allows."""
    for seed in range(10):
        X, y = separable_set(seed, d=10, gap=1.0)
        best = hard_margin(X, y, intercept=intercept)
        with monkeypatch.context() as patched:
            patched.setattr("mathnets.margins._default_steps", lambda width: 6)
            with pytest.warns(ConvergenceWarning, match="gap of rounding size"):
                early = hard_margin(X, y, intercept=intercept)
        assert margin(early.w, early.b, X, y) == pytest.approx(early.gamma, rel=1e-12)
        assert early.gamma * (1 + 1e-6) < best.gamma <= early.gamma / (1 - early.gap)


def test_a_singular_system_is_solved_the_careful_way(monkeypatch):
    """Where the quick way to the nearest point of a corral fails, the careful one finds the same point; ten seeds."""

    def fail(*args):
        raise np.linalg.LinAlgError("Singular matrix")

    sets = [np.random.default_rng(seed).normal(size=(12, 4)) + 1.0 for seed in range(10)]
    expected = [nearest_point_of_hull(P).point for P in sets]
    monkeypatch.setattr(np.linalg, "solve", fail)
    for P, point in zip(sets, expected, strict=True):
        np.testing.assert_allclose(nearest_point_of_hull(P).point, point, atol=1e-12)


def test_unfinished_search_never_calls_classes_separable_without_proof(monkeypatch):
    """Without Newton's method Wolfe's says the same; cut short, it may miss a plane, but does not invent one."""
    rng = np.random.default_rng(0)
    X, labelings = rng.normal(size=(20, 10)), rng.choice([-1, 1], size=(100, 20))
    truth = separable(X, labelings)
    monkeypatch.setattr("mathnets.margins._NEWTON_STEPS", 0)
    np.testing.assert_array_equal(separable(X, labelings), truth)
    monkeypatch.setattr("mathnets.margins._default_steps", lambda width: 8)
    with pytest.warns(ConvergenceWarning):
        found = separable(X, labelings)
    assert 0 < found.sum() < truth.sum()
    assert (found <= truth).all()


def test_offset_widens_the_margin():
    """A plane that may leave the origin does at least as well as one that may not."""
    for seed in range(10):
        X, y = separable_set(seed)
        assert hard_margin(X, y, intercept=True).gamma >= hard_margin(X, y).gamma * (1 - 1e-12)


def test_two_points_have_the_plane_halfway():
    """Between two points the margin is half their distance, wherever they lie."""
    plane = hard_margin([[1e6 + 3.0, 4.0], [1e6, 0.0]], [1, -1], intercept=True)
    np.testing.assert_allclose(plane.w, [0.6, 0.8])
    assert plane.gamma == 2.5
    assert plane.b == pytest.approx(-0.6 * (1e6 + 1.5) - 0.8 * 2)


@pytest.mark.parametrize("intercept", [False, True])
def test_classes_that_cannot_be_separated_are_proved_to_be_so(intercept):
    """The error carries convex weights that bring both sides together, on XOR, on noise, on touching classes."""
    rng = np.random.default_rng(0)
    cases = [
        (np.array([[-1.0, -1.0], [1.0, 1.0], [-1.0, 1.0], [1.0, -1.0]]), np.array([1, 1, -1, -1])),
        (rng.normal(size=(100, 5)), rng.choice([-1, 1], size=100)),
        (np.array([[1.0, 2.0], [1.0, 2.0], [0.0, 1.0]]), np.array([1, -1, 1])),
    ]
    for X, y in cases:
        with pytest.raises(NotSeparableError, match="no margin exceeds") as caught:
            hard_margin(X, y, intercept=intercept)
        a = caught.value.weights
        assert (a >= 0).all()
        np.testing.assert_allclose((a * y) @ X, 0, atol=1e-12)
        if intercept:
            assert a[y > 0].sum() == pytest.approx(1) == a[y < 0].sum()
        else:
            assert a.sum() == pytest.approx(1)
        assert not separable(X, y, intercept=intercept)
        assert novikoff_bound(X, y, intercept=intercept) == np.inf


def test_margin_of_fours_and_nines_is_certified():
    """On 2,000 real digits the margin is known to ten digits, and the perceptron keeps within its bound."""
    X, y = digits.fours_and_nines("train")
    X, y = X[:2000], np.where(y[:2000] == 9, 1, -1)
    plane = hard_margin(X, y, intercept=True)
    assert plane.gap < 1e-10
    assert margin(plane.w, plane.b, X, y) == pytest.approx(plane.gamma, rel=1e-10)
    assert len(plane.support) < 400
    model = Perceptron(max_epochs=1000, fit_intercept=False).fit(X, y)
    assert model.converged_
    assert model.mistakes_.sum() <= novikoff_bound(X, y)


# Novikoff


@fails_if("novikoff_bound", times(0.05))
def test_perceptron_never_makes_more_mistakes_than_novikoff_allows():
    """No violation of (R / gamma)^2 over 240 sets of many sizes and margins, in any order, with offset or not."""
    ratios = []
    for seed in range(240):
        rng = np.random.default_rng(seed)
        intercept = bool(seed % 2)
        n, d, gap = int(rng.integers(2, 60)), int(rng.integers(1, 8)), 10 ** rng.uniform(-2, 0.5)
        X, y = separable_set(seed, n=n, d=d, gap=gap, offset=0.3 * intercept)
        bound = novikoff_bound(X, y, intercept=intercept)
        model = Perceptron(max_epochs=10**6, fit_intercept=intercept, rng=seed if seed % 3 else None).fit(X, y)
        assert model.converged_
        ratios.append(model.mistakes_.sum() / bound)
    assert max(ratios) <= 1 + 1e-12
    assert max(ratios) > 0.1  # the sets are no trivial ones


@fails_if("novikoff_bound", times(1.01))
@pytest.mark.parametrize("n", [2, 5, 50])
def test_bound_is_reached_by_orthogonal_examples(n):
    """On the n unit vectors, all in one class, the perceptron makes exactly (R / gamma)^2 = n mistakes."""
    X, y = np.eye(n), np.ones(n)
    assert novikoff_bound(X, y) == pytest.approx(n, rel=1e-12)
    assert len(perceptron_path(X, y, fit_intercept=False).examples) == n


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("intercept", [False, True])
def test_both_inequalities_of_the_proof_hold_at_every_mistake(seed, intercept):
    """Progress along the best normal is at least k gamma, the squared norm at most k R^2, from 0 to the last k."""
    X, y = separable_set(seed, gap=0.05, offset=0.2 * intercept)
    path = perceptron_path(X, y, max_epochs=10**5, fit_intercept=intercept)
    best = hard_margin(lift(X), y) if intercept else hard_margin(X, y)
    w, b = (best.w[:-1], best.w[-1]) if intercept else (best.w, 0.0)
    squeeze = novikoff_squeeze(path, X, y, w, b)
    m = len(path.examples)
    assert m > 1
    assert [len(side) for side in squeeze] == [m + 1] * 4
    assert squeeze.progress_bound[-1] == pytest.approx(m * best.gamma, rel=1e-9)
    assert squeeze.squared_norm_bound[-1] == pytest.approx(m * radius(lift(X) if intercept else X) ** 2)
    assert (squeeze.progress >= squeeze.progress_bound * (1 - 1e-12)).all()
    assert (squeeze.squared_norm <= squeeze.squared_norm_bound * (1 + 1e-12)).all()
    assert (squeeze.progress <= np.sqrt(squeeze.squared_norm) * (1 + 1e-12)).all()
    lifted = np.column_stack([path.weights, path.offsets])
    np.testing.assert_allclose(squeeze.squared_norm, np.linalg.norm(lifted, axis=1) ** 2)


def test_proof_needs_a_separating_plane():
    """Without its hypothesis the proof is refused: a plane that errs, or an offset the path does not have."""
    X, y = separable_set(0)
    path = perceptron_path(X, y, max_epochs=10**5, fit_intercept=False)
    with pytest.raises(ValueError, match="w and b need to separate"):
        novikoff_squeeze(path, X, y, [1.0, 0.0, 0.0, 0.0])
    with pytest.raises(ValueError, match="path without intercept"):
        novikoff_squeeze(path, X, y, hard_margin(X, y).w, 0.01)


def test_without_separability_mistakes_exceed_any_bound():
    """On XOR, which violates the theorem's hypothesis, mistakes go on in every epoch and the bound is infinite."""
    X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [-1, 1, 1, -1]
    assert novikoff_bound(X, y, intercept=True) == np.inf
    with pytest.warns(ConvergenceWarning):
        assert (Perceptron(max_epochs=200).fit(X, y).mistakes_ > 0).all()


# separability, and Cover's count


def test_separable_agrees_with_linear_programming():
    """On 200 labelings at n = 2d and 200 of grid points with ties, each with offset or not, both say the same."""
    for seed in range(10):
        rng = np.random.default_rng(seed)
        d = int(rng.integers(2, 16))
        for X in (rng.normal(size=(2 * d, d)), rng.integers(-2, 3, size=(d + 3, d)).astype(float)):
            labelings = rng.choice([-1, 1], size=(20, len(X)))
            for intercept in (False, True):
                found = separable(X, labelings, intercept=intercept)
                points = lift(X) if intercept else X
                np.testing.assert_array_equal(found, [by_linear_programming(points, y) for y in labelings])


def test_one_labeling_gives_a_bool_and_many_an_array():
    """The result has the shape of the labelings, and each agrees with being asked alone."""
    rng = np.random.default_rng(0)
    X, labelings = rng.normal(size=(8, 4)), rng.choice([-1, 1], size=(30, 8))
    many = separable(X, labelings)
    assert many.shape == (30,)
    assert many.dtype == bool
    assert [separable(X, y) for y in labelings] == many.tolist()
    assert separable(X, labelings[0]) is bool(many[0])


@fails_if("separable", lambda f: lambda X, y, intercept: f(X, y))
@pytest.mark.parametrize("bits", [1, 2, 3])
def test_threshold_functions_are_counted(bits):
    """Of all Boolean functions of 1, 2, 3 bits, 4, 14, 104 are threshold functions; of 2 bits all but XOR and XNOR."""
    corners = np.array(list(itertools.product([0, 1], repeat=bits)))
    functions = np.array(list(itertools.product([-1, 1], repeat=2**bits)))
    found = separable(corners, functions, intercept=True)
    assert found.sum() == CUBE_LABELS[bits]
    if bits == 2:
        np.testing.assert_array_equal(functions[~found], [[-1, 1, 1, -1], [1, -1, -1, 1]])


@fails_if("cover_count", times(0.5))
@pytest.mark.parametrize(("n", "d"), [(1, 1), (4, 2), (3, 3), (6, 5), (8, 4), (7, 2), (9, 3)])
def test_cover_counts_all_separable_labelings(n, d):
    """For points in general position, going through all 2^n labelings finds exactly Cover's number."""
    labelings = np.array(list(itertools.product([-1, 1], repeat=n)))
    for seed in range(10 if n < 9 else 2):
        X = np.random.default_rng(seed).normal(size=(n, d))
        assert separable(X, labelings).sum() == cover_count(n, d)


def test_an_offset_is_worth_one_dimension():
    """With an offset the count is that of d + 1: d + 1 points in d dimensions can be labeled at will, d + 2 cannot."""
    d = 3
    for n in (d, d + 1, d + 2):
        X = np.random.default_rng(n).normal(size=(n, d))
        labelings = np.array(list(itertools.product([-1, 1], repeat=n)))
        assert separable(X, labelings, intercept=True).sum() == cover_count(n, d + 1)
        assert separable(X, labelings).sum() == cover_count(n, d)
        assert (cover_count(n, d) == 2**n) == (n <= d)
        assert (cover_count(n, d + 1) == 2**n) == (n <= d + 1)


def test_points_in_special_position_have_fewer_labelings():
    """Where Cover's hypothesis fails, here by points on few lines, fewer labelings can be had than he counts."""
    X = np.array([[1.0, 0.0, 0.0], [2.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 1.0, 1.0]])
    labelings = np.array(list(itertools.product([-1, 1], repeat=5)))
    assert separable(X, labelings).sum() < cover_count(5, 3)


def test_cover_count_is_the_formula_in_exact_numbers():
    """The sum of binomials, Pascal's recursion and the closed cases agree, for n up to hundreds of digits."""
    for n in range(1, 30):
        for d in range(1, 35):
            assert cover_count(n, d) == 2 * sum(math.comb(n - 1, k) for k in range(d))
            if n > 1 and d > 1:
                assert cover_count(n, d) == cover_count(n - 1, d) + cover_count(n - 1, d - 1)
    assert cover_count(4000, 2000) == 2**3999
    assert cover_count(1000, 1000) == 2**1000
    assert cover_count(8, 4) == 128
    assert cover_count(6, 5) == 62


@pytest.mark.parametrize("n", [10, 100, 1000, 5000])
def test_cover_fraction_is_right_for_thousands_of_points(n):
    """It is the binomial distribution function, exactly 1/2 at n = 2d, and falls with n through it."""
    assert cover_fraction(n, n // 2) == 0.5
    for d in (1, n // 3, n // 2, n // 2 + 3, n):
        exact = Fraction(cover_count(n, d), 2**n)
        assert cover_fraction(n, d) == float(exact)
        assert cover_fraction(n, d) == pytest.approx(binom.cdf(d - 1, n - 1, 0.5), rel=1e-8, abs=1e-300)
    assert cover_fraction(n - 1, n // 2) > 0.5 > cover_fraction(n + 1, n // 2)


def test_random_labelings_are_separable_as_often_as_cover_says():
    """On 10 seeds the share of 100 random labelings lies within 4.5 standard errors of the formula."""
    d = 10
    for seed in range(10):
        rng = np.random.default_rng(seed)
        for n in (14, 20, 26):
            share = separable(rng.normal(size=(n, d)), rng.choice([-1, 1], size=(100, n))).mean()
            p = cover_fraction(n, d)
            assert abs(share - p) <= 4.5 * np.sqrt(p * (1 - p) / 100)


@pytest.mark.parametrize("factor", [1e-200, 1e200])
def test_separability_does_not_depend_on_the_unit(factor):
    """Extreme units change no answer."""
    rng = np.random.default_rng(0)
    X, labelings = rng.normal(size=(12, 6)), rng.choice([-1, 1], size=(40, 12))
    for intercept in (False, True):
        plain = separable(X, labelings, intercept=intercept)
        assert 0 < plain.sum() < 40
        np.testing.assert_array_equal(separable(factor * X, labelings, intercept=intercept), plain)


# bad input


def test_inputs_are_not_changed_and_their_form_does_not_matter():
    """Examples stay as they are; lists, small integers and read-only strided arrays give the same plane."""
    rng = np.random.default_rng(0)
    X = rng.integers(-50, 51, size=(40, 3)).astype(float)
    y = np.where(X @ [1, -1, 2] > 7, 1, -1)
    wide = np.zeros((80, 6))
    wide[::2, ::2] = X
    wide.flags.writeable = False
    kept = X.copy()
    reference = hard_margin(X, y, intercept=True)
    for form in (X.tolist(), X.astype(np.int8), X.astype(np.float16), wide[::2, ::2], np.asfortranarray(X)):
        plane = hard_margin(form, y.tolist(), intercept=True)
        np.testing.assert_allclose(plane.w, reference.w, atol=1e-12)
        assert separable(form, y, intercept=True)
    nearest_point_of_hull(X)
    np.testing.assert_array_equal(X, kept)


GOOD = np.array([[0.0, 1.0], [1.0, 0.0]])


@pytest.mark.parametrize("function", [hard_margin, separable, novikoff_bound])
@pytest.mark.parametrize(
    ("X", "y", "error", "text"),
    [
        ([[0, 1], [1, 0], [1, 1]], [-1, 1], ValueError, "(got 3 and 2|inconsistent numbers)"),
        ([0, 1], [-1, 1], ValueError, "Reshape your data"),
        ([[0, np.nan], [1, 0]], [-1, 1], ValueError, "NaN at index"),
        ([[0, np.inf], [1, 0]], [-1, 1], ValueError, "infinity"),
        (np.empty((0, 3)), [], ValueError, "0 sample"),
        (GOOD, [0, 1], ValueError, r"must be in \{-1, 1\}; got \{0, 1\}"),
        (GOOD * 1j, [-1, 1], ValueError, "Complex data"),
        ([["a", "b"], ["c", "d"]], [-1, 1], TypeError, "could not convert"),
    ],
)
def test_bad_examples_are_refused_with_a_reason(function, X, y, error, text):
    """Each kind of bad input is named, with what came."""
    with pytest.raises(error, match=text):
        function(X, y)


def test_other_bad_arguments_are_refused_with_a_reason():
    """Zero normals, wrong lengths, one class with an offset, and counts that are no positive ints are named."""
    with pytest.raises(ValueError, match="w needs a direction"):
        margin([0, 0], 0, GOOD, [-1, 1])
    with pytest.raises(ValueError, match="w needs 2 entries"):
        margin([1, 0, 0], 0, GOOD, [-1, 1])
    with pytest.raises(ValueError, match="2 classes, got 1 class"):
        hard_margin(GOOD, [1, 1], intercept=True)
    with pytest.raises(ValueError, match="y needs shape"):
        separable(GOOD, [[[1, 1]]])
    for bad in (0, 2.5, -1, True):
        with pytest.raises(ValueError, match="must be an int"):
            cover_count(bad, 2)
        with pytest.raises(ValueError, match="must be an int"):
            cover_fraction(4, bad)
        with pytest.raises(ValueError, match="must be an int"):
            nearest_point_of_hull(GOOD, max_steps=bad)


def test_one_class_is_separable_with_an_offset_and_by_luck_without():
    """All examples in one class need no plane between them, but one through the origin may not exist."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert separable([[1.0], [-1.0]], [1, 1], intercept=True)
        assert not separable([[1.0], [-1.0]], [1, 1])
        assert not separable([[0.0, 0.0]], [1])
        assert separable([[0.0, 0.0]], [1], intercept=True)
