r"""Seen on the plane in which they vary most, the 4s and the 9s are two clouds that run into each other.

Every 4 and 9 of the training set is a dot where its shadow falls on the plane of the first two principal components;
some show their face. From left to right the digits grow wider, and towards the top they lean more: neighbours look
alike. But the plane holds little of what makes the images differ, and on it many a digit's nearest neighbour is of the
other class.

References: pearson1901, mnist
"""

import numpy as np
from matplotlib.colors import to_rgb

from figures_src._kit import COLORS, Claim, is_slide, tinted
from mathnets.data.digits import fours_and_nines, image
from mathnets.geometry import PCA, distances

SHAPE = "square"
LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SIZE = 0.54  # of a face, in units of the plane


def apart(points, least):
    """Return indices of points that lie `least` apart in at least one coordinate, taken in strips from below."""
    kept = []
    for i in np.lexsort([points[:, 0], points[:, 1] // least]):
        point = points[i]
        if not kept or np.abs(points[kept] - point).max(axis=1).min() >= least:
            kept.append(i)
    return np.array(kept)


def width_and_slant(X):
    """Return how far the ink of each image spreads sideways, and how far up it moves to the right."""
    ink = image(X) / X.sum(axis=1)[:, None, None]
    across, up = np.arange(20), np.arange(20)[::-1, None]
    x, y = ((ink * v).sum(axis=(1, 2)) for v in (across, up))
    xx, xy, yy = ((ink * v).sum(axis=(1, 2)) for v in (across**2, across * up, up**2))
    return np.sqrt(xx - x * x), (xy - x * y) / (yy - y * y)


def compute():
    """Coordinates of all training digits on the plane, what they follow, and how far neighbours there agree."""
    X, y = fours_and_nines()
    unseen, truth = fours_and_nines("test")
    pca = PCA(2).fit(X)
    plane = pca.transform(X)
    faces = apart(plane, SIZE)
    flat = y[distances(pca.transform(unseen), plane).argmin(axis=1)] == truth
    full = y[distances(unseen, X, dtype=np.float32).argmin(axis=1)] == truth
    width, slant = width_and_slant(X)
    return {
        "plane": plane.round(3),
        "digit": y,
        "face": (X[faces] * 255).round().astype(np.uint8),
        "face_at": plane[faces].round(3),
        "face_digit": y[faces],
        "variance": pca.explained_variance_ratio_,
        "held": pca.explained_variance_ratio_.sum(),
        "follows_width": np.corrcoef(plane[:, 0], width)[0, 1],
        "follows_slant": np.corrcoef(plane[:, 1], slant)[0, 1],
        "agree_plane": flat.mean(),
        "agree_space": full.mean(),
    }


def claims(result):
    yield Claim(
        "The plane holds less than a quarter of the variance.", bool(0 < result["held"] < 0.25), measured=result["held"]
    )
    yield Claim(
        "On the plane an unseen digit's nearest neighbour is of its class in fewer than three cases of four.",
        bool(0.5 < result["agree_plane"] < 0.75),
        measured=result["agree_plane"],
    )
    yield Claim(
        "In all 400 dimensions it is in more than 97 of 100.",
        bool(0.97 < result["agree_space"] < 1),
        measured=result["agree_space"],
    )
    both = np.array([result["follows_width"], result["follows_slant"]])
    yield Claim(
        "The first component follows the width of the digits and the second their slant, with correlations above 0.6.",
        bool(both.min() > 0.6 and both.max() < 1),
        measured=both.min(),
    )


def alt(result):
    return (
        f"A round cloud of {len(result['digit']):,} small dots, mixed over a broad middle, with "
        f"{len(result['face'])} of the handwritten digits drawn where they lie: fours in blue, most of them on the "
        f"upper right, nines in orange, most on the lower left. Narrow ones lie at the left, wide ones at the right, "
        f"leaning ones at the top. The plane holds {result['held']:.0%} of the variance."
    )


def painted(result, colour):
    """Return the whole picture as RGBA pixels, 20 of them a face, and its corners: dots below, faces over them."""
    unit = 20 / SIZE
    low = result["plane"].min(axis=0) - SIZE
    width, height = np.ceil((result["plane"].max(axis=0) + SIZE - low) * unit).astype(int)
    canvas = np.zeros((height, width, 4))
    for (x, y), digit in zip(((result["plane"] - low) * unit).astype(int), result["digit"], strict=True):
        canvas[y, x] = (*to_rgb(colour[digit]), 0.5)
    for face, (x, y), digit in zip(
        result["face"], ((result["face_at"] - low) * unit - 10).astype(int), result["face_digit"], strict=True
    ):
        square, ink = canvas[y : y + 20, x : x + 20], tinted(face / 255, colour[digit])[::-1]
        alpha = ink[..., 3:] + square[..., 3:] * (1 - ink[..., 3:])
        square[..., :3] = np.where(ink[..., 3:] > 0.25, ink[..., :3], square[..., :3])
        square[..., 3:] = alpha
    return canvas, (low[0], low[0] + width / unit, low[1], low[1] + height / unit)


def draw(fig, result):
    if is_slide(fig):
        ax, beside = fig.subplots(1, 2, width_ratios=[2, 1])
        beside.axis("off")
        for height, line, size, colour in (
            (0.82, "nearest neighbour", "medium", COLORS.muted),
            (0.75, "of the same class", "medium", COLORS.muted),
            (0.59, f"{result['agree_plane']:.0%}", 40, COLORS.ink),
            (0.49, "on this plane", "medium", COLORS.ink),
            (0.29, f"{result['agree_space']:.0%}", 40, COLORS.ink),
            (0.19, "in all 400 dimensions", "medium", COLORS.ink),
        ):
            beside.text(0.05, height, line, fontsize=size, color=colour)
    else:
        ax = fig.subplots()
    ax.axis("off")
    canvas, extent = painted(result, {4: COLORS.blue, 9: COLORS.orange})
    ax.imshow(canvas, extent=extent, origin="lower", interpolation="none")
