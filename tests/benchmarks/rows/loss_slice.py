"""W4: the loss of W2's network on 1,000 points at 51 x 51 points of a plane through its parameters."""

from itertools import pairwise

import numpy as np

from tests.benchmarks import networks
from tests.benchmarks.rows import training
from tests.benchmarks.rows.training import SIZES

FULL = {"n": 1000, "side": 51}
TINY = {"n": 20, "side": 3}
AIMS = {"pytorch": 0.12, "jax": 0.65}
LARGE = False
TOLERANCE = {"float64": 1e-9, "float32": 1e-4}


def data(n, side):
    """Return points, labels, the middle of the plane and its two directions, and where on them to look."""
    rng = np.random.default_rng(0)
    size = sum(a * b + b for a, b in pairwise(SIZES))
    whole = training.data(n, steps=0)
    found = {key: whole[key] for key in ("X", "y")}
    return (
        found
        | dict(zip(("middle", "u", "v"), rng.normal(size=(3, size)), strict=True))
        | {"along": np.linspace(-1, 1, side)}
    )


def metric(data, losses):
    """Return the losses, row after row."""
    return {"losses": losses}


def mathnets(data):
    """Return a run of `mathnets.landscape.plane_losses`."""
    from mathnets.activations import tanh
    from mathnets.landscape import plane_losses
    from mathnets.losses import logistic
    from mathnets.network import MLP

    network = MLP(SIZES, tanh, loss=logistic, rng=0, dtype=data["X"].dtype)
    directions = np.stack([data["u"], data["v"]])
    return lambda: plane_losses(network, data["X"], data["y"], data["middle"], directions, data["along"], data["along"])


def pytorch(data):
    """Return a run of the loop over the points, without gradients."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    X, y = torch.tensor(data["X"]), torch.tensor(data["y"] > 0).to(torch.tensor(data["X"]).dtype)
    middle, u, v, along = (torch.tensor(data[key]) for key in ("middle", "u", "v", "along"))

    @torch.no_grad()
    def loss(theta):
        a, end = X, 0
        for layer, (n_in, n_out) in enumerate(pairwise(SIZES)):
            matrix = theta[end : end + n_out * (n_in + 1)].view(n_out, n_in + 1)  # [W | b]
            end += matrix.numel()
            a = torch.addmm(matrix[:, -1], a if layer == 0 else a.tanh_(), matrix[:, :-1].T)
        return binary_cross_entropy_with_logits(a[:, 0], y)

    return lambda: torch.stack([loss(middle + a * u + b * v) for b in along for a in along]).numpy()


def jax(data):
    """Return a run vectorised over the points, and compiled."""
    import jax
    import jax.numpy as jnp

    X, y, middle, u, v, along = (jnp.array(data[key]) for key in ("X", "y", "middle", "u", "v", "along"))

    def loss(theta):
        parameters, end = [], 0
        for n_in, n_out in pairwise(SIZES):
            matrix = theta[end : end + n_out * (n_in + 1)].reshape(n_out, n_in + 1)  # [W | b]
            end += matrix.size
            parameters.append((matrix[:, :-1], matrix[:, -1]))
        return jax.nn.softplus(-y * networks.jax_scores(parameters, X, jnp.tanh)[:, 0]).mean()

    plane = jax.jit(lambda along: jax.lax.map(lambda b: jax.vmap(lambda a: loss(middle + a * u + b * v))(along), along))
    return lambda: np.asarray(plane(along))
