"""W5b: where the four optimizers of W5 end from 10,000 starts after 500 steps."""

import numpy as np

from tests.benchmarks.rows import paths
from tests.benchmarks.rows.paths import data, jax_states, jax_step, optimizers, pytorch_optimizers, pytorch_value

FULL = {"count": 10000, "steps": 500}
TINY = {"count": 5, "steps": 20}
AIMS = {"pytorch": 0.4}
LARGE = False
TOLERANCE = {"float64": 1e-3, "float32": 1e-2}

__all__ = ["data"]  # that of W5, with more starts


def metric(data, ends):
    """Return what W5 does, of the last points alone."""
    return paths.metric(data, np.asarray(ends)[:, None])


def mathnets(data):
    """Return a run of `mathnets.descent.endpoints`."""
    from mathnets.descent import endpoints, himmelblau

    surface = himmelblau()
    return lambda: [endpoints(surface.gradient, data["starts"], one, data["steps"]) for one in optimizers()]


def pytorch(data):
    """Return a run with PyTorch's optimizers and gradients."""
    import torch

    starts = torch.tensor(data["starts"])

    def run():
        found = []
        for make in pytorch_optimizers():
            p = starts.clone().requires_grad_()
            optimizer = make([p])
            for _ in range(data["steps"]):
                optimizer.zero_grad()
                pytorch_value(p).sum().backward()
                optimizer.step()
            found.append(p.detach().numpy())
        return found

    return run


def jax(data):
    """Return a run in which all steps of the four are one compiled loop."""
    import jax
    import jax.numpy as jnp

    run = jax.jit(
        lambda states: jax.lax.fori_loop(0, data["steps"], lambda k, states: jax_step(states, jnp.asarray(k)), states)
    )
    states = jax_states(data["starts"])
    return lambda: [np.asarray(state[0]) for state in run(states)]
