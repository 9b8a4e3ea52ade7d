"""Keeps the HTML of a figure whole where it stands indented, and lets a wide table scroll: a Python-Markdown extension.

Python-Markdown takes HTML for a block only at the margin; elsewhere it would put each tag into a paragraph.
"""

import re
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

INDENTED = re.compile(r'^([ \t]+)(<(figure|div) class="mn-(?:figure|fault).*?</\3>)', re.M | re.S)

SCROLL = "mn-scroll"  # the class of what scrolls sideways where it is too wide


class Blocks(Extension):
    """Sets the blocks aside before anything else reads them, but after fenced code (25) was set aside itself."""

    def extendMarkdown(self, md):
        md.preprocessors.register(_Aside(md), "mathnets_blocks", 22)
        md.treeprocessors.register(_Tables(md), "mathnets_tables", 1)


def makeExtension(**options):
    return Blocks(**options)


class _Aside(Preprocessor):
    def run(self, lines):
        return INDENTED.sub(lambda m: m[1] + self.md.htmlStash.store(m[2]), "\n".join(lines)).split("\n")


class _Tables(Treeprocessor):
    def run(self, root):
        for parent in list(root.iter()):
            if parent.get("class") != SCROLL:
                for place, table in enumerate(parent):
                    if table.tag == "table":
                        parent[place] = box = Element("div", {"class": SCROLL})
                        box.append(table)
                        box.tail, table.tail = table.tail, None
