r"""Without a separating line the mistakes never end, yet the weights stay near home.

The greatest length of the weights up to each mistake. On points that a line can split, the run ends (dot). On exclusive
or, and on two overlapping clouds, it goes on for ever, but the length levels off, far below the $\sqrt{k}\,R$ that the
convergence proof allows. Bands span ten orders, or ten pairs of clouds; the dashed line is drawn for the clouds.

Reference: block1970, novikoff1962
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note
from mathnets.margins import lift, radius, separable
from mathnets.perceptron import perceptron_path

SEEDS = range(10)
CHECKS = np.unique(np.round(np.geomspace(1, 10_000, 40)).astype(int))
CORNERS, AND, XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([-1, -1, -1, 1]), np.array([-1, 1, 1, -1])


def clouds(seed):
    """Two overlapping clouds of thirty points."""
    rng = np.random.default_rng(seed)
    y = np.repeat([1, -1], 30)
    return rng.normal(size=(60, 2)) + 0.7 * y[:, None] * [1, 0], y


def farthest(X, y, seed, epochs):
    """The greatest length of (w, b) up to each mistake of a run."""
    path = perceptron_path(X, y, max_epochs=epochs, rng=seed)
    return np.maximum.accumulate(np.hypot(np.linalg.norm(path.weights, axis=1), path.offsets))


def compute():
    """Greatest length so far at chosen numbers of mistakes, for AND (to its end), XOR and overlapping clouds."""
    of_and = [farthest(CORNERS, AND, seed, 1000) for seed in SEEDS]
    of_xor = [farthest(CORNERS, XOR, seed, 4000) for seed in SEEDS]
    of_clouds = [farthest(*clouds(seed), seed, 2000) for seed in SEEDS]
    size = float(np.median([radius(lift(clouds(seed)[0])) for seed in SEEDS]))
    return {
        "checks": CHECKS,
        "clouds_end": np.array([run[CHECKS[-1]] for run in of_clouds]),
        "xor_end": np.array([run[CHECKS[-1]] for run in of_xor]),
        "allowed": float(np.sqrt(CHECKS[-1]) * size),
        "and_mistakes": np.array([len(run) - 1 for run in of_and]),
        "and_length": np.array([run[-1] for run in of_and]),
        "xor": np.array([run[CHECKS] for run in of_xor]),
        "clouds": np.array([run[CHECKS] for run in of_clouds]),
        "unsplit": np.array([not separable(*clouds(seed), intercept=True) for seed in SEEDS]).astype(int),
        "radius": size,
    }


def claims(result):
    yield Claim(
        "No pair of clouds can be split by a line.", bool(np.all(result["unsplit"] == 1)), measured=result["unsplit"]
    )
    late = result["clouds"][:, -1] / result["clouds"][:, np.searchsorted(CHECKS, 1000, side="right") - 1]
    yield Claim(
        "On the clouds the greatest length grows by less than a third from before the thousandth mistake to the ten "
        "thousandth.",
        bool(np.all(late >= 1) and np.all(late < 4 / 3)),
        measured=late,
    )
    share = result["clouds"][:, -1] / (np.sqrt(CHECKS[-1]) * result["radius"])
    yield Claim(
        "After ten thousand mistakes it is under a thirtieth of what the proof allows.",
        bool(np.all(share < 1 / 30)),
        measured=share,
    )
    yield Claim(
        "On exclusive or it never exceeds 3.5.",
        bool(np.all(result["xor"] <= 3.5) and np.all(result["xor"][:, -1] > 1)),
        measured=result["xor"][:, -1],
    )


def alt(result):
    return (
        "Greatest length of the weights against mistakes. For exclusive or it levels off at "
        f"{np.median(result['xor'][:, -1]):.1f}, for overlapping clouds at "
        f"{np.median(result['clouds'][:, -1]):.1f}, while a dashed line, the proof's bound, rises to "
        f"{np.sqrt(CHECKS[-1]) * result['radius']:.0f}. "
        f"Runs on AND end after {result['and_mistakes'].min()} to {result['and_mistakes'].max()} mistakes."
    )


def draw(fig, result):
    ax = fig.subplots()
    k = result["checks"]
    ax.plot(k, np.sqrt(k) * result["radius"], color=COLORS.muted, ls=(0, (4, 2)), lw=1.5)
    band(ax, k, result["clouds"], color=COLORS.purple)
    band(ax, k, result["xor"], color=COLORS.red)
    ax.plot(result["and_mistakes"], result["and_length"], "o", color=COLORS.green, ms=6.5, mec=COLORS.paper, mew=0.6)
    note(ax, 1500, 7.2, "overlapping clouds", COLORS.purple, ha="center")
    note(ax, 700, 1.45, "exclusive or", COLORS.red, ha="center")
    note(ax, 15, 6.4, "AND: it ends", COLORS.green, ha="left", va="bottom")
    note(ax, 75, 60, r"$\sqrt{k}\,R$", COLORS.muted, ha="right")
    ax.set(xlabel="mistakes $k$", ylabel=r"greatest length of the weights", xlim=(1, 10_000), ylim=(0.9, 400))
    log_axis(ax, "x", [1, 10, 100, 1000, 10_000])
    log_axis(ax, "y", [1, 3, 10, 30, 100])
