r"""For two thirds of its layers the answer is far down the list; the last few bring it forward.

Behind each layer the vector of the last token is scored as if the model ended there (the logit lens). Each line is
the rank that the model's final answer has among all 49,152 tokens, for ten openings. What is not readable in this
way may be there in another form: the last table reads the language of the last layer.

Reference: nostalgebraist2020, belrose2023
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note

TOLERANCE = 1e-3  # the model computes in float32
SHOWN = {0: "Paris", 8: "down", 9: "Jupiter"}


def compute(smollm_sentences):
    """Ranks of the final answers, shape (openings, stages); behind 20 and 27 layers; the best token for the first."""
    ranks = smollm_sentences["ranks"]
    return {
        "ranks": ranks,
        "behind_twenty": ranks[:, 20],
        "behind_twenty_seven": ranks[:, 27],
        "said": np.char.strip(smollm_sentences["said"][0]),
    }


def claims(result):
    ranks = result["ranks"]
    yield Claim(
        "Behind each of the first twenty layers every one of the ten answers has more than fifty tokens before it.",
        bool(ranks[:, :21].min() > 50 and ranks.max() <= 49_152),
        measured=ranks[:, :21].min(axis=1),
    )
    yield Claim(
        "Behind 27 of 30 layers the middle one of the answers is among the first fifty.",
        bool(1 <= np.median(ranks[:, 27]) < 50),
        measured=ranks[:, 27],
    )
    yield Claim("Behind the last layer all are the first.", bool(np.all(ranks[:, -1] == 1)), measured=ranks[:, -1])
    yield Claim(
        "At least two answers are first already two layers before the end.",
        bool(np.sum(ranks[:, 28] == 1) >= 2),
        measured=np.sum(ranks[:, 28] == 1),
    )


def alt(result):
    ranks = result["ranks"]
    return (
        "Ten lines over thirty layers on a logarithmic axis. Most stay between ranks "
        f"{np.quantile(ranks[:, 5:20], 0.1):,.0f} and {np.quantile(ranks[:, 5:20], 0.9):,.0f} for twenty layers, "
        "with a "
        f"median of {np.median(ranks[:, 20]):,.0f} there, and plunge to {np.median(ranks[:, 27]):.0f} behind 27 and "
        "to 1 "
        "behind the last."
    )


def draw(fig, result):
    ax = fig.subplots()
    layers = np.arange(result["ranks"].shape[1])
    for k, ranks in enumerate(result["ranks"]):
        color = {0: COLORS.blue, 8: COLORS.green, 9: COLORS.purple}.get(k, COLORS.muted)
        ax.plot(layers, ranks, color=color, lw=1.8 if k in SHOWN else 0.9, alpha=1 if k in SHOWN else 0.7)
        if k in SHOWN:
            place, factor, side = (11, 1.35, "top") if k == 0 else (3, 0.8, "bottom")  # where no other line runs
            note(ax, place, ranks[place] * factor, SHOWN[k], color, va=side, ha="center")
    ax.set(xlabel="behind so many layers", ylabel="rank of the final answer", xlim=(0, 30))
    log_axis(ax, "y", [1, 10, 100, 1000, 10000])
    ax.set_ylim(60_000, 0.8)
