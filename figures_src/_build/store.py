"""The cache: folders named by a hash of all that decided their content, written at once or not at all."""

import contextlib
import functools
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from figures_src._build.project import cache
from figures_src._build.staging import alive

MANIFEST = "manifest.json"
KINDS = ("compute", "draw", "record", "pack", "page", "guard")  # of entries


def sha256(path):
    """Return the hash of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def lookup(kind, key, *, quiet=False):
    """Return the folder of an entry whose files are all as they were written, or None.

    A damaged entry is reported in one line, unless `quiet`; the build then makes it anew, and `publish` puts that in its place.
    """
    folder = cache() / kind / key
    if not os.path.lexists(folder):
        return None
    if not _intact(folder):
        if not quiet:
            print(f"cache: the entry {kind}/{key[:12]} is damaged and is made anew", file=sys.stderr)
        return None
    with contextlib.suppress(OSError):
        os.utime(folder)  # `sweep` keeps what is used
    return folder


def known(file):
    """Return the hash of a file of an entry that was looked up, as its manifest has it."""
    return _manifest(file.parent)["files"][file.name]


@functools.lru_cache(maxsize=16)
def _manifest(folder):
    return json.loads((folder / MANIFEST).read_text(encoding="utf-8"))


def _intact(folder):
    """Tell whether an entry is the one that its name says, with all its files and no other."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        files = manifest["files"]
        return (
            manifest["key"] == folder.name
            and {p.name for p in folder.iterdir()} == {*files, MANIFEST}
            and all(sha256(folder / name) == hash_ for name, hash_ in files.items())
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False


@contextlib.contextmanager
def publish(kind, key, *, replace=False):
    """Give a new folder to fill; on leaving without an error it becomes the entry (kind, key).

    A sound entry that stands there, of a build that was quicker, stays unless `replace`: its content is the same.
    """
    entry = cache() / kind / key
    entry.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(entry.parent)
    try:
        yield draft
        files = {p.name: sha256(p) for p in sorted(draft.iterdir())}
        (draft / MANIFEST).write_text(json.dumps({"key": key, "files": files}, indent=1), encoding="utf-8")
        for path in draft.iterdir():
            _flush(path)
        draft.chmod(0o755)
        if os.path.lexists(entry) and (replace or not _intact(entry)):
            aside = _draft(entry.parent)
            with contextlib.suppress(FileNotFoundError):
                entry.rename(aside / "old")
            shutil.rmtree(aside, ignore_errors=True)
        try:
            draft.rename(entry)
        except OSError:
            if not _intact(entry):
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def share(file, place):
    """Let `place` be the same file as one of the cache, so that nothing is copied; tell whether that was possible.

    It is not where they lie on different disks, nor where others may not read the file, as in a cache made under a
    strict umask. Should somebody change the file at its new place, `lookup` finds the entry damaged.
    """
    try:
        if os.stat(file).st_mode & 0o444 != 0o444:
            return False
        Path(place).parent.mkdir(parents=True, exist_ok=True)
        os.link(file, place)
    except OSError:
        return False
    return True


def scratch():
    """Return a new folder for what a build needs only while it runs; `sweep` removes it when that was killed."""
    cache().mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(prefix=f".out-{os.getpid()}-", dir=cache()))


def _draft(parent):
    return Path(tempfile.mkdtemp(prefix=f".draft-{os.getpid()}-", dir=parent))


def _flush(path):
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sweep(days=30):
    """Remove what killed builds left behind, and entries that no build has used for `days`."""
    left = re.compile(r"\.(?:draft|out|seconds)-(\d+)")
    for path in [*cache().glob(".*"), *(p for kind in KINDS for p in cache().glob(f"{kind}/*"))]:
        owner = left.match(path.name)
        with contextlib.suppress(OSError):
            age = (time.time() - path.stat().st_mtime) / 86400
            if (age > 1 or not alive(int(owner[1]))) if owner else (age > days and path.parent != cache()):
                shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink()
