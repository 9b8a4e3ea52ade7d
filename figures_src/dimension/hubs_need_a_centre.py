r"""Of random points in many dimensions a few become the neighbours of very many, unless they have no centre.

How often is a point among the ten nearest of the others? On average ten times; the skewness of these counts says
whether a few points take most of them. It grows with the dimension for normal points and for points in a cube, where
those near the centre are near to all. On a sphere no point is more central than another, and it rises no further than
chance gives. Stars at 400 dimensions: digits, and digits with shuffled pixels. Bands span ten draws of 500 points.

Reference: radovanovic2010, low2013, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, log_axis, note
from mathnets.data.digits import load
from mathnets.dimension import k_occurrences, random_directions, shuffled_features, skewness

SEEDS = range(10)
POINTS, NEIGHBOURS = 500, 10
DIMENSIONS = [3, 10, 30, 100]
CLOUDS = {
    "normal": lambda D, rng: rng.normal(size=(POINTS, D)),
    "cube": lambda D, rng: rng.random((POINTS, D)),
    "sphere": lambda D, rng: random_directions(POINTS, D, rng=rng),
}


def compute():
    """Skewness of the counts; shape (seeds, dimensions) for each cloud, (seeds,) for digits; the busiest normal hub."""
    skew = {name: np.zeros((len(SEEDS), len(DIMENSIONS))) for name in CLOUDS}
    images, hub = load()[0], np.zeros(len(SEEDS))
    digits, shuffled, digit_hub = np.zeros(len(SEEDS)), np.zeros(len(SEEDS)), np.zeros(len(SEEDS))
    for seed in SEEDS:
        for j, D in enumerate(DIMENSIONS):
            for name, cloud in CLOUDS.items():
                counts = k_occurrences(cloud(D, np.random.default_rng([seed, D])), NEIGHBOURS)
                skew[name][seed, j] = skewness(counts)
                if name == "normal":
                    hub[seed] = counts.max()  # in the last dimension
        rng = np.random.default_rng(seed)
        X = images[rng.choice(len(images), POINTS, replace=False)]
        counts = k_occurrences(X, NEIGHBOURS)
        digits[seed], digit_hub[seed] = skewness(counts), counts.max()
        shuffled[seed] = skewness(k_occurrences(shuffled_features(X, rng=rng), NEIGHBOURS))
    return {
        "dimensions": np.array(DIMENSIONS),
        **skew,
        "digits": digits,
        "shuffled": shuffled,
        "hub": hub,
        "digit_hub": digit_hub,
    }


def claims(result):
    for name, least in (("normal", 1.5), ("cube", 1)):
        rise = result[name][:, -1] - result[name][:, 0]
        yield Claim(
            f"From 3 to 100 dimensions the skewness rises by over {least} in every draw ({name}).",
            bool(np.all(rise > least) and np.all(rise < 8)),
            measured=rise,
        )
    few = np.stack([result["normal"][:, 0], result["cube"][:, 0]])
    yield Claim(
        "In three dimensions there are no hubs yet: counts of normal points and of those in a cube are less skewed "
        "than chance alone gives, in every draw.",
        bool(np.all(few < 1 / np.sqrt(10)) and np.all(few > -1)),
        measured=few.max(),
    )
    sphere = result["sphere"][:, -1]
    yield Claim(
        "On the sphere in 100 dimensions it is about what chance alone gives.",
        bool(np.abs(np.median(sphere) - 0.32) < 0.15),
        measured=sphere,
        expected=1 / np.sqrt(10),
        tolerance=0.15,
        source="radovanovic2010, section 3.1: where there are no hubs the counts are those of a random graph, in the "
        "limit Poisson (read in a summary; a Poisson law of mean 10 has this skewness)",
        verdict="yes",
    )
    digits = result["digits"]
    yield Claim(
        "Digits are hardly skewed, with a median below 1; with shuffled pixels it is above 2.",
        bool(0.2 < np.median(digits) < 1 and np.median(result["shuffled"]) > 2),
        measured=digits,
    )
    yield Claim(
        "In 100 dimensions the busiest of 500 normal points is near to over a sixth of the others.",
        bool(np.median(result["hub"]) > 85 and np.median(result["hub"]) < 300),
        measured=result["hub"],
    )


def alt(result):
    first, last = ({n: np.median(result[n][:, j]) for n in ("normal", "cube", "sphere")} for j in (0, -1))
    return (
        "Skewness against dimension: "
        + ", ".join(f"{n} from {first[n]:.1f} to {last[n]:.1f}" for n in first)
        + f". At 400 dimensions digits stand at {np.median(result['digits']):.1f}, with shuffled pixels at "
        f"{np.median(result['shuffled']):.1f}."
    )


def draw(fig, result):
    ax = fig.subplots()
    ax.axhline(0, color=COLORS.faint, lw=1, zorder=0)
    D = result["dimensions"]
    for name, color, marker in (
        ("normal", COLORS.blue, "o"),
        ("cube", COLORS.purple, "s"),
        ("sphere", COLORS.green, "D"),
    ):
        band(ax, D, result[name], color=color, marker=marker)
    for name, color in (("digits", COLORS.orange), ("shuffled", COLORS.red)):
        low, mid, high = np.quantile(result[name], [0, 0.5, 1])
        ax.plot([400, 400], [low, high], color=color, lw=1.3)
        ax.plot(400, mid, "*", color=color, ms=14, mec=COLORS.paper, mew=0.6)
    for name, color in (("normal", COLORS.blue), ("cube", COLORS.purple), ("sphere", COLORS.green)):
        note(ax, 112, np.median(result[name][:, -1]), name, color, va="center")
    note(ax, 460, np.median(result["digits"]), "digits", COLORS.orange, va="center")
    note(ax, 460, np.median(result["shuffled"]), "shuffled\npixels", COLORS.red, va="center")
    ax.set(xlabel="dimension $D$", ylabel="skewness of the counts", xlim=(2.5, 1500))
    log_axis(ax, "x", [3, 10, 30, 100, 400])
