"""The plays: whole, tidy, checked when read; characters become numbers and come back."""

import hashlib
import lzma
import re
import shutil

import numpy as np
import pytest

from mathnets.data import _cut_shakespeare, shakespeare
from tests.refusal import refused

FOLDER = shakespeare.Path(shakespeare.__file__).parent


def test_eight_plays_in_order():
    """Each title begins its play; all together are the plays, two blank lines between them."""
    whole = shakespeare.load()
    plays = [shakespeare.load(title) for title in shakespeare.TITLES]
    assert whole == "\n\n".join(plays)
    for title, play in zip(shakespeare.TITLES, plays, strict=True):
        assert play.startswith(f"{title}\n\nACT I\n") and play.endswith("\n") and "ACT V" in play
        assert 90_000 < len(play) < 180_000 and "\n\n\n" not in play
    assert shakespeare.load(["Macbeth", "Hamlet"]) == plays[1] + "\n\n" + plays[0]
    assert tuple(_cut_shakespeare.PLAYS) == shakespeare.TITLES


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Hamlet", "To be, or not to be: that is the question:"),
        ("Macbeth", "Fair is foul, and foul is fair:"),
        ("Romeo and Juliet", "O Romeo, Romeo! wherefore art thou Romeo?"),
        ("King Lear", "Blow, winds, and crack your cheeks! rage! blow!"),
        ("Julius Caesar", "Friends, Romans, countrymen, lend me your ears;"),
        ("The Tempest", "As dreams are made on, and our little life"),
    ],
)
def test_famous_lines_are_there(title, line):
    """A line that everybody knows stands in its play, as a line."""
    assert f"\n{line}\n" in shakespeare.load(title)


def test_nothing_of_markdown_is_left():
    """65 characters, no mark among them; brackets pair within a paragraph; no line ends in blanks."""
    text = shakespeare.load()
    assert len(shakespeare.alphabet(text)) == 65 and not set(text) & set("*_#\\`")
    assert not re.search(r"[ \t]$", text, flags=re.M)
    for paragraph in text.split("\n\n"):
        assert re.fullmatch(r"[^\[\]]*(\[[^\[\]]+\][^\[\]]*)*", paragraph), paragraph


@pytest.mark.parametrize("seed", range(10))
def test_numbers_are_the_text_again(seed):
    """Any piece, and any text of other signs, survives the way through numbers."""
    rng = np.random.default_rng(seed)
    whole = shakespeare.load()
    start = int(rng.integers(len(whole) - 5000))
    for text in (whole[start : start + 5000], "".join(map(chr, rng.integers(32, 0xD000, 500))) + "\U0001f600"):
        letters = shakespeare.alphabet(text)
        numbers = shakespeare.encode(text, letters)
        assert numbers.dtype == np.int64 and sorted(set(numbers.tolist())) == list(range(len(letters)))
        assert numbers.tolist() == [letters.index(character) for character in text]
        assert shakespeare.decode(numbers, letters) == text
        mixed = "".join(rng.permutation(list(letters)))
        assert shakespeare.decode(shakespeare.encode(text, mixed), mixed) == text


def test_what_cannot_be_encoded_is_refused():
    """A character outside the alphabet, one twice in it, a number without a character, what is no string."""
    refused(ValueError, lambda: shakespeare.encode("abc", "ab"), "got 'c'")
    refused(ValueError, lambda: shakespeare.encode("ab", "aba"), "each character once")
    refused(ValueError, lambda: shakespeare.decode([0, 2], "ab"), "places from 0 to 1")
    refused(ValueError, lambda: shakespeare.decode([-1], "ab"), "places from 0 to 1")
    refused(ValueError, lambda: shakespeare.decode([0.5], "ab"), "whole")
    refused(TypeError, lambda: shakespeare.encode(b"ab", "ab"), "text needs to be a string")
    refused(ValueError, lambda: shakespeare.alphabet(""), "at least 1 character")


@pytest.mark.parametrize("titles", [(), "Cymbeline", ("Hamlet", "hamlet"), 3, None])
def test_wrong_titles_are_refused(titles):
    """Anything but the eight titles is named."""
    with pytest.raises(ValueError, match=r"titles (must be one of|needs one play)"):
        shakespeare.load(titles)


def test_missing_and_changed_packs_are_refused(tmp_path, monkeypatch):
    """A pack that is gone, damaged, or of another text is named, with the cure; restored, it loads."""
    monkeypatch.setattr(shakespeare, "__file__", str(tmp_path / "shakespeare.py"))
    path = tmp_path / shakespeare.PACK
    shakespeare._plays.cache_clear()
    try:
        with pytest.raises(FileNotFoundError, match="restore the file"):
            shakespeare.load()
        path.write_bytes((FOLDER / shakespeare.PACK).read_bytes()[:1000])
        with pytest.raises(OSError, match="restore the file"):
            shakespeare.load()
        path.write_bytes(lzma.compress(b"To be"))
        with pytest.raises(OSError, match="needs to hold a text with sha256"):
            shakespeare.load()
        shutil.copy(FOLDER / shakespeare.PACK, path)
        assert shakespeare.load("Hamlet").startswith("Hamlet")
    finally:
        shakespeare._plays.cache_clear()


def test_the_note_tells_the_size_and_the_hashes():
    """The note has the pack's bytes and hashes, the wheel's, the counts, and the licence with its notice."""
    note = (FOLDER / "shakespeare.md").read_text(encoding="utf-8")
    content = (FOLDER / shakespeare.PACK).read_bytes()
    assert len(content) < 0.35e6 and f"{len(content):,}" in note and f"{len(shakespeare.load()):,}" in note
    for sha256 in (hashlib.sha256(content).hexdigest(), shakespeare.SHA256, _cut_shakespeare.SHA256):
        assert sha256 in note
    for title in shakespeare.TITLES:
        play = shakespeare.load(title)
        assert f"| {title} | {len(play):,} | {len(play.split()):,} |" in note
    assert "Copyright 2019 Sean Stewart" in note
