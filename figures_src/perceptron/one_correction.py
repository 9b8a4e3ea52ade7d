r"""One mistake, one correction: the mistaken square is added to the normal, and the line turns.

Before, the ringed square lies on the wrong side: $\mathbf{w}\cdot\mathbf{x} < 0$ though $y = +1$. Then the example
itself is added to the normal, and its score $\mathbf{w}\cdot\mathbf{x}$ rises by $\lVert\mathbf{x}\rVert^2$. A mistaken
circle would be subtracted.

Reference: rosenblatt1958, widrow1990
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, decision_line, is_slide, note, panels, plane, scatter_classes
from mathnets.perceptron import perceptron_pass

SHAPE = "square"
START = np.array([0.75, -1.45])
X = np.array([[1.5, 1.35], [3.0, -0.9], [0.95, -1.9], [-1.4, 0.75], [-2.2, 0.2], [-1.8, -0.75], [-2.7, 1.5]])
Y = np.array([1, 1, 1, -1, -1, -1, -1])


def compute():
    """The weights before and after the rule met one mistaken example, and all scores before and after."""
    after, _, mistakes = perceptron_pass(X[:1], Y[:1], START, fit_intercept=False)
    return {
        "points": X,
        "labels": Y,
        "before": START,
        "after": after,
        "mistakes": len(mistakes),
        "score_before": X @ START,
        "score_after": X @ after,
    }


def claims(result):
    x = result["points"][0]
    rise = result["score_after"][0] - result["score_before"][0]
    yield Claim(
        "The mistaken example's score rises by its squared length.", bool(abs(rise - x @ x) < 1e-12), measured=rise
    )
    turned = (result["score_before"] * result["labels"] > 0).sum(), (result["score_after"] * result["labels"] > 0).sum()
    yield Claim(
        "One of seven points was on the wrong side, and after the correction none is.",
        turned == (6, 7),
        measured=turned[1] - turned[0],
    )


def alt(result):
    return (
        "Two pictures of seven points and a line through the origin. Before, one square has the score "
        f"{result['score_before'][0]:.1f} and lies on the "
        "wrong side. After the square's own vector was added to the normal, the line has turned and the score is "
        f"{result['score_after'][0]:+.1f}."
    )


def draw(fig, result):
    x = result["points"][0]
    for ax, w, title in zip(panels(fig, 2), (result["before"], result["after"]), ("before", "after"), strict=True):
        plane(ax)
        ax.set(xlim=(-3.2, 3.6), ylim=(-3.2, 3.2)) if is_slide(fig) else ax.set(xlim=(-3.7, 4.2), ylim=(-2.3, 2.3))
        ax.set_title(title)
        up, side = w / np.linalg.norm(w), np.array([-w[1], w[0]]) / np.linalg.norm(w)
        for sign, color in ((1, COLORS.blue), (-1, COLORS.orange)):
            ax.fill(
                *np.array([9 * side, -9 * side, -9 * side + sign * 9 * up, 9 * side + sign * 9 * up]).T,
                color=color,
                alpha=0.08,
                lw=0,
            )
        decision_line(ax, w, 0)
        scatter_classes(ax, result["points"], result["labels"], size=46)
        ax.plot(*x, "o", ms=17, mfc="none", mec=COLORS.red, mew=2)
        arrow(ax, (0, 0), w, color=COLORS.green, width=2.4)
        if title == "before":
            note(ax, *np.add(w, [0.14, -0.16]), r"$\mathbf{w}$", COLORS.green, fontsize="x-large", va="center")
            note(ax, *np.add(x, [-0.3, 0.2]), r"$\mathbf{x}$, on the wrong side", COLORS.red, ha="right", va="center")
        else:
            old = result["before"]
            arrow(ax, (0, 0), old, color=COLORS.muted, linestyle=(0, (3, 2)))
            arrow(ax, old, old + x, color=COLORS.blue)
            note(
                ax,
                *np.add(old, [-0.12, -0.2]),
                r"$\mathbf{w}$",
                COLORS.muted,
                fontsize="large",
                ha="right",
                va="center",
            )
            note(ax, *(old + x / 2 + [0.18, -0.12]), r"$+\,\mathbf{x}$", COLORS.blue, fontsize="large", va="center")
            note(
                ax, *np.add(w, [0.16, 0.06]), r"$\mathbf{w}+\mathbf{x}$", COLORS.green, fontsize="x-large", va="center"
            )
