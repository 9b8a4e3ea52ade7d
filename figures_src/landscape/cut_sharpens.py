r"""The same network, written with other numbers, looks as sharp as one likes; a filter-normalised cut does not move.

A rectifier network for digits: the weights and offsets of its hidden layer are multiplied by $\rho$, and the weights of
the layer above are divided by it. Not one output changes. First the loss on a plane through its parameters along two
fixed random directions, then along the same directions scaled to the size of each unit's own weights. The thick contour
is a loss of 1.

Reference: li2018, dinh2017, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, panels
from mathnets.activations import relu
from mathnets.dimension import random_directions
from mathnets.landscape import normalized_directions, plane_losses, rescaled
from mathnets.losses import cross_entropy
from mathnets.network import MLP

SEEDS = range(10)
FRAMES = 13  # one a factor
WIDTH, EXAMPLES, POINTS = 16, 250, 25
STEPS = np.linspace(-1, 1, POINTS)
FACTORS = 10 ** np.linspace(0, 1, 13)


def planes(network, X, y, directions, factor):
    """The network's cut along the directions as they are, and along filter-normalised ones, after a rescaling."""
    other = rescaled(network, 1, factor)
    raw = plane_losses(other, X, y, other.parameters, 8 * directions, STEPS, STEPS)
    return raw, plane_losses(other, X, y, other.parameters, normalized_directions(other, directions), STEPS, STEPS)


def compute(digit_solutions):
    """Both cuts of the first network for each factor; how much both change in ten networks when the factor is 10."""
    X, y = digit_solutions["X"][:EXAMPLES], digit_solutions["y"][:EXAMPLES]
    one = MLP([X.shape[1], WIDTH, 10], relu, loss=cross_entropy, rng=0)
    cuts, change, outputs = [], [], []
    for seed, theta in zip(SEEDS, digit_solutions[f"end_{WIDTH}"], strict=True):
        network, directions = one.at(theta), random_directions(2, one.size, rng=seed)
        if seed == 0:
            cuts = np.array([planes(network, X, y, directions, c) for c in FACTORS])
        before, after = (planes(network, X, y, directions, c) for c in (1.0, 10.0))
        change.append([np.max(np.abs(b - a)) / np.max(b) for b, a in zip(before, after, strict=True)])
        z = network.forward(X)
        outputs.append(np.max(np.abs(rescaled(network, 1, 10.0).forward(X) - z)) / np.max(np.abs(z)))
    change = np.array(change)
    return {
        "factors": FACTORS,
        "raw": cuts[:, 0],
        "normalised": cuts[:, 1],
        "raw_change": change[:, 0],
        "normalised_change": change[:, 1],
        "output_change": np.array(outputs),
        "low_share": np.mean(cuts[:, 0] < 1, axis=(1, 2)),
    }


def claims(result):
    yield Claim(
        "No output of any of ten networks changes but for rounding.",
        bool(
            np.all(result["output_change"] < 1e-12)
            and np.all(result["output_change"] >= 0)
            and result["factors"][-1] > 9
        ),
        measured=result["output_change"],
    )
    yield Claim(
        "Every filter-normalised cut stays as it is when the factor is 10.",
        bool(np.all(result["normalised_change"] < 1e-10) and np.all(result["raw_change"] > 0.5)),
        measured=result["normalised_change"],
        expected=0.0,
        tolerance=1e-10,
        source="li2018, section 3: a layer times 10, the next divided by 10; recalled, and read in a summary",
        verdict="yes",
    )
    shares = result["low_share"]
    yield Claim(
        "The part of the unnormalised cut with a loss below 1 shrinks to less than a quarter.",
        bool(shares[-1] < shares[0] / 4 and shares[0] < 1),
        measured=shares[-1] / shares[0],
    )


def alt(result):
    return (
        "Two maps of the loss around one solution. In the left one the low region fills "
        f"{result['low_share'][0]:.0%} of the picture and shrinks to {result['low_share'][-1]:.0%} as the factor grows "
        f"from 1 to {result['factors'][-1]:.0f}; the right one stays as it is."
    )


def view(axes, result, k):
    """Both maps for factor k."""
    levels = [0.05, 0.1, 0.2, 0.5, 1, 2, 4, 8, 16, 32]
    for ax, name, color in zip(axes, ("raw", "normalised"), (COLORS.orange, COLORS.blue), strict=True):
        log = np.log(result[name][k])
        shades = np.log(0.02 * 2.0 ** np.arange(12))
        ax.contourf(STEPS, STEPS, log, shades, cmap=colormap("sequential").reversed(), extend="max", vmax=np.log(30))
        ax.contour(STEPS, STEPS, log, np.log(levels), colors=[COLORS.muted], linewidths=0.8, linestyles="solid")
        ax.contour(STEPS, STEPS, log, [0], colors=[color], linewidths=2.2)
        ax.set(xticks=[], yticks=[], aspect="equal")
        ax.plot(0, 0, "+", color=COLORS.ink, ms=9)


def draw(fig, result, frame):
    if frame is None:
        axes = panels(fig, 6, page=(2, 3), slide=(2, 3))
        for column, k in enumerate((0, 6, 12)):
            view(axes[column::3], result, k)
            axes[column + 3].set_xlabel(rf"$\rho={result['factors'][k]:.1f}$")
        axes[0].set_ylabel("raw")
        axes[3].set_ylabel("normalised")
        return
    axes = panels(fig, 2, page=(1, 2))
    view(axes, result, frame)
    axes[0].set_title("raw cut", loc="center")
    axes[1].set_title("filter-normalised", loc="center")
    for ax in axes:
        ax.set_xlabel(rf"$\rho={result['factors'][frame]:.1f}$", fontsize="x-large")
