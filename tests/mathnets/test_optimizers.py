"""The optimizers, step by step against the textbook and against the theorems about them, and the schedules."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathnets.optimizers import (
    Adagrad,
    Adam,
    AdamW,
    AMSGrad,
    GradientDescent,
    Momentum,
    Nesterov,
    RMSProp,
    cosine,
    inverse_time,
    step_decay,
    warm_up,
)
from tests.mutation import fails_if

ALL = {
    "gd": GradientDescent(0.05),
    "momentum": Momentum(0.05, beta=0.8),
    "nesterov": Nesterov(0.05, beta=0.8),
    "accelerated": Nesterov(0.05, beta=None),
    "adagrad": Adagrad(0.05, eps=1e-3),
    "rmsprop": RMSProp(0.05, beta=0.7, eps=1e-3),
    "adam": Adam(0.05, beta1=0.8, beta2=0.9, eps=1e-3),
    "amsgrad": AMSGrad(0.05, beta1=0.8, beta2=0.9, eps=1e-3),
    "adamw": AdamW(0.05, decay=0.3, beta1=0.8, beta2=0.9, eps=1e-3),
}


def by_the_book(name, x, gradients, rates):
    """Return the path of one number by the formulas as published, given the gradient at each step as a function."""
    path, v, s, m, before, t_k = [x], 0.0, 0.0, 0.0, x, 1.0
    top, point = 0.0, x
    for t, (gradient, rate) in enumerate(zip(gradients, rates, strict=True), 1):
        g = gradient(x)
        if name == "gd":
            x = x - rate * g
        elif name == "momentum":  # Polyak's two-step form (with a constant rate)
            x, before = x - rate * g + 0.8 * (x - before), x
        elif name in ("nesterov", "accelerated"):
            new = x - rate * g
            if name == "nesterov":
                beta = 0.8
            else:
                t_next = (1 + math.sqrt(1 + 4 * t_k * t_k)) / 2
                beta, t_k = (t_k - 1) / t_next, t_next
            x, point = new + beta * (new - point), new
        elif name == "adagrad":
            s += g * g
            x = x - rate * g / (math.sqrt(s) + 1e-3)
        elif name == "rmsprop":
            v = 0.7 * v + 0.3 * g * g
            x = x - rate * g / (math.sqrt(v) + 1e-3)
        else:
            m = 0.8 * m + 0.2 * g
            v = 0.9 * v + 0.1 * g * g
            top = max(top, v)
            m_hat = m / (1 - 0.8**t)
            v_hat = (top if name == "amsgrad" else v) / (1 - 0.9**t)
            decay = rate * 0.3 * x if name == "adamw" else 0.0
            x = x - rate * m_hat / (math.sqrt(v_hat) + 1e-3) - decay
        path.append(x)
    return np.array(path)


def run(optimizer, start, gradient, steps):
    """Return the path (steps + 1, ...) of an optimizer; the gradient is a function of (parameters, step)."""
    theta = np.array(start, dtype=float)
    path = [theta.copy()]
    optimizer.start(theta)
    for k in range(steps):
        optimizer.step(theta, gradient(theta, k))
        path.append(theta.copy())
    return np.array(path)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("name", ALL)
def test_every_step_is_that_of_the_textbook(name, seed):
    """Fifty steps on a noisy bowl agree with the published formulas, number by number, to rounding."""
    rng = np.random.default_rng(seed)
    noise, start = rng.normal(size=(50, 6)), rng.normal(size=6)
    found = run(ALL[name], start, lambda theta, k: 2 * theta + np.sin(3 * theta) + noise[k], 50)
    for i in range(6):
        gradients = [lambda x, e=e: 2 * x + math.sin(3 * x) + e for e in noise[:, i]]
        expected = by_the_book(name, start[i], gradients, [0.05] * 50)
        np.testing.assert_allclose(found[:, i], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ALL)
def test_rows_are_runs_of_their_own(name):
    """Rows with a rate each move exactly as each alone with its rate, and as the part of rows taken out."""
    rng = np.random.default_rng(1)
    start, rates = rng.normal(size=(4, 5)), np.array([0.01, 0.02, 0.05, 0.1])
    optimizer = with_rate(name, rates)
    together = run(optimizer, start, lambda theta, k: 2 * theta + np.cos(k * theta), 20)
    part = run(optimizer.rows(slice(1, 3)), start[1:3], lambda theta, k: 2 * theta + np.cos(k * theta), 20)
    np.testing.assert_array_equal(part, together[:, 1:3])
    for row in range(4):
        alone = run(with_rate(name, rates[row]), start[row], lambda theta, k: 2 * theta + np.cos(k * theta), 20)
        np.testing.assert_allclose(together[:, row], alone, rtol=1e-12, atol=1e-14)


def with_rate(name, rate):
    """Return an optimizer of the same kind with another rate."""
    settings = {
        key: value for key, value in vars(ALL[name]).items() if key in ("beta", "beta1", "beta2", "eps", "decay")
    }
    return type(ALL[name])(rate, **settings)


@pytest.mark.parametrize("name", ALL)
def test_schedules_and_rates_by_row(name):
    """A schedule gives each step its rate; one that returns an array gives each row its own."""
    start = np.array([[1.0, -2.0], [1.0, -2.0]])
    numbers = [0.1 / (k + 1) for k in range(15)]
    both = run(
        with_rate(name, lambda k: numbers[k] * np.array([1.0, 0.5])), start, lambda theta, k: theta + np.cos(theta), 15
    )
    alone = run(with_rate(name, lambda k: numbers[k]), start[0], lambda theta, k: theta + np.cos(theta), 15)
    np.testing.assert_allclose(both[:, 0], alone, rtol=1e-12)
    assert not np.allclose(both[-1, 0], both[-1, 1])
    part = with_rate(name, lambda k: numbers[k] * np.array([1.0, 0.5])).rows(slice(1, 2))
    np.testing.assert_array_equal(run(part, start[1:], lambda theta, k: theta + np.cos(theta), 15), both[:, 1:])
    if name != "momentum":  # whose textbook form here has a constant rate
        expected = by_the_book(name, 1.0, 15 * [lambda x: x + math.cos(x)], numbers)
        np.testing.assert_allclose(alone[:, 0], expected, rtol=1e-9, atol=1e-12)


def test_momentum_with_a_falling_rate_keeps_its_velocity():
    """The rate multiplies the new gradient alone: after it falls to nearly 0, the ball rolls on by beta a step."""
    path = run(Momentum(lambda k: 0.1 if k == 0 else 1e-300, beta=0.5), [0.0], lambda theta, k: np.ones(1), 3)
    np.testing.assert_allclose(np.diff(path[:, 0]), [-0.1, -0.05, -0.025])


@pytest.mark.parametrize("name", ALL)
def test_start_forgets_everything(name):
    """A second run from the same start is the same, bit for bit."""
    start = np.array([1.0, -3.0])
    first = run(ALL[name], start, lambda theta, k: theta - np.sin(theta * k), 10)
    np.testing.assert_array_equal(run(ALL[name], start, lambda theta, k: theta - np.sin(theta * k), 10), first)


@pytest.mark.parametrize("name", ALL)
def test_float32_stays_float32(name):
    """Parameters of float32 are moved as such, near the path of float64; the gradient is not changed."""
    theta, exact = np.array([1.0, -2.0], np.float32), np.array([1.0, -2.0])
    single, double = with_rate(name, 0.05), with_rate(name, 0.05)
    single.start(theta)
    double.start(exact)
    for _ in range(20):
        gradient = theta * 2
        kept = gradient.copy()
        single.step(theta, gradient)
        np.testing.assert_array_equal(gradient, kept)
        double.step(exact, exact * 2)
    assert theta.dtype == np.float32
    np.testing.assert_allclose(theta, exact, rtol=1e-4)


# Theorems.


def test_gradient_descent_reaches_its_rate_on_a_quadratic():
    """At 2/(L + mu) the error of the worst start shrinks by exactly (kappa - 1)/(kappa + 1) a step."""
    curvatures = np.array([1.0, 10.0, 100.0])
    rho = (100 - 1) / (100 + 1)
    path = run(GradientDescent(2 / 101), [1.0, 0.0, 1.0], lambda theta, k: curvatures * theta, 200)
    errors = np.linalg.norm(path, axis=1)
    np.testing.assert_allclose(errors, np.sqrt(2) * rho ** np.arange(201), rtol=1e-12)
    other = run(GradientDescent(2 / 101), [1.0, 2.0, 0.3], lambda theta, k: curvatures * theta, 200)
    assert (np.linalg.norm(other, axis=1) <= np.linalg.norm(other[0]) * rho ** np.arange(201) * (1 + 1e-12)).all()


def test_gradient_descent_converges_only_below_two_over_l():
    """At 1.99/L the error vanishes, at 2.01/L it grows without bound, and at exactly 2/L it stays."""
    curvatures = np.array([1.0, 100.0])
    rates = np.array([1.99, 2.0, 2.01]) / 100
    path = run(GradientDescent(rates), np.ones((3, 2)), lambda theta, k: curvatures * theta, 3000)
    final = np.abs(path[-1, :, 1])
    assert final[0] < 1e-12
    assert final[1] == pytest.approx(1)
    assert final[2] > 1e12


def test_heavy_ball_reaches_its_rate_on_a_quadratic():
    """With the best rate and beta the error shrinks by (sqrt kappa - 1)/(sqrt kappa + 1) a step: .818 at 100."""
    rate, beta = (2 / (np.sqrt(100) + np.sqrt(1))) ** 2, (9 / 11) ** 2
    path = run(Momentum(rate, beta), [1.0, 1.0], lambda theta, k: np.array([1.0, 100.0]) * theta, 400)
    errors = np.linalg.norm(path, axis=1)
    # at the best values the iteration has a double root, so the error is (a + b k) rho^k: k / (k + 1) is left over
    assert (errors[400] / errors[200]) ** (1 / 200) == pytest.approx(9 / 11 * 2 ** (1 / 200), rel=1e-3)


def test_heavy_ball_cycles_on_a_function_that_is_no_quadratic():
    """With the best values for m = 1, L = 25, the piecewise function of Lessard et al. sends it around three points."""

    def gradient(x, k=0):
        return np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24))

    path = run(Momentum(1 / 9, beta=4 / 9), [3.3], gradient, 900)[:, 0]
    np.testing.assert_allclose(np.sort(path[-3:]), [-2208 / 1225, 792 / 1225, 2592 / 1225], rtol=1e-9)
    assert abs(run(GradientDescent(1 / 25), [3.3], gradient, 900)[-1, 0]) < 1e-12


@pytest.mark.parametrize("seed", range(10))
def test_nesterov_keeps_his_bound(seed):
    """On random convex quadratics f(x_k) - f* is at most 2 L D^2 / (k + 1)^2, for every k."""
    rng = np.random.default_rng(seed)
    curvatures = 10 ** rng.uniform(-5, 0, 50)
    curvatures[0] = 1.0
    theta = start = rng.normal(size=50)
    theta = theta.copy()
    optimizer = Nesterov(1.0, beta=None).start(theta)
    ratios = []
    for k in range(1, 301):
        optimizer.step(theta, curvatures * theta)
        gap = np.sum(curvatures * optimizer.iterate**2) / 2
        ratios.append(gap * (k + 1) ** 2 / (2 * np.sum(start**2)))
    assert max(ratios) <= 1


def test_gradient_descent_breaks_the_accelerated_bound():
    """Nesterov's bound does not hold for plain gradient descent: the guarantee is the momentum's."""
    curvatures = np.geomspace(1e-6, 1, 50)
    start = curvatures**-0.5
    path = run(GradientDescent(1.0), start, lambda theta, k: curvatures * theta, 3000)
    k = np.arange(1, 3001)
    gaps = np.sum(curvatures * path[1:] ** 2, axis=1) / 2
    assert (gaps * (k + 1) ** 2 / (2 * np.sum(start**2))).max() > 1


@pytest.mark.parametrize("optimizer", [Adam(0.1), AMSGrad(0.1), Adagrad(0.1), RMSProp(0.1, beta=0.0)], ids=repr)
@given(st.lists(st.floats(1e-3, 1e3) | st.floats(-1e3, -1e-3), min_size=1, max_size=5))
def test_first_step_is_the_rate_times_the_sign(optimizer, gradient):
    """The first step of Adam and its kin has the length of the rate in every entry, whatever the gradient's size."""
    theta = np.zeros(len(gradient))
    optimizer.start(theta).step(theta, np.array(gradient))
    np.testing.assert_allclose(theta, -0.1 * np.sign(gradient), rtol=1e-4)


@fails_if("optimizer", lambda kind: AMSGrad if kind is Adam else Adam)
@pytest.mark.parametrize("optimizer, ends_at", [(Adam, 1.0), (AMSGrad, -1.0)])
def test_adam_can_converge_to_the_worst_point_and_amsgrad_does_not(optimizer, ends_at):
    """On Reddi, Kale and Kumar's periodic losses on [-1, 1], Adam goes to +1, where the mean loss is largest."""
    C = 4.0
    rule = optimizer(lambda k: 0.5 / math.sqrt(k + 1), beta1=0.0, beta2=1 / (1 + C**2))
    x = np.zeros(1)
    rule.start(x)
    for k in range(6000):
        rule.step(x, np.array([C if k % 3 == 0 else -1.0]))  # the mean of three gradients is positive: -1 is best
        np.clip(x, -1, 1, out=x)
    assert x[0] == pytest.approx(ends_at, abs=0.05)


# Schedules.


def test_schedules_are_their_formulas():
    """Each schedule is its formula at every step, for one rate and for several."""
    k = np.arange(40)
    rates = np.array([0.1, 0.2])
    pairs = [
        (lambda rate: step_decay(rate, 7, 0.5), 0.5 ** (k // 7)),
        (lambda rate: cosine(rate, 20, 0.1), 0.1 + 0.9 * (1 + np.cos(np.pi * np.minimum(k / 20, 1))) / 2),
        (lambda rate: inverse_time(rate, 8), 8 / (8 + k)),
        (lambda rate: warm_up(rate, 5), np.minimum(1, (k + 1) / 5)),
        (lambda rate: warm_up(inverse_time(rate, 8), 5), np.minimum(1, (k + 1) / 5) * 8 / (8 + k)),
    ]
    for make, expected in pairs:
        np.testing.assert_allclose([make(0.1)(i) for i in k], 0.1 * expected, rtol=1e-14)
        np.testing.assert_allclose([make(rates)(i) for i in k], rates * expected[:, None], rtol=1e-14)


def test_rate_at_names_the_rate_of_a_step():
    """The rate of a step is the number itself or what the schedule says."""
    assert Adam(0.25).rate_at(7) == 0.25
    assert Adam(step_decay(1.0, 5)).rate_at(7) == 0.1
    np.testing.assert_array_equal(Adam([1.0, 2.0]).rows(slice(1, 2)).rate_at(0), [2.0])


def test_bad_settings_of_schedules_are_refused():
    """Numbers out of their ranges raise errors that name them."""
    for call, said in [
        (lambda: step_decay(0.0, 5), "rate needs"),
        (lambda: step_decay(1.0, 0), "every must be"),
        (lambda: step_decay(1.0, 5, 1.5), "factor needs"),
        (lambda: cosine([1.0, -1.0], 5), "rate needs numbers above 0, got -1"),
        (lambda: cosine(1.0, 2.5), "steps must be"),
        (lambda: cosine(1.0, 5, -0.1), "final needs"),
        (lambda: inverse_time(1.0, 0), "halving needs"),
        (lambda: warm_up(np.nan, 5), "rate needs"),
        (lambda: warm_up(1.0, 0), "steps must be"),
    ]:
        with pytest.raises(ValueError, match=said):
            call()


# Refusals.


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("bad", [0, -0.1, np.nan, np.inf, "fast", None, [0.1, 0.0], [0.1, np.nan]])
def test_bad_rates_are_refused(name, bad):
    """A rate that is not positive and finite is refused by every optimizer."""
    with pytest.raises((ValueError, TypeError), match="rate needs"):
        with_rate(name, bad)


@pytest.mark.parametrize(
    "make, said",
    [
        (lambda: Momentum(0.1, beta=1.0), "beta needs"),
        (lambda: Nesterov(0.1, beta=-0.1), "beta needs"),
        (lambda: Adagrad(0.1, eps=0.0), "eps needs"),
        (lambda: RMSProp(0.1, beta=2), "beta needs"),
        (lambda: RMSProp(0.1, eps=-1), "eps needs"),
        (lambda: Adam(0.1, beta1=1), "beta1 needs"),
        (lambda: Adam(0.1, beta2=np.nan), "beta2 needs"),
        (lambda: AMSGrad(0.1, eps=0), "eps needs"),
        (lambda: AdamW(0.1, decay=-1), "decay needs"),
    ],
)
def test_bad_settings_are_refused(make, said):
    """A setting out of its range is named."""
    with pytest.raises(ValueError, match=said):
        make()


def test_rates_that_do_not_fit_the_rows_are_refused():
    """As many rates as rows are needed, at the start and from a schedule, and none below 0."""
    with pytest.raises(ValueError, match=r"rate needs one number, or one for each row .*\(2,\), got \(3,\)"):
        Adam([0.1, 0.2, 0.3]).start(np.zeros((2, 5)))
    with pytest.raises(ValueError, match="rate needs one number"):
        Adam([0.1, 0.2]).start(np.zeros(2))
    for bad, theta in [(np.ones(3), np.zeros((2, 5))), (-1.0, np.zeros(2)), (np.array([1, np.nan]), np.zeros((2, 5)))]:
        optimizer = GradientDescent(lambda k, bad=bad: bad).start(theta)
        with pytest.raises(ValueError, match="rate needs"):
            optimizer.step(theta, theta.copy())


@pytest.mark.parametrize(
    "theta",
    [[1.0, 2.0], np.array([1, 2]), np.zeros((2, 2, 2)), np.float64(1.0), np.zeros(2, np.float16), np.zeros(2, complex)],
)
def test_parameters_that_cannot_be_changed_in_place_are_refused(theta):
    """Lists, integers, other floats, and arrays of other dimensions are refused at the start."""
    with pytest.raises(TypeError, match="theta needs to be a float64 or float32 array"):
        Adam(0.1).start(theta)


def test_steps_that_do_not_fit_the_start_are_refused():
    """A step before the start, or with parameters or gradient of another shape, is refused; nothing is stretched."""
    theta = np.zeros((3, 2))
    with pytest.raises(ValueError, match="Adam needs to be started"):
        Adam(0.1).step(theta, theta)
    optimizer = Adam(0.1).start(theta)
    for bad in (np.ones(2), np.ones((3, 1)), 1.0):
        with pytest.raises(ValueError, match="theta and gradient need shape"):
            optimizer.step(theta, bad)
    with pytest.raises(ValueError, match="theta and gradient need shape"):
        optimizer.step(np.zeros(2), np.zeros(2))
    np.testing.assert_array_equal(theta, 0)
    assert optimizer.steps == 0
    with pytest.raises(ValueError, match="needs to be started"):
        optimizer.rows(slice(0, 1)).step(theta, theta)


def test_optimizers_show_their_settings():
    """The representation is the call that makes the optimizer."""
    assert repr(Adam(0.1)) == "Adam(rate=0.1, beta1=0.9, beta2=0.999, eps=1e-08)"
    assert repr(GradientDescent(2)) == "GradientDescent(rate=2.0)"
    assert repr(AdamW(0.1, decay=0)).startswith("AdamW(rate=0.1, decay=0.0")


def test_decay_does_not_reach_a_gradient_that_is_the_parameters_themselves():
    """Where the gradient is the array of the parameters, the step is that of a copy of it."""
    one, two = AdamW(0.5, decay=0.9), AdamW(0.5, decay=0.9)
    a, b = np.array([3.0, -4.0, 0.01]), np.array([3.0, -4.0, 0.01])
    one.start(a), two.start(b)
    for _ in range(5):
        one.step(a, a)
        two.step(b, b.copy())
    np.testing.assert_array_equal(a, b)
