r"""A smaller step makes a difference quotient better, and then ruins it; a complex step it does not ruin.

The gradient of a network's loss by three ways of nudging its parameters, against backpropagation (which takes no
step): largest error, relative to the largest entry, for steps from 1 down to $10^{-15}$; bands over ten networks. A
long step misses the curvature, a short one drowns in rounding. The complex step subtracts no two nearly equal numbers
and stays at the last digit.

Reference: dennis1996, squire1998, nocedal2006
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, note
from mathnets.activations import tanh
from mathnets.gradients import EPS, central_difference, complex_step, forward_difference
from mathnets.network import MLP

CHAOTIC = "What it shows are rounding errors, and each machine rounds in its own way."
SEEDS = range(10)
STEPS = 10.0 ** -np.arange(0, 15.1, 0.5)
METHODS = {"forward": forward_difference, "central": central_difference, "complex": complex_step}


def compute():
    """Errors of each method, shape (seeds, steps), and its best step and error for each seed."""
    errors = {name: np.empty((len(SEEDS), len(STEPS))) for name in METHODS}
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X, Y = rng.normal(size=(8, 2)), rng.normal(size=(8, 1))
        network = MLP([2, 3, 1], tanh, rng=seed)

        def loss(theta, X=X, Y=Y, network=network):
            (W, V), (b, c) = network.split(theta)
            return np.mean((np.tanh(X @ W.T + b) @ V.T + c - Y) ** 2) / 2

        exact = network.gradient(X, Y)
        for name, method in METHODS.items():
            for k, h in enumerate(STEPS):
                found = method(loss, network.parameters, step=h)
                errors[name][seed, k] = np.abs(found - exact).max() / np.abs(exact).max()
    best = {f"best_{name}": STEPS[errors[name].argmin(axis=1)] for name in ("forward", "central")}
    least = {f"least_{name}": errors[name].min(axis=1) for name in METHODS}
    return {"steps": STEPS, **errors, **best, **least, "last_central": errors["central"][:, -1]}


def slope(result, name, low, high):
    """Exponent of the error as a power of the step, for steps in a range, one for each seed."""
    chosen = (result["steps"] > low) & (result["steps"] < high)
    return np.polyfit(np.log(result["steps"][chosen]), np.log(result[name][:, chosen]).T, 1)[0]


def claims(result):
    for name, power, low, high in (("forward", 1.0, 1e-6, 1e-2), ("central", 2.0, 1e-4, 1e-1)):
        found = slope(result, name, low, high)
        yield Claim(
            f"Before rounding, the error of the {name} difference falls as the step to the power {power:.0f}.",
            bool(np.all(np.abs(found - power) < 0.1)),
            measured=found,
            expected=power,
            tolerance=0.05,
            source="nocedal2006, section 8.1, error terms of the difference formulas; recalled",
            verdict="yes",
        )
    for name, power in (("forward", 1 / 2), ("central", 1 / 3)):
        found = np.log(result[f"best_{name}"]) / np.log(EPS)
        yield Claim(
            f"The best step of the {name} difference is about the machine precision to the power {power:.2f}.",
            bool(abs(np.median(found) - power) < 0.06),
            measured=found,
            expected=power,
            tolerance=0.06,
            source="nocedal2006, section 8.1, choice of the step; recalled",
            verdict="yes",
        )
    worse = result["forward"][:, -1] / result["least_forward"]
    yield Claim(
        "At the smallest step the forward difference is over 100,000 times worse than at its best.",
        bool(np.all(worse > 1e5)),
        measured=worse,
    )
    small = result["complex"][:, result["steps"] < 1e-8]
    yield Claim(
        "The complex step agrees with backpropagation to the last digits, at every step under a hundred millionth.",
        bool(0 < small.max() < 1e-14),
        measured=small.max(axis=1),
    )


def alt(result):
    return (
        "Error against step on logarithmic scales, steps shrinking to the right. Forward and central differences fall "
        f"to {np.median(result['least_forward']):.0e} and {np.median(result['least_central']):.0e}, "
        f"then climb again, to "
        f"{np.median(result['forward'][:, -1]):.0e} at the right. The complex step falls to "
        f"{np.median(result['least_complex']):.0e} and stays."
    )


def draw(fig, result):
    ax = fig.subplots()
    for name, color in (("forward", COLORS.orange), ("central", COLORS.purple), ("complex", COLORS.green)):
        band(ax, result["steps"], np.maximum(result[name], 3e-17), color=color)
    note(ax, 3e-4, 4e-3, "forward\ndifference", COLORS.orange, ha="left", va="bottom")
    note(ax, 2e-2, 3e-9, "central\ndifference", COLORS.purple, ha="center", va="top")
    note(ax, 1e-11, 8e-15, "complex step", COLORS.green, ha="center", va="center")
    ax.set(xscale="log", yscale="log", xlim=(1.5, 6e-16), ylim=(2e-17, 20))
    ax.set(xlabel="step $h$ (smaller to the right)", ylabel="largest relative error of the gradient")
    ax.set_xticks([1, 1e-5, 1e-10, 1e-15])
    ax.set_yticks([1, 1e-5, 1e-10, 1e-15])
    ax.minorticks_off()
