r"""Turned the right way, the mixed cloud of 4s and 9s comes apart: the mixture lay in the shadow, not in the space.

Unseen digits on a plane that turns in the space: from the plane of the first two principal components to one that
contains the direction in which the classes differ most for their spread (Fisher's, sought among the first 50
components), both taken from the training digits. Nothing is stretched, the cloud is only turned. The line stands
midway between the means of the classes. Some of the digits are drawn; the rates count all.

References: fisher1936, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide, note, panels, scatter_classes
from mathnets.data.digits import fours_and_nines
from mathnets.geometry import PCA, angle, centroids, reject

SHAPE = "square"
FRAMES = 41
COMPONENTS = 50  # the space in which Fisher's direction is sought


def fisher(X, y):
    """Return the direction from class 9 to class 4 along which the classes differ most for their spread, length 1."""
    pca = PCA(COMPONENTS).fit(X)
    Z = pca.transform(X)
    _, (four, nine) = centroids(Z, y)
    inside = np.cov((Z - np.where((y == 4)[:, None], four, nine)).T)
    w = np.linalg.solve(inside, four - nine) @ pca.components_
    return w / np.linalg.norm(w), pca.components_[:2]


def compute():
    """Coordinates of unseen digits along three axes that hold all views, and right answers for each turn."""
    X, y = fours_and_nines()
    unseen, truth = fours_and_nines("test")
    w, (first, second) = fisher(X, y)
    first = first if first @ w > 0 else -first
    across = reject(w, first) / np.linalg.norm(reject(w, first))
    whole, mean = angle(first, w), X.mean(axis=0)
    turns = np.linspace(0, whole, 31)
    views = np.cos(turns)[:, None] * first + np.sin(turns)[:, None] * across
    cuts = centroids(X - mean, y)[1] @ views.T
    side = np.sign((unseen - mean) @ views.T - cuts.mean(axis=0)) * np.sign(cuts[0] - cuts[1])
    return {
        "axes": ((unseen - mean) @ np.array([first, across, second]).T).round(4),
        "digit": truth,
        "tilt": second @ across,
        "turn": np.degrees(turns),
        "whole": np.degrees(whole),
        "cut": cuts.mean(axis=0),
        "right": np.mean((side > 0) == (truth == 4)[:, None], axis=0),
        "flat": np.mean((side[:, 0] > 0) == (truth == 4)),
        "turned": np.mean((side[:, -1] > 0) == (truth == 4)),
    }


def claims(result):
    right = result["right"]
    yield Claim(
        "Along the first principal component a cut is right on fewer than 70 of 100 unseen digits.",
        bool(0.5 < right[0] < 0.7),
        measured=right[0],
    )
    yield Claim("Along Fisher's direction it is right on more than 96.", bool(0.96 < right[-1] < 1), measured=right[-1])


def alt(result):
    return (
        f"The same cloud of blue and orange points from four sides. At first the colours are mixed and a vertical "
        f"line has "
        f"{result['flat']:.0%} on their side; turned by {result['whole']:.0f} degrees they stand side by side and "
        f"it has {result['turned']:.0%}."
    )


def view(ax, result, step, size, every, type_="medium"):
    """Draw one of `every` so many digits after `step` of the 30 steps of the turn; the rate counts them all."""
    turn = np.radians(np.interp(step, range(31), result["turn"]))
    first, across, second = result["axes"].T
    horizontal = np.cos(turn) * first + np.sin(turn) * across
    lean = np.sin(turn) * result["tilt"]
    vertical = (second - lean * horizontal) / np.sqrt(1 - lean**2)
    points, labels = np.column_stack([horizontal, vertical])[::every], np.where(result["digit"] == 4, 1, -1)[::every]
    scatter_classes(ax, points, labels, size=size)
    ax.axvline(np.interp(step, range(31), result["cut"]), color=COLORS.ink, lw=1.6)
    ax.set(xlim=(-6.3, 6.3), ylim=(-6, 6), aspect="equal", xticks=[], yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)
    note(ax, -6.2, 6, f"turned {np.degrees(turn):.0f}°", color=COLORS.muted, va="top", fontsize=type_)
    right = np.interp(step, range(31), result["right"])
    note(ax, 6.2, 6, f"{right:.0%} right", ha="right", va="top", fontsize=type_)


def draw(fig, result, frame):
    if frame is None:
        steps, every = ((0, 30), 4) if is_slide(fig) else ((0, 10, 20, 30), 9)
        for ax, step in zip(panels(fig, len(steps), page=(2, 2)), steps, strict=True):
            view(ax, result, step, size=14, every=every)
    else:
        view(fig.subplots(), result, 15 * (1 - np.cos(np.pi * frame / 40)), size=24, every=3, type_="x-large")
