r"""What changes as the dimension grows: volumes, distances, angles and neighbours, and how to measure the dimension.

In a space of many dimensions a ball has almost no volume, what it has lies at its rim, all distances are alike,
random directions are orthogonal, and a few points are everyone's neighbours. Data need not follow: what counts is
not the number of features but the dimension of the set on which the examples lie, which can be measured.
"""

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np

from mathnets import geometry, inputs

_BLOCK = 2**22  # numbers at a time: 32 MB
_TIE = 1e-11  # relative difference of distances below which it may be rounding


class Spread(NamedTuple):
    """How the distances of all pairs of points are spread.

    Attributes:
        nearest: the least distance of two points.
        farthest: the greatest.
        mean: over all pairs.
        std: standard deviation over all pairs.
    """

    nearest: float
    farthest: float
    mean: float
    std: float

    @property
    def contrast(self):
        r"""The relative contrast $(d_{\max} - d_{\min}) / d_{\min}$, infinite if two points are equal."""
        return (self.farthest - self.nearest) / self.nearest if self.nearest > 0 else math.inf

    @property
    def variation(self):
        """The coefficient of variation, standard deviation over mean, 0 if all points are equal."""
        return self.std / self.mean if self.mean > 0 else 0.0


class IntrinsicDimension(NamedTuple):
    """An estimate of the dimension of the set on which points lie, with its confidence interval.

    Attributes:
        estimate: the dimension, above 0, not a whole number.
        low: lower end of the interval.
        high: upper end.
        examples: number of different points that it rests on.
    """

    estimate: float
    low: float
    high: float
    examples: int


# Volumes


def log_ball_volume(D, radius=1.0):
    r"""Return the natural logarithm of the volume of a ball, which never underflows.

    $$\log V_D(r) = \tfrac D2\log\pi - \log\Gamma(\tfrac D2 + 1) + D\log r$$

    Args:
        D: dimension, an int of 0 or more, or shape (K,) of them.
        radius: $r > 0$.

    Returns:
        A float, or shape (K,).

    Raises:
        ValueError: if `D` is no whole number of 0 or more, or `radius` is not positive.

    Examples:
        >>> round(log_ball_volume(2), 6), round(log_ball_volume(1000), 3)
        (1.14473, -2038.966)

    Source:
        ball1997
    """
    dimensions = _dimensions(D)
    radius = inputs.real(radius, "radius", above=0)
    gammas = np.array([math.lgamma(d / 2 + 1) for d in dimensions.ravel()]).reshape(dimensions.shape)
    return _like(D, dimensions / 2 * math.log(math.pi) - gammas + dimensions * math.log(radius))


def ball_volume(D, radius=1.0):
    r"""Return the volume of a ball, $V_D(r) = \pi^{D/2} r^D / \Gamma(\frac D2 + 1)$: for $r = 1$ largest at $D = 5$.

    Args:
        D: dimension, an int of 0 or more, or shape (K,) of them.
        radius: $r > 0$.

    Returns:
        A float, or shape (K,); 0 or infinity where the volume leaves the floats (see `log_ball_volume`).

    Raises:
        ValueError: if `D` is no whole number of 0 or more, or `radius` is not positive.

    Examples:
        >>> ball_volume([1, 2, 3, 5, 20]).round(4)
        array([2.    , 3.1416, 4.1888, 5.2638, 0.0258])

    Source:
        ball1997
    """
    with np.errstate(over="ignore", under="ignore"):
        return _like(D, np.exp(log_ball_volume(D, radius)))


def ball_share_of_cube(D):
    r"""Return the share of a cube that the ball inside it fills, $V_D(1/2)$: the rest is corners.

    Args:
        D: dimension, an int of 0 or more, or shape (K,) of them.

    Returns:
        A float in [0, 1], or shape (K,).

    Raises:
        ValueError: if `D` is no whole number of 0 or more.

    Examples:
        >>> round(ball_share_of_cube(2), 4), round(ball_share_of_cube(10), 5)
        (0.7854, 0.00249)

    Source:
        ball1997
    """
    return ball_volume(D, radius=0.5)


def shell_share(D, thickness):
    r"""Return the share of a ball's volume that lies within `thickness` of its surface, $1 - (1 - \varepsilon)^D$.

    Args:
        D: dimension, an int of 0 or more, or shape (K,) of them.
        thickness: $\varepsilon$, as a share of the radius, at least 0 and below 1.

    Returns:
        A float in [0, 1], or shape (K,).

    Raises:
        ValueError: if `D` is no whole number of 0 or more, or `thickness` is out of its range.

    Examples:
        >>> shell_share([2, 100], 0.05).round(4)
        array([0.0975, 0.9941])

    Source:
        ball1997
    """
    thickness = inputs.real(thickness, "thickness", least=0, below=1)
    return _like(D, -np.expm1(_dimensions(D) * math.log1p(-thickness)))


def log_covering_bound(D, radius):
    r"""Return the logarithm of how many balls are needed to cover the unit cube, at least: $\max(0, -\log V_D(r))$.

    So many examples, at least, are needed before no point of the cube is farther than $r$ from one of them.

    Args:
        D: dimension, an int of 0 or more, or shape (K,) of them.
        radius: $r > 0$, in sides of the cube.

    Returns:
        The natural logarithm of the number, at least 0: a float, or shape (K,).

    Raises:
        ValueError: if `D` is no whole number of 0 or more, or `radius` is not positive.

    Examples:
        >>> [f"{np.exp(log_covering_bound(D, 0.1)):.2g}" for D in (2, 10, 100)]
        ['32', '3.9e+09', '4.2e+139']

    Source:
        ball1997, bellman1961
    """
    return _like(D, np.maximum(0.0, -log_ball_volume(D, radius)))


def neighbourhood_edge(D, share):
    r"""Return the edge of a cube that holds a given share of the unit cube, $s^{1/D}$: no longer a neighbourhood.

    Args:
        D: dimension, an int of 1 or more, or shape (K,) of them.
        share: $s$, above 0 and at most 1.

    Returns:
        A float in (0, 1], or shape (K,).

    Raises:
        ValueError: if `D` is no whole number of 1 or more, or `share` is out of its range.

    Examples:
        >>> neighbourhood_edge([1, 2, 10, 400], 0.01).round(3)
        array([0.01 , 0.1  , 0.631, 0.989])

    Source:
        hastie2009
    """
    share = inputs.real(share, "share", above=0, most=1)
    return _like(D, share ** (1 / _dimensions(D, least=1)))


# Points drawn at random


def random_directions(N, D, *, rng):
    r"""Return independent directions, $g / \|g\|$ with $g$ normal: uniform on the unit sphere.

    Args:
        N: how many, at least 1.
        D: dimension, at least 1.
        rng: a Generator or seed.

    Returns:
        Unit vectors, shape (N, D).

    Raises:
        ValueError: if `N` or `D` is no positive int.
        TypeError: if `rng` is neither.

    Examples:
        >>> U = random_directions(3, 50, rng=0)
        >>> U.shape, np.allclose(geometry.norm(U), 1)
        ((3, 50), True)

    Source:
        muller1959
    """
    N, D = inputs.integer(N, "N"), inputs.integer(D, "D")
    G = inputs.generator(rng).normal(size=(N, D))
    return G / geometry.norm(G)[:, None]


def ball_points(N, D, *, rng):
    r"""Return independent points uniform in the unit ball, $t^{1/D} u$ with $t$ uniform and $u$ a random direction.

    Args:
        N: how many, at least 1.
        D: dimension, at least 1.
        rng: a Generator or seed.

    Returns:
        Points, shape (N, D), of length at most 1.

    Raises:
        ValueError: if `N` or `D` is no positive int.
        TypeError: if `rng` is neither.

    Examples:
        >>> lengths = geometry.norm(ball_points(1000, 100, rng=0))
        >>> bool(np.median(lengths) > 0.99)
        True

    Source:
        muller1959
    """
    N, D = inputs.integer(N, "N"), inputs.integer(D, "D")
    rng = inputs.generator(rng)
    return random_directions(N, D, rng=rng) * rng.random((N, 1)) ** (1 / D)


def shuffled_features(X, *, rng):
    r"""Return the examples with each feature shuffled among them: equal marginals, and no dependence left.

    Args:
        X: shape (N, D).
        rng: a Generator or seed.

    Returns:
        New points, shape (N, D); each column holds the numbers of that column of `X`.

    Raises:
        ValueError: if `X` is no finite (N, D) array.
        TypeError: if `rng` is neither.

    Examples:
        >>> shuffled_features([[1, 10], [2, 20], [3, 30]], rng=1)
        array([[ 1., 30.],
               [ 2., 10.],
               [ 3., 20.]])

    Source:
        beyer1999
    """
    return inputs.generator(rng).permuted(inputs.points(X), axis=0)


# Distances


def minkowski_norm(X, p):
    r"""Return the Minkowski length of each point, $\|x\|_p = (\sum_j |x_j|^p)^{1/p}$; $\max_j |x_j|$ for $p = \infty$.

    For $p < 1$ it breaks the triangle inequality, but still ranks points.

    Args:
        X: shape (N, D).
        p: exponent, at least 0.1, or infinity.

    Returns:
        Shape (N,), at least 0.

    Raises:
        ValueError: if `X` is no finite (N, D) array, or `p` is out of its range.

    Examples:
        >>> [minkowski_norm([[3, -4]], p).round(6).tolist() for p in (1, 2, np.inf)]
        [[7.0], [5.0], [4.0]]

    Source:
        aggarwal2001
    """
    return _minkowski(inputs.points(X), _exponent(p))


def minkowski_distances(X, Y=None, *, p):
    r"""Return the Minkowski distances between the rows of two sets, $(\sum_k |x_k - y_k|^p)^{1/p}$.

    Args:
        X: shape (N, D).
        Y: shape (M, D); without it, the distances within `X`.
        p: exponent, at least 0.1, or infinity; 2 is `geometry.distances`.

    Returns:
        Shape (N, M), at least 0.

    Raises:
        ValueError: if the widths differ, or `p` is out of its range.

    Examples:
        >>> minkowski_distances([[0, 0], [3, 4]], p=1)
        array([[0., 7.],
               [7., 0.]])

    Source:
        aggarwal2001
    """
    X, p = inputs.points(X), _exponent(p)
    Y = X if Y is None else inputs.points(Y, "Y", width=X.shape[1])
    if p == 2:
        return geometry.distances(X, None if Y is X else Y)
    result = np.empty((len(X), len(Y)))
    for rows in _blocks(len(X), Y.size):
        result[rows] = _minkowski(X[rows, None] - Y, p)  # (rows, M, D)
    return result


def distance_spread(X, *, dtype=np.float64):
    r"""Return how the distances of all pairs of points are spread: least, greatest, mean and standard deviation.

    Of points with independent features, the coefficient of variation falls like $1/\sqrt D$: distances
    concentrate. The least and greatest are computed in float64 whatever the `dtype`.

    Args:
        X: shape (N, D), at least three points.
        dtype: of the distances, float64, or float32 for half the time and a relative error of 1e-4.

    Returns:
        A `Spread`.

    Raises:
        ValueError: if there are fewer than three points, or `dtype` is neither.

    Examples:
        >>> spread = distance_spread([[0, 0], [3, 4], [6, 8]])
        >>> spread.nearest, spread.farthest, spread.contrast
        (5.0, 10.0, 1.0)
        >>> round(spread.variation, 6)
        0.353553

    Source:
        beyer1999
    """
    X = inputs.points(X, least=3)
    d = geometry.distances(X, dtype=dtype)
    np.fill_diagonal(d, d[0, 1])  # a pair's, so that the least is not that of a point to itself
    low, high = d.min(), d.max()
    slack = 3e-4 if d.dtype == np.float32 else 3e-12
    nearest = _lengths(X, d <= low * (1 + slack)).min()
    farthest = _lengths(X, d >= high * (1 - slack)).max()
    middle = d.dtype.type(low + (high - low) / 2)
    d -= middle  # small numbers, whose squares do not hide the spread
    np.fill_diagonal(d, 0)
    scale = float(high) or 1.0
    d /= scale  # nor can they overflow or underflow
    pairs = len(X) * (len(X) - 1)
    shift = float(d.sum(dtype=np.float64)) / pairs
    variance = max(0.0, float(np.vecdot(d, d).sum(dtype=np.float64)) / pairs - shift**2)
    return Spread(float(nearest), float(farthest), float(middle) + scale * shift, scale * math.sqrt(variance))


def relative_contrast(X, queries, *, p=2):
    r"""Return for each query how much farther the farthest point is than the nearest.

    $$\frac{d_{\max} - d_{\min}}{d_{\min}}$$

    Args:
        X: shape (N, D).
        queries: shape (Q, D), none of them a point of `X`.
        p: exponent of the Minkowski distance, at least 0.1, or infinity.

    Returns:
        Shape (Q,), at least 0.

    Raises:
        ValueError: if the widths differ, a query is a point of `X`, or `p` is out of its range.

    Examples:
        >>> relative_contrast([[1, 0], [0, 2], [-4, 0]], [[0, 0]])
        array([3.])

    Source:
        beyer1999, aggarwal2001
    """
    X = inputs.points(X)
    queries = inputs.points(queries, "queries", width=X.shape[1])
    d = minkowski_distances(queries, X, p=p)
    nearest = d.min(axis=1)
    if not nearest.all():
        raise ValueError(
            f"queries need to differ from the points of X, got one equal to a point, row {nearest.argmin()}; "
            "leave it out of X"
        )
    return (d.max(axis=1) - nearest) / nearest


def norm_gap(D, p):
    r"""Return by how much the Minkowski lengths of two uniform points of the unit cube differ, on average.

    $$\mathrm{E}\,\bigl|\|x\|_p - \|x'\|_p\bigr| \to
    \frac{2}{\sqrt\pi}\,\frac{D^{1/p - 1/2}}{(p + 1)^{1/p}\sqrt{2p + 1}}$$

    It grows for $p < 2$, stays for $p = 2$, falls for $p > 2$: that is how far apart nearest and farthest can be.
    By the central limit theorem for $\sum_j x_j^p$, so for large $D$.

    Args:
        D: dimension, an int of 1 or more, or shape (K,) of them.
        p: exponent, at least 0.1 and finite.

    Returns:
        A float, or shape (K,), in sides of the cube.

    Raises:
        ValueError: if `D` or `p` is out of its range.

    Examples:
        >>> norm_gap([10, 1000], 2).round(4), norm_gap([10, 1000], 1).round(3)
        (array([0.2913, 0.2913]), array([ 1.03 , 10.301]))

    Source:
        hinneburg2000, aggarwal2001
    """
    p = inputs.real(p, "p", least=0.1)
    constant = 2 / math.sqrt(math.pi) * (p + 1) ** (-1 / p) / math.sqrt(2 * p + 1)
    return _like(D, constant * _dimensions(D, least=1) ** (1 / p - 0.5))


# Angles


def pair_cosines(X):
    r"""Return the cosine of the angle of each pair of points, $x_i\cdot x_j / (\|x_i\| \|x_j\|)$ for $i < j$.

    For random directions its mean is 0 and its standard deviation exactly $1/\sqrt D$.

    Args:
        X: shape (N, D), at least two rows, none of them zero.

    Returns:
        Shape (N (N - 1) / 2,), in [-1, 1], pairs in the order (0, 1), (0, 2), ..., (1, 2), ...

    Raises:
        ValueError: if there are fewer than two rows, or one is zero.

    Examples:
        >>> pair_cosines([[1, 0], [0, 2], [-3, 0]])
        array([ 0., -1.,  0.])

    Source:
        vershynin2018
    """
    X = inputs.points(X, least=2)
    size = np.abs(X).max(axis=1, keepdims=True)
    if not size.all():
        raise ValueError(f"X needs rows of a length above 0, got a zero vector, row {size.argmin()}; leave it out")
    U = X / size
    U /= geometry.norm(U)[:, None]
    return np.clip((U @ U.T)[np.triu_indices(len(U), 1)], -1, 1)


def cosine_density(t, D):
    r"""Return the probability density of the cosine of the angle of two random directions.

    $$\frac{\Gamma(D/2)}{\sqrt\pi\,\Gamma((D-1)/2)} (1 - t^2)^{(D-3)/2}$$

    Args:
        t: cosines, a number or an array, each above -1 and below 1.
        D: dimension, at least 2.

    Returns:
        The density, in the shape of `t`.

    Raises:
        ValueError: if a cosine is not between -1 and 1, or `D` is no int of 2 or more.

    Examples:
        >>> cosine_density([0.0, 0.5], 3), cosine_density([0.0, 0.5], 100).round(6)
        (array([0.5, 0.5]), array([3.959415e+00, 3.000000e-06]))

    Source:
        vershynin2018
    """
    t, D = inputs.array(t, "t"), inputs.integer(D, "D", least=2, most=2**53)
    if t.size and np.abs(t).max() >= 1:
        worst = t.flat[np.abs(t).argmax()]
        raise ValueError(f"t needs cosines above -1 and below 1, got {worst:g}; leave the ends out")
    z = (D - 1) / 2  # for large ones the difference of the two would cancel
    ratio = math.lgamma(z + 0.5) - math.lgamma(z) if z < 1e4 else math.log(z) / 2 - 1 / (8 * z)
    log_constant = ratio - math.log(math.pi) / 2
    return np.exp(log_constant + (D - 3) / 2 * np.log1p(-t * t))


def welch_bound(N, D):
    r"""Return what the largest cosine between N directions in D dimensions cannot be below, in size.

    $$\max_{i \ne j} |\cos\theta_{ij}| \ge \sqrt{\frac{N - D}{D (N - 1)}}$$

    and 0 if there are no more directions than dimensions. The mean square of the cosines cannot be below its square.

    Args:
        N: number of directions, at least 2.
        D: dimension, at least 1.

    Returns:
        A float from 0 to 1.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> welch_bound(3, 2), round(welch_bound(5, 2), 3)
        (0.5, 0.612)

    Source:
        welch1974
    """
    N, D = inputs.integer(N, "N", least=2), inputs.integer(D, "D", least=1)
    return math.sqrt(max(N - D, 0) / (D * (N - 1)))


# Neighbours


def k_occurrences(X, k):
    r"""Return how often each point is among the $k$ nearest of the others, $N_k(x)$: a hub where it is often.

    Of points equally far (to eleven digits), the one of the lower row counts as nearer.

    Args:
        X: shape (N, D).
        k: number of neighbours, from 1 to N - 1.

    Returns:
        Counts, shape (N,), int64; their mean is `k`.

    Raises:
        ValueError: if `X` has fewer than two rows, or `k` is out of its range.

    Examples:
        >>> k_occurrences([[0, 0], [1, 0], [-1.1, 0], [0, 1.2]], k=1)
        array([3, 1, 0, 0])

    Source:
        radovanovic2010
    """
    X = inputs.points(X, least=2)
    k = inputs.integer(k, "k", most=len(X) - 1)
    counts = np.zeros(len(X), dtype=np.int64)
    for rows in _blocks(len(X), len(X)):
        d = geometry.distances(X[rows], X)
        d[np.arange(len(d)), np.arange(rows.start, rows.start + len(d))] = np.inf
        last = np.partition(d, k - 1, axis=1)[:, k - 1, None]  # the distance of the k-th neighbour
        nearer, level = d < last * (1 - _TIE), np.abs(d - last) <= last * _TIE
        level &= level.cumsum(axis=1) <= k - nearer.sum(axis=1, keepdims=True)
        counts += (nearer | level).sum(axis=0)
    return counts


def skewness(values):
    r"""Return the skewness of values, above 0 with a long tail to the right.

    $$\frac{\frac1N\sum_i (v_i - \bar v)^3}{\bigl(\frac1N\sum_i (v_i - \bar v)^2\bigr)^{3/2}}$$

    Args:
        values: shape (N,).

    Returns:
        A float; 0 if all values are equal.

    Raises:
        ValueError: if `values` has not the shape (N,).

    Examples:
        >>> round(skewness([0, 0, 0, 4]), 6)
        1.154701

    Source:
        radovanovic2010
    """
    values = inputs.vector(values, "values")
    if values.max() == values.min():
        return 0.0
    v = np.ldexp(values, -np.frexp(np.abs(values).max())[1])  # exact, and no square overflows
    v = v - v.min()
    v /= v.max()
    v -= v.mean()
    return float(np.mean(v**3) / np.mean(v**2) ** 1.5)


# The dimension of data


def two_nearest_neighbours(X, *, discard=0.1, confidence=0.95):
    r"""Return the dimension of the set on which points lie, from the distances to their two nearest neighbours.

    If the density hardly changes between them, $\mu = r_2 / r_1$ follows a Pareto law, $P(\mu > m) = m^{-d}$. With
    $T$ the sum of $\log\mu$ over all points, in which the largest are replaced by the largest of the $r$ kept ones,

    $$\hat d = \frac{r - 1}{T}, \qquad 2 d\,T \sim \chi^2_{2r}.$$

    This is the maximum-likelihood form (with censoring in place of the line fit of the original paper). Equal
    points count once. A high dimension is underestimated: its neighbours would need exponentially many points.

    Args:
        X: shape (N, D), at least four different points.
        discard: share of the points of greatest ratio that are censored, at least 0 and below 1.
        confidence: of the interval, above 0 and below 1; it takes the ratios as independent.

    Returns:
        An `IntrinsicDimension`.

    Raises:
        ValueError: if too few points differ, all ratios are 1, or an argument is out of its range.

    Examples:
        >>> t = np.random.default_rng(0).random((2000, 2))
        >>> found = two_nearest_neighbours(np.c_[t, np.sin(3 * t), t @ [1, 2]])  # a surface in five dimensions
        >>> found.low < 2 < found.high, round(found.estimate, 1)
        (True, 2.0)

    Source:
        facco2017, denti2022
    """
    X = inputs.points(X)
    discard = inputs.real(discard, "discard", least=0, below=1)
    confidence = inputs.real(confidence, "confidence", above=0, below=1)
    r1, r2 = _nearest_distances(X, 2).T
    logs = np.sort(np.log(r2 / r1))
    kept = max(2, len(logs) - int(discard * len(logs)))
    total = logs[:kept].sum() + (len(logs) - kept) * logs[kept - 1]
    if not total > 0:
        raise ValueError("X needs second neighbours farther than the first, got only equal ones (a grid?); jitter X")
    low, high = (_chi2_quantile(q, 2 * kept) / (2 * total) for q in ((1 - confidence) / 2, (1 + confidence) / 2))
    return IntrinsicDimension(float((kept - 1) / total), float(low), float(high), len(logs))


def levina_bickel(X, k=10):
    r"""Return the maximum-likelihood dimension from the distances $T_j$ to the first $k$ neighbours of each point.

    $$\hat d^{\,-1} = \frac1N \sum_i \frac{1}{k-1} \sum_{j=1}^{k-1} \log\frac{T_k(x_i)}{T_j(x_i)}$$

    The inverses are averaged, as MacKay and Ghahramani corrected it. Equal points count once.

    Args:
        X: shape (N, D), more than `k` different points.
        k: number of neighbours, at least 2.

    Returns:
        The dimension, a float.

    Raises:
        ValueError: if too few points differ, all neighbours are equally far, or `k` is out of its range.

    Examples:
        >>> t = np.random.default_rng(0).random((2000, 2))
        >>> round(levina_bickel(np.c_[t, np.sin(3 * t), t @ [1, 2]]), 1)
        2.0

    Source:
        levina2004, mackay2005
    """
    X, k = inputs.points(X), inputs.integer(k, "k", least=2)
    T = _nearest_distances(X, k)
    inverse = np.log(T[:, -1:] / T[:, :-1]).mean()
    if not inverse > 0:
        raise ValueError(f"X needs neighbours at different distances, got {k} equal ones each (a grid?); jitter X")
    return float(1 / inverse)


def _nearest_distances(X, k):
    """Return the distances of each different point to its k nearest, rising, shape (N, k); none is 0."""
    X = np.unique(X, axis=0)
    if len(X) < max(4, k + 1):
        raise ValueError(f"X needs at least {max(4, k + 1)} different points, got {len(X)}; add examples")
    result = np.empty((len(X), k))
    for rows in _blocks(len(X), len(X)):
        d = geometry.distances(X[rows], X)
        result[rows] = np.sort(np.partition(d, k, axis=1)[:, : k + 1], axis=1)[:, 1:]  # 0 is the point itself
    return result


def _chi2_quantile(q, freedom):
    """Return a quantile of the chi-squared distribution, as Wilson and Hilferty approximate it."""
    spread = 2 / (9 * freedom)
    return freedom * max(0.0, 1 - spread + NormalDist().inv_cdf(q) * math.sqrt(spread)) ** 3


def _dimensions(D, least=0):
    """Return a dimension, or several, as an array of floats."""
    if inputs.axes(D, "D") == 0:
        return np.array(inputs.integer(D, "D", least=least, most=2**53), dtype=float)
    found = inputs.vector(D, "D")
    wrong = (found < least) | (found != np.floor(found)) | (found > 2**53)
    if wrong.any():
        raise ValueError(f"D needs whole numbers from {least} to 2**53, got {found[wrong][0]:g}; leave it out")
    return found


def _like(D, values):
    """Return a float where the dimension was a number, else the array."""
    return float(values) if np.ndim(D) == 0 else values


def _exponent(p):
    return np.inf if isinstance(p, float) and p == np.inf else inputs.real(p, "p", least=0.1)


def _minkowski(X, p):
    """Return the p-norms along the last axis; entries are scaled to at most 1, so that no power overflows."""
    size = np.abs(X)
    largest = size.max(axis=-1)
    if p == np.inf:
        return largest
    size /= np.where(largest > 0, largest, 1)[..., None]
    return largest * (size**p).sum(axis=-1) ** (1 / p)


def _blocks(n, width):
    """Yield slices of rows, as many at a time as fit into a block."""
    step = max(1, _BLOCK // width)
    for start in range(0, n, step):
        yield slice(start, start + step)


def _lengths(X, chosen):
    """Return the distances of the chosen pairs of rows i < j, each computed from their difference."""
    i, j = np.divmod(np.flatnonzero(chosen), len(X))
    i, j = i[i < j], j[i < j]
    return np.concatenate([geometry.norm(X[i[rows]] - X[j[rows]]) for rows in _blocks(len(i), X.shape[1])])
