r"""Eight of 270 heads give over two fifths of their attention to what came next last time, all past the middle.

Ten sequences of twenty random tokens, each said twice. Left: the share of attention that goes to the token after the
earlier copy (the prefix score). Right: the share that goes to the token just before (the previous-token score).
Each cell is one head. An induction head needs an earlier head that has written each token's predecessor beside it;
such heads stand below.

Reference: olsson2022, elhage2021
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, note

TOLERANCE = 1e-3  # the model computes in float32
SEEDS = range(10)
STRONG = 0.4


def compute(smollm_texts):
    """Both scores of all heads, shape (layers, heads), how many of each layer are strong, and the strongest."""
    induction, previous = smollm_texts["induction"], smollm_texts["previous"]
    return {
        "induction": induction,
        "previous": previous,
        "strong": int((induction > STRONG).sum()),
        "strong_by_layer": (induction > STRONG).sum(axis=1),
        "best": induction.max(),
    }


def claims(result):
    induction, previous = result["induction"], result["previous"]
    best = np.unravel_index(induction.argmax(), induction.shape)
    yield Claim(
        "Head 18.6 gives more than four fifths of its attention to what came next last time.",
        bool(best == (18, 6) and 0.8 < induction.max() <= 1),
        measured=induction.max(),
    )
    strong = np.flatnonzero((induction > STRONG).any(axis=1))
    yield Claim(
        "Eight heads have a prefix score above 0.4, and each is in layer 17 or later, counted from 0.",
        bool((induction > STRONG).sum() == 8 and strong.min() >= 17),
        measured=(induction > STRONG).sum(),
    )
    first = int((induction[0] > 0.1).sum())
    yield Claim(
        "No head of the first layer is an induction head.",
        bool(first == 0 and induction.max() > 0.5),
        measured=first,
        expected=0,
        tolerance=0,
        source="elhage2021, who find none in models of one layer and need an earlier head for each, recalled",
        verdict="yes",
    )
    early = np.flatnonzero((previous > 0.6).any(axis=1))
    yield Claim(
        "Heads that look at the token before are there from layer 1 on, counted from 0, ahead of all induction heads.",
        bool(early.size and early.min() == 1 and previous.max() <= 1),
        measured=early.min() if early.size else np.nan,
    )


def alt(result):
    best, back = result["induction"], result["previous"]
    return (
        f"Two heat maps of 30 layers by 9 heads. Left, {result['strong']} cells are dark, all from layer 17 up, the "
        f"darkest {best.max():.2f} at 18.6. Right, dark cells are scattered from layer 1 up, the darkest "
        f"{back.max():.2f} at 16.0."
    )


def draw(fig, result):
    axes = fig.subplots(1, 2, sharey=True)
    for ax, key, title in zip(
        axes, ("induction", "previous"), ("what came next last time", "the token before"), strict=True
    ):
        ax.imshow(result[key], cmap=colormap("sequential"), vmin=0, vmax=1, origin="lower", aspect="auto")
        ax.set(xticks=range(9), yticks=range(0, 30, 5), xlabel="head", title=title)
        ax.tick_params(length=0)
        ax.spines[:].set(visible=True, color=COLORS.faint)
        layer, head = np.unravel_index(result[key].argmax(), result[key].shape)
        note(
            ax,
            head,
            layer - 0.8,
            f"{result[key].max():.2f}",
            size="small",
            va="top",
            ha="left" if head < 1 else "center",
        )
    axes[0].set_ylabel("layer")
