"""Puts a whole site's generated files together: figures, their pages, the chapters with figures in place, manifests."""

import functools
import hashlib
import json
import os
import platform
import posixpath
import re
import sys
from html import escape
from pathlib import Path

import matplotlib
import numpy as np

from figures_src._build import audit, beside, cite, deck, discover, embed, keys, machine, pages, pool, project, recall, register, results, store, tex, worker
from figures_src._build.faults import Fault

SCHEMA = 1


class Site:
    """A build: run it with `build()`, look at `faults`, then take the `files()`."""

    def __init__(
        self, *, only=(), themes=None, formats=None, force=False, moved=0, limit=600.0, progress=lambda *_: None
    ):
        self.only = tuple(only)
        self.options = {
            "themes": tuple(themes or worker.render.THEMES),
            "formats": worker.render.FORMATS if formats is None else tuple(formats),
            "force": force,
            "moved": moved,
        }
        self.limit, self.progress = limit, progress
        self.faults, self.figures, self.records, self.known = [], {}, {}, None

    def build(self):
        """Check all scripts and pages, build what changed, and gather everything that is wrong."""
        store.sweep()
        keys.drawing()  # now: it stands for the kit that this process has imported
        every = self.scripts = discover.scripts()
        ids = {s.id for s in every if not s.shared}
        self.faults += [embed.unknown("command line", id_, ids) for id_ in self.only if id_ not in ids]
        found = [s for s in every if self._concerned(s, every)]
        faults = list(discover.check(found))
        broken = {fault.where for fault in faults}
        sound = [s for s in found if s.where not in broken]
        records = self._recalled(found, every)
        tasks, starved = self._tasks([s for s in sound if s.shared or s.module not in records])
        made, failed = pool.run(tasks, limit=self.limit, expected=self._past(), progress=self.progress)
        self.records = records | made
        self.faults += [*faults, *starved, *failed]
        for script in sound:
            if not script.shared and script.module in self.records:
                self.figures[script.id] = self._figure(script, self.records[script.module])
        self._remember(found)
        if not self.only:
            self._check_pages([s for s in sound if not s.shared], ids)
        return self

    @functools.cached_property
    def register(self):
        """What was released: (version to date, id to its versions)."""
        return register.known()

    def _figure(self, script, record):
        releases, known = self.register
        whole = lambda id_: [version for version in known.get(id_, []) if version.intact()]  # noqa: E731
        figure = pages.Figure(script, record, versions=whole(script.id))
        figure.former = [version for old in script.setting("FORMERLY", ()) for version in whole(old)]
        figure.runs = [run for run in self.scripts if run.shared and run.chapter == script.chapter and run.id in script.needs]
        figure.state = "changed since" if project.version() in releases else "not yet released"
        return figure

    def _recalled(self, scripts, every):
        """Return the records of those scripts of which nothing has changed, unless all are to be built anew."""
        if self.options["force"] or self.options["moved"]:
            return {}
        self.known = recall.Records(every, self.options)
        return {s.module: record for s in scripts if (record := self.known.find(s))}

    def _concerned(self, script, found):
        """Tell whether a build of some figures alone has to do with a script: one that is wanted, or a run for it."""
        if not self.only or script.id in self.only:
            return True
        return script.shared and any(s.chapter == script.chapter and s.id in self.only for s in found)

    def _tasks(self, scripts):
        """Return the tasks for the pool, and the faults of figures whose shared runs are broken."""
        wanted = [s for s in scripts if not s.shared]
        shared = {(s.chapter, s.id): s for s in scripts if s.shared}
        starved = [s for s in wanted if not all((s.chapter, name) in shared for name in s.needs)]
        wanted = [s for s in wanted if s not in starved]
        needed = sorted({(s.chapter, name) for s in wanted for name in s.needs})
        runs = {name: keys.compute_key(shared[name]) for name in needed}
        tasks = [worker.Task(shared[name], runs[name], **self.options) for name in needed]
        for script in wanted:
            uses = {name: runs[script.chapter, name] for name in script.needs}
            tasks.append(worker.Task(script, keys.compute_key(script, tuple(uses.values())), uses, **self.options))
        return tasks, [pool.starved(script) for script in starved]

    # pages

    def _sources(self):
        """Yield (path below docs, text) of every page; bytes that are no UTF-8 stay visible, and are reported."""
        for path in sorted(project.DOCS.rglob("*.md")):
            yield path.relative_to(project.DOCS).as_posix(), path.read_text(encoding="utf-8", errors="replace")

    def _check_pages(self, scripts, ids):
        try:
            cite.bibliography()
        except Fault as fault:
            self.faults.append(fault)
            return
        shown = set()
        for page, text in self._sources():
            self.faults += embed.check(text, f"docs/{page}", ids, self._result)
            for id_, line in dict(reversed([*embed.figures_in(text)])).items():
                shown.add(id_)
                if id_ in self.figures:
                    self.figures[id_].shown.append(Page(page, title(text), line))
        for script in scripts:
            for key in script.references:
                if key not in cite.bibliography():
                    cause = f"{key!r} is not in references.bib"
                    self.faults.append(Fault(script.where, "reference", cause, "add the entry, or mend the key"))
            if script.id not in shown:
                cure = f"put ![[{script.id}]] on a line of its own in a chapter"
                self.faults.append(Fault(script.where, "page", "no page shows this figure", cure))
        for figure in self.figures.values():
            for claim in figure.claims:
                if claim["source"] and cite.split(claim["source"])[0] not in cite.bibliography():
                    cause = f"the source {claim['source']!r} does not begin with a key of references.bib"
                    self.faults.append(Fault(figure.script.where, "claims", cause, "name the paper: 'key, where'"))
            if figure.shown:
                chapter = max(figure.shown, key=lambda p: p.source != "index.md")
                figure.chapter_title, figure.place = chapter.title, chapter.line
        self.faults += register.check(scripts, ids)

    def _result(self, id_):
        figure = self.figures.get(id_)
        return _load(figure.record.compute) if figure else None

    # files

    def files(self):
        """Yield (path below the site's root, bytes or path on disk) of everything that is generated."""
        if any(record.fresh for record in self.records.values()):
            beside.spread(lambda make: make(), [*self._deck_makers(), *(functools.partial(getattr, f, "bundle") for f in self.figures.values())])
        yield from self.figure_files()
        ordered = list(self.figures.values())
        for figure in ordered:
            yield f"{figure.folder}/index.md", pages.figure_page(figure)
            yield figure.archive, figure.bundle
            yield from figure.thumbs.items()
            for name, theme_ in pages.FRAMES.items():
                yield f"{figure.folder}/{name}", pages.frame(figure, theme_)
            for old in figure.script.setting("FORMERLY", ()):
                yield from self._moved(figure, old)
        yield from self._versions()
        yield "assets/plain.css", pages.plain_css()
        yield "figures/index.md", pages.gallery(ordered, self.order())
        yield from ((each.path, each.file) for each in self.decks)
        yield "decks.md", pages.slides(self.decks)
        yield "status.md", pages.status(ordered, self.order())
        yield "ledger.md", pages.ledger(ordered, self.order())
        for page, text in self._sources():
            yield page, embed.expand(text, page, figure=self._embedded, result=self._result)
        yield "library/index.md", pages.library_index()
        for module in pages.modules():
            yield f"library/{module}.md", pages.library_page(module)
        yield "references.md", pages.references()
        yield "changelog.md", (project.ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        yield "assets/site.css", pages.site_css()
        yield from tex.assets()
        yield "sbom.cdx.json", audit.bill()
        yield "figures.json", json.dumps(self.manifest(ordered), indent=1, ensure_ascii=False) + "\n"
        yield "build.json", json.dumps(self.costs(), indent=1) + "\n"

    def figure_files(self):
        """Yield (path, text or file on disk) of all figures' pictures, data and scripts."""
        for figure in self.figures.values():
            yield from figure.parts().items()

    @staticmethod
    def _moved(figure, old):
        """Yield what stands at a figure's old id: pages that lead on, and its files, which other sites may show."""
        for name in ("index.html", *pages.FRAMES):
            yield f"figures/{old}/{name}", pages.redirect(figure, name)
        for path, file in [*figure.parts().items(), (figure.archive, figure.bundle)]:
            name = path.rpartition("/")[2]
            yield f"figures/{old}/{old + name.removeprefix(figure.id) if name.startswith(f'{figure.id}.') else name}", file

    def _versions(self):
        """Yield the page and files of every version that was released, whatever its figure is called today."""
        today = {old: f for f in self.figures.values() for old in (f.id, *f.script.setting("FORMERLY", ()))}
        for entry in (v for versions in self.register[1].values() for v in versions if v.intact()):
            files = entry.files()
            yield f"{entry.folder}/index.html", pages.version_page(entry, files, today.get(entry.id))
            yield f"{entry.folder}/{entry.name}.zip", entry.path
            for name, data in files.items():
                yield f"{entry.folder}/{name}", data

    def _embedded(self, id_, to):
        if id_ in self.figures:
            return pages.picture(self.figures[id_], to)
        reasons = [str(f) for f in self.faults if f.where.endswith(f"/{id_}.py")] or ["it was not built"]
        return f'<div class="mn-fault" role="alert"><strong>{escape(id_)}</strong><pre>{escape(reasons[0])}</pre></div>'

    @functools.cached_property
    def decks(self):
        """The decks of slides, of all figures and then of each chapter."""
        return [make() for make in self._deck_makers()]

    def _deck_makers(self):
        """Return for each deck the call that gives it, made or from the cache."""
        chapters = pages.by_chapter(list(self.figures.values()), self.order())
        every = [("all", "All figures", chapters), *((c[1][0].script.chapter, c[0], [c]) for c in chapters)]
        return [
            functools.partial(self._deck, name, title, parts, theme_)
            for name, title, parts in every
            if parts
            for theme_ in worker.render.THEMES
        ]

    @staticmethod
    def _deck(name, title, parts, theme_):
        file, slides = deck.deck(name, title, parts, theme_), sum(len(figures) for _, figures in parts)
        return pages.Deck(title, f"decks/{name}.{theme_}.pptx", file, theme_, slides)

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
            "decks": [
                {"path": d.path, "title": d.title, "theme": d.theme, "slides": d.slides, **measure(d.file)} for d in self.decks
            ],
        }

    def _entry(self, figure):
        data = [(path, file) for path, file in figure.parts().items() if path in figure.data]
        files = [{**describe(path, figure.id), **measure(file)} for path, file in figure.files.items()]
        return {
            "id": figure.id,
            "title": figure.title,
            "chapter": figure.script.chapter,
            "caption": figure.title,
            "alt": figure.alt,
            "page": figure.html,
            "script": figure.script.where,
            "runs": [run.where for run in figure.runs],
            "reference": figure.script.references,
            "seeds": figure.seeds,
            "parameters": figure.parameters,
            "claims": figure.claims,
            "files": files,
            "data": [{"path": path, "format": path.rsplit(".", 1)[1], **measure(file)} for path, file in data],
            "data_hash": figure.data_hash,
            "archive": {"path": figure.archive, **measure(figure.bundle)},
            "versions": [
                {"version": v.version, "date": v.date, "data_hash": v.data_hash, "page": v.html}
                for v in [*figure.former, *figure.versions]
            ],
            "tolerance": figure.tolerance,
            "chaotic": figure.chaotic,
            "licence": figure.licence,
            "origin": figure.origin,
            "citation": figure.citation,
        }

    def costs(self):
        """Return what build.json says: the machine, and seconds and memory of every figure and shared run ("chapter/_name")."""
        return {"machine": machine.facts(), "figures": {name(module): self._cost(r) for module, r in sorted(self.records.items())}}

    @staticmethod
    def _cost(record):
        seconds = {step: round(value, 3) for step, value in record.seconds.items()}
        return {"seconds": seconds, "fresh": record.fresh, "megabytes": round(record.megabytes, 1)}

    # how long figures took, to start the longest first

    def _past(self):
        try:
            past = json.loads((project.cache() / "seconds.json").read_text(encoding="utf-8"))
            return {str(name): float(value) for name, value in past.items()}
        except (OSError, ValueError, AttributeError, TypeError):
            return {}

    def _remember(self, scripts):
        past = self._past() | {m: sum(r.seconds.values()) for m, r in self.records.items() if r.fresh}
        try:
            project.cache().mkdir(parents=True, exist_ok=True)
            draft = project.cache() / f".seconds-{os.getpid()}"
            draft.write_text(json.dumps(past))
            draft.replace(project.cache() / "seconds.json")
            if self.known:
                self.known.keep(scripts, self.records)
        except OSError as error:
            print(f"cache: {error}", file=sys.stderr)


class Page:
    """A page that shows a figure: where its source lies, what it is called, in which line the figure stands."""

    def __init__(self, source, title, line):
        self.source, self.title, self.line = source, title, line
        self.html = posixpath.splitext(source)[0] + ".html"


def title(text):
    """Return a page's title: its first heading."""
    found = re.search(r"^# +(.+?) *(\{.*\})?$", embed.masked(text), re.M)
    return text[found.start(1) : found.end(1)] if found else "Home"


def name(module):
    """Return the name of a script in build.json: a figure's id, or the place of a shared run."""
    _, chapter, last = module.split(".")
    return f"{chapter}/{last}" if last.startswith("_") else last


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
    """Return size and hash of a file of the cache, or of a text still to be written."""
    if isinstance(file, str):
        data = file.encode()
        return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return {"bytes": file.stat().st_size, "sha256": store.known(file)}


@functools.lru_cache(maxsize=64)
def _load(folder):
    """Return a result from its folder in the cache; a page names one many times."""
    return results.load(Path(folder) / "result.npz")
