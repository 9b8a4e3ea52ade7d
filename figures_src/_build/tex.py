"""Renders mathematics at build time: a Python-Markdown extension that runs KaTeX inside QuickJS.

It follows `pymdownx.arithmatex` with `generic: true`. The page then needs no script: it carries HTML for the eye
and MathML for a screen reader. Bad TeX raises `TexError`.
"""

import functools
import html
import importlib.metadata
import json
import re
from pathlib import Path

import quickjs
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from figures_src._build.faults import Told

# The project's own commands, beside KaTeX's; docs/notation.md says what they stand for.
MACROS = {
    r"\R": r"\mathbb{R}",
    r"\N": r"\mathbb{N}",
    r"\E": r"\operatorname{\mathbb{E}}",
    r"\P": r"\operatorname{\mathbb{P}}",
    r"\Var": r"\operatorname{Var}",
    r"\Cov": r"\operatorname{Cov}",
    r"\sign": r"\operatorname{sign}",
    r"\diag": r"\operatorname{diag}",
    r"\rank": r"\operatorname{rank}",
    r"\tr": r"\operatorname{tr}",
    r"\softmax": r"\operatorname{softmax}",
    r"\relu": r"\operatorname{ReLU}",
    r"\argmin": r"\operatorname*{arg\,min}",
    r"\argmax": r"\operatorname*{arg\,max}",
    r"\norm": r"\lVert #1 \rVert",
    r"\abs": r"\lvert #1 \rvert",
    r"\inner": r"\langle #1, #2 \rangle",
    r"\T": r"^{\mathsf{T}}",
    r"\grad": r"\nabla",
    r"\dd": r"\,\mathrm{d}",
}

PACKAGE = "djangocms-katex"  # its wheel holds the whole distribution of KaTeX; nothing of it is imported
WHOLE = 24  # a formula in a line with at most so many signs is not broken at the line's end


class TexError(Told, ValueError):
    """TeX that KaTeX does not accept; the message names the expression and says why."""


class Mathematics(Extension):
    """Renders what arithmatex has found; list it after `pymdownx.arithmatex`."""

    def extendMarkdown(self, md):
        # 5 is where `toc` runs: headings must have their labels before formulas become HTML
        md.treeprocessors.register(_Formulas(md), "mathnets_tex", 4)


def makeExtension(**options):
    return Mathematics(**options)


@functools.cache
def render(tex, display=False):
    """Return the HTML of one formula.

    What is drawn for the eye goes into an element of its own, `katex-visual`, which the search index leaves out
    together with the source: each formula is then indexed once, as MathML.

    Raises:
        TexError: KaTeX does not accept `tex`.
    """
    try:
        markup = json.loads(_katex()(tex, json.dumps(_options(display))))
    except quickjs.JSException as error:
        raise TexError(f"bad TeX ${tex}$: {_reason(error)}") from None
    source, drawn = markup.rsplit('<span class="katex-html" aria-hidden="true">', 1)
    ends = "</span></span></span>" if display else "</span></span>"  # of the drawing, of .katex, of .katex-display
    source = source.replace("<annotation ", "<annotation data-search-exclude ")
    source = NAMED.sub(r"<mrow>\g<0></mrow>", source)
    drawn = BELOW.sub("", drawn.removesuffix(ends))
    return (
        f'{source}<katex-visual class="katex-html" data-search-exclude aria-hidden="true">{drawn}</katex-visual>'
        f"{ends.removeprefix('</span>')}"
    )


# Two slips of KaTeX. The name of a function that is itself an index, as in \lambda_{\max}, comes as two elements where
# MathML wants one, and a browser then takes the second for an exponent. And a negative height is no CSS.
NAMED = re.compile(r"(?<!<mrow>)<mi[^>]*>[^<]*</mi><mo>\u2061</mo>")
BELOW = re.compile(r' style="height:-[\d.]+em;"')

DRAWING = re.compile(r"<(katex-visual|annotation) .*?</\1>", re.S)
TAG = re.compile(r"</?(?:span|math|semantics|m(?:row|i|o|n|text|space|style|padded|sup|sub|subsup|frac|sqrt|root|over|under|underover|table|tr|td)|t(?:able|head|body|[rhd])|d[ltd]|b|em|strong|small|cite|fig(?:ure|caption))\b[^>]*>")  # fmt: skip


def lean(page):
    """Return the HTML of a page without what the search index leaves out: drawings of formulas, tags within a line."""
    return TAG.sub("", DRAWING.sub("", page))


def style():
    """Return KaTeX's style for a sheet that stands beside its folder: the fonts as woff2 alone, which all browsers know."""
    other = r',url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)'
    return re.sub(other, "", _files()["katex.min.css"].read_text(encoding="utf-8")).replace("url(", "url(katex/")


def assets():
    """Yield (path in the site, bytes) of what that style needs: KaTeX's fonts, and their licence."""
    for path, file in sorted(_files().items()):
        if path == "LICENSE" or path.endswith(".woff2"):
            yield f"assets/katex/{path}", file.read_bytes()


class _Formulas(Treeprocessor):
    """Replaces the text of every element that arithmatex has marked by its HTML."""

    def run(self, root):
        self._refuse_in_labels(getattr(self.md, "toc_tokens", []))
        for parent in root.iter():
            before = None
            for element in parent:
                if element.get("class") == "arithmatex" and element.text:
                    tex = html.unescape(element.text).strip()  # arithmatex has escaped it: & is &amp;
                    markup = render(tex[2:-2].strip(), display=tex.startswith(r"\["))
                    element.text = self.md.htmlStash.store(markup)
                    if element.tag == "span" and len(_drawn_text(markup)) <= WHOLE:
                        _keep_whole(parent, before, element)
                before = element

    def _refuse_in_labels(self, tokens):
        """A heading is also a line of the menu, which shows plain text."""
        for token in tokens:
            if r"\(" in token["name"]:
                raise TexError(
                    f"heading {token['name']!r} needs a plain label for the menu, as it holds a formula; "
                    'write ## ... { data-toc-label="..." }'
                )
            self._refuse_in_labels(token["children"])


def _drawn_text(markup):
    """The signs that a formula shows."""
    return re.sub(r"<[^>]*>|\u200b", "", markup[markup.index("<katex-visual") :])


def _keep_whole(parent, before, element):
    """Take what touches the formula (a comma, a bracket, "-th") into its element, in which no line breaks.

    A browser may otherwise break between a formula and the comma after it, whatever characters stand there.
    """
    element.set("class", "arithmatex mn-whole")
    if touching := re.match(r"\S{1,14}(?!\S)", element.tail or ""):
        element.text, element.tail = element.text + touching[0], element.tail[touching.end() :]
    holder, name = (parent, "text") if before is None else (before, "tail")
    text = getattr(holder, name) or ""
    if touching := re.search(r"(?<!\S)\S{1,14}\Z", text):
        element.text = touching[0] + element.text
        setattr(holder, name, text[: touching.start()])


def _options(display):
    return {"displayMode": display, "throwOnError": True, "strict": "error", "trust": False, "macros": MACROS}


def _reason(error):
    """KaTeX's sentence without the name of its class, the stack, and the marks under the letters that it objects to."""
    return re.sub(r"^\s*(?:\w*Error: )*(?:KaTeX parse error: )?|\u0332", "", str(error).splitlines()[0])


@functools.cache
def _katex():
    """KaTeX's `renderToString` as a Python function; it answers in JSON, which QuickJS hands over at any length."""
    context = quickjs.Context()
    context.eval(_files()["katex.min.js"].read_text("utf-8"))
    return context.eval("((tex, options) => JSON.stringify(katex.renderToString(tex, JSON.parse(options))))")


@functools.cache
def _files():
    """KaTeX's files by their path in its distribution, found where pip has put the package."""
    try:
        found = importlib.metadata.files(PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        found = []
    inside = ((*file.as_posix().partition("/vendor/katex/"), file) for file in found)
    files = {path: Path(file.locate()) for _, here, path, file in inside if here}
    if "katex.min.js" not in files:
        raise FileNotFoundError(
            f"mathematics needs KaTeX, which the package {PACKAGE} brings, got no file of it; "
            "install what the lock file lists"
        )
    return files
