"""Keeps the HTML of pages whose Markdown has not changed, so that the next build need not render them again.

A page's HTML depends on its Markdown, on the files that its links may lead to, on the configuration, on the packages
that render it, and, where it documents a module, on the library. The hash of these names its entry in the cache. What a
build has rendered is kept when the site was finished without a warning: what stands in the cache has been checked.

Many new pages are rendered on all cores: those of the library here and at once, as they leave more behind than HTML,
the others in their turn, towards which other processes come from the last page on.
"""

import contextlib
import importlib.metadata
import importlib.util
import json
import logging
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from figures_src._build import beside, keys, project, store

PACKAGES = ("mkdocs", "properdocs", "markdown", "pymdown-extensions", "pygments", "mkdocs-autorefs", "mkdocstrings", "mkdocstrings-python", "griffelib", "djangocms-katex")  # fmt: skip
FORMATTERS = ("black", "ruff")  # mkdocstrings lays signatures out with the one that it finds, or with none
MACHINERY = ("rendered.py", "tex.py", "blocks.py", "docstrings.py", "cite.py")
LIBRARY = "\n::: "  # begins the line that asks for a module's documentation
BESIDE = ("objects.inv", "assets/_mkdocstrings.css")  # what that leaves in the site, besides the pages
FEW = 8  # so many pages are rendered before other processes have begun


class Contents(list):
    """A page's table of contents, as theme and plugins ask for it: a list of links, that are its `items` too."""

    @property
    def items(self):
        """The links."""
        return self


@dataclass
class Link:
    """A heading, as the theme and the search ask for it in a page's table of contents."""

    title: str
    id: str
    level: int
    children: list

    @property
    def url(self):
        """The address of the heading on its page."""
        return f"#{self.id}"

    @classmethod
    def of(cls, item):
        """Return the link of a dict that has its fields."""
        return cls(**item | {"children": [cls.of(child) for child in item["children"]]})


class Pages:
    """The pages of one build: show each to `find` before it is rendered; when all are `rendered`, and the site is good, `keep` them.

    `serve` renders all of them in its one process, which answers readers meanwhile.
    """

    def __init__(self, command):
        self.files, self.strict, self.found, self.new = None, False, [], {}
        self.alone, self.others = command == "serve" or beside.cores() == 1, None

    def _begin(self, config, files):
        """Take up the configuration and the files of the build: all links lead to one of them."""
        links = json.dumps(sorted(files.src_uris))
        self.common = keys.digest(type(config).__module__, _tools(), Path(config.config_file_path).read_bytes(), links)
        self.files, self.library, self.found, self.new = files, _library(), [], {}
        log = logging.getLogger(type(config).__module__)
        self.strict = config.strict and log.isEnabledFor(logging.WARNING)  # not so with --quiet

    def ahead(self, config, files):
        """Begin to render on all cores before the first page's turn, if there are many that are not in the cache."""
        if self.alone:
            return
        self._begin(config, files)
        library, rest = [], []
        for page in (file.page for file in files.documentation_pages()):
            with contextlib.suppress(Exception):  # its turn will come, and the error with it
                page.read_source(config)
                if not (store.cache() / "page" / self.key(page, page.markdown)).exists():
                    (library if LIBRARY in page.markdown else rest).append(page)
        if len(rest) > FEW:
            others = _Others(rest, lambda page: _render(page, config, files))
            for page in library:
                with contextlib.suppress(Exception):
                    _render(page, config, files)
            self.others = others

    def key(self, page, markdown):
        """Return the hash of all that the page's HTML depends on."""
        parts = [self.common, page.file.src_uri, json.dumps(page.meta, default=str, sort_keys=True), markdown]
        return keys.digest("page", *parts, *([self.library] if LIBRARY in markdown else []))

    def find(self, page, markdown, config, files):
        """Look a page up; where it is in the cache, give it that HTML, and all else that rendering tells of a page."""
        if files is not self.files:
            self._begin(config, files)
        if page.content is not None:  # it was rendered ahead
            page.render = lambda config, files: None
            return
        key = self.key(page, markdown)
        if folder := store.lookup("page", key):
            self.found.append(folder)
            page.render = lambda config, files: self._restore(page, _read(folder))
        else:
            self.new[page.file.src_uri] = (key, LIBRARY in markdown)
            if self.others:
                page.render = lambda config, files: self._share(page, config)

    def _share(self, page, config):
        if known := self.others.known(page):
            self._restore(page, known)
        else:
            type(page).render(page, config, self.files)

    def _restore(self, page, known):
        page.content, page.title = known["html"], known["title"]
        page.toc = Contents(Link.of(item) for item in known["toc"])
        page.present_anchor_ids = set(known["ids"])
        page.links_to_anchors = {self.files.src_uris[uri]: links for uri, links in known["links"].items()}

    def rendered(self, site):
        """Note the pages that were rendered, as they are when all references between them are resolved.

        And put into the site what the rendering of the library's pages has left there, where that was not needed.
        """
        if self.others:
            self.others.end()
        for folder in self.found:
            for name in BESIDE:
                with contextlib.suppress(FileNotFoundError):
                    (Path(site) / name).write_bytes((folder / Path(name).name).read_bytes())
        for uri, (key, library) in self.new.items():
            page = self.files.src_uris[uri].page
            left = {Path(name).name: Path(site, name).read_bytes() for name in BESIDE if library}
            self.new[uri] = (key, {"page.json": json.dumps(_known(page)).encode(), **left})

    def keep(self):
        """Put the new pages into the cache, if a warning would have stopped the build; one that is full is no failure."""
        try:
            for key, content in self.new.values() if self.strict else ():
                with store.publish("page", key) as draft:
                    for name, data in content.items():
                        (draft / name).write_bytes(data)
        except OSError as error:
            print(f"cache: {error}", file=sys.stderr)


class _Others:
    """Other processes, which render pages from the last on until they meet this one; who begins a page makes its folder."""

    def __init__(self, pages, render):
        folder = Path(tempfile.mkdtemp())
        self.places = {page.file.src_uri: folder / str(number) for number, page in enumerate(pages)}
        self.processes = [beside.Process(lambda: self._work(pages, render)) for _ in range(1, beside.cores())]

    def _work(self, pages, render):
        """Render pages; one that fails, or that something is said of, such as a warning, is left to the process that can be heard."""
        with tempfile.TemporaryFile() as said:
            for output in (sys.stdout, sys.stderr):
                os.dup2(said.fileno(), output.fileno())
            for page in reversed(pages):
                place = self.places[page.file.src_uri]
                if _begun(place):
                    continue
                known = None
                with contextlib.suppress(Exception):
                    render(page)
                    known = _known(page)
                sys.stdout.flush()
                sys.stderr.flush()
                if os.fstat(said.fileno()).st_size:
                    known = None
                    os.ftruncate(said.fileno(), 0)
                (place / "draft").write_text(json.dumps(known), encoding="utf-8")
                (place / "draft").rename(place / "page.json")

    def known(self, page):
        """Return what has become of a page; None if it is left to this process."""
        place = self.places.get(page.file.src_uri)
        if place is None or not _begun(place):
            return None
        while not (done := place / "page.json").exists() and any(process.runs() for process in self.processes):
            time.sleep(0.01)
        return _read(place) if done.exists() else None

    def end(self):
        """End the processes: all pages are rendered."""
        for process in self.processes:
            process.end()


def _begun(place):
    """Tell whether another process has begun the page of a place; if not, this one now has."""
    try:
        place.mkdir()
    except FileExistsError:
        return True
    return False


def _render(page, config, files):
    """Render a page before its turn."""
    page.read_source(config)
    page.markdown = config.plugins.on_page_markdown(page.markdown, page=page, config=config, files=files)
    page.render(config, files)


def _read(folder):
    return json.loads((folder / "page.json").read_text(encoding="utf-8"))


def _known(page):
    """Return all that rendering tells of a page, as JSON can hold it."""
    return {
        "html": page.content,
        "title": page.title,
        "toc": [_item(link) for link in page.toc],
        "ids": sorted(page.present_anchor_ids or ()),
        "links": {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()},
    }


def _tools():
    """Return a hash of what renders Markdown here."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]
    versions += [name for name in FORMATTERS if importlib.util.find_spec(name)]
    return keys.digest(*versions, *(keys.machinery(name) for name in MACHINERY))


def _library():
    """Return a hash of what the documentation of the library depends on."""
    bibliography = [path for path in [project.BIBLIOGRAPHY] if path.exists()]
    return keys.contents([*sorted(project.ROOT.glob("mathnets/**/*.py")), *bibliography])


def _item(link):
    return {"title": link.title, "id": link.id, "level": link.level, "children": [_item(child) for child in link.children]}
