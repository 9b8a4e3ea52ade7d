r"""Ten orders of the same digits, ten different answers, all without a mistake on what they learned from.

The weights that the perceptron ends with depend on the order in which it saw its 1,000 digits. All ten hyperplanes
split these digits perfectly; none is the same as another, and on unseen digits each pair of them disagrees somewhere.

Reference: mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, show_image
from mathnets.geometry import angle

LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SHAPE = "wide"


def compute(digit_runs):
    """Weights of ten orders, the angle between the normals of each pair, and on what share of unseen digits each
    pair disagrees.
    """
    w, side = digit_runs["weights"], digit_runs["distances"] > 0
    first, second = np.triu_indices(len(w), 1)
    return {
        "weights": np.round(w, 2),
        "angles": np.degrees(angle(w[first], w[second])),
        "disagree": np.mean(side[first] != side[second], axis=1),
        "separated": digit_runs["separated"],
    }


def claims(result):
    yield Claim(
        "All ten split the digits they learned from.",
        bool(np.all(result["separated"] == 1)),
        measured=result["separated"],
    )
    yield Claim(
        "Each pair of normals differs by more than ten degrees and less than forty-five.",
        bool(np.all(result["angles"] > 10) and np.all(result["angles"] < 45)),
        measured=result["angles"],
    )
    yield Claim(
        "Each pair disagrees on some unseen digits.",
        bool(np.all(result["disagree"] > 0.002) and np.all(result["disagree"] < 0.1)),
        measured=result["disagree"],
    )


def alt(result):
    return (
        "Ten images of weights, alike at first sight, all with an orange bar at the top, but different in their "
        "speckles. Their normals differ by "
        f"{result['angles'].min():.0f} to {result['angles'].max():.0f} degrees."
    )


def draw(fig, result):
    limit = np.quantile(np.abs(result["weights"]), 0.985)
    for i, (ax, w) in enumerate(zip(fig.subplots(2, 5).ravel(), result["weights"], strict=True)):
        show_image(ax, w, limit=limit)
        ax.set_anchor("S" if i < 5 else "N")  # closes up the two rows
        ax.spines[:].set_color(COLORS.faint)
