"""Moves the starts of a run by one unit in the last place, to see what the run makes of rounding.

Another processor rounds other operations in another way; after a few steps that is as if the run had started a hair's
breadth away. So two things are moved, each number up or down by chance, without a change to any script:

- every real number that a generator of `numpy.random.default_rng` draws: first weights, clouds of points, noise, random
  directions, wherever a figure or the library draws them. Whole numbers, permutations and choices are not real numbers
  and stay, so that the same examples come in the same order;
- the parameters that an optimizer of `mathnets` is about to walk from, which covers walks from a fixed point and from
  weights of another run.

Data packs, labels and grids stay as they are: they are the same on every machine.
"""

import contextlib
import importlib.util

import numpy as np

EXACT = {"bit_generator", "bytes", "choice", "integers", "permutation", "permuted", "shuffle", "spawn"}


class Signs:
    """Says by chance of each number whether it moves up or down, and counts those that are moved."""

    def __init__(self, draw):
        self.rng, self.moved = np.random.default_rng(draw), 0

    def ends(self, values):
        """Return for each number the end of the line towards which it moves, zero for zero."""
        self.moved += int(np.count_nonzero(values))
        return np.where(values == 0, 0, np.where(self.rng.integers(2, size=np.shape(values)), np.inf, -np.inf))


@contextlib.contextmanager
def moved(draw):
    """Run a block in which every start is moved, in the way that `draw` (1, 2, ...) names; with 0 nothing is.

    The block gets the `Signs` that count what was moved, None with 0.
    """
    if not draw:
        yield None
        return
    signs = Signs(draw)
    replaced = [(np.random, "default_rng", _source(np.random.default_rng, _generator(signs)))]
    replaced += [(owner, "start", _start(owner.start, signs)) for owner in _optimizers()]
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in replaced]
    for owner, name, new in replaced:
        setattr(owner, name, new)
    try:
        yield signs
    finally:
        for owner, name, old in before:
            setattr(owner, name, old)


def move(values, signs):
    """Return real numbers moved to one of their neighbours each, an array in place; zero and all else as it is."""
    if isinstance(values, float):
        return float(np.nextafter(values, signs.ends(values))) if values else values
    if isinstance(values, np.ndarray) and values.dtype.kind == "f":
        np.nextafter(values, signs.ends(values).astype(values.dtype), out=values)
    return values


def _generator(signs):
    """Return a class of generators whose real numbers are moved."""

    def method(name):
        draw = getattr(np.random.Generator, name)
        return lambda self, *args, **kwargs: move(draw(self, *args, **kwargs), signs)

    names = [n for n in dir(np.random.Generator) if not n.startswith("_") and n not in EXACT]
    return type("Generator", (np.random.Generator,), {name: method(name) for name in names})


def _source(default_rng, kind):
    """Return a `default_rng` that gives generators of a kind, and one that it is given as it is."""

    def moving(seed=None):
        rng = default_rng(seed)
        return rng if rng is seed else kind(rng.bit_generator)

    return moving


def _optimizers():
    """Return the library's classes with a method `start` of their own."""
    if not importlib.util.find_spec("mathnets.optimizers"):
        return []
    from mathnets import optimizers

    return [each for each in vars(optimizers).values() if isinstance(each, type) and "start" in vars(each)]


def _start(start, signs):
    """Return a method `start` that moves the parameters first, where they may be written."""

    def moving(self, theta):
        if isinstance(theta, np.ndarray) and theta.flags.writeable:
            move(theta, signs)
        return start(self, theta)

    return moving
