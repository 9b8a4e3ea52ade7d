"""Tests of the PowerPoint files: read back by python-pptx, and held against the XML that PowerPoint itself writes."""

import math
import zipfile

import pptx
import pytest
from lxml import etree
from pptx.enum.shapes import MSO_SHAPE_TYPE

from figures_src._build import powerpoint
from figures_src._kit import theme as kit

NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "p": "http://schemas.openxmlformats.org/presentationml/2006/main",
    "p14": "http://schemas.microsoft.com/office/powerpoint/2010/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "asvg": "http://schemas.microsoft.com/office/drawing/2016/SVG/main",
}
SVG = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"


@pytest.fixture(params=["light", "dark"])
def theme(request):
    """Both themes."""
    return request.param


@pytest.fixture
def show(site, theme):
    """The deck of all figures."""
    return pptx.Presentation(str(site / f"decks/all.{theme}.pptx"))


def test_slide_is_its_picture(show, site, theme):
    """The picture fills the 16:9 slide: the SVG of the slide, with its PNG for programs that read no SVG."""
    assert (show.slide_width, show.slide_height) == (12_192_000, 6_858_000)
    slide = show.slides[0]
    (picture,) = [s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.PICTURE]
    assert (picture.left, picture.top, picture.width, picture.height) == (0, 0, show.slide_width, show.slide_height)
    assert picture.image.blob == (site / f"figures/faces/faces.slide.{theme}.png").read_bytes()
    (extension,) = picture._element.xpath(".//a:blip/a:extLst/a:ext")
    assert extension.get("uri") == SVG
    (vectors,) = extension.findall("asvg:svgBlip", NAMES)
    part = slide.part.related_part(vectors.get(f"{{{NAMES['r']}}}embed"))
    assert part.content_type == "image/svg+xml"
    assert part.blob == (site / f"figures/faces/faces.slide.{theme}.svg").read_bytes()


def test_slide_reads_without_being_seen(show, manifest):
    """Each slide has its finding as title, first in order and outside the visible slide, and each picture its text."""
    for slide, entry in zip(show.slides, manifest["figures"], strict=True):
        title = slide.shapes[0]
        assert title == slide.shapes.title
        assert title.text == entry["title"]
        assert title.top + title.height < 0
        words = [s._element.xpath(".//p:cNvPr")[0].get("descr") for s in slide.shapes]
        assert words.count(entry["alt"]) == 1


def test_long_title_does_not_reach_into_the_slide(site, tmp_path):
    """A title of 130 letters, more than any figure's, takes less room at its size than it has above the slide."""
    slide = {"id": "a", "title": 26 * "word ", "alt": "It.", "notes": "Said.", "credit": "C", "size": (614, 413)}
    show = {"film": site / "figures/rise/rise.light.mp4", "poster": site / "figures/rise/rise.poster.light.png"}
    powerpoint.write(tmp_path / "deck", "T", [("A", [slide | show])], "light")
    title = pptx.Presentation(str(tmp_path / "deck")).slides[0].shapes.title
    (run,) = title.text_frame.paragraphs[0].runs
    size = run.font.size  # of the paragraph alone PowerPoint takes no notice
    lines = math.ceil(0.6 * len(title.text) * size / title.width)  # a letter is about 0.6 of its size wide
    assert 1.2 * lines * size < title.height < -title.top


def test_credit_of_a_film_begins_where_that_of_a_picture_does(show):
    """The credit line of a film's slide stands at the left margin of all slides, whatever program shows it."""
    credit = next(s for s in show.slides[1].shapes if s.has_text_frame and s != show.slides[1].shapes.title)
    assert credit.left + credit.text_frame.margin_left == pytest.approx(kit.SLIDE_MARGIN * show.slide_width, abs=1)
    assert credit.text_frame.word_wrap


def test_moving_figure_plays(show, site, theme):
    """A moving figure is its film with the last frame before it is played, inside the slide, and its credit below."""
    slide = show.slides[1]
    (film,) = [s for s in slide.shapes if s.shape_type == MSO_SHAPE_TYPE.MEDIA]
    parts = [rel.target_part for rel in slide.part.rels.values()]
    (video,) = {p.partname: p for p in parts if p.content_type == "video/mp4"}.values()
    assert video.blob == (site / f"figures/rise/rise.{theme}.mp4").read_bytes()
    assert film.poster_frame.blob == (site / f"figures/rise/rise.poster.{theme}.png").read_bytes()
    assert film.width / film.height == pytest.approx(614 / 413, rel=1e-3)
    credit = next(s for s in slide.shapes if s.has_text_frame and s != slide.shapes.title)
    assert 0 < film.left < film.left + film.width < show.slide_width
    assert 0 < film.top < film.top + film.height <= credit.top + 1
    assert "https://example.org/nets/figures/rise/index.html" in credit.text
    assert "CC BY 4.0" in credit.text


def test_ground_is_that_of_the_figures(show, theme):
    """The master has the theme's paper, and writes light on dark."""
    colour = show.slide_master.background.fill.fore_color.rgb
    assert f"#{colour}".lower() == kit.THEMES[theme].paper
    (colours,) = show.slide_master._element.xpath("p:clrMap")
    assert colours.get("tx1") == {"light": "dk1", "dark": "lt1"}[theme]
    edges = [s.left + s.width for layout in show.slide_layouts for s in layout.placeholders]
    assert show.slide_width * 0.8 < max(edges) <= show.slide_width


def test_chapters_are_sections(show):
    """PowerPoint's outline shows a section for each chapter, each slide in one."""
    sections = show.element.findall(".//p14:section", NAMES)
    assert [s.get("name") for s in sections] == ["Dice", "Shown", "Walks"]
    assert len({s.get("id") for s in sections}) == 3
    numbers = [int(n.get("id")) for s in sections for n in s.findall(".//p14:sldId", NAMES)]
    assert numbers == [slide.slide_id for slide in show.slides]


def test_file_says_what_it_is(show):
    """Title, authors, version and the release's date stand in the file's properties."""
    about = show.core_properties
    assert (about.title, about.author, about.last_modified_by) == ("All figures", "The tests' authors", "The tests' authors")
    assert str(about.created) == str(about.modified) == "2020-02-29 00:00:00"
    assert about.version == "1.2.0"


def test_package_is_whole(site, theme):
    """Every part has a type, every relation a part, every XML part parses, and no time but the fixed one is in the file."""
    with zipfile.ZipFile(site / f"decks/all.{theme}.pptx") as archive:
        names = archive.namelist()
        assert names[0] == "[Content_Types].xml"
        assert len(names) == len(set(names))
        types = etree.fromstring(archive.read(names[0]))
        typed = {t.get("PartName", "").lstrip("/") for t in types} | {t.get("Extension") for t in types}
        assert [n for n in names[1:] if n not in typed and n.rpartition(".")[2] not in typed] == []
        for name in names:
            if name.endswith((".xml", ".rels", ".svg")):
                etree.fromstring(archive.read(name))
            if name.endswith(".rels"):
                folder = name.replace("_rels/", "").rpartition("/")[0]
                for rel in etree.fromstring(archive.read(name)):
                    assert _resolved(folder, rel.get("Target")) in names
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def _resolved(folder, target):
    import posixpath

    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def test_same_slides_give_the_same_bytes(tmp_path, site):
    """Decks that are written twice are equal, byte for byte."""
    slide = {"id": "a", "title": "A < b & c.", "alt": "It.", "notes": "Said.\n\nTwice.", "credit": "C", "size": (614, 413)}
    slide |= {x: site / f"figures/faces/faces.slide.light.{x}" for x in ("svg", "png")}
    film = slide | {"id": "b", "film": site / "figures/rise/rise.light.mp4", "poster": site / "figures/rise/rise.poster.light.png"}
    for name in ("one", "two"):
        powerpoint.write(tmp_path / name, "T", [("A & <b>", [slide, film])], "light")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert pptx.Presentation(str(tmp_path / "one")).slides[0].shapes.title.text == "A < b & c."
