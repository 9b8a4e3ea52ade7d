r"""Far away the network is sure of many places before it has learned anything, and of nearly all thereafter.

A network of rectifiers learns to tell two moons apart. Its map: blue where it says square, orange where it says
circle, the deeper the surer, bare where it hesitates. In the film, the curves: new points told right, and the places
on a circle far away (over eight times as far as any example) of which it is over 99% sure; bands span ten networks.

Reference: hein2019
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, colormap, scatter_classes
from mathnets.activations import relu
from mathnets.losses import logistic
from mathnets.network import MLP

FRAMES = 36
LIMIT, GRID, FAR, RAYS = 3.2, 72, 16.0, 720
FILM = [0, 8, 16, 24, 29, 35]


def compute(moon_networks):
    """At each recorded step the first network's map, the share of new points that ten networks tell right, and the
    share of places on a far circle on which each is over 99% sure.
    """
    network = MLP(moon_networks["sizes"], relu, loss=logistic, rng=0)
    side = (np.arange(GRID) + 0.5) / GRID * 2 * LIMIT - LIMIT
    places = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    angle = np.linspace(0, 2 * np.pi, RAYS, endpoint=False)
    circle = FAR * np.column_stack([np.cos(angle), np.sin(angle)])
    path = moon_networks["path"]
    score = network.at(path[:, 0]).forward(places)[..., 0]
    far = np.array([network.at(theta).forward(circle)[..., 0] for theta in path])
    return {
        "map": np.round(np.tanh(score / 2), 2).reshape(-1, GRID, GRID).astype(np.float32),
        "steps": moon_networks["steps"],
        "points": moon_networks["points"][0],
        "labels": moon_networks["labels"][0],
        "right": moon_networks["path_right"],
        "sure_far": (np.abs(far) > np.log(99)).mean(axis=2),
        "before": (np.abs(far[0]) > np.log(99)).mean(axis=1),
        "spread": float(np.linalg.norm(moon_networks["points"], axis=2).max()),
    }


def claims(result):
    yield Claim(
        "Before training every network is over 99% sure of more than a third of the far circle.",
        bool(np.all(result["sure_far"][0] > 1 / 3) and np.all(result["sure_far"][0] < 0.9)),
        measured=result["sure_far"][0],
    )
    yield Claim(
        "Then half of the networks tell fewer than 60% of new points right, and none 80%.",
        bool(np.median(result["right"][0]) < 0.6 and np.all(result["right"][0] < 0.8)),
        measured=result["right"][0],
    )
    yield Claim(
        "After it every network is that sure of over 97% of it.",
        bool(np.all(result["sure_far"][-1] > 0.97) and np.all(result["sure_far"] <= 1)),
        measured=result["sure_far"][-1],
    )
    yield Claim(
        "Every network tells over 96% of new points right in the end.",
        bool(np.all(result["right"][-1] > 0.96) and np.all(result["right"] <= 1)),
        measured=result["right"][-1],
    )
    yield Claim(
        "The far circle is over eight times as far as the farthest example.",
        bool(8 < FAR / result["spread"] < 20),
        measured=FAR / result["spread"],
    )


def alt(result):
    right, far = np.median(result["right"], axis=1), np.median(result["sure_far"], axis=1)
    return (
        f"A square map around two moons of {len(result['points'])} points. At first all of it is blue, "
        f"{np.mean(result['map'][0] > 0.8):.0%} of it deep; then it is cut into a blue and an orange part by a curve "
        f"that bends between the moons. Over {result['steps'][-1]} steps new points told "
        "right go "
        f"from {right[0]:.0%} to {right[-1]:.0%}, far places of which it is sure from {far[0]:.0%} to {far[-1]:.0%}."
    )


def scene(ax, result, k, size):
    """The map after the k-th recorded step, with the boundary and the examples."""
    span = (-LIMIT, LIMIT, -LIMIT, LIMIT)
    ax.imshow(result["map"][k], extent=span, origin="lower", cmap=colormap("diverging"), vmin=-1, vmax=1)
    if result["map"][k].min() < 0 < result["map"][k].max():
        ax.contour(result["map"][k], [0], extent=span, colors=[COLORS.ink], linewidths=1.6)
    ax.set(xlim=(-LIMIT, LIMIT), ylim=(-LIMIT, LIMIT), xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    scatter_classes(ax, result["points"], result["labels"], size=size)


def draw(fig, result, frame):
    if frame is None:
        for ax, k in zip(fig.subplots(2, 3).ravel(), FILM, strict=True):
            scene(ax, result, k, 6)
            ax.set_title(f"{result['steps'][k]} steps", loc="center")
        return
    grid = fig.add_gridspec(2, 2, width_ratios=(1.75, 1))
    ax, right, far = fig.add_subplot(grid[:, 0]), fig.add_subplot(grid[0, 1]), fig.add_subplot(grid[1, 1])
    scene(ax, result, frame, 14)
    steps = result["steps"]
    ax.set_title(f"{steps[frame]} step{'s' if steps[frame] != 1 else ''}", loc="center")
    for panel, name, color, title in (
        (right, "right", COLORS.green, "told right"),
        (far, "sure_far", COLORS.red, "sure, far away"),
    ):
        shown = slice(0, frame + 1)
        band(panel, steps[shown], 100 * result[name][shown].T, color=color)
        panel.plot(steps[frame], 100 * np.median(result[name][frame]), "o", color=color, clip_on=False)
        panel.set(xlim=(0, steps[-1]), ylim=(0, 102), yticks=[0, 50, 100], yticklabels=["0%", "50%", "100%"])
        panel.set_title(title, color=color)
    right.tick_params(labelbottom=False)
    far.set(xlabel="steps", xticks=[0, 50, 100, 150])
