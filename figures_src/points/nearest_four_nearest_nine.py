r"""For 98 of 100 unseen digits the nearest neighbour is of the right class, though even the nearest is not near.

Each unseen digit is placed by its distance to the nearest training 4 and to the nearest training 9. On the diagonal it
is as near to one class as to the other. Most lie well on their own side, though near is relative: the nearest digit is
still about four units away, not far from half the distance to a digit drawn at random.

References: cover1967, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide, note, scatter_classes
from mathnets.data.digits import fours_and_nines
from mathnets.geometry import distances

TOLERANCE = 1e-3  # distances in float32, rounded to four decimals
SHAPE = "square"


def compute():
    """For each unseen digit its distances to the nearest training digit of each class and to all of them."""
    X, y = fours_and_nines()
    unseen, truth = fours_and_nines("test")
    D = distances(unseen, X, dtype=np.float32)
    near = np.column_stack([D[:, y == 4].min(axis=1), D[:, y == 9].min(axis=1)])
    ten = np.argpartition(D, 10, axis=1)[:, :10]
    own = np.where(truth == 4, near[:, 0], near[:, 1])
    return {
        "near": near.round(4),
        "digit": truth,
        "right": np.mean(y[D.argmin(axis=1)] == truth),
        "ten_alike": np.mean(y[ten] == truth[:, None]),
        "nearest": np.median(own),
        "random": float(np.median(D)),
        "other": np.median(np.where(truth == 4, near[:, 1], near[:, 0])),
    }


def claims(result):
    own_side = (result["near"][:, 0] < result["near"][:, 1]) == (result["digit"] == 4)
    yield Claim(
        "The nearest training digit is of the same class for about 98 of 100 unseen digits.",
        bool(0.975 < own_side.mean() < 0.985),
        measured=own_side.mean(),
    )
    yield Claim(
        "Of the ten nearest, more than 95 of 100 are.",
        bool(0.95 < result["ten_alike"] < 0.99),
        measured=result["ten_alike"],
    )
    share = result["nearest"] / result["random"]
    yield Claim(
        "At the median even the nearest of its class is at two fifths or more of the distance to a random digit.",
        bool(0.4 < share < 0.5),
        measured=share,
    )


def alt(result):
    return (
        f"Points by their distances to the nearest four and the nearest nine. Fours, blue squares, lie above the "
        f"diagonal and nines, orange "
        f"circles, below; {1 - result['right']:.1%} are on the wrong side. No distance is below "
        f"{np.floor(10 * result['near'].min()) / 10:.1f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    low, top = (1.7 if is_slide(fig) else 0), 10.6
    ax.plot([low, top], [low, top], color=COLORS.ink, lw=1.4)
    scatter_classes(ax, result["near"], np.where(result["digit"] == 4, 1, -1), size=17, rasterized=True)
    note(ax, 2.6, 7.6, "4s", color=COLORS.blue, fontsize="x-large", ha="center")
    note(ax, 7.9, 3.0, "9s", color=COLORS.orange, fontsize="x-large", ha="center")
    note(
        ax,
        low + (0.25 if low else 1.0),
        low + (0.25 if low else 1.0),
        "as near to both",
        color=COLORS.muted,
        rotation=45,
        rotation_mode="anchor",
        transform_rotates_text=True,
        ha="left",
        va="bottom",
    )
    ax.set(
        xlim=(low, top),
        ylim=(low, top),
        aspect="auto" if is_slide(fig) else "equal",
        xlabel="distance to the nearest 4",
        ylabel="distance to the nearest 9",
        xticks=range(2 if low else 0, 11, 2),
        yticks=range(2 if low else 0, 11, 2),
    )
