"""Tests of the cache's folders; what damage does to a build is in test_build.py."""

import json
import os
import subprocess
import sys
import time

import pytest

from figures_src._build import store


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """A cache of one's own."""
    monkeypatch.setattr(store, "cache", lambda: tmp_path)
    return tmp_path


def put(text="content", key="key", **options):
    """Publish an entry with one file."""
    with store.publish("draw", key, **options) as draft:
        (draft / "file").write_text(text)


def text(cache):
    """Return what the entry holds."""
    return (cache / "draw/key/file").read_text()


def test_entry_is_found_as_it_was_published(cache, capsys):
    """What was put into the folder is found under its key, and under no other."""
    assert store.lookup("draw", "key") is None
    put()
    assert store.lookup("draw", "key") == cache / "draw/key"
    assert text(cache) == "content"
    assert store.lookup("draw", "other") is None
    assert store.lookup("compute", "key") is None
    assert capsys.readouterr().err == ""


def test_error_publishes_nothing(cache):
    """An error while the folder is filled leaves no entry, and no draft."""
    with pytest.raises(ZeroDivisionError), store.publish("draw", "key") as draft:
        (draft / "file").write_text("half")
        1 / 0  # noqa: B018 (raising is the point)
    assert list((cache / "draw").iterdir()) == []


def test_full_disk_publishes_nothing(cache, monkeypatch):
    """When the disk is full at the last moment there is an error, no entry, and what was there stays."""
    put(key="other")

    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "_flush", full)
    with pytest.raises(OSError, match="No space left"):
        put()
    assert [p.name for p in (cache / "draw").iterdir()] == ["other"]
    assert store.lookup("draw", "other")


def test_sound_entry_stays_unless_replaced(cache):
    """A build that comes second keeps what the first has published; with `replace` it puts its own there."""
    put("first")
    put("second")
    assert text(cache) == "first"
    put("third", replace=True)
    assert text(cache) == "third"
    assert store.lookup("draw", "key")
    assert len(list((cache / "draw").iterdir())) == 1


def test_damaged_entry_is_replaced(cache, capsys):
    """What `lookup` finds damaged, `publish` replaces."""
    put("first")
    (cache / "draw/key/file").write_text("fi")
    assert store.lookup("draw", "key") is None
    assert capsys.readouterr().err == "cache: the entry draw/key is damaged and is made anew\n"
    put("second")
    assert text(cache) == "second"
    assert store.lookup("draw", "key")


def test_entry_can_be_read_by_others(cache):
    """The folder of an entry is open to readers, though its draft was not."""
    put()
    assert (cache / "draw/key").stat().st_mode & 0o777 == 0o755


@pytest.mark.parametrize("manifest", ["", "{", "[]", "null", '{"key": "key"}', '{"key": "key", "files": 3}', '{"files": {}}'])
def test_strange_manifest_is_damage(cache, manifest):
    """A manifest that says nothing sensible makes the entry damaged, whatever its shape."""
    put()
    (cache / "draw/key" / store.MANIFEST).write_text(manifest)
    assert store.lookup("draw", "key") is None


def test_manifest_holds_the_hash_of_every_file(cache):
    """The manifest names its key, and the hash of each file but itself."""
    put()
    manifest = json.loads((cache / "draw/key" / store.MANIFEST).read_text())
    assert manifest == {"key": "key", "files": {"file": store.sha256(cache / "draw/key/file")}}


def test_sweep_removes_what_dead_builds_left_and_what_nobody_uses(cache):
    """Drafts go when their process is gone or a day old, entries when unused for a month; the rest stays."""
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    put(key="used")
    put(key="old")
    for folder in (f"draw/.draft-{dead.pid}-a", f"compute/.draft-{dead.pid}-b", f".out-{dead.pid}-c", "matplotlib"):
        (cache / folder / "deep").mkdir(parents=True)
    (cache / f".seconds-{dead.pid}").write_text("{}")
    alive = [cache / f"draw/.draft-{os.getppid()}-d", cache / f".out-{os.getppid()}-e"]
    for folder in alive:
        folder.mkdir()
    month = time.time() - 31 * 86400
    for path in (cache / "draw/old", cache / "matplotlib"):
        os.utime(path, (month, month))
    store.sweep()
    left = {p.relative_to(cache).as_posix() for pattern in ("*", "*/*") for p in cache.glob(pattern)}
    mine = {p.relative_to(cache).as_posix() for p in alive}
    assert left == {"compute", "draw", "draw/used", "matplotlib", "matplotlib/deep"} | mine
    os.utime(alive[0], (month, month))
    store.sweep()
    assert not alive[0].exists()


def test_use_keeps_an_entry(cache):
    """Looking an entry up counts as use."""
    put()
    month = time.time() - 31 * 86400
    os.utime(cache / "draw/key", (month, month))
    store.lookup("draw", "key")
    store.sweep()
    assert (cache / "draw/key").exists()
