r"""Byte-level byte-pair encoding: how a language model reads text as numbers, and writes numbers as text.

Text is UTF-8, so a row of bytes, 0 to 255, and each byte is a token. Then pairs of neighbouring tokens are merged into
longer ones: `learn` counts which pair is the most frequent, makes one token of it, and begins again; `Tokenizer` later
repeats these merges in the order in which they were learned. Merges never cross the borders that `split` draws between
words, numbers and signs. Where all single bytes are tokens, no text is foreign; decoding gives back what was encoded.

Files write bytes as letters, as GPT-2 did: printable ones as themselves, the others shifted behind U+0100 (a space
becomes Ġ).
"""

import heapq
import re
import unicodedata
from collections import Counter
from itertools import pairwise

from mathnets import inputs

_PIECE = re.compile(
    r"'(?:[stmd]|re|ve|ll)"  # what an apostrophe cuts off
    r"| ?[a-zA-Z]+"
    r"|[0-9]"  # each digit alone
    r"| ?[^\sa-zA-Z0-9]+"
    r"|\s+(?![^\s0-9])"  # before a word one space is left, which goes to it
    r"|\s+",
    re.ASCII,
)


class _Shadow(dict):
    """Maps each character to itself if it is ASCII, and else to an ASCII one of its kind: letter, digit, space, sign.

    With it, the patterns of the standard library, which know ASCII classes alone, cut any text.
    """

    def __missing__(self, code):
        kind = unicodedata.category(chr(code))[0]
        self[code] = (
            code if code < 128 else ord("\t" if code == 0x85 else {"L": "A", "N": "0", "Z": "\t"}.get(kind, "!"))
        )
        return self[code]


_SHADOW = _Shadow()
_PRINTED = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
_LETTERS = dict(zip(_PRINTED, map(chr, _PRINTED), strict=True))
_LETTERS |= {byte: chr(0x100 + n) for n, byte in enumerate(sorted({*range(256)} - {*_PRINTED}))}
_BYTES = {letter: byte for byte, letter in _LETTERS.items()}


def split(text):
    """Return the pieces of a text across whose borders nothing is merged: words with their space, digits, signs.

    The rule is GPT-2's, with each digit a piece of its own.

    Args:
        text: a string.

    Returns:
        A list of strings that together are the text.

    Raises:
        TypeError: if `text` is no string.

    Examples:
        >>> split("It's 1969, isn't it?")
        ['It', "'s", ' ', '1', '9', '6', '9', ',', ' isn', "'t", ' it', '?']

    Source:
        radford2019
    """
    shadow = inputs.text(text, "text").translate(_SHADOW)
    return [text[found.start() : found.end()] for found in _PIECE.finditer(shadow)]


def learn(text, count):
    """Return the pairs that byte-pair encoding merges when it learns from a text, in order.

    At each step the most frequent pair of neighbouring tokens becomes one token; of several as frequent the first in
    the order of their bytes. It ends early when no pair is left.

    Args:
        text: a string to learn from.
        count: number of merges.

    Returns:
        A list of at most `count` pairs of bytes.

    Raises:
        TypeError: if `text` is no string.
        ValueError: if `count` is no positive int, or the text is not whole Unicode.

    Examples:
        >>> learn("low lower lowest", 3)
        [(b'l', b'o'), (b'lo', b'w'), (b' ', b'low')]

    Source:
        gage1994, sennrich2016
    """
    count = inputs.integer(count, "count")
    pieces = Counter(split(text))
    words = {tuple(bytes([byte]) for byte in _utf8(piece)): n for piece, n in pieces.items()}
    merges = []
    while len(merges) < count:
        pairs = Counter()
        for word, n in words.items():
            for pair in pairwise(word):
                pairs[pair] += n
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        words = {tuple(_merged(word, best)): n for word, n in words.items()}
    return merges


class Tokenizer:
    """Turns text into numbers of tokens and back, by merges that were learned.

    Args:
        merges: the pairs in the order in which they were learned, each of two bytes objects.
        tokens: all tokens as bytes, in the order of their numbers; None for the 256 bytes, the merged pairs, and then
            those of `special`. A byte that is not among them cannot be encoded.
        special: tokens that stand for themselves, such as the end of a text: bytes that are never merged from others.

    Attributes:
        tokens: all tokens as bytes; the number of a token is its place.
        special: dict from the text of a special token to its number.

    Raises:
        TypeError: if something is not of that kind.
        ValueError: if a token that a merge needs or makes is not among `tokens`, or one stands there twice.

    Examples:
        >>> tokenizer = Tokenizer(learn("low lower lowest", 3))
        >>> tokenizer.encode("lowly low")
        [257, 108, 121, 258]
        >>> tokenizer.pieces([257, 108, 121, 258]), tokenizer.decode([257, 108, 121, 258])
        (['low', 'l', 'y', ' low'], 'lowly low')

    Source:
        sennrich2016, radford2019
    """

    def __init__(self, merges, tokens=None, special=()):
        merges = [_pair(pair) for pair in inputs.sequence(merges, "merges")]
        special = [_bytes(token, "special") for token in inputs.sequence(special, "special")]
        if tokens is None:
            whole = dict.fromkeys(a + b for a, b in merges)
            tokens = [*(bytes([byte]) for byte in range(256)), *whole, *special]
        self.tokens = [_bytes(token, "tokens") for token in inputs.sequence(tokens, "tokens")]
        self._numbers = {token: number for number, token in enumerate(self.tokens)}
        if len(self._numbers) != len(self.tokens):
            raise ValueError(
                f"tokens needs each token once, got {len(self.tokens) - len(self._numbers)} again; drop them"
            )
        needed = {*special, *(part for a, b in merges for part in (a, b, a + b))}
        if lacking := needed - self._numbers.keys():
            raise ValueError(
                f"tokens needs all special tokens and merged pairs, got none of {sorted(lacking)[:5]}; add them"
            )
        self._ranks = {pair: rank for rank, pair in reversed([*enumerate(merges)])}
        self.special = {token.decode(): self._numbers[token] for token in special}
        self._cut = re.compile(f"({'|'.join(map(re.escape, sorted(self.special, key=len, reverse=True)))})")
        self._known = {}

    def __repr__(self):
        return f"Tokenizer({len(self.tokens)} tokens)"

    @classmethod
    def of(cls, file):
        """Return the tokenizer that a GGUF `file` carries, a `mathnets.gguf.File`."""
        found = inputs.able(file, "file", ("metadata", "array"), "mathnets.gguf.read(path)").metadata
        model, pre = (found.get(f"tokenizer.ggml.{name}") for name in ("model", "pre"))
        if (model, pre) != ("gpt2", "smollm"):
            raise ValueError(
                f"file needs the tokenizer gpt2 with the split smollm, got {model} with {pre}; use such a model"
            )
        try:
            names, kinds, merges = (found[f"tokenizer.ggml.{name}"] for name in ("tokens", "token_type", "merges"))
        except KeyError as error:
            raise ValueError(f"file needs a whole tokenizer, got none of its {error}; use such a model") from None
        special = {number for number, kind in enumerate(kinds) if kind != 1}
        tokens = [name.encode() if n in special else _from_letters(name) for n, name in enumerate(names)]
        pairs = [tuple(map(_from_letters, merge.split(" "))) for merge in merges]
        return cls(pairs, tokens, [tokens[number] for number in sorted(special)])

    def encode(self, text, *, special=False):
        """Return the numbers of the tokens of a `text`, a list; with `special`, special tokens in it are recognised."""
        text = inputs.text(text, "text")
        if not (special and self.special):
            return [number for piece in split(text) for number in self._encoded(piece)]
        parts = self._cut.split(text)  # text, special token, text, ...
        inside = [[self.special[part]] if k % 2 else self.encode(part) for k, part in enumerate(parts)]
        return [number for numbers in inside for number in numbers]

    def decode(self, numbers):
        """Return the text of the tokens of these `numbers`; bytes that are no whole character become U+FFFD."""
        return b"".join(self.tokens[n] for n in self.checked(numbers)).decode("utf-8", "replace")

    def pieces(self, numbers):
        """Return the text of each of the tokens of these `numbers` alone, a list, for the labels of a picture."""
        return [self.tokens[n].decode("utf-8", "replace") for n in self.checked(numbers)]

    def checked(self, numbers):
        """Return `numbers`, a list or array of shape (T,), as a list of ints, if they are numbers of tokens."""
        found = inputs.array(numbers, "numbers")
        if found.ndim != 1:
            raise ValueError(f"numbers needs shape (T,), got {found.shape}; give one row of tokens")
        wrong = (found < 0) | (found >= len(self.tokens)) | (found % 1 != 0)
        if wrong.any():
            raise ValueError(
                f"numbers needs whole numbers from 0 to {len(self.tokens) - 1}, got {found[wrong][0]:g}; "
                "take what encode returns"
            )
        return found.astype(int).tolist()

    def _encoded(self, piece):
        """Return the numbers of the tokens of one piece, which is remembered."""
        if (found := self._known.get(piece)) is None:
            tokens = _merge_all(_utf8(piece), self._ranks)
            if lacking := [token for token in tokens if token not in self._numbers]:
                raise ValueError(
                    f"text needs bytes that are tokens here, got {lacking[0]} in {piece!r}; leave such characters out"
                )
            found = [self._numbers[token] for token in tokens]
            if len(self._known) < 2**16:
                self._known[piece] = found
        return found


def _merge_all(content, ranks):
    """Return the tokens of `content` after all merges: always that of the lowest rank, of equal ones the leftmost.

    The tokens are a chain from which a merge takes one link; the possible merges wait in a heap.
    """
    tokens = [content[k : k + 1] for k in range(len(content))]
    after = [*range(1, len(tokens)), None]
    before = [None, *range(len(tokens) - 1)]
    heap = []

    def note(left):
        right = None if left is None else after[left]
        if right is not None and (rank := ranks.get((tokens[left], tokens[right]))) is not None:
            heapq.heappush(heap, (rank, left, tokens[left], tokens[right]))

    for left in range(len(tokens)):
        note(left)
    while heap:
        _, left, first, second = heapq.heappop(heap)
        right = after[left]
        if right is None or (tokens[left], tokens[right]) != (first, second):
            continue  # one of the two is part of another token by now
        tokens[left], tokens[right] = first + second, None
        after[left] = after[right]
        if after[left] is not None:
            before[after[left]] = left
        note(before[left])
        note(left)
    return [token for token in tokens if token is not None]


def _merged(word, pair):
    """Yield the tokens of a word in which each `pair`, from the left, has become one."""
    k = 0
    while k < len(word):
        step = 2 if word[k : k + 2] == pair else 1
        yield b"".join(word[k : k + step])
        k += step


def _utf8(piece):
    try:
        return piece.encode()
    except UnicodeEncodeError as error:
        raise ValueError(
            f"text needs to be whole Unicode, got half of a surrogate pair ({error.reason}); replace such characters"
        ) from None


def _from_letters(name):
    """Return the bytes that a file writes as letters."""
    try:
        return bytes(map(_BYTES.__getitem__, name))
    except KeyError:
        raise ValueError(f"tokens needs the letters that stand for bytes, got {name!r}; use such a model") from None


def _bytes(token, name):
    if not isinstance(token, bytes) or not token:
        raise TypeError(f"{name} needs tokens of bytes, at least 1 each, got {token!r}; encode them")
    return token


def _pair(pair):
    if not isinstance(pair, tuple | list) or len(pair) != 2:
        raise TypeError(f"merges needs pairs of bytes, got {pair!r}; take what learn returns")
    return tuple(_bytes(part, "merges") for part in pair)
