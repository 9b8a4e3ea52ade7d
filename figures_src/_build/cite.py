"""References and citations, formatted by pybtex from the one BibTeX file."""

import functools
import re

from pybtex.backends.html import Backend as Html
from pybtex.backends.plaintext import Backend as Text
from pybtex.database import parse_file
from pybtex.exceptions import PybtexError
from pybtex.style.formatting.unsrt import Style

from figures_src._build import project
from figures_src._build.faults import Fault
from figures_src._build.project import BIBLIOGRAPHY, address, released, version

LICENCES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC BY-SA 3.0": "https://creativecommons.org/licenses/by-sa/3.0/",
}


@functools.cache
def bibliography(path=BIBLIOGRAPHY):
    """Return the entries of the BibTeX file by key."""
    try:
        return dict(parse_file(str(path)).entries)
    except (PybtexError, OSError, UnicodeError) as error:
        cause = " ".join(str(error).split())
        raise Fault(f"docs/{path.name}", "reference", f"it can't be read: {cause}", "mend the entry") from None


def known():
    """Return the entries by key, none when the file can't be read; the build has told that."""
    try:
        return bibliography()
    except Fault:
        return {}


def label(key):
    """Return how the text names a reference: "Rosenblatt 1958", "Cortes and Vapnik 1995", "Cohen et al. 2021"."""
    entry = bibliography()[key]
    people = entry.persons.get("author") or entry.persons.get("editor") or []
    names = [_last(p) for p in people] or [entry.fields.get("title", key)]
    who = (
        f"{names[0]} et al."
        if len(names) > 3
        else " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
    )
    return f"{who} {entry.fields.get('year', 'n.d.')}"


def split(source):
    """Return (key, rest) of a claim's source such as "novikoff1962, theorem 1, recalled"."""
    key = re.match(r"(?:\w+(?:[:-]\w+)*)?", source)[0]
    return key, source[len(key) :]


def _last(person):
    return " ".join(str(name) for name in [*person.rich_prelast_names, *person.rich_last_names])


@functools.cache
def _style():
    return Style()  # it looks through all installed packages for its parts


@functools.cache
def reference(key):
    """Return a reference as HTML, with its doi as a link."""
    entry = bibliography()[key]
    entry.key = key
    return _style().format_entry(key, entry).text.render(Html("utf-8"))


@functools.cache
def plain(key):
    """Return a reference as text, without a link."""
    entry = bibliography()[key]
    entry.key = key
    return _style().format_entry(key, entry).text.render(Text("utf-8"))


def figure(id, title, data_hash, licence, *, edition=None, state="", by=None):
    """Return the citation of a figure as {"text", "bibtex", "csl"}; the data hash names the version that is cited.

    A released version is `edition`, with its release's version and date and a page that stays; `by` is who made it. One
    that is not says so in its `state`. The key of a released version names its release, so that one can cite two
    versions of a figure in one paper.
    """
    day, page = released(), address(f"figures/{id}/index.html")
    of, author = version(), by or project.author()
    if edition is not None:
        day, page, of = edition.day, address(edition.html), edition.version
    where = f"Figure {id} of mathnets {of}{state and f', {state}'}, data sha256:{data_hash[:16]}, {licence}"
    fields = {
        "title": title.rstrip("."),
        "year": str(day.year),
        "month": day.strftime("%b").lower(),
        "howpublished": where,
    } | ({"url": page} if page else {})
    key = f"mathnets_{id}" + (f"_{of}" if edition is not None else "")
    csl = {
        "id": key,
        "type": "graphic",
        "title": fields["title"],
        "author": [{"literal": author}],
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "publisher": "mathnets",
        "version": of,
        "note": where,
        "license": LICENCES.get(licence, licence),
    } | ({"URL": page} if page else {})
    text = f"{author} ({day.year}). {title} {where}." + (f" {page}" if page else "")
    return {"text": text, "bibtex": bibtex(key, fields, author), "csl": csl}


def bibtex(key, fields, author):
    """Return the BibTeX entry of a figure; names and title in two pairs of braces, so that no style changes them."""
    lines = [f"  author = {{{{{_latex(author)}}}}}", f"  title = {{{{{_latex(fields['title'])}}}}}"]
    for name, value in fields.items():
        if name == "month":
            lines.append(f"  month = {value}")  # BibTeX's own word for it
        elif name != "title":
            lines.append(f"  {name} = {{{value if name == 'url' else _latex(value)}}}")
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


SIGNS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "{": r"\textbraceleft{}", "}": r"\textbraceright{}"}


def _latex(text):
    """Return `text` with the signs escaped that LaTeX would take for commands; braces too, which BibTeX counts."""
    return re.sub(r"[&%$#_\\~^{}]", lambda m: SIGNS.get(m[0], "\\" + m[0]), text)
