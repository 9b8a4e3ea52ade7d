"""Keeps the HTML of a figure whole where it stands indented, as in an admonition: a Python-Markdown extension.

Python-Markdown takes HTML for a block only at the margin; elsewhere it would put each tag into a paragraph.
"""

import re

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

INDENTED = re.compile(r'^([ \t]+)(<(figure|div) class="mn-(?:figure|fault).*?</\3>)', re.M | re.S)


class Blocks(Extension):
    """Sets the blocks aside before anything else reads them, but after fenced code (25) was set aside itself."""

    def extendMarkdown(self, md):
        md.preprocessors.register(_Aside(md), "mathnets_blocks", 22)


def makeExtension(**options):
    return Blocks(**options)


class _Aside(Preprocessor):
    def run(self, lines):
        return INDENTED.sub(lambda m: m[1] + self.md.htmlStash.store(m[2]), "\n".join(lines)).split("\n")
