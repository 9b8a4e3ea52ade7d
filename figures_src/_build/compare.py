"""`python -m figures_src compare REVISION`: all figures beside those of another revision, on one page."""

import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import numpy as np

from figures_src._build import pages, project, results
from figures_src._build.project import ROOT

SIDES = ("before", "after")
MARK = ".compared"  # the first that is written: without it a folder is somebody else's
WRITTEN = (*SIDES, "source", "index.html")  # all that stands beside it, "source" only while the folder is filled
SHOWN = {("svg", "page"), ("svg", "slide"), ("gif", "page")}  # a gif stands for its film
WORDS = {  # what figures.json has of a figure beside its title, claims and files: its name here, and how it is told
    "alt": ("alternative text", str),
    "licence": ("licence", str),
    "origin": ("origin", str),
    "reference": ("references", ", ".join),
    "seeds": ("seeds", pages.seeds),
    "tolerance": ("tolerance", str),
    "chaotic": ("why chaotic", str),
}
LONG = 600  # letters of a text that are shown
LEAD = 100  # and of these, how many before the first that differs


def main(revision, out=None):
    """Build both states below `out` and write `index.html` there; return 0 when nothing differs or all is written."""
    out = Path(out or project.cache() / "compare").absolute()  # the sides are built from other folders
    if stranger := _stranger(out):
        print(
            f"compare needs a folder that is new, empty, or filled by it, got {out}: {stranger} is in the way; "
            "choose another with --out",
            file=sys.stderr,
        )
        return 1
    if not shutil.which("git") or not (ROOT / ".git").exists():
        print("compare needs git and the project's history, found none; clone the repository", file=sys.stderr)
        return 1
    archive = subprocess.run(["git", "archive", "--format=tar", revision], cwd=ROOT, capture_output=True, check=False)
    if archive.returncode:
        print(f"compare needs a revision, got {revision!r}: {archive.stderr.decode().strip()}", file=sys.stderr)
        return 1
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).touch()
    for name in WRITTEN:
        _remove(out / name)
    other = out / "source"
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(other, filter="data")
    for source, side in zip((other, ROOT), SIDES, strict=True):
        print(f"building the figures {side}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", "figures_src", "--out", str(out / side)],
            cwd=source,
            env=os.environ | {"MATHNETS_CACHE": str(project.cache().absolute())},
            check=False,
        )
        if done.returncode:
            print(f"the figures {side} were not built; the faults are listed above", file=sys.stderr)
            return 1
    shutil.rmtree(other)
    found = changes(*(out / side for side in SIDES))
    template = pages.templates().get_template("compare.html.j2")
    (out / "index.html").write_text(template.render(revision=revision, changes=found, sides=SIDES), encoding="utf-8")
    print(f"{len(found)} figure(s) differ from {revision}: {out / 'index.html'}")
    return 0


def changes(before, after):
    """Return what differs between two builds, a dict for each figure that is new, gone or not the same."""
    old, new = ({f["id"]: f for f in _manifest(folder)["figures"]} for folder in (before, after))
    found = []
    for id_ in dict.fromkeys([*new, *old]):
        entries = old.get(id_), new.get(id_)
        if None in entries:
            state = "new" if entries[0] is None else "gone"
            found.append({"id": id_, "state": state, "title": (entries[0] or entries[1])["title"], **_nothing()})
            continue
        what = {
            "titles": [] if entries[0]["title"] == entries[1]["title"] else [e["title"] for e in entries],
            "settings": list(settings(*entries)),
            "numbers": list(numbers(*(_result(folder, id_) for folder in (before, after)))),
            "claims": list(claims(entries[0]["claims"], entries[1]["claims"])),
            "pictures": pictures(before, after, entries[1]),
        }
        if any(what.values()):
            found.append({"id": id_, "state": "changed", "title": entries[1]["title"], **what})
    return found


def settings(old, new):
    """Yield (name, before, after) of all words, settings and parameters of a figure that are not the same."""
    old, new = _words(old), _words(new)
    for name in dict.fromkeys([*new, *old]):
        told = [words.get(name, "–") for words in (old, new)]
        if told[0] != told[1]:
            yield name, *_parting(told)


def numbers(old, new):
    """Yield (key, before, after, largest relative change) of every number of a result that is not the same."""
    for key in dict.fromkeys([*new, *old]):
        if key not in old or key not in new:
            yield key, *(_short(r[key]) if key in r else "–" for r in (old, new)), None
            continue
        a, b = np.asarray(old[key]), np.asarray(new[key])
        if a.shape == b.shape and np.array_equal(a, b):
            continue
        change = None
        if a.shape == b.shape and a.dtype.kind in "biuf" and b.dtype.kind in "biuf":
            a, b = a.astype(float), b.astype(float)
            change = float(np.max(np.abs(b - a)) / (np.max(np.abs(a)) or 1.0))
        yield key, _short(a), _short(b), change


def claims(old, new):
    """Yield (text, before, after) of every claim that is new, gone, or rests on other numbers, verdict or reason."""
    old, new = ({c["text"]: c for c in entries} for entries in (old, new))
    for text in dict.fromkeys([*new, *old]):
        told = [_told(entries.get(text)) for entries in (old, new)]
        if told[0] != told[1]:
            yield text, *told


def pictures(before, after, figure):
    """Return the pictures of a figure, page, slide and film in each theme, that differ: their path below both sites."""
    paths = [f["path"] for f in figure["files"] if (f["format"], f["shape"]) in SHOWN]
    return [path for path in paths if _drawn(before / path) != _drawn(after / path)]


def _stranger(out):
    """Return what stands in the way at `out`: a file there or above, or what no comparison has written; else None."""
    place = next(path for path in (out, *out.parents) if os.path.lexists(path))
    if not place.is_dir():
        return place
    held = sorted(path.name for path in out.iterdir()) if place == out else []
    return next((out / name for name in held if MARK not in held or name not in (MARK, *WRITTEN)), None)


def _remove(path):
    """Remove a folder with all in it, a file, or a link, but not what it leads to."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _drawn(path):
    """Return a picture's bytes without what it says of its version and its address; none of one that is not there."""
    data = path.read_bytes() if path.is_file() else b""
    if path.suffix == ".svg":
        return re.sub(rb"<metadata>.*?</metadata>", b"", data, flags=re.S)
    return re.sub(rb"\x21\xfe.*?\x00", b"", data, count=1, flags=re.S)  # the comment of a GIF


def _nothing():
    return {"titles": [], "settings": [], "numbers": [], "claims": [], "pictures": []}


def _manifest(folder):
    return json.loads((folder / "figures.json").read_text(encoding="utf-8"))


def _result(folder, id_):
    return results.load(folder / "figures" / id_ / f"{id_}.npz")


def _told(claim):
    """Return a claim's number, and the published one to its last digit, so that no tolerance is loosened unseen."""
    if claim is None:
        return "–"
    told = f"{claim['measured']:.4g}"
    if claim["runs"] > 1:
        told += f" ({claim['low']:.4g} to {claim['high']:.4g})"
    if claim["verdict"]:
        told += (
            f", published {claim['expected']:.15g} ± {claim['tolerance']:.15g} ({claim['source']}): {claim['verdict']}"
        )
    return f"{told}. {claim['why']}" if claim["why"] else told


def _words(entry):
    """Return what a figure says of itself, by name, and its parameters; what it does not say is left out."""
    said = {name: tell(entry[key]) for key, (name, tell) in WORDS.items() if entry.get(key) not in (None, "", [])}
    return said | {key: json.dumps(value, ensure_ascii=False) for key, value in entry.get("parameters", {}).items()}


def _parting(texts):
    """Return two texts that differ; of long ones, the part around the first letter in which they do."""
    if max(map(len, texts)) <= LONG:
        return texts
    apart = next(i for i, (a, b) in enumerate(itertools.zip_longest(*texts)) if a != b)
    start = max(0, apart - LEAD)
    end = start + LONG
    return ["…" * (start > 0) + text[start:end] + "…" * (len(text) > end) for text in texts]


def _short(value):
    """Return a value for a table: a number, a text, or shape and mean of an array."""
    array = np.asarray(value)
    if array.ndim == 0:
        return f"{array.item():.6g}" if array.dtype.kind in "iuf" else str(array.item())
    mean = f", mean {array.mean():.6g}" if array.dtype.kind in "biuf" and array.size else ""
    return f"{' × '.join(map(str, array.shape))}{mean}"
