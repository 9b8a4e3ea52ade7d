"""Keeps the HTML of pages whose Markdown has not changed, so that the next build need not render them again.

A page's HTML depends on its Markdown, on the files that its links may lead to, on the configuration, on the packages
that render it, and, where it documents a module, on the library. The hash of these names its entry in the cache. What a
build has rendered is kept when the site was finished without a warning: what stands in the cache has been checked.
"""

import contextlib
import importlib.metadata
import importlib.util
import json
import logging
import sys
from dataclasses import dataclass
from pathlib import Path

from figures_src._build import keys, project, store

PACKAGES = ("mkdocs", "markdown", "pymdown-extensions", "pygments", "mkdocs-autorefs", "mkdocstrings", "mkdocstrings-python", "griffelib", "djangocms-katex")  # fmt: skip
FORMATTERS = ("black", "ruff")  # mkdocstrings lays signatures out with the one that it finds, or with none
MACHINERY = ("rendered.py", "tex.py", "blocks.py", "docstrings.py", "cite.py")
LIBRARY = "\n::: "  # begins the line that asks for a module's documentation
BESIDE = ("objects.inv", "assets/_mkdocstrings.css")  # what that leaves in the site, besides the pages


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
    """The pages of one build: show each to `find` before it is rendered; when all are `rendered`, and the site is good, `keep` them."""

    def __init__(self):
        self.files, self.strict, self.found, self.new = None, False, [], {}

    def _begin(self, config, files):
        """Take up the configuration and the files of the build: all links lead to one of them."""
        links = json.dumps(sorted(files.src_uris))
        self.common = keys.digest(type(config).__module__, _tools(), Path(config.config_file_path).read_bytes(), links)
        self.files, self.library, self.found, self.new = files, _library(), [], {}
        log = logging.getLogger(type(config).__module__)
        self.strict = config.strict and log.isEnabledFor(logging.WARNING)  # not so with --quiet

    def key(self, page, markdown):
        """Return the hash of all that the page's HTML depends on."""
        parts = [self.common, page.file.src_uri, json.dumps(page.meta, default=str, sort_keys=True), markdown]
        return keys.digest("page", *parts, *([self.library] if LIBRARY in markdown else []))

    def find(self, page, markdown, config, files):
        """Look a page up; where it is in the cache, give it that HTML, and all else that rendering tells of a page."""
        if files is not self.files:
            self._begin(config, files)
        key = self.key(page, markdown)
        if folder := store.lookup("page", key):
            self.found.append(folder)
            page.render = lambda config, files: self._restore(page, folder)
        else:
            self.new[page.file.src_uri] = (key, LIBRARY in markdown)

    def _restore(self, page, folder):
        known = json.loads((folder / "page.json").read_text(encoding="utf-8"))
        page.content, page.title = known["html"], known["title"]
        page.toc = Contents(Link.of(item) for item in known["toc"])
        page.present_anchor_ids = set(known["ids"])
        page.links_to_anchors = {self.files.src_uris[uri]: links for uri, links in known["links"].items()}

    def rendered(self, site):
        """Note the pages that were rendered, as they are when all references between them are resolved.

        And put into the site what the rendering of the library's pages has left there, where that was not needed.
        """
        for folder in self.found:
            for name in BESIDE:
                with contextlib.suppress(FileNotFoundError):
                    (Path(site) / name).write_bytes((folder / Path(name).name).read_bytes())
        for uri, (key, library) in self.new.items():
            page = self.files.src_uris[uri].page
            known = {
                "html": page.content,
                "title": page.title,
                "toc": [_item(link) for link in page.toc],
                "ids": sorted(page.present_anchor_ids or ()),
                "links": {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()},
            }
            left = {Path(name).name: Path(site, name).read_bytes() for name in BESIDE if library}
            self.new[uri] = (key, {"page.json": json.dumps(known).encode(), **left})

    def keep(self):
        """Put the new pages into the cache, if a warning would have stopped the build; one that is full is no failure."""
        try:
            for key, content in self.new.values() if self.strict else ():
                with store.publish("page", key) as draft:
                    for name, data in content.items():
                        (draft / name).write_bytes(data)
        except OSError as error:
            print(f"cache: {error}", file=sys.stderr)


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
