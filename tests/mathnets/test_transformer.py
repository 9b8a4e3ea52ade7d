"""Transformers: the written-out passes against plain ones, numbers and autograd; what they promise; and training."""

import warnings

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from scipy.special import log_softmax
from scipy.special import softmax as scipy_softmax

from mathnets import attention as plain
from mathnets import transformer as module
from mathnets.activations import softplus, tanh
from mathnets.gradients import central_difference, check_gradient
from mathnets.optimizers import Adam, GradientDescent
from mathnets.transformer import Plan, Run, Transformer, excerpts, train
from tests.mutation import fails_if
from tests.refusal import refused

SEEDS = range(10)
KINDS = {
    "attention alone": {"hidden": 0},
    "with an MLP": {"hidden": 7, "activation": tanh},
    "tied": {"hidden": 5, "tied": True, "activation": softplus},
    "rotary": {"positions": "rotary", "hidden": 5},
    "sinusoidal": {"positions": "sinusoidal"},
    "no positions": {"positions": "none", "tied": True},
    "no norm": {"norm": False, "hidden": 6, "activation": tanh},
    "one layer": {"layers": 1, "heads": 4, "norm": False},
}


def network(seed=0, **settings):
    """Return a small transformer with parameters that are all random, norms and biases too."""
    model = Transformer(6, 9, **{"width": 8, "heads": 2, "layers": 2, "rng": seed, **settings})
    model.parameters = model.parameters + np.random.default_rng(seed + 1).normal(scale=0.4, size=model.size)
    return model


def sequences(seed=0, N=5, T=9):
    """Return random tokens."""
    return np.random.default_rng(seed + 2).integers(0, 6, size=(N, T))


def norm(x, gain, shift, np_):
    """The norm of rows as its formula, or nothing."""
    if gain is None:
        return x
    centred = x - np_.mean(x, axis=-1, keepdims=True)
    return centred / np_.sqrt(np_.mean(centred**2, axis=-1, keepdims=True) + 1e-5) * gain + shift


def turned(x):
    """Rotary positions of rows, by complex numbers as points of the plane, written with real ones."""
    T, d = x.shape
    angles = np.arange(T)[:, None] / 10000 ** (np.arange(0, d, 2) / d)
    even, odd = x[:, 0::2], x[:, 1::2]
    pairs = [even * np.cos(angles) - odd * np.sin(angles), even * np.sin(angles) + odd * np.cos(angles)]
    return anp.reshape(anp.stack(pairs, axis=-1), (T, d))


def by_formula(model, weights, x, np_=np):
    """The scores of one sequence from its formulas, a head at a time, in numpy or in autograd's."""
    T, stream = len(x), weights.embedding[x]
    if model.positions == "learned":
        stream = stream + weights.positions[:T]
    if model.positions == "sinusoidal":
        stream = stream + plain.sinusoidal_positions(T, model.width)
    for layer in weights.layers:
        read, added = norm(stream, layer.gain, layer.shift, np_), 0
        for h in range(model.heads):
            q, k, v = (read @ W[h].T for W in (layer.query, layer.key, layer.value))
            if model.positions == "rotary":
                q, k = turned(q), turned(k)
            E = np_.exp(q @ k.T / np.sqrt(q.shape[1])) * np.tri(T)
            added = added + E / np_.sum(E, axis=1, keepdims=True) @ v @ layer.output[h].T
        stream = stream + added
        if model.hidden:
            z = norm(stream, layer.mlp_gain, layer.mlp_shift, np_) @ layer.inner.T + layer.inner_bias
            f = {"tanh": np_.tanh, "softplus": lambda z: np_.log(1 + np_.exp(z)), "relu": lambda z: z * (z > 0)}
            stream = stream + f[model.activation.name](z) @ layer.outer.T + layer.outer_bias
    return norm(stream, weights.gain, weights.shift, np_) @ weights.unembedding.T


def mean_loss(model, theta, X):
    """The mean loss from the formulas, of a vector of parameters that autograd may follow."""
    total = 0
    for x in X:
        z = by_formula(model, cut(model, theta), x[:-1], anp)
        chosen = z[np.arange(len(x) - 1), x[1:]]
        total = total + anp.sum(anp.log(anp.sum(anp.exp(z), axis=1)) - chosen)
    return total / X[:, 1:].size


def cut(model, theta):
    """The parameters in a vector, cut by a mould of places: as `split` does, but for autograd."""
    places = model.split(np.arange(float(model.size)))

    def take(part):
        return None if part is None else theta[part.astype(int)]

    layers = [module.Layer(*map(take, layer)) for layer in places.layers]
    return module.Weights(*(layers if isinstance(part, list) else take(part) for part in places))


@pytest.mark.parametrize("kind", KINDS)
def test_forward_is_its_formula(kind):
    """Scores, losses and the loss are those of the formulas, to 1e-12, whatever the kind; over ten seeds."""
    for seed in SEEDS:
        model, X = network(seed, **KINDS[kind]), sequences(seed)
        expected = np.array([by_formula(model, model.weights, x) for x in X])
        np.testing.assert_allclose(model.forward(X), expected, atol=1e-11)
        losses = -np.take_along_axis(log_softmax(expected[:, :-1], axis=-1), X[:, 1:, None], -1)[..., 0]
        np.testing.assert_allclose(model.losses(X), losses, atol=1e-11)
        assert model.loss(X) == pytest.approx(losses.mean(), abs=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_gradient_against_autograd(kind):
    """The gradient written out is the one that autograd finds from the formulas, to rounding."""
    for seed in range(3):
        model, X = network(seed, **KINDS[kind]), sequences(seed, N=2)
        expected = grad(lambda theta: mean_loss(model, theta, X))(model.parameters.copy())  # noqa: B023
        np.testing.assert_allclose(model.gradient(X), expected, atol=1e-12 * max(1, abs(expected).max()) * 10)


@pytest.mark.parametrize("kind", KINDS)
def test_gradient_against_differences(kind):
    """In random directions the loss changes as the gradient says, over ten seeds."""
    for seed in SEEDS:
        model, X = network(seed, **KINDS[kind]), sequences(seed, T=6)
        assert check_gradient(lambda theta: model.at(theta).loss(X), model.gradient(X), model.parameters, seed) < 1e-7  # noqa: B023


def test_gradient_entry_by_entry():
    """Each parameter's own slope is that of central differences."""
    model, X = network(layers=1, width=4, hidden=3, activation=tanh), sequences(N=2, T=4)
    expected = central_difference(lambda theta: model.at(theta).loss(X), model.parameters)
    np.testing.assert_allclose(model.gradient(X), expected, atol=1e-8)


def test_blocks_change_nothing(monkeypatch):
    """Many sequences run through in blocks of some give what they give at once."""
    model, X = network(hidden=5), sequences(N=7)
    once = model.forward(X), model.losses(X), model.gradient(X), model.trace(X)
    monkeypatch.setattr(module, "_BLOCK", 2 * 9 * 9 * 3)
    again = model.forward(X), model.losses(X), model.gradient(X), model.trace(X)
    for one, other in zip([*once[:3], *once[3]], [*again[:3], *again[3]], strict=True):
        np.testing.assert_allclose(one, other, atol=1e-13)


def test_trace_shows_what_happened():
    """Residual states begin at the embedding, grow by what heads and MLPs add, and end in the scores."""
    model, X = network(hidden=5), sequences()
    trace, weights = model.trace(X), model.weights
    assert trace.residuals.shape == (5, 5, 9, 8) and trace.patterns.shape == (2, 5, 2, 9, 9)
    np.testing.assert_allclose(trace.residuals[0], weights.embedding[X] + weights.positions, atol=1e-14)
    for number, layer in enumerate(weights.layers):
        before, between, after = trace.residuals[2 * number : 2 * number + 3]
        read = plain.layer_norm(before, gain=layer.gain, shift=layer.shift)
        added, patterns = plain.multi_head_attention(
            read, layer.query, layer.key, layer.value, layer.output, mask=plain.causal_mask(9)
        )
        np.testing.assert_allclose(between - before, added, atol=1e-12)
        np.testing.assert_allclose(trace.patterns[number], patterns, atol=1e-12)
        read = plain.layer_norm(between, gain=layer.mlp_gain, shift=layer.mlp_shift)
        hidden = np.maximum(read @ layer.inner.T + layer.inner_bias, 0)
        np.testing.assert_allclose(after - between, hidden @ layer.outer.T + layer.outer_bias, atol=1e-12)
    top = plain.layer_norm(trace.residuals[-1], gain=weights.gain, shift=weights.shift)
    np.testing.assert_allclose(trace.scores, top @ weights.unembedding.T, atol=1e-12)
    np.testing.assert_array_equal(trace.scores, model.forward(X))
    assert len(network().trace(X).residuals) == 3


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("mathnets.transformer.causal_mask", lambda f: lambda T: np.ones((T, T), dtype=bool))
def test_future_changes_nothing(seed):
    """T35: scores of a place are the same to the last bit, whatever tokens come after it."""
    model, X = network(seed, hidden=5), sequences(seed)
    before = model.forward(X)[:, :5]
    X[:, 5:] = (X[:, 5:] + 1 + seed % 5) % 6
    np.testing.assert_array_equal(model.forward(X)[:, :5], before)


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("positions", lambda none: "learned")
@pytest.mark.parametrize("positions", ["none"])
def test_last_score_does_not_see_the_order_without_positions(seed, positions):
    """T35: one layer without positions gives its last token the same scores however those before are shuffled."""
    model, X = network(seed, layers=1, positions=positions), sequences(seed)
    X[:, :8] = np.arange(8) % 6  # tokens that differ, so that a shuffle changes the sequence
    moved = np.concatenate([X[:, np.random.default_rng(seed).permutation(8)], X[:, 8:]], axis=1)
    np.testing.assert_allclose(model.forward(moved)[:, -1], model.forward(X)[:, -1], atol=1e-12)


def test_large_scores_are_exact_and_silent():
    """Scores of thousands give the same as the formula with a softmax that is shifted, without a warning."""
    model, X = network(norm=False), sequences()
    for layer in model.weights.layers:
        layer.query[...] *= 1e3
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        patterns = model.trace(X).patterns[0]
    weights = model.weights
    stream = weights.embedding[X] + weights.positions
    q, k = (stream[:, None] @ W.mT for W in (weights.layers[0].query, weights.layers[0].key))
    scores = np.where(np.tri(9, dtype=bool), q @ k.mT / 2, -np.inf)
    np.testing.assert_allclose(patterns, scipy_softmax(scores, axis=-1), atol=1e-9)


# Tokens that come next.


def test_next_token_is_the_softmax_of_the_last_scores():
    """Probabilities are those of the scores over the temperature; at 0 the likeliest has all, at infinity none more."""
    model, X = network(), sequences()
    scores = model.forward(X)[:, -1]
    np.testing.assert_allclose(model.next_token(X), scipy_softmax(scores, axis=-1), atol=1e-14)
    np.testing.assert_allclose(model.next_token(X[0], temperature=0.5), scipy_softmax(2 * scores[0]), atol=1e-14)
    np.testing.assert_array_equal(model.next_token(X, temperature=0).argmax(axis=1), scores.argmax(axis=1))
    np.testing.assert_allclose(model.next_token(X, temperature=1e12), 1 / 6, atol=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("temperature", lambda t: 2 * t)
@pytest.mark.parametrize("temperature", [0.7])
def test_samples_have_the_probabilities(seed, temperature):
    """Of 4,000 draws each token comes as often as its probability says, to five standard errors."""
    model = network(seed, norm=False)
    model.weights.unembedding[...] *= 2
    p = model.next_token([1, 2], temperature=0.7)
    drawn = model.sample(np.tile([1, 2], (4000, 1)), 1, temperature=temperature, rng=seed)[:, 2]
    found = np.bincount(drawn, minlength=6) / 4000
    assert (abs(found - p) <= 5 * np.sqrt(p * (1 - p) / 4000) + 1e-3).all()


def test_samples_are_those_of_the_seed_and_may_outgrow_the_context():
    """The same seed gives the same text; beyond the context only the last tokens are read."""
    model = network()
    one = model.sample([1, 2, 3], 20, rng=5)
    np.testing.assert_array_equal(one, model.sample([1, 2, 3], 20, rng=5))
    assert one.shape == (23,) and (one[:3] == [1, 2, 3]).all()
    greedy = model.sample(sequences(), 1, temperature=0, rng=0)
    np.testing.assert_array_equal(greedy[:, -1], model.forward(sequences())[:, -1].argmax(axis=-1))


def test_sequences_that_do_not_fit_are_refused():
    """Longer than the context: both lengths are named; so are tokens that are none, and a sequence without target."""
    model = network()
    refused(ValueError, lambda: model.forward(np.zeros((1, 10))), "at most 9", "got 10")
    refused(ValueError, lambda: model.losses(np.zeros((1, 11))), "at most 10", "got 11")
    assert model.losses(np.zeros((1, 10))).shape == (1, 9)
    refused(ValueError, lambda: model.forward([[0, 6]]), "from 0 to 5")
    refused(ValueError, lambda: model.losses([[1]]), "at least 2")
    refused(ValueError, lambda: Transformer(5, 5, width=10, heads=4, rng=0), "multiple")
    refused(ValueError, lambda: Transformer(5, 5, width=6, heads=2, positions="rotary", rng=0), "even")


# Parameters and training.


def test_parameters_are_one_vector():
    """Views write through, `at` copies, and the parts of the vector are all that there is."""
    for settings in KINDS.values():
        model = network(**settings)
        model.parameters = np.zeros(model.size)
        weights = model.weights
        for part in [*weights, *(part for layer in weights.layers for part in layer)]:
            if isinstance(part, np.ndarray):
                part += 1
        tied = model.tokens * model.width if model.tied else 0
        assert (model.parameters == 1).sum() == model.size - tied and model.parameters.sum() == model.size + tied
        other = model.at(np.zeros(model.size))
        assert not other.parameters.any() and model.parameters.all()


@pytest.mark.parametrize("seed", SEEDS)
def test_first_scores_are_of_size_one(seed):
    """At the start scores have a variance near 1, so that the loss is not far above that of a blind guess."""
    model = Transformer(50, 32, width=64, hidden=256, rng=seed)
    X = np.random.default_rng(seed).integers(0, 50, size=(8, 33))
    assert 0.5 < model.forward(X[:, :-1]).var() < 2
    assert np.log(50) < model.loss(X) < np.log(50) + 1


def test_training_follows_the_gradient():
    """A step of gradient descent is the rate times the gradient; losses are before the step; records are copies."""
    model, X = network(hidden=4), sequences()
    theta, gradient, loss = model.parameters.copy(), model.gradient(X), model.loss(X)
    history = train(model, [X, X], GradientDescent(0.1), record=[0, 1, 2, 7])
    np.testing.assert_array_equal(history.steps, [0, 1, 2])
    np.testing.assert_array_equal(history.parameters[0], theta)
    np.testing.assert_allclose(history.parameters[1], theta - 0.1 * gradient, atol=1e-14)
    np.testing.assert_array_equal(history.parameters[2], model.parameters)
    assert history.losses[0] == pytest.approx(loss) and history.losses.shape == (2,)
    assert history.losses[1] < history.losses[0]


def test_training_learns_what_can_be_known():
    """Sequences that count on from a random start: the loss falls to that of the first token, and samples count."""
    rng = np.random.default_rng(0)
    batches = [(rng.integers(0, 6, size=(16, 1)) + np.arange(8)) % 6 for _ in range(150)]
    for dtype in (np.float64, np.float32):
        model = Transformer(6, 9, width=16, heads=2, hidden=16, positions="rotary", rng=0, dtype=dtype)
        history = train(model, batches, Adam(0.01))
        assert history.losses[-1] < 0.02 and model.parameters.dtype == dtype
        np.testing.assert_array_equal(model.sample([4], 5, temperature=0, rng=0), [4, 5, 0, 1, 2, 3])


def test_training_that_diverges_says_so():
    """A rate that is far too large ends in an error with the step, not in NaN; so does no batch at all."""
    model = network(norm=False, hidden=5)
    with pytest.raises(FloatingPointError, match="step"):
        train(model, [sequences()] * 50, GradientDescent(1e6))
    refused(ValueError, lambda: train(network(), [], Adam(0.1)), "at least one")


def test_optimizer_and_plan_are_not_used_up():
    """An optimizer serves for several trainings, each as if it were the first; a plan follows the parameters."""
    optimizer, ends = Adam(0.01), []
    for _ in range(2):
        model = network()
        train(model, [sequences()] * 3, optimizer)
        ends.append(model.parameters)
    np.testing.assert_array_equal(*ends)
    plan = Plan(model, 5, 8)
    first = plan.gradient(sequences())[0]
    model.parameters = model.parameters * 0.5
    assert plan.gradient(sequences())[0] != first
    np.testing.assert_allclose(plan.gradient(sequences())[1], model.gradient(sequences()), atol=1e-15)
    np.testing.assert_allclose(
        np.moveaxis(Run(model, 5, 9, None).forward(sequences()), 0, -1), model.forward(sequences()), atol=1e-13
    )


def test_excerpts_are_pieces_of_the_text():
    """Each sequence is a piece of the text; all places where one can begin do begin one."""
    text = np.arange(20)
    found = np.concatenate(list(excerpts(text, 5, batch=16, steps=20, rng=0)))
    np.testing.assert_array_equal(found, found[:, :1] + np.arange(5))
    assert set(found[:, 0]) == set(range(16))
