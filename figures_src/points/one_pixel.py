r"""A single pixel of the 400 tells unseen 4s from 9s nine times in ten.

Each pixel is one coordinate. Call a digit a nine if the pixel is more than half inked, or the other way round,
whichever suits the training set: the map shows how often that is right on unseen digits. The best pixel, A, lies where
a nine closes its loop and a four stays open; B is the best one that is not near it. Two pixels together are a plane,
and every image a point in it (here moved a little at random, so that equal points don't hide each other).

Reference: mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note, panels, scatter_classes, show_image
from mathnets.data.digits import fours_and_nines

SHAPE = "wide"
LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SHOWN = 1200  # points in the plane of two pixels
FAR = 5  # the second pixel is the best one at least so many pixels away from the first


def compute():
    """How well each pixel alone tells the classes apart, and the unseen digits in the plane of two pixels."""
    X, y = fours_and_nines()
    unseen, truth = fours_and_nines("test")
    inked_nines = np.mean((X > 0.5) == (y == 9)[:, None], axis=0)
    right = np.where(
        inked_nines > 0.5,
        np.mean((unseen > 0.5) == (truth == 9)[:, None], axis=0),
        np.mean((unseen > 0.5) == (truth == 4)[:, None], axis=0),
    )
    rank = np.argsort(-np.maximum(inked_nines, 1 - inked_nines), kind="stable")
    first = int(rank[0])
    row, column = np.divmod(rank, 20)
    far = np.hypot(row - first // 20, column - first % 20) >= FAR
    second = int(rank[far][0])
    return {
        "right": right,
        "chosen": np.array([first, second]),
        "best": right[first],
        "partner": right[second],
        "useless": np.mean(right < 0.55),
        "plane": unseen[:SHOWN, [first, second]].round(3),
        "digit": truth[:SHOWN],
        "nines_inked": np.mean(unseen[truth == 9, first] > 0.5),
        "fours_inked": np.mean(unseen[truth == 4, first] > 0.5),
    }


def claims(result):
    yield Claim(
        "The best pixel alone is right on nine of ten unseen digits.",
        bool(0.88 < result["best"] < 0.93),
        measured=result["best"],
    )
    yield Claim(
        "Most pixels alone are hardly better than a coin: below 55%.",
        bool(0.5 < result["useless"] < 1),
        measured=result["useless"],
    )


def alt(result):
    (a, b), (c, d) = (divmod(int(p), 20) for p in result["chosen"])
    return (
        f"Left, a map of the 400 pixels by how much each tells alone: the best, in row {a + 1}, column {b + 1}, is "
        f"right on {result['best']:.0%}. Right, digits as points in the plane of that pixel and one in row {c + 1}, "
        f"column {d + 1}: fours gather on the left, nines on the right, most at the edges, many on the wrong side."
    )


def draw(fig, result):
    chart, plane = panels(fig, 2, page=(1, 2), width_ratios=[1, 1.12])
    picture = show_image(chart, result["right"], vmin=0.5, vmax=0.95)
    bar = fig.colorbar(picture, ax=chart, location="bottom", ticks=[0.5, 0.7, 0.9], shrink=0.8, pad=0.02, aspect=18)
    bar.ax.set_xticklabels(["50%", "70%", "90% right"])
    bar.outline.set_visible(False)
    for name, pixel in zip("AB", result["chosen"], strict=True):
        note(chart, pixel % 20, pixel // 20, name, color=COLORS.red, ha="center", va="center_baseline", weight="bold")
    apart = np.random.default_rng(0).normal(0, 0.05, result["plane"].shape)  # so that equal points show
    scatter_classes(
        plane, result["plane"] + apart, np.where(result["digit"] == 4, 1, -1), size=13, rasterized=True, alpha=0.55
    )
    note(plane, 0, 1.2, "4s", color=COLORS.blue, ha="center", va="bottom")
    note(plane, 1, 1.2, "9s", color=COLORS.orange, ha="center", va="bottom")
    plane.set(
        xlabel="ink in pixel A",
        ylabel="ink in pixel B",
        xticks=[0, 1],
        yticks=[0, 1],
        aspect="equal",
        xlim=(-0.2, 1.2),
        ylim=(-0.2, 1.2),
    )
    plane.spines["left"].set_bounds(0, 1)
    plane.spines["bottom"].set_bounds(0, 1)
