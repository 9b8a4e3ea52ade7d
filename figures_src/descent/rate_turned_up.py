r"""A growing learning rate speeds the walk, makes it zigzag, and past two over the largest curvature throws it out.

Gradient descent for 40 steps in a valley of curvatures 1 and 10, from one start, with a rate that grows from frame to
frame. Each step multiplies the part of the error along a curvature $\lambda$ by $1-\eta\lambda$. Along the steeper
wall this factor passes $-1$ at $\eta = 2/\lambda_{\max} = 0.2$. In the film, below, how far the path still is from
the bottom after 40 steps.

Reference: cauchy1847, polyak1964
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide, note
from mathnets.descent import grid, paths, quadratic
from mathnets.optimizers import GradientDescent

SHAPE = "square"
FRAMES = 27  # one a rate
CURVATURES = [1.0, 10.0]
START = [-4.0, 1.0]
STEPS = 40
RATES = np.concatenate([np.linspace(0.01, 0.19, 19), [0.194, 0.197, 0.2, 0.2005, 0.201, 0.202, 0.204, 0.206]])
LIMIT = 2 / max(CURVATURES)


def compute():
    """The paths at all rates, the distance left, and the largest rate that still brings the path nearer (bisected)."""
    valley = quadratic(CURVATURES)
    runs = paths(valley.gradient, np.tile(START, (len(RATES), 1)), GradientDescent(RATES), STEPS)
    low, high = 0.0, 1.0
    for _ in range(45):
        middle = (low + high) / 2
        tail = np.linalg.norm(paths(valley.gradient, START, GradientDescent(middle), 800)[-2:], axis=1)
        low, high = (middle, high) if tail[1] <= tail[0] else (low, middle)
    return {
        "rates": RATES,
        "paths": runs.round(8),
        "left": np.linalg.norm(runs[-1], axis=1) / np.linalg.norm(START),
        "limit": low,
        "best": RATES[np.linalg.norm(runs[-1], axis=1).argmin()],
    }


def claims(result):
    left, rates = result["left"], result["rates"]
    yield Claim(
        "Gradient descent converges up to a rate of 2 over the largest curvature and no further.",
        bool(abs(result["limit"] - LIMIT) < 1e-9),
        measured=result["limit"] * max(CURVATURES),
        expected=2.0,
        tolerance=1e-6,
        source="nesterov2004, section 1.2.3 (recalled)",
        verdict="yes",
    )
    jumps = np.diff(np.sign(result["paths"][:6, :, 1]), axis=0) != 0
    beyond, apart = rates > LIMIT / 2, ~np.isclose(rates, LIMIT / 2)
    yield Claim(
        "Beyond a rate of 1 over the largest curvature the path jumps across the floor at each of its first five "
        "steps, "
        "below it at none.",
        bool(np.all(jumps[:, apart & beyond]) and not np.any(jumps[:, apart & ~beyond])),
        measured=rates[apart & beyond].min(),
    )
    yield Claim(
        "Up to a rate of 0.18 the path ends nearer the larger the rate.",
        bool(np.all(np.diff(left[rates < 0.185]) < 0)),
        measured=left[0] / left.min(),
    )
    yield Claim(
        "The best of these rates lies within a tenth of 2 over the sum of the two curvatures.",
        bool(abs(result["best"] * sum(CURVATURES) / 2 - 1) < 0.1),
        measured=result["best"],
    )
    yield Claim(
        "Beyond the limit the path ends farther away the larger the rate.",
        bool(np.all(np.diff(left[rates >= 0.2]) > 0)),
        measured=left[-1] / left[rates == 0.2][0],
    )


def alt(result):
    i = int(np.argmin(result["left"]))
    return (
        f"A path in an oval valley: short steps that do not arrive at rate {result['rates'][0]:.2f}, a quick "
        f"arrival at "
        f"{result['rates'][i]:.2f}, a widening zigzag at {result['rates'][-1]:.3f}. The distance left falls to "
        f"{result['left'][i]:.0e} of the first and then rises steeply."
    )


def scene(ax, result, k, size=4):
    """The valley with the path at rate number k."""
    x, y = np.linspace(-6, 6, 90), np.linspace(-4, 4, 90)
    height = quadratic(CURVATURES)(grid(x, y)).reshape(len(y), len(x))
    ax.contour(x, y, height, levels=np.geomspace(0.25, 80, 9), colors=COLORS.faint, linewidths=0.8)
    color = COLORS.red if result["rates"][k] > LIMIT else COLORS.blue
    ax.plot(*result["paths"][:, k].T, "o-", color=color, ms=size, lw=1.2, mec=COLORS.paper, mew=0.4)
    ax.plot(0, 0, "+", color=COLORS.ink, ms=9, mew=1.6)
    ax.set_xlim(-4.8, 4.8, auto=True)
    ax.set_ylim(-2.4, 2.4, auto=True)
    ax.set(xticks=[], yticks=[])
    ax.set_aspect("equal", adjustable="datalim")  # so that a step down the slope crosses its contour at a right angle
    ax.spines[:].set(visible=True, color=COLORS.faint)
    ax.set_title(rf"$\eta$ = {result['rates'][k]:.4g}", loc="center", color=color)


def draw(fig, result, frame):
    rates = result["rates"]
    if frame is None:
        shown = [0, 5, 17, 21, 22, len(rates) - 1]
        for ax, k in zip(fig.subplots(*((2, 3) if is_slide(fig) else (3, 2))).ravel(), shown, strict=True):
            scene(ax, result, k, size=3)
        return
    top, below = fig.subplots(2, 1, height_ratios=(1.6, 1))
    scene(top, result, frame, size=5)
    below.semilogy(rates, result["left"], color=COLORS.faint)
    below.semilogy(rates[: frame + 1], result["left"][: frame + 1], color=COLORS.blue)
    below.semilogy(
        rates[frame], result["left"][frame], "o", color=COLORS.red if rates[frame] > LIMIT else COLORS.blue, ms=9
    )
    below.axvline(LIMIT, color=COLORS.ink, ls=(0, (1, 1.5)), lw=1.3)
    note(below, LIMIT - 0.003, 8, r"$2/\lambda_{\max}$", ha="right", va="center")
    below.set(xlabel=r"learning rate $\eta$", ylabel="share of distance left", xlim=(0, 0.212), ylim=(2e-4, 1e2))
    below.set_yticks([1e-3, 1e-1, 1e1])
    below.minorticks_off()
