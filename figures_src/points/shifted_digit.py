r"""Moved aside by two pixels, a digit is farther from itself than from some digit of the other class.

The same ink, the same shape, one or two columns to the right: we hardly notice, but every stroke has left its pixels.
The curve is the distance of unseen digits (those with blank columns enough, so that no ink is lost) from their own
shifted copies; the band is their distance to the nearest training digit of the other class. Both bands hold 90 of 100
digits.

References: simard1992, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, note, show_image
from mathnets.data.digits import fours_and_nines, image
from mathnets.geometry import distances, norm

TOLERANCE = 1e-3  # distances in float32, rounded to four decimals
SHAPE = "square"
LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SHIFTS = range(4)
EXAMPLE = 5  # among the digits with room


def shifted(X, columns):
    """Return images moved to the right, with blank columns from the left."""
    return np.roll(image(X), columns, axis=-1).reshape(X.shape)


def compute():
    """Distances of digits to their shifted copies and to the nearest digits of both classes; answers for the copies."""
    X, y = fours_and_nines()
    unseen, truth = fours_and_nines("test")
    room = image(unseen)[:, :, -max(SHIFTS) :].sum(axis=(1, 2)) == 0
    unseen, truth = unseen[room], truth[room]
    copies = [shifted(unseen, s) for s in SHIFTS]
    D = distances(unseen, X, dtype=np.float32)
    other = np.where(truth[:, None] == y, np.inf, D)
    moved = np.array([norm(copy - unseen) for copy in copies])
    stranger = X[other[EXAMPLE].argmin()]
    right = [np.mean(y[distances(copy, X, dtype=np.float32).argmin(axis=1)] == truth) for copy in copies]
    return {
        "count": len(unseen),
        "share": room.mean(),
        "digit": int(truth[EXAMPLE]),
        "shift": np.array(SHIFTS),
        "moved": moved.round(4),
        "other": other.min(axis=1).astype(float).round(4),
        "farther": np.mean(moved > other.min(axis=1), axis=1),
        "right": np.array(right),
        "images": np.array([unseen[EXAMPLE], copies[1][EXAMPLE], copies[2][EXAMPLE], stranger]).round(3),
    }


def claims(result):
    farther = np.mean(result["moved"] > result["other"], axis=1)
    yield Claim(
        "At two pixels more than 99 of 100 digits are farther from their copy than from a digit of the other class.",
        bool(farther[2] > 0.99),
        measured=farther[2],
    )
    yield Claim("At one pixel more than 7 of 10 are.", bool(farther[1] > 0.7), measured=farther[1])
    lost = result["right"][0] - result["right"][2]
    yield Claim(
        "A shift by two pixels costs the nearest neighbour at least six right answers of a hundred.",
        bool(0.06 < lost < 0.2),
        measured=lost,
    )


def alt(result):
    own, other = np.median(result["moved"], axis=1), np.median(result["other"])
    return (
        f"A digit, the same one moved by one and by two pixels, and a digit of the other class that is nearer to "
        f"it than the last. The curve of "
        f"distances to the own copy rises from 0 over {own[1]:.1f} to {own[2]:.1f} and {own[3]:.1f}; the nearest "
        f"digit of the other class is "
        f"at about {other:.1f}."
    )


def draw(fig, result):
    grid = fig.add_gridspec(2, 4, height_ratios=[1, 2])
    apart = norm(result["images"] - result["images"][0])
    for k, name in enumerate((f"a {result['digit']}", "one pixel", "two pixels", f"a {13 - result['digit']}")):
        ax = fig.add_subplot(grid[0, k])
        show_image(ax, result["images"][k], vmax=1)
        ax.set_title(name, loc="center", color=COLORS.green if k == 3 else COLORS.red if k else COLORS.ink)
        ax.set_xlabel(f"distance {apart[k]:.1f}" if k else "distance 0", color=COLORS.muted)
    ax = fig.add_subplot(grid[1, :])
    low, middle, high = np.quantile(result["other"], [0.05, 0.5, 0.95])
    ax.axhspan(low, high, color=COLORS.green, alpha=0.18, lw=0)
    ax.axhline(middle, color=COLORS.green, ls=(0, (5, 2)))
    band(ax, result["shift"], result["moved"].T, color=COLORS.red, marker="o", quantiles=(0.05, 0.95))
    note(ax, 2.45, 10.75, "from itself, moved", color=COLORS.red, ha="right")
    note(ax, 3.0, middle + 0.3, "from the nearest of the other class", color=COLORS.green, ha="right")
    ax.set(
        xlabel="pixels moved",
        ylabel="distance",
        xticks=result["shift"],
        ylim=(0, 13),
        xlim=(-0.05, 3.05),
        yticks=[0, 4, 8, 12],
    )
