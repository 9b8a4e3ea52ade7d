"""What a figure script may not do, turned into errors while it runs: chance, network, LaTeX, numbers that none can see."""

import contextlib
import functools
import logging
import random
import socket
import warnings

import numpy as np
import numpy.random  # here, as numpy loads it late: processes that are forked have it
from matplotlib.axes import Axes
from matplotlib.texmanager import TexManager
from mpl_toolkits.mplot3d import Axes3D

RANDOM = "randomness needs an explicit seed; use rng = np.random.default_rng(SEED) and pass rng on"


class Forbidden(RuntimeError):
    """Raised when a script uses what would make its figure different at the next build."""


def _forbid(name, cure):
    def raiser(*args, **kwargs):
        raise Forbidden(f"{name} was used; {cure}")

    return raiser


@contextlib.contextmanager
def _replaced(places):
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in places]
    for owner, name, value in places:
        setattr(owner, name, value)
    try:
        yield
    finally:
        for owner, name, value in before:
            setattr(owner, name, value)


def _chance():
    for owner, source in ((np.random, np.random.mtrand._rand), (random, random._inst)):
        for name in dir(source):
            if not name.startswith("_") and callable(getattr(owner, name, None)):
                full = f"{owner.__name__}.{name}"
                yield owner, name, _forbid(f"{full} (global randomness)", RANDOM)
    # every generator of numpy without a seed takes its start from here, and RandomState even with one
    yield np.random.bit_generator, "randbits", _forbid("a random generator without a seed, or RandomState,", RANDOM)
    yield random, "Random", _Seeded


class _Seeded(random.Random):
    """The standard library's generator, which here needs a seed."""

    def __init__(self, seed=None):
        if seed is None:
            raise Forbidden(f"a random generator without a seed was used; {RANDOM}")
        super().__init__(seed)


def _network():
    cure = "figures are computed from what is in the project; put the data there"
    for name in ("connect", "connect_ex", "bind", "sendto", "sendmsg"):
        yield socket.socket, name, _forbid(f"the network (socket.{name})", cure)
    for name in ("create_connection", "getaddrinfo", "getnameinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        yield socket, name, _forbid(f"the network (socket.{name})", cure)


def _latex():
    for name in ("make_dvi", "get_text_width_height_descent"):
        yield TexManager, name, _forbid("LaTeX (usetex)", "write formulas as mathtext ($...$), which needs no program")


DRAWING = {
    Axes: "axhline axhspan axline axvline axvspan annotate bar barh boxplot contour contourf errorbar fill fill_between "
    "fill_betweenx hexbin hist hlines imshow loglog pcolor pcolormesh plot quiver scatter semilogx semilogy stairs stem step "
    "text tricontour tricontourf tripcolor violinplot vlines",
    Axes3D: "bar3d errorbar fill_between plot plot_surface plot_trisurf plot_wireframe quiver scatter stem text",
}


def _blanks():
    for owner, names in DRAWING.items():
        for name in names.split():
            yield owner, name, _finite(getattr(owner, name))


def _finite(method):
    """Return a method of an Axes that refuses numbers which matplotlib would leave out without a word."""

    @functools.wraps(method)
    def draw(self, *args, **kwargs):
        for value in (*args, *kwargs.values()):
            if (bad := _not_finite(value)) is not None:
                cure = "leave such points out, or mask them: np.ma.masked_invalid(values)"
                raise Forbidden(f"{method.__name__} needs finite numbers, got {bad}, which would be left out unseen; {cure}")
        return method(self, *args, **kwargs)

    return draw


def _not_finite(value):
    """Return a number of an array or a list that is not finite and not masked, or None."""
    try:
        array = np.ma.asarray(value)
        bad = ~np.isfinite(array.data) & ~np.ma.getmaskarray(array)
    except (TypeError, ValueError):  # no numbers, or rows of different lengths
        rows = value if isinstance(value, list | tuple) else ()
        return next((bad for bad in map(_not_finite, rows) if bad is not None), None)
    return array.data[bad].flat[0] if bad.any() else None


class _FontHandler(logging.Handler):
    def emit(self, record):
        raise Forbidden(f"a font is missing: {record.getMessage()}; use the kit's fonts")


def _state():
    """Return the states of the global generators, in a form that can be compared."""
    state = np.random.mtrand._rand.get_state(legacy=False)["state"]
    return state["key"].tobytes(), state["pos"], random.Random.getstate(random._inst)


@contextlib.contextmanager
def guarded():
    """Run a block in which chance without a seed, the network, LaTeX, warnings, blanks and missing fonts are errors."""
    handler = _FontHandler(level=logging.WARNING)
    logger = logging.getLogger("matplotlib.font_manager")
    state = _state()
    logger.addHandler(handler)
    try:
        with warnings.catch_warnings(), _replaced([*_chance(), *_network(), *_latex(), *_blanks()]), np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("error")
            yield
    finally:
        logger.removeHandler(handler)
    if _state() != state:  # through a name that was taken before the block, as `from random import gauss` does
        raise Forbidden(f"global random state was changed; {RANDOM}")
