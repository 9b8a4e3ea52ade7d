r"""Halfway from a 4 to a 9 lies no digit but a double exposure, and distance hardly notices.

On the straight line between two images every pixel fades from one to the other. How much grey an image holds is
$g(\mathbf{x}) = \sum_j x_j (1 - x_j)$, which is 0 for pure black and white. On the line it exceeds the mix of its
ends by exactly $t(1-t)\lVert\mathbf{a}-\mathbf{b}\rVert^2$, so the middle is far greyer than real digits are (the
band). But its distance to the nearest training digit is one that real, unseen digits have too. Bands hold 90 of 100:
in colour the lines, in grey real digits.

Reference: mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, note, show_image
from mathnets.data.digits import fours_and_nines
from mathnets.geometry import distances, interpolate, norm

TOLERANCE = 2e-3  # distances in float32, rounded to three decimals
SHAPE = "standard"
LICENCE = "CC BY-SA 3.0"
CREDIT = "digits: MNIST, LeCun et al."
SEEDS = range(10)
PAIRS = 40  # a seed
FRAMES = 46  # there, and back to the middle
EXAMPLE = (1, 9)  # a four and a nine of the test set, by their places in their class
STEPS = np.linspace(0, 1, 13)


def grey(X):
    """Return how much grey the images hold."""
    return np.sum(X * (1 - X), axis=-1)


def compute():
    """Grey and distance to the nearest training digit along many lines from a 4 to a 9, shape (seeds, pairs, steps)."""
    X, _ = fours_and_nines()
    unseen, truth = fours_and_nines("test")
    fours, nines = unseen[truth == 4], unseen[truth == 9]
    greys, nears = [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        ends = zip(rng.choice(fours, PAIRS), rng.choice(nines, PAIRS), strict=True)
        lines = np.array([interpolate(a, b, STEPS) for a, b in ends])
        greys.append(grey(lines))
        nears.append(distances(lines.reshape(-1, 400), X, dtype=np.float32).min(axis=1).reshape(PAIRS, -1))
    greys, nears = np.array(greys), np.array(nears)
    a, b = fours[EXAMPLE[0]], nines[EXAMPLE[1]]
    real = np.quantile(grey(unseen), [0.05, 0.5, 0.95, 0.99])
    half = len(STEPS) // 2
    return {
        "steps": STEPS,
        "grey": greys.round(3),
        "near": nears.round(3),
        "ends": np.array([a, b]).round(3),
        "apart": norm(a - b),
        "own_grey": grey(interpolate(a, b, STEPS)),
        "real": real,
        "real_near": np.quantile(distances(unseen, X).min(axis=1), [0.05, 0.5, 0.95]),
        "greyer": np.mean(greys[:, :, half] > real[3], axis=1),
        "grey_ratio": np.median(greys[:, :, half], axis=1) / real[1],
        "near_ratio": np.median(nears[:, :, half], axis=1) / np.median(nears[:, :, [0, -1]], axis=(1, 2)),
        "near_rise": np.median(nears[:, :, half], axis=1) / np.median(nears[:, :, [0, -1]], axis=(1, 2)) - 1,
    }


def claims(result):
    half = len(result["steps"]) // 2
    greyer = np.mean(result["grey"][:, :, half] > result["real"][3], axis=1)
    yield Claim(
        "At least 95 of 100 midpoints are greyer than 99 of 100 real digits.",
        bool(greyer.min() >= 0.95),
        measured=greyer,
    )
    inside = np.mean(result["near"][:, :, half] < result["real_near"][2], axis=1)
    yield Claim(
        "Yet three quarters of them and more are as near to a training digit as 95 of 100 real digits are.",
        bool(inside.min() >= 0.75),
        measured=inside,
    )
    own = result["own_grey"]
    slip = own[half] - (own[0] + own[-1]) / 2 - result["apart"] ** 2 / 4
    yield Claim(
        "The midpoint is greyer than the mean of its ends by a quarter of their squared distance.",
        bool(abs(slip) < 1e-9),
        measured=slip,
    )


def alt(result):
    return (
        f"A four fades into a nine over seven images; the middle ones show both, in grey. Grey along the line rises to "
        f"{np.median(result['grey_ratio']):.1f} times that of real digits; the distance to the nearest training "
        f"digit rises by only "
        f"{np.median(result['near_ratio']) - 1:.0%}."
    )


def curves(above, below, result):
    """Draw grey and nearest distance along the lines, with the bands of real digits."""
    for ax, key, real, colour, top in (
        (above, "grey", result["real"], COLORS.red, 53),
        (below, "near", result["real_near"], COLORS.green, 7.5),
    ):
        ax.axhspan(real[0], real[2], color=COLORS.muted, alpha=0.2, lw=0)
        band(ax, result["steps"], result[key].reshape(-1, len(result["steps"])), color=colour, quantiles=(0.05, 0.95))
        ax.set(
            xlim=(0, 1),
            ylim=(0, top),
            xticks=[0, 0.5, 1],
            xticklabels=["4", "halfway", "9"],
            yticks=(0, 20, 40) if key == "grey" else (0, 2, 4, 6),
        )
    note(above, 0.04, result["real"][0] - 1, "real digits", color=COLORS.muted, va="top")
    above.set_title("grey in the image")
    below.set_title("distance to the nearest digit")


def draw(fig, result, frame):
    if frame is None:
        strip, rest = fig.subfigures(2, 1, height_ratios=[1, 3])
        pictures, (above, below) = strip.subplots(1, 7), rest.subplots(1, 2)
        places = np.linspace(0, 1, 7)
    else:
        grid = fig.add_gridspec(2, 2, width_ratios=[1.25, 1])
        pictures = [fig.add_subplot(grid[:, 0])]
        above, below = fig.add_subplot(grid[0, 1]), fig.add_subplot(grid[1, 1])
        places = [0.5 - 0.5 * np.cos(np.pi * frame / 30)]
    for ax, t in zip(pictures, places, strict=True):
        show_image(ax, interpolate(*result["ends"], t), vmax=1)
    curves(above, below, result)
    for ax in (above, below) if frame is not None else ():
        ax.axvline(places[0], color=COLORS.ink, lw=1.6, clip_on=False)
