r"""Mars as Tycho and Kepler saw it: twelve oppositions, five pairs of sightings, and the elements of six orbits.

The observations are in two small tables beside this file; where they come from, and what is known of their errors, is
in `mars.md`.
"""

import io
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mathnets import inputs
from mathnets.data import _pack
from mathnets.orbits import julian_day

OPPOSITIONS = "mars_oppositions.csv", "315c3a305cca21e204b9edf842cb79a95a67a7b049c5faa7f4af0fbc4883bb41"
TRIANGULATION = "mars_triangulation.csv", "a662c7a0b5edb4ff3dd464e173d2b29ba707196e96763cdcfdc469ff9b94d750"

# At J2000, and the change in a century: a (AU), e, i, L, perihelion, node (degrees), in the ecliptic of J2000.
_ELEMENTS = {
    "mercury": (
        (0.38709843, 0.20563661, 7.00559432, 252.25166724, 77.45771895, 48.33961819),
        (0.0, 0.00002123, -0.00590158, 149472.67486623, 0.15940013, -0.12214182),
    ),
    "venus": (
        (0.72332102, 0.00676399, 3.39777545, 181.97970850, 131.76755713, 76.67261496),
        (-0.00000026, -0.00005107, 0.00043494, 58517.81560260, 0.05679648, -0.27274174),
    ),
    "earth": (
        (1.00000018, 0.01673163, -0.00054346, 100.46691572, 102.93005885, -5.11260389),
        (-0.00000003, -0.00003661, -0.01337178, 35999.37306329, 0.31795260, -0.24123856),
    ),
    "mars": (
        (1.52371243, 0.09336511, 1.85181869, -4.56813164, -23.91744784, 49.71320984),
        (0.00000097, 0.00009149, -0.00724757, 19140.29934243, 0.45223625, -0.26852431),
    ),
    "jupiter": (
        (5.20248019, 0.04853590, 1.29861416, 34.33479152, 14.27495244, 100.29282654),
        (-0.00002864, 0.00018026, -0.00322699, 3034.90371757, 0.18199196, 0.13024619),
    ),
    "saturn": (
        (9.54149883, 0.05550825, 2.49424102, 50.07571329, 92.86136063, 113.63998702),
        (-0.00003065, -0.00032044, 0.00451969, 1222.11494724, 0.54179478, -0.25015002),
    ),
}
PLANETS = tuple(_ELEMENTS)


class Oppositions(NamedTuple):
    """Mars opposite the Sun, where its longitude is the same from the Earth and from the Sun.

    Attributes:
        days: Julian days, shape (12,).
        longitude: degrees, in the equinox of each date, shape (12,).
        latitude: as seen from the Earth, degrees, shape (12,).
    """

    days: np.ndarray
    longitude: np.ndarray
    latitude: np.ndarray


class Sightings(NamedTuple):
    """Pairs of sightings of Mars, 687 days apart.

    Attributes:
        days: Julian days, shape (5, 2): noon, as no hour is told.
        earth: longitude of the Earth, seen from the Sun, degrees, shape (5, 2).
        mars: longitude of Mars, seen from the Earth, degrees, shape (5, 2).
    """

    days: np.ndarray
    earth: np.ndarray
    mars: np.ndarray


def oppositions():
    """Return Tycho's and Kepler's twelve oppositions of Mars, from 1580 to 1604.

    Returns:
        `Oppositions`, fresh arrays.

    Raises:
        OSError: if the table is missing or damaged.

    Examples:
        >>> seen = oppositions()
        >>> print(seen.days[0].round(4), seen.longitude[0].round(4), len(seen.days))
        2298475.0632 66.4764 12

    Source:
        kepler1609
    """
    year, month, day, hour, minute, sign, degree, arcmin, arcsec, *latitude = _table(*OPPOSITIONS)
    # hours count from noon
    days = julian_day(year, month, day, calendar="julian") + 0.5 + (hour + minute / 60) / 24
    return Oppositions(days, 30 * sign + degree + arcmin / 60 + arcsec / 3600, latitude[0] + latitude[1] / 60)


def triangulation():
    """Return five pairs of sightings of Mars at the same place of its orbit: a teaching set, to be used with care.

    Returns:
        `Sightings`, fresh arrays.

    Raises:
        OSError: if the table is missing or damaged.

    Examples:
        >>> pairs = triangulation()
        >>> print(np.diff(pairs.days)[:, 0])
        [687. 687. 687. 687. 687.]

    Source:
        kepler1609
    """
    _, day, month, year, *angles = _table(*TRIANGULATION)
    earth, earth_minutes, mars, mars_minutes = angles
    days = julian_day(year, month, day, calendar="julian") + 0.5
    found = days, earth + earth_minutes / 60, mars + mars_minutes / 60
    return Sightings(*(part.reshape(-1, 2) for part in found))


def elements(planet):
    r"""Return the mean elements of an orbit, made to serve from 3000 BC to 3000 AD.

    The table of E. M. Standish (JPL). Its further terms for Jupiter and Saturn are left out: without them their
    longitudes are off by up to half a degree about 1600, against a minute and a half for the others.

    Args:
        planet: "mercury", "venus", "earth" (the centre of Earth and Moon), "mars", "jupiter" or "saturn".

    Returns:
        Shape (2, 6): $a$ (AU), $e$, $i$, $L$, $\varpi$, $\Omega$ (degrees) at J2000 in its ecliptic, and below them
        their change in a Julian century.

    Raises:
        ValueError: if `planet` is none of those.

    Examples:
        >>> a, e = elements("mars")[0, :2]
        >>> print(round(a, 4), round(e, 4))
        1.5237 0.0934

    Source:
        standish2013
    """
    return np.array(_ELEMENTS[inputs.choice(planet, "planet", PLANETS)])


def _table(name, sha256):
    """Return the columns of a table beside this file, after checking it."""
    text = _pack.read_text(Path(__file__).with_name(name), sha256)
    return np.loadtxt(io.StringIO(text), delimiter=",", skiprows=1, unpack=True)
