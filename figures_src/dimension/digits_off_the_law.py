r"""Handwritten digits break the law of concentration that their own shuffled pixels obey.

Relative spread (standard deviation over mean) of all distances between 500 points, against the number of coordinates.
Points uniform in a cube follow the line $\sqrt{7/(20D)}$. Digits of which only some pixels are kept, drawn by lot,
lie above the line and level off. When each pixel is shuffled among the images, which changes no pixel's values but cuts
every tie between pixels, they fall along with it, a little above. Bands span ten draws.

Reference: beyer1999, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note
from mathnets.data.digits import load
from mathnets.dimension import distance_spread, shuffled_features

SEEDS = range(10)
POINTS = 500
KEPT = [10, 20, 40, 80, 160, 280, 400]  # pixels
CUBE = [2, 5, *KEPT, 1000]


def compute():
    """Relative spread over ten draws of digits, of digits with shuffled pixels, and of points uniform in a cube."""
    X = load()[0]
    digits, shuffled, cube = [], [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        some, order = X[rng.choice(len(X), POINTS, replace=False)], rng.permutation(X.shape[1])
        kept = [some[:, order[:D]] for D in KEPT]
        digits.append([distance_spread(Z).variation for Z in kept])
        shuffled.append([distance_spread(shuffled_features(Z, rng=rng)).variation for Z in kept])
        U = rng.random((POINTS, max(CUBE)))
        cube.append([distance_spread(U[:, :D]).variation for D in CUBE])
    digits, shuffled, cube = np.array(digits), np.array(shuffled), np.array(cube)
    return {
        "kept": np.array(KEPT),
        "cube_dimensions": np.array(CUBE),
        "digits": digits,
        "shuffled": shuffled,
        "cube": cube,
        "whole": digits[:, -1],
        "whole_shuffled": shuffled[:, -1],
        "whole_cube": cube[:, CUBE.index(400)],
        "like_cube_of": 7 / 20 / digits[:, -1] ** 2,  # the dimension of a cube of equal spread
    }


def claims(result):
    whole = result["whole"]
    yield Claim(
        "The distances of whole digits spread by 13 to 14.5% of their mean.",
        bool(np.all(whole > 0.13) and np.all(whole < 0.145)),
        measured=whole,
    )
    ratio = whole / result["whole_shuffled"]
    yield Claim(
        "With each pixel shuffled among the images the spread falls to about a quarter.",
        bool(np.all(np.abs(ratio / 4 - 1) < 0.1)),
        measured=ratio,
    )
    ends = [list(result["kept"]).index(D) for D in (40, 400)]
    fall = result["digits"][:, ends[1]] / result["digits"][:, ends[0]]
    fall_shuffled = result["shuffled"][:, ends[1]] / result["shuffled"][:, ends[0]]
    yield Claim(
        "Ten times as many pixels divide the spread of shuffled digits by the root of ten, within a tenth.",
        bool(np.abs(np.median(fall_shuffled) * np.sqrt(10) - 1) < 0.1),
        measured=fall_shuffled * np.sqrt(10),
        expected=1,
        tolerance=0.1,
        source="beyer1999, Theorem 1 and its examples: independent coordinates concentrate (the rate read in "
        "aggarwal2001, Theorem 2)",
        verdict="yes",
    )
    yield Claim(
        "Ten times as many pixels leave the true digits over two thirds of their spread.",
        bool(np.all(fall > 0.67) and np.all(fall < 0.9)),
        measured=fall,
    )
    like = result["like_cube_of"]
    yield Claim(
        "Digits spread as widely as points in a cube of 15 to 22 dimensions.",
        bool(np.all(like > 15) and np.all(like < 22)),
        measured=like,
    )


def alt(result):
    return (
        "Relative spread of distances against dimension, both logarithmic. Points in a cube fall along a straight "
        f"line to {np.median(result['cube'][:, -1]):.3f} in {result['cube_dimensions'][-1]:,} dimensions. Digits lie "
        f"above it, level off and end at {np.median(result['whole']):.3f} with 400 pixels; with shuffled pixels "
        "they end at "
        f"{np.median(result['whole_shuffled']):.3f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    D = np.array([2, 1300])
    ax.plot(D, np.sqrt(7 / 20 / D), color=COLORS.muted, lw=1.2, ls=(0, (4, 2)))
    band(ax, result["cube_dimensions"], result["cube"], color=COLORS.muted, ls="", marker="o", ms=5)
    band(ax, result["kept"], result["shuffled"], color=COLORS.green, marker="D", ms=5)
    band(ax, result["kept"], result["digits"], color=COLORS.orange, marker="s", ms=6)
    note(ax, 440, 0.139, "digits", COLORS.orange, va="center")
    note(ax, 440, 0.0385, "shuffled\npixels", COLORS.green, va="bottom")
    note(ax, 30, 0.088, r"uniform in a cube, $\sqrt{7/(20D)}$", COLORS.muted, ha="right", va="top")
    ax.set(xlabel="number of coordinates $D$", ylabel="relative spread of distances", xlim=(1.8, 1700))
    log_axis(ax, "x", [2, 5, 10, 20, 50, 100, 400, 1000])
    log_axis(ax, "y", [0.02, 0.05, 0.1, 0.2, 0.5])
    ax.set_ylim(0.016, 0.6)
