"""What the commands of `python -m figures_src` do."""

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path

from figures_src._build import assemble, discover, project, register, render, starter


def arguments(argv=None):
    """Return the parsed command line."""
    parser = argparse.ArgumentParser(prog="python -m figures_src", description="Build the figures.")
    parser.add_argument(
        "ids", nargs="*", metavar="ID", help="figures to build (all by default); or: new CHAPTER/ID; or: register"
    )
    parser.add_argument("--list", action="store_true", help="list all figures and stop")
    parser.add_argument("--format", choices=render.FORMATS, action="append", help="only this format (may be repeated)")
    parser.add_argument("--theme", choices=render.THEMES, action="append", help="only this theme")
    parser.add_argument("--force", action="store_true", help="build even what is in the cache")
    parser.add_argument("--out", type=Path, help="folder for the files (default: figures below the cache)")
    parser.add_argument("--limit", type=float, default=600, metavar="SECONDS", help="longest time for one figure (600)")
    parser.add_argument("--draft", action="store_true", help="show a failing figure's message in its place and go on")
    return parser.parse_args(argv)


def main(argv=None):
    """Run the command line; return 0, or 1 after all faults were listed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that workers are ended too
    args = arguments(argv)
    if args.ids[:1] == ["new"]:
        return starter.write(args.ids[1:])
    if args.list:
        for script in discover.scripts():
            if not script.shared:
                print(f"{script.chapter}/{script.id}  {script.title}")
        return 0
    registering = args.ids == ["register"]
    only = [] if registering else args.ids
    site = assemble.Site(
        only=only,
        themes=args.theme,
        formats=args.format,
        force=args.force,
        limit=args.limit,
        progress=progress if sys.stderr.isatty() else lambda *_: None,
    ).build()
    if sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    for fault in site.faults:
        print(fault, file=sys.stderr)
    if site.faults and not args.draft:
        print(f"{len(site.faults)} fault(s); nothing was written", file=sys.stderr)
        return 1
    if registering:
        register.write(site.figures.values())
        return 0
    out = args.out or project.cache() / "site"
    partial = bool(only or args.theme or args.format)
    files = (f for fig in site.figures.values() for f in site.figure_files(fig)) if partial else site.files()
    write(files, out, keep=partial)
    if sys.stderr.isatty() or only:
        fresh = sum(bool(r.fresh) for r in site.records.values())
        print(f"{len(site.figures)} figure(s), {fresh} of them built anew, in {discover.relative(out)}")
    return 0


def progress(id_, done, total):
    """Show how far the build is, on one line."""
    print(f"\r\033[Kfigures: {done}/{total}  {id_}", end="", file=sys.stderr, flush=True)


def write(files, out, *, keep=False):
    """Write (path, bytes or file) below `out`; what was there and is no longer made is removed, unless `keep`."""
    wanted = set()
    for path, content in files:
        target = out / path
        wanted.add(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Path):
            if not (target.exists() and os.path.samefile(target, content)):
                target.unlink(missing_ok=True)
                try:
                    os.link(content, target)
                except OSError:
                    shutil.copyfile(content, target)
        else:
            data = content.encode() if isinstance(content, str) else content
            if not target.exists() or target.read_bytes() != data:
                target.unlink(missing_ok=True)
                target.write_bytes(data)
    if not keep and out.is_dir():
        for old in sorted(out.rglob("*"), reverse=True):
            if old.is_file() and old not in wanted:
                old.unlink()
            elif old.is_dir() and not any(old.iterdir()):
                old.rmdir()
