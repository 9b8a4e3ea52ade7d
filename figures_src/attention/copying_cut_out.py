r"""Cut five heads of 270, and most of what the model gains from having read it before is gone.

Surprise at each token of twenty random tokens said twice: the median of ten sequences, with bands over the middle
half of them. Blue: the whole model. Orange: without its five strongest induction heads. Green: without five others,
drawn from the same two layers for each sequence. The dashed line is a guess by lot among all tokens, $\ln 49{,}152$.

Reference: olsson2022
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, note

TOLERANCE = 1e-3  # the model computes in float32
SEEDS = range(10)
PERIOD = 20


def compute(smollm_texts):
    """Surprise of each token but the first, shape (sequences, places), and its mean over the second saying."""
    names = "whole", "blind", "others"
    runs = dict(zip(names, smollm_texts["surprise"], strict=True))
    again = {f"{name}_again": runs[name][:, PERIOD:].mean(axis=1) for name in names}
    return {**runs, **again, "first_time": runs["whole"][:, : PERIOD - 1].mean(axis=1), "lot": float(np.log(49_152))}


def claims(result):
    whole, blind, others, first = (result[k] for k in ("whole_again", "blind_again", "others_again", "first_time"))
    yield Claim(
        "In each of the sequences the second saying surprises less than half as much as the first.",
        bool(np.all(whole < first / 2) and np.all(whole > 0)),
        measured=whole / first,
    )
    yield Claim(
        "Without its five best induction heads the model loses more than three nats a token, in each sequence.",
        bool(np.all(blind - whole > 3) and np.all(blind < 20)),
        measured=blind - whole,
    )
    gone = (blind - whole) / (first - whole)
    yield Claim(
        "So more than half of what the second time saves is gone, in each sequence, and not all of it.",
        bool(np.all(gone > 0.5) and np.all(gone < 0.9)),
        measured=gone,
    )
    yield Claim(
        "Without five other heads of the same layers it loses less than two.",
        bool(np.all(np.abs(others - whole) < 2) and np.all(others > 0)),
        measured=others - whole,
    )


def alt(result):
    middle = {key: np.median(result[f"{key}_again"]) for key in ("whole", "blind", "others")}
    return (
        f"Surprise against place. All three curves lie near {np.median(result['first_time']):.0f} nats for the "
        "first 20 "
        f"tokens. Then the blue one, whole, falls to {middle['whole']:.1f} on average, the green one to "
        f"{middle['others']:.1f}, while the orange one, without induction heads, stays at {middle['blind']:.1f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    places = np.arange(2, result["whole"].shape[1] + 2)
    ax.axvline(PERIOD + 0.5, color=COLORS.faint, lw=1)
    ax.axhline(result["lot"], color=COLORS.muted, ls=(0, (4, 2)), lw=1.2)
    for key, color in (("others", COLORS.green), ("blind", COLORS.orange), ("whole", COLORS.blue)):
        band(ax, places, result[key], color=color, quantiles=(0.25, 0.75))
    note(ax, 31, 15.2, "five induction heads cut", COLORS.orange, ha="center")
    note(ax, 26, 6.2, "five others cut", COLORS.green)
    note(ax, 24.3, 1.2, "whole", COLORS.blue, ha="center", va="center")
    note(ax, 40.4, result["lot"], "by lot", COLORS.muted, va="center")
    note(ax, 10.5, 19.8, "first time", COLORS.muted, ha="center", va="top")
    note(ax, 30.5, 19.8, "second time", COLORS.muted, ha="center", va="top")
    ax.set(
        xlabel="token",
        ylabel="surprise in nats",
        xlim=(2, 2 * PERIOD),
        ylim=(0, 20),
        xticks=range(5, 41, 5),
        yticks=range(0, 21, 5),
    )
