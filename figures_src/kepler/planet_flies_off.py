r"""Networks that follow Mars for ten years lose it in the eleventh, by more than its distance from the Sun.

Ten networks of rectifiers were shown where Mars stood on each day from 1590 to 1599. Above, Mars (orange) and where
the ten say it is, until they are out of the picture; below, their distance from it, with a band over the ten, and
that of ten networks of tanh units. Rectifiers end in straight lines, tanh units in standing still.
Neither is what planets do.

Reference: xu2021, ziyin2020
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note, panels

CHAOTIC = (
    "Training enlarges what rounding changes: in one network of ten to a twentieth of its small errors while it "
    "learns, which is nothing beside those that follow."
)
SHAPE = "square"
FRAMES = 24
LEARNED = 10


def compute(decade_networks):
    """Places and errors every five days of 15 years, (networks, days); the fit, and the error five years later."""
    keys = ("years", "mars", "relu_paths", "relu_error", "tanh_error", "relu_fit", "tanh_fit")
    result = {key: decade_networks[key] for key in keys}
    late = result["years"] > 14
    for kind in ("relu", "tanh"):
        result[f"{kind}_late"] = result[f"{kind}_error"][:, late].mean(axis=1)
    result["straight"] = straightness(result["years"], result["relu_paths"])
    return result


def straightness(years, paths):
    """Share R^2 of the motion from the twelfth year on that a straight line at constant speed accounts
    for, (networks,).
    """
    after = years > 12
    t = years[after] - years[after].mean()
    moved = paths[:, after] - paths[:, after].mean(axis=1, keepdims=True)
    line = (t @ moved)[:, None] * t[:, None] / (t @ t)
    return 1 - np.sum((moved - line) ** 2, axis=(1, 2)) / np.sum(moved**2, axis=(1, 2))


def claims(result):
    fit, late = result["relu_fit"], result["relu_late"]
    yield Claim(
        "Within the ten years every network of rectifiers is right to 0.05 AU on average.",
        bool(np.all(fit < 0.05) and np.all(fit > 0)),
        measured=fit,
    )
    years = result["years"]
    early = result["relu_error"][:, (years > 10.9) & (years < 11.1)].mean(axis=1)
    yield Claim(
        "A year later every one is off by more than Mars's greatest distance from the Sun.",
        bool(np.all(early > 1.67)),
        measured=early,
    )
    yield Claim(
        "Five years later every one is off by more than the width of Mars's orbit.",
        bool(np.all(late > 3.2)),
        measured=late,
    )
    tanh = result["tanh_late"]
    yield Claim(
        "Networks of tanh units stay nearer, and still are off by over one AU.",
        bool(np.all(tanh > 1) and np.median(tanh) < np.median(late) / 2),
        measured=tanh,
    )
    straight = straightness(result["years"], result["relu_paths"])
    yield Claim(
        "From two years after the last lesson on, every network of rectifiers moves in a straight line "
        "at constant speed.",
        bool(np.all(straight > 0.95) and np.median(late) > 3),
        measured=straight,
        expected=1.0,
        tolerance=0.01,
        source="xu2021, abstract: rectifier networks converge quickly to linear functions along any direction; read",
        verdict="yes",
    )


def alt(result):
    return (
        "A planet on its orbit and ten dots that move with it for ten years and then leave along "
        "straight lines. Below, their distance from it: "
        f"about {np.median(result['relu_fit']):.2f} AU while they learned; five years later "
        f"{np.median(result['relu_late']):.0f} AU, or "
        f"{np.median(result['tanh_late']):.0f} AU with tanh units."
    )


def sky(ax, result, k):
    """Mars and the ten networks up to day k, with trails of a year."""
    since = max(0, k - 73)
    mars = result["mars"]
    ax.plot(*mars[:138].T, color=COLORS.faint, lw=1.2)
    ax.plot(0, 0, "o", color=COLORS.gold, ms=8)
    ax.plot(*mars[since : k + 1].T, color=COLORS.orange, lw=4, alpha=0.5)
    for path in result["relu_paths"]:
        ax.plot(*path[since : k + 1].T, color=COLORS.blue, lw=0.9, alpha=0.7)
        ax.plot(*path[k], "o", color=COLORS.blue, ms=5)
    ax.plot(*mars[k], "o", color=COLORS.orange, ms=9)
    ax.set(xlim=(-6, 3), ylim=(-3.1, 3.6), xticks=[], yticks=[])
    ax.set_aspect("equal")
    ax.spines[:].set(visible=True, color=COLORS.faint)
    ax.set_title(f"{1590 + result['years'][k]:.1f}", loc="center")


def errors(ax, result, k):
    for kind, color in (("tanh", COLORS.green), ("relu", COLORS.blue)):
        smooth = np.array([np.convolve(e, np.ones(9) / 9, "same") for e in result[f"{kind}_error"]])
        band(ax, result["years"][4 : k - 3 : 4], smooth[:, 4 : k - 3 : 4], color=color)
    ax.axvspan(0, LEARNED, color=COLORS.faint, alpha=0.4, lw=0)
    ax.set(xlim=(0, 15), ylim=(0.005, 60), ylabel="off by, AU", xlabel="years since 1590")
    log_axis(ax, "y", [0.01, 0.1, 1, 10])
    note(ax, 0.3, 25, "learned", COLORS.muted, va="center")
    note(ax, 9.7, 25, "rectifiers", COLORS.blue, va="center", ha="right")
    note(ax, 9.7, 8, "tanh units", COLORS.green, va="center", ha="right")


def draw(fig, result, frame):
    last = len(result["years"]) - 1
    if frame is None:
        grid = fig.add_gridspec(2, 3, height_ratios=(1, 1.8))
        for place, year in zip((grid[0, 0], grid[0, 1], grid[0, 2]), (8, 10.5, 11), strict=True):
            sky(fig.add_subplot(place), result, int(np.searchsorted(result["years"], year)))
        errors(fig.add_subplot(grid[1, :]), result, last)
        return
    above, below = panels(fig, 2, slide=(1, 2))
    year = np.interp(frame, [0, 7, 17, FRAMES - 1], [1, 9.6, 11.5, 14.9])
    k = int(np.searchsorted(result["years"], year))
    sky(above, result, k)
    errors(below, result, k)
