r"""One direction, from the mean 9 to the mean 4, tells nine of ten unseen digits apart.

The difference of the means is itself a point with 400 coordinates, so it can be shown as an image: blue where 4s have
more ink, orange where 9s have. Its dot product with an image is one number, and the boundary is the number that the
midpoint of the two means gets.

Reference: mnist
"""

import math

import numpy as np

from figures_src._kit import COLORS, Claim, note, show_image, tinted
from mathnets.data.digits import fours_and_nines
from mathnets.geometry import Hyperplane, centroids, dot, norm

SHAPE = "square"
LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."


def tail(z):
    """Return how often a standard normal number exceeds z."""
    return math.erfc(z / math.sqrt(2)) / 2


def compute():
    """The means of the training digits, and the signed distances of unseen digits to their bisecting hyperplane."""
    X, y = fours_and_nines()
    unseen, truth = fours_and_nines("test")
    _, (four, nine) = centroids(X, y)
    w = four - nine
    plane = Hyperplane(w, -dot(w, (four + nine) / 2))
    side = plane.signed_distance(unseen)
    spread = np.sqrt(np.mean([plane.signed_distance(X[y == c]).var() for c in (4, 9)]))
    radius = np.sqrt(np.mean(norm(np.where((y == 4)[:, None], X - four, X - nine)) ** 2))
    sigma = radius / math.sqrt(X.shape[1])
    return {
        "four": four.round(4),
        "nine": nine.round(4),
        "gap": norm(w),
        "side": side.round(4),
        "digit": truth,
        "right": np.mean((side > 0) == (truth == 4)),
        "wrong": np.mean((side > 0) != (truth == 4)),
        "spread": spread,
        "radius": radius,
        "sigma": sigma,
        "round_wrong": tail(norm(w) / (2 * sigma)),
        "round_one_in": float(f"{1 / tail(norm(w) / (2 * sigma)):.1g}"),
        "spread_wrong": tail(norm(w) / (2 * spread)),
    }


def claims(result):
    right = np.mean((result["side"] > 0) == (result["digit"] == 4))
    yield Claim(
        "The sign of one dot product is right on about nine of ten unseen digits.",
        bool(0.88 < right < 0.92),
        measured=right,
    )
    ratio = result["gap"] / result["radius"]
    yield Claim(
        "The means are only half as far apart as a digit typically is from its own mean.",
        bool(0.4 < ratio < 0.6),
        measured=ratio,
    )
    times = result["wrong"] / result["round_wrong"]
    yield Claim(
        "It errs over ten thousand times as often as it would if the digits of a class scattered equally all round.",
        bool(times > 1e4),
        measured=times,
    )


def alt(result):
    return (
        f"Above, the mean of all fours, blurred, the mean of all nines, and their difference in blue and orange. "
        f"Below, two overlapping "
        f"histograms of the distances to the boundary, nines left and fours right; {result['right']:.0%} lie on "
        f"their own side."
    )


def draw(fig, result):
    grid = fig.add_gridspec(2, 3, height_ratios=[1, 1.15])
    four, nine, difference = (fig.add_subplot(grid[0, k]) for k in range(3))
    four.imshow(tinted(result["four"], COLORS.blue))
    nine.imshow(tinted(result["nine"], COLORS.orange))
    w = result["four"] - result["nine"]
    show_image(difference, w, limit=np.abs(w).max())
    for ax, name in (
        (four, r"$\mathbf{m}_4$"),
        (nine, r"$\mathbf{m}_9$"),
        (difference, r"$\mathbf{w}=\mathbf{m}_4-\mathbf{m}_9$"),
    ):
        ax.set(xticks=[], yticks=[])
        ax.set_title(name, loc="center")
        for spine in ax.spines.values():
            spine.set(visible=True, color=COLORS.faint)
    ax = fig.add_subplot(grid[1, :])
    bins = np.linspace(-6, 6, 61)
    for digit, colour, name, x, y in ((9, COLORS.orange, "9s", -3.5, 62), (4, COLORS.blue, "4s", 3.2, 56)):
        counts, _ = np.histogram(result["side"][result["digit"] == digit], bins)
        ax.stairs(counts, bins, color=colour, alpha=0.3, fill=True)
        ax.stairs(counts, bins, color=colour, lw=1.6)
        note(ax, x, y, name, color=colour, ha="center", va="center", fontsize="large")
    ax.axvline(0, color=COLORS.ink, lw=1.6)
    ax.set(xlabel="signed distance to the boundary", ylabel="unseen digits", xlim=(-5.6, 5.6))
    ax.set(xticks=[-4, -2, 0, 2, 4], yticks=[0, 20, 40, 60, 80])
