r"""Training: the loop that shows examples to a network, takes gradients, and lets an optimizer change the parameters.

One step is: forward, backward, `optimizer.step`. With full batches each step sees all examples; with batches of B an
epoch sees each example once, in a random order, B at a time (the last batch may be smaller).

Many networks are trained at once, a few side by side, each as if it were alone. The loss of every step is that of its
batch *before* the step; it is computed from the outputs, for many steps together.
"""

from typing import NamedTuple

import numpy as np

from mathnets import inputs

_STORED = 2**15  # outputs that are kept before their losses are computed


class History(NamedTuple):
    """What happened in T steps of training, of one network or of G.

    Attributes:
        losses: mean loss of each step's batch before the step, shape (T,), or (T, G).
        steps: the steps before which parameters were recorded, shape (R,); T stands for the end.
        parameters: the parameters then, shape (R, P), or (R, G, P): `network.at(parameters[r])` is the network.
    """

    losses: np.ndarray
    steps: np.ndarray
    parameters: np.ndarray


def train(
    network,
    X,
    Y,
    optimizer,
    *,
    steps=None,
    epochs=None,
    batch=None,
    rng=None,
    record=None,
    allow_divergence=False,
):
    r"""Train a network, or many at once, and return what happened.

    The network's parameters $\theta$ are changed in place, step k by what the optimizer makes of the gradient
    $\nabla C_k(\theta)$ of the mean loss $C_k$ over its batch. The optimizer is not changed: each call starts afresh.

    Args:
        network: an `MLP`.
        X: examples, shape (N, D), shared by all networks, or (G, N, D), each network's own.
        Y: targets as the network's loss takes them, such as labels of shape (N,), or (G, N).
        optimizer: one of `mathnets.optimizers`; its rate may be an array of shape (G,), one a network.
        steps: number of steps. Give this or `epochs`.
        epochs: number of passes through the examples.
        batch: number of examples a step, at most N; None for all of them.
        rng: for batches: a Generator or seed that shuffles the examples, in the same way for all networks; or a
            sequence of them, one a network.
        record: when to record the parameters: an int k for each k-th step and the end; or the steps themselves, from
            0 (before the first) to the number of steps (after the last); None for never.
        allow_divergence: whether to go on where a loss or a parameter is no longer finite.

    Returns:
        A `History`.

    Raises:
        ValueError: if shapes disagree or a number is out of its range.
        TypeError: if `network` or `optimizer` is something else, or `rng` is missing where batches need it.
        FloatingPointError: if a loss or a parameter is no longer finite; names step, loss and learning rate.

    Examples:
        >>> from mathnets.losses import logistic
        >>> from mathnets.network import MLP
        >>> from mathnets.optimizers import Adam
        >>> X, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [-1, 1, 1, -1]  # exclusive or
        >>> network = MLP([2, 8, 1], loss=logistic, rng=0)
        >>> history = train(network, X, y, Adam(0.05), steps=200)
        >>> network.predict(X), bool(history.losses[-1] < 0.1 < history.losses[0])
        (array([-1,  1,  1, -1]), True)

    Source:
        rumelhart1986, robbins1951
    """
    inputs.able(network, "network", ("examples", "groups", "parameters"), "an MLP")
    inputs.able(optimizer, "optimizer", ("rate_at", "rows"), "mathnets.optimizers.Adam(0.01)")
    x, t = network.examples(X, Y)
    n = x.shape[-2]
    batch = n if batch is None else inputs.integer(batch, "batch", most=n)
    total = _total(steps, epochs, -(-n // batch))
    seeds = _seeds(rng, network.count) if batch < n else None
    recorded = _recorded(record, total)
    _check_rates(optimizer, network.count)
    lead = network.parameters.shape[:-1]
    losses = np.empty((total, *lead))
    parameters = np.empty((len(recorded), *network.parameters.shape), network.dtype)
    for part, networks in network.groups():
        own_x, own_t = (rows[part] if rows.ndim == 3 else rows for rows in (x, t))
        every = (slice(None), part) if lead else ...
        run = _Run(networks, optimizer.rows(part), losses[every], part.start if lead else 0, allow_divergence)
        batches = _batches(own_x, own_t, batch, total, seeds if np.ndim(seeds) == 0 else seeds[part])
        run.train(batches, dict(zip(recorded.tolist(), parameters[every], strict=True)))
    return History(losses, recorded, parameters)


class _Run:
    """The training of at most a group of networks, whose outputs wait until the losses of many steps are computed."""

    def __init__(self, networks, optimizer, losses, first, allow_divergence):
        self.networks, self.optimizer, self.losses = networks, optimizer, losses
        self.first = first  # number of the first network, for messages
        self.allow_divergence = allow_divergence
        self.theta = networks.parameters
        self.plans = {}  # number of examples -> plan, and room for the outputs of some steps

    def train(self, batches, records):
        """Go through the batches, each (x, t) with one column an example, and fill the records {step: array}."""
        theta, optimizer, total = self.theta, self.optimizer.start(self.theta), len(self.losses)
        plan, store, targets, begin = None, (), [], 0
        with np.errstate(over="ignore", invalid="ignore"):
            for step, (x, t) in enumerate(batches):
                if step in records:
                    records[step][...] = theta
                if len(targets) == len(store) or x.shape[-1] != plan.n:
                    self.settle(begin, store, targets)
                    plan, store = self.plan(x.shape[-1])
                    targets, begin = [], step
                outputs = plan.forward(x, store[len(targets)])
                optimizer.step(theta, plan.backward(x, t, outputs))
                targets.append(t)
            self.settle(begin, store, targets)
        if total in records:
            records[total][...] = theta
        if not (self.allow_divergence or np.isfinite(theta).all()):
            which = np.argwhere(~np.isfinite(np.atleast_2d(theta)).all(axis=1))[0, 0]
            self.refuse(total - 1, which, "parameters that are not finite after a")

    def plan(self, n):
        """Return the plan for n examples, and an array for the outputs of as many steps as are kept."""
        if n not in self.plans:
            plan = self.networks.plan(n)
            shape = (*self.theta.shape[:-1], self.networks.sizes[-1], n)
            room = max(1, _STORED // int(np.prod(shape)))
            self.plans[n] = plan, np.empty((room, *shape), self.networks.dtype)
        return self.plans[n]

    def settle(self, begin, store, targets):
        """Compute the losses of the steps whose outputs are stored, the first of which is step `begin`."""
        if not targets:
            return
        t = targets[0]
        if any(other is not t for other in targets):
            t = np.stack(targets)
            if t.ndim < store.ndim:  # shared by the networks: (steps, K, n), where the outputs are (steps, G, K, n)
                t = t[:, None]
        values = self.networks.loss_function.values(store[: len(targets)], t)
        self.losses[begin : begin + len(targets)] = values
        if not (self.allow_divergence or np.isfinite(values).all()):
            step, *which = np.argwhere(~np.isfinite(values))[0]
            self.refuse(begin + step, which[0] if which else 0, "a")

    def refuse(self, step, which, what):
        """Raise the error of a training that diverged at a step, in one of the networks."""
        many = self.theta.ndim == 2
        loss = self.losses[step, which] if many else self.losses[step]
        rate = self.optimizer.rate_at(step)
        rate = rate[which] if np.ndim(rate) else rate
        raise FloatingPointError(
            f"training needs a learning rate at which it does not diverge, got {what} loss of {loss:.3g} at step {step}"
            f"{f' in network {self.first + which}' if many else ''}, learning rate {rate:.3g}; "
            "take a smaller rate, or allow_divergence=True"
        )


def _batches(x, t, batch, total, seeds):
    """Yield the inputs and targets of each step, with one column an example; without seeds, all of them each time."""
    if seeds is None:
        x, t = np.ascontiguousarray(x.mT), np.ascontiguousarray(t.mT)
        for _ in range(total):
            yield x, t
        return
    n = x.shape[-2]
    rngs = [np.random.default_rng(seed) for seed in np.atleast_1d(seeds)]
    step = 0
    while step < total:
        orders = np.array([rng.permutation(n) for rng in rngs])
        orders = orders[0] if np.ndim(seeds) == 0 else orders
        for begin in range(0, n, batch)[: total - step]:
            chosen = orders[..., begin : begin + batch]
            yield _take(x, chosen).mT, _take(t, chosen).mT
            step += 1


def _take(rows, chosen):
    """Return the chosen rows, shape (B,) for all networks or (G, B), of examples (N, C) or of each network's own."""
    if rows.ndim == 3:
        chosen = chosen + len(rows[0]) * np.arange(len(rows))[:, None]  # rows of all networks, one after the other
        rows = rows.reshape(-1, rows.shape[-1])
    return rows.take(chosen, axis=0)


def _total(steps, epochs, steps_per_epoch):
    """Return the number of steps, given that or the number of epochs."""
    if (steps is None) == (epochs is None):
        raise ValueError(f"train needs either steps or epochs, got steps={steps} and epochs={epochs}; give one of them")
    if steps is not None:
        return inputs.integer(steps, "steps")
    return inputs.integer(epochs, "epochs") * steps_per_epoch


def _seeds(rng, count):
    """Return the seed of the shuffling: one for all networks, or one for each."""
    if not isinstance(rng, list | tuple | range):
        return int(inputs.generator(rng).integers(2**63))
    if len(rng) != count:
        raise ValueError(f"rng needs one seed a network, got {len(rng)} for {count} networks; give as many, or one")
    return [int(inputs.generator(one).integers(2**63)) for one in rng]


def _recorded(record, total):
    """Return the steps before which parameters are recorded, rising."""
    if record is None:
        return np.empty(0, dtype=np.int64)
    if inputs.axes(record, "record") == 0:
        every = inputs.integer(record, "record")
        return np.unique([*range(0, total, every), total])
    steps = np.unique(inputs.labels(record, name="record"))
    if steps[0] < 0 or steps[-1] > total:
        raise ValueError(f"record needs steps from 0 to {total}, got {steps[0]} to {steps[-1]}; leave others out")
    return steps


def _check_rates(optimizer, count):
    """Refuse an array of rates that is not one for each network, before it is cut into groups."""
    shape = np.shape(optimizer.rate_at(0))
    if shape not in ((), (count,)):
        raise ValueError(f"rate needs to be one number, or one a network, shape ({count},), got {shape}; make them fit")
