r"""The widest street is mostly over ten times the perceptron's, and from 200 digits on no better judge of new ones.

Top: the margin that the perceptron keeps, as a share of the widest, on draws of fours and nines. Bottom: errors of both
on the 1,991 test digits. Bands span ten draws.

Reference: boser1992, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note, panels

SHAPE = "tall"


def compute(digit_draws):
    """Errors of both machines and the perceptron's share of the widest margin, for each draw and size."""
    wide, perceptron = digit_draws["wide_error"], digit_draws["perceptron_error"]
    share = digit_draws["perceptron_margin"] / digit_draws["gamma"]
    return {
        "sizes": digit_draws["sizes"],
        "wide": wide,
        "perceptron": perceptron,
        "share": share,
        "gain": perceptron - wide,
        "most": wide[:, -1],
        "most_perceptron": perceptron[:, -1],
        "most_gain": (perceptron - wide)[:, -1],
        "wins": int(np.sum(perceptron[:, -1] > wide[:, -1])),
        "times": 1 / np.median(share, axis=0),
        "support": (digit_draws["support"] / digit_draws["sizes"])[:, -1],
    }


def claims(result):
    share = np.median(result["share"], axis=0)
    yield Claim(
        "At every size the perceptron keeps less than a tenth of the widest margin in the middle draw, never over 35%.",
        bool(np.all(share < 0.1) and result["share"].min() > 0 and result["share"].max() < 0.35),
        measured=share,
    )
    first, late = result["gain"][:, 0], np.median(result["gain"][:, 2:], axis=0)
    yield Claim(
        "With 50 digits the widest margin saves over two points of error in most draws.",
        bool(np.sum(first > 0.02) >= 7 and np.all(result["wide"] < 0.2)),
        measured=first,
    )
    yield Claim(
        "From 200 digits on it saves nothing worth mention: the middle draw differs by less than half a point.",
        bool(np.all(np.abs(late) < 0.005) and np.median(first) > 0.02),
        measured=late,
    )
    wide = np.median(result["wide"], axis=0)
    yield Claim(
        "Both learn from more digits: from 50 to 800 the error of the widest margin falls by over a third.",
        bool(0 < wide[-1] < 2 / 3 * wide[0]),
        measured=wide[-1] / wide[0],
    )


def alt(result):
    wide, perceptron = np.median(result["wide"], axis=0), np.median(result["perceptron"], axis=0)
    share, sizes = result["share"], result["sizes"]
    return (
        f"Above, a ragged band of shares between {share.min():.1%} and {share.max():.0%}. Below, two falling bands: "
        f"from {sizes[0]} to {sizes[-1]} digits the widest margin errs on {wide[0]:.1%} to {wide[-1]:.1%}, the "
        f"perceptron on {perceptron[0]:.1%} to {perceptron[-1]:.1%}; from 200 on they lie on each other."
    )


def draw(fig, result):
    share, error = panels(fig, 2)
    sizes = result["sizes"]
    share.axhline(1, color=COLORS.green, lw=1.9)
    band(share, sizes, result["share"], color=COLORS.purple)
    share.set(ylabel="share of the widest margin", ylim=(0.001, 1.6))
    log_axis(share, "y", [0.001, 0.01, 0.1, 1])
    share.set_yticks([0.001, 0.01, 0.1, 1], ["0.1%", "1%", "10%", "100%"])
    note(share, 60, 0.82, "widest", COLORS.green, va="top")
    note(share, 280, 0.085, "perceptron", COLORS.purple, va="center")
    band(error, sizes, result["perceptron"], color=COLORS.purple)
    band(error, sizes, result["wide"], color=COLORS.green)
    error.set(ylabel="wrong among unseen digits", ylim=(0, 0.205), xlabel="digits learned from")
    error.set_yticks([0, 0.05, 0.1, 0.15, 0.2], ["0%", "5%", "10%", "15%", "20%"])
    note(error, 260, 0.075, "perceptron", COLORS.purple)
    note(error, 130, 0.022, "widest margin", COLORS.green, ha="center")
    if is_slide(fig):
        share.set_xlabel("digits learned from")
    for ax in (share, error):
        ax.set_xlim(sizes[0], sizes[-1])
        log_axis(ax, "x", list(sizes))
