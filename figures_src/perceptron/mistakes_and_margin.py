r"""The perceptron never makes more mistakes than Novikoff's bound allows, and mostly far fewer.

Mistakes of the perceptron against $(R/\gamma)^2$, with $\gamma$ the widest margin that any hyperplane has. Random
points in many dimensions and real digits (the middle of ten orders) stay a few times below the bound, random points
in the plane up to thousands of times. Points along the axes, $\mathbf{x}_i = \mathbf{e}_i$, sit exactly on it:
without knowing more of the data, no better bound is possible.

Reference: novikoff1962
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, note
from mathnets.data import digits
from mathnets.margins import lift, novikoff_bound
from mathnets.perceptron import perceptron_path

SEEDS = range(10)
DIMENSIONS = [2, 20, 200]
GAPS = [0.003, 0.01, 0.03, 0.1, 0.3]  # half-width of the empty strip, in standard deviations
POINTS = 100
AXES = [2, 5, 10, 30, 100, 300]
IMAGES = [60, 125, 250, 500, 1000, 2000]


def separated(dimension, gap, rng):
    """Normal points of which none lies within `gap` of a hidden hyperplane through the origin, with their labels."""
    X = rng.normal(size=(POINTS, dimension))
    y = np.where(X[:, 0] > 0, 1, -1)
    X[:, 0] += gap * y
    return X, y


def pair(X, y, **how):
    """Novikoff's bound and the mistakes made."""
    return novikoff_bound(X, y), len(perceptron_path(X, y, fit_intercept=False, max_epochs=100_000, **how).examples)


def compute():
    """(bound, mistakes) of random sets, of points along the axes, and of growing numbers of digits in ten orders."""
    random = np.array(
        [
            [[pair(*separated(d, gap, np.random.default_rng([seed, d])), rng=seed) for seed in SEEDS] for gap in GAPS]
            for d in DIMENSIONS
        ]
    )
    axes = np.array([pair(np.eye(n), np.ones(n)) for n in AXES])
    X, label = digits.fours_and_nines()
    X, y = lift(X[: max(IMAGES)]), np.where(label[: max(IMAGES)] == 4, 1, -1)
    bounds = np.array([novikoff_bound(X[:n], y[:n]) for n in IMAGES])
    made = [
        [len(perceptron_path(X[:n], y[:n], fit_intercept=False, max_epochs=5000, rng=seed).examples) for seed in SEEDS]
        for n in IMAGES
    ]
    return {
        "dimensions": np.array(DIMENSIONS),
        "random_bound": random[..., 0],
        "random_mistakes": random[..., 1],
        "axes_bound": axes[:, 0],
        "axes_mistakes": axes[:, 1],
        "images": np.array(IMAGES),
        "digit_bound": bounds,
        "digit_mistakes": np.array(made),
        "digit_slack": bounds[:, None] / np.array(made),
        "slack": np.median(random[..., 0] / random[..., 1], axis=2),
        "most_slack": float(np.round((random[0, ..., 0] / random[0, ..., 1]).max(), -3)),  # to a thousand
    }


def claims(result):
    ratio = max(
        (result["random_mistakes"] / result["random_bound"]).max(),
        (result["digit_mistakes"] / result["digit_bound"][:, None]).max(),
    )
    yield Claim("No run makes more mistakes than the bound allows.", bool(ratio <= 1), measured=ratio)
    excess = np.abs(result["axes_mistakes"] / result["axes_bound"] - 1).max()
    yield Claim(
        "Points along the axes cost exactly as many mistakes as the bound allows.", bool(excess < 1e-9), measured=excess
    )
    slack = np.median(result["digit_slack"], axis=1)
    yield Claim(
        "On digits the bound is four to ten times too generous for the middle one of ten orders.",
        bool(np.all(slack > 4) and np.all(slack < 10)),
        measured=slack,
    )
    many = result["slack"][1:]
    yield Claim(
        "In 20 and 200 dimensions it is two to fifteen times too generous for the middle one of ten random sets.",
        bool(np.all(many > 2) and np.all(many < 15)),
        measured=many,
    )
    yield Claim(
        "In the plane it can be too generous by a factor of ten thousand.",
        result["most_slack"] > 10_000,
        measured=result["most_slack"],
    )


def alt(result):
    slack = np.median(result["digit_slack"], axis=1)
    return (
        "Mistakes against Novikoff's bound, both on logarithmic scales. A diagonal is the bound. Points along the "
        f"axes lie on it, up to {result['axes_mistakes'].max():.0f} "
        f"mistakes; digits lie {slack.min():.0f} to {slack.max():.0f} times below it, random points in the plane up "
        f"to about {result['most_slack']:,.0f} times."
    )


def draw(fig, result):
    ax = fig.subplots()
    ends = np.array([1.2, 3e6])
    ax.fill_between(ends, ends, 1e5, color=COLORS.red, alpha=0.1, lw=0)
    ax.plot(ends, ends, color=COLORS.red)
    styles = (("o", COLORS.gold), ("^", COLORS.green), ("D", COLORS.purple))
    for x, m, (marker, color) in zip(result["random_bound"], result["random_mistakes"], styles, strict=True):
        ax.plot(x.ravel(), m.ravel(), marker, color=color, ms=4.5, alpha=0.6, mew=0)
    ax.plot(result["axes_bound"], result["axes_mistakes"], "P", color=COLORS.ink, ms=7.5, mec=COLORS.paper, mew=0.6)
    ax.plot(
        result["digit_bound"],
        np.median(result["digit_mistakes"], axis=1),
        "s-",
        color=COLORS.blue,
        ms=6.5,
        mec=COLORS.paper,
        mew=0.6,
    )
    note(ax, 3, 300, "impossible", COLORS.red, ha="left", va="center", fontsize="large")
    note(ax, 13, 5, r"axes $\mathbf{e}_i$", COLORS.ink, ha="left", va="center")
    note(ax, 14000, 1079, "digits", COLORS.blue, ha="left", va="center")
    note(ax, 2e4, 36, "plane", COLORS.gold, ha="center")
    note(ax, 1900, 105, "$D=20$", COLORS.green, ha="left", va="center")
    note(ax, 160, 124, "$D=200$", COLORS.purple, ha="left", va="center")
    ax.set(xlabel=r"Novikoff's bound $(R/\gamma)^2$", ylabel="mistakes made", xlim=(1.5, 4e5), ylim=(0.9, 4000))
    log_axis(ax, "x", [1e1, 1e2, 1e3, 1e4, 1e5])
    log_axis(ax, "y", [1, 10, 100, 1000])
