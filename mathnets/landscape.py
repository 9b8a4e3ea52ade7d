r"""The loss as a landscape over the parameters: lines and planes through it, and the symmetries that such cuts show.

All points of a cut are mixtures $\theta_m = \sum_j c_{mj} v_j$ of a few vectors: two for a line, three for a plane.
The first layer is linear in its parameters, so what it makes of the examples is the same mixture of what it makes of
them with each $v_j$, and the examples are multiplied by its weights once for each $v_j$ and not for each point.
"""

from typing import NamedTuple

import numpy as np

from mathnets import geometry, inputs
from mathnets.descent import grid
from mathnets.network import MLP, single

_CACHE = 2**17  # numbers in the activations that are worked on together


class PathPlane(NamedTuple):
    """The plane in which a path in parameter space moves most.

    Attributes:
        centre: the last point of the path, shape (P,).
        directions: two orthonormal rows, shape (2, P).
        coordinates: the path's points in the plane, seen from the centre, shape (R, 2).
        shares: parts of the path's variance along each direction, shape (2,).
    """

    centre: np.ndarray
    directions: np.ndarray
    coordinates: np.ndarray
    shares: np.ndarray


def mixture_losses(network, X, Y, vectors, weights):
    r"""Return the mean loss at mixtures of parameter vectors, $L\big(\sum_j c_{mj} v_j\big)$ for m = 1, ..., M.

    Args:
        network: a single `MLP`; its own parameters play no part.
        X: examples, shape (N, D).
        Y: targets as the network's loss takes them.
        vectors: $v_j$, shape (J, P).
        weights: $c_{mj}$, shape (M, J); they need not sum to 1.

    Returns:
        Losses, shape (M,), in the network's dtype.

    Raises:
        TypeError: if `network` is no single `MLP`.
        ValueError: if shapes disagree.
        FloatingPointError: if a loss is not finite.

    Examples:
        >>> from mathnets.network import MLP
        >>> network = MLP([1, 1], rng=0)  # a line: weight and bias
        >>> mixture_losses(network, [[1.0]], [[0.0]], [[1.0, 0.0], [0.0, 1.0]], [[2, 0], [3, 1]])  # z^2 / 2
        array([2., 8.])

    Source:
        goodfellow2015, li2018
    """
    single(network)
    vectors = inputs.points(vectors, "vectors", width=network.size, dtype=network.dtype)
    weights = inputs.points(weights, "weights", width=len(vectors), dtype=network.dtype)
    x, t = network.examples(X, Y)
    n, width = len(x), max(network.sizes[1:])
    examples = min(n, max(_CACHE // (2 * width), 64))
    points = min(len(weights), max(_CACHE // (2 * width * examples), 1))
    losses = np.zeros(len(weights), network.dtype)
    with np.errstate(over="ignore", invalid="ignore"):
        for rows in _parts(n, examples):
            passes = _Forward(network, vectors, x[rows].T, points)
            targets, share = t[rows].T, (rows.stop - rows.start) / n
            for some in _parts(len(weights), points):
                losses[some] += share * network.loss_function.values(passes(weights[some]), targets)
    if not np.isfinite(losses).all():
        worst = int(np.argmin(np.isfinite(losses)))
        raise FloatingPointError(
            f"the cut needs finite losses, got {losses[worst]} at point {worst}, weights {weights[worst].tolist()}; "
            "stay closer to the centre"
        )
    return losses


class _Forward:
    """The outputs of a network for some examples, at a few mixtures of parameter vectors at a time."""

    def __init__(self, network, vectors, x, points):
        self.network, self.vectors = network, vectors
        W, b = network.split(vectors)
        self.first = np.matmul(W[0], x[:-1]) + b[0][..., None]  # what each vector makes of the examples, (J, units, n)
        self.z = [np.empty((points, units, x.shape[-1]), network.dtype) for units in network.sizes[1:]]

    def __call__(self, weights):
        """Return the outputs, shape (M, K, n), for weights of shape (M, J); the next call overwrites them."""
        network, z, M = self.network, self.z, len(weights)
        W, b = network.split(weights @ self.vectors)
        np.matmul(weights, self.first.reshape(len(self.first), -1), out=z[0][:M].reshape(M, -1))
        for layer in range(1, len(z)):
            network.activation.run(z[layer - 1][:M])
            np.matmul(W[layer], z[layer - 1][:M], out=z[layer][:M])
            z[layer][:M] += b[layer][..., None]
        network.output.run(z[-1][:M])
        return z[-1][:M]


def line_losses(network, X, Y, start, end, t):
    r"""Return the loss along the straight line between two parameter vectors, $L((1 - t)\,\theta_0 + t\,\theta_1)$.

    Args:
        network: a single `MLP`; its own parameters play no part.
        X: examples, shape (N, D).
        Y: targets as the network's loss takes them.
        start: $\theta_0$, at t = 0, shape (P,).
        end: $\theta_1$, at t = 1, shape (P,).
        t: where on the line, shape (T,); below 0 and above 1 lies beyond the ends.

    Returns:
        Losses, shape (T,).

    Raises:
        TypeError: if `network` is no single `MLP`.
        ValueError: if shapes disagree.
        FloatingPointError: if a loss is not finite.

    Examples:
        >>> from mathnets.network import MLP
        >>> network = MLP([1, 1], rng=0)
        >>> line_losses(network, [[1.0]], [[0.0]], [0.0, 0.0], [1.0, 1.0], [0.0, 0.5, 1.0])
        array([0. , 0.5, 2. ])

    Source:
        goodfellow2015
    """
    single(network)
    ends = [inputs.vector(v, name, length=network.size) for v, name in ((start, "start"), (end, "end"))]
    t = inputs.vector(t, "t")
    return mixture_losses(network, X, Y, ends, np.column_stack([1 - t, t]))


def plane_losses(network, X, Y, centre, directions, a, b):
    r"""Return the loss on a plane through parameter space, $L(\theta + a\,u + b\,v)$, as an image.

    Args:
        network: a single `MLP`; its own parameters play no part.
        X: examples, shape (N, D).
        Y: targets as the network's loss takes them.
        centre: $\theta$, shape (P,).
        directions: $u$ and $v$, shape (2, P), as from `mathnets.dimension.random_directions`.
        a: steps along $u$, shape (A,).
        b: steps along $v$, shape (B,).

    Returns:
        Losses, shape (B, A): a row for each b, as `matplotlib` draws them.

    Raises:
        TypeError: if `network` is no single `MLP`.
        ValueError: if shapes disagree.
        FloatingPointError: if a loss is not finite.

    Examples:
        >>> from mathnets.network import MLP
        >>> network = MLP([1, 1], rng=0)
        >>> plane_losses(network, [[1.0]], [[0.0]], [0, 0], [[1, 0], [0, 1]], [0, 1, 2], [0, 1])  # (a + b)^2 / 2
        array([[0. , 0.5, 2. ],
               [0.5, 2. , 4.5]])

    Source:
        li2018
    """
    single(network)
    centre = inputs.vector(centre, "centre", length=network.size)
    directions = inputs.points(directions, "directions", width=network.size)
    if len(directions) != 2:
        raise ValueError(f"directions need shape (2, {network.size}), got {directions.shape}; give two rows")
    steps = grid(a, b)
    weights = np.column_stack([np.ones(len(steps)), steps])
    losses = mixture_losses(network, X, Y, np.vstack([centre, directions]), weights)
    return losses.reshape(np.size(b), np.size(a))


def normalized_directions(network, directions, *, by="filter", biases="zero"):
    r"""Return directions scaled to the size of the network's own weights, so that a step means the same everywhere.

    $$d_i \leftarrow \frac{d_i}{\|d_i\|}\,\|w_i\|$$

    With `by="filter"`, i runs over units and $w_i$ is a unit's row of incoming weights (a filter, in a convolution);
    with `by="layer"` over layers. With `by="weight"` each entry is multiplied by its weight, $d_i \leftarrow d_i w_i$.
    A cut along filter- or layer-normalised directions stays as it is when a rectifier network is `rescaled` by one
    factor a layer. If units of one layer get *different* factors, only `by="weight"` leaves it as it is: the rows
    of the layer above then change their directions too. Units whose weights are all 0 do not move.

    Args:
        network: a single `MLP`.
        directions: shape (K, P), or (P,) for one.
        by: "filter", "layer" or "weight".
        biases: "zero", so that biases stay as they are, or "copy", so that a step changes each by a multiple of itself:
            the two choices of the paper's program.

    Returns:
        Directions, in the shape that was given.

    Raises:
        TypeError: if `network` is no single `MLP`.
        ValueError: if `directions` has another shape, or an option is unknown.

    Examples:
        >>> from mathnets.network import MLP
        >>> network = MLP([2, 1], rng=0).at([3.0, 4.0, 7.0])  # weights 3 and 4, bias 7
        >>> normalized_directions(network, [0.0, 2.0, 1.0])
        array([0., 5., 0.])

    Source:
        li2018
    """
    single(network)
    by = inputs.choice(by, "by", ("filter", "layer", "weight"))
    biases = inputs.choice(biases, "biases", ("zero", "copy"))
    given = np.array(inputs.array(directions, "directions"))
    found = np.atleast_2d(given)
    if found.ndim != 2 or found.shape[-1] != network.size or found.size == 0:
        raise ValueError(f"directions need shape (K, {network.size}) or ({network.size},), got {given.shape}; see size")
    axis = -1 if by == "filter" else (-2, -1)
    layers, own = network.split(found), network.split(network.parameters.astype(np.float64))
    for d, w in zip(layers.weights, own.weights, strict=True):
        d[...] = d * w if by == "weight" else _unit(d, axis) * _length(w, axis)
    for d, b in zip(layers.biases, own.biases, strict=True):
        d[...] = 0 if biases == "zero" else b
    return found.reshape(given.shape)


def _length(w, axis):
    """Return lengths of weights of any size: the largest is taken out before they are squared."""
    largest = np.abs(w).max(axis=axis, keepdims=True)
    parts = np.divide(w, largest, out=np.zeros_like(w), where=largest > 0)
    return largest * np.sqrt(np.square(parts).sum(axis=axis, keepdims=True))


def _unit(d, axis):
    """Return directions of length 1, 0 where d is 0."""
    length = _length(d, axis)
    return np.divide(d, length, out=np.zeros_like(d), where=length > 0)


def rescaled(network, layer, factors):
    r"""Return a rectifier network of other parameters that computes the same function.

    $$W^l \to c\,W^l, \quad b^l \to c\,b^l, \quad W^{l+1} \to W^{l+1} / c$$

    For c > 0, $f(cz) = c f(z)$ holds for `relu`, `leaky_relu` and `identity`, so the layer above undoes the factor.
    With a factor a unit, its row of $W^l$ and its column of $W^{l+1}$ are scaled.

    Args:
        network: an `MLP`, or many at once; it is not changed.
        layer: number l of the hidden layer, from 1.
        factors: c above 0, one for the layer, or one a unit, shape (units,).

    Returns:
        A network of the same shape with parameters of its own.

    Raises:
        TypeError: if `network` is no `MLP`.
        ValueError: if the activation has no such symmetry, there is no such layer, or a factor is not above 0.

    Examples:
        >>> from mathnets.activations import relu
        >>> from mathnets.network import MLP
        >>> network = MLP([2, 3, 1], relu, rng=0)
        >>> other = rescaled(network, 1, 4.0)
        >>> bool(np.all(other.forward([[1, 2]]) == network.forward([[1, 2]])))
        True
        >>> (other.weights[0] / network.weights[0]).round(12).tolist()[0]
        [4.0, 4.0]

    Source:
        dinh2017, li2018
    """
    if not isinstance(network, MLP):
        raise TypeError(f"network needs to be an MLP, got {type(network).__name__}; see mathnets.network")
    if len(network.sizes) < 3:
        raise ValueError(f"network needs a hidden layer, got sizes {network.sizes}; add one")
    layer = inputs.integer(layer, "layer", most=len(network.sizes) - 2)
    probe = np.array([-3.0, -1.0, 0.0, 1.0, 3.0])
    if not np.allclose(network.activation(4 * probe), 4 * network.activation(probe), rtol=1e-6, atol=0):
        raise ValueError(
            f"network needs an activation with f(cz) = c f(z), got {network.activation}; use relu or leaky_relu"
        )
    units = network.sizes[layer]
    c = inputs.array(factors, "factors", dtype=network.dtype)
    if c.shape not in ((), (units,)) or not (c > 0).all():
        raise ValueError(f"factors need to be above 0, one or shape ({units},), got {factors!r}; choose others")
    c = np.broadcast_to(c, units)
    other = network.at(network.parameters)
    below, above = other.weights[layer - 1], other.weights[layer]
    below *= c[:, None]
    other.biases[layer - 1][...] *= c
    above /= c
    return other


def path_plane(path):
    r"""Return the plane in which a path moves most: through its end, along its first two principal components.

    A point $\theta_r$ has there the coordinates $(\theta_r - \theta_R)\,V^T$ with the directions as rows of $V$. High
    shares of variance do not mean that the path is special: those of a random walk are high too.

    Args:
        path: points in order, at least 3, shape (R, P), as `mathnets.training.train` records them.

    Returns:
        A `PathPlane`.

    Raises:
        ValueError: if `path` has another shape.

    Examples:
        >>> plane = path_plane([[4, 1, 5], [2, -1, 5], [2, 1, 5], [0, -1, 5]])
        >>> plane.coordinates[-1], plane.shares.sum().round(12) == 1
        (array([0., 0.]), np.True_)

    Source:
        li2018, antognini2018
    """
    path = inputs.points(path, "path", least=3)
    _, directions, variances = geometry.principal_components(path, 2)
    total = path.var(axis=0, ddof=1).sum()
    return PathPlane(path[-1].copy(), directions, (path - path[-1]) @ directions.T, variances / (total or 1.0))


def _parts(n, most):
    """Return slices that cut n things into parts of at most so many."""
    return [slice(begin, min(begin + most, n)) for begin in range(0, n, most)]
