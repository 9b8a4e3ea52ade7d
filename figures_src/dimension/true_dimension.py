r"""Digits have 400 coordinates, but by their nearest neighbours they lie on a set of about a dozen dimensions.

How fast the second neighbour is farther than the first tells the dimension of the set on which points lie. Normal
points on flats of known dimension, all in a space of 400 (dots), show how far to trust it: from twenty dimensions on it
says too little, as 700 points are too few to have near neighbours. Lines: digits, and digits with shuffled pixels.
Bands span ten draws.

Reference: facco2017, levina2004, pope2021, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note
from mathnets.data.digits import load
from mathnets.dimension import levina_bickel, shuffled_features, two_nearest_neighbours

SEEDS = range(10)
POINTS, SPACE = 700, 400
TRUE = [2, 5, 10, 20, 40, 80]


def compute():
    """Estimates for flats, shape (seeds, dimensions), for digits and for digits with shuffled pixels."""
    images = load()[0]
    flats, digits, shuffled, ten = np.zeros((len(SEEDS), len(TRUE))), [], [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        axes = np.linalg.qr(rng.normal(size=(SPACE, max(TRUE))))[0]
        for j, d in enumerate(TRUE):
            X = rng.normal(size=(POINTS, d)) @ axes[:, :d].T
            flats[seed, j] = two_nearest_neighbours(X).estimate
        X = images[rng.choice(len(images), POINTS, replace=False)]
        digits.append(two_nearest_neighbours(X).estimate)
        shuffled.append(two_nearest_neighbours(shuffled_features(X, rng=rng)).estimate)
        ten.append(levina_bickel(X, 10))
    return {
        "true": np.array(TRUE),
        "flats": flats,
        "digits": np.array(digits),
        "shuffled": np.array(shuffled),
        "ten_neighbours": np.array(ten),
        "twenty": flats[:, TRUE.index(20)],
    }


def claims(result):
    digits = result["digits"]
    yield Claim(
        "By two neighbours digits have a dimension of 10 to 14, in every draw.",
        bool(np.all(digits > 10) and np.all(digits < 14)),
        measured=digits,
    )
    yield Claim(
        "With ten neighbours it comes out at 10 to 11.",
        bool(10 < np.median(result["ten_neighbours"]) < 11),
        measured=result["ten_neighbours"],
        expected=12,
        tolerance=2,
        source="pope2021, Table 1, MNIST at k = 10 (recalled)",
        verdict="yes",
    )
    low = np.median(result["flats"], axis=0) / result["true"]
    yield Claim(
        "Flats of 2 to 10 dimensions are told within 15%.",
        bool(np.all(np.abs(low[:3] - 1) < 0.15)),
        measured=low[:3],
        expected=1,
        tolerance=0.15,
        source="facco2017, Figure 2: the estimate is correct in low dimensions (recalled)",
        verdict="yes",
    )
    yield Claim(
        "A flat of 20 dimensions is taken for one of 14 to 18, a flat of 80 for one of 35 to 60.",
        bool(14 / 20 < low[3] < 18 / 20 and 35 / 80 < low[-1] < 60 / 80),
        measured=low[3:] * result["true"][3:],
    )
    ratio = result["shuffled"] / digits
    yield Claim(
        "With shuffled pixels the estimate is over four times as high.",
        bool(np.all(ratio > 4) and np.all(ratio < 10)),
        measured=ratio,
    )


def alt(result):
    flats = np.median(result["flats"], axis=0)
    return (
        "Estimated against true dimension, both logarithmic. Flats lie on the diagonal up to ten dimensions and below "
        f"it beyond: 20 gives {flats[3]:.0f}, 80 gives {flats[-1]:.0f}. A line for digits at "
        f"{np.median(result['digits']):.0f}, one for shuffled pixels at {np.median(result['shuffled']):.0f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    ends = [1.6, 130]
    ax.plot(ends, ends, color=COLORS.muted, lw=1.2, ls=(0, (4, 2)))
    for name, color in (("digits", COLORS.orange), ("shuffled", COLORS.green)):
        low, middle, high = np.quantile(result[name], [0, 0.5, 1])
        ax.axhspan(low, high, color=color, alpha=0.2, lw=0)
        ax.axhline(middle, color=color)
    band(ax, result["true"], result["flats"], color=COLORS.blue, marker="o", ms=6, lw=1.2)
    note(ax, 1.8, np.median(result["digits"]) * 1.2, "digits", COLORS.orange, va="bottom")
    note(ax, 1.8, np.median(result["shuffled"]) * 1.2, "shuffled pixels", COLORS.green, va="bottom")
    note(ax, 8.5, 5.6, "flats", COLORS.blue, va="center")
    ax.set(xlabel="true dimension", ylabel="estimated dimension", xlim=ends, ylim=(ends[0], 180))
    log_axis(ax, "x", [2, 5, 10, 20, 40, 80])
    log_axis(ax, "y", [2, 5, 10, 20, 40, 80])
