r"""Fifty directions of the 400 hold most of the variance and all that the nearest neighbour needs.

Unseen digits, rebuilt from their coordinates along the first $k$ principal components of the training set. Below, the
share of the variance that these hold, and how often the nearest neighbour, or the nearer of the two means, is of the
right class when only these coordinates are compared: medians over ten random choices of 2,000 training digits, bands
the range.

References: pearson1901, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, note, tinted
from mathnets.data.digits import fours_and_nines
from mathnets.geometry import PCA, centroids, distances

SHAPE = "square"
LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SEEDS = range(10)
KEPT = [1, 2, 5, 10, 20, 50, 100, 400]
COMPARED = 2000  # training digits
SHOWN = [1, 2, 5, 20, 50, 400]
EXAMPLES = [1, 4]  # of the test set


def compute():
    """Variance held, and right answers of nearest neighbour and nearest mean, shape (seeds, components kept)."""
    X, y = fours_and_nines()
    unseen, truth = fours_and_nines("test")
    pca = PCA().fit(X)
    Z, T = pca.transform(X), pca.transform(unseen)
    neighbour, centre = np.empty((2, len(SEEDS), len(KEPT)))
    for i, seed in enumerate(SEEDS):
        some = np.random.default_rng(seed).permutation(len(X))[:COMPARED]
        for j, k in enumerate(KEPT):
            nearest = distances(T[:, :k], Z[some, :k], dtype=np.float32).argmin(axis=1)
            neighbour[i, j] = np.mean(y[some][nearest] == truth)
            classes, means = centroids(Z[some, :k], y[some])
            centre[i, j] = np.mean(classes[distances(T[:, :k], means).argmin(axis=1)] == truth)
    rebuilt = [pca.mean_ + T[EXAMPLES, :k] @ pca.components_[:k] for k in SHOWN]
    return {
        "kept": np.array(KEPT),
        "held": np.cumsum(pca.explained_variance_ratio_),
        "neighbour": neighbour,
        "centre": centre,
        "shown": np.array(SHOWN),
        "rebuilt": np.array(rebuilt).round(3),
        "digit": truth[EXAMPLES],
        "for_nine_tenths": int(np.searchsorted(np.cumsum(pca.explained_variance_ratio_), 0.9)) + 1,
    }


def claims(result):
    yield Claim(
        "The first 50 components hold between 85 and 90% of the variance.",
        bool(0.85 < result["held"][49] < 0.9),
        measured=result["held"][49],
    )
    gain = result["neighbour"][:, KEPT.index(400)] - result["neighbour"][:, KEPT.index(50)]
    yield Claim(
        "From 50 components to all 400 the nearest neighbour gains nothing.",
        bool(-0.01 < gain.min() <= gain.max() < 0.004 and np.ptp(gain) > 0),
        measured=gain,
    )
    flat = result["neighbour"][:, KEPT.index(2)]
    yield Claim(
        "On the first two it is right on fewer than 77%, in every choice.",
        bool(0.5 < flat.min() <= flat.max() < 0.77),
        measured=flat,
    )


def alt(result):
    near, centre = np.median(result["neighbour"], axis=0), np.median(result["centre"], axis=0)
    return (
        f"A {result['digit'][0]} and a {result['digit'][1]} rebuilt from 1, 2, 5, 20, 50 and 400 components, from "
        f"a blur to the image. Three rising curves against the number of "
        f"components: variance held, {result['held'][0]:.0%} to 100%; right by nearest neighbour, {near[0]:.0%} "
        f"to {near[-1]:.0%}; right by nearer "
        f"mean, {centre[0]:.0%} to {centre[-1]:.0%}."
    )


def draw(fig, result):
    grid = fig.add_gridspec(3, len(SHOWN), height_ratios=[1, 1, 2.2 if is_slide(fig) else 4])
    for column, k in enumerate(result["shown"]):
        for row, digit in enumerate(result["digit"]):
            ax = fig.add_subplot(grid[row, column])
            ax.imshow(tinted(result["rebuilt"][column, row], COLORS.blue if digit == 4 else COLORS.orange))
            ax.set(xticks=[], yticks=[])
            for spine in ax.spines.values():
                spine.set(visible=True, color=COLORS.faint)
            if row == 0:
                ax.set_title(f"$k={k}$", loc="center", pad=4)
    ax = fig.add_subplot(grid[2, :])
    ax.plot(np.arange(1, 401), 100 * result["held"], color=COLORS.ink)
    band(ax, result["kept"], 100 * result["neighbour"], color=COLORS.green, marker="o", ms=5)
    band(ax, result["kept"], 100 * result["centre"], color=COLORS.purple, marker="D", ms=4.5)
    note(ax, 5.5, 33, "variance held", color=COLORS.ink, ha="left")
    note(ax, 14, 102, "right by nearest neighbour", color=COLORS.green, ha="right")
    note(ax, 420, 78, "right by nearer mean", color=COLORS.purple, ha="right")
    ax.set(
        xscale="log",
        xlim=(0.93, 430),
        ylim=(0, 108),
        yticks=[0, 50, 100],
        yticklabels=["0%", "50%", "100%"],
        xlabel="components kept, $k$",
        xticks=[1, 2, 5, 20, 50, 400],
        xticklabels=["1", "2", "5", "20", "50", "400"],
    )
    ax.minorticks_off()
