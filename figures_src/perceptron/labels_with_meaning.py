r"""Digits with their true labels stay separable far beyond the point where labels drawn by lot give out.

Fours and nines, shrunk to 10 by 10 pixels: 100 numbers and an offset make 101 dimensions, and Cover's step stands at
202 images. Ten draws grow image by image until no hyperplane can split them. With labels drawn by lot they end where
Cover's count (dashed) says that random points do. With their own labels they can be several times as large (each size
is found to two percent): what makes digits separable is not the number of dimensions alone but that their labels mean
something.

Reference: cover1965, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note
from mathnets.data import digits
from mathnets.margins import cover_fraction, separable

SEEDS = range(10)
START = 100  # images
CLOSE = 1.02  # the largest set is found to two percent


def largest(X, y):
    """The largest number of first examples that a hyperplane can split: doubled until none can, then halved in on."""
    low, high = 0, START
    while separable(X[:high], y[:high], intercept=True):
        low, high = high, 2 * high
        if high > len(X):
            raise ValueError("the digits need to become inseparable before they run out; take fewer pixels")
    while high - low > 1 and high > CLOSE * low:
        middle = (low + high) // 2
        if separable(X[:middle], y[:middle], intercept=True):
            low = middle
        else:
            high = middle
    return low


def compute():
    """The largest set of digits that can be split in each of ten draws, with labels drawn by lot and with true ones."""
    X, label = digits.fours_and_nines()
    X = X.reshape(-1, 10, 2, 10, 2).mean(axis=(2, 4)).reshape(-1, 100)
    y = np.where(label == 4, 1, -1)
    by_lot, true = [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(X))
        by_lot.append(largest(X[order], rng.choice([-1, 1], len(X))))
        true.append(largest(X[order], y[order]))
    limit = 2 * (X.shape[1] + 1)
    return {"by_lot": np.array(by_lot), "true": np.array(true), "limit": limit, "times": np.array(true) / limit}


def claims(result):
    lot = result["by_lot"] / result["limit"]
    yield Claim(
        "With labels drawn by lot the largest set is within 15% of Cover's limit in every draw.",
        bool(np.all(np.abs(lot - 1) < 0.15)),
        measured=lot,
    )
    yield Claim(
        "With true labels it is over five times the limit in every draw, and in half of them over eight times.",
        bool(result["times"].min() > 5 and np.median(result["times"]) > 8),
        measured=result["times"],
    )
    yield Claim(
        "True labels too give out, in every draw before 3,000 images.",
        bool(np.all(result["true"] < 3000) and np.all(result["true"] > 600)),
        measured=result["true"],
    )


def alt(result):
    return (
        "Share of draws that a hyperplane can split, against the number of images. With labels drawn by lot it falls "
        f"from 1 to 0 around {result['limit']} images, on Cover's curve. With true labels it stays at 1 up to "
        f"{result['true'].min():,} images and reaches 0 at {result['true'].max():,}."
    )


def draw(fig, result):
    ax = fig.subplots()
    n = np.arange(100, 321)
    ax.plot(n, [cover_fraction(int(k), result["limit"] // 2) for k in n], color=COLORS.ink, lw=1.4, ls=(0, (4, 2)))
    for name, color in (("by_lot", COLORS.orange), ("true", COLORS.blue)):
        ends = np.sort(result[name])
        ax.step([START, *ends], np.linspace(1, 0, len(ends) + 1), where="post", color=color, lw=2.2)
    ax.plot([result["limit"]] * 2, [0, 0.5], color=COLORS.faint, lw=1, zorder=0)
    note(ax, 172, 0.62, "labels\nby lot", COLORS.orange, ha="right", va="center")
    note(ax, 240, 0.36, "Cover's\ncount", ha="left", va="center")
    note(ax, 1050, 0.62, "true\nlabels", COLORS.blue, ha="right", va="center")
    ax.set(
        xlim=(START, 4000),
        ylim=(0, 1.04),
        yticks=[0, 0.5, 1],
        xlabel="images, $N$",
        ylabel="share of draws that\na hyperplane can split",
    )
    log_axis(ax, "x", [100, 200, 400, 800, 1600, 3200])
