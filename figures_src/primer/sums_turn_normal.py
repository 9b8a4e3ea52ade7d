r"""Sums of many independent waiting times follow the normal curve, lopsided as a single one is.

Waiting times as at a bus stop, very lopsided: most are short, a few long. Sums of 1, 4 and 32 of them, each measured
from its mean in units of its standard deviation, 40,000 sums in each histogram. The distance from the normal curve is
the largest difference, at 65 values, of the two shares of sums below a value (Kolmogorov's distance, nearly). Band
over ten seeds.

Reference: feller1971
"""

from math import erf

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels

SEEDS = range(10)
SUMS = 40_000
NUMBERS = np.array([1, 2, 4, 8, 16, 32])
SHOWN = np.array([1, 4, 32])
EDGES = np.linspace(-3.5, 4.5, 65)


def compute():
    """Distance of sums from the normal curve, shape (seeds, numbers), and histograms of the first seed."""
    normal = np.array([(1 + erf(z / 2**0.5)) / 2 for z in EDGES])
    distances, histograms = np.empty((len(SEEDS), len(NUMBERS))), []
    for seed in SEEDS:
        rng, total, count = np.random.default_rng(seed), np.zeros(SUMS), 0
        for k, n in enumerate(NUMBERS):
            total += rng.exponential(size=(n - count, SUMS)).sum(axis=0)
            count = n
            scaled = np.sort((total - n) / np.sqrt(n))
            distances[seed, k] = np.abs(np.searchsorted(scaled, EDGES) / SUMS - normal).max()
            if seed == SEEDS[0] and n in SHOWN:
                histograms.append(np.histogram(scaled, EDGES)[0] / SUMS / np.diff(EDGES))
    return {
        "numbers": NUMBERS,
        "distances": distances,
        "edges": EDGES,
        "shown": SHOWN,
        "histograms": np.array(histograms),
        "normal": np.exp(-(EDGES**2) / 2) / np.sqrt(2 * np.pi),
        "first": np.median(distances[:, 0]),
        "last": np.median(distances[:, -1]),
    }


def claims(result):
    distances = result["distances"]
    powers = np.polyfit(np.log(result["numbers"]), np.log(distances).T, 1)[0]
    yield Claim(
        "The distance from the normal curve falls as one over the root of the number of terms.",
        bool(np.all(np.abs(powers + 0.5) < 0.1)),
        measured=powers,
        expected=-0.5,
        tolerance=0.06,
        source="feller1971, section XVI.4: the first correction is of this order; XVI.5 (Berry-Esseen) bounds it so; "
        "recalled",
        verdict="yes",
    )
    leading = distances[:, -1] * 6 * np.sqrt(2 * np.pi * result["numbers"][-1])
    yield Claim(
        "For many terms it is the skewness, 2, over six times the root of 2 pi times their number.",
        bool(np.all(np.abs(leading - 2) < 0.5)),
        measured=leading,
        expected=2.0,
        tolerance=0.3,
        source="feller1971, section XVI.4: the first correction to the central limit theorem; recalled",
        verdict="yes",
    )
    yield Claim(
        "At each doubling of the number, in every seed, the sums are nearer to the curve.",
        bool(np.all(np.diff(distances, axis=1) < 0)),
        measured=np.diff(distances, axis=1).max(),
    )
    middle = (result["normal"][1:] + result["normal"][:-1]) / 2
    apart = np.abs(result["histograms"] - middle).max(axis=1)
    yield Claim(
        "The histogram of sums of 32 lies within 0.06 of the curve, that of single numbers does not.",
        bool(apart[-1] < 0.06 < apart[0] / 5),
        measured=apart[-1],
    )


def alt(result):
    return (
        f"Four pictures. Histograms of sums of 1, 4 and 32 waiting times with the bell of the normal curve: the first "
        f"starts with its highest bar and falls, the second leans to the left, the third fits the bell. Last, the "
        f"distance from the bell against the number of terms, falling along a straight line on logarithmic axes from "
        f"{result['first']:.2f} to {result['last']:.3f}."
    )


def draw(fig, result):
    axes = panels(fig, 4, page=(2, 2), slide=(2, 2))
    edges = result["edges"]
    for ax, n, heights in zip(axes, result["shown"], result["histograms"], strict=False):
        ax.stairs(heights, edges, fill=True, color=COLORS.blue, alpha=0.35)
        ax.plot(edges, result["normal"], color=COLORS.orange)
        ax.set(ylim=(0, 1.05 if n == 1 else 0.56), yticks=[], xticks=[-2, 0, 2, 4])
        ax.set_title("one waiting time" if n == 1 else f"sum of {n}")
    ax = axes[-1]
    band(ax, result["numbers"], result["distances"], color=COLORS.blue, marker="o", ms=5)
    ax.plot(result["numbers"], 2 / (6 * np.sqrt(2 * np.pi * result["numbers"])), color=COLORS.muted, lw=1.2)
    note(ax, 2.2, 0.13, r"$1/(3\sqrt{2\pi N})$", COLORS.muted)
    log_axis(ax, "x", [1, 2, 4, 8, 16, 32])
    log_axis(ax, "y", [0.02, 0.05, 0.1, 0.2])
    ax.set_title("distance from the curve")
    ax.set(xlabel="terms $N$", ylim=(0.017, 0.22))
