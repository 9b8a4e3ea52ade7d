"""The language model: a reference written otherwise, what holds for any model, and what SmolLM2 is known to say."""

import itertools

import numpy as np
import pytest

from mathnets import gguf
from mathnets.bpe import Tokenizer
from mathnets.data import smollm
from mathnets.language_model import LanguageModel
from tests import gguf_file
from tests.mathnets.test_gguf import plain
from tests.refusal import refused

pytestmark = pytest.mark.xdist_group("smollm")  # half a gigabyte, in one process

TEXT = (
    "The cat sat by the window and watched the rain. It had been raining since the morning, and the street was empty. "
    "A car went by, and then another one. The cat did not move. In the evening the old man came home, put on the light "
    "and made himself a cup of tea."
)


def tiny(**settings):
    """Return a small random model, and the function that decodes its tensors the slow way, in double precision."""
    metadata, tensors = gguf_file.model(**settings)
    file = gguf.File("tiny", np.frombuffer(gguf_file.build(metadata, tensors), np.uint8))
    return LanguageModel(file), file.metadata, lambda name: plain(*tensors[name])


def reference(get, settings, tokens, *, halves=False, without=()):
    """Return the scores of a Llama model, written otherwise: rows, one head and one token at a time, complex numbers.

    With `halves` the first half of the coordinates is turned with the second, as the file does not want it.
    """
    setting = {name.removeprefix("llama."): value for name, value in settings.items()}
    heads, d = setting["attention.head_count"], setting["rope.dimension_count"]
    shared = heads // setting["attention.head_count_kv"]

    def norm(x, name):
        size = np.sqrt(np.mean(np.square(x), axis=1, keepdims=True) + setting["attention.layer_norm_rms_epsilon"])
        return x / size * get(name)

    def turned(x):
        z = x[:, : d // 2] + 1j * x[:, d // 2 :] if halves else x[:, ::2] + 1j * x[:, 1::2]
        z = z * np.exp(1j * np.arange(len(x))[:, None] / setting["rope.freq_base"] ** (np.arange(0, d, 2) / d))
        return np.concatenate([z.real, z.imag], axis=1)  # in another order, which dot products do not see

    E = get("token_embd.weight")
    x = E[tokens].astype(float)
    for k in range(setting["block_count"]):
        a = norm(x, f"blk.{k}.attn_norm.weight")
        Q, K, V = (get(f"blk.{k}.attn_{name}.weight") for name in "qkv")
        found = np.zeros((len(tokens), heads * d))
        for head in range(heads):
            own, other = slice(head * d, (head + 1) * d), slice(head // shared * d, (head // shared + 1) * d)
            q, key, v = turned(a @ Q[own].T), turned(a @ K[other].T), a @ V[other].T
            for t in range(len(tokens)):
                w = np.exp(key[: t + 1] @ q[t] / d**0.5)
                found[t, own] = (w / w.sum()) @ v[: t + 1] * ((k, head) not in without)
        x = x + found @ get(f"blk.{k}.attn_output.weight").T
        a = norm(x, f"blk.{k}.ffn_norm.weight")
        gate = a @ get(f"blk.{k}.ffn_gate.weight").T
        x = x + (gate / (1 + np.exp(-gate)) * (a @ get(f"blk.{k}.ffn_up.weight").T)) @ get(f"blk.{k}.ffn_down.weight").T
    return norm(x, "output_norm.weight") @ E.T


def softmax(z):
    return np.exp(z - z.max(axis=-1, keepdims=True)) / np.exp(z - z.max(axis=-1, keepdims=True)).sum(-1, keepdims=True)


@pytest.fixture(scope="module")
def small():
    """A small random model."""
    return tiny()[0]


@pytest.fixture(scope="module")
def smol():
    """SmolLM2."""
    return smollm.load()


# Any model.


@pytest.mark.parametrize("shape", [{}, {"heads": 3, "groups": 1, "d": 32}, {"heads": 2, "groups": 2, "d": 16}])
@pytest.mark.parametrize("seed", range(3))
def test_scores_are_those_of_the_reference(shape, seed):
    """With heads that share keys by two, by three and not at all, scores agree to the rounding of float32."""
    model, settings, get = tiny(seed=seed, **shape)
    tokens = np.random.default_rng(seed).integers(260, size=20)
    found, wanted = model.forward(tokens), reference(get, settings, tokens)
    assert found.dtype == np.float32 and found.shape == wanted.shape
    np.testing.assert_allclose(found, wanted, atol=2e-4 * np.abs(wanted).max())


def test_other_turning_is_another_model():
    """The reference notices the order of coordinates in which queries and keys are turned: the check above is sharp."""
    model, settings, get = tiny()
    tokens = np.random.default_rng(0).integers(260, size=20)
    found, other = model.forward(tokens), reference(get, settings, tokens, halves=True)
    np.testing.assert_allclose(found[0], other[0], atol=2e-4 * np.abs(other).max())  # at place 0 nothing is turned
    assert np.abs(found - other)[1:].max() > 0.05 * np.abs(other).max()


def test_left_out_heads_are_those_of_the_reference():
    """A head that is left out adds nothing, in the layers and places that were named and nowhere else."""
    model, settings, get = tiny()
    tokens = np.random.default_rng(0).integers(260, size=12)
    for without in ([(0, 1)], [(1, 3), (0, 0), (1, 0)]):
        wanted = reference(get, settings, tokens, without=without)
        found = model.forward(tokens, without=without)
        np.testing.assert_allclose(found, wanted, atol=2e-4 * np.abs(wanted).max())
        assert np.abs(found - model.forward(tokens)).max() > 1e-3
        np.testing.assert_array_equal(model.trace(tokens, without=without).scores, found)


def test_trace_holds_what_was_computed(small):
    """The attention of each token sums to 1 over itself and earlier ones, and vectors lead from table to scores."""
    tokens = np.random.default_rng(0).integers(260, size=15)
    trace = small.trace(tokens)
    assert trace.tokens == tokens.tolist()
    assert trace.attention.shape == (2, 4, 15, 15) and trace.residuals.shape == (3, 15, 32)
    np.testing.assert_allclose(trace.attention.sum(axis=-1), 1, rtol=1e-5)
    assert (np.triu(trace.attention, 1) == 0).all() and (np.tril(trace.attention) >= 0).all()
    np.testing.assert_array_equal(trace.scores, small.forward(tokens))
    one = small.trace(tokens[:1])
    np.testing.assert_array_equal(one.residuals[0, 0], trace.residuals[0, 0])
    assert trace.residuals.dtype == trace.attention.dtype == np.float32


@pytest.mark.parametrize("without", [(), [(0, 1), (1, 2)]])
def test_texts_side_by_side_are_traced_as_each_alone(small, without):
    """Texts of several lengths, the longest inside, give what each gives alone, but for rounding; no texts, nothing."""
    rng = np.random.default_rng(0)
    texts = [rng.integers(260, size=size).tolist() for size in (3, 15, 1, 8)]
    for text, found in zip(texts, small.traces(texts, without=without), strict=True):
        wanted = small.trace(text, without=without)
        assert found.tokens == text
        for name in ("scores", "attention", "residuals"):
            assert getattr(found, name).shape == getattr(wanted, name).shape
            np.testing.assert_allclose(getattr(found, name), getattr(wanted, name), rtol=1e-4, atol=2e-5)
    for one, found in zip(small.traces(texts), small.traces(texts, last=3), strict=True):
        np.testing.assert_allclose(found.scores, one.scores[-3:], rtol=1e-4, atol=2e-5)
        np.testing.assert_array_equal(found.residuals, one.residuals)
    assert small.traces([]) == []


def test_traces_surprise_as_the_model_does(small):
    """The surprise of a trace is the model's, for the tokens behind those that have scores; one token has none."""
    tokens = np.random.default_rng(0).integers(260, size=15)
    wanted = small.surprise(tokens)
    (all_of_them,), (last,) = small.traces([tokens]), small.traces([tokens], last=4)
    np.testing.assert_allclose(all_of_them.surprise, wanted, rtol=1e-4)
    np.testing.assert_allclose(last.surprise, wanted[-3:], rtol=1e-4)
    assert small.trace(tokens[:1]).surprise.shape == (0,)


def test_vectors_lead_to_the_scores():
    """The first vectors are rows of the table, and the scores are products of the last, normed, with the table."""
    model, _, get = tiny()
    trace = model.trace([5, 7, 5])
    E = get("token_embd.weight")
    np.testing.assert_allclose(trace.residuals[0], E[[5, 7, 5]], rtol=1e-6)
    x = trace.residuals[-1].astype(float)
    x = x / np.sqrt((x**2).mean(axis=1, keepdims=True) + 1e-5) * get("output_norm.weight")
    np.testing.assert_allclose(trace.scores, x @ E.T, rtol=1e-3, atol=1e-3)


def test_scores_of_vectors_are_those_of_the_model(small):
    """The last residuals give the scores of the model, in any arrangement of rows, and layers before it give others."""
    trace = small.trace([5, 7, 5, 9])
    np.testing.assert_allclose(small.scores(trace.residuals[-1]), trace.scores, atol=1e-4)
    lens = small.scores(trace.residuals)
    assert lens.shape == (3, 4, 260)
    np.testing.assert_allclose(lens[1, 2], small.scores(trace.residuals[1, 2]), atol=1e-4)
    assert np.abs(lens[0] - lens[-1]).max() > 0.1
    refused(ValueError, lambda: small.scores(trace.residuals[..., :-1]), "vectors needs shape (..., 32)")


def test_later_tokens_do_not_matter(small):
    """What is said after a token depends on it and on those before, whatever follows."""
    rng = np.random.default_rng(0)
    tokens = rng.integers(260, size=20)
    whole = small.forward(tokens)
    for t in (1, 7, 19):
        other = np.concatenate([tokens[:t], rng.integers(260, size=20 - t)])
        np.testing.assert_allclose(small.forward(other)[:t], whole[:t], atol=1e-4)
        np.testing.assert_allclose(small.forward(tokens[:t]), whole[:t], atol=1e-4)


@pytest.mark.parametrize("seed", range(10))
def test_attention_sees_distances_alone(seed):
    """Of equal tokens the first layer weighs each by how far back it stands, from wherever it is looked at."""
    model, *_ = tiny(layers=1, seed=seed)
    (attention,) = model.trace([65] * 12).attention
    for t, back in ((5, 1), (5, 3), (5, 5)):
        ratios = [attention[:, u, u - back] / attention[:, u, u] for u in range(t, 12)]
        np.testing.assert_allclose(ratios, [ratios[0]] * len(ratios), rtol=1e-3)
    assert np.ptp(attention[:, 11]) > 1e-3  # and distances do count


def test_probabilities_are_the_softmax_of_the_last_scores(small):
    """They are positive, sum to 1, and are what the scores say."""
    tokens = [3, 1, 4, 1, 5]
    found = small.probabilities(tokens)
    np.testing.assert_allclose(found, softmax(small.forward(tokens)[-1].astype(float)), rtol=1e-4)
    assert (found > 0).all() and abs(found.sum() - 1) < 1e-5


def test_surprise_is_that_of_each_next_token(small):
    """The surprise of each token is minus the logarithm of its probability after those before it."""
    tokens = np.random.default_rng(0).integers(260, size=10)
    wanted = [-np.log(small.probabilities(tokens[:t])[tokens[t]]) for t in range(1, 10)]
    np.testing.assert_allclose(small.surprise(tokens), wanted, rtol=1e-4)
    assert small.perplexity(tokens) == pytest.approx(np.exp(np.mean(wanted)), rel=1e-4)


def test_text_and_its_numbers_are_the_same(small):
    """Every function takes a string or the numbers of its tokens."""
    text = "abab ab"
    tokens = small.tokenizer.encode(text)
    assert len(tokens) == 4 and small.tokens(text) == tokens
    np.testing.assert_array_equal(small.forward(text), small.forward(tokens))
    assert small.continued(text, 3) == small.continued(tokens, 3)


@pytest.mark.parametrize("seed", range(10))
def test_greedy_continuation_is_the_most_probable_at_each_step(seed):
    """What is remembered of earlier tokens gives the same as reading all of them anew."""
    model, *_ = tiny(seed=seed)
    tokens = np.random.default_rng(seed).integers(260, size=5).tolist()
    found = model.continued(tokens, 12)
    for n, number in enumerate(found):
        shares = model.probabilities(tokens + found[:n])
        assert shares[number] > 0.999 * shares.max()
    assert model.continued(tokens, 12, temperature=1.0, most=1, rng=0) == found


def test_drawn_continuations_follow_the_probabilities(small):
    """Over 2,000 draws a token comes as often as its probability says, within 5 standard deviations."""
    shares = small.probabilities("ab").astype(float)
    rng = np.random.default_rng(0)
    draws = [small.continued("ab", 1, temperature=1.0, rng=rng)[0] for _ in range(2000)]
    counts = np.bincount(draws, minlength=len(shares))
    assert (np.abs(counts - 2000 * shares) < 5 * np.sqrt(2000 * shares) + 5).all()


def test_temperature_and_the_most_probable_narrow_the_choice(small):
    """Low temperature gives the best token alone, and no token outside of the best few is drawn."""
    order = np.argsort(-small.probabilities("ab"))
    cold = {small.continued("ab", 1, temperature=t, rng=seed)[0] for seed in range(10) for t in (1e-3, 1e-300)}
    assert cold == {order[0]}
    few = {small.continued("ab", 1, temperature=5.0, most=3, rng=seed)[0] for seed in range(60)}
    assert few == set(order[:3].tolist())


def test_drawing_is_repeated_by_its_seed(small):
    """The same seed gives the same text, another seed another one."""
    one, again, other = (small.continued("ab", 20, temperature=1.0, rng=seed) for seed in (1, 1, 2))
    assert one == again != other and len(one) == 20


def test_continuation_ends_where_it_is_told(small):
    """It stops with the first token of `stop`, which is its last."""
    found = small.continued("ab", 20, temperature=1.0, rng=0)
    assert small.continued("ab", 20, temperature=1.0, rng=0, stop=[found[4]]) == found[: found.index(found[4]) + 1]


# What is refused.


def test_too_little_and_too_much_text_is_refused(small):
    """No token, one where two are needed, and more than the model was made for: both lengths are in the message."""
    refused(ValueError, lambda: small.forward(""), "text needs at least 1 token(s), got 0")
    refused(ValueError, lambda: small.surprise("a"), "text needs at least 2 token(s), got 1")
    refused(ValueError, lambda: small.forward([0] * 41), "text needs at most 40 tokens, got 41")
    refused(ValueError, lambda: small.continued([0] * 30, 11), "text needs at most 40 tokens, got 41")
    assert small.forward([0] * 40).shape[0] == 40 and len(small.continued([0] * 30, 10)) == 10


@pytest.mark.parametrize("without", [[(2, 0)], [(0, 4)], [(-1, 0)], [0, 1], [(0, 1, 2)], (0, 1), "ab", None])
def test_heads_that_are_not_there_are_refused(small, without):
    """Only pairs (layer, head) within the model can be left out."""
    refused((TypeError, ValueError), lambda: small.forward("ab", without=without))


def test_drawing_needs_a_seed(small):
    """At a temperature above 0 the source of chance has to be given."""
    refused(TypeError, lambda: small.continued("ab", 1, temperature=0.5), "rng needs a numpy Generator or a seed")


def test_foreign_models_are_refused():
    """Another architecture, a setting or tensor that lacks, and one of another shape are named."""
    metadata, tensors = gguf_file.model()

    def read(metadata, tensors):
        return LanguageModel(gguf.File("tiny", np.frombuffer(gguf_file.build(metadata, tensors), np.uint8)))

    assert read(metadata, tensors).size == sum(np.prod(shape) for _, shape, _ in tensors.values())
    other = {**metadata, "general.architecture": ("s", "gpt2")}
    refused(ValueError, lambda: read(other, tensors), "architecture llama, got gpt2")
    for name in ("block_count", "rope.freq_base"):
        other = {key: value for key, value in metadata.items() if key != f"llama.{name}"}
        refused(ValueError, lambda other=other: read(other, tensors), f"llama.{name}", "got None")
    for name, value, said in (
        ("attention.head_count_kv", ("I", 3), "heads in equal groups"),
        ("rope.dimension_count", ("I", 7), "of an even width"),
        ("rope.freq_base", ("f", float("nan")), "got nan"),
        ("block_count", ("f", 2.0), "positive int llama.block_count, got 2.0"),
    ):
        other = {**metadata, f"llama.{name}": value}
        refused(ValueError, lambda other=other: read(other, tensors), said)
    other = {**tensors, "output.weight": tensors["token_embd.weight"]}  # another table for the scores
    refused(ValueError, lambda: read(metadata, other), "with one table, got also output.weight")
    other = {key: value for key, value in tensors.items() if key != "blk.1.ffn_up.weight"}
    refused(ValueError, lambda: read(metadata, other), "blk.1.ffn_up.weight of shape (64, 32), got None")
    other = {**tensors, "output_norm.weight": ("F32", (16,), bytes(64))}
    refused(ValueError, lambda: read(metadata, other), "output_norm.weight of shape (32,), got (16,)")
    refused(TypeError, lambda: LanguageModel("smollm.gguf"), "file needs to be", "mathnets.gguf.read(path)")


# SmolLM2.


@pytest.mark.parametrize(
    ("text", "next_token", "probability"),
    [
        ("The capital of France is", " Paris", 0.77),
        ("The opposite of hot is", " cold", 0.68),
        ("Once upon a time there was a little", " girl", 0.44),
    ],
)
def test_next_words(smol, text, next_token, probability):
    """The most probable next words and their probabilities are those of an earlier run of other code."""
    shares = smol.probabilities(text)
    assert smol.tokenizer.pieces([shares.argmax()]) == [next_token]
    assert shares.max() == pytest.approx(probability, abs=0.01)


def test_perplexity_is_that_of_the_reference_and_the_turning_matters(smol):
    """On a plain text the reference agrees within a thousandth; turned by halves it is far more perplexed."""
    file = gguf.read(smollm.path())
    tokens = smol.tokens(TEXT)
    found = {}
    for halves in (False, True):
        scores = reference(file.array, file.metadata, tokens[:-1], halves=halves)
        found[halves] = np.exp(-np.log(softmax(scores)[np.arange(len(tokens) - 1), tokens[1:]]).mean())
    assert smol.perplexity(TEXT) == pytest.approx(found[False], rel=1e-3)
    assert found[True] > 2.5 * found[False]


@pytest.mark.parametrize("seed", range(10))
def test_induction_head(smol, seed):
    """In tokens drawn by chance and said twice, head 6 of layer 18 looks behind the first copy; they surprise less."""
    drawn = np.random.default_rng(seed).integers(1000, 40000, size=25)
    trace, t = smol.trace([*drawn, *drawn]), np.arange(26, 50)
    looks = trace.attention[:, :, t, t - 24].mean(axis=-1)
    assert np.unravel_index(looks.argmax(), looks.shape) == (18, 6)
    assert looks[18, 6] > 0.75  # 0.90 in an earlier run of other code
    surprise = -np.log(softmax(trace.scores[:-1])[np.arange(49), trace.tokens[1:]])
    assert surprise[24:].mean() < surprise[:24].mean() / 2


def test_without_its_induction_heads_it_forgets_what_it_read(smol):
    """Said again, the tokens surprise far more without five induction heads, and hardly more without five others."""
    found = []
    for seed in range(10):
        drawn = np.random.default_rng(seed).integers(1000, 40000, size=20)
        heads = [], [(18, 6), (17, 4), (17, 3), (17, 5), (18, 7)], [(17, 0), (17, 1), (17, 8), (18, 0), (18, 1)]
        found.append([smol.surprise([*drawn, *drawn], without=some)[20:].mean() for some in heads])
    whole, blind, other = np.transpose(found)
    assert (blind - whole > 3).all()  # nats
    assert (other - whole < 2).all()


def test_the_answer_forms_in_the_last_layers(smol):
    """After a third of the layers the model would not yet say Paris; behind the last it does."""
    trace = smol.trace("The capital of France is")
    (paris,) = smol.tokens(" Paris")
    ranks = [(row > row[paris]).sum() for row in smol.scores(trace.residuals[:, -1])]
    assert ranks[-1] == 0 and min(ranks[:11]) > 0


def test_it_looks_at_the_animal(smol):
    """Head 8 of layer 13 looks from "it" to "animal", with the weight of an earlier run of other code."""
    trace = smol.trace("The animal didn't cross the street because it was too tired")
    pieces = smol.tokenizer.pieces(trace.tokens)
    looks = trace.attention[:, :, pieces.index(" it"), pieces.index(" animal")]
    assert np.unravel_index(looks.argmax(), looks.shape) == (13, 8)
    assert looks.max() == pytest.approx(0.75, abs=0.01)


def test_words_in_order_surprise_less(smol):
    """A sentence is less surprising than the same words shuffled, for each of ten shuffles."""
    sentence = "the old man came home and made himself a cup of tea"
    words, straight = sentence.split(), smol.perplexity(sentence)
    for seed in range(10):
        shuffled = np.random.default_rng(seed).permutation(words)
        assert smol.perplexity(" ".join(shuffled)) > 2 * straight


def test_continuation_ends_with_the_end_of_the_answer(smol):
    """Asked in the way that it was trained for, it answers and says that it has ended."""
    asked = "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n"
    end = smol.tokenizer.special["<|im_end|>"]
    found = smol.continued(smol.tokenizer.encode(asked, special=True), 40, stop=[end])
    assert found[-1] == end and "Paris" in smol.tokenizer.decode(found)


def test_size_is_what_its_makers_say(smol):
    """All 134,515,008 parameters are there, and the tokenizer is the file's own."""
    assert smol.size == 134_515_008 and smol.context == 8192
    assert repr(smol).startswith("LanguageModel(30 layers, 9 heads, width 576")
    assert isinstance(smol.tokenizer, Tokenizer) and len(smol.tokenizer.tokens) == 49_152


def test_every_layer_adds_to_the_stream(smol):
    """No vector stays as it was in any layer, and all are finite."""
    residuals = smol.trace("A short text.").residuals
    assert np.isfinite(residuals).all()
    assert all((np.abs(b - a).max(axis=1) > 1e-3).all() for a, b in itertools.pairwise(residuals))


def test_angles_that_are_scaled_are_refused():
    """A file that wants its angles scaled is not computed as if it did not."""
    metadata, tensors = gguf_file.model()
    file = gguf.File("tiny", np.frombuffer(gguf_file.build(metadata, tensors), np.uint8))
    file.metadata["llama.rope.scaling.type"] = "linear"
    refused(ValueError, lambda: LanguageModel(file), "rope.scaling.type linear")
