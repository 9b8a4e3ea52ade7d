r"""Cauchy numbers have no expected value: the mean of a thousand of them is as wild as a single one.

A lamp stands one step before an endless wall and is spun. Where it stops, its beam meets the wall (if it points there)
at a place that has the Cauchy distribution. Most places are near, but far ones are so frequent that a mean of many is
no steadier than one of them. Beside it the mean of uniform numbers, which obeys the weak law. The spread is half of the
range that holds the middle half of 1,000 runs.

Reference: feller1971
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note, panels

SEEDS = range(10)
RUNS, LONGEST, DRAWN = 100, 1024, 6


def compute():
    """Spread of the mean of N numbers of both kinds over 1,000 runs, and some running means along the way."""
    turned = np.concatenate([np.random.default_rng(seed).uniform(-1, 1, (RUNS, LONGEST)) for seed in SEEDS])
    numbers = 2 ** np.arange(0, 11)
    result = {"numbers": numbers, "drawn": np.arange(1, LONGEST + 1)}
    for kind, values in (("uniform", turned), ("cauchy", np.tan(turned * np.pi / 2))):
        means = np.cumsum(values, axis=1) / np.arange(1, LONGEST + 1)
        low, high = np.quantile(means[:, numbers - 1], [0.25, 0.75], axis=0)
        result |= {f"{kind}_spread": (high - low) / 2, f"{kind}_paths": means[:DRAWN]}
    largest = np.abs(np.tan(turned * np.pi / 2)).max(axis=1)
    return result | {"largest": float(np.median(largest)), "last_spread": result["cauchy_spread"][-1]}


def power(result, kind, start=1):
    """Exponent of the spread as a power of N, for N from `start` on."""
    chosen = result["numbers"] >= start
    return np.polyfit(np.log(result["numbers"][chosen]), np.log(result[f"{kind}_spread"][chosen]), 1)[0]


def claims(result):
    falls, stays = power(result, "uniform", 4), power(result, "cauchy")
    yield Claim(
        "From four on, the spread of the mean of uniform numbers falls as one over the root of their number.",
        bool(abs(falls + 0.5) < 0.03),
        measured=falls,
    )
    yield Claim("The spread of the Cauchy mean does not fall.", bool(abs(stays) < 0.04), measured=stays)
    yield Claim(
        "The mean of N Cauchy numbers has the spread of one, which is 1.",
        bool(np.all(np.abs(result["cauchy_spread"] - 1) < 0.2)),
        measured=result["cauchy_spread"],
        expected=1.0,
        tolerance=0.08,
        source="feller1971, section II.4: the Cauchy density is its own average; recalled",
        verdict="yes",
    )
    jumps = np.abs(np.diff(result["cauchy_paths"][:, 100:], axis=1)).max()
    calm = np.abs(np.diff(result["uniform_paths"][:, 100:], axis=1)).max()
    yield Claim(
        "After a hundred numbers a single one still moves a Cauchy mean by more than one half.",
        bool(jumps > 0.5 > 20 * calm),
        measured=jumps,
    )


def alt(result):
    return (
        f"Above, {DRAWN} running means of Cauchy numbers wander and jump, with no end in sight, beside "
        f"{DRAWN} of uniform numbers that run together at 0. Below, on logarithmic axes, the spread of the mean "
        f"over 1,000 runs: for uniform numbers it falls to {result['uniform_spread'][-1]:.3f} at "
        f"{result['numbers'][-1]:,} numbers, for Cauchy numbers it stays level, at {result['last_spread']:.2f}."
    )


def draw(fig, result):
    paths, spread = panels(fig, 2)
    n = result["drawn"]
    for kind, color in (("cauchy", COLORS.orange), ("uniform", COLORS.blue)):
        paths.plot(n, result[f"{kind}_paths"].T, color=color, lw=1, alpha=0.85)
        spread.plot(result["numbers"], result[f"{kind}_spread"], "o-", color=color, ms=5)
    paths.set(ylim=(-4, 4), xlim=(1, n[-1]), xlabel="numbers $N$")
    paths.set_title("running means")
    log_axis(paths, "x", [1, 10, 100, 1000])
    log_axis(spread, "x", [1, 10, 100, 1000])
    log_axis(spread, "y", [0.01, 0.1, 1])
    spread.set(xlabel="numbers $N$", ylim=(0.006, 2.5))
    spread.set_title("spread of the mean")
    note(spread, 500, 1.25, "Cauchy", COLORS.orange, ha="right", va="bottom")
    note(spread, 40, 0.03, "uniform", COLORS.blue, ha="right", va="center")
