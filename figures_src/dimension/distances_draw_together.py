r"""The more independent coordinates points have, the more alike are all their distances; digits keep theirs apart.

Distances between all pairs of 400 points drawn uniformly from a cube, in units of their mean, as one coordinate after
another is added. Their relative spread falls like $1/\sqrt D$. The outline that does not move shows the distances
between 1,000 handwritten digits, which have 400 coordinates. (All curves are scaled to the same height.)

Reference: beyer1999, aggarwal2001, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.data.digits import load
from mathnets.geometry import distances

SEEDS = range(10)
POINTS, DIGITS = 400, 1000
DIMENSIONS = [
    *[1, 2, 3, 4, 5, 6, 8, 10, 13, 16, 20, 25, 32, 40, 50, 63, 79, 100],
    *[126, 158, 200, 251, 316, 400, 501, 631, 794, 1000],
]
BINS = np.linspace(0, 2.6, 209)
FRAMES = 28  # one for each of them
LAW = np.sqrt(7 / 20)  # of points uniform in a cube: relative spread times sqrt(D)


def bell(d):
    """Histogram of distances in units of their mean, its highest column 1."""
    count = np.histogram(d / d.mean(), BINS)[0]
    return count / count.max()


def compute():
    """Histograms of one draw at each dimension, the relative spread of ten draws, and the same of digits."""
    upper, spread, bells = np.triu_indices(POINTS, 1), np.zeros((len(SEEDS), len(DIMENSIONS))), []
    for seed in SEEDS:
        X = np.random.default_rng(seed).random((POINTS, DIMENSIONS[-1]))
        for j, D in enumerate(DIMENSIONS):
            d = distances(X[:, :D])[upper]
            spread[seed, j] = d.std() / d.mean()
            if seed == 0:
                bells.append(bell(d))
    digits = distances(load("test")[0][:DIGITS])[np.triu_indices(DIGITS, 1)]
    return {
        "dimensions": np.array(DIMENSIONS),
        "spread": spread,
        "bells": np.array(bells).round(4),
        "digits": bell(digits).round(4),
        "digit_spread": digits.std() / digits.mean(),
        "law": LAW,
        "last": spread[:, -1],
        "hundred": spread[:, DIMENSIONS.index(100)],
    }


def claims(result):
    D, spread = result["dimensions"], result["spread"]
    many = D >= 10
    slope = np.polyfit(np.log(D[many]), np.log(spread[:, many]).T, 1)[0]
    yield Claim(
        "From ten coordinates on the relative spread of the distances falls like one over the root of their number.",
        bool(np.all(np.abs(slope + 0.5) < 0.02)),
        measured=slope,
        expected=-0.5,
        tolerance=0.02,
        source="aggarwal2001, Theorem 2: the relative contrast of two uniform points falls like the root of the "
        "dimension (read in a copy of the paper)",
        verdict="yes",
    )
    constant = spread[:, -1] * np.sqrt(D[-1])
    yield Claim(
        "The spread times the root of the dimension tends to the root of 7/20.",
        bool(np.all(np.abs(constant / result["law"] - 1) < 0.05)),
        measured=constant,
    )
    ratio = result["digit_spread"] / spread[:, list(DIMENSIONS).index(400)]
    yield Claim(
        "The distances of digits spread over four times as widely as those of random points with as many coordinates.",
        bool(np.all(ratio > 4) and np.all(ratio < 6)),
        measured=ratio,
    )


def alt(result):
    first, last = np.median(result["spread"][:, [1, -1]], axis=0)
    return (
        f"A bell of distances around their mean, which narrows as the dimension grows: standard deviation "
        f"{first:.0%} of the mean in two dimensions, {last:.1%} in {result['dimensions'][-1]:,}. The outline for "
        f"digits stays at {result['digit_spread']:.0%}."
    )


def scene(ax, result, j, *, words=True):
    """The histogram at dimension number j, with the outline of the digits."""
    middle = (BINS[1:] + BINS[:-1]) / 2
    ax.fill_between(middle, result["bells"][j], step="mid", color=COLORS.blue, alpha=0.55, lw=0)
    ax.plot(middle, result["digits"], color=COLORS.orange)
    ax.set(xlim=(0, 2.4), ylim=(0, 1.12), yticks=[], xticks=[0, 1, 2])
    ax.spines["left"].set_visible(False)
    ax.set_title(f"$D={result['dimensions'][j]:,}$".replace(",", r"{,}"), loc="center", color=COLORS.blue)
    if words:
        note(ax, 1.27, 0.42, "digits,\n$D=400$", COLORS.orange, ha="left", va="center")
        note(ax, 2.4, 0.7, f"spread\n{np.median(result['spread'][:, j]):.1%}", COLORS.blue, ha="right", va="center")


def draw(fig, result, frame):
    if frame is None:
        shown = [DIMENSIONS.index(D) for D in (1, 2, 10, 40, 100, 1000)]
        axes = fig.subplots(2, 3)
        for ax, j in zip(axes.ravel(), shown, strict=True):
            scene(ax, result, j, words=False)
        axes[1, 1].set_xlabel("distance of two points, in units of the mean distance")
        return
    ax = fig.subplots()
    scene(ax, result, frame)
    ax.set(xlabel="distance of two points, in units of the mean distance", xticks=[0, 0.5, 1, 1.5, 2])
