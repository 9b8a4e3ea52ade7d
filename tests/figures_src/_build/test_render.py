"""Tests of pictures: what stands inside the files, their sizes, and that equal drawings give equal bytes."""

import io
import re
import xml.etree.ElementTree as ET
from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.font_manager import FontPath
from PIL import Image

from figures_src._build import render
from figures_src._kit import theme as kit

DC, RDF = "{http://purl.org/dc/elements/1.1/}", "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
CREDITS = {"id": "a", "title": "Größer (als √2)", "alt": "Seen\\.", "author": "A", "licence": "CC BY 4.0", "page": "p",
           "version": "1", "data_hash": "0123", "credit": "credit"}  # fmt: skip


@pytest.fixture(scope="module")
def entry(manifest):
    """What the manifest says of one figure."""
    return next(f for f in manifest["figures"] if f["id"] == "drift")


def of(entry, format_):
    """Return the paths of a figure's files of one format."""
    return [f["path"] for f in entry["files"] if f["format"] == format_]


def told(entry, manifest):
    """Return what every file of a figure has to say about itself."""
    page = f"{manifest['site']['url']}{entry['page']}"
    source = f"{page} (mathnets {manifest['site']['version']}, data sha256:{entry['data_hash'][:16]})"
    return entry["title"], manifest_author(manifest), entry["licence"], source


def manifest_author(manifest):
    """Return the author of the miniature project."""
    return "The tests' authors"


def test_svg_says_where_it_comes_from(site, entry, manifest):
    """Title, author, licence, source and description stand in every svg as RDF, and its title as <title>."""
    title, author, licence, source = told(entry, manifest)
    assert len(of(entry, "svg")) == 4
    for path in of(entry, "svg"):
        root = ET.fromstring((site / path).read_bytes())
        texts = {e.tag.removeprefix(DC): "".join(e.itertext()).strip() for e in root.find(f".//{RDF}RDF")[0]}
        assert texts["title"] == title
        assert root.find("{http://www.w3.org/2000/svg}title").text == title
        assert texts["creator"] == author
        assert texts["rights"] == licence
        assert texts["source"] == source
        assert texts["description"] == entry["alt"]
        assert texts["identifier"] == "mathnets:drift"
        assert "date" not in texts


def test_png_says_where_it_comes_from(site, entry, manifest):
    """The same stands in every png as text, which has twice the pixels that the page shows."""
    title, author, licence, source = told(entry, manifest)
    for path in of(entry, "png"):
        with Image.open(site / path) as image:
            text = image.text
            size = image.size
        assert text == {"Title": title, "Author": author, "Description": entry["alt"], "Copyright": licence, "Source": source}
        assert size == (1920, 1080) if "slide" in path else size == (1280, 860)


def test_thumbnails_are_small_and_stand_on_the_ground_of_their_theme(site, entry):
    """Each theme has a picture of a third of the size in few colours, on exactly its paper; it is offered to nobody."""
    for theme in render.THEMES:
        with Image.open(site / f"figures/{entry['id']}/{entry['id']}.thumb.{theme}.png") as image:
            assert image.size == (427, 287) and len(image.getcolors()) <= 64
            ground = "#%02x%02x%02x" % image.convert("RGB").getpixel((0, 0))
        assert ground == kit.THEMES[theme].paper
    assert not any("thumb" in file["path"] for file in entry["files"])


def test_pdf_says_where_it_comes_from(site, entry, manifest):
    """The same stands in every pdf's document information, without a date."""
    title, author, licence, source = told(entry, manifest)
    for path in of(entry, "pdf"):
        info = information((site / path).read_bytes())
        assert info == {"Title": title, "Author": author, "Subject": entry["alt"], "Keywords": f"{licence}; {source}", "Creator": source}


def information(pdf):
    """Return the document information of a pdf that matplotlib has written."""
    strings = re.findall(rb"/(Title|Author|Subject|Keywords|Creator|Producer|CreationDate) \(((?:\\.|[^\\()]|\\\n)*)\)", pdf, re.S)
    found = {}
    for name, raw in strings:
        raw = re.sub(rb"\\([0-7]{3})", lambda m: bytes([int(m[1], 8)]), raw)
        raw = re.sub(rb"\\(.)", lambda m: {b"n": b"\n", b"r": b"\r"}.get(m[1], m[1]), raw, flags=re.S)
        found[name.decode()] = raw.decode("utf-16") if raw.startswith(b"\xfe\xff") else raw.decode("latin-1")
    return found


def draw(fig, result):
    """Draw a few things whose order or names could vary."""
    ax = fig.subplots()
    ax.contourf(np.add.outer(np.arange(5.0), np.arange(5.0)) % 3, hatches=["/", "x"])
    ax.plot(result["y"], label="$\\sqrt{y}$", clip_on=True)
    ax.legend()


def pictures(folder, **options):
    """Draw into a folder, and return the files' bytes."""
    folder.mkdir()
    module = SimpleNamespace(draw=draw)
    options = {"themes": render.THEMES, "shapes": render.SHAPES, "formats": render.FORMATS} | options
    result = {"y": np.arange(5.0)}
    render.pictures(module, result, folder, id="a", shape="standard", credits=CREDITS, moving=False, **options)
    return {p.name: p.read_bytes() for p in folder.iterdir()}


def test_equal_drawings_give_equal_bytes(tmp_path):
    """Drawing twice in one process gives the same files, and drawing a part gives the same as the whole."""
    whole = pictures(tmp_path / "whole")
    assert len(whole) == 12 + 2  # and the thumbnails
    part = pictures(tmp_path / "part", themes=("dark",), formats=("pdf", "svg"))
    assert set(part) == {f"a.{s}dark.{f}" for s in ("", "slide.") for f in ("pdf", "svg")}
    assert [name for name in part if part[name] != whole[name]] == []


def test_png_has_the_pixels_that_were_drawn(tmp_path):
    """Whatever lines repeat, a png shows what was drawn, at the density that was asked for."""
    with kit.use("dark"):
        fig, _ = render.draw(SimpleNamespace(draw=draw), {"y": np.arange(5.0)}, "wide")
        picture = render.save(fig, tmp_path / "a.png", id="a", credits=CREDITS, dpi=50)
        drawn = render.pixels(fig, render.sheet(fig, 50))[:, :, :3]
    with Image.open(tmp_path / "a.png") as image:
        assert image.mode == "RGB" and image.info["dpi"] == pytest.approx((50, 50), abs=0.02)
        assert np.array_equal(image, drawn) and np.array_equal(picture, drawn)


def test_words_in_any_script_stand_inside(tmp_path):
    """Letters beyond Latin-1, brackets and backslashes survive in every format."""
    files = pictures(tmp_path / "files", themes=("light",), shapes=("page",))
    assert information(files["a.light.pdf"])["Title"] == CREDITS["title"]
    assert information(files["a.light.pdf"])["Subject"] == CREDITS["alt"]
    with Image.open(io.BytesIO(files["a.light.png"])) as image:
        assert image.text["Title"] == CREDITS["title"]
    assert CREDITS["title"] in files["a.light.svg"].decode()


def test_ids_of_two_svgs_do_not_clash(tmp_path):
    """Names inside an svg depend on figure, theme and shape, so that two can stand on one page."""
    files = pictures(tmp_path / "files", formats=("svg",))
    names = [set(re.findall(r'<clipPath id="(\w+)"', data.decode())) for data in files.values()]
    assert all(names)
    assert len(set.union(*names)) == sum(map(len, names))


def test_slide_keeps_its_strip_and_margin_free():
    """On a slide nothing is laid out over the credit or in the margin; a page has neither."""
    for slide, low, side in ((True, kit.CREDIT_STRIP, kit.SLIDE_MARGIN), (False, 0.0, 0.0)):
        with kit.use("light", slide=slide):
            fig, _ = render.draw(SimpleNamespace(draw=lambda f, r: f.subplots().plot([1, 2])), {}, "standard", slide=slide)
        box = fig.axes[0].get_tightbbox().transformed(fig.transFigure.inverted())
        assert box.y0 >= low and box.x0 >= side and max(box.x1, box.y1) <= 1 - side


def test_fonts_of_a_pdf_do_not_depend_on_where_the_project_lies():
    """Fonts are embedded in the order of their file names, whatever the folders above them are called."""
    for folders in (("/project", "/venv"), ("/venv", "/project")):
        paths = [FontPath(f"{folder}/{name}", 0) for folder, name in zip(folders, ("a.ttf", "b.ttf"), strict=True)]
        assert sorted(paths[::-1]) == paths


def _wide(fig, result):
    """Draw a square into axes that show more of the plane to keep its sides equal, beside a tall label."""
    ax, other = fig.subplots(1, 2, width_ratios=[3, 1])
    ax.set_aspect("equal", adjustable="datalim")
    ax.set(xlim=(0, 1), ylim=(0, 1), ylabel="up")
    other.plot([1, 2])
    fig.legend([ax.plot([0, 1])[0]], ["a line"], loc="outside lower center")


def test_both_themes_show_the_same_part_of_the_plane():
    """What axes show does not depend on whether the layout was solved for them or taken from the other theme."""
    shown, places = [], None
    for theme in ("light", "dark"):
        with kit.use(theme):
            fig, places = render.draw(SimpleNamespace(draw=_wide), {}, "standard", places=places)
            fig.canvas.draw()
        shown.append([*fig.axes[0].get_xlim(), *fig.axes[0].get_ylim()])
    assert places is not None
    np.testing.assert_array_equal(*shown)


def _parts(fig):
    """Draw into a subfigure inside a subfigure, and beside."""
    left, right = fig.subfigures(1, 2, width_ratios=[1, 2])
    left.subplots(2, 1)[0].set_ylabel("label")
    top, _ = right.subfigures(2, 1, height_ratios=[1, 3])
    top.subplots(1, 3)[1].imshow(np.eye(3))


@pytest.mark.parametrize("parts", [lambda fig: fig.subplots(2, 3)[0, 0].set_title("title"), _parts])
def test_layout_has_no_last_digits(parts):
    """Positions lie on a grid: the layout's solver rounds differently from one process to the next."""
    with kit.use("light"):
        fig = render.canvas("standard", False)
        parts(fig)
        render.settle(fig)
        boxes = [ax.get_position(original=True).extents for ax in fig.axes]
        boxes += [f.bbox_relative.extents for f in _all(fig)]
    steps = np.array(boxes) * render.GRID
    np.testing.assert_allclose(steps, np.round(steps), atol=1e-6)
    assert len(boxes) >= 6


def _all(fig):
    return [part for sub in fig.subfigs for part in [sub, *_all(sub)]]


def test_sizes_are_those_of_the_kit():
    """A page shows a figure at 96 CSS pixels an inch."""
    assert render.css_size("standard") == (614, 413)
    assert render.css_size("wide") == (614, 326)


@pytest.mark.parametrize("letters", [10, 200])
def test_credit_fits_the_slide(letters):
    """However long the address, the licence at the end of the credit stands on the slide; a short credit has its size."""
    with kit.use("light", slide=True):
        fig = render.canvas("standard", slide=True)
        render.sign(fig, letters * "n")
    (line,) = fig.texts
    assert line.get_window_extent().x1 <= (1 - kit.SLIDE_MARGIN) * fig.bbox.width + 1
    assert (line.get_size() == 8.5) == (letters == 10)
