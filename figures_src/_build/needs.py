"""Looks, before any work is done, whether Python and the packages are those that the build needs; imports none of them."""

import importlib.metadata
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = "requirements/apart.txt"  # packages of which the build takes the files
PROJECT = "pyproject.toml"


def lacking():
    """Return, in one line, what is not there or in another version and what to do about it, or None."""
    if message := python():
        return message
    wrong = [(f"{name} {version}", got) for name, version in _pinned() if (got := _installed(name)) != version]
    if not wrong:
        return None
    needed, found = (", ".join(part) for part in zip(*((name, got or "none") for name, got in wrong)))  # noqa: B905
    return f"the build needs {needed}, got {found}; run the README's first command: {_command()}"


def python():
    """Return, in one line, which Python is needed and which one runs, None if that will do."""
    wanted = re.search(r'^requires-python = ">=([\d.]+)"', _text(PROJECT), re.M)
    if not wanted or sys.version_info[:3] >= tuple(map(int, wanted[1].split("."))):
        return None
    got = ".".join(map(str, sys.version_info[:3]))
    return f"the build needs Python {wanted[1]} or later, got {got}; make a virtual environment with such a one"


def _pinned():
    """Return the packages that the build needs and their versions: those that it imports, those whose files it takes."""
    site = re.search(r"^site = \[.*?^\]", _text(PROJECT), re.M | re.S)
    imported = re.findall(r'^ *"([\w.-]+)==([^\s"]+)"', site[0] if site else "", re.M)
    return imported + re.findall(r"^([\w.-]+)==([^\s;]+)", _text(LOCK), re.M)


def _text(name):
    """Return the text of one of the project's files, nothing if it is not there."""
    path = ROOT / name
    return path.read_text("utf-8") if path.is_file() else ""


def _installed(name):
    """Return the version of a package that is installed, None if it is not."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _command():
    """Return the part of the README's first command that installs."""
    (line,) = re.findall(r"^```sh build\n(.+)\n```$", _text("README.md"), re.M)
    return line.partition(" && ")[0]
