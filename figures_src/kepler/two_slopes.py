r"""Six planets lie on two lines: periods grow as distance to the power 3/2, the pull falls as its square.

Left, each planet's period against its mean distance, on logarithmic scales: Kepler's third law. Right, its
acceleration against its distance through a whole revolution, taken from nothing but three positions at a time,
$(\mathbf{x}_{k+1} - 2\mathbf{x}_k + \mathbf{x}_{k-1})/\Delta t^2$. Planets that never come near each other's
distances continue each other's line: one force, which asks only how far away the Sun is. Positions are computed from
the elements of the six orbits.

Reference: kepler1619, newton1687, standish2013
"""

import numpy as np

from figures_src._kit import COLORS, Claim, log_axis, panels
from mathnets.data import mars
from mathnets.orbits import CENTURY, J2000, SUN, force_exponent, heliocentric

SHAPE = "standard"
STEPS = 600  # a revolution
COLOUR = ("muted", "gold", "blue", "orange", "purple", "green")


def compute():
    """Size and period of each orbit, distances and accelerations along it, and the slopes of all lines."""
    a, period, distance, pull, exponent = [], [], [], [], []
    for planet in mars.PLANETS:
        elements = mars.elements(planet)
        years = 360 * 100 / elements[1, 3]
        dt = years / STEPS
        x = heliocentric(elements, J2000 + CENTURY / 100 * dt * np.arange(STEPS + 3) - 36525.0 * 4)
        a.append(elements[0, 0])
        period.append(years)
        distance.append(np.linalg.norm(x[1:-1], axis=1))
        pull.append(np.linalg.norm(x[2:] - 2 * x[1:-1] + x[:-2], axis=1) / dt**2)
        exponent.append(force_exponent(x, dt))
    distance, pull = np.array(distance), np.array(pull)
    slope = np.polyfit(np.log(a), np.log(period), 1)[0]
    return {
        "a": np.array(a),
        "period": np.array(period),
        "distance": distance[:, ::20],
        "pull": pull[:, ::20],
        "slope": slope,
        "exponent": np.array(exponent),
        "common": np.polyfit(np.log(distance.ravel()), np.log(pull.ravel()), 1)[0],
        "strength": np.median(pull * distance**2, axis=1) / SUN,
    }


def claims(result):
    slope = np.polyfit(np.log(result["a"]), np.log(result["period"]), 1)[0]
    yield Claim(
        "Periods grow as the power 3/2 of the mean distance.",
        bool(abs(slope - 1.5) < 0.002),
        measured=slope,
        expected=1.5,
        tolerance=0.002,
        source="kepler1619, book V, chapter 3: the proportion is exactly the sesquialterate; recalled",
        verdict="yes",
    )
    constant = result["period"] ** 2 / result["a"] ** 3
    yield Claim(
        "The square of the period over the cube of the distance is the same for all six to a fifth of a percent.",
        bool(np.ptp(constant) < 0.002 and np.all(abs(constant - 1) < 0.002)),
        measured=np.ptp(constant),
    )
    yield Claim(
        "Along each orbit alone, the acceleration falls as the power 2 of the distance.",
        bool(np.all(np.abs(result["exponent"] + 2) < 0.01)),
        measured=result["exponent"],
        expected=-2.0,
        tolerance=0.01,
        source="newton1687, book I, proposition 11: the inverse square; recalled",
        verdict="yes",
    )
    common = np.polyfit(np.log(result["distance"].ravel()), np.log(result["pull"].ravel()), 1)[0]
    yield Claim("So it does from one planet to the next.", bool(abs(common + 2) < 0.005), measured=common)


def alt(result):
    return (
        f"Two straight lines on logarithmic scales. Periods of six planets from "
        f"{result['period'].min():.2f} to {result['period'].max():.0f} years rise with slope "
        f"{result['slope']:.3f}; accelerations, a short stretch for each planet, fall with slope "
        f"{result['common']:.3f}."
    )


def draw(fig, result):
    left, right = panels(fig, 2, page=(1, 2))
    a = np.array([0.3, 14])
    left.plot(a, a**1.5, color=COLORS.faint, lw=1.4, zorder=0)
    right.plot(a, SUN / a**2, color=COLORS.faint, lw=1.4, zorder=0)
    for k, (planet, name) in enumerate(zip(mars.PLANETS, COLOUR, strict=True)):
        color = getattr(COLORS, name)
        left.plot(result["a"][k], result["period"][k], "o", color=color, ms=8)
        left.text(result["a"][k] * 1.18, result["period"][k], planet.capitalize(), color=color, va="top")
        right.plot(result["distance"][k], result["pull"][k], color=color, lw=5)
    left.set(xlabel="mean distance, AU", xlim=(0.3, 40), ylim=(0.15, 50))
    left.set_title("period, years: slope 3/2")
    right.set(xlabel="distance, AU", xlim=(0.25, 14))
    right.set_title("pull, AU/year²: slope −2")
    log_axis(left, "x", [0.5, 1, 2, 5, 10])
    log_axis(left, "y", [0.3, 1, 3, 10, 30])
    log_axis(right, "x", [0.5, 1, 2, 5, 10])
    log_axis(right, "y", [0.3, 1, 3, 10, 30, 100, 300])
