r"""Two problems close in on one number from both sides, and meet.

Soft margins on draws of 200 fours and nines. Every set of dual coefficients bounds the best value from below, the wall
made of them bounds it from above. Both are shown as shares of the value in which they meet, after so many
changes of a pair of coefficients (the gap is drawn no lower than $10^{-14}$); bands span ten draws.

Reference: cortes1995, fan2005
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note, panels
from mathnets import kernels
from mathnets.data import digits
from mathnets.svm import dual_path, solve_dual

SEEDS = range(10)
SHAPE = "tall"
DIGITS, C = 200, 0.1
STEPS = [0, 1, 4, 16, 64, 256, 1024, 4096]


def compute():
    """Primal and dual values after each number of steps, as shares of the best; and the best, with its gap."""
    X, label = digits.fours_and_nines()
    primal, dual, ends, widths = [], [], [], []
    for seed in SEEDS:
        rows = np.random.default_rng(seed).permutation(len(X))[:DIGITS]
        K, y = kernels.linear(X[rows]), np.where(label[rows] == 4, 1, -1)
        best, hard, path = solve_dual(K, y, C), solve_dual(K, y, np.inf), dual_path(K, y, C, steps=STEPS)
        primal.append(path.primal / best.primal)
        dual.append(path.dual / best.primal)
        ends.append((best.primal, best.dual))
        widths.append(hard.alpha.sum() / (2 * hard.primal))
    ends = np.array(ends)
    return {
        "steps": np.array(STEPS),
        "primal": np.array(primal),
        "dual": np.array(dual),
        "end_gap": 1 - ends[:, 1] / ends[:, 0],
        "best": ends[:, 0],
        "weight_of_wall": np.array(widths),
    }


def claims(result):
    primal, dual = result["primal"], result["dual"]
    yield Claim(
        "At every step of every draw the primal value is above the best and the dual value below.",
        bool(primal.min() > 1 - 1e-9 and dual.max() < 1 + 1e-9 and np.all(dual[:, 0] == 0)),
        measured=primal.min(),
    )
    gap = primal - dual
    yield Claim(
        "After 256 changes, little more than one an example, the gap is below a tenth in every draw.",
        bool(np.all(gap[:, 0] > 1) and np.all(gap[:, 5] < 0.1)),
        measured=gap[:, 5],
    )
    yield Claim(
        "After 4,096 it is below a millionth.",
        bool(np.all(gap[:, -1] < 1e-6) and np.all(gap[:, 4] > 1e-3)),
        measured=gap[:, -1],
    )
    yield Claim(
        "At the end there is no gap.",
        bool(np.all(result["end_gap"] < 1e-8) and np.all(primal[:, 0] - primal[:, -1] > 0.5)),
        measured=result["end_gap"],
        expected=0.0,
        tolerance=1e-8,
        source="cortes1995, appendix: at the optimum both functionals have the same value (recalled)",
        verdict="yes",
    )
    yield Claim(
        "For the widest street the coefficients sum to the squared length of the normal.",
        bool(np.all(np.abs(result["weight_of_wall"] - 1) < 1e-8)),
        measured=result["weight_of_wall"],
        expected=1.0,
        tolerance=1e-8,
        source="cortes1995, section 2: twice the maximum of the dual is the squared norm (recalled)",
        verdict="yes",
    )


def alt(result):
    p, d = np.median(result["primal"], axis=0), np.median(result["dual"], axis=0)
    return (
        f"Above, two bands against the number of changes: one falls from {p[0]:.1f}, one rises from {d[0]:.0f}, and "
        f"they meet at 1. Below, the gap between them on a logarithmic scale, {p[4] - d[4]:.2f} after "
        f"{result['steps'][4]} changes and below a millionth after {result['steps'][7]:,}."
    )


def draw(fig, result):
    values, gap = panels(fig, 2)
    x = np.arange(len(STEPS))
    values.axhline(1, color=COLORS.faint, lw=1)
    band(values, x, result["primal"], color=COLORS.orange)
    band(values, x, result["dual"], color=COLORS.blue)
    top = np.quantile(result["primal"], 1)
    note(values, 2.6, 0.62 * top, "primal: a wall and its faults", COLORS.orange, va="center")
    note(values, 0.15, 0.115 * top, "dual: coefficients", COLORS.blue, va="center")
    values.set(ylabel="value / best value", ylim=(0, top * 1.03), xlim=(0, x[-1]))
    band(gap, x, np.maximum(result["primal"] - result["dual"], 1e-14), color=COLORS.green)
    gap.set(ylabel="gap", xlabel="pairs of coefficients changed", xlim=(0, x[-1]), ylim=(1e-14, 20))
    log_axis(gap, "y", [1e-12, 1e-8, 1e-4, 1])
    gap.set_yticks([1e-12, 1e-8, 1e-4, 1], [r"$10^{-12}$", r"$10^{-8}$", r"$10^{-4}$", "1"])
    if is_slide(fig):
        values.set_xlabel("pairs of coefficients changed")
    for ax in (values, gap):
        crowded = is_slide(fig) * np.isin(STEPS, [4, 64, 1024])
        ax.set_xticks(x, ["" if skip else f"{s:,}" for s, skip in zip(STEPS, crowded, strict=True)])
