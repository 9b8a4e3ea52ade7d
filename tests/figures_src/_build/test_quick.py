"""Tests of what is done once for all files and frames: the pictures are those that matplotlib draws by itself."""

import contextlib
import hashlib
import io
import subprocess
import sys

import matplotlib

from figures_src._build import quick, render
from figures_src._kit import theme as kit

DRAWN = """
import hashlib, io, sys
import matplotlib, numpy as np
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from matplotlib.patheffects import withStroke

matplotlib.rcParams["svg.hashsalt"] = "same"
if sys.argv[1] == "quick":
    from figures_src._build import quick
    quick.install()
for size in (9, 12):
    matplotlib.rcParams["font.size"] = size
    fig = Figure()
    axs = fig.subplots(2, 3)
    x = np.linspace(0.1, 9, 50)
    for ax in axs.flat:
        ax.plot(x, np.sin(x), label=r"$\\sin x^2$")
    axs[0, 0].set(xlabel="x", ylabel="several\\nlines", title="title"); axs[0, 0].legend(); axs[0, 0].grid(True)
    axs[0, 1].set(xscale="log", yscale="symlog"); axs[0, 1].tick_params(axis="x", rotation=40)
    axs[0, 1].minorticks_on()
    axs[0, 2].set_axis_off(); axs[0, 2].text(0.5, 0.5, "turned", rotation=30, rotation_mode="anchor", va="top")
    axs[1, 0].twinx().plot(x, 1e6 * x, "r"); axs[1, 0].annotate("arrow", (2, 0.5), (5, 0.9), arrowprops={})
    axs[1, 1].set_aspect("equal", adjustable="datalim"); axs[1, 1].xaxis.tick_top(); axs[1, 1].set_title("above")
    axs[1, 1].inset_axes([0.5, 0.1, 0.4, 0.3]).imshow(np.eye(3))
    axs[1, 2].tick_params(which="both", direction="in", labelleft=False, length=7, reset=True); axs[1, 2].set_xlim(0, 3)
    fig.colorbar(axs[1, 2].scatter(x, x, c=x), ax=axs[1, 2])
    axs[0, 0].text(3, 0.2, r"$\\frac{1}{2}$ a bar", path_effects=[withStroke(linewidth=3, foreground="w")])
    axs[0, 0].text(3, -0.2, r"$\\frac{3}{4}$"); axs[0, 0].text(1, 0, ""); axs[0, 0].text(9, 0.5, "cut", clip_on=True)
    axs[1, 0].plot(x, x / 9, "s", fillstyle="left"); axs[1, 0].plot(x, x / 8, marker=(turned := MarkerStyle("^").rotated(deg=40)))
    axs[1, 0].plot(x, x / 7, marker=turned.rotated(deg=60))
    first = axs[1, 0].xaxis.get_major_ticks(1)[0]  # changed before there are others, and as others are not
    first.label1.set(rotation=20, color="r", zorder=0, bbox={"color": "g"}); first.tick1line.set_marker("o")
    axs[1, 0].set_xticks([2, 4, 5, 9]); axs[1, 0].tick_params(axis="x", width=3, labelrotation_mode="anchor")
    axs[1, 0].set_xticks([2, 3, 4, 5, 6, 9])
    axs[1, 1].spines.left.set_position(("data", 2)); axs[1, 1].set_yticks([0, 0.5, 1], minor=True)
    pinned = axs[1, 1].text(0.5, 0.5, "pinned", rotation_mode="anchor", transform=axs[1, 1].transAxes)
    for k, format in enumerate(("svg", "rgba", "svg", "rgba")):  # the second time from memory
        fig.savefig(file := io.BytesIO(), format=format, dpi=130, metadata={"Date": None} if format == "svg" else None)
        print(format, hashlib.sha256(file.getvalue()).hexdigest())
        axs[0, 0].set_ylabel("other"); axs[0, 1].set_title("moves", x=k / 9); axs[0, 2].texts[0].set_y(k / 7); pinned.set_rotation(20 * k)
        axs[1, 0].set_xlim(0, 1)
"""


def test_pictures_are_those_of_plain_matplotlib():
    """A figure with every kind of axes has the same bytes with and without, twice, and after it has been changed."""
    plain, quicker = (
        subprocess.run([sys.executable, "-c", DRAWN, how], capture_output=True, text=True, check=True).stdout
        for how in ("plain", "quick")
    )
    assert len(set(plain.splitlines())) == 8  # a change is seen, in each size
    assert quicker == plain


def test_fonts_from_memory_make_the_same_pdf():
    """The second pdf with the same texts, whose fonts were cut down before, has the bytes of the first."""

    def made():
        with kit.use("light"), matplotlib.rc_context({"svg.hashsalt": "same"}):
            fig = render.canvas("wide", False)
            fig.subplots().set(xlabel="the same", ylabel=r"$\alpha_1$")
            fig.savefig(file := io.BytesIO(), format="pdf", metadata={"CreationDate": None})
            return hashlib.sha256(file.getvalue()).hexdigest()

    quick._subset.cache_clear()
    first = made()
    cut = quick._subset.cache_info().misses
    assert made() == first
    assert quick._subset.cache_info().misses == cut > 0


def test_figure_that_is_written_several_times_keeps_its_ticks():
    """Where a figure is said to be unchanged, every file has the bytes that it has alone, whatever was written before."""

    def made(formats, within):
        with kit.use("light"), matplotlib.rc_context({"svg.hashsalt": "same"}):
            fig = render.canvas("wide", False)
            fig.subplots().set(xscale="log", xlim=(0.1, 1e6), ylim=(0, 1e7), xlabel="the same", ylabel=r"$\alpha_1$")
            render.settle(fig)
            with within():
                for format in formats:
                    about = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}.get(format)
                    fig.savefig(file := io.BytesIO(), format=format, metadata=about)
            return hashlib.sha256(file.getvalue()).hexdigest()

    for last in render.FORMATS:
        others = [format for format in render.FORMATS if format != last]
        assert made([*others, last], quick.unchanged) == made([last], contextlib.nullcontext)


def test_texts_are_as_wide_in_a_pdf_as_in_an_svg():
    """Both vector formats measure texts alike, so that a text that ends at a line ends there in both."""
    sizes = {}
    for format in ("svg", "pdf"):
        with kit.use("light"):
            fig = render.canvas("wide", False)
            text = fig.text(0.5, 0.5, "a text and $x^2$")
            text._get_layout = lambda renderer, text=text: sizes.setdefault(format, type(text)._get_layout(text, renderer))
            fig.savefig(io.BytesIO(), format=format)
    assert sizes["svg"][0].bounds == sizes["pdf"][0].bounds


def test_installed_twice_is_installed_once():
    """A second call changes nothing."""
    before = quick.Text._get_layout, quick.Figure.draw, quick.axis.Axis.set_clip_path
    quick.install()
    assert (quick.Text._get_layout, quick.Figure.draw, quick.axis.Axis.set_clip_path) == before
