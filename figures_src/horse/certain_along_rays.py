r"""Far out rectifiers are certain in almost every direction; tanh never gets there, and bumps turn back.

The share of directions in which a classifier of the two moons is over 99.9% sure, against the distance from their
middle; bands span ten networks. For rectifiers what is left falls in proportion to one over the distance.

Reference: hein2019
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note
from mathnets.activations import relu, tanh
from mathnets.kernels import rbf
from mathnets.losses import logistic
from mathnets.network import MLP

RAYS = 3600
R = np.array([0.5, 1, 1.5, 2, 3, 5, 10, 30, 100, 1000, 10_000])


def compute(moon_networks):
    """Share of directions with a confidence over 0.999, one row a network, for each kind of model and each distance."""
    angle = (np.arange(RAYS) + 0.5) / RAYS * 2 * np.pi
    U = np.column_stack([np.cos(angle), np.sin(angle)])
    X, w, gamma = moon_networks["points"], moon_networks["bumps"], float(moon_networks["gamma"])
    result = {"r": R}
    for name, activation in (("relu", relu), ("tanh", tanh)):
        networks = MLP(moon_networks["sizes"], activation, loss=logistic, rng=0).at(moon_networks[name])
        scores = [networks.forward(r * U)[..., 0] for r in R]
        result[name] = np.array([(np.abs(score) > np.log(999)).mean(axis=1) for score in scores]).T
    scores = [[rbf(r * U[::10], x, gamma=gamma) @ v for r in R] for x, v in zip(X, w, strict=True)]
    result["bumps"] = (np.abs(scores) > np.log(999)).mean(axis=2)
    uncertain = 1 - result["relu"][:, (R == 5) | (R == 100)]
    result["power"] = np.log(uncertain[:, 1] / uncertain[:, 0]) / np.log(100 / 5)
    right = {f"{name}_right": moon_networks[f"{name}_right"] for name in ("relu", "tanh", "bumps")}
    return (
        result
        | right
        | {
            "nearly": result["relu"][:, -1],
            "at_100": result["relu"][:, list(R).index(100)],
            "tanh_end": result["tanh"][:, -1],
        }
    )


def claims(result):
    yield Claim(
        "At a distance of 10,000 every network of rectifiers is certain in almost every direction.",
        bool(np.all(result["nearly"] > 0.998) and np.all(result["relu"][:, -1] > result["relu"][:, 6])),
        measured=result["nearly"],
        expected=1.0,
        tolerance=0.002,
        source="hein2019, Theorem 3.1: the confidence tends to 1 along almost every ray; read in the authors' "
        "repository",
        verdict="yes",
    )
    yield Claim(
        "From 5 to 100 the uncertain share falls about as one over the distance in the middle network, and nearly so "
        "in every one.",
        bool(abs(np.median(result["power"]) + 1) < 0.15 and np.all(result["power"] < -0.7)),
        measured=result["power"],
    )
    yield Claim(
        "Every network of tanh stays uncertain in over a hundredth of all directions.",
        bool(np.all(result["tanh_end"] < 0.99) and np.all(result["tanh"][:, -1] > 0.5)),
        measured=result["tanh_end"],
    )
    yield Claim(
        "No sum of bumps is certain in any direction from a distance of 3 on.",
        bool(np.all(result["bumps"][:, 4:] == 0) and np.all(result["bumps"][:, 1] > 0)),
        measured=result["bumps"][:, 4],
    )
    right = np.concatenate([result[f"{name}_right"] for name in ("relu", "tanh", "bumps")])
    yield Claim(
        "All thirty tell over 96% of new points near the moons right.",
        bool(np.all(right > 0.96) and np.all(right <= 1)),
        measured=right,
    )


def alt(result):
    at = {name: np.median(result[name], axis=0) for name in ("relu", "tanh", "bumps")}
    return (
        "Share of directions against distance on a logarithmic scale. Rectifiers rise from "
        f"{at['relu'][1]:.0%} at 1 over {at['relu'][6]:.1%} at 10 to {at['relu'][-1]:.1%}; tanh levels off at "
        f"{at['tanh'][-1]:.1%}; bumps fall from {at['bumps'][1]:.0%} to 0."
    )


def draw(fig, result):
    ax = fig.subplots()
    for name, color in (("bumps", COLORS.blue), ("tanh", COLORS.gold), ("relu", COLORS.red)):
        band(ax, result["r"], 100 * result[name], color=color)
    note(ax, 150, 104, "rectifiers", COLORS.red, ha="center", va="bottom")
    note(ax, 150, 84, "hyperbolic tangents", COLORS.gold, ha="center", va="top")
    note(ax, 3.6, 6, "Gaussian bumps", COLORS.blue, ha="left")
    ax.set(xlabel="distance from the middle", ylabel="directions that are certain", ylim=(0, 112), xlim=(0.5, 10_000))
    ax.set_yticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
    log_axis(ax, "x", [1, 10, 100, 1000, 10_000])
