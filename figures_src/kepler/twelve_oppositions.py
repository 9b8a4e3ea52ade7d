r"""Of Mars there are twelve directions and no distance, twice as far apart on one side as on the other.

Twelve times in 24 years the Earth passed between the Sun and Mars. Only then is the direction of Mars the same from
both, and only its direction: how far out on its ray the planet stood, nobody could see. The dashed ring is where Mars
is known to have been. Oppositions come every two years and seven weeks or so, but from one to the next the direction
turns by twice as much in some places: there Mars is faster.

Reference: kepler1609, standish2013
"""

import numpy as np

from figures_src._kit import COLORS, Claim, note
from mathnets.data import mars
from mathnets.orbits import heliocentric

SHAPE = "square"
TILT = 1.85  # degrees, of the orbit of Mars against that of the Earth
DAYS = 2305000.0 + np.linspace(0, 687, 200)  # a year of Mars about 1600


def compute(opposition_fits):
    """Directions of the twelve oppositions, the years, the gaps between neighbours, and both orbits as known today."""
    days, direction = opposition_fits["days"], opposition_fits["longitude"]
    turn = np.diff(direction) % 360
    return {
        "direction": direction,
        "year": np.round(1580 + (days - 2298152.5) / 365.25, 2),  # 2298152.5: first of January 1580, Julian calendar
        "turn": turn,
        "middle": (direction[:-1] + turn / 2) % 360,
        "wait": np.diff(days) / 365.25,
        "against_today": np.abs(opposition_fits["against_today"]),
        "worst_today": np.abs(opposition_fits["against_today"]).max(),
        "rms_today": float(np.sqrt(np.mean(opposition_fits["against_today"] ** 2))),
        # at most, in minutes of arc: tan(longitude) = tan(angle in the orbit) cos(tilt), both from the node
        "reduction": 60 * np.degrees(np.tan(np.radians(TILT) / 2) ** 2),
        "mars": heliocentric(mars.elements("mars"), DAYS)[:, :2],
        "earth": heliocentric(mars.elements("earth"), DAYS)[:, :2],
        "places": opposition_fits["mars_places"],
        "earth_places": opposition_fits["earth_places"],
    }


def claims(result):
    turn, fast = result["turn"], np.argmax(result["turn"])
    yield Claim(
        "From one opposition to the next Mars's direction turns by 34 to 76 degrees.",
        bool(33 < turn.min() < 34.5 and 75 < turn.max() < 76),
        measured=turn,
    )
    r = np.linalg.norm(result["places"], axis=1)
    near = (r[fast] + r[fast + 1]) / 2
    yield Claim(
        "The widest gap is on the side where Mars, as is known today, is nearest to the Sun.",
        bool(r.min() < near < np.quantile(r, 0.2)),
        measured=near,
    )
    yield Claim(
        "Against today's orbit Tycho's directions have an rms error of some three minutes of arc.",
        bool(2 < result["rms_today"] < 4.5),
        measured=result["rms_today"],
        expected=2.0,
        tolerance=1.0,
        source="gingerich2011: typical errors of 2' or less; read in a repository's notes on the sources",
        verdict="partly",
        why="The two entries of 1593 and 1595 are off by more than five minutes, the others by under four. And no "
        "opposition was seen at its very moment: the entries were computed from sightings before and after, so that "
        "they carry errors of that reckoning too. Against a smooth orbit fitted to them they "
        "scatter by less than one minute (see the four hypotheses).",
    )


def alt(result):
    return (
        f"The Sun, the Earth's orbit, and twelve rays outwards, labelled 1580 to 1604. Neighbours in time "
        f"are {result['turn'].min():.0f} "
        f"to {result['turn'].max():.0f} degrees apart, the widest gaps at the lower right. A dashed ring "
        f"shows Mars's orbit, off centre."
    )


def draw(fig, result):
    ax = fig.subplots()
    ax.plot(*result["earth"].T, color=COLORS.blue, lw=1.4)
    ax.plot(*result["mars"].T, color=COLORS.orange, lw=1.2, ls=(0, (2, 2)), alpha=0.8)
    for earth, direction, year in zip(
        result["earth_places"], np.radians(result["direction"]), result["year"], strict=True
    ):
        ray = np.array([np.cos(direction), np.sin(direction)])
        ax.plot(*np.array([earth, 1.95 * ray]).T, color=COLORS.orange, lw=1.5)
        ax.plot(*np.array([[0, 0], earth]).T, color=COLORS.faint, lw=0.9)
        ax.plot(*earth, "o", color=COLORS.blue, ms=5)
        side = "left" if ray[0] > 0.3 else "right" if ray[0] < -0.3 else "center"
        ax.text(*(2.02 * ray + [0, 0.1 * ray[1]]), f"{int(year)}", ha=side, va="center", color=COLORS.ink)
    ax.plot(0, 0, "o", color=COLORS.gold, ms=13)
    note(ax, 0.12, -0.1, "Sun", COLORS.gold, va="top")
    note(ax, 1.0, -1.25, "Mars, as\nknown today", COLORS.orange, va="top")
    note(ax, 0.2, -0.72, "Earth", COLORS.blue)
    ax.set_aspect("equal")
    ax.set(xlim=(-2.35, 2.35), ylim=(-2.3, 2.3))
    ax.axis("off")
