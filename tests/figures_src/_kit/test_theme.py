"""Tests of the palette, as readers with normal and with colour-deficient sight see it, and of the settings."""

from dataclasses import asdict
from itertools import combinations

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from figures_src._kit import theme as kit
from figures_src._kit.theme import COLORS, SHAPES, SLIDE, THEMES, as_css, colormap, is_slide, use

CATEGORIES = ("blue", "orange", "green", "purple", "gold", "red")  # in the order in which figures take them
READABLE = ("ink", "muted", *CATEGORIES)

# Machado, Oliveira, Fernandes (2009), "A physiologically-based model for simulation of color vision deficiency",
# severity 1.0; applied to linear RGB.
SIGHT = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = np.array([0.95047, 1.0, 1.08883])  # D65


def linear(color):
    """Return the linear RGB of a hexadecimal colour."""
    c = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    """Return the contrast ratio of WCAG 2: 1 for equal colours, 21 for black on white."""
    dark, light = sorted(float(linear(color) @ [0.2126, 0.7152, 0.0722]) for color in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb):
    """Return the CIELAB coordinates of a linear RGB colour."""
    t = TO_XYZ @ np.clip(rgb, 0, 1) / WHITE
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one, other):
    """Return the CIEDE2000 difference of two CIELAB colours; about 1 can just be noticed side by side."""
    (L1, a1, b1), (L2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1 + (1 - np.sqrt(mean**7 / (mean**7 + 25**7))) / 2
    a1, a2 = stretch * a1, stretch * a2
    C1, C2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = 0.0 if C1 * C2 == 0 else (h2 - h1 + 180) % 360 - 180  # the shorter way round
    h = h1 + h2 if C1 * C2 == 0 else (h1 + turn / 2) % 360
    L, C = (L1 + L2) / 2, (C1 + C2) / 2
    waves = [(-0.17, 1, -30), (0.24, 2, 0), (0.32, 3, 6), (-0.20, 4, -63)]
    T = 1 + sum(size * np.cos(np.radians(k * h + shift)) for size, k, shift in waves)
    dL = (L2 - L1) / (1 + 0.015 * (L - 50) ** 2 / np.sqrt(20 + (L - 50) ** 2))
    dC = (C2 - C1) / (1 + 0.045 * C)
    dH = 2 * np.sqrt(C1 * C2) * np.sin(np.radians(turn / 2)) / (1 + 0.015 * C * T)
    tilt = np.radians(60 * np.exp(-(((h - 275) / 25) ** 2)))
    rotation = -np.sin(tilt) * 2 * np.sqrt(C**7 / (C**7 + 25**7))
    return float(np.sqrt(dL**2 + dC**2 + dH**2 + rotation * dC * dH))


def differences(scheme, sight):
    """Return {(name, name): difference} of the categorical colours of a scheme, as seen with `sight`."""
    seen = {name: lab(SIGHT[sight] @ linear(getattr(THEMES[scheme], name))) for name in CATEGORIES}
    return {pair: ciede2000(seen[pair[0]], seen[pair[1]]) for pair in combinations(CATEGORIES, 2)}


@pytest.mark.parametrize(
    "one, other, published",
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
        ((50, 0, 0), (50, -1, 2), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (56, -27, -3), 31.9030),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_colour_difference_meets_the_published_pairs(one, other, published):
    """The difference that these tests measure by agrees with Sharma, Wu and Dalal's test data (recalled)."""
    assert ciede2000(one, other) == pytest.approx(published, abs=1e-4)
    assert ciede2000(other, one) == pytest.approx(published, abs=1e-4)


def test_contrast_of_known_colours():
    """The contrast that these tests measure by is 21 for black on white, and 4.54 for #767676 on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=5e-3)


@pytest.mark.parametrize("scheme", THEMES)
def test_every_colour_can_be_read_on_paper_and_on_panels(scheme):
    """Text in any colour but `faint` and `wash` has a contrast of at least 4.5 on both grounds."""
    theme = THEMES[scheme]
    assert set(asdict(theme)) == {"paper", "faint", "wash", *READABLE}
    for ground in ("paper", "wash"):
        found = {name: contrast(getattr(theme, name), getattr(theme, ground)) for name in READABLE}
        print(f"{scheme} on {ground}:", {name: round(ratio, 2) for name, ratio in found.items()})
        assert min(found.values()) >= 4.5, found


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("scheme", THEMES)
def test_categorical_colours_differ_for_every_reader(scheme, sight):
    """The class colours lie at least 40 apart, the first four 11, all six 5.5, whatever the reader's sight."""
    found = differences(scheme, sight)
    print(f"{scheme}, {sight}:", {"/".join(pair): round(value, 1) for pair, value in found.items()})
    assert found["blue", "orange"] >= 40
    assert min(value for pair, value in found.items() if set(pair) <= set(CATEGORIES[:4])) >= 11
    assert min(found.values()) >= 5.5


def test_colours_follow_the_scheme_that_is_drawn():
    """`COLORS` gives the colours of the scheme inside `use`, and those of before after it, even after an error."""
    before = COLORS.theme
    with use("dark") as theme:
        assert COLORS.blue == THEMES["dark"].blue == theme.blue
    with pytest.raises(ZeroDivisionError), use("dark"):
        raise ZeroDivisionError
    assert COLORS.theme is before


def test_settings_end_with_the_block():
    """matplotlib's settings inside `use` do not depend on what stood before, and are put back."""
    with matplotlib.rc_context({"font.size": 31, "axes.grid": True}):
        with use("light"):
            assert matplotlib.rcParams["font.size"] == 11.5 and not matplotlib.rcParams["axes.grid"]
            assert matplotlib.rcParams["axes.facecolor"] == THEMES["light"].paper
        assert matplotlib.rcParams["font.size"] == 31 and matplotlib.rcParams["axes.grid"]


def test_slides_have_larger_type():
    """A slide's type is larger than a page's."""
    with use("light"):
        page = matplotlib.rcParams["font.size"]
    with use("light", slide=True):
        assert matplotlib.rcParams["font.size"] > page


def test_unknown_scheme_is_an_error():
    """A scheme that does not exist is no scheme, and changes nothing."""
    before = COLORS.theme
    with pytest.raises(KeyError), use("sepia"):
        pass
    assert COLORS.theme is before


def test_lines_take_the_categorical_colours_in_order():
    """The colour cycle is the palette's, in the order in which its differences were measured."""
    with use("dark") as theme:
        cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()["color"]
    assert cycle == [getattr(theme, name) for name in CATEGORIES]


def test_fonts_are_the_projects_own():
    """Text is set in the fonts that lie beside the theme, whatever the machine has."""
    with use("light"):
        found = matplotlib.font_manager.findfont("IBM Plex Sans", fallback_to_default=False)
        assert found == str(kit.FONTS / "IBMPlexSans-Regular.ttf")
        mono = matplotlib.font_manager.findfont("IBM Plex Mono", fallback_to_default=False)
        assert mono == str(kit.FONTS / "IBMPlexMono-Regular.ttf")


@pytest.mark.parametrize("scheme", THEMES)
def test_colour_maps_run_between_the_palettes_colours(scheme):
    """Each map ends in colours of the scheme, the diverging one passes through paper in the middle."""
    ends = {"ink": ("paper", "ink"), "sequential": ("paper", "blue"), "diverging": ("orange", "blue")}
    with use(scheme) as theme:
        for kind, (low, high) in ends.items():
            made = colormap(kind)
            assert matplotlib.colors.to_hex(made(0.0)) == getattr(theme, low)
            assert matplotlib.colors.to_hex(made(1.0)) == getattr(theme, high)
        middle = np.array(colormap("diverging")([127, 128]))[:, :3].mean(axis=0)
        assert np.allclose(middle, matplotlib.colors.to_rgb(theme.paper), atol=0.005)


def test_unknown_colour_map_says_which_there_are():
    """The error names the kinds of map."""
    with pytest.raises(ValueError, match=r"colormap needs one of ink, sequential, diverging, got 'jet'"):
        colormap("jet")


def test_only_a_slide_is_a_slide():
    """The slide's size is told from that of every page."""
    assert is_slide(Figure(figsize=SLIDE))
    assert not any(is_slide(Figure(figsize=size)) for size in SHAPES.values())
    assert not is_slide(Figure(figsize=(4.8, 2.7)))


def test_style_sheet_holds_every_colour_of_both_schemes():
    """The CSS gives each colour as a property, in one block a scheme, the dark one on screens alone."""
    light, dark = as_css().strip().split("\n")
    for block, scheme, name in ((light, "", "light"), (dark, '="slate"', "dark")):
        assert f"[data-md-color-scheme{scheme}]{{" in block and block.endswith("}")
        for key, value in asdict(THEMES[name]).items():
            assert f"--mn-{key}:{value};" in block
