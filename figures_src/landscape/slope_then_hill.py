r"""From a start straight to its solution the loss only falls; from one solution to another there is a hill.

Digit networks of sixteen units, ten starts. Left, the loss on the straight line from the first weights of a network to
its trained ones. Right, on the straight line from each solution to the next. The same kind of cut finds a smooth slope
or a hill, depending on what one joins; neither is the way that training took.

Reference: goodfellow2015, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, panels
from mathnets.activations import relu
from mathnets.landscape import line_losses
from mathnets.losses import cross_entropy
from mathnets.modes import barrier
from mathnets.network import MLP

WIDTH, POINTS = 16, 41


def compute(digit_solutions):
    """Losses on the lines from start to solution and from solution to solution; the height of each hill."""
    X, y = digit_solutions["X"], digit_solutions["y"]
    start, end = digit_solutions[f"start_{WIDTH}"], digit_solutions[f"end_{WIDTH}"]
    network = MLP([X.shape[1], WIDTH, 10], relu, loss=cross_entropy, rng=0)
    t = np.linspace(0, 1, POINTS)
    down = np.array([line_losses(network, X, y, a, b, t) for a, b in zip(start, end, strict=True)])
    across = np.array([line_losses(network, X, y, a, b, t) for a, b in zip(end, np.roll(end, -1, axis=0), strict=True)])
    return {"t": t, "down": down, "across": across, "hills": np.array([barrier(losses) for losses in across])}


def claims(result):
    falling = np.all(np.diff(result["down"], axis=1) < 0, axis=1)
    yield Claim(
        "On each of ten lines from start to solution the loss falls at every step.",
        bool(np.all(falling)) and bool(np.all(result["down"] > 0)),
        measured=falling.mean(),
        expected=1.0,
        tolerance=0.0,
        source="goodfellow2015, abstract: never any significant obstacles on the straight path; abstract read",
        verdict="yes",
    )
    yield Claim(
        "On each of ten lines between two solutions it rises at least ten times as high as at the ends.",
        bool(np.all(result["hills"] > 10 * np.maximum(result["across"][:, 0], result["across"][:, -1]))),
        measured=result["hills"],
    )


def alt(result):
    return (
        f"Two panels, {len(result['down'])} lines each. Left, the loss falls from about "
        f"{result['down'][:, 0].mean():.1f} to "
        f"{result['down'][:, -1].mean():.2f} without a rise. Right, it starts and ends near "
        f"{result['across'][:, 0].mean():.2f} and climbs between to {result['across'].max(axis=1).min():.1f} to "
        f"{result['across'].max():.1f}."
    )


def draw(fig, result):
    left, right = panels(fig, 2, page=(1, 2), sharey=True)
    for ax, name, color in ((left, "down", COLORS.blue), (right, "across", COLORS.orange)):
        ax.plot(result["t"], result[name].T, color=color, lw=1.2, alpha=0.45)
        ax.plot(result["t"], np.median(result[name], axis=0), color=color, lw=2.6)
        ax.set(ylim=(0, 1.04 * result["across"].max()), xlim=(0, 1))
    left.set_xticks([0, 1], ["start", "solution"])
    right.set_xticks([0, 1], ["one", "another"])
    for ax in (left, right):
        for label, side in zip(ax.get_xticklabels(), ("left", "right"), strict=True):
            label.set_ha(side)
    left.set_ylabel("loss")
    left.set_title("start to solution", loc="center")
    right.set_title("solution to solution", loc="center")
