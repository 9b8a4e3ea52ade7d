r"""Of all directions the gradient's is the steepest, and at right angles to it the ground is level.

A valley of which the map shows lines of equal height. From one place the slope was measured in every direction, by
taking a very short step and dividing. It is greatest along the gradient, as negative the other way, and 0 along the
contour: the length of the gradient times the cosine of the angle to it.

Reference: cauchy1847, nocedal2006
"""

import numpy as np

from figures_src._kit import COLORS, Claim, arrow, note, panels, plane
from mathnets.descent import quadratic
from mathnets.geometry import dot, norm
from mathnets.gradients import central_difference

CURVATURES, TURN = (0.5, 2.0), 0.5
PLACE = np.array([0.3, 1.3])
ANGLES = np.arange(0, 360, 5.0)


def compute():
    """Slopes in all directions from one place, measured by short steps; the gradient there; heights on a grid."""
    valley = quadratic(CURVATURES, rotation=TURN)
    gradient = valley.gradient(PLACE)
    towards = np.degrees(np.arctan2(gradient[1], gradient[0]))
    turned = np.radians(towards + ANGLES)
    directions = np.column_stack([np.cos(turned), np.sin(turned)])
    slopes = np.array([central_difference(lambda s, u=u: valley(PLACE + s * u), 0.0) for u in directions])
    side = np.linspace(-3.2, 3.2, 81)
    return {
        "place": PLACE,
        "gradient": gradient,
        "height": valley(PLACE),
        "length": norm(gradient),
        "angles": ANGLES,
        "directions": directions,
        "slopes": slopes,
        "side": side,
        "heights": valley(np.stack(np.meshgrid(side, side), axis=-1)),
    }


def claims(result):
    angles, slopes = result["angles"], result["slopes"]
    cosine = result["length"] * np.cos(np.radians(angles))
    off = np.round(np.abs(slopes - cosine).max(), 9)  # digits beyond are those of the machine, not of the slope
    yield Claim(
        "The slope in a direction is the gradient's length times the cosine of the angle to it.",
        bool(off < 1e-6),
        measured=off,
    )
    product = np.round(np.abs(slopes - dot(result["directions"], result["gradient"])).max(), 9)
    yield Claim("It is the dot product of the direction and the gradient.", bool(product < 1e-6), measured=product)
    yield Claim(
        "The steepest of all directions is the gradient's.",
        bool(angles[slopes.argmax()] == 0 and slopes.max() > 1),
        measured=angles[slopes.argmax()],
    )
    level = np.round(np.abs(slopes[angles % 180 == 90]).max(), 9) if np.any(angles % 180 == 90) else np.inf
    yield Claim("At right angles to it the ground is level.", bool(level < 1e-6 < slopes.max()), measured=level)


def alt(result):
    return (
        f"Left, oval contour lines of a valley; from one place an arrow, the gradient, crosses its contour at a right "
        f"angle. Right, the slope measured in {len(result['angles'])} directions against the angle to the gradient: "
        f"dots on a cosine, from {result['length']:.1f} along the gradient through 0 at 90 degrees to "
        f"{-result['length']:.1f} opposite to it.".replace("-", "−")
    )


def draw(fig, result):
    chart, slope = panels(fig, 2, page=(1, 2))
    plane(chart, 3.2)
    chart.contour(
        result["side"], result["side"], result["heights"], result["height"] * (np.arange(1, 9) / 3) ** 2,
        colors=COLORS.muted, linewidths=0.9,
    )  # fmt: skip
    p, g = result["place"], result["gradient"]
    across = np.array([-g[1], g[0]]) / result["length"]
    chart.plot(*np.array([p - 1.1 * across, p + 1.1 * across]).T, color=COLORS.orange, lw=1.8)
    arrow(chart, p, p + 0.7 * g, color=COLORS.blue, width=2.4)
    chart.plot(*p, "o", color=COLORS.ink, ms=6)
    chart.set_title("contours")
    note(chart, *(p + 0.7 * g + [0.15, 0]), "gradient", COLORS.blue, ha="left", va="center")
    note(chart, *(p - 1.1 * across + [0.1, 0]), "level", COLORS.orange, ha="left", va="top")
    angles = np.append(result["angles"], 360)
    slope.axhline(0, color=COLORS.faint, lw=0.9)
    slope.plot(angles, result["length"] * np.cos(np.radians(angles)), color=COLORS.muted, lw=1.2)
    slope.plot(result["angles"], result["slopes"], "o", color=COLORS.blue, ms=3.5)
    slope.plot(result["angles"][::18][1::2], result["slopes"][::18][1::2], "o", color=COLORS.orange, ms=7)
    slope.set(xlabel="angle to the gradient", xticks=[0, 90, 180, 270, 360])
    slope.set_xticklabels(["0°", "90°", "180°", "270°", "360°"])
    slope.set_title("slope")
