r"""In a picture the steps from country to capital look parallel; in 50 dimensions their mean cosine is 0.64.

Above, 25 countries and their capitals in the plane that shows most of their vectors. Below, for five kinds of pairs,
the cosines between the differences of two pairs (the bar holds the middle 80%, the dot is the median). Grey: the same
after the second words have been dealt out anew among the first (ten draws): a country and some capital. Parallel
would be 1; to the right of the red line, if the differences are of equal length, the sum is nearer to the answer than
to the word it started from.

Reference: mikolov2013, pennington2014
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, is_slide, note, panels
from mathnets.data import glove
from mathnets.dimension import pair_cosines
from mathnets.geometry import PCA, norm
from mathnets.words import places

SHAPE = "tall"
SEEDS = range(10)
NAMED = {  # which side of its marker the name of the country is on, and that of the capital
    "hungary": "ll",
    "sweden": "ll",
    "japan": "br",
    "russia": "lt",
    "china": "lr",
    "egypt": "bt",
    "syria": "br",
}
CROWDED = "japan", "russia", "china"  # not named where there is less room
SIDES = {
    "l": (-0.025, 0, "right", "center"),
    "r": (0.025, 0, "left", "center"),
    "t": (0, 0.02, "center", "bottom"),
    "b": (0, -0.02, "center", "top"),
}


def compute():
    """Places of countries and capitals in their plane; quantiles of cosines of differences, true and dealt anew."""
    words, V = glove.load()
    U = V / norm(V)[:, None]
    result, true, shuffled = {}, [], []
    for kind in glove.KINDS:
        a, b = np.array([places(words, pair) for pair in glove.pairs(kind)]).T
        true.append(np.quantile(pair_cosines(U[b] - U[a]), [0.1, 0.5, 0.9]))
        dealt = []
        for seed in SEEDS:
            other = np.random.default_rng(seed).permutation(b)
            cosines = pair_cosines(U[other] - U[a])
            dealt.append([*np.quantile(cosines, [0.1, 0.5, 0.9]), cosines.mean()])
        shuffled.append(dealt)
        result[f"mean_{kind}"] = float(pair_cosines(U[b] - U[a]).mean())
        result[f"length_{kind}"] = float(norm(U[b] - U[a]).mean())
    first, second = np.array([places(words, pair) for pair in glove.pairs("capitals")]).T
    plane = PCA(2).fit(U[np.concatenate([first, second])])
    start, end = plane.transform(U[first]), plane.transform(U[second])
    step = end - start
    shuffled = np.array(shuffled)
    return result | {
        "start": start,
        "end": end,
        "angles": np.degrees(np.arctan2(step[:, 1], step[:, 0])),
        "shown_share": float(plane.explained_variance_ratio_.sum()),
        "true": np.array(true),
        "shuffled": shuffled[:, :, :3],
        "shuffled_mean": shuffled[:, :, 3],
        "capitals_dealt": shuffled[0, :, 3],
        "means": np.array([result[f"mean_{kind}"] for kind in glove.KINDS]),
    }


def claims(result):
    step = result["end"] - result["start"]
    unit = step / np.linalg.norm(step, axis=1)[:, None]
    along = unit @ unit.mean(axis=0) / np.linalg.norm(unit.mean(axis=0))
    yield Claim(
        "In the plane all 25 arrows lie within 25 degrees of their mean direction.",
        bool(along.min() > np.cos(np.radians(25)) and np.ptp(result["angles"]) > 10),
        measured=np.degrees(np.arccos(along.min())),
    )
    means = result["means"]
    yield Claim(
        "In 50 dimensions the mean cosine of the steps from country to capital is 0.64.",
        bool(round(means[0], 2) == 0.64),
        measured=means[0],
    )
    yield Claim(
        "In 50 dimensions the differences have mean cosines between 0.35 and 0.67: related, far from parallel.",
        bool(means.min() > 0.35 and means.max() < 0.67),
        measured=means,
    )
    gain = means[:, None] - result["shuffled_mean"]
    yield Claim(
        "In each kind and each draw the true pairs agree better, by 0.2 and more.",
        bool(np.all(gain > 0.2) and np.all(gain < 0.6)),
        measured=np.median(gain, axis=1),
    )
    dealt = result["shuffled_mean"]
    yield Claim(
        "Some agreement remains when the partners are dealt anew, in each kind.",
        bool(np.all(np.median(dealt, axis=1) > 0.03) and np.all(dealt < 0.4)),
        measured=np.median(dealt, axis=1),
    )
    share = result["shown_share"]
    yield Claim(
        "The plane shows about a third of the variance; the rest of the arrows' differences is not seen.",
        bool(0.3 < share < 0.4),
        measured=share,
    )


def alt(result):
    rows = ", ".join(
        f"{kind} {a:.2f} and {np.median(b):.2f}"
        for kind, a, b in zip(glove.KINDS, result["means"], result["shuffled_mean"], strict=True)
    )
    return (
        f"Above, 25 arrows from countries to capitals, all pointing up, between {result['angles'].min():.0f} and "
        f"{result['angles'].max():.0f} degrees. Below, cosines between such differences, true pairs and dealt anew, "
        f"on average: {rows}."
    )


def draw(fig, result):
    above, below = panels(fig, 2, height_ratios=(1.5, 1)) if not is_slide(fig) else panels(fig, 2)
    start, end = result["start"], result["end"]
    for p, q in zip(start, end, strict=True):
        arrow(above, p, q, color=COLORS.muted, width=1.3)
    above.plot(*start.T, "o", color=COLORS.green, ms=5)
    above.plot(*end.T, "s", color=COLORS.blue, ms=5)
    for (country, capital), p, q in zip(glove.pairs("capitals"), start, end, strict=True):
        if country in NAMED and not (is_slide(fig) and country in CROWDED):
            for side, at, name, color in zip(
                NAMED[country], (p, q), (country, capital), (COLORS.green, COLORS.blue), strict=True
            ):
                dx, dy, ha, va = SIDES[side]
                above.text(at[0] + dx, at[1] + dy, name, color=color, ha=ha, va=va, fontsize=10.5)
    above.set(xticks=[], yticks=[], xlim=(-0.66, 0.8), ylim=(-0.6, 0.66), aspect="equal")
    for spine in above.spines.values():
        spine.set_visible(False)
    y = np.arange(len(glove.KINDS))
    for shift, values, color in (
        (-0.17, result["true"], COLORS.blue),
        (0.17, np.median(result["shuffled"], axis=1), COLORS.muted),
    ):
        low, middle, high = values.T
        below.hlines(y + shift, low, high, color=color, lw=5, alpha=0.45)
        below.plot(middle, y + shift, "o", color=color, ms=6)
    note(below, 0.99, -0.56, "true pairs", COLORS.blue, ha="right", va="center")
    note(below, 0.99, 0.26, "dealt anew", COLORS.muted, ha="right", va="center")
    below.axvline(0, color=COLORS.faint, lw=1)
    below.axvline(0.5, color=COLORS.red, lw=1.2, ls=(0, (4, 2)), zorder=0)
    below.set(
        yticks=y, yticklabels=glove.KINDS, ylim=(4.5, -0.85), xlim=(-0.32, 1), xlabel="cosine between two differences"
    )
    below.spines["left"].set_visible(False)
    below.tick_params(axis="y", length=0)
