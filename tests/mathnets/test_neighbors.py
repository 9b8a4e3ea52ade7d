"""The nearest neighbours: found exactly, ties by the stated rule, and the errors that Cover and Hart promise."""

import itertools

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neighbors import NearestNeighbors as SklearnNeighbors

from mathnets import neighbors
from mathnets.data import digits
from mathnets.neighbors import NearestNeighbors, cover_hart_bound, nearest, neighbor_error
from tests.mutation import fails_if

GOOD = np.array([[0.0, 1.0], [1.0, 0.0]])


def by_the_book(X, Y, k):
    """Return the k nearest by exact distances, equal ones by their place."""
    distances = np.sqrt(((np.asarray(Y, float)[:, None] - np.asarray(X, float)) ** 2).sum(axis=2))
    order = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return np.take_along_axis(distances, order, axis=1), order


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_neighbors_are_those_of_scikit_learn(seed, dtype):
    """On random points, which have no ties, indices are equal and distances too, in either type of the product."""
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(200, 20)), rng.normal(size=(50, 20))
    distances, indices = nearest(X, Y, 7, dtype=dtype)
    expected = SklearnNeighbors(n_neighbors=7, algorithm="brute").fit(X).kneighbors(Y)
    np.testing.assert_array_equal(indices, expected[1])
    np.testing.assert_allclose(distances, expected[0], rtol=1e-12)
    assert distances.dtype == np.float64 and indices.dtype == np.int64


@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(1, 3), st.integers(1, 30), st.sampled_from("fd"))
@settings(max_examples=80, deadline=None)
def test_ties_go_to_the_earlier_row(seed, n, d, k, dtype):
    """On a small grid, full of ties and duplicates, neighbours come by distance and then by place."""
    rng = np.random.default_rng(seed)
    X, Y, k = rng.integers(0, 3, size=(n, d)), rng.integers(0, 3, size=(8, d)), min(k, n)
    for offset in (0.0, 0.1, 1e6):
        distances, indices = nearest(X + offset, Y + offset, k, dtype=dtype)
        expected = by_the_book(X + offset, Y + offset, k)
        np.testing.assert_array_equal(distances, expected[0])
        np.testing.assert_array_equal(indices, expected[1])


def test_near_ties_are_told_apart_by_exact_distances():
    """Distances that differ by less than the product can see are still ordered, also in float32."""
    rng = np.random.default_rng(0)
    directions = rng.normal(size=(60, 30))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    lengths = 1 + 1e-9 * rng.permutation(60)
    X = np.concatenate([directions * lengths[:, None], [[100.0] * 30]])
    for dtype in (np.float32, np.float64):
        distances, indices = nearest(X, np.zeros((1, 30)), 5, dtype=dtype)
        np.testing.assert_array_equal(indices[0], np.argsort(lengths)[:5])
        np.testing.assert_allclose(distances[0], np.sort(lengths)[:5], rtol=1e-15)


def test_blocks_do_not_change_the_result(monkeypatch):
    """However the work is divided, the same neighbours come out."""
    rng = np.random.default_rng(1)
    X, Y = rng.integers(0, 5, size=(40, 3)), rng.integers(0, 5, size=(33, 3))
    expected = nearest(X, Y, 4)
    for product, block in itertools.product((1, 200, 10**6), (1, 90, 10**6)):
        monkeypatch.setattr(neighbors, "_PRODUCT", product)
        monkeypatch.setattr(neighbors, "_BLOCK", block)
        found = nearest(X, Y, 4)
        np.testing.assert_array_equal(found[0], expected[0])
        np.testing.assert_array_equal(found[1], expected[1])


@pytest.mark.parametrize("factor", [1e-250, 1e-30, 1e30, 1e250])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_units_do_not_matter(factor, dtype):
    """Numbers whose squares leave floating point have the same neighbours, at distances in their unit."""
    rng = np.random.default_rng(2)
    X, Y = rng.normal(size=(30, 4)), rng.normal(size=(9, 4))
    distances, indices = nearest(X, Y, 3)
    scaled = nearest(factor * X, factor * Y, 3, dtype=dtype)
    np.testing.assert_array_equal(scaled[1], indices)
    np.testing.assert_allclose(scaled[0] / factor, distances, rtol=1e-12)
    assert nearest(np.zeros((2, 2)), np.zeros((1, 2)), 2)[1].tolist() == [[0, 1]]


@pytest.mark.parametrize("k", [1, 3, 5])
def test_classes_are_those_of_scikit_learn(k):
    """Predictions and shares of votes on real digits are scikit-learn's."""
    X, y = digits.load("train")
    Z, t = digits.load("test")
    X, y, Z, t = X[:2000], y[:2000], Z[:300], t[:300]
    ours = NearestNeighbors(k).fit(X, y)
    theirs = KNeighborsClassifier(k, algorithm="brute").fit(X, y)
    np.testing.assert_array_equal(ours.predict(Z), theirs.predict(Z))
    np.testing.assert_allclose(ours.predict_proba(Z), theirs.predict_proba(Z), atol=1e-15)
    assert ours.score(Z, t) > 0.85
    assert ours.n_samples_fit_ == 2000 and ours.kneighbors(Z)[1].shape == (300, k)


def test_tied_votes_go_to_the_first_class():
    """Of classes with equally many votes the first in `classes_` wins, however near the others are."""
    model = NearestNeighbors(k=2).fit([[0.0], [1.0]], ["b", "a"])
    assert model.predict([[0.1], [0.9]]).tolist() == ["a", "a"]
    assert model.predict_proba([[0.1]]).tolist() == [[0.5, 0.5]]


@fails_if("NearestNeighbors", lambda kind: lambda k: kind(k + 2))
@pytest.mark.parametrize("k", [1, 3])
def test_error_at_constant_posterior_is_that_of_cover_and_hart(k):
    """With labels that no place explains, p = 0.2, the rule errs on 0.32 (k = 1), 0.2624 (k = 3): ten seeds."""
    errors = []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        X, Z = rng.uniform(size=(4000, 1)), rng.uniform(size=(2000, 1))
        y, t = rng.uniform(size=4000) < 0.2, rng.uniform(size=2000) < 0.2
        errors.append(1 - NearestNeighbors(k).fit(X, y).score(Z, t))
    expected = neighbor_error(0.2, k)
    assert expected == pytest.approx({1: 0.32, 3: 0.2624}[k], rel=1e-12)
    error = np.std(errors, ddof=1) / np.sqrt(10)
    assert abs(np.mean(errors) - expected) < 4 * error < 0.03


def test_more_neighbors_come_nearer_to_the_best():
    """The error falls with k from 2 p (1 - p) towards min(p, 1 - p), is symmetric, and keeps Cover and Hart's bound."""
    for p in (0.0, 0.1, 0.3, 0.5, 0.8, 1.0):
        best = min(p, 1 - p)
        errors = [neighbor_error(p, k) for k in (1, 3, 5, 21, 301)]
        assert errors[0] == pytest.approx(2 * p * (1 - p)) == pytest.approx(cover_hart_bound(best))
        assert (np.diff(errors) <= 1e-15).all() and errors[-1] >= best - 1e-15
        assert errors[-1] == pytest.approx(best, abs=1e-3)
        assert neighbor_error(1 - p, 5) == pytest.approx(errors[2])


def test_bound_is_reached_and_at_most_twice_the_best():
    """It is equality at constant posteriors that are equal but for one; 0 and (K - 1) / K are fixed points."""
    for classes in (2, 3, 10):
        for best in np.linspace(0, (classes - 1) / classes, 7):
            posterior = np.array([1 - best] + (classes - 1) * [best / (classes - 1)])
            assert cover_hart_bound(best, classes) == pytest.approx(1 - np.sum(posterior**2), abs=1e-12)
            assert cover_hart_bound(best, classes) <= 2 * best
        assert cover_hart_bound((classes - 1) / classes, classes) == pytest.approx((classes - 1) / classes)


def test_bad_arguments_are_refused():
    """Numbers of neighbours, widths, types and probabilities out of range are named."""
    for k in (0, 2.5, -1, True, "1"):
        with pytest.raises(ValueError, match=r"k must be an int in the range \[1, inf\)"):
            nearest(GOOD, GOOD, k)
        with pytest.raises(ValueError, match="k must be an"):
            NearestNeighbors(k).fit(GOOD, [0, 1])
        with pytest.raises(ValueError, match="k must be an"):
            neighbor_error(0.2, k)
    with pytest.raises(ValueError, match="got k = 3 and N = 2"):
        nearest(GOOD, GOOD, 3)
    with pytest.raises(ValueError, match="got k = 5 and N = 2"):
        NearestNeighbors().fit(GOOD, [0, 1])
    with pytest.raises(ValueError, match="k must be an odd int"):
        neighbor_error(0.2, 2)
    with pytest.raises(ValueError, match="Y needs 2 features, got 1"):
        nearest(GOOD, [[1.0]])
    with pytest.raises(ValueError, match="dtype must be float64 or float32"):
        nearest(GOOD, GOOD, dtype=int)
    with pytest.raises(ValueError, match="dtype must be float64 or float32"):
        NearestNeighbors(1, dtype="int").fit(GOOD, [0, 1])
    for p in (-0.1, 1.1, np.nan):
        with pytest.raises(ValueError, match="p needs a finite number"):
            neighbor_error(p)
    with pytest.raises(ValueError, match=r"bayes_error needs a finite number at least 0 and at most 0\.5"):
        cover_hart_bound(0.6)
    with pytest.raises(ValueError, match="classes must be an int"):
        cover_hart_bound(0.1, 1)


@pytest.mark.parametrize("k", [1, 31, 1031, 5001])
def test_error_of_many_neighbours(k):
    """The binomial sum is that of scipy, however many neighbours vote."""
    q = scipy.stats.binom.sf(k // 2, k, 0.3)
    np.testing.assert_allclose(neighbor_error(0.3, k), 0.3 * (1 - q) + 0.7 * q, rtol=1e-9)
