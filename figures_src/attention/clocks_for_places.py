r"""Sinusoidal positions are hands of clocks, so a step is a rotation; turned queries and keys leave only a difference.

Above, the encoding of 64 places in 32 features, as hands of clocks ever slower to the right: orange and blue are the
two signs. Below, the scores of one random query at all places with one random key at all places: at the left with the
encodings added to the vectors before the matrices, at the right with queries and keys turned. There they are equal
along each diagonal: what counts is how many places back a key is.

Reference: vaswani2017, su2024
"""

import numpy as np

from figures_src._kit import COLORS, Claim, colormap, is_slide
from mathnets.attention import frequencies, rotary, sinusoidal_positions

SHAPE = "square"
SEEDS = range(10)
T, D = 64, 32


def turn(k):
    """The rotation that takes the encoding of each place to that of the place k further."""
    R = np.zeros((D, D))
    for i, w in enumerate(frequencies(D)):
        c, s = np.cos(k * w), np.sin(k * w)
        R[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    return R


def unevenness(S):
    """How much scores vary along diagonals, as a share of how much they vary."""
    within = np.mean([np.diagonal(S, k).var() for k in range(-T // 2, T // 2 + 1)])
    return float(np.sqrt(within / S.var()))


def compute():
    """The encodings, errors of the rotations, and scores with both kinds of positions, with how uneven they are."""
    P = sinusoidal_positions(T, D)
    steps = (1, 5, 20)
    rotation = np.array([np.abs(P[k:] - P[:-k] @ turn(k).T).max() for k in steps])
    uneven = np.empty((2, len(SEEDS)))
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        x, y = rng.normal(size=(2, D))
        W_Q, W_K = rng.normal(size=(2, D, D)) / D**0.5
        added = (x + P) @ W_Q.T @ ((y + P) @ W_K.T).T / D**0.5
        turned = rotary(np.tile(W_Q @ x, (T, 1))) @ rotary(np.tile(W_K @ y, (T, 1))).T / D**0.5
        uneven[:, seed] = unevenness(added), unevenness(turned)
        if seed == 0:
            shown = np.array([added, turned])
    return {
        "P": np.round(P, 4),
        "rotation": rotation,
        "orthogonal": max(np.abs(turn(k) @ turn(k).T - np.eye(D)).max() for k in steps),
        "scores": np.round(shown, 4),
        "uneven": uneven,
    }


def claims(result):
    yield Claim(
        "Steps of 1, 5 and 20 places are rotations that do not depend on the place.",
        bool(np.all(result["rotation"] < 1e-10) and result["orthogonal"] < 1e-12 and np.ptp(result["P"]) > 1.5),
        measured=result["rotation"],
        expected=0,
        tolerance=1e-10,
        source="vaswani2017, section 3.5: PE at pos + k is a linear function of PE at pos; recalled",
        verdict="yes",
    )
    added, turned = result["uneven"]
    yield Claim(
        "Scores of turned queries and keys depend on the difference of the places alone.",
        bool(np.all(turned < 1e-10) and np.all(turned >= 0) and np.all(added > 0.1)),
        measured=turned,
        expected=0,
        tolerance=1e-10,
        source="su2024, section 3.1: the inner product takes the places only by their difference; read in a summary",
        verdict="yes",
    )
    yield Claim(
        "With encodings added they vary along diagonals by over a third of what they vary at all, in ten heads.",
        bool(np.all(added > 1 / 3) and np.all(added < 1.2)),
        measured=added,
    )


def alt(result):
    return (
        f"A striped map of {T} places by {D} features: narrow bands at the left, ever wider ones to the right. Below, "
        "two square maps of scores: one an irregular pattern (unevenness along diagonals "
        f"{np.median(result['uneven'][0]):.2f}), the other of straight diagonal bands."
    )


def draw(fig, result):
    if is_slide(fig):
        grid = fig.add_gridspec(1, 3)
        places = [grid[0], grid[1], grid[2]]
    else:
        grid = fig.add_gridspec(2, 2, height_ratios=(1, 1.25))
        places = [grid[0, :], grid[1, 0], grid[1, 1]]
    top, left, right = (fig.add_subplot(place) for place in places)
    top.imshow(result["P"], cmap=colormap("diverging"), vmin=-1, vmax=1, aspect="auto")
    top.set(xlabel="feature", ylabel="place", xticks=[0, 15, 31], yticks=[0, 31, 63])
    top.set_xticks([0, 15, 31], ["1", "16", "32"])
    top.set_title("positions", loc="center")
    for ax, S, title in ((left, result["scores"][0], "added"), (right, result["scores"][1], "turned")):
        S = S - S.mean()
        limit = np.abs(S).max()
        ax.imshow(S, cmap=colormap("diverging"), vmin=-limit, vmax=limit)
        ax.set(xlabel="place of the key", xticks=[0, 63], yticks=[0, 63])
        ax.set_title(title, loc="center")
    left.set_ylabel("place of the query")
    for ax in (top, left, right):
        ax.spines[:].set(visible=True, color=COLORS.faint)
