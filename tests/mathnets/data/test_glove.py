"""GloVe's vectors: the words in their order, the numbers nearly as they were, the pairs all there, the pack checked."""

import hashlib
import re
import shutil

import numpy as np
import pytest

from mathnets import words
from mathnets.data import _cut_glove, _pack, glove

FOLDER = glove.Path(glove.__file__).parent


def test_the_first_vector_is_gloves():
    """The most frequent word is "the", and its published numbers are there to a hundredth of their range."""
    listed, V = glove.load()
    assert listed[0] == "the" and len(listed) == len(set(listed)) == 10_000
    scales = _pack.read(FOLDER / glove.PACK, glove.SHA256)["scales"]
    assert (np.abs(V[0, :4] - [0.418, 0.24968, -0.41242, 0.1217]) <= scales[:4] / 2).all()
    assert V.shape == (10_000, 50) and V.dtype == np.float64


def test_fewer_words_and_single_precision():
    """A smaller count gives the first of the same; what a caller changes nobody else sees."""
    listed, V = glove.load()
    few, W = glove.load(100, dtype="float32")
    assert few == listed[:100] and W.dtype == np.float32
    np.testing.assert_array_equal(W, V[:100].astype(np.float32))
    V[:], listed[:] = 0, [""]
    assert glove.load()[1].any() and glove.load()[0][0] == "the"
    for count in (0, 10_001, 2.5):
        with pytest.raises(ValueError, match="count must be an int in the range"):
            glove.load(count)


@pytest.mark.parametrize("kind", glove.KINDS)
def test_all_pairs_are_among_the_words(kind):
    """Each pair is two different words of the vocabulary, and stands once."""
    listed = glove.pairs(kind)
    assert len(set(listed)) == len(listed) >= 15 and all(len(set(pair)) == 2 for pair in listed)
    assert len(words.places(glove.load()[0], [word for pair in listed for word in pair])) == 2 * len(listed)


def test_analogies_with_and_without_the_words_of_the_question():
    """As in the note, leaving a, b and c out raises the share of right answers in each relation, in some to twofold."""
    listed, V = glove.load()
    note = (FOLDER / "glove.md").read_text(encoding="utf-8")
    for kind in glove.KINDS:
        pairs = words.places(listed, [word for pair in glove.pairs(kind) for word in pair]).reshape(-1, 2)
        Q = words.questions(pairs)
        without, allowed = (words.analogy_accuracy(V, Q, exclude=exclude) for exclude in (True, False))
        assert without > allowed + 0.05
        row = re.search(rf"\| {kind} \| {len(Q)} \| ([\d.]+) \| ([\d.]+) \|", note)
        np.testing.assert_allclose([float(row[1]), float(row[2])], [without, allowed], atol=0.0051)


def test_famous_analogies():
    """Man is to king as woman is to queen, and France to Paris as Italy to Rome."""
    listed, V = glove.load()
    Q = words.places(listed, ["man", "king", "woman", "france", "paris", "italy"]).reshape(2, 3)
    assert [listed[place] for place in words.analogies(V, Q)] == ["queen", "rome"]
    assert listed[words.analogies(V, Q, exclude=False)[0]] in ("king", "queen")


def test_missing_and_damaged_packs(tmp_path, monkeypatch):
    """A pack that is gone or changed is named, with the cure; restored, it loads."""
    monkeypatch.setattr(glove, "__file__", str(tmp_path / "glove.py"))
    glove._arrays.cache_clear()
    try:
        with pytest.raises(FileNotFoundError, match="restore the file"):
            glove.load()
        (tmp_path / glove.PACK).write_bytes((FOLDER / glove.PACK).read_bytes()[:1000])
        with pytest.raises(OSError, match="cannot be read as a pack"):
            glove.load()
        shutil.copy(FOLDER / glove.PACK, tmp_path / glove.PACK)
        assert glove.load(1)[0] == ["the"]
    finally:
        glove._arrays.cache_clear()


def test_the_note_tells_size_hashes_and_licence():
    """The note has the pack's size and hashes, those of the sources, and the licence."""
    note = (FOLDER / "glove.md").read_text(encoding="utf-8")
    content = (FOLDER / glove.PACK).read_bytes()
    assert len(content) < 0.5e6 and f"{len(content):,}" in note
    for sha256 in (hashlib.sha256(content).hexdigest(), glove.SHA256, *_cut_glove.SOURCES.values()):
        assert sha256 in note
    assert "Public Domain Dedication and License (PDDL) 1.0" in note
