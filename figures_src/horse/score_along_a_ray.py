r"""Beyond its last bend a rectifier network's score runs straight to infinity; that of tanh comes to rest.

Scores of one network of each kind along twelve rays from the middle of the two moons. The shaded strip holds the
examples. Rectifiers: finitely many bends, then straight lines, up or down. Hyperbolic tangents: each ray to a level
of its own. Gaussian bumps: back to zero, which is one half in probability.

Reference: hein2019
"""

import numpy as np

from figures_src._kit import COLORS, Claim, is_slide, note, panels
from mathnets.activations import relu, tanh
from mathnets.kernels import rbf
from mathnets.losses import logistic
from mathnets.network import MLP

SHAPE = "tall"
RAYS, FAR = 12, 12.0
DISTANCES = np.linspace(0, FAR, 121)
STATIONS = np.array([1e3, 2e3, 3e3])  # far out, equally spaced
EPSILON = 0.01
KINDS = {"relu": "rectifiers", "tanh": "hyperbolic tangents", "bumps": "Gaussian bumps"}


def compute(moon_networks):
    """Scores of the first networks along rays. Of all ten: scores far out, and those of the bumps at the distance that
    the theorem on bumps names.
    """
    angle = np.arange(RAYS) / RAYS * 2 * np.pi + 0.1
    U = np.column_stack([np.cos(angle), np.sin(angle)])
    X, w, gamma = moon_networks["points"], moon_networks["bumps"], float(moon_networks["gamma"])
    result = {"r": DISTANCES, "spread": float(np.linalg.norm(X, axis=2).max())}
    for name, activation in (("relu", relu), ("tanh", tanh)):
        networks = MLP(moon_networks["sizes"], activation, loss=logistic, rng=0).at(moon_networks[name])

        def along(distances, networks=networks):
            return networks.forward((distances[:, None, None] * U).reshape(-1, 2)).reshape(-1, len(distances), RAYS)

        result[name] = along(DISTANCES)[0]
        result[f"{name}_far"] = along(STATIONS)
    result["bumps"] = np.array([rbf(r * U, X[0], gamma=gamma) @ w[0] for r in DISTANCES])
    alpha = np.abs(w).sum(axis=1)  # scores z and 0: the sum of the differences of their weights
    safe = np.sqrt(np.log(alpha / np.log(1 + 2 * EPSILON)) / gamma)  # from the nearest example
    scores = [rbf((r + result["spread"]) * U, x, gamma=gamma) @ v for r, x, v in zip(safe, X, w, strict=True)]
    return result | {"safe": safe, "safe_score": np.array(scores)}


def claims(result):
    far = result["relu_far"]
    rise = np.diff(far, axis=1)
    bent = np.abs(rise[:, 1] / rise[:, 0] - 1).max(axis=1)
    yield Claim(
        "A thousand units out the scores of rectifiers rise or fall by equal amounts over equal distances.",
        bool(np.all(bent < 1e-6) and np.all(np.abs(rise) > 1)),
        measured=bent,
    )
    rest = np.abs(np.diff(result["tanh_far"], axis=1)).max(axis=(1, 2))
    yield Claim(
        "There no score of tanh moves by more than a quarter, and none exceeds 30.",
        bool(np.all(rest < 0.25) and np.all(np.abs(result["tanh_far"]) < 30)),
        measured=rest,
    )
    probability = (1 / (1 + np.exp(-np.abs(result["safe_score"])))).max(axis=1)
    yield Claim(
        "At the distance that the theorem on bumps names for 0.01, every probability is within 0.01 of one half.",
        bool(np.all(probability <= 0.5 + EPSILON) and np.all((result["safe"] > 1) & (result["safe"] < 3))),
        measured=probability,
        expected=0.5,
        tolerance=EPSILON,
        source="hein2019, the theorem on RBF networks: within 1/K ± ε beyond a distance that it names (recalled; "
        "derived anew)",
        verdict="yes",
    )


def alt(result):
    last = {name: np.abs(result[name][-1]) for name in KINDS}
    return (
        f"Twelve curves in each of three panels. Rectifiers: a fan of lines that at distance {FAR:.0f} reaches "
        f"{last['relu'].max():.0f}. Tanh: level lines up to {last['tanh'].max():.0f}. Bumps: waves near the "
        "examples, and "
        f"from about {result['spread'] + 1:.0f} on zero."
    )


def draw(fig, result):
    colors = (COLORS.red, COLORS.gold, COLORS.blue)
    for ax, (name, text), color in zip(panels(fig, 3, sharex=True), KINDS.items(), colors, strict=True):
        ax.axvspan(0, result["spread"], color=COLORS.wash, lw=0)
        ax.axhline(0, color=COLORS.faint, lw=0.9)
        ax.plot(result["r"], result[name], color=color, lw=1.3)
        ax.set_title(text, color=color)
        ax.set(xlim=(0, FAR), ylabel="score")
        ax.set_ylim(*(1.08 * np.array([-1, 1]) * np.abs(result[name]).max()))
        if is_slide(fig) or name == "bumps":
            ax.set_xlabel("distance from the middle")
    note(ax, result["spread"] + 0.8, 0.7 * ax.get_ylim()[0], "shaded: where\nthe examples are", COLORS.muted)
