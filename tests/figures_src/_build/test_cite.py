"""Tests of references, and of the citations that figures carry."""

import re

import pytest
from pybtex.database import parse_string
from pybtex.richtext import Text

from figures_src._build import cite
from figures_src._build.faults import Fault

BIBLIOGRAPHY = r"""
@article{one1958, author = {Rosenblatt, Frank}, title = {The perceptron}, journal = {Review}, year = {1958}, doi = {10.1/a_b}}
@article{two1995, author = {Cortes, Corinna and Vapnik, Vladimir}, title = {Networks}, journal = {Learning}, year = {1995}}
@article{three2000, author = {A, B and van der C, D and {\"O}zg{\"u}r, E}, title = {T}, journal = {J}, year = {2000}}
@article{four2021, author = {Cohen, J and Kaur, S and Li, Y and Kolter, Z}, title = {T}, journal = {J}, year = {2021}}
@book{edited2001, editor = {Minsky, Marvin}, title = {T & U}, publisher = {P}, year = {2001}}
@misc{nobody, title = {Untitled}}
"""


@pytest.fixture
def bibliography(tmp_path, monkeypatch):
    """A BibTeX file of one's own."""
    path = tmp_path / "references.bib"
    path.write_text(BIBLIOGRAPHY, encoding="utf-8")
    entries = cite.bibliography(path)
    monkeypatch.setattr(cite, "bibliography", lambda: entries)
    return entries


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("one1958", "Rosenblatt 1958"),
        ("two1995", "Cortes and Vapnik 1995"),
        ("three2000", "A, van der C and Özgür 2000"),
        ("four2021", "Cohen et al. 2021"),
        ("edited2001", "Minsky 2001"),
        ("nobody", "Untitled n.d."),
    ],
)
def test_label_is_who_and_when(bibliography, key, label):
    """The text names a reference by its authors or editors and year."""
    assert cite.label(key) == label


def test_reference_is_html(bibliography):
    """A reference has authors, title, year, and its doi as a link; special signs are escaped."""
    html = cite.reference("one1958")
    for piece in ("Frank Rosenblatt", "The perceptron", "1958", 'href="https://doi.org/10.1/a_b"'):
        assert piece in html
    assert "&amp;" in cite.reference("edited2001")


@pytest.mark.parametrize("text", ["@article{a, title = {", "@article{a, title = {A}}\n@article{a, title = {B}}", "\xff"])
def test_file_that_cannot_be_read_is_a_fault(tmp_path, text):
    """A torn entry, a key that stands twice, and strange bytes are faults that name the file."""
    path = tmp_path / "references.bib"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(Fault, match="can't be read") as caught:
        cite.bibliography(path)
    assert caught.value.where == "docs/references.bib"


@pytest.mark.parametrize("key", sorted(cite.bibliography()))
def test_every_reference_of_the_project_can_be_shown(key):
    """Each entry of the project's file has a label with a year, and no BibTeX braces are left."""
    assert re.search(r"\d{4}", cite.label(key))
    assert not re.search(r"[{}\\]", cite.label(key) + cite.reference(key))


@pytest.fixture
def citation(monkeypatch):
    """The citation of a figure whose words hold what LaTeX would take for commands."""

    def make(address=""):
        monkeypatch.setenv("SITE_URL", address)
        monkeypatch.setattr(cite.project, "author", lambda: "The R&D authors")
        return cite.figure("two_bits", "About 50 % of x_1 & #2 are told.", "0123456789abcdef" * 4, "CC BY 4.0")

    return make


def test_citation_reads_as_a_sentence(citation):
    """The text names authors, year, title, figure, version, data and licence; an address only when there is one."""
    text = citation()["text"]
    day, version = cite.released(), cite.version()
    assert text == (
        f"The R&D authors ({day.year}). About 50 % of x_1 & #2 are told. Figure two_bits of mathnets {version}, "
        "data sha256:0123456789abcdef, CC BY 4.0."
    )
    address = "https://example.org/figures/two_bits/index.html"
    assert citation("https://example.org/")["text"] == f"{text} {address}"


def test_bibtex_comes_back_as_it_was_meant(citation):
    """A BibTeX reader gets the fields back, with LaTeX's own signs escaped, and the address untouched."""
    text = citation("https://example.org/a_b")["bibtex"]
    entry = parse_string(text, "bibtex").entries["mathnets_two_bits"]
    assert entry.type == "misc"
    assert str(entry.persons["author"][0]) == r"{The R\&D authors}"
    assert entry.fields["title"] == r"{About 50 \% of x\_1 \& \#2 are told}"
    assert entry.fields["year"] == str(cite.released().year)
    assert entry.fields["url"] == "https://example.org/a_b/figures/two_bits/index.html"
    assert r"Figure two\_bits of mathnets" in entry.fields["howpublished"]
    assert str(Text.from_latex(entry.fields["title"])) == "About 50 % of x_1 & #2 are told"


def test_csl_has_what_reference_managers_read(citation):
    """The CSL item has type, title, literal author, date and licence."""
    csl, day = citation("https://example.org")["csl"], cite.released()
    assert csl["id"] == "mathnets_two_bits"
    assert csl["type"] == "graphic"
    assert csl["title"] == "About 50 % of x_1 & #2 are told"
    assert csl["author"] == [{"literal": "The R&D authors"}]
    assert csl["issued"] == {"date-parts": [[day.year, day.month, day.day]]}
    assert csl["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert csl["URL"] == "https://example.org/figures/two_bits/index.html"
    assert "URL" not in citation()["csl"]
