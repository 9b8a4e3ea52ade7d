r"""Along the learned normal, unseen fours and nines are two humps, with under 4% of them on the wrong side.

The signed distance of every unseen digit from the learned hyperplane: fours on the right, nines on the left, and a few
percent of each beyond the wall at zero. Bars are the median over ten orders of learning, whiskers the range.

Reference: mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note

EDGES = np.linspace(-3.15, 3.15, 43)  # in the ink of one pixel


def compute(digit_runs):
    """Histograms of signed distance of the test fours and nines for ten orders, and how many lie beyond the
    hyperplane.
    """
    d, t = digit_runs["distances"], digit_runs["truth"]
    count = {
        name: np.array([np.histogram(row[t == s], EDGES)[0] for row in d]) for name, s in (("fours", 1), ("nines", -1))
    }
    return count | {
        "edges": EDGES,
        "wrong_fours": (d[:, t > 0] <= 0).mean(axis=1),
        "wrong_nines": (d[:, t < 0] > 0).mean(axis=1),
        "mean_four": d[:, t > 0].mean(axis=1),
        "mean_nine": d[:, t < 0].mean(axis=1),
        "outside": float((np.abs(d) > EDGES[-1]).mean()),
    }


def claims(result):
    wrong = (result["wrong_fours"] + result["wrong_nines"]) / 2
    yield Claim(
        "In every order under four percent of the unseen digits lie on the wrong side.",
        bool(np.all(wrong < 0.04) and np.all(wrong > 0.01)),
        measured=wrong,
    )
    gap = result["mean_four"] - result["mean_nine"]
    yield Claim(
        "The two means lie over one and a half units of length apart.",
        bool(np.all(gap > 1.5)),
        measured=gap,
    )
    yield Claim(
        "The histograms leave out under one digit in a thousand.",
        0 <= result["outside"] < 1e-3 and bool(result["fours"].sum(axis=1).min() > 970),
        measured=result["outside"],
    )


def alt(result):
    return (
        f"Two humps of signed distances: nines left of zero with mean {np.median(result['mean_nine']):.1f}, fours "
        "right of it with mean "
        f"{np.median(result['mean_four']):+.1f}. {np.median(result['wrong_fours']):.1%} of the fours and "
        f"{np.median(result['wrong_nines']):.1%} of the "
        "nines lie beyond the wall."
    )


def draw(fig, result):
    ax = fig.subplots()
    edges, middle = result["edges"], (result["edges"][1:] + result["edges"][:-1]) / 2
    for name, color in (("nines", COLORS.orange), ("fours", COLORS.blue)):
        low, height, high = np.quantile(result[name], [0, 0.5, 1], axis=0)
        ax.stairs(height, edges, color=color, fill=True, alpha=0.25, lw=0)
        ax.stairs(height, edges, color=color, lw=1.6)
        ax.vlines(middle, low, high, color=color, lw=1, alpha=0.8)
    ax.axvline(0, color=COLORS.ink, lw=1.9)
    top = np.median(result["fours"], axis=0).max()
    note(ax, -1.75, 0.8 * top, "nines", COLORS.orange, ha="right", fontsize="large")
    note(ax, 1.75, 0.8 * top, "fours", COLORS.blue, fontsize="large")
    ax.set(
        xlim=(-2.9, 3.1),
        ylim=(0, None),
        yticks=[],
        xlabel="signed distance from the hyperplane (1: the ink of a full pixel)",
    )
    ax.spines["left"].set_visible(False)
