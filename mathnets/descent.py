r"""Descent on functions of a few variables: surfaces with their gradients, the paths of many starts, where they end.

A surface is called with points, shape (..., D), and gives its values, shape (...); its `gradient` has the shape of
the points. Nothing is checked inside a run, so that a path costs little more than its arithmetic.
"""

import math

import numpy as np

from mathnets import inputs


class Surface:
    r"""A function $f: \mathbb{R}^D \to \mathbb{R}$ with its gradient and, where known, its minima.

    Args:
        value: function of points, shape (..., D), that returns values, shape (...).
        gradient: function of points that returns gradients, in the shape of the points.
        minima: the local minima, shape (K, D), or None if unknown.

    Attributes:
        minima: as given, read-only.

    Raises:
        TypeError: if `value` or `gradient` is no function.
        ValueError: if `minima` is not of that shape.

    Examples:
        >>> bowl = Surface(lambda x: (x**2).sum(axis=-1) / 2, lambda x: x, minima=[[0.0, 0.0]])
        >>> print(bowl([3.0, 4.0]), bowl.gradient([3.0, 4.0]))
        12.5 [3. 4.]

    Source:
        nocedal2006
    """

    def __init__(self, value, gradient, minima=None):
        self._value, self._gradient = inputs.function(value, "value"), inputs.function(gradient, "gradient")
        self.minima = None if minima is None else inputs.points(minima, "minima").copy()
        if self.minima is not None:
            self.minima.flags.writeable = False

    def __call__(self, x):
        return self._value(np.asarray(x, dtype=float))

    def gradient(self, x):
        """Return the gradient at points `x`, shape (..., D), in the same shape."""
        return self._gradient(np.asarray(x, dtype=float))


# Surfaces


def quadratic(curvatures, *, rotation=0.0):
    r"""Return the valley $f(x) = \frac12 \sum_j \lambda_j x_j^2$, turned if asked for.

    Its condition number is $\kappa = \lambda_{\max} / \lambda_{\min}$: how much steeper the walls are than the floor.

    Args:
        curvatures: $\lambda_j$ above 0, shape (D,).
        rotation: angle in radians by which the first two axes are turned; needs D of 2 or more unless 0.

    Returns:
        A `Surface` with its minimum 0 at the origin.

    Raises:
        ValueError: if a curvature is not positive, or there is no plane to turn.

    Examples:
        >>> valley = quadratic([1, 10])
        >>> print(valley([1, 1]), valley.gradient([1, 1]))
        5.5 [ 1. 10.]

    Source:
        polyak1964
    """
    curvatures = inputs.vector(curvatures, "curvatures").copy()
    if curvatures.min() <= 0:
        raise ValueError(f"curvatures need to be above 0, got {curvatures.min():g}; choose positive ones")
    rotation, D = inputs.real(rotation, "rotation"), len(curvatures)
    if rotation == 0:
        return Surface(lambda x: 0.5 * (x * x) @ curvatures, lambda x: x * curvatures, np.zeros((1, D)))
    if D < 2:
        raise ValueError(f"rotation needs two axes or more, got curvatures of {D}; leave it 0")
    Q = np.eye(D)
    Q[:2, :2] = [[math.cos(rotation), -math.sin(rotation)], [math.sin(rotation), math.cos(rotation)]]
    H = Q * curvatures @ Q.T
    return Surface(lambda x: 0.5 * np.vecdot(x @ H, x), lambda x: x @ H, np.zeros((1, D)))


def rosenbrock(b=100.0):
    r"""Return Rosenbrock's curved valley, $f(x, y) = (1 - x)^2 + b\,(y - x^2)^2$, with its minimum 0 at (1, 1).

    Args:
        b: steepness of the walls, above 0.

    Returns:
        A `Surface` of two variables.

    Raises:
        ValueError: if `b` is not positive.

    Examples:
        >>> print(rosenbrock()([0, 0]), rosenbrock().gradient([1, 1]))
        1.0 [0. 0.]

    Source:
        rosenbrock1960
    """
    b = inputs.real(b, "b", above=0)

    def value(p):
        x, y = p[..., 0], p[..., 1]
        return (1 - x) ** 2 + b * (y - x * x) ** 2

    def gradient(p):
        x, y = p[..., 0], p[..., 1]
        g = np.zeros_like(p)
        g[..., 1] = 2 * b * (y - x * x)
        g[..., 0] = 2 * (x - 1) - 2 * x * g[..., 1]
        return g

    return Surface(value, gradient, [[1.0, 1.0]])


def himmelblau():
    r"""Return Himmelblau's function, $f(x, y) = (x^2 + y - 11)^2 + (x + y^2 - 7)^2$, with four minima of value 0.

    Returns:
        A `Surface` of two variables.

    Examples:
        >>> surface = himmelblau()
        >>> surface(surface.minima).round(12), surface.minima.round(3).tolist()[0]
        (array([0., 0., 0., 0.]), [3.0, 2.0])

    Source:
        himmelblau1972
    """

    def terms(p):
        x, y = p[..., 0], p[..., 1]
        return x, y, x * x + y - 11, x + y * y - 7

    def value(p):
        _, _, u, v = terms(p)
        return u * u + v * v

    def gradient(p):
        x, y, u, v = terms(p)
        g = np.zeros_like(p)
        g[..., 0] = 4 * x * u + 2 * v
        g[..., 1] = 2 * u + 4 * y * v
        return g

    roots = [
        [3.0, 2.0],
        [-2.805118086952745, 3.131312518250573],
        [-3.779310253377747, -3.283185991286170],
        [3.584428340330492, -1.848126526964404],
    ]
    return Surface(value, gradient, roots)


def beale():
    r"""Return Beale's function, $f(x, y) = \sum_{k=1}^3 (c_k - x\,(1 - y^k))^2$ with $c = (1.5, 2.25, 2.625)$.

    Its only minimum is 0 at (3, 1/2); around it the ground is nearly flat, farther out it is steep.

    Returns:
        A `Surface` of two variables.

    Examples:
        >>> print(beale()([3, 0.5]), beale()([0, 0]))
        0.0 14.203125

    Source:
        beale1958
    """
    targets = (1.5, 2.25, 2.625)

    def value(p):
        x, y = p[..., 0], p[..., 1]
        return sum((c - x * (1 - y**k)) ** 2 for k, c in enumerate(targets, 1))

    def gradient(p):
        x, y = p[..., 0], p[..., 1]
        g = np.zeros_like(p)
        for k, c in enumerate(targets, 1):
            u = c - x * (1 - y**k)
            g[..., 0] -= 2 * u * (1 - y**k)
            g[..., 1] += 2 * u * x * k * y ** (k - 1)
        return g

    return Surface(value, gradient, [[3.0, 0.5]])


def saddle():
    r"""Return a saddle between two minima, $f(x, y) = \frac14 x^4 - \frac12 x^2 + \frac12 y^2$.

    Its minima are (-1, 0) and (1, 0); at (0, 0) the gradient is 0 too, and the ground falls to both sides.

    Returns:
        A `Surface` of two variables.

    Examples:
        >>> print(saddle()([[0, 0], [1, 0]]), saddle().gradient([2, 1]))
        [ 0.   -0.25] [6. 1.]

    Source:
        nocedal2006
    """

    def gradient(p):
        g = p.copy()
        g[..., 0] *= p[..., 0] ** 2 - 1
        return g

    return Surface(
        lambda p: p[..., 0] ** 2 * (p[..., 0] ** 2 - 2) / 4 + p[..., 1] ** 2 / 2, gradient, [[-1.0, 0.0], [1.0, 0.0]]
    )


def gaussian_pits(centres, depths, width=1.0):
    r"""Return a landscape of pits in a plain, $f(x) = -\sum_k d_k \exp(-\|x - c_k\|^2 / 2 s^2)$.

    Args:
        centres: $c_k$, shape (K, D).
        depths: $d_k$, shape (K,); a negative one makes a hill.
        width: $s > 0$, in the unit of the centres.

    Returns:
        A `Surface`; its minima are near the centres of pits that do not overlap, and not computed.

    Raises:
        ValueError: if there is not one depth a centre, or `width` is not positive.

    Examples:
        >>> pits = gaussian_pits([[0, 0], [4, 0]], [1, 2], width=0.5)
        >>> print(pits([[0, 0], [4, 0], [2, 9]]).round(6))
        [-1. -2. -0.]

    Source:
        nocedal2006
    """
    centres = inputs.squarable(inputs.points(centres, "centres"), "centres").copy()
    depths = inputs.vector(depths, "depths", length=len(centres)).copy()
    width = inputs.real(width, "width", above=0)

    def parts(x):
        difference = x[..., None, :] - centres  # (..., K, D)
        return difference, depths * np.exp(-np.vecdot(difference, difference) / (2 * width**2))

    def gradient(x):
        difference, pit = parts(x)
        return (pit[..., None] * difference).sum(axis=-2) / width**2

    return Surface(lambda x: -parts(x)[1].sum(axis=-1), gradient)


def kinked_bowl():
    r"""Return a convex function of one variable on which the heavy ball goes round and round for ever.

    $$f'(x) = 25 x \ (x < 1), \qquad x + 24 \ (1 \le x < 2), \qquad 25 x - 24 \ (x \ge 2)$$

    Its curvature lies between 1 and 25 everywhere, so gradient descent converges. Momentum with the choice that is
    best for quadratics of these curvatures, $\eta = 1/9$ and $\beta = 4/9$, falls into a cycle of three points.

    Returns:
        A `Surface` of one variable with its minimum 0 at 0.

    Examples:
        >>> kinked_bowl()([[0.0], [1.0], [2.0]]), kinked_bowl().gradient([1.0])
        (array([ 0. , 12.5, 38. ]), array([25.]))

    Source:
        lessard2016
    """

    def value(p):
        x = p[..., 0]
        return np.where(x < 1, 12.5 * x * x, np.where(x < 2, x * x / 2 + 24 * x - 12, 12.5 * x * x - 24 * x + 36))

    return Surface(value, lambda x: np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24)), [[0.0]])


# Runs


def paths(gradient, starts, optimizer, steps):
    r"""Return all points of the paths from many starts, which the optimizer moves at once.

    $$x_0 = \text{start}, \qquad x_{k+1} = x_k + \Delta(\nabla f(x_k), \dots)$$

    Args:
        gradient: function of points, shape (M, D), that returns their gradients in the same shape.
        starts: shape (M, D), or (D,) for one.
        optimizer: one of `mathnets.optimizers`: `start(theta)` and `step(theta, gradient)`, which moves in place.
        steps: number of steps, at least 0.

    Returns:
        Shape (steps + 1, M, D), or (steps + 1, D); infinite or NaN from where a path diverged.

    Raises:
        TypeError: if `gradient` is no function, or `optimizer` none of those.
        ValueError: if `starts` or a gradient is not of that shape, or `steps` is no int of 0 or more.

    Examples:
        >>> from mathnets.optimizers import GradientDescent
        >>> paths(quadratic([1, 2]).gradient, [2, 2], GradientDescent(0.5), steps=2)
        array([[2. , 2. ],
               [1. , 0. ],
               [0.5, 0. ]])

    Source:
        cauchy1847
    """
    x = _starts(starts)
    gradient, optimizer = inputs.function(gradient, "gradient"), _optimizer(optimizer)
    steps = inputs.integer(steps, "steps", least=0)
    found = np.empty((steps + 1, *x.shape))
    found[0] = x
    with np.errstate(over="ignore", invalid="ignore"):
        optimizer.start(x)
        for k in range(steps):
            optimizer.step(x, gradient(x))
            found[k + 1] = x
    return found


def endpoints(gradient, starts, optimizer, steps):
    r"""Return where the paths from many starts end, without what lies between: for grids of starts.

    Args:
        gradient: function of points, shape (M, D), that returns their gradients in the same shape.
        starts: shape (M, D), or (D,) for one.
        optimizer: one of `mathnets.optimizers`.
        steps: number of steps, at least 0.

    Returns:
        The last points, in the shape of `starts`; infinite or NaN where a path diverged.

    Raises:
        TypeError: if `gradient` is no function, or `optimizer` none of those.
        ValueError: if `starts` or a gradient is not of that shape, or `steps` is no int of 0 or more.

    Examples:
        >>> from mathnets.optimizers import GradientDescent
        >>> endpoints(quadratic([1, 2]).gradient, [[2, 2], [4, 0]], GradientDescent(0.5), steps=2)
        array([[0.5, 0. ],
               [1. , 0. ]])

    Source:
        cauchy1847
    """
    x = _starts(starts)
    gradient, optimizer = inputs.function(gradient, "gradient"), _optimizer(optimizer)
    steps = inputs.integer(steps, "steps", least=0)
    with np.errstate(over="ignore", invalid="ignore"):
        optimizer.start(x)
        for _ in range(steps):
            optimizer.step(x, gradient(x))
    return x


def race(gradient, starts, optimizers, steps):
    r"""Return the paths of several optimizers from the same starts, with one call of the gradient a step for all.

    Args:
        gradient: function of points, shape (M, D), that returns their gradients in the same shape.
        starts: shape (M, D), or (D,) for one.
        optimizers: O of `mathnets.optimizers`, all different objects.
        steps: number of steps, at least 0.

    Returns:
        Shape (O, steps + 1, M, D), or (O, steps + 1, D): for each optimizer what `paths` returns.

    Raises:
        TypeError: if `gradient` is no function, or an optimizer none of those.
        ValueError: if `starts` or a gradient is not of that shape, `steps` is no int of 0 or more, or an optimizer
            comes twice.

    Examples:
        >>> from mathnets.optimizers import GradientDescent, Momentum
        >>> race(quadratic([1, 2]).gradient, [2, 2], [GradientDescent(0.25), Momentum(0.25, 0.5)], steps=2)[:, -1]
        array([[1.125, 0.5  ],
               [0.875, 0.   ]])

    Source:
        polyak1964
    """
    start, gradient = _starts(starts), inputs.function(gradient, "gradient")
    if not np.iterable(optimizers):
        raise TypeError(f"optimizers need to be a list, got {optimizers!r}; for one alone use paths")
    optimizers, steps = [_optimizer(one) for one in optimizers], inputs.integer(steps, "steps", least=0)
    if not optimizers or len({id(one) for one in optimizers}) < len(optimizers):
        raise ValueError(f"optimizers need to be different objects, got {optimizers}; make a new one for each")
    x = np.stack([start] * len(optimizers))
    flat = x.reshape(-1, x.shape[-1])  # (O M, D), a view
    found = np.empty((len(optimizers), steps + 1, *start.shape))
    found[:, 0] = x
    with np.errstate(over="ignore", invalid="ignore"):
        for optimizer, theta in zip(optimizers, x, strict=True):
            optimizer.start(theta)
        for k in range(steps):
            g = gradient(flat)
            if g.shape != flat.shape:
                raise ValueError(f"gradient needs to return shape {flat.shape}, got {g.shape}; one for each start")
            g = g.reshape(x.shape)
            for i, optimizer in enumerate(optimizers):
                optimizer.step(x[i], g[i])
            found[:, k + 1] = x
    return found


def grid(x, y):
    r"""Return the points of a grid, row after row: point $i \cdot \mathrm{len}(x) + j$ is $(x_j, y_i)$.

    Args:
        x: shape (A,).
        y: shape (B,).

    Returns:
        Shape (B A, 2); what is computed for them has the form of an image as `.reshape(len(y), len(x))`.

    Raises:
        ValueError: if `x` or `y` has another shape.

    Examples:
        >>> grid([0, 1, 2], [5, 6])[:4]
        array([[0., 5.],
               [1., 5.],
               [2., 5.],
               [0., 6.]])

    Source:
        nocedal2006
    """
    x, y = inputs.vector(x, "x"), inputs.vector(y, "y")
    return np.column_stack([np.tile(x, len(y)), np.repeat(y, len(x))])


def basins(points, minima, *, within=1e-2):
    r"""Return which minimum each point has reached, $\arg\min_k \|x - m_k\|$ if that is at most $\delta$.

    Args:
        points: last points of paths, shape (M, D); they need not be finite.
        minima: shape (K, D).
        within: $\delta > 0$, in the unit of the points.

    Returns:
        Indices of minima, shape (M,), int64; -1 where none is near.

    Raises:
        ValueError: if the widths differ, or `within` is not positive.

    Examples:
        >>> basins([[0, 0.001], [5, 5], [np.inf, 0]], [[1, 0], [0, 0]])
        array([ 1, -1, -1])

    Source:
        nocedal2006
    """
    minima = inputs.points(minima, "minima")
    points, within = inputs.array(points, "points", finite=False), inputs.real(within, "within", above=0)
    if points.ndim != 2 or points.shape[1] != minima.shape[1]:
        raise ValueError(f"points need shape (M, {minima.shape[1]}), got {points.shape}; give a row a path")
    with np.errstate(over="ignore", invalid="ignore"):
        d = np.linalg.norm(points[:, None] - minima, axis=-1)
    d[~np.isfinite(d)] = np.inf
    nearest = d.argmin(axis=1)
    return np.where(d[np.arange(len(d)), nearest] <= within, nearest, -1)


def convergence_rate(errors, *, last=0.5, floor=1e-14):
    r"""Return the factor per step of errors that shrink in proportion, $\rho$ where $e_k \approx c\,\rho^k$.

    It is the slope of the least-squares line of $\log e_k$ against $k$.

    Args:
        errors: lengths of the error, or gaps of the function, at least 0, shape (K,) or (K, M) for M paths.
        last: share of the steps, at the end, that the line is fitted to, above 0 and at most 1.
        floor: share of the first error below which the rest is rounding and left out, at least 0 and below 1.

    Returns:
        $\rho$, a float or shape (M,): above 1 where the error grows; 0 where fewer than two errors are left.

    Raises:
        ValueError: if `errors` has another shape, is not finite or negative, or a share is out of its range.

    Examples:
        >>> round(convergence_rate([1, 0.5, 0.25, 0.125]), 12)
        0.5

    Source:
        nocedal2006
    """
    curves = inputs.array(errors, "errors")
    if curves.ndim not in (1, 2) or len(curves) < 2 or curves.size == 0:
        raise ValueError(f"errors need shape (K,) or (K, M) with K of 2 or more, got {curves.shape}; make more steps")
    if curves.min() < 0:
        raise ValueError(f"errors need to be at least 0, got {curves.min():g}; take their size")
    last = inputs.real(last, "last", above=0, most=1)
    floor = inputs.real(floor, "floor", least=0, below=1)
    found = np.array([_slope(curve, last, floor) for curve in curves.reshape(len(curves), -1).T])
    return float(found[0]) if curves.ndim == 1 else found


def _slope(curve, last, floor):
    """Return the factor per step of one curve."""
    above = curve > max(floor * curve[0], 1e-290)
    length = len(curve) if above.all() else int((~above).argmax())
    kept = max(2, math.ceil(last * length))
    if length < 2:
        return 0.0
    k = np.arange(kept) - (kept - 1) / 2
    return math.exp(k @ np.log(curve[length - kept : length]) / (k @ k))


def _optimizer(optimizer):
    return inputs.able(optimizer, "optimizer", ("start", "step"), "mathnets.optimizers.GradientDescent(0.1)")


def _starts(starts):
    x = inputs.array(starts, "starts")
    if x.ndim not in (1, 2) or x.size == 0:
        raise ValueError(f"starts need shape (M, D), or (D,) for one, got {x.shape}; give a row a start")
    return x.copy()
