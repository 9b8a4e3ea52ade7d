"""Runs the builder as a child process and hands its files to MkDocs; the gen-files script."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import mkdocs_gen_files
from mkdocs.exceptions import PluginError

from figures_src._build import store

root = Path(__file__).resolve().parents[1]
draft = ["--draft"] if os.environ.get("MATHNETS_SERVE") else []
out = store.scratch()
try:
    command = [sys.executable, "-m", "figures_src", "--child", "--out", str(out), *draft]
    if subprocess.run(command, cwd=root, check=False).returncode:
        raise PluginError("the figures were not built; the faults are listed above")
    config = mkdocs_gen_files.config
    config.extra_css.clear()  # one sheet holds the theme's style and ours; main.html links the other
    theirs = [p for folder in config.theme.dirs for p in sorted(Path(folder, "assets", "stylesheets").glob("*.css"))]
    ours = out / "assets" / "site.css"
    ours.write_text("\n".join(p.read_text(encoding="utf-8") for p in [*theirs, ours]), encoding="utf-8")
    for path in sorted(p for p in out.rglob("*") if p.is_file()):
        name = path.relative_to(out).as_posix()
        with mkdocs_gen_files.open(name, "wb") as file:
            shutil.move(path, file.name)  # no copy, as both are in the cache (but for `serve`)
        if path.suffix not in (".md", ".html") and not draft:
            store.share(file.name, Path(config.site_dir, name))
finally:
    shutil.rmtree(out, ignore_errors=True)
