"""The activation functions: values, derivatives, and what they do with numbers that are very large."""

import math

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from mathnets.activations import (
    Activation,
    identity,
    leaky,
    leaky_relu,
    relu,
    sigmoid,
    softmax,
    softplus,
    tanh,
)
from tests.mutation import fails_if

ELEMENTWISE = [tanh, sigmoid, relu, leaky_relu, softplus, identity]
CLOSED = {  # independent forms, which may be complex
    "tanh": np.tanh,
    "sigmoid": lambda z: (1 + np.tanh(z / 2)) / 2,
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "leaky relu": lambda z: np.where(z.real > 0, z, 0.01 * z),
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "identity": lambda z: z,
}
finite = st.floats(-1e300, 1e300)


@pytest.mark.parametrize("f", ELEMENTWISE, ids=repr)
def test_values_are_those_of_the_closed_form(f):
    """Each function equals its textbook form where that can be computed."""
    z = np.linspace(-20, 20, 401)
    np.testing.assert_allclose(f(z), CLOSED[f.name](z), rtol=1e-7, atol=1e-15)


@pytest.mark.parametrize("f", ELEMENTWISE, ids=repr)
def test_derivative_is_that_of_a_complex_step(f):
    """The derivative, computed from the output, equals Im f(z + ih) / h of the closed form to rounding."""
    z = np.random.default_rng(0).normal(scale=3, size=1000)
    expected = CLOSED[f.name](z + 1e-30j).imag / 1e-30
    np.testing.assert_allclose(f.derivative(f(z)), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("f", ELEMENTWISE, ids=repr)
def test_second_derivative_is_that_of_differences(f):
    """The second derivative, computed from the output, is the central difference of the first; 0 beside a kink."""
    z = np.random.default_rng(0).normal(scale=3, size=1000)
    ahead, behind = (f.derivative(f(z + h)) for h in (1e-5, -1e-5))
    np.testing.assert_allclose(f.second_derivative(f(z)), (ahead - behind) / 2e-5, atol=1e-9)


@pytest.mark.parametrize("f, theirs", [(sigmoid, scipy.special.expit), (softplus, lambda z: np.logaddexp(0, z))])
def test_tails_are_exact(f, theirs):
    """Far out, where the naive form gives 0, 1 or infinity, the relative error is that of rounding."""
    z = np.concatenate([np.linspace(-700, 700, 1001), [-1e4, 1e4, 0.0, -1e-300]])
    np.testing.assert_allclose(f(z), theirs(z), rtol=1e-14)


@pytest.mark.parametrize("f", ELEMENTWISE, ids=repr)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@given(z=finite)
def test_nothing_overflows(f, dtype, z):
    """Any finite number gives a finite value and derivative, silently, in either precision."""
    z = dtype(np.clip(z, -1e38, 1e38)) if dtype is np.float32 else z
    a = f(np.array([z], dtype))
    assert np.isfinite(a).all()
    assert np.isfinite(f.derivative(a)).all()
    assert a.dtype == f.derivative(a).dtype == dtype


@pytest.mark.parametrize("f", ELEMENTWISE, ids=repr)
@given(z=st.lists(st.floats(-50, 50), min_size=2, max_size=20))
def test_functions_rise(f, z):
    """None of the functions ever falls, and no derivative is negative or above 1."""
    a = f(np.sort(z))
    assert (np.diff(a) >= 0).all()
    slope = f.derivative(a)
    assert (slope >= 0).all()
    assert (slope <= 1).all()


def test_symmetries():
    """sigmoid(-z) = 1 - sigmoid(z), tanh(z) = 2 sigmoid(2z) - 1, and softplus(z) - softplus(-z) = z."""
    z = np.linspace(-15, 15, 101)
    np.testing.assert_allclose(sigmoid(-z), 1 - sigmoid(z), atol=1e-15)
    np.testing.assert_allclose(tanh(z), 2 * sigmoid(2 * z) - 1, atol=1e-15)
    np.testing.assert_allclose(softplus(z) - softplus(-z), z, atol=1e-14)


def test_derivative_at_the_kink_is_that_of_the_left_side():
    """At exactly 0 the rectifiers have the slope of their negative side."""
    assert relu.derivative(relu([0.0])) == [0.0]
    assert leaky(0.25).derivative(leaky(0.25)([0.0])) == [0.25]


@fails_if("sigmoid", lambda f: tanh)
@pytest.mark.parametrize("seed", range(10))
def test_gradient_through_a_sigmoid_chain_is_at_most_four_to_the_minus_depth(seed):
    """A product of L sigmoid slopes is at most 4^-L, and exactly that at z = 0; with slopes of tanh it need not be."""
    z = np.random.default_rng(seed).normal(size=20)
    for depth in (1, 5, 20):
        assert np.prod(sigmoid.derivative(sigmoid(z[:depth]))) <= 4.0**-depth
    assert np.prod(sigmoid.derivative(sigmoid(np.zeros(20)))) == 4.0**-20
    assert np.prod(tanh.derivative(tanh(0.1 * z))) > 4.0**-20


@pytest.mark.parametrize("f", [*ELEMENTWISE, softmax], ids=repr)
def test_inputs_are_left_alone_and_of_any_kind(f):
    """Lists, integers, strided and read-only arrays give the same values, and are not changed."""
    z = np.array([[1.0, -2.0, 3.0], [0.0, 5.0, -1.0]])
    kept = f(z)
    z.flags.writeable = False
    for same in (z, z.tolist(), z.astype(int), np.asfortranarray(z), np.repeat(z, 2, axis=1)[:, ::2]):
        np.testing.assert_array_equal(f(same), kept)
    slopes = f.derivative(kept)
    np.testing.assert_array_equal(f.derivative(kept.tolist()), slopes)
    np.testing.assert_array_equal(z, [[1, -2, 3], [0, 5, -1]])


@pytest.mark.parametrize("f", [*ELEMENTWISE, softmax], ids=repr)
def test_what_is_no_finite_number_is_refused(f):
    """NaN, infinity, complex numbers and strings raise errors that name the argument."""
    for bad in ([np.nan], [np.inf], [1j]):
        with pytest.raises(ValueError, match="z needs"):
            f(bad)
        with pytest.raises(ValueError, match="a needs"):
            f.derivative(bad)
    with pytest.raises(TypeError, match="z needs numbers"):
        f(["high"])


def test_run_works_in_place():
    """The network's own entry turns z into f(z) where it stands, and writes the slope if asked for."""
    z, slope = np.array([-1.0, 2.0]), np.empty(2)
    tanh.run(z, slope)
    np.testing.assert_array_equal(z, np.tanh([-1.0, 2.0]))
    np.testing.assert_allclose(slope, 1 - np.tanh([-1.0, 2.0]) ** 2, atol=1e-16)
    tanh.run(z)
    np.testing.assert_array_equal(z, np.tanh(np.tanh([-1.0, 2.0])))


def test_an_activation_of_ones_own():
    """Two in-place functions make a new activation, with a name."""
    square = Activation("square", lambda z: np.square(z, out=z), lambda a, out: np.multiply(2, np.sqrt(a), out=out))
    assert repr(square) == square.name == "square"
    np.testing.assert_array_equal(square([3.0]), [9.0])
    np.testing.assert_array_equal(square.derivative([9.0]), [6.0])
    with pytest.raises(ValueError, match="square needs to know its second derivative"):
        square.second_derivative([9.0])


@pytest.mark.parametrize("slope", [-0.1, 1.0, np.nan, "steep"])
def test_leaky_refuses_slopes_out_of_range(slope):
    """A slope below 0 or not below 1 is refused."""
    with pytest.raises(ValueError, match="slope needs"):
        leaky(slope)


def test_softmax_equals_scipy_and_sums_to_one():
    """Rows are positive and sum to 1, as in SciPy, however large the numbers are."""
    z = np.random.default_rng(0).normal(scale=100, size=(3, 50, 7))
    np.testing.assert_allclose(softmax(z), scipy.special.softmax(z, axis=-1), rtol=1e-13)
    np.testing.assert_allclose(softmax(1e300 * np.sign(z)).sum(axis=-1), 1, rtol=1e-14)
    np.testing.assert_array_equal(softmax([1.5e308, -1.5e308]), [1, 0])
    assert softmax.name == repr(softmax) == "softmax"


@given(st.lists(st.floats(-100, 100), min_size=1, max_size=10), st.floats(-1e3, 1e3))
def test_softmax_does_not_see_a_shift(z, shift):
    """Adding a number to the whole row changes nothing."""
    np.testing.assert_allclose(softmax(np.array(z) + shift), softmax(z), rtol=1e-9, atol=1e-15)


def test_softmax_derivative_is_that_of_a_complex_step():
    """Each column of the Jacobian equals the complex step in that direction."""
    z = np.random.default_rng(1).normal(size=5)
    jacobian = softmax.derivative(softmax(z))
    for k in range(5):
        moved = np.exp(z + 1e-30j * np.eye(5)[k])
        np.testing.assert_allclose(jacobian[:, k], (moved / moved.sum()).imag / 1e-30, rtol=1e-12, atol=1e-16)
    assert softmax.derivative(softmax(np.zeros((4, 3, 2)))).shape == (4, 3, 2, 2)


@pytest.mark.parametrize("seed", range(10))
def test_softmax_derivative_has_norm_at_most_one_half(seed):
    """The Jacobian's largest singular value is at most 1/2, reached by two equal entries alone."""
    a = softmax(np.random.default_rng(seed).normal(scale=3, size=(200, 6)))
    assert np.linalg.norm(softmax.derivative(a), 2, axis=(1, 2)).max() <= 0.5 + 1e-15
    assert math.isclose(np.linalg.norm(softmax.derivative([0.5, 0.5]), 2), 0.5)


@pytest.mark.parametrize("bad", [3.0, [], np.empty((2, 0))])
def test_softmax_needs_rows(bad):
    """A number, or rows of no entries, have no softmax."""
    with pytest.raises(ValueError, match=r"z needs shape \(..., K\)"):
        softmax(bad)


def test_softplus_takes_a_number():
    """A single number is of any shape, too."""
    np.testing.assert_allclose(softplus(1.0), np.log1p(np.e))
