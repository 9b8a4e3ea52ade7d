"""What a figure script may not do, turned into errors while it runs: chance, network, silent warnings, leaks."""

import contextlib
import logging
import random
import socket
import warnings

import numpy as np

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
    for name in dir(np.random.mtrand._rand):
        if not name.startswith("_") and callable(getattr(np.random, name, None)):
            yield np.random, name, _forbid(f"np.random.{name} (global randomness)", RANDOM)
    for name in (
        "random",
        "randint",
        "randrange",
        "choice",
        "choices",
        "shuffle",
        "sample",
        "uniform",
        "gauss",
        "normalvariate",
        "seed",
        "getrandbits",
    ):
        yield random, name, _forbid(f"random.{name} (global randomness)", RANDOM)
    # every generator without a seed takes its start from here
    yield np.random.bit_generator, "randbits", _forbid("a random generator without a seed", RANDOM)


def _network():
    cure = "figures are computed from what is in the project; put the data there"
    for name in ("connect", "connect_ex", "bind"):
        yield socket.socket, name, _forbid(f"the network (socket.{name})", cure)
    for name in ("create_connection", "getaddrinfo", "gethostbyname"):
        yield socket, name, _forbid(f"the network (socket.{name})", cure)


class _FontHandler(logging.Handler):
    def emit(self, record):
        raise Forbidden(f"a font is missing: {record.getMessage()}; use the kit's fonts")


@contextlib.contextmanager
def guarded():
    """Run a block in which chance without a seed, the network, warnings and missing fonts are errors."""
    handler = _FontHandler(level=logging.WARNING)
    logger = logging.getLogger("matplotlib.font_manager")
    state = np.random.mtrand._rand.get_state(legacy=False)["state"]
    logger.addHandler(handler)
    try:
        with warnings.catch_warnings(), _replaced([*_chance(), *_network()]), np.errstate(all="warn", under="ignore"):
            warnings.simplefilter("error")
            yield
    finally:
        logger.removeHandler(handler)
    after = np.random.mtrand._rand.get_state(legacy=False)["state"]
    if state["pos"] != after["pos"] or not np.array_equal(state["key"], after["key"]):
        raise Forbidden(f"global random state was changed; {RANDOM}")
