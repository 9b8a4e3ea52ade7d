"""What the commands of `python -m figures_src` do."""

import argparse
import os
import shutil
import signal
import sys
from pathlib import Path

from figures_src._build import assemble, audit, beside, compare, discover, needs, project, release, render, same, sensitivity, starter, store
from figures_src._build.faults import some


def arguments(argv=None):
    """Return the parsed command line."""
    about = "figures to build (all by default); or a command: new CHAPTER/ID, release, same, compare REVISION, audit"
    parser = argparse.ArgumentParser(prog="python -m figures_src", description="Build the figures.")
    parser.add_argument("ids", nargs="*", metavar="ID", help=about)
    parser.add_argument("--list", action="store_true", help="list all figures and stop")
    parser.add_argument("--format", choices=render.FORMATS, action="append", help="only this format (may be repeated)")
    parser.add_argument("--theme", choices=render.THEMES, action="append", help="only this theme")
    parser.add_argument("--force", action="store_true", help="build even what is in the cache")
    parser.add_argument("--out", type=Path, help="folder for the files (default: site below the cache)")
    parser.add_argument("--limit", type=float, default=600, metavar="SECONDS", help="longest time for one figure (600)")
    parser.add_argument("--sensitivity", action="store_true", help="compute them, or run pages that are named, in four other ways")
    parser.add_argument("--draft", action="store_true", help="show a failing figure's message in its place and go on")
    parser.add_argument("--child", action="store_true", help="end with the process that has started this one")
    return parser.parse_args(argv)


def main(argv=None):
    """Run the command line; return 0, or 1 after all faults were listed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that workers are ended too
    args = arguments(argv)
    if args.child:
        beside.when_gone(os.getppid(), lambda: os.kill(os.getpid(), signal.SIGTERM))  # in order
    if args.ids[:1] == ["new"]:
        return starter.write(args.ids[1:])
    if args.list:
        return show()
    if message := needs.lacking():
        print(message, file=sys.stderr)
        return 1
    if args.ids == ["same"]:
        return same.main()
    if args.ids == ["audit"]:
        return audit.main()
    if args.ids[:1] == ["compare"]:
        if len(args.ids) != 2:
            print("compare needs one revision; for example: compare HEAD~1", file=sys.stderr)
            return 1
        return compare.main(args.ids[1], args.out)
    try:
        if args.sensitivity:
            return sensitivity.main(args.ids, args.limit)
        return build(args)
    except KeyboardInterrupt:
        print("\nstopped; nothing was written", file=sys.stderr)
        return 130


def show():
    """List all figures."""
    found = [script for script in discover.scripts() if not script.shared]
    broken = {fault.where: fault for fault in discover.check(found) if "does not parse" in fault.cause}
    for script in found:
        title = broken[script.where].cause if script.where in broken else script.title
        print(f"{script.chapter}/{script.id}  {title}")
    return 0


def build(args):
    """Build all figures or some; write the files, or say what is wrong."""
    releasing = args.ids == ["release"]
    only = [] if releasing else args.ids
    partial = bool(only or args.theme or args.format)
    out = args.out or project.cache() / "site"
    if releasing and (message := release.refusal(partial or args.draft)):
        print(message, file=sys.stderr)
        return 1
    if not (partial or releasing) and not ours(out):
        print(f"--out needs a new folder, or one that this command has filled, got {out}", file=sys.stderr)
        return 1
    terminal = sys.stderr.isatty()
    site = assemble.Site(
        only=only,
        themes=args.theme,
        formats=args.format,
        force=args.force,
        limit=args.limit,
        progress=progress if terminal else lambda *_: None,
    ).build()
    if terminal:
        print("\r\033[K", end="", file=sys.stderr)
    faults = [fault for fault in site.faults if not (releasing and fault.step == "leftover")]
    for fault in faults:
        print(fault, file=sys.stderr)
    if faults and not args.draft:
        print(f"{len(faults)} fault(s); nothing was written", file=sys.stderr)
        return 1
    if releasing:
        if left := sensitivity.untried(list(site.figures.values())):
            print(
                f"a release needs figures and pages that passed --sensitivity as they are, got {len(left)} that did not: "
                f"{some(left)}; run `python -m figures_src --sensitivity`",
                file=sys.stderr,
            )
            return 1
        try:
            return release.make(list(site.figures.values()))
        except OSError as error:
            print(f"the release is not whole: {error}; look at space and rights, and run it again", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\nstopped; the release may not be whole: run it again", file=sys.stderr)
            return 130
    try:
        files = list(site.figure_files() if partial else site.files())  # all of them, before the first is written
        write(files, out, keep=partial)
    except OSError as error:
        print(f"{out} is not whole: {error}; look at its space and rights, and build again", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print(f"\nstopped; {out} may not be whole: build again", file=sys.stderr)
        return 130
    if terminal or partial:
        for module, record in sorted(site.records.items()):
            if record.fresh:
                print(f"{assemble.name(module)}: {', '.join(record.fresh)}")
        print(f"{len(site.figures)} figure(s) in {discover.relative(out)}")
    return 0


def ours(out):
    """Tell whether all that `out` holds may be replaced: it is new, or empty, or this command's own."""
    if not out.is_dir():
        return not out.exists()
    return (out / "build.json").is_file() or {p.name for p in out.iterdir()} <= {"figures"}


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
            if not (target.exists() and target.samefile(content)):
                target.unlink(missing_ok=True)
                if not (content.is_relative_to(project.cache()) and store.share(content, target)):
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
