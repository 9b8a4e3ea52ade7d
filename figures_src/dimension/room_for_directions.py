r"""In many dimensions nearly all directions are nearly perpendicular; in enough, more fit than there are dimensions.

Above, the cosines between random directions: their density is known (lines), their standard deviation is exactly
$1/\sqrt D$. Below, directions are drawn by lot until for the first time two of them have a cosine above
$\varepsilon$ in size. How many that takes grows exponentially with the dimension (dots: middle of ten draws, with
their range; lines: the law for random directions). Perpendicular ones, in grey, there are only $D$.

Reference: vershynin2018
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels
from mathnets.dimension import cosine_density, pair_cosines, random_directions

SHAPE = "tall"
SEEDS = range(10)
ANGLES = [3, 10, 100, 400]  # dimensions of the upper picture
BINS = np.linspace(-1, 1, 101)
LIMITS = [0.1, 0.2, 0.3]
DIMENSIONS = [[400, 700, 1000, 1300, 1600], [100, 200, 300, 400, 500], [50, 100, 150, 200, 250]]
MOST = 4000  # directions tried at once


def conflict(D, limit):
    """The chance that two random directions have a cosine above `limit` in size."""
    t = np.linspace(limit, 1 - 1e-9, 20_001)
    p = cosine_density(t, D)
    return 2 * float(np.sum((p[1:] + p[:-1]) / 2) * (t[1] - t[0]))


def expected(D, limit):
    """How many random directions until, in half of all draws, two are in conflict: sqrt(2 log 2 / p)."""
    return np.sqrt(2 * np.log(2) / conflict(D, limit))


def drawn(D, limit, rng):
    """How many random directions fit before the first one that is in conflict with an earlier one."""
    n = int(min(MOST, 6 + 4 * expected(D, limit)))
    U = random_directions(n, D, rng=rng).astype(np.float32)
    clash = np.tril(np.abs(U @ U.T) > limit, -1).any(axis=1)
    if not clash.any():
        raise ValueError(f"the draw needs to end within {n} directions; raise MOST")
    return int(clash.argmax())


def compute():
    """Histograms and deviations of cosines, and how many directions fit: shape (limits, dimensions, seeds)."""
    angles, deviation = [], np.zeros((len(ANGLES), len(SEEDS)))
    for i, D in enumerate(ANGLES):
        for seed in SEEDS:
            cosines = pair_cosines(random_directions(300, D, rng=seed))
            deviation[i, seed] = cosines.std()
            if seed == 0:
                angles.append(np.histogram(cosines, BINS, density=True)[0])
    fit = np.zeros((len(LIMITS), 5, len(SEEDS)))
    law = np.zeros((len(LIMITS), 5))
    for i, (limit, dimensions) in enumerate(zip(LIMITS, DIMENSIONS, strict=True)):
        for j, D in enumerate(dimensions):
            law[i, j] = expected(D, limit)
            fit[i, j] = [drawn(D, limit, np.random.default_rng([seed, D])) for seed in SEEDS]
    return {
        "crossing": np.array([next(D for D in range(50, 10_000, 10) if expected(D, e) > D) for e in LIMITS]),
        "angles": np.array(angles).round(4),
        "deviation": deviation,
        "fit": fit,
        "law": law,
        "most": fit[2, -1],
        "hundred": deviation[ANGLES.index(100)],
    }


def claims(result):
    hundred = result["hundred"]
    yield Claim(
        "In 100 dimensions the cosines of random directions have the standard deviation 0.1.",
        bool(np.abs(np.median(hundred) - 0.1) < 0.002),
        measured=hundred,
        expected=0.1,
        tolerance=0.002,
        source="vershynin2018, section 3.3: the mean square of the cosine is 1/D (recalled)",
        verdict="yes",
    )
    ratio = np.exp(np.mean(np.log(result["fit"] / result["law"][..., None])))
    yield Claim(
        "How many directions fit follows the law for random ones within a fifth, on average over all draws.",
        bool(0.8 < ratio < 1.2),
        measured=ratio,
    )
    D = np.array(DIMENSIONS[2])
    slope = np.polyfit(D, np.log(result["fit"][2]), 1)[0]
    yield Claim(
        "At a limit of 0.3 the logarithm of the number grows in the middle of the draws by over 0.0225 for each "
        "dimension, which the union bound promises.",
        bool(0.0225 < np.median(slope) < 0.031),
        measured=slope,
    )
    crossing = result["crossing"]
    yield Claim(
        "Random directions outnumber the dimensions from about 180 on at a limit of 0.3, at 0.1 only in thousands.",
        bool(170 <= crossing[2] <= 190 and crossing[0] > 2000),
        measured=crossing[2],
    )
    most = result["most"] / D[-1]
    yield Claim(
        "In 250 dimensions over twice as many random directions fit at a limit of 0.3 as there are dimensions, in the "
        "middle of the draws.",
        bool(np.median(most) > 2 and np.median(most) < 8),
        measured=most,
    )


def alt(result):
    deviation = np.median(result["deviation"], axis=1)
    return (
        f"Above, bells of cosines around 0 that narrow with the dimension: standard deviation {deviation[0]:.2f} in "
        f"{ANGLES[0]} dimensions, {deviation[2]:.2f} in {ANGLES[2]}. Below, rising straight lines on a logarithmic "
        f"scale: with cosines up to 0.3, {np.median(result['most']):,.0f} directions fit in {DIMENSIONS[2][-1]} "
        f"dimensions, crossing the line of one direction a dimension."
    )


def draw(fig, result):
    top, bottom = panels(fig, 2)
    middle, t = (BINS[1:] + BINS[:-1]) / 2, np.linspace(-0.999, 0.999, 401)
    for D, row, color in zip(
        ANGLES, result["angles"], (COLORS.gold, COLORS.green, COLORS.blue, COLORS.purple), strict=True
    ):
        top.fill_between(middle, row, step="mid", color=color, alpha=0.25, lw=0)
        top.plot(t, cosine_density(t, D), color=color, lw=1.4, label=f"$D={D}$")
    top.legend(loc="upper right")
    top.set(xlabel="cosine of the angle of two random directions", yticks=[], xlim=(-1, 1), ylim=(0, 8.4))
    top.spines["left"].set_visible(False)
    D = np.arange(40, 1700, 20)
    bottom.plot(D, D, color=COLORS.muted, lw=1.2, ls=(0, (4, 2)))
    note(bottom, 950, 1500, "perpendicular: $D$", COLORS.muted, ha="center", va="bottom")
    for i, (limit, color, marker) in enumerate(
        zip(LIMITS, (COLORS.blue, COLORS.orange, COLORS.green), "soD", strict=True)
    ):
        dimensions = DIMENSIONS[i]
        line = np.linspace(dimensions[0], dimensions[-1] * 1.1, 30)
        bottom.plot(line, [expected(round(d), limit) for d in line], color=color, lw=1.2)
        band(bottom, dimensions, result["fit"][i].T, color=color, marker=marker, ls="", ms=6)
    note(bottom, 190, 2700, r"$\varepsilon=0.3$", COLORS.green, ha="center")
    note(bottom, 570, 480, r"$\varepsilon=0.2$", COLORS.orange, ha="left", va="center")
    note(bottom, 1500, 22, r"$\varepsilon=0.1$", COLORS.blue, ha="center", va="center")
    bottom.set(xlabel="dimension $D$", ylabel="directions that fit", xlim=(0, 1800), ylim=(1, 5000))
    log_axis(bottom, "y", [1, 10, 100, 1000])
