"""Tests of the generated pages, by themselves and in a miniature project."""

import base64
import json
import re

import numpy as np
import pytest

from figures_src._build import pages


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-0.0, "0"),
        (3, "3"),
        (-3, "−3"),
        (1234567, "1,234,567"),
        (2e9, "2.00 × 10<sup>9</sup>"),
        (0.5, "0.5"),
        (0.123456, "0.1235"),
        (0.001, "0.001"),
        (0.00012345, "1.23 × 10<sup>−4</sup>"),
        (999.96, "1,000"),
        (1234.56, "1,235"),
        (9999.96, "10,000"),
        (45678.9, "45,679"),
        (-45678.9, "−45,679"),
        (123456.7, "1.23 × 10<sup>5</sup>"),
        (1e300, "1.00 × 10<sup>300</sup>"),
    ],
)
def test_number_has_the_digits_that_count(value, shown):
    """A measured number is shown with four digits that count, never in programmers' notation."""
    assert pages.number(value) == shown


@pytest.mark.parametrize(("values", "shown"), [([0], "0"), ([0, 1], "0, 1"), ([0, 1, 2], "0 to 2"), ([0, 2, 1], "0, 2, 1")])
def test_seeds_are_shown_in_short(values, shown):
    """Consecutive seeds are shown as a range."""
    assert pages.seeds(values) == shown


def test_figure_has_a_page_with_all_that_it_is(site, manifest):
    """A figure's page has finding, idea, claims, downloads, citation and script, and is valid YAML at its top."""
    page = (site / "figures/drift/index.md").read_text()
    entry = next(f for f in manifest["figures"] if f["id"] == "drift")
    for piece in ("# A long walk strays far less than its length.", r"The distance grows like $\sqrt{n}$.",
                  "No walk strays further than half its length.", entry["alt"], "Seeds</dt><dd>0 to 2", "<code>LENGTH",
                  entry["data_hash"], entry["citation"]["bibtex"], "random walk", "def compute():",
                  '<a href="../../index.html#fig-drift">Walks</a>', 'href="https://creativecommons.org/licenses/by/4.0/"'):
        assert piece in page  # fmt: skip
    for file in entry["files"] + entry["data"]:
        assert f'href="{file["path"].rsplit("/", 1)[1]}" download' in page
    assert "mn-fault" not in page


def test_moving_figure_has_a_player(site):
    """A figure that moves has its film in both themes, with the still in its place, and a slider over its frames."""
    page = (site / "figures/rise/index.md").read_text()
    for theme in ("light", "dark"):
        assert f'<video class="mn-{theme}" src="rise.{theme}.mp4" style="background: url(rise.poster.{theme}.png)' in page
        assert f'<img class="mn-{theme}" src="rise.{theme}.svg"' in page
    assert 'data-frames="3"' in page
    assert 'max="2"' in page


def test_maps_to_switch_stand_on_every_page_that_shows_them(site):
    """A figure with maps has a labelled range for each choice and the maps in the page, hidden until a script shows them."""
    for name in ("figures/rise/index.md", "shown.md"):
        page = (site / name).read_text()
        assert '<div class="mn-switch" hidden>' in page
        for label, last, start in (("Layer", 1, 1), ("Head", 4, 2)):
            assert f'<label>{label} <span aria-hidden="true"></span><input type="range" class="mn-slider" min="0" max="{last}" value="{start}">' in page
        (text,) = re.findall(r'<script type="application/json">(.*?)</script>', page)
        packed = json.loads(text)
        percent = np.frombuffer(base64.b64decode(packed["maps"]), np.uint8).reshape(2, 10).T  # cell by cell
        np.testing.assert_allclose(percent / 100, np.outer(np.arange(10) / 9, [0.5, 1]), atol=0.005 + 1e-9)
        assert '<th scope="row">&lt;/script&gt;</th><td></td>' in page
    assert "mn-switch" not in (site / "figures/drift/index.md").read_text()


def test_embedded_figure_shows_both_themes_with_sizes(site):
    """Where a chapter shows a figure stand both pictures with text and size, the finding and the ways to more."""
    page = (site / "games/dice.md").read_text()
    for theme in ("light", "dark"):
        tag = re.search(rf'<img class="mn-{theme}" src="../figures/faces/faces.{theme}.svg" [^>]*>', page)[0]
        assert 'alt="Six bars of about the same height' in tag
        assert 'width="614" height="413"' in tag
    assert "All six faces of a die come up about equally often." in page
    assert 'href="../figures/faces/index.html">About this figure' in page
    assert 'title="median of 6, from 1' in page


def test_gallery_follows_the_reading_order(site):
    """The gallery has every figure under the title of the page that shows it, in the nav's order, the front page last."""
    text = (site / "figures/index.md").read_text()
    assert re.findall(r"^## (.*)$", text, re.M) == ["Dice", "Shown", "Walks"]
    assert re.findall(r'<li><a href="(\w+)/index.html">', text) == ["faces", "rise", "drift"]
    assert "3 of them" in text
    assert re.findall(r'src="\.\./figures/faces/(.*?)"', text) == ["faces.thumb.light.png", "faces.thumb.dark.png"]


def test_ledger_has_every_claim_with_a_published_number(site):
    """The ledger names paper, published number, ours with its range, verdict, reason and figure, and counts verdicts."""
    text = (site / "ledger.md").read_text()
    assert "There are 1 entries: 0 yes, 0 partly, 1 no." in text
    (row,) = re.findall(r"<tr><td><a .*</tr>\n<tr class=\"mn-why\">.*</tr>", text)
    for piece in ('href="figures/faces/index.html">A face comes up a sixth of the times.</a>', "<td>150<br><small>± 1</small>",
                  '<a class="mn-cite" href="#ref-pearson1905">Pearson 1905</a>, p. 294, recalled', "median of 6; ",
                  '<strong class="mn-no">no</strong>', "A sixth of 1,000 is &lt; 167."):
        assert piece in row  # fmt: skip
    assert '<li id="ref-pearson1905">' in text and "at least 120" not in text


def test_status_has_every_figure_and_no_measured_cost(site):
    """The table has a row a figure, in the gallery's order, with claims, formats and data; seconds are left to the browser."""
    text = (site / "status.md").read_text()
    rows = re.findall(r'<tr data-figure="(\w+)">.*?</th><td>(\w+)</td><td>(\d)</td><td>(.*?)</td><td><code>(\w{8})</code>(.*)</tr>', text)
    assert [row[0] for row in rows] == ["faces", "rise", "drift"]
    assert rows[0][1:4] == ("dice", "2", "pdf, png, svg, npz, csv")
    assert rows[1][3] == "gif, mp4, pdf, png, svg, npz, csv"
    manifest = json.loads((site / "figures.json").read_text())["figures"]
    assert [row[4] for row in rows] == [f["data_hash"][:8] for f in manifest]
    for row in rows:
        assert re.findall(r'data-cost="(\w+)">(.*?)<', row[5]) == [("compute", "–"), ("draw", "–"), ("megabytes", "–")]
    assert '<a href="build.json">' in text and "4 in number" in text


def test_page_of_a_figure_says_what_holds_elsewhere(project):
    """A figure's page names its tolerance, or that it is chaotic and why; the table of all figures says the same."""
    project.edit("figures_src/dice/faces.py", "import numpy", 'CHAOTIC = "Dice have <no> memory."\n\nimport numpy')
    project.edit("figures_src/walks/drift.py", "SEEDS = ", "TOLERANCE = 0.02\nSEEDS = ")
    done = project.run("--out", project.out)
    assert done.code == 0, done.err
    faces, drift = ((project.out / f"figures/{id_}/index.md").read_text() for id_ in ("faces", "drift"))
    assert "only its claims are promised. Dice have &lt;no&gt; memory.</dd>" in faces
    assert "its numbers are the same within 0.02 of their size" in drift
    cells = re.findall(r"</code></td><td>([^<]*)</td>", (project.out / "status.md").read_text())
    assert cells == ["chaotic", "0.02"]
    figures = {f["id"]: f for f in json.loads((project.out / "figures.json").read_text())["figures"]}
    assert (figures["faces"]["tolerance"], figures["faces"]["chaotic"]) == (None, "Dice have <no> memory.")
    assert (figures["drift"]["tolerance"], figures["drift"]["chaotic"]) == (0.02, None)


def test_library_has_a_page_for_every_module(site):
    """Every public module has its page, first those that the package names, in its order."""
    index = (site / "library/index.md").read_text()
    found = re.findall(r"\[`(mathnets\.\w+)`\]\((mathnets\.\w+\.md)\)\n:   (.*)", index)
    assert [name for name, *_ in found] == ["mathnets.steps", "mathnets.walks", "mathnets.cards"]
    assert found[0][2] == "Steps to the left or right."
    assert "::: mathnets.walks" in (site / "library/mathnets.walks.md").read_text()


def test_code_of_a_figure_cannot_break_out_of_its_fence(project):
    """A script that holds a fence of its own is shown in a longer one; an alternative text may hold anything."""
    project.edit("figures_src/dice/faces.py", '"""All six faces', '# ````\n"""All six faces')
    project.edit("figures_src/dice/faces.py", "Six bars", "<b>Six *bars* & $x$")
    done = project.run("--theme", "light", "--format", "svg", "--out", project.out)
    assert done.code == 0, done.err
    assert project.run("--out", project.out).code == 0
    page = (project.out / "figures/faces/index.md").read_text()
    assert "\n`````python\n# ````\n" in page
    assert "<p>&lt;b&gt;Six *bars* &amp; $x$ of about" in page
