r"""One neuron, four examples, two losses: the squared error has four valleys, the cross-entropy one.

A single neuron with the logistic function, two weights and no offset. Every example lies on an axis and has the label
3/4: it is there four times, three times positive. But one example on each axis is a thousand times farther out than the
other, and no single weight suits both. A squared error of a probability is never more than 1/2, so it can give the far
example up; the cross-entropy rises for ever and cannot. Both axes are logarithmic; a weight below zero leads away
from 3/4 everywhere, so there is no minimum there.

Reference: auer1996
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, log_axis, note, panels
from mathnets.activations import sigmoid
from mathnets.landscape import plane_losses
from mathnets.losses import logistic, squared_error
from mathnets.network import MLP

SHAPE = "wide"
NEAR, FAR = 0.1, 100.0
POINTS = 90


def compute():
    """Both losses on a logarithmic grid of the two weights, and the places lower than all eight neighbours."""
    X = np.repeat([[FAR, 0], [NEAR, 0], [0, FAR], [0, NEAR]], 4, axis=0)
    y = np.tile([1, 1, 1, -1], 4)
    w = np.geomspace(1e-3, 100, POINTS)
    networks = {
        "squared": (MLP([2, 1], output=sigmoid, loss=squared_error, rng=0), (y[:, None] + 1) / 2),
        "entropy": (MLP([2, 1], loss=logistic, rng=0), y),
    }
    result = {"weights": w, "examples": len(np.unique(X, axis=0)), "dimensions": X.shape[1]}
    for name, (network, targets) in networks.items():
        losses = plane_losses(network, X, targets, np.zeros(3), np.eye(3)[:2], w, w)
        padded = np.pad(losses, 1, constant_values=np.inf)
        around = [
            padded[1 + i : 1 + i + POINTS, 1 + j : 1 + j + POINTS]
            for i in (-1, 0, 1) for j in (-1, 0, 1) if i or j
        ]  # fmt: skip
        lowest = np.argwhere(losses < np.min(around, axis=0))
        result |= {name: losses, f"{name}_minima": w[lowest[:, ::-1]], f"{name}_count": len(lowest)}
    return result


def claims(result):
    squared, entropy = result["squared_count"], result["entropy_count"]
    yield Claim(
        "The squared error has four separate minima.",
        squared == 4
        and len(result["squared_minima"]) == 4
        and bool(np.ptp(np.log(result["squared_minima"]), axis=0).min() > 3),
        measured=squared,
        expected=4.0,
        tolerance=0.0,
        source="auer1996, section 1: floor(n/d)^d local minima for n examples and d weights; read in the "
        "proceedings' text",
        verdict="yes",
    )
    yield Claim(
        "The cross-entropy of the same neuron on the same examples has one.",
        entropy == 1 and bool(np.all(result["entropy_minima"] > 0)),
        measured=entropy,
    )


def alt(result):
    return (
        f"Two maps over the same two weights, both logarithmic. Left, the squared error with {result['squared_count']} "
        f"separate low places at the corners of a square; right, the cross-entropy with {result['entropy_count']}, in "
        "one corner of it."
    )


def draw(fig, result):
    axes = panels(fig, 2, page=(1, 2), sharey=True)
    w, names = result["weights"], {"squared": "squared error", "entropy": "cross-entropy"}
    for ax, (name, title) in zip(axes, names.items(), strict=True):
        losses = result[name] if name == "squared" else np.log(result[name] - 0.98 * result[name].min())
        low, high = losses.min(), losses.max() if name == "squared" else np.quantile(losses, 0.9)
        levels = low + (high - low) * np.linspace(0, 1, 15)
        filled = ax.contourf(w, w, np.minimum(losses, high), levels, cmap=colormap("sequential").reversed())
        filled.set_rasterized(True)
        ax.contour(w, w, losses, levels[1:-1:2], colors=[COLORS.muted], linewidths=0.6, linestyles="solid")
        ax.plot(*result[f"{name}_minima"].T, "o", color=COLORS.orange, ms=8, mec=COLORS.paper, mew=1)
        log_axis(ax, "x", [0.001, 0.1, 10])
        log_axis(ax, "y", [0.001, 0.1, 10])
        ax.set_title(title, loc="center")
        ax.set(xlabel="$w_1$", aspect="equal")
        count = result[f"{name}_count"]
        note(ax, 0.0014, 60, f"{count} minim{'a' if count > 1 else 'um'}", COLORS.orange, va="top")
    axes[0].set_ylabel("$w_2$")
