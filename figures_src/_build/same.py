"""`python -m figures_src same`: builds the site twice, in two different places, and compares every byte."""

import hashlib
import os
import shutil
import site
import subprocess
import sys
import tempfile
from pathlib import Path

from figures_src._build.project import ROOT

MEASURED = {"build.json"}  # seconds and memory: the one file that may differ
GENERATED = shutil.ignore_patterns(".*", "__pycache__", "site", "build", "dist", "*.egg-info")
PLACES = [  # name of the folder, file mode mask, environment
    ("one", 0o022, {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1", "TERM": "dumb"}),
    ("zwei Ä", 0o077, {"TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "COLUMNS": "40"}),
]
LEFT_OUT = ("MATHNETS_", "SOURCE_DATE_EPOCH", "MPL", "XDG_", "PYTHONPATH")  # what could carry one build into the other


def main(command=("-m", "mkdocs", "build"), output="site"):
    """Build twice with `python COMMAND`, compare the folders OUTPUT; return 0 when they are the same."""
    with tempfile.TemporaryDirectory(prefix="mathnets-same-") as top:
        folders = [Path(top) / name / "mathnets" for name, *_ in PLACES]
        for folder in folders:  # both before the first build, so that they hold the same state of the project
            copy(folder, backwards=folder is folders[1])
        for folder, (name, umask, environment) in zip(folders, PLACES, strict=True):
            print(f"building in {folder}", flush=True)
            done = subprocess.run(
                [sys.executable, *command],
                cwd=folder,
                env=variables(top, name, environment),
                umask=umask,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                check=False,
            )
            if done.returncode:
                print(done.stdout.decode(errors="replace"), file=sys.stderr)
                print(f"the build in {folder} failed", file=sys.stderr)
                return 1
        built = [hashes(folder / output) for folder in folders]
    found = differences(*built)
    for line in found:
        print(line, file=sys.stderr)
    print(f"{len(found)} of {len(built[0])} files differ" if found else f"{len(built[0])} files, the same twice")
    return 1 if found else 0


def copy(folder, *, backwards=False):
    """Copy what is or could be under version control, else all that is not generated; in one order or the other."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False).stdout if shutil.which("git") else b""
    if not listed:
        shutil.copytree(ROOT, folder, ignore=GENERATED)
        return
    for name in sorted(listed.decode().split("\0"), reverse=backwards):
        if name and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def variables(top, name, more):
    """Return the environment of one build: a home of its own, and nothing of this build's."""
    home = Path(top) / name / "home"
    home.mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith(LEFT_OUT) and k not in ("LANG", "LANGUAGE")}
    return kept | {"HOME": str(home), "PYTHONUSERBASE": site.getuserbase(), **more}


def hashes(folder):
    """Return the hash of every file below `folder`, by path."""
    files = (p for p in folder.rglob("*") if p.is_file() and p.relative_to(folder).as_posix() not in MEASURED)
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def differences(first, second):
    """Return a line for every path at which two builds differ."""
    lines = [f"{path}: only in the first build" for path in first.keys() - second.keys()]
    lines += [f"{path}: only in the second build" for path in second.keys() - first.keys()]
    lines += [f"{path}: not the same bytes" for path in first.keys() & second.keys() if first[path] != second[path]]
    return sorted(lines)
