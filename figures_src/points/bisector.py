r"""The bisector of the means is the best boundary between round clouds, and a poor one between stretched clouds.

The means are the same in both pictures. Left, each class scatters equally in all directions, as the theorem asks; the
bisector (solid) errs as seldom as any boundary can. Right, the clouds are stretched aslant to the line between the
means, and a tilted line (dashed), the bisector after the clouds have been pressed round again, errs far less.

Reference: fisher1936
"""

import math

import numpy as np

from figures_src._kit import COLORS, Claim, decision_line, note, panels, plane, scatter_classes
from mathnets.geometry import centroids

SHAPE = "wide"
SEEDS = range(10)
TRAIN, TEST = 400, 20000
MEANS = np.array([[1.0, 0.0], [-1.0, 0.0]])  # of class 1, of class -1
ASLANT = np.array([[1, -1], [1, 1]]) / math.sqrt(2)
SHAPES = {"round": 0.6 * np.eye(2), "stretched": ASLANT * [1.6, 0.4]}  # columns: what one unit of noise adds


def draws(shape, n, rng):
    """Return n points of two equally frequent Gaussian classes, x = mean + shape g, and their labels."""
    y = rng.choice([1, -1], n)
    return np.where((y == 1)[:, None], *MEANS) + rng.normal(size=(n, 2)) @ shape.T, y


def fitted(X, y):
    """Return normals and offsets of the bisector, and of the bisector after the clouds have been pressed round."""
    _, (minus, plus) = centroids(X, y)
    inside = np.cov((X - np.where((y == 1)[:, None], plus, minus)).T)
    return [(w, -w @ (plus + minus) / 2) for w in (plus - minus, np.linalg.solve(inside, plus - minus))]


def compute():
    """Errors of both lines on fresh points, shape (seeds,), and the formula's prediction for each."""
    result = {"means": MEANS}
    for name, shape in SHAPES.items():
        errors = []
        for seed in SEEDS:
            rng = np.random.default_rng(seed)
            (X, y), (fresh, truth) = draws(shape, TRAIN, rng), draws(shape, TEST, rng)
            lines = fitted(X, y)
            errors.append([np.mean(np.sign(fresh @ w + b) != truth) for w, b in lines])
            if seed == 0:
                result |= {
                    f"{name}_points": X.round(3),
                    f"{name}_labels": y,
                    f"{name}_lines": np.array([[*w, b] for w, b in lines]),
                }
        gap, inside = MEANS[0] - MEANS[1], shape @ shape.T
        half = gap @ gap / math.sqrt(gap @ inside @ gap) / 2, math.sqrt(gap @ np.linalg.solve(inside, gap)) / 2
        result |= {
            f"{name}_bisector": np.array(errors)[:, 0],
            f"{name}_tilted": np.array(errors)[:, 1],
            f"{name}_predicted": np.array([math.erfc(h / math.sqrt(2)) / 2 for h in half]),
        }
    return result


def claims(result):
    gain = result["round_bisector"] - result["round_tilted"]
    yield Claim(
        "Between round clouds the bisector errs as seldom as the tilted line, to half a point of a hundred.",
        bool(np.abs(gain).max() < 0.005 and result["round_bisector"].min() > 0),
        measured=gain,
    )
    times = result["stretched_bisector"] / result["stretched_tilted"]
    yield Claim(
        "Between stretched clouds it errs more than five times as often.", bool(times.min() > 5), measured=times
    )
    off = np.abs(np.median(result["stretched_bisector"]) - result["stretched_predicted"][0])
    yield Claim("How often is what the formula says, to one point of a hundred.", bool(off < 0.01), measured=off)


def alt(result):
    wrong = {k: np.median(result[k]) for k in ("round_bisector", "stretched_bisector", "stretched_tilted")}
    return (
        f"Two scatter plots with the same two class means. Round clouds: the vertical bisector errs on "
        f"{wrong['round_bisector']:.1%}. Clouds stretched "
        f"aslant: it cuts both and errs on {wrong['stretched_bisector']:.0%}, while a tilted dashed line between "
        f"them errs on {wrong['stretched_tilted']:.1%}."
    )


def draw(fig, result):
    for ax, name in zip(panels(fig, 2, page=(1, 2)), SHAPES, strict=True):
        plane(ax)
        ax.set(xlim=(-3.9, 3.9), ylim=(-3.4, 3.4))
        scatter_classes(ax, result[f"{name}_points"], result[f"{name}_labels"], size=11, alpha=0.6)
        for (*w, b), style, colour in zip(
            result[f"{name}_lines"], ("-", (0, (4, 3))), (COLORS.ink, COLORS.purple), strict=True
        ):
            if not (name == "round" and style != "-"):
                decision_line(ax, np.array(w), b, ls=style, color=colour)
        ax.set_title(name)
        bisector, tilted = np.median(result[f"{name}_bisector"]), np.median(result[f"{name}_tilted"])
        below = {"transform": ax.transAxes, "va": "top"}
        note(ax, 0.02, -0.02, f"{bisector:.1%} wrong".replace("%", " %"), color=COLORS.ink, **below)
        if name == "stretched":
            note(ax, 0.98, -0.02, f"{tilted:.1%} wrong".replace("%", " %"), color=COLORS.purple, ha="right", **below)
