"""Words: counts by hand, information by definition, SVD and neighbours by others' code, analogies that are exact."""

import collections
import math

import numpy as np
import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.neighbors import NearestNeighbors

from mathnets import words
from mathnets.data import shakespeare
from tests.mutation import fails_if
from tests.refusal import refused

SEEDS = range(10)


def babble(seed, length=300, size=12):
    """Random words, some frequent and some not."""
    rng = np.random.default_rng(seed)
    return [f"w{place}" for place in np.minimum(rng.geometric(0.25, length), size)]


def test_words_and_their_counts_are_those_of_scikit_learn():
    """In a play, with the same pattern, the vocabulary is that of CountVectorizer, sorted by frequency."""
    text = shakespeare.load("Macbeth")
    peer = CountVectorizer(token_pattern=r"[^\W\d_]+(?:['’][^\W\d_]+)*")
    counts = np.asarray(peer.fit_transform([text]).sum(axis=0)).ravel()
    expected = sorted(zip(-counts, peer.get_feature_names_out(), strict=True))
    tokens = words.split_words(text)
    assert collections.Counter(tokens) == {word: -count for count, word in expected}
    assert words.vocabulary(tokens, most=500) == [word for _, word in expected[:500]]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("window", [1, 3, 400])
def test_cooccurrences_are_counted_one_by_one(seed, window):
    """Two loops over the text count the same, with words outside the vocabulary keeping their places."""
    tokens = babble(seed)
    vocabulary = words.vocabulary(tokens, most=8)
    expected = np.zeros((8, 8))
    for s, one in enumerate(tokens):
        for t in range(max(0, s - window), min(len(tokens), s + window + 1)):
            if t != s and one in vocabulary and tokens[t] in vocabulary:
                expected[vocabulary.index(one), vocabulary.index(tokens[t])] += 1
    np.testing.assert_array_equal(words.cooccurrence(tokens, vocabulary, window=window), expected)


def test_information_is_what_its_definition_says():
    """Entry by entry PPMI is the positive log of the ratio of probabilities; scaling the counts changes nothing."""
    counts = np.random.default_rng(0).poisson(1.5, (7, 9)).astype(float)
    counts[2], counts[:, 4] = 0, 0
    found, total = words.ppmi(counts), counts.sum()
    for i in range(7):
        for j in range(9):
            ratio = counts[i, j] * total / max(counts[i].sum() * counts[:, j].sum(), 1)
            assert found[i, j] == pytest.approx(max(0, math.log(ratio)) if ratio > 0 else 0, abs=1e-12)
    np.testing.assert_allclose(words.ppmi(1e-200 * counts), found, atol=1e-12)
    independent = np.outer([1, 2, 3.0], [4, 5, 6.0])
    np.testing.assert_allclose(words.ppmi(independent), 0, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_vectors_are_those_of_another_svd(seed):
    """Up to signs, with the power 1 the vectors are scikit-learn's; the sign is that of the largest entry."""
    M = np.random.default_rng(seed).random((15, 11))
    found = words.svd_vectors(M, 4, power=1)
    peer = TruncatedSVD(4, algorithm="arpack", random_state=0).fit_transform(M)
    np.testing.assert_allclose(np.abs(found), np.abs(peer), atol=1e-9)
    assert (found[np.abs(found).argmax(axis=0), np.arange(4)] > 0).all()
    halves = words.svd_vectors(M, 4)
    np.testing.assert_allclose(halves * np.linalg.norm(halves, axis=0), found, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_nearest_words_are_those_of_scikit_learn(seed):
    """Cosines and places agree with a brute-force search; those excluded do not appear."""
    rng = np.random.default_rng(seed)
    V, queries = rng.standard_normal((50, 6)), rng.standard_normal((7, 6))
    found, cosines = words.nearest_words(V, queries, k=5)
    distances, expected = NearestNeighbors(n_neighbors=5, metric="cosine").fit(V).kneighbors(queries)
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_allclose(cosines, 1 - distances, atol=1e-12)
    left, _ = words.nearest_words(V, queries, k=4, exclude=found[0, :1])
    np.testing.assert_array_equal(left[0], found[0, 1:])
    np.testing.assert_array_equal(words.nearest_words(1e200 * V, 1e-200 * queries)[0], found)


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("mathnets.inputs.boolean", lambda flag: lambda value, name: not value)
def test_exact_parallelograms_are_analogies(seed):
    """Where d = c + b - a on a sphere, d is found whether or not the question's words are allowed; c where b = a."""
    rng = np.random.default_rng(seed)
    a, b, c = np.linalg.qr(rng.standard_normal((60, 3)))[0].T
    d = b - a + c
    noise = rng.standard_normal((20, 60))
    V = np.vstack([a, b, c, d, noise])
    assert words.analogies(V, [[0, 1, 2]])[0] == 3 == words.analogies(V, [[0, 1, 2]], exclude=False)[0]
    near = np.vstack([a, a + 0.1 * b, c, c + 0.3 * b, noise])  # a short difference: c itself is nearest
    assert words.analogies(near, [[0, 1, 2]])[0] == 3
    assert words.analogies(near, [[0, 1, 2]], exclude=False)[0] == 2


def test_blocks_change_nothing(monkeypatch):
    """With room for one question at a time the answers and neighbours are the same."""
    rng = np.random.default_rng(0)
    V, Q = rng.standard_normal((30, 5)), rng.integers(0, 30, (40, 4))
    before = words.analogies(V, Q), words.nearest_words(V, V, 3)[0], words.analogy_accuracy(V, Q)
    monkeypatch.setattr(words, "_BLOCK", 1)
    np.testing.assert_array_equal(words.analogies(V, Q), before[0])
    np.testing.assert_array_equal(words.nearest_words(V, V, 3)[0], before[1])
    assert words.analogy_accuracy(V, Q) == before[2] == np.mean(before[0] == Q[:, 3])


def test_questions_are_all_pairs_of_pairs():
    """P pairs give P (P - 1) questions, each ordered pair of different pairs once."""
    pairs = np.arange(8).reshape(4, 2)
    Q = words.questions(pairs)
    expected = {(*one, *other) for one in pairs.tolist() for other in pairs.tolist() if one != other}
    assert len(Q) == 12 and set(map(tuple, Q.tolist())) == expected


def test_the_company_of_words_in_the_plays_tells_something():
    """From eight plays alone, brother, mother or daughter are among the five words nearest to father."""
    tokens = words.split_words(shakespeare.load())
    vocabulary = words.vocabulary(tokens, most=800)
    V = words.svd_vectors(words.ppmi(words.cooccurrence(tokens, vocabulary)), 50)
    place = words.places(vocabulary, ["father"])
    found, _ = words.nearest_words(V, V[place], 5, exclude=place)
    assert {vocabulary[near] for near in found[0]} & {"mother", "brother", "daughter", "son", "sister"}


def test_what_is_no_word_is_refused():
    """A word outside the vocabulary, a string for a list, places outside the vectors, too few words, a zero vector."""
    refused(ValueError, lambda: words.places(["a"], ["b"]), "got 'b'")
    refused(TypeError, lambda: words.places("ab", ["a"]), "list of strings")
    refused(TypeError, lambda: words.vocabulary([1, 2]), "got int in it")
    refused(ValueError, lambda: words.vocabulary([]), "at least 1 word")
    refused(ValueError, lambda: words.analogies(np.eye(4), [[0, 1, 4]]), "places from 0 to 3")
    refused(ValueError, lambda: words.analogies(np.eye(3), [[0, 1, 2]]), "more than 3 words")
    refused(ValueError, lambda: words.analogies(np.eye(4), [[0, 1]]), "3 or 4 columns")
    refused(ValueError, lambda: words.nearest_words([[0, 0], [1, 0]], [[1, 0]]), "row 0")
    refused(ValueError, lambda: words.nearest_words(np.eye(3), np.eye(3), 3, exclude=[0]), "k must be an int")
    refused(ValueError, lambda: words.ppmi([[1, -1]]), "at least 0")


def test_words_stand_once():
    """A word that is listed twice would have two rows, one of them empty."""
    refused(
        ValueError, lambda: words.cooccurrence(["a", "b"], ["a", "a", "b"]), "words needs each word once, got 1 again"
    )
    refused(ValueError, lambda: words.places(["a", "a"], ["a"]), "words needs each word once")
