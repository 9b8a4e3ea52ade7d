"""Least squares of curved formulas: SciPy's minimum, exact fits, refusals."""

import numpy as np
import pytest
from scipy.optimize import least_squares

from mathnets.fitting import levenberg_marquardt
from mathnets.gradients import central_difference
from tests.mutation import fails_if
from tests.refusal import refused

SEEDS = range(10)


def decay(rng, noise=0.05):
    """Residuals of a sum of two exponentials at noisy measurements, and their start."""
    t = np.linspace(0, 3, 40)
    truth = np.array([2.0, 0.5, 1.0, 3.0]) * rng.uniform(0.8, 1.2, 4)

    def formula(p):
        return p[0] * np.exp(-p[1] * t) + p[2] * np.exp(-p[3] * t)

    y = formula(truth) + noise * rng.standard_normal(len(t))
    return lambda p: formula(p) - y, truth * rng.uniform(0.7, 1.3, 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_minimum_is_that_of_scipy(seed):
    """On noisy exponentials the sum of squares is SciPy's, or less, the residuals orthogonal to the tangent."""
    residuals, start = decay(np.random.default_rng(seed))
    fit = levenberg_marquardt(residuals, start)
    peer = least_squares(residuals, start, method="lm", xtol=1e-14, ftol=1e-14, gtol=1e-14)
    assert fit.converged and np.sum(fit.residuals**2) <= 2 * peer.cost * (1 + 1e-9)
    slopes = fit.jacobian.T @ fit.residuals
    lengths = np.linalg.norm(fit.jacobian, axis=0) * np.linalg.norm(fit.residuals)
    assert (np.abs(slopes) < 1e-5 * lengths).all()


@fails_if("mathnets.fitting._SHRINK", lambda shrink: 100.0)
def test_rosenbrock_is_solved_whatever_the_units():
    """From the classic start (-1.2, 1) the valley's end (1, 1) is reached, in units a million times smaller too."""
    for unit in (1.0, 1e6, 1e-6):
        fit = levenberg_marquardt(lambda p, u=unit: np.array([10 * (p[1] / u - p[0] ** 2), 1 - p[0]]), [-1.2, unit])
        assert fit.converged and fit.steps < 100
        np.testing.assert_allclose(fit.x, [1, unit], rtol=1e-7)


def test_a_straight_line_is_the_linear_solution_and_needs_few_steps():
    """Where the formula is linear the result is that of the normal equations."""
    rng = np.random.default_rng(0)
    A, b = rng.standard_normal((9, 3)), rng.standard_normal(9)
    fit = levenberg_marquardt(lambda p: A @ p - b, np.zeros(3), jacobian=lambda p: A)
    np.testing.assert_allclose(fit.x, np.linalg.lstsq(A, b, rcond=None)[0], rtol=1e-8)
    assert fit.converged and fit.rms == pytest.approx(np.sqrt(np.mean(fit.residuals**2)))
    assert fit.worst == np.abs(fit.residuals).max()
    np.testing.assert_allclose(fit.jacobian, central_difference(lambda p: A @ p - b, fit.x), atol=1e-8)


def test_a_parameter_without_effect_stays():
    """A column of zeros in the Jacobian is no division by zero."""
    fit = levenberg_marquardt(lambda p: np.array([p[0] - 3, 2 * p[0] - 6]), [1.0, 7.0])
    np.testing.assert_allclose(fit.x, [3, 7])


def test_too_few_steps_are_told():
    """Stopped at the limit, the fit says that it has not converged."""
    residuals, start = decay(np.random.default_rng(0))
    assert not levenberg_marquardt(residuals, start, most=1).converged


def test_what_cannot_be_fitted_is_refused():
    """Fewer residuals than parameters, no numbers at the start, a Jacobian of another shape."""
    refused(ValueError, lambda: levenberg_marquardt(lambda p: p[:1], [1.0, 2.0]), "residuals needs at least 2")
    refused(ValueError, lambda: levenberg_marquardt(lambda p: p + np.nan, [1.0]), "residuals at the start")
    refused(
        ValueError, lambda: levenberg_marquardt(lambda p: p, [1.0, 2], jacobian=lambda p: np.eye(3)[:, :2]), "2 rows"
    )


def test_steps_made_short_by_the_penalty_are_no_convergence():
    """With a Jacobian of the wrong sign every step is taken back, and nothing has converged."""
    fit = levenberg_marquardt(lambda p: p - 3, [1.0], jacobian=lambda p: -np.eye(1))
    assert fit.x == [1.0] and not fit.converged


def test_a_parameter_whose_best_value_is_zero_is_found_soon():
    """A slope that is 0 in the end takes as few steps as another."""
    t = np.arange(-5.0, 6)
    fit = levenberg_marquardt(lambda p: p[0] + p[1] * t - (2 + 0.1 * t**2), [1.0, 1.0])
    assert fit.converged and fit.steps < 10 and abs(fit.x[1]) < 1e-8


def test_residuals_may_reuse_their_array():
    """A function that writes its residuals into one array each time is fitted like any other."""
    t, out = np.linspace(0, 1, 20), np.empty(20)

    def residuals(p):
        np.multiply(p[0], np.exp(-p[1] * t), out=out)
        out[:] -= 3 * np.exp(-t)
        return out

    np.testing.assert_allclose(levenberg_marquardt(residuals, [1.0, 0.5]).x, [3, 1], rtol=1e-6)
