r"""Distances decide between circle and ellipse, each as directions want it, once the Earth's own path is put right.

Mars returns to the same place after 687 days; the Earth does not. So two sightings 687 days apart are two lines of
sight that cross where Mars is (above, one pair in true shape). Below, the five distances so found, with the Earth on a
circle about the Sun (open) and with the Earth where it is known to have been (filled), and what equant and ellipse,
fitted to the directions of the twelve oppositions, say of them, each in the size that suits the filled points best.
Crosses are the two distances that Kepler found in much the same way.

Reference: kepler1609
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note, panels
from mathnets.data import mars
from mathnets.fitting import levenberg_marquardt
from mathnets.orbits import ellipse, equant, heliocentric, spherical, to_equinox_of_date, triangulate

TOLERANCE = 1e-5  # misfits left by a fit, which stops within a hundred-millionth of the best
SHAPE = "tall"
SHOWN = 1  # the pair on the left
KEPLER = np.array([1.66780, 1.38500])  # his distances at aphelion and perihelion, AU


def compute(opposition_fits):
    """Distances by triangulation with two Earths, the model's, and the size, shape and misfit of each."""
    pairs = mars.triangulation()
    angle = np.radians(pairs.earth)
    round_earth = np.stack([np.cos(angle), np.sin(angle)], axis=2)
    own_days = pairs.days.ravel()
    true_earth = to_equinox_of_date(heliocentric(mars.elements("earth"), own_days), own_days)[:, :2].reshape(-1, 2, 2)
    true_mars = to_equinox_of_date(heliocentric(mars.elements("mars"), own_days), own_days)
    models = {
        "equant": lambda days: equant(days, *opposition_fits["equant_numbers"]),
        "ellipse": lambda days: ellipse(days, *opposition_fits["ellipse_numbers"]),
    }
    aphelion = opposition_fits["ellipse_numbers"][2]
    curve = pairs.days.min() + np.linspace(0, opposition_fits["ellipse_numbers"][0], 400)
    result = {
        "true": spherical(true_mars)[2][::2],
        "anomaly": (models["ellipse"](pairs.days[:, 0])[0] - aphelion) % 360,
        "earths": true_earth,
        "sight": pairs.mars,
        "orbit": to_equinox_of_date(heliocentric(mars.elements("mars"), curve), curve)[:, :2],
        "earth_orbit": to_equinox_of_date(heliocentric(mars.elements("earth"), curve), curve)[:, :2],
    }
    for earth, places in (("round", round_earth), ("true", true_earth)):
        points = triangulate(places.reshape(-1, 4), pairs.mars)
        result[f"{earth}_points"], r = points, np.hypot(*points.T)
        result[f"{earth}_distance"] = r
        for name, model in models.items():
            shape = model(pairs.days[:, 0])[1]
            size = (shape @ r) / (shape @ shape)
            result[f"{earth}_{name}_misfit"] = 100 * np.sqrt(np.mean((r / (size * shape) - 1) ** 2))
            result[f"{earth}_{name}_size"] = size
    for name, model in models.items():
        direction, distance = model(curve)
        order = np.argsort((direction - aphelion) % 360)
        result[f"{name}_anomaly"] = ((direction - aphelion) % 360)[order]
        result[f"{name}_curve"] = (result[f"true_{name}_size"] * distance)[order]
    nu = np.radians(result["anomaly"])  # an ellipse from the five distances alone: a and e
    fit = levenberg_marquardt(
        lambda p: p[0] * (1 - p[1] ** 2) / (1 - p[1] * np.cos(nu)) - result["true_distance"], [1.5, 0.1]
    )
    result["size"], result["eccentricity"] = fit.x
    result["apsides"] = fit.x[0] * (1 + fit.x[1] * np.array([1.0, -1.0]))
    return result


def claims(result):
    yield Claim(
        "With the Earth put right, the equant's distances miss the five by over one percent, the "
        "ellipse's by under a fifth of one.",
        bool(1 < result["true_equant_misfit"] < 3 and 0.05 < result["true_ellipse_misfit"] < 0.2),
        measured=result["true_equant_misfit"] / result["true_ellipse_misfit"],
    )
    yield Claim(
        "With the Earth on a circle the ellipse is ahead by less than three to one.",
        bool(1 < result["round_equant_misfit"] / result["round_ellipse_misfit"] < 3),
        measured=result["round_equant_misfit"] / result["round_ellipse_misfit"],
    )
    off = result["true_distance"] / result["true"] - 1
    yield Claim(
        "With the Earth put right, each of the five distances is right to half a percent.",
        bool(np.all(np.abs(off) < 0.005)),
        measured=np.abs(off).max(),
    )
    for k, name in enumerate(("aphelion", "perihelion")):
        found = result["apsides"][k]
        yield Claim(
            f"At {name} Mars is within a hundredth of {KEPLER[k]:.3f} times the Earth's mean distance from the Sun.",
            bool(abs(found - KEPLER[k]) < 0.01),
            measured=found,
            expected=KEPLER[k],
            tolerance=0.01,
            source="kepler1609, chapter 42: 166,780 and 138,500; read in a chapter-by-chapter commentary on the web",
            verdict="yes",
        )


def alt(result):
    return (
        "Above, two places of the Earth and two lines of sight that cross on the orbit of Mars. Below, "
        "distance against "
        f"angle from aphelion: five filled points lie within {result['true_ellipse_misfit']:.2f} percent "
        f"(rms) of the ellipse's curve, and "
        f"{result['true_equant_misfit']:.1f} percent off the equant's, which is too high at aphelion and "
        f"too low at perihelion."
    )


def draw(fig, result):
    ax, right = panels(fig, 2)
    ax.plot(*result["orbit"].T, color=COLORS.orange, lw=1.2, ls=(0, (2, 2)))
    ax.plot(*result["earth_orbit"].T, color=COLORS.blue, lw=1.2)
    ax.plot(0, 0, "o", color=COLORS.gold, ms=11)
    crossing = result["true_points"][SHOWN]
    for place, angle in zip(result["earths"][SHOWN], np.radians(result["sight"][SHOWN]), strict=True):
        length = np.linalg.norm(crossing - place) + 0.25
        ax.plot(
            *np.array([place, place + length * np.array([np.cos(angle), np.sin(angle)])]).T, color=COLORS.ink, lw=1.4
        )
        ax.plot(*place, "o", color=COLORS.blue, ms=9)
    ax.plot(*crossing, "o", color=COLORS.orange, ms=11)
    first, second = result["earths"][SHOWN]
    note(ax, first[0] + 0.08, first[1] + 0.1, "1591", COLORS.blue)
    note(ax, second[0] - 0.05, second[1] - 0.12, "1593", COLORS.blue, va="top", ha="right")
    note(ax, crossing[0] + 0.1, crossing[1] - 0.12, "Mars, both times", COLORS.orange, va="top")
    note(ax, -0.1, 0.1, "Sun", COLORS.gold, ha="right")
    ax.set_aspect("equal")
    ax.axis("off")
    right.plot(result["equant_anomaly"], result["equant_curve"], color=COLORS.purple)
    right.plot(result["ellipse_anomaly"], result["ellipse_curve"], color=COLORS.blue)
    right.plot(
        result["anomaly"],
        result["round_distance"],
        "o",
        color=COLORS.muted,
        mfc=COLORS.paper,
        mew=1.6,
        ms=7,
        clip_on=False,
    )
    right.plot(result["anomaly"], result["true_distance"], "o", color=COLORS.orange, ms=8, clip_on=False)
    right.plot([0, 180, 360], KEPLER[[0, 1, 0]], "x", color=COLORS.ink, ms=10, mew=2.2, clip_on=False, zorder=5)
    note(right, 70, 1.655, "equant", COLORS.purple)
    note(right, 72, 1.505, "ellipse", COLORS.blue, ha="right")
    right.set(xlabel="direction from aphelion", ylabel="distance from the Sun, AU", xlim=(0, 360))
    right.set(xticks=[0, 90, 180, 270, 360], xticklabels=["0°", "90°", "180°", "270°", "360°"])
