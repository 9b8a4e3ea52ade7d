r"""Distance tells strangers better than confidence does, and takes a moved cat for one.

How well a score tells each kind of image from unseen cats and dogs: 1 is perfectly, one half not at all, below that
the wrong way round. Squares: the confidence of ten networks, median and range. Circles: the distance from the nearest
training image. The last two kinds, below the line, *are* cats and dogs.

Reference: hendrycks2017, cover1967
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.abstain import auroc

KINDS = {
    "horses": "horses",
    "digits": "digits",
    "shuffled": "shuffled pixels",
    "noise": "noise",
    "inverted": "black on white",
    "moved_3": "moved 3 pixels",
    "upturned": "upside down",
}


def compute(animal_networks):
    """For each kind the area under the ROC curve of confidence, for ten networks, and of distance; and of ink."""
    run = animal_networks
    sure = {name: np.abs(run[f"{name}_score"]) for name in ("home", *KINDS)}
    result = {
        f"{name}_confidence": np.array([auroc(a, b) for a, b in zip(sure["home"], sure[name], strict=True)])
        for name in KINDS
    }
    result |= {f"{name}_distance": auroc(-run["home_distance"], -run[f"{name}_distance"]) for name in KINDS}
    result["median_distance"] = np.array([np.median(run[f"{name}_distance"]) for name in KINDS])
    over_90 = {f"{name}_over_90": (sure[name] > np.log(9)).mean(axis=1) for name in ("horses", "noise", "inverted")}
    return result | over_90 | {"ink": auroc(-run["home_ink"], -run["horses_ink"])}


def claims(result):
    ahead = result["horses_distance"] - result["horses_confidence"]
    yield Claim(
        "For horses distance beats the confidence of every network by at least 0.25.",
        bool(np.all(ahead > 0.25) and result["horses_distance"] < 1),
        measured=ahead,
    )
    names = ("horses", "digits", "shuffled", "noise", "inverted")
    least = min(result[f"{name}_distance"] - result[f"{name}_confidence"].max() for name in names)
    yield Claim(
        "For every kind of stranger distance beats the best of the ten networks.",
        bool(least > 0 and max(result[f"{name}_distance"] for name in names) <= 1),
        measured=least,
    )
    exact = [result[f"{name}_distance"] for name in ("shuffled", "noise", "inverted")]
    yield Claim(
        "Distance tells shuffled pixels, noise and black on white with an area over 0.99.",
        bool(min(exact) > 0.99 and max(exact) <= 1),
        measured=min(exact),
    )
    farthest = list(KINDS)[int(np.argmax(result["median_distance"]))]
    yield Claim(
        "Black on white lies farthest away of all kinds, by the median.",
        farthest == "inverted",
        measured=result["median_distance"],
    )
    yield Claim(
        "Black on white, every network is surer than at home.",
        bool(np.all(result["inverted_confidence"] < 0.5) and np.all(result["inverted_confidence"] > 0)),
        measured=result["inverted_confidence"],
    )
    yield Claim(
        "Cats and dogs moved by three pixels count as strangers too, with at least 0.7.",
        bool(0.7 < result["moved_3_distance"] < 0.85),
        measured=result["moved_3_distance"],
    )
    yield Claim(
        "It is not the ink: horses have less of it than cats and dogs, by which alone they would be taken for the "
        "nearer.",
        bool(0.3 < result["ink"] < 0.5),
        measured=result["ink"],
    )


def alt(result):
    said = "; ".join(
        f"{KINDS[name]} {np.median(result[f'{name}_confidence']):.2f} and {result[f'{name}_distance']:.2f}"
        for name in KINDS
    )
    return f"A row for each kind, with a square for confidence and a circle for distance. In this order: {said}."


def draw(fig, result):
    ax = fig.subplots()
    ax.axvline(0.5, color=COLORS.ink, lw=1.2, ls=(0, (4, 2)))
    for row, name in enumerate(KINDS):
        low, middle, high = np.quantile(result[f"{name}_confidence"], [0, 0.5, 1])
        ax.axhline(row, color=COLORS.faint, lw=0.7, zorder=0)
        ax.plot([low, high], [row, row], color=COLORS.red, lw=5, alpha=0.3, solid_capstyle="butt")
        ax.plot(middle, row, "s", color=COLORS.red, ms=8)
        ax.plot(result[f"{name}_distance"], row, "o", color=COLORS.blue, ms=9, clip_on=False)
    ax.axhline(4.5, color=COLORS.muted, lw=0.9)
    ax.set_yticks(range(len(KINDS)), KINDS.values())
    ax.tick_params(axis="y", length=0)
    ax.set(xlim=(0, 1), ylim=(6.6, -1.1), xlabel="told apart from unseen cats and dogs (area under the ROC curve)")
    ax.spines["left"].set_visible(False)
    note(ax, np.median(result["horses_confidence"]), -0.45, "confidence", COLORS.red, ha="right", va="bottom")
    note(ax, result["horses_distance"], -0.45, "distance", COLORS.blue, ha="center", va="bottom")
    note(ax, 0.01, 4.62, "cats and dogs, but", COLORS.muted, va="top", fontsize="small")
