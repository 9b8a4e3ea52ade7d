r"""Undivided, scores grow with the width and the softmax freezes; training lets them grow all the same.

Scores undivided by the root of $d_k$, and divided. Sixteen keys, and queries and keys of independent standard normal
numbers. Left, the mean of the largest share; the scaled scores keep it where it is. Middle, how much the shares can
still be changed: the largest stretch by the softmax's Jacobian, on average over queries, which never exceeds one
half. Right, scaled scores in the head that becomes the copying one of the two-layer networks, before and after
training: learned queries and keys are neither independent nor of variance 1. Bands span ten seeds, lines three
starts.

Reference: vaswani2017, nair2025
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, log_axis, note, panels

SHAPE = "tall"
SEEDS = range(10)
WIDTHS = np.array([1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
KEYS, QUERIES = 16, 300
EDGES = np.linspace(-20, 32, 53)


def shares(scores):
    A = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return A / A.sum(axis=-1, keepdims=True)


def jacobian_norm(a):
    """The largest eigenvalue of diag(a) - a a', for shares a, shape (..., T)."""
    J = a[..., None] * np.eye(a.shape[-1]) - a[..., None] * a[..., None, :]
    return np.linalg.eigvalsh(J)[..., -1]


def compute(repeats):
    """Variance of q.k over width, largest share and Jacobian norm, (seeds, widths) or (ways, seeds, widths)."""
    variance = np.empty((len(SEEDS), len(WIDTHS)))
    largest, stretch = np.empty((2, 2, len(SEEDS), len(WIDTHS)))
    most = 0.0
    for seed in SEEDS:
        for j, d in enumerate(WIDTHS):
            rng = np.random.default_rng([seed, d])
            q, K = rng.normal(size=(QUERIES, 1, d)), rng.normal(size=(QUERIES, KEYS, d))
            scores = (q @ K.mT)[:, 0]
            variance[seed, j] = np.mean(scores**2) / d
            for way, s in enumerate((scores, scores / d**0.5)):
                a = shares(s)
                largest[way, seed, j] = a.max(axis=1).mean()
                norms = jacobian_norm(a[:60])
                stretch[way, seed, j], most = norms.mean(), max(most, float(norms.max()))
    before, after = repeats["start_scores"], repeats["end_scores"]
    hist = [[np.histogram(s, EDGES, density=True)[0] for s in scores] for scores in (before, after)]
    return {
        "variance": variance,
        "largest": largest,
        "stretch": stretch,
        "hist": np.array(hist),
        "spread_before": before.std(axis=1),
        "spread_after": after.std(axis=1),
        "most": most,
        "even_pair": float(jacobian_norm(shares(np.zeros(2)))),
        "unscaled_512": largest[0, :, -1],
        "scaled_512": largest[1, :, -1],
        "stretch_512": stretch[0, :, -1],
        "scaled_stretch_512": stretch[1, :, -1],
    }


def claims(result):
    ratio = result["variance"].mean(axis=0)
    yield Claim(
        "The variance of q.k is the width, within a tenth, at all ten widths.",
        bool(np.all(np.abs(ratio - 1) < 0.1)),
        measured=ratio,
        expected=1.0,
        tolerance=0.03,
        source="vaswani2017, footnote 4: variance d_k, for independent components of mean 0 and variance 1; read in a "
        "copy of the text",
        verdict="yes",
    )
    largest = result["largest"]
    yield Claim(
        "With 512 features and 16 keys the largest share is over 0.9 unscaled, and below 0.3 scaled, on average.",
        bool(np.all(largest[0, :, -1] > 0.9) and np.all(largest[1, :, -1] < 0.3) and np.all(largest[1, :, -1] > 0.1)),
        measured=largest[0, :, -1],
    )
    stretch = result["stretch"]
    yield Claim(
        "There the shares give way less than half as much unscaled as scaled.",
        bool(np.all(stretch[1, :, -1] > 2 * stretch[0, :, -1]) and np.all(stretch > 0)),
        measured=stretch[1, :, -1] / stretch[0, :, -1],
    )
    yield Claim(
        "No Jacobian stretches by more than one half, and two equal shares reach it.",
        bool(result["most"] <= 0.5 + 1e-12 and abs(result["even_pair"] - 0.5) < 1e-12),
        measured=result["even_pair"],
        expected=0.5,
        tolerance=1e-9,
        source="nair2025, abstract: the softmax is 1/2-Lipschitz in every p-norm; read there",
        verdict="yes",
    )
    before, after = result["spread_before"], result["spread_after"]
    yield Claim(
        "Before training the scaled scores of the copying head spread by about 1, after it by over 3, in each network.",
        bool(np.all(before > 0.6) and np.all(before < 1.6) and np.all(after > 3) and np.all(after < 15)),
        measured=after,
        expected=1.0,
        tolerance=0.5,
        source="vaswani2017, section 3.2.1: the factor that brings the variance of scores to 1; read in a copy",
        verdict="no",
        why="The footnote assumes independent components of variance 1. Training lets them grow, and makes queries and "
        "keys depend on each other; the root only makes the start right.",
    )


def alt(result):
    largest, stretch = np.median(result["largest"], axis=1), np.median(result["stretch"], axis=1)
    return (
        f"From 1 to 512 features the mean largest share of 16 rises to {largest[0, -1]:.2f} without scaling and stays "
        f"at {largest[1, -1]:.2f} with it; the Jacobian's stretch rises to {stretch[0].max():.2f} "
        f"without scaling and then falls to {stretch[0, -1]:.3f}; with it, it ends at {stretch[1, -1]:.2f}. The "
        f"scores of the trained head spread by {np.median(result['spread_after']):.1f}, "
        f"before training by {np.median(result['spread_before']):.1f}."
    )


def draw(fig, result):
    left, middle, right = panels(fig, 3)
    for ax, key, title in (
        (left, "largest", "largest of 16 shares"),
        (middle, "stretch", "stretch by the Jacobian" if is_slide(fig) else "largest stretch by the Jacobian"),
    ):
        band(ax, WIDTHS, result[key][0], color=COLORS.orange)
        band(ax, WIDTHS, result[key][1], color=COLORS.blue)
        log_axis(ax, "x", [1, 8, 64, 512])
        ax.set(xlabel="width $d_k$ of queries and keys")
        ax.set_title(title, loc="center")
    left.set(ylim=(0, 1))
    middle.set(ylim=(0, 0.3))
    note(left, 60, 0.86, "not scaled", COLORS.orange, ha="right")
    note(left, 60, 0.14, r"divided by $\sqrt{d_k}$", COLORS.blue, ha="center")
    note(middle, 300, 0.23, "divided", COLORS.blue, ha="center")
    note(middle, 60, 0.075, "not scaled", COLORS.orange, ha="right")
    for rows, color in zip(result["hist"], (COLORS.blue, COLORS.purple), strict=True):
        right.stairs(rows.mean(axis=0), EDGES, color=color, fill=True, alpha=0.15)
        for row in rows:
            right.stairs(row, EDGES, color=color, lw=1.1)
    right.set(ylim=(0, 0.5), xlim=(-20, 32), yticks=[], xlabel="scaled score")
    right.spines["left"].set_visible(False)
    right.set_title("a head in training" if is_slide(fig) else "a head before and after training", loc="center")
    note(right, 2.5, 0.34, "before", COLORS.blue)
    note(right, 10, 0.1, "after", COLORS.purple)
