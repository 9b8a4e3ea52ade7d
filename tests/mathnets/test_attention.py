"""Attention and its parts: against loops and SciPy, against numbers, and the published facts about them."""

import numpy as np
import pytest
from scipy.special import softmax as scipy_softmax

from mathnets import attention as module
from mathnets.activations import softmax
from mathnets.attention import (
    attention,
    attention_gradients,
    causal_mask,
    frequencies,
    layer_norm,
    layer_norm_gradients,
    multi_head_attention,
    rotary,
    sinusoidal_positions,
)
from mathnets.gradients import complex_step
from tests.mutation import fails_if, times
from tests.refusal import refused

SEEDS = range(10)


def by_loops(Q, K, V, mask):
    """Attention of one sequence, a query at a time, over the keys that it may see alone."""
    outputs, weights = np.zeros((len(Q), V.shape[1])), np.zeros((len(Q), len(K)))
    for i, query in enumerate(Q):
        seen = [j for j in range(len(K)) if mask[i, j]]
        weights[i, seen] = scipy_softmax([sum(query * K[j]) / np.sqrt(len(query)) for j in seen])
        outputs[i] = sum(weights[i, j] * V[j] for j in seen)
    return outputs, weights


def analytic(Q, K, V, mask):
    """Attention by operations that take complex numbers."""
    E = np.exp(Q @ K.mT / Q.shape[-1] ** 0.5) * mask
    return E / E.sum(axis=-1, keepdims=True) @ V


def random_case(seed, *lead, S=5, T=6, d=3, e=4):
    """Return queries, keys and values, and a mask whose rows allow something."""
    rng = np.random.default_rng(seed)
    Q, K, V = rng.normal(size=(*lead, S, d)), rng.normal(size=(*lead, T, d)), rng.normal(size=(*lead, T, e))
    mask = rng.random((*lead, S, T)) < 0.5
    mask[..., 0] |= ~mask.any(axis=-1)
    return Q, K, V, mask


# Attention.


@pytest.mark.parametrize("seed", SEEDS)
def test_attention_against_loops(seed):
    """Outputs and weights are those of a query at a time with SciPy's softmax, to 1e-12, with and without a mask."""
    Q, K, V, mask = random_case(seed, 2, 3)
    for own in (mask, np.ones_like(mask)):
        outputs, weights = attention(Q, K, V, mask=own)
        for at in np.ndindex(2, 3):
            expected = by_loops(Q[at], K[at], V[at], own[at])
            np.testing.assert_allclose(outputs[at], expected[0], atol=1e-12)
            np.testing.assert_allclose(weights[at], expected[1], atol=1e-12)
    np.testing.assert_array_equal(attention(Q, K, V)[0], outputs)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradients_of_attention(seed):
    """The three gradients are those of the complex step."""
    Q, K, V, mask = random_case(seed, 2)
    G = np.random.default_rng(seed + 100).normal(size=(2, 5, 4))
    found = attention_gradients(G, Q, K, V, mask=mask)
    parts = [Q, K, V]
    for place, gradient in enumerate(found):

        def f(x, place=place):
            return np.sum(G * analytic(*parts[:place], x, *parts[place + 1 :], mask))

        np.testing.assert_allclose(gradient, complex_step(f, parts[place]), atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_heads_against_loops(seed):
    """Several heads are each head alone, and what they write is summed."""
    rng = np.random.default_rng(seed)
    X, query, key = rng.normal(size=(2, 5, 6)), rng.normal(size=(3, 4, 6)), rng.normal(size=(3, 4, 6))
    value, output, mask = rng.normal(size=(3, 2, 6)), rng.normal(size=(3, 7, 2)), np.tri(5)
    outputs, weights = multi_head_attention(X, query, key, value, output, mask=mask)
    assert weights.shape == (2, 3, 5, 5)
    for n, x in enumerate(X):
        heads = [by_loops(x @ query[h].T, x @ key[h].T, x @ value[h].T, mask) for h in range(3)]
        np.testing.assert_allclose(outputs[n], sum(o @ output[h].T for h, (o, _) in enumerate(heads)), atol=1e-12)
        np.testing.assert_allclose(weights[n], [A for _, A in heads], atol=1e-12)


def test_row_that_sees_nothing_is_refused():
    """A mask with an empty row is named with its row, and never gives NaN."""
    mask = np.tri(3, k=-1)
    refused(ValueError, lambda: attention(np.ones((3, 2)), np.ones((3, 2)), np.ones((3, 1)), mask=mask), "row 0")
    one = np.ones((1, 1, 2))
    refused(ValueError, lambda: multi_head_attention(np.ones((3, 2)), one, one, one, np.ones((1, 2, 1)), mask=mask))


def test_very_large_scores_are_no_trouble():
    """Scores of 1e6 give weights of 0 and 1 without a warning, and a masked one of 1e6 counts for nothing."""
    Q, K, V = np.full((2, 1), 1e3), np.array([[0.0], [1e3]]), np.array([[1.0], [2.0]])
    np.testing.assert_array_equal(attention(Q, K, V)[0], [[2], [2]])
    np.testing.assert_array_equal(attention(Q, K, V, mask=causal_mask(2))[0], [[1], [2]])


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("mathnets.attention.attention", lambda f: lambda Q, K, V, mask: f(Q, sinusoidal_positions(7, 4) + K, V))
def test_attention_without_positions_is_equivariant(seed):
    """T35: attention of places in another order is the same, in that order."""
    rng = np.random.default_rng(seed)
    X, order = rng.normal(size=(7, 4)), rng.permutation(7)
    W = [rng.normal(size=(2, *shape)) for shape in ((4, 4), (4, 4), (4, 4), (4, 4))]
    outputs, weights = multi_head_attention(X, *W)
    moved, moved_weights = multi_head_attention(X[order], *W)
    np.testing.assert_allclose(moved, outputs[order], atol=1e-12)
    np.testing.assert_allclose(moved_weights, weights[:, order][:, :, order], atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("causal_mask", lambda f: lambda T: np.tri(T, k=1, dtype=bool))
def test_causal_mask_is_exact(seed):
    """T35: whatever comes later, what a place gets does not change by a single bit."""
    rng = np.random.default_rng(seed)
    Q, K, V = rng.normal(size=(3, 8, 4))
    before = attention(Q, K, V, mask=causal_mask(8))[0]
    K[5:], V[5:] = rng.normal(size=(2, 3, 4)) * 1e3
    np.testing.assert_array_equal(attention(Q, K, V, mask=causal_mask(8))[0][:5], before[:5])


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("products", lambda f: lambda *args: f(*args) / 4)
def test_variance_of_products_is_the_dimension(seed):
    """T22: the variance of q . k, with entries of variance 1, is d."""
    for d in (4, 64, 512):
        assert products(d, 10000, seed).var() / d == pytest.approx(1, abs=0.1)


def products(d, n, seed):
    """Return dot products of n pairs of normal vectors."""
    Q, K = np.random.default_rng(seed).normal(size=(2, n, d))
    return (Q * K).sum(axis=1)


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("attention", lambda f: lambda Q, K, V: f(Q * Q.shape[-1] ** 0.5, K, V))
def test_root_keeps_the_softmax_from_saturating(seed):
    """T22: for d = 512 and 16 keys the largest weight is .25 on average, and without the root over .9."""
    rng = np.random.default_rng(seed)
    Q, K = rng.normal(size=(500, 1, 512)), rng.normal(size=(500, 16, 512))
    weights = attention(Q, K, K)[1]
    assert weights.max(axis=-1).mean() == pytest.approx(0.246, abs=0.03)
    unscaled = softmax(Q @ K.mT)
    assert unscaled.max(axis=-1).mean() > 0.9


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("mathnets.activations.Softmax.derivative", times(1.2))
def test_jacobian_of_the_softmax_has_norm_at_most_a_half(seed):
    """T24: no logits give more, and two equal ones far above the rest give it."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(500, 6)) * rng.choice([0.1, 1, 10], size=(500, 1))
    norms = np.linalg.norm(softmax.derivative(softmax(z)), ord=2, axis=(1, 2))
    assert norms.max() <= 0.5 + 1e-12
    assert np.linalg.norm(softmax.derivative([0.5, 0.5]), ord=2) == pytest.approx(0.5, abs=1e-15)


# Positions.


def test_sinusoidal_positions_are_their_formula():
    """Each number is the sine or cosine that Vaswani and others give."""
    P = sinusoidal_positions(20, 8)
    for p, i in np.ndindex(20, 4):
        angle = p / 10000 ** (2 * i / 8)
        np.testing.assert_allclose(P[p, 2 * i : 2 * i + 2], [np.sin(angle), np.cos(angle)], atol=1e-15)


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("frequencies", lambda f: lambda d: f(d) * (1 + np.arange(d // 2)))
def test_shift_of_positions_is_a_rotation(seed):
    """T23: one orthogonal matrix takes the encoding of every place to that of the place k further on."""
    rng = np.random.default_rng(seed)
    d, k = 2 * int(rng.integers(1, 20)), int(rng.integers(1, 50))
    d = max(d, 4)
    P, R = sinusoidal_positions(200, d), np.zeros((d, d))
    for i, angle in enumerate(k * frequencies(d)):
        c, s = np.cos(angle), np.sin(angle)
        R[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[c, s], [-s, c]]
    np.testing.assert_allclose(R @ R.T, np.eye(d), atol=1e-14)
    np.testing.assert_allclose(P[:-k] @ R.T, P[k:], atol=1e-12)
    np.testing.assert_allclose(rotary(P[:-k], positions=np.full(200 - k, -k)), P[k:], atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("rotary", lambda f: lambda X, positions: X + np.asarray(positions)[:, None])
def test_rotary_products_see_distances_alone(seed):
    """Turned queries and keys have dot products that do not change when both move on, and turning keeps lengths."""
    rng = np.random.default_rng(seed)
    q, k = rng.normal(size=(2, 1, 8))
    p, distance, further = rng.integers(0, 100, size=3)
    one = rotary(q, positions=[p]) @ rotary(k, positions=[p + distance]).T
    other = rotary(q, positions=[p + further]) @ rotary(k, positions=[p + distance + further]).T
    np.testing.assert_allclose(one, other, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(rotary(q, positions=[p])), np.linalg.norm(q), atol=1e-12)


def test_rotary_is_undone_by_turning_back():
    """Turning back by the same places gives the numbers again: so the transpose, and with it the gradient, is that."""
    X = np.random.default_rng(0).normal(size=(2, 5, 6))
    places = np.arange(5)
    np.testing.assert_allclose(rotary(rotary(X), positions=-places), X, atol=1e-14)
    G = np.random.default_rng(1).normal(size=X.shape)
    assert np.sum(G * rotary(X)) == pytest.approx(np.sum(rotary(G, positions=-places) * X), abs=1e-12)


def test_odd_numbers_of_features_are_refused():
    """Features turn in pairs."""
    refused(ValueError, lambda: sinusoidal_positions(3, 5), "5")
    refused(ValueError, lambda: rotary(np.ones((2, 3))), "3")


# The norm.


@pytest.mark.parametrize("seed", SEEDS)
def test_layer_norm_and_its_gradients(seed):
    """Rows have mean 0 and variance 1; the three gradients are those of the complex step."""
    rng = np.random.default_rng(seed)
    X, G = rng.normal(2, 3, size=(2, 2, 3, 5))
    gain, shift = rng.normal(size=(2, 5))
    normed = layer_norm(X, eps=1e-12)
    np.testing.assert_allclose([normed.mean(axis=-1), normed.var(axis=-1) - 1], np.zeros((2, 2, 3)), atol=1e-9)

    def f(X, gain, shift):
        centred = X - X.mean(axis=-1, keepdims=True)
        y = centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5) * gain + shift
        return y

    np.testing.assert_allclose(layer_norm(X, gain=gain, shift=shift), f(X, gain, shift), atol=1e-13)
    dX, dgain, dshift = layer_norm_gradients(G, X, gain=gain)
    np.testing.assert_allclose(dX, complex_step(lambda x: np.sum(G * f(x, gain, shift)), X), atol=1e-12)
    np.testing.assert_allclose(dgain, complex_step(lambda g: np.sum(G * f(X, g, shift)), gain), atol=1e-12)
    np.testing.assert_allclose(dshift, complex_step(lambda b: np.sum(G * f(X, gain, b)), shift), atol=1e-12)


def test_single_precision_stays():
    """Operations on float32 give float32."""
    X = np.random.default_rng(0).normal(size=(3, 4)).astype(np.float32)
    found = [*attention(X, X, X), *attention_gradients(X, X, X, X), rotary(X), layer_norm(X)]
    found += layer_norm_gradients(X, X)
    assert {array.dtype for array in found} == {np.dtype(np.float32)}
    assert module.attention(X, X, X.astype(float))[0].dtype == np.float64


def test_turns_in_single_precision_are_right_far_along():
    """Angles are formed in double precision: at the ten thousandth place the error is that of single numbers."""
    X = np.random.default_rng(0).normal(size=(1, 64))
    one = module.rotary(X.astype(np.float32), positions=[1e4])
    np.testing.assert_allclose(one, module.rotary(X, positions=[1e4]), atol=1e-6)


def test_norms_of_equal_numbers_in_single_precision():
    """The smallest addition that is allowed is one that single precision holds."""
    refused(ValueError, lambda: module.layer_norm(np.ones((1, 2), np.float32), eps=1e-50), "eps")
    assert np.isfinite(module.layer_norm(np.ones((1, 2), np.float32), eps=1e-30)).all()
