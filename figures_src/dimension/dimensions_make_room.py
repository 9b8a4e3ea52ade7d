r"""Lift points into enough new dimensions, and a flat wall can give them any labels at all.

Forty points in the plane with labels drawn by lot, which no line separates, are lifted into $D$ dimensions: each new
coordinate is the cosine of a random mixture of the two old ones. With half as many dimensions as points, half of all
labellings have become separable; with three quarters, nearly all; with as many as points, all. The line is Cover's
count, which knows nothing of cosines. Bands span ten draws of 20 labellings.

Reference: cover1965, rahimi2007
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, note
from mathnets.margins import cover_fraction, separable

SEEDS = range(10)
POINTS, LABELLINGS = 40, 20
DIMENSIONS = [4, 10, 14, 17, 20, 23, 26, 30, 40]
FREQUENCY = 30.0  # standard deviation of the mixtures' weights: waves much shorter than the square


def compute():
    """Share of labellings that are separable in the plane and after the lift; shape (seeds, dimensions)."""
    share, plane = np.zeros((len(SEEDS), len(DIMENSIONS))), np.zeros(len(SEEDS))
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X = rng.random((POINTS, 2))
        y = rng.choice([-1, 1], (LABELLINGS, POINTS))
        lifted = np.cos(
            FREQUENCY * X @ rng.normal(size=(2, max(DIMENSIONS))) + rng.uniform(0, 2 * np.pi, max(DIMENSIONS))
        )
        plane[seed] = np.mean(separable(X, y, intercept=True))
        share[seed] = [np.mean(separable(lifted[:, :D], y)) for D in DIMENSIONS]
    return {
        "dimensions": np.array(DIMENSIONS),
        "share": share,
        "plane": plane,
        "law": np.array([cover_fraction(POINTS, D) for D in DIMENSIONS]),
        "half": share[:, DIMENSIONS.index(POINTS // 2)],
    }


def claims(result):
    mean = result["share"].mean(axis=0)
    yield Claim(
        "With half as many dimensions as points about half of all labellings are separable.",
        bool(abs(result["half"].mean() - 0.5) < 0.08),
        measured=result["half"].mean(),
        expected=0.5,
        tolerance=0.08,
        source="cover1965, the count C(N, D): exactly one half at N = 2D (recalled; proved in chapter 2)",
        verdict="yes",
    )
    error = np.abs(mean - result["law"])
    yield Claim("The share follows Cover's count within 0.08 everywhere.", bool(np.all(error < 0.08)), measured=error)
    yield Claim(
        "In the plane none of the 200 labellings is separable; in 30 dimensions over 98% are.",
        bool(result["plane"].max() == 0 and mean[list(DIMENSIONS).index(30)] > 0.98 and mean[0] < 0.01),
        measured=mean[list(DIMENSIONS).index(30)],
    )
    yield Claim(
        "With as many dimensions as points all of them are.",
        bool(result["share"][:, DIMENSIONS.index(POINTS)].min() == 1),
        measured=result["share"][:, DIMENSIONS.index(POINTS)],
    )


def alt(result):
    mean = result["share"].mean(axis=0)
    return (
        f"Share of labellings that a wall can make against the number of dimensions: {mean[1]:.0%} at 10, "
        f"{mean[4]:.0%} at 20, {mean[6]:.0%} at 26 and {mean[-1]:.0%} at {result['dimensions'][-1]}, on Cover's curve."
    )


def draw(fig, result):
    ax = fig.subplots()
    D = np.arange(1, 41)
    ax.axvline(POINTS / 2, color=COLORS.faint, lw=1, zorder=0)
    ax.axhline(0.5, color=COLORS.faint, lw=1, zorder=0)
    ax.plot(D, [cover_fraction(POINTS, int(d)) for d in D], color=COLORS.ink, lw=1.4)
    band(ax, result["dimensions"], result["share"], color=COLORS.blue, marker="o", ls="", ms=7)
    note(ax, 27.5, 0.6, "Cover's count", va="center")
    ax.set(
        xlabel="dimensions after the lift, $D$",
        ylabel="share of labellings that\na wall can make",
        xlim=(0, 41),
        ylim=(-0.03, 1.03),
        xticks=[0, 10, 20, 30, 40],
        yticks=[0, 0.5, 1],
    )
