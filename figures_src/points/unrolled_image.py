r"""An image of 20 by 20 pixels is a list of 400 numbers, and so one point in a space of 400 dimensions.

Read row after row, from the top, the pixels become the coordinates $x_1, \dots, x_{400}$ of a point: 0 is paper,
1 is full ink. Nothing is lost, for the list can be folded into the image again.

Reference: mnist
"""

import numpy as np
from matplotlib.patches import ConnectionPatch, Rectangle

from figures_src._kit import COLORS, Claim, show_image
from mathnets.data.digits import fours_and_nines, image

SHAPE = "standard"
LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
EXAMPLE = 9  # of the training set: a nine
ROW = 11  # of its image, counted from 0


def compute():
    """One digit as a point, and the row of its image that the picture follows."""
    X, y = fours_and_nines()
    x = X[EXAMPLE].round(3)
    return {
        "point": x,
        "digit": int(y[EXAMPLE]),
        "row": image(x)[ROW],
        "paper": int(np.sum(x == 0)),
        "length": float(np.linalg.norm(x)),
    }


def claims(result):
    x, row = result["point"], result["row"]
    inside = bool(x.size == 400 and x.min() >= 0 and 0 < x.max() <= 1)
    yield Claim("The 400 coordinates lie between 0, paper, and 1, full ink.", inside, measured=x.max())
    entries = np.abs(x[20 * ROW : 20 * ROW + 20] - row).max()
    yield Claim("Row 12 of the image is entries 221 to 240 of the list.", bool(entries == 0), measured=entries)


def alt(result):
    return (
        f"A handwritten {result['digit']} of 20 by 20 grey pixels. One row of it is drawn larger, with its 20 "
        f"numbers, and below "
        f"stand all 400 numbers in one strip of bars; {result['paper']} of them are 0."
    )


def draw(fig, result):
    x = result["point"]
    grid = fig.add_gridspec(3, 2, height_ratios=[3.1, 0.62, 1.3], width_ratios=[1, 1.25])
    picture, text = fig.add_subplot(grid[0, 0]), fig.add_subplot(grid[0, 1])
    cells, strip = fig.add_subplot(grid[1, :]), fig.add_subplot(grid[2, :])
    show_image(picture, image(x), vmax=1)
    picture.add_patch(Rectangle((-0.5, ROW - 0.5), 20, 1, fill=False, edgecolor=COLORS.red, lw=1.8, clip_on=False))
    text.axis("off")
    for height, line in (
        (0.9, "20 rows of 20 pixels:"),
        (0.7, "400 numbers,"),
        (0.5, r"one point $\mathbf{x}$ in $\mathbb{R}^{400}$"),
    ):
        text.text(0, height, line, color=COLORS.ink, va="center")
    show_image(cells, result["row"][None, :], vmax=1, aspect="auto", frame=False)
    for k, value in enumerate(result["row"]):
        label = f"{value:.1f}".lstrip("0") if 0.05 <= value < 0.95 else f"{value:.0f}"
        cells.text(
            k,
            0,
            label,
            ha="center",
            va="center_baseline",
            fontsize="small",
            color=COLORS.paper if value > 0.5 else COLORS.ink,
        )
    cells.add_patch(Rectangle((-0.5, -0.5), 20, 1, fill=False, edgecolor=COLORS.red, lw=1.8, clip_on=False))
    strip.axvspan(20 * ROW + 0.5, 20 * ROW + 20.5, color=COLORS.red, alpha=0.22, lw=0)
    strip.vlines(np.arange(1, 401), 0, x, color=COLORS.ink, lw=0.9)
    strip.set(xlim=(0, 401), ylim=(0, 1.05), xticks=[1, 100, 200, 300, 400], yticks=[0, 1], xlabel="which pixel")
    for (a, one), (b, other) in (
        ((picture, (-0.5, ROW + 0.5)), (cells, (-0.5, -0.5))),
        ((picture, (19.5, ROW + 0.5)), (cells, (19.5, -0.5))),
        ((cells, (-0.5, 0.5)), (strip, (20 * ROW + 0.5, 1.05))),
        ((cells, (19.5, 0.5)), (strip, (20 * ROW + 20.5, 1.05))),
    ):
        fig.add_artist(
            ConnectionPatch(one, other, "data", "data", axesA=a, axesB=b, color=COLORS.red, lw=0.8, alpha=0.7)
        )
