r"""For Gaussian features the price of noise is known exactly, and explodes where weights are as many as examples.

Excess error over the noise of least-squares weights from 100 examples, against the number of weights; lines are
formulas, points are averages of 50 runs, bands span ten of these. Above: the theorem's case, Gaussian features, be they
independent (blue) or strongly correlated (gold); right of the peak the shortest solution, independent ones alone.
Below: hypotheses broken. Where a tenth of the examples is ten times as long as the others, least squares pays more
(orange). With a penalty tuned to the noise there is no peak (green).

Reference: hastie2022, belkin2020, hoerl1970
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note, panels
from mathnets.least_squares import isotropic_risk

SEEDS = range(10)
SHAPE = "tall"
RUNS, EXAMPLES, NOISE, SIGNAL = 50, 100, 1.0, 2.0
FEW, MANY = [10, 20, 40, 60, 80, 90], [110, 120, 150, 220, 320]
CORRELATION = 0.9  # of neighbouring features
SHARE, LONG = 0.1, 10.0  # of the examples that are longer, and how many times


def solved(X, y, penalty=0.0):
    """Ridge weights of many runs at once, (runs, p), from the smaller of the two systems of equations."""
    n, p = X.shape[1:]
    if p < n:
        return np.linalg.solve(X.mT @ X + penalty * np.eye(p), X.mT @ y[..., None])[..., 0]
    return (X.mT @ np.linalg.solve(X @ X.mT + penalty * np.eye(n), y[..., None]))[..., 0]


def excess(p, rng):
    """Mean excess of p weights: no penalty, a tuned one; with few weights also correlated features, uneven lengths."""
    X, noise = rng.normal(size=(RUNS, EXAMPLES, p)), NOISE * rng.normal(size=(RUNS, EXAMPLES))
    beta = np.full(p, SIGNAL / p**0.5)
    y = X @ beta + noise
    lengths = np.where(rng.random((RUNS, EXAMPLES, 1)) < SHARE, LONG, 1.0) / np.sqrt(SHARE * LONG**2 + 1 - SHARE)
    root = np.linalg.cholesky(CORRELATION ** np.abs(np.subtract.outer(np.arange(p), np.arange(p))))
    wrong = [solved(X, y) - beta, solved(X, y, p * NOISE**2 / SIGNAL**2) - beta]
    if p < EXAMPLES:
        mixed, uneven = X @ root.T, lengths * X
        wrong += [(solved(mixed, mixed @ beta + noise) - beta) @ root, solved(uneven, uneven @ beta + noise) - beta]
    return [np.mean(np.sum(w**2, axis=1)) for w in wrong]


def compute():
    """Excess of each kind, shape (seeds, sizes), and the formula at these sizes and on a finer grid."""
    sizes = np.array(FEW + MANY)
    few, many = (
        [[excess(p, np.random.default_rng([seed, p])) for p in part] for seed in SEEDS] for part in (FEW, MANY)
    )
    few, many = np.moveaxis(few, 2, 0), np.moveaxis(many, 2, 0)
    fine = np.concatenate([np.arange(5, 99), np.arange(102, 321)])
    formula = [isotropic_risk(EXAMPLES, int(p), noise=NOISE, signal=SIGNAL) for p in (*sizes, *fine)]
    return {
        "sizes": sizes,
        "independent": np.hstack([few[0], many[0]]),
        "tuned": np.hstack([few[1], many[1]]),
        "correlated": few[2],
        "uneven": few[3],
        "uneven_most": (few[3].mean(axis=0) / formula[: len(FEW)]).max(),
        "formula": np.array(formula[: len(sizes)]),
        "fine": fine,
        "curve": np.array(formula[len(sizes) :]),
    }


def claims(result):
    sizes, formula = result["sizes"], result["formula"]
    few = sizes < EXAMPLES
    ratio = result["independent"].mean(axis=0) / formula
    yield Claim(
        "With fewer weights than examples the mean excess is P / (N - P - 1) times the variance of the noise.",
        bool(np.all(np.abs(ratio[few] - 1) < 0.06)),
        measured=ratio[few],
        expected=1.0,
        tolerance=0.04,
        source="hastie2022, section 2: the variance of least squares, here exact for Gaussian features; recalled",
        verdict="yes",
    )
    yield Claim(
        "With more weights than examples it is the signal's lost share plus N / (P - N - 1) of the noise.",
        bool(np.all(np.abs(ratio[~few] - 1) < 0.06)),
        measured=ratio[~few],
        expected=1.0,
        tolerance=0.04,
        source="belkin2020, theorem 1: the Gaussian model; recalled",
        verdict="yes",
    )
    correlated = np.abs(result["correlated"] / result["independent"][:, few] - 1).max()
    yield Claim(
        "Left of the peak correlation of the features changes nothing, draw by draw.",
        bool(correlated < 1e-6),
        measured=correlated,
    )
    uneven = result["uneven"].mean(axis=0) / formula[few]
    yield Claim(
        "Where lengths are uneven the formula fails: the mean excess is three to ten times what it says.",
        bool(np.all((uneven > 3) & (uneven < 10))),
        measured=uneven,
    )
    tuned = result["tuned"].mean(axis=0)
    yield Claim(
        "With the tuned penalty more weights never cost as much as the signal, and there is no peak.",
        bool(np.all(tuned < SIGNAL**2) and np.all(np.diff(tuned) > 0)),
        measured=tuned,
    )


def alt(result):
    at = list(result["sizes"]).index(90)
    formula, uneven, tuned = result["formula"][at], result["uneven"][:, at].mean(), result["tuned"][:, at].mean()
    return (
        "Above, points on a curve, dots and crosses on each other left of the peak, that shoots up at 100 weights "
        "and comes down on the other side; at 90 "
        f"it stands at {formula:.0f}. Below, the same curve dashed; uneven lengths run above it, at 90 weights at "
        f"{uneven:.0f}, and the tuned penalty climbs slowly below it, at {tuned:.1f} there."
    )


def draw(fig, result):
    top, below = panels(fig, 2)
    sizes, fine = result["sizes"], result["fine"]
    few = sizes < EXAMPLES
    for ax in (top, below):
        for side in (fine < EXAMPLES, fine > EXAMPLES):
            ax.plot(
                fine[side],
                result["curve"][side],
                color=COLORS.ink if ax is top else COLORS.muted,
                lw=1.3,
                ls="-" if ax is top else (0, (4, 2)),
            )
        ax.axvline(EXAMPLES, color=COLORS.faint, lw=1)
        ax.set(ylabel="excess error", xlim=(9, 335), ylim=(0.07, 120))
        log_axis(ax, "x", [10, 20, 50, 100, 200])
        log_axis(ax, "y", [0.1, 1, 10, 100])
    for side in (few, ~few):
        band(top, sizes[side], result["independent"][:, side], color=COLORS.blue, ls="", marker="o")
    band(top, sizes[few], result["correlated"], color=COLORS.gold, ls="", marker="x", ms=9, mew=2)
    note(top, 24, 0.13, "correlated too", COLORS.gold, va="center")
    note(top, 190, 5.5, "independent", COLORS.blue, va="center")
    note(top, 45, 15, r"$\sigma^2\,\frac{P}{N-P-1}$", ha="center", va="center")
    band(below, sizes[few], result["uneven"], color=COLORS.orange, marker="o", ms=5)
    band(below, sizes, result["tuned"], color=COLORS.green, marker="o", ms=5)
    note(below, 10.5, 9, "some examples\nfar longer", COLORS.orange, va="center")
    note(below, 200, 1.2, "tuned penalty", COLORS.green, va="center", ha="center")
    below.set_xlabel("weights, for 100 examples")
    if is_slide(fig):
        top.set_xlabel("weights, for 100 examples")
