r"""Derivatives by numbers alone: finite differences, the complex step, and a check that a gradient is right.

A difference has two errors that pull against each other: a long step misses the curvature, a short one drowns
in rounding. The complex step subtracts nothing, so its step can be so short that no error is left.
"""

import numpy as np

from mathnets import inputs

EPS = float(np.finfo(np.float64).eps)
COMPLEX_STEP = 1e-20  # its square, the relative error that remains, is far below rounding
POWERS = {"forward": 1 / 2, "central": 1 / 3}  # of the rounding error, where it balances the curvature's


class GradientError(ValueError):
    """Raised when a gradient is not that of its function; `index` is the entry that is most wrong."""

    def __init__(self, message, index):
        super().__init__(message)
        self.index = index


def optimal_step(method, x=1.0):
    r"""Return the step at which a difference quotient loses least, for a function that varies on the scale of x.

    With rounding error $\epsilon = 2^{-52}$ in $f$, the forward quotient errs by about
    $\frac h2 |f''| + \frac{2\epsilon}{h} |f|$, the central one by $\frac{h^2}{6} |f'''| + \frac{\epsilon}{h} |f|$.
    If $f$ and its derivatives are of like size (on the scale of $x$), both are least near

    $$h = \epsilon^{1/2} \max(1, |x|) \text{ (forward)}, \qquad h = \epsilon^{1/3} \max(1, |x|) \text{ (central)},$$

    where about half and about two thirds of the 16 digits are left.

    Args:
        method: "forward" or "central"; or "complex", whose step need only be tiny.
        x: the point or points at which to differentiate, any shape.

    Returns:
        The steps, positive, of the shape of `x` (a float for a number).

    Raises:
        ValueError: if `method` is none of those, or `x` is not finite.

    Examples:
        >>> optimal_step("forward") == 2.0**-26
        True
        >>> optimal_step("central", [0.0, 1000.0]).round(7)
        array([6.1000e-06, 6.0555e-03])

    Source:
        dennis1996, squire1998
    """
    method = inputs.choice(method, "method", (*POWERS, "complex"))
    x = inputs.array(x, "x")
    if method == "complex":
        return _plain(np.full(x.shape, COMPLEX_STEP))
    return _plain(EPS ** POWERS[method] * np.maximum(1.0, np.abs(x)))


def forward_difference(f, x, *, step=None):
    r"""Return the gradient by forward differences, at one more evaluation of f than there are entries in x.

    $$\frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x)}{h}$$

    Args:
        f: a function of an array of the shape of `x`; gives a number, or an array for the Jacobian.
        x: where to differentiate, a number or an array of any shape.
        step: $h > 0$, the same for each entry; `optimal_step("forward", x)` if None.

    Returns:
        The gradient, of the shape of `x`; if f gives arrays, the Jacobian, of the shape of f's value and then x's.

    Raises:
        TypeError: if `f` is no function.
        ValueError: if `x` or a value of f is not finite, or the step is lost in rounding.

    Examples:
        >>> forward_difference(lambda x: x[0] ** 2 * x[1], [3.0, 5.0]).round(4)
        array([30.,  9.])

    Source:
        dennis1996
    """
    x, h = _point_and_steps(f, x, step, "forward")
    start = _value(f, x)
    quotients = []
    for index in np.ndindex(x.shape):
        ahead = _moved(x, index, h[index])
        quotients.append((_value(f, ahead) - start) / _apart(ahead, x, index))
    return _assembled(quotients, x.shape)


def central_difference(f, x, *, step=None):
    r"""Return the gradient by central differences, at two evaluations of f an entry of x.

    $$\frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2h}$$

    The error of the forward difference, half the curvature times $h$, cancels.

    Args:
        f: a function of an array of the shape of `x`; gives a number, or an array for the Jacobian.
        x: where to differentiate, a number or an array of any shape.
        step: $h > 0$, the same for each entry; `optimal_step("central", x)` if None.

    Returns:
        The gradient, of the shape of `x`; if f gives arrays, the Jacobian, of the shape of f's value and then x's.

    Raises:
        TypeError: if `f` is no function.
        ValueError: if `x` or a value of f is not finite, or the step is lost in rounding.

    Examples:
        >>> central_difference(lambda x: x[0] ** 2 * x[1], [3.0, 5.0]).round(6)
        array([30.,  9.])
        >>> central_difference(lambda x: np.array([x[0] * x[1], x[0]]), [3.0, 5.0]).round(6)
        array([[5., 3.],
               [1., 0.]])

    Source:
        dennis1996
    """
    x, h = _point_and_steps(f, x, step, "central")
    quotients = []
    for index in np.ndindex(x.shape):
        ahead, behind = _moved(x, index, h[index]), _moved(x, index, -h[index])
        quotients.append((_value(f, ahead) - _value(f, behind)) / _apart(ahead, behind, index))
    return _assembled(quotients, x.shape)


def complex_step(f, x, *, step=COMPLEX_STEP):
    r"""Return the gradient to the last digits, by a tiny step in an imaginary direction.

    $$\frac{\partial f}{\partial x_i} \approx \frac{\operatorname{Im} f(x + i h e_i)}{h}$$

    Nothing is subtracted, so nothing cancels, however small $h$. But f must be analytic and be computed by
    analytic operations all the way: no `abs`, `maximum` or comparison of the complex numbers, no conjugate (so no
    `vdot`, `vecdot`, or norm). For a ReLU write `np.where(x.real > 0, x, 0)`.

    Args:
        f: a function of an array of the shape of `x`, which may be complex; gives a number, or an array.
        x: where to differentiate, real, a number or an array of any shape.
        step: $h > 0$, the same for each entry.

    Returns:
        The gradient, of the shape of `x`; if f gives arrays, the Jacobian, of the shape of f's value and then x's.

    Raises:
        TypeError: if `f` is no function.
        ValueError: if `x` or a value of f is not finite, or f gives real numbers and so has lost the derivative.

    Examples:
        >>> complex_step(lambda x: np.exp(x[0]) * x[1], [0.0, 5.0])
        array([5., 1.])
        >>> complex_step(np.sin, 0.0)
        1.0

    Source:
        lyness1967, squire1998
    """
    x, h = _point_and_steps(f, x, step, "complex")
    quotients = [_complex_value(f, _moved(x.astype(complex), i, 1j * h[i])).imag / h[i] for i in np.ndindex(x.shape)]
    return _assembled(quotients, x.shape)


def check_gradient(f, gradient, x, rng, *, directions=5, method="central", rtol=None):
    r"""Raise an error unless `gradient` is the gradient of f at x; return how well they agree.

    In a random direction $v$ of length 1, the slope of $f$ is compared with what the gradient $g$ says of it:

    $$g\cdot v \;=\; \frac{d}{dt} f(x + t v) \Big|_{t = 0}$$

    A wrong $g$ can agree with f only in directions at right angles to its error, which chance does not hit. The cost
    is a few evaluations of f however many entries `x` has. Differences are relative to the size that $g\cdot v$
    usually has, $\lVert g\rVert / \sqrt{D}$, or to the slope itself where that is larger. What the differences
    themselves leave uncertain (rounding, curvature, kinks; judged by a step of double length) is allowed on top.
    Exactly on a kink, as of a rectifier at 0, no gradient is right: check beside it.

    Args:
        f: a function of an array of the shape of `x` that gives a number.
        gradient: the function that gives its gradient, or the gradient at `x`; of the shape of `x`.
        x: where to compare, an array of any shape.
        rng: a Generator or seed for the directions.
        directions: how many directions to try, at least 1.
        method: "central", or "complex" if f takes complex numbers (see `complex_step`).
        rtol: largest relative difference that passes; by default 1e-6, with the complex step 1e-10.

    Returns:
        The largest relative difference, a float, with the part that is allowed on top.

    Raises:
        TypeError: if `f` is no function.
        ValueError: if an argument is outside its range or shapes disagree.
        GradientError: if they disagree. It names both slopes, and the entry that is most wrong, with both values.

    Examples:
        >>> f, x = lambda x: np.sum(x**3), np.array([1.0, 2.0])
        >>> check_gradient(f, lambda x: 3 * x**2, x, rng=0) < 1e-7
        True
        >>> check_gradient(f, lambda x: 2 * x**2, x, rng=0)  # doctest: +IGNORE_EXCEPTION_DETAIL
        Traceback (most recent call last):
        mathnets.gradients.GradientError: gradient needs to be that of f, ...

    Source:
        autograd2015
    """
    x, _ = _point_and_steps(f, x, None, "central")
    rng, directions = inputs.generator(rng), inputs.integer(directions, "directions")
    method = inputs.choice(method, "method", ("central", "complex"))
    rtol = inputs.real({"central": 1e-6, "complex": 1e-10}[method] if rtol is None else rtol, "rtol", least=0)
    g = inputs.array(gradient(x.copy()) if callable(gradient) else gradient, "gradient")
    if g.shape != x.shape:
        raise ValueError(f"gradient needs the shape of x, {x.shape}, got {g.shape}; give a number for each entry")
    slope = _central_slope if method == "central" else _complex_slope
    typical = _root_mean_square(g)
    worst, error = (0.0, 0.0, 0.0, 0.0), 0.0
    for _ in range(directions):
        v = rng.normal(size=x.shape)
        v /= np.linalg.norm(v)
        claimed, (found, uncertain) = float(np.sum(g * v)), slope(f, x, v)
        size, difference = max(typical, abs(claimed), abs(found)), abs(claimed - found)
        relative = difference / size if size else 0.0
        worst = max(worst, (difference - rtol * size - uncertain, relative, claimed, found))
        error = max(error, relative)
    excess, relative, claimed, found = worst
    if excess > 0:
        index, mine, theirs = _most_wrong(lambda v: slope(f, x, v)[0], g, rng)
        raise GradientError(
            f"gradient needs to be that of f, got slope {claimed:.8g} in the worst of {directions} random directions, "
            f"where f has {found:.8g} (relative difference {relative:.1e}); correct it: the entry {index} is the most "
            f"wrong, {mine:.8g} where f has {theirs:.8g}",
            index,
        )
    return error


def _most_wrong(slope, g, rng):
    """Return the index of the entry of g that differs most from f's (of 1,000 if there are more), and both values."""
    wrong = []
    for i in rng.permutation(g.size)[:1000]:
        index = tuple(int(k) for k in np.unravel_index(i, g.shape))
        wrong.append((index, float(g[index]), slope(_moved(np.zeros(g.shape), index, 1.0))))
    return max(wrong, key=lambda entry: abs(entry[1] - entry[2]))


def _central_slope(f, x, v):
    """Return the slope of f along v, and how uncertain it is by rounding, curvature and kinks."""
    h = optimal_step("central", _root_mean_square(x))
    near = [_number(f, x + h * v), _number(f, x - h * v)]
    far = [_number(f, x + 2 * h * v), _number(f, x - 2 * h * v)]
    slope, coarse = (near[0] - near[1]) / (2 * h), (far[0] - far[1]) / (4 * h)
    spread = max(*near, *far) - min(*near, *far)
    rounding = EPS * max(map(abs, near)) + EPS ** (2 / 3) * spread  # of the value, and of x in steps of EPS ** (1 / 3)
    return slope, abs(coarse - slope) + 10 * rounding / h


def _complex_slope(f, x, v):
    """Return the slope of f along v, which is exact up to rounding."""
    value = _complex_value(f, x + 1j * COMPLEX_STEP * v)
    return float(_scalar(value).imag) / COMPLEX_STEP, 0.0


# What differences are made of.


def _root_mean_square(values):
    largest = float(np.abs(values).max()) or 1.0  # which takes out what would overflow
    return largest * float(np.linalg.norm(values / largest)) / values.size**0.5


def _point_and_steps(f, x, step, method):
    """Return x as an array of floats that is ours, and the step of each entry."""
    inputs.function(f, "f")
    x = inputs.array(x, "x")
    if x.size == 0:
        raise ValueError(f"x needs at least 1 entry, got shape {x.shape}; add entries")
    step = optimal_step(method, x) if step is None else inputs.real(step, "step", above=0)
    return x.copy(), np.broadcast_to(step, x.shape)


def _moved(x, index, step):
    moved = x.copy()
    moved[index] += step
    return moved


def _apart(ahead, behind, index):
    """Return the distance between two points as they came out, which is not exactly that asked for."""
    apart = ahead[index] - behind[index]
    if apart == 0:
        raise ValueError(f"step needs to change x, got one that is lost in the rounding of {ahead[index]}; enlarge it")
    return apart


def _value(f, x):
    return inputs.array(f(x.copy()), "the value of f")


def _complex_value(f, x):
    value = np.asarray(f(x.copy()))
    if value.dtype.kind != "c":
        raise ValueError(
            f"f needs to give complex numbers for complex ones, got {value.dtype}: on the way it took an absolute "
            "value, a real part or the like; use central_difference"
        )
    if not np.isfinite(value).all():
        raise ValueError("f needs finite values near x, got NaN or infinity; differentiate elsewhere")
    return value


def _number(f, x):
    return float(_scalar(_value(f, x)))


def _scalar(value):
    if value.ndim:
        raise ValueError(f"f needs to give one number, got shape {value.shape}; sum it, or check each entry by itself")
    return value[()]


def _assembled(quotients, shape):
    """Return the derivatives with respect to each entry as one array, its last axes those of x."""
    return _plain(np.stack(quotients, axis=-1).reshape(quotients[0].shape + shape))


def _plain(array):
    return array if array.ndim else float(array)
