r"""Most of the hill between two solutions is a matter of bookkeeping: their hidden units stand in different orders.

Before going straight from one digit network to another, the second is written down with its units in the order most
like the first's, which changes no output. The hill, measured from the straight line between the losses at its ends,
shrinks by about nine tenths at sixteen units and more; it does not vanish at any width tried here. Ten pairs a width.

Reference: entezari2022, ainsworth2023, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, label_line, log_axis
from mathnets.activations import relu
from mathnets.landscape import line_losses
from mathnets.losses import cross_entropy
from mathnets.modes import barrier, match_activations, match_weights, permuted
from mathnets.network import MLP

CHAOTIC = (
    "In the narrowest networks some units are silent for every digit; the order by activations leaves open where they "
    "go, and rounding decides."
)
SEEDS = range(10)
WIDTHS = (8, 16, 32, 64)
T = np.linspace(0, 1, 31)


def compute(digit_solutions):
    """Heights of the hills, shape (pairs, widths), as trained and with units ordered by weights or activations."""
    X, y = digit_solutions["X"], digit_solutions["y"]
    hills = np.empty((3, len(SEEDS), len(WIDTHS)))
    changed = 0.0
    for w, width in enumerate(WIDTHS):
        network = MLP([X.shape[1], width, 10], relu, loss=cross_entropy, rng=0)
        ends = digit_solutions[f"end_{width}"]
        for pair in SEEDS:
            A, B = network.at(ends[pair]), network.at(ends[(pair + 1) % len(ends)])
            orders = match_weights(B, A), match_activations(B, A, X)
            for k, other in enumerate((B, *(permuted(B, order) for order in orders))):
                changed = max(changed, np.abs(other.forward(X[:100]) - B.forward(X[:100])).max())
                hills[k, pair, w] = barrier(line_losses(A, X, y, A.parameters, other.parameters, T))
    return {
        "widths": np.array(WIDTHS),
        "as_trained": hills[0],
        "by_weights": hills[1],
        "by_activations": hills[2],
        "changed": float(changed),
        "last_left": hills[1, :, -1] / hills[0, :, -1],
    }


def claims(result):
    yield Claim(
        "The new order changes outputs by rounding only.",
        bool(0 < result["changed"] < 1e-9),
        measured=result["changed"],
    )
    left = result["by_weights"][:, 1:] / result["as_trained"][:, 1:]
    yield Claim(
        "At sixteen units and more, ordering by weights takes away over six tenths of the hill in each pair, and over "
        "85% in the middle one of each width.",
        bool(np.all(left < 0.4) and np.all(left > 0) and np.all(np.median(left, axis=0) < 0.15)),
        measured=left.ravel(),
    )
    left = result["by_weights"]
    yield Claim(
        "At every width a hill is left in every pair.",
        bool(np.all(left > 0.01) and np.all(result["by_activations"] > 0.01) and np.all(result["as_trained"] > 0.2)),
        measured=left[:, -1],
        expected=0.0,
        tolerance=0.005,
        source="ainsworth2023, abstract: zero-barrier connectivity after matching; abstract read, widths recalled",
        verdict="partly",
        why="The paper finds it in far wider networks, and that width helps. Here the hill keeps falling with the "
        "width, "
        "but at 64 units it is still several times the loss at the ends.",
    )
    middle = np.median(result["by_weights"], axis=0)
    yield Claim(
        "The wider the network, the lower the hill that is left (the middle of ten pairs).",
        bool(np.all(np.diff(middle) < 0) and np.all(np.diff(np.median(result["as_trained"], axis=0)) < 0)),
        measured=middle,
    )


def alt(result):
    a, b = (np.median(result[k], axis=0) for k in ("as_trained", "by_weights"))
    return (
        f"Height of the hill against width, both logarithmic, bands over {len(result['by_weights'])} pairs. As "
        "trained it "
        f"falls from {a[0]:.1f} at {result['widths'][0]} units to {a[-1]:.2f} at {result['widths'][-1]}; with "
        "units put in "
        f"order from {b[0]:.2f} to {b[-1]:.3f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    styles = (
        ("as_trained", COLORS.orange, "as trained"),
        ("by_activations", COLORS.purple, "by activations"),
        ("by_weights", COLORS.blue, "by weights"),
    )
    for name, color, text in styles:
        line = band(ax, result["widths"], result[name], color=color, marker="o", ms=5)
        label_line(ax, line, text, offset=(9, 4 if "act" in name else -2 if "wei" in name else 0))
    log_axis(ax, "x", WIDTHS)
    log_axis(ax, "y", [0.03, 0.1, 0.3, 1, 3])
    ax.set(xlabel="hidden units", ylabel="height of the hill")
