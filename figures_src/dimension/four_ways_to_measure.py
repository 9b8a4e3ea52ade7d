r"""Whether near and far drift apart depends on how distance is measured, but relative to it they always close up.

Two points uniform in a cube with a corner at the origin: by how much do their distances from that corner differ? With
$\lVert\mathbf{x}\rVert_p = (\sum_j |x_j|^p)^{1/p}$ the mean difference goes like $D^{1/p-1/2}$ (above; lines, with the
constants for large $D$). But the distances themselves grow like $D^{1/p}$, so that relative to the lesser of the two
the difference falls like $1/\sqrt D$ for every $p$ (below). Bands span ten draws of 600 pairs.

Reference: hinneburg2000, aggarwal2001
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels
from mathnets.dimension import minkowski_norm, norm_gap

SHAPE = "tall"
SEEDS = range(10)
PAIRS = 600
POWERS = [1, 2, 3, 10]
DIMENSIONS = [10, 30, 100, 300, 1000]
READ = "(read in a copy of the paper)"


def compute():
    """Mean difference of the lengths of two points, and the same over the lesser; shape (powers, seeds, dimensions)."""
    gap = np.zeros((len(POWERS), len(SEEDS), len(DIMENSIONS)))
    contrast = np.zeros_like(gap)
    for seed in SEEDS:
        X = np.random.default_rng(seed).random((2 * PAIRS, DIMENSIONS[-1]))
        for i, p in enumerate(POWERS):
            for j, D in enumerate(DIMENSIONS):
                a, b = minkowski_norm(X[:, :D], p).reshape(2, PAIRS)
                gap[i, seed, j] = np.abs(a - b).mean()
                contrast[i, seed, j] = (np.abs(a - b) / np.minimum(a, b)).mean()
    return {
        "powers": np.array(POWERS),
        "dimensions": np.array(DIMENSIONS),
        "gap": gap,
        "contrast": contrast,
        "law": np.array([norm_gap(DIMENSIONS, p) for p in POWERS]),
    }


def claims(result):
    D = result["dimensions"]
    slopes = np.array([np.polyfit(np.log(D), np.log(runs).T, 1)[0] for runs in result["gap"]])
    for p, runs in zip(POWERS[:3], slopes, strict=False):
        expected = 1 / p - 1 / 2
        yield Claim(
            f"For p = {p} the difference goes like the dimension to the power of {expected:.2g}.",
            bool(np.abs(np.median(runs) - expected) < 0.03),
            measured=runs,
            expected=expected,
            tolerance=0.03,
            source=f"aggarwal2001, Lemma 1 {READ}",
            verdict="yes",
        )
    expected = 2 / np.sqrt(np.pi) / np.sqrt(5)
    scaled = result["contrast"][1, :, -1] * np.sqrt(D[-1])
    yield Claim(
        "For p = 2 the relative contrast of two points times the root of D is C over the root of 5.",
        bool(np.abs(np.median(scaled) - expected) < 0.03),
        measured=scaled,
        expected=expected,
        tolerance=0.03,
        source=f"aggarwal2001, Theorem 2 {READ}; the constant C, there 'some constant', is 2 over the root of pi",
        verdict="yes",
    )
    shrink = result["contrast"][..., -1] / result["contrast"][..., 2]
    yield Claim(
        "Relative to the distance the difference shrinks for every p, to less than half from 100 to 1,000 dimensions.",
        bool(np.all(shrink < 0.5) and np.all(shrink > 0.2)),
        measured=shrink,
    )


def alt(result):
    first, last = np.median(result["gap"][..., 0], axis=1), np.median(result["gap"][..., -1], axis=1)
    parts = [f"from {a:.2f} to {b:.2f} for p = {p}" for a, b, p in zip(first, last, result["powers"], strict=True)]
    return (
        f"Mean difference of the distances of two points against the dimension, from {result['dimensions'][0]} to "
        f"{result['dimensions'][-1]:,}: {', '.join(parts)}. "
        "Below, as a share of the distance, four parallel lines that fall."
    )


def draw(fig, result):
    top, bottom = panels(fig, 2)
    D = np.array([10, 1000])
    colors = (COLORS.blue, COLORS.ink, COLORS.orange, COLORS.red)
    for i, (p, color, marker) in enumerate(zip(POWERS, colors, "soD^", strict=True)):
        relative = norm_gap(D, p) / (D / (p + 1)) ** (1 / p)  # for large D, over the mean distance
        for ax, runs, law in ((top, result["gap"][i], norm_gap(D, p)), (bottom, result["contrast"][i], relative)):
            ax.plot(D, law, color=color, lw=1.1)
            band(ax, result["dimensions"], runs, color=color, marker=marker, ms=6, ls="")
        note(top, 1150, norm_gap(1000, p), f"$p={p}$", color, va="center")
        if p in (1, 10):  # the others lie between them
            note(bottom, 1150, relative[1], f"$p={p}$", color, va="center")
    top.set_ylabel("difference of the distances\nof two points")
    bottom.set_ylabel("the same, as a share\nof the distance")
    for ax, ticks in ((top, [0.01, 0.1, 1, 10]), (bottom, [0.01, 0.03, 0.1, 0.3])):
        ax.set(xlabel="number of coordinates $D$", xlim=(8, 2200))
        log_axis(ax, "x", [10, 30, 100, 300, 1000])
        log_axis(ax, "y", ticks)
