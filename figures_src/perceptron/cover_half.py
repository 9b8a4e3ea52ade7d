r"""For twice as many points as dimensions, hyperplanes through 0 make exactly half of all labellings.

Cover counted the labellings of $N$ points in general position that a hyperplane through the origin can produce: $C(N,
D) = 2\sum_{k < D}\binom{N-1}{k}$ of the $2^N$. The share is exactly one half at $N = 2D$, and falls the more steeply
there the more dimensions there are. The lines are this formula. Each dot is the share among 300 sets of random points
with random labels, each decided by itself; the bars span ten seeds.

Reference: cover1965
"""

import numpy as np

from figures_src._kit import COLORS, Claim
from mathnets.margins import cover_fraction, separable

SEEDS = range(10)
DIMENSIONS = [3, 10, 40]
RATIOS = np.arange(6, 15, 2) / 5  # N / D
LABELLINGS = 30  # for each seed


def compute():
    """Share of separable labellings; shape (dimensions, ratios, seeds), and Cover's own."""
    shares = np.zeros((len(DIMENSIONS), len(RATIOS), len(SEEDS)))
    for i, d in enumerate(DIMENSIONS):
        for j, ratio in enumerate(RATIOS):
            n = round(ratio * d)
            for seed in SEEDS:
                rng = np.random.default_rng([seed, d, n])
                shares[i, j, seed] = np.mean(
                    [separable(rng.normal(size=(n, d)), rng.choice([-1, 1], n)) for _ in range(LABELLINGS)]
                )
    points = np.round(np.outer(DIMENSIONS, RATIOS)).astype(int)
    theory = np.array([[cover_fraction(int(n), d) for n in row] for d, row in zip(DIMENSIONS, points, strict=True)])
    return {"dimensions": np.array(DIMENSIONS), "points": points, "shares": shares, "theory": theory}


def claims(result):
    error = np.abs(result["shares"].mean(axis=2) - result["theory"]).max()
    yield Claim("Every measured share lies within 0.08 of Cover's formula.", bool(error < 0.08), measured=error)
    at_two = result["shares"][:, list(RATIOS).index(2)].mean(axis=1)
    yield Claim(
        "At twice as many points as dimensions, half of all labellings can be made.",
        bool(np.all(np.abs(at_two - 0.5) < 0.08)),
        measured=at_two,
    )
    early, late = (
        result["shares"][-1, list(RATIOS).index(1.6)].mean(),
        result["shares"][-1, list(RATIOS).index(2.4)].mean(),
    )
    yield Claim(
        "In 40 dimensions the share falls from over nine tenths at N = 1.6 D to under one tenth at 2.4 D.",
        bool(early > 0.9 and late < 0.1),
        measured=early - late,
    )


def alt(result):
    shares = result["shares"].mean(axis=2)
    j = list(RATIOS).index(1.6)
    return (
        f"Share of labellings that can be made against points per dimension: {len(shares)} falling curves that "
        "cross one "
        f"half at 2. Near 1.6 they stand at {shares[0, j]:.2f} in {result['dimensions'][0]} dimensions and at "
        f"{shares[-1, j]:.2f} in {result['dimensions'][-1]}."
    )


def draw(fig, result):
    ax = fig.subplots()
    ax.axvline(2, color=COLORS.faint, lw=1)
    ax.axhline(0.5, color=COLORS.faint, lw=1)
    styles = zip(result["dimensions"], (COLORS.gold, COLORS.green, COLORS.blue), "sDo", (":", "--", "-"), strict=True)
    for i, (d, color, marker, dash) in enumerate(styles):
        n = np.arange(round(0.8 * d), round(3.2 * d) + 1)
        ax.plot(n / d, [cover_fraction(int(k), int(d)) for k in n], color=color, ls=dash)
        x, share = result["points"][i] / d, result["shares"][i]
        ax.errorbar(
            x,
            share.mean(axis=1),
            np.abs(np.quantile(share, [0, 1], axis=1) - share.mean(axis=1)),
            color=color,
            fmt=marker,
            label=f"$D={d}$",
            ms=6,
            elinewidth=1.1,
            markeredgecolor=COLORS.paper,
            markeredgewidth=0.6,
        )
    ax.legend(*[row[::-1] for row in ax.get_legend_handles_labels()], loc="upper right")
    ax.set(
        xlabel="points per dimension, $N/D$",
        ylabel="share of labellings that\na hyperplane can produce",
        ylim=(-0.03, 1.03),
        xlim=(0.9, 3.1),
        xticks=[1, 1.5, 2, 2.5, 3],
        yticks=[0, 0.5, 1],
    )
