"""Tycho's oppositions: read as written, near a modern theory, refused when changed; elements against an ephemeris."""

import astronomy
import numpy as np
import pytest

from mathnets import orbits
from mathnets.data import mars

BODIES = {
    "mercury": (astronomy.Body.Mercury, 0.3),
    "venus": (astronomy.Body.Venus, 0.4),
    "earth": (astronomy.Body.EMB, 0.4),
    "mars": (astronomy.Body.Mars, 1.4),
    "jupiter": (astronomy.Body.Jupiter, 15),
    "saturn": (astronomy.Body.Saturn, 27),
}


def test_the_oppositions_stand_as_in_the_note():
    """The first and the fifth opposition are read as dates of the Julian calendar, from noon, and as angles."""
    seen = mars.oppositions()
    assert seen.days.shape == seen.longitude.shape == seen.latitude.shape == (12,)
    assert seen.days[0] == pytest.approx(2298475 + (1 + 31 / 60) / 24, abs=1e-9)
    assert seen.longitude[4] == pytest.approx(214 + 23 / 60, abs=1e-12)
    assert seen.latitude[6] == pytest.approx(-(6 + 2 / 60), abs=1e-12)
    assert (np.diff(seen.days) > 760).all() and (np.diff(seen.days) < 815).all()


def test_the_oppositions_are_oppositions():
    """By the elements Mars stood there, to 8', and opposite the Sun to a quarter of a degree: real data, not exact."""
    seen = mars.oppositions()
    longitude, latitude, _ = orbits.geocentric(mars.elements("mars"), mars.elements("earth"), seen.days)
    off = 60 * (seen.longitude - longitude)
    assert 2 < np.sqrt(np.mean(off**2)) < 4 and np.abs(off).max() < 8
    assert np.abs(seen.latitude - latitude).max() < 0.2
    earth = orbits.to_equinox_of_date(orbits.heliocentric(mars.elements("earth"), seen.days), seen.days)
    assert np.abs(orbits.spherical(earth)[0] - seen.longitude).max() < 0.25


def test_hours_from_midnight_would_not_fit():
    """Half a day off, all longitudes would lie on one side of the theory, by far more than their spread."""
    seen = mars.oppositions()
    longitude, *_ = orbits.geocentric(mars.elements("mars"), mars.elements("earth"), seen.days - 0.5)
    off = 60 * (seen.longitude - longitude)
    assert (off < -5).all() or (off > 5).all() or np.abs(off.mean()) > 8


def test_pairs_are_a_martian_year_apart():
    """Each pair is 687 days apart, the Earth meanwhile has moved on by 317 degrees."""
    pairs = mars.triangulation()
    np.testing.assert_array_equal(np.diff(pairs.days)[:, 0], 687)
    moved = np.diff(pairs.earth)[:, 0] % 360
    assert np.abs(moved - 317).max() < 2


@pytest.mark.parametrize("planet", mars.PLANETS)
def test_elements_give_positions_as_another_theory_does(planet):
    """Between 1580 and 1606 longitudes are wrong by the minutes of arc of the note at most, distances by 0.4 %."""
    days = np.linspace(orbits.julian_day(1580, 1, 1), orbits.julian_day(1606, 1, 1), 60)
    body, most = BODIES[planet]
    found = orbits.spherical(orbits.heliocentric(mars.elements(planet), days))
    turn = astronomy.Rotation_EQJ_ECL()
    times = [astronomy.Time.FromTerrestrialTime(day - orbits.J2000) for day in days]
    vectors = [astronomy.RotateVector(turn, astronomy.HelioVector(body, time)) for time in times]
    wanted = orbits.spherical([[vector.x, vector.y, vector.z] for vector in vectors])
    off = 60 * np.abs((found[0] - wanted[0] + 180) % 360 - 180)
    assert most / 4 < off.max() < most
    assert 60 * np.abs(found[1] - wanted[1]).max() < 1
    np.testing.assert_allclose(found[2], wanted[2], rtol=4e-3)


def test_a_changed_table_is_refused(tmp_path, monkeypatch):
    """One digit changed, or the file gone: each is told with its name and what to do."""
    good = mars.Path(mars.__file__).with_name(mars.OPPOSITIONS[0]).read_bytes()
    monkeypatch.setattr(mars, "__file__", str(tmp_path / "mars.py"))
    with pytest.raises(FileNotFoundError, match="restore the file"):
        mars.oppositions()
    (tmp_path / mars.OPPOSITIONS[0]).write_bytes(good.replace(b"1580", b"1581"))
    with pytest.raises(OSError, match=r"mars_oppositions\.csv needs to hold a text with sha256 315c3a"):
        mars.oppositions()
    (tmp_path / mars.OPPOSITIONS[0]).write_bytes(good)
    assert len(mars.oppositions().days) == 12


def test_an_unknown_planet_is_named():
    """The planets are six, in lower case."""
    with pytest.raises(ValueError, match="planet must be one of 'mercury'"):
        mars.elements("Mars")


def test_no_caller_damages_another():
    """What is returned is fresh."""
    mars.elements("mars")[:] = 0
    assert mars.elements("mars")[0, 0] == 1.52371243


def test_the_note_has_the_hashes():
    """The note names both tables with the hashes that the module checks."""
    note = mars.Path(mars.__file__).with_name("mars.md").read_text(encoding="utf-8")
    for name, sha256 in (mars.OPPOSITIONS, mars.TRIANGULATION):
        assert f"| `{name}` | {sha256} |" in note
