"""Tests of what decks hold and of their place on the site; how the files are made is in test_powerpoint.py."""

import re

import pptx
import pytest

from figures_src._build import deck


def opened(path):
    """Return the slides of a deck."""
    return list(pptx.Presentation(str(path)).slides)


def test_there_is_a_deck_of_all_and_of_each_chapter(site, manifest):
    """Both themes of each deck stand in the manifest and on the page of slides, with titles, numbers and sizes."""
    decks = {d["path"]: d for d in manifest["decks"]}
    assert list(decks) == [
        f"decks/{name}.{t}.pptx" for name in ("all", "dice", "moving", "walks") for t in ("light", "dark")
    ]
    assert [d["slides"] for d in decks.values()] == [3, 3, 1, 1, 1, 1, 1, 1]
    assert [d["title"] for d in decks.values()][::2] == ["All figures", "Dice", "Shown", "Walks"]
    page = (site / "decks.md").read_text()
    for path, entry in decks.items():
        assert len(opened(site / path)) == entry["slides"]
        assert f'<a href="{path}" download>PPTX, {entry["bytes"] / 1e6:.1f} MB</a>' in page
    assert re.findall(r"<tr><td>(.*?)</td><td>(\d)</td>", page) == [
        ("All figures", "3"), ("Dice", "1"), ("Shown", "1"), ("Walks", "1"),
    ]  # fmt: skip
    assert 'href="../../decks/walks.dark.pptx"' in (site / "figures/drift/index.md").read_text()


def test_order_is_that_of_the_gallery(site):
    """The deck of all figures goes through the chapters in reading order."""
    titles = [slide.shapes.title.text for slide in opened(site / "decks/all.light.pptx")]
    assert [t.split()[0] for t in titles] == ["All", "A", "A"]
    assert titles[2] == "A long walk strays far less than its length."


def test_notes_hold_what_a_speaker_needs(site, manifest):
    """Finding, what is seen, each claim with its number in one line, citation, licence and address are in the notes."""
    entry = next(f for f in manifest["figures"] if f["id"] == "faces")
    (slide,) = opened(site / "decks/dice.light.pptx")
    lines = slide.notes_slide.notes_text_frame.text.splitlines()
    assert lines[:2] == [entry["title"], entry["alt"]]
    for claim in entry["claims"]:
        (line,) = [line for line in lines if line.startswith(claim["text"])]
        assert re.search(r"Measured: \d", line)
    assert "median of 6, from" in line
    assert entry["citation"]["text"] in lines
    assert "Licence: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/" in lines
    assert lines[-1] == "Page: https://example.org/nets/figures/faces/index.html"


@pytest.mark.parametrize(
    ("value", "words"), [(3, "3"), (-0.5, "−0.5"), (0.00012345, "1.23 × 10⁻⁴"), (2e9, "2.00 × 10⁹"), (1234567, "1,234,567")]
)
def test_numbers_are_plain(value, words):
    """Numbers read in notes as on the pages, with raised digits in place of HTML."""
    assert deck.plain(value) == words


def test_decks_are_made_once(project):
    """A second build takes the decks from the cache; a figure that changes makes its own deck and that of all anew."""
    assert project.run("--out", project.out).code == 0
    before = {p: p.stat().st_mtime_ns for p in project.cache.glob("pack/*/*.pptx")}
    assert len(before) == 6
    project.edit("figures_src/walks/drift.py", "No walk strays further", "No walk of these strays further")
    assert project.run("--out", project.out).code == 0
    after = {p: p.stat().st_mtime_ns for p in project.cache.glob("pack/*/*.pptx")}
    assert before.items() <= after.items()
    assert sorted(p.name for p in after.keys() - before.keys()) == [
        "all.dark.pptx", "all.light.pptx", "walks.dark.pptx", "walks.light.pptx",
    ]  # fmt: skip
