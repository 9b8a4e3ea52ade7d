"""Tests of what a script may not do while it runs; each way is also tried from end to end in test_build.py."""

import io
import random
import socket
import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure

from figures_src._build.guards import Forbidden, guarded


@pytest.mark.parametrize(
    "use",
    [
        lambda: np.random.normal(),
        lambda: np.random.seed(0),
        lambda: np.random.shuffle([1, 2]),
        lambda: np.random.default_rng(),
        lambda: np.random.default_rng(None),
        lambda: np.random.Generator(np.random.PCG64()),
        lambda: np.random.RandomState(),
        lambda: np.random.RandomState(3),
        lambda: np.random.SeedSequence(),
        lambda: random.random(),
        lambda: random.expovariate(1),
        lambda: random.seed(0),
        lambda: random.Random(),
    ],
)
def test_chance_needs_a_seed(use):
    """Every way to chance without a seed is an error that says what to do."""
    with pytest.raises(Forbidden, match=r"use rng = np.random.default_rng\(SEED\)"), guarded():
        use()


def test_chance_with_a_seed_is_free():
    """Generators with a seed give what they give outside."""

    def draw():
        return np.random.default_rng(3).normal(), np.random.Generator(np.random.MT19937(3)).random(), random.Random(3).random()

    outside = draw()
    with guarded():
        assert draw() == outside
        np.random.default_rng(np.random.SeedSequence(3)).spawn(2)


@pytest.mark.parametrize("use", [random.random, np.random.rand])
def test_names_taken_before_are_caught_after(use):
    """A function that was imported before the block is found by the state that it has changed."""
    with pytest.raises(Forbidden, match="global random state was changed"), guarded():
        use()


@pytest.mark.parametrize(
    "use",
    [
        lambda: socket.create_connection(("127.0.0.1", 9)),
        lambda: socket.getaddrinfo("localhost", 80),
        lambda: _with_socket(lambda s: s.connect(("127.0.0.1", 9))),
        lambda: _with_socket(lambda s: s.bind(("127.0.0.1", 0))),
        lambda: _with_socket(lambda s: s.sendto(b"", ("127.0.0.1", 9))),
        lambda: _with_socket(lambda s: s.sendmsg([b""], [], 0, ("127.0.0.1", 9))),
        lambda: socket.gethostbyname_ex("localhost"),
        lambda: socket.gethostbyaddr("127.0.0.1"),
        lambda: socket.getnameinfo(("127.0.0.1", 9), 0),
    ],
)
def test_network_is_closed(use):
    """No way leads to the network."""
    with pytest.raises(Forbidden, match=r"the network \(socket.\w+\) was used; .* put the data there"), guarded():
        use()


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("use", "bad"),
    [
        (lambda ax: ax.plot([1, 2], [3, NAN]), "plot needs finite numbers, got nan"),
        (lambda ax: ax.plot(np.array([[1, 2], [3, -INF]])), "plot needs finite numbers, got -inf"),
        (lambda ax: ax.scatter([1], [2], s=[INF]), "scatter needs finite numbers, got inf"),
        (lambda ax: ax.fill_between([0, 1], [0, NAN], 1), "fill_between needs finite numbers, got nan"),
        (lambda ax: ax.fill_between([0, 1], 0, y2=[0, INF]), "fill_between needs finite numbers, got inf"),
        (lambda ax: ax.contour([[0, 1], [1, NAN]]), "contour needs finite numbers, got nan"),
        (lambda ax: ax.imshow([[0, NAN]]), "imshow needs finite numbers, got nan"),
        (lambda ax: ax.bar([1], [NAN]), "bar needs finite numbers, got nan"),
        (lambda ax: ax.text(NAN, 1, "here"), "text needs finite numbers, got nan"),
        (lambda ax: ax.axhline(INF), "axhline needs finite numbers, got inf"),
        (lambda ax: ax.hist([[1.0, 2.0], [NAN]]), "hist needs finite numbers, got nan"),
        (lambda ax: ax.plot(np.ma.masked_less([1, NAN, 3], 2)), "plot needs finite numbers, got nan"),
        (lambda ax: _space(ax).plot([0, 1], [0, 1], [0, NAN]), "plot needs finite numbers, got nan"),
        (lambda ax: _space(ax).scatter([0, INF], [0, 1], [0, 1]), "scatter needs finite numbers, got inf"),
        (lambda ax: _space(ax).text(0, 0, NAN, "here"), "text needs finite numbers, got nan"),
        (lambda ax: _space(ax).plot_surface(*np.ones((2, 2, 2)), np.array([[0, INF], [1, 2]])), "plot_surface needs finite numbers, got inf"),
    ],
)
def test_numbers_that_would_be_left_out_are_refused(use, bad):
    """What matplotlib leaves out without a word is an error, wherever it hides, that says how a gap is declared."""
    with pytest.raises(Forbidden, match=f"^{bad}, .*; leave such points out, or mask them"), guarded():
        use(Figure().subplots())


def test_declared_gaps_and_all_else_are_drawn():
    """Masked numbers are gaps, words and rows of different lengths are what they are, and outside nothing is refused."""
    with guarded():
        ax = Figure().subplots()
        (line,) = ax.plot(np.ma.masked_invalid([1, NAN, 3]), "o-", label="a gap")
        ax.imshow(np.ma.masked_all((2, 2)))
        ax.hist([[1.0, 2.0], [3.0]])
        ax.bar(["one", "two"], [1, 2], color=["red", "blue"])
        ax.text(0, 0, "here", transform=ax.transAxes, bbox={"facecolor": "white"})
    assert line.get_ydata().mask.tolist() == [False, True, False]
    assert len(Figure().subplots().plot([1, NAN])) == 1


def _space(ax):
    return ax.figure.add_subplot(projection="3d")


def _with_socket(use):
    with socket.socket() as one:
        use(one)


def test_warnings_are_errors():
    """A warning of numpy, or of anyone, stops; an underflow to zero is no warning."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as pytest turns them into errors itself
        with pytest.raises(RuntimeWarning, match="divide by zero"), guarded():
            np.log(np.zeros(1))
        with pytest.raises(UserWarning, match="careful"), guarded():
            warnings.warn("careful", stacklevel=1)
        with guarded():
            assert np.exp(np.array([-1000.0]))[0] == 0


def test_missing_font_is_an_error():
    """A font that is not there is an error, not a line in a log."""
    fig = Figure()
    fig.text(0, 0, "a", family="Nowhere Sans")
    with pytest.raises(Forbidden, match="a font is missing: .*Nowhere Sans"), guarded():
        fig.draw_without_rendering()


@pytest.mark.parametrize("format_", ["svg", "png", "pdf"])
def test_latex_is_refused(format_):
    """A text that LaTeX would set is an error in every format, whether LaTeX is installed or not."""
    fig = Figure()
    fig.text(0, 0, "$x$", usetex=True)
    with pytest.raises(Forbidden, match=r"LaTeX \(usetex\) was used; write formulas as mathtext"), guarded():
        fig.savefig(io.BytesIO(), format=format_)


def test_guards_are_taken_down():
    """Behind the block everything is as it was, also after an error."""
    before = np.random.normal, random.random, random.Random, socket.create_connection, np.random.bit_generator.randbits
    with pytest.raises(ZeroDivisionError), guarded():
        assert np.random.normal is not before[0]
        1 / 0  # noqa: B018 (raising is the point)
    after = np.random.normal, random.random, random.Random, socket.create_connection, np.random.bit_generator.randbits
    assert after == before
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
