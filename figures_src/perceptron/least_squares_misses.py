r"""The line of least squared error can fail where a separating line exists.

Two clouds that many lines part. Ten orders of the perceptron (thin) find ten of them. Least squares, to which Widrow
and Hoff's rule tends, also minds how far *beyond* the line a point lies: the far group on the right, safely on its
side, pulls the line over and leaves squares on the wrong side (ringed).

Reference: widrow1960
"""

import numpy as np

from figures_src._kit import COLORS, Claim, decision_line, is_slide, note, scatter_classes
from mathnets.geometry import angle
from mathnets.margins import lift
from mathnets.perceptron import lms_path, perceptron_path, wiener_solution

SEEDS = range(10)
RATE, PASSES = 0.001, 800


def compute():
    """The points, ten perceptron lines, the least-squares line, where LMS ends, and how many points each has wrong."""
    rng = np.random.default_rng(4)
    X = np.vstack(
        [
            rng.normal([0.0, -0.4], 0.42, (24, 2)),
            rng.normal([1.9, -0.5], [0.3, 0.5], (16, 2)),
            rng.normal([5.9, -2.3], 0.3, (12, 2)),
        ]
    )
    y = np.repeat([-1, 1, 1], [24, 16, 12])
    Z = lift(X)
    paths = [perceptron_path(X, y, rng=seed, max_epochs=2000) for seed in SEEDS]
    lines = np.array([[*p.weights[-1], p.offsets[-1]] for p in paths])
    best = wiener_solution(Z, y)
    order = np.concatenate([np.random.default_rng(0).permutation(len(X)) for _ in range(PASSES)])
    end = lms_path(Z[order], y[order], RATE).weights[-1]
    return {
        "points": X,
        "labels": y,
        "lines": lines,
        "least_squares": best,
        "lms": end,
        "turn": float(np.degrees(angle(best, end))),
        "perceptron_wrong": np.array([(y * (Z @ line) <= 0).sum() for line in lines]),
        "least_squares_wrong": int((y * (Z @ best) <= 0).sum()),
        "wrong": np.flatnonzero(y * (Z @ best) <= 0),
    }


def claims(result):
    yield Claim(
        "Every order of the perceptron ends with no point wrong.",
        bool(np.all(result["perceptron_wrong"] == 0))
        and len(result["lines"]) == 10
        and bool(
            np.all(
                result["labels"] * (np.c_[result["points"], np.ones(len(result["points"]))] @ result["lines"].T).T > 0
            )
        ),
        measured=result["perceptron_wrong"],
    )
    yield Claim(
        "The least-squares line leaves points on the wrong side.",
        result["least_squares_wrong"] >= 2,
        measured=result["least_squares_wrong"],
    )
    yield Claim(
        "LMS at a small rate ends within a degree of it.",
        result["turn"] < 1 and abs(result["lms"][0] / result["least_squares"][0] - 1) < 0.05,
        measured=result["turn"],
    )


def alt(result):
    return (
        f"Two clouds and a far third group of the same class as the right one. {len(result['lines'])} thin lines "
        "part the classes without a mistake; the thick "
        f"least-squares line is tilted towards the far group and leaves {result['least_squares_wrong']} squares on "
        "the wrong side."
    )


def draw(fig, result):
    ax = fig.subplots()
    ax.set(xlim=(-2.4, 7.8) if is_slide(fig) else (-1.6, 7.0), ylim=(-3.7, 1.6), aspect="equal")
    ax.axis("off")
    for line in result["lines"]:
        decision_line(ax, line[:2], line[2], lw=0.9, alpha=0.55, color=COLORS.green)
    decision_line(ax, result["least_squares"][:2], result["least_squares"][2], lw=2.6, color=COLORS.purple)
    scatter_classes(ax, result["points"], result["labels"], size=30)
    note(ax, 3.3, -2.75, "least squares", COLORS.purple, ha="right", va="center")
    note(ax, -0.2, -3.1, "perceptron", COLORS.green, ha="right", va="center")
    for x in result["points"][result["wrong"]]:
        ax.plot(*x, "o", ms=13, mfc="none", mec=COLORS.red, mew=1.8)
