r"""Random projections: a few random directions keep all the distances between points nearly as they were.

How few does not depend on the dimension of the points, only on the logarithm of their number.
"""

import math

import numpy as np

from mathnets import geometry, inputs


def gaussian_projection(D, k, *, rng):
    r"""Return a random matrix $R$ of normal numbers of variance $1/k$: $x R$ has the length of $x$ on average.

    Args:
        D: dimension of the points, at least 1.
        k: dimension to project to, from 1 to D.
        rng: a Generator or seed.

    Returns:
        $R$, shape (D, k); project with `X @ R`.

    Raises:
        ValueError: if `D` is no positive int, or `k` is out of its range.
        TypeError: if `rng` is neither.

    Examples:
        >>> R = gaussian_projection(1000, 200, rng=0)
        >>> R.shape, round(float(np.linalg.norm(np.ones(1000) @ R) / np.sqrt(1000)), 1)
        ((1000, 200), 1.0)

    Source:
        johnson1984, dasgupta2003
    """
    D, k = _sizes(D, k)
    return inputs.generator(rng).normal(scale=1 / math.sqrt(k), size=(D, k))


def sparse_projection(D, k, *, density=1 / 3, rng):
    r"""Return a random matrix of few numbers but 0: $\pm\sqrt{1/(sk)}$ with probability $s/2$ each.

    With $s = 1$ all are coin tosses, with $s = 1/3$ two thirds are 0 and the promise of the Gaussian still holds;
    far sparser ones need points whose length is spread over many features.

    Args:
        D: dimension of the points, at least 1.
        k: dimension to project to, from 1 to D.
        density: $s$, above 0 and at most 1.
        rng: a Generator or seed.

    Returns:
        $R$, shape (D, k); project with `X @ R`.

    Raises:
        ValueError: if `D` is no positive int, or `k` or `density` is out of its range.
        TypeError: if `rng` is neither.

    Examples:
        >>> np.unique(sparse_projection(100, 3, rng=0))
        array([-1.,  0.,  1.])

    Source:
        achlioptas2003, li2006
    """
    D, k = _sizes(D, k)
    density = inputs.real(density, "density", above=0, most=1)
    u = inputs.generator(rng).random((D, k))
    signs = (u < density / 2).astype(float) - (u >= 1 - density / 2)
    return signs / math.sqrt(density * k)


def johnson_lindenstrauss_dimension(n, distortion):
    r"""Return the dimension that keeps all squared distances of $n$ points within $1 \pm \varepsilon$.

    $$k \ge \frac{4 \ln n}{\varepsilon^2/2 - \varepsilon^3/3}$$

    Some projection to so many dimensions does it, whatever the points and their dimension, and a random one does it
    with probability at least $1/n$. That is all the bound promises, so that it may take several draws to find one;
    in practice it rarely takes two.

    Args:
        n: number of points, at least 1.
        distortion: $\varepsilon$, at least 1e-100 and below 1.

    Returns:
        The least whole number that meets the bound, an int.

    Raises:
        ValueError: if `n` is no positive int, or `distortion` is out of its range.

    Examples:
        >>> johnson_lindenstrauss_dimension(10**6, 0.5), johnson_lindenstrauss_dimension(200, 0.3)
        (664, 589)

    Source:
        dasgupta2003
    """
    n = inputs.integer(n, "n")
    e = inputs.real(distortion, "distortion", least=1e-100, below=1)
    return max(1, math.ceil(4 * math.log(n) / (e**2 / 2 - e**3 / 3)))


def distortions(X, Z):
    r"""Return by how much the squared distance of each pair changed, as a share, pairs in order $i < j$.

    $$\frac{\|z_i - z_j\|^2}{\|x_i - x_j\|^2} - 1$$

    Args:
        X: points, shape (N, D), at least two, all different.
        Z: their projections, row for row, shape (N, k).

    Returns:
        Shape (N (N - 1) / 2,), at least -1, pairs in the order (0, 1), (0, 2), ..., (1, 2), ...

    Raises:
        ValueError: if there are not as many projections as points, or two points are equal.

    Examples:
        >>> distortions([[0, 0], [3, 4], [0, 1]], [[0], [4], [2]]).round(6)
        array([-0.36    ,  3.      , -0.777778])

    Source:
        dasgupta2003
    """
    X, Z = inputs.points(X, least=2), inputs.points(Z, "Z")
    if len(Z) != len(X):
        raise ValueError(f"X and Z need equal numbers of rows, got {len(X)} and {len(Z)}; give a projection a point")
    pairs = np.triu_indices(len(X), 1)
    before = geometry.distances(X)[pairs]
    if not before.all():
        i, j = (int(index[before.argmin()]) for index in pairs)
        raise ValueError(f"X needs different points, got rows {i} and {j} equal; leave one out")
    after = geometry.distances(Z)[pairs]
    if (after / 1e150 > before).any():
        raise ValueError("Z needs distances up to 1e150 times those of X, got larger ones; rescale Z")
    return (after / before) ** 2 - 1


def _sizes(D, k):
    D = inputs.integer(D, "D")
    return D, inputs.integer(k, "k", most=D)
