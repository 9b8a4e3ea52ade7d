"""The cache: folders named by a hash of all that decided their content, written at once or not at all."""

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from figures_src._build.project import cache

MANIFEST = "manifest.json"


def sha256(path):
    """Return the hash of a file's bytes."""
    with Path(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def lookup(kind, key):
    """Return the folder of an entry whose files are all as they were written, or None.

    A damaged entry is removed, with one line that says so; the build then makes it anew.
    """
    folder = cache() / kind / key
    if not folder.is_dir():
        return None
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        intact = all(sha256(folder / name) == hash_ for name, hash_ in manifest.items())
        intact = intact and {p.name for p in folder.iterdir()} == {*manifest, MANIFEST}
    except (OSError, ValueError, AttributeError):
        intact = False
    if intact:
        with contextlib.suppress(OSError):
            os.utime(folder)
        return folder
    print(f"cache: the entry {kind}/{key[:12]} is damaged and is made anew", file=sys.stderr)
    shutil.rmtree(folder, ignore_errors=True)
    return None


@contextlib.contextmanager
def publish(kind, key):
    """Give a new folder to fill; on leaving without an error it becomes the entry (kind, key)."""
    parent = cache() / kind
    parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=".draft-", dir=parent))
    try:
        yield draft
        manifest = {p.name: sha256(p) for p in sorted(draft.iterdir())}
        (draft / MANIFEST).write_text(json.dumps(manifest, indent=1))
        for path in draft.iterdir():
            _flush(path)
        draft.chmod(0o755)
        try:
            draft.rename(parent / key)
        except OSError:
            if not (parent / key).is_dir():  # else another build was quicker, with the same content
                raise
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _flush(path):
    with path.open("rb") as file:
        os.fsync(file.fileno())


def sweep(days=30, now=None):
    """Remove drafts that a killed build left behind, and entries that no build has used for `days`."""
    import time

    now = time.time() if now is None else now
    for kind in ("compute", "draw"):
        for folder in (cache() / kind).glob("*"):
            with contextlib.suppress(OSError):
                age = now - folder.stat().st_mtime
                if age > (3600 if folder.name.startswith(".draft-") else days * 86400):
                    shutil.rmtree(folder, ignore_errors=True)
