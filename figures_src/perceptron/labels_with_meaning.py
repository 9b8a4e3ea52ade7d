r"""Digits with their true labels stay separable far beyond the point where labels drawn by lot give out.

Fours and nines, shrunk to 10 by 10 pixels: 100 numbers and an offset make 101 dimensions, and Cover's step stands at
202 images. With labels drawn by lot the images follow Cover's curve, as if they were random points. With their own
labels they can still be split when there are several times as many: what makes digits separable is not the number of
dimensions alone but that their labels mean something.

Reference: cover1965, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.data import digits
from mathnets.margins import cover_fraction, separable

SEEDS = range(20)
SHUFFLED = [120, 160, 180, 202, 220, 240, 280]
TRUE = [120, 202, 400, 600, 800, 1000, 1200, 1400, 1600, 2000, 2500, 3000]


def compute():
    """Whether draws of digits can be split, with labels drawn by lot and with true ones; shape (sizes, seeds)."""
    X, label = digits.fours_and_nines()
    X = X.reshape(-1, 10, 2, 10, 2).mean(axis=(2, 4)).reshape(-1, 100)
    y = np.where(label == 4, 1, -1)
    shuffled, true = np.zeros((len(SHUFFLED), len(SEEDS))), np.zeros((len(TRUE), len(SEEDS)))
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        order, lot = rng.permutation(len(X)), rng.choice([-1, 1], len(X))
        shuffled[:, seed] = [separable(X[order[:n]], lot[:n], intercept=True) for n in SHUFFLED]
        true[:, seed] = [separable(X[order[:n]], y[order[:n]], intercept=True) for n in TRUE]
    last = np.array([max([n for n, yes in zip(TRUE, true[:, s], strict=True) if yes], default=0) for s in SEEDS])
    return {
        "shuffled_sizes": np.array(SHUFFLED),
        "true_sizes": np.array(TRUE),
        "shuffled": shuffled,
        "true": true,
        "last": last,
        "limit": 2 * 101,
        "times": last / (2 * 101),
    }


def claims(result):
    share = dict(zip(SHUFFLED, result["shuffled"].mean(axis=1), strict=True))
    yield Claim(
        "With labels drawn by lot nearly all draws of 160 images can be split, and none of 280.",
        bool(share[160] > 0.9 and share[280] == 0),
        measured=share[160],
    )
    yield Claim(
        "With their true labels every draw of 600 images, three times Cover's limit, can be split.",
        bool(np.all(result["true"][:4] == 1)),
        measured=result["true"][3],
    )
    yield Claim(
        "True labels too give out, in every draw before 3,000 images.",
        bool(np.all(result["last"] < 3000) and np.all(result["last"] > 600)),
        measured=result["last"],
    )


def alt(result):
    true = dict(zip(TRUE, result["true"].mean(axis=1), strict=True))
    return (
        "Share of draws that a hyperplane can split, against the number of images. With labels drawn by lot it falls "
        "from 1 to 0 around "
        f"202 images, on Cover's curve. With true labels it is {true[600]:.0%} at 600 images, {true[1200]:.0%} at "
        f"1,200 and {true[3000]:.0%} at 3,000."
    )


def draw(fig, result):
    ax = fig.subplots()
    n = np.arange(100, 321)
    ax.plot(n, [cover_fraction(int(k), 101) for k in n], color=COLORS.orange, lw=1.4, ls=(0, (4, 2)))
    ax.plot(result["shuffled_sizes"], result["shuffled"].mean(axis=1), "o", color=COLORS.orange, ms=6.5, clip_on=False)
    ax.plot(result["true_sizes"], result["true"].mean(axis=1), "s-", color=COLORS.blue, ms=6.5, clip_on=False)
    ax.plot([202, 202], [0, 0.5], color=COLORS.faint, lw=1, zorder=0)
    note(ax, 116, 0.36, "labels\nby lot", COLORS.orange, ha="left", va="center")
    note(ax, 1660, 0.72, "true labels", COLORS.blue, ha="left", va="center")
    note(ax, 240, 0.36, "Cover's\ncount", COLORS.orange, ha="left", va="center")
    ax.set(
        xscale="log",
        xlim=(110, 3300),
        ylim=(0, 1.04),
        yticks=[0, 0.5, 1],
        xlabel="images, $N$",
        ylabel="share of draws that\na hyperplane can split",
    )
    ax.set_xticks([200, 400, 800, 1600, 3000], ["200", "400", "800", "1,600", "3,000"])
    ax.minorticks_off()
