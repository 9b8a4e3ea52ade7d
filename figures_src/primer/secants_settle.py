r"""The slope between two points settles as the points draw together, until rounding spoils what is left.

The parabola $y = x^2$. A line through two of its points has a slope that anybody can work out. As the second point
moves to the first, these slopes settle at $2x$, and the error shrinks in step with the distance $h$. On a computer
that goes well only down to about $h = 10^{-8}$. Below, the two heights agree in all but their last digits. Band: the
middle half of 200 places between 1 and 2.

Reference: dennis1996, nocedal2006
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, label_line, note, panels
from mathnets.gradients import EPS, forward_difference

SEEDS = (0,)
CHAOTIC = "At small steps its errors are rounding, and each machine rounds in its own way."
STEPS = 10.0 ** -np.arange(0, 15.1, 0.5)
PLACE, SHOWN = 1.0, np.array([2.0, 1.0, 0.4])


def square(x):
    """The function whose slope is wanted."""
    return x * x


def compute():
    """Slopes of three secants at one place, and the error of the difference quotient at many; (places, steps)."""
    places = np.random.default_rng(SEEDS[0]).uniform(1, 2, size=200)
    errors = np.array([[abs(forward_difference(square, x, step=h) - 2 * x) for h in STEPS] for x in places])
    typical = np.median(errors, axis=0)
    return {
        "steps": STEPS,
        "errors": errors,
        "secants": np.array([forward_difference(square, PLACE, step=h) for h in SHOWN]),
        "shown": SHOWN,
        "best_step": float(STEPS[typical.argmin()]),
        "least": typical.min(),
        "last": typical[-1],
    }


def power(result, low, high):
    """Exponent of the typical error as a power of the step, for steps in a range."""
    chosen = (result["steps"] > low) & (result["steps"] < high)
    typical = np.median(result["errors"], axis=0)
    return np.polyfit(np.log(result["steps"][chosen]), np.log(typical[chosen]), 1)[0]


def claims(result):
    yield Claim(
        "From 1, the secants over 2, 1 and 0.4 have the slopes 4, 3 and 2.4.",
        bool(np.abs(result["secants"] - 2 - result["shown"]).max() < 1e-9 and result["shown"].min() > 0.3),
        measured=result["secants"],
    )
    falling, rising = power(result, 1e-7, 2), power(result, 1e-15, 1e-9)
    yield Claim("For long steps the error shrinks in step with h.", bool(abs(falling - 1) < 0.02), measured=falling)
    yield Claim("For short steps it grows as 1/h.", bool(abs(rising + 1) < 0.15), measured=rising)
    yield Claim(
        "The best step is near the root of the machine precision.",
        bool(0.1 < result["best_step"] / EPS**0.5 < 10),
        measured=result["best_step"],
    )
    yield Claim(
        "At the shortest step the error is over 100,000 times what it is at the best.",
        bool(result["last"] > 1e5 * result["least"] > 0),
        measured=result["last"] / result["least"],
    )


def alt(result):
    slopes = ", ".join(f"{s:.1f}" for s in result["secants"])
    return (
        f"Left, a parabola with three lines through the point 1 and a second point: their slopes are {slopes}; the "
        f"tangent has 2. Right, the error of such slopes against the step on logarithmic axes: it falls in "
        f"proportion down to {result['least']:.0e} at a step of {result['best_step']:.0e}, then climbs back to "
        f"{result['last']:.1g} and grows ragged."
    )


def draw(fig, result):
    curve, error = panels(fig, 2, page=(1, 2))
    x = np.linspace(-0.2, 3.15, 100)
    curve.plot(x, x * x, color=COLORS.ink)
    colors = (COLORS.orange, COLORS.purple, COLORS.blue)
    for h, slope, color in zip(result["shown"], result["secants"], colors, strict=True):
        line = curve.plot([0.2, 3], [PLACE + slope * (0.2 - PLACE), PLACE + 2 * slope], color=color, lw=1.5)[0]
        curve.plot(PLACE + h, (PLACE + h) ** 2, "o", color=color, ms=5)
        label_line(curve, line, f"{slope:.1f}")
    tangent = curve.plot([0.2, 3], [-0.6, 5], color=COLORS.green, ls=(0, (4, 2)))[0]
    label_line(curve, tangent, "2, tangent", offset=(6, -5))
    curve.plot(PLACE, PLACE**2, "o", color=COLORS.ink, ms=6)
    curve.set(xlabel="$x$", ylabel="$x^2$", xlim=(-0.2, 4.6), ylim=(-1.4, 10.2))
    curve.set_title("secants from 1")
    band(error, result["steps"], result["errors"], color=COLORS.blue, quantiles=(0.25, 0.75))
    error.set(xscale="log", yscale="log", xlabel="step $h$", ylim=(1e-9, 3))
    error.set_xticks([1e-15, 1e-10, 1e-5, 1])
    error.set_title("error of the slope")
    note(error, 1e-4, 3e-6, "the curve\nbends", COLORS.muted, ha="left", va="top")
    note(error, 1e-15, 5e-7, "rounding", COLORS.muted, ha="left", va="top")
