r"""The rate has a limit, which momentum raises and Nesterov's rule lowers; at their best both beat gradient descent.

By what factor the error shrinks at each step, measured over the second half of 1,500 steps in a valley of 20
curvatures from 1 to 25, at 120 rates. Above 1 it grows. Dashed, the theory: the largest root, over all curvatures, of
a quadratic equation. The curve of gradient descent is a V: falling while the flattest direction decides, rising where
the steepest does. That of momentum has a flat floor, where all directions shrink alike. Memory $\beta = 0.5$ for the
other two.

Reference: polyak1964, nesterov2004, cohen2021
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.descent import convergence_rate, paths, quadratic
from mathnets.optimizers import GradientDescent, Momentum, Nesterov

CURVATURES = np.linspace(1, 25, 20)
BETA = 0.5
SCALED = np.linspace(0.03, 3.2, 120)  # the rate times the largest curvature
STEPS = 1500
RULES = [GradientDescent, lambda rate: Momentum(rate, BETA), lambda rate: Nesterov(rate, BETA)]


def theory(rate):
    """Largest size of a root over the curvatures, for the three rules at one rate."""
    h = rate * CURVATURES
    heavy = [np.abs(np.roots([1, v - 1 - BETA, BETA])).max() for v in h]
    nesterov = [np.abs(np.roots([1, -(1 + BETA) * (1 - v), BETA * (1 - v)])).max() for v in h]
    return [np.abs(1 - h).max(), max(heavy), max(nesterov)]


def measured(rule):
    """Factor per step at all rates: of the distance over a few steps together, since momentum swings."""
    valley, starts = quadratic(CURVATURES), np.ones((len(SCALED), len(CURVATURES)))
    run = paths(valley.gradient, starts, rule(SCALED / CURVATURES.max()), STEPS)
    with np.errstate(over="ignore", invalid="ignore"):
        distance = np.linalg.norm(run, axis=2)
    return np.array([convergence_rate(d[(d > 1e-100) & (d < 1e100)], floor=0) for d in distance.T])


def crossing(factor):
    """The scaled rate at which the factor passes 1 for good, between two grid points."""
    k = int(np.argmax(factor > 1))
    return np.interp(1, factor[k - 1 : k + 1], SCALED[k - 1 : k + 1])


def compute():
    """Factors per step, measured and in theory, the limits, and the best factor of gradient descent."""
    factors = np.array([measured(rule) for rule in RULES])
    return {
        "scaled": SCALED,
        "factors": factors,
        "theory": np.array([theory(s / CURVATURES.max()) for s in SCALED]).T,
        "limits": np.array([crossing(f) for f in factors]),
        "best": factors.min(axis=1),
        "best_scaled": SCALED[factors.argmin(axis=1)],
        "kappa": CURVATURES.max() / CURVATURES.min(),
    }


def claims(result):
    error = np.abs(result["factors"] - result["theory"]).max()
    yield Claim("All measured factors are those of the theory within 0.01.", bool(error < 0.01), measured=error)
    plain, heavy, nesterov = result["limits"]
    yield Claim(
        "Gradient descent shrinks the error up to a rate of 2 over the largest curvature.",
        bool(abs(plain - 2) < 0.01),
        measured=plain,
        expected=2.0,
        tolerance=0.01,
        source="nesterov2004, section 1.2.3 (recalled)",
        verdict="yes",
    )
    yield Claim(
        "Momentum does up to 2 (1 + beta) over it.",
        bool(abs(heavy - 3) < 0.02),
        measured=heavy,
        expected=2 * (1 + BETA),
        tolerance=0.02,
        source="polyak1964, theorem on the two-step method (recalled)",
        verdict="yes",
    )
    yield Claim(
        "Nesterov's rule only up to 2 (1 + beta) / (1 + 2 beta) over it.",
        bool(abs(nesterov - 1.5) < 0.02),
        measured=nesterov,
        expected=2 * (1 + BETA) / (1 + 2 * BETA),
        tolerance=0.02,
        source="cohen2021, appendix on momentum (recalled)",
        verdict="yes",
    )
    flat = result["factors"][1][np.abs(result["factors"][1] - np.sqrt(BETA)) < 1e-3]
    yield Claim(
        "Over a range of rates momentum shrinks all directions by the root of beta.",
        bool(len(flat) > 20 and result["factors"][1].min() > np.sqrt(BETA) - 1e-3),
        measured=len(flat),
    )
    yield Claim(
        "At its best rate each of the two with memory shrinks the error faster than gradient descent at its best.",
        bool(max(result["best"][1:]) < result["best"][0] < 1),
        measured=result["best"][0] - max(result["best"][1:]),
    )


def alt(result):
    a, b, c = result["limits"]
    return (
        "Factor per step against the rate. Gradient descent falls along a straight line to "
        f"{result['best'][0]:.2f} and rises along another, through 1 at {a:.2f}. Momentum goes lower and passes 1 at "
        f"{b:.2f}, Nesterov's rule at {c:.2f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    ax.axhspan(1, 1.25, color=COLORS.red, alpha=0.1, lw=0)
    ax.axhline(1, color=COLORS.ink, lw=1)
    for f, known, limit, color in zip(
        result["factors"], result["theory"], result["limits"], (COLORS.blue, COLORS.orange, COLORS.green), strict=True
    ):
        ax.plot(result["scaled"], f, color=color)
        ax.plot(result["scaled"], known, color=COLORS.ink, ls=(0, (1, 2)), lw=1)
        ax.plot(limit, 1, "o", color=color, mec=COLORS.paper, ms=8, zorder=4)
    note(ax, 0.07, 1.06, "error grows", COLORS.red)
    note(ax, 2.22, 1.09, "gradient\ndescent", COLORS.blue, ha="left")
    note(ax, 2.35, 0.78, "momentum", COLORS.orange, ha="center", va="bottom")
    note(ax, 1.42, 1.1, "Nesterov", COLORS.green, ha="right")
    ax.set(xlabel=r"rate times largest curvature, $\eta\,\lambda_{\max}$", ylabel="error's factor per step")
    ax.set(xlim=(0, 3.2), ylim=(0.55, 1.25), xticks=[0, 0.5, 1, 1.5, 2, 2.5, 3])
