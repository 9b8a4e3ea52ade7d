"""Byte-pair encoding: merges done by hand, the slow way, another tokenizer's numbers, and the way back of any text."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mathnets import bpe, gguf
from mathnets.data import smollm
from tests import gguf_file
from tests.refusal import refused

MERGES = [(b"a", b"b"), (b"ab", b"a"), (b" ", b"ab"), (b"b", b"a")]
FEW = "the an'tion \n"
LACKING = "\x04\x06\x13\x14\x16\x1d"  # what SmolLM2's vocabulary leaves out of ASCII


@pytest.fixture(scope="module")
def smol():
    """The tokenizer of SmolLM2."""
    return bpe.Tokenizer.of(gguf.read(smollm.path()))


@pytest.fixture(scope="module")
def merges_of_few():
    """The merges of SmolLM2 that a text of `FEW` letters can need, in their order, from the file itself."""
    few = set(FEW.replace(" ", "Ġ").replace("\n", "Ċ") + " ")
    merges = gguf.read(smollm.path()).metadata["tokenizer.ggml.merges"]
    words = [merge.split(" ") for merge in merges if few.issuperset(merge)]
    return [tuple(part.replace("Ġ", " ").replace("Ċ", "\n").encode() for part in pair) for pair in words]


def slowly(text, merges):
    """Return the tokens of a text the slow way: merge by merge, in their order, everywhere in it from the left."""
    found = []
    for piece in bpe.split(text):
        tokens = [bytes([byte]) for byte in piece.encode()]
        for a, b in merges:
            k = 0
            while k + 1 < len(tokens):
                if (tokens[k], tokens[k + 1]) == (a, b):
                    tokens[k : k + 2] = [a + b]
                k += 1
        found += tokens
    return found


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("ab", [b"ab"]),
        ("aba", [b"aba"]),
        ("abab", [b"ab", b"ab"]),  # both pairs become ab before aba is looked for
        ("bab", [b"b", b"ab"]),  # the first merge learned wins, not the leftmost pair
        ("ba", [b"ba"]),
        (" ab", [b" ab"]),
        (" aba", [b" ", b"aba"]),  # ab and a before the space
        ("x ab", [b"x", b" ab"]),
        ("a b", [b"a", b" ", b"b"]),  # nothing is merged across words
    ],
)
def test_merges_by_hand(text, tokens):
    """Small texts give the tokens that one finds with pencil and paper."""
    tokenizer = bpe.Tokenizer(MERGES)
    assert [tokenizer.tokens[n] for n in tokenizer.encode(text)] == tokens


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("It's", ["It", "'s"]),
        ("IT'S", ["IT", "'", "S"]),
        ("we'll they've", ["we", "'ll", " they", "'ve"]),
        ("a  b", ["a", " ", " b"]),
        ("a \n b", ["a", " \n", " b"]),
        ("end  ", ["end", "  "]),
        ("a  1", ["a", "  ", "1"]),
        (" 12", [" ", "1", "2"]),
        ("x²½Ⅷ", ["x", "²", "½", "Ⅷ"]),
        ("naïve café", ["naïve", " café"]),
        ("漢字。ok", ["漢字", "。", "ok"]),
        ("_a_", ["_", "a", "_"]),
        ("a\u00a0b\u3000\u2003c\x85", ["a", "\u00a0", "b", "\u3000", "\u2003", "c", "\x85"]),
        ("a\x1cb", ["a", "\x1c", "b"]),  # a space to Python, a sign to Unicode
        ("e\u0301", ["e", "\u0301"]),
        ("", []),
    ],
)
def test_split_by_hand(text, pieces):
    """Words take one space, digits stand alone, apostrophes cut, and letters are letters in all scripts."""
    assert bpe.split(text) == pieces


@given(st.text())
def test_pieces_are_the_text(text):
    """Nothing is lost or doubled by the cut."""
    assert "".join(bpe.split(text)) == text


@given(st.text("ab \n1'", max_size=60), st.integers(1, 12))
def test_encoding_is_the_slow_way(text, count):
    """With merges that were learned, the chain and the heap give what merge by merge gives."""
    merges = bpe.learn("abba baab abab 'ab'ab bb  aa", count)
    tokenizer = bpe.Tokenizer(merges)
    assert [tokenizer.tokens[n] for n in tokenizer.encode(text)] == slowly(text, merges)


@given(st.text())
def test_any_text_comes_back(text):
    """Decoding undoes encoding, where all bytes are tokens."""
    tokenizer = bpe.Tokenizer(MERGES, special=[b"<end>"])
    assert tokenizer.decode(tokenizer.encode(text)) == text
    assert tokenizer.decode(tokenizer.encode(text + "<end>" + text, special=True)) == text + "<end>" + text


@given(text=st.text(st.characters(max_codepoint=0x3FFFF, exclude_characters=LACKING, exclude_categories=["Cs"])))
def test_any_text_comes_back_from_the_real_tokenizer(smol, text):
    """Decoding undoes encoding for every character that SmolLM2 knows."""
    numbers = smol.encode(text)
    assert smol.decode(numbers) == text
    assert smol.encode(text) == numbers  # also from what it remembers


@given(text=st.text(FEW, max_size=40))
def test_real_encoding_is_the_slow_way(smol, merges_of_few, text):
    """For texts of a few letters SmolLM2's tokens are what its merges of these letters give, one after the other."""
    assert [smol.tokens[n] for n in smol.encode(text)] == slowly(text, merges_of_few)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        (
            "It's 1969, isn't it?  I'll  say 12 345.67 times!\n\n\tTab",
            "1589 506 216 33 41 38 41 28 3247 982 357 47 216 339 3060 216 1643 216 33 34 216 35 36 37 30 38 39 "
            "1711 17 1116 197 30064",
        ),
        ("Größe: ½ Ω 漢字 🙂", "27302 7466 34878 85 42 216 16738 5664 119 17097 137 112 36518 47526"),
        ("The animal didn't cross the street", "504 3161 3683 982 3050 260 7280"),
    ],
)
def test_numbers_are_those_of_another_implementation(smol, text, numbers):
    """The numbers are those that the package tokenizers 0.23.3 gives with this vocabulary, these merges and cuts."""
    assert smol.encode(text) == [int(number) for number in numbers.split()]


def test_learning_by_hand():
    """The most frequent pair comes first; of equal ones the first in order; it ends when nothing is left."""
    assert bpe.learn("aaab aaab", 2) == [(b"a", b"a"), (b"a", b"b")]
    assert bpe.learn("ab", 9) == [(b"a", b"b")]
    assert bpe.learn("", 3) == []
    assert bpe.learn("ß", 1) == [("ß".encode()[:1], "ß".encode()[1:])]


def test_learning_makes_its_own_text_shorter():
    """Each further merge of what was learned from a text makes the text shorter, and no more than the one before."""
    text = "she sells sea shells by the sea shore " * 5
    merges = bpe.learn(text, 25)
    lengths = [len(bpe.Tokenizer(merges[:n]).encode(text)) for n in range(len(merges) + 1)]
    gains = [a - b for a, b in itertools.pairwise(lengths)]
    assert lengths[0] == len(text) and min(gains) > 0
    assert gains == sorted(gains, reverse=True)


def test_special_tokens_are_recognised_when_asked(smol):
    """In a text they are letters like others, unless the caller says that they are meant."""
    text = "<|im_start|>user"
    assert smol.encode(text, special=True) == [1, *smol.encode("user")]
    assert len(smol.encode(text)) > 4 and 1 not in smol.encode(text)
    assert smol.decode([1]) == "<|im_start|>" and len(smol.special) == 17


def test_pieces_name_each_token(smol):
    """Each token has its text; a part of a character is marked as such, and together they are whole."""
    numbers = smol.encode("an owl 🦉")
    pieces = smol.pieces(numbers)
    assert pieces[:2] == ["an", " owl"] and len(pieces) == len(numbers)
    assert smol.decode(numbers) == "an owl 🦉"
    assert "\ufffd" in smol.pieces(smol.encode("🦉"))[0] or smol.pieces(smol.encode("🦉")) == ["🦉"]


@pytest.mark.parametrize("character", [*LACKING, "\U00040000", "\U000bffff"])
def test_what_the_real_tokenizer_lacks_is_refused(smol, character):
    """A character whose bytes are no tokens cannot be encoded; it is named rather than dropped."""
    refused(ValueError, lambda: smol.encode(f"a{character}"), "text needs bytes that are tokens", repr(character))


def test_half_a_surrogate_pair_is_refused():
    """What is no character cannot be encoded."""
    refused(ValueError, lambda: bpe.Tokenizer([]).encode("a\ud800"), "text needs to be whole Unicode")
    refused(ValueError, lambda: bpe.learn("a\ud800", 1), "text needs to be whole Unicode")


@pytest.mark.parametrize(
    ("kind", "arguments", "said"),
    [
        (TypeError, ([("a", "b")],), "merges needs tokens of bytes"),
        (TypeError, ([(b"a", b"b", b"c")],), "merges needs pairs of bytes"),
        (TypeError, ([], [b"a", b""]), "tokens needs tokens of bytes, at least 1 each"),
        (ValueError, ([], [b"a", b"b", b"a"]), "tokens needs each token once, got 1 again"),
        (ValueError, ([(b"a", b"b")], [b"a", b"b"]), "none of [b'ab']"),
        (ValueError, ([], [b"a"], [b"<end>"]), "none of [b'<end>']"),
    ],
)
def test_tokens_and_merges_that_do_not_fit_are_refused(kind, arguments, said):
    """Strings, triples, empty and doubled tokens, and merges of what is no token are each named."""
    refused(kind, lambda: bpe.Tokenizer(*arguments), said)


@pytest.mark.parametrize("numbers", [[-1], [10**9], [0.5]])
def test_numbers_of_no_token_are_refused(numbers):
    """Negative, too large and broken numbers are named."""
    refused(ValueError, lambda: bpe.Tokenizer(MERGES).decode(numbers), "whole numbers from 0 to 259")


def test_foreign_tokenizers_are_refused():
    """A file with another kind of tokenizer, without one, or with letters that stand for no byte, is refused."""
    metadata, _ = gguf_file.model()
    plain = {name: content for name, (_, content) in metadata.items()}

    class File:
        array = None

    for changed, said in (
        ({"tokenizer.ggml.model": "llama"}, "gpt2 with the split smollm, got llama"),
        ({"tokenizer.ggml.pre": "qwen2"}, "with qwen2"),
        ({"tokenizer.ggml.tokens": ["中"], "tokenizer.ggml.merges": []}, "letters that stand for bytes"),
    ):
        File.metadata = {**plain, **changed}
        refused(ValueError, lambda: bpe.Tokenizer.of(File()), said)
    File.metadata = {name: content for name, content in plain.items() if "merges" not in name}
    refused(ValueError, lambda: bpe.Tokenizer.of(File()), "a whole tokenizer", "merges")
    refused(TypeError, lambda: bpe.Tokenizer.of(metadata), "mathnets.gguf.read")


def test_a_long_word_is_no_trouble(smol):
    """A word of 20,000 letters is encoded and comes back: the work grows hardly faster than its length."""
    word = "abcdefghij" * 2000
    numbers = smol.encode(word)
    assert smol.decode(numbers) == word and len(numbers) < len(word) / 2


def test_representation_is_short():
    """A tokenizer shows how many tokens it has, not all of them."""
    assert re.fullmatch(r"Tokenizer\(260 tokens\)", repr(bpe.Tokenizer(MERGES)))
