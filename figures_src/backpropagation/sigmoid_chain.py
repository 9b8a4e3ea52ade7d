r"""Every sigmoid takes away three quarters of a gradient or more; large weights and offsets seldom give them back.

The derivative of the end of a chain of units with respect to its beginning, by length. Blue: weights of at most 1. No
chain rises above the dashed line $4^{-L}$, and one lies on it. Orange: random weights and offsets, both of standard
deviation 3, break the hypothesis, and some short chains rise above it; but units saturate, and long chains forget
faster still (line: the middle; band: nine in ten). With offsets of standard deviation 1 they saturate less, and more
than one in ten chains of twenty stays above the line. A chain tuned to the steepest point (weight 8, offset $-4$)
explodes. An active rectifier of weight 1 passes the gradient on whole.

Reference: hochreiter1991, bengio1994
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.activations import relu, sigmoid

SEEDS = range(10)
LENGTH, CHAINS, LARGE = 20, 400, 3.0


def chain(f, w, b, start):
    """Derivatives of the unit after 1, 2, ... layers with respect to the first, shape (chains, layers)."""
    a, whole, found = start, 1.0, []
    for w_l, b_l in zip(w.T, b.T, strict=True):
        a = f(w_l * a + b_l)
        whole = whole * w_l * f.derivative(a)
        found.append(np.abs(whole))
    return np.array(found).T


def compute():
    """Quantiles over chains for each seed, shape (seeds, 3, lengths); and three special chains."""
    small, large, top, beyond, mild = [], [], [], [], []
    bound = 0.25 ** np.arange(1, LENGTH + 1)
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        start, (w, b) = rng.uniform(0, 1, CHAINS), rng.normal(size=(2, CHAINS, LENGTH))
        found = chain(sigmoid, np.clip(w, -1, 1), b, start)
        small.append(np.quantile(found, [0.05, 0.5, 0.95], axis=0))
        top.append(found.max(axis=0))
        found = chain(sigmoid, LARGE * w, LARGE * b, start)
        large.append(np.quantile(found, [0.05, 0.5, 0.95], axis=0))
        beyond.append(np.mean(found > bound, axis=0))
        mild.append(np.mean(chain(sigmoid, LARGE * w, b, start)[:, -1] > bound[-1]))
    ones = np.ones((1, LENGTH))
    return {
        "lengths": np.arange(1, LENGTH + 1),
        "bound": bound,
        "small": np.array(small),
        "largest_small": np.array(top),
        "large": np.array(large),
        "beyond": np.array(beyond),
        "mild": np.array(mild),
        "equal": chain(sigmoid, ones, -0.5 * ones, 0.5)[0],
        "tuned": chain(sigmoid, 8 * ones, -4 * ones, 0.5)[0],
        "rectified": chain(relu, ones, 0 * ones, 0.5)[0],
        "share": np.array(beyond)[:, -1],
    }


def claims(result):
    ratio = result["largest_small"] / result["bound"]
    yield Claim(
        "With weights of at most 1 no chain exceeds one over four to the power of its length.",
        bool(0 < ratio.max() <= 1),
        measured=ratio.max(axis=1),
    )
    tight = np.abs(result["equal"] / result["bound"] - 1).max()
    yield Claim("One chain lies on that bound.", bool(tight < 1e-12), measured=tight)
    yield Claim(
        "With large random weights and offsets over one in twenty chains of two units exceed the bound, of twenty "
        "units "
        "less than one in a hundred.",
        bool(np.all(result["beyond"][:, 1] > 0.05) and np.all(result["beyond"][:, -1] < 0.01)),
        measured=result["beyond"][:, 1],
    )
    faster = result["large"][:, 1, -1] / result["small"][:, 1, -1]
    yield Claim(
        "The middle chain of twenty units keeps less with large random weights and offsets than with weights of at "
        "most 1.",
        bool(np.all((faster > 0) & (faster < 0.1))),
        measured=faster,
    )
    yield Claim(
        "With large weights and offsets of standard deviation 1 more than one in ten chains of twenty units exceed it.",
        bool(np.all(result["mild"] > 0.1) and np.all(result["mild"] < 1)),
        measured=result["mild"],
    )
    growth = np.diff(np.log2(result["tuned"]))
    yield Claim(
        "Tuned to the steepest point with weight 8 the derivative doubles with each unit.",
        bool(np.all(np.abs(growth - 1) < 1e-9)),
        measured=growth,
    )
    kept = result["rectified"]
    yield Claim("A chain of active rectifiers of weight 1 keeps it.", bool(np.all(kept == 1)), measured=kept)


def alt(result):
    return (
        "Derivative against length of the chain, on a logarithmic scale. A blue band under a dashed line, "
        f"{np.median(result['small'][:, 1, -1]):.0e} and {result['bound'][-1]:.0e} at twenty units; a wide orange band "
        f"whose middle falls to {np.median(result['large'][:, 1, -1]):.0e}; a level green line at 1; "
        f"and a purple one that "
        f"rises to {result['tuned'][-1]:,.0f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    n = result["lengths"]
    for name, color in (("large", COLORS.orange), ("small", COLORS.blue)):
        low, middle, high = np.maximum(np.median(result[name], axis=0), 1e-40)
        ax.fill_between(n, low, high, color=color, alpha=0.2, lw=0)
        ax.plot(n, middle, color=color)
    ax.plot(n, result["bound"], color=COLORS.ink, ls=(0, (4, 2)), lw=1.4)
    ax.plot(n, result["tuned"], color=COLORS.purple)
    ax.plot(n, result["rectified"], color=COLORS.green)
    note(ax, 19.7, 30, "rectifiers", COLORS.green, ha="right", va="center")
    note(ax, 13, 1e7, "tuned", COLORS.purple, ha="center", va="center")
    note(ax, 15.6, 3e-8, r"$4^{-L}$", ha="left", va="center")
    note(ax, 1.5, 1e-21, "weights up to 1", COLORS.blue, ha="left", va="center")
    note(ax, 1.5, 1e-25, "large weights and offsets", COLORS.orange, ha="left", va="center")
    ax.set(yscale="log", xlabel="units in the chain, $L$", ylabel="derivative, end by beginning", xlim=(1, LENGTH))
    ax.set(xticks=[1, 5, 10, 15, 20], ylim=(1e-32, 1e9), yticks=[1e-30, 1e-20, 1e-10, 1])
    ax.minorticks_off()
