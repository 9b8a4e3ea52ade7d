"""Puts a whole site's generated files together: figures, their pages, the chapters with figures in place, manifests."""

import json
import platform
import posixpath
import re
import sys

import matplotlib
import numpy as np

from figures_src._build import cite, discover, embed, keys, pages, pool, project, register, results, store, tex, worker
from figures_src._build.faults import Fault
from figures_src._kit import theme

SCHEMA = 1


class Site:
    """A build: run it with `build()`, look at `faults`, then take the `files()`."""

    def __init__(self, *, only=(), themes=None, formats=None, force=False, limit=600.0, progress=lambda *_: None):
        self.only = tuple(only)
        self.options = {
            "themes": tuple(themes or worker.render.THEMES),
            "formats": tuple(formats or worker.render.FORMATS),
            "force": force,
        }
        self.limit, self.progress = limit, progress
        self.faults, self.figures, self.records = [], {}, {}

    def build(self):
        """Check all scripts and pages, build what changed, and gather everything that is wrong."""
        store.sweep()
        found = discover.scripts()
        self.faults += discover.check(found)
        broken = {fault.where for fault in self.faults}
        sound = [s for s in found if s.where not in broken]
        ids = {s.id for s in found if not s.shared}
        self.faults += [
            Fault("command line", "figure", f"there is no figure {i!r}", "--list shows all")
            for i in self.only
            if i not in ids
        ]
        tasks = self._tasks(sound)
        self.records, faults = pool.run(tasks, limit=self.limit, expected=self._past(), progress=self.progress)
        self.faults += faults
        for script in sound:
            if not script.shared and script.module in self.records:
                record = self.records[script.module]
                result = results.load(_path(record.compute) / "result.npz")
                record.table = results.table(result)
                self.figures[script.id] = pages.Figure(script, record)
        self._remember()
        if not self.only:
            self._check_pages(ids)
        return self

    def _tasks(self, scripts):
        wanted = [s for s in scripts if not s.shared and (not self.only or s.id in self.only)]
        shared = {(s.chapter, s.id): s for s in scripts if s.shared}
        runs = {name: keys.compute_key(s) for name, s in shared.items()}
        needed = {(s.chapter, name) for s in wanted for name in s.needs}
        tasks = [worker.Task(shared[n], runs[n], force=self.options["force"]) for n in sorted(needed & set(shared))]
        for script in wanted:
            uses = {name: runs[script.chapter, name] for name in script.needs if (script.chapter, name) in runs}
            tasks.append(worker.Task(script, keys.compute_key(script, tuple(uses.values())), uses, **self.options))
        return tasks

    # pages

    def _sources(self):
        """Yield (path below docs, text) of every page."""
        for path in sorted(project.DOCS.rglob("*.md")):
            yield path.relative_to(project.DOCS).as_posix(), path.read_text(encoding="utf-8")

    def _check_pages(self, ids):
        shown = set()
        for page, text in self._sources():
            self.faults += embed.check(text, f"docs/{page}", ids, self._result)
            for id_, _ in embed.figures_in(text):
                shown.add(id_)
                if id_ in self.figures:
                    self.figures[id_].shown.append(Page(page, title(text)))
        for figure in self.figures.values():
            for key in figure.script.references:
                if key not in cite.bibliography():
                    self.faults.append(
                        Fault(
                            figure.script.where,
                            "reference",
                            f"{key!r} is not in references.bib",
                            "add the entry, or mend the key",
                        )
                    )
            if figure.id not in shown:
                self.faults.append(
                    Fault(
                        figure.script.where,
                        "page",
                        "no page shows this figure",
                        f"put ![[{figure.id}]] on a line of its own in a chapter",
                    )
                )
            elif figure.shown:
                figure.chapter_title = max(figure.shown, key=lambda p: p.source != "index.md").title
        self.faults += register.check(self.figures.values(), ids)

    def _result(self, id_):
        figure = self.figures.get(id_)
        return results.load(_path(figure.record.compute) / "result.npz") if figure else None

    # files

    def files(self):
        """Yield (path below the site's root, bytes or path on disk) of everything that is generated."""
        ordered = list(self.figures.values())
        for figure in ordered:
            yield from self.figure_files(figure)
        if self.only:
            return
        for figure in ordered:
            yield f"{figure.folder}/index.md", pages.figure_page(figure)
            for old in figure.script.setting("FORMERLY", ()):
                yield f"figures/{old}/index.html", pages.redirect(figure.id)
        yield "figures/index.md", pages.gallery(ordered, self.order())
        for page, text in self._sources():
            yield page, embed.expand(text, page, figure=self._embedded, result=self._result)
        yield "library/index.md", pages.library_index()
        for module in pages.modules():
            yield f"library/{module}.md", pages.library_page(module)
        yield "changelog.md", (project.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        yield "assets/palette.css", theme.as_css()
        yield from tex.assets()
        yield "figures.json", json.dumps(self.manifest(ordered), indent=1, ensure_ascii=False) + "\n"
        yield "build.json", json.dumps(self.costs(), indent=1) + "\n"

    def figure_files(self, figure):
        """Yield (path, file) of a figure's pictures, data and script."""
        yield from figure.files.items()
        yield figure.data[0], _path(figure.record.compute) / "result.npz"
        if figure.record.table is not None:
            yield figure.data[1], figure.record.table
        yield f"{figure.folder}/{figure.id}.py", figure.source

    def _embedded(self, id_, to):
        if id_ in self.figures:
            return pages.picture(self.figures[id_], to)
        reasons = [str(f) for f in self.faults if f"/{id_}.py" in f.where] or ["it was not built"]
        return f'<div class="mn-fault" role="alert"><strong>{id_}</strong><pre>{reasons[0]}</pre></div>'

    def order(self):
        """Return the chapters' folders in reading order: the order in which the nav's pages show their figures."""
        nav = re.findall(r"[\w/-]+\.md", (project.ROOT / "mkdocs.yml").read_text(encoding="utf-8"))
        texts = dict(self._sources())
        seen = dict.fromkeys(
            self.figures[i].script.chapter
            for page in nav
            if page in texts and page != "index.md"
            for i, _ in embed.figures_in(texts[page])
            if i in self.figures
        )
        return list(dict.fromkeys([*seen, *(f.script.chapter for f in self.figures.values())]))

    def manifest(self, figures):
        """Return what figures.json says."""
        return {
            "schema": SCHEMA,
            "site": {
                "title": "mathnets",
                "version": project.version(),
                "url": project.address(),
                "released": str(project.released()),
                "licence": {"text and figures": "CC BY 4.0", "code": "MIT"},
                "built_with": {
                    "python": platform.python_version(),
                    "numpy": np.__version__,
                    "matplotlib": matplotlib.__version__,
                },
            },
            "figures": [self._entry(f) for f in figures],
        }

    def _entry(self, figure):
        data = [d for d in self.figure_files(figure) if d[0] in figure.data]
        files = [{**describe(path, figure.id), **measure(file)} for path, file in figure.files.items()]
        return {
            "id": figure.id,
            "title": figure.title,
            "chapter": figure.script.chapter,
            "caption": figure.title,
            "alt": figure.alt,
            "page": figure.html,
            "script": figure.script.where,
            "reference": figure.script.references,
            "seeds": figure.seeds,
            "parameters": figure.parameters,
            "claims": [
                {
                    k: c[k]
                    for k in (
                        "text",
                        "holds",
                        "measured",
                        "low",
                        "high",
                        "runs",
                        "expected",
                        "tolerance",
                        "source",
                        "verdict",
                        "why",
                    )
                }
                for c in figure.claims
            ],
            "files": files,
            "data": [{"path": path, "format": path.rsplit(".", 1)[1], **measure(file)} for path, file in data],
            "data_hash": figure.data_hash,
            "licence": figure.licence,
            "citation": figure.citation,
        }

    def costs(self):
        """Return what build.json says: seconds and memory of every figure and shared run."""
        return {
            "figures": {
                r.id: {
                    "seconds": {k: round(v, 3) for k, v in r.seconds.items()},
                    "fresh": r.fresh,
                    "megabytes": round(r.megabytes, 1),
                }
                for _, r in sorted(self.records.items())
            }
        }

    # how long figures took, to start the longest first

    def _past(self):
        try:
            return json.loads((project.cache() / "seconds.json").read_text())
        except (OSError, ValueError):
            return {}

    def _remember(self):
        past = self._past() | {r.id: sum(r.seconds.values()) for r in self.records.values() if r.fresh}
        try:
            project.cache().mkdir(parents=True, exist_ok=True)
            draft = project.cache() / f".seconds-{id(self)}"
            draft.write_text(json.dumps(past))
            draft.replace(project.cache() / "seconds.json")
        except OSError as error:
            print(f"cache: {error}", file=sys.stderr)


class Page:
    """A page of the site: where its source lies, where the reader finds it, what it is called."""

    def __init__(self, source, title):
        self.source, self.title = source, title
        self.html = posixpath.splitext(source)[0] + ".html"


def title(text):
    """Return a page's title: its first heading."""
    found = re.search(r"^# +(.+?) *(\{.*\})?$", embed.masked(text), re.M)
    return found[1] if found else "Home"


def describe(path, id_):
    """Return what a picture's name says: format, theme and shape."""
    words = path.rsplit("/", 1)[1].removeprefix(id_ + ".").split(".")
    return {
        "path": path,
        "format": words[-1],
        "theme": words[-2],
        "shape": "slide" if "slide" in words else "poster" if "poster" in words else "page",
    }


def measure(file):
    """Return size and hash of a file that lies on disk, or is text still to be written."""
    import hashlib

    if isinstance(file, str):
        data = file.encode()
        return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return {"bytes": file.stat().st_size, "sha256": store.sha256(file)}


def _path(folder):
    from pathlib import Path

    return Path(folder)
