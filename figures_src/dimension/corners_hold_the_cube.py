r"""In twenty dimensions the cube is all corners: the ball that touches its faces holds none of a million points.

Points drawn uniformly from the cube with half-edge 1. Each stands at its first coordinate and, upwards, at the length
of all the others, so that its distance from the centre is true; the ball is the half disc. With every new dimension
the points rise out of it. On the right, the share of the cube that the ball fills: measured (dots, a million
points) and by the formula (line).

Reference: ball1997
"""

import numpy as np

from figures_src._kit import COLORS, Claim
from mathnets.dimension import ball_share_of_cube
from mathnets.geometry import norm

SEEDS = range(10)
POINTS, SHOWN = 100_000, 500
DIMENSIONS = np.arange(1, 21)
FRAMES = 19  # two dimensions to twenty


def compute():
    """Share of points in the ball for ten draws and by the formula, the ball's volume, and some points' positions."""
    inside = np.zeros((len(SEEDS), len(DIMENSIONS)))
    for seed in SEEDS:
        X = np.random.default_rng(seed).uniform(-1, 1, (POINTS, len(DIMENSIONS)))
        inside[seed] = np.mean(np.cumsum(X**2, axis=1) <= 1, axis=0)
        if seed == 0:
            some = X[:SHOWN]
    rest = np.stack([np.zeros(SHOWN)] + [norm(some[:, 1:D]) for D in DIMENSIONS[1:]])
    return {
        "dimensions": DIMENSIONS,
        "inside": inside,
        "formula": ball_share_of_cube(DIMENSIONS),
        "volumes": inside * 2.0**DIMENSIONS,  # of the ball of radius 1
        "first": some[:, 0].round(4),
        "rest": rest.round(4),
        "ten": inside[:, 9],
        "lost": float(1 / ball_share_of_cube(20)),  # points a hit in twenty dimensions
    }


def claims(result):
    ten = result["ten"]
    yield Claim(
        "In ten dimensions the ball fills a quarter of a percent of the cube.",
        bool(np.abs(np.median(ten) - 0.0025) < 0.0002),
        measured=ten,
        expected=0.00249,
        tolerance=0.0002,
        source="ball1997, Lecture 1, the volume of the ball, divided by that of the cube (recalled)",
        verdict="yes",
    )
    volumes = np.median(result["volumes"], axis=0)
    yield Claim(
        "The ball of radius 1 has its greatest volume in five dimensions, 5.26.",
        bool(volumes[:12].argmax() == 4 and abs(volumes[4] - 5.26) < 0.05),
        measured=result["volumes"][:, 4],
        expected=8 * np.pi**2 / 15,
        tolerance=0.05,
        source="ball1997, Lecture 1, the volume of the ball: 8 pi squared over 15 in five dimensions (recalled)",
        verdict="yes",
    )
    last = result["inside"][:, -1].sum()
    typical = np.median(np.hypot(result["first"], result["rest"][-1]))
    yield Claim(
        "In twenty dimensions none of a million points is in the ball; half of those shown are over 2.4 from the "
        "centre.",
        bool(last == 0 and 2.4 < typical < 2.8),
        measured=typical,
    )
    error = np.abs(np.median(result["inside"], axis=0) / result["formula"] - 1)[:10]
    yield Claim(
        "Up to ten dimensions the measured share is the formula's within five percent.",
        bool(np.all(error < 0.05)),
        measured=error,
    )


def alt(result):
    share = np.median(result["inside"], axis=0)
    return (
        f"Points of a cube rise out of a half disc, the ball, as the dimension grows. The share inside falls from "
        f"{share[1]:.0%} in two dimensions to {share[4]:.0%} in five and {share[9]:.2%} in ten; in twenty no point is "
        f"left inside."
    )


def cloud(ax, result, D, *, size=7):
    """The points in D dimensions, true in their distance from the centre, with the ball."""
    x, y = result["first"], result["rest"][D - 1]
    inside = np.hypot(x, y) <= 1
    t = np.linspace(0, np.pi, 80)
    ax.fill(np.cos(t), np.sin(t), color=COLORS.blue, alpha=0.13, lw=0)
    ax.plot(np.cos(t), np.sin(t), color=COLORS.blue, lw=1.4)
    for chosen, color in ((inside, COLORS.blue), (~inside, COLORS.orange)):
        ax.scatter(x[chosen], y[chosen], s=size, color=color, lw=0, rasterized=True)
    top = np.sqrt(D - 1)
    ax.plot([-1, -1, 1, 1], [0, top, top, 0], color=COLORS.muted, lw=1)
    ax.set(xlim=(-1.15, 1.15), ylim=(-0.05, 4.5), xticks=[-1, 0, 1], yticks=[0, 1, 2, 3, 4], aspect="equal")
    ax.set_title(f"$D={D}$", loc="center")


def draw(fig, result, frame):
    if frame is None:
        axes = fig.subplots(1, 5, sharey=True)
        for ax, D in zip(axes, (2, 3, 5, 10, 20), strict=True):
            cloud(ax, result, D, size=4)
        axes[0].set_ylabel("length of the other coordinates")
        axes[2].set_xlabel("first coordinate")
        return
    D = frame + 2
    left, right = fig.subplots(1, 2, width_ratios=(1, 1.5))
    cloud(left, result, D)
    left.set(xlabel="first coordinate", ylabel="length of the others")
    d, share = result["dimensions"], np.mean(result["inside"], axis=0)  # a million points
    right.plot(d, result["formula"], color=COLORS.faint, lw=1.4)
    right.plot(d[:D], result["formula"][:D], color=COLORS.blue, lw=1.4)
    right.plot(d[:D][share[:D] > 0], share[:D][share[:D] > 0], "o", color=COLORS.blue, ms=5)
    right.set(yscale="log", xlabel="dimension", xticks=[1, 5, 10, 15, 20], ylim=(1e-8, 3), xlim=(0, 21))
    right.minorticks_off()
    right.set_title("share in the ball", loc="center", color=COLORS.blue)
