r"""Past the peak more weights help: 2,000 for 300 examples read better than any number tried below 300.

Fours and nines, 300 examples, by the shortest least-squares weights on random features: rectifiers of random mixtures
of pixels, whose weights are never learned. Above: unseen digits told wrong, against the number of features; the peak
stands where features and examples are equally many. Below: the error on the examples themselves, which is zero
beyond. Bands span ten draws of examples and features.

Reference: belkin2019, rahimi2007, mnist
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note, panels
from mathnets.data import digits
from mathnets.least_squares import RandomFeatures, sweep_features

SEEDS = range(10)
SHAPE = "tall"
EXAMPLES = 300
SILENT = 1e-9  # where all features are zero so is the score, but for rounding: no answer, which is wrong
SIZES = [10, 20, 40, 80, 120, 180, 240, 280, 300, 320, 360, 450, 600, 900, 1300, 2000]


def compute():
    """Errors on unseen digits, on the examples, and lengths of the weights, for ten draws; shape (draws, sizes)."""
    X, label = digits.fours_and_nines()
    T, test_label = digits.fours_and_nines("test")
    T, test_label = T[::2], test_label[::2]
    y, t = (np.where(digit == 4, 1.0, -1.0) for digit in (label, test_label))
    errors, residuals, norms = [], [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        chosen = rng.choice(len(X), EXAMPLES, replace=False)
        features = RandomFeatures(SIZES[-1], rng=rng).fit(X[:1])
        found = sweep_features(features.transform(X[chosen]), y[chosen], features.transform(T), SIZES)
        errors.append(np.mean(found.predictions * t < SILENT, axis=1))
        residuals.append(found.residuals)
        norms.append(found.norms)
    errors = np.array(errors)
    return {
        "sizes": np.array(SIZES),
        "errors": errors,
        "residuals": np.array(residuals),
        "norms": np.array(norms),
        "best_below": errors[:, :8].min(axis=1),
        "peak": errors[:, SIZES.index(EXAMPLES)],
        "last": errors[:, -1],
    }


def claims(result):
    where = result["sizes"][np.median(result["errors"], axis=0).argmax()]
    yield Claim(
        "The error is greatest where there are as many features as examples.",
        bool(where == EXAMPLES),
        measured=where / EXAMPLES,
        expected=1.0,
        tolerance=0.05,
        source="belkin2019, figure 2: random features of MNIST, the peak at as many features as examples; recalled",
        verdict="yes",
    )
    best, last = result["best_below"], result["last"]
    yield Claim(
        "In every draw 2,000 features err less than the best number tried below 300.",
        bool(np.all(last < best) and np.all(last > 0)),
        measured=best - last,
    )
    residuals = result["residuals"]
    yield Claim(
        "With more than 300 features every example is fitted exactly.",
        bool(np.all(residuals[:, 9:] < 1e-6) and np.all(residuals[:, :7] > 0.05)),
        measured=residuals[:, 9:].max(),
    )
    shrunk = result["norms"][:, 8] / result["norms"][:, -1]
    yield Claim(
        "From 300 to 2,000 features the weights become over ten times shorter.",
        bool(np.all(shrunk > 10)),
        measured=shrunk,
    )


def alt(result):
    return (
        f"Above, the error falls to {np.median(result['best_below']):.0%}, rises to {np.median(result['peak']):.0%} at "
        f"{EXAMPLES} features and falls to {np.median(result['last']):.1%} at {result['sizes'][-1]:,}. Below, the "
        f"error on the examples themselves falls to zero at {EXAMPLES} and stays there."
    )


def draw(fig, result):
    top, below = panels(fig, 2)
    sizes = result["sizes"]
    for ax in (top, below):
        ax.axvline(EXAMPLES, color=COLORS.ink, ls=(0, (1, 1.5)), lw=1.3)
        ax.set_xlim(sizes[0], sizes[-1])
        log_axis(ax, "x", [10, 30, 100, 300, 1000])
    band(top, sizes, result["errors"], color=COLORS.blue)
    top.axhline(np.median(result["best_below"]), color=COLORS.muted, ls=(0, (4, 2)), lw=1.2)
    top.set(ylabel="wrong among unseen digits", ylim=(0, 0.58))
    top.set_yticks([0, 0.1, 0.2, 0.3, 0.4, 0.5], ["0%", "10%", "20%", "30%", "40%", "50%"])
    note(top, 330, 0.5, "as many features\nas examples")
    note(top, 12, np.median(result["best_below"]) - 0.012, "best below 300", COLORS.muted, va="top")
    band(below, sizes, result["residuals"], color=COLORS.orange)
    below.set(xlabel="random features", ylabel="rms error on the examples", ylim=(-0.03, 1))
    note(below, 330, 0.08, "none", COLORS.orange)
    if is_slide(fig):
        top.set_xlabel("random features")
