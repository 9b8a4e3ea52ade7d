"""Expands what a page's source says in brackets: figures, numbers of their results, and references.

    ![[id]]            on a line of its own: the figure, with its finding as caption
    [[id.key:.2f]]     a number of its result: median, and the range over seeds on hover; [[id.key[3]:.2f]] one entry
    [@key]             a reference: "Rosenblatt 1958"
    [[references]]     on a line of its own: the references that the page names

None applies inside code or mathematics.
"""

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
LITERAL = re.compile(
    r"^(?P<fence>[ \t]*(?P<tick>`{3,}|~{3,}))[^\n]*\n.*?^[ \t]*(?P=tick)[`~]*[ \t]*$"  # fenced code
    r"|(?<!`)(?P<code>`+)(?!`).+?(?<!`)(?P=code)(?!`)"  # code in a line
    r"|\$\$.+?\$\$|(?<![\\$])\$(?![\s$])[^\n$]*?(?<![\s\\])\$"  # mathematics
    r"|<!--.*?-->",
    re.M | re.S,
)


def masked(text):
    """Return `text` with code, mathematics and comments blanked, every other character where it was."""
    return LITERAL.sub(lambda m: re.sub(r"[^\n]", "\0", m[0]), text)


def line_of(text, position):
    """Return the line number of a position, counted from 1."""
    return text.count("\n", 0, position) + 1


def figures_in(text):
    """Yield (id, line) of every figure that a page's source embeds."""
    clear = masked(text)
    yield from ((m[2].strip(), line_of(text, m.start(2))) for m in FIGURE.finditer(clear))


def check(text, where, figures, result):
    """Yield a `Fault` for everything in a page that names no figure, key or reference.

    `figures` holds the known ids; `result(id)` gives a figure's result, or None when it failed to build.
    """
    clear = masked(text)
    for id_, line in figures_in(text):
        if id_ not in figures:
            yield _unknown(f"{where}:{line}", id_, figures)
    for match in NUMBER.finditer(clear):
        if match[1] == "references":
            continue
        place = f"{where}:{line_of(text, match.start())}"
        parts = KEY.match(match[1])
        if not parts:
            yield Fault(place, "number", f"[[{match[1]}]] can't be read", "write [[id.key]] or [[id.key:.2f]]")
        elif parts[1] not in figures:
            yield _unknown(place, parts[1], figures)
        elif (values := result(parts[1])) is not None:
            try:
                number(values, parts)
            except (KeyError, ValueError, IndexError, TypeError) as error:
                yield Fault(
                    place,
                    "number",
                    f"[[{match[1]}]]: {_reason(error, parts, values)}",
                    "name a key of the result, with a format that fits",
                )
    for match in CITE.finditer(clear):
        if match[1] not in cite.bibliography():
            yield Fault(
                f"{where}:{line_of(text, match.start())}",
                "reference",
                f"{match[1]!r} is not in references.bib",
                "add the entry, or mend the key",
            )


def _unknown(place, id_, figures):
    import difflib

    near = difflib.get_close_matches(id_, figures, 1)
    return Fault(
        place,
        "figure",
        f"there is no figure {id_!r}",
        f"did you mean {near[0]!r}?" if near else "python -m figures_src --list shows all",
    )


def _reason(error, parts, values):
    if isinstance(error, KeyError):
        return f"the result has no key {parts[2]!r}; it has {', '.join(sorted(values))}"
    return str(error)


def number(values, parts):
    """Return the HTML of one number of a result."""
    value, spec = values[parts[2]], parts[4] or ""
    if parts[3]:
        value = np.asarray(value)[tuple(int(i) for i in parts[3].split(","))]
    if isinstance(value, str):
        return html.escape(format(value, spec))
    array = np.asarray(value)
    if array.size == 1:
        return f'<span class="mn-number">{format(array.item(), spec)}</span>'
    low, middle, high = (float(f(array)) for f in (np.min, np.median, np.max))
    if array.dtype.kind in "iu":
        low, high = int(low), int(high)
        middle = int(middle) if middle == int(middle) else middle
    tip = f"median of {array.size}, from {format(low, spec)} to {format(high, spec)}"
    return f'<span class="mn-number" tabindex="0" title="{tip}">{format(middle, spec)}</span>'


def expand(text, page, *, figure, result):
    """Return a page's Markdown with everything in brackets expanded.

    `page` is its path below docs; `figure(id, to)` gives the HTML of a figure, `to(path)` being the way from this page.
    """
    up = posixpath.dirname(page)
    to = lambda path: posixpath.relpath(path, up or ".")  # noqa: E731
    clear, cited = masked(text), []

    def reference(key):
        if key not in cited:
            cited.append(key)
        return f'<a class="mn-cite" href="#ref-{key}">{html.escape(cite.label(key))}</a>'

    # later marks first, so that earlier positions stay valid; references are numbered in reading order before
    edits = [(m.span(), reference(m[1])) for m in CITE.finditer(clear)]
    edits += [(m.span(), indent(figure(m[2].strip(), to), m[1])) for m in FIGURE.finditer(clear)]
    for match in NUMBER.finditer(clear):
        if match[1] == "references":
            edits.append((match.span(), bibliography(cited)))
        else:
            parts = KEY.match(match[1])
            edits.append((match.span(), number(result(parts[1]), parts)))
    for (start, end), new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def indent(text, by):
    """Return `text` with every line moved right, for a figure inside an admonition."""
    return "\n".join(by + line if line else line for line in text.split("\n"))


def bibliography(keys):
    """Return the list of references as HTML."""
    items = "\n".join(f'<li id="ref-{key}">{cite.reference(key)}</li>' for key in sorted(keys, key=cite.label))
    return f'<ul class="mn-references">\n{items}\n</ul>'
