r"""The perceptron ends far above the nearest mean, and gets there by lurching.

Share of 1,991 unseen fours and nines told right, after each number of mistakes on 1,000 training digits; the band
spans ten orders of the same digits, and an order that has ended keeps its last share. Every correction helps the
digit that was mistaken, and many hurt the rest. The dashed line is the classifier of the nearest class mean.

Reference: rosenblatt1958, widrow1990, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note


def compute(digit_runs):
    """Test accuracy of ten orders at chosen numbers of mistakes, at their ends, and of the nearest centroid."""
    return {
        "checks": digit_runs["checks"],
        "accuracy": digit_runs["accuracy"],
        "last": digit_runs["accuracy"][:, -1],
        "mistakes": digit_runs["mistakes"],
        "passes": digit_runs["passes"],
        "separated": digit_runs["separated"],
        "centroid": float(digit_runs["centroid_accuracy"]),
        "falls": digit_runs["falls"],
    }


def claims(result):
    yield Claim(
        "Every order ends with every training digit on its side.",
        bool(np.all(result["separated"] == 1)),
        measured=result["separated"],
    )
    yield Claim(
        "Every order ends at more than 96% of unseen digits.",
        bool(np.all(result["last"] > 0.96) and np.all(result["last"] < 1)),
        measured=result["last"],
    )
    ahead = result["last"] - result["centroid"]
    yield Claim("Every order beats the nearest mean by at least 8 points.", bool(np.all(ahead > 0.08)), measured=ahead)
    yield Claim(
        "In every order some single correction after the fortieth still costs over ten points.",
        bool(np.all(result["falls"] > 0.1)),
        measured=result["falls"],
    )


def alt(result):
    last = result["last"]
    return (
        f"Accuracy on unseen digits against mistakes, a band over {len(last)} orders: from one half up to between "
        f"{last.min():.1%} and {last.max():.1%} "
        f"after {result['mistakes'].min()} to {result['mistakes'].max()} mistakes, wide on the way. A dashed line at "
        f"{result['centroid']:.1%} is the nearest mean."
    )


def draw(fig, result):
    ax = fig.subplots()
    ax.axhline(result["centroid"], color=COLORS.gold, ls=(0, (4, 2)), lw=1.6)
    band(ax, result["checks"], result["accuracy"], color=COLORS.blue)
    note(ax, 1.15, result["centroid"] + 0.012, "nearest mean", COLORS.gold, va="bottom")
    note(ax, 190, 0.63, "perceptron,\nten orders", COLORS.blue, ha="center", va="center")
    ax.set(xlabel="mistakes made while learning", ylabel="unseen digits told right", ylim=(0.45, 1.005), xlim=(1, 400))
    ax.set_yticks([0.5, 0.6, 0.7, 0.8, 0.9, 1], ["50%", "60%", "70%", "80%", "90%", "100%"])
    log_axis(ax, "x", [1, 3, 10, 30, 100, 300])
