r"""Where the slope is zero and the loss is high, there is a way down; places without one are found low.

Critical points of a small network's loss (two spirals, four tanh units, 17 parameters, a small penalty on their size),
found by a Newton method that goes to the nearest zero of the gradient, whatever its kind, from points that training
passed. Each dot is one critical point: the share of directions in which the loss bends down, and its height.

Reference: dauphin2014
"""

import numpy as np

from figures_src._kit import COLORS, Claim
from mathnets.activations import tanh
from mathnets.curvature import hessian
from mathnets.data import toys
from mathnets.losses import logistic
from mathnets.network import MLP
from mathnets.optimizers import Adam
from mathnets.training import train

SEEDS = range(30)
UNITS, PENALTY = 4, 1e-3
RECORD = [0, 5, 10, 20, 40, 80, 160]
NEWTON_STEPS = 45


def critical_points(gradient, curvature, theta):
    """Go downhill in the squared length of the gradient, by damped Newton steps, from many points at once."""
    damping, g = np.full((len(theta), 1), 1e-2), gradient(theta)
    for _ in range(NEWTON_STEPS):
        values, V = np.linalg.eigh(curvature(theta))
        along = (V.mT @ g[..., None])[..., 0] * values / (values**2 + damping)
        new = theta - (V @ along[..., None])[..., 0]
        fresh = gradient(new)
        better = (np.linalg.norm(fresh, axis=1) < np.linalg.norm(g, axis=1))[:, None]
        theta, g = np.where(better, new, theta), np.where(better, fresh, g)
        damping = np.clip(np.where(better, damping / 4, damping * 3), 1e-14, 1e3)
    return theta, np.linalg.norm(g, axis=1)


def compute():
    """Height and share of negative curvatures of the critical points that were found, each once."""
    X, y = toys.spirals(40, rng=0)
    X = 2 * X
    networks = MLP([2, UNITS, 1], tanh, loss=logistic, rng=SEEDS)
    networks.parameters = 1.5 * np.random.default_rng(0).normal(size=networks.parameters.shape)
    starts = train(networks, X, y, Adam(0.1), steps=RECORD[-1], record=RECORD).parameters.reshape(-1, networks.size)

    def gradient(theta):
        return networks.at(theta).gradient(X, y) + PENALTY * theta

    def curvature(theta):
        return hessian(networks.at(theta), X, y).matrix() + PENALTY * np.eye(networks.size)

    theta, slopes = critical_points(gradient, curvature, starts)
    heights = networks.at(theta).loss(X, y) + PENALTY / 2 * np.sum(theta**2, axis=1)
    found = slopes < 1e-9
    values = np.linalg.eigvalsh(curvature(theta[found]))
    down = np.sum(values < 0, axis=1)
    _, once = np.unique(np.column_stack([heights[found].round(6), down]), axis=0, return_index=True)
    return {
        "heights": heights[found][once],
        "down": down[once],
        "shares": down[once] / networks.size,
        "slopes": slopes[found][once],
        "searches": len(starts),
        "found": int(np.sum(found)),
        "minima": int(np.sum(down[once] == 0)),
    }


def claims(result):
    heights, down = result["heights"], result["down"]
    together = np.corrcoef(heights, down)[0, 1]
    yield Claim(
        "On the whole, the higher a critical point, the more directions lead down from it: the correlation is over "
        "0.7.",
        bool(together > 0.7 and np.all(result["slopes"] < 1e-9) and result["searches"] < 300),
        measured=together,
    )
    highest = heights[down == 0].max() if np.any(down == 0) else np.inf
    yield Claim(
        "Every minimum that was found lies lower than every critical point with two or more ways down.",
        bool(0 < highest < heights[down >= 2].min() and result["minima"] == np.sum(down == 0)),
        measured=highest,
    )


def alt(result):
    heights, down = result["heights"], result["down"]
    return (
        f"{len(heights)} dots: height against the number of directions that lead down. The {result['minima']} "
        "minima lie "
        f"between {heights[down == 0].min():.2f} and {heights[down == 0].max():.2f}; the critical points with "
        "the most ways "
        f"down, {down.max()}, reach {heights[down == down.max()].max():.2f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    jitter = np.random.default_rng(0).uniform(-0.14, 0.14, len(result["down"]))
    for test, color in ((result["down"] == 0, COLORS.blue), (result["down"] > 0, COLORS.orange)):
        ax.plot(
            (result["down"] + jitter)[test], result["heights"][test], "o", color=color, ms=7, mec=COLORS.paper, mew=0.6
        )
    ax.set(
        xlabel="directions that lead down, of 17",
        ylabel="height (loss and penalty)",
        xticks=range(result["down"].max() + 1),
    )
