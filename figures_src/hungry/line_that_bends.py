r"""Power laws fitted to up to 800 examples promise more than 10,000 examples keep.

Errors on 2,000 unseen digits of ten kinds; bars span five draws (of all 10,000 examples there is one). Dashed lines
are fitted to up to 800 examples (filled marks) and continued, with the band of 95 % that the scatter of the means
about it gives; hollow marks are what more examples really gave. Both bend away from their lines; most of all flat
walls fitted by least squares with a small penalty.

Reference: hestness2017, cortes1993, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note
from mathnets.data import digits
from mathnets.learning import fit_power_law, learning_curve
from mathnets.least_squares import LeastSquaresClassifier
from mathnets.neighbors import NearestNeighbors

SEED, DRAWS = 0, 5
PENALTY = 10.0
SIZES = [100, 150, 200, 300, 400, 600, 800, 1600, 3200]
FITTED = 7  # sizes to which the lines are fitted
ALL = 10000  # of which there is only one draw
FINE = np.geomspace(100, 10000, 60)


def compute():
    """Errors of both, shape (draws, sizes); the fitted lines with their bands on a fine grid; promised and kept."""
    X, y = digits.load()
    T, t = digits.load("test")
    found = {"sizes": np.array([*SIZES, ALL]), "fine": FINE}
    for name, learner in (
        ("walls", LeastSquaresClassifier(penalty=PENALTY)),
        ("neighbor", NearestNeighbors(1, dtype=np.float32)),
    ):
        errors = learning_curve(learner, X, y, T, t, SIZES, draws=DRAWS, rng=SEED).errors
        kept = learning_curve(learner, X, y, T, t, [ALL], draws=1, rng=SEED).errors
        errors = np.hstack([errors, np.repeat(kept, DRAWS, axis=0)])
        law = fit_power_law(SIZES[:FITTED], errors[:, :FITTED])
        found[name] = errors
        found[f"{name}_line"], found[f"{name}_band"] = law.predict(FINE), np.array(law.band(FINE))
        found[f"{name}_promised"], found[f"{name}_kept"] = law.predict(ALL), errors[:, -1].mean()
        found[f"{name}_miss"] = errors[:, -1].mean() / law.predict(ALL)
        found[f"{name}_early"] = fit_power_law(SIZES[:FITTED], errors[:, :FITTED], floor=True).predict(ALL)
        found[f"{name}_floor"] = fit_power_law([*SIZES, ALL], errors, floor=True).c
    return found


def claims(result):
    yield Claim(
        "With 10,000 examples the walls err over 1.2 times as often as their line promised, beyond its band of 95%.",
        bool(result["walls_miss"] > 1.2 and result["walls_kept"] > result["walls_band"][1, -1] > 0),
        measured=result["walls_miss"],
    )
    yield Claim(
        "The nearest neighbour, too, errs over a tenth more often than its line promised, beyond its band.",
        bool(result["neighbor_miss"] > 1.1 and result["neighbor_kept"] > result["neighbor_band"][1, -1] > 0),
        measured=result["neighbor_miss"],
    )
    early = result["walls_early"]
    yield Claim(
        "Fitted with a floor to up to 800 examples, the walls promise more errors than they make with 10,000.",
        bool(1.05 < early / result["walls_kept"] < 1.5),
        measured=early / result["walls_kept"],
    )
    yield Claim(
        "A power law with a floor, fitted to all sizes, gives the walls a floor of over a tenth.",
        bool(0.1 < result["walls_floor"] < 0.16),
        measured=result["walls_floor"],
    )


def alt(result):
    return (
        f"Two dashed lines fall to the right. At 10,000 examples the line of the walls has come down to "
        f"{result['walls_promised']:.1%}, while the marks level off at {result['walls_kept']:.1%}. The line of the "
        f"nearest neighbour is at {result['neighbor_promised']:.1%} there, its mark at {result['neighbor_kept']:.1%}."
    )


def draw(fig, result):
    ax = fig.subplots()
    sizes = result["sizes"]
    for name, color in (("walls", COLORS.purple), ("neighbor", COLORS.orange)):
        low, high = result[f"{name}_band"]
        ax.fill_between(result["fine"], low, high, color=color, alpha=0.15, lw=0)
        ax.plot(result["fine"], result[f"{name}_line"], color=color, ls=(0, (4, 2)), lw=1.3)
        errors = result[name]
        ax.vlines(sizes, errors.min(axis=0), errors.max(axis=0), color=color, lw=2)
        middle = errors.mean(axis=0)
        ax.plot(sizes[:FITTED], middle[:FITTED], "o", color=color, ms=7)
        ax.plot(sizes[FITTED:], middle[FITTED:], "o", color=color, mfc=COLORS.paper, mew=2, ms=8)
    ax.set(xlabel="examples learned from", ylabel="wrong among unseen digits", xlim=(90, 11500), ylim=(0.04, 0.42))
    log_axis(ax, "x", [100, 200, 400, 800, 1600, 3200, 10000])
    log_axis(ax, "y", [])
    ax.set_yticks([0.05, 0.1, 0.2, 0.4], ["5%", "10%", "20%", "40%"])
    note(ax, 1150, 0.245, "flat walls", COLORS.purple)
    note(ax, 620, 0.088, "nearest neighbour", COLORS.orange, ha="right")
