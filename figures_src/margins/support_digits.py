r"""The wall stands on the hard cases: open nines, closed fours, strokes gone astray.

The widest street between 800 fours and nines in 400 dimensions. Top: the digits with the largest weights in the dual,
the ones that push hardest against the wall. Bottom: the digits farthest from it. They could all be left out without
moving the wall.

Reference: cortes1995, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, show_image

LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
COLUMNS = 10  # digits of each class


def compute(digit_draws):
    """The digits of either class with the largest weights and those farthest from the wall; how many have a weight."""
    y, weights, distances = digit_draws["labels"], digit_draws["weights"], digit_draws["distances"]
    hard, easy = np.argsort(-weights), np.argsort(-distances)
    shown = {
        f"{how}_{name}": order[y[order] == sign][:COLUMNS]
        for how, order in (("hard", hard), ("easy", easy))
        for name, sign in (("fours", 1), ("nines", -1))
    }
    X = digit_draws["examples"]
    to_four, to_nine = (np.linalg.norm(X - X[y == sign].mean(axis=0), axis=1) for sign in (1, -1))
    wrong = y * (to_nine - to_four) <= 0  # by the nearest class mean, which knows nothing of walls
    near = distances < distances.min() * (1 + 1e-6)
    return {name: np.round(X[rows], 2) for name, rows in shown.items()} | {
        "support": int(np.sum(weights > 0)),
        "digits": len(y),
        "share": float(np.mean(weights > 0)),
        "hard": wrong[weights > 0].mean(),
        "plain": wrong[weights == 0].mean(),
        "carried": np.sort(weights)[::-1][: 2 * COLUMNS].sum() / weights.sum(),
        "gamma": distances.min(),
        "on_kerb": int(near.sum()),
        "kerb": distances[weights > 0] / distances.min(),
        "far": distances.max() / distances.min(),
        "middle": np.median(distances) / distances.min(),
    }


def claims(result):
    yield Claim(
        "Fewer than one digit in six supports the wall.", bool(0.08 < result["share"] < 1 / 6), measured=result["share"]
    )
    yield Claim(
        "Every support vector lies on the edge of the street.",
        bool(np.all(np.abs(result["kerb"] - 1) < 1e-6)) and len(result["kerb"]) == result["support"],
        measured=result["kerb"].max(),
    )
    yield Claim(
        "No more support it than there are weights: 400, and the offset.",
        bool(0 < result["support"] <= 401 and result["support"] <= result["on_kerb"]),
        measured=result["support"],
    )
    yield Claim(
        "Another judge finds them hard too: the nearest class mean errs on them over four times as often as elsewhere.",
        bool(result["hard"] > 4 * result["plain"] and 0 < result["plain"] < 0.3),
        measured=result["hard"],
    )
    yield Claim(
        "Half of the digits are more than twice as far away as the nearest.",
        bool(2 < result["middle"] < result["far"]),
        measured=result["middle"],
    )


def alt(result):
    return (
        f"Four rows of ten handwritten digits. The first two, with the largest weights of all {result['support']} "
        f"support vectors among {result['digits']} digits, are hard to tell: fours with a closed top, nines with an "
        f"open one. The last two, up to {result['far']:.0f} times as far from the wall, are plain fours and nines."
    )


def draw(fig, result):
    grid = fig.add_gridspec(6, COLUMNS, height_ratios=[0.32, 1, 1, 0.42, 1, 1])
    for row, text in ((0, "on the edge of the street"), (3, "farthest from it")):
        ax = fig.add_subplot(grid[row, :])
        ax.axis("off")
        ax.text(0, 0.1, text, weight="semibold", va="bottom", transform=ax.transAxes)
    for name, row in (("hard_fours", 1), ("hard_nines", 2), ("easy_fours", 4), ("easy_nines", 5)):
        for i, x in enumerate(result[name]):
            ax = fig.add_subplot(grid[row, i])
            show_image(ax, x)
            ax.spines[:].set(color=COLORS.blue if "fours" in name else COLORS.orange, lw=1.4)
