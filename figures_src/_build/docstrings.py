"""Turns the BibTeX keys under "Source:" in the library's docstrings into references; an extension of griffe."""

import re

import griffe

from figures_src._build import cite

SOURCE = re.compile(r"^(?P<indent> *)Source:\n(?P<keys>(?:(?P=indent) +\S.*\n?)+)", re.M)


def linked(text):
    """Return a docstring in which every known key under "Source:" is a link into the list of references."""

    def link(match):
        key = match[0]
        return f"[{cite.label(key)}](../references.md#ref-{key})" if key in cite.bibliography() else key

    return SOURCE.sub(
        lambda m: f"{m['indent']}Source:\n" + re.sub(r"[A-Za-z][\w-]*\d{4}\w*|mnist", link, m["keys"]), text
    )


class References(griffe.Extension):
    """Gives every docstring its references before it is rendered."""

    def on_instance(self, *, obj, **_):
        """Rewrite one object's docstring."""
        if obj.docstring:
            obj.docstring.value = linked(obj.docstring.value)
