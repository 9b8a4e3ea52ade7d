r"""How far a point lies from a line, and on which side, is one dot product.

A hyperplane is the set of points with $\mathbf{w}\cdot\mathbf{x} + b = 0$. Its normal vector $\mathbf{w}$ stands at
right angles to it; divided by $\lVert\mathbf{w}\rVert$, the number $\mathbf{w}\cdot\mathbf{x} + b$ is the distance
from it, positive on the side to which $\mathbf{w}$ points. In two dimensions the hyperplane is a line. Faint lines
lie one unit apart; the arrow shows only the direction of $\mathbf{w}$.

Reference: boyd2018
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, decision_line, is_slide, note, plane, scatter_classes
from mathnets.geometry import Hyperplane

NORMAL, OFFSET = np.array([1.5, 2.0]), -2.5
POINTS = np.array([[3.5, 1.0], [1.0, 3.0], [2.35, 0.55], [-1.85, -0.95], [1.75, -1.65], [-3.05, 2.35]])


def compute():
    """Signed distances of six points, their nearest points on the line, and the same for a doubled normal."""
    line = Hyperplane(NORMAL, OFFSET)
    distance = line.signed_distance(POINTS)
    along = np.linspace(-9, 9, 18_001)[:, None] * np.array([-NORMAL[1], NORMAL[0]]) / np.linalg.norm(NORMAL)
    walked = np.linalg.norm(POINTS[:, None] - (line.nearest([0.0, 0.0]) + along), axis=2).min(axis=1)
    return {
        "points": POINTS,
        "distance": distance,
        "feet": line.nearest(POINTS),
        "walked": walked,
        "doubled": Hyperplane(2 * NORMAL, 2 * OFFSET).signed_distance(POINTS),
        "normal": NORMAL,
        "offset": OFFSET,
        "origin": float(line.signed_distance([0.0, 0.0])),
    }


def claims(result):
    error = np.abs(np.abs(result["distance"]) - result["walked"]).max()
    yield Claim(
        "The signed distance is, up to its sign, the shortest way to the line (searched point by point).",
        bool(error < 1e-6),
        measured=error,
    )
    change = np.abs(result["doubled"] - result["distance"]).max()
    yield Claim(
        "Doubling normal and offset moves nothing: only the direction of the normal and b / |w| matter.",
        bool(change < 1e-12),
        measured=change,
    )


def alt(result):
    d = result["distance"]
    return (
        f"A slanted line with its normal vector. {np.sum(d > 0)} points lie on the side to which the normal points, at "
        f"distances up to {d.max():.1f}; {np.sum(d < 0)} lie on the other, down to {d.min():.1f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    plane(ax)
    ax.set(xlim=(-5.2, 5.5) if is_slide(fig) else (-4.1, 4.4), ylim=(-2.3, 3.5))
    w, b, size = result["normal"], result["offset"], np.linalg.norm(result["normal"])
    up, side, foot = w / size, np.array([-w[1], w[0]]) / size, -b * w / size**2
    for sign, color in ((1, COLORS.blue), (-1, COLORS.orange)):
        ends = np.array([foot + 12 * side, foot - 12 * side])
        ax.fill(*np.vstack([ends, ends[::-1] + sign * 15 * up]).T, color=color, alpha=0.08, lw=0)
    for level in (-3, -2, -1, 1, 2):
        decision_line(ax, w, b - level * size, color=COLORS.faint, lw=0.9, zorder=1)
    decision_line(ax, w, b, zorder=2)
    start = foot + 2.1 * side
    arrow(ax, start, start + w / 1.6, color=COLORS.green, width=2.4)
    note(
        ax,
        *(start + w / 1.6 + [-0.14, 0.02]),
        r"$\mathbf{w}$",
        COLORS.green,
        fontsize="x-large",
        ha="right",
        va="center",
    )
    for p, f, d in zip(result["points"], result["feet"], result["distance"], strict=True):
        color = COLORS.blue if d > 0 else COLORS.orange
        ax.plot(*np.array([p, f]).T, color=color, lw=1.5, ls=(0, (3, 2)))
        note(
            ax,
            *(p + np.sign(d) * 0.33 * up),
            f"{d:+.2f}".replace("-", "\N{MINUS SIGN}"),
            color,
            ha="center",
            va="center",
        )
    scatter_classes(ax, result["points"], np.sign(result["distance"]), size=46)
    ax.plot(*np.array([[0, 0], foot]).T, color=COLORS.muted, lw=1.5, ls=(0, (3, 2)))
    ax.plot(0, 0, "o", color=COLORS.muted, ms=4)
    note(ax, 0.12, -0.28, r"$b/\Vert\mathbf{w}\Vert$", COLORS.muted, va="center")
    turn = np.degrees(np.arctan2(-side[1], -side[0]))
    note(
        ax,
        *(foot - 2.95 * side + 0.12 * up),
        r"$\mathbf{w}\cdot\mathbf{x}+b=0$",
        ha="center",
        va="bottom",
        rotation=turn,
        rotation_mode="anchor",
    )
