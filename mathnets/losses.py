r"""Loss functions: how far a network's outputs are from what they should be, as one number.

Rows are examples: outputs have shape (N, K), and the loss is the *mean* over the N examples. Several networks at
once give outputs of shape (..., N, K) and one loss each; their targets may be shared.

| loss | outputs | targets |
| --- | --- | --- |
| `squared_error` | numbers, (N, K) | numbers of the same shape |
| `logistic`, `hinge` | scores, (N, 1), positive for class 1 | labels in {-1, 1}, shape (N,) |
| `cross_entropy` | scores before the softmax, (N, K) | classes 0 to K - 1, shape (N,) |

The classifiers' losses take the *scores*, not probabilities: so nothing overflows and no logarithm of 0 occurs.
Where there is one output, outputs of shape (N,) are taken too. Other shapes are refused, never stretched.
"""

import numpy as np

from mathnets import inputs


class _Loss:
    """What the losses share: each has `_targets`, `values`, `slope`, `bend` and `_decide` of its own.

    `values`, `slope` and `bend` are what a network calls in its inner loop: with one column an example, unchecked, and
    with overflow, which does no harm, left to the caller's `numpy.errstate`.
    """

    name = ""

    def __repr__(self):
        return self.name

    def __call__(self, outputs, targets):
        """Return the mean loss of `outputs` against `targets`: a float, or one for each network, shape (...)."""
        z, t, _ = self._columns(outputs, targets)
        with np.errstate(over="ignore"):  # what is beyond floating point is an infinite loss
            values = self.values(z, t)
        return float(values) if values.ndim == 0 else values

    def gradient(self, outputs, targets):
        """Return the gradient of the mean loss with respect to the `outputs`, in their shape, given the `targets`."""
        z, t, shape = self._columns(outputs, targets)
        slope = np.empty(np.broadcast_shapes(z.shape, t.shape), z.dtype)
        with np.errstate(over="ignore"):
            self.slope(z, t, slope)
        return np.ascontiguousarray(slope.mT).reshape(shape)

    def predict(self, outputs):
        """Return what the `outputs`, shape (..., N, K), say: a class for each example, or the numbers themselves."""
        outputs = inputs.array(outputs, "outputs", dtype=None)
        if outputs.ndim == 1:
            outputs = outputs[:, None]
        self._check_width(outputs)
        return self._decide(outputs)

    def encode(self, targets, outputs_shape, dtype=np.float64):
        """Return the `targets` as rows of numbers, shape (..., N, K), for outputs of shape `outputs_shape`.

        The result has the given `dtype`; its columns, shape (..., K, N), are what `values` and `slope` take.
        """
        return self._targets(targets, outputs_shape, dtype)

    def _columns(self, outputs, targets):
        """Return outputs and targets with one column an example, and the shape that the outputs had."""
        outputs = inputs.array(outputs, "outputs", dtype=None)
        shape = outputs.shape
        if outputs.ndim == 1:
            targets = self._widened(targets)
            outputs = outputs[:, None]
        if outputs.ndim < 2 or outputs.size == 0:
            raise ValueError(f"outputs need shape (N, K), one row an example, got {shape}; give at least one row")
        self._check_width(outputs)
        return outputs.mT, self.encode(targets, outputs.shape, outputs.dtype).mT, shape

    def _widened(self, targets):
        """Return targets that go with outputs of shape (N,) as such that go with (N, 1)."""
        return targets

    def _check_width(self, outputs):
        pass


class _Signed(_Loss):
    """What the losses of one score and a label in {-1, 1} share."""

    def _check_width(self, outputs):
        if outputs.shape[-1] != 1:
            raise ValueError(
                f"{self.name} needs one output an example, shape (N, 1), got {outputs.shape}; "
                "use cross_entropy for more than two classes"
            )

    def _targets(self, targets, shape, dtype):
        y = inputs.array(targets, "y")
        _check_labels(y, shape)
        return inputs.signs(y.ravel(), name="y").astype(dtype).reshape(*y.shape, 1)

    def _decide(self, outputs):
        return np.where(outputs[..., 0] > 0, 1, -1)


class SquaredError(_Loss):
    r"""Half the squared distance of outputs and targets, averaged: $\frac{1}{2N} \sum_i \|\hat y_i - y_i\|^2$.

    Its gradient with respect to the outputs is $(\hat y - y) / N$.

    Examples:
        >>> squared_error([[1.0], [3.0]], [[0.0], [0.0]])
        2.5
        >>> squared_error.gradient([1.0, 3.0], [0.0, 0.0])
        array([0.5, 1.5])

    Source:
        rumelhart1986
    """

    name = "squared error"

    def values(self, z, t):
        """Return the losses, shape (...), of outputs `z` and targets `t` with one column an example."""
        return np.square(z - t).sum(axis=-2).mean(axis=-1) / 2

    def slope(self, z, t, out):
        """Write the gradient with respect to the outputs `z`, given targets `t`, into `out`; one column an example."""
        np.subtract(z, t, out=out)
        out *= 1 / z.shape[-1]

    def bend(self, z, t, dz):
        """Return how fast the gradient at outputs `z`, targets `t`, changes as z moves along `dz`; all in columns."""
        return dz / z.shape[-1]

    def _targets(self, targets, shape, dtype):
        t = inputs.array(targets, "targets", dtype=dtype)
        if t.shape not in (tuple(shape), tuple(shape[-2:])):
            raise ValueError(
                f"targets need the shape of the outputs, {_either(shape, shape[-2:])}, got {t.shape}; "
                "give one row an example, as with targets[:, None] for one number each"
            )
        return t

    def _widened(self, targets):
        targets = inputs.array(targets, "targets", dtype=None)
        if targets.ndim != 1:
            raise ValueError(
                f"targets need the shape of the outputs, (N,), got {targets.shape}; flatten them with targets.ravel()"
            )
        return targets[:, None]

    def _decide(self, outputs):
        return outputs.copy()


class Logistic(_Signed):
    r"""The logistic loss of scores z and labels y in {-1, 1}, averaged: $\frac1N \sum_i \log(1 + e^{-y_i z_i})$.

    It is the negative logarithm of the probability that the model gives to the label, which is $\sigma(z)$ for 1.
    Its gradient is $-y\,\sigma(-yz) / N$, exact for large $yz$ too.

    Examples:
        >>> round(logistic([0.0, 1000.0], [1, 1]), 6)  # log(2) / 2
        0.346574
        >>> logistic.gradient([0.0], [1])
        array([-0.5])
        >>> logistic.predict([[-0.3], [2.0]])
        array([-1,  1])

    Source:
        cox1958
    """

    name = "logistic loss"

    def values(self, z, t):
        """Return the losses, shape (...), of scores `z` and labels `t` with one column an example."""
        margin = (t * z)[..., 0, :]
        tail = np.abs(margin)
        np.negative(tail, out=tail)
        np.exp(tail, out=tail)
        np.log1p(tail, out=tail)
        return (tail - np.minimum(margin, 0)).mean(axis=-1)

    def slope(self, z, t, out):
        """Write the gradient with respect to the scores `z`, given labels `t`, into `out`; one column an example."""
        np.multiply(t, z, out=out)
        np.exp(out, out=out)
        out += 1
        out *= -z.shape[-1]
        np.divide(t, out, out=out)

    def bend(self, z, t, dz):
        """Return how fast the gradient at outputs `z`, targets `t`, changes as z moves along `dz`; all in columns."""
        tail = np.exp(-np.abs(z))
        return tail / (1 + tail) ** 2 * dz / z.shape[-1]


class Hinge(_Signed):
    r"""The hinge loss of scores z and labels y in {-1, 1}, averaged: $\frac1N \sum_i \max(0, 1 - y_i z_i)$.

    Its gradient is $-y / N$ where $yz < 1$ and 0 elsewhere, the kink included.

    Examples:
        >>> hinge([0.5, 2.0, -1.0], [1, 1, 1])
        0.8333333333333334
        >>> hinge.gradient([0.5, -2.0], [1, -1])
        array([-0.5,  0. ])

    Source:
        cortes1995
    """

    name = "hinge loss"

    def values(self, z, t):
        """Return the losses, shape (...), of scores `z` and labels `t` with one column an example."""
        return np.maximum(0, 1 - t * z)[..., 0, :].mean(axis=-1)

    def slope(self, z, t, out):
        """Write the gradient with respect to the scores `z`, given labels `t`, into `out`; one column an example."""
        np.multiply(t, z, out=out)
        np.less(out, 1, out=out)
        out *= t
        out *= -1 / z.shape[-1]

    def bend(self, z, t, dz):
        """Return how fast the gradient at outputs `z`, targets `t`, changes as z moves along `dz`; all in columns."""
        return np.zeros_like(dz)


class CrossEntropy(_Loss):
    r"""The cross-entropy of scores z against classes c, through the softmax: $-\frac1N \sum_i \log p_{i c_i}$.

    Here $p = \mathrm{softmax}(z)$, so that $-\log p_c = \log \sum_k e^{z_k} - z_c$. The gradient with respect to the
    scores is $(p - e_c) / N$, with 1 at the class in $e_c$ and 0 elsewhere.

    Examples:
        >>> round(cross_entropy([[0.0, 0.0], [1000.0, 0.0]], [0, 0]), 6)  # log(2) / 2
        0.346574
        >>> cross_entropy.gradient([[0.0, 0.0]], [1])
        array([[ 0.5, -0.5]])
        >>> cross_entropy.predict([[0.1, 0.9]])
        array([1])

    Source:
        bridle1990
    """

    name = "cross-entropy"

    def values(self, z, t):
        """Return the losses, shape (...), of scores `z` and classes `t` as 0 and 1 with one column an example."""
        top = z.max(axis=-2, keepdims=True)
        below = z - top
        missed = np.where(t > 0, below, 0).sum(axis=-2)  # the class's score minus the largest
        np.exp(below, out=below)
        return (np.log(below.sum(axis=-2)) - missed).mean(axis=-1)

    def slope(self, z, t, out):
        """Write the gradient with respect to the scores `z`, given classes `t`, into `out`; one column an example."""
        np.subtract(z, z.max(axis=-2, keepdims=True), out=out)
        np.exp(out, out=out)
        out /= out.sum(axis=-2, keepdims=True)
        out -= t
        out *= 1 / z.shape[-1]

    def bend(self, z, t, dz):
        """Return how fast the gradient at outputs `z`, targets `t`, changes as z moves along `dz`; all in columns."""
        p = np.exp(z - z.max(axis=-2, keepdims=True))
        p /= p.sum(axis=-2, keepdims=True)
        return p * (dz - (p * dz).sum(axis=-2, keepdims=True)) / z.shape[-1]

    def _check_width(self, outputs):
        if outputs.shape[-1] < 2:
            raise ValueError(
                f"cross-entropy needs one output a class, shape (N, K) with K of at least 2, got {outputs.shape}; "
                "use logistic for one score"
            )

    def _targets(self, targets, shape, dtype):
        y = inputs.array(targets, "y")
        _check_labels(y, shape)
        y = inputs.labels(y.ravel(), name="y").reshape(y.shape)
        if y.min() < 0 or y.max() >= shape[-1]:
            raise ValueError(
                f"y needs classes from 0 to {shape[-1] - 1}, one an output, got {y.min()} to {y.max()}; "
                "number the classes with np.unique(y, return_inverse=True)"
            )
        return (y[..., None] == np.arange(shape[-1])).astype(dtype)

    def _decide(self, outputs):
        return outputs.argmax(axis=-1)


def _check_labels(y, shape):
    """Refuse labels that are not one for each of the rows of outputs of the given shape."""
    if y.shape not in (tuple(shape[:-1]), (shape[-2],)):
        raise ValueError(
            f"y needs one label an example, shape {_either(shape[:-1], shape[-2:-1])}, got {y.shape}; "
            "flatten a column with y.ravel()"
        )


def _either(*shapes):
    """Return one or two shapes as text."""
    return " or ".join(dict.fromkeys(str(tuple(shape)) for shape in shapes))


squared_error = SquaredError()
logistic = Logistic()
hinge = Hinge()
cross_entropy = CrossEntropy()
