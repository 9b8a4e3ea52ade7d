"""Runs the builder as a child process and hands its files to MkDocs; the gen-files script."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import mkdocs_gen_files
from mkdocs.exceptions import PluginError

root = Path(__file__).resolve().parents[1]
cache = Path(os.environ.get("MATHNETS_CACHE") or root / ".cache")
cache.mkdir(parents=True, exist_ok=True)
draft = ["--draft"] if os.environ.get("MATHNETS_SERVE") else []
with tempfile.TemporaryDirectory(prefix=f".out-{os.getpid()}-", dir=cache) as out:
    done = subprocess.run([sys.executable, "-m", "figures_src", "--out", out, *draft], cwd=root, check=False)
    if done.returncode:
        raise PluginError("the figures were not built; the faults are listed above")
    for path in sorted(p for p in Path(out).rglob("*") if p.is_file()):
        with mkdocs_gen_files.open(path.relative_to(out).as_posix(), "wb") as file:
            file.write(path.read_bytes())
