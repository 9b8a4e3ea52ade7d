"""Numerical derivatives: closed forms, the orders of their errors, and a check that wrong gradients do not pass."""

import numpy as np
import pytest
from autograd import grad as peer_gradient
from autograd import numpy as anp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.optimize import approx_fprime

from mathnets.gradients import (
    GradientError,
    central_difference,
    check_gradient,
    complex_step,
    forward_difference,
    optimal_step,
)

SEEDS = range(10)
METHODS = {forward_difference: 1e-6, central_difference: 1e-9, complex_step: 1e-14}
WAYS = pytest.mark.parametrize("way", METHODS)
POINTS = hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=3), elements=st.floats(-1.5, 1.5))


def wave(x):
    """A function of any array that gives a number, and takes complex numbers."""
    return np.sum(np.sin(x) * np.exp(x / 2)) + np.prod(x)


def wave_gradient(x):
    """Its gradient by autograd."""
    return peer_gradient(lambda x: anp.sum(anp.sin(x) * anp.exp(x / 2)) + anp.prod(x))(np.array(x))


def loss(x):
    """A loss of some depth, as of a network: log-sum-exp of a tanh layer."""
    W = np.cos(np.arange(12.0)).reshape(4, 3)
    return np.log(np.sum(np.exp(np.tanh(x @ W.T))))


def loss_gradient(x):
    """Its gradient by autograd."""
    W = np.cos(np.arange(12.0)).reshape(4, 3)
    return peer_gradient(lambda x: anp.log(anp.sum(anp.exp(anp.tanh(anp.dot(x, W.T))))))(np.array(x))


# The three differences


@WAYS
@settings(deadline=None)
@given(x=POINTS)
def test_gradient_has_the_shape_and_the_values_of_autograds(way, x):
    """Each way agrees with autograd to the digits that it has, for arrays of up to three axes."""
    tolerance = METHODS[way]
    x[np.abs(x) < 1e-3] = 0.5  # autograd divides by the entries in its derivative of a product
    found = way(wave, x)
    assert found.shape == x.shape
    np.testing.assert_allclose(found, wave_gradient(x), rtol=0, atol=200 * tolerance * (1 + abs(np.prod(x))))


@WAYS
def test_derivative_at_a_number_is_a_float(way):
    """A function of a number has a number as its derivative: that of the sine at 0 is 1."""
    slope = way(np.sin, 0.0)
    assert type(slope) is float and slope == pytest.approx(1.0, abs=1e-9)
    assert way(lambda x: x**2, 3) == pytest.approx(6.0, rel=1e-7)


@WAYS
def test_jacobian_of_a_linear_map_is_its_matrix(way):
    """A function with array values gives its Jacobian: axes of the value first, then those of x."""
    rng = np.random.default_rng(0)
    A, x = rng.normal(size=(2, 5, 3, 4)), rng.normal(size=(3, 4))
    jacobian = way(lambda x: np.tensordot(A, x, axes=2), x)
    assert jacobian.shape == (2, 5, 3, 4)
    np.testing.assert_allclose(jacobian, A, atol=1e-7)
    np.testing.assert_allclose(way(lambda t: t * np.arange(3.0), 2.0), [0, 1, 2], atol=1e-7)


@WAYS
def test_inputs_of_every_kind(way):
    """Lists, integers, float32, strided and read-only arrays give the same, and are left as they were."""
    x = np.array([[0.5, 1.0], [2.0, -1.0]])
    expected = way(wave, x)
    frozen = np.asfortranarray(x)
    frozen.setflags(write=False)
    wide = np.zeros((4, 4))
    wide[::2, ::2] = x
    for same in (x.tolist(), x.astype(np.float32), frozen, wide[::2, ::2]):
        np.testing.assert_array_equal(way(wave, same), expected)
    np.testing.assert_array_equal(x, [[0.5, 1.0], [2.0, -1.0]])
    np.testing.assert_array_equal(way(wave, [1, 2]), way(wave, [1.0, 2.0]))


@WAYS
def test_function_that_writes_to_its_argument_does_no_harm(way):
    """Each evaluation gets an array of its own."""

    def vandal(x):
        value = np.sum(x**2)
        x[:] = 0
        return value

    x = np.array([1.0, 2.0])
    np.testing.assert_allclose(way(vandal, x), [2, 4], atol=1e-6)
    np.testing.assert_array_equal(x, [1, 2])


def test_forward_difference_agrees_with_scipys():
    """It is SciPy's approx_fprime, at the same step."""
    for seed in SEEDS:
        x = np.random.default_rng(seed).normal(size=3)
        expected = approx_fprime(x, loss, 1e-7)
        np.testing.assert_allclose(forward_difference(loss, x, step=1e-7), expected, atol=1e-7)


@pytest.mark.parametrize("way, order", [(forward_difference, 1), (central_difference, 2)])
def test_error_falls_with_the_order_of_the_method(way, order):
    """A ten times shorter step leaves a tenth of the forward error and a hundredth of the central one."""
    errors = [abs(way(np.exp, 1.0, step=h) - np.e) for h in (1e-2, 1e-3)]
    assert errors[0] / errors[1] == pytest.approx(10**order, rel=0.02)
    leading = {1: 1e-2 / 2, 2: 1e-4 / 6}[order] * np.e
    assert errors[0] == pytest.approx(leading, rel=0.02)


@pytest.mark.parametrize("way, method", [(forward_difference, "forward"), (central_difference, "central")])
def test_optimal_step_is_near_the_bottom_of_the_error(way, method):
    """Steps 100 times longer or shorter lose digits at most points, over ten points."""
    points = np.random.default_rng(0).uniform(0.5, 1.5, size=10)
    h = optimal_step(method)
    typical = [
        np.median([abs(way(np.exp, x, step=h * factor) / np.exp(x) - 1) for x in points]) for factor in (0.01, 1, 100)
    ]
    assert typical[1] < typical[0] / 5 and typical[1] < typical[2] / 5


def test_optimal_steps_are_powers_of_the_rounding_error():
    """They are its square and cube root, times the size of x where that is over 1."""
    eps = 2.0**-52
    assert optimal_step("forward") == eps**0.5 and optimal_step("central", -0.5) == eps ** (1 / 3)
    np.testing.assert_allclose(optimal_step("forward", [[0.0, -8.0]]), [[eps**0.5, 8 * eps**0.5]], rtol=1e-15)
    assert optimal_step("complex", 1e9) < eps**1.2


def test_complex_step_has_every_digit():
    """Where central differences keep ten digits, it keeps all, even at an entry that is tiny beside another."""
    for seed in SEEDS:
        x = np.random.default_rng(seed).normal(size=3)
        exact = loss_gradient(x)
        assert np.abs(complex_step(loss, x) - exact).max() < 1e-15
        assert np.abs(central_difference(loss, x) - exact).max() < 1e-9
    assert complex_step(lambda x: x[0] ** 3 * x[1], [1e-8, 1e8])[0] == pytest.approx(3e-8, rel=1e-14, abs=0)


def test_complex_step_of_a_rectifier():
    """Compared by its real part, a rectifier can be differentiated too."""
    slopes = complex_step(lambda x: np.sum(np.where(x.real > 0, x, 0)), [-1.0, 2.0])
    np.testing.assert_array_equal(slopes, [0, 1])


def test_large_entries_get_longer_steps():
    """At 1e12 the derivative of the square is right, since the step grows with the entry."""
    np.testing.assert_allclose(central_difference(lambda x: np.sum(x**2), [1e12, 1.0])[0], 2e12, rtol=1e-6)


# The check


@pytest.mark.parametrize("f, gradient", [(wave, wave_gradient), (loss, loss_gradient)])
@pytest.mark.parametrize("method, accuracy", [("central", 1e-8), ("complex", 1e-13)])
def test_right_gradients_pass(f, gradient, method, accuracy):
    """What autograd gives is accepted, with the accuracy that the method has, over ten seeds."""
    for seed in SEEDS:
        x = np.random.default_rng(seed).normal(size=3)
        error = check_gradient(f, gradient, x, seed, method=method)
        assert type(error) is float and error < accuracy
        assert check_gradient(f, gradient(x), x, np.random.default_rng(seed), method=method) == error


@pytest.mark.parametrize("method", ["central", "complex"])
@pytest.mark.parametrize(
    "spoil",
    [
        lambda g: 1.001 * g,
        lambda g: -g,
        lambda g: 0 * g,
        lambda g: g[..., ::-1],
        lambda g: g + np.eye(*g.shape) * 1e-4,
        lambda g: g.T.copy(),
    ],
)
def test_wrong_gradients_are_found(method, spoil):
    """A wrong scale, sign, order or single entry is an error with every one of ten seeds."""
    for seed in SEEDS:
        x = np.random.default_rng(seed).normal(size=(3, 3))
        with pytest.raises(GradientError, match="relative difference"):
            check_gradient(wave, lambda x: spoil(wave_gradient(x)), x, seed, method=method)


def test_message_names_the_worst_entry_and_both_values():
    """The error says where to look, and what was found and claimed there."""
    x = np.array([[1.0, 2.0], [3.0, 4.0]])
    wrong = np.array([[2.0, 4.0], [6.5, 8.0]])
    with pytest.raises(GradientError) as caught:
        check_gradient(lambda x: np.sum(x**2), wrong, x, rng=0)
    assert caught.value.index == (1, 0)
    assert "(1, 0)" in str(caught.value) and "6.5 where f has 6" in str(caught.value)
    with pytest.raises(GradientError, match=r"the entry \(1,\) is the most wrong, 5 where f has 4"):
        check_gradient(lambda x: np.sum(x**2), [2.0, 5.0], [1.0, 2.0], rng=0, method="complex")


def test_wrong_gradient_of_many_entries_is_found_without_trying_each():
    """With 20,000 entries a gradient that is a percent too long fails after some 4,000 evaluations, not 40,000."""
    calls = []

    def f(x):
        calls.append(1)
        return np.sum(x**2)

    x = np.random.default_rng(0).normal(size=20_000)
    assert check_gradient(f, 2 * x, x, 0) < 1e-6 and len(calls) == 20
    with pytest.raises(GradientError):
        check_gradient(f, 2.02 * x, x, 0)
    assert len(calls) <= 4100


def test_what_the_differences_leave_uncertain_is_no_fault():
    """Stationary points, constants, kinks and large values do not make a right gradient fail, over ten seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x = rng.normal(size=5000)
        check_gradient(lambda x: np.sum(x**3), np.zeros(4), np.zeros(4), rng)
        check_gradient(lambda x: np.sum((x - 1) ** 4), np.zeros(4), np.ones(4), rng)
        check_gradient(lambda x: 7.0, np.zeros(4), np.ones(4), rng)
        check_gradient(lambda x: 1e6 + np.sum(x), np.ones(4), np.ones(4), rng)
        check_gradient(lambda x: np.maximum(x, 0).sum(), 1.0 * (x > 0), x, rng)
    assert check_gradient(lambda x: 7.0, 0.0, 1.0, 0) == 0


def test_directions_of_small_slope_are_no_fault():
    """In 2,000 directions some slopes are tiny by chance; differences are measured by their usual size."""
    g, near = np.array([3.0, 4.0]), np.array([3.0001, 4.0])
    error = check_gradient(lambda x: np.sum(g * x), near, [1.0, 2.0], 0, directions=2000, rtol=1e-3)
    assert 1e-5 < error < 1e-3


def test_huge_wrong_gradients_are_found():
    """A gradient whose squares overflow is compared as any other; ten seeds."""
    for seed in range(10):
        with pytest.raises(GradientError, match="gradient needs to be that of f"):
            check_gradient(lambda x: (3 * x).sum(), np.full(5, 3e200), np.ones(5), rng=seed)
        assert check_gradient(lambda x: (3e200 * x).sum(), np.full(5, 3e200), np.ones(5), rng=seed) < 1e-9


def test_no_gradient_is_right_on_a_kink():
    """Exactly at the kink of a rectifier the slopes of both its sides fail, and beside it the slope passes."""
    for claim in (0.0, 1.0):
        with pytest.raises(GradientError):
            check_gradient(lambda x: np.maximum(x, 0).sum(), [claim], [0.0], 0)
    check_gradient(lambda x: np.maximum(x, 0).sum(), [1.0], [1e-3], 0)


def test_tolerance_and_directions_are_the_callers():
    """A gradient that is a thousandth off passes at 1 %, and in more directions there are more evaluations."""
    x = np.array([1.0, 2.0])
    assert check_gradient(wave, lambda x: 1.001 * wave_gradient(x), x, 0, rtol=0.01) == pytest.approx(1e-3, rel=0.01)
    calls = []
    check_gradient(lambda x: calls.append(x) or np.sum(x), np.ones(2), x, 0, directions=7)
    assert len(calls) == 28


# Bad input


@pytest.mark.parametrize(
    "call, kind, message",
    [
        (lambda: central_difference(3.0, [1.0]), TypeError, "f needs to be a function, got float; pass the function"),
        (lambda: complex_step(np.sin, [np.nan]), ValueError, "x needs finite numbers"),
        (lambda: complex_step(np.sin, [1j]), ValueError, "x needs real numbers"),
        (lambda: complex_step(np.abs, [1.0]), ValueError, "f needs to give complex numbers.*use central_difference"),
        (lambda: complex_step(lambda x: x * np.nan, [1.0]), ValueError, "f needs finite values near x"),
        (lambda: central_difference(lambda x: x * np.inf, [1.0]), ValueError, "the value of f needs finite numbers"),
        (lambda: central_difference(lambda x: "a", [1.0]), TypeError, "the value of f needs numbers"),
        (lambda: central_difference(np.sin, []), ValueError, "x needs at least 1 entry"),
        (lambda: central_difference(np.sin, ["a"]), TypeError, "x needs numbers"),
        (lambda: central_difference(np.sin, [1.0], step=0), ValueError, "step needs a finite number above 0"),
        (lambda: forward_difference(np.sin, [1.0], step=-1), ValueError, "step needs a finite number above 0"),
        (lambda: forward_difference(np.sin, [1e9], step=1e-9), ValueError, "step needs to change x.*enlarge"),
        (lambda: optimal_step("backward"), ValueError, "method must be one of 'forward', 'central', 'complex'"),
        (lambda: check_gradient(np.sum, [1.0], [1.0, 2.0], 0), ValueError, r"gradient needs the shape of x, \(2,\)"),
        (lambda: check_gradient(np.sin, [1.0], [1.0], 0), ValueError, r"f needs to give one number, got shape \(1,\)"),
        (lambda: check_gradient(np.sum, [1.0], [1.0], None), TypeError, "rng needs a numpy Generator"),
        (lambda: check_gradient(np.sum, [1.0], [1.0], 0, directions=0), ValueError, "directions must be an int"),
        (lambda: check_gradient(np.sum, [1.0], [1.0], 0, method="forward"), ValueError, "method must be one of"),
        (lambda: check_gradient(np.sum, [1.0], [1.0], 0, rtol=-1), ValueError, "rtol needs a finite number at least 0"),
        (lambda: check_gradient(np.sum, [np.nan], [1.0], 0), ValueError, "gradient needs finite numbers"),
    ],
)
def test_bad_input_is_refused(call, kind, message):
    """The error names the argument, what it needs, and what came."""
    with pytest.raises(kind, match=message):
        call()
