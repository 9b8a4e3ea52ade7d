"""Facts about the project that the build needs: where things lie, its version, date, authors and address."""

import datetime
import functools
import os
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
FIGURES = ROOT / "figures_src"
DOCS = ROOT / "docs"
BIBLIOGRAPHY = DOCS / "references.bib"
REGISTER = FIGURES / "register.json"
RELEASED = FIGURES / "_released"


def cache():
    """Return the folder of everything that is generated and can be deleted; `MATHNETS_CACHE` moves it."""
    return Path(os.environ.get("MATHNETS_CACHE") or ROOT / ".cache")


@functools.cache
def citation():
    """Return CITATION.cff as a dict."""
    return yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def version():
    """Return the released version."""
    return str(citation()["version"])


def released():
    """Return the date of the release; it stands for "now" in every file of the site."""
    value = citation()["date-released"]
    return value if isinstance(value, datetime.date) else datetime.date.fromisoformat(value)


def epoch():
    """Return the release date in seconds since 1970, the value of SOURCE_DATE_EPOCH."""
    day = released()
    return int(datetime.datetime(day.year, day.month, day.day, tzinfo=datetime.UTC).timestamp())


def author():
    """Return the authors in one line."""
    return ", ".join(a.get("name") or f"{a['given-names']} {a['family-names']}" for a in citation()["authors"])


def credit(id, licence, origin=None):
    """Return the line that a slide carries: the figure's address, its authors, whose pixels or words it shows, its licence."""
    where = address(f"figures/{id}/index.html") or f"mathnets: {id}"
    return "   ·   ".join(filter(None, [where, author(), origin, licence]))


def address(path=""):
    """Return the public address of `path` on the published site, or None when `SITE_URL` is not set."""
    base = os.environ.get("SITE_URL", "").strip()
    return f"{base.rstrip('/')}/{path}" if base else None
