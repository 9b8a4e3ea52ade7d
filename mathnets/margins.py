r"""How far apart two classes are, and what that promises: margins, Novikoff's bound, Cover's count.

The margin of a hyperplane is the distance from it to the nearest example. The widest one is found here as
the point of a convex hull that is nearest to the origin, by Wolfe's finite algorithm, with a certificate of
how far from the best the answer can be.
"""

import warnings
from typing import NamedTuple

import numpy as np

from mathnets import geometry, inputs
from mathnets.inputs import ConvergenceWarning

ZERO_MARGIN = 1e-12  # of the radius: classes that are nearer to each other than this count as touching
_NEWTON_STEPS = 50  # in 20 nearly every labeling is decided


class NotSeparableError(ValueError):
    r"""Raised where a hyperplane is needed and none separates the classes; `weights` is the proof.

    `weights` are $a_i \ge 0$ that sum to 1 (with an offset: over each class), with $\sum_i a_i y_i x_i = 0$ up to
    rounding. So no $w$ and $b$ can have $y_i\,(w\cdot x_i + b) > 0$ for all $i$: these numbers average to 0.
    """

    def __init__(self, message, weights):
        super().__init__(message)
        self.weights = weights


class NearestPoint(NamedTuple):
    """The point of a convex hull nearest to the origin, and the proof of it.

    Attributes:
        point: shape (D,).
        weights: nonnegative, summing to 1, with `weights @ P` equal to `point`; shape (N,).
        gap: the least distance lies between `norm(point) - gap` and `norm(point)`.
    """

    point: np.ndarray
    weights: np.ndarray
    gap: float


class HardMargin(NamedTuple):
    """The widest separating hyperplane, and the proof that there is no wider one.

    Attributes:
        w: unit normal, shape (D,).
        b: offset, 0 through the origin.
        gamma: the margin that this hyperplane has.
        support: rows of the examples with positive weight, which hold it in place.
        weights: of the examples, nonnegative, summing to 1 (with an offset: over each class), shape (N,).
        gap: the widest margin of all is at most `gamma / (1 - gap)`.
    """

    w: np.ndarray
    b: float
    gamma: float
    support: np.ndarray
    weights: np.ndarray
    gap: float


class Squeeze(NamedTuple):
    """Both inequalities of Novikoff's proof, before the first mistake and after each of M; shapes (M + 1,).

    Attributes:
        progress: $w_k\\cdot u$, the weights after k mistakes along the unit normal.
        progress_bound: $k\\gamma$, which it is never below.
        squared_norm: $\\lVert w_k\\rVert^2$.
        squared_norm_bound: $kR^2$, which it is never above.
    """

    progress: np.ndarray
    progress_bound: np.ndarray
    squared_norm: np.ndarray
    squared_norm_bound: np.ndarray


def lift(X):
    r"""Return the examples with the constant 1 appended, which makes an offset one more weight.

    $$(w, b)\cdot(x, 1) = w\cdot x + b$$

    Args:
        X: examples, shape (N, D).

    Returns:
        The lifted examples, shape (N, D + 1).

    Raises:
        ValueError: if `X` is no finite (N, D) array.

    Examples:
        >>> lift([[2.0, 3.0]])
        array([[2., 3., 1.]])

    Source:
        cover1965
    """
    X = inputs.points(X)
    return np.column_stack([X, np.ones(len(X))])


def margin(w, b, X, y, *, functional=False):
    r"""Return the margin of a hyperplane: the signed distance of the example that lies worst.

    $$\gamma = \min_i \frac{y_i\,(w\cdot x_i + b)}{\lVert w\rVert}$$

    It is the distance to the nearest example if all are on their sides, and negative if one is not.

    Args:
        w: normal vector, shape (D,), not zero.
        b: offset, a number.
        X: examples, shape (N, D).
        y: labels in {-1, 1}, shape (N,).
        functional: if true, do not divide by the norm of `w`: the *functional* margin, which doubles with `w`.

    Returns:
        The margin, a float, in the unit of `X` (functional: in the unit of `w` times `X`).

    Raises:
        ValueError: if shapes disagree, a label is not -1 or 1, or `w` is zero.

    Examples:
        >>> margin([3.0, 4.0], 0.0, [[3.0, 4.0], [-1.0, 0.0]], [1, -1])
        0.6

    Source:
        novikoff1962
    """
    X = inputs.points(X)
    y, w, b = inputs.signs(y, len(X)), inputs.vector(w, "w", length=X.shape[1]), inputs.real(b, "b")
    norm = 1.0 if functional else geometry.norm(w)
    if norm == 0:
        raise ValueError("w needs a direction, got the zero vector; give a nonzero normal vector")
    return float(np.min(y * (X @ (w / norm) + b / norm)))


def radius(X):
    r"""Return the largest norm of an example, Novikoff's $R$: the radius of the smallest ball *about the origin*.

    $$R = \max_i \lVert x_i\rVert$$

    It is not the radius of the smallest ball that encloses the examples, which may lie anywhere.

    Args:
        X: examples, shape (N, D).

    Returns:
        The radius, a float of 0 or more, in the unit of `X`.

    Raises:
        ValueError: if `X` is no finite (N, D) array.

    Examples:
        >>> radius([[3.0, 4.0], [3.0, 0.0]])
        5.0

    Source:
        novikoff1962
    """
    return float(geometry.norm(inputs.points(X)).max())


def novikoff_bound(X, y, *, intercept=False):
    r"""Return the most mistakes the perceptron can make on these examples, in whatever order they come.

    $$M \le \left(\frac{R}{\gamma}\right)^2$$

    Args:
        X: examples, shape (N, D).
        y: labels in {-1, 1}, shape (N,).
        intercept: if true, for the perceptron with an offset, which is the perceptron on `lift(X)`.

    Returns:
        The bound, a float; `inf` if no hyperplane separates the classes.

    Raises:
        ValueError: if shapes disagree or a label is not -1 or 1.

    Examples:
        >>> round(novikoff_bound([[1.0, 0.0], [0.0, 1.0]], [1, 1]), 12)
        2.0

    Source:
        novikoff1962
    """
    if intercept:
        X = lift(X)
    try:
        return (radius(X) / hard_margin(X, y).gamma) ** 2
    except NotSeparableError:
        return np.inf


def novikoff_squeeze(path, X, y, w, b=0.0):
    r"""Return both inequalities of Novikoff's proof along a run of the perceptron.

    With $u$ the unit vector along $w$, after $k$ mistakes

    $$k\gamma \;\le\; w_k\cdot u \;\le\; \lVert w_k\rVert \;\le\; \sqrt{k}\,R,$$

    so that $k\gamma\le\sqrt{k}R$, which ends at $k = (R/\gamma)^2$.

    Args:
        path: what `perceptron_path(X, y)` returned.
        X: the same examples, shape (N, D).
        y: the same labels in {-1, 1}, shape (N,).
        w: normal of any separating hyperplane, shape (D,); the widest one gives the tightest proof.
        b: its offset; 0 for a path without intercept. With one, all examples and weights are lifted.

    Returns:
        A `Squeeze`: `progress`, `progress_bound`, `squared_norm` and `squared_norm_bound`.

    Raises:
        TypeError: if `path` is something else.
        ValueError: if shapes disagree, a label is not -1 or 1, or (w, b) does not separate the classes.

    Examples:
        >>> from mathnets.perceptron import perceptron_path
        >>> path = perceptron_path([[1.0, 0.0], [0.0, 1.0]], [1, 1], fit_intercept=False)
        >>> squeeze = novikoff_squeeze(path, [[1.0, 0.0], [0.0, 1.0]], [1, 1], w=[1.0, 1.0])
        >>> squeeze.squared_norm, squeeze.squared_norm_bound
        (array([0., 1., 2.]), array([0., 1., 2.]))

    Source:
        novikoff1962
    """
    X = inputs.squarable(inputs.points(X))
    w, b = inputs.vector(w, "w", length=X.shape[1]), inputs.real(b, "b")
    inputs.able(path, "path", ("examples", "weights", "offsets"), "perceptron_path(X, y)")
    if path.weights.shape[1] != X.shape[1]:
        raise ValueError(f"path needs weights of {X.shape[1]} features, got {path.weights.shape[1]}; give its own X")
    steps = path.weights
    if path.offsets.any():
        X, w, steps = lift(X), np.append(w, b), np.column_stack([path.weights, path.offsets])
    elif b != 0:
        raise ValueError(f"b needs to be 0 for a path without intercept, got {b:g}; make one with fit_intercept=True")
    gamma = margin(w, 0.0, X, y)
    if gamma <= 0:
        raise ValueError(f"w and b need to separate the classes, got margin {gamma:g}; take them from hard_margin")
    k = np.arange(len(steps))
    return Squeeze(
        progress=steps @ (w / geometry.norm(w)),
        progress_bound=k * gamma,
        squared_norm=np.sum(steps**2, axis=1),
        squared_norm_bound=k * radius(X) ** 2,
    )


# The nearest point of a convex hull. The private functions work on points scaled to norms of at most 1.


def _scaled(P):
    """Return P divided by a power of 2 (so without rounding) that makes its largest norm 1/2 to 1, and that power."""
    exponent = np.frexp(np.abs(P).max())[1]
    exponent += np.frexp(np.linalg.norm(np.ldexp(P, -exponent), axis=1).max())[1]
    if exponent > 1023:
        raise ValueError("X needs points whose norms fit into float64, got longer ones; rescale X")
    return np.ldexp(P, -exponent), float(np.ldexp(1.0, exponent))


def _hull(P):
    """The vertex oracle of the convex hull of the rows of P: given x, the vertex that lies lowest along x."""

    def lowest(x):
        heights = P @ x
        key = int(heights.argmin())
        return key, P[key], heights[key]

    return lowest


def _difference_of_hulls(A, B):
    """The vertex oracle of all differences a - b of two hulls: its vertices are pairs, its search two plain ones."""
    lowest_in_A, lowest_in_minus_B = _hull(A), _hull(-B)

    def lowest(x):
        i, a, low = lowest_in_A(x)
        j, minus_b, minus_high = lowest_in_minus_B(x)
        return (i, j), a + minus_b, low + minus_high

    return lowest


def _towards_nearest(corral, weights, careful):
    """The change of weights that leads to the point of the corral's affine hull nearest to the origin.

    It minimises |(weights + change) @ corral| with sum(change) = 0, and starts at the present weights, so that the
    next step makes good the rounding of this one. The quick way solves the normal equations, made regular by adding
    1 to the Gram matrix (Wolfe's device); the careful one does not square the condition of a nearly flat corral.
    """
    if careful:
        steps = np.linalg.lstsq((corral[1:] - corral[0]).T, -(weights @ corral))[0]
        return np.append(-steps.sum(), steps)
    sides = np.ones((len(corral), 2))
    sides[:, 1] = corral @ (weights @ corral)
    ones, inner = np.linalg.solve(corral @ corral.T + 1.0, sides).T
    return ones * (inner.sum() / ones.sum()) - inner


def _minor_steps(keys, corral, weights, careful):
    """Return the nearest point with its keys, corral and weights, without the vertices that got in the way to it."""
    while True:
        change = _towards_nearest(corral, weights, careful)
        falling = np.flatnonzero(weights + change <= 0)
        if len(falling) == 0:
            weights = (weights + change) / (weights + change).sum()
            point = weights @ corral
            if careful:  # takes out what rounding of the weights left along the corral, where the point must be normal
                point = point + _towards_nearest(corral, weights, careful) @ corral
            return keys, corral, weights, point
        shares = -weights[falling] / change[falling]
        weights = weights + shares.min() * change
        weights[falling[shares.argmin()]] = 0.0
        kept = np.flatnonzero(weights > 0)
        keys, corral, weights = [keys[i] for i in kept], corral[kept], weights[kept]


def _wolfe(lowest, direction, max_steps):
    """Wolfe's algorithm: the point nearest to the origin, as keys, weights, point and the least vertex @ point.

    A corral is a set of affinely independent vertices; `point` is always the nearest one of their affine hull, and
    inside their convex hull. A major step adds the vertex that lies lowest along `point`; minor steps drop those
    that got in the way. The norm falls at every major step, so no corral comes back, and there are finitely many.
    """
    key, vertex, _ = lowest(direction)
    keys, corral, weights, point = [key], vertex[None, :], np.ones(1), vertex
    key, vertex, least = lowest(point)
    rounding = 4 * np.finfo(float).eps * np.sqrt(len(point))  # of a vertex @ a unit vector
    careful = False
    for _ in range(max_steps):
        norm = np.linalg.norm(point)
        if norm <= ZERO_MARGIN / 10 or norm**2 - least <= rounding * norm:
            break
        larger = keys, corral, weights
        if key not in keys:
            larger = [*keys, key], np.concatenate([corral, vertex[None, :]]), np.append(weights, 0.0)
        try:
            step = _minor_steps(*larger, careful)
        except np.linalg.LinAlgError:
            step = None
        nearer = step and np.linalg.norm(step[-1]) < norm
        if step and careful and not nearer:  # equally near up to rounding, but perhaps with a better proof
            nearer = np.linalg.norm(step[-1]) < norm + rounding and lowest(step[-1])[-1] > least
        if nearer:
            keys, corral, weights, point = step
            key, vertex, least = lowest(point)
        elif not careful:
            careful = True
        else:
            break  # nothing left to gain but rounding
    return keys, weights, point, least


def _warn_if_far(gap, norm):
    if norm > ZERO_MARGIN and gap > 1e-8 * norm + ZERO_MARGIN:
        warnings.warn(
            f"the nearest point needs a gap of rounding size, got {gap / norm:.1e} of its distance; "
            "allow more steps or remove examples that are nearly equal",
            ConvergenceWarning,
            stacklevel=3,
        )


def _default_steps(width):
    return 100 * (width + 10)


def nearest_point_of_hull(P, *, max_steps=None):
    r"""Return the point of the convex hull of some points that is nearest to the origin, by Wolfe's algorithm.

    $$\min_a \Bigl\lVert \sum_i a_i p_i \Bigr\rVert \quad\text{with } a_i \ge 0,\ \sum_i a_i = 1$$

    The answer $x$ proves itself: every convex combination $q$ of the points has
    $\lVert q\rVert \ge \min_i p_i\cdot x/\lVert x\rVert$, so $x$ is at most `gap` farther away than the best.

    Args:
        P: points, shape (N, D).
        max_steps: most vertices to bring in, at least 1; by default 100 (D + 10), far more than was ever needed.

    Returns:
        A `NearestPoint`: `point`, `weights` (at most D + 1 of them above 0), and `gap`, in the unit of `P`. A hull
        that contains the origin gives a point and a gap that are zero up to rounding.

    Raises:
        ValueError: if `P` is no finite (N, D) array or `max_steps` is no positive int.

    Examples:
        >>> point, weights, gap = nearest_point_of_hull([[2.0, -1.0], [2.0, 3.0], [5.0, 0.0]])
        >>> weights.round(9), round(float(np.linalg.norm(point)), 9), gap < 1e-12
        (array([0.75, 0.25, 0.  ]), 2.0, True)

    Source:
        wolfe1976
    """
    P = inputs.points(P, "P")
    max_steps = _default_steps(P.shape[1]) if max_steps is None else inputs.integer(max_steps, "max_steps")
    P, scale = _scaled(P)
    keys, shares, point, least = _wolfe(_hull(P), P.mean(axis=0), max_steps)
    norm = np.linalg.norm(point)
    gap = max(norm - max(least / norm, 0.0), 0.0) if norm else 0.0
    _warn_if_far(gap, norm)
    weights = np.zeros(len(P))
    weights[keys] = shares
    return NearestPoint(point * scale, weights, float(gap * scale))


def hard_margin(X, y, *, intercept=False):
    r"""Return the separating hyperplane that is as far as possible from both classes.

    Through the origin, it is normal to the nearest point of the hull of all $y_i x_i$; with an offset, it stands
    halfway between the nearest points of the two hulls:

    $$\max_{\lVert w\rVert = 1} \min_i\, y_i\, w\cdot x_i = \min_a \Bigl\lVert \sum_i a_i y_i x_i\Bigr\rVert,$$

    $$\max_{\lVert w\rVert = 1,\,b} \min_i\, y_i (w\cdot x_i + b)
    = \tfrac12 \min_a \Bigl\lVert \sum_i a_i y_i x_i\Bigr\rVert,$$

    where $a_i\ge 0$ sum to 1 over all examples in the first line, over each class in the second. Any weights bound
    the margin from above, any hyperplane from below; the two meet.

    Args:
        X: examples, shape (N, D).
        y: labels in {-1, 1}, shape (N,).
        intercept: whether the hyperplane may leave the origin; needs examples of both classes.

    Returns:
        A `HardMargin`: `w`, `b`, `gamma`, `support`, `weights`, and the certificate `gap`.

    Raises:
        NotSeparableError: if no hyperplane has a margin over about 1e-12 times the largest norm; a ValueError whose
            `weights` prove it.
        ValueError: if shapes disagree, a label is not -1 or 1, or an offset is asked for with one class only.

    Examples:
        >>> plane = hard_margin([[1.0, 1.0], [3.0, 2.0], [-1.0, 1.0]], [1, 1, -1], intercept=True)
        >>> plane.w, plane.b, plane.gamma, plane.support
        (array([1., 0.]), 0.0, 1.0, array([0, 2]))

    Source:
        wolfe1976, boser1992
    """
    X = inputs.points(X)
    y = inputs.signs(y, len(X))
    if intercept and len(np.unique(y)) < 2:
        raise ValueError("y needs examples of 2 classes, got 1 class; add the other or set intercept=False")
    Z, unit = _scaled(X)
    centre = Z[0] if intercept else np.zeros(X.shape[1])  # any point near the examples: it saves digits
    Z, scale = _scaled(Z - centre)
    weights, w, b, gamma, most = (_with_offset if intercept else _through_origin)(Z, y)
    if most <= ZERO_MARGIN or gamma <= 0:
        where, remedy = ("", "take fewer examples") if intercept else (" through the origin", "allow an offset")
        raise NotSeparableError(
            f"X and y need classes that a hyperplane{where} separates, got ones for which no margin exceeds "
            f"{most * scale * unit:.2g}; {remedy}",
            weights,
        )
    gap = max(1 - gamma / most, 0.0)
    _warn_if_far(gap * most, most)
    b = (b * scale - w @ centre) * unit
    return HardMargin(w, float(b), float(gamma * scale * unit), np.flatnonzero(weights), weights, float(gap))


def _through_origin(Z, y):
    """Return weights, unit normal, offset 0, its margin, and the bound that the weights put on any margin."""
    Z = Z * y[:, None]
    keys, shares, point, _ = _wolfe(_hull(Z), Z.mean(axis=0), _default_steps(Z.shape[1]))
    weights = np.zeros(len(Z))
    weights[keys] = shares
    norm = np.linalg.norm(point)
    w = point / (norm or 1.0)
    return weights, w, 0.0, (Z @ w).min(), norm


def _with_offset(Z, y):
    """Return weights, unit normal, offset halfway, its margin, and the bound that the weights put on any margin."""
    plus, minus = np.flatnonzero(y > 0), np.flatnonzero(y < 0)
    A, B = Z[plus], Z[minus]
    direction = A.mean(axis=0) - B.mean(axis=0)
    pairs, shares, point, _ = _wolfe(_difference_of_hulls(A, B), direction, _default_steps(Z.shape[1]))
    i, j = np.array(pairs).T
    weights = np.zeros(len(Z))
    np.add.at(weights, plus[i], shares)
    np.add.at(weights, minus[j], shares)
    norm = np.linalg.norm(point)
    w = point / (norm or 1.0)
    low, high = (A @ w).min(), (B @ w).max()
    return weights, w, -(low + high) / 2, (low - high) / 2, norm / 2


def separable(X, y, *, intercept=False):
    r"""Return whether some hyperplane has every example strictly on its own side, for one labeling or many.

    $$\exists\, w:\quad y_i\, w\cdot x_i > 0 \text{ for all } i$$

    Either such a $w$ is found, or a convex combination $\sum_i a_i y_i x_i = 0$, and then there is none: exactly one
    of the two exists (Gordan's theorem). Both are found in floating point: a margin under about 1e-12 times the largest
    norm counts as none.

    Args:
        X: examples, shape (N, D).
        y: labels in {-1, 1}, shape (N,), or many labelings of the same examples, shape (L, N).
        intercept: whether the hyperplane may leave the origin.

    Returns:
        True or False; for many labelings an array of them, shape (L,).

    Raises:
        ValueError: if shapes disagree or a label is not -1 or 1.

    Examples:
        >>> corners = [[0, 0], [0, 1], [1, 0], [1, 1]]
        >>> separable(corners, [[-1, -1, -1, 1], [-1, 1, 1, -1]], intercept=True)  # AND, XOR
        array([ True, False])

    Source:
        cover1965, wolfe1976
    """
    X = inputs.points(X)
    y = inputs.array(y, "y")
    if y.ndim not in (1, 2) or y.shape[-1] != len(X):
        raise ValueError(
            f"y needs shape ({len(X)},) or (L, {len(X)}), one label an example, got {y.shape} "
            "(inconsistent numbers of samples); give one label a row of X"
        )
    labelings = inputs.signs(y.ravel()).reshape(-1, len(X))
    X = _scaled(X)[0]
    if intercept:
        X = _scaled(lift(_scaled(X - X[0])[0]))[0]
    found = np.array([_is_separable(X * labels[:, None]) for labels in labelings], dtype=bool)
    return found if y.ndim == 2 else bool(found[0])


def _is_separable(Z):
    r"""Tell whether some w has Z w > 0, by Newton's method, or where that finds no proof by Wolfe's algorithm.

    What is made small is $|s|^2$, $s = \max(0, 1 - Z w)$. If there is no such w, its gradient vanishes at an s that is
    not 0, which is a proof: s >= 0 and s @ Z = 0.
    """
    w = np.zeros(Z.shape[1])
    for _ in range(_NEWTON_STEPS):
        heights = Z @ w
        if heights.min() > ZERO_MARGIN * np.linalg.norm(w):
            return True
        short = np.maximum(1 - heights, 0)
        pull = short @ Z
        if np.linalg.norm(pull) <= ZERO_MARGIN / 10 * short.sum():
            return False
        step = _newton_step(Z[short > 0], short[short > 0])
        along, share = Z @ step, 1.0
        while share > 1e-3 and np.square(np.maximum(1 - heights - share * along, 0)).sum() >= short @ short:
            share /= 2
        w = w + share * step
    _, _, point, least = _wolfe(_hull(Z), Z.mean(axis=0), _default_steps(Z.shape[1]))
    norm = np.linalg.norm(point)
    if norm > ZERO_MARGIN:
        _warn_if_far(max(-least / norm, 0.0), norm)
    return norm > ZERO_MARGIN and least > 0


def _newton_step(Z, short):
    """Return the shortest step, up to rounding, that brings Z @ step as near to `short` as can be."""
    n, d = Z.shape
    shift = np.finfo(float).eps * 10 * n  # makes the smaller of the two Gram matrices regular
    if n < d:
        return np.linalg.solve(Z @ Z.T + shift * np.eye(n), short) @ Z
    return np.linalg.solve(Z.T @ Z + shift * np.eye(d), short @ Z)


def cover_count(n, d):
    r"""Return in how many of the $2^n$ ways a hyperplane through the origin can label n points.

    $$C(n, d) = 2 \sum_{k=0}^{d-1} \binom{n-1}{k}$$

    The points are in general position: any d of them are linearly independent. A hyperplane *with an offset* in d
    dimensions is one through the origin for the lifted points (x, 1), which makes it `cover_count(n, d + 1)`. So all
    labelings of up to d points can be had here, and of up to d + 1 with an offset; mixing up the two is a common
    slip.

    Args:
        n: number of points, an int of at least 1.
        d: dimension, an int of at least 1.

    Returns:
        The number of labelings, an exact int.

    Raises:
        ValueError: if `n` or `d` is no positive int.

    Examples:
        >>> cover_count(8, 4), 2**8
        (128, 256)

    Source:
        cover1965
    """
    n, d = inputs.integer(n, "n"), inputs.integer(d, "d")
    total, binomial = 0, 1
    for k in range(min(n, d)):
        total += binomial
        binomial = binomial * (n - 1 - k) // (k + 1)
    return 2 * total


def cover_fraction(n, d):
    r"""Return the share of all $2^n$ labelings of n points that a hyperplane through the origin can make.

    $$\frac{C(n, d)}{2^n}, \qquad \text{exactly } \tfrac12 \text{ at } n = 2d$$

    The quotient of two exact integers, rounded once, so that it is right for n in the thousands.

    Args:
        n: number of points, an int of at least 1.
        d: dimension, an int of at least 1 (d + 1 for hyperplanes with an offset, see `cover_count`).

    Returns:
        The share, a float from 0 to 1.

    Raises:
        ValueError: if `n` or `d` is no positive int.

    Examples:
        >>> cover_fraction(5000, 2500), cover_fraction(5, 5)
        (0.5, 1.0)

    Source:
        cover1965
    """
    return cover_count(n, d) / 2 ** inputs.integer(n, "n")
