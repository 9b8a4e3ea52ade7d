r"""Filter normalisation forgives one factor for a whole layer, but not a factor for each unit.

Ten digit networks, rewritten without a change of any output, and the relative change of a cut through them, for four
ways of choosing its direction. The raw one is random and stays the same. Left, one factor of 10 for the hidden layer.
Right, each hidden unit has its own factor, between 1/2 and 2. Then the rows of the layer above change their directions,
which the norm of a whole row cannot undo; only directions scaled weight by weight do not notice.

Reference: li2018, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note, panels
from mathnets.activations import relu
from mathnets.dimension import random_directions
from mathnets.landscape import line_losses, normalized_directions, rescaled
from mathnets.losses import cross_entropy
from mathnets.network import MLP

SEEDS = range(10)
WIDTH, EXAMPLES = 16, 500
WAYS = ("raw", "layer", "filter", "weight")
STEPS = np.linspace(-1, 1, 41)


def cut(network, X, y, direction, way):
    """The loss along a line through the network, its direction normalised in one of four ways."""
    if way != "raw":
        direction = normalized_directions(network, direction, by=way)
    theta = network.parameters
    return line_losses(network, X, y, theta, theta + direction, STEPS)


def compute(digit_solutions):
    """Largest change of a cut over its largest loss, shape (ways, seeds), for one factor a layer and for one a unit."""
    X, y = digit_solutions["X"][:EXAMPLES], digit_solutions["y"][:EXAMPLES]
    one = MLP([X.shape[1], WIDTH, 10], relu, loss=cross_entropy, rng=0)
    result = {"layer_factor": np.empty((4, len(SEEDS))), "unit_factors": np.empty((4, len(SEEDS)))}
    outputs = []
    for k, theta in enumerate(digit_solutions[f"end_{WIDTH}"]):
        network, rng = one.at(theta), np.random.default_rng(k)
        direction = random_directions(1, one.size, rng=rng)[0] * np.linalg.norm(theta)
        factors = {"layer_factor": 10.0, "unit_factors": 2.0 ** rng.uniform(-1, 1, WIDTH)}
        for kind, c in factors.items():
            other = rescaled(network, 1, c)
            z = network.forward(X)
            outputs.append(np.abs(other.forward(X) - z).max() / np.abs(z).max())
            for i, way in enumerate(WAYS):
                before = cut(network, X, y, direction, way)
                result[kind][i, k] = np.max(np.abs(cut(other, X, y, direction, way) - before)) / np.max(before)
    return result | {"outputs": np.array(outputs), "filter_change": result["unit_factors"][2].copy()}


def claims(result):
    layer, unit = result["layer_factor"], result["unit_factors"]
    yield Claim(
        "One factor a layer leaves every normalised cut as it is, and moves the raw one by over five times its height.",
        bool(np.all(layer[1:] < 1e-9) and np.all(layer[1:] >= 0) and np.all(layer[0] > 5)),
        measured=layer[1:].max(),
    )
    yield Claim(
        "A factor a unit moves the filter-normalised cut by over 10% in each of ten networks.",
        bool(np.all(unit[2] > 0.1)),
        measured=unit[2],
        expected=0.0,
        tolerance=0.01,
        source="li2018, section 3: filter-normalised plots free of the scaling; recalled, and read in a summary",
        verdict="partly",
        why="It is free of one factor for a whole layer, the paper's example; with a factor for each unit the "
        "rows of the "
        "layer above turn, and the norm of a row does not undo that.",
    )
    yield Claim(
        "Directions scaled weight by weight notice neither.",
        bool(
            np.all(unit[3] < 1e-9)
            and np.all(unit[3] >= 0)
            and np.all(result["outputs"] < 1e-9)
            and np.all(unit[2] > 0.01)
        ),
        measured=unit[3],
    )


def alt(result):
    middle = {k: np.median(result[k], axis=1) for k in ("layer_factor", "unit_factors")}
    return (
        "Change of a cut for four kinds of directions, ten networks each, logarithmic. With one factor a layer "
        "only the "
        f"raw cut moves, by {middle['layer_factor'][0]:.0f} times its height. With a factor a unit the raw, "
        "layer-normalised and "
        f"filter-normalised cuts move, the last by {middle['unit_factors'][2]:.0%}; the weight-wise one by "
        "rounding alone, less than a billionth."
    )


def draw(fig, result):
    left, right = panels(fig, 2, page=(1, 2), sharey=True)
    colors = (COLORS.orange, COLORS.gold, COLORS.purple, COLORS.blue)
    for ax, kind, title in ((left, "layer_factor", "one factor a layer"), (right, "unit_factors", "a factor a unit")):
        ax.axhspan(1e-17, 1e-12, color=COLORS.wash, lw=0)
        for i, color in enumerate(colors):
            change = np.maximum(result[kind][i], 1e-16)
            ax.plot(
                i + np.linspace(-0.22, 0.22, len(change)), change, "o", color=color, ms=5, mec=COLORS.paper, mew=0.4
            )
        ax.set_yscale("log")
        ax.minorticks_off()
        ax.set(xlim=(-0.6, 3.6), ylim=(3e-17, 1e3), yticks=[1e-15, 1e-10, 1e-5, 1])
        ax.set_xticks(range(4), WAYS)
        ax.set_title(title, loc="center")
    note(left, 0.5, 1e-13, "rounding", COLORS.muted, ha="center")
    left.set_ylabel("relative change of the cut")
