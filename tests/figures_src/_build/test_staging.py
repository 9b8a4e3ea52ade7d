"""Tests of the swap of whole sites; killed builds of MkDocs are in test_faults.py."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from figures_src._build import staging


@pytest.fixture
def dead():
    """The number of a process that is gone."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


@pytest.fixture(params=["at once", "by two renames"])
def way(request, monkeypatch):
    """Both ways to swap: in one step, where the system can, and the other."""
    if request.param == "by two renames":
        monkeypatch.setattr(staging, "_exchange", lambda *_: False)
    elif sys.platform != "linux":
        pytest.skip("this system can't swap two folders in one step")
    return request.param


def folder(path, text):
    """Make a folder with one page, as the build does."""
    path.mkdir(parents=True)
    (path / "index.html").write_text(text)
    (path / staging.MARK).write_text("{}")
    return path


def names(path):
    """Return what lies in a folder."""
    return sorted(p.name for p in path.iterdir())


def test_site_is_swapped_in_whole(tmp_path, way):
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


def test_first_site_needs_no_old_one(tmp_path, way):
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


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="only Linux says so")
def test_process_that_nobody_waited_for_is_not_alive():
    """A process that was killed counts as gone although its parent has not yet asked for its exit code."""
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert staging.alive(child.pid)
    child.kill()
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    try:
        os.kill(child.pid, 0)
        assert not staging.alive(child.pid)
    finally:
        child.communicate()


def test_folder_of_strangers_is_refused(tmp_path):
    """A folder that holds what no build has put there, or a file, is named and left as it was."""
    notes = tmp_path / "notes"
    notes.mkdir()
    (notes / "diary.txt").write_text("mine")
    versioned = folder(tmp_path / "pages", "old")
    (versioned / ".git").write_text("gitdir: elsewhere")
    for place, stranger in ((notes, "diary.txt"), (versioned, ".git"), (notes / "diary.txt", "diary.txt")):
        with pytest.raises(staging.Occupied, match=f"got {place} with '{stranger}'; empty it, or choose another with -d"):
            staging.begin(place)
    assert names(tmp_path) == ["notes", "pages"]
    assert (notes / "diary.txt").read_text() == "mine"


def test_site_may_lie_behind_a_link(tmp_path):
    """Where the site's folder is a link, the folder that it leads to is replaced, and the link stays."""
    site = folder(tmp_path / "www/html", "old")
    (tmp_path / "site").symlink_to(site)
    stage = staging.begin(tmp_path / "site")
    (stage / "index.html").write_text("new")
    staging.finish(stage)
    assert (tmp_path / "site").is_symlink()
    assert (site / "index.html").read_text() == "new"
    assert names(site.parent) == ["html"]


def _swap(site, text, die_at=None):
    """Build a site in a process of its own, which kills itself before its file operation `die_at`; return its status."""
    child = os.fork()
    if not child:
        count = iter(range(1, 1000))

        def hook(event, arguments):
            if event.startswith(("os.", "shutil.")) and event != "os.kill" and next(count) == die_at:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            stage = staging.begin(site)
            (stage / "index.html").write_text(text)
            (stage / staging.MARK).write_text("{}")
            sys.addaudithook(hook)
            staging.finish(stage)
        finally:
            os._exit(0 if sys.exc_info()[0] is None else 1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def test_kill_at_any_step_of_the_swap_leaves_a_whole_site(tmp_path, way):
    """Killed before each single file operation of the swap, the next build finds the old or the new site, whole."""
    site, statuses = tmp_path / "site", []
    while 0 not in statuses:
        folder(tmp_path / "site", "old") if not site.exists() else (site / "index.html").write_text("old")
        statuses.append(_swap(site, "new", die_at=len(statuses) + 1))
        assert site.exists() or way == "by two renames"
        stage = staging.begin(site)
        assert names(tmp_path) == sorted(["site", stage.name])
        assert names(site) == [staging.MARK, "index.html"]
        assert (site / "index.html").read_text() in ("old", "new")
        stage.rmdir()
    assert statuses == [-signal.SIGKILL] * (len(statuses) - 1) + [0]
    assert len(statuses) > 4


def test_builds_at_once_both_finish(tmp_path, way):
    """Several builds that swap their sites in at once all succeed, and one of them stands, whole."""
    for run in range(5):
        site = tmp_path / f"{run}" / "site"
        codes = []
        builds = [threading.Thread(target=lambda text=text: codes.append(_swap(site, text))) for text in "abcd"]  # noqa: B023
        for build in builds:
            build.start()
        for build in builds:
            build.join()
        assert codes == [0] * 4
        assert (site / "index.html").read_text() in "abcd"
        assert names(site.parent) == ["site"]


def test_site_stands_at_every_moment(tmp_path):
    """Whoever asks for the first page while sites are swapped always gets one."""
    if not staging._exchange(folder(tmp_path / "a", "a"), folder(tmp_path / "b", "b")):
        pytest.skip("this system can't swap two folders in one step")
    site = folder(tmp_path / "site", "old")
    builder = threading.Thread(target=lambda: [_swap(site, str(n)) for n in range(10)])
    builder.start()
    while builder.is_alive():
        assert (site / "index.html").read_text() is not None


def test_site_that_is_swapped_while_it_is_looked_at_is_no_stranger(tmp_path, monkeypatch):
    """What another build removes and puts there meanwhile is looked at again, so that no site is taken for something else."""
    site, listed = tmp_path / "site", []
    site.mkdir()
    (site / "page.html").touch()  # the rest of an old site, its mark already gone

    def listdir(path, real=os.listdir):
        names = real(path)
        if not listed:
            site.rename(tmp_path / "old")
            site.mkdir()
            (site / staging.MARK).touch()
        listed.append(names)
        return names

    monkeypatch.setattr(staging.os, "listdir", listdir)
    stage = staging.begin(site)
    assert listed == [["page.html"], [staging.MARK]]
    assert stage.is_dir()
