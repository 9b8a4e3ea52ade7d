"""Dimension: closed forms, the laws of large dimensions over seeds, and agreement with SciPy and scikit-learn."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import integrate, special, stats
from scipy.spatial import distance
from sklearn.neighbors import NearestNeighbors

from mathnets import dimension
from mathnets.data import digits
from tests.mutation import fails_if

SEEDS = range(10)
NUMBER = st.floats(-1e6, 1e6, allow_subnormal=False)


# Volumes


def test_ball_volumes_of_known_dimensions():
    """A point, a segment, a disc and a ball have volumes 1, 2 r, pi r^2, 4/3 pi r^3."""
    expected = [1, 4, 4 * math.pi, 32 / 3 * math.pi]
    np.testing.assert_allclose(dimension.ball_volume(range(4), radius=2), expected, rtol=1e-14)
    assert dimension.ball_volume(3) == pytest.approx(4 / 3 * math.pi, rel=1e-14)


@fails_if("mathnets.dimension.ball_volume", lambda f: lambda D: f(np.add(D, 1)))
def test_ball_volume_peaks_at_dimension_five():
    """Among all whole dimensions the unit ball is largest at 5, with 8 pi^2 / 15 = 5.2638."""
    volumes = dimension.ball_volume(range(200))
    assert volumes.argmax() == 5
    assert volumes[5] == pytest.approx(8 * math.pi**2 / 15, rel=1e-14) == pytest.approx(5.2638, abs=1e-4)
    assert dimension.ball_share_of_cube(10) == pytest.approx(0.00249, abs=5e-6)


def test_log_volume_where_the_volume_leaves_the_floats():
    """In 5,000 dimensions the logarithm is SciPy's, while the volume itself is 0, or infinity for a large radius."""
    D = np.array([1, 10, 5000])
    expected = D / 2 * np.log(np.pi) - special.gammaln(D / 2 + 1) + D * np.log(3)
    np.testing.assert_allclose(dimension.log_ball_volume(D, radius=3), expected, rtol=1e-13)
    assert dimension.ball_volume(5000) == 0 and dimension.ball_volume(5000, radius=1e6) == np.inf


@given(st.integers(2, 300), st.floats(0.01, 100))
def test_ball_volume_recurrence(D, radius):
    """V_D(r) = V_{D-2}(r) 2 pi r^2 / D."""
    difference = dimension.log_ball_volume(D, radius) - dimension.log_ball_volume(D - 2, radius)
    assert difference == pytest.approx(math.log(2 * math.pi * radius**2 / D), abs=1e-10)


def test_shell_share_is_a_difference_of_balls():
    """The shell is the ball without the smaller one; 5 % of thickness hold 99.41 % in 100 dimensions."""
    for D in (1, 3, 20):
        balls = dimension.ball_volume(D) - dimension.ball_volume(D, radius=0.9)
        assert dimension.shell_share(D, 0.1) == pytest.approx(balls / dimension.ball_volume(D), rel=1e-13)
    assert dimension.shell_share(100, 0.05) == pytest.approx(0.9941, abs=5e-5)
    assert dimension.shell_share(1, 1e-18) == pytest.approx(1e-18, rel=1e-12)  # no cancellation


def test_covering_bound_and_edges():
    """The bound is 1 over the volume, never below one ball; a cube of 1 % of the volume has edge 0.01^(1/D)."""
    assert dimension.log_covering_bound(3, 0.2) == pytest.approx(-math.log(4 / 3 * math.pi * 0.008), rel=1e-13)
    assert dimension.log_covering_bound(2, 5.0) == 0
    np.testing.assert_allclose(dimension.neighbourhood_edge([1, 2, 10], 0.01) ** [1, 2, 10], 0.01, rtol=1e-13)


# Points drawn at random


def test_ball_points_fill_the_ball_evenly():
    """Lengths to the power D are uniform, and the mean is at the centre (Kolmogorov-Smirnov over ten seeds)."""
    p = []
    for seed in SEEDS:
        X = dimension.ball_points(1000, 7, rng=seed)
        p.append(stats.kstest(np.linalg.norm(X, axis=1) ** 7, "uniform").pvalue)
        assert np.abs(X.mean(axis=0)).max() < 5 * math.sqrt(1 / 9 / 1000)  # E x_j^2 = 1 / (D + 2)
    assert min(p) > 1e-4 and np.median(p) > 0.05


@fails_if("mathnets.dimension.shell_share", lambda f: lambda D, e: f(D - 2, e))
def test_shell_share_of_sampled_points():
    """The share of points of the ball near its surface is the formula's, within four standard errors."""
    for seed in SEEDS:
        lengths = np.linalg.norm(dimension.ball_points(2000, 20, rng=seed), axis=1)
        q = dimension.shell_share(20, 0.05)
        assert abs(np.mean(lengths > 0.95) - q) < 4 * math.sqrt(q * (1 - q) / 2000)


def test_shuffled_features_keep_the_marginals_and_lose_the_dependence():
    """Each column holds the same numbers, and two equal columns become uncorrelated."""
    for seed in SEEDS:
        x = np.random.default_rng(seed).normal(size=500)
        X = np.column_stack([x, x])
        Z = dimension.shuffled_features(X, rng=seed)
        np.testing.assert_array_equal(np.sort(Z, axis=0), np.sort(X, axis=0))
        assert abs(np.corrcoef(Z.T)[0, 1]) < 4.5 / math.sqrt(500)
        np.testing.assert_array_equal(X[:, 0], x)


# Distances


@pytest.mark.parametrize("p", [0.1, 0.5, 1, 2, 3, 7.5, np.inf])
def test_minkowski_distances_are_those_of_scipy(p):
    """For every exponent, within one set and between two, also when a block holds few rows."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(30, 5)), rng.normal(size=(17, 5))
    metric = {"metric": "chebyshev"} if p == np.inf else {"metric": "minkowski", "p": p}
    np.testing.assert_allclose(dimension.minkowski_distances(X, Y, p=p), distance.cdist(X, Y, **metric), rtol=1e-11)
    np.testing.assert_allclose(dimension.minkowski_distances(X, p=p), distance.cdist(X, X, **metric), rtol=1e-11)
    norms = distance.cdist(X, np.zeros((1, 5)), **metric)[:, 0]
    np.testing.assert_allclose(dimension.minkowski_norm(X, p), norms, rtol=1e-11)


@pytest.mark.parametrize("p", [0.5, 1, 3, 50, np.inf])
def test_minkowski_norm_where_powers_leave_the_floats(p):
    """Entries of 1e200 and 1e-200 are scaled, and a zero row has length 0."""
    np.testing.assert_allclose(dimension.minkowski_norm([[1e200, 1e200]], p), 1e200 * 2 ** (1 / p), rtol=1e-13)
    np.testing.assert_allclose(dimension.minkowski_norm([[1e-200, 1e-200]], p), 1e-200 * 2 ** (1 / p), rtol=1e-13)
    assert dimension.minkowski_norm([[0.0, 0.0]], p) == [0]


def test_blocks_change_nothing(monkeypatch):
    """With blocks of a few rows, distances, neighbours and dimensions are the same."""
    X = np.random.default_rng(0).normal(size=(61, 3))

    def everything():
        return [
            dimension.minkowski_distances(X, p=3),
            dimension.k_occurrences(X, 5),
            dimension.two_nearest_neighbours(X),
            dimension.levina_bickel(X),
            dimension.distance_spread(X),
        ]

    whole = everything()
    monkeypatch.setattr(dimension, "_BLOCK", 200)
    for a, b in zip(whole, everything(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-12)


@pytest.mark.parametrize("dtype, rtol", [(np.float64, 1e-12), (np.float32, 1e-5)])
@pytest.mark.parametrize("D", [1, 2, 30, 1000])
def test_distance_spread_is_that_of_scipys_distances(D, dtype, rtol):
    """Mean and standard deviation agree with pdist's; the extremes to 1e-12 in either precision."""
    X = np.random.default_rng(D).random((200, D))
    d = distance.pdist(X)
    found = dimension.distance_spread(X, dtype=dtype)
    assert found.nearest == pytest.approx(d.min(), rel=1e-12)
    assert found.farthest == pytest.approx(d.max(), rel=1e-12)
    assert found.mean == pytest.approx(d.mean(), rel=rtol)
    assert found.std == pytest.approx(d.std(), rel=10 * rtol)
    assert found.contrast == pytest.approx(d.max() / d.min() - 1, rel=1e-11)
    assert found.variation == pytest.approx(d.std() / d.mean(), rel=20 * rtol)


def test_distance_spread_finds_extremes_that_float32_cannot_tell_apart():
    """Distances that differ in the ninth digit alone have the extremes of pdist all the same."""
    X = np.eye(40) + 1e-9 * np.random.default_rng(0).normal(size=(40, 40))
    d = distance.pdist(X)
    found = dimension.distance_spread(X, dtype=np.float32)
    assert found.nearest == pytest.approx(d.min(), rel=1e-13) and found.farthest == pytest.approx(d.max(), rel=1e-13)


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
def test_distance_spread_scales_with_the_points(scale):
    """Points of every size have the spread of their shape."""
    found = dimension.distance_spread(scale * np.array([[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]]))
    np.testing.assert_allclose(found, np.array([5, 10, 20 / 3, math.sqrt(50 / 9)]) * scale, rtol=1e-12)


def test_distance_spread_of_equal_points():
    """Equal points have contrast infinity, and no variation if all are equal."""
    found = dimension.distance_spread([[1, 1], [1, 1], [1, 1]])
    assert found == (0, 0, 0, 0) and found.contrast == np.inf and found.variation == 0


@fails_if("mathnets.dimension.relative_contrast", lambda f: lambda X, Y: f(X[:, :2], Y[:, :2]))
def test_distances_concentrate():
    """In a cube, the relative contrast falls and the pair distance's deviation tends to sqrt(7/120), on ten seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        contrasts = []
        for D in (2, 10, 100, 1000):
            contrast = dimension.relative_contrast(rng.random((500, D)), rng.random((20, D)))
            contrasts.append(np.median(contrast))
        assert contrasts == sorted(contrasts, reverse=True)
        assert contrasts[0] > 15 and 1.5 < contrasts[1] < 5 and 0.3 < contrasts[2] < 0.6 and contrasts[3] < 0.16
        spread = dimension.distance_spread(rng.random((300, 300)))
        assert spread.std == pytest.approx(math.sqrt(7 / 120), rel=0.06)


def test_dependent_features_do_not_concentrate():
    """Points on a plane keep their contrast in 1,000 dimensions: independence is the hypothesis that matters."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        t = rng.random((300, 2))
        on_plane = dimension.distance_spread(t @ dimension.random_directions(2, 1000, rng=rng))
        assert on_plane.variation > 0.35
        assert dimension.distance_spread(rng.random((300, 1000))).variation < 0.03


def test_digits_do_not_concentrate_and_their_shuffled_pixels_do():
    """The coefficient of variation of digits is several times that of the same pixels shuffled, or of noise."""
    X = digits.load("test")[0][:1000]
    digit = dimension.distance_spread(X).variation
    for seed in SEEDS[:3]:
        shuffled = dimension.distance_spread(dimension.shuffled_features(X, rng=seed)).variation
        noise = dimension.distance_spread(np.random.default_rng(seed).random(X.shape)).variation
        assert 0.12 < digit < 0.16 and 0.03 < shuffled < 0.04 and 0.028 < noise < 0.032
        assert digit > 3 * shuffled


@fails_if("mathnets.dimension.norm_gap", lambda f: lambda D, p: f(D, p + 1))
@pytest.mark.parametrize("p", [1, 2, 3])
def test_norm_gap_is_measured(p):
    """The mean gap of 2,000 pairs of lengths is the formula's at 50 and 800 dimensions, hence the slope 1/p - 1/2."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        measured = []
        for D in (50, 800):
            lengths = dimension.minkowski_norm(rng.random((4000, D)), p).reshape(2, -1)
            measured.append(np.abs(lengths[0] - lengths[1]).mean())
        np.testing.assert_allclose(measured, dimension.norm_gap([50, 800], p), rtol=0.08)
        assert np.diff(np.log(measured)) / math.log(16) == pytest.approx(1 / p - 0.5, abs=0.04)


# Angles


@fails_if("mathnets.dimension.random_directions", lambda f: lambda N, D, rng: f(N, D - 9, rng=rng))
def test_cosines_of_random_directions():
    """Their mean is 0, their standard deviation 1 / sqrt(D), on ten seeds."""
    for seed in SEEDS:
        cosines = dimension.pair_cosines(dimension.random_directions(300, 100, rng=seed))
        assert len(cosines) == 300 * 299 / 2
        assert cosines.mean() == pytest.approx(0, abs=3e-3)
        assert cosines.std() == pytest.approx(0.1, rel=0.02)


def test_pair_cosines_are_those_of_scipy():
    """One minus SciPy's cosine distance, pair for pair, whatever the lengths."""
    X = np.random.default_rng(0).normal(size=(20, 4))
    lengths = np.logspace(-200, 200, 20)[:, None]
    np.testing.assert_allclose(dimension.pair_cosines(X * lengths), 1 - distance.pdist(X, "cosine"), atol=1e-14)


@pytest.mark.parametrize("seed", range(10))
def test_no_directions_are_below_the_welch_bound(seed):
    """Neither the largest cosine of random directions nor their root mean square; the corners of a simplex meet it."""
    rng = np.random.default_rng(seed)
    D = int(rng.integers(2, 20))
    N = D + int(rng.integers(1, 30))
    cosines = dimension.pair_cosines(rng.normal(size=(N, D)))
    bound = dimension.welch_bound(N, D)
    assert np.sqrt(np.mean(cosines**2)) >= bound
    assert np.abs(cosines).max() >= bound
    simplex = np.linalg.qr(np.eye(D + 1) - 1 / (D + 1))[0][:, :D]  # its rows are the corners
    corners = np.abs(dimension.pair_cosines(simplex))
    np.testing.assert_allclose(corners, dimension.welch_bound(D + 1, D), atol=1e-12)


def test_the_welch_bound_is_zero_without_a_crowd():
    """As many directions as dimensions can be perpendicular."""
    assert dimension.welch_bound(7, 7) == 0 == dimension.welch_bound(2, 7)


@pytest.mark.parametrize("D", [2, 3, 4, 50])
def test_cosine_density_is_a_density_of_variance_one_over_d(D):
    """It integrates to 1, and the square of the cosine to 1 / D."""

    def whole(power):  # by substitution, since at D = 2 the density is infinite at the ends
        angles = (np.arange(20000) + 0.5) / 20000 * np.pi
        values = dimension.cosine_density(np.cos(angles), D) * np.sin(angles) * np.cos(angles) ** power
        return values.mean() * np.pi

    assert whole(0) == pytest.approx(1, rel=1e-6)
    assert whole(2) == pytest.approx(1 / D, rel=1e-6)
    if D > 2:
        assert integrate.quad(dimension.cosine_density, -0.5, 0.7, args=(D,))[0] == pytest.approx(
            np.diff(stats.beta.cdf([0.25, 0.85], (D - 1) / 2, (D - 1) / 2))[0], rel=1e-9
        )


# Neighbours


@settings(max_examples=30, deadline=None)
@given(hnp.arrays(np.float64, st.tuples(st.integers(2, 12), st.integers(1, 3)), elements=st.integers(-3, 3)), st.data())
def test_k_occurrences_with_ties(X, data):
    """On a grid full of ties: the k first of the others by (distance, row), counted one by one."""
    k = data.draw(st.integers(1, len(X) - 1))
    counts = np.zeros(len(X), int)
    for i, x in enumerate(X):
        others = sorted((int(((x - z) ** 2).sum()), j) for j, z in enumerate(X) if j != i)
        for _, j in others[:k]:
            counts[j] += 1
    np.testing.assert_array_equal(dimension.k_occurrences(X, k), counts)


def test_k_occurrences_are_those_of_scikit_learn():
    """Without ties, the counts of scikit-learn's neighbours."""
    X = np.random.default_rng(0).normal(size=(400, 6))
    rows = NearestNeighbors(n_neighbors=7).fit(X).kneighbors(return_distance=False)
    np.testing.assert_array_equal(dimension.k_occurrences(X, 7), np.bincount(rows.ravel(), minlength=400))


@fails_if("mathnets.dimension.k_occurrences", lambda f: lambda X, k: f(X[:, :3], k))
def test_hubs_appear_as_the_dimension_grows():
    """The skewness of N_10 of normal points rises from about 0 at D = 3 to over 2 at D = 100, on ten seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        skews = [dimension.skewness(dimension.k_occurrences(rng.normal(size=(800, D)), 10)) for D in (3, 20, 100)]
        assert -0.7 < skews[0] < 0.3 and 1 < skews[1] < 5 and skews[2] > 2.2
        assert skews == sorted(skews)


@given(hnp.arrays(np.float64, st.integers(1, 20), elements=st.integers(-1000, 1000)))
def test_skewness_is_that_of_scipy(values):
    """SciPy's biased skewness; 0 where all values are equal; odd under reflection."""
    expected = stats.skew(values) if np.ptp(values) else 0.0
    assert dimension.skewness(values) == pytest.approx(expected, abs=1e-9)
    assert dimension.skewness(-values) == pytest.approx(-expected, abs=1e-9)


def test_skewness_of_huge_and_tiny_numbers():
    """Cubes that would leave the floats are scaled."""
    for scale in (1e-300, 1e300):
        assert dimension.skewness(scale * np.array([0, 0, 0, 1.0])) == pytest.approx(2 / math.sqrt(3), rel=1e-12)


# The dimension of data


def sphere(seed, D, N=1500):
    """Points of a D-dimensional sphere, which has no boundary, turned into a space of 12 dimensions."""
    rng = np.random.default_rng(seed)
    frame = np.linalg.qr(rng.normal(size=(12, D + 1)))[0]
    return dimension.random_directions(N, D + 1, rng=rng) @ frame.T


@pytest.mark.parametrize("D, bias", [(1, 0.03), (2, 0.05), (4, 0.2)])
def test_dimension_of_spheres(D, bias):
    """Both estimators find the dimension of a sphere; over ten seeds the interval holds it at least 7 times."""
    found = [dimension.two_nearest_neighbours(sphere(seed, D)) for seed in SEEDS]
    assert np.mean([one.estimate for one in found]) == pytest.approx(D, abs=bias)
    assert sum(one.low < D < one.high for one in found) >= 7
    assert all(one.low < one.estimate < one.high and one.examples == 1500 for one in found)
    assert np.mean([dimension.levina_bickel(sphere(seed, D)) for seed in SEEDS]) == pytest.approx(D, rel=0.07)


def test_two_nearest_neighbours_agrees_with_the_line_of_the_paper():
    """The slope of -log(1 - F) against log mu without the largest tenth, which Facco et al. fit, is within 8 %."""
    for seed in SEEDS:
        X = sphere(seed, 3)
        d, _ = NearestNeighbors(n_neighbors=2).fit(X).kneighbors()
        x = np.sort(np.log(d[:, 1] / d[:, 0]))[:1350]
        y = -np.log(1 - np.arange(1350) / 1500)
        assert dimension.two_nearest_neighbours(X).estimate == pytest.approx(x @ y / (x @ x), rel=0.08)


def test_two_nearest_neighbours_interval_is_the_exact_one_to_three_digits():
    """Against SciPy's quantiles of chi-squared, with and without censoring."""
    X = sphere(0, 3, N=200)
    d, _ = NearestNeighbors(n_neighbors=2).fit(X).kneighbors()
    logs = np.sort(np.log(d[:, 1] / d[:, 0]))
    for discard, kept in ((0, 200), (0.25, 150)):
        total = logs[:kept].sum() + (200 - kept) * logs[kept - 1]
        found = dimension.two_nearest_neighbours(X, discard=discard, confidence=0.9)
        assert found.estimate == pytest.approx((kept - 1) / total, rel=1e-9)
        expected = stats.chi2.ppf([0.05, 0.95], 2 * kept) / (2 * total)
        np.testing.assert_allclose([found.low, found.high], expected, rtol=1e-3)


def test_levina_bickel_by_its_formula():
    """The inverse is the mean of log T_k / T_j over points and neighbours found by scikit-learn."""
    X = sphere(1, 3, N=300)
    d, _ = NearestNeighbors(n_neighbors=6).fit(X).kneighbors()
    expected = 1 / np.mean([[math.log(row[-1] / t) for t in row[:-1]] for row in d])
    assert dimension.levina_bickel(X, 6) == pytest.approx(expected, rel=1e-9)


def test_dimension_ignores_copies_scale_and_extra_features():
    """Repeated points, another unit and constant columns change nothing."""
    X = sphere(0, 2, N=300)
    once = dimension.two_nearest_neighbours(X)
    again = dimension.two_nearest_neighbours(np.column_stack([1e3 * np.vstack([X, X[:50]]), np.ones(350)]))
    np.testing.assert_allclose(again, once, rtol=1e-6)


def test_two_nearest_neighbours_underestimates_high_dimensions():
    """The hypothesis of constant density fails in a cube of 20 dimensions: 1,000 points look like fewer than 17."""
    for seed in SEEDS:
        found = dimension.two_nearest_neighbours(np.random.default_rng(seed).random((1000, 20)))
        assert found.estimate < 17 and found.high < 20


# Bad input

GRID = np.argwhere(np.ones((4, 4)))
BAD = {
    "D, negative": (
        lambda: dimension.ball_volume(-1),
        r"D must be an int in the range \[0, 9007199254740992\], got -1",
    ),
    "D, fraction": (lambda: dimension.log_ball_volume(2.5), "D must be an int"),
    "D, list": (lambda: dimension.log_ball_volume([1, -2]), "D needs whole numbers from 0 to 2.*, got -2"),
    "D, fractions": (lambda: dimension.ball_volume([1.5]), "D needs whole numbers from 0 to 2.*, got 1.5"),
    "radius": (lambda: dimension.ball_volume(2, radius=0), "radius needs a finite number above 0, got 0"),
    "thickness": (lambda: dimension.shell_share(2, 1), "thickness needs a finite number at least 0 and below 1"),
    "share": (lambda: dimension.neighbourhood_edge(2, 0), "share needs a finite number above 0"),
    "edge, D": (lambda: dimension.neighbourhood_edge(0, 0.5), r"D must be an int in the range \[1"),
    "directions": (lambda: dimension.random_directions(0, 2, rng=0), "N must be an int"),
    "ball points": (lambda: dimension.ball_points(1, 0, rng=0), "D must be an int"),
    "p, small": (lambda: dimension.minkowski_norm([[1]], 0.01), "p needs a finite number at least 0.1, got 0.01"),
    "p, NaN": (lambda: dimension.minkowski_norm([[1]], np.nan), "p needs a finite number at least 0.1, got nan"),
    "p, gap": (lambda: dimension.norm_gap(2, np.inf), "p needs a finite number"),
    "width": (lambda: dimension.minkowski_distances([[1, 2]], [[1]], p=1), "Y needs 2 features, got 1"),
    "two points": (lambda: dimension.distance_spread([[1], [2]]), r"X needs at least 3 row\(s\), got 2"),
    "dtype": (lambda: dimension.distance_spread(GRID, dtype=int), "dtype must be float64 or float32"),
    "query in X": (
        lambda: dimension.relative_contrast([[0, 0], [1, 1]], [[2, 0], [1, 1]]),
        "queries need to differ from the points of X, got one equal to a point, row 1",
    ),
    "query, width": (lambda: dimension.relative_contrast([[0, 0]], [[1]]), "queries needs 2 features, got 1"),
    "zero row": (lambda: dimension.pair_cosines([[1, 0], [0, 0]]), "X needs rows of a length above 0.*row 1"),
    "cosine": (lambda: dimension.cosine_density([0, -1], 3), "t needs cosines above -1 and below 1, got -1"),
    "cosine, D": (lambda: dimension.cosine_density(0, 1), r"D must be an int in the range \[2"),
    "welch, N": (lambda: dimension.welch_bound(1, 2), r"N must be an int in the range \[2"),
    "welch, D": (lambda: dimension.welch_bound(3, 0), r"D must be an int in the range \[1"),
    "k": (lambda: dimension.k_occurrences([[1], [2]], 2), r"k must be an int in the range \[1, 1\], got 2"),
    "skewness": (lambda: dimension.skewness([[1]]), r"values needs shape \(D,\)"),
    "copies": (
        lambda: dimension.two_nearest_neighbours(np.ones((9, 2))),
        "X needs at least 4 different points, got 1",
    ),
    "grid": (lambda: dimension.two_nearest_neighbours(GRID), "X needs second neighbours farther than the first"),
    "discard": (lambda: dimension.two_nearest_neighbours(GRID, discard=1), "discard needs a finite number"),
    "confidence": (lambda: dimension.two_nearest_neighbours(GRID, confidence=1), "confidence needs a finite number"),
    "levina, k": (lambda: dimension.levina_bickel(GRID, 1), r"k must be an int in the range \[2"),
    "levina, few": (lambda: dimension.levina_bickel(GRID, 16), "X needs at least 17 different points, got 16"),
    "levina, grid": (lambda: dimension.levina_bickel(GRID, 2), "X needs neighbours at different distances"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named(case):
    """Every wrong shape, count and value raises ValueError with the argument, what was needed and what came."""
    call, message = BAD[case]
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "; " in str(caught.value)


def test_rng_is_explicit():
    """A seed or a Generator, and the same seed gives the same points."""
    for call in (dimension.random_directions, dimension.ball_points):
        np.testing.assert_array_equal(call(3, 2, rng=5), call(3, 2, rng=np.random.default_rng(5)))
        with pytest.raises(TypeError, match="rng needs a numpy Generator"):
            call(3, 2, rng=None)
    with pytest.raises(TypeError, match="rng needs a numpy Generator"):
        dimension.shuffled_features([[1]], rng="0")


def test_lists_float32_and_strided_arrays_give_the_same_and_are_not_changed():
    """Integer lists, float32, Fortran order, strides and read-only arrays are read and never written."""
    X = np.random.default_rng(0).integers(-50, 50, size=(24, 3)).astype(float)
    X.flags.writeable = False
    forms = [X, X.tolist(), X.astype(np.float32), np.asfortranarray(X), np.repeat(X, 2, axis=0)[::2]]
    calls = [
        dimension.distance_spread,
        lambda A: dimension.minkowski_distances(A, p=3),
        lambda A: dimension.pair_cosines(A),
        lambda A: dimension.k_occurrences(A, 3),
        dimension.two_nearest_neighbours,
    ]
    for call in calls:
        for form in forms:
            np.testing.assert_allclose(call(form), call(X), rtol=1e-12)


def test_spread_in_single_precision_holds_for_many_points():
    """The variance of millions of squares is summed in double precision."""
    X = np.random.default_rng(0).normal(size=(4000, 3))
    one, two = dimension.distance_spread(X, dtype=np.float32), dimension.distance_spread(X)
    np.testing.assert_allclose([one.mean, one.std], [two.mean, two.std], rtol=1e-5)


@pytest.mark.parametrize("common", [0.0, 1e15, 2.0**53 - 4])
def test_skewness_does_not_see_what_all_have_in_common(common):
    """Three numbers keep their skewness wherever they lie."""
    np.testing.assert_allclose(dimension.skewness(common + np.array([0.0, 0, 1])), 2**-0.5, rtol=1e-12)


@pytest.mark.parametrize("D", [10**4, 3 * 10**4, 10**9, 10**12, 2**53])
def test_density_of_cosines_at_zero_in_many_dimensions(D):
    """At a right angle the density is the root of D / 2 pi, but for 3/(4 D) of it."""
    expected = math.sqrt(D / (2 * math.pi)) * (1 - 3 / (4 * D))
    np.testing.assert_allclose(dimension.cosine_density(0.0, D), expected, rtol=1e-7)
