r"""Down one valley, the rules that remember their steps arrive in less than half of gradient descent's steps.

A valley with walls a hundred times as curved as its floor, turned against the axes. Five rules start at the same
point, each with the constant rate, of 91 tried, that brings it below a ten-thousandth of its first height soonest,
and with the usual memory, $\beta = 0.9$ (for Adam 0.9 and 0.999). Gradient descent crawls along the floor. RMSProp,
which has no memory of directions, ends up jumping to and fro, because its steps don't shrink with the slope.

Reference: polyak1964, nesterov1983, tieleman2012, kingma2015
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide
from mathnets.descent import grid, paths, quadratic
from mathnets.optimizers import Adam, GradientDescent, Momentum, Nesterov, RMSProp

CHAOTIC = "RMSProp jumps to and fro at the end, and where it lands hangs on rounding; the other four paths do not."
SHAPE = "square"
FRAMES = 34
CURVATURES, ROTATION = [1.0, 100.0], 0.3
START = [-9.0, 1.6]  # along the floor and up the wall
RATES = np.geomspace(1e-4, 3, 91)
GOAL, MOST = 1e-4, 500
RULES = {
    "gradient descent": GradientDescent,
    "momentum": Momentum,
    "Nesterov": Nesterov,
    "RMSProp": RMSProp,
    "Adam": Adam,
}
COLOUR = dict(zip(RULES, ("blue", "orange", "green", "gold", "purple"), strict=True))


def compute():
    """Each rule's path and height at its best rate, that rate, and the steps after which it stays below the goal."""
    valley = quadratic(CURVATURES, rotation=ROTATION)
    c, s = np.cos(ROTATION), np.sin(ROTATION)
    start = np.array([[c, -s], [s, c]]) @ START
    found, heights, best, steps = [], [], [], []
    for rule in RULES.values():
        runs = paths(valley.gradient, np.tile(start, (len(RATES), 1)), rule(RATES), MOST)
        with np.errstate(over="ignore", invalid="ignore"):
            height = np.nan_to_num(valley(runs) / valley(start), nan=np.inf)
        arrived = np.logical_and.accumulate(height[::-1] < GOAL)[::-1]  # and stays
        first = np.where(arrived.any(axis=0), arrived.argmax(axis=0), MOST)
        i = int(first.argmin())
        found.append(runs[:, i].round(5))
        heights.append(height[:, i])
        best.append(RATES[i])
        steps.append(first[i])
    return {
        "paths": np.array(found),
        "heights": np.array(heights),
        "rates": np.array(best),
        "steps": np.array(steps),
        "gain": best[4] / best[3],
    }


def claims(result):
    plain, heavy, nesterov, rms, adam = (int(n) for n in result["steps"])
    yield Claim(
        "Momentum, Nesterov's rule and Adam each arrive in less than half of gradient descent's steps.",
        bool(0 < 2 * max(heavy, nesterov, adam) < plain),
        measured=plain / max(heavy, nesterov, adam),
    )
    yield Claim("RMSProp needs more steps than gradient descent.", bool(rms > plain > 0), measured=rms / plain)
    turns = np.sign(np.diff(result["paths"][3, -30:], axis=0))
    yield Claim(
        "RMSProp ends up jumping to and fro, along both axes, at every step.",
        bool(np.all(turns[1:] == -turns[:-1]) and np.all(turns != 0)),
        measured=np.abs(np.diff(result["paths"][3, -30:], axis=0)).min(),
    )
    yield Claim("Adam's rate is over ten times RMSProp's.", bool(result["gain"] > 10), measured=result["gain"])
    rises = np.sum(np.diff(result["heights"][:, :80]) > 0, axis=1)
    yield Claim(
        "Gradient descent goes down at every step; momentum goes up in some, and is faster.",
        bool(rises[0] == 0 and rises[1] > 5),
        measured=rises[1],
    )


def alt(result):
    counts = ", ".join(f"{name} {int(n)}" for name, n in zip(RULES, result["steps"], strict=True))
    return f"Five paths down a long oval valley, and their heights on a logarithmic scale. Steps needed: {counts}."


def scene(ax, result, step):
    """The valley with all paths up to `step`."""
    x, y = np.linspace(-16, 9, 150), np.linspace(-8, 7, 90)
    valley = quadratic(CURVATURES, rotation=ROTATION)
    ax.contour(
        x,
        y,
        valley(grid(x, y)).reshape(len(y), len(x)),
        levels=np.geomspace(0.3, 4000, 11),
        colors=COLORS.faint,
        linewidths=0.8,
        zorder=0.5,
    )
    for name, path in zip(RULES, result["paths"], strict=True):
        shown = path[: step + 1]
        color = getattr(COLORS, COLOUR[name])
        ax.plot(*shown.T, color=color, lw=1.1, alpha=0.75)
        ax.plot(*shown[-1], "o", color=color, ms=9, mec=COLORS.paper, mew=0.8)
    ax.plot(0, 0, "+", color=COLORS.ink, ms=9, mew=1.6, zorder=1)
    ax.set_xlim(-10.5, 3.5, auto=True)
    ax.set_ylim(-5, 3.6, auto=True)
    ax.set(xticks=[], yticks=[])
    ax.set_aspect("equal", adjustable="datalim")  # so that a step down the slope crosses its contour at a right angle
    ax.spines[:].set(visible=True, color=COLORS.faint)


def curves(ax, result, step, most):
    """The heights up to `step`, each labelled at the end."""
    for name, height in zip(RULES, result["heights"], strict=True):
        ax.semilogy(height[: step + 1], color=getattr(COLORS, COLOUR[name]), lw=1.7)
    ax.axhline(GOAL, color=COLORS.muted, ls=(0, (1, 1.5)), lw=1.2)
    ax.set(xlim=(0, most), ylim=(1e-6, 3), xlabel="step $t$", ylabel="height, share of the first")
    ax.set_yticks([1, 1e-2, 1e-4, 1e-6])
    ax.minorticks_off()


def draw(fig, result, frame):
    if frame is None:
        if is_slide(fig):
            axes = fig.subplot_mosaic("abc;ddd", height_ratios=(1, 1.15))
        else:
            axes = fig.subplot_mosaic("ab;cd", height_ratios=(1, 1.15))
        for key, step in zip("abc", (5, 20, 60), strict=True):
            scene(axes[key], result, step)
            axes[key].set_title(f"after {step} steps", loc="center")
        ax = axes["d"]
        curves(ax, result, 120, 120)
    else:
        top, ax = fig.subplots(2, 1, height_ratios=(1.15, 1))
        step = 3 * frame
        scene(top, result, step)
        top.set_title(f"after {step} steps", loc="center")
        curves(ax, result, step, 120)
    handles = [ax.plot([], [], "o", color=getattr(COLORS, COLOUR[name]), ms=7)[0] for name in RULES]
    fig.legend(
        handles,
        RULES,
        loc="outside upper center" if is_slide(fig) else "outside lower center",
        ncols=5 if is_slide(fig) else 3,
        handletextpad=0.2,
        columnspacing=1.2,
    )
