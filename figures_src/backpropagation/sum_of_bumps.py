r"""Enough bumps copy any smooth curve, in the end four times as well for each doubling; none copy a jump.

A network of one hidden layer of rectifiers, its weights written down, not learned. Above, eight units: their
sum (orange) is a sum of triangular bumps (grey) and meets the curve (blue) at nine points. Below, its largest
error by number of units: for the curve it stays under the bound $\max\lvert g''\rvert\,h^2/8$ (dashed), where
$h$ is the width of a piece; for a curve with a jump it never falls below one half.

Reference: cybenko1989, deboor2001
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note, panels
from mathnets.activations import relu
from mathnets.network import MLP

SHAPE = "tall"
UNITS = 2 ** np.arange(1, 9)
SHOWN = 8
FINE = np.linspace(0, 1, 20_001)
STEEPEST_BEND = 4 * np.pi**2  # max of the second derivative of the curve


def curve(x):
    return np.sin(2 * np.pi * x)


def jump(x):
    return np.where(x < np.sqrt(0.5), 0.0, 1.0)


def interpolant(g, units):
    """The network of so many rectifiers that is straight between equally spaced points where it equals g."""
    knots = np.linspace(0, 1, units + 1)
    slopes = np.diff(g(knots)) * units
    network = MLP([1, units, 1], relu, rng=0)
    (inner, outer), (shifts, height) = network.weights, network.biases
    inner[:], shifts[:] = 1, -knots[:-1]  # unit i is max(0, x - knot i)
    outer[:], height[:] = np.diff(slopes, prepend=0), g(knots[:1])
    return network


def compute():
    """The curve, the network of eight units and its bumps; the largest errors for curve and jump, and the bound."""
    error = {
        name: np.array([np.abs(interpolant(g, n).forward(FINE[:, None])[:, 0] - g(FINE)).max() for n in UNITS])
        for name, g in (("curve", curve), ("jump", jump))
    }
    x, knots = FINE[::100], np.linspace(0, 1, SHOWN + 1)
    hats = np.maximum(0, 1 - np.abs(x[:, None] - knots) * SHOWN) * curve(knots)
    return {
        "x": x,
        "curve": curve(x),
        "sum": interpolant(curve, SHOWN).forward(x[:, None])[:, 0],
        "bumps": hats,
        "units": UNITS,
        "error": error["curve"],
        "bound": STEEPEST_BEND / (8.0 * UNITS**2),
        "jump_error": error["jump"],
    }


def claims(result):
    same = np.abs(result["bumps"].sum(axis=1) - result["sum"]).max()
    yield Claim(
        "The network is the sum of the bumps.", bool(same < 1e-12 and np.ptp(result["sum"]) > 1.5), measured=same
    )
    ratio = result["error"] / result["bound"]
    fine = result["units"] >= 8
    yield Claim(
        "The error never exceeds the bound, and from eight units on comes within a tenth of it.",
        bool(np.all(ratio <= 1 + 1e-9) and np.all(ratio[fine] > 0.9)),
        measured=ratio[fine],
        expected=1.0,
        tolerance=0.05,
        source="deboor2001, chapter III: error of broken line interpolation, the constant 1/8; recalled",
        verdict="yes",
    )
    power = np.polyfit(np.log(result["units"][fine]), np.log(result["error"][fine]), 1)[0]
    yield Claim(
        "From eight units on, doubling the units divides the error by four.",
        bool(abs(power + 2) < 0.05),
        measured=power,
        expected=-2.0,
        tolerance=0.05,
        source="deboor2001, chapter III: the error is of order h squared; recalled",
        verdict="yes",
    )
    stuck = result["jump_error"]
    yield Claim(
        "For the jump the error stays above one half.", bool(np.all(stuck > 0.5) and np.all(stuck < 1)), measured=stuck
    )


def alt(result):
    return (
        f"Above, a wave and a broken line through it, with "
        f"{int(np.sum(np.abs(result['bumps']).max(axis=0) > 1e-9))} grey triangles underneath. "
        f"Below, on logarithmic "
        f"scales, the error of the wave falls from {result['error'][0]:.1f} with {result['units'][0]} units to "
        f"{result['error'][-1]:.0e} with {result['units'][-1]}, just under a dashed line, while that of the jump stays "
        f"between {result['jump_error'].min():.2f} and {result['jump_error'].max():.2f}."
    )


def draw(fig, result):
    above, below = panels(fig, 2)
    for bump in result["bumps"].T:
        above.fill_between(result["x"], bump, color=COLORS.muted, alpha=0.25, lw=0)
    above.plot(result["x"], result["curve"], color=COLORS.blue)
    above.plot(result["x"], result["sum"], color=COLORS.orange, lw=1.6)
    above.set(xlabel="$x$", yticks=[-1, 0, 1], xticks=[0, 0.5, 1], xlim=(0, 1), ylim=(-1.1, 1.1))
    note(above, 0.4, 0.85, "curve", COLORS.blue)
    note(above, 0.46, -0.75, "network of 8 units", COLORS.orange, ha="right")
    below.plot(result["units"], result["bound"], color=COLORS.ink, ls=(0, (4, 2)), lw=1.3)
    below.plot(result["units"], result["error"], "o-", color=COLORS.blue)
    below.plot(result["units"], result["jump_error"], "s-", color=COLORS.red)
    note(below, 250, 1.6, "curve with a jump", COLORS.red, ha="right", va="bottom")
    note(below, 12, 5e-3, "smooth curve", COLORS.blue, ha="right", va="top")
    note(below, 4.4, 0.3, "bound", ha="left", va="bottom")
    below.set(xlabel="hidden units", ylabel="largest error", ylim=(4e-5, 9))
    log_axis(below, "x", [2, 8, 32, 128])
    log_axis(below, "y", [1e-4, 1e-3, 1e-2, 0.1, 1])
