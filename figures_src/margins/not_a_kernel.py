r"""A likeness that is no dot product has directions of negative squared length; its lower bound climbs over the upper.

Left: eigenvalues of the Gram matrix of 100 fours and nines, largest first (the first few lie above the frame), for two
kernels and for $\tanh(\mathbf{x}\cdot\mathbf{x}'/10)$, which was long in use as if it were one (all scaled so that
every digit has length one). Right: the dual value that the solver finds, divided by $CN$, the primal value of doing
nothing. No dual value may be larger; that of the tanh is. Bands span ten draws.

Reference: lin2003, cortes1995
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels
from mathnets import kernels
from mathnets.data import digits
from mathnets.svm import solve_dual

SEEDS = range(10)
DIGITS = 100
PRICES = np.geomspace(0.1, 1000, 9)


def grams(X):
    """Gram matrices of a Gaussian kernel, a polynomial one, and a function that is none, each with a diagonal of 1."""
    for K in (kernels.rbf(X, gamma=0.02), kernels.polynomial(X, degree=3, gamma=0.01), np.tanh(0.1 * X @ X.T)):
        d = np.sqrt(np.diag(K))
        yield K / d / d[:, None]


def compute():
    """Eigenvalues, and dual values over C N, for each draw, function and price."""
    X, label = digits.fours_and_nines()
    values, duals, gaps = (np.empty((len(SEEDS), 3, n)) for n in (DIGITS, len(PRICES), len(PRICES)))
    for seed in SEEDS:
        rows = np.random.default_rng(seed).permutation(len(X))[:DIGITS]
        y = np.where(label[rows] == 4, 1, -1)
        for i, K in enumerate(grams(X[rows])):
            values[seed, i] = np.linalg.eigvalsh(K)[::-1]
            found = [solve_dual(K, y, C, max_steps=5000) for C in PRICES]
            duals[seed, i] = [s.dual / (C * DIGITS) for s, C in zip(found, PRICES, strict=True)]
            gaps[seed, i] = [s.gap for s in found]
    return {
        "eigenvalues": values,
        "prices": PRICES,
        "duals": duals,
        "negative": np.sum(values[:, 2] < -1e-9, axis=1),
        "negative_of_kernels": np.sum(values[:, :2] < -1e-9, axis=(1, 2)),
        "lowest": values[:, 2, -1],
        "gaps": np.abs(gaps[:, 2]),
        "worst": duals[:, 2].max(axis=1),
    }


def claims(result):
    yield Claim(
        "The Gaussian and the polynomial kernel have no negative eigenvalue.",
        bool(np.all(result["negative_of_kernels"] == 0) and np.all(result["eigenvalues"][:, :2].sum(axis=2) > 1)),
        measured=result["negative_of_kernels"],
        expected=0,
        tolerance=0,
        source="boser1992, after Mercer: a kernel is an expansion with positive coefficients (recalled)",
        verdict="yes",
    )
    yield Claim(
        "The tanh has dozens.",
        bool(np.all(result["negative"] > 24) and np.all(result["lowest"] < -0.5)),
        measured=result["negative"],
    )
    kernels_at_most = result["duals"][:, :2].max()
    yield Claim(
        "With the kernels no dual value passes the primal value of doing nothing.",
        bool(0.1 < kernels_at_most <= 1),
        measured=kernels_at_most,
    )
    yield Claim(
        "With the tanh it does in every draw, by a factor of ten.",
        bool(np.all(result["worst"] > 10)),
        measured=result["worst"],
    )
    yield Claim(
        "All the same the solver reports next to no gap for it.",
        bool(np.all(result["gaps"] < 1e-6) and np.all(result["worst"] > 1)),
        measured=result["gaps"],
    )


def alt(result):
    negative, lowest, worst = (np.median(result[key]) for key in ("negative", "lowest", "worst"))
    return (
        "Left, eigenvalues of three matrices; two stay above zero, the third sinks below it for its last "
        f"{negative:.0f} of {DIGITS}, down to {lowest:.1f}. Right, dual values over price: two bands below 1, one that "
        f"climbs over it to {worst:.0f}."
    )


def draw(fig, result):
    left, right = panels(fig, 2, page=(1, 2))
    styles = (COLORS.blue, COLORS.green, COLORS.red)
    n = np.arange(1, DIGITS + 1)
    left.axhline(0, color=COLORS.ink, lw=0.9)
    right.axhline(1, color=COLORS.ink, lw=0.9)
    for i, color in enumerate(styles):
        band(left, n, result["eigenvalues"][:, i], color=color)
        band(right, result["prices"], result["duals"][:, i], color=color)
    left.set(xlabel="eigenvalue number", ylabel="eigenvalue", ylim=(-2.6, 4), xlim=(1, DIGITS))
    right.set(xlabel="price $C$", ylabel="dual value / $CN$", xlim=(PRICES[0], PRICES[-1]))
    log_axis(right, "x", [0.1, 1, 10, 100, 1000])
    log_axis(right, "y", [0.001, 0.01, 0.1, 1, 10, 100])
    note(left, 52, 2.2, "Gaussian", COLORS.blue)
    note(left, 52, 2.75, "polynomial", COLORS.green)
    note(left, 52, 3.3, "tanh", COLORS.red)
    note(right, 0.13, 1.7, "doing nothing", COLORS.ink)
