r"""Push a cat five pixels aside: to the distance it is as strange as a horse, to the network it is lost and sure.

Unseen cats and dogs moved to the right, a pixel at a time. Top: the distance from the nearest training image, middle
half of the images; dashed, the horses' median. Bottom: how often ten networks are right, and how sure they are (bands
span the ten). Anyone still sees a cat.

Reference: animalmnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, note, show_image
from mathnets.data import animals

CREDIT = "animals: Animal-MNIST, MIT licence"
SHAPE = "tall"
MOVES = range(9)
CHOSEN = 0  # the test image that is shown
PICTURED = (0, 2, 5, 8)


def compute(animal_networks):
    """Quartiles of distance, accuracy and mean confidence at each move, the horses' distances, and one cat moved."""
    distance = np.array([animal_networks[f"moved_{k}_distance"] for k in MOVES])
    score = np.array([animal_networks[f"moved_{k}_score"] for k in MOVES])
    T, _ = animals.load("test", names=("cat", "dog"))
    cat = animals.image(T[CHOSEN])
    return {
        "quartiles": np.quantile(distance, [0.25, 0.5, 0.75], axis=1),
        "horses": float(np.median(animal_networks["horses_distance"])),
        "right": ((score > 0) == (animal_networks["truth"] == 1)).mean(axis=2),
        "sure": (1 / (1 + np.exp(-np.abs(score)))).mean(axis=2),
        "ink": animal_networks["moved_ink"],
        "shown": np.round([np.pad(cat, ((0, 0), (k, 0)))[:, :28] for k in PICTURED], 2),
    }


def claims(result):
    median = result["quartiles"][1]
    yield Claim(
        "At five pixels the median distance has passed the horses', at four not yet.",
        bool(median[4] < result["horses"] < median[5] and np.all(np.diff(median) > 0)),
        measured=median[5],
    )
    lost = result["right"][0] - result["right"][5]
    yield Claim(
        "There every network is right at least 20 points less often than at home.",
        bool(np.all(lost > 0.2)),
        measured=lost,
    )
    calmer = result["sure"][0] - result["sure"][5]
    yield Claim(
        "Yet no network's mean confidence falls by more than four points.",
        bool(np.all(calmer < 0.04) and np.all(result["sure"] < 1) and np.all(result["sure"] > 0.9)),
        measured=calmer,
    )
    yield Claim(
        "Up to there under a twentieth of the ink is pushed out of the image.",
        bool(0.95 < result["ink"][5] < 1),
        measured=1 - result["ink"][5],
    )


def alt(result):
    median, right, sure = result["quartiles"][1], np.median(result["right"], axis=1), np.median(result["sure"], axis=1)
    return (
        f"A cat at four places in the image. Distance against pixels moved: from {median[0]:.1f} up to "
        f"{median[-1]:.1f}, "
        f"past the horses' {result['horses']:.1f} at five. Below, the share told right falls from {right[0]:.0%} to "
        f"{right[5]:.0%} at five pixels while the mean confidence goes only from {sure[0]:.0%} to {sure[5]:.0%}."
    )


def draw(fig, result):
    top, bottom = fig.subfigures(2, 1, height_ratios=(0.55, 2))
    for ax, image, k in zip(top.subplots(1, len(PICTURED)), result["shown"], PICTURED, strict=True):
        show_image(ax, image, vmax=1)
        ax.set_title(f"{k} pixels" if k else "as it was", loc="center")
    ax, low = bottom.subplots(2, 1, sharex=True)
    k, (first, median, third) = np.array(MOVES), result["quartiles"]
    ax.fill_between(k, first, third, color=COLORS.blue, alpha=0.22, lw=0)
    ax.plot(k, median, "o-", color=COLORS.blue)
    ax.axhline(result["horses"], color=COLORS.purple, ls=(0, (4, 2)), lw=1.6)
    note(ax, 0, result["horses"] + 0.12, "horses", COLORS.purple, va="bottom")
    ax.set(ylabel="distance from\nthe nearest known")
    band(low, k, 100 * result["sure"].T, color=COLORS.red, marker="o")
    band(low, k, 100 * result["right"].T, color=COLORS.green, marker="o")
    note(low, 7.9, 90, "mean confidence", COLORS.red, ha="right", va="top")
    note(low, 7.9, 66, "told right", COLORS.green, ha="right", va="bottom")
    low.set(xlabel="pixels moved to the right", ylim=(50, 101))
    low.yaxis.set_major_formatter("{x:.0f}%")
