r"""Seen from far enough away, rectifiers are certain of almost everything, and bumps of nothing.

Two classifiers of the same two moons, from close by to a thousand times farther. Blue and orange: how sure each is of
its answer; bare: not at all. The network of rectifiers: its hesitation shrinks to a few rays. A sum of Gaussian
bumps on the examples: its certainty shrinks to a dot.

Reference: hein2019
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, scatter_classes
from mathnets.activations import relu
from mathnets.kernels import rbf
from mathnets.losses import logistic
from mathnets.network import MLP

FRAMES = 36
SHAPE = "wide"
EXTENTS = np.geomspace(2.4, 2400, FRAMES)
GRID = 72
FILM = [0, 17, 35]
KINDS = {"relu": "rectifiers", "bumps": "Gaussian bumps"}


def compute(moon_networks):
    """The first network's and the first bumps' map at each extent; of all ten, the share of the map that is certain."""
    networks = MLP(moon_networks["sizes"], relu, loss=logistic, rng=0).at(moon_networks["relu"])
    side = (np.arange(GRID) + 0.5) / GRID * 2 - 1
    places = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    X, w, gamma = moon_networks["points"], moon_networks["bumps"], float(moon_networks["gamma"])
    maps, certain = {name: [] for name in KINDS}, {name: [] for name in KINDS}
    for k, extent in enumerate(EXTENTS):
        scores = {"relu": networks.forward(extent * places)[..., 0]}
        several = len(w) if k in FILM else 1
        bumps = [rbf(extent * places, X[i], gamma=gamma) @ w[i] for i in range(several)]
        scores["bumps"] = np.array(bumps)
        for name, score in scores.items():
            maps[name].append(np.round(np.tanh(score[0] / 2), 2).reshape(GRID, GRID))
            if k in FILM:
                certain[name].append((np.abs(score) > np.log(999)).mean(axis=1))
    result = {f"{name}_map": np.array(maps[name], dtype=np.float32) for name in KINDS}
    result |= {f"{name}_certain": np.array(certain[name]).T for name in KINDS}
    return result | {"extents": EXTENTS, "points": X[0], "labels": moon_networks["labels"][0]}


def claims(result):
    far = result["relu_certain"][:, -1]
    yield Claim(
        "From farthest away every network is over 99.9% sure of more than 99% of the map.",
        bool(np.all(far > 0.99) and np.all(far <= 1)),
        measured=far,
    )
    grows = np.diff(result["relu_certain"], axis=1).min(axis=1)
    yield Claim(
        "For every network the certain share grows from the closest to the middle to the farthest view.",
        bool(np.all(grows > 0)),
        measured=grows,
    )
    yield Claim(
        "Of bumps less than a hundredth of the middle view is certain, and nothing of the farthest.",
        bool(
            np.all(result["bumps_certain"][:, 1] < 0.01)
            and np.all(result["bumps_certain"][:, 2] == 0)
            and np.all(result["bumps_certain"][:, 0] > 0)
        ),
        measured=result["bumps_certain"][:, 1],
    )


def alt(result):
    near, far = (np.median(result["relu_certain"][:, k]) for k in (0, -1))
    return (
        f"Two square maps. At {2 * result['extents'][0]:.0f} units wide both follow the moons; the network is "
        "certain of "
        f"{near:.0%} of its map. At {2 * result['extents'][-1]:,.0f} units wide it is certain of {far:.1%}, two solid "
        "fields with a thin line between them, while the other map is blank."
    )


def scene(ax, result, name, k, size):
    """One map at the k-th extent, with the examples as long as they can be told apart."""
    e = result["extents"][k]
    ax.imshow(
        result[f"{name}_map"][k], extent=(-e, e, -e, e), origin="lower", cmap=colormap("diverging"), vmin=-1, vmax=1
    )
    if e < 20:
        scatter_classes(ax, result["points"], result["labels"], size=size * 2.4 / e)
    ax.set(xlim=(-e, e), ylim=(-e, e), xticks=[], yticks=[])
    ax.spines[:].set(visible=True, color=COLORS.faint)


def draw(fig, result, frame):
    frames = FILM if frame is None else [frame]
    rows = fig.subplots(2, 3) if frame is None else fig.subplots(1, 2)[:, None]
    if frame is not None:
        fig.get_layout_engine().set(h_pad=0.1)  # square pictures leave their titles less room than they need
    for axes, (name, text) in zip(rows, KINDS.items(), strict=True):
        for ax, k in zip(axes, frames, strict=True):
            scene(ax, result, name, k, 6 if frame is None else 24)
            width = 2 * result["extents"][k]
            width = f"{width:.1f} wide" if width < 10 else f"{width:,.0f} wide"
            if frame is not None:
                ax.set_title(text, loc="center")
                ax.set_xlabel(width, color=COLORS.muted)
            elif name == "relu":
                ax.set_title(width, loc="center")
        if frame is None:
            axes[0].set_ylabel(text)
