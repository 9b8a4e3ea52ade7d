r"""Orbits: where a planet stands, what four hypotheses say of it, and how it moves under Newton's law.

Longitudes and latitudes are in degrees, residuals of longitudes in minutes of arc (60 a degree), distances in
astronomical units. Days are Julian days: counted from noon of 1 January 4713 BC of the Julian calendar, so that .5 is
midnight. In the integrations the year is the unit of time, and a mass is given as $\mu = G m$: that of the Sun is
`SUN`.
"""

from typing import NamedTuple

import numpy as np

from mathnets import geometry, inputs
from mathnets.fitting import levenberg_marquardt

J2000 = 2451545.0  # the Julian day to whose equinox and ecliptic positions refer
CENTURY = 36525.0  # days
SUN = 4 * np.pi**2  # so that a planet at distance 1 has period 1
CALENDARS = ("julian", "gregorian")
REACH = (625673.5, 2816787.5)  # Julian days of 3000 BC and 3000 AD, for which the mean elements were made

_APHELIA, _BEST = 12, 3  # directions that a fit looks at, and how many of them it starts from
_GUESS = 0.1  # eccentricity from which a fit is started


def julian_day(year, month, day, *, calendar="gregorian"):
    r"""Return the Julian day of a date.

    $$\lfloor 365.25\,(Y + 4716)\rfloor + \lfloor 30.6001\,(M + 1)\rfloor + D + B - 1524.5$$

    January and February count as months 13 and 14 of the year before. $B$ is 0 in the Julian calendar, and
    $2 - \lfloor Y/100\rfloor + \lfloor Y/400\rfloor$ in the Gregorian one.

    Args:
        year: whole numbers from -4712, with a year 0 (which is 1 BC); a number or any shape.
        month: whole numbers from 1 to 12, of a shape that fits.
        day: of the month, from 1, with the time as a fraction: 1.5 is noon of the first.
        calendar: "gregorian" or "julian" (Tycho and Kepler date by the latter up to their deaths, we since 1582).

    Returns:
        Julian days, a number or in the shape of the arguments together.

    Raises:
        ValueError: if a number is out of its range, a day is past the month's end, or the shapes do not fit together.

    Examples:
        >>> print(julian_day(2000, 1, 1.5))
        2451545.0
        >>> print(julian_day(1582, 10, 15) - julian_day(1582, 10, 4, calendar="julian"))
        1.0

    Source:
        meeus1998
    """
    calendar = inputs.choice(calendar, "calendar", CALENDARS)
    year, month, day = _fitting(year=year, month=month, day=day)
    _within(year, "year", -4712, 10**6, whole=True)
    _within(month, "month", 1, 12, whole=True)
    length = _day(year + (month == 12), month % 12 + 1, 1, calendar) - _day(year, month, 1, calendar)
    if ((day < 1) | (day >= length + 1)).any():
        raise ValueError(f"day needs to be in its month, got {day}; the first day is 1, and noon of it 1.5")
    return _day(year, month, day, calendar)


def _day(year, month, day, calendar):
    early = month <= 2
    year, month = year - early, month + 12 * early
    leaps = 2 - np.floor(year / 100) + np.floor(year / 400) if calendar == "gregorian" else 0
    return np.floor(365.25 * (year + 4716)) + np.floor(30.6001 * (month + 1)) + day + leaps - 1524.5


def calendar_date(days, *, calendar="gregorian"):
    """Return year, month and day of Julian days: the inverse of `julian_day`.

    Args:
        days: Julian days from 0 (Gregorian: 37.5) to 3e8, a number or any shape.
        calendar: "gregorian" or "julian".

    Returns:
        year, month: whole numbers as floats, in the shape of `days`.
        day: of the month, with the time as a fraction.

    Raises:
        ValueError: if `days` or `calendar` is out of range.

    Examples:
        >>> print(*calendar_date(2299160.5), *calendar_date(2299160.5, calendar="julian"))
        1582.0 10.0 15.0 1582.0 10.0 5.0

    Source:
        meeus1998
    """
    calendar = inputs.choice(calendar, "calendar", CALENDARS)
    days = inputs.array(days, "days")
    _within(days, "days", 37.5 if calendar == "gregorian" else 0, 3e8)
    whole = np.floor(days + 0.5)
    if calendar == "gregorian":
        century = np.floor((whole - 1867216.25) / 36524.25)
        whole_julian = whole + 1 + century - np.floor(century / 4)
    else:
        whole_julian = whole
    b = whole_julian + 1524
    c = np.floor((b - 122.1) / 365.25)
    d = np.floor(365.25 * c)
    e = np.floor((b - d) / 30.6001)
    month = np.where(e < 14, e - 1, e - 13)
    return c - np.where(month > 2, 4716, 4715), month[()], b - d - np.floor(30.6001 * e) + (days + 0.5 - whole)


def precession(days):
    r"""Return by how many degrees longitudes have grown since J2000, as the equinox moves backwards along the ecliptic.

    $$p = 5029.0966'' T + 1.11113'' T^2 - 0.000006'' T^3$$

    $T$ counts centuries from J2000. To refer longitudes of different dates to one equinox, take the difference off.

    Args:
        days: Julian days from 3000 BC to 3000 AD, a number or any shape.

    Returns:
        Degrees, in the shape of `days`; negative before 2000.

    Raises:
        ValueError: if `days` are out of that range.

    Examples:
        >>> print(round(float(precession(julian_day(1600, 1, 1))), 3))
        -5.583

    Source:
        lieske1977
    """
    days = inputs.array(days, "days")
    _within(days, "days", *REACH)
    T = (days - J2000) / CENTURY
    return T * (5029.0966 + T * (1.11113 - 0.000006 * T)) / 3600


def to_equinox_of_date(X, days):
    r"""Return positions in the ecliptic and equinox of J2000 as they are in those of another date.

    $$R_3(-\Pi - p)\, R_1(\eta)\, R_3(\Pi)\, x$$

    The ecliptic of the date is inclined to that of J2000 by $\eta$, with the node at $\Pi$; $p$ is the precession.

    Args:
        X: positions, shape (N, 3).
        days: Julian days, shape (N,).

    Returns:
        Positions, shape (N, 3).

    Raises:
        ValueError: if the shapes do not fit together, or `days` are out of the range of `precession`.

    Examples:
        >>> turned = to_equinox_of_date([[1, 0, 0]], [julian_day(1600, 1, 1)])
        >>> print(spherical(turned)[0].round(3))
        [354.417]

    Source:
        lieske1977, meeus1998
    """
    X = inputs.squarable(inputs.points(X, width=3))
    days = inputs.vector(days, "days", length=len(X))
    p = np.radians(precession(days))
    T = (days - J2000) / CENTURY
    eta = np.radians(T * (47.0029 + T * (-0.03302 + 0.00006 * T)) / 3600)
    node = np.radians(174.876384 + T * (-869.8089 + 0.03536 * T) / 3600)
    x, y, z = _turned(X.T, node)
    y, z = _turned((y, z), eta)
    return np.stack(_turned((x, y, z), -node - p), axis=1)


def _turned(vector, angle):
    """Return (x, y, rest): the first two coordinates in axes turned by an angle."""
    x, y, *rest = vector
    return [np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x, *rest]


def kepler_equation(M, e):
    r"""Return the eccentric anomaly $E$ that solves Kepler's equation $M = E - e \sin E$, for any ellipse.

    On the half-turn from 0 to $\pi$ the function is convex, so Newton's iteration falls onto the root from any upper
    bound of it: here the least of $M + e$, $M/(1 - e)$, $(\pi^2 M)^{1/3}$ and $\pi$. The third makes it fast for nearly
    parabolic orbits. $E - \sin E$ is taken from its series where it would lose digits.

    Args:
        M: mean anomalies, radians, a number or any shape.
        e: eccentricities, at least 0 and below 1, of a shape that fits.

    Returns:
        $E$ in radians, in the shape of both together, in the same turn as M.

    Raises:
        ValueError: if `e` is out of range, or the shapes do not fit together.

    Examples:
        >>> E = kepler_equation(1.0, 0.5)
        >>> print(round(float(E), 6), round(float(E - 0.5 * np.sin(E)), 6))
        1.498701 1.0

    Source:
        kepler1609, danby1988
    """
    M, e = _fitting(M=M, e=e)
    _within(e, "e", 0, 1)
    if (e == 1).any():
        raise ValueError("e needs to be below 1, for an ellipse, got 1; a parabola has no such equation")
    turns = 2 * np.pi * np.round(M / (2 * np.pi))
    rest = M - turns
    size = np.minimum(np.abs(rest), np.pi)
    E = np.minimum(np.minimum(size + e, size / (1 - e)), np.minimum(np.cbrt(np.pi**2 * size), np.pi))
    for _ in range(50):
        ahead = E - ((1 - e) * E + e * _beyond_sine(E) - size) / ((1 - e) + 2 * e * np.sin(E / 2) ** 2)
        ahead = np.where(size > 0, np.clip(ahead, 0, np.pi), 0)
        still = np.abs(ahead - E) > 4e-16 * E
        E = ahead
        if not still.any():
            break
    return (turns + np.copysign(E, rest))[()]


def _beyond_sine(E):
    """Return E - sin E without the loss of digits near 0."""
    S = E * E
    series = 1 - S / 156 * (1 - S / 210 * (1 - S / 272))
    for k in (110, 72, 42, 20):
        series = 1 - S / k * series
    return np.where(E < 1, E * S / 6 * series, E - np.sin(E))


def heliocentric(elements, days):
    r"""Return where a planet stands, seen from the Sun, in the ecliptic of J2000.

    $$x = R_3(-\Omega)\, R_1(-i)\, R_3(-\omega)\; a\,(\cos E - e,\ \sqrt{1 - e^2} \sin E,\ 0)$$

    The elements are those of the day; $E$ solves Kepler's equation for $M = L - \varpi$; $\omega = \varpi - \Omega$.

    Args:
        elements: shape (2, 6): $a$ (AU), $e$, $i$, $L$, $\varpi$, $\Omega$ (degrees) at J2000, and their change in a
            century, as `mathnets.data.mars.elements` gives them.
        days: Julian days, shape (N,), from 3000 BC to 3000 AD.

    Returns:
        Positions, shape (N, 3), in the units of $a$.

    Raises:
        ValueError: if `days` are out of that range, or the elements are no ellipse on one of them.

    Examples:
        >>> circle = [[1, 0, 0, 90, 0, 0], [0, 0, 0, 36525 * 360 / 365.25, 0, 0]]
        >>> print(np.abs(heliocentric(circle, [J2000, J2000 + 365.25 / 4])).round(6))
        [[0. 1. 0.]
         [1. 0. 0.]]

    Source:
        standish2013
    """
    elements = inputs.squarable(inputs.points(elements, "elements", width=6, least=2), "elements")
    if len(elements) != 2:
        raise ValueError(f"elements needs 2 rows, values and their change in a century, got {len(elements)}; drop some")
    days = inputs.vector(days, "days")
    _within(days, "days", *REACH)
    a, e, i, L, perihelion, node = elements[0][:, None] + elements[1][:, None] * ((days - J2000) / CENTURY)
    if not ((a > 0) & (e >= 0) & (e < 1)).all():
        raise ValueError("elements needs a > 0 and 0 <= e < 1 on all days, got others; these are orbits of planets")
    i, node, argument = np.radians(i), np.radians(node), np.radians(perihelion - node)
    E = kepler_equation(np.radians((L - perihelion) % 360), e)
    plane = np.stack([a * (np.cos(E) - e), a * np.sqrt(1 - e * e) * np.sin(E), np.zeros_like(E)])
    x, y, z = _turned(plane, -argument)
    y, z = _turned((y, z), -i)
    return np.stack(_turned((x, y, z), -node), axis=1)


def spherical(X):
    r"""Return longitude, latitude and distance of positions: $x = r\,(\cos b \cos l,\ \cos b \sin l,\ \sin b)$.

    Args:
        X: positions, shape (N, 3).

    Returns:
        longitude: degrees from 0 to 360, shape (N,).
        latitude: degrees from -90 to 90.
        distance: in the units of `X`.

    Raises:
        ValueError: if `X` is of another shape, or holds what is no finite number.

    Examples:
        >>> print(*spherical([[0, -1, 0], [3, 0, 4]]))
        [270.   0.] [ 0.         53.13010235] [1. 5.]

    Source:
        meeus1998
    """
    X = inputs.points(X, width=3)
    longitude = np.degrees(np.arctan2(X[:, 1], X[:, 0])) % 360
    return longitude % 360, np.degrees(np.arctan2(X[:, 2], geometry.norm(X[:, :2]))), geometry.norm(X)


def geocentric(planet, earth, days):
    """Return longitude, latitude and distance of a planet as seen from the Earth, in the equinox of each day.

    Geometric, as if light took no time: by that Mars is wronged by less than a third of a minute of arc, and Mercury,
    the fastest, by 0.7.

    Args:
        planet: its elements, shape (2, 6), as in `heliocentric`.
        earth: those of the Earth.
        days: Julian days, shape (N,).

    Returns:
        longitude: degrees from 0 to 360, shape (N,).
        latitude: degrees from -90 to 90.
        distance: AU.

    Raises:
        ValueError: if an argument is out of range, as in `heliocentric`.

    Examples:
        >>> still = [[2, 0, 0, 30, 0, 0], [0, 0, 0, 0, 0, 0]], [[1, 0, 0, 30, 0, 0], [0, 0, 0, 0, 0, 0]]
        >>> print(*(part.round(3) for part in geocentric(*still, [J2000])))
        [30.] [0.] [1.]

    Source:
        standish2013, meeus1998
    """
    difference = heliocentric(planet, days) - heliocentric(earth, days)
    return spherical(to_equinox_of_date(difference, days))


def triangulate(observers, longitudes):
    r"""Return where the lines of sight from two places meet, in the plane.

    $$P_1 + r_1 (\cos l_1, \sin l_1) = P_2 + r_2 (\cos l_2, \sin l_2)$$

    Kepler's way to distances: after 687 days Mars is where it was, but the Earth is not.

    Args:
        observers: N pairs of places, shape (N, 4): x and y of the first, x and y of the second.
        longitudes: the directions of sight from them, degrees, shape (N, 2).

    Returns:
        Points, shape (N, 2).

    Raises:
        ValueError: if the shapes do not fit together, or two lines are parallel.

    Examples:
        >>> print(triangulate([[0, 0, 2, 0]], [[45, 135]]))
        [[1. 1.]]

    Source:
        kepler1609
    """
    P = inputs.squarable(inputs.points(observers, "observers", width=4), "observers")
    longitudes = inputs.squarable(inputs.points(longitudes, "longitudes", width=2), "longitudes")
    if len(P) != len(longitudes):
        raise ValueError(
            f"observers and longitudes need equal lengths, got {len(P)} and {len(longitudes)}; give a pair for each"
        )
    first, second = np.radians(longitudes % 360).T
    turn = np.sin(second - first)
    if (np.abs(turn) < 1e-12).any():
        raise ValueError("longitudes needs lines of sight that cross, got parallel ones; take another pair of dates")
    x, y = (P[:, 2:] - P[:, :2]).T
    r = (x * np.sin(second) - y * np.cos(second)) / turn
    return P[:, :2] + r[:, None] * np.stack([np.cos(first), np.sin(first)], axis=1)


# Four hypotheses, with the mean distance as the unit.


def circle(days, period, longitude):
    r"""Return where a planet stands that goes uniformly on a circle about the Sun, $l = l_0 + 360^\circ\, t / T$.

    Args:
        days: times since the epoch, shape (N,).
        period: T in days, above 0.
        longitude: $l_0$ at the epoch, degrees.

    Returns:
        longitude: degrees from 0 to 360, shape (N,).
        distance: all 1, shape (N,).

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> print(*circle([0, 100], 400, 300))
        [300.  30.] [1. 1.]

    Source:
        kepler1609
    """
    mean = _mean_longitude(days, period, longitude)
    return mean % 360, np.ones_like(mean)


def eccentric(days, period, longitude, aphelion, eccentricity):
    r"""Return where a planet stands that goes uniformly on a circle whose centre is not the Sun: `equant` with none.

    Args:
        days: times since the epoch, shape (N,).
        period: in days, above 0.
        longitude: mean longitude at the epoch, degrees: that of the uniform motion, about the centre.
        aphelion: direction from the Sun to the centre, degrees.
        eccentricity: distance from the Sun to the centre, in radii; size below 1.

    Returns:
        longitude: seen from the Sun, degrees from 0 to 360, shape (N,).
        distance: from the Sun, in radii.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> print(*(part.round(6) for part in eccentric([0, 100, 200], 400, 0, 0, 0.5)))
        [  0.        63.434949 180.      ] [1.5      1.118034 0.5     ]

    Source:
        kepler1609
    """
    return equant(days, period, longitude, aphelion, eccentricity, 0.0)


def equant(days, period, longitude, aphelion, eccentricity, offset):
    r"""Return where a planet stands whose circle is run through uniformly as seen from a third point, the equant.

    On the line of apsides lie the Sun, the centre at a distance $e_1$, and the equant $e_2$ beyond it. With the mean
    anomaly $M$ from aphelion, and in radii of the circle,

    $$(x, y) = (e_1 + e_2 + \rho \cos M,\ \rho \sin M), \qquad \rho = -e_2 \cos M + \sqrt{1 - e_2^2 \sin^2 M}$$

    With Kepler's numbers this is his vicarious hypothesis.

    Args:
        days: times since the epoch, shape (N,).
        period: in days, above 0.
        longitude: mean longitude at the epoch, degrees: that of the uniform motion, about the equant.
        aphelion: its direction from the Sun, degrees.
        eccentricity: $e_1$, size below 1.
        offset: $e_2$, size below 1.

    Returns:
        longitude: seen from the Sun, degrees from 0 to 360, shape (N,).
        distance: from the Sun, in radii.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> print(*(part.round(6) for part in equant([0, 100, 200], 400, 0, 0, 0.1, 0.1)))
        [  0.       78.63457 180.     ] [1.1      1.014889 0.9     ]

    Source:
        kepler1609
    """
    aphelion = inputs.real(aphelion, "aphelion")
    e1 = inputs.real(eccentricity, "eccentricity", above=-1, below=1)
    e2 = inputs.real(offset, "offset", above=-1, below=1)
    M = np.radians((_mean_longitude(days, period, longitude) - aphelion) % 360)
    rho = -e2 * np.cos(M) + np.sqrt(1 - (e2 * np.sin(M)) ** 2)
    x, y = e1 + e2 + rho * np.cos(M), rho * np.sin(M)
    return (aphelion + np.degrees(np.arctan2(y, x))) % 360, np.hypot(x, y)


def ellipse(days, period, longitude, aphelion, eccentricity):
    r"""Return where a planet stands on an ellipse with the Sun in a focus, by the law of areas: Kepler's hypothesis.

    $$M = E - e \sin E, \qquad (x, y) = (\cos E - e,\ \sqrt{1 - e^2} \sin E)$$

    Args:
        days: times since the epoch, shape (N,).
        period: in days, above 0.
        longitude: mean longitude at the epoch, degrees.
        aphelion: its direction from the Sun, degrees.
        eccentricity: size below 1; a negative one turns the ellipse by half a turn.

    Returns:
        longitude: seen from the Sun, degrees from 0 to 360, shape (N,).
        distance: from the Sun, in semi-major axes.

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> print(*(part.round(6) for part in ellipse([0, 100, 200], 400, 0, 0, 0.1)))
        [  0.        78.616185 180.      ] [1.1      1.009934 0.9     ]

    Source:
        kepler1609
    """
    e = inputs.real(eccentricity, "eccentricity", above=-1, below=1)
    perihelion = inputs.real(aphelion, "aphelion") + (180 if e >= 0 else 0)
    e = abs(e)
    E = kepler_equation(np.radians((_mean_longitude(days, period, longitude) - perihelion) % 360), e)
    x, y = np.cos(E) - e, np.sqrt(1 - e * e) * np.sin(E)
    return (perihelion + np.degrees(np.arctan2(y, x))) % 360, 1 - e * np.cos(E)


def _mean_longitude(days, period, longitude):
    days = inputs.squarable(inputs.vector(days, "days"), "days")
    period, longitude = inputs.real(period, "period", above=0), inputs.real(longitude, "longitude")
    return longitude + 360 * days / period


HYPOTHESES = {  # and the names of what each leaves open
    "circle": (circle, ("period", "longitude")),
    "eccentric": (eccentric, ("period", "longitude", "aphelion", "eccentricity")),
    "equant": (equant, ("period", "longitude", "aphelion", "eccentricity", "offset")),
    "ellipse": (ellipse, ("period", "longitude", "aphelion", "eccentricity")),
}


class LongitudeFit(NamedTuple):
    """A hypothesis fitted to longitudes.

    Attributes:
        hypothesis: its name.
        parameters: a dict of its numbers, in the order in which its function takes them.
        residuals: computed minus observed longitudes, minutes of arc, shape (N,).
    """

    hypothesis: str
    parameters: dict
    residuals: np.ndarray

    @property
    def rms(self):
        """Root of the mean squared residual, minutes of arc."""
        return float(np.sqrt(np.mean(self.residuals**2)))

    @property
    def worst(self):
        """Largest residual in size, minutes of arc."""
        return float(np.abs(self.residuals).max())


def fit_longitudes(hypothesis, days, longitudes, *, period=687.0):
    r"""Return the hypothesis whose longitudes come closest, by least squares, to observed ones.

    Residuals are differences of angles, within half a turn. Of twelve directions of the aphelion the three that
    fit best are starts; the best result is returned, with an eccentricity of at least 0.

    Args:
        hypothesis: "circle", "eccentric", "equant" or "ellipse".
        days: times since an epoch of your choice, shape (N,), at least as many as the hypothesis has numbers.
        longitudes: heliocentric, in one equinox, degrees, shape (N,).
        period: a first guess, days: near enough that no turn is lost between the first and the last day.

    Returns:
        A `LongitudeFit`.

    Raises:
        ValueError: if an argument is out of range, there are too few longitudes, or all days are the same.

    Examples:
        >>> days = 50.0 * np.arange(8)
        >>> fit = fit_longitudes("ellipse", days, ellipse(days, 400, 10, 150, 0.2)[0], period=390)
        >>> print({name: round(value, 6) for name, value in fit.parameters.items()})
        {'period': 400.0, 'longitude': 10.0, 'aphelion': 150.0, 'eccentricity': 0.2}

    Source:
        kepler1609, levenberg1944
    """
    model, names = HYPOTHESES[inputs.choice(hypothesis, "hypothesis", tuple(HYPOTHESES))]
    days = inputs.squarable(inputs.vector(days, "days"), "days")
    seen = inputs.squarable(inputs.vector(longitudes, "longitudes", length=len(days)), "longitudes") % 360
    period = inputs.real(period, "period", above=0)
    if (different := len(np.unique(days))) < len(names):
        raise ValueError(f"days needs {len(names)} different ones for the {hypothesis}, got {different}; observe more")
    span = float(np.ptp(days))
    if not 1e-3 * period < span < 1e6 * period:
        raise ValueError(
            f"days needs a span from a thousandth of the period to a million of it, got {span:g}; give days and period"
            " in one unit"
        )

    centre = float(days.mean())  # as the epoch, so that period and longitude are told apart

    def residuals(numbers):
        if numbers[0] <= 0 or (np.abs(numbers[3:]) >= 1).any():
            return np.full(len(days), 1e6)  # no orbit
        return 60 * _within_half_a_turn(model(days - centre, *numbers)[0] - seen)

    offsets = np.radians(seen - 360 * (days - centre) / period)
    first = np.degrees(np.arctan2(np.sin(offsets).mean(), np.cos(offsets).mean()))
    starts = [[period, first]]
    if len(names) > 2:
        aphelia = first + 360 / _APHELIA * np.arange(_APHELIA)
        starts = [[period, first, aphelion, *[_GUESS] * (len(names) - 3)] for aphelion in aphelia]
        starts = sorted(starts, key=lambda start: np.sum(residuals(np.array(start)) ** 2))[:_BEST]
    best = min((levenberg_marquardt(residuals, start) for start in starts), key=lambda fit: fit.rms)
    x = best.x.copy()
    if len(x) > 3 and x[3] < 0:
        x[3:] *= -1
        x[2] += 180
    x[1] -= 360 * centre / x[0]
    x[1:3] %= 360
    return LongitudeFit(hypothesis, dict(zip(names, x.tolist(), strict=True)), best.residuals)


def _within_half_a_turn(degrees):
    return (degrees + 180) % 360 - 180


# Newton's law.


class Path(NamedTuple):
    """What an integration gives.

    Attributes:
        x: positions, shape (steps + 1, D) or (steps + 1, M, D): the start, and after each step.
        v: velocities, of the same shape.
    """

    x: np.ndarray
    v: np.ndarray


def gravity(x, mu=SUN):
    r"""Return the acceleration towards a mass at the origin, $-\mu\, x / |x|^3$.

    Args:
        x: positions, shape (D,) or (M, D), none of them 0.
        mu: $G m$, AU^3/year^2 if distances are AU and times years.

    Returns:
        Accelerations, in the shape of `x`.

    Raises:
        ValueError: if `x` is of another shape, or a position is 0.

    Examples:
        >>> gravity([2.0, -1.0], mu=5**1.5)
        array([-2.,  1.])

    Source:
        newton1687
    """
    x, mu = _row_or_rows(x, "x"), inputs.real(mu, "mu")
    with np.errstate(over="ignore"):
        square = np.vecdot(x, x)[..., None]
        if square.min() > 1e-150 and square.max() < 1e150:
            return -mu * x / (square * np.sqrt(square))
        r = np.asarray(geometry.norm(x))[..., None]
        if (r == 0).any():
            raise ValueError("x needs positions away from the mass, got 0; start elsewhere")
        return -mu * (x / r / r / r)


def energy(x, v, mu=SUN):
    r"""Return the energy of a planet for each unit of its mass, $\tfrac12 |v|^2 - \mu / |x|$.

    Args:
        x: positions, shape (D,) or (M, D), none of them 0.
        v: velocities, of the same shape.
        mu: as in `gravity`.

    Returns:
        A number, or shape (M,).

    Raises:
        ValueError: if the shapes differ, or a position is 0.

    Examples:
        >>> print(energy([1.0, 0.0], [0.0, 1.0], mu=1))
        -0.5

    Source:
        newton1687
    """
    x, v = _state(x, v)
    mu, r = inputs.real(mu, "mu"), geometry.norm(x)
    if np.any(r == 0):
        raise ValueError("x needs positions away from the mass, got 0; start elsewhere")
    with np.errstate(over="ignore"):
        return geometry.norm(v) ** 2 / 2 - mu / r


def orbital_period(a, mu=SUN):
    r"""Return the period of an orbit, $T = 2\pi \sqrt{a^3 / \mu}$: Kepler's third law.

    Args:
        a: semi-major axes, above 0, shape (N,).
        mu: as in `gravity`; with that of the Sun, AU give years and $T^2 = a^3$.

    Returns:
        Periods, shape (N,).

    Raises:
        ValueError: if a number is out of its range.

    Examples:
        >>> print(orbital_period([1, 4]))
        [1. 8.]

    Source:
        kepler1619, newton1687
    """
    a, mu = inputs.vector(a, "a"), inputs.real(mu, "mu", above=0)
    if (a <= 0).any():
        raise ValueError(f"a needs semi-major axes above 0, got {a.min():g}; drop the others")
    with np.errstate(over="ignore"):
        return 2 * np.pi / np.sqrt(mu) * a * np.sqrt(a)


def perihelion_state(a, e, mu=SUN):
    r"""Return position and velocity at perihelion, in the plane: $a(1 - e)$ and $\sqrt{\mu (1 + e) / (a (1 - e))}$.

    Args:
        a: semi-major axes, above 0, shape (M,).
        e: eccentricities, at least 0 and below 1, shape (M,).
        mu: as in `gravity`.

    Returns:
        x: positions, shape (M, 2), on the first axis.
        v: velocities, shape (M, 2), along the second.

    Raises:
        ValueError: if a number is out of its range, or the lengths differ.

    Examples:
        >>> x, v = perihelion_state([1.0], [0.6], mu=1)
        >>> print(x, v)
        [[0.4 0. ]] [[0. 2.]]

    Source:
        danby1988
    """
    a, mu = inputs.squarable(inputs.vector(a, "a"), "a"), inputs.real(mu, "mu", above=0)
    e = inputs.vector(e, "e", length=len(a))
    if (a <= 0).any() or (e < 0).any() or (e >= 1).any():
        raise ValueError(f"a and e need a > 0 and 0 <= e < 1, got a={a} and e={e}; these are ellipses")
    near, still = a * (1 - e), np.zeros_like(a)
    with np.errstate(over="ignore"):
        return np.stack([near, still], axis=1), np.stack([still, np.sqrt(mu) * np.sqrt(1 + e) / np.sqrt(near)], axis=1)


def leapfrog(acceleration, x, v, *, dt, steps):
    r"""Return the path of bodies by leapfrog (velocity Verlet): half a kick, a drift, half a kick.

    $$v_{1/2} = v + \tfrac{dt}{2}\, a(x), \qquad x' = x + dt\, v_{1/2}, \qquad v' = v_{1/2} + \tfrac{dt}{2}\, a(x')$$

    Symplectic and reversible: the energy oscillates by an error of order $dt^2$ and does not drift.

    Args:
        acceleration: a function that takes positions of the shape of `x` and gives accelerations of that shape.
        x: positions, shape (D,), or of M bodies that do not see each other, (M, D).
        v: velocities, of the same shape.
        dt: time of a step, not 0; a negative one goes back.
        steps: how many, at least 1.

    Returns:
        A `Path`.

    Raises:
        TypeError: if `acceleration` is no function.
        ValueError: if the shapes do not fit together, or a number is out of its range.
        FloatingPointError: if the path leaves what numbers can hold.

    Examples:
        >>> path = leapfrog(gravity, [1.0, 0.0], [0.0, 2 * np.pi], dt=1e-3, steps=1000)
        >>> print(np.abs(path.x[-1] - path.x[0]).max() < 1e-4)
        True

    Source:
        verlet1967, hairer2003
    """
    f, path, dt = _begun(acceleration, x, v, dt, steps)
    with np.errstate(all="ignore"):
        a = f(path.x[0])
        for k in range(len(path.x) - 1):
            half = path.v[k] + dt / 2 * a
            np.add(path.x[k], dt * half, out=path.x[k + 1])
            a = f(path.x[k + 1])
            np.add(half, dt / 2 * a, out=path.v[k + 1])
    return _ended(path)


def euler(acceleration, x, v, *, dt, steps):
    r"""Return the path of bodies by Euler's method, $x' = x + dt\, v$ and $v' = v + dt\, a(x)$: the energy drifts.

    Args:
        acceleration: a function, as in `leapfrog`.
        x: positions, shape (D,) or (M, D).
        v: velocities, of the same shape.
        dt: time of a step, not 0.
        steps: how many, at least 1.

    Returns:
        A `Path`.

    Raises:
        TypeError: if `acceleration` is no function.
        ValueError: if the shapes do not fit together, or a number is out of its range.
        FloatingPointError: if the path leaves what numbers can hold.

    Examples:
        >>> path = euler(gravity, [1.0, 0.0], [0.0, 2 * np.pi], dt=1e-3, steps=1000)
        >>> print(energy(path.x[-1], path.v[-1]) - energy(path.x[0], path.v[0]) > 1)
        True

    Source:
        hairer2003
    """
    f, path, dt = _begun(acceleration, x, v, dt, steps)
    with np.errstate(all="ignore"):
        for k in range(len(path.x) - 1):
            np.add(path.x[k], dt * path.v[k], out=path.x[k + 1])
            np.add(path.v[k], dt * f(path.x[k]), out=path.v[k + 1])
    return _ended(path)


def turning_period(x, dt):
    r"""Return the time of the first full turn about the origin, from positions at equal times.

    Between the two samples around it the angle is taken as a straight line.

    Args:
        x: positions in the plane, shape (steps + 1, 2), less than half a turn between two.
        dt: time between two, above 0.

    Returns:
        The period, in the units of `dt`.

    Raises:
        ValueError: if `dt` is not positive, a position is 0, or there is no full turn.

    Examples:
        >>> t = np.arange(0, 3, 0.1)
        >>> print(round(turning_period(np.stack([np.cos(3 * t), np.sin(3 * t)], axis=1), 0.1), 6))
        2.094395

    Source:
        kepler1619
    """
    x, dt = inputs.points(x, "x", width=2, least=2), inputs.real(dt, "dt", above=0)
    if not x.any(axis=1).all():
        raise ValueError("x needs positions away from the origin, got 0; about what do they turn?")
    turned = np.unwrap(np.arctan2(x[:, 1], x[:, 0]))
    turned = np.abs(turned - turned[0])
    beyond = np.flatnonzero(turned >= 2 * np.pi)
    if not len(beyond):
        raise ValueError(f"x needs a full turn, got {turned.max() / (2 * np.pi):.3g} of one; integrate longer")
    k = beyond[0]
    return float(dt * (k - 1 + (2 * np.pi - turned[k - 1]) / (turned[k] - turned[k - 1])))


def force_exponent(x, dt):
    r"""Return the exponent $p$ of a central force $|a| \propto r^p$, from positions at equal times alone.

    $$a_k \approx \frac{x_{k+1} - 2 x_k + x_{k-1}}{dt^2}$$

    and $p$ is the slope of the least-squares line of $\log |a|$ over $\log r$. For planets it is -2. Positions that
    `leapfrog` made give back the law that was put in, exactly: there the quotient is the acceleration itself.

    Args:
        x: positions, shape (steps + 1, D), at least 5, at distances that differ.
        dt: time between two, above 0.

    Returns:
        The exponent.

    Raises:
        ValueError: if there are too few positions, all at one distance, or some without acceleration.

    Examples:
        >>> t = np.arange(0, 6, 0.01)  # a spring: the acceleration is -x
        >>> print(round(force_exponent(np.stack([np.cos(t), 2 * np.sin(t)], axis=1), 0.01), 6))
        1.0

    Source:
        newton1687
    """
    x, dt = inputs.squarable(inputs.points(x, "x", least=5), "x"), inputs.real(dt, "dt", above=0)
    a = geometry.norm((x[2:] - 2 * x[1:-1] + x[:-2]) / dt**2)
    r = geometry.norm(x[1:-1])
    if not ((r > 0).all() and (a > 0).all()):
        raise ValueError("x needs positions off the centre that accelerate, got some at 0 or on a line; drop those")
    r, a = np.log(r), np.log(a)
    spread = r - r.mean()
    if np.abs(spread).max() < 1e-6:
        raise ValueError("x needs distances that differ, got a circle; it shows no law of distance")
    return float(spread @ (a - a.mean()) / (spread @ spread))


def _begun(acceleration, x, v, dt, steps):
    """Return the checked acceleration, an empty path that begins at x and v, and dt."""
    f = inputs.function(acceleration, "acceleration")
    x, v = _state(x, v)
    dt, steps = inputs.real(dt, "dt"), inputs.integer(steps, "steps")
    if dt == 0:
        raise ValueError("dt needs to be other than 0, got 0; choose a time of a step")
    path = Path(np.empty((steps + 1, *x.shape)), np.empty((steps + 1, *x.shape)))
    path.x[0], path.v[0] = x, v

    def checked(x):
        if not np.isfinite(x).all():
            return np.full_like(x, np.nan)  # `_ended` names the step
        a = f(x)
        if np.shape(a) != x.shape:
            raise ValueError(f"acceleration needs to give shape {x.shape}, got {np.shape(a)}; give one a position")
        return a

    return checked, path, dt


def _ended(path):
    """Return the path, if it holds numbers alone."""
    finite = np.isfinite(path.x).all() and np.isfinite(path.v).all()
    if not finite:
        broken = ~(np.isfinite(path.x) & np.isfinite(path.v)).reshape(len(path.x), -1).all(axis=1)
        raise FloatingPointError(
            f"the path needs to stay finite, got overflow at step {np.argmax(broken)}; take a smaller dt"
        )
    return path


def _state(x, v):
    x, v = _row_or_rows(x, "x"), _row_or_rows(v, "v")
    if x.shape != v.shape:
        raise ValueError(f"x and v need equal shapes, got {x.shape} and {v.shape}; give a velocity for each position")
    return x, v


def _row_or_rows(x, name):
    return inputs.vector(x, name) if inputs.axes(x, name) <= 1 else inputs.points(x, name)


def _fitting(**values):
    """Return arrays, stretched to one shape."""
    found = [inputs.array(value, name) for name, value in values.items()]
    try:
        return np.broadcast_arrays(*found)
    except ValueError:
        shapes = " and ".join(str(value.shape) for value in found)
        raise ValueError(
            f"{' and '.join(values)} need shapes that fit together, got {shapes}; make them equal"
        ) from None


def _within(values, name, least, most, whole=False):
    """Raise unless all values lie from `least` to `most`, and are whole if asked."""
    bad = (values < least) | (values > most)
    if whole:
        bad = bad | (values != np.floor(values))
    if bad.any():
        kind = "whole numbers" if whole else "numbers"
        raise ValueError(f"{name} needs {kind} from {least:g} to {most:g}, got {values[bad].flat[0]:g}; choose others")
