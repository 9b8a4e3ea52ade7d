r"""Small data sets in the plane, drawn from a formula and a seed: moons, circles, XOR, spirals, blobs.

Each returns points `X`, shape (n, 2), and labels `y`, shape (n,), int64: -1 and 1, but for the blobs, whose classes
are counted 0, 1, 2, ... Classes are as equal in number as n allows, and the points come in random order. The noise is
Gaussian, its standard deviation in the unit of the coordinates.
"""

import numpy as np

from mathnets import inputs


def moons(n=200, *, noise=0.1, rng):
    r"""Return two half circles that reach into each other, like two hooked moons.

    $$(\cos t, \sin t) \text{ with label } -1, \qquad (1 - \cos t, \tfrac12 - \sin t) \text{ with label } 1,
    \qquad t \in [0, \pi]$$

    The angles are spread evenly, so that without noise the points depend on `rng` by their order alone.

    Args:
        n: number of points, at least 2.
        noise: standard deviation added to each coordinate, at least 0.
        rng: a Generator or seed.

    Returns:
        X: points, shape (n, 2), float64.
        y: labels in {-1, 1}, shape (n,), int64; with n odd there is one -1 more.

    Raises:
        ValueError: if `n` or `noise` is out of range.
        TypeError: if `rng` is neither a Generator nor a seed.

    Examples:
        >>> X, y = moons(5, noise=0, rng=0)
        >>> X[y == -1].round(3)[np.argsort(X[y == -1, 0])].tolist()
        [[-1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]

    Source:
        pedregosa2011
    """
    first, second = _halves(n)
    s, t = np.linspace(0, np.pi, first), np.linspace(0, np.pi, second)
    upper = np.column_stack([np.cos(s), np.sin(s)])
    lower = np.column_stack([1 - np.cos(t), 0.5 - np.sin(t)])
    return _shaken([upper, lower], noise, rng)


def circles(n=200, *, noise=0.05, inner=0.5, rng):
    r"""Return a ring, and a smaller one inside it: no line parts them, but $x_1^2 + x_2^2$ does.

    $$(\cos t, \sin t) \text{ with label } -1, \qquad r\,(\cos t, \sin t) \text{ with label } 1$$

    Args:
        n: number of points, at least 2.
        noise: standard deviation added to each coordinate, at least 0.
        inner: radius r of the inner ring, between 0 and 1; the outer one's is 1.
        rng: a Generator or seed.

    Returns:
        X: points, shape (n, 2), float64.
        y: labels in {-1, 1}, shape (n,), int64, 1 on the inner ring; with n odd there is one -1 more.

    Raises:
        ValueError: if `n`, `noise` or `inner` is out of range.
        TypeError: if `rng` is neither a Generator nor a seed.

    Examples:
        >>> X, y = circles(4, noise=0, rng=0)
        >>> np.hypot(*X.T)[y == 1].tolist()
        [0.5, 0.5]

    Source:
        pedregosa2011
    """
    inner = inputs.real(inner, "inner", above=0, below=1)
    parts = []
    for radius, count in zip((1.0, inner), _halves(n), strict=True):
        t = 2 * np.pi * np.arange(count) / count
        parts.append(radius * np.column_stack([np.cos(t), np.sin(t)]))
    return _shaken(parts, noise, rng)


def xor(n=200, *, noise=0.25, rng):
    r"""Return clouds around the corners of a square, where opposite corners have the same label: exclusive or.

    $$y = -x_1 x_2 \quad\text{at the corners } x \in \{-1, 1\}^2$$

    Args:
        n: number of points, at least 4; the first corners have one more where 4 does not divide n.
        noise: standard deviation of a cloud in each coordinate, at least 0.
        rng: a Generator or seed.

    Returns:
        X: points, shape (n, 2), float64.
        y: labels in {-1, 1}, shape (n,), int64: 1 where exactly one coordinate of the corner is 1.

    Raises:
        ValueError: if `n` or `noise` is out of range.
        TypeError: if `rng` is neither a Generator nor a seed.

    Examples:
        >>> X, y = xor(4, noise=0, rng=0)
        >>> bool((y == -X[:, 0] * X[:, 1]).all())
        True

    Source:
        minsky1969
    """
    n = inputs.integer(n, "n", least=4)
    corners = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, 1.0], [1.0, -1.0]])[np.arange(n) % 4]
    same = corners[:, 0] == corners[:, 1]
    return _shaken([corners[same], corners[~same]], noise, rng)


def spirals(n=200, *, noise=0.02, turns=1.5, rng):
    r"""Return two spirals wound around each other, the second one the first turned by half a turn.

    $$\pm\, \tau_i\,(\cos 2\pi c\tau_i, \sin 2\pi c\tau_i), \qquad \tau_i = \sqrt{i / m}, \quad i = 1, \dots, m$$

    With $c$ turns and $m$ points an arm; the root makes them about equally dense along it.

    Args:
        n: number of points, at least 2.
        noise: standard deviation added to each coordinate, at least 0.
        turns: how often an arm goes round, above 0; the original benchmark has 3.
        rng: a Generator or seed.

    Returns:
        X: points, shape (n, 2), float64, without noise within the unit circle.
        y: labels in {-1, 1}, shape (n,), int64; with n odd there is one -1 more.

    Raises:
        ValueError: if `n`, `noise` or `turns` is out of range.
        TypeError: if `rng` is neither a Generator nor a seed.

    Examples:
        >>> X, y = spirals(2, noise=0, turns=1, rng=0)
        >>> X[y == -1].round(12).tolist()
        [[1.0, -0.0]]

    Source:
        lang1988
    """
    turns = inputs.real(turns, "turns", above=0)
    parts = []
    for sign, count in zip((1.0, -1.0), _halves(n), strict=True):
        radius = np.sqrt(np.arange(1, count + 1) / count)
        t = 2 * np.pi * turns * radius
        parts.append(sign * radius[:, None] * np.column_stack([np.cos(t), np.sin(t)]))
    return _shaken(parts, noise, rng)


def blobs(n=200, *, centers=((-1.0, -1.0), (1.0, 1.0)), spread=0.5, rng):
    r"""Return round Gaussian clouds, class c about the c-th center; in as many dimensions as the centers have.

    $$x \sim \mathcal N(\mu_c, \sigma^2 I)$$

    Args:
        n: number of points, at least the number K of centers.
        centers: $\mu_c$, shape (K, D).
        spread: standard deviation in each coordinate, at least 0; a number, or one for each center, shape (K,).
        rng: a Generator or seed.

    Returns:
        X: points, shape (n, D), float64.
        y: classes 0 to K - 1, shape (n,), int64; where K does not divide n, the first have one more. For two labels
            -1 and 1 take 2 * y - 1.

    Raises:
        ValueError: if `n` or `spread` is out of range, or `centers` is no (K, D) array.
        TypeError: if `rng` is neither a Generator nor a seed.

    Examples:
        >>> X, y = blobs(5, centers=[[0, 0], [9, 9]], spread=0, rng=0)
        >>> X[y == 1].tolist()
        [[9.0, 9.0], [9.0, 9.0]]

    Source:
        pedregosa2011
    """
    centers = inputs.points(centers, "centers")
    n = inputs.integer(n, "n", least=len(centers))
    spread = inputs.array(spread, "spread")
    if spread.ndim > 1 or (spread.ndim == 1 and len(spread) != len(centers)) or (spread < 0).any():
        raise ValueError(f"spread needs numbers of at least 0, one or {len(centers)}, got {spread}; give one a center")
    rng = inputs.generator(rng)
    y = rng.permutation(np.arange(n) % len(centers))
    sigma = np.broadcast_to(spread, len(centers))[y, None]
    return centers[y] + sigma * rng.standard_normal((n, centers.shape[1])), y


def _halves(n):
    """Return the numbers of points of the two classes, the first one more if n is odd."""
    n = inputs.integer(n, "n", least=2)
    return n - n // 2, n // 2


def _shaken(parts, noise, rng):
    """Return the points of both classes with noise added, in random order, and their labels -1 and 1."""
    noise, rng = inputs.real(noise, "noise", least=0), inputs.generator(rng)
    X = np.concatenate(parts)
    y = np.repeat([-1, 1], [len(part) for part in parts])
    order = rng.permutation(len(X))
    return (X + noise * rng.standard_normal(X.shape))[order], y[order]
