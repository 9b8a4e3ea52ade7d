"""The toy sets: each lies where its formula says, in the numbers it says, and depends on nothing but its seed."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.datasets import make_circles, make_moons

from mathnets.data import toys
from mathnets.margins import separable

TOYS = [toys.moons, toys.circles, toys.xor, toys.spirals, toys.blobs]
SIGNED = TOYS[:-1]


@pytest.mark.parametrize("make", TOYS)
@given(n=st.integers(4, 60), seed=st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_classes_are_equal_in_number(make, n, seed):
    """There are n points in the plane, finite, and two classes' counts differ by at most one."""
    X, y = make(n, rng=seed)
    assert X.shape == (n, 2) and X.dtype == np.float64 and np.isfinite(X).all()
    assert y.shape == (n,) and y.dtype == np.int64
    counts = [int(np.sum(y == c)) for c in ((0, 1) if make is toys.blobs else (-1, 1))]
    assert sum(counts) == n and 0 <= counts[0] - counts[1] <= (2 if make is toys.xor else 1)


@pytest.mark.parametrize("make", TOYS)
def test_only_the_seed_decides(make):
    """Equal seeds, as number or Generator, give equal sets; others give other ones; a Generator moves on."""
    first, again, other = make(30, rng=5), make(30, rng=np.random.default_rng(5)), make(30, rng=6)
    np.testing.assert_array_equal(first[0], again[0])
    np.testing.assert_array_equal(first[1], again[1])
    assert not np.array_equal(first[0], other[0])
    rng = np.random.default_rng(5)
    assert not np.array_equal(make(30, rng=rng)[0], make(30, rng=rng)[0])


@pytest.mark.parametrize("make", TOYS)
def test_labels_come_in_random_order(make):
    """Neither class comes first: on 10 seeds the first half of the labels is never one class."""
    for seed in range(10):
        _, y = make(40, rng=seed)
        assert len(np.unique(y[:20])) == 2
    assert any(make(40, rng=seed)[1][0] != make(40, rng=0)[1][0] for seed in range(1, 10))


def rows(X, y):
    """The points with their labels as a set, rounded."""
    return {(*np.round(x + 0.0, 9).tolist(), int(c)) for x, c in zip(X + 0.0, y, strict=True)}


@pytest.mark.parametrize("n", [6, 50, 51])
def test_moons_and_circles_are_those_of_scikit_learn(n):
    """Without noise they are scikit-learn's points, whose outer class is our -1 (it gives an odd point to class 1)."""
    X, y = make_moons((n - n // 2, n // 2))
    assert rows(*toys.moons(n, noise=0, rng=0)) == rows(X, 2 * y - 1)
    X, y = make_circles((n - n // 2, n // 2), factor=0.3)
    assert rows(*toys.circles(n, noise=0, inner=0.3, rng=0)) == rows(X, 2 * y - 1)


def test_circles_are_parted_by_the_sum_of_squares_alone():
    """No line parts the rings; with x1^2 + x2^2 as a third coordinate a plane does."""
    for seed in range(10):
        X, y = toys.circles(60, noise=0.05, rng=seed)
        assert not separable(X, y, intercept=True)
        assert separable(np.column_stack([X, np.sum(X**2, axis=1)]), y, intercept=True)


def test_xor_labels_opposite_corners_alike():
    """Without noise the label is minus the product of the coordinates; the product parts what no line does."""
    X, y = toys.xor(41, noise=0, rng=0)
    np.testing.assert_array_equal(y, -X[:, 0] * X[:, 1])
    assert len(np.unique(X, axis=0)) == 4
    X, y = toys.xor(200, noise=0.2, rng=1)
    assert not separable(X, y, intercept=True)
    assert np.mean(y == -np.sign(X[:, 0] * X[:, 1])) > 0.99


@pytest.mark.parametrize("turns", [0.5, 1.5, 3])
def test_spirals_wind_by_the_radius(turns):
    """At radius r the first arm has turned by r times `turns`; the second is the first turned by half a turn."""
    X, y = toys.spirals(101, noise=0, turns=turns, rng=0)
    X = np.where(y[:, None] == 1, -X, X)
    r, t = np.hypot(*X.T), np.arctan2(*X.T[::-1])
    np.testing.assert_allclose(np.cos(t - 2 * np.pi * turns * r), 1, atol=1e-12)
    assert r.max() == pytest.approx(1)
    even, _ = toys.spirals(100, noise=0, turns=turns, rng=0)
    np.testing.assert_allclose(even.sum(axis=0), 0, atol=1e-9)


@pytest.mark.parametrize("make", SIGNED)
def test_noise_has_the_deviation_that_it_says(make):
    """The displacement from the noiseless set has the standard deviation `noise` (2,000 points: within 5 %)."""
    for seed in range(10):
        clean, noisy = (make(1000, noise=noise, rng=seed)[0] for noise in (0, 0.3))
        assert (noisy - clean).std() == pytest.approx(0.3, rel=0.08)  # standard error 0.3 / sqrt(4000): 1.6 %
        assert abs((noisy - clean).mean()) < 5 * 0.3 / np.sqrt(2000)


def test_blobs_stand_about_their_centers():
    """Class c has mean c-th center and its own spread, in any dimension."""
    centers, spread = np.array([[0.0, 0.0, 9.0], [5.0, 0.0, 0.0], [0.0, -5.0, 2.0]]), np.array([0.1, 1.0, 2.0])
    for seed in range(10):
        X, y = toys.blobs(3001, centers=centers, spread=spread, rng=seed)
        assert X.shape == (3001, 3) and np.bincount(y).tolist() == [1001, 1000, 1000]
        for c in range(3):
            own = X[y == c] - centers[c]
            assert own.std() == pytest.approx(spread[c], rel=0.08)
            assert np.abs(own.mean(axis=0)).max() < 5 * spread[c] / np.sqrt(1000)


@pytest.mark.parametrize("make", TOYS)
def test_bad_arguments_are_refused(make):
    """Too few points, negative noise, and chance from nowhere are named."""
    for n in (1, 0, 2.5, True, "9"):
        with pytest.raises(ValueError, match=r"n must be an int in the range \[[24], inf\), got"):
            make(n, rng=0)
    for rng in (None, 1.5, np.random, -1):
        with pytest.raises(TypeError, match="rng needs a numpy Generator or a seed"):
            make(10, rng=rng)
    name = "spread" if make is toys.blobs else "noise"
    with pytest.raises(ValueError, match=f"{name} needs .*at least 0"):
        make(10, rng=0, **{name: -0.1})
    with pytest.raises(ValueError, match=f"{name} needs"):
        make(10, rng=0, **{name: np.nan})
    assert inspect.signature(make).parameters["rng"].default is inspect.Parameter.empty


def test_bad_shapes_are_refused():
    """Radii, turns, centers and spreads out of range are named."""
    for inner in (0, 1, -0.5):
        with pytest.raises(ValueError, match="inner needs a finite number above 0 and below 1"):
            toys.circles(10, inner=inner, rng=0)
    with pytest.raises(ValueError, match="turns needs a finite number above 0"):
        toys.spirals(10, turns=0, rng=0)
    with pytest.raises(ValueError, match="centers needs shape"):
        toys.blobs(10, centers=[1.0, 2.0], rng=0)
    for spread in ([0.1, 0.2, 0.3], [[0.1, 0.2]]):
        with pytest.raises(ValueError, match="spread needs numbers of at least 0, one or 2"):
            toys.blobs(10, spread=spread, rng=0)
    with pytest.raises(ValueError, match=r"n must be an int in the range \[3, inf\)"):
        toys.blobs(2, centers=np.eye(3), rng=0)
