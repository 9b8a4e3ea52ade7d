"""Expands what a page's source says in brackets: figures, numbers of their results, and references.

    ![[id]]            on a line of its own: the figure, with its finding as caption
    [[id.key:.2f]]     a number of its result: median, and the range over seeds on hover; [[id.key[3]:.2f]] one entry
    [@key]             a reference: "Rosenblatt 1958"
    [[references]]     on a line of its own: the references that the page names

None applies inside code or mathematics.
"""

import difflib
import functools
import html
import posixpath
import re

import numpy as np

from figures_src._build import cite
from figures_src._build.faults import Fault

FIGURE = re.compile(r"^([ \t]*)!\[\[([^\]\n]*)\]\][ \t]*$", re.M)
NUMBER = re.compile(r"(?<!!)\[\[([^\[\]\n]*(?:\[[^\[\]\n]*\][^\[\]\n]*)?)\]\]")
KEY = re.compile(r"(\w+)\.(\w+)(?:\[(-?\d+(?:, *-?\d+)*)\])?(?::([^\]]*))?\Z")
CITE = re.compile(r"\[@([A-Za-z][\w:-]*)\]")
PARAGRAPH = r"(?:(?!\n[ \t]*\n).)+?"  # as little as possible, and not beyond a blank line
LITERAL = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?^[ \t]*(?P=fence)[`~]*[ \t]*$"  # fenced code
    rf"|(?<![`\\])(?P<code>`+)(?!`){PARAGRAPH}(?<!`)(?P=code)(?!`)"  # code in a line
    r"|<(?P<tag>pre|code|script|style)\b.*?</(?P=tag)>"
    # mathematics, as arithmatex reads it
    rf"|\$\${PARAGRAPH}\$\$|(?<![\\$])\$(?![\s$])(?:\\.|(?!\n[ \t]*\n)[^\\$])+?(?<!\s)\$"
    rf"|\\\({PARAGRAPH}\\\)|\\\[{PARAGRAPH}\\\]|\\begin\{{(?P<block>\w+\*?)\}}{PARAGRAPH}\\end\{{(?P=block)\}}"
    r"|<!--.*?-->",
    re.M | re.S,
)
ALONE = re.compile(r"^[ \t]*\[\[references\]\][ \t]*$", re.M)


@functools.lru_cache(maxsize=64)
def masked(text):
    """Return `text` with code, mathematics and comments blanked, every other character where it was."""
    return LITERAL.sub(_blank, text)


def _blank(match):
    return re.sub(r"[^\n]", "\0", match[0])


def line_of(text, position):
    """Return the line number of a position, counted from 1."""
    return text.count("\n", 0, position) + 1


def figures_in(text):
    """Yield (id, line) of every figure that a page's source embeds."""
    clear = masked(text)
    yield from ((m[2].strip(), line_of(text, m.start(2))) for m in FIGURE.finditer(clear))


def check(text, where, figures, result):
    """Yield a `Fault` for everything in a page that names no figure, key or reference, or can't be read.

    `figures` holds the known ids; `result(id)` gives a figure's result, or None when it failed to build.
    """
    clear = masked(text)
    if "\ufffd" in text:
        yield Fault(where, "page", "the page needs to be UTF-8, got other bytes", "save it as UTF-8")
    at = lambda position: f"{where}:{line_of(text, position)}"  # noqa: E731
    seen = {}
    for id_, line in figures_in(text):
        if id_ not in figures:
            yield unknown(f"{where}:{line}", id_, figures)
        elif id_ in seen:
            cause = f"the page shows {id_!r} a second time, first on line {seen[id_]}"
            yield Fault(f"{where}:{line}", "figure", cause, "link to it: [text](#fig-" + id_ + ")")
        seen.setdefault(id_, line)
    for match in NUMBER.finditer(clear):
        if match[1] != "references":
            yield from _check_number(match[1], at(match.start()), figures, result)
    for match in CITE.finditer(clear):
        if match[1] not in cite.bibliography():
            cause = f"{match[1]!r} is not in references.bib"
            yield Fault(at(match.start()), "reference", cause, "add the entry, or mend the key")
    if CITE.search(clear) and not ALONE.search(clear):
        cause = "the page names references but does not list them"
        yield Fault(where, "reference", cause, "put [[references]] on a line of its own at its end")
    rest = ALONE.sub(_blank, FIGURE.sub(_blank, clear))
    rest = NUMBER.sub(lambda m: m[0] if m[1] == "references" else _blank(m), rest)
    for match in re.finditer(r"!?\[\[", rest):
        cause = f"{text[match.start() :].splitlines()[0][:40]!r} can't be read"
        cure = "![[id]] and [[references]] stand on lines of their own; other double brackets go into `code`"
        yield Fault(at(match.start()), "brackets", cause, cure)


def _check_number(text, place, figures, result):
    parts = KEY.match(text)
    if not parts:
        yield Fault(place, "number", f"[[{text}]] can't be read", "write [[id.key]] or [[id.key:.2f]]")
    elif parts[1] not in figures:
        yield unknown(place, parts[1], figures)
    elif (values := result(parts[1])) is not None:
        try:
            number(values, parts)
        except (LookupError, ValueError, TypeError) as error:
            cause = f"[[{text}]]: {_reason(error, parts, values)}"
            yield Fault(place, "number", cause, "name a key of the result, with a format that fits")


def unknown(place, id_, figures):
    """Return the fault of naming a figure that does not exist, with the one that was perhaps meant."""
    near = difflib.get_close_matches(id_, figures, 1)
    cure = f"did you mean {near[0]!r}?" if near else "python -m figures_src --list shows all"
    return Fault(place, "figure", f"there is no figure {id_!r}", cure)


def _reason(error, parts, values):
    if isinstance(error, KeyError):
        return f"the result has no key {parts[2]!r}; it has {', '.join(sorted(values))}"
    return str(error)


def number(values, parts):
    """Return the HTML of one number of a result."""
    value, spec = values[parts[2]], parts[4] or ""
    if parts[3]:
        value = np.asarray(value)[tuple(int(i) for i in parts[3].split(","))]
    array = np.asarray(value)
    show = lambda value: html.escape(format(value, spec))  # noqa: E731
    if array.dtype.kind == "U" and array.size == 1:
        return show(array.item())
    if array.size == 1:
        return f'<span class="mn-number">{show(array.item())}</span>'
    low, middle, high = (float(f(array)) for f in (np.min, np.median, np.max))
    if array.dtype.kind in "iu":
        low, high = int(low), int(high)
        middle = int(middle) if middle == int(middle) else middle
    tip = f"median of {array.size}, from {show(low)} to {show(high)}"
    return f'<span class="mn-number" tabindex="0" title="{tip}">{show(middle)}</span>'


def expand(text, page, *, figure, result):
    """Return a page's Markdown with everything in brackets expanded.

    `page` is its path below docs; `figure(id, to)` gives the HTML of a figure, `to(path)` being the way from this page.
    What `check` objects to is marked as a fault, for a draft.
    """
    up = posixpath.dirname(page)
    to = lambda path: posixpath.relpath(path, up or ".")  # noqa: E731
    clear, cited = masked(text), []

    def reference(match):
        link = f'<a class="mn-cite" href="#ref-{match[1]}">{html.escape(cite.label(match[1]))}</a>'
        cited.append(match[1])
        return link

    def bracket(match):
        if match[1] == "references":
            return bibliography(dict.fromkeys(cited))
        parts = KEY.match(match[1])
        return number(result(parts[1]), parts)

    def draft(how, match):
        try:
            return how(match)
        except (Fault, LookupError, ValueError, TypeError):
            return f'<span class="mn-fault">{html.escape(match[0])}</span>'

    edits = [(m.span(), draft(reference, m)) for m in CITE.finditer(clear)]  # first, as [[references]] lists them
    edits += [(m.span(), indent(figure(m[2].strip(), to), m[1])) for m in FIGURE.finditer(clear)]
    edits += [(m.span(), draft(bracket, m)) for m in NUMBER.finditer(clear)]
    for (start, end), new in sorted(edits, reverse=True):  # from the end, so that earlier positions stay valid
        text = text[:start] + new + text[end:]
    return text


def indent(text, by):
    """Return `text` with every line moved right, for a figure inside an admonition."""
    return "\n".join(by + line if line else line for line in text.split("\n"))


def bibliography(keys):
    """Return the list of references as HTML."""
    items = "\n".join(f'<li id="ref-{key}">{cite.reference(key)}</li>' for key in sorted(keys, key=cite.label))
    return f'<ul class="mn-references">\n{items}\n</ul>'
