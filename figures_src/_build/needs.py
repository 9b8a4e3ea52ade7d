"""Looks for the packages whose files the build takes without importing them, before any work is done."""

import importlib.metadata
import re

from figures_src._build.project import ROOT

LOCK = "requirements/apart.txt"


def lacking():
    """Return, in one line, which packages of the lock are not installed and the command that installs them, or None."""
    lock = ROOT / LOCK
    pinned = re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text("utf-8"), re.M) if lock.is_file() else []
    wrong = [(f"{name} {version}", got) for name, version in pinned if (got := _installed(name)) != version]
    if not wrong:
        return None
    needed, found = (", ".join(part) for part in zip(*((name, got or "none") for name, got in wrong), strict=True))
    return f"the build needs {needed}, got {found}; run the README's first command: {_command()}"


def _installed(name):
    """Return the version of a package that is installed, None if it is not."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _command():
    """Return the part of the README's first command that installs."""
    (line,) = re.findall(r"^```sh build\n(.+)\n```$", (ROOT / "README.md").read_text("utf-8"), re.M)
    return line.partition(" && ")[0]
