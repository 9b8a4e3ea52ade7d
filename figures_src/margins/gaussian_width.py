r"""The Gaussian kernel runs from a straight wall to learning by heart, and its best is in between.

Soft margins with the kernel $e^{-\gamma\lVert\mathbf{x}-\mathbf{x}'\rVert^2}$ on draws of 300 fours and nines, from a
kernel far wider than the cloud of digits (left) to one narrower than the way from a digit to its nearest neighbour
(right). The price of an error is $C = 1/2\gamma$, with which the left end tends to a straight wall of price 1 (dotted).
Bands span ten draws.

Reference: keerthi2003, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note
from mathnets.data import digits
from mathnets.geometry import distances
from mathnets.svm import SVM, solve_dual

SEEDS = range(10)
DIGITS, UNSEEN = 300, 1000
GAMMAS = np.geomspace(1e-4, 0.3, 12)


def compute():
    """Errors on learned and on unseen digits and the share of support vectors, for each draw and width."""
    X, label = digits.fours_and_nines()
    T, test = digits.fours_and_nines("test")
    T, t = T[:UNSEEN], np.where(test[:UNSEEN] == 4, 1, -1)
    found, straight, differ = np.empty((len(SEEDS), len(GAMMAS), 3)), [], []
    for seed in SEEDS:
        rows = np.random.default_rng(seed).permutation(len(X))[:DIGITS]
        A, y = X[rows], np.where(label[rows] == 4, 1, -1)
        among, across = distances(A) ** 2, distances(T, A) ** 2
        line = SVM(1.0, kernel="linear").fit(A, y).decision_function(T)
        straight.append(np.mean(t * line <= 0))
        for k, gamma in enumerate(GAMMAS):
            K = np.exp(-gamma * among)
            solution = solve_dual(K, y, 1 / (2 * gamma))
            weights = solution.alpha * y
            scores = np.exp(-gamma * across) @ weights + solution.b
            found[seed, k] = (
                np.mean(y * (K @ weights + solution.b) <= 0),
                np.mean(t * scores <= 0),
                np.mean(weights != 0),
            )
            if k == 0:
                differ.append(np.mean((scores > 0) != (line > 0)))
    return {
        "gammas": GAMMAS,
        "learned": found[..., 0],
        "unseen": found[..., 1],
        "support": found[..., 2],
        "straight": np.array(straight),
        "differ": np.array(differ),
        "best": found[..., 1].min(axis=1),
        "best_gamma": GAMMAS[np.median(found[..., 1], axis=0).argmin()],
        "narrow": found[:, -1, 1],
    }


def claims(result):
    unseen = result["unseen"]
    yield Claim(
        "The widest kernel decides as a straight wall does.",
        bool(np.all(result["differ"] < 0.01) and np.all(np.abs(unseen[:, 0] - result["straight"]) < 0.01)),
        measured=result["differ"],
        expected=0.0,
        tolerance=0.005,
        source="keerthi2003, theorem 2: as the width grows with C = C'/2 gamma, the limit is linear with C' (recalled)",
        verdict="yes",
    )
    better = result["straight"] - result["best"]
    yield Claim(
        "In every draw some kernel in between beats the straight wall by over half a point.",
        bool(np.all(better > 0.005) and np.all(result["straight"] < 0.1)),
        measured=better,
    )
    yield Claim(
        "The narrowest errs on over a third of the unseen digits and on none of those it learned.",
        bool(np.all(unseen[:, -1] > 1 / 3) and np.all(result["learned"][:, -1] == 0)),
        measured=unseen[:, -1],
    )
    yield Claim(
        "With the narrowest every digit is a support vector.",
        bool(np.all(result["support"][:, -1] == 1)),
        measured=result["support"][:, -1],
    )


def alt(result):
    unseen, support = np.median(result["unseen"], axis=0), np.median(result["support"], axis=0)
    return (
        f"Error on unseen digits against the width of the kernel: {unseen[0]:.1%} at the left, {unseen.min():.1%} at "
        f"best, {unseen[-1]:.0%} at the right. The error on learned digits is zero or nearly so throughout; "
        f"the share of support vectors rises from {support[0]:.0%} to {support[-1]:.0%}."
    )


def draw(fig, result):
    ax = fig.subplots()
    x = result["gammas"]
    ax.axhline(np.median(result["straight"]), color=COLORS.ink, ls=(0, (1, 1.5)), lw=1.3)
    band(ax, x, result["support"], color=COLORS.green)
    band(ax, x, result["unseen"], color=COLORS.red)
    band(ax, x, result["learned"], color=COLORS.blue)
    ax.set(
        xlabel=r"$\gamma$: from wide to narrow kernels",
        ylabel="share of digits",
        ylim=(-0.1, 1.03),
        xlim=(x[0], x[-1]),
    )
    note(ax, 0.012, 0.6, "support\nvectors", COLORS.green, ha="center")
    note(ax, 0.11, 0.33, "wrong among\nunseen digits", COLORS.red, ha="right", va="center")
    note(ax, 1.3e-4, 0.095, "straight wall", COLORS.ink, va="center")
    note(ax, 0.27, -0.055, "wrong among learned digits", COLORS.blue, ha="right", va="center")
    log_axis(ax, "x", [1e-4, 1e-3, 1e-2, 1e-1])
    ax.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
