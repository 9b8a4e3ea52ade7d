"""Four hypotheses fitted to the twelve oppositions of Mars, in the equinox of J2000, and Mars as it is known today."""

import numpy as np

from mathnets.data import mars
from mathnets.orbits import HYPOTHESES, fit_longitudes, heliocentric, precession, spherical, to_equinox_of_date


def compute():
    """Days and longitudes; each hypothesis' numbers and residuals (minutes of arc); and where Mars really was."""
    seen = mars.oppositions()
    longitude = (seen.longitude - precession(seen.days)) % 360
    result = {"days": seen.days, "longitude": longitude, "of_date": seen.longitude}
    for name in HYPOTHESES:
        fit = fit_longitudes(name, seen.days, longitude)
        result[f"{name}_numbers"] = np.array(list(fit.parameters.values()))
        result[f"{name}_residuals"] = fit.residuals
    for planet in ("earth", "mars"):
        x = heliocentric(mars.elements(planet), seen.days)
        result[f"{planet}_places"] = x[:, :2]
    today = spherical(to_equinox_of_date(x, seen.days))[0]
    result["against_today"] = 60 * ((seen.longitude - today + 180) % 360 - 180)
    return result
