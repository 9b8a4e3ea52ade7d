r"""A network climbs into ever sharper ground until its own step stops it, and goes on learning at the edge.

A small tanh network learns a curve from 20 points, by gradient descent with all of them, at three rates; ten starts
each. Top: the sharpness, the largest curvature of the loss where the network stands, times $\eta/2$. At 1 the
curvature is $2/\eta$, and on a quadratic the walk would begin to fly apart. Here it settles near 1. Bottom: the loss at
the rate 0.4 (every third step), for three of the starts: it rises again and again, and falls all the same. Each rate
has as many steps as make the same product of steps and rate.

Reference: cohen2021
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels
from mathnets.activations import tanh
from mathnets.curvature import sharpness
from mathnets.network import MLP
from mathnets.optimizers import GradientDescent
from mathnets.training import train

CHAOTIC = "At the edge the loss jumps about, and what rounding changes grows until it is as large as the jumps."
SHAPE = "tall"
SEEDS = range(10)
SIZES = [1, 20, 20, 1]
RATES = [0.15, 0.25, 0.4]
TIME = 600  # steps times rate
RECORDS = 30


def compute():
    """Sharpness times half the rate at 30 points of time, shape (rates, seeds, records); losses of every step."""
    X = np.linspace(-1, 1, 20)[:, None]
    Y = np.cos(4 * np.arccos(X))  # the Chebyshev polynomial of degree four
    scaled, losses, rises, falls = [], [], [], []
    for rate in RATES:
        steps = int(TIME / rate)
        network = MLP(SIZES, tanh, rng=SEEDS)
        history = train(
            network, X, Y, GradientDescent(rate), steps=steps, record=np.linspace(0, steps, RECORDS).astype(int)
        )
        at = network.at(history.parameters.reshape(-1, network.size))
        scaled.append(sharpness(at, X, Y, tol=1e-4).reshape(RECORDS, -1).T * rate / 2)
        late = history.losses[steps // 2 :]
        rises.append(np.mean(np.diff(late, axis=0) > 0, axis=0))
        falls.append(history.losses[:100].mean(axis=0) / history.losses[-100:].mean(axis=0))
        losses.append(history.losses[:, :3])
    return {
        "rates": np.array(RATES),
        "time": np.linspace(0, TIME, RECORDS),
        "scaled": np.array(scaled),
        "late": np.median(np.array(scaled)[:, :, -8:], axis=2),
        "losses": losses[-1][::3],
        "rises": np.array(rises),
        "falls": np.array(falls),
        "sharpness": np.median(np.array(scaled)[:, :, -8:], axis=(1, 2)) * 2 / RATES,
        "edge": 2 / np.array(RATES),
    }


def claims(result):
    late = result["late"]
    for k, rate in enumerate(result["rates"]):
        yield Claim(
            f"At the rate {rate:g} the sharpness ends within a tenth of 2 over the rate in every start.",
            bool(np.all(np.abs(late[k] - 1) < 0.1)),
            measured=late[k] * 2 / rate,
            expected=2 / rate,
            tolerance=0.1 * 2 / rate,
            source="cohen2021, abstract and figure 1: it hovers at or just above 2/eta (read in the paper's text)",
            verdict="yes",
        )
    first = result["scaled"][:, :, 0]
    yield Claim(
        "At the smallest rate every walk begins below six tenths of the edge; at the largest some begin beyond it.",
        bool(0 < first[0].max() < 0.6 and first[2].max() > 1),
        measured=first[2].max(),
    )
    rises = result["rises"][2]
    yield Claim(
        "At the rate 0.4, in the second half, the loss rises in over a quarter of the steps.",
        bool(np.all(rises > 0.25) and np.all(rises < 0.6)),
        measured=rises,
    )
    falls = result["falls"][2]
    yield Claim(
        "And yet, from the first hundred steps to the last hundred, it falls to less than a third in every start.",
        bool(np.all(falls > 3)),
        measured=falls,
    )


def alt(result):
    levels = ", ".join(
        f"{s:.1f} where 2/eta is {e:.1f}" for s, e in zip(result["sharpness"], result["edge"], strict=True)
    )
    return (
        f"Top: three bands, the lines of whose middles rise to the dashed line at 1, overshoot it and settle on it; "
        f"the sharpness at the end is {levels}. "
        f"Bottom: three "
        "jagged curves of the loss that sink over time."
    )


def draw(fig, result):
    top, below = panels(fig, 2)
    for scaled, rate, color in zip(
        result["scaled"], result["rates"], (COLORS.gold, COLORS.green, COLORS.blue), strict=True
    ):
        band(top, result["time"], scaled, color=color, label=rf"$\eta$ = {rate:g}")
    top.axhline(1, color=COLORS.ink, ls=(0, (4, 2)), lw=1.3)
    note(top, 590, 1.12, r"$2/\eta$", ha="right", va="bottom")
    top.set(xlabel=r"steps times rate, $\eta\, t$", ylabel=r"sharpness times $\eta/2$", xlim=(0, TIME), ylim=(0, 1.6))
    top.legend(loc="lower right")
    below.plot(np.arange(len(result["losses"])) * 3 * RATES[-1], result["losses"], lw=0.7, color=COLORS.blue)
    for line, color in zip(below.lines, (COLORS.blue, COLORS.orange, COLORS.purple), strict=True):
        line.set_color(color)
    below.set(xlabel=r"steps times rate, $\eta\, t$", ylabel=r"loss $\mathcal{L}$", xlim=(0, TIME))
    log_axis(below, "y", [0.001, 0.01, 0.1])
