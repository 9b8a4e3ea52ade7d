r"""Mistake after mistake, the line turns until no point is on the wrong side.

A perceptron in the plane, with a line through the origin. At each mistake the ringed point is added to the normal
(a square) or subtracted from it (a circle), and the line stays at right angles to the normal. Some turns spoil what
was right before; still it must come to rest.

Reference: rosenblatt1958, widrow1990, novikoff1962
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, decision_line, is_slide, plane, scatter_classes
from mathnets.margins import novikoff_bound
from mathnets.perceptron import perceptron_path

SEEDS = [2]
POINTS, MARGIN = 40, 0.05
FRAMES = 37  # four a mistake, and the end
FPS = 8


def cloud(seed):
    """Points in a disc, none within MARGIN of a hidden line, and their labels."""
    rng = np.random.default_rng(seed)
    normal = np.array([np.cos(2.4), np.sin(2.4)])
    X = rng.uniform(-1, 1, (20 * POINTS, 2))
    X = X[(np.abs(X @ normal) > MARGIN) & (np.linalg.norm(X, axis=1) < 1)][:POINTS]
    return X, np.where(X @ normal > 0, 1, -1)


def compute():
    """The points, the weights before the first mistake and after each, the mistaken points, how many points are wrong
    each time, and the mistaken point's score (times its label) after its own correction.
    """
    X, y = cloud(SEEDS[0])
    path = perceptron_path(X, y, fit_intercept=False)
    return {
        "points": X,
        "labels": y,
        "weights": path.weights,
        "mistaken": path.examples,
        "wrong": (y * (path.weights @ X.T) <= 0).sum(axis=1),
        "own_score": y[path.examples] * np.vecdot(path.weights[1:], X[path.examples]),
        "bound": novikoff_bound(X, y),
    }


def claims(result):
    wrong = result["wrong"]
    yield Claim(
        "After the last mistake every point is on its side.", bool(wrong[-1] == 0 and wrong[-2] > 0), measured=wrong[-1]
    )
    rises = int(np.sum(np.diff(wrong) > 0))
    yield Claim("Some corrections leave more points wrong than there were before.", rises >= 2, measured=rises)
    own = result["own_score"]
    yield Claim(
        "Some example is still on the wrong side after its own correction; the last one is not.",
        bool(own.min() <= 0 < own[-1]),
        measured=own.min(),
    )
    mistakes = len(wrong) - 1
    yield Claim(
        "It makes fewer mistakes than Novikoff's bound allows.",
        mistakes == len(result["mistaken"]) and mistakes < result["bound"],
        measured=mistakes,
    )


def alt(result):
    return (
        f"A line through the middle of {len(result['points'])} points of two classes. The first "
        f"of {len(result['mistaken'])} corrections makes the line, each other one turns it, always for a ringed point "
        "on its wrong side; the number of wrong points goes "
        f"{', '.join(str(int(k)) for k in result['wrong'][1:])}."
    )


def scene(ax, result, w, ring=None, *, size=30):
    """The plane with the line of normal w, its two sides, and a ring around a mistaken point."""
    plane(ax, 1.12)
    if w.any():
        up, side = w / np.linalg.norm(w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
        for sign, color in ((1, COLORS.blue), (-1, COLORS.orange)):
            ax.fill(
                *np.array([3 * side, -3 * side, -3 * side + sign * 3 * up, 3 * side + sign * 3 * up]).T,
                color=color,
                alpha=0.08,
                lw=0,
            )
        decision_line(ax, w, 0)
        arrow(ax, (0, 0), 0.5 * up, color=COLORS.green, width=2.2, zorder=4)
    scatter_classes(ax, result["points"], result["labels"], size=size)
    if ring is not None:
        ax.plot(*result["points"][ring], "o", ms=15, mfc="none", mec=COLORS.red, mew=2.2)


def draw(fig, result, frame):
    mistaken, weights, last = result["mistaken"], result["weights"], len(result["mistaken"])
    if frame is None:
        shown = [1, 2, 4, 5, last - 1, last]
        for ax, k in zip(fig.subplots(2, 3).ravel(), shown, strict=True):
            scene(ax, result, weights[k], mistaken[k] if k < last else None, size=18)
            if is_slide(fig):
                ax.set_xlim(-1.8, 1.8)
            ax.set_title(f"{k} mistake{'s' if k > 1 else ''}", loc="center")
            ax.text(
                0,
                -1.28,
                f"{result['wrong'][k]} wrong" if k < last else "none wrong",
                color=COLORS.muted,
                ha="center",
                va="top",
            )
        return
    ax, count = fig.subplots(1, 2, width_ratios=(1.9, 1))
    k, phase = min(frame // 4, last), frame % 4
    turning = phase >= 1
    w = weights[k] if not turning else weights[k] + phase / 3 * (weights[k + 1] - weights[k])
    scene(ax, result, w, mistaken[k] if k < last else None, size=48)
    done = k + turning
    ax.set_title(f"{done} mistake{'s' if done != 1 else ''}", loc="center")
    count.plot(np.arange(1, last + 1), result["wrong"][1:], color=COLORS.faint, lw=1)
    count.plot(np.arange(1, done + 1), result["wrong"][1 : done + 1], "o-", color=COLORS.red)
    count.set(xlabel="mistakes", xticks=[1, 3, 5, 7, 9], yticks=[0, 10, 20], xlim=(0.5, last + 0.5), ylim=(-1, 25))
    count.set_title("points now wrong", loc="center", color=COLORS.red)
