r"""Two images of the same digit are nearly as far apart as a 4 and a 9.

All pairs of unseen digits, by kind. A pair of unlike digits is farther apart than a pair of like ones not much more
often than the toss of a coin says. The uprights mark the medians.

References: mnist, rousseeuw1987
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.data.digits import fours_and_nines
from mathnets.geometry import distances

BINS = np.linspace(0, 16, 81)


def compute():
    """Histograms of all distances within and between the classes, and how well each image sits in its class."""
    X, y = fours_and_nines("test")
    D = distances(X)
    four, nine = y == 4, y == 9
    upper = np.triu(np.ones(D.shape, dtype=bool), 1)
    kinds = {
        "four_four": D[upper & np.outer(four, four)],
        "nine_nine": D[upper & np.outer(nine, nine)],
        "four_nine": D[np.ix_(four, nine)].ravel(),
    }
    like = np.sort(np.concatenate([kinds["four_four"], kinds["nine_nine"]]))
    own = np.where(four, D[:, four].sum(axis=1) / (four.sum() - 1), D[:, nine].sum(axis=1) / (nine.sum() - 1))
    other = np.where(four, D[:, nine].mean(axis=1), D[:, four].mean(axis=1))
    silhouette = (other - own) / np.maximum(own, other)
    return {
        "bins": BINS,
        **{k: np.histogram(v, BINS, density=True)[0] for k, v in kinds.items()},
        **{f"median_{k}": np.median(v) for k, v in kinds.items()},
        "largest": D.max(),
        "smallest": D[upper].min(),
        "unlike_farther": np.mean(np.searchsorted(like, kinds["four_nine"]) / len(like)),
        "silhouette": silhouette.mean(),
    }


def claims(result):
    share = result["unlike_farther"]
    yield Claim(
        "A pair of unlike digits is farther apart than a pair of like ones in only three of five comparisons.",
        bool(0.55 < share < 0.65),
        measured=share,
    )
    ratio = result["median_four_nine"] / result["median_four_four"]
    yield Claim(
        "The median distance from a 4 to a 9 is less than 5% above that from a 4 to a 4, and less than an eighth above "
        "that from a 9 to a 9.",
        bool(1 < ratio < 1.05 and 1 < result["median_four_nine"] / result["median_nine_nine"] < 1.125),
        measured=ratio,
    )
    yield Claim(
        "The mean silhouette is below 0.1, where 1 would be two tight groups.",
        bool(0 < result["silhouette"] < 0.1),
        measured=result["silhouette"],
    )


def alt(result):
    return (
        f"Three bell-shaped curves that overlap for the most part: distances between two nines, median "
        f"{result['median_nine_nine']:.1f}, between two "
        f"fours, {result['median_four_four']:.1f}, and between a four and a nine, {result['median_four_nine']:.1f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    middle = (result["bins"][1:] + result["bins"][:-1]) / 2
    for key, colour, style in (
        ("nine_nine", COLORS.orange, (0, (5, 2))),
        ("four_four", COLORS.blue, "-"),
        ("four_nine", COLORS.ink, "-"),
    ):
        ax.plot(middle, result[key], color=colour, ls=style, lw=2.6 if key == "four_nine" else 1.9)
        ax.fill_between(middle, result[key], color=colour, alpha=0.08, lw=0)
        median = result[f"median_{key}"]
        ax.plot([median] * 2, [0, np.interp(median, middle, result[key])], color=colour, lw=1.2, ls=style)
    note(ax, 6.6, 0.16, "9 to 9", color=COLORS.orange, ha="right")
    note(ax, 8.45, 0.3, "4 to 4", color=COLORS.blue, ha="right")
    note(ax, 10.9, 0.25, "4 to 9", color=COLORS.ink, ha="left")
    ax.set(
        xlabel="distance between two images",
        ylabel="share of pairs, per unit",
        xlim=(0, 16),
        ylim=(0, 0.33),
        xticks=[0, 4, 8, 12, 16],
    )
    ax.set_yticks([0, 0.1, 0.2, 0.3], ["0", "0.1", "0.2", "0.3"])
