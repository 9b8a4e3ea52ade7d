r"""Without a bend two dimensions hold two features, however seldom active; with one they hold five, if seldom active.

Five features squeezed through two numbers, active in fewer and fewer examples from left to right, ten starts each.
Above, the loss over the least that any linear network can reach: best linear networks (diamonds) stay on the line,
those with a rectifier fall below it as soon as the features are sparse. Below, how many of the five directions are
longer than half, and the share of starts that end as a pentagon. Of features that are always active mostly three
directions are longer than half, each kept in part: for the loss any plane in the space of the five is as good as the
plane of two of them.

Reference: elhage2022, eckart1936
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band, is_slide, note, panels
from mathnets.superposition import are_polygons, feature_dimensionality, sparse_features, train_toy_models

SHAPE = "tall"
SEEDS = [0, 1]
STARTS, FEATURES, WIDTH = 10, 5, 2
DENSITIES = [1, 0.7, 0.5, 0.4, 0.3, 0.2, 0.14, 0.1, 0.05, 0.02]


def variance(density):
    """Of one feature: uniform in [0, 1] with that probability, else 0."""
    return density / 3 - density**2 / 4


def compute():
    """Loss over the linear least, directions kept, pentagons, for each density and start; linear networks measured; and
    models of dense features of falling importance.
    """
    sparsity = np.repeat(1 - np.array(DENSITIES), STARTS)
    models = train_toy_models(FEATURES, WIDTH, sparsity, steps=1200, batch=128, rng=SEEDS[0])
    shape = (len(DENSITIES), STARTS)
    least = (FEATURES - WIDTH) * variance(np.array(DENSITIES))
    rng = np.random.default_rng(SEEDS[0])
    linear = np.zeros(shape)
    for j, density in enumerate(DENSITIES):
        for i in range(STARTS):
            X = sparse_features(FEATURES, [1 - density], 4000, rng)[0]
            Q = np.linalg.qr(rng.standard_normal((FEATURES, WIDTH)))[0]  # any two directions, kept exactly
            rest = X - density / 2 - (X - density / 2) @ Q @ Q.T  # offsets at the means
            linear[j, i] = np.mean(np.sum(rest**2, axis=1)) / least[j]
    dense = train_toy_models(
        FEATURES, WIDTH, np.zeros(STARTS), importance=0.7 ** np.arange(5), steps=1200, batch=128, rng=SEEDS[1]
    )
    return {
        "density": np.array(DENSITIES),
        "ratio": models.loss.reshape(shape) / least[:, None],
        "linear": linear,
        "kept": (np.linalg.norm(models.W, axis=1) > 0.5).sum(axis=1).reshape(shape),
        "pentagons": are_polygons(models.W).reshape(shape).mean(axis=1),
        "at_dense": models.loss.reshape(shape)[0] / least[0],
        "at_sparse": models.loss.reshape(shape)[-1] / least[-1],
        "important": np.linalg.norm(dense.W, axis=1),
        "important_shares": feature_dimensionality(dense.W)[:, :2],
    }


def claims(result):
    dense, sparse = result["at_dense"], result["at_sparse"]
    yield Claim(
        "With dense features the rectifier gains nothing: the loss is the linear least, three variances, within 6%.",
        bool(np.abs(np.median(dense) - 1) < 0.03 and np.all(np.abs(dense - 1) < 0.06)),
        measured=dense,
        expected=1.0,
        tolerance=0.03,
        source="eckart1936: the best approximation of rank 2 leaves out three of five equal singular values (recalled)",
        verdict="yes",
    )
    yield Claim(
        "Linear networks that keep any two directions have that loss at every sparsity.",
        bool(np.abs(np.median(result["linear"], axis=1) - 1).max() < 0.05),
        measured=np.median(result["linear"], axis=1),
    )
    yield Claim(
        "When a feature is active in one example of fifty, the loss is typically below a fifth of it.",
        bool(0.05 < np.median(sparse) < 0.2 and np.all(sparse < 0.7)),
        measured=sparse,
    )
    pentagons = result["pentagons"]
    yield Claim(
        "Pentagons form in none of the starts at densities from 0.4 up, and in nine tenths and more at 0.05 and below.",
        bool(pentagons[:4].max() == 0 and 0.85 < pentagons[-2:].min() <= 1),
        measured=pentagons,
    )
    kept = np.median(result["kept"], axis=1)
    yield Claim(
        "Of sparse features all directions are longer than half; of those that are always active typically three.",
        bool(2.5 <= kept[0] <= 3.5 and np.all(kept[-2:] == 5)),
        measured=kept,
    )
    lengths = np.median(result["important"], axis=0)
    yield Claim(
        "If dense features fall in importance, the two most important typically get a dimension each, and the others "
        "nothing.",
        bool(lengths[:2].min() > 0.9 and lengths[2:].max() < 0.3 and np.all(lengths < 1.1)),
        measured=result["important_shares"].ravel(),
        expected=1.0,
        tolerance=0.08,
        source="elhage2022, introduction: with dense features an orthogonal basis of the most important two; read in "
        "a copy of the text",
        verdict="yes",
    )


def alt(result):
    kept = np.median(result["kept"], axis=1)
    return (
        f"Above, loss over the linear least against density, falling to the right: diamonds stay at 1, that of the "
        f"rectified networks falls from {np.median(result['at_dense']):.2f} to {np.median(result['at_sparse']):.2f}. "
        f"Below, the directions longer than half rise from {kept[0]:.0f} to {kept[-1]:.0f}, and the share of "
        f"pentagons from 0 to {result['pentagons'][-1]:.0%}."
    )


def draw(fig, result):
    above, below = panels(fig, 2)
    x = np.arange(len(DENSITIES))
    above.axhline(1, color=COLORS.muted, ls=(0, (4, 2)), lw=1.3)
    above.plot(x, np.median(result["linear"], axis=1), "D", color=COLORS.green, ms=6)
    band(above, x, result["ratio"].T, color=COLORS.blue, marker="o")
    note(above, 6.2, 1.05, "best linear networks", COLORS.green, va="bottom")
    note(above, 5.3, 0.62, "with a rectifier", COLORS.blue, va="center")
    above.set(ylabel="loss / linear least", ylim=(0, 1.25))
    band(below, x, result["kept"].T, color=COLORS.blue, marker="o")
    below.plot(x, 5 * result["pentagons"], color=COLORS.orange, marker="s")
    note(below, 0, 5.25, "directions longer than half", COLORS.blue, va="bottom")
    note(below, 4.15, 1.1, "pentagons", COLORS.orange, ha="right", va="center")
    below.set(ylabel="directions, of 5", ylim=(-0.2, 6), xlabel="share of examples in which a feature is active")
    if is_slide(fig):
        above.set_xlabel("share of examples in which a feature is active")
    right = below.secondary_yaxis("right", functions=(lambda v: v / 5, lambda v: v * 5))
    right.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    right.set_color(COLORS.orange)
    for ax in (above, below):
        ax.set_xticks(
            x, [f"{d:g}" if not is_slide(fig) or k in (0, 2, 4, 6, 8) else "" for k, d in enumerate(DENSITIES)]
        )
