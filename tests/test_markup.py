"""The checker of HTML finds what is wrong, and lets through what is known of the theme."""

import os

import pytest

from tests import markup

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title></head><body>
<h1>t</h1><p id="a">one<input type="checkbox" autocomplete="off" aria-label="x"></p>{}</body></html>
"""


@pytest.fixture(scope="module", autouse=True)
def checker():
    """Skips where the checker is not installed, and fails in continuous integration."""
    if message := markup.lacking():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)


def test_what_is_wrong_is_found(tmp_path):
    """A name given twice, an attribute that does not exist and an unclosed element are found, by page and line."""
    folder = tmp_path / "a site" / "wrong"
    folder.mkdir(parents=True)
    (folder / "a.html").write_text(PAGE.format('<p id="a" markdown="1">two</p>'), encoding="utf-8")
    (folder / "b.html").write_text(PAGE.format("<div>"), encoding="utf-8")
    found = "\n".join(markup.faults(tmp_path))
    wanted = ["a site/wrong/a.html:2: Duplicate ID", "“markdown” not allowed", "a site/wrong/b.html:2: "]
    assert [text for text in wanted if text not in found] == []


def test_known_faults_of_the_theme_are_no_faults(tmp_path):
    """The one thing that the theme does, and the standard does not know, is let through."""
    (tmp_path / "a.html").write_text(PAGE.format(""), encoding="utf-8")
    assert list(markup.faults(tmp_path)) == []
