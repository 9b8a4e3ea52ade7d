r"""Attention is a dictionary that blurs: nearly exact look-up at low temperature, the mean of all values at high.

Twelve keys on a half circle, each with a value. A query travels along the half circle; the curve is what it gets, for
three temperatures, by which scores are divided before the softmax. The dots are the entries of the dictionary, drawn
from one of ten seeds; the claims hold for all.

Reference: vaswani2017
"""

import numpy as np

from figures_src._kit import COLORS, Claim
from mathnets.attention import attention

SHAPE = "standard"
SEEDS = range(10)
ENTRIES = 12
TEMPERATURES = (0.001, 0.03, 10.0)


def circle(angles):
    return np.column_stack([np.cos(angles), np.sin(angles)])


def compute():
    """What a query gets at each angle, (temperatures, angles) of the first seed, and largest errors, (seeds,)."""
    angles, keys = np.linspace(0, np.pi, 401), np.pi * (np.arange(ENTRIES) + 0.5) / ENTRIES
    between = np.abs(angles[:, None] - keys).min(axis=1) > 0.4 * np.pi / ENTRIES  # nearly as near to two keys
    curves, low, high, inside = [], [], [], []
    for seed in SEEDS:
        values = np.random.default_rng(seed).uniform(0.1, 0.9, ENTRIES)
        got = [attention(2**0.5 * circle(angles) / t, circle(keys), values[:, None])[0][:, 0] for t in TEMPERATURES]
        found = values[np.abs(angles[:, None] - keys).argmin(axis=1)]
        low.append(np.abs(got[0] - found)[~between].max())
        high.append(np.abs(got[2] - values.mean()).max())
        inside.append(min(np.min(got) - values.min(), values.max() - np.max(got)))
        curves.append(got)
        if seed == 0:
            first = values
    return {
        "angles": angles,
        "keys": keys,
        "values": first,
        "curves": np.array(curves[0]),
        "low": np.array(low),
        "high": np.array(high),
        "inside": np.array(inside),
        "mean": first.mean(),
    }


def claims(result):
    yield Claim(
        "At the lowest temperature a query gets the value of the nearest key, within a hundredth, except halfway.",
        bool(np.all(result["low"] < 0.01) and np.all(result["low"] >= 0) and np.ptp(result["curves"][0]) > 0.3),
        measured=result["low"],
    )
    yield Claim(
        "At the highest it gets the mean of all values, within a thirtieth, wherever it is.",
        bool(np.all(result["high"] < 1 / 30) and np.all(result["high"] > 0) and np.ptp(result["curves"][2]) < 0.07),
        measured=result["high"],
    )
    yield Claim(
        "No query gets less than the least value or more than the largest.",
        bool(np.all(result["inside"] > -1e-9) and np.ptp(result["values"]) > 0.3),
        measured=result["inside"],
    )


def alt(result):
    return (
        f"Twelve dots of different heights. One curve is a staircase through them, one bends smoothly past them, and "
        f"one is nearly flat at their mean, {result['mean']:.2f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    degrees = np.degrees(result["angles"])
    for curve, color in zip(result["curves"], (COLORS.orange, COLORS.blue, COLORS.green), strict=True):
        ax.plot(degrees, curve, color=color)
    ax.plot(np.degrees(result["keys"]), result["values"], "o", color=COLORS.ink, ms=6, zorder=3)
    ax.set(
        xlim=(0, 180),
        ylim=(0, 1.12),
        xlabel="direction of the query, degrees",
        ylabel="what it gets",
        xticks=[0, 45, 90, 135, 180],
    )
    for x, text, color in (
        (0.02, "temperature 0.001: look-up", COLORS.orange),
        (0.52, "0.03", COLORS.blue),
        (0.7, "10: the mean", COLORS.green),
    ):
        ax.text(x, 0.97, text, color=color, transform=ax.transAxes, va="top")
