r"""Modes: what lies between two trained networks, along curves, and after their hidden units are put in one order.

On the straight line between two trained networks the loss often rises to a barrier. Two things take it away: a curve
that bends around it, and the insight that the hidden units of a network have no order, so that the second network
can be written down with its units in the order that is most like that of the first.
"""

import numpy as np

from mathnets import inputs
from mathnets.geometry import norm
from mathnets.landscape import mixture_losses
from mathnets.network import MLP, single

_KINDS = {  # the shares of start, middle and end at t
    "bezier": lambda t: ((1 - t) ** 2, 2 * t * (1 - t), t**2),
    "chain": lambda t: (np.maximum(1 - 2 * t, 0), 1 - np.abs(2 * t - 1), np.maximum(2 * t - 1, 0)),
}


class Curve:
    r"""A curve between two points of parameter space, drawn to a third.

    $$\varphi(t) = (1 - t)^2\,\theta_0 + 2 t (1 - t)\,\theta_m + t^2\,\theta_1$$

    That is the quadratic Bézier curve; a "chain" goes straight from $\theta_0$ to $\theta_m$, where it is at t = 1/2,
    and straight on to $\theta_1$. With the middle halfway between the ends both are the straight line.

    Args:
        start: $\theta_0$, shape (P,).
        middle: $\theta_m$, shape (P,).
        end: $\theta_1$, shape (P,).
        kind: "bezier" or "chain".

    Attributes:
        points: start, middle and end, shape (3, P).
        kind: as given.

    Raises:
        ValueError: if the points are not of one length, or `kind` is none of these.

    Examples:
        >>> Curve([0, 0], [1, 2], [2, 0])([0, 0.5, 1])
        array([[0., 0.],
               [1., 1.],
               [2., 0.]])
        >>> Curve([0, 0], [1, 2], [2, 0], "chain")([0.25, 0.5])
        array([[0.5, 1. ],
               [1. , 2. ]])

    Source:
        garipov2018
    """

    def __init__(self, start, middle, end, kind="bezier"):
        start = inputs.vector(start, "start")
        others = [inputs.vector(v, name, length=len(start)) for v, name in ((middle, "middle"), (end, "end"))]
        self.points = np.array([start, *others])
        self.kind = inputs.choice(kind, "kind", tuple(_KINDS))

    def weights(self, t):
        """Return the shares of start, middle and end at places `t`, shape (T,), from 0 to 1: shape (T, 3)."""
        t = inputs.vector(t, "t")
        if t.min() < 0 or t.max() > 1:
            raise ValueError(f"t needs to be from 0 to 1, got {t.min():g} to {t.max():g}; the curve ends there")
        return np.column_stack(_KINDS[self.kind](t))

    def __call__(self, t):
        """Return the curve's points at places `t`, shape (T,): shape (T, P)."""
        return self.weights(t) @ self.points


def curve_losses(network, X, Y, curve, t):
    r"""Return the loss along a curve, $L(\varphi(t))$.

    Args:
        network: a single `MLP`; its own parameters play no part.
        X: examples, shape (N, D).
        Y: targets as the network's loss takes them.
        curve: a `Curve`.
        t: places from 0 to 1, shape (T,).

    Returns:
        Losses, shape (T,).

    Raises:
        TypeError: if `network` is no single `MLP`, or `curve` no `Curve`.
        ValueError: if shapes disagree or a place is beyond the ends.
        FloatingPointError: if a loss is not finite.

    Examples:
        >>> from mathnets.network import MLP
        >>> network = MLP([1, 1], rng=0)
        >>> curve = Curve([1, 0], [1, 1], [0, 1])  # w + b is 1 at the ends and 3/2 halfway
        >>> curve_losses(network, [[1.0]], [[1.0]], curve, [0.0, 0.5, 1.0])
        array([0.   , 0.125, 0.   ])

    Source:
        garipov2018
    """
    inputs.able(curve, "curve", ("points", "weights"), "Curve(start, middle, end)")
    return mixture_losses(network, X, Y, curve.points, curve.weights(t))


def barrier(losses, t=None):
    r"""Return how far the loss on a path rises above the straight line between the losses at its ends.

    $$\max_t \; L(\varphi(t)) - \big((1 - t)\,L(\theta_0) + t\,L(\theta_1)\big)$$

    Args:
        losses: along the path, ends included, shape (T,).
        t: where they were taken, from 0 to 1 and rising, shape (T,); evenly spaced if None.

    Returns:
        A float of at least 0: 0 (up to rounding) where the path nowhere rises above that line.

    Raises:
        ValueError: if there are fewer than two losses, or `t` does not run from 0 to 1.

    Examples:
        >>> barrier([1.0, 5.0, 3.0])
        3.0

    Source:
        entezari2022
    """
    losses = inputs.vector(losses, "losses")
    if len(losses) < 2:
        raise ValueError(f"losses needs at least 2 entries, those of the ends, got {len(losses)}; add them")
    t = np.linspace(0, 1, len(losses)) if t is None else inputs.vector(t, "t", length=len(losses))
    if t[0] != 0 or t[-1] != 1 or (np.diff(t) <= 0).any():
        raise ValueError(f"t needs to rise from 0 to 1, got {t[0]:g} to {t[-1]:g}; sort it and include the ends")
    return float((losses - ((1 - t) * losses[0] + t * losses[-1])).max())


def connect(network, X, Y, start, end, optimizer, *, steps, kind="bezier", points=8, batch=None, rng):
    r"""Return a curve between two networks along which the mean loss is small: its middle point is trained.

    $$\min_{\theta_m} \; \mathbb{E}_{t \sim U(0, 1)} \, L(\varphi(t))$$

    The middle starts halfway. Each step takes the gradient at random places t, one in each of `points` equal parts of
    the curve; by the chain rule, that with respect to $\theta_m$ is the mean of $2t(1 - t)\,\nabla L(\varphi(t))$.

    Args:
        network: a single `MLP`; its own parameters play no part.
        X: examples, shape (N, D).
        Y: targets as the network's loss takes them.
        start: parameters of the first network, shape (P,).
        end: parameters of the second, shape (P,).
        optimizer: one of `mathnets.optimizers`.
        steps: number of steps, at least 1.
        kind: "bezier" or "chain", see `Curve`.
        points: places a step, at least 1.
        batch: examples a step, drawn anew each time, at most N; None for all of them.
        rng: a Generator or seed for places and batches.

    Returns:
        A `Curve`.

    Raises:
        ValueError: if shapes disagree or an option is out of its range.
        TypeError: if `network` is no single `MLP`, `optimizer` is none, or `rng` is neither.
        FloatingPointError: if the middle point is no longer finite; names the step.

    Examples:
        >>> from mathnets.network import MLP
        >>> from mathnets.optimizers import GradientDescent
        >>> network = MLP([1, 1, 1], rng=0)  # tanh(x) once as 1 tanh(1 x) and once as -1 tanh(-1 x)
        >>> X, start, end = [[-1.0], [1.0]], [1.0, 0.0, 1.0, 0.0], [-1.0, 0.0, -1.0, 0.0]
        >>> curve = connect(network, X, np.tanh(X), start, end, GradientDescent(0.5), steps=50, rng=0)
        >>> curve.points[[0, 2]].tolist() == [start, end]
        True

    Source:
        garipov2018
    """
    single(network)
    ends = [inputs.vector(v, name, length=network.size) for v, name in ((start, "start"), (end, "end"))]
    inputs.able(optimizer, "optimizer", ("start", "step"), "mathnets.optimizers.Adam(0.01)")
    steps, points = inputs.integer(steps, "steps"), inputs.integer(points, "points")
    rng = inputs.generator(rng)
    x, t = (rows.T for rows in network.examples(X, Y))
    batch = x.shape[-1] if batch is None else inputs.integer(batch, "batch", most=x.shape[-1])
    curve = Curve(ends[0], (ends[0] + ends[1]) / 2, ends[1], kind)
    middle = curve.points[1]  # a view: the curve moves with it
    networks = network.at(curve(np.zeros(points)))
    plan = networks.plan(batch)
    optimizer.start(middle)
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps):
            weights = curve.weights((np.arange(points) + rng.random(points)) / points)
            networks.parameters[...] = weights @ curve.points
            some = slice(None) if batch == x.shape[-1] else rng.choice(x.shape[-1], batch, replace=False)
            gradients = plan.backward(x[:, some], t[:, some], plan.forward(x[:, some]))
            optimizer.step(middle, weights[:, 1] @ gradients / points)
            if not np.isfinite(middle).all():
                raise FloatingPointError(
                    f"connect needs a rate at which it does not diverge, got NaN or infinity at step {step}, learning "
                    f"rate {optimizer.rate_at(step):.3g}; take a smaller one"
                )
    return curve


# The order of hidden units


def permuted(network, orders):
    r"""Return a network with its hidden units in another order, which computes the same function.

    $$W^l \to P^l W^l (P^{l-1})^T, \qquad b^l \to P^l b^l$$

    A layer of n units has n! orders, so that each network has at least as many twins with the same outputs.

    Args:
        network: an `MLP`, or many at once; it is not changed.
        orders: for each hidden layer, which of its units comes first, second, ...: a permutation of 0 to n - 1.

    Returns:
        A network of the same shape with parameters of its own.

    Raises:
        TypeError: if `network` is no `MLP`.
        ValueError: if there is not one order a hidden layer, or one is no permutation.

    Examples:
        >>> from mathnets.network import MLP
        >>> network = MLP([2, 3, 1], rng=0)
        >>> other = permuted(network, [[2, 0, 1]])
        >>> bool(np.all(other.weights[0] == network.weights[0][[2, 0, 1]]))
        True
        >>> np.allclose(other.forward([[1, 2]]), network.forward([[1, 2]]), rtol=1e-14)
        True

    Source:
        hechtnielsen1990
    """
    if not isinstance(network, MLP):
        raise TypeError(f"network needs to be an MLP, got {type(network).__name__}; see mathnets.network")
    hidden = network.sizes[1:-1]
    orders = list(orders) if np.iterable(orders) else orders
    if not isinstance(orders, list) or len(orders) != len(hidden):
        raise ValueError(f"orders needs one order for each of {len(hidden)} hidden layers, got {orders!r}; give a list")
    orders = [_order(order, units) for order, units in zip(orders, hidden, strict=True)]
    other = network.at(network.parameters)
    for layer, order in enumerate(orders):
        into, biases, out = other.weights[layer], other.biases[layer], other.weights[layer + 1]
        into[...] = into[..., order, :]
        biases[...] = biases[..., order]
        out[...] = out[..., order]
    return other


def _order(order, units):
    order = inputs.labels(order, units, "order")
    if not np.array_equal(np.sort(order), np.arange(units)):
        raise ValueError(f"order needs each of 0 to {units - 1} once, got {order.tolist()}; give a permutation")
    return order


def match_weights(network, reference, *, most=100):
    r"""Return the orders of a network's hidden units in which its weights are most like those of another.

    $$\max_{P^1, P^2, \dots} \; \sum_l \big\langle W_A^l, \; P^l W_B^l (P^{l-1})^T \big\rangle
      + \langle b_A^l, P^l b_B^l \rangle$$

    With one hidden layer this is an `assignment` problem, solved exactly. With more, one layer after the other is
    solved while the others keep their order, until none changes: the sum rises with each step, to an optimum that
    need not be the best. For odd functions such as tanh the *signs* of units are free as well; they are left alone.

    Args:
        network: the single `MLP` whose units are to be put in order, B.
        reference: the single `MLP` that they should be like, A, of the same sizes.
        most: passes over the layers after which it stops at the latest.

    Returns:
        Orders for `permuted`, a list of integer arrays.

    Raises:
        TypeError: if one of them is no single `MLP`.
        ValueError: if their sizes differ, or `most` is no int of at least 1.

    Examples:
        >>> from mathnets.network import MLP
        >>> network = MLP([2, 3, 1], rng=0)
        >>> match_weights(permuted(network, [[2, 0, 1]]), network)
        [array([1, 2, 0])]

    Source:
        ainsworth2023
    """
    _check_pair(network, reference)
    most = inputs.integer(most, "most")
    (W, b), (V, c) = (one.split(one.parameters.astype(np.float64)) for one in (reference, network))
    orders = [np.arange(units) for units in network.sizes]  # those of the inputs and the outputs stay
    for _ in range(most):
        before = [order.tolist() for order in orders]
        for l in range(1, len(orders) - 1):  # noqa: E741, as in the formula
            into, out = V[l - 1][:, orders[l - 1]], V[l][orders[l + 1]]
            likeness = W[l - 1] @ into.T + np.outer(b[l - 1], c[l - 1]) + W[l].T @ out  # (of A, of B)
            orders[l] = _better(likeness, orders[l])
        if before == [order.tolist() for order in orders]:
            break
    return orders[1:-1]


def match_activations(network, reference, X):
    r"""Return the orders of a network's hidden units in which their outputs are most like those of another network.

    Units i of A and j of B are alike as far as their outputs over the examples are correlated; in each layer the sum
    of the correlations of the pairs is made as large as it can be. Units with constant output count as uncorrelated.

    Args:
        network: the single `MLP` whose units are to be put in order, B.
        reference: the single `MLP` that they should be like, A, of the same sizes.
        X: examples, shape (N, D), at least two.

    Returns:
        Orders for `permuted`, a list of integer arrays.

    Raises:
        TypeError: if one of them is no single `MLP`.
        ValueError: if their sizes differ, or `X` has another shape.

    Examples:
        >>> from mathnets.network import MLP
        >>> network, X = MLP([2, 3, 1], rng=0), [[0, 1], [1, 0], [1, 2], [3, 1]]
        >>> match_activations(permuted(network, [[2, 0, 1]]), network, X)
        [array([1, 2, 0])]

    Source:
        li2015, ainsworth2023
    """
    _check_pair(network, reference)
    X = inputs.points(X, width=network.sizes[0], least=2)
    pairs = zip(reference.activations(X)[:-1], network.activations(X)[:-1], strict=True)
    return [_better(_standard(ours).T @ _standard(theirs), np.arange(ours.shape[1])) for ours, theirs in pairs]


def _standard(a):
    """Return columns of mean 0 and length 1; constant ones are 0."""
    a = a.astype(np.float64)
    least = 1e-12 * norm(a.T)  # up to which a deviation is rounding
    a = a - a.mean(axis=0)
    length = norm(a.T)
    return np.divide(a, length, out=np.zeros_like(a), where=length > least)


def _better(likeness, order):
    """Return the best order, or the one that stands where that is no better but for rounding."""
    rows = np.arange(len(order))
    best = assignment(-likeness)
    gain = likeness[rows, best].sum() - likeness[rows, order].sum()
    return best if gain > 1e-12 * np.abs(likeness).sum() else order


def _check_pair(network, reference):
    if single(network).sizes != single(reference, "reference").sizes:
        raise ValueError(f"networks need equal sizes, got {network.sizes} and {reference.sizes}; train two alike")


def assignment(cost):
    r"""Return the cheapest way to give each row a column of its own, $\min_\pi \sum_i c_{i \pi(i)}$.

    Rows are added one after the other. Each new row takes the shortest path to a free column that alternates between
    columns taken and rows they belong to, and all rows on it move on by one. Lengths are measured in reduced costs
    $c_{ij} - u_i - v_j \ge 0$, whose $u$ and $v$ prove in the end that no assignment is cheaper: their sum is its
    cost. So Dijkstra's method finds each path, in $O(NM)$, and all of it takes $O(N^2 M)$.

    Args:
        cost: $c_{ij}$, shape (N, M) with N of at most M; negative ones too.

    Returns:
        The column of each row, integers, shape (N,).

    Raises:
        ValueError: if `cost` has another shape, or is not finite.

    Examples:
        >>> assignment([[4, 1, 3], [2, 0, 5], [3, 2, 2]])  # 1 + 2 + 2
        array([1, 0, 2])

    Source:
        kuhn1955, jonker1987
    """
    c = inputs.points(cost, "cost")
    N, M = c.shape
    if N > M:
        raise ValueError(f"cost needs at least as many columns as rows, got {c.shape}; transpose it")
    u, v = np.zeros(N), np.zeros(M)
    row_of, column_of = np.full(M, -1), np.full(N, -1)
    for new in range(N):
        distance, previous = np.full(M, np.inf), np.full(M, -1)
        done, rows = np.zeros(M, dtype=bool), []
        row, reached = new, 0.0
        while row >= 0:
            rows.append(row)
            through = reached + c[row] - u[row] - v
            shorter = ~done & (through < distance)
            distance[shorter], previous[shorter] = through[shorter], row
            column = int(np.argmin(np.where(done, np.inf, distance)))
            reached = distance[column]
            done[column] = True
            row = row_of[column]
        u[new] += reached
        others = rows[1:]
        u[others] += reached - distance[column_of[others]]
        v[done] -= reached - distance[done]
        while column >= 0:  # back along the path: each row takes the column after it
            row = row_of[column] = previous[column]
            column_of[row], column = column, column_of[row]
    return column_of
