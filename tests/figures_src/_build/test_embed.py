"""Tests of what pages say in brackets; its faults are in test_build.py."""

import numpy as np
import pytest

from figures_src._build import cite, embed

RESULT = {
    "share": 0.12345,
    "runs": np.array([0.25, 0.5, 4.0]),
    "table": np.array([[1, 2], [3, 4]]),
    "count": 1200,
    "even": np.array([1, 2]),
    "one": np.array([7.0]),
    "name": "a < b",
    "names": np.array(["x", "y"]),
}


@pytest.fixture(autouse=True)
def _references(monkeypatch):
    entries = {"zeta1900": None, "alpha1950": None}
    monkeypatch.setattr(cite, "bibliography", lambda: entries)
    monkeypatch.setattr(cite, "label", lambda key: {"zeta1900": "Zeta & Co 1900", "alpha1950": "Alpha 1950"}[key])
    monkeypatch.setattr(cite, "reference", lambda key: f"<i>{key}</i>")


def expand(text, page="page.md"):
    """Expand a page that may show the figures a and b, of which a has the result above."""
    figure = lambda id_, to: f"<figure {id_} {to('figures/' + id_)}>\n<img>\n\n</figure>"  # noqa: E731
    return embed.expand(text, page, figure=figure, result={"a": RESULT}.get)


LEFT_ALONE = [
    "```\n![[a]]\n[[a.share]]\n```",
    "~~~~ python\n![[a]]\n~~~\n[[a.share]]\n~~~~",
    "!!! note\n\n    ```python\n    [[a.share]]\n    ```",
    "`[[a.share]]` and ``[[a.share]] ` [@zeta1900]``",
    "`[[a.share]]\nand [@zeta1900]`",
    "$[[a.share]]$ and $$ [[a.share]] $$",
    "$x +\n[[a.share]]$",
    "\\([[a.share]]\\) and \\[ [[a.share]] \\]",
    "$$\n\\begin{aligned}\n[[a.share]]\n\\end{aligned}\n$$",
    "\\begin{align}\n[[a.share]]\n\\end{align}",
    "<!-- ![[a]]\n[[a.share]] [@zeta1900] -->",
    "<!--\n![[a]]\n-->",
    "<pre>\n[[a.share]]\n</pre>",
    "<code>[[a.share]]</code>",
]


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_code_mathematics_and_comments_are_left_alone(text):
    """What stands in code, in mathematics or in a comment is neither expanded nor checked."""
    assert expand(text) == text
    assert list(embed.check(text, "page", {"a": 1}, {"a": RESULT}.get)) == []
    assert list(embed.figures_in(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "A lone ` sign.\n\n{}\n\nAnother ` sign.",
        "It costs $5.\n\n{}\n\nThat is $5 more.",
        "An escaped \\$ sign, {} and \\$ another.",
        "Not code: \\` {} \\`",
        "It costs $ 5, {} and $ 6.",
        "```\ncode\n```\n{}\n```\ncode\n```",
        "$x$ {} $y$",
        "`x` {} `y`",
    ],
)
def test_signs_that_open_nothing_hide_nothing(text):
    """A lone backtick or dollar, or one that is escaped, does not hide what follows."""
    assert expand(text.format("[[a.count]]")) == text.format('<span class="mn-number">1200</span>')


@pytest.mark.parametrize(
    ("mark", "shown"),
    [
        ("a.share", '<span class="mn-number">0.12345</span>'),
        ("a.share:.2f", '<span class="mn-number">0.12</span>'),
        ("a.share:.0%", '<span class="mn-number">12%</span>'),
        ("a.count:,", '<span class="mn-number">1,200</span>'),
        ("a.one:.0f", '<span class="mn-number">7</span>'),
        ("a.name", "a &lt; b"),
        ("a.names[1]", "y"),
        ("a.runs[0]:.2f", '<span class="mn-number">0.25</span>'),
        ("a.runs[-1]:.0f", '<span class="mn-number">4</span>'),
        ("a.table[1, 0]", '<span class="mn-number">3</span>'),
        ("a.table[1,0]", '<span class="mn-number">3</span>'),
        ("a.runs:.2f", '<span class="mn-number" tabindex="0" title="median of 3, from 0.25 to 4.00">0.50</span>'),
        ("a.table[1]", '<span class="mn-number" tabindex="0" title="median of 2, from 3 to 4">3.5</span>'),
        ("a.even:.1f", '<span class="mn-number" tabindex="0" title="median of 2, from 1.0 to 2.0">1.5</span>'),
        ('a.count:"<6', '<span class="mn-number">1200&quot;&quot;</span>'),
    ],
)
def test_number_is_printed_with_its_range(mark, shown):
    """A number is printed in its format; of several the median, and the range over seeds on hover."""
    assert expand(f"It is [[{mark}]].") == f"It is {shown}."


@pytest.mark.parametrize(
    ("mark", "cause"),
    [
        ("a.nothing", "the result has no key 'nothing'; it has count, even, name"),
        ("a.share:d", "Unknown format code 'd' for object of type 'float'"),
        ("a.even:d", "Unknown format code 'd'"),
        ("a.name:.2f", "Unknown format code 'f' for object of type 'str'"),
        ("a.share[0]", "too many indices"),
        ("a.runs[3]", "index 3 is out of bounds"),
        ("a.names", ""),
        ("a", "can't be read"),
        ("a.b.c", "can't be read"),
        ("a.runs[x]", "can't be read"),
        ("", "can't be read"),
    ],
)
def test_number_that_cannot_be_printed_is_a_fault(mark, cause):
    """A key, an index or a format that does not fit is told with the line, and marked in a draft."""
    found = list(embed.check(f"\n\nIt is [[{mark}]].", "page.md", {"a": 1}, {"a": RESULT}.get))
    assert [(f.where, f.step) for f in found] == [("page.md:3", "number")]
    assert cause in found[0].cause
    assert expand(f"It is [[{mark}]].") == f'It is <span class="mn-fault">[[{mark}]]</span>.'


def test_figure_stands_on_its_line():
    """A figure takes the place of its line; blanks around it don't matter."""
    assert expand("Before.\n\n![[ a ]]  \n\nAfter.") == "Before.\n\n<figure a figures/a>\n<img>\n\n</figure>\n\nAfter."


def test_figure_keeps_its_indentation():
    """Inside an admonition every line of a figure is moved with it, and blank lines stay blank."""
    assert expand("!!! note\n\n    ![[a]]\n") == "!!! note\n\n    <figure a figures/a>\n    <img>\n\n    </figure>\n"


@pytest.mark.parametrize(
    ("page", "way"),
    [("page.md", "figures/a"), ("games/dice.md", "../figures/a"), ("x/y/z.md", "../../figures/a"), ("figures/b.md", "a")],
)
def test_ways_are_relative_to_the_page(page, way):
    """From a nested page the way to a figure goes up first."""
    assert f"<figure a {way}>" in expand("![[a]]", page)


def test_figures_are_found_with_their_lines():
    """Every figure that a page shows is found, in order, with its line."""
    text = "# A\n\n![[a]]\n\n```\n![[b]]\n```\n\n    ![[b]]\n"
    assert list(embed.figures_in(text)) == [("a", 3), ("b", 9)]


def test_figure_that_failed_is_not_asked_for_its_numbers():
    """Numbers of a figure that did not build are no second fault."""
    assert list(embed.check("[[b.anything:.2q]]", "page", {"a": 1, "b": 1}, {"a": RESULT}.get)) == []


def test_references_are_named_and_listed():
    """A reference is a link to its place in the list, which holds each once, in the order of the labels."""
    text = expand("By [@zeta1900] and [@alpha1950], again [@zeta1900].\n\n[[references]]\n")
    assert text == (
        'By <a class="mn-cite" href="#ref-zeta1900">Zeta &amp; Co 1900</a> and '
        '<a class="mn-cite" href="#ref-alpha1950">Alpha 1950</a>, again '
        '<a class="mn-cite" href="#ref-zeta1900">Zeta &amp; Co 1900</a>.\n\n'
        '<ul class="mn-references">\n<li id="ref-alpha1950"><i>alpha1950</i></li>\n'
        '<li id="ref-zeta1900"><i>zeta1900</i></li>\n</ul>\n'
    )
    assert list(embed.check("By [@zeta1900].\n\n[[references]]\n", "page", {}, {}.get)) == []


@pytest.mark.parametrize("text", ["See ![[a]].", "- ![[a]]", "> ![[a]]", "![[a]] ![[a]]", "[[1, 2], [3]]", "![[a", "The [[references]]."])
def test_brackets_that_would_stay_are_a_fault(text):
    """What would be left on the page as brackets is told."""
    found = list(embed.check(text, "page.md", {"a": 1}, {"a": RESULT}.get))
    assert found
    assert {f.where for f in found} == {"page.md:1"}


def test_other_brackets_are_markdown():
    """Links, footnotes, checkboxes and pictures are Markdown's."""
    text = "[text](#a), [text][a], [^1], ![alt](x.png), - [ ] do, a[i] and [[^1]](x)".replace("[[^1]](x)", "")
    assert expand(text) == text
    assert list(embed.check(text, "page", {}, {}.get)) == []
