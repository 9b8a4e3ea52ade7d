"""The pages beside the chapters keep up with them: the map of ideas, the glossary, the lists of how to read the site.

Each rule is a function that returns what is wrong, a line each. The tests hold it against this project, which has to
have none, and against small wrong pages, so that each rule is seen to fail.
"""

import importlib
import itertools
import re
from pathlib import Path

import pytest
from markdown.extensions.toc import slugify

ROOT = Path(__file__).resolve().parents[1]
LINK = re.compile(r"\[[^\]]+\]\((\w+)\.md(?:#([\w-]+))?\)")
ENTRY = re.compile(r"^(?P<term>\S.*?) \{ #(?P<id>[\w-]+) \}\n:   (?P<body>.+)$", re.M)
COMING = re.compile(r" \*The chapter on [\w ]+\.\*$")


def docs(root=ROOT):
    """Return the text of each page below docs, by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((root / "docs").glob("*.md"))}


def chapters(root=ROOT):
    """Return the names of the chapters' pages, in the order of the nav."""
    nav = (root / "mkdocs.yml").read_text(encoding="utf-8").partition("\n  - Chapters:\n")[2]
    return re.findall(r"(\w+)\.md", re.split(r"\n  - ", nav)[0])


def sections(page):
    """Return a page's parts under its second headings: anchor to text."""
    parts = re.split(r"^## +(.+)$", page, flags=re.M)[1:]
    return {slugify(title, "-"): text for title, text in zip(parts[::2], parts[1::2], strict=True)}


def anchors(page):
    """Return all that a link into a page can name: its headings and its figures."""
    titles = re.findall(r"^#{1,6} +(.+)$", page, re.M)
    return {slugify(t, "-") for t in titles} | {f"fig-{id_}" for id_ in re.findall(r"^!\[\[(\w+)\]\]$", page, re.M)}


def paragraph(page, start):
    """Return the paragraph that begins with `start`, as one line; "" if there is none."""
    return next((" ".join(p.split()) for p in re.split(r"\n\s*\n", page) if p.startswith(start)), "")


# What rests on what.


def needs(pages, order):
    """Return what the pages say that a reader needs: chapter to the names of other chapters and parts of the primer."""
    found = {name: {page for page, _ in LINK.findall(paragraph(pages[name], "After this chapter"))} for name in order}
    for part, text in sections(pages["primer"]).items():
        for page, _ in LINK.findall(paragraph(text, "**Needed in**")):
            found.setdefault(page, set()).add(f"primer#{part}")
    return found


def map_faults(pages, order, drawn):
    """Yield where the map, a dict of name to (label, what to read first), differs from what the pages say."""
    wanted = needs(pages, order)
    if [name for name in drawn if not name.startswith("primer#")] != list(order):
        yield f"the map needs the chapters of the nav in its order, {', '.join(order)}, got {', '.join(drawn)}"
    for name, (_, first) in drawn.items():
        if name.startswith("primer#"):
            if name.partition("#")[2] not in sections(pages["primer"]):
                yield f"the map has {name}, which the primer has not"
        elif set(first) != wanted.get(name, set()):
            yield f"{name} rests on {sorted(wanted.get(name, set()))} by the pages, on {sorted(first)} by the map"
    for name in sorted({part for parts in wanted.values() for part in parts} - set(drawn)):
        yield f"the map needs {name}, on which a chapter rests"


def table_faults(pages, order):
    """Yield where the table of what each chapter assumes differs from what the pages say."""
    wanted = needs(pages, order)
    text = sections(pages["reading"]).get("what-each-chapter-assumes", "")
    rows = [line.split("|")[1:4] for line in text.splitlines() if line.startswith("| [")]
    named = [LINK.findall(row[0])[0][0] for row in rows]
    if named != list(order):
        yield f"the table needs a row for each chapter of the nav, {', '.join(order)}, got {', '.join(named)}"
    for name, (_, first, primer) in zip(named, rows, strict=True):
        said = {page for page, _ in LINK.findall(first)} | {f"primer#{part}" for _, part in LINK.findall(primer)}
        if said != wanted.get(name, set()):
            yield f"{name} rests on {sorted(wanted.get(name, set()))} by the pages, on {sorted(said)} by the table"


# Links and names.


def link_faults(name, pages):
    """Yield the links of a page to pages or anchors that do not exist; generated pages are left to the strict build."""
    for page, anchor in LINK.findall(pages[name]):
        if page in pages and anchor and anchor not in anchors(pages[page]):
            yield f"docs/{name}.md links to {page}.md#{anchor}, which is not there"


def theorem_faults(pages):
    """Yield the theorems of the list on docs/reading.md that have no box on the page that is linked."""
    for line in sections(pages["reading"])["for-a-mathematician"].splitlines():
        if found := re.match(r"\| \[([^\]]+)\]\((\w+)\.md", line):
            boxes = re.findall(r'!!! theorem "Theorem \((.+)\)"', pages[found[2]])
            if found[1] not in boxes:
                yield f"docs/{found[2]}.md has no theorem ({found[1]}); it has {', '.join(boxes)}"


def glossary_faults(pages):
    """Yield what is wrong with the glossary: its order, its form, and terms that the linked page does not use."""
    text = pages["glossary"]
    entries = [m.groupdict() for m in ENTRY.finditer(text)]
    terms = [e["term"] for e in entries]
    if (lines := len(re.findall(r"^:   ", text, re.M))) != len(entries):
        yield f"{lines} definitions, but {len(entries)} of the form 'Term {{ #id }}' over ':   a sentence'"
    for one, two in itertools.pairwise(terms):
        if not _plain(one) < _plain(two):
            yield f"{two!r} needs to stand before {one!r}, once"
    for letter, part in re.findall(r"^## (\w)$(.*?)(?=^## |\Z)", text, re.M | re.S):
        for entry in ENTRY.finditer(part):
            if entry["term"][0].upper() != letter:
                yield f"{entry['term']!r} stands under {letter}"
    for entry in entries:
        term, body = entry["term"], entry["body"]
        if entry["id"] != slugify(term.replace("'", "-"), "-"):
            yield f"{term!r} needs the id {slugify(term, '-')!r}, got {entry['id']!r}"
        links = LINK.findall(body)
        said = re.split(r" See \[|" + COMING.pattern, body)[0]
        if not said.endswith(".") or len(re.split(r"[.?!] (?=[A-Z])", said)) > 2:
            yield f"{term!r} needs one sentence or two, got {said!r}"
        if bool(links) == bool(COMING.search(body)):
            yield f"{term!r} needs a link to its place, or to say which coming chapter has it"
        words = [word[:6] for word in re.findall(r"\w+", re.sub(r"\(.*\)", "", term).casefold())]
        for page, _ in links:
            if lacking := [word for word in words if word not in pages.get(page, "").casefold()]:
                yield f"{term!r} links to {page}.md, which does not say {', '.join(lacking)}"


def _plain(term):
    """Return a term as it counts for the order: letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", term.casefold())


# The project.


def test_map_of_ideas_says_what_the_pages_say():
    """The map has every chapter in its order, with what its page tells to read first, and the parts of the primer."""
    drawn = importlib.import_module("figures_src.reading.map_of_ideas").PAGES
    assert not (found := list(map_faults(docs(), chapters(), drawn))), "\n".join(found)


def test_table_of_what_chapters_assume_says_what_the_pages_say():
    """The table on the page of how to read the site names for each chapter what its page and the primer name."""
    assert not (found := list(table_faults(docs(), chapters()))), "\n".join(found)


@pytest.mark.parametrize("name", ["corrections", "glossary", "index", "podcast", "primer", "reading", "tour"])
def test_links_lead_to_headings_and_figures(name):
    """Every link of the pages beside the chapters into another page names a heading or a figure of it."""
    assert not (found := list(link_faults(name, docs()))), "\n".join(found)


def test_listed_theorems_exist():
    """Each theorem of the list for mathematicians stands in a box on the page that is linked."""
    assert not (found := list(theorem_faults(docs()))), "\n".join(found)


def test_glossary_is_in_order():
    """Terms are alphabetical and unique, explained in one or two sentences, and used where they are said to be."""
    assert not (found := list(glossary_faults(docs()))), "\n".join(found)


# The rules, each seen to fail.

PAGES = {
    "a": "# A\n\n## Walls\n\nA wall.\n\n![[wide]]\n",
    "b": "# B\n\nAfter this chapter you can build. Read [A\nwalls](a.md) first.\n",
    "primer": "# Primer\n\n## Slopes\n\nSteep.\n\n**Needed in** [B](b.md).\n",
    "reading": "# R\n\n## For a mathematician\n\n| [one](a.md#walls) | none |\n\n## What each chapter assumes\n\n"
    "| [A](a.md) | nothing | nothing |\n| [B](b.md) | [A](a.md) | [slopes](primer.md#slopes) |\n",
    "glossary": "## S\n\nSlope { #slope }\n:   How steep it is. See [Slopes](primer.md#slopes).\n\n## W\n\n"
    "Wall { #wall }\n:   It stands. See [Walls](a.md#walls).\n\nWord { #word }\n:   Said. *The chapter on words.*\n",
}
DRAWN = {"a": ("A", ()), "primer#slopes": ("slopes", ()), "b": ("B", ("a", "primer#slopes"))}


def test_sound_pages_have_no_faults():
    """The small example that is then made wrong in many ways is right."""
    found = [*map_faults(PAGES, ["a", "b"], DRAWN), *table_faults(PAGES, ["a", "b"]), *glossary_faults(PAGES)]
    assert found + list(link_faults("reading", PAGES)) + list(link_faults("glossary", PAGES)) == []


@pytest.mark.parametrize(
    "drawn",
    [
        {"b": DRAWN["b"], "a": DRAWN["a"], "primer#slopes": ("slopes", ())},
        {**DRAWN, "b": ("B", ("primer#slopes",))},
        {**DRAWN, "a": ("A", ("b",))},
        {**DRAWN, "primer#chance": ("chance", ())},
        {"a": DRAWN["a"], "b": DRAWN["b"]},
        {"a": DRAWN["a"], "primer#slopes": ("slopes", ())},
    ],
)
def test_wrong_map_is_found(drawn):
    """Another order, an arrow too few or too many, a part that does not exist, and pages left out are told."""
    assert list(map_faults(PAGES, ["a", "b"], drawn))


@pytest.mark.parametrize(
    "old, new",
    [
        ("| [B](b.md) | [A](a.md) |", "| [B](b.md) | nothing |"),
        ("[slopes](primer.md#slopes) |", "nothing |"),
        ("| [A](a.md) | nothing | nothing |\n", ""),
    ],
)
def test_wrong_table_is_found(old, new):
    """A row that says less than the pages, and a chapter without a row, are told."""
    wrong = {**PAGES, "reading": PAGES["reading"].replace(old, new)}
    assert wrong != PAGES
    assert list(table_faults(wrong, ["a", "b"]))


@pytest.mark.parametrize(
    "old, new",
    [
        ("Slope { #slope }", "Zlope { #zlope }"),
        ("Slope { #slope }", "Slope { #other }"),
        ("Slope { #slope }", "Slope"),
        ("Wall { #wall }", "Word { #word }"),
        ("Wall { #wall }", "Wand { #wand }"),
        ("Word { #word }", "Vord { #vord }"),
        ("It stands. See", "It stands. It is tall. It is old. See"),
        (" See [Walls](a.md#walls).", ""),
        ("Said. *The chapter on words.*", "Said."),
        ("It stands. See [Walls](a.md#walls).", "It stands. See [Walls](c.md)."),
    ],
)
def test_wrong_glossary_is_found(old, new):
    """Disorder, twins, wrong ids, too many words, and terms without their place are told."""
    wrong = {**PAGES, "glossary": PAGES["glossary"].replace(old, new)}
    assert wrong != PAGES
    assert list(glossary_faults(wrong))


@pytest.mark.parametrize("target", ["a.md#doors", "a.md#fig-narrow", "primer.md#chance"])
def test_dead_link_is_found(target):
    """A link to a heading or a figure that a page has not is told; one to a figure that it has is not."""
    assert list(link_faults("x", {**PAGES, "x": f"[x]({target})"}))
    assert not list(link_faults("x", {**PAGES, "x": "[x](a.md#fig-wide)"}))


def test_missing_theorem_is_found():
    """A theorem of the list that the linked page does not have is told."""
    assert list(theorem_faults(PAGES))
    boxed = {**PAGES, "a": PAGES["a"] + '\n!!! theorem "Theorem (one)"\n'}
    assert not list(theorem_faults(boxed))
