r"""In a narrow valley gradient descent pays with the ratio of the curvatures, momentum with its square root.

Top: the factor by which the error shrinks per step, measured on quadratics with 30 curvatures from 1 to $\kappa$ at
ten random starts, against the formulas $(\kappa-1)/(\kappa+1)$ and $(\sqrt\kappa-1)/(\sqrt\kappa+1)$ (lines). Bottom:
steps needed for an error a million times smaller. Each rule has the rate and memory that are best for that $\kappa$.
The dashed lines have the slopes 1 and one half.

Reference: polyak1964, nesterov2004
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note, panels
from mathnets.descent import convergence_rate, paths, quadratic
from mathnets.optimizers import GradientDescent, Momentum

SHAPE = "tall"
SEEDS = range(10)
KAPPAS = np.array([4, 10, 30, 100, 300, 1000])
DIMENSION, GOAL = 30, 1e-6


def rules(kappa):
    """The best gradient descent and the best momentum for curvatures from 1 to kappa, with their known factors."""
    root = np.sqrt(kappa)
    heavy = (root - 1) / (root + 1)
    return (
        (GradientDescent(2 / (kappa + 1)), (kappa - 1) / (kappa + 1)),
        (Momentum((2 / (root + 1)) ** 2, heavy**2), heavy),
    )


def compute():
    """Measured factor and steps to the goal, shape (rules, kappas, seeds), and the formulas."""
    starts = np.array([np.random.default_rng(seed).normal(size=DIMENSION) for seed in SEEDS])
    factor, formula = np.empty((2, len(KAPPAS), len(SEEDS))), np.empty((2, len(KAPPAS)))
    steps = np.empty_like(factor)
    for j, kappa in enumerate(KAPPAS):
        valley = quadratic(np.geomspace(1, kappa, DIMENSION))
        for i, (rule, rho) in enumerate(rules(kappa)):
            decades = (12, 250)[i]  # momentum's error is like t rho^t, whose factor is rho only in the long run
            run = paths(valley.gradient, starts, rule, int(2.3 * decades / -np.log(rho)))
            distance = np.linalg.norm(run, axis=2)
            factor[i, j], formula[i, j] = convergence_rate(distance, last=0.3, floor=0), rho
            steps[i, j] = np.argmax(distance < GOAL * distance[0], axis=0)
    return {
        "kappas": KAPPAS,
        "factor": factor,
        "formula": formula,
        "steps": steps,
        "slope": np.array([np.polyfit(np.log(KAPPAS[2:]), np.log(s[2:]), 1)[0] for s in steps]),
        "saved": np.median(steps[0, -1]) / np.median(steps[1, -1]),
        "plain_steps": float(np.median(steps[0, -1])),
        "heavy_steps": float(np.median(steps[1, -1])),
    }


def claims(result):
    at = list(result["kappas"]).index(100)
    plain, heavy = result["factor"][:, at]
    yield Claim(
        "At condition number 100 gradient descent shrinks the error by 99/101 per step.",
        bool(np.all(np.abs(plain - 99 / 101) < 0.01 * (2 / 101))),
        measured=plain,
        expected=99 / 101,
        tolerance=0.0002,
        source="polyak1964, rate (kappa - 1)/(kappa + 1) (recalled)",
        verdict="yes",
    )
    yield Claim(
        "At condition number 100 momentum shrinks the error by 9/11 per step.",
        bool(np.all(np.abs(heavy - 9 / 11) < 0.01)),
        measured=heavy,
        expected=9 / 11,
        tolerance=0.0082,
        source="polyak1964, rate (sqrt kappa - 1)/(sqrt kappa + 1) (recalled)",
        verdict="yes",
    )
    error = np.abs(np.log(result["factor"]) / np.log(result["formula"])[..., None] - 1).max()
    yield Claim(
        "By every measured factor the steps needed are those of the formula within 3 %.",
        bool(0 < error < 0.03),
        measured=error,
    )
    first, second = result["slope"]
    yield Claim("Gradient descent's steps grow as kappa.", bool(np.all(np.abs(first - 1) < 0.05)), measured=first)
    yield Claim(
        "Momentum's steps grow about as the root of kappa.", bool(np.all(np.abs(second - 0.5) < 0.08)), measured=second
    )


def alt(result):
    return (
        "Top: two rising curves of the factor per step against the condition number, with measured points on "
        f"them. Bottom: steps "
        f"needed; at condition number {result['kappas'][-1]} gradient descent takes "
        f"{result['plain_steps']:,.0f}, momentum "
        f"{result['heavy_steps']:,.0f}."
    )


def draw(fig, result):
    top, below = panels(fig, 2)
    fine = np.geomspace(3, 1300, 100)
    for i, (color, formula) in enumerate(
        ((COLORS.blue, (fine - 1) / (fine + 1)), (COLORS.orange, (fine**0.5 - 1) / (fine**0.5 + 1)))
    ):
        top.plot(fine, formula, color=color, lw=1.4)
        for ax, values in ((top, result["factor"][i]), (below, result["steps"][i])):
            ax.plot(
                np.repeat(result["kappas"], len(SEEDS)),
                values.ravel(),
                "o",
                color=color,
                ms=6,
                mec=COLORS.paper,
                mew=0.5,
            )
    below.plot(fine, 7.4 * fine, color=COLORS.blue, lw=1, ls=(0, (4, 2)))
    below.plot(fine, 8.6 * fine**0.5, color=COLORS.orange, lw=1, ls=(0, (4, 2)))
    top.set(ylabel="error's factor per step", xlabel=r"condition number $\kappa$", ylim=(0.25, 1.03), xlim=(3, 1300))
    below.set(ylabel="steps to a millionth", xlabel=r"condition number $\kappa$", xlim=(3, 1300), ylim=(7, 2e4))
    note(top, 31, 0.84, "gradient\ndescent", COLORS.blue, ha="center", va="top")
    note(top, 60, 0.66, "momentum", COLORS.orange)
    note(below, 42, 900, r"slope 1", COLORS.blue, ha="right")
    note(below, 150, 55, r"slope $\frac{1}{2}$", COLORS.orange)
    for ax in (top, below):
        log_axis(ax, "x", [10, 100, 1000])
    log_axis(below, "y", [10, 100, 1000, 10_000])
