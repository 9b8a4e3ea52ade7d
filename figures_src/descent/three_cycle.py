r"""Beyond quadratics momentum's promise breaks: on this bowl it goes round three points for ever, where others arrive.

A convex function of one variable whose curvature is 25, but 1 between the two dotted lines. The rate and memory that
are best for quadratics of curvatures 1 to 25, started at 3.3, fall into a cycle. Gradient descent and Nesterov's
rule, each with its standard choice for these curvatures, reach the bottom at 0. Bottom: where momentum ends from each
of 4,001 starts.

Reference: lessard2016
"""

import numpy as np
from matplotlib.colors import ListedColormap

from figures_src._kit import COLORS, Claim, is_slide, note
from mathnets.descent import convergence_rate, endpoints, kinked_bowl, paths
from mathnets.optimizers import GradientDescent, Momentum, Nesterov

SHAPE = "tall"
START, STEPS = 3.3, 90
RATE, BETA = 1 / 9, 4 / 9
CYCLE = np.array([-2208, 792, 2592]) / 1225  # sorted
STARTS = np.linspace(-5, 5, 4001)


def compute():
    """Paths of three rules, the cycle, and which starts never arrive."""
    bowl, start = kinked_bowl(), [START]
    rules = (Momentum(RATE, BETA), GradientDescent(2 / 26), Nesterov(1 / 25, 4 / 6))
    runs = np.array([paths(bowl.gradient, start, rule, STEPS)[:, 0] for rule in rules])
    late = paths(bowl.gradient, start, Momentum(RATE, BETA), 600)[-3:, 0]
    ends = endpoints(bowl.gradient, STARTS[:, None], Momentum(RATE, BETA), 900)[:, 0]
    lost = np.abs(ends) > 1e-3
    right = STARTS[lost & (STARTS > 3)]
    return {
        "runs": runs,
        "cycle": np.sort(late),
        "lost": lost.astype(int),
        "share": np.mean(lost),
        "from": np.ceil(100 * right.min()) / 100,
        "to": np.floor(100 * right.max()) / 100,
        "plain_factor": convergence_rate(np.abs(runs[1])),
        "quadratic_factor": 24 / 26,
    }


def claims(result):
    for k, name in ((0, "lowest"), (1, "middle"), (2, "highest")):
        yield Claim(
            f"The {name} point of momentum's cycle is {CYCLE[k]:.3f}.",
            bool(abs(result["cycle"][k] - CYCLE[k]) < 1e-6),
            measured=result["cycle"][k],
            expected=CYCLE[k],
            tolerance=1e-6,
            source="lessard2016, equation B.3 (read in a formalisation of the paper that quotes it)",
            verdict="yes",
        )
    inside = (result["from"] <= STARTS) & (result["to"] >= STARTS)
    yield Claim(
        "All starts from 3.07 to 3.46 end in the cycle.",
        bool(result["lost"][inside].all() and inside.sum() > 150 and abs(result["to"] - 3.46) < 0.005),
        measured=result["from"],
        expected=3.07,
        tolerance=0.005,
        source="lessard2016, section 4.5, starts between 3.07 and 3.46 (recalled)",
        verdict="yes",
    )
    others = np.abs(result["runs"][1:, -1])
    yield Claim(
        "Gradient descent and Nesterov's rule come within a hundredth of the bottom; momentum stays away.",
        bool(others.max() < 0.01 and np.abs(result["runs"][0, -3:]).min() > 0.5),
        measured=others.max(),
    )
    yield Claim(
        "Between a tenth and a seventh of the starts end in the cycle.",
        bool(0.1 < result["share"] < 1 / 7),
        measured=result["share"],
    )


def alt(result):
    points = ", ".join(f"{v:.2f}" for v in result["cycle"])
    return (
        f"Top: a bowl with a straighter piece, and three points on it joined in a triangle, at {points}. "
        f"Middle: momentum "
        f"jumps between these for ever, two other curves sink to 0. Bottom: {result['share']:.0%} of a row of "
        f"starts, in six stripes, are marked as lost."
    )


def draw(fig, result):
    bowl = kinked_bowl()
    if is_slide(fig):
        axes = fig.subplot_mosaic("ab;ac", height_ratios=(3, 1))
    else:
        axes = fig.subplot_mosaic("a;b;c", height_ratios=(1.25, 1, 0.4))
    top, run, starts = axes["a"], axes["b"], axes["c"]
    x = np.linspace(-2.5, 3.6, 300)
    top.plot(x, bowl(x[:, None]), color=COLORS.ink, lw=1.6)
    for edge in (1, 2):
        top.axvline(edge, color=COLORS.muted, ls=(0, (1, 1.5)), lw=1.1)
    path = result["runs"][0, -31:]
    height = bowl(path[:, None])
    top.plot(path, height, "-", color=COLORS.orange, lw=1.2)
    top.plot(path[:3], height[:3], "o", color=COLORS.orange, ms=9, mec=COLORS.paper)
    top.plot(START, bowl([START]), "s", color=COLORS.ink, ms=7)
    note(top, START - 0.22, float(bowl([START])) + 6, "start", ha="right", va="center")
    top.plot(0, 0, "+", color=COLORS.ink, ms=10, mew=1.6)
    top.set(xlabel="$x$", ylabel="$f(x)$", xlim=(-2.5, 3.7), ylim=(-5, 105), yticks=[0, 50, 100])
    styles = (("momentum", COLORS.orange, 21), ("gradient descent", COLORS.blue, 5), ("Nesterov", COLORS.green, 32))
    for values, (name, color, x) in zip(result["runs"], styles, strict=True):
        run.plot(values[:41], color=color, lw=1.5)
        note(run, x, 3.6, name, color, va="center")
    run.set(xlabel="step $t$", ylabel="$x$", xlim=(0, 40), ylim=(-3.3, 4.4), yticks=[-2, 0, 2])
    starts.imshow(
        result["lost"][None],
        aspect="auto",
        extent=(-5, 5, 0, 1),
        cmap=ListedColormap([COLORS.faint, COLORS.orange]),
        vmin=0,
        vmax=1,
    )
    starts.set(yticks=[], xlabel="start (orange: ends in the cycle)", xticks=range(-4, 5, 2))
