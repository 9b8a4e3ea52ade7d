r"""Squared error bends the same everywhere; cross-entropy bends less with every step outward.

A model of two weights and no offset, $z = w_1x_1 + w_2x_2$, on sixty points of two overlapping clouds with labels
$\pm1$. Left, half the mean squared distance of the score from the label; right, the mean logistic loss. Contours mark
equal steps of the loss. Both are convex: from every place, downhill leads to the one lowest point. Outward
means away from the origin.

Reference: cox1958, boyd2004
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, note, panels
from mathnets.curvature import hessian
from mathnets.data import toys
from mathnets.landscape import plane_losses
from mathnets.losses import logistic, squared_error
from mathnets.network import MLP

SEEDS = [1]
SHAPE = "wide"
REACH, POINTS = 6.0, 41


def compute():
    """Both losses on a grid and their lowest point; the smallest and largest curvature on a coarser grid."""
    X, y = toys.blobs(60, centers=((-0.7, -0.4), (0.7, 0.4)), spread=0.9, rng=SEEDS[0])
    y = 2 * y - 1
    grid, places = np.linspace(-REACH, REACH, POINTS), np.linspace(-REACH, REACH, 9)
    result = {"grid": grid}
    for name, loss, targets in (("squared", squared_error, y[:, None]), ("entropy", logistic, y)):
        network = MLP([2, 1], loss=loss, rng=0)
        at = np.array([[a, b, 0.0] for b in places for a in places])
        curvatures = [np.linalg.eigvalsh(hessian(network.at(theta), X, targets).matrix()[:2, :2]) for theta in at]
        result[name] = plane_losses(network, X, targets, np.zeros(3), np.eye(3)[:2], grid, grid)
        result[f"{name}_curvatures"] = np.array(curvatures)
        low = np.unravel_index(result[name].argmin(), result[name].shape)
        result[f"{name}_lowest"] = grid[list(low[::-1])]
    return result


def claims(result):
    bowl, valley = result["squared_curvatures"], result["entropy_curvatures"]
    yield Claim(
        "The squared error has the same two curvatures at every place.",
        bool(np.ptp(bowl, axis=0).max() < 1e-9 and bowl.min() > 0.1),
        measured=np.ptp(bowl, axis=0).max(),
    )
    side = round(np.sqrt(len(valley)))
    square, half = valley.reshape(side, side, 2), side // 2
    outward = np.array([square[half, half:], square[half:, half], *(
        np.diagonal(part[half:, half:]).T for part in (square, square[:, ::-1])
    )])  # fmt: skip
    yield Claim(
        "From the origin outward, along both axes and both diagonals, both curvatures of the cross-entropy only fall.",
        bool(np.all(np.diff(outward, axis=1) < 0)),
        measured=np.diff(outward, axis=1).max(),
    )
    times = valley[:, 1].max() / valley[:, 1].min()
    yield Claim(
        "The cross-entropy bends upward everywhere, but in some places over ten times less than in others.",
        bool(valley.min() > 0 and times > 10),
        measured=times,
    )


def alt(result):
    bowl, valley = result["squared_curvatures"], result["entropy_curvatures"]
    return (
        "Two contour maps over two weights. Left, nested ellipses that crowd outward, curvatures "
        f"{bowl[0, 0]:.2f} and {bowl[0, 1]:.2f} everywhere. Right, a valley whose contours become evenly spaced lines "
        f"far out, where the largest curvature falls from {valley[:, 1].max():.2f} to {valley[:, 1].min():.3f}."
    )


def draw(fig, result):
    axes = panels(fig, 2, page=(1, 2), sharey=True)
    for ax, name, title, step in zip(
        axes, ("squared", "entropy"), ("squared error", "cross-entropy"), (4.0, 0.5), strict=True
    ):
        losses, grid = result[name], result["grid"]
        levels = losses.min() + step * np.arange(0.05, 16, 1)
        levels = levels[levels < losses.max()]
        height = np.sqrt(losses - losses.min())
        shades = np.linspace(0, height.max(), 16)
        ax.contourf(grid, grid, height, shades, cmap=colormap("sequential").reversed(), vmax=1.15 * height.max())
        ax.contour(grid, grid, losses, levels, colors=[COLORS.ink], linewidths=0.8, alpha=0.6)
        ax.plot(*result[f"{name}_lowest"], "o", color=COLORS.orange, ms=7, mec=COLORS.paper)
        ax.set(xlabel="$w_1$", xticks=[-5, 0, 5], yticks=[-5, 0, 5])
        ax.set_title(title, loc="center")
    axes[0].set_ylabel("$w_2$")
    note(axes[0], *(result["squared_lowest"] + [0.4, 0.4]), "lowest", COLORS.orange)
