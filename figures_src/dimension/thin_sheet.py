r"""Coordinates that depend on a few hidden numbers never concentrate, however many of them there are.

Each of $D$ coordinates is a random mixture of $k$ hidden normal numbers. Each coordinate alone looks normal, as in the
theorem; only independence is missing. The relative spread follows $\sqrt{(1/k + 1/D)/2}$ (lines): it falls with $D$
until $D$ passes $k$, and then stays. Shuffling each coordinate among the points restores independence and the fall
(grey). Bands span ten draws.

Reference: beyer1999
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note
from mathnets.dimension import distance_spread, shuffled_features

SEEDS = range(10)
POINTS = 400
HIDDEN = [2, 10, 50]
DIMENSIONS = [4, 10, 30, 100, 300, 1000]


def compute():
    """Relative spread; shape (hidden, seeds, dimensions), and of the same points (k = 2) with shuffled coordinates."""
    spread = np.zeros((len(HIDDEN), len(SEEDS), len(DIMENSIONS)))
    shuffled = np.zeros((len(SEEDS), len(DIMENSIONS)))
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        for i, k in enumerate(HIDDEN):
            X = rng.normal(size=(POINTS, k)) @ rng.normal(size=(k, DIMENSIONS[-1]))
            spread[i, seed] = [distance_spread(X[:, :D]).variation for D in DIMENSIONS]
        X = shuffled_features(X / X.std(axis=0), rng=rng)
        shuffled[seed] = [distance_spread(X[:, :D]).variation for D in DIMENSIONS]
    k, D = np.array(HIDDEN)[:, None], np.array(DIMENSIONS)
    return {
        "hidden": np.array(HIDDEN),
        "dimensions": D,
        "spread": spread,
        "shuffled": shuffled,
        "law": np.sqrt((1 / k + 1 / D) / 2),
        "two_hidden": spread[0, :, -1],
        "shuffled_last": shuffled[:, -1],
    }


def claims(result):
    last = result["spread"][..., -1] / result["law"][:, -1:]
    yield Claim(
        "In 1,000 dimensions the spread lies within a tenth of the law for 10 and 50 hidden numbers.",
        bool(np.all(np.abs(np.median(last, axis=1)[1:] - 1) < 0.1)),
        measured=last[1:],
    )
    kept = np.median(result["spread"][..., -1] / result["spread"][..., -3], axis=1)
    yield Claim(
        "From 100 to 1,000 coordinates the spread falls by less than a quarter in all three cases.",
        bool(np.all(kept > 0.75) and np.all(kept < 1.1)),
        measured=kept,
    )
    fall = result["shuffled"][:, -1] / result["shuffled"][:, -3] * np.sqrt(10)
    yield Claim(
        "With coordinates shuffled it falls by the root of ten.",
        bool(np.all(np.abs(fall - 1) < 0.1)),
        measured=fall,
    )
    alone = result["shuffled"][:, -1] * np.sqrt(2 * result["dimensions"][-1])
    yield Claim(
        "Independent normal coordinates spread by one over the root of twice their number.",
        bool(np.all(np.abs(alone - 1) < 0.1)),
        measured=alone,
    )


def alt(result):
    ends = np.median(result["spread"][..., -1], axis=1)
    ends = ", ".join(f"{e:.2f} for {k}" for e, k in zip(ends, result["hidden"], strict=True))
    return (
        f"Relative spread of distances against the number of coordinates. Three curves level off: in "
        f"{result['dimensions'][-1]:,} dimensions at {ends} hidden numbers. A grey straight line for shuffled "
        f"coordinates falls to {np.median(result['shuffled_last']):.3f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    D = np.geomspace(3, 1000, 60)
    band(ax, result["dimensions"], result["shuffled"], color=COLORS.muted, marker="o", ms=5, lw=1.3)
    for k, runs, color, marker in zip(
        result["hidden"], result["spread"], (COLORS.blue, COLORS.purple, COLORS.orange), "s^D", strict=True
    ):
        ax.plot(D, np.sqrt((1 / k + 1 / D) / 2), color=color, lw=1.1)
        band(ax, result["dimensions"], runs, color=color, marker=marker, ms=6, ls="")
        note(ax, 1250, np.sqrt(1 / k / 2), f"$k={k}$", color, va="center")
    note(ax, 150, 0.041, "coordinates\nshuffled", COLORS.muted, ha="right", va="center")
    ax.set(xlabel="number of coordinates $D$", ylabel="relative spread of distances", xlim=(3, 3000))
    log_axis(ax, "x", [3, 10, 30, 100, 300, 1000])
    log_axis(ax, "y", [0.02, 0.05, 0.1, 0.2, 0.5])
    ax.set_ylim(0.017, 0.75)
