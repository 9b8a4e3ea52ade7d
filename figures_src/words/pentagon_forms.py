r"""Five features that are seldom active arrange themselves as a pentagon, in a space with room for two.

The toy model of superposition: a network squeezes five features through two numbers and is to give them back. Each
feature is active in one example of twenty. The arrows are the directions that stand for the features, one of ten
starts; beside it the loss of all ten, against the least that is possible without the rectifier at the end (dashed).

Reference: elhage2022, welch1974
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, band, is_slide, log_axis, note, plane
from mathnets.dimension import welch_bound
from mathnets.optimizers import Adam, cosine
from mathnets.superposition import are_polygons, feature_dimensionality, loss_and_gradients, sparse_features

SEEDS = [0]  # of ten starts, trained side by side
STARTS, FEATURES, SPARSITY, STEPS, BATCH = 10, 5, 0.95, 2000, 256
SHOWN = 3  # the start whose arrows are drawn
FRAMES = 24
STOPS = np.unique(np.r_[0, np.geomspace(4, STEPS, FRAMES - 1).round()]).astype(int)


def compute():
    """Directions at 24 moments, losses between them, and at the end shares of a dimension, lengths and cosines."""
    rng = np.random.default_rng(SEEDS[0])
    theta = rng.standard_normal((STARTS, 3 * FEATURES)) / np.sqrt(8)
    W, b = theta[:, : 2 * FEATURES].reshape(STARTS, 2, FEATURES), theta[:, 2 * FEATURES :]  # views
    b[:] = 0
    optimizer = Adam(cosine(0.01, STEPS)).start(theta)
    sparsity, importance = np.full(STARTS, SPARSITY), np.ones(FEATURES)
    judge = sparse_features(FEATURES, sparsity, 4000, np.random.default_rng(1))
    path, losses = [], []
    for step in range(STEPS + 1):
        if step in STOPS:
            path.append(W.copy())
            losses.append(loss_and_gradients(W, b, judge, importance)[0])
        if step < STEPS:
            X = sparse_features(FEATURES, sparsity, BATCH, rng)
            _, dW, db = loss_and_gradients(W, b, X, importance)
            optimizer.step(theta, np.concatenate([dW.reshape(STARTS, -1), db], axis=1))
    U = W / np.linalg.norm(W, axis=1, keepdims=True)
    cosines = (U.swapaxes(1, 2) @ U)[:, ~np.eye(FEATURES, dtype=bool)]
    density = 1 - SPARSITY
    return {
        "path": np.array(path).round(5),
        "losses": np.array(losses).T,
        "stops": STOPS,
        "polygons": are_polygons(W).astype(int),
        "ended": int(are_polygons(W).sum()),
        "shares": feature_dimensionality(W),
        "largest": np.abs(cosines).max(axis=1),
        "largest_signed": cosines.max(axis=1),
        "bound": welch_bound(FEATURES, 2),
        "offsets": b.copy(),
        "least_without": 3 * (density / 3 - density**2 / 4),  # (n - m) variances
        "gain": np.array(losses)[-1] / (3 * (density / 3 - density**2 / 4)),
    }


def claims(result):
    yield Claim(
        "At least nine of ten starts end as a regular pentagon.",
        bool(result["polygons"].sum() >= 9 and result["polygons"].max() == 1),
        measured=result["polygons"].mean(),
        expected=1.0,
        tolerance=0.1,
        source="elhage2022, section on perturbing a single feature: n = 5, m = 2, density 0.05 give a regular "
        "pentagon; read in a copy of the text",
        verdict="yes",
    )
    shares = result["shares"]
    yield Claim(
        "Each feature has two fifths of a dimension.",
        bool(np.abs(np.median(shares) - 0.4) < 0.01 and np.abs(shares.sum(axis=1) - 2).max() < 0.1),
        measured=shares.ravel(),
        expected=0.4,
        tolerance=0.01,
        source="elhage2022, section on feature dimensionality: 2/5 is the pentagon; read in a copy of the text",
        verdict="yes",
    )
    largest = np.median(result["largest"])
    yield Claim(
        "The largest cosine in size, 0.81, is above what the Welch bound asks of five directions in the plane.",
        bool(0.79 < largest < 0.84 and result["bound"] < 0.62),
        measured=result["largest"],
    )
    signed = np.median(result["largest_signed"])
    yield Claim(
        "Of cosines above 0, which alone disturb while one feature is active, none is larger than about 0.31, half of "
        "that bound.",
        bool(0.28 < signed < 0.35 and signed < 0.55 * result["bound"]),
        measured=result["largest_signed"],
    )
    gain = result["gain"]
    yield Claim(
        "The loss ends at a quarter or less of the least that is possible without the rectifier.",
        bool(np.median(gain) < 0.25 and np.all(gain > 0.1) and np.all(gain < 0.5)),
        measured=gain,
    )
    offsets = result["offsets"]
    yield Claim(
        "All offsets are negative: they cut small disturbances off.",
        bool(offsets.max() < 0 and offsets.min() > -1),
        measured=offsets.max(),
    )


def alt(result):
    return (
        f"Five arrows from one point, short and in disorder at first, open into a pentagon. Of {STARTS} starts "
        f"{result['polygons'].sum():.0f} end as one. The loss falls from {np.median(result['losses'][:, 0]):.3f} to "
        f"{np.median(result['losses'][:, -1]):.4f}, below the dashed line at {result['least_without']:.3f}."
    )


def star(ax, W, size=13):
    plane(ax, 1.45)
    colors = [COLORS.blue, COLORS.orange, COLORS.green, COLORS.purple, COLORS.gold]
    order = np.argsort(np.arctan2(W[1], W[0]))
    ax.fill(*W[:, order], color=COLORS.muted, alpha=0.1, lw=0)
    for k, (w, color) in enumerate(zip(W.T, colors, strict=True)):
        arrow(ax, (0, 0), w, color=color, width=2.2)
        if np.hypot(*w) > 0.75:
            ax.text(*(1.16 * w), str(k + 1), color=color, ha="center", va="center", fontsize=size, weight="semibold")


def draw(fig, result, frame):
    stops, path = result["stops"], result["path"][:, SHOWN]
    if frame is None:
        for ax, k in zip(fig.subplots(2, 3).ravel(), (0, 9, 11, 13, 15, len(stops) - 1), strict=True):
            star(ax, path[k], size=11)
            if is_slide(fig):
                ax.set_xlim(-2.15, 2.15)
            ax.set_title(f"{stops[k]:,} steps", loc="center")
        return
    ax, side = fig.subplots(1, 2, width_ratios=(1.3, 1))
    star(ax, path[frame])
    ax.set_title(f"{stops[frame]:,} steps", loc="center")
    x = np.maximum(stops, 2)
    band(side, x, result["losses"], color=COLORS.faint, lw=1)
    band(side, x[: frame + 1], result["losses"][:, : frame + 1], color=COLORS.red)
    side.axhline(result["least_without"], color=COLORS.ink, ls=(0, (4, 2)), lw=1.3)
    note(
        side,
        2000,
        result["least_without"] * 1.06,
        "least without\nrectifier",
        ha="right",
        va="bottom",
        fontsize="small",
    )
    side.set(xlabel="steps", ylim=(0.006, 0.11), xlim=(2, 2200))
    log_axis(side, "x", [10, 100, 1000])
    log_axis(side, "y", [0.01, 0.1])
    side.set_title("loss", loc="center", color=COLORS.red)
