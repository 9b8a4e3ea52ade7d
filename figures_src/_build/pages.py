"""Writes the Markdown of the generated pages: one a figure, the gallery, the state of all, the ledger, the library reference."""

import functools
import html
import io
import json
import posixpath
import re
from dataclasses import asdict, dataclass, field
from pathlib import Path

import jinja2
import numpy as np

from figures_src._build import bundle, cite, embed, keys, meta, release, render, results, tex
from figures_src._build.discover import TOLERANCE, Script
from figures_src._build.project import FIGURES, ROOT, address, author, credit, version
from figures_src._build.register import FACTS
from figures_src._build.worker import LICENCE, Record
from figures_src._kit import theme
from figures_src._kit.claim import VERDICTS

PLACEHOLDER = "https://ADDRESS-OF-THE-SITE/"  # in snippets, where the site's own address is not known


@dataclass
class Figure:
    """A built figure as the pages and manifests see it."""

    script: Script
    record: Record
    shown: list = field(default_factory=list)  # pages that embed it
    chapter_title: str = ""
    place: int = 0  # in the order of its chapter
    versions: list = field(default_factory=list)  # released ones, oldest first; its own
    former: list = field(default_factory=list)  # and those under its old ids
    runs: list = field(default_factory=list)  # scripts of the shared runs that it takes
    state: str = "not yet released"  # of the present data, if they were not

    def __post_init__(self):
        self.id, self.title, self.idea = self.script.id, self.script.title, self.script.idea
        self.alt, self.claims, self.data_hash = self.record.alt, self.record.claims, self.record.data_hash
        self.switch = self.record.switch
        self.seeds, self.parameters, self.source = self.record.seeds, self.record.parameters, self.script.source
        self.frames, self.fps = self.script.setting("FRAMES"), self.script.fps
        self.licence, self.origin = self.script.setting("LICENCE", LICENCE), self.script.setting("CREDIT")
        self.tolerance, self.chaotic = self.script.tolerance, self.script.chaotic
        self.width, self.height = render.css_size(self.script.setting("SHAPE", "standard"))
        self.folder = f"figures/{self.id}"
        self.html, self.archive = f"{self.folder}/index.html", f"{self.folder}/{self.id}.zip"
        self.credit = credit(self.id, self.licence, self.origin)

    @functools.cached_property
    def references(self):
        """The papers and data that it names, as text."""
        return [cite.plain(key) for key in self.script.references if key in cite.known()]

    @functools.cached_property
    def citation(self):
        """The citation as text, BibTeX and CSL-JSON; of a released version its own, in its words."""
        if self.edition:
            return release.citation(self.edition.facts())
        return cite.figure(self.id, self.title, self.data_hash, self.licence, state=self.state)

    @functools.cached_property
    def edition(self):
        """The released `Version` that has the present data, to the last digit or as another machine computes them; or None."""
        known = [*self.versions, *self.former]
        exact = (v for v in known if v.data_hash == self.data_hash)
        return next(exact, None) or next((v for v in known if self._repeats(v)), None)

    def _repeats(self, entry):
        """Tell whether a released version is this figure as another machine computed it."""
        files = entry.files()
        same_code = json.loads(files[FACTS])["recipe"] == self.recipe
        if self.chaotic:
            return same_code
        before, after = results.load(io.BytesIO(files[f"{entry.id}.npz"])), results.load(Path(self.record.compute) / "result.npz")
        return results.agree(before, after, self.tolerance if same_code else min(self.tolerance, TOLERANCE))

    @functools.cached_property
    def recipe(self):
        """The hash of the code by which it is computed: what stays where single numbers differ from machine to machine."""
        return keys.recipe(self.script, self.runs)

    @property
    def elsewhere(self):
        """What is to be said where the released version that is cited was computed on another machine."""
        if not self.edition or self.edition.data_hash == self.data_hash:
            return ""
        return f"The released version {self.edition.hash} was computed on another machine; these numbers differ in digits that hang on that."

    @property
    def of(self):
        """The version that has the present data, as a citation names it."""
        return self.edition.version if self.edition else f"{version()}, {self.state}"

    @property
    def others(self):
        """All released versions but the present one, newest first."""
        return sorted((v for v in [*self.former, *self.versions] if v is not self.edition), key=lambda v: v.date)[::-1]

    @functools.cached_property
    def files(self):
        """Built files: path below the site's root to path on disk."""
        return {path: file for path, file in self._drawn.items() if path not in self.thumbs}

    @functools.cached_property
    def thumbs(self):
        """Small pictures for pages that show many, which nobody takes home: path below the site's root to path on disk."""
        return {path: file for path, file in self._drawn.items() if f"/{self.id}.thumb." in path}

    @functools.cached_property
    def _drawn(self):
        pictures = sorted(p for p in Path(self.record.draw).iterdir() if p.name.startswith(self.id + "."))
        return {f"{self.folder}/{p.name}": p for p in pictures}

    @functools.cached_property
    def data(self):
        """Paths of the data files below the site's root, npz first."""
        names = [f"{self.folder}/{self.id}.npz"]
        return names + ([f"{self.folder}/{self.id}.csv"] if self.record.table is not None else [])

    @functools.cached_property
    def scripts(self):
        """The script, and those of the shared runs that it takes: path below the site's root to text."""
        runs = {f"{self.folder}/{run.id}.run.py": run.source for run in self.runs}
        return {f"{self.folder}/{self.id}.py": self.source} | runs

    def parts(self):
        """Pictures, data and scripts: path below the site's root to text or file on disk."""
        tables = [self.record.table] if self.record.table is not None else []
        data = dict(zip(self.data, [Path(self.record.compute) / "result.npz", *tables], strict=True))
        return {**self.files, **data, **self.scripts}

    @functools.cached_property
    def bundle(self):
        """The archive with everything: a file in the cache."""
        said = bundle.dumps(self.facts)
        parts = {path.rpartition("/")[2]: file for path, file in self.parts().items()} | {f"{self.id}.json": said}
        facts = self.facts | {"page": address(self.html) or self.html, "note": self.elsewhere}
        papers = bundle.papers(self.id, self.citation, facts, parts)
        made_of = [Path(folder).name for folder in (self.record.draw, self.record.compute)]
        key = keys.digest("bundle", keys.machinery("bundle.py"), *made_of, *self.scripts.values(), said, *papers.values())
        return bundle.kept(key, f"{self.id}.zip", lambda path: bundle.pack([*parts.items(), *papers.items()], path, folder=self.id))

    @property
    def facts(self):
        """What is known of it beside its pictures and data, for programs: in its archive, and of each version that is kept."""
        return {
            "schema": 1,
            "id": self.id,
            "title": self.title,
            "caption": self.title,
            "alt": self.alt,
            "licence": self.licence,
            "origin": self.origin,
            "author": author(),
            "version": self.of,
            "data_hash": self.data_hash,
            "recipe": self.recipe,
            "script": self.script.where,
            "references": self.references,
            "size": [self.width, self.height],
            "frames": self.frames,
            "seeds": self.seeds,
            "parameters": self.parameters,
            "tolerance": self.tolerance,
            "chaotic": self.chaotic,
            "claims": self.claims,
        }

    @property
    def formats(self):
        """The formats in which it can be taken home, pictures first."""
        return sorted({path.rsplit(".", 1)[1] for path in self.files}) + [p.rsplit(".", 1)[1] for p in self.data]

    def file(self, format_, theme):
        """Path of a page picture below the site's root."""
        return f"{self.folder}/{self.id}.{theme}.{format_}"

    def small(self, theme):
        """Path of the thumbnail; of the page picture where only some formats were drawn."""
        path = f"{self.folder}/{self.id}.thumb.{theme}.png"
        return path if path in self.thumbs else self.file("svg", theme)

    def slide(self, format_, theme):
        """Path of a slide."""
        return f"{self.folder}/{self.id}.slide.{theme}.{format_}"

    def poster(self, theme):
        """Path of the still that stands for a moving figure."""
        return f"{self.folder}/{self.id}.poster.{theme}.png"


def number(value):
    """Return a measured number for a reader: four digits that count, thousands apart, a true minus sign."""
    if value < 0:
        return f"−{number(-value)}"
    if value < 1e9 and value == int(value):
        return f"{int(value):,}"
    if 1e-3 <= value < 1e5:
        return f"{value:,.4g}" if value < 999.95 else f"{value:,.0f}"
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa} × 10<sup>{int(exponent)}</sup>".replace("-", "−")


def seeds(values):
    """Return a list of seeds in short: "0 to 9"."""
    values = [int(v) for v in values]
    steady = len(values) > 2 and values == list(range(values[0], values[-1] + 1))
    return f"{values[0]} to {values[-1]}" if steady else ", ".join(map(str, values))


def source(text):
    """Return a claim's source, a reference's key and where in it, as a link to that reference and the rest."""
    key, rest = cite.split(text)
    return f'<a class="mn-cite" href="#ref-{key}">{html.escape(cite.label(key))}</a>{html.escape(rest)}'


@functools.cache
def templates():
    """Return the templates of the pages."""
    loader = jinja2.FileSystemLoader(Path(__file__).parent / "templates")
    env = jinja2.Environment(
        loader=loader, undefined=jinja2.StrictUndefined, trim_blocks=False, keep_trailing_newline=True
    )
    env.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    env.filters |= {"figure": number, "seeds": seeds, "source": source}
    return env


def picture(figure, to, *, own=False):
    """Return the HTML that shows a figure on a page; `own` on its own page."""
    text = templates().get_template("figure.html.j2")
    return text.render(f=figure, to=to, own=own, themes=render.THEMES).rstrip()


def figure_page(figure):
    """Return the Markdown of a figure's page."""
    import platform

    import matplotlib

    versions = f"Python {platform.python_version()}, numpy {np.__version__}, matplotlib {matplotlib.__version__}"
    to = lambda path: posixpath.relpath(path, figure.folder)  # noqa: E731
    return (
        templates()
        .get_template("figure_page.md.j2")
        .render(
            f=figure,
            to=to,
            picture=picture(figure, to, own=True),
            version=version(),
            versions=versions,
            head=meta.head(figure),
            megabytes=f"{figure.bundle.stat().st_size / 1e6:.1f}",
            frame=frame_snippet(figure),
            snippet=snippet(figure),
            licence_url=cite.LICENCES[figure.licence],
            fence="`" * max(3, 1 + max(map(len, re.findall(r"`+", figure.source)), default=0)),
            references=[cite.reference(k) for k in figure.script.references if k in cite.known()],
        )
    )


FRAMES = {"embed.html": None, "embed.light.html": "light", "embed.dark.html": "dark"}
FRAME_WORDS = 74  # height in CSS pixels that finding and credit take in a frame as wide as the figure
FRAME_CONTROLS = 48  # and that of a film's controls


def frame_snippet(figure):
    """Return the HTML with which another site shows this figure in a frame, with its finding and credit."""
    base = address() or PLACEHOLDER
    height = figure.height + FRAME_WORDS + (FRAME_CONTROLS if figure.frames else 0)
    return (
        f'<iframe src="{base}{figure.folder}/embed.html" title="{html.escape(figure.title)}" loading="lazy"\n'
        f'  width="{figure.width}" height="{height}"\n'
        f'  style="width: 100%; max-width: {figure.width}px; height: auto; aspect-ratio: {figure.width} / {height}; border: 0">'
        "</iframe>"
    )


def snippet(figure):
    """Return the HTML with which another site shows this figure as a picture, with its authors and licence."""
    base, origin = address() or PLACEHOLDER, f"; {html.escape(figure.origin)}" if figure.origin else ""
    return (
        f'<figure>\n  <a href="{base}{figure.html}"><img src="{base}{figure.file("svg", "light")}"\n'
        f'    alt="{html.escape(figure.alt)}" width="{figure.width}" height="{figure.height}"></a>\n'
        f'  <figcaption>{html.escape(figure.title)} <a href="{base}{figure.html}">mathnets: {figure.id}</a> by {html.escape(author())},\n'
        f'    <a rel="license" href="{cite.LICENCES[figure.licence]}">{figure.licence}</a>{origin}</figcaption>\n</figure>'
    )


def frame(figure, theme_=None):
    """Return the page that stands in a frame of another site, in one scheme or the reader's."""
    return (
        templates()
        .get_template("frame.html.j2")
        .render(
            f=figure,
            theme=theme_,
            themes=[theme_] if theme_ else render.THEMES,
            canonical=address(figure.html) or "index.html",
            author=author(),
            licence_url=cite.LICENCES[figure.licence],
        )
    )


def version_page(entry, files, current):
    """Return the page of a released version from its archive's `files`; `current` is what its figure is today."""
    facts = json.loads(files[FACTS])
    to_current = posixpath.relpath(current.html, entry.folder) if current else ""
    same = current is not None and current.edition == entry
    return (
        templates()
        .get_template("version.html.j2")
        .render(
            v=facts,
            current=current,
            same=same,
            reworded=same and _words(facts, current.facts) != _words(current.facts, facts),
            to_current=to_current,
            archive=f"{entry.name}.zip",
            canonical=(address(current.html) or to_current) if same else (address(entry.html) or "index.html"),
            head=meta.version(entry, facts),
            citation=release.citation(facts),
            note=release.note(facts),
            files=[(name, bundle.use(name)) for name in sorted(files)],
            licence_url=cite.LICENCES.get(facts["licence"], "#"),
        )
    )


def _words(facts, other):
    """Return what a figure says, and under which licence; of numbers that another machine has computed, not what is said of those."""
    kept = [facts[key] for key in ("title", "licence", "origin")]
    return kept + ([facts["alt"], *(c["text"] for c in facts["claims"])] if facts["data_hash"] == other["data_hash"] else [])


def plain_css():
    """Return the style of the pages that stand by themselves."""
    light, dark = (asdict(theme.THEMES[name]) for name in render.THEMES)
    return templates().get_template("plain.css.j2").render(light=light, dark=dark)


def site_css():
    """Return the style of all other pages: of formulas, the fonts, and our own, over that of the theme."""
    ours = Path(__file__).parent / "templates" / "site.css", FIGURES / "_theme" / "assets" / "fonts" / "plex.css"
    own, fonts = (path.read_text(encoding="utf-8") for path in ours)
    own = re.sub(r"/\*.*?\*/\s*", "", theme.as_css() + own, flags=re.DOTALL)  # without comments
    return "\n".join([tex.style(), fonts.replace("url(", "url(fonts/"), own])


def by_chapter(figures, order):
    """Return (title, figures) of each chapter that has some, chapters in the order `order` of their folders."""
    chapters = []
    for chapter in order:
        members = sorted((f for f in figures if f.script.chapter == chapter), key=lambda f: f.place)
        if members:
            chapters.append((members[0].chapter_title, members))
    return chapters


def gallery(figures, order):
    """Return the Markdown of the gallery."""
    chapters = by_chapter(figures, order)
    text = "Text and figures are under CC BY 4.0 unless a page says otherwise."
    return templates().get_template("gallery.md.j2").render(chapters=chapters, total=len(figures), licence=text)


@dataclass(frozen=True)
class Deck:
    """A deck of slides: what is in it, where it stands on the site, and the file on disk."""

    title: str
    path: str
    file: Path
    theme: str
    slides: int


def slides(decks):
    """Return the Markdown of the page that lists the decks."""
    rows = [
        {"title": d.title, "slides": d.slides, "files": [(o.path, o.file.stat().st_size) for o in decks if o.title == d.title]}
        for d in decks
        if d.theme == render.THEMES[0]
    ]
    return templates().get_template("decks.md.j2").render(decks=rows)


def status(figures, order):
    """Return the Markdown of the table of all figures; what they cost is filled in by the reader's browser."""
    return (
        templates()
        .get_template("status.md.j2")
        .render(
            figures=[figure for _, members in by_chapter(figures, order) for figure in members],
            claims=sum(len(f.claims) for f in figures),
            chaotic=sum(f.chaotic is not None for f in figures),
        )
    )


def ledger(figures, order):
    """Return the Markdown of the ledger: all claims that have a published number."""
    chapters = []
    for title, members in by_chapter(figures, order):
        entries = [(f, claim) for f in members for claim in f.claims if claim["verdict"] is not None]
        if entries:
            chapters.append((title, entries))
    claims = [claim for _, entries in chapters for _, claim in entries]
    verdicts = [claim["verdict"] for claim in claims]
    keys = dict.fromkeys(cite.split(claim["source"])[0] for claim in claims)
    return (
        templates()
        .get_template("ledger.md.j2")
        .render(
            chapters=chapters,
            total=len(claims),
            counts=[(word, verdicts.count(word)) for word in VERDICTS],
            references=embed.bibliography(keys),
        )
    )


def redirect(figure, path):
    """Return the page that stands at an old address and leads to `path` in the folder of the figure of today."""
    there = f"{figure.folder}/{path}"
    to = f"../{figure.id}/{path}"
    return templates().get_template("redirect.html.j2").render(id=figure.id, to=to, canonical=address(there) or to)


def references():
    """Return the Markdown of the page that lists everything in the BibTeX file."""
    return templates().get_template("references.md.j2").render(entries=embed.bibliography(cite.known()))


def modules():
    """Return the names of the library's public modules, in the order of its docstring, then the others."""
    named = re.findall(r"`(mathnets\.[\w.]+)`", (ROOT / "mathnets" / "__init__.py").read_text(encoding="utf-8"))
    paths = [p.relative_to(ROOT).with_suffix("") for p in sorted((ROOT / "mathnets").rglob("*.py"))]
    found = [
        ".".join(p.parts).removesuffix(".__init__") for p in paths if not p.stem.startswith("_") or p.stem == "__init__"
    ]
    found = [m for m in found if m != "mathnets"]
    listed = [m for package in named for m in found if m == package or m.startswith(f"{package}.")]
    return list(dict.fromkeys([*listed, *found]))


def library_page(module):
    """Return the Markdown of one module's reference page."""
    return f"---\ntitle: {module}\n---\n# `{module}`\n\n::: {module}\n"


def library_index():
    """Return the Markdown of the library's first page: what each module is for, from its first line."""
    import ast

    lines = []
    for module in modules():
        base = ROOT.joinpath(*module.split("."))
        path = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
        first = (ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").partition("\n")[0]
        lines.append(f"[`{module}`]({module}.md)\n:   {first}\n")
    return templates().get_template("library.md.j2").render(modules="\n".join(lines))
