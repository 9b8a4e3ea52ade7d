r"""Where one line separates, infinitely many do, and the perceptron stops at the first it meets.

A hundred orders of the same points end with a hundred lines. All of them part the classes; many all but touch a point.
The thick line is the one that keeps the widest margin on both sides.

Reference: rosenblatt1958, widrow1990, boser1992
"""

import numpy as np

from figures_src._kit import COLORS, Claim, decision_line, is_slide, note, scatter_classes
from mathnets.margins import hard_margin, margin
from mathnets.perceptron import perceptron_path

SEEDS = range(100)


def compute():
    """The points, the lines of a hundred orders and their margins, and the widest one."""
    rng = np.random.default_rng(8)
    X = np.vstack([rng.normal([0.7, -0.4], [0.62, 0.5], (16, 2)), rng.normal([3.3, -1.6], [0.62, 0.5], (16, 2))])
    y = np.repeat([1, -1], 16)
    paths = [perceptron_path(X, y, rng=seed, max_epochs=5000) for seed in SEEDS]
    lines = np.array([[*p.weights[-1], p.offsets[-1]] for p in paths])
    widest = hard_margin(X, y, intercept=True)
    margins = np.array([margin(line[:2], line[2], X, y) for line in lines])
    return {
        "points": X,
        "labels": y,
        "lines": lines,
        "margins": margins,
        "share": margins / widest.gamma,
        "widest": np.array([*widest.w, widest.b]),
        "gamma": widest.gamma,
        "support": widest.support,
    }


def claims(result):
    share = result["share"]
    yield Claim(
        "All hundred lines separate the classes.", bool(np.all(result["margins"] > 0)), measured=result["margins"]
    )
    yield Claim("None keeps nine tenths of the widest margin.", bool(share.max() < 0.9), measured=share)
    yield Claim("Half of them keep less than half of it.", bool(0 < np.median(share) < 1 / 2), measured=share)


def alt(result):
    share = result["share"]
    return (
        f"{len(result['lines'])} thin lines fan out between two clouds and all part them; their margins are "
        f"{share.min():.0%} to {share.max():.0%} of the "
        "widest, which is drawn thick with its strip."
    )


def draw(fig, result):
    ax = fig.subplots()
    ax.set(xlim=(-2.0, 6.0) if is_slide(fig) else (-1.2, 5.2), ylim=(-3.1, 1.1), aspect="equal")
    ax.axis("off")
    for line in result["lines"]:
        decision_line(ax, line[:2], line[2], lw=0.6, alpha=0.35, color=COLORS.green)
    w, b = result["widest"][:2], result["widest"][2]
    for shift, lw, style in ((0, 2.6, "-"), (-result["gamma"], 1, (0, (4, 2))), (result["gamma"], 1, (0, (4, 2)))):
        decision_line(ax, w, b + shift, lw=lw, ls=style)
    scatter_classes(ax, result["points"], result["labels"], size=40)
    note(
        ax,
        *(np.array([2.85, 0.5]) - (w @ [2.85, 0.5] + b - 0.09) * w),  # just above the thick line
        "widest margin",
        ha="center",
        va="bottom",
        rotation=np.degrees(np.arctan2(-w[0], w[1])),
        rotation_mode="anchor",
        bbox={"facecolor": COLORS.paper, "edgecolor": "none", "alpha": 0.85, "pad": 1},
    )
