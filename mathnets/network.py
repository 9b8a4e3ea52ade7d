r"""Multilayer perceptrons: forward, and backpropagation written out, for one network or for many at once.

A layer makes of its inputs $a$ the outputs $f(Wa + b)$. In the public functions rows are examples, as everywhere.
Inside (`Plan`), columns are: there an array of activations has one row a unit and a last row of ones, and $[W\,|\,b]$
is one matrix, so that a layer is one product. All parameters lie in one flat vector, unit after unit: its weights,
then its bias. So an optimizer sees one array, and the matrices are views of it.

G networks of equal shape are one `MLP` with `count=G`: its arrays have an axis of length G in front, and each of its
products is G products. A single network (`count=None`) has no such axis.
"""

import copy
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from mathnets import inputs
from mathnets.activations import Activation, identity, tanh
from mathnets.initializers import glorot_uniform, he_normal
from mathnets.losses import squared_error

_GROUP, _PARAMETERS = 8, 2**16  # networks run together, and their parameters: more do not fit into the cache
_BLOCK = 2**15  # numbers in the widest layer of the examples that are evaluated together


class Layers(NamedTuple):
    """The parameters of each layer, or anything else of their shapes, such as a gradient: views of one vector.

    Attributes:
        weights: one array a layer, shape (outputs, inputs), or (G, outputs, inputs).
        biases: one array a layer, shape (outputs,), or (G, outputs).
    """

    weights: list
    biases: list


class MLP:
    r"""A multilayer perceptron, $a^l = f(W^l a^{l-1} + b^l)$ from $a^0 = x$ on; or many of equal shape.

    The output layer has its own activation, by default the identity: what comes out are numbers, or scores that the
    classifiers' losses understand.

    Args:
        sizes: number of inputs, of units in each hidden layer, and of outputs: at least two numbers.
        activation: of the hidden layers, an `Activation`.
        loss: what is to be made small, one of `mathnets.losses`.
        output: activation of the output layer.
        initial: function (outputs, inputs, rng) of the first weights, as in `mathnets.initializers`; None for
            `he_normal` with rectifiers and `glorot_uniform` otherwise. Biases start at 0.
        rng: a Generator or seed; or a sequence of them, one a network, each of which then starts as it would alone.
        count: number of networks G; None for a single one (or as many as there are in the sequence `rng`).
        dtype: of all numbers inside, float64 or float32.

    Attributes:
        sizes: the sizes, a tuple.
        size: number P of parameters of one network.
        activation, output, loss_function, dtype, count: as given.

    Raises:
        ValueError: if a size is no positive int, or numbers disagree.
        TypeError: if `activation`, `output`, `loss` or `rng` is something else.

    Examples:
        >>> network = MLP([2, 3, 1], tanh, rng=0)
        >>> network.size, [W.shape for W in network.weights]
        (13, [(3, 2), (1, 3)])
        >>> network.forward([[0.0, 0.0], [1.0, 1.0]]).shape
        (2, 1)
        >>> MLP([2, 3, 1], tanh, rng=range(5)).forward([[0.0, 0.0], [1.0, 1.0]]).shape
        (5, 2, 1)

    Source:
        rumelhart1986, nielsen2015
    """

    def __init__(
        self,
        sizes,
        activation=tanh,
        *,
        loss=squared_error,
        output=identity,
        initial=None,
        rng,
        count=None,
        dtype=np.float64,
    ):
        self.sizes = _sizes(sizes)
        for value, name in ((activation, "activation"), (output, "output")):
            if not isinstance(value, Activation):
                raise TypeError(
                    f"{name} needs to be an Activation such as tanh, got {value!r}; "
                    "for a softmax at the end, use the loss cross_entropy, which contains it"
                )
        if not (hasattr(loss, "values") and hasattr(loss, "slope")):
            raise TypeError(f"loss needs to be one of mathnets.losses, got {loss!r}; use for example squared_error")
        self.activation, self.output, self.loss_function = activation, output, loss
        self.dtype = inputs.float_dtype(dtype)
        rngs, count = _generators(rng, count)
        self.size = sum(n_out * (n_in + 1) for n_in, n_out in pairwise(self.sizes))
        self._bind(np.zeros((self.size,) if count is None else (count, self.size), self.dtype))
        if initial is None:
            initial = he_normal if "relu" in activation.name else glorot_uniform
        self._draw(initial, rngs)

    def __repr__(self):
        many = "" if self.count is None else f", count={self.count}"
        return f"MLP({list(self.sizes)}, {self.activation}, loss={self.loss_function}, output={self.output}{many})"

    # Parameters.

    @property
    def parameters(self):
        """All parameters, shape (P,) or (G, P): the array that the network computes with, not a copy.

        To assign numbers of that shape, or (P,) for all networks, copies them into it.
        """
        return self._theta

    @parameters.setter
    def parameters(self, theta):
        """Copy `theta`, shape (P,) or (G, P), into the parameters; (P,) into those of all networks."""
        theta = inputs.array(theta, "theta", dtype=self.dtype)
        if theta.shape not in (self._theta.shape, (self.size,)):
            raise ValueError(
                f"theta needs shape {self._theta.shape}, all parameters as one vector, got {theta.shape}; "
                "see parameters"
            )
        self._theta[...] = theta

    @property
    def weights(self):
        """The weights of each layer, shape (outputs, inputs) or (G, outputs, inputs): views, to be read or written."""
        return self.split(self._theta).weights

    @property
    def biases(self):
        """The biases of each layer, shape (outputs,) or (G, outputs): views, to be read or written."""
        return self.split(self._theta).biases

    def split(self, vector):
        """Return as `Layers` a `vector` of P numbers like the parameters, shape (..., P): for an array, views of it.

        An array may be complex, for the complex step (see `mathnets.gradients`).
        """
        if not (isinstance(vector, np.ndarray) and vector.dtype.kind == "c"):
            vector = inputs.array(vector, "vector", dtype=None, finite=False)
        if vector.ndim == 0 or vector.shape[-1] != self.size:
            raise ValueError(f"vector needs shape (..., {self.size}), like parameters, got {vector.shape}; see size")
        matrices = self._matrices(vector)
        return Layers([matrix[..., :-1] for matrix in matrices], [matrix[..., -1] for matrix in matrices])

    def at(self, theta):
        """Return a network like this with the parameters `theta`, shape (P,), or as many as its rows, shape (M, P)."""
        theta = inputs.array(theta, "theta", dtype=self.dtype)
        if theta.ndim not in (1, 2) or theta.shape[-1] != self.size or theta.size == 0:
            raise ValueError(f"theta needs shape ({self.size},) or (M, {self.size}), got {theta.shape}; see parameters")
        return self._sharing(theta.copy())

    def __getitem__(self, which):
        """Return one network, or a slice of them, which shares its parameters with this one."""
        if self.count is None:
            raise TypeError("a single network has no parts, got an index; make several with count=")
        if not isinstance(which, slice):
            which = range(self.count)[which]  # raises IndexError beyond the last
        return self._sharing(self._theta[which])

    def groups(self):
        """Yield (part, networks) for a few networks at a time: arrays[part] are theirs; parameters are shared.

        They are at most 8, and fewer where each is large: more do not fit into the processor's cache.
        """
        if self.count is None:
            yield ..., self
        else:
            together = min(max(_PARAMETERS // self.size, 1), _GROUP)
            for begin in range(0, self.count, together):
                part = slice(begin, begin + together)
                yield part, self[part]

    # What it computes.

    def forward(self, X):
        """Return the outputs for examples `X`, shape (N, D) or (G, N, D): shape (N, K), or (G, N, K)."""
        x = self._inputs(X)
        outputs = np.empty((*self._theta.shape[:-1], x.shape[-2], self.sizes[-1]), self.dtype)
        for part, found in self._outputs(x):
            outputs[part] = found.mT
        return outputs

    def predict(self, X):
        """Return what the outputs for `X`, shape (N, D) or (G, N, D), say: classes (N,) or numbers (N, K); (G, ...)."""
        return self.loss_function.predict(self.forward(X))

    def activations(self, X):
        """Return the outputs of each layer for `X`, (N, D) or (G, N, D), a list of (N, units) or (G, N, units)."""
        x = self._inputs(X)
        plan = Plan(self, x.shape[-2], backward=False)
        with np.errstate(over="ignore"):
            outputs = plan.forward(x.mT)
        return [np.ascontiguousarray(a.mT) for a in (*plan.hidden, outputs)]

    def loss(self, X, Y):
        """Return the mean loss over examples `X`, (N, D), with targets `Y` as the loss takes them: a float, or (G,)."""
        x, t = self.examples(X, Y)
        values = np.empty(self._theta.shape[:-1], self.dtype)
        for part, outputs in self._outputs(x):
            with np.errstate(over="ignore"):
                values[part] = self.loss_function.values(outputs, _own(t, part).mT)
        return float(values) if self.count is None else values

    def gradient(self, X, Y):
        """Return the gradient of the mean loss over examples `X`, targets `Y`, as one vector, shape (P,) or (G, P)."""
        x, t = self.examples(X, Y)
        result = np.empty_like(self._theta)
        for part, networks in self.groups():
            own_x, own_t = _own(x, part).mT, _own(t, part).mT
            plan = networks.plan(x.shape[-2])
            with np.errstate(over="ignore"):
                result[part] = plan.backward(own_x, own_t, plan.forward(own_x))
        return result

    def products(self):
        """Return the multiplications an example in the matrix products of the forward and of the backward pass.

        Backward, each layer but the first needs two products of the size of the forward one, the first only one.
        """
        layers = [n_in * n_out for n_in, n_out in pairwise(self.sizes)]
        return sum(layers), 2 * sum(layers) - layers[0]

    def plan(self, n):
        """Return the `Plan` for passes over `n` examples."""
        return Plan(self, n)

    def examples(self, X, Y):
        """Return `X` with a constant 1 at the end of each row, and `Y` as rows of numbers, both checked.

        Their shapes are (N, D + 1) and (N, K), or with G in front where each network has its own.
        """
        x = self._inputs(X)
        shape = (*self._theta.shape[:-1], x.shape[-2], self.sizes[-1])
        return x, self.loss_function.encode(Y, shape, self.dtype)

    # How it is made.

    def _bind(self, theta):
        self._theta = theta
        self.count = None if theta.ndim == 1 else len(theta)

    def _sharing(self, theta):
        """Return a network like this one that computes with the given array."""
        other = copy.copy(self)
        other._bind(theta)
        return other

    def _draw(self, initial, rngs):
        for theta, rng in zip(np.atleast_2d(self._theta), rngs, strict=True):
            for W in self.split(theta).weights:
                drawn = inputs.array(initial(*W.shape, rng), "initial weights", dtype=self.dtype)
                if drawn.shape != W.shape:
                    raise ValueError(f"initial needs to return shape {W.shape}, got {drawn.shape}; see initializers")
                W[...] = drawn

    def _matrices(self, theta):
        """Return the views [W | b] of a vector of parameters, shape (..., outputs, inputs + 1), of each layer."""
        views, end = [], 0
        for n_in, n_out in pairwise(self.sizes):
            begin, end = end, end + n_out * (n_in + 1)
            views.append(theta[..., begin:end].reshape(*theta.shape[:-1], n_out, n_in + 1))
        return views

    def _inputs(self, X):
        """Return examples with a constant 1 at the end, as rows, shape (N, D + 1) or (G, N, D + 1)."""
        if inputs.axes(X) != 3:
            X = inputs.points(X, width=self.sizes[0], dtype=self.dtype)
        else:
            X = inputs.array(X, dtype=self.dtype)
            if X.shape[0] != self.count or X.shape[1] == 0 or X.shape[2] != self.sizes[0]:
                own = "" if self.count is None else f", or ({self.count}, N, D) for each network's own,"
                raise ValueError(f"X needs shape (N, D){own} with D = {self.sizes[0]}, got {X.shape}; reshape X")
        rows = np.ones((*X.shape[:-1], X.shape[-1] + 1), self.dtype)
        rows[..., :-1] = X
        return rows

    def _outputs(self, x):
        """Yield (part, outputs) for a group after the other: x are rows of examples, outputs columns, (..., K, N)."""
        n, plans = x.shape[-2], {}
        for part, networks in self.groups():
            own, together = _own(x, part).mT, networks.count or 1
            outputs = np.empty((*networks.parameters.shape[:-1], self.sizes[-1], n), self.dtype)
            block = max(_BLOCK // (max(self.sizes[1:]) * together), 64)
            with np.errstate(over="ignore"):
                for begin in range(0, n, block):
                    columns = slice(begin, min(begin + block, n))
                    key = together, columns.stop - begin
                    if key not in plans:
                        plans[key] = Plan(networks, columns.stop - begin, backward=False)
                    plans[key].bind(networks)
                    plans[key].forward(own[..., columns], outputs[..., columns])
            yield part, outputs


def single(network, name="network"):
    """Return `network` if it is a single `MLP`, for what works on one at a time.

    Args:
        network: what should be one.
        name: what the caller calls it, for the message.

    Returns:
        The network itself.

    Raises:
        TypeError: if it is something else, or many networks at once.

    Examples:
        >>> many = MLP([2, 3, 1], rng=0, count=5)
        >>> single(many[0]) is many
        False

    Source:
        rumelhart1986
    """
    if not isinstance(network, MLP):
        raise TypeError(f"{name} needs to be an MLP, got {type(network).__name__}; see mathnets.network")
    if network.count is not None:
        raise TypeError(f"{name} needs to be a single MLP, got {network.count}; take one of them, {name}[0]")
    return network


class Plan:
    r"""Backpropagation, ready to run over n examples: the arrays that it needs, made once.

    Columns are examples: inputs have shape (D + 1, n), the last row ones, outputs and targets (K, n), with the axis
    of the networks in front where there is one. With $\delta^l = \partial C / \partial z^l$, the four equations are

    $$\delta^L = \nabla_a C \odot f'(z^L), \qquad \delta^{l-1} = (W^l)^T \delta^l \odot f'(z^{l-1}),$$

    $$\frac{\partial C}{\partial W^l} = \delta^l (a^{l-1})^T, \qquad \frac{\partial C}{\partial b^l} = \delta^l 1.$$

    The last two are one product here, since $b$ is the weight of the row of ones. Nothing is checked; overflow is
    left to the caller's `numpy.errstate`. The plan keeps computing with the network's parameters as they change.

    Args:
        network: an `MLP`.
        n: number of examples.
        backward: whether the backward pass will be run too.

    Attributes:
        n: number of examples.
        hidden: outputs of the hidden layers, shape (units, n) or (G, units, n), as the last forward pass left them.

    Examples:
        >>> network = MLP([2, 3, 1], tanh, rng=0)
        >>> x, t = network.examples([[0.0, 1.0], [1.0, 1.0]], [[0.0], [1.0]])
        >>> plan = network.plan(2)
        >>> gradient = plan.backward(x.T, t.T, plan.forward(x.T))
        >>> gradient.shape
        (13,)

    Source:
        rumelhart1986, nielsen2015
    """

    def __init__(self, network, n, *, backward=True):
        def array(rows, fill=np.empty):
            return fill((*network.parameters.shape[:-1], rows, n), network.dtype)

        self.n = n
        self._f, self._output, self._loss = network.activation, network.output, network.loss_function
        self._linear = network.output is identity
        hidden = network.sizes[1:-1]
        self._a = [array(units + 1, np.ones) for units in hidden]  # with the row of ones
        self.hidden = [a[..., :-1, :] for a in self._a]  # becomes f(z)
        self._slopes = [array(units) if backward else None for units in hidden]  # f'(z)
        self._outputs = array(network.sizes[-1])
        self._last_slope = None if self._linear or not backward else array(network.sizes[-1])
        self.bind(network)
        if backward:
            self._deltas = [array(units) for units in network.sizes[1:]]
            self._gradient = np.empty(network.parameters.shape, network.dtype)
            self._gradients = network._matrices(self._gradient)

    def bind(self, network):
        """Compute with the parameters of another `network` of the same shape from now on."""
        self._matrices = network._matrices(network.parameters)  # [W | b]
        self._transposed = [matrix[..., :-1].mT for matrix in self._matrices]

    def forward(self, x, outputs=None):
        """Return the outputs for inputs `x`, shape (D + 1, n), written into the array `outputs` if one is given."""
        outputs = self._outputs if outputs is None else outputs
        a = x
        for matrix, z, slope, above in zip(self._matrices, self.hidden, self._slopes, self._a, strict=False):
            np.matmul(matrix, a, out=z)  # z = W a + b
            self._f.run(z, slope)  # z becomes f(z), and slope f'(z)
            a = above
        np.matmul(self._matrices[-1], a, out=outputs)
        self._output.run(outputs, self._last_slope)
        return outputs

    def backward(self, x, t, outputs):
        """Return the gradient, shape (P,) or (G, P), after `forward` of `x` gave `outputs` that should be `t`.

        The array is the plan's own, overwritten by the next call.
        """
        delta = self._deltas[-1]
        self._loss.slope(outputs, t, delta)
        if not self._linear:
            delta *= self._last_slope
        for layer in range(len(self._matrices) - 1, 0, -1):
            np.matmul(delta, self._a[layer - 1].mT, out=self._gradients[layer])
            product = np.multiply if delta.shape[-2] == 1 else np.matmul  # of a column and a row
            delta = product(self._transposed[layer], delta, out=self._deltas[layer - 1])
            delta *= self._slopes[layer - 1]
        np.matmul(delta, x.mT, out=self._gradients[0])
        return self._gradient


def _sizes(sizes):
    """Return at least two positive ints."""
    listed = () if isinstance(sizes, str) or not np.iterable(sizes) else tuple(sizes)
    if len(listed) < 2:
        raise ValueError(f"sizes needs at least two numbers, of inputs and outputs, got {sizes!r}; such as [2, 8, 1]")
    return tuple(inputs.integer(size, "sizes") for size in listed)


def _generators(rng, count):
    """Return a generator for each network, and their number, None for a single one."""
    count = None if count is None else inputs.integer(count, "count")
    if isinstance(rng, list | tuple | range | np.ndarray):
        rngs = [inputs.generator(one) for one in rng]
        if len(rngs) != (count or len(rngs)) or not rngs:
            raise ValueError(f"rng needs one seed a network, got {len(rngs)} for count={count}; leave count out")
        return rngs, len(rngs)
    return [inputs.generator(rng)] * (count or 1), count


def _own(rows, part):
    """Return the examples of a part of the networks: their own, where each network has its own."""
    return rows[part] if rows.ndim == 3 else rows
