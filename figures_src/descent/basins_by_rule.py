r"""Which minimum a walk finds is decided by the rule and its rate as well as by the start.

Himmelblau's function again, four equally deep minima (dots) and the colours of where walks end, for six ways of
walking from the same starts, each at one rate. The first is gradient descent with tiny steps, which follows the slope
like water; the number is the share of starts that end elsewhere than there. The rates of RMSProp and Adam fall to 0,
so that their walks come to rest.

Reference: himmelblau1972, kingma2015
"""

import numpy as np
from matplotlib.colors import ListedColormap

from figures_src._kit import COLORS, Claim
from mathnets.descent import basins, endpoints, grid, himmelblau
from mathnets.optimizers import Adam, GradientDescent, Momentum, Nesterov, RMSProp, cosine

SHAPE = "standard"
SIDE, LIMIT, STEPS = 90, 6.0, 700
RULES = {
    "tiny steps": lambda: GradientDescent(0.001),
    "gradient descent": lambda: GradientDescent(0.01),
    "momentum": lambda: Momentum(0.004, 0.9),
    "Nesterov": lambda: Nesterov(0.004, 0.9),
    "RMSProp": lambda: RMSProp(cosine(0.1, STEPS)),
    "Adam": lambda: Adam(cosine(0.3, STEPS)),
}


def compute():
    """Where each start ends, under each rule, and the shares that end elsewhere than with tiny steps."""
    surface, axis = himmelblau(), np.linspace(-LIMIT, LIMIT, SIDE)
    ends = np.array(
        [
            basins(endpoints(surface.gradient, grid(axis, axis), rule(), STEPS), surface.minima, within=0.3)
            for rule in RULES.values()
        ]
    )
    return {
        "ends": ends.reshape(-1, SIDE, SIDE).astype(np.int8),
        "elsewhere": np.mean(ends != ends[0], axis=1),
        "lost": np.mean(ends < 0, axis=1),
        "minima": surface.minima,
    }


def claims(result):
    elsewhere = result["elsewhere"]
    yield Claim(
        "Every other rule sends at least a twentieth of the starts elsewhere than tiny steps do.",
        bool(elsewhere[0] == 0 and elsewhere[1:].min() > 0.05),
        measured=elsewhere[1:].min(),
    )
    yield Claim(
        "Momentum sends more starts elsewhere than gradient descent.",
        bool(elsewhere[2] > elsewhere[1] > 0),
        measured=elsewhere[2] - elsewhere[1],
    )
    alike = np.mean(result["ends"][0] == result["ends"][5])
    yield Claim("Adam and tiny steps agree on most starts.", bool(0.5 < alike < 1), measured=alike)


def alt(result):
    shares = ", ".join(f"{name} {share:.0%}" for name, share in zip(RULES, result["elsewhere"], strict=True))
    return f"Six squares, each divided among four colours, some with frayed borders. Starts ending elsewhere: {shares}."


def draw(fig, result):
    axes = fig.subplots(2, 3).ravel()
    colors = ListedColormap([COLORS.wash, COLORS.blue, COLORS.orange, COLORS.green, COLORS.purple])
    for ax, ends, name, share in zip(axes, result["ends"], RULES, result["elsewhere"], strict=True):
        ax.imshow(ends, cmap=colors, vmin=-1.5, vmax=3.5, origin="lower", extent=(-LIMIT, LIMIT) * 2, alpha=0.75)
        ax.plot(*result["minima"].T, "o", color=COLORS.paper, mec=COLORS.ink, ms=5)
        ax.set(xticks=[], yticks=[])
        ax.set_title(name, loc="center")
        ax.set_xlabel(f"{share:.0%} elsewhere" if name != "tiny steps" else "like water", color=COLORS.muted)
