"""Tests of the drawing helpers: that each draws what it says, by what stands in the axes and not by pixels."""

import numpy as np
import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

import figures_src._kit as kit
from figures_src._kit import marks
from figures_src._kit.theme import COLORS, SHAPES, SLIDE, THEMES, use


@pytest.fixture(params=THEMES, autouse=True)
def theme(request):
    """Draw every test's figure in each scheme."""
    with use(request.param) as theme:
        yield theme


@pytest.fixture
def ax():
    """Return axes from 0 to 1 in a figure of their own."""
    return Figure(figsize=SHAPES["standard"]).subplots()


def hexes(colors):
    """Return colours as hexadecimal text."""
    return [to_hex(color) for color in np.atleast_2d(colors)]


def test_kit_offers_each_helper():
    """What the kit lists can be imported from it, and no helper is left out but the halo that others use."""
    helpers = {name for name, value in vars(marks).items() if callable(value) and value.__module__ == marks.__name__}
    assert helpers - set(kit.__all__) == {"halo"}
    assert all(hasattr(kit, name) for name in kit.__all__)


@pytest.mark.parametrize(
    "size, options, shape",
    [
        (SHAPES["standard"], {}, (3, 1)),
        (SLIDE, {}, (1, 3)),
        (SHAPES["wide"], {"page": (2, 2)}, (2, 2)),
        (SLIDE, {"page": (2, 2)}, (1, 3)),
        (SLIDE, {"slide": (2, 2)}, (2, 2)),
        (SHAPES["tall"], {"slide": (2, 2)}, (3, 1)),
    ],
)
def test_panels_follow_the_shape(size, options, shape):
    """Panels stand in a column on a page and in a row on a slide, unless told otherwise; none is spare."""
    fig = Figure(figsize=size)
    axes = kit.panels(fig, 3, **options)
    assert len(axes) == 3 and fig.axes == axes
    assert axes[0].get_subplotspec().get_gridspec().get_geometry() == shape


def test_panels_pass_options_on():
    """Other options reach the figure's subplots, and a single panel comes in a list too."""
    first, second = kit.panels(Figure(figsize=SLIDE), 2, sharey=True)
    first.set_ylim(-3, 3)
    assert second.get_ylim() == (-3, 3)
    assert len(kit.panels(Figure(), 1)) == 1


def outlined(text, theme):
    """Tell whether a text has an outline in the colour of the paper."""
    (effect,) = text.get_path_effects()
    return isinstance(effect, withStroke) and effect._gc["foreground"] == theme.paper


def test_note_stands_where_it_is_put(ax, theme):
    """A note has its place, its text, ink or the given colour, and an outline."""
    text = kit.note(ax, 0.2, 0.7, "here", ha="right")
    assert (text.get_position(), text.get_text(), text.get_ha()) == ((0.2, 0.7), "here", "right")
    assert text.get_color() == theme.ink and outlined(text, theme)
    assert kit.note(ax, 0, 0, "there", theme.red).get_color() == theme.red


def test_label_line_takes_the_lines_end_and_colour(ax, theme):
    """The label stands at the line's last point, or the chosen one, on the side that the offset says."""
    (line,) = ax.plot([1, 2, 3], [4, 5, 6], color=theme.green)
    text = kit.label_line(ax, line, "ReLU")
    assert (text.xy, text.get_text(), text.get_color(), text.get_ha()) == ((3, 6), "ReLU", theme.green, "left")
    assert outlined(text, theme)
    assert kit.label_line(ax, line, "left", at=0, offset=(-6, 0)).get_ha() == "right"
    assert kit.label_line(ax, line, "left", at=0, offset=(-6, 0)).xy == (1, 4)


def test_band_spans_the_runs_around_their_median(ax, theme):
    """The line is the median over seeds; the band reaches from the least to the greatest run."""
    runs = np.array([[0.0, 5.0], [1.0, 1.0], [9.0, 3.0]])
    line = kit.band(ax, [10, 20], runs, color=theme.blue, label="runs")
    assert line.get_ydata().tolist() == [1, 3] and line.get_xdata().tolist() == [10, 20]
    assert line.get_color() == theme.blue and line.get_label() == "runs"
    (area,) = ax.collections
    corners = {tuple(corner) for corner in area.get_paths()[0].vertices}
    assert {(10.0, 0.0), (10.0, 9.0), (20.0, 1.0), (20.0, 5.0)} <= corners
    assert hexes(area.get_facecolor()) == [theme.blue] and area.get_alpha() < 0.5


def test_band_between_quantiles_is_narrower(ax, theme):
    """With quantiles given, extreme runs lie outside the band."""
    kit.band(ax, [0], np.arange(5.0)[:, None], color=theme.blue, quantiles=(0.25, 0.75))
    heights = ax.collections[0].get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (1, 3)


def test_image_is_shown_square_without_ticks(ax, theme):
    """A flat row of a square image is reshaped; values run from paper at 0 to ink at the greatest."""
    picture = kit.show_image(ax, np.arange(9.0))
    assert picture.get_array().tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
    assert picture.get_clim() == (0, 8) and not len(ax.get_xticks()) and not len(ax.get_yticks())
    assert hexes(picture.cmap([0.0, 1.0])) == [theme.paper, theme.ink]
    assert all(spine.get_visible() for spine in ax.spines.values())


def test_signed_image_is_centred_on_paper(ax, theme):
    """With a limit, zero is paper, and the ends are orange and blue, whatever the image's own range."""
    picture = kit.show_image(ax, [[0.0, 1.0]], limit=4, frame=False)
    assert picture.get_clim() == (-4, 4)
    assert hexes(picture.cmap([0.0, 1.0])) == [theme.orange, theme.blue]
    assert not any(spine.get_visible() for spine in ax.spines.values())


def test_log_axis_shows_plain_numbers(ax):
    """Ticks of a logarithmic axis are plain numbers at the places asked for, without smaller ticks between."""
    ax.plot([1, 10_000], [1, 1000])
    kit.log_axis(ax, "x", ticks=[1, 50, 10_000])
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "linear")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["1", "50", "10,000"]
    assert not len(ax.xaxis.get_minorticklocs())


def test_arrow_points_from_start_to_end(ax, theme):
    """An arrow's head is at its end and nothing is cut off at either."""
    made = kit.arrow(ax, (0, 0), (0.5, 0.25), color=theme.red)
    assert made.xy == (0.5, 0.25) and made.get_position() == (0, 0)
    assert hexes(made.arrow_patch.get_edgecolor()) == [theme.red]
    assert (made.arrow_patch.shrinkA, made.arrow_patch.shrinkB) == (0, 0)
    assert hexes(kit.arrow(ax, (0, 0), (1, 1)).arrow_patch.get_edgecolor()) == [theme.ink]


def test_plane_is_bare_and_centred(ax, theme):
    """A plane has two faint axes through the origin, no frame, no ticks, equal units, and the limits asked for."""
    kit.plane(ax, 3)
    assert not any(spine.get_visible() for spine in ax.spines.values())
    assert not len(ax.get_xticks()) and not len(ax.get_yticks())
    assert (ax.get_xlim(), ax.get_ylim(), ax.get_aspect()) == ((-3, 3), (-3, 3), 1)
    across, up = ax.lines
    assert across.get_ydata() == [0, 0] and up.get_xdata() == [0, 0]
    assert {across.get_color(), up.get_color()} == {theme.faint}


def test_plane_may_have_unequal_units(ax):
    """Units are equal unless told otherwise."""
    kit.plane(ax, equal=False)
    assert ax.get_aspect() == "auto"


def test_classes_differ_in_colour_and_in_shape(ax, theme):
    """Class -1 is orange circles and class 1 blue squares, so that no reader needs the colour."""
    X, y = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]), np.array([1, -1, 1])
    kit.scatter_classes(ax, X, y, names={-1: "no", 1: "yes"})
    minus, plus = ax.collections
    assert minus.get_offsets().tolist() == [[2, 3]] and plus.get_offsets().tolist() == [[0, 1], [4, 5]]
    assert hexes(minus.get_facecolor()) == [theme.orange] and hexes(plus.get_facecolor()) == [theme.blue]
    assert len(minus.get_paths()[0].vertices) > len(plus.get_paths()[0].vertices)  # a circle has more than a square
    assert [artist.get_label() for artist in ax.collections] == ["no", "yes"]


def test_class_without_points_draws_none(ax):
    """One class may be absent, and lists do as well as arrays."""
    kit.scatter_classes(ax, [[0.0, 1.0]], [1])
    assert [len(artist.get_offsets()) for artist in ax.collections] == [0, 1]


@pytest.mark.parametrize("w, b", [([3.0, 4.0], -5.0), ([0.0, 2.0], 1.0), ([-1.0, 0.0], 0.5), ([1.0, 1.0], 0.0)])
def test_decision_line_lies_where_the_score_is_zero(ax, theme, w, b):
    """Every point of the line has w·x + b = 0, and the axes keep their limits."""
    ax.set(xlim=(-2, 2), ylim=(-1, 1))
    line = kit.decision_line(ax, w, b, ls="--")
    for point in (line.get_xy1(), line.get_xy2()):
        assert np.dot(w, point) + b == pytest.approx(0, abs=1e-12)
    assert np.linalg.norm(np.subtract(line.get_xy1(), line.get_xy2())) > 0
    assert (ax.get_xlim(), ax.get_ylim()) == ((-2, 2), (-1, 1))
    assert line.get_color() == COLORS.ink == theme.ink and line.get_linestyle() == "--"


def test_decision_line_far_away_leaves_the_view_on_the_points(ax):
    """Axes that fit their view to what is drawn do not stretch it to a line outside."""
    ax.scatter([0, 1], [0, 1])
    before = ax.get_xlim(), ax.get_ylim()
    kit.decision_line(ax, [1.0, 1.0], -100.0)
    assert (ax.get_xlim(), ax.get_ylim()) == before


def test_decision_line_of_zero_weights_is_none(ax):
    """Where w is 0 there is no line, and none is drawn."""
    assert kit.decision_line(ax, [0.0, 0.0], 1.0) is None
    assert not ax.lines
