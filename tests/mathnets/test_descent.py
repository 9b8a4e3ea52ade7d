"""Descent: gradients by central differences, exact rates on quadratics, counterexamples, paths one by one, basins."""

import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, rosen, rosen_der

from mathnets import descent
from mathnets.optimizers import Adam, GradientDescent, Momentum, Nesterov, RMSProp
from tests.mutation import fails_if

SEEDS = range(10)
SURFACES = {
    "quadratic": descent.quadratic([1.0, 7.0]),
    "turned quadratic": descent.quadratic([1.0, 7.0, 3.0], rotation=0.6),
    "rosenbrock": descent.rosenbrock(),
    "himmelblau": descent.himmelblau(),
    "beale": descent.beale(),
    "saddle": descent.saddle(),
    "pits": descent.gaussian_pits([[0, 0, 1], [1, -1, 0], [2, 2, 2]], [1.0, 2.0, -0.5], width=0.8),
    "kinked bowl": descent.kinked_bowl(),
}
WIDTH = {"turned quadratic": 3, "pits": 3, "kinked bowl": 1}


def optimizers():
    """New optimizers, so that no test sees what another one left."""
    return [GradientDescent(0.005), Momentum(0.003), Nesterov(0.003), RMSProp(0.01), Adam(0.05)]


def best_rates(mu, L):
    """The rates of gradient descent and of the heavy ball, and its momentum, that are best for these curvatures."""
    beta = ((math.sqrt(L) - math.sqrt(mu)) / (math.sqrt(L) + math.sqrt(mu))) ** 2
    return 2 / (L + mu), 4 / (math.sqrt(L) + math.sqrt(mu)) ** 2, beta


# Surfaces


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_are_those_of_central_differences(name):
    """At 40 random points, for one point and for points in two leading axes alike."""
    surface, D = SURFACES[name], WIDTH.get(name, 2)
    x = np.random.default_rng(0).uniform(-3, 3, size=(8, 5, D))
    h = 1e-5
    numeric = np.stack([(surface(x + h * e) - surface(x - h * e)) / (2 * h) for e in np.eye(D)], axis=-1)
    exact = surface.gradient(x)
    assert exact.shape == x.shape and surface(x).shape == (8, 5)
    np.testing.assert_allclose(exact, numeric, rtol=1e-6, atol=1e-6 * np.abs(exact).max())
    np.testing.assert_allclose(surface.gradient(x[2, 3]), exact[2, 3], rtol=1e-12)
    np.testing.assert_allclose(surface(x[2, 3]), surface(x)[2, 3], rtol=1e-12)


@pytest.mark.parametrize("name", SURFACES)
def test_minima_are_minima(name):
    """Where they are given: gradient 0, and all points around are higher."""
    surface = SURFACES[name]
    if surface.minima is None:
        assert name == "pits"
        return
    assert np.abs(surface.gradient(surface.minima)).max() < 1e-9
    around = np.random.default_rng(0).normal(scale=1e-3, size=(50, 1, surface.minima.shape[1]))
    assert (surface(surface.minima + around) > surface(surface.minima)).all()


def test_surfaces_are_the_published_functions():
    """Rosenbrock's is SciPy's; the others are computed by hand, and Beale's differentiated by autograd."""
    x = np.random.default_rng(0).normal(size=(20, 2))
    np.testing.assert_allclose(descent.rosenbrock()(x), rosen(x.T), rtol=1e-12)
    np.testing.assert_allclose(descent.rosenbrock().gradient(x), rosen_der(x.T).T, rtol=1e-9, atol=1e-9)
    assert descent.himmelblau()([0, 0]) == 170 and descent.himmelblau()([1, 2]) == 64 + 4
    assert descent.beale()([1, 1]) == 1.5**2 + 2.25**2 + 2.625**2
    exact = grad(lambda p: anp.sum((anp.array([1.5, 2.25, 2.625]) - p[0] * (1 - p[1] ** anp.array([1.0, 2, 3]))) ** 2))
    point = np.array([0.7, 1.3])
    np.testing.assert_allclose(descent.beale().gradient(point), exact(point), rtol=1e-12)


def test_a_turned_quadratic_is_the_quadratic_of_turned_points():
    """The values agree, and so the curvatures are the eigenvalues."""
    turned, angle = descent.quadratic([1, 9], rotation=0.3), 0.3
    Q = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    x = np.random.default_rng(0).normal(size=(9, 2))
    np.testing.assert_allclose(turned(x @ Q.T), descent.quadratic([1, 9])(x), rtol=1e-12)


# Rates


@fails_if("GradientDescent", lambda kind: lambda rate: kind(1.01 * rate))
@pytest.mark.parametrize("kappa", [1, 4, 100, 1000])
def test_gradient_descent_has_exactly_its_worst_rate(kappa):
    """At 2 / (L + mu), no start loses less than (kappa - 1) / (kappa + 1) a step, and (1, 1) / norm loses just that."""
    surface, eta = descent.quadratic([1.0, kappa]), best_rates(1, kappa)[0]
    rho = (kappa - 1) / (kappa + 1)
    starts = np.random.default_rng(0).normal(size=(50, 2))
    starts[0] = [1, 1]
    errors = np.linalg.norm(descent.paths(surface.gradient, starts, GradientDescent(eta), 60), axis=-1)
    bound = errors[0] * rho ** np.arange(61)[:, None]
    assert (errors <= bound * (1 + 1e-12) + 1e-300).all()
    np.testing.assert_allclose(errors[:, 0], bound[:, 0], rtol=1e-12)
    if kappa > 1:
        assert descent.convergence_rate(errors[:, 0]) == pytest.approx(rho, rel=1e-12)


@fails_if("share", lambda share: 4 - share)
@pytest.mark.parametrize("share, converges", [(1.99, True), (2.01, False)])
def test_gradient_descent_converges_below_two_over_the_curvature_alone(share, converges):
    """At 1.99 / L the error shrinks to nothing, at 2.01 / L it grows beyond bounds, from ten starts."""
    surface = descent.quadratic([1.0, 10.0])
    starts = np.array([np.random.default_rng(seed).normal(size=2) for seed in SEEDS])
    errors = np.linalg.norm(descent.paths(surface.gradient, starts, GradientDescent(share / 10), 3000), axis=-1)
    assert (errors[-1] < 1e-10).all() if converges else (errors[-1] > 1e10).all()
    assert np.all((descent.convergence_rate(errors, floor=0) < 1) == converges)


@fails_if("Momentum", lambda kind: lambda rate, beta: kind(rate, 0.9 * beta))
@pytest.mark.parametrize("kappa", [10, 100])
def test_heavy_ball_has_the_rate_of_the_root(kappa):
    """On quadratics its best choice loses (sqrt kappa - 1) / (sqrt kappa + 1) a step, within 1 %, from ten starts."""
    surface = descent.quadratic([1.0, kappa])
    _, eta, beta = best_rates(1, kappa)
    starts = np.array([np.random.default_rng(seed).normal(size=2) for seed in SEEDS])
    found = descent.paths(surface.gradient, starts, Momentum(eta, beta), 700)
    rates = descent.convergence_rate(np.linalg.norm(found, axis=-1), floor=0)
    rho = (math.sqrt(kappa) - 1) / (math.sqrt(kappa) + 1)
    np.testing.assert_allclose(rates, rho, rtol=0.01)
    assert rho < 0.9 * (kappa - 1) / (kappa + 1)


@fails_if("Momentum", lambda kind: lambda rate, beta: kind(rate, beta / 2))
def test_heavy_ball_can_cycle_where_gradient_descent_converges():
    """On the kinked bowl of curvatures 1 to 25, from 3.3: three points for ever; every curvature is in the range."""
    surface = descent.kinked_bowl()
    eta, ball_eta, beta = best_rates(1, 25)
    assert ball_eta == pytest.approx(1 / 9) and beta == pytest.approx(4 / 9)
    ball = descent.paths(surface.gradient, [3.3], Momentum(ball_eta, beta), 300)[:, 0]
    np.testing.assert_allclose(ball[-3:], ball[-6:-3], rtol=1e-9)
    np.testing.assert_allclose(np.sort(ball[-3:]), [-1.80, 0.65, 2.12], atol=0.01)
    assert abs(descent.paths(surface.gradient, [3.3], GradientDescent(eta), 300)[-1, 0]) < 1e-9
    x = np.linspace(-3, 4, 701)[:, None]
    slopes = np.diff(surface.gradient(x), axis=0) / np.diff(x, axis=0)
    assert slopes.min() > 1 - 1e-9 and slopes.max() < 25 + 1e-9


@fails_if("Nesterov", lambda kind: lambda rate, beta: kind(rate, beta=0.0))
def test_nesterovs_gap_is_below_its_bound():
    """With the growing momentum, f(x_k) - f* <= 2 L D^2 / (k + 1)^2 at each of 300 steps, ten seeds, 40 dimensions."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        curvatures = np.geomspace(1e-4, 1.0, 40)
        surface, start = descent.quadratic(curvatures), rng.normal(size=40)
        ahead = descent.paths(surface.gradient, start, Nesterov(1.0, beta=None), 300)
        x = ahead[:-1] - surface.gradient(ahead[:-1])  # the points that the bound is about
        ratio = surface(x) / (2 * (start @ start) / (np.arange(1, 301) + 1) ** 2)
        assert 0.001 < ratio.max() < 1
        plain = surface(descent.paths(surface.gradient, start, GradientDescent(1.0), 300)[-1])
        assert surface(x[-1]) < plain / 2


@given(st.floats(0.01, 1.5), st.integers(2, 40))
def test_convergence_rate_of_a_geometric_sequence(rho, steps):
    """It is the ratio, whatever share of the end is taken."""
    errors = 3 * rho ** np.arange(steps)
    for last in (0.1, 0.5, 1):
        assert descent.convergence_rate(errors, last=last, floor=0) == pytest.approx(rho, rel=1e-9)


def test_convergence_rate_leaves_out_rounding():
    """Errors that stop at 1e-16 do not spoil it; an error that is 0 at once has rate 0."""
    errors = np.maximum(0.5 ** np.arange(100), 1e-16)
    assert descent.convergence_rate(errors) == pytest.approx(0.5, rel=1e-12)
    np.testing.assert_allclose(descent.convergence_rate([[1.0, 0.0, 1.0], [0.5, 0.0, 0.0]]), [0.5, 0, 0])


# Runs


@pytest.mark.parametrize("i", range(5))
def test_many_paths_at_once_are_the_paths_one_by_one(i):
    """For each optimizer; the last points are the endpoints; the starts and the optimizer can be used again."""
    surface = descent.himmelblau()
    starts = np.random.default_rng(0).uniform(-3, 3, size=(6, 2))
    starts.flags.writeable = False
    optimizer = optimizers()[i]
    found = descent.paths(surface.gradient, starts, optimizer, 50)
    assert found.shape == (51, 6, 2)
    np.testing.assert_array_equal(found[0], starts)
    for j, start in enumerate(starts):
        alone = descent.paths(surface.gradient, start.tolist(), optimizers()[i], 50)
        np.testing.assert_allclose(found[:, j], alone, rtol=1e-10)
    np.testing.assert_array_equal(descent.endpoints(surface.gradient, starts, optimizer, 50), found[-1])
    np.testing.assert_allclose(descent.endpoints(surface.gradient, starts[0], optimizer, 50), found[-1, 0], rtol=1e-10)
    assert surface(found[-1]).max() < surface(starts).max()


def test_gradient_descent_path_is_its_recurrence():
    """Three steps on a quadratic, (1 - eta lambda)^k times the start."""
    found = descent.paths(descent.quadratic([1, 2]).gradient, [4.0, 1.0], GradientDescent(0.1), 3)
    expected = np.array([4.0, 1.0]) * np.array([0.9, 0.8]) ** np.arange(4)[:, None]
    np.testing.assert_allclose(found, expected, rtol=1e-14)


def test_a_race_is_the_paths_of_each():
    """Every optimizer goes its own way, from one start or several, though the gradient is called once a step."""
    calls = []

    def gradient(x):
        calls.append(x.shape)
        return descent.himmelblau().gradient(x)

    starts = np.random.default_rng(0).uniform(-3, 3, size=(4, 2))
    found = descent.race(gradient, starts, optimizers(), 30)
    assert calls == 30 * [(20, 2)] and found.shape == (5, 31, 4, 2)
    for run, optimizer in zip(found, optimizers(), strict=True):
        np.testing.assert_allclose(run, descent.paths(descent.himmelblau().gradient, starts, optimizer, 30), rtol=1e-12)
    alone = descent.race(gradient, starts[0], optimizers(), 30)
    np.testing.assert_allclose(alone, found[:, :, 0], rtol=1e-10)


def test_anything_with_start_and_step_is_an_optimizer():
    """An optimizer made elsewhere moves the paths, each row with a rate of its own if it likes."""

    class Plain:
        def start(self, theta):
            self.steps = 0

        def step(self, theta, gradient):
            self.steps += 1
            theta -= 0.1 * gradient

    optimizer = Plain()
    found = descent.endpoints(descent.quadratic([1, 2]).gradient, [[1.0, 1.0]], optimizer, 3)
    np.testing.assert_allclose(found, [[0.9**3, 0.8**3]], rtol=1e-12)
    assert optimizer.steps == 3
    rates = GradientDescent(np.array([0.1, 0.2]))
    found = descent.paths(descent.quadratic([1]).gradient, [[1.0], [1.0]], rates, 2)
    np.testing.assert_allclose(found[-1, :, 0], [0.81, 0.64], rtol=1e-12)


def test_paths_that_diverge_end_in_no_number_and_in_no_basin():
    """There is no warning, the other paths go on, and `basins` says -1."""
    surface = descent.rosenbrock()
    found = descent.paths(surface.gradient, [[50.0, 50.0], [1.0, 1.0]], GradientDescent(0.01), 60)
    assert not np.isfinite(found[-1, 0]).any()
    np.testing.assert_array_equal(found[-1, 1], [1, 1])
    np.testing.assert_array_equal(descent.basins(found[-1], surface.minima), [-1, 0])


# Basins


def test_basins_of_himmelblaus_function():
    """From a grid of starts, small steps reach all four minima and nothing else; near a minimum, as BFGS."""
    surface = descent.himmelblau()
    starts = descent.grid(np.linspace(-4, 4, 21), np.linspace(-4, 4, 21))
    ends = descent.endpoints(surface.gradient, starts, GradientDescent(0.002), 3000)
    found = descent.basins(ends, surface.minima)
    assert found.min() == 0 and np.bincount(found, minlength=4).min() > 50
    assert (surface(ends) < 1e-12).all()
    for j, minimum in enumerate(surface.minima):
        near = minimize(surface, minimum + 0.3, jac=surface.gradient).x
        ends = descent.endpoints(surface.gradient, minimum + 0.3, GradientDescent(0.002), 3000)
        np.testing.assert_allclose(ends, near, atol=1e-4)
        assert descent.basins(ends[None], surface.minima)[0] == j


def test_basins_of_the_saddle_are_the_half_planes():
    """The sign of x decides; starts on the ridge stay on it and reach the saddle point, which is no minimum."""
    surface = descent.saddle()
    starts = descent.grid([-2, -0.5, 0, 0.01, 1.5], [-1, 1])
    found = descent.basins(descent.endpoints(surface.gradient, starts, GradientDescent(0.1), 500), surface.minima)
    np.testing.assert_array_equal(found.reshape(2, 5), [[0, 0, -1, 1, 1]] * 2)


@settings(deadline=None)
@given(st.integers(0, 10**6))
def test_basins_are_the_nearest_minima(seed):
    """Compared one by one, with a limit on the distance."""
    rng = np.random.default_rng(seed)
    points, minima = rng.normal(size=(12, 2)), rng.normal(size=(3, 2))
    expected = [min((math.dist(p, m), k) for k, m in enumerate(minima)) for p in points]
    found = descent.basins(points, minima, within=0.7)
    np.testing.assert_array_equal(found, [k if d <= 0.7 else -1 for d, k in expected])


# Bad input

BOWL, ADAM = descent.quadratic([1, 2]), Adam(0.1)
BAD = {
    "curvature": (lambda: descent.quadratic([1, 0]), "curvatures need to be above 0, got 0"),
    "rotation": (lambda: descent.quadratic([1], rotation=1), "rotation needs two axes or more, got curvatures of 1"),
    "steepness": (lambda: descent.rosenbrock(0), "b needs a finite number above 0, got 0"),
    "pits, depths": (lambda: descent.gaussian_pits([[0, 0]], [1, 2]), "depths needs 1 entries, got 2"),
    "pits, width": (lambda: descent.gaussian_pits([[0, 0]], [1], width=0), "width needs a finite number above 0"),
    "minima": (lambda: descent.Surface(len, len, [1, 2]), r"minima needs shape \(N, D\)"),
    "starts": (
        lambda: descent.paths(BOWL.gradient, np.ones((1, 1, 2)), GradientDescent(1), 1),
        r"starts need shape \(M, D\), or \(D,\) for one, got \(1, 1, 2\)",
    ),
    "starts, none": (lambda: descent.endpoints(BOWL.gradient, np.ones((0, 2)), GradientDescent(1), 1), "starts need"),
    "starts, NaN": (lambda: descent.paths(BOWL.gradient, [np.nan], GradientDescent(1), 1), "starts needs finite"),
    "steps": (lambda: descent.paths(BOWL.gradient, [1, 2], GradientDescent(1), -1), r"steps must be an int in the ran"),
    "end, steps": (lambda: descent.endpoints(BOWL.gradient, [1, 2], GradientDescent(1), 1.5), "steps must be an int"),
    "race": (lambda: descent.race(BOWL.gradient, [1, 2], [ADAM, ADAM], 1), "optimizers need to be different objects"),
    "race, none": (lambda: descent.race(BOWL.gradient, [1, 2], [], 1), "optimizers need to be different objects, got"),
    "grid": (lambda: descent.grid([[1]], [1]), r"x needs shape \(D,\)"),
    "basins, width": (lambda: descent.basins([[1, 2]], [[1]]), r"points need shape \(M, 1\), got \(1, 2\)"),
    "basins, within": (lambda: descent.basins([[1]], [[1]], within=0), "within needs a finite number above 0"),
    "rate, one": (lambda: descent.convergence_rate([1]), r"errors need shape \(K,\) or \(K, M\).*got \(1,\)"),
    "rate, negative": (lambda: descent.convergence_rate([1, -1]), "errors need to be at least 0, got -1"),
    "rate, last": (lambda: descent.convergence_rate([1, 1], last=0), "last needs a finite number above 0"),
    "rate, floor": (lambda: descent.convergence_rate([1, 1], floor=1), "floor needs a finite number at least 0"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_named(case):
    """Every wrong shape and value raises ValueError with the argument, what was needed and what came."""
    call, message = BAD[case]
    with pytest.raises(ValueError, match=message) as caught:
        call()
    assert "; " in str(caught.value)


@pytest.mark.parametrize("surface", [descent.rosenbrock(), descent.himmelblau()])
def test_a_third_coordinate_has_no_slope(surface):
    """What the surface does not know does not enter its gradient."""
    np.testing.assert_array_equal(surface.gradient([1.0, 2.0, 3.0])[2], 0)
