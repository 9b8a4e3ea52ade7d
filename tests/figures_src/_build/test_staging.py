"""Tests of the swap of whole sites; killed builds of MkDocs are in test_hooks.py."""

import os
import subprocess
import sys

import pytest

from figures_src._build import staging


@pytest.fixture
def dead():
    """The number of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def folder(path, text):
    """Make a folder with one page."""
    path.mkdir(parents=True)
    (path / "index.html").write_text(text)
    return path


def names(path):
    """Return what lies in a folder."""
    return sorted(p.name for p in path.iterdir())


def test_site_is_swapped_in_whole(tmp_path):
    """What was built beside the site takes its place, with all of it and nothing of the old."""
    site = folder(tmp_path / "site", "old")
    (site / "stray.html").write_text("old")
    stage = staging.begin(site)
    (stage / "index.html").write_text("new")
    assert (site / "index.html").read_text() == "old"
    staging.finish(stage)
    assert names(site) == ["index.html"]
    assert (site / "index.html").read_text() == "new"
    assert names(tmp_path) == ["site"]
    assert site.stat().st_mode & 0o777 == 0o755


def test_first_site_needs_no_old_one(tmp_path):
    """A site may be new, in folders that are new."""
    site = tmp_path / "a/b/site-1.0"
    stage = staging.begin(site)
    (stage / "index.html").write_text("new")
    staging.finish(stage)
    assert (site / "index.html").read_text() == "new"


def test_what_a_killed_build_left_is_removed(tmp_path, dead):
    """The next build removes the stage of one that is gone, and keeps that of one that runs."""
    site = folder(tmp_path / "site", "old")
    folder(tmp_path / f".site-site-{dead}-abc", "half")
    folder(tmp_path / f".site-site-{dead}-old", "older")
    running = folder(tmp_path / f".site-site-{os.getppid()}-def", "half")
    stage = staging.begin(site)
    assert names(tmp_path) == sorted(["site", running.name, stage.name])
    assert (site / "index.html").read_text() == "old"


def test_kill_between_the_two_renames_is_mended(tmp_path, dead):
    """When a build was killed after it had put the old site aside, the next one puts it back."""
    folder(tmp_path / f".site-site-{dead}-old", "old")
    folder(tmp_path / f".site-site-{dead}-abc", "new, perhaps not whole on the disk")
    stage = staging.begin(tmp_path / "site")
    assert (tmp_path / "site/index.html").read_text() == "old"
    assert names(tmp_path) == sorted(["site", stage.name])


def test_neighbours_are_left_alone(tmp_path, dead):
    """The leavings of another site beside this one, of a name that begins alike, are not touched."""
    others = [f".site-site-2-{dead}-old", f".site-site-2-{dead}-abc", ".site-notes", f".site-other-{dead}-old"]
    for name in others:
        folder(tmp_path / name, "other")
    stage = staging.begin(tmp_path / "site")
    assert names(tmp_path) == sorted([*others, stage.name])


def test_alive_knows_the_living(dead):
    """A process that runs is alive; one that is gone is not, nor is this one, which asks about others."""
    assert staging.alive(os.getppid())
    assert staging.alive(1)
    assert not staging.alive(dead)
    assert not staging.alive(os.getpid())
