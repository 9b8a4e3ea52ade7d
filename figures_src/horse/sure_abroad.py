r"""By its confidence you cannot tell whether a network looks at a horse or at what it knows.

The confidence of ten networks on cats and dogs that they have never seen, and on horses: bars are the middle of the
ten, whiskers the range. Of either kind the last bin alone, over 99.9%, holds about seven in ten.

Reference: hendrycks2017, animalmnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.abstain import auroc

EDGES = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 0.99, 0.999, 1.0])
LABELS = ["50–60", "60–70", "70–80", "80–90", "90–99", "99–99.9", "over 99.9"]


def compute(animal_networks):
    """Shares of cats and dogs, and of horses, in bins of confidence; how well it tells them apart; and accuracy."""
    gap = {name: np.abs(animal_networks[f"{name}_score"]) for name in ("home", "horses")}
    right = (animal_networks["home_score"] > 0) == (animal_networks["truth"] == 1)
    result = {"right": right.mean(axis=1), "learned_from": animal_networks["learned_from"]}
    result["learned"] = animal_networks["learned"]
    for name, size in gap.items():
        confidence = 1 / (1 + np.exp(-size))
        result[name] = np.array([np.histogram(row, EDGES)[0] / len(row) for row in confidence])
        result[f"{name}_mean"] = confidence.mean(axis=1)
        result[f"{name}_over_90"] = (confidence > 0.9).mean(axis=1)
    pairs = list(zip(gap["home"], gap["horses"], strict=True))
    return result | {
        "auroc": np.array([auroc(home, horse) for home, horse in pairs]),
        "auroc_errors": np.array([auroc(row[ok], row[~ok]) for row, ok in zip(gap["home"], right, strict=True)]),
    }


def claims(result):
    area = result["auroc"]
    yield Claim(
        "In every network confidence tells horses from cats and dogs hardly better or worse than a coin.",
        bool(np.all(np.abs(area - 0.5) < 0.09)),
        measured=area,
    )
    yield Claim(
        "At home the same confidence does tell right answers from wrong ones.",
        bool(np.all(result["auroc_errors"] > 0.8) and np.all(result["auroc_errors"] < 1)),
        measured=result["auroc_errors"],
    )
    difference = result["home_mean"] - result["horses_mean"]
    yield Claim(
        "On average every network is under two points less sure of horses.",
        bool(np.all(np.abs(difference) < 0.02) and np.all(result["home_mean"] < 1)),
        measured=difference,
    )
    last = np.array([result[name][:, -1] for name in ("home", "horses")])
    yield Claim(
        "Of either kind the last bin holds between two thirds and eight tenths, in every network.",
        bool(np.all(last > 2 / 3) and np.all(last < 0.8)),
        measured=last.ravel(),
    )
    yield Claim(
        "Every network has learned its training images by heart.",
        bool(np.all(result["learned"] > 0.999) and np.all(result["learned"] <= 1)),
        measured=result["learned"],
    )
    excess = result["home_mean"] - result["right"]
    yield Claim(
        "At home too every network is surer than it is right, by two to seven points.",
        bool(np.all(excess > 0.02) and np.all(excess < 0.07)),
        measured=excess,
    )


def alt(result):
    middle = {name: np.median(result[name][:, -1]) for name in ("home", "horses")}
    return (
        "Two bars a bin of confidence, of similar height in each. Of the cats and dogs "
        f"{middle['home']:.0%} fall into the last bin, over 99.9%, of the horses {middle['horses']:.0%}; over 90% sure "
        f"are {np.median(result['home_over_90']):.0%} and {np.median(result['horses_over_90']):.0%}."
    )


def draw(fig, result):
    ax = fig.subplots()
    x = np.arange(len(LABELS))
    for name, text, color, side, height in (
        ("home", "cats and dogs, unseen", COLORS.muted, -0.2, 0.5),
        ("horses", "horses", COLORS.purple, 0.2, 0.43),
    ):
        low, middle, high = np.quantile(100 * result[name], [0, 0.5, 1], axis=0)
        ax.bar(x + side, middle, 0.38, color=color, alpha=0.8)
        ax.vlines(x + side, low, high, color=COLORS.ink, lw=1.2)
        note(ax, 0, 100 * height, text, color, ha="left", fontsize="large")
    ax.set_xticks(x, LABELS)
    ax.set(xlabel="confidence, in %", ylabel="share of the images", ylim=(0, None))
    ax.yaxis.set_major_formatter("{x:.0f}%")
    for label in ax.get_xticklabels():
        label.set_fontsize("small")
