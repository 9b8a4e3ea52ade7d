"""Tests of the style that a finished site keeps: every rule that a page can use, and no other."""

import pytest

from figures_src._build import style
from figures_src._build.faults import Told

KNOWN = {"a", "b"}


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a{x:1}.c{x:2}", ".a{x:1}"),
        (".a.c{x:1}.a .b{x:2}.a>.c{x:3}", ".a .b{x:2}"),
        (".c,.a,.b .c,.b{x:1}", ".a,.b{x:1}"),
        ("p{x:1}#i{x:2}[data-c]{x:3}*{x:4}", "p{x:1}#i{x:2}[data-c]{x:3}*{x:4}"),
        (".a:not(.c){x:1}:is(.c,.a){x:2}.c:not(.a){x:3}", ".a:not(.c){x:1}:is(.c,.a){x:2}"),
        ("@media (min-width:1px){.c{x:1}.a{x:2}}@media print{.c{x:3}}", "@media (min-width:1px){.a{x:2}}"),
        ("@supports (x:1){@media print{.c{x:1}.b{x:2}}}", "@supports (x:1){@media print{.b{x:2}}}"),
        ('@charset "utf-8";@font-face{font-family:c}@keyframes c{0%{x:1}}', '@charset "utf-8";@font-face{font-family:c}@keyframes c{0%{x:1}}'),
        (".a{x:url(data:image/svg+xml;charset=utf-8,<svg/>)}", ".a{x:url(data:image/svg+xml;charset=utf-8,<svg/>)}"),
        ("/* .a */.c:hover{x:1}.a:hover::after{content:'.c'}", ".a:hover::after{content:'.c'}"),
        (r".a\:b{x:1}.a{x:2}", ".a{x:2}"),
        ("@layer p{.c{x:1}}@layer q{.a{x:2}}", "@layer p{}@layer q{.a{x:2}}"),
    ],
)
def test_rules_that_no_page_can_use_are_left_out(css, kept):
    """A selector stays if all its classes outside of brackets are known, a rule if one of its selectors does."""
    assert style.pruned(css, KNOWN).replace('"', "'") == kept.replace('"', "'")


def test_words_are_those_of_pages_and_scripts(tmp_path):
    """Classes stand on pages, quoted or not; a script may put any of its words on one."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.html").write_text('<p class="a b"></p><i class=c data-class="no">d</i><b class=\'k l\'>')
    (tmp_path / "sub/b.html").write_text('<p id="e" class="f-g"></p>')
    (tmp_path / "c.js").write_text('e.classList.add("h--i"); `j_${k}`')
    assert style.words(tmp_path) == {"a", "b", "c", "k", "l", "f-g", "e", "classList", "add", "h--i", "j_", "k"}


def test_slip_in_a_sheet_is_told():
    """What is no rule is named with its line, and not a traceback."""
    with pytest.raises(Told, match="assets/site.css: line 2: .*; mend the style sheet"):
        style.pruned(".a{x:1}\n.b", KNOWN)


def test_sheet_of_a_site_is_rewritten(tmp_path):
    """The one sheet of a site is pruned in its place; a site without one is left alone."""
    style.prune(tmp_path)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/site.css").write_text(".a{x:1}.b{x:2}")
    (tmp_path / "a.html").write_text('<p class="b"></p>')
    style.prune(tmp_path)
    assert (tmp_path / "assets/site.css").read_text() == ".b{x:2}"
