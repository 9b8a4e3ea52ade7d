r"""Without a hidden layer all fifty starts end at one loss; with a narrow one they end at many, with a wide one low.

Fifty starts on the same sixty points (two moons with noise), 700 steps each. Each line is one model, its fifty final
logistic losses sorted. Logistic regression is convex: there is one valley. A hidden layer breaks that. Where two units
end depends on where they began; 32 separate the points from every start, and more steps would lower their loss further.

Reference: auer1996, dauphin2014, choromanska2015
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note
from mathnets.activations import relu
from mathnets.data import toys
from mathnets.losses import logistic
from mathnets.network import MLP
from mathnets.optimizers import Adam, cosine
from mathnets.training import train

SEEDS = range(50)
WIDTHS = (2, 4, 8, 32)
STEPS, APART, POINTS = 700, 0.01, 60


def compute():
    """Sorted final losses of fifty starts, without a hidden layer and with four widths; and how many are distinct."""
    X, y = toys.moons(POINTS, noise=0.3, rng=0)
    result = {}
    for width in (0, *WIDTHS):
        networks = MLP([2, width, 1] if width else [2, 1], relu, loss=logistic, rng=SEEDS)
        if not width:
            networks.parameters = np.random.default_rng(0).normal(size=networks.parameters.shape)
        train(networks, X, y, Adam(cosine(0.1, STEPS)), steps=STEPS)
        losses = np.sort(networks.loss(X, y))
        result[f"losses_{width}"] = losses
        result[f"levels_{width}"] = int(np.sum(np.diff(losses) > APART) + 1)
        if not width:
            result["spread"] = float(np.ptp(networks.parameters, axis=0).max())
    return result


def claims(result):
    spread = np.ptp(result["losses_0"])
    yield Claim(
        "All fifty starts of logistic regression end at the same loss and the same weights.",
        bool(spread < 1e-3 and result["spread"] < 0.05 and result["losses_0"].min() > 0.1),
        measured=spread,
    )
    times = result["losses_2"][-5] / result["losses_2"][0]
    yield Claim(
        "With two hidden units one start in ten ends at over one and a half times the lowest loss; the fifty ends lie "
        "on at least five levels, more than a hundredth apart.",
        bool(times > 1.5 and result["levels_2"] >= 5),
        measured=times,
    )
    middle = np.array([np.median(result[f"losses_{w}"]) for w in WIDTHS])
    yield Claim(
        "The wider the layer, the lower the middle start ends.", bool(np.all(np.diff(middle) < 0)), measured=middle
    )
    gap = result["losses_32"][-1] / result["losses_2"][0]
    yield Claim(
        "The worst start of 32 units ends lower than the best of two.", bool(0 < gap < 1), measured=gap
    )  # fmt: skip
    worst = result["losses_32"][-1] * POINTS / np.log(2)
    yield Claim(
        "Every start of 32 units separates the points: the sum of all losses is below log 2, what one error costs.",
        bool(0 < worst < 1),
        measured=worst,
    )


def alt(result):
    return (
        f"Final losses of {len(result['losses_0'])} starts, sorted, one line for each model. Logistic regression is a "
        f"level line at {np.median(result['losses_0']):.2f}. Two hidden units climb from "
        f"{result['losses_2'][0]:.2f} to "
        f"{result['losses_2'][-1]:.2f} in steps; 32 units stay between {result['losses_32'][0]:.4f} and "
        f"{result['losses_32'][-1]:.3f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    starts = np.arange(1, len(result["losses_0"]) + 1)
    colors = (COLORS.ink, COLORS.orange, COLORS.gold, COLORS.green, COLORS.blue)
    for width, color in zip((0, *WIDTHS), colors, strict=True):
        ax.plot(starts, result[f"losses_{width}"], color=color, lw=2.4 if not width else 1.9)
        x, y = {0: (2, 0.37), 2: (2, 0.13), 4: (9, 0.05), 8: (2, 0.0035), 32: (2, 0.00055)}[width]
        note(ax, x, y, f"{width} units" if width else "no hidden layer", color, va="bottom")
    log_axis(ax, "y", [0.001, 0.01, 0.1, 1])
    ax.set(
        xlabel="starts, sorted by where they end",
        ylabel="final loss",
        xlim=(1, len(starts)),
        xticks=[1, 10, 20, 30, 40, 50],
    )
