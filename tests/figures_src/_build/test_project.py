"""Tests of the facts about the project."""

import datetime

import pytest

from figures_src._build import project


@pytest.fixture
def citation(monkeypatch):
    """A citation file of one's own."""

    def write(**more):
        facts = {"version": "1.2.0", "date-released": datetime.date(2020, 2, 29), "authors": [{"name": "A"}]} | more
        monkeypatch.setattr(project, "citation", lambda: facts)

    write()
    return write


def test_cache_can_be_moved(monkeypatch, tmp_path):
    """`MATHNETS_CACHE` moves the cache; empty, it stands in the project."""
    monkeypatch.setenv("MATHNETS_CACHE", str(tmp_path))
    assert project.cache() == tmp_path
    monkeypatch.setenv("MATHNETS_CACHE", "")
    assert project.cache() == project.ROOT / ".cache"


def test_epoch_is_the_day_of_the_release(citation):
    """SOURCE_DATE_EPOCH is midnight, UTC, of the release, whether YAML made it a date or text."""
    assert project.epoch() == 1582934400
    citation(**{"date-released": "2020-02-29"})
    assert project.epoch() == 1582934400


def test_authors_are_persons_or_groups(citation):
    """A person has two names, a group one."""
    citation(authors=[{"given-names": "Ada", "family-names": "Lovelace"}, {"name": "The others"}])
    assert project.author() == "Ada Lovelace, The others"


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("", None),
        ("  ", None),
        ("https://example.org", "https://example.org/figures/a"),
        ("https://example.org/nets/", "https://example.org/nets/figures/a"),
    ],
)
def test_address_is_never_invented(monkeypatch, base, address):
    """Without `SITE_URL` there is no address; with it, paths are joined by one slash."""
    monkeypatch.setenv("SITE_URL", base)
    assert project.address("figures/a") == address
