"""Lets matplotlib do once what it does again, or in vain: measure and draw texts, find and make ticks, cut fonts down.

The pictures stay the same to the byte, but that a pdf measures its texts as an svg does: what is kept is a function of what
its key holds, or stays for one drawing.
"""

import contextlib
import functools
import io

import numpy as np
from fontTools import subset
from matplotlib import _constrained_layout, axis, font_manager
from matplotlib.backends import _backend_pdf_ps as pdf_fonts
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.backends.backend_pdf import RendererPdf
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser
from matplotlib.spines import Spine
from matplotlib.text import Text
from matplotlib.textpath import TextToPath


def install():
    """Change matplotlib for the rest of the process; a second call changes nothing."""
    if Text._get_layout is _layout:
        return
    Text._get_layout = _layout
    RendererAgg.draw_text = _draw_text
    # Texts are as wide in a pdf as in an svg, which takes them from larger type: more exactly, and once for both.
    RendererPdf.get_text_width_height_descent = RendererSVG.get_text_width_height_descent
    TextToPath.get_text_path, TextToPath.get_glyphs_with_font = _text_path, _glyphs_of
    font_manager.FontManager._find_fonts_by_props = _fonts
    # A parser of formulas is made for each file, with an empty memory of its own: equal parsers share one.
    MathTextParser.__eq__ = lambda self, other: isinstance(other, MathTextParser) and vars(self) == vars(other)
    MathTextParser.__hash__ = lambda self: hash(tuple(vars(self).items()))
    Figure.draw, _constrained_layout.make_layout_margins = _draw, _margins
    axis.Axis._update_ticks, axis.Axis._get_ticklabel_bboxes = _ticks, _boxes
    axis.Axis.set_clip_path = _set_clip_path
    for owner, name in ((axis.Axis, "set_tick_params"), (Spine, "get_window_extent")):
        setattr(owner, name, _with_those_there_are(getattr(owner, name)))
    axis._LazyTickList.__get__ = _first_tick
    pdf_fonts.get_glyphs_subset, pdf_fonts.font_as_file = _glyphs_subset, io.BytesIO
    subset.load_font = _plain_font
    # Fonts stand in a pdf in the order of their file names, and not of the folders in which the project happens to lie.
    font_manager.FontPath.__lt__ = lambda self, other: _by_name(self) < _by_name(other)


def _by_name(path):
    return path.rpartition("/")[2], str(path)


# Texts: where the lines of one stand, from its own place, and which fonts it asks for.

_lay_out, _layouts = Text._get_layout, {}
_find, _found = font_manager.FontManager._find_fonts_by_props, {}


def _layout(text, renderer):
    if text.get_wrap():
        return _lay_out(text, renderer)
    key = (
        _measure(renderer),
        text.get_figure(root=True).dpi,
        text.get_text(),
        text.get_parse_math(),
        hash(text.get_fontproperties()),
        text.get_rotation(),
        text.get_rotation_mode(),
        text.get_horizontalalignment(),
        text.get_verticalalignment(),
        text._get_multialignment(),
        text._linespacing,
    )
    if key not in _layouts:
        _layouts[key] = _lay_out(text, renderer)
    return _layouts[key]


def _measure(renderer):
    """Return what tells one renderer's measures of texts from another's: of one that mixes two, that which draws now."""
    kind = type(getattr(renderer, "_renderer", renderer))
    return RendererSVG if kind is RendererPdf else kind


def _fonts(manager, prop, *args, **more):
    key = (hash(prop), args, tuple(more.items()))
    if key not in _found:  # all fonts are known to the manager before the first is asked for
        _found[key] = _find(manager, prop, *args, **more)
    return _found[key]


# Glyphs: their pixels, where a text stood there before (in the last frame, or the other theme), and their outlines.

_ink, _inked = RendererAgg.draw_text, {}
_outline, _outlines = TextToPath.get_text_path, {}
_glyphs, _known_glyphs = TextToPath.get_glyphs_with_font, {}


class _Recorder:
    """Takes the pixels of glyphs instead of a sheet; a bar of a formula is drawn as a path, and such texts are not kept."""

    def __init__(self):
        self.glyphs, self.bars = [], False

    def draw_text_image(self, *glyph):
        self.glyphs.append(glyph[:-1])

    def draw_path(self, *_):
        self.bars = True


def _draw_text(renderer, gc, x, y, s, prop, angle, ismath=False, mtext=None):
    key = (x, y, s, hash(prop), angle, ismath, renderer.dpi, renderer.height, gc.get_antialiased(), *_shaping(mtext))
    if key not in _inked:
        sheet, renderer._renderer = renderer._renderer, (made := _Recorder())
        try:
            _ink(renderer, gc, x, y, s, prop, angle, ismath, mtext)
        finally:
            renderer._renderer = sheet
        _inked[key] = None if made.bars else made.glyphs
    if _inked[key] is None:
        return _ink(renderer, gc, x, y, s, prop, angle, ismath, mtext)
    for glyph in _inked[key]:
        renderer._renderer.draw_text_image(*glyph, gc)


def _shaping(mtext):
    return (mtext.get_fontfeatures(), mtext.get_language()) if mtext else (None, None)


def _text_path(self, prop, s, ismath=False, *, features=None, language=None):
    key = (s, hash(prop), ismath, features, language)
    if key not in _outlines:
        vertices, codes = _outline(self, prop, s, ismath, features=features, language=language)
        _outlines[key] = np.array(vertices), codes
    return _outlines[key]


def _glyphs_of(self, font, s, glyph_map=None, return_new_glyphs_only=False, *, features=None, language=None):
    key = (font, s, features, language)
    if key not in _known_glyphs:
        _known_glyphs[key] = _glyphs(self, font, s, features=features, language=language)
    places, outlines, bars = _known_glyphs[key]
    there = {} if glyph_map is None else glyph_map
    new = {name: outline for name, outline in outlines.items() if name not in there}
    return places, new if return_new_glyphs_only else there | new, bars


# Ticks: they and the places of their labels are found once while nothing moves, as in a drawing; none is made in vain.

_draw_figure, _update_ticks, _label_boxes = Figure.draw, axis.Axis._update_ticks, axis.Axis._get_ticklabel_bboxes
_begin_ticks, _layout_margins = axis._LazyTickList.__get__, _constrained_layout.make_layout_margins
_drawing = []  # the ticks by axis, and the boxes by axis, while nothing moves
_unchanged = []  # the ticks by axis, while figures are only written


@contextlib.contextmanager
def unchanged():
    """Say that within, nothing about a figure changes but the format and size in which it is written."""
    before, _unchanged[:] = _unchanged[:], [{}]
    try:
        yield
    finally:
        _unchanged[:] = before


@contextlib.contextmanager
def _still():
    before, _drawing[:] = _drawing[:], ((*_unchanged, {})[0], {})
    try:
        yield
    finally:
        _drawing[:] = before


def _draw(figure, renderer):
    with _still():
        return _draw_figure(figure, renderer)


def _margins(*args, **more):
    with _still():
        return _layout_margins(*args, **more)


def _once(kind, axis, find, *args):
    if not _drawing:
        return find(axis, *args)
    if axis not in _drawing[kind]:
        _drawing[kind][axis] = find(axis, *args)
    return _drawing[kind][axis]


def _ticks(axis):
    return _once(0, axis, _update_ticks)


def _boxes(axis, ticks, renderer):
    return _once(1, axis, _label_boxes, ticks, renderer)


def _with_those_there_are(method):
    """The method of an axis, or of its spine, that makes no tick in order to change or to measure it."""

    @functools.wraps(method)
    def wrapped(self, *args, **more):
        owner = self if isinstance(self, axis.Axis) else self.axis
        absent = [name for name in ("majorTicks", "minorTicks") if owner and name not in vars(owner)]
        vars(owner or self).update((name, []) for name in absent)
        try:
            return method(self, *args, **more)
        finally:
            for name in absent:
                vars(owner).pop(name, None)

    return wrapped


_clip = _with_those_there_are(axis.Axis.set_clip_path)


def _set_clip_path(axis, path, transform=None):
    _clip(axis, path, transform)
    for spine in axis.axes.spines.values():  # otherwise the first tick would put them in their places
        spine._ensure_position_is_set()


def _first_tick(self, instance, owner):
    ticks = _begin_ticks(self, instance, owner)
    if instance is not None:
        ticks[0].set_clip_path(instance.axes.patch)
    return ticks


# Fonts in a pdf: one with the same glyphs alone, as both themes have it, is cut down once.

_cut, _as_file, _font = pdf_fonts.get_glyphs_subset, pdf_fonts.font_as_file, subset.load_font


def _plain_font(*args, **more):
    """Return a font without its tables for the layout of text: the glyphs inside a pdf are placed one by one."""
    font = _font(*args, **more)
    for table in ("GDEF", "GPOS", "GSUB"):
        if table in font:
            del font[table]
    return font


def _glyphs_subset(file, glyphs):
    return pdf_fonts.SubsetResults(*_subset(file, frozenset(glyphs)))._as_cm()


@functools.cache
def _subset(file, glyphs):
    with _cut(file, glyphs) as cut:
        return _Bytes(_as_file(cut.font).getvalue()), cut.glyph_index_map


class _Bytes(bytes):
    """A font as bytes, in the place where a font that must be closed is expected."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
