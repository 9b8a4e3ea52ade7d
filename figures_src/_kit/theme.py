"""Colours, type and sizes: the one palette that the site and its figures share."""

import contextlib
import functools
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import matplotlib
from matplotlib import font_manager
from matplotlib.colors import LinearSegmentedColormap

FONTS = Path(__file__).parent / "fonts"


@dataclass(frozen=True)
class Theme:
    """The colours of one scheme; every one has a contrast of at least 4.5 against `paper` but `faint` and `wash`."""

    paper: str
    ink: str
    muted: str  # secondary text, ticks
    faint: str  # frames, hairlines
    wash: str  # panels, code
    blue: str
    orange: str
    green: str
    purple: str
    gold: str
    red: str


THEMES = {
    "light": Theme(
        paper="#fdfcf8",
        ink="#1b2430",
        muted="#586472",
        faint="#d3d3cd",
        wash="#f3f1ea",
        blue="#1164d2",
        orange="#c93800",
        green="#067c5b",
        purple="#7a3682",
        gold="#836a24",
        red="#a91a46",
    ),
    "dark": Theme(
        paper="#13171e",
        ink="#e9e6df",
        muted="#a3acb8",
        faint="#3a424e",
        wash="#1b212a",
        blue="#549df7",
        orange="#f88044",
        green="#3dd2ae",
        purple="#e6b9fb",
        gold="#e8c24c",
        red="#ff8fa0",
    ),
}

# Inches. A page is drawn 6.4 wide, so that its 11.5 point type stays readable on a phone at 60 %.
SHAPES = {"wide": (6.4, 3.4), "standard": (6.4, 4.3), "square": (6.4, 6.2), "tall": (6.4, 8.2)}
SLIDE = (9.6, 5.4)
CREDIT_STRIP = 0.065  # share of a slide's height
SLIDE_MARGIN = 0.02  # share of a slide's width and height


class _Active:
    """The colours of the theme that is being drawn: `COLORS.blue`."""

    theme = THEMES["light"]

    def __getattr__(self, name):
        return getattr(self.theme, name)


COLORS = _Active()


@functools.cache
def _register_fonts():
    for path in sorted(FONTS.glob("*.ttf")):
        font_manager.fontManager.addfont(path)
    known = font_manager.fontManager.ttflist  # semibold fallback: DejaVu has none, and a title would warn of it
    known += [
        replace(f, weight=600)
        for f in known
        if f.name == "DejaVu Sans" and f.style == "normal" and f.weight in (700, "bold")
    ]


def _settings(theme, slide):
    size = 13.5 if slide else 11.5
    return {
        "font.family": ["IBM Plex Sans", "DejaVu Sans"],
        "font.monospace": ["IBM Plex Mono", "DejaVu Sans Mono"],
        "font.size": size,
        "mathtext.fontset": "cm",
        "axes.titlesize": size,
        "axes.titleweight": "semibold",
        "axes.titlelocation": "left",
        "axes.titlepad": 8,
        "axes.labelsize": size,
        "xtick.labelsize": size - 1,
        "ytick.labelsize": size - 1,
        "legend.fontsize": size - 0.5,
        "legend.frameon": False,
        "figure.facecolor": theme.paper,
        "savefig.facecolor": theme.paper,
        "axes.facecolor": theme.paper,
        "text.color": theme.ink,
        "axes.labelcolor": theme.ink,
        "axes.titlecolor": theme.ink,
        "axes.edgecolor": theme.muted,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.grid": False,
        "grid.color": theme.faint,
        "grid.linewidth": 0.6,
        "xtick.color": theme.muted,
        "ytick.color": theme.muted,
        "xtick.labelcolor": theme.muted,
        "ytick.labelcolor": theme.muted,
        "lines.linewidth": 2.2 if slide else 1.9,
        "lines.solid_capstyle": "round",
        "lines.markersize": 6,
        "patch.linewidth": 0.8,
        "axes.prop_cycle": matplotlib.cycler(
            color=[theme.blue, theme.orange, theme.green, theme.purple, theme.gold, theme.red]
        ),
        "image.interpolation": "nearest",
        "svg.fonttype": "path",
        "pdf.fonttype": 42,
        "path.simplify_threshold": 1.0,
        "figure.dpi": 72,
        "figure.constrained_layout.h_pad": 0.06,
        "figure.constrained_layout.w_pad": 0.06,
    }


def colormap(kind):
    """Return a colour map of the active theme.

    "ink" runs from paper to ink, "sequential" from paper to blue, "diverging" from orange over paper to blue.
    """
    theme = COLORS.theme
    stops = {
        "ink": [theme.paper, theme.ink],
        "sequential": [theme.paper, theme.blue],
        "diverging": [theme.orange, theme.paper, theme.blue],
    }
    if kind not in stops:
        raise ValueError(f"colormap needs one of {', '.join(stops)}, got {kind!r}")
    return LinearSegmentedColormap.from_list(f"mathnets_{kind}", stops[kind])


@contextlib.contextmanager
def use(theme, *, slide=False):
    """Draw in the scheme `theme` ("light" or "dark"), with the larger type of a slide if asked."""
    _register_fonts()
    before = COLORS.theme
    COLORS.theme = THEMES[theme]
    try:
        with matplotlib.rc_context({**matplotlib.rcParamsDefault, **_settings(THEMES[theme], slide)}):
            yield THEMES[theme]
    finally:
        COLORS.theme = before


def is_slide(fig):
    """Tell whether `fig` is a slide, for a drawing that arranges its panels differently there."""
    width, height = fig.get_size_inches()
    return abs(width / height - SLIDE[0] / SLIDE[1]) < 1e-6 and width == SLIDE[0]


def as_css():
    """Return the palette as CSS custom properties, one block a scheme; the site's style sheet uses nothing else.

    Print is light whatever the reader's scheme.
    """
    light, dark = ("".join(f"--mn-{key}:{value};" for key, value in asdict(t).items()) for t in THEMES.values())
    return f':root,[data-md-color-scheme]{{{light}}}\n@media screen{{[data-md-color-scheme="slate"]{{{dark}}}}}\n'
