"""What can be wrong with a figure or a page, said in one line: where, at which step, why, and what to do."""

import contextlib
import errno
import os
import shutil
import traceback

from figures_src._build.project import ROOT, cache

SPACE = "look at the space and the rights in {}"
UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EBUSY}


class Fault(Exception):
    """A defect of one figure or page that stops the build, after all others were looked at."""

    def __init__(self, where, step, cause, cure=None):
        self.where, self.step, self.cause, self.cure = where, step, cause, cure
        super().__init__(where, step, cause, cure)

    def __str__(self):
        cure = f"\n    {self.cure}" if self.cure else ""
        return f"{self.where}: {self.step}: {self.cause}{cure}"


class Told(Exception):
    """An error whose message is all that its reader needs."""


def told(error, *folders):
    """Return in one line an error of which the cure is known, else None; what can't be written lies in the `folders`."""
    if isinstance(error, Told):
        return str(error)
    if not isinstance(error, OSError) or error.errno not in UNWRITABLE:
        return None
    left = [f"{folder} ({shutil.disk_usage(folder).free / 2**20:.0f} MB left)" for folder in folders if folder.is_dir()]
    return f"{error}; {SPACE.format(' and '.join(left))}, and build again; what stood there before is as it was"


@contextlib.contextmanager
def step(script, name):
    """Turn whatever a script's function raises into a `Fault` that names the step, the line and the cure."""
    try:
        yield
    except (Fault, KeyboardInterrupt):
        raise
    except BaseException as error:
        cause = f"{type(error).__name__}: {' '.join(str(error).split()) or 'no message'}{_place(script, error)}"
        if isinstance(error, SystemExit):
            cause = f"sys.exit({error.code!r}) was called{_place(script, error)}"
        raise Fault(script.where, name, cause, _cure(script, error)) from None


def _place(script, error):
    """Say on which line of the script, and of the library below it, an error arose."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if f.filename == str(script.path)]
    inside = [f for f in frames if f.filename.startswith(str(ROOT) + os.sep)]
    place = f" (line {own[-1].lineno}: {own[-1].line})" if own else ""
    if own and inside[-1] is not own[-1]:
        place += f" in {os.path.relpath(inside[-1].filename, ROOT)}:{inside[-1].lineno}"
    return place


def _cure(script, error):
    if isinstance(error, SystemExit):
        return "a figure returns its result; it never exits"
    if "Glyph" in str(error) and "missing from font" in str(error):
        return "write the sign with mathtext ($...$), or choose another"
    if isinstance(error, Warning):
        return "a warning stops the build; mend what it warns of"
    if isinstance(error, OSError):
        return SPACE.format(cache())
    return "mend it" + ("" if script.shared else f"; python -m figures_src {script.id} builds it alone")


def some(names, first=3):
    """Return names in a list for a message: the first of them, and how many there are more."""
    more = len(names) - first
    return ", ".join(names[:first]) + (f" and {more} more" if more > 0 else "")
