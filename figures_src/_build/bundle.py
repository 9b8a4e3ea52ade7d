"""Zip archives that have the same bytes at every build, and what one needs to hold to explain itself."""

import json
import zipfile
from pathlib import Path

from figures_src._build import cite, store

PACKED = {".png", ".mp4", ".gif", ".npz", ".jpeg"}  # compressed already: stored as they are
TIME = (1980, 1, 1, 0, 0, 0)
USES = {
    ".svg": "picture for pages and slides, in vectors",
    ".pdf": "picture for LaTeX and print, in vectors",
    ".png": "picture in pixels",
    ".mp4": "film",
    ".gif": "film for where no film can be shown",
    ".npz": "the numbers that it shows, for numpy.load",
    ".csv": "the same numbers as a table",
    ".py": "the script that computes and draws it",
    ".run.py": "a run that it rests on, shared with other figures",
    ".bib": "citation for BibTeX",
    ".csl.json": "citation for reference managers",
    ".json": "its facts, for programs",
}


def pack(files, path, *, folder, level=6):
    """Write an archive of `files`, (name, text, bytes or file on disk), in a folder and in the order of their names, to `path`."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in sorted(files, key=lambda f: f[0]):
            add(archive, f"{folder}/{name}", content, level=level)


def add(archive, name, content, *, level=6):
    """Add one file to an open archive, with no trace of time, system or rights."""
    info = zipfile.ZipInfo(name, TIME)
    info.create_system, info.external_attr = 3, 0o100644 << 16
    info.compress_type = zipfile.ZIP_STORED if Path(name).suffix in PACKED else zipfile.ZIP_DEFLATED
    data = content.read_bytes() if isinstance(content, Path) else content
    archive.writestr(info, data, compresslevel=level)


def papers(id, citation, facts, names):
    """Return the files that go with a figure's pictures and data: citations, and a README that says what is what.

    `facts` has its title, alt, licence, origin, data_hash, references, page, and maybe a note; `names` are the files
    that it goes with.
    """
    files = {f"{id}.bib": citation["bibtex"] + "\n", f"{id}.csl.json": dumps([citation["csl"]])}
    lines = [facts["title"], "", facts["alt"], "", *([facts["note"], ""] if facts.get("note") else [])]
    lines += ["Cite it:", f"  {citation['text']}", "", "Licence:"]
    lines += [f"  {facts['licence']}, {cite.LICENCES[facts['licence']]}"]
    lines += [f"  It shows {facts['origin']}"] if facts["origin"] else []
    lines += ["", "Where it comes from:", f"  {facts['page']}", f"  data sha256:{facts['data_hash']}"]
    lines += ["", "References:", *(f"  {text}" for text in facts["references"])] if facts["references"] else []
    lines += ["", "Files (light and dark name the ground that they are for):"]
    everything = sorted([*names, *files])
    width = max(map(len, everything))
    return files | {"README.txt": "\n".join([*lines, *(f"  {n:{width}}  {use(n)}" for n in everything)]) + "\n"}


def use(name):
    """Return in a few words what a file of a figure is for."""
    end = max((e for e in USES if name.endswith(e)), key=len, default="")
    return USES.get(end, "") + (", 16:9 with its credit" if ".slide." in name else ", its last frame" if ".poster." in name else "")


def dumps(value):
    """Return `value` as JSON text."""
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def kept(key, name, make):
    """Return the file `name` of the cache's entry `key`, which `make(path)` writes if it is not there."""
    folder = store.lookup("pack", key)
    if folder is None:
        with store.publish("pack", key) as draft:
            make(draft / name)
        folder = store.cache() / "pack" / key
    return folder / name
