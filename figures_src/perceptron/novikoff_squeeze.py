r"""A straight line overtakes a square root: where they cross, the mistakes have to end.

Each mistake adds at least the margin $\gamma$ to the weights' progress along a separating direction $\mathbf{u}$, and
at most $R^2$ to their squared length. So $k\gamma \le \mathbf{w}_k\cdot\mathbf{u} \le \lVert\mathbf{w}_k\rVert \le
\sqrt{k}\,R$ after $k$ mistakes, and these cannot all hold beyond $k = (R/\gamma)^2$. Ten orders of the same points
stop long before.

Reference: novikoff1962
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.margins import hard_margin, novikoff_squeeze, radius
from mathnets.perceptron import perceptron_path

SEEDS = range(10)
POINTS, DIMENSION, GAP = 60, 5, 0.12


def compute():
    """Progress and length of the weights at each mistake of ten orders (held at their last values), and both bounds."""
    rng = np.random.default_rng(1)
    normal = np.eye(DIMENSION)[0]
    X = rng.normal(size=(10 * POINTS, DIMENSION))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    X = X[np.abs(X @ normal) > GAP][:POINTS]
    y = np.where(X @ normal > 0, 1, -1)
    plane = hard_margin(X, y)
    paths = [perceptron_path(X, y, fit_intercept=False, rng=seed) for seed in SEEDS]
    runs = [novikoff_squeeze(path, X, y, plane.w) for path in paths]
    mistakes = np.array([len(p.examples) for p in paths])
    k = np.minimum(np.arange(mistakes.max() + 1), mistakes[:, None])
    return {
        "mistakes": mistakes,
        "progress": np.array([run.progress[row] for run, row in zip(runs, k, strict=True)]),
        "length": np.sqrt(np.array([run.squared_norm[row] for run, row in zip(runs, k, strict=True)])),
        "gamma": plane.gamma,
        "radius": radius(X),
        "bound": (radius(X) / plane.gamma) ** 2,
    }


def claims(result):
    m, g, R = result["mistakes"], result["gamma"], result["radius"]
    k = np.minimum(np.arange(m.max() + 1), m[:, None])
    low, high = (result["progress"] - k * g).min(), (np.sqrt(k) * R - result["length"]).min()
    yield Claim("The progress never falls below the line.", bool(low > -1e-9), measured=low)
    yield Claim("The length never rises above the root.", bool(high > -1e-9), measured=high)
    yield Claim(
        "The progress never exceeds the length.",
        bool(np.all(result["progress"] <= result["length"] + 1e-9)),
        measured=(result["length"] - result["progress"]).min(),
    )
    yield Claim(
        "Every order stops before the line crosses the root.",
        bool(np.all(m < result["bound"]) and abs(result["bound"] * g**2 / R**2 - 1) < 1e-9),
        measured=m,
    )


def alt(result):
    return (
        f"Against the number of mistakes: a straight line of slope {result['gamma']:.2f} below, a square root above; "
        f"they cross at {result['bound']:.0f}. Between them "
        f"the progress and the length of the weights in ten orders, which end after {result['mistakes'].min()} to "
        f"{result['mistakes'].max()} mistakes."
    )


def draw(fig, result):
    ax = fig.subplots()
    bound, g, R = result["bound"], result["gamma"], result["radius"]
    k = 1.28 * bound * np.linspace(0, 1, 120) ** 2  # dense at 0, where the root is steep
    line, root = k * g, np.sqrt(k) * R
    ax.fill_between(k, line, root, where=k <= bound, color=COLORS.wash, lw=0)
    ax.fill_between(k, root, line, where=k >= bound, color=COLORS.red, alpha=0.12, lw=0)
    ax.plot(k, line, color=COLORS.green)
    ax.plot(k, root, color=COLORS.purple)
    for m, progress, length in zip(result["mistakes"], result["progress"], result["length"], strict=True):
        ax.plot(np.arange(m + 1), progress[: m + 1], color=COLORS.green, lw=1, alpha=0.75)
        ax.plot(np.arange(m + 1), length[: m + 1], color=COLORS.purple, lw=1, alpha=0.75)
        ax.plot([m, m], [progress[m], length[m]], color=COLORS.muted, lw=0.8)
    ax.plot(bound, np.sqrt(bound) * R, "o", color=COLORS.red, ms=7)
    note(ax, bound, np.sqrt(bound) * R * 0.9, r"$k=(R/\gamma)^2$", COLORS.red, ha="left", va="top")
    note(ax, 0.5 * bound, 0.46 * bound * g, r"at least $k\gamma$", COLORS.green, ha="left", va="top")
    note(
        ax,
        0.45 * bound,
        np.sqrt(0.48 * bound) * R * 1.06,
        r"at most $\sqrt{k}\,R$",
        COLORS.purple,
        ha="right",
        va="bottom",
    )
    ax.set(xlabel="mistakes $k$", ylabel="progress, length", xlim=(0, 1.28 * bound), ylim=(0, 1.28 * bound * g))
