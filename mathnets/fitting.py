r"""Nonlinear least squares: the parameters of a formula that come closest to what was measured.

Gauss and Newton replace the residuals by their tangent plane and solve that. Levenberg and Marquardt add a penalty
on long steps, which shrinks while the tangent is trusted and grows when a step has made matters worse.
"""

from typing import NamedTuple

import numpy as np

from mathnets import inputs
from mathnets.gradients import central_difference

_SHRINK, _GROW = 0.1, 10.0  # of the penalty, after a good step and after a bad one
_NONE, _TOO_MUCH = 1e-14, 1e14  # the penalty below which it counts as none, and above which no step helps


class Fit(NamedTuple):
    """What a least-squares fit found.

    Attributes:
        x: the parameters, shape (P,).
        residuals: what is left, shape (N,).
        jacobian: their derivatives by the parameters, shape (N, P).
        steps: how many steps were tried.
        converged: whether the last steps changed the parameters by less than was asked.
    """

    x: np.ndarray
    residuals: np.ndarray
    jacobian: np.ndarray
    steps: int
    converged: bool

    @property
    def rms(self):
        """Root of the mean squared residual."""
        return float(np.sqrt(np.mean(self.residuals**2)))

    @property
    def worst(self):
        """Largest residual in size."""
        return float(np.abs(self.residuals).max())


def levenberg_marquardt(residuals, start, *, jacobian=None, tol=1e-10, most=200):
    r"""Return the parameters at which the sum of the squared residuals is least, near a start.

    $$(J^\top J + \lambda \operatorname{diag}(J^\top J))\, \delta = -J^\top r, \qquad x \leftarrow x + \delta$$

    A step that makes the sum larger is taken back, and $\lambda$ grown tenfold; after any other it shrinks tenfold, and
    the step becomes that of Gauss and Newton. The diagonal makes the result independent of the parameters' units. What
    is found is a local minimum: start near, or from several places.

    Args:
        residuals: a function that takes parameters (P,) and gives the differences between formula and data, (N,); at
            least as many as parameters.
        start: first guess, shape (P,).
        jacobian: a function that gives their derivatives, (N, P); central differences if None.
        tol: the fit has converged when a step is below this share of the parameters' size, above 0; or when it would
            lower the sum by less than the sum's last digit.
        most: largest number of steps tried, at least 1.

    Returns:
        A `Fit`. If `converged` is false the last step was still longer than asked.

    Raises:
        TypeError: if `residuals` or `jacobian` is no function.
        ValueError: if a number is out of its range, or the functions give other shapes, or no finite numbers at the
            start.

    Examples:
        >>> t, y = np.arange(5.0), 3 * 0.5 ** np.arange(5.0)
        >>> fit = levenberg_marquardt(lambda p: p[0] * np.exp(-p[1] * t) - y, [1.0, 1.0])
        >>> print(fit.x.round(6), round(float(np.exp(-fit.x[1])), 6))
        [3.       0.693147] 0.5

    Source:
        levenberg1944, marquardt1963
    """
    inputs.function(residuals, "residuals")
    f = lambda x: np.array(residuals(x))  # noqa: E731 - a copy, as the function may write into one array each time
    slope = (lambda x: central_difference(f, x)) if jacobian is None else inputs.function(jacobian, "jacobian")
    x = inputs.squarable(inputs.vector(start, "start"), "start").copy()
    tol, most = inputs.real(tol, "tol", above=0), inputs.integer(most, "most")
    r = inputs.squarable(inputs.vector(f(x), "residuals at the start"), "residuals at the start")
    if len(r) < len(x):
        raise ValueError(f"residuals needs at least {len(x)} of them, one a parameter, got {len(r)}; measure more")
    J = _jacobian(slope, x, r)
    penalty, converged, tried = 1e-3, not r.any(), 0
    while not converged and tried < most and penalty < _TOO_MUCH:
        tried += 1
        scale = np.sqrt(np.vecdot(J, J, axis=0))
        scale[scale == 0] = 1
        # the damped normal equations as one least-squares problem, which squares no condition number
        damped = np.vstack([J / scale, np.sqrt(penalty) * np.eye(len(x))])
        step = np.linalg.lstsq(damped, -np.concatenate([r, np.zeros(len(x))]), rcond=None)[0] / scale
        small = np.linalg.norm(step * scale) <= tol * (np.linalg.norm(x * scale) + tol)
        # of what the step is to gain, as Moré has it, nothing may be left in the digits of the sum
        gain = np.sum((J @ step) ** 2) + 2 * penalty * np.sum((step * scale) ** 2)
        small = small or gain <= np.finfo(float).eps * np.vecdot(r, r)
        small = small and penalty <= 1  # a step that the penalty made short says nothing
        with np.errstate(all="ignore"):  # a step too far is taken back
            ahead = np.asarray(f(x + step), dtype=np.float64)
            better = ahead.shape == r.shape and np.vecdot(ahead, ahead) <= np.vecdot(r, r)
        if better:
            x, r = x + step, ahead
            J = _jacobian(slope, x, r)
            penalty = max(penalty * _SHRINK, _NONE)
        else:
            penalty *= _GROW
        converged = bool(small)
    return Fit(x, r, J, tried, converged)


def _jacobian(slope, x, r):
    """Return the derivatives at x, checked."""
    J = inputs.points(slope(x), "jacobian", width=len(x))
    if len(J) != len(r):
        raise ValueError(f"jacobian needs {len(r)} rows, one a residual, got {len(J)}; make the lengths agree")
    return J
