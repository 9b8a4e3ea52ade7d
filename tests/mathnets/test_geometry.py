"""Geometry: closed forms, invariants, and agreement with SciPy and scikit-learn."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.spatial import distance
from scipy.stats import special_ortho_group
from sklearn.decomposition import PCA as PeerPCA

from mathnets import geometry
from mathnets.data import digits
from mathnets.inputs import NotFittedError

SEEDS = range(10)
EPS = np.finfo(float).eps
NUMBER = st.floats(-1e6, 1e6, allow_subnormal=False)


def vectors(count, **options):
    """A strategy: `count` vectors of one dimension, 1 to 6."""
    return st.integers(1, 6).flatmap(lambda D: hnp.arrays(np.float64, (count, D), elements=NUMBER, **options))


def exact_distances(X, Y):
    """Distances by subtraction, in the widest floats there are."""
    X, Y = X.astype(np.longdouble), Y.astype(np.longdouble)
    return np.sqrt(np.array([((x - Y) ** 2).sum(axis=1) for x in X]))


# Lengths and angles


def test_dot_and_norm_of_known_vectors():
    """(3, 4) has length 5, and (1, 2) . (3, 4) = 11; for rows, one number a row."""
    assert geometry.dot([1, 2], [3, 4]) == 11
    assert geometry.norm([3, 4]) == 5 and geometry.norm([-7]) == 7 and geometry.norm([0, 0]) == 0
    np.testing.assert_array_equal(geometry.norm([[3, 4], [0, 0], [5, 12]]), [5, 0, 13])
    np.testing.assert_array_equal(geometry.dot([[1, 0], [0, 1]], [[2, 3], [4, 5]]), [2, 5])
    np.testing.assert_array_equal(geometry.dot([[1, 0], [0, 1]], [2, 3]), geometry.dot([2, 3], [[1, 0], [0, 1]]))


@pytest.mark.parametrize("exponent", [-1074, -1060, -700, -500, 0, 500, 700, 1020])
def test_norm_where_squares_leave_the_floats(exponent):
    """Scaled by a power of two, even a subnormal one, the length scales exactly; rows do not disturb each other."""
    v = np.array([48.0, -55.0]) if exponent < 0 else np.array([3.0, -4.0])
    length = 73.0 if exponent < 0 else 5.0
    scaled = np.ldexp(v, exponent)
    assert geometry.norm(scaled) == np.ldexp(length, exponent)
    np.testing.assert_array_equal(geometry.norm([scaled, v, 0 * v]), [np.ldexp(length, exponent), length, 0])


@given(vectors(2))
def test_cauchy_schwarz(ab):
    """|a . b| <= |a| |b|, with equality where b is a multiple of a."""
    a, b = ab
    lengths = geometry.norm(a) * geometry.norm(b)
    assert abs(geometry.dot(a, b)) <= lengths * (1 + 10 * EPS) + 1e-300
    assert geometry.dot(a, -3 * a) == pytest.approx(-3 * geometry.norm(a) ** 2, rel=1e-14, abs=1e-300)


@given(vectors(2))
def test_triangle_inequality_of_the_norm(ab):
    """|a + b| <= |a| + |b|."""
    a, b = ab
    assert geometry.norm(a + b) <= (geometry.norm(a) + geometry.norm(b)) * (1 + 10 * EPS)


@pytest.mark.parametrize("theta", [1e-300, 1e-200, 1e-16, 1e-9, 1e-4, 0.1, 1.0, np.pi / 2, 3.0])
def test_angle_keeps_its_digits(theta):
    """Between (1, 0) and (cos t, sin t) it is t to the last digits, also where the arc cosine would give 0."""
    a, b = np.array([1.0, 0.0]), np.array([np.cos(theta), np.sin(theta)])
    assert geometry.angle(a, b) == pytest.approx(theta, rel=4 * EPS)
    assert geometry.angle(a, -b) == pytest.approx(np.pi - theta, rel=4 * EPS)
    assert geometry.angle(5e200 * a, 3e-200 * b) == pytest.approx(theta, rel=4 * EPS, abs=2 * EPS)
    assert geometry.cosine(a, b) == pytest.approx(np.cos(theta), abs=4 * EPS)
    if theta == 1e-9:
        assert np.arccos(geometry.cosine(a, b)) == 0  # what the stable form avoids


def test_angle_near_a_straight_angle():
    """A nearly opposite direction keeps the digits of what is missing to pi."""
    assert np.pi - geometry.angle([1, 0], [-1, 1e-7]) == pytest.approx(1e-7, rel=1e-8)


def test_angles_of_a_direction_with_itself():
    """Every multiple of a vector is at the angle 0 or pi from it, at 50 random directions, up to one rounding."""
    for seed in range(50):
        a = np.random.default_rng(seed).normal(size=7)
        for factor in (1, 2, 3, 1e-200, 1e200):
            assert geometry.angle(a, factor * a) <= 4 * EPS
            assert geometry.angle(a, -factor * a) == pytest.approx(np.pi, abs=4 * EPS)
            assert -1 <= geometry.cosine(a, factor * a) <= 1


def test_cosine_against_scipy():
    """It is one minus SciPy's cosine distance, for rows too."""
    for seed in SEEDS:
        A, B = np.random.default_rng(seed).normal(size=(2, 20, 5))
        expected = [1 - distance.cosine(a, b) for a, b in zip(A, B, strict=True)]
        np.testing.assert_allclose(geometry.cosine(A, B), expected, atol=1e-14)
        np.testing.assert_allclose(geometry.angle(A, B), np.arccos(expected), atol=1e-13)
        np.testing.assert_allclose(geometry.cosine(A[0], B), [1 - distance.cosine(A[0], b) for b in B], atol=1e-14)


# Projections and lines


@given(vectors(2))
def test_pythagoras_for_the_two_parts(xd):
    """Projection and rejection add up to the point, are orthogonal, and their squares add up to its square."""
    x, direction = xd
    if not direction.any():
        direction[0] = 1
    along, across = geometry.project(x, direction), geometry.reject(x, direction)
    size = geometry.norm(x)
    assert geometry.norm(along + across - x) <= 4 * EPS * size
    assert geometry.norm(geometry.project(across, direction)) <= 20 * EPS * size
    assert np.hypot(geometry.norm(along), geometry.norm(across)) == pytest.approx(size, rel=1e-13, abs=1e-320)
    np.testing.assert_allclose(geometry.project(along, direction), along, atol=20 * EPS * size)


def test_projections_of_known_points():
    """On the first axis (3, 4) leaves (3, 0) and (0, 4), whatever the direction's length and sign; so do rows."""
    for direction in ([1, 0], [-2, 0], [1e-200, 0], [1e200, 0]):
        np.testing.assert_array_equal(geometry.project([3, 4], direction), [3, 0])
        np.testing.assert_array_equal(geometry.reject([[3, 4], [5, 6]], direction), [[0, 4], [0, 6]])
    np.testing.assert_allclose(geometry.project([[1, 0], [0, 2]], [1, 1]), [[0.5, 0.5], [1, 1]])


def test_the_projection_is_the_nearest_point_of_the_line():
    """No other multiple of the direction is nearer to the point, over ten seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x, direction = rng.normal(size=(2, 4))
        best = geometry.norm(geometry.reject(x, direction))
        assert best <= geometry.norm(x - rng.normal(size=(1000, 1)) * direction).min()


def test_the_straight_line_between_two_points():
    """t = 0 and 1 are the ends exactly, a half is the middle, equal steps are equally long, and outside lies beyond."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 6))
    np.testing.assert_array_equal(geometry.interpolate(a, b, [0, 1]), [a, b])
    np.testing.assert_allclose(geometry.interpolate(a, b, 0.5), (a + b) / 2, rtol=1e-15)
    line = geometry.interpolate(a, b, np.linspace(-1, 2, 13))
    assert line.shape == (13, 6)
    np.testing.assert_allclose(geometry.norm(np.diff(line, axis=0)), geometry.norm(b - a) / 4, rtol=1e-13)
    np.testing.assert_allclose(line[0], 2 * a - b)
    assert geometry.interpolate(a, b, 0.5).shape == (6,)


# Distances


@pytest.mark.parametrize("D", [1, 2, 3, 10, 100, 2000])
def test_distances_are_exact_to_twelve_digits(D):
    """Uniform points, ten seeds: every distance agrees with subtraction in wider floats, and the set with SciPy's."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X, Y = rng.random((40, D)), rng.random((30, D))
        np.testing.assert_allclose(geometry.distances(X, Y), exact_distances(X, Y).astype(float), rtol=1e-12)
        np.testing.assert_allclose(geometry.distances(X, Y), distance.cdist(X, Y), rtol=1e-12)
        np.testing.assert_allclose(geometry.distances(X), distance.squareform(distance.pdist(X)), rtol=1e-12)


HARD = {
    "far from the origin": lambda rng: 1e8 + rng.random((60, 5)),
    "tight clusters far apart": lambda rng: (
        np.repeat(1e3 * rng.normal(size=(6, 20)), 10, 0) + 1e-6 * rng.normal(size=(60, 20))
    ),
    "one outlier": lambda rng: np.vstack([rng.normal(size=(59, 10)), np.full((1, 10), 1e7)]),
    "tiny": lambda rng: 1e-200 * rng.normal(size=(60, 3)),
    "squares that keep few digits": lambda rng: 1e-158 * rng.normal(size=(60, 3)),
    "huge": lambda rng: 1e200 * rng.normal(size=(60, 3)),
    "near the largest float": lambda rng: 1e307 * rng.uniform(-1, 1, size=(60, 3)),
    "all scales at once": lambda rng: rng.normal(size=(60, 3)) * 10.0 ** rng.integers(-150, 150, size=(60, 1)),
}


@pytest.mark.parametrize("kind", HARD)
def test_distances_where_the_product_form_fails(kind):
    """Cancellation, underflow and overflow cost no digits: twelve agree, for ten seeds of each hard case."""
    for seed in SEEDS:
        X = HARD[kind](np.random.default_rng(seed))
        scale = np.ldexp(1.0, int(np.frexp(np.abs(X).max())[1]))  # brings the check into the range of the floats
        expected = exact_distances(X / scale, X / scale).astype(float) * scale
        np.testing.assert_allclose(geometry.distances(X), expected, rtol=1e-12, atol=0)


def test_many_pairs_where_the_product_form_fails():
    """Two clusters of 50 points each in 400 dimensions, 1e-9 wide: all near pairs keep twelve digits, in any number."""
    rng = np.random.default_rng(0)
    X = np.repeat(rng.normal(size=(2, 400)), 50, axis=0) + 1e-9 * rng.normal(size=(100, 400))
    np.testing.assert_allclose(geometry.distances(X), exact_distances(X, X).astype(float), rtol=1e-12)


@pytest.mark.parametrize(("D", "share"), [(2, 0.04), (20, 0.001), (400, 0.001)])
def test_the_matrix_product_does_nearly_all_the_work(monkeypatch, D, share):
    """Of pairs of 100 points far from the origin few are computed directly: they are centred; the diagonal is known."""
    pairs, correct = [], geometry._correct

    def counting(block, flat, X, Y):
        pairs.append(len(flat))
        correct(block, flat, X, Y)

    monkeypatch.setattr(geometry, "_correct", counting)
    geometry.distances(1e3 + np.random.default_rng(0).normal(size=(100, D)))
    assert sum(pairs) / 100**2 <= share


def test_the_extremes_of_two_dimensional_points():
    """With 1,000 points in the plane the smallest and the largest distance agree with exact fractions to 1e-12."""
    X = np.random.default_rng(0).random((1000, 2))
    D = geometry.distances(X)
    np.fill_diagonal(D, np.nan)
    for i, j in (np.unravel_index(np.nanargmin(D), D.shape), np.unravel_index(np.nanargmax(D), D.shape)):
        squared = sum((Fraction(a) - Fraction(b)) ** 2 for a, b in zip(X[i].tolist(), X[j].tolist(), strict=True))
        assert D[i, j] ** 2 == pytest.approx(float(squared), rel=1e-12)
    assert np.nanmin(D) == distance.pdist(X).min()


def test_equal_rows_are_exactly_zero_apart():
    """Also where the rows are large, repeated, or in two sets; and only equal rows are."""
    for seed in SEEDS:
        X = 1e3 + np.random.default_rng(seed).normal(size=(30, 50))
        twice = np.vstack([X, X])
        D = geometry.distances(twice, X)
        same = np.vstack([np.eye(30), np.eye(30)]) == 1
        assert (D[same] == 0).all() and (D[~same] > 0).all()
        assert (np.diag(geometry.distances(X)) == 0).all()
    nearly = np.array([[1.0, 1.0], [1.0, np.nextafter(1, 2)]])
    assert geometry.distances(nearly)[0, 1] == EPS


@settings(max_examples=50)
@given(vectors(5))
def test_distances_are_a_metric(X):
    """At least 0, symmetric to the last bit, 0 on the diagonal, and no detour is shorter."""
    D = geometry.distances(X)
    assert (D >= 0).all() and (D == D.T).all() and (np.diag(D) == 0).all()
    detours = D[:, :, None] + D[None, :, :]  # from i by j to k
    assert (D[:, None, :] <= detours * (1 + 1e-11) + 1e-300).all()


def test_distances_do_not_change_when_space_is_turned_and_moved():
    """A random rotation and a shift leave them as they are, over ten seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X, shift = rng.normal(size=(30, 6)), rng.normal(size=6)
        turned = X @ special_ortho_group.rvs(6, random_state=seed).T + shift
        np.testing.assert_allclose(geometry.distances(turned), geometry.distances(X), rtol=1e-11, atol=1e-14)


def test_distances_in_single_precision():
    """float32 by argument: the result has that type, four digits at least, and equal rows are still 0 apart."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        for D in (2, 30, 500):
            X = 100 + rng.random((80, D))
            single = geometry.distances(X, dtype=np.float32)
            assert single.dtype == np.float32 and (np.diag(single) == 0).all() and (single == single.T).all()
            np.testing.assert_allclose(single, distance.cdist(X, X), rtol=1e-4)
    np.testing.assert_allclose(geometry.distances([[0.0], [1e25]], dtype="float32"), [[0, 1e25], [1e25, 0]], rtol=1e-6)


def test_more_rows_than_fit_into_one_block():
    """The result does not depend on how the rows are taken in blocks."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(300, 3)), rng.normal(size=(1500, 3))
    np.testing.assert_allclose(geometry.distances(X, Y), distance.cdist(X, Y), rtol=1e-12)
    Y = np.repeat(Y[:2], 40000, axis=0)
    np.testing.assert_allclose(geometry.distances(Y[:3], Y), distance.cdist(Y[:3], Y), rtol=1e-12)


# Classes


def test_centroids_of_known_points():
    """Classes come in rising order with their means, whatever the order of the rows, and empty labels are no class."""
    classes, means = geometry.centroids([[5, 5], [0, 0], [2, 0], [7, 7]], [9, -4, -4, 9])
    assert classes.tolist() == [-4, 9]
    np.testing.assert_array_equal(means, [[1, 0], [6, 6]])


def test_the_centroid_has_the_least_squared_distances():
    """Moving it in any direction raises the sum of squared distances to its class, by N times the step squared."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X, y = rng.normal(size=(40, 3)), rng.integers(0, 3, size=40)
        classes, means = geometry.centroids(X, y)
        step = 0.1 * rng.normal(size=3)
        for c, mean in zip(classes, means, strict=True):
            mine = X[y == c]
            rise = ((mine - mean - step) ** 2).sum() - ((mine - mean) ** 2).sum()
            assert rise == pytest.approx(len(mine) * (step**2).sum(), rel=1e-9)


# Principal components


@pytest.mark.parametrize(("N", "D"), [(60, 5), (8, 30), (10, 10), (200, 2)])
def test_principal_components_against_scikit_learn(N, D):
    """Mean, components with their signs, variances and coordinates agree, for many and for few rows, ten seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X = rng.normal(size=(N, D)) @ rng.normal(size=(D, D)) + 10 * rng.normal(size=D)
        k = min(N - 1, D)
        ours, peer = geometry.PCA(k).fit(X), PeerPCA(k, svd_solver="full").fit(X)
        np.testing.assert_allclose(ours.mean_, peer.mean_, rtol=1e-12)
        np.testing.assert_allclose(ours.components_, peer.components_, atol=1e-8)
        np.testing.assert_allclose(ours.explained_variance_, peer.explained_variance_, rtol=1e-9)
        np.testing.assert_allclose(ours.explained_variance_ratio_, peer.explained_variance_ratio_, rtol=1e-9)
        np.testing.assert_allclose(ours.transform(X), peer.transform(X), atol=1e-8 * np.abs(X).max())
        Z = rng.normal(size=(4, k))
        np.testing.assert_allclose(ours.inverse_transform(Z), peer.inverse_transform(Z), atol=1e-7)


def test_principal_components_are_eigenvectors_of_the_covariance():
    """C v = lambda v, the rows are orthonormal, and the variances are those of the projected data, falling."""
    for seed in SEEDS:
        X = np.random.default_rng(seed).normal(size=(50, 6)) * [5, 4, 3, 2, 1, 0.5]
        mean, V, variances = geometry.principal_components(X, 6)
        np.testing.assert_allclose(np.cov(X.T) @ V.T, V.T * variances, atol=1e-12)
        np.testing.assert_allclose(V @ V.T, np.eye(6), atol=1e-14)
        np.testing.assert_allclose(((X - mean) @ V.T).var(axis=0, ddof=1), variances, rtol=1e-12)
        assert (np.diff(variances) <= 0).all()
        assert variances.sum() == pytest.approx(X.var(axis=0, ddof=1).sum(), rel=1e-12)


def test_small_variances_are_not_drowned_by_large_ones():
    """A variance 1e-16 of the largest keeps six digits: no covariance matrix was formed, which would leave none."""
    rng = np.random.default_rng(0)
    Q, _ = np.linalg.qr(rng.normal(size=(40, 2)) - rng.normal(size=(40, 2)).mean(axis=0))
    Q, _ = np.linalg.qr(Q - Q.mean(axis=0))
    X = Q * [1, 1e-8] @ special_ortho_group.rvs(2, random_state=1).T
    variances = geometry.principal_components(X, 2)[2] * 39
    np.testing.assert_allclose(variances, [1, 1e-16], rtol=1e-6)
    assert abs(np.linalg.eigvalsh(np.cov(X.T) * 39)[0] / 1e-16 - 1) > 1e-3  # the covariance's own


def test_the_sign_rule():
    """A component's entry of greatest size is positive; of equally large ones the first, however rounding falls."""
    for seed in SEEDS:
        X = np.random.default_rng(seed).normal(size=(30, 4))
        for data in (X, -X):
            V = geometry.principal_components(data, 4)[1]
            assert (V[np.arange(4), np.abs(V).argmax(axis=1)] > 0).all()
    for noise in (0, 1e-12, -1e-12):
        V = geometry.principal_components([[1 + noise, -1], [-1, 1 + noise], [0, 0]], 1)[1]
        np.testing.assert_allclose(V, [[np.sqrt(0.5), -np.sqrt(0.5)]], atol=1e-9)


def test_data_without_variance():
    """Constant columns and equal rows give variances and shares of 0, and no NaN."""
    pca = geometry.PCA().fit(np.full((5, 3), 2.0))
    assert (pca.explained_variance_ == 0).all() and (pca.explained_variance_ratio_ == 0).all()
    np.testing.assert_allclose(pca.components_ @ pca.components_.T, np.eye(3), atol=1e-15)
    np.testing.assert_array_equal(pca.inverse_transform(pca.transform(np.full((5, 3), 2.0))), np.full((5, 3), 2.0))


def test_pca_there_and_back():
    """With all components nothing is lost; with fewer, the mean squared loss is the sum of the variances left out."""
    for seed in SEEDS:
        X = np.random.default_rng(seed).normal(size=(30, 5)) * [5, 4, 3, 2, 1]
        whole = geometry.PCA()
        np.testing.assert_allclose(whole.inverse_transform(whole.fit_transform(X)), X, atol=1e-13)
        assert whole.explained_variance_ratio_.sum() == pytest.approx(1, rel=1e-12)
        part = geometry.PCA(n_components=2).fit(X)
        loss = ((part.inverse_transform(part.transform(X)) - X) ** 2).sum() / 29
        assert loss == pytest.approx(whole.explained_variance_[2:].sum(), rel=1e-10)


def test_fours_and_nines_in_two_dimensions():
    """On the digits it agrees with scikit-learn, and two of 400 directions hold about a fifth of the variance."""
    X, _ = digits.fours_and_nines("test")
    ours, peer = geometry.PCA(2).fit(X), PeerPCA(2, svd_solver="full").fit(X)
    np.testing.assert_allclose(ours.components_, peer.components_, atol=1e-9)
    np.testing.assert_allclose(ours.transform(X), peer.transform(X), atol=1e-9)
    assert 0.15 < ours.explained_variance_ratio_.sum() < 0.3


# Hyperplanes


def test_a_known_hyperplane():
    """3x + 4y = 5 lies at distance 1 from the origin, which is on its negative side."""
    plane = geometry.Hyperplane([3, 4], -5)
    assert plane.signed_distance([0, 0]) == -1
    np.testing.assert_allclose(plane.signed_distance([[3, 4], [1, 0.5], [0, 0]]), [4, 0, -1], atol=1e-15)
    assert plane.side([[3, 4], [1, 0.5], [0, 0]]).tolist() == [1, 0, -1]
    np.testing.assert_allclose(plane.nearest([0, 0]), [0.6, 0.8])
    assert repr(plane) == "Hyperplane(normal=array([3., 4.]), offset=-5.0)"
    assert geometry.Hyperplane([1.0]).offset == 0


@given(vectors(2), NUMBER)
def test_the_foot_point_lies_on_the_plane_at_the_distance(wx, b):
    """It has signed distance 0, its distance from the point is |d|, and the way there is along the normal."""
    w, x = wx
    if geometry.norm(w) < 1e-3:
        w[0] = 1
    plane = geometry.Hyperplane(w, b)
    d, foot = plane.signed_distance(x), plane.nearest(x)
    size = geometry.norm(x) + abs(b) / geometry.norm(w) + 1e-300
    assert abs(plane.signed_distance(foot)) <= 50 * EPS * size
    assert geometry.norm(x - foot) == pytest.approx(abs(d), abs=50 * EPS * size)
    assert geometry.norm(geometry.reject(x - foot, w)) <= 50 * EPS * size


@given(vectors(2), NUMBER, st.floats(1e-3, 1e3))
def test_a_hyperplane_is_the_same_for_every_length_of_its_normal(wx, b, factor):
    """c w and c b give the same signed distances for c > 0, and the opposite ones for c < 0."""
    w, x = wx
    if geometry.norm(w) < 1e-3:
        w[0] = 1
    d = geometry.Hyperplane(w, b).signed_distance(x)
    size = geometry.norm(x) + abs(b) / geometry.norm(w)
    assert geometry.Hyperplane(factor * w, factor * b).signed_distance(x) == pytest.approx(
        d, rel=1e-9, abs=1e-13 * size + 1e-300
    )
    assert geometry.Hyperplane(-w, -b).signed_distance(x) == -d


@pytest.mark.parametrize("D", [1, 2, 3, 10])
def test_the_hyperplane_through_points(D):
    """All D points lie on it, its normal has length 1 and the sign of the rule; ten seeds."""
    for seed in SEEDS:
        P = np.random.default_rng(seed).normal(size=(D, D)) + 5
        plane = geometry.Hyperplane.from_points(P)
        np.testing.assert_allclose(plane.signed_distance(P), 0, atol=1e-12)
        assert geometry.norm(plane.normal) == pytest.approx(1, rel=1e-14)
        assert plane.normal[np.abs(plane.normal).argmax()] > 0


def test_the_hyperplane_between_two_means():
    """Normal from one mean to the other, through their middle: both are as far from it, on opposite sides."""
    (_, means), middle = geometry.centroids([[0, 0], [2, 0], [5, 5], [7, 5]], [-1, -1, 1, 1]), [3.5, 2.5]
    normal = means[1] - means[0]
    plane = geometry.Hyperplane(normal, -geometry.dot(normal, middle))
    near, far = plane.signed_distance(means)
    assert near == pytest.approx(-far) and far == pytest.approx(geometry.norm(normal) / 2)


def test_points_in_a_smaller_flat_make_no_hyperplane():
    """Three points of a line in space, or a point given twice, are refused; the nearly flat but sound case passes."""
    for P in ([[0, 0, 0], [1, 1, 1], [2, 2, 2]], [[1, 2], [1, 2]], [[0.1, 0.2, 0.3], [1.1, 1.2, 1.3], [7.1, 7.2, 7.3]]):
        with pytest.raises(ValueError, match=r"P needs points in general position, got \d in a smaller flat; replace"):
            geometry.Hyperplane.from_points(P)
    geometry.Hyperplane.from_points([[0, 0], [1e-9, 0]])


def test_a_hyperplane_keeps_its_own_normal():
    """Changing the array that it was made from changes nothing, and its own cannot be changed."""
    w = np.array([3.0, 4.0])
    plane = geometry.Hyperplane(w, -5)
    w[:] = 0
    assert plane.signed_distance([0, 0]) == -1
    with pytest.raises(ValueError, match="read-only"):
        plane.normal[0] = 0


# What goes in

FUNCTIONS = {
    "dot": lambda X: geometry.dot(X, X[0]),
    "norm": geometry.norm,
    "cosine": lambda X: geometry.cosine(X, X[1]),
    "angle": lambda X: geometry.angle(X, X[1]),
    "project": lambda X: geometry.project(X, X[1]),
    "reject": lambda X: geometry.reject(X, X[1]),
    "interpolate": lambda X: geometry.interpolate(X[0], X[1], X[2]),
    "distances": geometry.distances,
    "distances to": lambda X: geometry.distances(X, X[:2]),
    "centroids": lambda X: geometry.centroids(X, [1, 2, 1])[1],
    "principal_components": lambda X: geometry.principal_components(X, 2)[1],
    "PCA": lambda X: geometry.PCA(2).fit(X).transform(X),
    "signed_distance": lambda X: geometry.Hyperplane(X[1], 2).signed_distance(X),
    "side": lambda X: geometry.Hyperplane(X[1], 2).side(X),
    "nearest": lambda X: geometry.Hyperplane(X[1], 2).nearest(X),
    "from_points": lambda X: geometry.Hyperplane.from_points(np.asarray(X)[:3, :3]).normal,
}
DATA = np.array([[1, 2, 3, 5], [8, 13, 21, 34], [55, 89, 144, 120]])


@pytest.mark.parametrize("name", FUNCTIONS)
def test_lists_and_every_layout_give_the_same_and_are_left_alone(name):
    """Lists, small integers, float32, strided, Fortran-ordered and read-only arrays give one result, unmodified."""
    function = FUNCTIONS[name]
    expected = function(DATA.astype(float))
    frozen = DATA.astype(float)
    frozen.flags.writeable = False
    kinds = [DATA.tolist(), DATA.astype(np.uint8), DATA.astype(np.float32), np.asfortranarray(DATA, dtype=float)]
    for values in [*kinds, np.repeat(DATA, 2, axis=1)[:, ::2], frozen]:
        np.testing.assert_allclose(function(values), expected, rtol=1e-13, atol=1e-12)
    own = DATA.astype(float)
    function(own)
    np.testing.assert_array_equal(own, DATA)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize(("value", "word"), [(np.nan, "NaN"), (np.inf, "infinity")])
def test_what_is_not_finite_is_refused(name, value, word):
    """NaN and infinity are refused by name of the argument and place."""
    bad = DATA.astype(float)
    bad[1, 2] = value
    with pytest.raises(ValueError, match=f"needs finite numbers, got {word} at index"):
        FUNCTIONS[name](bad)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_complex_numbers_and_strings_are_refused(name):
    """A ValueError for the former, a TypeError for the latter."""
    with pytest.raises(ValueError, match="needs real numbers, got complex"):
        FUNCTIONS[name](DATA + 1j)
    with pytest.raises(TypeError, match="needs numbers, got <U"):
        FUNCTIONS[name](DATA.astype(str))


BAD = {
    "dot, widths": (
        lambda: geometry.dot([1, 2], [1, 2, 3]),
        r"a and b need shapes that fit together, got \(2,\) and \(3,\)",
    ),
    "dot, rows": (
        lambda: geometry.dot(np.ones((2, 3)), np.ones((3, 3))),
        r"fit together, got \(2, 3\) and \(3, 3\); give row",
    ),
    "dot, column": (lambda: geometry.dot(np.ones(3), np.ones((3, 1))), r"fit together, got \(3,\) and \(3, 1\)"),
    "norm, 3-d": (lambda: geometry.norm(np.ones((2, 2, 2))), r"a needs shape \(N, D\).*got 3-d shape"),
    "norm, number": (lambda: geometry.norm(3.0), r"a needs shape \(N, D\).*got 0-d shape"),
    "norm, empty": (lambda: geometry.norm([]), "a needs at least 1 entry, got 0"),
    "norm, no rows": (lambda: geometry.norm(np.ones((0, 2))), r"a needs at least 1 row\(s\), got 0 sample\(s\)"),
    "cosine, zero": (
        lambda: geometry.cosine([1, 0], [0, 0]),
        "b needs a length above 0, got a zero vector.*; leave it out",
    ),
    "angle, zero row": (
        lambda: geometry.angle([[1, 0], [0, 0]], [1, 0]),
        "a needs a length above 0, got a zero vector",
    ),
    "project, zero": (lambda: geometry.project([1, 2], [0, 0]), "direction needs a length above 0"),
    "project, width": (lambda: geometry.project([[1, 2]], [1, 2, 3]), "X needs 3 features, got 2"),
    "project, directions": (lambda: geometry.project([1, 2], [[1, 2]]), r"direction needs shape \(D,\), got 2-d"),
    "reject, width": (lambda: geometry.reject([1, 2], [1, 2, 3]), "X needs 3 entries, got 2"),
    "interpolate, width": (lambda: geometry.interpolate([1, 2], [1], 0), "b needs 2 entries, got 1"),
    "interpolate, t": (
        lambda: geometry.interpolate([1], [2], [[0]]),
        r"t needs to be a number or of shape \(T,\), got",
    ),
    "distances, 1-d": (lambda: geometry.distances([1, 2]), r"X needs shape \(N, D\).*Reshape your data"),
    "distances, width": (lambda: geometry.distances([[1, 2]], [[1]]), "Y needs 2 features, got 1"),
    "distances, empty": (lambda: geometry.distances(np.ones((0, 2))), r"X needs at least 1 row\(s\), got 0"),
    "distances, type": (
        lambda: geometry.distances([[1]], dtype=int),
        "dtype must be float64 or float32, got <class 'int'>",
    ),
    "centroids, labels": (lambda: geometry.centroids([[1], [2]], [1]), "X and y need equal lengths, got 2 and 1"),
    "centroids, fractions": (lambda: geometry.centroids([[1], [2]], [1, 0.5]), "y needs whole numbers.*got 0.5"),
    "components, one row": (lambda: geometry.principal_components([[1, 2]], 1), r"X needs at least 2 row\(s\), got 1"),
    "components, k = 0": (
        lambda: geometry.principal_components(DATA, 0),
        r"k must be an int in the range \[1, 3\], got 0",
    ),
    "components, k > N": (
        lambda: geometry.principal_components(DATA, 4),
        r"k must be an int in the range \[1, 3\], got 4",
    ),
    "components, k > D": (lambda: geometry.principal_components(DATA.T, 4), r"in the range \[1, 3\], got 4"),
    "components, 2.5": (lambda: geometry.principal_components(DATA, 2.5), r"k must be an int.*got 2\.5"),
    "PCA, too many": (lambda: geometry.PCA(9).fit(DATA), r"n_components must be an int in the range \[1, 3\], got 9"),
    "PCA, width": (lambda: geometry.PCA(1).fit(DATA).transform([[1, 2]]), "X needs 4 features, got 2"),
    "PCA, coordinates": (lambda: geometry.PCA(1).fit(DATA).inverse_transform([[1, 2]]), "Z needs 1 features, got 2"),
    "PCA, one point": (lambda: geometry.PCA(1).fit(DATA).transform([1, 2, 3, 4]), r"X\.reshape\(1, -1\)"),
    "plane, zero": (lambda: geometry.Hyperplane([0, 0], 1), "normal needs a length above 0, got a zero vector"),
    "plane, normal": (lambda: geometry.Hyperplane([[1, 2]], 1), r"normal needs shape \(D,\), got 2-d"),
    "plane, offset": (lambda: geometry.Hyperplane([1, 2], np.nan), "offset needs a finite number, got nan"),
    "plane, offset array": (lambda: geometry.Hyperplane([1, 2], [1]), r"offset needs a finite number, got \[1\]"),
    "plane, width": (lambda: geometry.Hyperplane([1, 2], 1).side([[1, 2, 3]]), "X needs 2 features, got 3"),
    "plane, foot": (lambda: geometry.Hyperplane([1, 2], 1).nearest([1, 2, 3]), "X needs 2 entries, got 3"),
    "plane, points": (
        lambda: geometry.Hyperplane.from_points(DATA),
        r"P needs as many points as coordinates, got shape \(3, 4\)",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named(case):
    """Every wrong shape, width, count and value raises ValueError with the argument, what was needed and what came."""
    call, message = BAD[case]
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "; " in str(caught.value)


@pytest.mark.parametrize("method", ["transform", "inverse_transform"])
def test_pca_needs_to_be_fitted(method):
    """Before `fit` its methods raise NotFittedError, which is also a ValueError and an AttributeError."""
    with pytest.raises(NotFittedError, match=r"PCA needs to be fitted first, got no components_.*; call its fit"):
        getattr(geometry.PCA(2), method)(DATA)


def test_a_second_fit_forgets_the_first():
    """Fitted again to other data, the estimator is as a new one."""
    rng = np.random.default_rng(0)
    first, second = rng.normal(size=(20, 4)), rng.normal(size=(9, 3))
    again = geometry.PCA().fit(first).fit(second)
    fresh = geometry.PCA().fit(second)
    for name in ("mean_", "components_", "explained_variance_", "explained_variance_ratio_"):
        np.testing.assert_array_equal(getattr(again, name), getattr(fresh, name))
