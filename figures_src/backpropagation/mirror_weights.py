r"""Told only which patterns are symmetric, two hidden units learn to weigh the left half against the right.

The six weights of the first hidden unit of two trained networks. Mirror images get opposite weights, so a
symmetric pattern cancels to zero, and no other pattern does. Above, the solution of the paper, in the ratio
1 : 2 : 4 (the smallest weight counts as 1). Below, another start of the same training, which found 2 : 3 : 4 (the
smallest counts as 2).

Reference: rumelhart1986
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note, panels

SHAPE = "square"
SMALLEST = (1, 2)  # what the smallest weight counts as, above and below


def compute(symmetry_runs):
    """How far from antisymmetric each network that solved the task is, and the scaled weights of two of them."""
    solved = symmetry_runs["solved"] == 1
    W = symmetry_runs["weights"][solved]
    scaled = W[:, 0] / np.abs(W[:, 0]).min(axis=1, keepdims=True)
    middle = np.sort(np.abs(scaled[:, :3]), axis=1)[:, 1]
    first, second = np.flatnonzero(middle > 1.8)[0], np.flatnonzero(middle < 1.7)[0]
    size = np.abs(W).max(axis=(1, 2))
    return {
        "scaled": scaled[[first, second]],
        "left_and_right": np.abs(W + W[..., ::-1]).max(axis=(1, 2)) / size,
        "both_units": np.abs(W[:, 0] + W[:, 1]).max(axis=1) / size,
        "biases": symmetry_runs["biases"][solved],
        "output_bias": symmetry_runs["output_bias"][solved],
        "solved": int(solved.sum()),
    }


def claims(result):
    sides = result["left_and_right"]
    yield Claim(
        "In every network that solved the task, mirrored weights are opposite to within two parts in a hundred.",
        bool(0 < sides.max() < 0.02),
        measured=sides,
        expected=0.0,
        tolerance=0.02,
        source="rumelhart1986, caption of Fig. 1: equal in magnitude and opposite in sign; read in a copy of the text",
        verdict="yes",
    )
    units = result["both_units"]
    yield Claim(
        "The two hidden units have the same weights with opposite signs, to within five parts in a hundred.",
        bool(0 < units.max() < 0.05),
        measured=units,
        expected=0.0,
        tolerance=0.02,
        source="rumelhart1986, caption of Fig. 1: identical patterns of weights but with opposite signs; "
        "read in a copy",
        verdict="yes",
    )
    most = result["biases"].max()
    yield Claim(
        "All hidden biases are negative and all output biases positive.",
        bool(most < 0 < result["output_bias"].min()),
        measured=result["output_bias"],
    )
    first, second = np.sort(np.abs(result["scaled"][:, :3]), axis=1)
    off = max(np.abs(first - [1, 2, 4]).max(), np.abs(second - [1, 1.5, 2]).max())
    yield Claim("The two networks shown have the ratios 1 : 2 : 4 and 2 : 3 : 4.", bool(0 < off < 0.1), measured=off)


def alt(result):
    first, second = (
        ", ".join(f"{w:.1f}" for w in row * unit) for row, unit in zip(result["scaled"], SMALLEST, strict=True)
    )
    return (
        f"Six bars for the weights of one hidden unit, {first}: the right half is the left half "
        f"mirrored and turned over. "
        f"Below, six more from another start, {second}."
    )


def draw(fig, result):
    for ax, row, unit, ratio in zip(
        panels(fig, 2, sharex=True), result["scaled"], SMALLEST, ("1 : 2 : 4", "2 : 3 : 4"), strict=True
    ):
        row = row * unit
        ax.bar(range(6), row, color=np.where(row > 0, COLORS.blue, COLORS.orange), width=0.72)
        ax.axhline(0, color=COLORS.muted, lw=1)
        ax.axvline(2.5, color=COLORS.muted, lw=1.2, ls=(0, (3, 3)))
        for k, w in enumerate(row):
            text = f"{w:.2f}".replace("-", "\N{MINUS SIGN}")
            note(ax, k, w + 0.18 * np.sign(w), text, ha="center", va="bottom" if w > 0 else "top")
        ax.set(ylim=(-5.2, 5.2), yticks=[], xticks=range(6), xticklabels=[f"$x_{k}$" for k in range(1, 7)])
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.tick_params(length=0)
        ax.set_title(f"a solution {ratio}", loc="left")
