r"""Shuffle the pixels of all images in one fixed way, and not one distance changes.

For us the digits are gone. For everything that is made of dot products nothing has happened, since a sum does not mind
the order of its terms: the carpets of all distances between 60 digits (30 fours, then 30 nines; the more ink, the
nearer) are the same, and so is every nearest neighbour. That two pixels lie side by side is nowhere in these numbers.

References: bishop2006, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, is_slide, tinted
from mathnets.data.digits import fours_and_nines, image
from mathnets.geometry import distances

SHAPE = "square"
LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SEEDS = range(10)
SHOWN, CARPET = 3, 30  # of each class


def side_by_side(X):
    """Return the correlation of neighbouring pixels, left and right, over all images."""
    pixels = image(X)
    return np.corrcoef(pixels[:, :, :-1].ravel(), pixels[:, :, 1:].ravel())[0, 1]


def compute():
    """Distances before and after, nearest-neighbour answers, likeness of neighbouring pixels; over ten shuffles."""
    X, y = fours_and_nines()
    unseen, truth = fours_and_nines("test")
    some = np.concatenate([np.flatnonzero(truth == c)[:CARPET] for c in (4, 9)])
    before, change, right, alike = distances(unseen[some]), [], [], []
    neighbour = distances(unseen, X).argmin(axis=1)
    for seed in SEEDS:
        order = np.random.default_rng(seed).permutation(400)
        change.append(np.abs(distances(unseen[some][:, order]) - before).max())
        alike.append(side_by_side(unseen[:, order]))
        if seed == 0:
            after, shuffled = distances(unseen[some][:, order]), unseen[some][:, order]
            right = [
                np.mean(y[neighbour] == truth),
                np.mean(y[distances(unseen[:, order], X[:, order]).argmin(axis=1)] == truth),
            ]
    faces = [0, CARPET, 1, CARPET + 1, 2, CARPET + 2]
    return {
        "digits": unseen[some][faces].round(3),
        "shuffled": shuffled[faces].round(3),
        "digit": truth[some][faces],
        "before": before.round(6),
        "after": after.round(6),
        "change": np.array(change),
        "right": np.array(right),
        "alike": side_by_side(unseen),
        "alike_shuffled": np.array(alike),
    }


def claims(result):
    change = np.abs(result["after"] - result["before"]).max()
    yield Claim(
        "No distance changes by more than rounding.",
        bool(change < 1e-5 and result["change"].max() < 1e-12),
        measured=result["change"],
    )
    yield Claim(
        "Under the shuffle shown the nearest neighbour is right as often as before.",
        bool(0.97 < result["right"][0] == result["right"][1] < 1),
        measured=result["right"][1],
    )
    yield Claim(
        "Neighbouring pixels, much alike before, are hardly alike afterwards.",
        bool(result["alike"] > 0.6 and np.abs(result["alike_shuffled"]).max() < 0.3),
        measured=result["alike_shuffled"],
    )


def alt(result):
    return (
        f"Six handwritten digits and below them the same six with their pixels shuffled, which look like noise. "
        f"Two square carpets of distances, "
        f"before and after, are the same; the nearest neighbour is right on {result['right'][0]:.1%} and on "
        f"{result['right'][1]:.1%}."
    )


def draw(fig, result):
    if is_slide(fig):  # the images at the left, in two blocks
        grid = fig.add_gridspec(4, 5, width_ratios=[1, 1, 1, 2.6, 2.6])
        place, carpets = (lambda row, k: grid[2 * (k // 3) + row, k % 3]), (grid[:, 3], grid[:, 4])
    else:
        grid = fig.add_gridspec(3, 6, height_ratios=[1, 1, 3.2])
        place, carpets = (lambda row, k: grid[row, k]), (grid[2, :3], grid[2, 3:])
    for k, digit in enumerate(result["digit"]):
        for row, key in enumerate(("digits", "shuffled")):
            ax = fig.add_subplot(place(row, k))
            ax.imshow(tinted(result[key][k], COLORS.blue if digit == 4 else COLORS.orange))
            ax.set(xticks=[], yticks=[])
            for spine in ax.spines.values():
                spine.set(visible=True, color=COLORS.faint)
    for half, key, name in zip(carpets, ("before", "after"), ("distances before", "distances after"), strict=True):
        ax = fig.add_subplot(half)
        ax.imshow(result[key], cmap=colormap("ink").reversed(), vmin=0, vmax=result["before"].max())
        ax.set_title(name, loc="center")
        middle = [CARPET / 2 - 0.5, 1.5 * CARPET - 0.5]
        ax.set(xticks=middle, yticks=middle, xticklabels=["4s", "9s"], yticklabels=["4s", "9s"])
        ax.tick_params(length=0)
