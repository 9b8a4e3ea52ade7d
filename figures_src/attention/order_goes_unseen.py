r"""Attention alone does not see the order of words: shuffle them, and the answers are shuffled alike, no more.

Sixteen random vectors, two heads with random matrices. The vectors are shuffled, and the answers compared with the
shuffled answers, as a share of their size, for ten draws. Bare attention fulfils the theorem to the last digits. Each
of the other ways breaks one of its hypotheses: positions are added to the vectors, queries and keys are turned by
their places, or a mask forbids to look ahead. A mask alone is enough to tell a network about order.

Reference: vaswani2017, su2024
"""

import numpy as np

from figures_src._kit import COLORS, Claim
from mathnets.attention import attention, causal_mask, rotary, sinusoidal_positions

SEEDS = range(10)
T, WIDTH, HEADS, D_K = 16, 32, 2, 16
WAYS = ("bare", "positions added", "queries and keys turned", "mask")


def answers(X, way, W):
    """What the heads answer, side by side, in one of the four ways, shape (heads, T, d_k)."""
    if way == "positions added":
        X = X + sinusoidal_positions(*X.shape)
    Q, K, V = (X @ M.mT for M in W)
    if way == "queries and keys turned":
        Q, K = rotary(Q), rotary(K)
    return attention(Q, K, V, mask=causal_mask(T) if way == "mask" else None)[0]


def compute():
    """Relative difference of answers to shuffled words from shuffled answers, shape (ways, seeds)."""
    difference = np.empty((len(WAYS), len(SEEDS)))
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X, W = rng.normal(size=(T, WIDTH)), rng.normal(size=(3, HEADS, D_K, WIDTH)) / WIDTH**0.5
        order = rng.permutation(T)
        for i, way in enumerate(WAYS):
            one, other = answers(X[order], way, W), answers(X, way, W)[:, order]
            difference[i, seed] = np.linalg.norm(one - other) / np.linalg.norm(other)
    return {"difference": difference, "broken": difference[1:], "bare": difference[0]}


def claims(result):
    difference = result["difference"]
    yield Claim(
        "Shuffled words give shuffled answers, up to rounding, in each of ten draws.",
        bool(np.all(difference[0] < 1e-13) and np.all(difference[0] >= 0) and np.all(difference[1:] > 1e-3)),
        measured=difference[0],
    )
    yield Claim(
        "With positions added, queries and keys turned, or a mask, the answers change by over a tenth in each draw.",
        bool(np.all(difference[1:] > 0.1) and np.all(difference[1:] < 3)),
        measured=difference[1:].ravel(),
    )


def alt(result):
    middle = np.median(result["difference"], axis=1)
    return (
        f"Four rows of ten dots on a logarithmic axis. Bare attention: differences near {middle[0]:.0e}. Positions "
        f"added {middle[1]:.2f}, queries and keys turned {middle[2]:.2f}, mask {middle[3]:.2f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    ax.axvspan(1e-17, 3e-15, color=COLORS.wash, lw=0)
    for i, (row, color) in enumerate(
        zip(result["difference"], (COLORS.blue, COLORS.orange, COLORS.green, COLORS.purple), strict=True)
    ):
        y = i + np.linspace(-0.2, 0.2, len(row))
        ax.plot(np.maximum(row, 1e-17), y, "o", color=color, ms=6, mec=COLORS.paper, mew=0.4)
    ax.set_xscale("log")
    ax.minorticks_off()
    ax.set(xlim=(1e-17, 10), ylim=(3.5, -0.5), xticks=[1e-16, 1e-12, 1e-8, 1e-4, 1])
    ax.set_yticks(range(4), ["bare", "positions\nadded", "turned by\ntheir places", "mask"])
    ax.set_xlabel("change of the answers when words are shuffled")
    ax.text(3e-15, 3.4, " rounding", color=COLORS.muted, size="small", va="bottom")
