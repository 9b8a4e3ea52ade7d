r"""The dot product of two images is the ink that they share, and two 4s share hardly more than a 4 and a 9.

Multiply two images pixel by pixel: what remains is inked in both, and its sum is the dot product. Divided by both
lengths it is the cosine of the angle between the images. No angle exceeds a right one, since no ink is negative. The
images shown are typical: of all choices of a 4 and two partners, theirs are the dot products and angles that come
closest to the medians.

Reference: mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, tinted
from mathnets.data.digits import fours_and_nines
from mathnets.geometry import norm

SHAPE = "wide"
LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."


def compute():
    """Dot products and angles between all unseen digits, and a typical four with a typical four and nine."""
    X, y = fours_and_nines("test")
    fours, nines = X[y == 4], X[y == 9]
    rows = np.arange(len(fours))
    result, chosen, miss = {}, [], 0
    for name, others in (("four_four", fours), ("four_nine", nines)):
        dots = fours @ others.T
        angles = np.degrees(np.arccos(np.clip(dots / np.outer(norm(fours), norm(others)), -1, 1)))
        pairs = ~np.eye(len(fours), dtype=bool) if others is fours else np.ones(dots.shape, dtype=bool)
        ink, turn = np.median(dots[pairs]), np.median(angles[pairs])
        off = np.where(pairs, np.abs(dots / ink - 1) + np.abs(angles / turn - 1), np.inf)
        best = off.argmin(axis=1)
        miss = miss + off[rows, best]
        chosen.append((others[best], dots[rows, best], angles[rows, best]))
        result |= {name: turn, f"{name}_ink": ink, f"{name}_widest": angles[pairs].max()}
    a = miss.argmin()
    partners, dots, angles = (np.array([kind[part][a] for kind in chosen]) for part in range(3))
    return result | {"image": fours[a].round(3), "partners": partners.round(3), "dots": dots, "angles": angles}


def claims(result):
    shared = np.abs((result["image"] * result["partners"]).sum(axis=1) - result["dots"]).max()
    yield Claim("The sum over the product image is the dot product.", bool(shared < 0.05), measured=shared)
    more = result["four_four_ink"] / result["four_nine_ink"] - 1
    yield Claim(
        "At the median two 4s share less than a tenth more ink than a 4 and a 9.", bool(0 < more < 0.1), measured=more
    )
    gap = result["four_nine"] - result["four_four"]
    yield Claim(
        "The median angle between a 4 and a 9 is at most three degrees wider than between two 4s.",
        bool(0 < gap < 3),
        measured=gap,
    )
    widest = max(result["four_four_widest"], result["four_nine_widest"])
    yield Claim("No 4 is at more than a right angle to another digit.", bool(60 < widest <= 90), measured=widest)


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
        for ax, sign in zip(row[:2], "×=", strict=True):
            place = {"transform": ax.transAxes, "va": "center", "ha": "center"}
            ax.text(1.06, 0.5, sign, fontsize="large", color=COLORS.muted, **place)
        row[3].axis("off")
        product = r"$\mathbf{a}\cdot\mathbf{b}=$" + f"{value:.1f}"
        for height, text, colour in ((0.6, product, COLORS.purple), (0.36, f"angle {degrees:.0f}°", COLORS.muted)):
            row[3].text(0, height, text, transform=row[3].transAxes, color=colour, va="center")
    for ax, name in zip(grid[0], (r"$\mathbf{a}$", r"$\mathbf{b}$", "ink in both"), strict=False):
        ax.set_title(name, loc="center", weight="normal")
