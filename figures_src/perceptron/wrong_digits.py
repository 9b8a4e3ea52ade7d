r"""About a third of the mistakes on new digits are the same in every order.

Unseen digits that are on the wrong side of the hyperplane after each of ten orders of learning, row by row, the
farthest first: on the left fours taken for nines, on the right nines taken for fours.

Reference: mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, show_image

LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SHAPE = "wide"
ROWS = 3


def compute(digit_runs):
    """The test digits that all orders get wrong, by their mean distance from the hyperplane; how many any order gets
    wrong.
    """
    d, t = digit_runs["distances"], digit_runs["truth"]
    wrong, depth = d * t <= 0, (d * t).mean(axis=0)
    always = wrong.all(axis=0)
    order = np.argsort(depth)
    found = {name: order[always[order] & (t[order] == s)] for name, s in (("fours", 1), ("nines", -1))}
    return {name: np.round(digit_runs["examples"][rows], 2) for name, rows in found.items()} | {
        "depth_of_fours": depth[found["fours"]],
        "depth_of_nines": depth[found["nines"]],
        "always": int(always.sum()),
        "ever": int(wrong.any(axis=0).sum()),
        "each": wrong.sum(axis=1),
        "digits": len(t),
    }


def claims(result):
    depth = np.append(result["depth_of_fours"], result["depth_of_nines"])
    yield Claim(
        "Every one of these digits lies on the wrong side.",
        bool(np.all(depth < 0)) and len(depth) == result["always"],
        measured=depth.max(),
    )
    share = result["always"] / result["each"]
    yield Claim(
        "Of every order's mistakes, three to four in ten are made by all ten orders.",
        bool(np.all(share > 0.3) and np.all(share < 0.4)),
        measured=share,
    )
    times = result["ever"] / result["each"]
    yield Claim(
        "About twice as many digits are wrong in some order as in any one.",
        bool(np.all(times > 1.8) and np.all(times < 2.4)),
        measured=times,
    )


def alt(result):
    return (
        f"{len(result['fours'])} handwritten fours, many of them closed at the top, and {len(result['nines'])} "
        "nines, many of them open or crossed: the "
        f"digits that all ten orders get wrong, the worst at "
        f"{-min(result['depth_of_fours'][0], result['depth_of_nines'][0]):.1f} beyond the wall. "
        f"{result['ever']} of {result['digits']:,} digits are wrong in some order."
    )


def draw(fig, result):
    fours, nines = (-(-len(result[name]) // ROWS) for name in ("fours", "nines"))  # columns of each
    grid = fig.add_gridspec(ROWS, fours + nines + 1, width_ratios=[*[1] * fours, 0.3, *[1] * nines])
    for name, color, start, columns in (("fours", COLORS.blue, 0, fours), ("nines", COLORS.orange, fours + 1, nines)):
        for i, x in enumerate(result[name]):
            ax = fig.add_subplot(grid[i // columns, start + i % columns])
            show_image(ax, x)
            ax.spines[:].set(color=color, lw=1.4)
            if i == 0:
                ax.set_title(name, color=color, loc="left", pad=5)
