r"""The hill between two solutions is no wall: a bent way around it, found by training, stays low.

Each pair of digit networks is joined by a Bézier curve with one middle point, which is trained so that the loss along
the curve becomes small. Left, the plane through two solutions and the middle point: the straight line crosses the hill,
the curve goes around. Right, the loss along both, for five pairs.

Reference: garipov2018, draxler2018, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, note, panels
from mathnets.activations import relu
from mathnets.landscape import line_losses, plane_losses
from mathnets.losses import cross_entropy
from mathnets.modes import barrier, connect, curve_losses
from mathnets.network import MLP
from mathnets.optimizers import Adam, cosine

SEEDS = range(5)
WIDTH, STEPS, EXAMPLES = 16, 600, 250
POINTS = 45


def compute(digit_solutions):
    """Losses along the line and the curve of five pairs, and the plane of the first pair's curve."""
    X, y, ends = digit_solutions["X"], digit_solutions["y"], digit_solutions[f"end_{WIDTH}"]
    network = MLP([X.shape[1], WIDTH, 10], relu, loss=cross_entropy, rng=0)
    t = np.linspace(0, 1, 61)
    lines, curves, first = [], [], None
    for seed in SEEDS:
        start, end = ends[2 * seed], ends[2 * seed + 1]
        optimizer = Adam(cosine(0.03, STEPS))
        curve = connect(network, X, y, start, end, optimizer, steps=STEPS, points=4, batch=200, rng=seed)
        lines.append(line_losses(network, X, y, start, end, t))
        curves.append(curve_losses(network, X, y, curve, t))
        first = first or curve
    start, middle, end = first.points
    u = (end - start) / np.linalg.norm(end - start)
    v = (middle - start) - (middle - start) @ u * u
    plane = np.array([u, v / np.linalg.norm(v)])
    corner = (first.points - start) @ plane.T
    a = np.linspace(-0.25, 1.25, POINTS) * corner[2, 0]
    b = np.linspace(-0.35, 1.15, POINTS) * corner[1, 1]
    return {
        "t": t,
        "lines": np.array(lines),
        "curves": np.array(curves),
        "hill": np.array([barrier(row) for row in lines]),
        "left": np.array([barrier(row) for row in curves]),
        "middle": np.array([row[30] / max(row[0], row[-1]) for row in curves]),
        "a": a,
        "b": b,
        "plane": plane_losses(network, X[:EXAMPLES], y[:EXAMPLES], start, plane, a, b),
        "corners": corner,
        "curve": (first(t) - start) @ plane.T,
    }


def claims(result):
    share = result["left"] / result["hill"]
    yield Claim(
        "On the trained curve at most a fiftieth of the hill is left, for every pair.",
        bool(np.all(share < 0.02) and np.all(result["hill"] > 0.5) and np.all(result["left"] >= 0)),
        measured=share,
        expected=0.0,
        tolerance=0.02,
        source="garipov2018, abstract: curves over which loss and accuracy are nearly constant; abstract read",
        verdict="yes",
    )
    highest = result["curves"].max(axis=1) / result["curves"][:, [0, -1]].max(axis=1)
    yield Claim(
        "Nowhere on it is the loss over one and a half times that of the worse end.",
        bool(np.all(highest < 1.5) and np.all(highest >= 1)),
        measured=highest,
    )


def alt(result):
    return (
        "Left, a map of the loss on a plane: two low places, a hill on the straight line between them, and a "
        "curve that "
        f"goes around it through low ground. Right, losses of {len(result['lines'])} pairs: the lines rise to between "
        f"{result['lines'].max(axis=1).min():.1f} and {result['lines'].max():.1f}, the curves stay under "
        f"{result['curves'].max():.2f}."
    )


def draw(fig, result):
    chart, profile = panels(fig, 2, page=(1, 2))
    log = np.log(np.clip(result["plane"], 0.02, 20))
    a, b = result["a"], result["b"]
    shades = np.log(0.015 * 1.5 ** np.arange(18))
    chart.contourf(a, b, log, shades, cmap=colormap("sequential").reversed(), extend="both", vmax=np.log(8))
    chart.contour(a, b, log, np.log([0.05, 0.1, 0.3, 1, 3]), colors=[COLORS.muted], linewidths=0.7, linestyles="solid")
    corners = result["corners"]
    chart.plot(*corners[[0, 2]].T, color=COLORS.orange, lw=2.2, ls=(0, (4, 2)))
    chart.plot(*result["curve"].T, color=COLORS.green, lw=2.8)
    chart.plot(*corners[[0, 2]].T, "o", color=COLORS.ink, ms=8, mec=COLORS.paper)
    chart.set(xticks=[], yticks=[])
    for spine in chart.spines.values():
        spine.set_visible(False)
    profile.plot(result["t"], result["lines"].T, color=COLORS.orange, lw=1.5, ls=(0, (4, 2)))
    profile.plot(result["t"], result["curves"].T, color=COLORS.green, lw=1.8)
    profile.set_yscale("log")
    profile.minorticks_off()
    profile.set_yticks([0.01, 0.03, 0.1, 0.3, 1, 3], ["0.01", "0.03", "0.1", "0.3", "1", "3"])
    profile.set(xlim=(0, 1), ylim=(0.004, 6), ylabel="loss")
    profile.set_xticks([0, 1], ["one solution", "another"])
    note(profile, 0.5, 0.6, "line", COLORS.orange, ha="center")
    note(profile, 0.5, 0.06, "curve", COLORS.green, ha="center")
