r"""A word with two meanings enters as one vector, and eight layers later it is two.

Five words (bank, bat, spring, match, seal), each at the end of four sentences in one sense and four in the other.
Above: cosine between the word's vectors behind each layer, for pairs of sentences with the same sense and with
different senses; bands span the five words. Below: the eight vectors of *bank*, brought to length 1, in the plane
that shows most of their spread.

Reference: allal2025
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, note
from mathnets.geometry import principal_components

TOLERANCE = 1e-3  # the model computes in float32
SHAPE = "square"
STAGES = [0, 4, 6, 10]  # of the maps of the first word: behind so many layers


def compute(smollm_sentences):
    """Cosines of equal and of different sense, shape (words, stages); how many of a word's eight sentences are nearest
    to the mean of their own sense, each left out of it; the first word's vectors in the plane.
    """
    V = smollm_sentences["vectors"].astype(float)  # (words, senses, sentences, stages, D)
    U = V / np.linalg.norm(V, axis=-1, keepdims=True)
    words, senses, each, stages, D = U.shape
    cosines = np.einsum("wailx,wbjlx->wlabij", U, U)
    pairs = np.triu_indices(each, 1)
    same = cosines[:, :, [0, 1], [0, 1]][..., pairs[0], pairs[1]].mean(axis=(2, 3))
    total = U.sum(axis=2, keepdims=True)
    own = (total - U) / (each - 1)  # mean of the others of the same sense
    other = total[:, ::-1] / each
    nearer = np.linalg.norm(U - own, axis=-1) < np.linalg.norm(U - other, axis=-1)
    flat = U[0].reshape(senses * each, stages, D)
    maps = []
    for stage in STAGES:
        X = flat[:, stage] - flat[:, stage].mean(axis=0)
        maps.append(X @ principal_components(X, 2)[1].T if stage else X[:, :2])  # at first all are the same
    return {
        "same": same,
        "different": cosines[:, :, 0, 1].mean(axis=(2, 3)),
        "told": nearer.sum(axis=(1, 2)),
        "told_of_all": nearer.sum(axis=(0, 1, 2)),
        "sentences": words * senses * each,
        "maps": np.array(maps),
    }


def claims(result):
    same, different, told = result["same"], result["different"], result["told_of_all"]
    yield Claim(
        "Before the first layer the vectors of a word are the same in all sentences.",
        bool(np.all(np.abs(np.array([same[:, 0], different[:, 0]]) - 1) < 1e-6)),
        measured=different[:, 0],
    )
    gap = (same - different)[:, 8:]
    yield Claim(
        "Behind eight layers and more, sentences of the same sense agree better, for each of the words.",
        bool(gap.min() > 0.02 and same[:, 8:].min() > 0.6 and same.max() < 1 + 1e-6),
        measured=gap.min(axis=1),
    )
    yield Claim(
        "There at least 38 of the 40 sentences are told by the nearest mean.",
        bool(told[8:].min() >= 38 and told[0] <= 20 and told.max() <= result["sentences"]),
        measured=told[8:].min(),
    )


def alt(result):
    same, different, told = (result[key] for key in ("same", "different", "told_of_all"))
    return (
        f"Two curves over thirty layers, both from 1. Cosine of the same sense is {np.median(same[:, 10]):.2f} "
        "behind ten "
        f"layers, that of different senses {np.median(different[:, 10]):.2f}. Below, four maps of the eight vectors of "
        "the word bank: one point at first, mixed behind four layers, two groups behind six. By the nearest mean "
        f"{told[4]} of 40 sentences are told behind four layers, {told[10]} behind ten."
    )


def draw(fig, result):
    slide = is_slide(fig)
    grid = fig.add_gridspec(2, 4, height_ratios=(1.5, 1))
    ax, layers = fig.add_subplot(grid[0, :]), np.arange(result["same"].shape[1])
    band(ax, layers, result["same"], color=COLORS.blue)
    band(ax, layers, result["different"], color=COLORS.orange)
    note(ax, 14, 0.965, "same sense", COLORS.blue, ha="center")
    note(ax, 14, 0.73, "different senses", COLORS.orange, ha="center", va="top")
    ax.set(xlabel="behind so many layers", ylabel="cosine", xlim=(0, 30), ylim=(0.5, 1.02), yticks=[0.5, 0.75, 1])
    for k, (stage, points) in enumerate(zip(STAGES, result["maps"], strict=True)):
        small = fig.add_subplot(grid[1, k])
        for group, color, marker in ((slice(4), COLORS.green, "o"), (slice(4, 8), COLORS.purple, "s")):
            small.plot(*points[group].T, marker, color=color, ms=7, mec=COLORS.paper, mew=0.6, clip_on=False)
        small.set(xlim=(-0.5, 0.5), ylim=(-0.5, 0.5), xticks=[], yticks=[], aspect="equal")
        small.spines[:].set(visible=True, color=COLORS.faint)
        small.set_title(f"behind {stage}", loc="center", fontsize=None if slide else 10.5)
        if not stage:
            note(small, 0.02, 0.04, "river", COLORS.green, transform=small.transAxes)
            note(small, 0.98, 0.04, "money", COLORS.purple, transform=small.transAxes, ha="right")
