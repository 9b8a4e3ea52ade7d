r"""The share of heads settles at one half, but ten times as near takes a hundred times as many tosses.

The share of heads among the first $N$ tosses of a fair coin, in 20 of 1,000 rows of tosses. About 95 rows of 100 lie
within $1/\sqrt N$ of one half at any given $N$ that is not small: two standard deviations. Nothing makes up for a run
of tails. It is outnumbered.

Reference: feller1968
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note, panels

SEEDS = range(1000)
TOSSES, DRAWN = 4096, 20


def compute():
    """Share of heads after 1, 2, 4, ... tosses in all rows, its scatter, and how often it is outside the band."""
    heads = np.array([np.random.default_rng(seed).integers(0, 2, TOSSES, dtype=np.int8) for seed in SEEDS])
    numbers = 2 ** np.arange(0, 13)
    shares = np.array([heads[:, :n].mean(axis=1) for n in numbers]).T
    drawn = np.unique(np.geomspace(1, TOSSES, 120).astype(int))
    return {
        "numbers": numbers,
        "scatter": shares.std(axis=0),
        "outside": (np.abs(shares - 0.5) > 1 / np.sqrt(numbers)).mean(axis=0),
        "drawn": drawn,
        "paths": np.cumsum(heads[:DRAWN], axis=1)[:, drawn - 1] / drawn,
        "last_scatter": shares[:, -1].std(),
        "middle": shares[:, -1].mean(),
    }


def claims(result):
    power = np.polyfit(np.log(result["numbers"]), np.log(result["scatter"]), 1)[0]
    yield Claim(
        "The scatter falls as one over the root of the number of tosses.",
        bool(abs(power + 0.5) < 0.02),
        measured=power,
        expected=-0.5,
        tolerance=0.02,
        source="feller1968, chapter IX: the variance of a mean of independent trials; recalled",
        verdict="yes",
    )
    off = np.abs(result["scatter"] * 2 * np.sqrt(result["numbers"]) - 1)
    yield Claim("It is half of that root's inverse, at every number.", bool(off.max() < 0.1), measured=off)
    large = result["outside"][result["numbers"] >= 64]
    yield Claim(
        "About one row in twenty lies outside the band.",
        bool(np.all((large > 0.015) & (large < 0.085))),
        measured=large,
    )
    yield Claim(
        "Chebyshev allows one row in four there.",
        bool(0 < np.max(result["outside"]) < 0.25),
        measured=result["outside"],
    )
    yield Claim(
        "The mean over all rows ends at one half.",
        bool(abs(result["middle"] - 0.5) < 0.002 and abs(result["paths"][:, -1].mean() - 0.5) < 0.01),
        measured=result["middle"],
    )


def alt(result):
    return (
        f"Left, twenty ragged lines, the share of heads against the number of tosses, run together at one half inside "
        f"a funnel. Right, on logarithmic axes, the scatter over {len(SEEDS):,} rows: dots on a straight line "
        f"from {result['scatter'][0]:.1f} at one toss to {result['last_scatter']:.4f} at {result['numbers'][-1]:,}."
    )


def draw(fig, result):
    paths, scatter = panels(fig, 2, page=(1, 2))
    n = result["drawn"]
    paths.fill_between(n, 0.5 - 1 / np.sqrt(n), 0.5 + 1 / np.sqrt(n), color=COLORS.gold, alpha=0.22, lw=0)
    paths.plot(n, result["paths"].T, color=COLORS.blue, lw=0.8, alpha=0.7)
    paths.set(ylim=(0, 1), xlim=(1, n[-1]), xlabel="tosses $N$")
    paths.set_title("share of heads")
    log_axis(paths, "x", [1, 10, 100, 1000])
    scatter.plot(result["numbers"], 0.5 / np.sqrt(result["numbers"]), color=COLORS.muted, lw=1.2)
    scatter.plot(result["numbers"], result["scatter"], "o", color=COLORS.blue)
    note(scatter, 12, 0.2, r"$1/(2\sqrt{N})$", COLORS.muted)
    log_axis(scatter, "x", [1, 10, 100, 1000])
    log_axis(scatter, "y", [0.01, 0.1, 0.5])
    scatter.set(xlabel="tosses $N$")
    scatter.set_title("scatter over 1,000 rows")
