r"""GloVe: vectors of 50 numbers for 10,000 English words, learned from how often words stand near each other.

Source and licence are in `glove.md` beside this file; `mathnets.data._cut_glove` made the pack, in which each number is
rounded to one of 255 values.
"""

import functools
from pathlib import Path

import numpy as np

from mathnets import inputs
from mathnets.data import _pack

PACK = "glove.npz"
SHA256 = "db0edfc8eb84b4719e862dd93ef78747d08bd09ec9afef90ccfc0427dbc91e7e"  # of the arrays, not of the file

_PAIRS = {  # ours: all of the words are among the first 10,000
    "capitals": """france paris, italy rome, germany berlin, japan tokyo, spain madrid, england london, russia moscow,
        greece athens, egypt cairo, china beijing, austria vienna, poland warsaw, ireland dublin, hungary budapest,
        iraq baghdad, iran tehran, cuba havana, canada ottawa, norway oslo, sweden stockholm, portugal lisbon,
        thailand bangkok, afghanistan kabul, syria damascus, lebanon beirut""",
    "women": """man woman, king queen, father mother, son daughter, brother sister, boy girl, husband wife, uncle aunt,
        prince princess, actor actress, he she, his her, grandfather grandmother, sons daughters, boys girls""",
    "comparatives": """big bigger, small smaller, large larger, fast faster, high higher, low lower, old older, strong
        stronger, weak weaker, long longer, short shorter, young younger, cheap cheaper, great greater, hard harder,
        easy easier, good better, bad worse""",
    "plurals": """car cars, dog dogs, horse horses, eye eyes, hand hands, book books, city cities, country countries,
        child children, man men, woman women, computer computers, bird birds, tree trees, year years""",
    "past": """go went, take took, say said, come came, see saw, give gave, make made, know knew, think thought, find
        found, write wrote, run ran, fall fell, begin began, play played, walk walked, win won""",
}
KINDS = tuple(_PAIRS)


@functools.cache
def _arrays():
    """Return the words and the vectors, read and checked once in a process."""
    pack = _pack.read(Path(__file__).with_name(PACK), SHA256)
    vectors = pack["vectors"] * pack["scales"].astype(np.float64)
    vectors.flags.writeable = False
    return tuple(pack["words"].tobytes().decode().split("\n")), vectors


def load(count=10_000, *, dtype=np.float64):
    r"""Return words and their vectors, the most frequent first.

    Args:
        count: how many, from 1 to 10,000.
        dtype: of the vectors, float64 or float32.

    Returns:
        words: a list of strings, in lower case; numbers and marks count as words too.
        V: vectors, shape (count, 50), a row a word.

        Both are fresh, the caller's own.

    Raises:
        ValueError: if `count` or `dtype` is out of range.
        OSError: if the pack is missing or damaged.

    Examples:
        >>> words, V = load()
        >>> words[:5], V.shape, words.index("queen")
        (['the', ',', '.', 'of', 'to'], (10000, 50), 2060)

    Source:
        pennington2014
    """
    words, vectors = _arrays()
    count, dtype = inputs.integer(count, "count", most=len(words)), inputs.float_dtype(dtype)
    return list(words[:count]), vectors[:count].astype(dtype)


def pairs(kind):
    r"""Return pairs of words that stand in one relation, all of them among the 10,000: what analogies are made from.

    Args:
        kind: "capitals", "women" (of men), "comparatives", "plurals" or "past".

    Returns:
        A list of tuples of two words.

    Raises:
        ValueError: if `kind` is none of those.

    Examples:
        >>> pairs("capitals")[:2]
        [('france', 'paris'), ('italy', 'rome')]

    Source:
        mikolov2013
    """
    listed = _PAIRS[inputs.choice(kind, "kind", KINDS)].split(",")
    return [tuple(pair.split()) for pair in listed]
