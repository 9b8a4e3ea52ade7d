r"""Analogies need most of the 50 numbers; the more there are, the more it is worth that words are left out.

The vectors of GloVe, their mean taken away, cut down to the first principal components, from 2 to all 50. Above, the
share of analogies solved for five kinds of pairs, words of the question left out. Below, the average over the kinds,
with and without that custom, beside the share of variance that is kept; bands: ten draws of half the pairs.

Reference: pennington2014, mikolov2013
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, label_line, note, panels
from mathnets.data import glove
from mathnets.geometry import PCA
from mathnets.words import analogies, places, questions

SHAPE = "tall"
SEEDS = range(10)
WIDTHS = [2, 5, 10, 15, 20, 30, 40, 50]


def compute():
    """Shares solved by kind and width; averages over kinds for ten halves of the pairs; shares of variance."""
    words, V = glove.load()
    pca = PCA().fit(V)
    Z = pca.transform(V)
    asked = [questions(np.array([places(words, pair) for pair in glove.pairs(kind)])) for kind in glove.KINDS]
    Q, kind = np.concatenate(asked), np.repeat(np.arange(len(asked)), [len(q) for q in asked])
    chosen = np.zeros((len(SEEDS), len(Q)), dtype=bool)
    for i, seed in enumerate(SEEDS):
        rng = np.random.default_rng(seed)
        for k, q in enumerate(asked):
            first = np.unique(q[:, 0])
            half = rng.permutation(first)[: len(first) // 2]
            chosen[i] |= (kind == k) & np.isin(Q[:, 0], half) & np.isin(Q[:, 2], half)
    solved = np.zeros((2, len(WIDTHS), len(Q)))
    for j, width in enumerate(WIDTHS):
        for i, exclude in enumerate((True, False)):
            solved[i, j] = analogies(Z[:, :width], Q, exclude=exclude) == Q[:, 3]
    kinds = np.array([solved[..., kind == k].mean(axis=-1) for k in range(len(asked))])
    halves = np.array([[solved[..., c & (kind == k)].mean(axis=-1) for k in range(len(asked))] for c in chosen])
    halves = halves.mean(axis=1)  # over kinds; (seeds, 2, widths)
    return {
        "widths": np.array(WIDTHS),
        "kinds": kinds[:, 0],
        "custom": halves[:, 0],
        "everything": halves[:, 1],
        "variance": np.array([pca.explained_variance_ratio_[:width].sum() for width in WIDTHS]),
        "at_20": float(kinds[:, 0, WIDTHS.index(20)].mean()),
        "at_50": float(kinds[:, 0, -1].mean()),
        "at_50_everything": float(kinds[:, 1, -1].mean()),
        "variance_at_20": float(pca.explained_variance_ratio_[:20].sum()),
    }


def claims(result):
    two = result["kinds"][:, 0]
    yield Claim(
        "With two components fewer than one analogy in fifty is solved, of any kind.",
        bool(two.max() < 0.02 and result["kinds"][:, 2].max() > 0.1),
        measured=two.max(),
    )
    part = result["at_20"] / result["at_50"]
    yield Claim(
        "Twenty components keep over half of the variance and solve about two thirds of what all fifty solve.",
        bool(0.6 < part < 0.75 and 0.5 < result["variance_at_20"] < 0.75),
        measured=part,
    )
    gap = result["custom"] - result["everything"]
    yield Claim(
        "Leaving the words of the question out is worth more with fifty components than with twenty in every draw, and "
        "with fifty over 15 points; in the middle of the draws it is worth more at each width from five on.",
        bool(
            np.all(gap[:, -1] > gap[:, 4] + 0.03)
            and np.all(np.diff(np.median(gap, axis=0)[1:]) > 0)
            and np.all(gap[:, -1] > 0.15)
            and np.all(gap < 0.4)
        ),
        measured=gap[:, -1],
    )
    part = np.median(result["custom"][:, 5:7], axis=0) / np.median(result["custom"][:, -1])
    yield Claim(
        "Thirty components solve less than 95% of what all do, forty more than 95%.",
        bool(0.8 < part[0] < 0.95 < part[1] <= 1.01),
        measured=part,
    )
    steps = np.diff(np.median(result["custom"], axis=0))
    yield Claim("In the middle of the draws each step in width helps.", bool(np.all(steps > 0)), measured=steps)


def alt(result):
    ends = ", ".join(f"{kind} {value:.0%}" for kind, value in zip(glove.KINDS, result["kinds"][:, -1], strict=True))
    return (
        f"Five rising curves of analogies solved against width, from nothing at 2 to {ends} at 50. Below, the average "
        f"rises to {result['at_50']:.0%} with the custom and {result['at_50_everything']:.0%} without it."
    )


def draw(fig, result):
    above, below = panels(fig, 2)
    x = result["widths"]
    colors = [COLORS.blue, COLORS.orange, COLORS.green, COLORS.purple, COLORS.gold]
    marks = ["o", "s", "D", "^", "v"]
    shifts = {"women": 2, "capitals": 5, "plurals": -4, "comparatives": -2, "past": 0}
    for kind, values, color, mark in zip(glove.KINDS, result["kinds"], colors, marks, strict=True):
        line = above.plot(x, values, color=color, marker=mark, ms=5)[0]
        label_line(above, line, kind, offset=(8, shifts[kind]))
    above.set(xlim=(0, 66), ylabel="analogies solved")
    below.plot(x, result["variance"], color=COLORS.muted, ls=(0, (4, 2)), lw=1.4)
    band(below, x, result["custom"], color=COLORS.blue, marker="o", ms=5)
    band(below, x, result["everything"], color=COLORS.orange, marker="s", ms=5)
    note(below, 51.5, 0.68, "words left\nout", COLORS.blue, va="center")
    note(below, 51.5, 0.42, "all words", COLORS.orange, va="center")
    note(below, 51.5, 0.98, "variance", COLORS.muted, va="center")
    below.set(xlim=(0, 66), xlabel="components kept", ylabel="share")
    if is_slide(fig):
        above.set_xlabel("components kept")
    for ax in (above, below):
        ax.set_xticks([2, 10, 20, 30, 40, 50])
        ax.set(ylim=(0, 1.03), yticks=[0, 0.5, 1], yticklabels=["0%", "50%", "100%"])
