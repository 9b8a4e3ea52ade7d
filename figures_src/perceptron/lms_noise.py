r"""What is right on average can be far off in a single run.

Widrow and Hoff's rule corrects at every example, by the error times the rate $\mu$. Top: one weight of single runs
(thin) and the mean of 200 runs (thick), which settles on the best weight (dashed). Bottom: how far the weights
are from the best ones after 200 examples (root mean square over runs, band over ten seeds), and the floor that theory
gives (dashed). A smaller rate leaves less noise, until it is too small to arrive. Beyond the
first mark the squared distance explodes, though up to the second the *expected* weights still converge.

Reference: widrow1960, feuer1985
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels
from mathnets.perceptron import lms_path, mean_rate_limit, mean_square_rate_limit

SEEDS = range(10)
SHAPE = "tall"
DIMENSION, NOISE = 10, 0.5
BEST = np.resize([1.0, -1.0], DIMENSION)
RUNS, STEPS = 200, 200
RATE = 0.04
RATES = np.geomspace(0.005, 0.4, 24)


def signal(seed):
    """Inputs of 200 runs of 200 examples, normal in ten dimensions, and noisy targets."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(RUNS, STEPS, DIMENSION))
    return X, X @ BEST + NOISE * rng.normal(size=(RUNS, STEPS))


def distance(path):
    """Root mean squared distance of the last weights from the best ones."""
    return np.sqrt(np.mean(np.sum((path.weights[:, -1] - BEST) ** 2, axis=1)))


def compute():
    """The first weight of runs at one rate, and the distance of the last weights from the best ones at many rates,
    for ten seeds.
    """
    signals = [signal(seed) for seed in SEEDS]
    paths = [lms_path(X, targets, RATE).weights[..., 0] for X, targets in signals]
    return {
        "runs": np.round(paths[0][:5], 4),
        "mean": np.array([path.mean(axis=0) for path in paths]),
        "rates": RATES,
        "rms": np.array([[distance(lms_path(X, targets, rate)) for rate in RATES] for X, targets in signals]),
        "floor": np.sqrt(
            [
                rate * DIMENSION * NOISE**2 / (2 - rate * (DIMENSION + 2)) if rate < 2 / (DIMENSION + 2) else 0.0
                for rate in RATES
            ]
        ),
        "best": BEST[0],
        "start": float(np.linalg.norm(BEST)),
        "square_limit": mean_square_rate_limit(np.eye(DIMENSION)),
        "mean_limit": mean_rate_limit(np.eye(DIMENSION)),
    }


def claims(result):
    rms, rates = result["rms"], result["rates"]
    late = result["mean"][:, 170:].mean(axis=1)
    yield Claim(
        "The mean of the runs settles on the best weight.",
        bool(np.all(np.abs(late - result["best"]) < 0.02)),
        measured=late,
    )
    settled = (rates > 0.03) & (rates < 0.11)
    error = np.abs(np.median(rms, axis=0)[settled] / result["floor"][settled] - 1)
    yield Claim(
        "At rates from 0.03 to 0.11 the distance, in the middle seed, is the noise floor that theory gives, within a "
        "tenth.",
        bool(settled.sum() > 3 and error.max() < 0.1),
        measured=error.max(),
    )
    calm, wild = (
        rms[:, rates < 0.8 * result["square_limit"]].max(axis=1),
        rms[:, rates > 1.5 * result["square_limit"]].min(axis=1),
    )
    yield Claim(
        "Up to four fifths of the mean-square limit the distance stays below its start; from one and a half times "
        "the limit it passes a thousand.",
        bool(np.all(calm < result["start"]) and np.all(wild > 1e3)),
        measured=wild / calm,
    )
    yield Claim(
        "All rates tried lie far below the limit of the mean.",
        bool(rates.max() < result["mean_limit"] / 4 and result["square_limit"] < rates.max()),
        measured=rates.max(),
    )


def alt(result):
    rms = np.median(result["rms"], axis=0)
    return (
        f"Above: five ragged lines around a smooth one that rises to {result['best']:.0f} and stays. Below: distance "
        "against rate on logarithmic scales, "
        f"a distance of {rms.min():.2f} at best, then a wall near rate {result['square_limit']:.2f}, well left of the "
        f"mark at rate {result['mean_limit']:.0f}."
    )


def draw(fig, result):
    runs, rates = panels(fig, 2)
    n = np.arange(STEPS + 1)
    runs.plot(n, result["runs"].T, color=COLORS.blue, lw=0.7, alpha=0.6)
    runs.plot(n, result["mean"][0], color=COLORS.blue, lw=2.6)
    runs.axhline(result["best"], color=COLORS.ink, ls=(0, (4, 2)), lw=1.3)
    runs.set(xlabel="examples seen", ylabel="first weight", xlim=(0, STEPS), ylim=(-0.4, 1.5), yticks=[0, 0.5, 1])
    runs.set_xticks(range(0, STEPS + 1, 50))
    note(runs, 190, 0.28, rf"rate $\mu={RATE}$", COLORS.muted, ha="right")
    band(rates, result["rates"], result["rms"], color=COLORS.red)
    known = result["floor"] > 0
    rates.plot(result["rates"][known], result["floor"][known], color=COLORS.ink, ls=(0, (4, 2)), lw=1.3)
    for limit, text in (
        (result["square_limit"], "limit of the\nmean square"),
        (result["mean_limit"], "limit of\nthe mean"),
    ):
        rates.axvline(limit, color=COLORS.ink, ls=(0, (1, 1.5)), lw=1.3)
        note(rates, limit * 0.92, 5e5, text, ha="right", va="top")
    rates.set(xlabel=r"rate $\mu$", ylabel="distance from the best weights", ylim=(0.08, 1e6), xlim=(0.005, 2.3))
    log_axis(rates, "x", [0.01, 0.03, 0.1, 0.3, 1])
    log_axis(rates, "y", [0.1, 10, 1000, 100_000])
