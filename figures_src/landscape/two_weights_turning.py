r"""Seen whole, a network of two weights has two equal valleys and a pass between them.

One hidden unit and no offsets, $\hat y = v\tanh(wx)$, against $y = 1.5\tanh(1.2x)$. The height is half the mean squared
error for each pair $(w, v)$. Turn the signs of both weights and nothing changes, so every valley has a twin; on the way
from one to the other lies a saddle, at the origin, where the slope is zero and downhill leads two ways. Two descents
start a hundredth apart, on either side of the watershed, and end in different valleys.

Reference: goodfellow2016
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, is_slide, note
from mathnets.activations import tanh
from mathnets.curvature import hessian
from mathnets.landscape import plane_losses
from mathnets.network import MLP
from mathnets.optimizers import GradientDescent

SHAPE = "square"
FRAMES = 36
TRUTH = np.array([1.2, 1.5])
STARTS = np.array([[-1.26, 1.9], [-1.25, 1.9]])
RATE, STEPS = 0.1, 300
REACH, POINTS = 2.4, 49
WEIGHTS = [0, 2]  # places of w and v among the parameters; the others are offsets and stay 0


def compute():
    """The landscape on a grid, two descents, the curvatures at the saddle and at both minima."""
    x = np.linspace(-2, 2, 41)[:, None]
    y = TRUTH[1] * np.tanh(TRUTH[0] * x)
    network = MLP([1, 1, 1], tanh, rng=0)
    axes = np.eye(4)[WEIGHTS]
    grid = np.linspace(-REACH, REACH, POINTS)
    paths = np.empty((STEPS + 1, 2, 2))
    paths[0] = STARTS
    optimizer, theta = GradientDescent(RATE), STARTS @ axes
    optimizer.start(theta)
    for step in range(STEPS):
        optimizer.step(theta, network.at(theta).gradient(x, y) @ axes.T @ axes)
        paths[step + 1] = theta[:, WEIGHTS]
    places = np.array([[0.0, 0.0], TRUTH, -TRUTH])
    curvatures = [hessian(network.at(p @ axes), x, y).matrix()[np.ix_(WEIGHTS, WEIGHTS)] for p in places]
    return {
        "grid": grid,
        "losses": plane_losses(network, x, y, np.zeros(4), axes, grid, grid),
        "paths": paths,
        "path_losses": np.array([network.at(rows @ axes).loss(x, y) for rows in paths]),
        "places": places,
        "place_losses": network.at(places @ axes).loss(x, y),
        "place_slopes": np.linalg.norm(network.at(places @ axes).gradient(x, y) @ axes.T, axis=1),
        "curvatures": np.linalg.eigvalsh(curvatures),
        "input_product": float(np.mean(x * y)),
    }


def claims(result):
    losses = result["losses"]
    turned = np.abs(losses - losses[::-1, ::-1]).max()
    yield Claim(
        "With both signs turned the loss is the same.",
        bool(turned < 1e-9 and losses.min() >= 0 and losses[-1, -1] < losses[0, -1]),
        measured=turned,
    )
    saddle = result["curvatures"][0]
    yield Claim(
        "At the origin the slope is zero and the two curvatures are opposite, plus and minus the mean of xy.",
        bool(
            result["place_slopes"][0] < 1e-12
            and np.allclose(saddle, [-result["input_product"], result["input_product"]])
        ),
        measured=saddle[1],
    )
    lowest = result["curvatures"][1:].min()
    yield Claim(
        "At both minima the loss is zero and every curvature is positive.",
        bool(result["place_losses"][1:].max() < 1e-12 and lowest > 0.01 and result["place_losses"][0] > 0.5),
        measured=lowest,
    )
    ends = result["paths"][-1]
    apart = np.linalg.norm(ends[0] - ends[1])
    yield Claim(
        "Two descents that start a hundredth apart end in different valleys.",
        bool(np.linalg.norm(result["paths"][0, 0] - result["paths"][0, 1]) < 0.011 and apart > 3),
        measured=apart,
    )


def alt(result):
    return (
        "A surface over two weights like a saddle between two valleys, which lie at "
        f"({result['places'][1, 0]:.1f}, {result['places'][1, 1]:.1f}) and the opposite point; at the origin between "
        f"them the loss is {result['place_losses'][0]:.2f}. Two lines run down together from one start and part at "
        "the saddle, one to each valley."
    )


def scene(ax, result, turn, rows=20, zoom=1.1):
    """The landscape from one side."""
    top = 5.5
    w, v = np.meshgrid(result["grid"], result["grid"])
    height = np.minimum(result["losses"], top)
    ax.computed_zorder = False
    ax.plot_surface(
        w, v, height, cmap=colormap("sequential").reversed(), rcount=rows, ccount=rows, linewidth=0.2,
        edgecolor=COLORS.paper, zorder=1, vmin=-0.3, vmax=6, antialiased=True,
    )  # fmt: skip
    for k, color in enumerate((COLORS.orange, COLORS.red)):
        path = result["paths"][:, k]
        ax.plot(*path.T, np.minimum(result["path_losses"][:, k], top) + 0.06, color=color, lw=2.4, zorder=3)
        ax.plot(*path[-1], 0.1, "o", color=color, ms=7, zorder=4)
    ax.plot(0, 0, result["place_losses"][0] + 0.08, "X", color=COLORS.ink, ms=8, zorder=4)
    ax.set(
        xlim=(-REACH, REACH),
        ylim=(-REACH, REACH),
        zlim=(0, top),
        xticks=[-2, 0, 2],
        yticks=[-2, 0, 2],
        zticks=[0, 2, 4],
    )
    ax.set_xlabel("$w$")
    ax.set_ylabel("$v$")
    for axis in (ax.xaxis, ax.yaxis, ax.zaxis):
        axis.set_pane_color((0, 0, 0, 0))
        axis._axinfo["grid"].update(color=COLORS.faint, linewidth=0.6)
    ax.view_init(elev=42, azim=turn)
    ax.set_box_aspect((1, 1, 0.62), zoom=zoom)


def chart(ax, result):
    """The landscape from above, as a map."""
    levels = [0.02, 0.1, 0.25, 0.5, 0.7, 1, 1.5, 2, 3, 4]
    ax.contourf(
        result["grid"],
        result["grid"],
        np.minimum(result["losses"], 5),
        14,
        vmin=-0.3,
        vmax=6,
        cmap=colormap("sequential").reversed(),
    )
    ax.contour(result["grid"], result["grid"], result["losses"], levels, colors=[COLORS.muted], linewidths=0.7)
    for k, color in enumerate((COLORS.orange, COLORS.red)):
        ax.plot(*result["paths"][:, k].T, color=color, lw=2.4)
        ax.plot(*result["paths"][-1, k], "o", color=color, ms=7)
    ax.plot(0, 0, "X", color=COLORS.ink, ms=8)
    note(ax, 0.12, -0.28, "saddle", va="top")
    ax.set(aspect="equal", xlabel="$w$", ylabel="$v$", xticks=[-2, 0, 2], yticks=[-2, 0, 2])


def draw(fig, result, frame):
    if frame is not None:
        scene(fig.add_subplot(projection="3d"), result, -70 + 10 * frame, rows=48, zoom=0.94)
    else:
        places = (1, 2, (1, 1)) if is_slide(fig) else (2, 1, (1.5, 1))
        ratios = {"width_ratios": places[2]} if is_slide(fig) else {"height_ratios": places[2]}
        grid = fig.add_gridspec(*places[:2], **ratios)
        scene(fig.add_subplot(grid[0], projection="3d"), result, -60)
        chart(fig.add_subplot(grid[1]), result)
