r"""Points in space: lengths and angles, projections, distances, principal components, hyperplanes.

Points are rows: `X` has shape (N, D). An argument described as "points" is one of shape (D,) or rows of them,
shape (N, D); where there are two, row goes with row, or the single one with every row of the other.
"""

import numpy as np

from mathnets import inputs

_NEAR = 0.01  # pairs with |x - y|^2 below this share of |x|^2 + |y|^2 lose digits in the product form


def dot(a, b):
    r"""Return the dot product, $a \cdot b = \sum_i a_i b_i$.

    Args:
        a: points.
        b: points of the same width.

    Returns:
        A number, or shape (N,) if `a` or `b` is rows of points.

    Raises:
        ValueError: if the shapes do not fit together.

    Examples:
        >>> print(dot([1, 2], [3, 4]))
        11.0

    Source:
        boyd2018
    """
    return _dot(*_pair(a, b))


def norm(a):
    r"""Return the Euclidean length, $\|a\| = \sqrt{a \cdot a}$, even where the squares overflow or underflow.

    Args:
        a: points.

    Returns:
        A number, or shape (N,), at least 0.

    Raises:
        ValueError: if `a` is neither a point nor rows of points, or holds what is no finite number.

    Examples:
        >>> print(norm([3, 4]), f"{norm([3e200, 4e200]):.1e}")
        5.0 5.0e+200

    Source:
        boyd2018, blue1978
    """
    return _norm(_points(a, "a"))


def cosine(a, b):
    r"""Return the cosine of the angle between two directions, $a \cdot b / (\|a\| \|b\|)$.

    Args:
        a: points, none of them zero.
        b: points of the same width, none of them zero.

    Returns:
        A number, or shape (N,), in [-1, 1].

    Raises:
        ValueError: if the shapes do not fit together, or a point is zero and so has no direction.

    Examples:
        >>> print(cosine([1, 0], [3, 4]))
        0.6

    Source:
        boyd2018
    """
    a, b = _pair(a, b)
    return np.clip(_dot(_unit(a, "a"), _unit(b, "b")), -1, 1)


def angle(a, b):
    r"""Return the angle between two directions, $2 \arctan(\|u - v\| / \|u + v\|)$.

    Here $u = a / \|a\|$ and $v = b / \|b\|$. Unlike the arc cosine of the cosine,
    this keeps its digits for nearly parallel and nearly opposite directions too.

    Args:
        a: points, none of them zero.
        b: points of the same width, none of them zero.

    Returns:
        A number, or shape (N,), in radians, from 0 to pi.

    Raises:
        ValueError: if the shapes do not fit together, or a point is zero and so has no direction.

    Examples:
        >>> print(angle([1, 0], [1, 1]) / np.pi, angle([1, 0], [1, 1e-9]))
        0.25 1e-09

    Source:
        kahan2006
    """
    a, b = _pair(a, b)
    u, v = _unit(a, "a"), _unit(b, "b")
    return 2 * np.arctan2(_norm(u - v), _norm(u + v))


def project(X, direction):
    r"""Return the part of points along a direction, $(x \cdot u) u$ with $u = d / \|d\|$.

    Args:
        X: points.
        direction: shape (D,), not zero; its length does not matter.

    Returns:
        The shadows of the points on the line through 0, in the shape of `X`.

    Raises:
        ValueError: if the widths differ, or `direction` is zero.

    Examples:
        >>> project([3, 4], direction=[2, 0])
        array([3., 0.])

    Source:
        boyd2018
    """
    direction = inputs.vector(direction, "direction")
    u = _unit(direction, "direction")
    return _dot(_points(X, "X", width=len(u)), u)[..., None] * u


def reject(X, direction):
    r"""Return the part of points orthogonal to a direction, $x - (x \cdot u) u$: what `project` leaves over.

    Args:
        X: points.
        direction: shape (D,), not zero; its length does not matter.

    Returns:
        The remainders, in the shape of `X`.

    Raises:
        ValueError: if the widths differ, or `direction` is zero.

    Examples:
        >>> reject([3, 4], direction=[2, 0])
        array([0., 4.])

    Source:
        boyd2018
    """
    return inputs.array(X) - project(X, direction)


def interpolate(a, b, t):
    r"""Return points on the straight line from `a` to `b`, $(1 - t) a + t b$.

    Args:
        a: the start, shape (D,).
        b: the end, shape (D,).
        t: where on the line, a number or shape (T,): 0 is `a`, 1 is `b`, outside [0, 1] lies beyond the ends.

    Returns:
        Shape (D,), or (T, D).

    Raises:
        ValueError: if the shapes do not fit together.

    Examples:
        >>> interpolate([0, 0], [4, 8], [0, 0.25, 1])
        array([[0., 0.],
               [1., 2.],
               [4., 8.]])

    Source:
        boyd2018
    """
    a = inputs.vector(a, "a")
    b = inputs.vector(b, "b", length=len(a))
    t = inputs.array(t, "t")
    if t.ndim > 1:
        raise ValueError(f"t needs to be a number or of shape (T,), got shape {t.shape}; use t.ravel()")
    return (1 - t)[..., None] * a + t[..., None] * b


def distances(X, Y=None, *, dtype=np.float64):
    r"""Return the distances between the rows of two sets, $\sqrt{\|x\|^2 + \|y\|^2 - 2 x \cdot y}$.

    One matrix product, of centred rows, does nearly all the work. Where the three terms cancel, $\|x - y\|$
    is computed directly: equal rows are exactly 0 apart, and every distance of up to 1,000 columns
    has a relative error below 1e-12 (float32: 1e-3); it grows with their number.

    Args:
        X: shape (N, D).
        Y: shape (M, D); without it, the distances within `X`.
        dtype: of the product and the result, float64 or float32.

    Returns:
        Shape (N, M), at least 0; without `Y` exactly symmetric.

    Raises:
        ValueError: if the widths differ.

    Examples:
        >>> distances([[0, 0], [3, 4]], [[0, 0], [0, 4]])
        array([[0., 4.],
               [5., 3.]])

    Source:
        higham2002
    """
    dtype = inputs.float_dtype(dtype)
    X = inputs.points(X)
    Y = X if Y is None else inputs.points(Y, "Y", width=X.shape[1])
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is computed directly
        mean = X.mean(axis=0)
        U = (X - mean).astype(dtype, copy=False)
        V = U if Y is X else (Y - mean).astype(dtype, copy=False)
        result = U @ V.T
        u = _dot(U, U) / 2
        v = u if V is U else _dot(V, V) / 2
        if V is U:
            np.fill_diagonal(result, -np.inf)  # a row's distance from itself is known, and not to be corrected
        rows = max(1, 2**16 // len(V))  # as many at a time as stay in the cache
        for start in range(0, len(U), rows):
            block = result[start : start + rows]
            scale = u[start : start + rows, None] + v
            np.subtract(scale, block, out=block)  # |x - y|^2 / 2
            scale *= dtype.type(_NEAR)
            scale += np.finfo(dtype).tiny / np.finfo(dtype).eps
            near = np.flatnonzero(~(block > scale))  # also where there is no number
            block *= 2
            np.sqrt(block, out=block)
            _correct(block, near, X[start : start + rows], Y)
    if V is U:
        np.fill_diagonal(result, 0)
    return result


def _correct(block, flat, X, Y):
    """Overwrite the entries at the `flat` indices of a block of distances by lengths of differences."""
    step = max(1, 2**17 // X.shape[1])
    for start in range(0, len(flat), step):
        i, j = np.divmod(flat[start : start + step], len(Y))
        block[i, j] = _norm(X[i] - Y[j])


def centroids(X, y):
    r"""Return the mean of each class, $\mu_c = \frac{1}{N_c} \sum_{i: y_i = c} x_i$.

    Args:
        X: shape (N, D).
        y: class labels, whole numbers, shape (N,).

    Returns:
        classes: the K labels that occur, in rising order, int64.
        means: their centroids in the same order, shape (K, D).

    Raises:
        ValueError: if there is not one label a row, or a label is no whole number.

    Examples:
        >>> classes, means = centroids([[0, 0], [2, 0], [5, 5]], [4, 4, 9])
        >>> classes, means
        (array([4, 9]), array([[1., 0.],
               [5., 5.]]))

    Source:
        boyd2018
    """
    X = inputs.points(X)
    y = inputs.labels(y, len(X))
    classes = np.unique(y)
    return classes, np.array([X[y == c].mean(axis=0) for c in classes])


def principal_components(X, k):
    r"""Return the mean and the `k` orthonormal directions of greatest variance, $\max_{\|v\| = 1} v^T C v$.

    They are the top eigenvectors of $C = \frac{1}{N-1} \sum_i (x_i - \mu)(x_i - \mu)^T$, but forming that
    would square the errors: the centred data are $QR$, and $R = U S V^T$. The sign of a component makes its
    entry of greatest size positive; of entries equally large up to a millionth the first decides, so that
    rounding never does.

    Args:
        X: shape (N, D), at least two rows.
        k: number of components, from 1 to min(N, D).

    Returns:
        mean: shape (D,).
        components: rows, shape (k, D); where variances are equal (or zero) their choice is arbitrary.
        variances: of the data along each, shape (k,), falling.

    Raises:
        ValueError: if there are fewer than two rows, or `k` is out of its range.

    Examples:
        >>> mean, components, variances = principal_components([[0, 1], [2, 1], [4, 1]], k=1)
        >>> mean, components, variances
        (array([2., 1.]), array([[1., 0.]]), array([4.]))

    Source:
        pearson1901, chan1982
    """
    X = inputs.squarable(inputs.points(X, least=2))
    k = inputs.integer(k, "k", most=min(X.shape))
    mean = X.mean(axis=0)
    _, s, components = np.linalg.svd(np.linalg.qr(X - mean, mode="r"), full_matrices=False)
    return mean, _oriented(components[:k]), s[:k] ** 2 / (len(X) - 1)


class PCA:
    r"""Principal components as an estimator: `transform` gives the coordinates $(x - \mu) V^T$ along them.

    Args:
        n_components: how many to keep, from 1 to min(N, D); all of them if None.

    Attributes:
        mean_: shape (D,).
        components_: shape (n_components, D), signs as in `principal_components`.
        explained_variance_: shape (n_components,), with N - 1 in the denominator.
        explained_variance_ratio_: the same as shares of the total variance (0 if there is none).

    Examples:
        >>> X = [[0, 1], [2, 1], [4, 1]]
        >>> pca = PCA(n_components=1).fit(X)
        >>> pca.transform(X).ravel()
        array([-2.,  0.,  2.])
        >>> pca.inverse_transform([[1]])
        array([[3., 1.]])

    Source:
        pearson1901
    """

    def __init__(self, n_components=None):
        self.n_components = n_components

    def fit(self, X, y=None):
        """Learn mean and components from `X`, shape (N, D), and return self; `y` is ignored."""
        X = inputs.points(X, least=2)
        k = min(X.shape) if self.n_components is None else self.n_components
        k = inputs.integer(k, "n_components", most=min(X.shape))
        self.mean_, self.components_, self.explained_variance_ = principal_components(X, k)
        total = X.var(axis=0, ddof=1).sum()
        self.explained_variance_ratio_ = self.explained_variance_ / (total or 1.0)
        return self

    def transform(self, X):
        """Return the coordinates of `X`, shape (N, D), along the components: shape (N, n_components)."""
        inputs.fitted(self, "components_")
        return (inputs.points(X, width=len(self.mean_)) - self.mean_) @ self.components_.T

    def inverse_transform(self, Z):
        """Return the points, shape (N, D), that have the coordinates `Z`, shape (N, n_components)."""
        inputs.fitted(self, "components_")
        return inputs.points(Z, "Z", width=len(self.components_)) @ self.components_ + self.mean_

    def fit_transform(self, X, y=None):
        """Learn from `X` and return its coordinates; `y` is ignored."""
        return self.fit(X).transform(X)


class Hyperplane:
    r"""The points with $w \cdot x + b = 0$: a flat of one dimension less, which cuts the space in two.

    The angle between two hyperplanes is that between their normals, `angle(first.normal, second.normal)`.

    Args:
        normal: $w$, shape (D,), not zero; it points to the positive side.
        offset: $b$, a number.

    Raises:
        ValueError: if `normal` is zero, or something is not finite.

    Examples:
        >>> plane = Hyperplane(normal=[3, 4], offset=-5)
        >>> plane.signed_distance([[3, 4], [0, 0]])
        array([ 4., -1.])
        >>> plane.nearest([0, 0])
        array([0.6, 0.8])

    Source:
        boyd2018
    """

    def __init__(self, normal, offset=0.0):
        self.normal = inputs.vector(normal, "normal").copy()
        self.offset = inputs.real(offset, "offset")
        _unit(self.normal, "normal")  # refuses zero
        self.normal.flags.writeable = False

    def __repr__(self):
        return f"Hyperplane(normal={self.normal!r}, offset={self.offset!r})"

    @classmethod
    def from_points(cls, P):
        r"""Return the hyperplane through D points of a D-dimensional space, with a normal of length 1.

        Args:
            P: shape (D, D), a row a point; they must not all lie in a smaller flat.

        Returns:
            A `Hyperplane` whose normal has the sign that `principal_components` gives its rows.

        Raises:
            ValueError: if there are not D points, or they lie in a smaller flat.

        Examples:
            >>> Hyperplane.from_points([[1, 0], [0, 1]]).signed_distance([1, 1]).round(6)
            np.float64(0.707107)
        """
        P = inputs.points(P, "P")
        if P.shape[0] != P.shape[1]:
            raise ValueError(f"P needs as many points as coordinates, got shape {P.shape}; give D points of D")
        mean = P.mean(axis=0)
        _, s, V = np.linalg.svd(P - mean)  # the last direction is the one in which the points do not vary
        smallest = s[-2] if len(P) > 1 else np.inf
        if smallest <= len(P) * np.finfo(float).eps * np.abs(P).max():
            raise ValueError(f"P needs points in general position, got {len(P)} in a smaller flat; replace one")
        normal = _oriented(V[-1:])[0]
        return cls(normal, -_dot(normal, mean))

    def signed_distance(self, X):
        r"""Return $(w \cdot x + b) / \|w\|$ of points `X`: positive where the normal points, 0 on the plane."""
        return self._value(X) / _norm(self.normal)

    def side(self, X):
        """Return 1 for points `X` on the side that the normal points to, -1 on the other, 0 on the plane."""
        return np.sign(self._value(X))

    def nearest(self, X):
        r"""Return the foot points of `X` on the plane, $x - d u$: $d$ the signed distance, $u = w / \|w\|$."""
        return inputs.array(X) - self.signed_distance(X)[..., None] * _unit(self.normal, "normal")

    def _value(self, X):
        return _dot(_points(X, "X", width=len(self.normal)), self.normal) + self.offset


def _points(X, name, width=None):
    """Return one point, shape (D,), or rows of points, shape (N, D), as an array."""
    X = inputs.array(X, name)
    return inputs.vector(X, name, length=width) if X.ndim == 1 else inputs.points(X, name, width=width)


def _pair(a, b):
    """Return points `a` and `b` of equal width, and of equal numbers unless one is single."""
    a, b = _points(a, "a"), _points(b, "b")
    if a.shape[-1] != b.shape[-1] or (a.ndim == b.ndim and a.shape != b.shape):
        raise ValueError(f"a and b need shapes that fit together, got {a.shape} and {b.shape}; give row for row")
    return a, b


def _dot(a, b):
    return np.einsum("...i,...i->...", a, b)


def _norm(a):
    """Return the length of each row; where squares would overflow or underflow, scaled by a power of 2."""
    rows = np.atleast_2d(a)
    with np.errstate(over="ignore"):
        length = np.sqrt(_dot(rows, rows))
        odd = ~((length > 1e-140) & (length < 1e150))
        if odd.any():
            _, exponent = np.frexp(np.abs(rows[odd]).max(axis=1))
            scaled = np.ldexp(rows[odd], -exponent[:, None])
            length[odd] = np.ldexp(np.sqrt(_dot(scaled, scaled)), exponent)
    return length if a.ndim > 1 else length[0]


def _unit(a, name):
    """Return each row at length 1."""
    size = np.abs(a).max(axis=-1, keepdims=True)
    if not np.all(size > 0):
        raise ValueError(f"{name} needs a length above 0, got a zero vector, which has no direction; leave it out")
    a = a / size
    return a / _norm(a)[..., None]


def _oriented(directions):
    """Return rows with signs such that the first entry of greatest size (up to a millionth) is positive."""
    size = np.abs(directions)
    first = (size >= (1 - 1e-6) * size.max(axis=1, keepdims=True)).argmax(axis=1)
    return directions * np.sign(directions[np.arange(len(directions)), first])[:, None]
