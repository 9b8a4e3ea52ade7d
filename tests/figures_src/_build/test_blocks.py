"""Tests of figures inside admonitions, and of tables that scroll."""

import re

import markdown
import pytest

FIGURE = '<figure class="mn-figure" id="fig-a">\n<a href="x"><img src="y"></a>\n<figcaption><p>Seen.</p>\n</figcaption>\n</figure>'
FAULT = '<div class="mn-fault" role="alert"><strong>a</strong><pre>one\ntwo</pre></div>'


def rendered(text):
    """Return the HTML of a page with the project's extensions for blocks."""
    extensions = ["admonition", "md_in_html", "pymdownx.details", "pymdownx.superfences", "tables", "figures_src._build.blocks"]
    return markdown.markdown(text, extensions=extensions)


def indented(block, by="    "):
    """Return a block as `embed` indents it."""
    return "\n".join(by + line if line else line for line in block.split("\n"))


@pytest.mark.parametrize("opening", ['!!! note "A"', '??? note "A"', "1.  Item"])
@pytest.mark.parametrize("block", [FIGURE, FAULT])
def test_indented_block_stays_whole(opening, block):
    """In an admonition, a fold or a list a figure is a block of its own, in no paragraph."""
    html = rendered(f"{opening}\n\n    Before.\n\n{indented(block)}\n\n    After.\n")
    assert "<p><figure" not in html
    assert "<p><div" not in html
    assert len(re.findall(r"<p[ >]", html)) == html.count("</p>")
    assert html.index("Before.") < html.index(block[:20]) < html.index("After.")
    assert "".join(block.split()) in "".join(html.split())


def test_block_at_the_margin_is_markdowns_own():
    """A figure at the margin is left to Markdown."""
    assert FIGURE in rendered(f"Before.\n\n{FIGURE}\n\nAfter.\n")


def test_figure_in_code_is_code():
    """HTML that a page shows as code stays code."""
    html = rendered(f"!!! note\n\n    ```html\n{indented(FIGURE)}\n    ```\n")
    assert "<figure" not in html


TABLE = "| a | b |\n|---|---|\n| 1 | 2 |"


@pytest.mark.parametrize("text", [TABLE, f"Before.\n\n{TABLE}\n\nAfter.", f"!!! note\n\n{indented(TABLE)}"])
def test_table_scrolls_where_it_is_too_wide(text):
    """A table stands alone in a box that scrolls, between what stood around it."""
    html = "".join(rendered(text).split())
    assert re.search(r'<divclass="mn-scroll"><table>.*</table></div>', html)
    assert html.find("Before.") < html.index("<div") < (html.find("After.") % len(html))


def test_table_that_scrolls_already_is_left():
    """A page may give the box itself, with a name for it."""
    html = rendered(f'<div class="mn-scroll" aria-label="Numbers" markdown="1">\n\n{TABLE}\n\n</div>')
    assert html.count("mn-scroll") == 1
