r"""Reverse-mode automatic differentiation: a computation writes down its own graph, and the chain rule walks it back.

Each operation makes a `Node` that keeps its value, the nodes it came from (its parents) and, for each parent, the
rule that pulls a gradient back through it: $g \mapsto g\,J$, with $J$ the Jacobian of the operation. `backward` goes
through the nodes in the opposite order of their making. Broadcasting is undone in one place, so each rule is the
formula of the calculus book.
"""

import copy
import itertools
from typing import NamedTuple

import numpy as np

from mathnets import inputs

_births = itertools.count()

CURES = {  # of operations whose result is not finite
    "log": "give it numbers above 0",
    "exp": "give it numbers below 709, or use log_sum_exp or softmax",
    "/": "keep zeros out of the denominator",
    "**": "keep its base above 0",
}


class Graph(NamedTuple):
    """A computation as a graph, to be drawn or replayed.

    Attributes:
        nodes: list of the nodes in topological order: each after its parents, the output last.
        edges: list of pairs (i, j): node i is a parent of node j. They go by child, then in the order of the
            operation's arguments; a square `x * x` has the edge of its x twice.
    """

    nodes: list
    edges: list


class Node:
    r"""A value in a computation graph, which knows how it was made.

    Arithmetic (`+ - * / ** @`), indexing, the methods and the functions of this module give new nodes; arrays broadcast
    as in numpy, and plain numbers and arrays become constants, which get no gradient. After `output.backward()`,
    the attribute `gradient` of each node $x$ in the graph of the output $y$ is

    $$\frac{\partial y}{\partial x} = \sum_{z} \frac{\partial y}{\partial z} \frac{\partial z}{\partial x}
    \qquad (z: \text{ the nodes made from } x).$$

    A graph is the record of one computation: its values are read-only, so that it stays true. To learn, make new nodes,
    `w = Node(w.value - rate * w.gradient)`.

    Args:
        value: a number or an array of any shape.
        name: what to call it in a drawing.
        dtype: of the value, float64 or float32.

    Attributes:
        value: array of floats, read-only; of shape () for a number.
        gradient: array of the shape of `value`, or None before a `backward`, and for constants.
        operation: how it was made, such as "+" or "exp"; "" for what was not made by an operation.
        parents: tuple of the nodes it was made from.
        constant: whether it depends on no node but constants.
        name: as given, or "".

    Raises:
        TypeError: if `value` holds no numbers.
        ValueError: if `value` or the value of an operation's argument is not finite, or shapes do not fit together.
        FloatingPointError: if the result of an operation, or its gradient, is not finite.

    Examples:
        >>> w, x = Node([1.0, 2.0], name="w"), Node([3.0, 4.0], name="x")
        >>> y = tanh(w @ x - 11.0)
        >>> y.backward()
        >>> w.gradient, x.gradient
        (array([3., 4.]), array([1., 2.]))

    Source:
        linnainmaa1976, karpathy2020
    """

    __slots__ = ("_birth", "_pullbacks", "constant", "gradient", "name", "operation", "parents", "value")
    __array_ufunc__ = None  # so that array * node is left to the node

    def __init__(self, value, *, name="", dtype=np.float64):
        value = inputs.array(value, "value", dtype=inputs.float_dtype(dtype)).copy()
        self._set(value, name=name)

    def _set(self, value, *, name="", operation="", parents=(), pullbacks=(), constant=False):
        value.setflags(write=False)
        self.value, self.gradient, self.name, self.operation = value, None, name, operation
        self.parents, self.constant = parents, constant
        self._pullbacks, self._birth = pullbacks, next(_births)
        return self

    def backward(self, seed=None):
        r"""Set `gradient` of each node that this one depends on, and of itself.

        What an earlier `backward` left in them is replaced, not added to: after it, all gradients in this graph are
        those of this output, however often it is called. Nodes outside this graph keep theirs.

        Args:
            seed: the gradient of some further quantity with respect to this node, of its shape, for the product
                $v^T J$ with the Jacobian; 1 if None, which needs a node of one entry.
        """
        shape = self.value.shape
        if seed is None and self.value.size != 1:
            raise ValueError(
                f"backward needs a node of one entry, got shape {shape}; sum it first, node.sum().backward(), "
                "or give a seed of its shape, or take the jacobian"
            )
        seed = np.ones(shape) if seed is None else inputs.array(seed, "seed")
        if seed.shape != shape:
            raise ValueError(f"seed needs the shape of the node, {shape}, got {seed.shape}; give a number an entry")
        nodes = _ancestors(self)
        for node in nodes:
            node.gradient = None
        self.gradient = seed.astype(self.value.dtype)
        with np.errstate(all="ignore"):  # what is not finite is named by _add_to
            for node in reversed(nodes):
                for parent, pullback in zip(node.parents, node._pullbacks, strict=True):
                    if not parent.constant:
                        _add_to(parent, pullback(node.gradient), node.operation)
        for node in nodes:
            if not node.parents and node.gradient is not None:
                node.gradient = np.array(node.gradient)  # the caller's own, and no other's

    # Arithmetic. A rule takes the gradient g, the value y of the result, and the values of the arguments.

    def __add__(self, other):
        return _operation("+", np.add, [lambda g, y, a, b: g, lambda g, y, a, b: g], self, other)

    def __sub__(self, other):
        return _operation("-", np.subtract, [lambda g, y, a, b: g, lambda g, y, a, b: -g], self, other)

    def __mul__(self, other):
        return _operation("*", np.multiply, [lambda g, y, a, b: g * b, lambda g, y, a, b: g * a], self, other)

    def __truediv__(self, other):
        return _operation("/", np.divide, [lambda g, y, a, b: g / b, lambda g, y, a, b: -g * y / b], self, other)

    def __pow__(self, other):
        rules = [
            lambda g, y, a, b: g * b * a ** np.where(b == 0, 1, b - 1),
            lambda g, y, a, b: g * y * np.log(np.where(a == 0, 1, a)),
        ]
        return _operation("**", np.power, rules, self, other)

    def __matmul__(self, other):
        rules = [
            lambda g, y, a, b: _as_matrix(g, a, b) @ _columns(b).swapaxes(-1, -2),
            lambda g, y, a, b: _like(b, _rows(a).swapaxes(-1, -2) @ _as_matrix(g, a, b)),
        ]
        return _operation("@", np.matmul, rules, self, other)

    def __neg__(self):
        return _operation("-", np.negative, [lambda g, y, a: -g], self)

    def __radd__(self, other):
        return _lifted(other, self) + self

    def __rsub__(self, other):
        return _lifted(other, self) - self

    def __rmul__(self, other):
        return _lifted(other, self) * self

    def __rtruediv__(self, other):
        return _lifted(other, self) / self

    def __rpow__(self, other):
        return _lifted(other, self) ** self

    def __rmatmul__(self, other):
        return _lifted(other, self) @ self

    # Sums and shapes.

    def sum(self, axis=None, *, keepdims=False):
        """Return the sum along `axis` (a number, several, or None for all), which stays as 1 with `keepdims`."""
        axes, kept = _reduced(self, axis)
        rules = [lambda g, y, a: np.broadcast_to(g.reshape(kept), a.shape)]
        return _operation("sum", lambda a: a.sum(axes, keepdims=keepdims), rules, self)

    def mean(self, axis=None, *, keepdims=False):
        """Return the mean along `axis` (a number, several, or None for all), which stays as 1 with `keepdims`."""
        axes, kept = _reduced(self, axis)
        n = np.prod([self.value.shape[i] for i in axes], dtype=int).item()
        rules = [lambda g, y, a: np.broadcast_to(g.reshape(kept) / n, a.shape)]
        return _operation("mean", lambda a: np.divide(a.sum(axes, keepdims=keepdims), n), rules, self)

    def reshape(self, *shape):
        """Return the same entries in another `shape`, given as numbers or as one tuple."""
        shape = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape
        shape = tuple(inputs.integer(length, "shape", least=-1) for length in shape)
        return _operation("reshape", lambda a: a.reshape(shape), [lambda g, y, a: g.reshape(a.shape)], self)

    def transpose(self, *axes):
        """Return the array with its `axes` in the given order, or in the opposite one if none is given."""
        order = _axes(axes or tuple(range(self.value.ndim))[::-1], self, every=True)
        rules = [lambda g, y, a: g.transpose(np.argsort(order))]
        return _operation("transpose", lambda a: a.transpose(order), rules, self)

    def __getitem__(self, index):
        index = copy.deepcopy(index)  # the caller's may change before the walk back

        def rule(g, y, a):
            whole = np.zeros(a.shape, g.dtype)
            np.add.at(whole, index, g)  # an entry may be taken more than once
            return whole

        return _operation("[]", lambda a: a[index], [rule], self)

    @property
    def T(self):
        """The transpose, with all axes in the opposite order."""
        return self.transpose()

    @property
    def shape(self):
        """The shape of the value."""
        return self.value.shape

    def __repr__(self):
        made = f", operation={self.operation!r}" if self.operation else ""
        named = f", name={self.name!r}" if self.name else ""
        return f"Node({self.value.tolist()}{named}{made})"

    def __array__(self, dtype=None, copy=None):
        raise TypeError("an array needs numbers, got a Node, whose history would be lost; take its value, node.value")


def exp(x):
    r"""Return $e^x$, entry by entry.

    $$\frac{\partial y}{\partial x} = y$$

    Args:
        x: a node or an array of any shape.

    Returns:
        A node of the same shape.

    Raises:
        FloatingPointError: if $e^x$ is too large for floating point, above 709.

    Examples:
        >>> exp(Node(0.0))
        Node(1.0, operation='exp')

    Source:
        griewank2008
    """
    return _operation("exp", np.exp, [lambda g, y, a: g * y], x)


def log(x):
    r"""Return the natural logarithm, entry by entry.

    $$\frac{\partial y}{\partial x} = \frac1x$$

    Args:
        x: a node or an array of any shape, positive.

    Returns:
        A node of the same shape.

    Raises:
        FloatingPointError: if an entry is zero or negative.

    Examples:
        >>> log(Node(1.0))
        Node(0.0, operation='log')

    Source:
        griewank2008
    """
    return _operation("log", np.log, [lambda g, y, a: g / a], x)


def tanh(x):
    r"""Return the hyperbolic tangent, entry by entry.

    $$\frac{\partial y}{\partial x} = 1 - y^2$$

    Args:
        x: a node or an array of any shape.

    Returns:
        A node of the same shape, its entries in [-1, 1].

    Raises:
        ValueError: if `x` is not finite.

    Examples:
        >>> tanh(Node([0.0, 1000.0]))
        Node([0.0, 1.0], operation='tanh')

    Source:
        rumelhart1986
    """
    return _operation("tanh", np.tanh, [lambda g, y, a: g * (1 - y**2)], x)


def sigmoid(x):
    r"""Return the logistic function, entry by entry, without overflow.

    $$y = \frac{1}{1 + e^{-x}}, \qquad \frac{\partial y}{\partial x} = y\,(1 - y)$$

    Args:
        x: a node or an array of any shape.

    Returns:
        A node of the same shape, its entries in [0, 1].

    Raises:
        ValueError: if `x` is not finite.

    Examples:
        >>> sigmoid(Node([-1000.0, 0.0]))
        Node([0.0, 0.5], operation='sigmoid')

    Source:
        rumelhart1986
    """

    def logistic(a):
        small = np.exp(-np.abs(a))
        return np.where(a < 0, small, 1) / (1 + small)

    def rule(g, y, a):
        small = np.exp(-np.abs(a))
        return g * small / (1 + small) ** 2  # y (1 - y), which keeps its digits where y is near 1

    return _operation("sigmoid", logistic, [rule], x)


def relu(x):
    r"""Return the positive part, entry by entry, with the derivative 0 at 0.

    $$y = \max(0, x)$$

    Args:
        x: a node or an array of any shape.

    Returns:
        A node of the same shape.

    Raises:
        ValueError: if `x` is not finite.

    Examples:
        >>> relu(Node([-1.0, 2.0]))
        Node([0.0, 2.0], operation='relu')

    Source:
        fukushima1969
    """
    return _operation("relu", lambda a: np.maximum(a, 0), [lambda g, y, a: g * (a > 0)], x)


def maximum(x, y):
    r"""Return the larger of two, entry by entry; where they are equal, each gets half of the gradient.

    Args:
        x: a node or an array of any shape.
        y: another, that broadcasts with it.

    Returns:
        A node of the common shape.

    Raises:
        ValueError: if the shapes do not fit together.

    Examples:
        >>> maximum(Node([-1.0, 2.0]), 1.0)
        Node([1.0, 2.0], operation='maximum')

    Source:
        autograd2015
    """
    rules = [
        lambda g, y, a, b: g * ((a > b) + 0.5 * (a == b)),
        lambda g, y, a, b: g * ((b > a) + 0.5 * (a == b)),
    ]
    return _operation("maximum", np.maximum, rules, x, y)


def softmax(x, axis=-1):
    r"""Return the softmax along an axis: positive numbers that sum to 1, without overflow.

    $$p_i = \frac{e^{x_i}}{\sum_j e^{x_j}}, \qquad \frac{\partial p_i}{\partial x_j} = p_i\,(\delta_{ij} - p_j)$$

    Args:
        x: a node or an array.
        axis: the axis that sums to 1; several, or None for all, are possible.

    Returns:
        A node of the same shape.

    Raises:
        ValueError: if `x` has no such axis.

    Examples:
        >>> softmax(Node([[1000.0, 1000.0]]))
        Node([[0.5, 0.5]], operation='softmax')

    Source:
        bridle1990
    """
    x = _lifted(x)
    axes, _ = _reduced(x, axis)
    rules = [lambda g, y, a: y * (g - np.sum(g * y, axis=axes, keepdims=True))]
    return _operation("softmax", lambda a: _softmax(a, axes), rules, x)


def log_sum_exp(x, axis=-1, *, keepdims=False):
    r"""Return the logarithm of the sum of exponentials along an axis, without overflow.

    $$y = \log \sum_i e^{x_i}, \qquad \frac{\partial y}{\partial x_i} = \frac{e^{x_i}}{\sum_j e^{x_j}}$$

    With it the cross-entropy of a class $k$ is $y - x_k$.

    Args:
        x: a node or an array.
        axis: the axis to sum along; several, or None for all, are possible.
        keepdims: whether that axis stays, with length 1.

    Returns:
        A node.

    Raises:
        ValueError: if `x` has no such axis.

    Examples:
        >>> log_sum_exp(Node([1000.0, -1000.0]))
        Node(1000.0, operation='log_sum_exp')

    Source:
        blanchard2021
    """
    x = _lifted(x)
    axes, kept = _reduced(x, axis)

    def value(a):
        top = a.max(axis=axes, keepdims=True)
        y = top + np.log(np.exp(a - top).sum(axis=axes, keepdims=True))
        return y if keepdims else y.squeeze(axes)

    return _operation("log_sum_exp", value, [lambda g, y, a: g.reshape(kept) * _softmax(a, axes)], x)


def concatenate(parts, axis=0):
    r"""Return several arrays joined along an axis; each gets its part of the gradient.

    Args:
        parts: list of nodes or arrays that differ in length along this axis alone.
        axis: the axis, a number.

    Returns:
        A node.

    Raises:
        ValueError: if `parts` is empty or the shapes do not fit together.

    Examples:
        >>> concatenate([Node([1.0]), Node([2.0, 3.0])])
        Node([1.0, 2.0, 3.0], operation='concatenate')

    Source:
        autograd2015
    """
    parts = [_lifted(part) for part in parts]
    if len({part.value.ndim for part in parts} - {0}) != 1 or not all(part.value.ndim for part in parts):
        shapes = [part.value.shape for part in parts]
        raise ValueError(
            f"parts need to be arrays of equally many axes, one or more, got shapes {shapes}; reshape them"
        )
    (axis,) = _axes((axis,), parts[0])
    ends = np.cumsum([0] + [part.value.shape[axis] for part in parts])
    rules = [
        lambda g, y, *values, cut=(*[slice(None)] * axis, slice(*span)): g[cut] for span in itertools.pairwise(ends)
    ]
    return _operation("concatenate", lambda *values: np.concatenate(values, axis), rules, *parts)


def graph(output):
    r"""Return the computation graph of a node, ready to be drawn: its nodes in topological order, and its edges.

    Args:
        output: the node whose history is wanted.

    Returns:
        A `Graph`: `nodes` and `edges`.

    Raises:
        TypeError: if `output` is no node.

    Examples:
        >>> x = Node(3.0, name="x")
        >>> nodes, edges = graph(x * x + 1.0)
        >>> [node.operation or node.name or node.value.item() for node in nodes]
        ['x', '*', 1.0, '+']
        >>> edges
        [(0, 1), (0, 1), (1, 3), (2, 3)]

    Source:
        griewank2008
    """
    if not isinstance(output, Node):
        raise TypeError(f"output needs to be a Node, got {type(output).__name__}; compute it from nodes")
    nodes = _ancestors(output)
    number = {node: i for i, node in enumerate(nodes)}
    return Graph(nodes, [(number[parent], number[node]) for node in nodes for parent in node.parents])


def gradient(f, x):
    r"""Return the gradient of a function of one array, as `mathnets.gradients` returns it by numbers alone.

    $$g_i = \frac{\partial f}{\partial x_i}$$

    Args:
        f: a function that takes a node of the shape of `x`, and gives a node of one entry.
        x: where to differentiate, a number or an array of any shape.

    Returns:
        The gradient, an array of the shape of `x`; zeros if f does not depend on it.

    Raises:
        TypeError: if `f` is no function, or gives no node.
        ValueError: if `x` is not finite, or f gives more than one number.

    Examples:
        >>> gradient(lambda x: x[0] ** 2 * x[1], [3.0, 5.0])
        array([30.,  9.])

    Source:
        griewank2008
    """
    x, y = _evaluated(f, x)
    y.backward()
    return _or_zeros(x)


def jacobian(f, x):
    r"""Return the Jacobian of a function of one array: one walk back through the graph for each entry of its value.

    $$J_{ij} = \frac{\partial f_i}{\partial x_j}$$

    Args:
        f: a function that takes a node of the shape of `x`, and gives a node.
        x: where to differentiate, a number or an array of any shape.

    Returns:
        The Jacobian, of the shape of f's value followed by that of `x`.

    Raises:
        TypeError: if `f` is no function, or gives no node.
        ValueError: if `x` is not finite.

    Examples:
        >>> jacobian(lambda x: concatenate([x**2, x[:1] * x[1:]]), [3.0, 5.0])
        array([[ 6.,  0.],
               [ 0., 10.],
               [ 5.,  3.]])

    Source:
        griewank2008
    """
    x, y = _evaluated(f, x)
    rows = []
    for seed in np.eye(y.value.size):
        y.backward(seed.reshape(y.shape))
        rows.append(_or_zeros(x))
    return np.reshape(rows, y.shape + x.shape)


def _evaluated(f, x):
    """Return x as a node, and f of it."""
    x = Node(x, name="x")
    y = inputs.function(f, "f")(x)
    if not isinstance(y, Node):
        raise TypeError(f"f needs to give a Node, got {type(y).__name__}; compute with the functions of this module")
    return x, y


def _or_zeros(x):
    return np.zeros(x.shape) if x.gradient is None else x.gradient


# The engine.


def _operation(operation, forward, rules, *arguments):
    """Return the node of forward(values), whose rules pull g back: rule(g, its value, *values), one an argument."""
    other = next((node for node in arguments if isinstance(node, Node)), None)
    parents = tuple(_lifted(argument, other) for argument in arguments)
    values = tuple(parent.value for parent in parents)
    try:
        with np.errstate(all="ignore"):  # what is not finite is named below
            y = np.asarray(forward(*values))
    except (ValueError, IndexError) as error:
        shapes = " and ".join(str(value.shape) for value in values)
        raise type(error)(f"{operation} needs shapes that fit together, got {shapes} ({error}); reshape them") from None
    if not np.isfinite(y).all():
        cure = CURES.get(operation, "rescale its arguments")
        raise FloatingPointError(f"{operation} needs a finite result, got infinity or NaN; {cure}")
    pullbacks = tuple(lambda g, rule=rule: rule(g, y, *values) for rule in rules)
    constant = all(parent.constant for parent in parents)
    return Node.__new__(Node)._set(y, operation=operation, parents=parents, pullbacks=pullbacks, constant=constant)


def _add_to(parent, g, operation):
    """Add what an operation pulled back to the gradient of a parent, in the parent's shape and precision."""
    g = _sum_to(g, parent.value.shape).astype(parent.value.dtype, copy=False)
    parent.gradient = g if parent.gradient is None else parent.gradient + g
    if not np.isfinite(parent.gradient).all():
        cure = CURES.get(operation, "rescale its arguments")
        raise FloatingPointError(f"the gradient of {operation} needs to be finite, got one that is not; {cure}")


def _sum_to(g, shape):
    """Undo broadcasting: an entry that was used many times gets the sum of their gradients."""
    extra = g.ndim - len(shape)
    spread = [extra + i for i, n in enumerate(shape) if n == 1 and g.shape[extra + i] != 1]
    axes = (*range(extra), *spread)
    return g.sum(axis=axes).reshape(shape) if axes else g


def _ancestors(output):
    """Return the nodes of a graph in topological order, which is that of their births: parents are older."""
    seen, waiting = {output}, [output]
    while waiting:
        for parent in waiting.pop().parents:
            if parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return sorted(seen, key=lambda node: node._birth)


def _lifted(value, other=None):
    """Return a node as it is, and anything else as a constant; a plain number takes the precision of `other`."""
    if isinstance(value, Node):
        return value
    number = isinstance(value, int | float) and other is not None
    value = inputs.array(value, "value", dtype=other.value.dtype if number else None)
    return Node.__new__(Node)._set(value.copy(), constant=True)


# Axes.


def _axes(axes, x, *, every=False):
    """Return axes as numbers of 0 or more, each once; with `every`, all there are."""
    ndim = x.value.ndim
    axes = axes[0] if len(axes) == 1 and isinstance(axes[0], tuple | list) else axes
    found = tuple(inputs.integer(axis, "axis", least=-ndim, most=ndim - 1) % ndim for axis in axes)
    if len(set(found)) < len(found) or (every and len(found) < ndim):
        wanted = f"each of {ndim} once" if every else "each at most once"
        raise ValueError(f"axes need to be {wanted}, got {axes}; name each axis by its number")
    return found


def _reduced(x, axis):
    """Return the axes to sum along as a tuple, and the shape of x with them cut to 1."""
    everything = tuple(range(x.value.ndim))
    axes = everything if axis is None else _axes(axis if isinstance(axis, tuple) else (axis,), x)
    return axes, tuple(1 if i in axes else n for i, n in enumerate(x.value.shape))


def _softmax(a, axes):
    raised = np.exp(a - a.max(axis=axes, keepdims=True))
    return raised / raised.sum(axis=axes, keepdims=True)


# A matrix product treats a vector on its left as a row and one on its right as a column.


def _rows(a):
    return a if a.ndim > 1 else a[None, :]


def _columns(b):
    return b if b.ndim > 1 else b[:, None]


def _as_matrix(g, a, b):
    """Return the gradient of a @ b with the axes back that the product of vectors lost."""
    g = g if b.ndim > 1 else g[..., None]
    return g if a.ndim > 1 else g[..., None, :]


def _like(b, g):
    return g if b.ndim > 1 else g[..., 0]
