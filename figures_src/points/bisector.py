r"""The bisector of the means is the best boundary between round clouds, and a poor one between stretched clouds.

Both pictures have the same true means; the rings are the means of the points drawn. Left, each class scatters equally
in all directions, as the theorem asks, and the bisector (solid) errs as seldom as any boundary can, up to the chance
in 400 examples. Right, the clouds are stretched aslant to the line between the means, and a tilted line (dashed), the
bisector after the clouds have been pressed round again, errs far less. The errors are counted on fresh points,
medians over ten seeds (three of the points lie outside the frame).

Reference: fisher1936
"""

import math

import numpy as np

from figures_src._kit import COLORS, Claim, decision_line, note, panels, scatter_classes
from mathnets.geometry import centroids

SHAPE = "wide"
SEEDS = range(10)
TRAIN, TEST = 400, 20000
MEANS = np.array([[1.0, 0.0], [-1.0, 0.0]])  # of class 1, of class -1
SPREADS = {"round": [0.6, 0.6], "stretched": [1.6, 0.4]}  # standard deviations along the diagonal and across it


def shape(spread):
    """Return the matrix that makes standard normal pairs a cloud with these spreads along the diagonal and across."""
    return np.array([[1, -1], [1, 1]]) / math.sqrt(2) * spread


def draws(spread, n, rng):
    """Return n points of two equally frequent Gaussian classes and their labels."""
    y = rng.choice([1, -1], n)
    return np.where((y == 1)[:, None], *MEANS) + rng.normal(size=(n, 2)) @ shape(spread).T, y


def fitted(X, y):
    """Return normals and offsets of the bisector, and of the bisector after the clouds have been pressed round."""
    _, (minus, plus) = centroids(X, y)
    inside = np.cov((X - np.where((y == 1)[:, None], plus, minus)).T)
    return [(w, -w @ (plus + minus) / 2) for w in (plus - minus, np.linalg.solve(inside, plus - minus))]


def compute():
    """Errors of both lines on fresh points, shape (seeds,), and the formula's prediction for each."""
    result = {"means": MEANS}
    for name, spread in SPREADS.items():
        errors = []
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            (X, y), (fresh, truth) = draws(spread, TRAIN, rng), draws(spread, TEST, rng)
            lines = fitted(X, y)
            errors.append([np.mean(np.sign(fresh @ w + b) != truth) for w, b in lines])
            if seed == 0:
                result |= {
                    f"{name}_points": X.round(3),
                    f"{name}_labels": y,
                    f"{name}_lines": np.array([[*w, b] for w, b in lines]),
                    f"{name}_means": centroids(X, y)[1],
                }
        gap, inside = MEANS[0] - MEANS[1], shape(spread) @ shape(spread).T
        half = gap @ gap / math.sqrt(gap @ inside @ gap) / 2, math.sqrt(gap @ np.linalg.solve(inside, gap)) / 2
        result |= {
            f"{name}_bisector": np.array(errors)[:, 0],
            f"{name}_tilted": np.array(errors)[:, 1],
            f"{name}_predicted": np.array([math.erfc(h / math.sqrt(2)) / 2 for h in half]),
        }
    return result


def claims(result):
    gain = result["round_bisector"] - result["round_tilted"]
    off = result["round_bisector"] - result["round_predicted"][1]

    yield Claim(
        "Between round clouds the bisector errs as seldom as the tilted line and as any boundary can, to half a point "
        "of a hundred.",
        bool(np.abs(gain).max() < 0.005 and np.abs(off).max() < 0.005 and result["round_bisector"].min() > 0),
        measured=gain,
    )
    times = result["stretched_bisector"] / result["stretched_tilted"]
    yield Claim(
        "Between stretched clouds it errs more than five times as often.", bool(times.min() > 5), measured=times
    )
    off = np.abs(np.median(result["stretched_bisector"]) - result["stretched_predicted"][0])
    yield Claim(
        "In the middle draw it errs there as often as the formula for the true means and spreads says, to one point of "
        "a hundred.",
        bool(off < 0.01),
        measured=off,
    )


def alt(result):
    wrong = {k: np.median(result[k]) for k in ("round_bisector", "stretched_bisector", "stretched_tilted")}
    return (
        f"Two scatter plots with the same true class means. Round clouds: the upright bisector of their means errs on "
        f"{wrong['round_bisector']:.1%}. Clouds stretched "
        f"aslant: it cuts both and errs on {wrong['stretched_bisector']:.0%}, while a tilted dashed line between "
        f"them errs on {wrong['stretched_tilted']:.1%}."
    )


def draw(fig, result):
    for ax, name in zip(panels(fig, 2, page=(1, 2)), SPREADS, strict=True):
        ax.axis("off")
        ax.set(xlim=(-3.9, 3.9), ylim=(-3.4, 3.4), aspect="equal")
        ax.set_title(name, loc="center")
        scatter_classes(ax, result[f"{name}_points"], result[f"{name}_labels"], size=12, alpha=0.55)
        rings = {"marker": "o", "ms": 7, "mfc": COLORS.paper, "mew": 1.6}
        ax.plot(*result[f"{name}_means"].T, color=COLORS.ink, lw=1.2, zorder=5, **rings)
        bisector, tilted = np.median(result[f"{name}_bisector"]), np.median(result[f"{name}_tilted"])
        lines = [(COLORS.ink, "-", bisector, 0.02, "left"), (COLORS.purple, (0, (4, 3)), tilted, 0.98, "right")]
        for (*w, b), (colour, style, wrong, place, side) in zip(result[f"{name}_lines"], lines, strict=True):
            if name == "stretched" or style == "-":
                decision_line(ax, np.array(w), b, color=colour, ls=style, zorder=4)
                text = f"{wrong:.1%} wrong"
                note(ax, place, -0.02, text, color=colour, ha=side, va="top", transform=ax.transAxes)
