"""A built site as its readers get it: its kinds of pages, their links and identifiers, and a server of it."""

import contextlib
import functools
import gzip
import http.server
import json
import threading
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
    "meta": ("content",),
}
LATER = (
    "data-src",
    "data-poster",
    "data-picture",
    "data-picture-dark",
    "data-costs",
)  # what the script loads, on any element

KINDS = {
    "home": "index.html",
    "chapter": "points.html",
    "chapter with films": "perceptron.html",
    "chapter, the longest": "attention.html",
    "how to read": "reading.html",
    "figures": "figures/index.html",
    "ledger": "ledger.html",
    "podcast": "podcast.html",
    "primer": "primer.html",
    "glossary": "glossary.html",
    "notation": "notation.html",
    "references": "references.html",
    "library": "library/index.html",
    "library, a module": "library/mathnets.perceptron.html",
    "library, a walk": "tour.html",
    "slides": "decks.html",
    "state of the figures": "status.html",
    "citing": "citing.html",
    "contributing": "contributing.html",
    "corrections": "corrections.html",
    "changelog": "changelog.html",
    "no such page": "404.html",
}
COMPRESSED = {".html", ".css", ".js", ".svg", ".json", ".xml", ".txt", ".csv"}
STATEMENTS = {"canonical", "license", "schema.DC"}  # relations that name an address and load nothing
NAMED = {"og:image", "og:url"}  # facts in a page's head that are files of the site


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
        if tag == "meta" and values.get("property") not in NAMED:
            return
        for name in (*LINKS.get(tag, ()), *LATER):
            for url in (values.get(name) or "").split(","):
                if url.strip():
                    self.links.append((tag, url.strip().split(" ")[0], self.getpos()[0], values.get("rel", "")))


def pages(site):
    """Return all pages of a site by their path below it."""
    return {p.relative_to(site).as_posix(): Page(p) for p in sorted(Path(site).rglob("*.html"))}


def kinds(site):
    """Return one page of every kind by its kind's name: those above, and what figures have, the first of each sort."""
    site = Path(site)
    figures = json.loads((site / "figures.json").read_text(encoding="utf-8"))["figures"]
    moving = [any(file["format"] == "mp4" for file in figure["files"]) for figure in figures]
    still = figures[moving.index(False)]["page"]
    switched = next(p for p in sorted(site.glob("figures/*/index.html")) if 'class="mn-switch"' in p.read_text("utf-8"))
    frozen = sorted(site.glob("figures/*/*/index.html"))
    return {
        **KINDS,
        "figure": still,
        "figure, moving": figures[moving.index(True)]["page"],
        "figure, switched": switched.relative_to(site).as_posix(),
        **({"figure, a version": frozen[0].relative_to(site).as_posix()} if frozen else {}),
        "embedded": still.replace("index.html", "embed.html"),
        "embedded, moving": figures[moving.index(True)]["page"].replace("index.html", "embed.html"),
        "embedded, dark": still.replace("index.html", "embed.dark.html"),
    }


@contextlib.contextmanager
def served(site):
    """Serve a site on this machine while the context lasts, as a host does it: compressed; yield the address."""
    handler = functools.partial(_Host, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Host(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        """Answer with the file, text compressed; with 404.html where there is none."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        found = path.is_file()
        path = path if found else Path(self.directory) / "404.html"
        body = path.read_bytes() if path.is_file() else b""
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Cache-Control", "no-cache" if path.suffix == ".html" else "max-age=31536000")
        if path.suffix in COMPRESSED:
            body = gzip.compress(body, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def faults(site, address=""):
    """Yield one line for every link that leads nowhere, and for everything that is loaded from elsewhere.

    Links to the site's own `address` are held to what it holds.
    """
    site, top = Path(site), urlsplit(address).path
    known = pages(site)
    for name, page in known.items():
        for tag, url, line, rel in page.links:
            parts = urlsplit(top + url.removeprefix(address) if address and url.startswith(f"{address}/") else url)
            if parts.scheme in ("http", "https", "mailto") or url.startswith("//"):
                if tag not in ("a", "meta") and rel not in STATEMENTS:
                    yield f"{name}:{line}: <{tag}> loads from another origin: {url}"
                continue
            if parts.scheme:
                if parts.scheme != "data":
                    yield f"{name}:{line}: <{tag}> has the scheme {parts.scheme!r}"
                continue
            base = site if parts.path.startswith("/") else page.path.parent
            path = unquote(parts.path.removeprefix(top)).lstrip("/") if base == site else unquote(parts.path)
            target = (base / path).resolve() if parts.path else page.path.resolve()
            if target.is_dir():
                yield f"{name}:{line}: <{tag}> leads to a folder, which only a server opens: {url}"
            elif not target.is_file():
                yield f"{name}:{line}: <{tag}> leads nowhere: {url}"
            elif parts.fragment and target.suffix == ".html":
                other = known.get(target.relative_to(site.resolve()).as_posix())
                if other and unquote(parts.fragment) not in other.ids and not parts.fragment.startswith("__"):
                    yield f"{name}:{line}: no such place on the page: {url}"
