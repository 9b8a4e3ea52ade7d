r"""Activation functions: what a unit makes of the weighted sum of its inputs.

Each is an object: `tanh(z)` is its value, `tanh.derivative(a)` its derivative, `tanh.name` its name. The derivative
is taken in terms of the *output* $a = f(z)$, so that a network need not keep $z$: for tanh it is $1 - a^2$. Where
a function has a kink, the derivative is that of its left side (0 for `relu`).

`tanh`, `sigmoid`, `relu`, `leaky_relu`, `softplus` and `identity` work number by number; `softmax` works on rows.
"""

import numpy as np

from mathnets import inputs


class Activation:
    r"""A function that works number by number, $a = f(z)$, and its derivative in terms of its output.

    The six of this module are ready to use. Another one needs two functions that work in place:

    Args:
        name: what the function is called, for legends.
        apply: a function of an array z that turns it into f(z), in place.
        slope: a function (a, out) that writes the derivative f'(z) into `out`, given the output a = f(z).
        bend: the same for the second derivative f''(z), which `mathnets.curvature` needs; None if it is not known.

    Examples:
        >>> tanh([0.0, 1.0]).round(3), tanh.derivative(tanh([0.0, 1.0])).round(3)
        (array([0.   , 0.762]), array([1.  , 0.42]))
        >>> def halve(z):
        ...     z *= 0.5
        >>> half = Activation("half", halve, lambda a, out: out.fill(0.5))
        >>> half([1.0, 2.0])
        array([0.5, 1. ])

    Source:
        nielsen2015
    """

    def __init__(self, name, apply, slope, bend=None):
        self.name = name
        self._apply = apply
        self._slope = slope
        self._bend = bend

    def __repr__(self):
        return self.name

    def __call__(self, z):
        """Return f(z) for numbers `z` of any shape, as a new array of the same shape."""
        a = inputs.array(z, "z", dtype=None).copy()
        with np.errstate(over="ignore"):
            self._apply(a)
        return a

    def derivative(self, a):
        """Return f'(z) where `a` = f(z) is the output, of any shape, as a new array of the same shape."""
        a = inputs.array(a, "a", dtype=None)
        out = np.empty_like(a)
        self._slope(a, out)
        return out

    def second_derivative(self, a):
        """Return f''(z) where `a` = f(z) is the output, of any shape, as a new array of the same shape."""
        if self._bend is None:
            raise ValueError(f"{self.name} needs to know its second derivative, got none; give bend= to Activation")
        a = inputs.array(a, "a", dtype=None)
        out = np.empty_like(a)
        self._bend(a, out)
        return out

    def run(self, z, slope=None):
        """Turn the array `z` into f(z) in place and, if an array `slope` of its shape is given, write f'(z) into it.

        This is what a network does in its inner loop. Nothing is checked, and overflow of the exponential, which
        is harmless here, is left to the caller's `numpy.errstate`.
        """
        self._apply(z)
        if slope is not None:
            self._slope(z, slope)


class Softmax:
    r"""The softmax of rows of numbers: positive, and each row sums to 1, $a_k = e^{z_k} / \sum_j e^{z_j}$.

    The largest entry of a row is taken from all of them first, which changes nothing but keeps the exponentials
    from overflowing.

    Examples:
        >>> softmax([[0.0, 0.0], [1000.0, 0.0]])
        array([[0.5, 0.5],
               [1. , 0. ]])
        >>> softmax.derivative([0.5, 0.5])
        array([[ 0.25, -0.25],
               [-0.25,  0.25]])

    Source:
        bridle1990
    """

    name = "softmax"

    def __repr__(self):
        return self.name

    def __call__(self, z):
        """Return the softmax of `z` along its last axis, shape (..., K), as a new array of the same shape."""
        z = _rows(z, "z")
        with np.errstate(over="ignore"):  # a gap beyond floating point is an exponential of 0
            a = np.exp(z - z.max(axis=-1, keepdims=True))
        a /= a.sum(axis=-1, keepdims=True)
        return a

    def derivative(self, a):
        r"""Return the Jacobian $\partial a_j / \partial z_k = a_j (\delta_{jk} - a_k)$, given the output `a`.

        For `a` of shape (..., K) its shape is (..., K, K), and it is symmetric.
        """
        a = _rows(a, "a")
        return a[..., None] * (np.eye(a.shape[-1], dtype=a.dtype) - a[..., None, :])


def leaky(slope):
    r"""Return the leaky rectifier with a given slope on the negative side, $f(z) = \max(z, \alpha z)$.

    Args:
        slope: $\alpha$, at least 0 and below 1.

    Returns:
        An `Activation`.

    Raises:
        ValueError: if the slope is not in that range.

    Examples:
        >>> leaky(0.1)([-2.0, 3.0])
        array([-0.2,  3. ])

    Source:
        maas2013
    """
    slope = inputs.real(slope, "slope", least=0, below=1)

    def apply(z):
        np.maximum(z, slope * z, out=z)

    def derivative(a, out):
        np.greater(a, 0, out=out)  # 1 or 0, and from them 1 or the slope
        out *= 1 - slope
        out += slope

    return Activation("leaky relu", apply, derivative, _no_bend)


def _rows(z, name):
    """Return numbers of shape (..., K) with K of at least 1."""
    z = inputs.array(z, name, dtype=None)
    if z.ndim == 0 or z.shape[-1] == 0:
        raise ValueError(f"{name} needs shape (..., K) with at least 1 entry a row, got {z.shape}; give rows")
    return z


def _tanh(z):
    np.tanh(z, out=z)


def _tanh_slope(a, out):  # 1 - a^2
    np.multiply(a, a, out=out)
    np.subtract(1, out, out=out)


def _tanh_bend(a, out):  # -2 a (1 - a^2)
    _tanh_slope(a, out)
    out *= a
    out *= -2


def _sigmoid(z):  # 1 / (1 + e^-z)
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    np.reciprocal(z, out=z)


def _sigmoid_slope(a, out):  # a (1 - a)
    np.subtract(1, a, out=out)
    out *= a


def _sigmoid_bend(a, out):  # a (1 - a) (1 - 2 a)
    _sigmoid_slope(a, out)
    out *= 1 - 2 * a


def _relu(z):
    np.maximum(z, 0, out=z)


def _relu_slope(a, out):
    np.greater(a, 0, out=out)


def _softplus(z):  # log(1 + e^z) = log(1 + e^-|z|) + max(z, 0)
    tail = np.abs(z, out=np.empty_like(z))
    np.negative(tail, out=tail)
    np.exp(tail, out=tail)
    np.log1p(tail, out=tail)
    np.maximum(z, 0, out=z)
    z += tail


def _softplus_slope(a, out):  # sigmoid(z) = 1 - e^-a
    np.negative(a, out=out)
    np.expm1(out, out=out)
    np.negative(out, out=out)


def _softplus_bend(a, out):  # the slope of the sigmoid
    _softplus_slope(a, out)
    out *= np.exp(-a)


def _identity(z):
    pass


def _identity_slope(a, out):
    out.fill(1)


def _no_bend(a, out):  # straight, or straight on both sides of a kink
    out.fill(0)


tanh = Activation("tanh", _tanh, _tanh_slope, _tanh_bend)
sigmoid = Activation("sigmoid", _sigmoid, _sigmoid_slope, _sigmoid_bend)
relu = Activation("relu", _relu, _relu_slope, _no_bend)
leaky_relu = leaky(0.01)
softplus = Activation("softplus", _softplus, _softplus_slope, _softplus_bend)
identity = Activation("identity", _identity, _identity_slope, _no_bend)
softmax = Softmax()
