r"""Measure one feature in other units, and the widest street turns.

The same points, with the horizontal coordinate multiplied by 1/5, 1 and 5 before the widest street is sought, drawn
back in the original units. Each line is the widest in its own units. Right: the tilt of the line against the factor;
the band spans ten pairs of clouds.

Reference: boser1992
"""

import numpy as np

from figures_src._kit import COLORS, Claim, decision_line, log_axis, note, panels, scatter_classes
from mathnets.margins import hard_margin, margin

SEEDS = range(10)
SHAPE = "wide"
FACTORS = np.geomspace(0.1, 10, 21)
SHOWN = [0.2, 1.0, 5.0]
CENTERS = np.array([[-1.0, -1.0], [1.0, 1.0]])


def clouds(seed):
    """Two clouds on a diagonal, without the points within a strip across it."""
    rng = np.random.default_rng(seed)
    X = np.vstack([rng.normal(c, 0.75, (60, 2)) for c in CENTERS])
    score = X.sum(axis=1) / np.sqrt(2)
    X = X[np.abs(score) > 0.5]
    y = np.where(X.sum(axis=1) > 0, 1, -1)
    rows = np.concatenate([np.flatnonzero(y == s)[:8] for s in (-1, 1)])
    return X[rows], y[rows]


def street(X, y, factor):
    """The widest street after scaling, as normal and offset for the unscaled points, and how wide it was there."""
    scale = np.array([factor, 1.0])
    found = hard_margin(X * scale, y, intercept=True)
    return np.array([*(found.w * scale), found.b, found.gamma])


def compute():
    """Lines at three factors for the first pair; the tilt of the line for each pair and factor, in degrees, and its
    margin in the original units as a share of the widest.
    """
    pairs = [clouds(seed) for seed in SEEDS]
    lines = np.array([[street(X, y, factor) for factor in FACTORS] for X, y in pairs])
    tilts = np.degrees(np.arctan2(lines[..., 0], lines[..., 1]))  # of the line against the horizontal
    margins = np.array([[margin(w[:2], w[2], X, y) for w in rows] for rows, (X, y) in zip(lines, pairs, strict=True)])
    return {
        "points": pairs[0][0],
        "labels": pairs[0][1],
        "shown": np.array([street(*pairs[0], factor) for factor in SHOWN]),
        "factors": FACTORS,
        "tilts": tilts,
        "turn": tilts[:, -1] - tilts[:, 0],
        "share": margins / margins[:, [len(FACTORS) // 2]],
        "least": (margins / margins[:, [len(FACTORS) // 2]]).min(axis=1),
    }


def claims(result):
    sides = result["labels"][:, None] * (result["points"] @ result["shown"][:, :2].T + result["shown"][:, 2])
    yield Claim("Each of the three lines drawn parts the classes.", bool(np.all(sides > 0)), measured=sides.min())
    turn = result["turn"]
    yield Claim(
        "From the smallest factor to the largest the line turns by over fifteen degrees in every pair, in most by 45.",
        bool(np.all(turn > 15) and np.all(turn < 90) and np.sum(turn > 45) >= 6),
        measured=turn,
    )
    share = result["share"]
    yield Claim(
        "In the original units no line is farther from its nearest point than that of factor 1, and in most pairs some "
        "line is less than half as far.",
        bool(share.max() < 1 + 1e-9 and share.min() > 0 and np.sum(share.min(axis=1) < 0.5) >= 6),
        measured=share.min(axis=1),
    )


def alt(result):
    tilts, factors = np.median(result["tilts"], axis=0), result["factors"]
    return (
        "Left, two clouds and three lines of very different slope, all between them. Right, the tilt of the line goes "
        f"from {tilts[0]:.0f} to {tilts[-1]:.0f} degrees as the factor goes from {factors[0]:g} to {factors[-1]:g}; "
        "the band over ten pairs is wide."
    )


def draw(fig, result):
    left, right = panels(fig, 2, page=(1, 2))
    left.set(xlim=(-3.1, 3.1), ylim=(-3.1, 3.1), aspect="equal", xticks=[], yticks=[])
    left.spines[:].set(visible=True, color=COLORS.faint)
    colors = (COLORS.purple, COLORS.ink, COLORS.green)
    for line, color, lw in zip(result["shown"], colors, (1.9, 2.6, 1.9), strict=True):
        decision_line(left, line[:2], line[2], color=color, lw=lw)
    scatter_classes(left, result["points"], result["labels"], size=24)
    low, middle, high = np.quantile(result["tilts"], [0, 0.5, 1], axis=0)
    right.fill_between(result["factors"], low, high, color=COLORS.muted, alpha=0.22, lw=0)
    right.plot(result["factors"], middle, color=COLORS.muted)
    for factor, color in zip(SHOWN, colors, strict=True):
        right.axvline(factor, color=color, lw=1.2, ls=(0, (4, 2)))
        note(right, factor * 1.1, 1.5, f"×{factor:g}", color, va="bottom")
    right.set(
        xlabel="factor of the horizontal axis", ylabel="tilt of the line", xlim=(0.1, 10), ylim=(0, 90), box_aspect=1
    )
    log_axis(right, "x", [0.1, 1, 10])
    right.set_yticks([0, 30, 60, 90], ["0°", "30°", "60°", "90°"])
