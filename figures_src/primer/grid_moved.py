r"""A matrix moves the whole plane at once: no straight line bends, and all areas change by one and the same factor.

A grid of squares, the same grid after one matrix, and after another whose columns lie on one line. The columns of a
matrix say where the two unit arrows go, and everything else follows. The factor of the areas is called the
determinant. Where it is 0 the plane has been pressed flat, and nothing can undo that.

Reference: boyd2018
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, panels, plane

SHAPE = "wide"
SEEDS = range(10)
MOVES = np.array([[1.0, 0.75], [-0.25, 1.0]])
FLATTENS = np.array([[1.0, 0.5], [0.5, 0.25]])
LINES = np.arange(-2, 3)


def area(corners):
    """Area of triangles, shape (..., 3, 2)."""
    a, b = corners[..., 1, :] - corners[..., 0, :], corners[..., 2, :] - corners[..., 0, :]
    return np.abs(a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]) / 2


def compute():
    """Areas of random triangles before and after each matrix, and how far midpoints of their sides then are off."""
    corners = np.array([np.random.default_rng(seed).normal(size=(100, 3, 2)) for seed in SEEDS])
    moved = corners @ MOVES.T
    flat = corners @ FLATTENS.T
    middle = (corners[..., 0, :] + corners[..., 1, :]) / 2
    return {
        "moves": MOVES,
        "flattens": FLATTENS,
        "factor": area(moved) / area(corners),
        "flat_factor": area(flat) / area(corners),
        "determinant": float(np.linalg.det(MOVES)),
        "off_middle": np.abs(middle @ MOVES.T - (moved[..., 0, :] + moved[..., 1, :]) / 2).max(),
        "unit_arrows": np.eye(2) @ MOVES.T,
        "off_line": np.abs(flat[..., 0] - 2 * flat[..., 1]).max(),
    }


def claims(result):
    apart = np.abs(result["factor"] - result["determinant"]).max()
    yield Claim(
        "The areas of 1,000 random triangles all grow by the same factor, the determinant.",
        bool(apart < 1e-6 and abs(result["determinant"] - 1.1875) < 1e-9),
        measured=np.median(result["factor"], axis=1),
    )
    yield Claim(
        "The middle of a side goes to the middle of the moved side, so that a line stays a line.",
        bool(result["off_middle"] < 1e-9 and np.ptp(result["factor"]) < 1e-6 and result["factor"].min() > 0.1),
        measured=result["off_middle"],
    )
    yield Claim(
        "The two unit arrows go to the two columns of the matrix.",
        bool(np.abs(result["unit_arrows"] - result["moves"].T).max() < 1e-12),
        measured=np.abs(result["unit_arrows"] - result["moves"].T).max(),
    )
    yield Claim(
        "The second matrix brings every point onto one line, and leaves no area.",
        bool(result["flat_factor"].max() < 1e-9 and abs(np.linalg.det(result["flattens"])) < 1e-9)
        and bool(np.abs(result["flattens"] @ [1.0, 0.0] - [1.0, 0.5]).max() < 1e-9),
        measured=result["flat_factor"].max(axis=1),
    )


def alt(result):
    (a, b), (c, d) = result["moves"]
    return (
        f"Three grids. The first is square, with a unit square shaded. In the second the arrows point to "
        f"({a:g}, {c:g}) and ({b:g}, {d:g}), all squares have become equal parallelograms, and the shaded one is "
        f"{result['determinant']:.2f} times as large. In the third all lines lie on a single slanted line."
    )


def draw(fig, result):
    axes = panels(fig, 3, page=(1, 3))
    titles = ("before", f"areas × {result['determinant']:.2f}", "areas × 0")
    for ax, matrix, title in zip(axes, (np.eye(2), result["moves"], result["flattens"]), titles, strict=True):
        ax.set_title(title)
        plane(ax, 3.7)
        for k in LINES:
            for ends in ([[k, -2], [k, 2]], [[-2, k], [2, k]]):
                ax.plot(*(np.array(ends) @ matrix.T).T, color=COLORS.muted, lw=1)
        square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) @ matrix.T
        ax.fill(*square.T, color=COLORS.gold, alpha=0.35, lw=0)
        arrow(ax, (0, 0), matrix[:, 0], color=COLORS.blue, width=2.2)
        arrow(ax, (0, 0), matrix[:, 1], color=COLORS.orange, width=2.2)
