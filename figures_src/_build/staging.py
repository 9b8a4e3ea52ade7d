"""Builds a site beside the one that stands, and swaps the two when the new one is whole."""

import os
import shutil
import tempfile
from pathlib import Path

PREFIX = ".site-"


def begin(site):
    """Return a new folder beside `site` to build in; clears up after a build that was killed."""
    site = Path(site)
    for left in site.parent.glob(f"{PREFIX}*-*-*"):
        name, owner, _ = left.name.rsplit("-", 2)
        if name != PREFIX + site.name or (owner.isdigit() and alive(int(owner))):
            continue
        if left.name.endswith("-old") and not site.exists():
            left.rename(site)  # killed between the two renames of `finish`
        else:
            shutil.rmtree(left, ignore_errors=True)
    site.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{site.name}-{os.getpid()}-", dir=site.parent))
    stage.chmod(0o755)
    return stage


def finish(stage):
    """Put the finished folder in the place of the site that it was begun for."""
    stage = Path(stage)
    name = stage.name.removeprefix(PREFIX).rsplit("-", 2)[0]
    site, old = stage.parent / name, stage.with_name(f"{PREFIX}{name}-{os.getpid()}-old")
    if site.exists():
        site.rename(old)
    stage.rename(site)
    shutil.rmtree(old, ignore_errors=True)


def alive(pid):
    """Tell whether a process of this number runs, other than this one."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return pid != os.getpid()
