"""W5: the paths of four optimizers from 200 starts over 500 steps, on Himmelblau's function.

SciPy's BFGS is another method, which needs fewer and dearer steps; it is compared by where it ends alone.
"""

import numpy as np

FULL = {"count": 200, "steps": 500}
TINY = {"count": 5, "steps": 20}
AIMS = {"pytorch": 0.035, "jax": 1.0, "scipy": 0.08}
LARGE = False
TOLERANCE = {"float64": 1e-3, "float32": 1e-2}  # RMSProp goes to and fro around a minimum, as rounding has it
DESCENT, HEAVY, RMSPROP, ADAM = 0.003, 0.001, 0.01, 0.05  # rates; the averages keep 0.9 (and Adam's square 0.999)


def data(count, steps):
    """Return starts."""
    return {"starts": np.random.default_rng(0).uniform(-4, 4, (count, 2)), "steps": steps}


def metric(data, paths):
    """Return where the paths end on average, and the share of ends that are at a minimum after enough steps."""
    ends = np.asarray(paths, float)[:, -1]
    x, y = ends[..., 0], ends[..., 1]
    values = (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2
    found = {"share of ends at a minimum": np.mean(values < 0.1)} if data["steps"] >= 500 else {}
    return found | ({"mean distance from 0": np.hypot(x, y).mean(axis=1)} if len(ends) == 4 else {})


def optimizers():
    """Return mathnets' four."""
    from mathnets.optimizers import Adam, GradientDescent, Momentum, RMSProp

    return [GradientDescent(DESCENT), Momentum(HEAVY, 0.9), RMSProp(RMSPROP, 0.9), Adam(ADAM)]


def mathnets(data):
    """Return a run of `mathnets.descent.race`."""
    from mathnets.descent import himmelblau, race

    return lambda: race(himmelblau().gradient, data["starts"], optimizers(), data["steps"])


def pytorch_optimizers():
    """Return functions that make PyTorch's four."""
    from torch import optim

    return [
        lambda p: optim.SGD(p, lr=DESCENT),
        lambda p: optim.SGD(p, lr=HEAVY, momentum=0.9),
        lambda p: optim.RMSprop(p, lr=RMSPROP, alpha=0.9),
        lambda p: optim.Adam(p, lr=ADAM, fused=True),
    ]


def pytorch_value(p):
    """Return Himmelblau's function of points, as a tensor."""
    x, y = p[:, 0], p[:, 1]
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


def pytorch(data):
    """Return a run with PyTorch's optimizers and gradients."""
    import torch

    starts, steps = torch.tensor(data["starts"]), data["steps"]

    def run():
        found = torch.empty((4, steps + 1, *starts.shape), dtype=starts.dtype)
        for path, make in zip(found, pytorch_optimizers(), strict=True):
            p = starts.clone().requires_grad_()
            optimizer = make([p])
            path[0] = starts
            for k in range(steps):
                optimizer.zero_grad()
                pytorch_value(p).sum().backward()
                optimizer.step()
                path[k + 1] = p.detach()
        return found.numpy()

    return run


def jax_step(states, k):
    """Return the states of the four optimizers after step k: their points, and what they remember."""
    import jax
    import jax.numpy as jnp

    def value(p):
        x, y = p[:, 0], p[:, 1]
        return ((x * x + y - 11) ** 2 + (x + y * y - 7) ** 2).sum()

    slope = jax.grad(value)
    (p0,), (p1, u), (p2, s), (p3, m, v) = states
    p0 = p0 - DESCENT * slope(p0)
    u = 0.9 * u - HEAVY * slope(p1)
    g = slope(p2)
    s = 0.9 * s + 0.1 * g * g
    p2 = p2 - RMSPROP * g / (jnp.sqrt(s) + 1e-8)
    g = slope(p3)
    m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
    t = (k + 1).astype(p3.dtype)
    p3 = p3 - ADAM * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return (p0,), (p1 + u, u), (p2, s), (p3, m, v)


def jax_states(starts):
    """Return the states of the four optimizers before the first step."""
    import jax.numpy as jnp

    p, zero = jnp.array(starts), jnp.zeros(starts.shape, starts.dtype)
    return (p,), (p, zero), (p, zero), (p, zero, zero)


def jax(data):
    """Return a run in which all steps of the four are one compiled loop."""
    import jax
    import jax.numpy as jnp

    def step(states, k):
        after = jax_step(states, k)
        return after, jnp.stack([state[0] for state in after])

    @jax.jit
    def run(states):
        first = jnp.stack([state[0] for state in states])
        _, later = jax.lax.scan(step, states, jnp.arange(data["steps"]))
        return jnp.concatenate([first[None], later]).swapaxes(0, 1)

    states = jax_states(data["starts"])
    return lambda: np.asarray(run(states))


def scipy(data):
    """Return a run of BFGS from each start."""
    from scipy.optimize import minimize

    def value(p):
        x, y = p
        return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2

    def gradient(p):
        x, y = p
        u, v = x * x + y - 11, x + y * y - 7
        return np.array([4 * x * u + 2 * v, 2 * u + 4 * y * v])

    def run():
        return np.array([minimize(value, start, jac=gradient, method="BFGS").x for start in data["starts"]])[None, None]

    return run
