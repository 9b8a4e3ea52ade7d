r"""Convolutional networks: the same few weights look at every place of an image, with backpropagation written out.

What a layer computes is, strictly, a cross-correlation: the filter is not turned around. `correlate` and `pool` are
the two operations, each with its gradient, on images of shape (N, C, H, W): example, channel, row, column. `ConvNet`
chains layers of them, and has the methods of `mathnets.network.MLP`, so that the same loop trains both.

To be fast, all windows of the images stand as columns in one matrix; then a layer is one matrix product. Inside, the
axes are (C, H, W, N): columns are examples, as inside an MLP, and nothing ever needs to be turned.
"""

import copy
import math
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from mathnets import inputs
from mathnets.activations import Activation, identity, relu
from mathnets.initializers import glorot_uniform, he_normal
from mathnets.losses import cross_entropy
from mathnets.network import Layers

KINDS = ("max", "mean")
PADDINGS = ("valid", "same")
_BLOCK = 64  # examples that are evaluated together: more do not fit into the processor's cache


class Windows(NamedTuple):
    """Where windows lie along one axis of an image.

    Attributes:
        size: entries of a window.
        stride: from the start of one window to that of the next.
        before: zeros put before the first entry.
        after: zeros put after the last one.
        count: how many windows there are.
    """

    size: int
    stride: int
    before: int
    after: int
    count: int


def windows(length, size, *, stride=1, padding="valid"):
    r"""Return where windows of an axis lie: only inside it ("valid"), or so that there is one a stride ("same").

    $$n_{\text{valid}} = \left\lfloor \frac{L - k}{s} \right\rfloor + 1, \qquad
    n_{\text{same}} = \left\lceil \frac{L}{s} \right\rceil$$

    The zeros that "same" needs are spread over both ends; an odd one comes after.

    Args:
        length: $L$, entries of the axis.
        size: $k$, entries of a window, at most $L$.
        stride: $s$, at least 1.
        padding: "valid" or "same".

    Returns:
        The `Windows`.

    Raises:
        ValueError: if a number is out of its range or `padding` is none of those.

    Examples:
        >>> windows(20, 5)
        Windows(size=5, stride=1, before=0, after=0, count=16)
        >>> windows(20, 5, stride=2, padding="same")
        Windows(size=5, stride=2, before=1, after=2, count=10)

    Source:
        dumoulin2016
    """
    length, stride = inputs.integer(length, "length"), inputs.integer(stride, "stride")
    size = inputs.integer(size, "size")
    padding = inputs.choice(padding, "padding", PADDINGS)
    if size > length:
        raise ValueError(f"size needs to be at most the image's {length} pixels, got {size}; take smaller windows")
    if padding == "valid":
        return Windows(size, stride, 0, 0, (length - size) // stride + 1)
    count = -(-length // stride)
    zeros = max((count - 1) * stride + size - length, 0)
    return Windows(size, stride, zeros // 2, zeros - zeros // 2, count)


def correlate(X, W, *, stride=1, padding="valid"):
    r"""Return the cross-correlation of images with filters: a convolutional layer, without its bias.

    $$Y_{nfyx} = \sum_{c,i,j} W_{fcij}\, X_{n,\,c,\,sy+i,\,sx+j}$$

    Args:
        X: images, shape (N, C, H, W).
        W: filters, shape (F, C, h, w).
        stride: $s$, step of the windows in both directions, at least 1.
        padding: "valid" for windows inside the image alone, "same" for as many as the image has pixels (divided by
            the stride), with zeros around it.

    Returns:
        The filtered images, shape (N, F, H', W'), with H' and W' as in `windows`.

    Raises:
        ValueError: if shapes disagree, the filter is larger than the image, or an argument is out of its range.

    Examples:
        >>> edge = [[[[-1.0, 1.0]]]]
        >>> correlate([[[[0.0, 0.0, 1.0, 1.0]]]], edge)
        array([[[[0., 1., 0.]]]])

    Source:
        fukushima1980, lecun1989
    """
    X, W, rows, columns = _images_and_filters(X, W, stride, padding)
    patches = np.ascontiguousarray(_patches(_padded(_inner(X), rows, columns), rows, columns))
    Y = _matrix(W) @ patches.reshape(W[0].size, -1)
    return _outer(Y.reshape(len(W), rows.count, columns.count, len(X)))


def correlate_gradients(G, X, W, *, stride=1, padding="valid"):
    r"""Return the gradients of a number with respect to images and filters, from that with respect to `correlate`.

    $$\frac{\partial L}{\partial W_{fcij}} = \sum_{n,y,x} G_{nfyx}\, X_{n,\,c,\,sy+i,\,sx+j}, \qquad
    \frac{\partial L}{\partial X_{ncuv}} = \sum_{\substack{f,i,j,y,x:\\ sy+i=u,\; sx+j=v}} G_{nfyx}\, W_{fcij}$$

    Args:
        G: $\partial L / \partial Y$, shape (N, F, H', W').
        X: images, shape (N, C, H, W).
        W: filters, shape (F, C, h, w).
        stride: as in `correlate`.
        padding: as in `correlate`.

    Returns:
        dX: $\partial L / \partial X$, shape (N, C, H, W).
        dW: $\partial L / \partial W$, shape (F, C, h, w).

    Raises:
        ValueError: if shapes disagree or an argument is out of its range.

    Examples:
        >>> dX, dW = correlate_gradients([[[[1.0, 10.0]]]], [[[[1.0, 2.0, 3.0]]]], [[[[4.0, 5.0]]]])
        >>> dX, dW
        (array([[[[ 4., 45., 50.]]]]), array([[[[21., 32.]]]]))

    Source:
        lecun1989
    """
    X, W, rows, columns = _images_and_filters(X, W, stride, padding)
    G = _images(G, "G", (len(X), len(W), rows.count, columns.count))
    G = _inner(G).reshape(len(W), -1)
    padded = _padded(_inner(X), rows, columns)
    patches = np.ascontiguousarray(_patches(padded, rows, columns))
    dW = G @ patches.reshape(W[0].size, -1).T
    back = (_matrix(W).T @ G).reshape(patches.shape)
    dX = np.zeros(padded.shape, back.dtype)
    _fold(_entries(back), _views(dX, rows, columns))
    return _outer(_inside(dX, rows, columns)), dW.reshape(W.shape)


def pool(X, size, *, stride=None, kind="max"):
    r"""Return the largest or the mean entry of each window of images.

    $$Y_{ncyx} = \max_{i,j<k} X_{n,\,c,\,sy+i,\,sx+j} \qquad\text{or}\qquad
    Y_{ncyx} = \frac{1}{k^2} \sum_{i,j<k} X_{n,\,c,\,sy+i,\,sx+j}$$

    Rows and columns at the end that fill no window are left out.

    Args:
        X: images, shape (N, C, H, W).
        size: $k$, rows and columns of a window, at most H and W.
        stride: $s$, step of the windows; `size` if None, so that they do not overlap.
        kind: "max" or "mean".

    Returns:
        The smaller images, shape (N, C, H', W').

    Raises:
        ValueError: if an argument is out of its range.

    Examples:
        >>> pool([[[[1.0, 2.0, 5.0, 5.0], [3.0, 4.0, 5.0, 5.0]]]], 2)
        array([[[[4., 5.]]]])
        >>> pool([[[[1.0, 2.0, 5.0, 5.0], [3.0, 4.0, 5.0, 5.0]]]], 2, kind="mean")
        array([[[[2.5, 5. ]]]])

    Source:
        lecun1998, riesenhuber1999
    """
    X, rows, columns = _images_and_pool(X, size, stride)
    views = _views(_inner(X), rows, columns)
    Y = np.empty(views[0].shape, X.dtype)
    if inputs.choice(kind, "kind", KINDS) == "max":
        _largest(views, Y, _numbers(views))
    else:
        _mean(views, Y)
    return _outer(Y)


def pool_gradient(G, X, size, *, stride=None, kind="max"):
    r"""Return the gradient of a number with respect to images, from that with respect to `pool` of them.

    The largest entry of a window gets all of the window's gradient (of equal ones the first, row by row); of a mean,
    each entry gets the same share.

    Args:
        G: $\partial L / \partial Y$, shape (N, C, H', W').
        X: images, shape (N, C, H, W).
        size: as in `pool`.
        stride: as in `pool`.
        kind: as in `pool`.

    Returns:
        $\partial L / \partial X$, shape (N, C, H, W).

    Raises:
        ValueError: if shapes disagree or an argument is out of its range.

    Examples:
        >>> pool_gradient([[[[8.0]]]], [[[[1.0, 2.0], [2.0, 1.0]]]], 2)
        array([[[[0., 8.],
                 [0., 0.]]]])

    Source:
        lecun1998
    """
    X, rows, columns = _images_and_pool(X, size, stride)
    G = _inner(_images(G, "G", (*X.shape[:2], rows.count, columns.count)))
    dX = np.zeros(_inner(X).shape, G.dtype)
    back = _views(dX, rows, columns)
    if inputs.choice(kind, "kind", KINDS) == "max":
        views = _views(_inner(X), rows, columns)
        which = _numbers(views)
        _largest(views, np.empty(G.shape, X.dtype), which)
        _back_to_largest(G, which, back)
    else:
        _back_to_all(G, back)
    return _outer(dX)


class Convolution:
    r"""A layer of filters with biases, and an activation: $f(W \star a + b)$, with $\star$ as in `correlate`.

    Args:
        filters: number of filters, which is that of the layer's output channels.
        size: rows and columns of a filter.
        stride: step of the windows.
        padding: "valid" or "same", as in `windows`.
        activation: an `Activation`.

    Raises:
        ValueError: if a number is out of its range.
        TypeError: if `activation` is something else.

    Examples:
        >>> Convolution(8, 5).output((1, 20, 20))
        (8, 16, 16)

    Source:
        lecun1989
    """

    def __init__(self, filters, size, *, stride=1, padding="valid", activation=relu):
        self.filters, self.size = inputs.integer(filters, "filters"), inputs.integer(size, "size")
        self.stride, self.padding = inputs.integer(stride, "stride"), inputs.choice(padding, "padding", PADDINGS)
        self.activation = _activation(activation)

    def __repr__(self):
        return (
            f"Convolution({self.filters}, {self.size}, stride={self.stride}, padding={self.padding!r}, "
            f"activation={self.activation})"
        )

    def output(self, shape):
        """Return the shape of the outputs for one image of the given `shape`: (C, H, W) becomes (F, H', W')."""
        return (self.filters, *(places.count for places in self._windows(shape)))

    def _windows(self, shape):
        return [windows(length, self.size, stride=self.stride, padding=self.padding) for length in shape[1:]]

    def _parameters(self, shape):
        """Return the numbers of outputs and inputs of a unit."""
        return self.filters, shape[0] * self.size**2

    def _pass(self, *args):
        return _ConvolutionPass(self, *args)


class Pooling:
    """A layer that keeps of each window the largest entry, or the mean: see `pool`.

    Args:
        size: rows and columns of a window.
        stride: step of the windows; `size` if None.
        kind: "max" or "mean".

    Raises:
        ValueError: if an argument is out of its range.

    Examples:
        >>> Pooling(2).output((8, 16, 16))
        (8, 8, 8)

    Source:
        lecun1998
    """

    def __init__(self, size, *, stride=None, kind="max"):
        self.size, self.kind = inputs.integer(size, "size"), inputs.choice(kind, "kind", KINDS)
        self.stride = self.size if stride is None else inputs.integer(stride, "stride")

    def __repr__(self):
        return f"Pooling({self.size}, stride={self.stride}, kind={self.kind!r})"

    def output(self, shape):
        """Return the shape of the outputs for one image of the given `shape`: (C, H, W) becomes (C, H', W')."""
        return (shape[0], *(places.count for places in self._windows(shape)))

    def _windows(self, shape):
        return [windows(length, self.size, stride=self.stride) for length in shape[1:]]

    def _parameters(self, shape):
        return None

    def _pass(self, *args):
        return _PoolingPass(self, *args)


class Dense:
    """A layer in which each unit sees all inputs, as in an `MLP`.

    Args:
        units: number of its outputs.
        activation: an `Activation`; the identity gives scores for a loss.

    Raises:
        ValueError: if `units` is no positive int.
        TypeError: if `activation` is something else.

    Examples:
        >>> Dense(10).output((8, 8, 8))
        (10, 1, 1)

    Source:
        rumelhart1986
    """

    def __init__(self, units, *, activation=identity):
        self.units, self.activation = inputs.integer(units, "units"), _activation(activation)

    def __repr__(self):
        return f"Dense({self.units}, activation={self.activation})"

    def output(self, shape):
        """Return the shape of the outputs for an input of the given `shape`: (units, 1, 1)."""
        return self.units, 1, 1

    def _parameters(self, shape):
        """Return the numbers of outputs and inputs of a unit."""
        return self.units, math.prod(shape)

    def _pass(self, *args):
        return _DensePass(self, *args)


class ConvNet:
    r"""A network of layers on images, with the methods of an `MLP`, for the same training loop.

    The images are rows of `X`, shape (N, C H W): channel after channel, and row after row of a channel. All parameters
    lie in one vector, unit after unit (a filter is a unit): its weights, then its bias.

    Args:
        shape: of an image, (H, W) or (C, H, W).
        layers: list of `Convolution`, `Pooling` and `Dense`.
        loss: what is to be made small, one of `mathnets.losses`.
        initial: function (outputs, inputs, rng) of the first weights, as in `mathnets.initializers`; None for
            `he_normal` in layers with rectifiers and `glorot_uniform` in the others. Biases start at 0.
        rng: a Generator or seed.
        dtype: of all numbers inside, float64 or float32.

    Attributes:
        shapes: of an image, and of the outputs of each layer, a list of (C, H, W).
        sizes: how many numbers these are, a tuple: as those of an `MLP`.
        size: number P of parameters.
        layers, loss_function, dtype: as given.
        count: None: this is a single network.

    Raises:
        ValueError: if an image is too small for the layers, or an argument is out of its range.
        TypeError: if a layer or `loss` is something else.

    Examples:
        >>> network = ConvNet((20, 20), [Convolution(8, 5), Pooling(2), Dense(10)], rng=0)
        >>> network.shapes
        [(1, 20, 20), (8, 16, 16), (8, 8, 8), (10, 1, 1)]
        >>> network.size == 8 * (5 * 5 + 1) + 10 * (8 * 8 * 8 + 1)
        True
        >>> network.forward(np.zeros((3, 400))).shape
        (3, 10)

    Source:
        lecun1989, lecun1998
    """

    count = None

    def __init__(self, shape, layers, *, loss=cross_entropy, initial=None, rng, dtype=np.float64):
        self.layers = _layers(layers)
        if not (hasattr(loss, "values") and hasattr(loss, "slope")):
            raise TypeError(f"loss needs to be one of mathnets.losses, got {loss!r}; use for example cross_entropy")
        self.loss_function, self.dtype, rng = loss, inputs.float_dtype(dtype), inputs.generator(rng)
        self.shapes = [_shape(shape)]
        for layer in self.layers:
            self.shapes.append(layer.output(self.shapes[-1]))
        self.sizes = tuple(map(math.prod, self.shapes))
        self._units = [layer._parameters(before) for layer, before in zip(self.layers, self.shapes, strict=False)]
        self.size = sum(n_out * (n_in + 1) for n_out, n_in in filter(None, self._units))
        self._theta = np.zeros(self.size, self.dtype)
        trained = [layer for layer, units in zip(self.layers, self._units, strict=True) if units]
        for layer, W in zip(trained, self.weights, strict=True):
            usual = he_normal if "relu" in layer.activation.name else glorot_uniform
            drawn = inputs.array((initial or usual)(*W.shape, rng), "initial weights", dtype=self.dtype)
            if drawn.shape != W.shape:
                raise ValueError(f"initial needs to return shape {W.shape}, got {drawn.shape}; see initializers")
            W[...] = drawn

    def __repr__(self):
        return f"ConvNet({self.shapes[0]}, {self.layers}, loss={self.loss_function})"

    # Parameters.

    @property
    def parameters(self):
        """All parameters, shape (P,): the array that the network computes with; to assign copies numbers into it."""
        return self._theta

    @parameters.setter
    def parameters(self, theta):
        """Copy the numbers `theta`, shape (P,), into the parameters."""
        self._theta[...] = inputs.vector(theta, "theta", length=self.size, dtype=self.dtype)

    @property
    def weights(self):
        """The weights of each layer that has some: views, shape (filters, C h w) or (units, inputs)."""
        return self.split(self._theta).weights

    @property
    def biases(self):
        """The biases of each layer that has some: views, shape (filters,) or (units,)."""
        return self.split(self._theta).biases

    def split(self, vector):
        """Return as `Layers` a `vector` of P numbers like the parameters, shape (P,): for an array, views of it."""
        vector = inputs.array(vector, "vector", dtype=None, finite=False)
        if vector.shape != (self.size,):
            raise ValueError(f"vector needs shape ({self.size},), like parameters, got {vector.shape}; see size")
        matrices = [matrix for matrix in self._matrices(vector) if matrix is not None]
        return Layers([matrix[:, :-1] for matrix in matrices], [matrix[:, -1] for matrix in matrices])

    def filters(self, layer=0):
        """Return the filters of a convolutional `layer` (its place in `layers`), shape (F, C, h, w): a copy."""
        layer = inputs.integer(layer, "layer", least=0, most=len(self.layers) - 1)
        if not isinstance(self.layers[layer], Convolution):
            raise ValueError(f"layer needs to be the place of a Convolution, got {self.layers[layer]}; see layers")
        size = self.layers[layer].size
        return self._matrices(self._theta)[layer][:, :-1].reshape(-1, self.shapes[layer][0], size, size).copy()

    def at(self, theta):
        """Return a network like this with the parameters `theta`, shape (P,)."""
        theta = inputs.vector(theta, "theta", length=self.size, dtype=self.dtype)
        other = copy.copy(self)
        other._theta = theta.copy()
        return other

    def groups(self):
        """Yield (..., self), since this is one network: arrays[...] are its own."""
        yield ..., self

    # What it computes.

    def forward(self, X):
        """Return the outputs for examples `X`, shape (N, D): shape (N, K)."""
        return self._outputs(self._inputs(X)).T.copy()

    def predict(self, X):
        """Return what the outputs for `X`, shape (N, D), say: classes, shape (N,), or numbers, shape (N, K)."""
        return self.loss_function.predict(self.forward(X))

    def activations(self, X):
        """Return the outputs of all layers for `X`, shape (N, D): a list of shapes (N, C, H, W)."""
        X = self._inputs(X)
        plan = ConvPlan(self, len(X), backward=False)
        with np.errstate(over="ignore"):
            plan.forward(X.T)
        return [_outer(a) for a in plan.layers]

    def loss(self, X, Y):
        """Return the mean loss over examples `X`, shape (N, D), with targets `Y` as the loss takes them: a float."""
        x, t = self.examples(X, Y)
        with np.errstate(over="ignore"):
            return float(self.loss_function.values(self._outputs(x), t.T))

    def gradient(self, X, Y):
        """Return the gradient of the mean loss over examples `X`, targets `Y`, as one vector, shape (P,)."""
        x, t = self.examples(X, Y)
        gradient = np.zeros(self.size, self.dtype)
        with np.errstate(over="ignore"):
            for part, plan in self._blocks(len(x), backward=True):
                own = x[part].T
                gradient += plan.backward(own, t[part].T, plan.forward(own)) * (plan.n / len(x))
        return gradient

    def plan(self, n):
        """Return the `ConvPlan` for passes over `n` examples."""
        return ConvPlan(self, n)

    def examples(self, X, Y):
        """Return `X`, shape (N, D), and `Y` as rows of numbers, shape (N, K), both checked."""
        X = self._inputs(X)
        return X, self.loss_function.encode(Y, (len(X), self.sizes[-1]), self.dtype)

    def _inputs(self, X):
        return inputs.points(X, width=self.sizes[0], dtype=self.dtype)

    def _outputs(self, x):
        """Return the outputs for rows of examples, in columns, shape (K, N), a block at a time."""
        outputs = np.empty((self.sizes[-1], len(x)), self.dtype)
        with np.errstate(over="ignore"):
            for part, plan in self._blocks(len(x), backward=False):
                outputs[:, part] = plan.forward(x[part].T)
        return outputs

    def _blocks(self, n, *, backward):
        """Yield slices of n examples, few enough for the processor's cache, and a plan for each."""
        plan = None
        for begin in range(0, n, _BLOCK):
            part = slice(begin, min(begin + _BLOCK, n))
            if plan is None or plan.n != part.stop - begin:
                plan = ConvPlan(self, part.stop - begin, backward=backward)
            yield part, plan

    def _matrices(self, theta):
        """Return the views [W | b] of a vector of parameters, shape (outputs, inputs + 1), a layer; None for none."""
        views, end = [], 0
        for units in self._units:
            if units is None:
                views.append(None)
            else:
                begin, end = end, end + units[0] * (units[1] + 1)
                views.append(theta[begin:end].reshape(units[0], units[1] + 1))
        return views


class ConvPlan:
    r"""Backpropagation through a `ConvNet`, ready to run over n examples: the arrays that it needs, made once.

    Columns are examples: inputs have shape (D, n), outputs and targets (K, n). For a convolution whose windows are
    the columns of the matrix $P$ (with a row of ones for the bias), and that of its outputs $a = f([W|b]\,P)$,

    $$\delta \leftarrow \delta \odot f', \qquad \frac{\partial C}{\partial [W|b]} = \delta P^T, \qquad
    \delta_{\text{before}} = \mathrm{fold}(W^T \delta),$$

    where fold adds each entry of each window to the pixel that it was taken from. Nothing is checked, and overflow is
    left to the caller's `numpy.errstate`. The plan keeps computing with the network's parameters as they change.

    Args:
        network: a `ConvNet`.
        n: number of examples.
        backward: whether the backward pass will be run too.

    Attributes:
        n: as given.
        layers: the outputs of each layer after `forward`, shape (C, H, W, n): the plan's own.

    Examples:
        >>> network = ConvNet((4, 4), [Convolution(2, 3), Dense(2)], rng=0)
        >>> x, t = network.examples(np.eye(16)[:5], [0, 1, 0, 1, 0])
        >>> plan = network.plan(5)
        >>> plan.backward(x.T, t.T, plan.forward(x.T)).shape == (network.size,)
        True

    Source:
        lecun1989
    """

    def __init__(self, network, n, *, backward=True):
        self.n, self._loss = n, network.loss_function
        self._x = np.empty((*network.shapes[0], n), network.dtype)
        self._gradient = np.zeros(network.size, network.dtype) if backward else None
        own = network._matrices(network.parameters)
        gradients = network._matrices(self._gradient) if backward else [None] * len(own)
        self._passes, a = [], self._x
        for layer, matrix, gradient in zip(network.layers, own, gradients, strict=True):
            self._passes.append(layer._pass(a, matrix, gradient, backward))
            a = self._passes[-1].output
        self.layers = [step.output for step in self._passes]
        self._delta = np.empty_like(self.layers[-1]) if backward else None

    def forward(self, x, outputs=None):
        """Return the outputs for inputs `x`, shape (D, n), written into the array `outputs` if one is given."""
        self._x[...] = x.reshape(self._x.shape)
        for step in self._passes:
            step.forward()
        a = self.layers[-1].reshape(-1, self.n)
        if outputs is None:
            return a
        outputs[...] = a
        return outputs

    def backward(self, x, t, outputs):
        """Return the gradient, shape (P,), after `forward` of `x` gave `outputs` that should be `t`.

        It uses up what `forward` left behind: one call for each forward pass. The array is the plan's own, overwritten
        by the next call.
        """
        delta = self._delta
        self._loss.slope(outputs, t, delta.reshape(-1, self.n))
        for i, step in reversed(list(enumerate(self._passes))):
            delta = step.backward(delta, first=i == 0)
        return self._gradient


class _ConvolutionPass:
    """A convolution of the n images in the array x, and back."""

    def __init__(self, layer, x, matrix, gradient, backward):
        self._f, self._matrix, self._gradient, (*shape, n) = layer.activation, matrix, gradient, x.shape
        rows, columns = places = layer._windows(shape)
        padded = (shape[0], *(before + k + after for before, k, after in _lengths(shape, rows, columns)), n)
        self._x, framed = x, x if padded == x.shape else np.zeros(padded, x.dtype)
        self._inside = None if framed is x else _inside(framed, *places)
        self._windows = _patches(framed, *places)
        self._patches = np.ones((matrix.shape[1], rows.count * columns.count * n), x.dtype)  # with a row of ones
        self._columns = self._patches[:-1].reshape(self._windows.shape)
        self._a = np.empty((len(matrix), self._patches.shape[1]), x.dtype)
        self.output = self._a.reshape(*layer.output(shape), n)
        self._slope = np.empty_like(self._a) if backward and self._f is not identity else None
        if backward:
            self._back = np.empty(padded, x.dtype)
            self._delta = _inside(self._back, *places)
            self._fold = _entries(self._columns), _views(self._back, *places)

    def forward(self):
        if self._inside is not None:
            self._inside[...] = self._x
        np.copyto(self._columns, self._windows)
        np.matmul(self._matrix, self._patches, out=self._a)  # W * a + b
        self._f.run(self._a, self._slope)

    def backward(self, delta, first):
        delta = delta.reshape(self._a.shape)
        if self._slope is not None:
            delta *= self._slope
        np.matmul(delta, self._patches.T, out=self._gradient)
        if first:
            return None
        np.matmul(self._matrix[:, :-1].T, delta, out=self._patches[:-1])  # the windows are not needed any more
        self._back.fill(0)
        _fold(*self._fold)
        return self._delta


class _PoolingPass:
    """A pooling of the n images in the array x, and back."""

    def __init__(self, layer, x, matrix, gradient, backward):
        places = layer._windows(x.shape[:-1])
        self._views = _views(x, *places)
        self.output = np.empty(self._views[0].shape, x.dtype)
        self._which = _numbers(self._views) if layer.kind == "max" else None
        if backward:
            self._delta = np.empty(x.shape, x.dtype)
            self._back = _views(self._delta, *places)

    def forward(self):
        if self._which is None:
            _mean(self._views, self.output)
        else:
            _largest(self._views, self.output, self._which)

    def backward(self, delta, first):
        if first:
            return None
        self._delta.fill(0)
        if self._which is None:
            _back_to_all(delta, self._back)
        else:
            _back_to_largest(delta, self._which, self._back)
        return self._delta


class _DensePass:
    """A dense layer for the n examples in the array x, and back."""

    def __init__(self, layer, x, matrix, gradient, backward):
        self._f, self._matrix, self._gradient, n = layer.activation, matrix, gradient, x.shape[-1]
        self._x, self._ones = x, np.ones((matrix.shape[1], n), x.dtype)  # with a row of ones
        self._inputs = self._ones[:-1].reshape(x.shape)
        self._a = np.empty((len(matrix), n), x.dtype)
        self.output = self._a.reshape(-1, 1, 1, n)
        self._slope = np.empty_like(self._a) if backward and self._f is not identity else None
        self._delta = np.empty(x.shape, x.dtype) if backward else None

    def forward(self):
        self._inputs[...] = self._x
        np.matmul(self._matrix, self._ones, out=self._a)  # W a + b
        self._f.run(self._a, self._slope)

    def backward(self, delta, first):
        delta = delta.reshape(self._a.shape)
        if self._slope is not None:
            delta *= self._slope
        np.matmul(delta, self._ones.T, out=self._gradient)
        if first:
            return None
        np.matmul(self._matrix[:, :-1].T, delta, out=self._delta.reshape(-1, delta.shape[1]))
        return self._delta


# The two operations, on images of shape (C, H, W, N).


def _inner(X):
    """Return images (N, C, H, W) as they are inside, (C, H, W, N): a view."""
    return X.transpose(1, 2, 3, 0)


def _outer(X):
    """Return images (C, H, W, N) as they are outside, (N, C, H, W): a copy."""
    return np.array(X.transpose(3, 0, 1, 2), order="C")


def _matrix(W):
    """Return filters (F, C, h, w) as rows of a matrix."""
    return W.reshape(len(W), -1)


def _lengths(shape, rows, columns):
    return zip((rows.before, columns.before), shape[1:], (rows.after, columns.after), strict=True)


def _padded(X, rows, columns):
    """Return images with their border of zeros; without one, the images themselves."""
    around = ((rows.before, rows.after), (columns.before, columns.after))
    return np.pad(X, ((0, 0), *around, (0, 0))) if np.any(around) else X


def _inside(X, rows, columns):
    """Return padded images without their border: a view."""
    return X[:, rows.before : X.shape[1] - rows.after, columns.before : X.shape[2] - columns.after]


def _patches(X, rows, columns):
    """Return all windows of padded images, shape (C, h, w, H', W', N): a view."""
    views = sliding_window_view(X, (rows.size, columns.size), axis=(1, 2))[:, :: rows.stride, :: columns.stride]
    return views.transpose(0, 4, 5, 1, 2, 3)


def _entries(patches):
    """Return the first entry of every window, the second and so on, row by row: views, shape (C, H', W', N)."""
    return [patches[:, i, j] for i, j in np.ndindex(patches.shape[1:3])]


def _views(X, rows, columns):
    """Return the same of the images themselves: views of the places that the entries come from."""
    downs, rights = (
        [slice(i, i + along.stride * (along.count - 1) + 1, along.stride) for i in range(along.size)]
        for along in (rows, columns)
    )
    return [X[:, down, right] for down in downs for right in rights]


def _fold(entries, places):
    """Add each entry of all windows to the place that it came from: the transpose of `_patches`."""
    for entry, place in zip(entries, places, strict=True):
        place += entry


def _numbers(views):
    """Return an array for the number of an entry of each window."""
    return np.empty(views[0].shape, np.min_scalar_type(len(views)))


def _largest(views, largest, which):
    """Set `largest` to the largest entry of each window, and `which` to its number, counted row by row."""
    largest[...], which[...] = views[0], 0
    for k, view in enumerate(views[1:], 1):
        np.maximum(which, (view > largest) * which.dtype.type(k), out=which)  # of those so far k is the greatest number
        np.maximum(largest, view, out=largest)


def _back_to_largest(G, which, places):
    """Add the gradient of each window to the place of its largest entry."""
    for k, place in enumerate(places):
        place += G * (which == k)


def _mean(views, mean):
    """Set `mean` to the mean of each window."""
    np.divide(sum(views), len(views), out=mean)


def _back_to_all(G, places):
    """Add an equal share of the gradient of each window to its places."""
    share = G / len(places)
    for place in places:
        place += share


# Checks.


def _images(X, name, shape=None):
    """Return images as an array of four axes, of the given shape if there is one."""
    X = inputs.array(X, name, dtype=None)
    if X.ndim != 4 or X.size == 0:
        raise ValueError(f"{name} needs shape (N, C, H, W), none of them 0, got {X.shape}; one image is X[None, None]")
    if shape is not None and X.shape != shape:
        raise ValueError(f"{name} needs shape {shape}, one number for each output, got {X.shape}; see windows")
    return X


def _images_and_filters(X, W, stride, padding):
    """Return images and filters as arrays of one precision, and the windows along both axes."""
    X, W = _images(X, "X"), inputs.array(W, "W", dtype=None)
    if W.ndim != 4 or W.size == 0 or W.shape[1] != X.shape[1]:
        raise ValueError(
            f"W needs shape (F, {X.shape[1]}, h, w), as X has {X.shape[1]} channel(s), got {W.shape}; reshape it"
        )
    dtype = np.result_type(X, W)
    places = (windows(n, k, stride=stride, padding=padding) for n, k in zip(X.shape[2:], W.shape[2:], strict=True))
    return X.astype(dtype, copy=False), W.astype(dtype, copy=False), *places


def _images_and_pool(X, size, stride):
    X = _images(X, "X")
    stride = size if stride is None else stride
    return X, *(windows(n, size, stride=stride) for n in X.shape[2:])


def _activation(activation):
    if not isinstance(activation, Activation):
        raise TypeError(
            f"activation needs to be an Activation such as relu, got {activation!r}; "
            "for a softmax at the end, use the loss cross_entropy, which contains it"
        )
    return activation


def _layers(layers):
    """Return the layers as a list of at least one that has parameters."""
    layers = list(layers) if np.iterable(layers) else [layers]
    for layer in layers:
        if not isinstance(layer, Convolution | Pooling | Dense):
            raise TypeError(f"layers need to be Convolution, Pooling or Dense, got {layer!r}; such as Dense(10)")
    if all(isinstance(layer, Pooling) for layer in layers):
        raise ValueError(f"layers need at least one that learns, got {layers}; add Dense(10)")
    return layers


def _shape(shape):
    """Return the shape of an image as (C, H, W)."""
    if not isinstance(shape, tuple | list) or len(shape) not in (2, 3):
        raise ValueError(f"shape needs to be (H, W) or (C, H, W), got {shape!r}; such as (20, 20)")
    shape = tuple(inputs.integer(length, "shape") for length in shape)
    return shape if len(shape) == 3 else (1, *shape)
