"""W2b: fifty trainings of W2 at once, each from parameters of its own."""

import numpy as np

from tests.benchmarks import networks
from tests.benchmarks.rows import training
from tests.benchmarks.rows.training import RATE, SIZES, jax_training, mathnets, metric

FULL = {"n": 500, "steps": 2000, "count": 50}
TINY = {"n": 20, "steps": 10, "count": 3}
AIMS = {"pytorch": 0.18, "jax": 0.5}
LARGE = False
TOLERANCE = {"float64": 1e-6, "float32": 1e-4}

__all__ = ["mathnets", "metric"]  # the same calls as for one network


def data(n, steps, count):
    """Return the data of W2 with parameters of `count` networks."""
    return training.data(n, steps) | networks.start(SIZES, np.random.default_rng(1), count)


def pytorch(data):
    """Return a run with one batched product a layer for all networks."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits

    X, y = torch.tensor(data["X"]), torch.tensor(data["y"] > 0).to(torch.tensor(data["X"]).dtype)

    def run():
        weights, biases = ([torch.tensor(one, requires_grad=True) for one in kind] for kind in networks.layers(data))
        targets = y.expand(len(weights[0]), -1)
        optimizer = torch.optim.Adam([*weights, *biases], lr=RATE, fused=True)
        for _ in range(data["steps"]):
            optimizer.zero_grad()
            a = X.expand(len(weights[0]), -1, -1)
            for layer, (W, b) in enumerate(zip(weights, biases, strict=True)):
                a = torch.baddbmm(b[:, None], a if layer == 0 else torch.tanh(a), W.mT)
            losses = binary_cross_entropy_with_logits(a[..., 0], targets, reduction="none").mean(dim=1)
            losses.sum().backward()
            optimizer.step()
        return [W.detach().numpy() for W in weights], [b.detach().numpy() for b in biases]

    return run


def jax(data):
    """Return a run of W2's compiled loop, vectorised over the networks."""
    import jax

    train, state = jax.jit(jax.vmap(jax_training(data))), networks.jax_start(data)
    return lambda: networks.jax_layers(train(state))
