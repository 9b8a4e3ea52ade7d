r"""The same product of Jacobians costs far less when it is begun at the loss.

A digit network with layers of 400, 30, 30 and 10 units. The gradient of the loss with respect to the pixels is
the product of the loss's own gradient (one row) and three Jacobians, all drawn to scale. Begun at the left,
there is never more than a row to carry. Begun at the right, whole matrices must be multiplied. The numbers
count multiplications.

Reference: griewank2008
"""

import numpy as np
from matplotlib.patches import Rectangle

from figures_src._kit import COLORS, Claim
from mathnets.activations import tanh
from mathnets.data import digits
from mathnets.gradients import central_difference
from mathnets.losses import cross_entropy
from mathnets.network import MLP

SEEDS = [0]
SIZES = [400, 30, 30, 10]
SHAPE = "wide"


def product(factors):
    """The product of matrices from the left, the shapes on the way, and the multiplications of each step."""
    whole, shapes, costs = factors[0], [], []
    for M in factors[1:]:
        costs.append(whole.shape[0] * whole.shape[1] * M.shape[1])
        whole = whole @ M
        shapes.append(whole.shape)
    return whole, np.array(shapes), np.array(costs)


def compute():
    """Shapes and costs of both orders, and the gradients that they give, for one digit."""
    X, y = digits.load("test")
    network = MLP(SIZES, tanh, loss=cross_entropy, rng=SEEDS[0])
    x, label = X[:1], y[:1]
    layers = network.activations(x)
    jacobians = [network.weights[-1]]
    for W, a in zip(network.weights[-2::-1], layers[-2::-1], strict=True):
        jacobians.append(tanh.derivative(a[0])[:, None] * W)
    row = cross_entropy.gradient(layers[-1], label)
    left, left_shapes, left_costs = product([row, *jacobians])
    right, right_shapes, right_costs = product([J.T for J in jacobians[::-1]] + [row.T])
    pixels = np.flatnonzero(x[0])[:40]  # some, to be moved one at a time

    def moved(v):
        z = x[0].copy()
        z[pixels] = v
        return network.loss(z[None], label)

    return {
        "factors": np.array([row.shape, *(J.shape for J in jacobians)]),
        "left_shapes": left_shapes,
        "left_costs": left_costs,
        "right_shapes": right_shapes[:, ::-1],
        "right_costs": right_costs,
        "left": left[0],
        "right": right[:, 0],
        "some": left[0, pixels],
        "numeric": central_difference(moved, x[0, pixels], step=0.01),
        "ratio": right_costs.sum() / left_costs.sum(),
    }


def claims(result):
    left, right = result["left"], result["right"]
    difference = np.abs(left - right).max() / np.abs(left).max()
    yield Claim("Both orders give the same gradient.", bool(difference < 1e-12), measured=difference)
    error = np.abs(result["some"] - result["numeric"]).max() / np.abs(left).max()
    yield Claim("It is the gradient: forty pixels moved by hand agree.", bool(error < 1e-6), measured=error)
    ratio = result["right_costs"].sum() / result["left_costs"].sum()
    yield Claim(
        "Begun at the loss, the product costs over thirty times fewer multiplications.",
        bool(30 < ratio < 300 and abs(ratio - result["ratio"]) < 1e-9),
        measured=ratio,
    )
    rows = result["left_shapes"][:, 0]
    yield Claim("From the left all that is carried is one row.", bool(np.all(rows == 1)), measured=rows)


def alt(result):
    return (
        f"Rectangles to scale: one row and three matrices, the last {result['factors'][-1][0]} by "
        f"{result['factors'][-1][1]}. Below, the products from the left, thin lines, cost "
        f"{result['left_costs'].sum():,} multiplications in all; those from the right, broad rectangles, "
        f"{result['right_costs'].sum():,}."
    )


def block(ax, shape, x, y, color):
    """A matrix to scale, its left side at x, centred at height y (a single row a little thicker, to be seen)."""
    rows, columns = shape
    ax.add_patch(Rectangle((x, y - rows / 2), columns, max(rows, 2), color=color, alpha=0.8, lw=0))


def draw(fig, result):
    ax = fig.subplots()
    ax.set(xlim=(-30, 575), ylim=(-262, 44), aspect="equal")
    ax.axis("off")
    small = {"color": COLORS.muted, "size": "small"}
    names = [r"$\nabla\mathcal{L}$", "$J_3$", "$J_2$", "$J_1$"]
    starts = [0, 55, 118, 172]  # of the factors, and of the products that end with them
    for (rows, columns), name, x in zip(result["factors"].astype(int), names, starts, strict=True):
        block(ax, (rows, columns), x, 0, COLORS.muted)
        ax.text(x + columns / 2, 20, name, ha="center", va="bottom")
        ax.text(x + columns / 2, -18, rf"${rows}\times{columns}$", ha="center", va="top", **small)
    for which, color, y, text in (
        ("left", COLORS.blue, -62, "begun at the loss"),
        ("right", COLORS.orange, -142, "begun at the input"),
    ):
        costs = result[f"{which}_costs"].astype(int)
        ax.text(-20, y, f"{text}: {costs.sum():,} multiplications", color=color, weight="semibold", va="center")
        height = y - 24
        for k, (shape, cost) in enumerate(zip(result[f"{which}_shapes"].astype(int), costs, strict=True)):
            if which == "left":
                block(ax, shape, starts[k + 1], height, color)
                ax.text(starts[k + 1] + shape[1] / 2, height - 6, f"{cost:,}", ha="center", va="top", **small)
            else:
                block(ax, shape, starts[-1], height - 6, color)
                ax.text(starts[-1] - 12, height - 6, f"{cost:,}", ha="right", va="center", **small)
                height -= (35, 27, 0)[k]
