r"""In ten dimensions the nearest of 500 points is halfway to the edge; to have one within a tenth takes billions.

Points uniform in a ball of radius 1: how far from the centre is the nearest of $N$? Its median is
$(1 - 2^{-1/N})^{1/D}$ (lines); dots and bands are ten draws of ten balls each. Below, how many examples it takes to
have one within a tenth of the radius, half of the time: ten times as many for every dimension. The 60,000 training
digits of MNIST would be enough for four.

Reference: hastie2009, bellman1961
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, note, panels
from mathnets.dimension import ball_points
from mathnets.geometry import norm

SHAPE = "tall"
SEEDS = range(10)
BALLS = 10
SIZES = [50, 500, 5000]
DIMENSIONS = [1, 2, 3, 5, 10, 20, 30]
NEAR = 0.1
DIGITS = 60_000


def median_nearest(N, D):
    """Median distance from the centre of a ball to the nearest of N points that are uniform in it."""
    return (1 - 0.5 ** (1 / N)) ** (1 / D)


def compute():
    """Median distance of the nearest of N points over ten balls; shape (sizes, seeds, dimensions)."""
    nearest = np.zeros((len(SIZES), len(SEEDS), len(DIMENSIONS)))
    for i, N in enumerate(SIZES):
        for seed in SEEDS:
            for j, D in enumerate(DIMENSIONS):
                rng = np.random.default_rng([seed, N, D])
                nearest[i, seed, j] = np.median([norm(ball_points(N, D, rng=rng)).min() for _ in range(BALLS)])
    D = np.arange(1, 11)
    return {
        "sizes": np.array(SIZES),
        "dimensions": np.array(DIMENSIONS),
        "nearest": nearest,
        "law": np.array([[median_nearest(N, d) for d in DIMENSIONS] for N in SIZES]),
        "needed_dimensions": D,
        "needed": np.log(2) / -np.log1p(-(NEAR**D)),
        "ten": nearest[1, :, DIMENSIONS.index(10)],
        "thirty": nearest[2, :, -1],
    }


def claims(result):
    ten = result["ten"]
    yield Claim(
        "In ten dimensions the nearest of 500 points is over halfway to the edge, in the middle of the draws.",
        bool(0.5 < np.median(ten) < 0.55),
        measured=ten,
        expected=0.52,
        tolerance=0.02,
        source="hastie2009, section 2.5, equation 2.24 and the line after it (read in quotations)",
        verdict="yes",
    )
    error = np.abs(np.median(result["nearest"], axis=1)[:, 1:] / result["law"][:, 1:] - 1)
    yield Claim(
        "From two dimensions on every median lies within 15% of the law.", bool(np.all(error < 0.15)), measured=error
    )
    gain = np.median(result["nearest"][1] / result["nearest"][2], axis=0)[-1]
    yield Claim(
        "In thirty dimensions ten times as many points bring the nearest nearer by less than a tenth.",
        bool(1.03 < gain < 1.1),
        measured=gain,
    )
    enough = int(np.sum(result["needed"] < DIGITS))
    yield Claim(
        "60,000 points have one within a tenth of the radius, half of the time or more often, in four dimensions, and "
        "not in five.",
        enough == 4 and result["needed"][-1] > 1e9,
        measured=enough,
    )


def alt(result):
    ten = np.median(result["nearest"], axis=1)[:, result["dimensions"].tolist().index(10)]
    return (
        f"Above, the distance of the nearest point from the centre rises towards 1 with the dimension; in ten "
        f"dimensions it is {ten[0]:.2f}, {ten[1]:.2f} and {ten[2]:.2f} for 50, 500 and 5,000 points. Below, the "
        f"examples needed rise on a straight line on a log scale, to {result['needed'][-1]:.1e} in ten dimensions."
    )


def draw(fig, result):
    top, bottom = panels(fig, 2)
    d = np.linspace(1, 30, 120)
    for N, runs, color, marker in zip(
        result["sizes"], result["nearest"], (COLORS.gold, COLORS.blue, COLORS.purple), "soD", strict=True
    ):
        top.plot(d, median_nearest(int(N), d), color=color, lw=1.2)
        band(
            top,
            result["dimensions"],
            runs,
            color=color,
            marker=marker,
            ls="",
            ms=6,
            label=f"$N={N:,}$".replace(",", "{,}"),
        )
    top.axhline(0.5, color=COLORS.faint, lw=1, zorder=0)
    top.legend(loc="lower right")
    top.set(xlabel="dimension", ylabel="distance of the nearest,\nin radii of the ball", ylim=(0, 1), xlim=(0, 31))
    bottom.plot(result["needed_dimensions"], result["needed"], "o-", color=COLORS.orange)
    bottom.axhline(DIGITS, color=COLORS.muted, lw=1, ls=(0, (4, 2)))
    note(bottom, 10.2, DIGITS * 1.6, "the digits of MNIST", COLORS.muted, ha="right", va="bottom")
    bottom.set(
        yscale="log",
        xlabel="dimension",
        ylabel="examples for one\nwithin a tenth",
        xlim=(0.6, 10.4),
        xticks=[1, 2, 4, 6, 8, 10],
        yticks=[1, 1e3, 1e6, 1e9],
    )
