"""Builds a site beside the one that stands, and swaps the two when the new one is whole."""

import contextlib
import ctypes
import errno
import os
import shutil
import tempfile
from pathlib import Path

from figures_src._build.faults import Told

PREFIX = ".site-"
EXITING = 0x4  # a flag of the kernel's: PF_EXITING
MARK = "build.json"  # every site that the build has written holds it


class Occupied(Told):
    """Raised when the place of the site holds what the build has not put there."""


def begin(site):
    """Return a new folder beside `site` to build in; clears up after a build that was killed.

    Raises `Occupied` when `site` holds something else than an earlier site: it would be lost.
    """
    site = Path(os.path.realpath(site))
    for left in site.parent.glob(f"{PREFIX}*-*-*"):
        name, owner, _ = left.name.rsplit("-", 2)
        if name != PREFIX + site.name or (owner.isdigit() and alive(int(owner))):
            continue
        if left.name.endswith("-old") and not site.exists():
            left.rename(site)  # killed between the two renames of `finish`
        else:
            shutil.rmtree(left, ignore_errors=True)
    if stranger := _stranger(site):
        raise Occupied(
            f"the build needs a new folder for the site, or one that it has filled, got {site} with {stranger!r}; "
            "empty it, or choose another with -d"
        )
    site.parent.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{site.name}-{os.getpid()}-", dir=site.parent))
    stage.chmod(0o755)
    return stage


def _stranger(site):
    """Return the name of something at `site` that no build has put there, None if there is nothing."""
    names = _names(site)
    if names is None:
        return site.name
    hidden = [name for name in names if name.startswith(".")]
    return next(iter(hidden if MARK in names else names), None)


def _names(site):
    """Return what lies in a folder, nothing where there is none, None if it is no folder; another build may swap it meanwhile."""
    while True:
        try:
            before, names = os.stat(site), sorted(os.listdir(site))
            if os.path.samestat(before, os.stat(site)):  # else it was swapped out, and is being removed
                return names
        except FileNotFoundError:
            return []
        except NotADirectoryError:
            return None


def finish(stage):
    """Put the finished folder in the place of the site that it was begun for.

    Where the system can swap two folders in one step, there is a whole site at every moment.
    """
    stage = Path(stage)
    name = stage.name.removeprefix(PREFIX).rsplit("-", 2)[0]
    site, old = stage.parent / name, stage.with_name(f"{PREFIX}{name}-{os.getpid()}-old")
    while not _exchange(stage, site):
        with contextlib.suppress(FileNotFoundError):
            site.rename(old)
        try:
            stage.rename(site)
            break
        except OSError as error:
            if error.errno in (errno.ENOTEMPTY, errno.EEXIST):  # another build was quicker: its site is replaced
                shutil.rmtree(old, ignore_errors=True)
                continue
            if old.exists():
                old.rename(site)
            raise
    for left in (stage, old):
        shutil.rmtree(left, ignore_errors=True)


def _exchange(one, other):
    """Swap two folders in one step; tell whether that was possible."""
    try:
        here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
        return not ctypes.CDLL(None).renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange)
    except (AttributeError, OSError, TypeError):  # not Linux
        return False


def alive(pid):
    """Tell whether a process of this number runs, other than this one; one that is ending, or not yet waited for, does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return pid != os.getpid() and not _ending(pid)


def _ending(pid):
    """Tell whether a process is being ended or waits for its parent, where the system says so."""
    try:
        _, _, rest = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")
    except FileNotFoundError:
        return Path("/proc/self/stat").exists()  # it has just gone, or the system is no Linux
    except OSError:
        return False
    state, flags = rest.split()[0], int(rest.split()[6])
    return state in "ZX" or bool(flags & EXITING)
