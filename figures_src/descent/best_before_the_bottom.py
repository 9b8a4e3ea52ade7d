r"""On fours and nines the bottom of the loss is not the goal: the best weights for unseen ones lie well above it.

Least squares on 1,000 fours and nines less their mean, 401 weights, gradient descent from zero with all examples; ten
draws of the digits, bands span them. Top: half the mean squared error on the digits learned from keeps falling for a
million steps, on unseen ones it is least after a few dozen and then rises. Bottom: unseen digits told right. Steps
beyond the thousandth are computed by the formula for a quadratic, which the first thousand match to ten digits.

Reference: mnist, lecun1998b
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels
from mathnets.data import digits
from mathnets.descent import paths
from mathnets.margins import lift
from mathnets.optimizers import GradientDescent

SHAPE = "tall"
SEEDS = range(10)
TRAIN, RUN = 1000, 1000
CHECKS = np.unique(np.round(np.geomspace(1, 1e6, 43)).astype(int))


def walk(X, y):
    """Weights after each of the CHECKS, how far formula and run differ, and the curvatures."""
    H, pull = X.T @ X / len(X), X.T @ y / len(X)
    curvatures, axes = np.linalg.eigh(H)
    curvatures = np.maximum(curvatures, 0)
    rate = 1 / curvatures[-1]
    run = paths(lambda w: w @ H - pull, np.zeros((1, X.shape[1])), GradientDescent(rate), RUN)[:, 0]
    kept = curvatures > 1e-12 * curvatures[-1]
    done = -np.expm1(CHECKS[:, None] * np.log1p(-rate * np.minimum(curvatures, (1 - 1e-15) / rate)))
    best = np.where(kept, axes.T @ pull / np.where(kept, curvatures, 1), 0)
    weights = (done * best) @ axes.T
    early = CHECKS <= RUN
    difference = np.abs(weights[early] - run[CHECKS[early]]).max()
    return weights, difference, curvatures[::-1]


def compute():
    """Losses on learned and unseen digits and the share of unseen digits told right, for ten draws; the curvatures."""
    X, label = digits.fours_and_nines()
    T, unseen = digits.fours_and_nines("test")
    t = np.where(unseen == 4, 1, -1)
    loss, unseen_loss, right, difference, curvatures, steep = [], [], [], [], [], []
    for seed in SEEDS:
        chosen = np.random.default_rng(seed).permutation(len(X))[:TRAIN]
        A, y = X[chosen], np.where(label[chosen] == 4, 1, -1)
        mean = A.mean(axis=0)
        steep.append(np.linalg.norm(lift(A), 2) ** 2 / TRAIN)
        weights, off, spectrum = walk(lift(A - mean), y)
        scores = lift(T - mean) @ weights.T
        loss.append(np.mean((lift(A - mean) @ weights.T - y[:, None]) ** 2, axis=0) / 2)
        unseen_loss.append(np.mean((scores - t[:, None]) ** 2, axis=0) / 2)
        right.append(np.mean(scores * t[:, None] > 0, axis=0))
        difference.append(off)
        curvatures.append(spectrum)
    loss, unseen_loss, right = np.array(loss), np.array(unseen_loss), np.array(right)
    spectrum = np.array(curvatures)
    return {
        "checks": CHECKS,
        "loss": loss,
        "unseen_loss": unseen_loss,
        "right": right,
        "difference": np.array(difference),
        "best_step": CHECKS[unseen_loss.argmin(axis=1)],
        "best_right": right[np.arange(len(right)), unseen_loss.argmin(axis=1)],
        "last_right": right[:, -1],
        "largest": spectrum[:, 0],
        "uncentred": np.array(steep),
        "flat": np.mean(spectrum < spectrum[:, :1] / 1000, axis=1),
    }


def claims(result):
    yield Claim(
        "Run and formula agree to ten digits in the first thousand steps.",
        bool(0 < result["difference"].max() < 1e-10),
        measured=result["difference"],
    )
    falls = np.diff(result["loss"], axis=1).max()
    yield Claim("The loss on the digits learned from never rises.", bool(falls < 0), measured=falls)
    best = result["best_step"]
    yield Claim(
        "On unseen digits the loss is least before step 150 in every draw.",
        bool(np.all((best > 5) & (best < 150))),
        measured=best,
    )
    there = result["loss"][np.arange(len(best)), np.searchsorted(result["checks"], best.astype(int))]
    above = there / result["loss"][:, -1]
    yield Claim(
        "At that step the loss on the digits learned from is still over 1.4 times that of the last step.",
        bool(np.all(above > 1.4) and np.all(above < 3)),
        measured=above,
    )
    lost = result["best_right"] - result["last_right"]
    yield Claim(
        "From there to step one million unseen digits told right fall by over two points in every draw.",
        bool(np.all(lost > 0.02)),
        measured=lost,
    )
    yield Claim(
        "More than a third of all directions are over a thousand times flatter than the steepest.",
        bool(np.all(result["flat"] > 1 / 3) and np.all(result["flat"] < 1)),
        measured=result["flat"],
    )


def alt(result):
    return (
        "Against steps from one to a million: the loss on learned digits falls all the way, that on unseen ones "
        f"has its minimum at "
        f"step {np.median(result['best_step']):.0f} and then climbs. Below, unseen digits told right go from "
        f"{np.median(result['best_right']):.1%} there down to {np.median(result['last_right']):.1%}."
    )


def draw(fig, result):
    top, below = panels(fig, 2)
    x, best = result["checks"], np.median(result["best_step"])
    band(top, x, result["loss"], color=COLORS.blue)
    band(top, x, result["unseen_loss"], color=COLORS.orange)
    band(below, x, result["right"], color=COLORS.orange)
    for ax in (top, below):
        ax.axvline(best, color=COLORS.ink, ls=(0, (1, 1.5)), lw=1.3)
        ax.set(xlabel="step $t$", xlim=(1, 1e6))
        log_axis(ax, "x", [1, 100, 10_000, 1_000_000])
    top.set(ylabel=r"loss $\mathcal{L}$", ylim=(0.035, 0.5))
    log_axis(top, "y", [0.05, 0.1, 0.2, 0.4])
    note(top, 1.5e4, 0.061, "learned from", COLORS.blue, ha="center", va="bottom")
    note(top, 6e3, 0.16, "unseen", COLORS.orange, ha="center", va="bottom")
    below.set(ylabel="unseen, told right", ylim=(0.9, 0.98))
    below.set_yticks([0.9, 0.92, 0.94, 0.96, 0.98], ["90%", "92%", "94%", "96%", "98%"])
