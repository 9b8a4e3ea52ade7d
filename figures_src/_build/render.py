"""Draws a figure in each theme and shape and writes its picture files, which say inside where they came from."""

import io
import logging
import struct
import zlib

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PIL import Image
from PIL.PngImagePlugin import PngInfo, putchunk

from figures_src._build import quick
from figures_src._kit import theme as kit

THEMES = ("light", "dark")
SHAPES = ("page", "slide")
FORMATS = ("svg", "png", "pdf")
logging.getLogger("fontTools").setLevel(logging.ERROR)  # it remarks on the fonts' dates in every pdf
DPI = 200
SMALLER, TONES = 3, 64  # pixels of a picture, in each direction, that become one of its thumbnail; and its colours
GRID = 99991  # positions to a share of a figure, below a hundredth of a point; a prime, so that none lies half-way

quick.install()


def canvas(shape, slide):
    """Return an empty figure of the given shape; a slide keeps a margin, and its lower edge free for the credit."""
    fig = Figure(figsize=kit.SLIDE if slide else kit.SHAPES[shape], dpi=DPI, layout="constrained")
    if slide:
        side, strip = kit.SLIDE_MARGIN, kit.CREDIT_STRIP
        fig.get_layout_engine().set(rect=(side, strip, 1 - 2 * side, 1 - strip - side))
    return fig


def settle(fig, places=None):
    """Fix the layout, so that every format is written from the same positions; return them.

    It is solved once; the other theme and the other frames take the `places` of the first, which is quicker, and
    nothing trembles from frame to frame. A figure with texts of its own outside its axes is solved each time. Axes
    that show more of the data to keep their aspect did so for their place before; they begin anew.
    The solver takes its unknowns in the order of their places in memory, so that its last digits differ from one
    process to the next: they are rounded off.
    """
    if places is None or len(places) != len(fig.axes):
        limits = [(ax, ax.viewLim.frozen()) for ax in fig.axes if ax.get_adjustable() == "datalim"]
        if fig.axes:
            fig.get_layout_engine().execute(fig)
        fig.set_layout_engine(None)  # not "none": that would lay out anew for each file, and change nothing
        for ax, shown in limits:
            ax.viewLim.set(shown)
        _round_subfigures(fig)
        places = [_rounded(ax.get_position(original=True)) for ax in fig.axes]
    else:
        fig.set_layout_engine(None)
    for ax, place in zip(fig.axes, places, strict=True):
        ax.set_position(place)
    loose = fig.texts or fig.subfigs
    return None if loose else places


def _round_subfigures(fig):
    for part in fig.subfigs:
        part._redo_transform_rel_fig(_rounded(part.bbox_relative))
        _round_subfigures(part)


def _rounded(box):
    return Bbox.from_extents(*np.round(box.extents * GRID) / GRID)


def draw(module, result, shape, *, slide=False, frame=..., places=None):
    """Return the figure that the script draws in the active theme, and the positions of its axes.

    `frame` is passed on for moving figures.
    """
    fig = canvas(shape, slide)
    more = {} if frame is ... else {"frame": frame}
    module.draw(fig, result, **more)
    return fig, settle(fig, places)


def sign(fig, credit):
    """Write the credit into the strip that a slide keeps free for it, smaller where it is long: its end is the licence."""
    line = fig.text(kit.SLIDE_MARGIN, 0.016, credit, size=8.5, color=kit.COLORS.muted)
    line.set_size(line.get_size() * min(1, (1 - 2 * kit.SLIDE_MARGIN) * fig.bbox.width / line.get_window_extent().width))


def pictures(module, result, folder, *, id, shape, credits, moving, themes, shapes, formats):
    """Write all picture files of a figure into `folder`."""
    more = {"frame": None} if moving else {}
    for form in shapes:
        slide, places = form == "slide", None
        for theme in themes:
            with kit.use(theme, slide=slide):
                fig, places = draw(module, result, shape, slide=slide, places=places, **more)
                if slide:
                    sign(fig, credits["credit"])
                name = f"{id}.{'slide.' if slide else ''}{theme}"
                picture = _save_all(fig, folder, name, formats, id=f"{id}.{form}.{theme}", credits=credits)
                if picture and not slide:
                    thumbnail(picture, folder / f"{id}.thumb.{theme}.png")


def _save_all(fig, folder, name, formats, **more):
    """Write a finished figure in each of the formats; return its picture if one of them is of pixels."""
    with quick.unchanged():
        pictures = [save(fig, folder / f"{name}.{format_}", dpi=DPI, **more) for format_ in formats]
    return next(filter(None, pictures), None)


def save(fig, path, *, id, credits, dpi):
    """Write one picture with its credits inside; equal drawings give equal bytes. Return it if it is one of pixels."""
    import matplotlib

    format_, about = path.suffix[1:], metadata(path.suffix[1:], credits)
    if format_ == "png":
        picture = Image.fromarray(pixels(fig, sheet(fig, dpi))).convert("RGB")
        _save_pixels(picture, path, about, dpi)
        return picture
    with matplotlib.rc_context({"svg.hashsalt": id}):
        fig.savefig(path, format=format_, dpi=dpi, metadata=about)
    return None


def _save_pixels(picture, path, about, dpi):
    """Write a png in which a line is said to be as the one above, or as it is.

    Of flat colours that makes files as small as Pillow's, which tries five ways for each line, in a third of its time.
    """
    texts, density = _texts(about), round(dpi / 0.0254)
    coder, coded, above = zlib.compressobj(1), [], None
    pixels, length = picture.tobytes(), 3 * picture.width
    for start in range(0, len(pixels), length):
        line = pixels[start : start + length]
        coded.append(coder.compress(b"\2" + bytes(length) if line == above else b"\0" + line))  # as above, or as it is
        above = line
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        putchunk(file, b"IHDR", struct.pack(">2I5B", *picture.size, 8, 2, 0, 0, 0))  # 8 bits, red green blue
        for name, text, _ in texts.chunks:
            putchunk(file, name, text)
        putchunk(file, b"pHYs", struct.pack(">2IB", density, density, 1))  # dots a metre
        putchunk(file, b"IDAT", *coded, coder.flush())
        putchunk(file, b"IEND")


def thumbnail(whole, path):
    """Write a small picture of a picture, in few colours, for pages that show many."""
    _few(whole.reduce(SMALLER), TONES, whole.getpixel((0, 0))).save(path)


def poster(fig, path, *, credits, dpi):
    """Write a picture in 256 colours, a third as large, which stands where a film will play; return it in all of them."""
    whole = Image.fromarray(pixels(fig, sheet(fig, dpi))).convert("RGB")
    _few(whole, 256, whole.getpixel((0, 0))).save(path, pnginfo=_texts(metadata("png", credits)), dpi=(dpi, dpi))
    return whole


def _texts(about):
    """Return what a png says about itself, in the form in which Pillow writes it."""
    texts = PngInfo()
    for name, text in about.items():
        texts.add_text(name, text)
    return texts


def _few(picture, tones, ground):
    """Return a picture in few colours, on its own ground."""
    few = picture.quantize(tones, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    palette = few.getpalette()
    at = 3 * few.getpixel((0, 0))
    palette[at : at + 3] = ground
    few.putpalette(palette)
    return few


def sheet(fig, dpi):
    """Return an empty sheet of pixels for `fig`, and others of its size; it remembers how large its texts are."""
    fig.set_dpi(dpi)
    return RendererAgg(*map(int, fig.bbox.size), dpi)


def pixels(fig, sheet):
    """Return `fig` drawn on the sheet, shape (height, width, 4), until the next one is."""
    fig.set_dpi(sheet.dpi)
    sheet.clear()
    fig.draw(sheet)
    return np.asarray(sheet.buffer_rgba())


def metadata(format_, credits):
    """Return what a file of this format says about itself: title, author, licence, page, version and data."""
    source = source_of(credits)
    if format_ == "svg":
        return {
            "Date": None,
            "Creator": credits["author"],
            "Title": credits["title"],
            "Description": credits["alt"],
            "Rights": credits["licence"],
            "Source": source,
            "Identifier": f"mathnets:{credits['id']}",
        }
    if format_ == "pdf":
        return {
            "CreationDate": None,
            "Producer": None,
            "Creator": source,
            "Title": credits["title"],
            "Author": credits["author"],
            "Subject": credits["alt"],
            "Keywords": f"{credits['licence']}; {source}",
        }
    return {
        "Title": credits["title"],
        "Author": credits["author"],
        "Description": credits["alt"],
        "Copyright": credits["licence"],
        "Source": source,
    }


def source_of(credits):
    """Return in one line where a picture comes from: its page, the version, and the data that it shows."""
    return f"{credits['page']} (mathnets {credits['version']}, data sha256:{credits['data_hash']})"


def warm_up():
    """Draw a small figure once in every format, so that processes forked from here find fonts and parsers loaded."""
    for slide in (False, True):
        with kit.use("light", slide=slide):
            fig = canvas("wide", slide)
            fig.subplots().set(xscale="log", xlabel="warm", ylabel="$x^2$")
            settle(fig)
            for format_ in FORMATS:
                fig.savefig(io.BytesIO(), format=format_)


def css_size(shape):
    """Return width and height in CSS pixels at which a page shows a figure of this shape."""
    width, height = kit.SHAPES[shape]
    return round(width * 96), round(height * 96)
