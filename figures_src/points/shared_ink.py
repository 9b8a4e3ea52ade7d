r"""The dot product of two images is the ink that they share, and two 4s share hardly more than a 4 and a 9.

Multiply two images pixel by pixel: what remains is inked in both, and its sum is the dot product. Divided by both
lengths it is the cosine of the angle between the images. No angle exceeds a right one, since no ink is negative. The
two partners shown are those at the median angle.

Reference: mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, tinted
from mathnets.data.digits import fours_and_nines
from mathnets.geometry import angle, dot, norm

SHAPE = "wide"
LICENCE = "CC BY-SA 3.0"
EXAMPLE = 1  # among the test set's fours


def at_median(angles):
    """Return the place of the median (the lower one of two)."""
    return int(np.argsort(angles, kind="stable")[(len(angles) - 1) // 2])


def compute():
    """Angles between all unseen digits, and one four with a four and a nine at the median angle."""
    X, y = fours_and_nines("test")
    unit = X / norm(X)[:, None]
    fours, nines = unit[y == 4], unit[y == 9]
    off = ~np.eye(len(fours), dtype=bool)
    angles = {"four_four": (fours @ fours.T)[off], "four_nine": (fours @ nines.T).ravel()}
    medians = {k: np.degrees(np.median(np.arccos(np.clip(v, -1, 1)))) for k, v in angles.items()}
    a = X[y == 4][EXAMPLE]
    others = X[y == 4][np.arange(len(fours)) != EXAMPLE]
    partners = np.array([others[at_median(angle(others, a))], X[y == 9][at_median(angle(X[y == 9], a))]])
    widest = np.degrees(np.arccos(min(v.min() for v in angles.values())))
    return {
        "image": a.round(3),
        "partners": partners.round(3),
        "dots": dot(partners, a),
        "angles": np.degrees(angle(partners, a)),
        **medians,
        "widest": widest,
    }


def claims(result):
    shared = np.abs((result["image"] * result["partners"]).sum(axis=1) - result["dots"]).max()
    yield Claim("The sum over the product image is the dot product.", bool(shared < 0.05), measured=shared)
    gap = result["four_nine"] - result["four_four"]
    yield Claim(
        "The median angle between a 4 and a 9 is at most three degrees wider than between two 4s.",
        bool(0 < gap < 3),
        measured=gap,
    )
    yield Claim(
        "No two images are at more than a right angle.", bool(60 < result["widest"] <= 90), measured=result["widest"]
    )


def alt(result):
    (one, other), (first, second) = result["dots"], result["angles"]
    return (
        f"Two rows of images. A four times another four is an image of the ink in both, with the sum {one:.0f} "
        f"and an angle of {first:.0f} degrees. "
        f"The same four times a nine: {other:.0f} and {second:.0f} degrees."
    )


def draw(fig, result):
    grid = fig.subplots(2, 4, width_ratios=[1, 1, 1, 0.85])
    for row, partner, colour, value, degrees in zip(
        grid, result["partners"], (COLORS.blue, COLORS.orange), result["dots"], result["angles"], strict=True
    ):
        for ax, picture, tint in (
            (row[0], result["image"], COLORS.blue),
            (row[1], partner, colour),
            (row[2], result["image"] * partner, COLORS.purple),
        ):
            ax.imshow(tinted(picture, tint))
            ax.set(xticks=[], yticks=[])
            for spine in ax.spines.values():
                spine.set(visible=True, color=COLORS.faint)
        for ax, sign in zip(row, "×=Σ", strict=False):
            ax.text(
                1.06,
                0.5,
                sign if sign != "Σ" else "",
                transform=ax.transAxes,
                va="center",
                ha="center",
                fontsize="large",
                color=COLORS.muted,
            )
        row[3].axis("off")
        row[3].text(
            0,
            0.6,
            r"$\mathbf{a}\cdot\mathbf{b}=$" + f"{value:.1f}",
            transform=row[3].transAxes,
            color=COLORS.purple,
            va="center",
        )
        row[3].text(0, 0.36, f"angle {degrees:.0f}°", transform=row[3].transAxes, color=COLORS.muted, va="center")
    for ax, name in zip(grid[0], (r"$\mathbf{a}$", r"$\mathbf{b}$", "ink in both"), strict=False):
        ax.set_title(name, loc="center", weight="normal")
