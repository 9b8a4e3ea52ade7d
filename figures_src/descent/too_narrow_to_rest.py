r"""Large steps cannot rest in a narrow pit, even if it is the lowest place of all.

A wide bowl with a narrow, deeper pit in its side (top). From 401 starts, gradient descent at many learning rates
(bottom): the share that comes to rest in the pit, the share that does so in the bowl, and those that jump to and fro
in the pit for ever (grey). The pit's curvature at its lowest point sets the rate beyond which nothing rests there,
$2/\lambda$ (dotted).

Reference: nesterov2004, cohen2021
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note, panels
from mathnets.descent import Surface, basins, endpoints
from mathnets.optimizers import GradientDescent

SHAPE = "tall"
BOWL, DEPTH, WIDTH, PLACE = 0.5, 3.0, 0.25, 2.0
STARTS = np.linspace(-5, 5, 401)
RATES = np.geomspace(0.012, 1.0, 50)
STEPS = 3000


def landscape():
    """The bowl less the pit."""

    def pit(x):
        return DEPTH * np.exp(-((x - PLACE) ** 2) / (2 * WIDTH**2))

    return Surface(lambda x: (BOWL * x**2 / 2 - pit(x))[..., 0], lambda x: BOWL * x + pit(x) * (x - PLACE) / WIDTH**2)


def compute():
    """The profile, both minima with their curvatures, and shares of starts by where they end, at each rate."""
    f = landscape()
    minima = endpoints(f.gradient, [[0.0], [PLACE]], GradientDescent(0.005), 5000)
    h = 1e-5
    curvature = (f.gradient(minima + h) - f.gradient(minima - h))[:, 0] / (2 * h)
    rows = np.tile(STARTS, len(RATES))[:, None]
    ends = endpoints(f.gradient, rows, GradientDescent(np.repeat(RATES, len(STARTS))), STEPS)
    where = basins(ends, minima, within=1e-6).reshape(len(RATES), -1)
    x = np.linspace(-5, 5, 300)
    in_pit = np.mean(where == 1, axis=1)
    return {
        "x": x,
        "height": f(x[:, None]),
        "minima": minima[:, 0],
        "heights": f(minima),
        "curvature": curvature,
        "rates": RATES,
        "pit": in_pit,
        "bowl": np.mean(where == 0, axis=1),
        "moving": np.mean(where == -1, axis=1),
        "limit": 2 / curvature[1],
        "last": RATES[in_pit > 0].max(),
        "next": RATES[RATES[in_pit > 0].max() < RATES].min(),
        "small_share": in_pit[0],
        "free": RATES[(in_pit > 0) | (np.mean(where == -1, axis=1) > 0)].max() * RATES[1] / RATES[0],  # all have left
    }


def claims(result):
    rates, pit = result["rates"], result["pit"]
    yield Claim(
        "The pit is the lowest place.",
        bool(result["heights"][1] < result["heights"][0] - 0.5),
        measured=result["heights"][0] - result["heights"][1],
    )
    yield Claim(
        "With small steps over a third of the starts come to rest in it.", bool(pit[0] > 1 / 3), measured=pit[0]
    )
    ratio = result["last"] / result["limit"]
    yield Claim(
        "The largest of the rates at which a walk still rests in the pit is the last below 2 over its curvature.",
        bool(ratio < 1 < result["next"] / result["limit"]),
        measured=result["last"] * result["curvature"][1],
        expected=2.0,
        tolerance=0.2,
        source="nesterov2004, section 1.2.3 (recalled)",
        verdict="yes",
    )
    between = (rates > result["limit"]) & (rates < 0.1)
    yield Claim(
        "Beyond the limit, up to a rate of 0.1, over a third of all walks keep jumping.",
        bool(result["moving"][between].min() > 1 / 3),
        measured=result["moving"][between].min(),
    )
    far = result["bowl"][rates > result["free"] * 0.999]
    yield Claim(
        "At the largest rates, from below 0.2 on, all walks end in the bowl.",
        bool(far.min() == 1 and result["free"] < 0.2),
        measured=result["free"],
    )


def alt(result):
    return (
        "Top: a parabola with a deep notch on the right. Bottom: shares against the learning rate. At small rates "
        f"{result['pit'][0]:.0%} of the walks end in the notch; from {result['limit']:.3f} on none does, and at "
        f"large rates "
        f"{result['bowl'][result['rates'] < 0.9][-1]:.0%} end in the bowl."
    )


def draw(fig, result):
    top, below = panels(fig, 2)
    top.plot(result["x"], result["height"], color=COLORS.ink, lw=1.7)
    for k, (color, text, x, y) in enumerate(
        ((COLORS.blue, "bowl", -0.1, -0.75), (COLORS.orange, "pit", result["minima"][1] + 0.35, result["heights"][1]))
    ):
        top.plot(result["minima"][k], result["heights"][k], "o", color=color, ms=9)
        note(top, x, y, text, color, va="center", ha="center" if k == 0 else "left")
    top.set(xlabel="$x$", ylabel="$f(x)$", xlim=(-5, 5), ylim=(-2.6, 6.5))
    rates = result["rates"]
    below.stackplot(
        rates,
        result["pit"],
        result["moving"],
        result["bowl"],
        colors=[COLORS.orange, COLORS.faint, COLORS.blue],
        alpha=0.75,
        lw=0,
        step="mid",
    )
    below.axvline(result["limit"], color=COLORS.ink, ls=(0, (1, 1.5)), lw=1.5)
    below.set(xlabel=r"learning rate $\eta$", ylabel="share of starts", xlim=(rates[0], rates[-1]), ylim=(0, 1))
    below.set_yticks([0, 0.5, 1], ["0", "50%", "100%"])
    note(below, 0.022, 0.18, "rest in\nthe pit", COLORS.ink, ha="center", va="center")
    note(below, 0.066, 0.18, "jump\nin it", COLORS.ink, ha="center", va="center")
    note(below, 0.05, 0.7, "rest in the bowl", COLORS.ink, ha="left", va="center")
    log_axis(below, "x", [0.03, 0.1, 0.3, 1])
