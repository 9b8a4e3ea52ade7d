r"""Where coordinates depend on a few hidden numbers, distances do not close up, however many coordinates there are.

Each of $D$ coordinates is a random mixture of $k$ hidden normal numbers, the squares of its weights adding up to 1. So
each coordinate alone is standard normal, as in the theorem; only independence is missing. The relative spread follows
$\sqrt{(1/k + 1/D - 1/kD)/2}$ (lines): it falls with $D$ until $D$ is well beyond $k$, and then hardly. Shuffling each
coordinate among the points restores independence and the fall (grey, for $k=2$). Bands span ten draws.

Reference: beyer1999
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note
from mathnets.dimension import distance_spread, random_directions, shuffled_features

SEEDS = range(10)
POINTS = 400
HIDDEN = [2, 10, 50]
DIMENSIONS = [4, 10, 30, 100, 300, 1000]


def law(k, D):
    """Relative spread of distances for large k and D: the squared cosine of two mixtures is 1/k on average."""
    return np.sqrt((1 / k + 1 / D - 1 / (k * D)) / 2)


def compute():
    """Relative spread; shape (hidden, seeds, dimensions), and of the same points (k = 2) with shuffled coordinates."""
    spread = np.zeros((len(HIDDEN), len(SEEDS), len(DIMENSIONS)))
    shuffled = np.zeros((len(SEEDS), len(DIMENSIONS)))
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        for i, k in enumerate(HIDDEN):
            X = rng.normal(size=(POINTS, k)) @ random_directions(DIMENSIONS[-1], k, rng=rng).T
            spread[i, seed] = [distance_spread(X[:, :D]).variation for D in DIMENSIONS]
            if k == HIDDEN[0]:
                X = shuffled_features(X, rng=rng)
                shuffled[seed] = [distance_spread(X[:, :D]).variation for D in DIMENSIONS]
    return {
        "hidden": np.array(HIDDEN),
        "dimensions": np.array(DIMENSIONS),
        "spread": spread,
        "shuffled": shuffled,
        "law": law(np.array(HIDDEN)[:, None], np.array(DIMENSIONS)),
        "two_hidden": spread[0, :, -1],
        "shuffled_last": shuffled[:, -1],
    }


def claims(result):
    ratio = np.median(result["spread"], axis=1) / result["law"]
    yield Claim(
        "In the middle of the draws the spread lies within a tenth of the law for all numbers of hidden numbers and "
        "of coordinates.",
        bool(np.all(np.abs(ratio - 1) < 0.1)),
        measured=ratio,
    )
    kept = np.median(result["spread"][..., -1] / result["spread"][..., -3], axis=1)
    yield Claim(
        "In the middle of the draws the spread falls from 100 to 1,000 coordinates by less than a quarter in all three "
        "cases.",
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
        ax.plot(D, law(k, D), color=color, lw=1.1)
        band(ax, result["dimensions"], runs, color=color, marker=marker, ms=6, ls="")
        note(ax, 1250, law(k, 1000), f"$k={k}$", color, va="center")
    note(ax, 150, 0.041, "coordinates\nshuffled", COLORS.muted, ha="right", va="center")
    ax.set(xlabel="number of coordinates $D$", ylabel="relative spread of distances", xlim=(3, 3000))
    log_axis(ax, "x", [3, 10, 30, 100, 300, 1000])
    log_axis(ax, "y", [0.02, 0.05, 0.1, 0.2, 0.5])
    ax.set_ylim(0.017, 0.75)
