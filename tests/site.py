"""Reads a built site as its readers get it: pages, their links and identifiers, without a browser."""

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LINKS = {
    "a": ("href",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "script": ("src",),
    "video": ("src", "poster"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "object": ("data",),
}

STATEMENTS = {"canonical", "license", "schema.DC"}  # relations that name an address and load nothing


class Page(HTMLParser):
    """One page: the identifiers that it defines, the links that it makes, its pictures and headings."""

    def __init__(self, path):
        super().__init__()
        self.path, self.ids, self.links, self.images, self.headings = Path(path), set(), [], [], []
        self.feed(self.path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if values.get("id"):
            self.ids.add(values["id"])
        if tag == "a" and values.get("name"):
            self.ids.add(values["name"])
        if tag == "img":
            self.images.append(values)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append(int(tag[1]))
        for name in LINKS.get(tag, ()):
            for url in (values.get(name) or "").split(","):
                if url.strip():
                    self.links.append((tag, url.strip().split(" ")[0], self.getpos()[0], values.get("rel", "")))


def pages(site):
    """Return all pages of a site by their path below it."""
    return {p.relative_to(site).as_posix(): Page(p) for p in sorted(Path(site).rglob("*.html"))}


def faults(site):
    """Yield one line for every link that leads nowhere, and for everything that is loaded from elsewhere."""
    site = Path(site)
    known = pages(site)
    for name, page in known.items():
        for tag, url, line, rel in page.links:
            parts = urlsplit(url)
            if parts.scheme in ("http", "https", "mailto") or url.startswith("//"):
                if tag != "a" and rel not in STATEMENTS:
                    yield f"{name}:{line}: <{tag}> loads from another origin: {url}"
                continue
            if parts.scheme:
                if parts.scheme != "data":
                    yield f"{name}:{line}: <{tag}> has the scheme {parts.scheme!r}"
                continue
            base = site if parts.path.startswith("/") else page.path.parent
            target = (base / unquote(parts.path).lstrip("/")).resolve() if parts.path else page.path.resolve()
            if target.is_dir():
                target = target / "index.html"
            if not target.is_file():
                if name != "404.html":
                    yield f"{name}:{line}: <{tag}> leads nowhere: {url}"
            elif parts.fragment and target.suffix == ".html":
                other = known.get(target.relative_to(site.resolve()).as_posix())
                if other and unquote(parts.fragment) not in other.ids and not parts.fragment.startswith("__"):
                    yield f"{name}:{line}: no such place on the page: {url}"
