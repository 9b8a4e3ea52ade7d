"""Induction heads: measures of patterns made by hand, a network built by hand, and one that learns."""

import numpy as np
import pytest

from mathnets.induction import (
    copying_transformer,
    half_losses,
    prefix_matching,
    previous_token,
    repeated_sequences,
)
from mathnets.optimizers import Adam
from mathnets.transformer import Transformer, train
from tests.mutation import fails_if
from tests.refusal import refused

SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
def test_sequences_come_again(seed):
    """Each sequence is its first period again and again, with its own period if two bounds are given."""
    X = repeated_sequences(50, 20, 9, period=7, rng=seed)
    np.testing.assert_array_equal(X[:, 7:], X[:, :-7])
    assert X.shape == (50, 20) and X.min() == 0 and X.max() == 8
    X = repeated_sequences(50, 20, 9, period=(3, 9), distinct=True, rng=seed)
    found = {int(np.flatnonzero(row[1:] == row[0])[0]) + 1 for row in X}
    assert found == set(range(3, 10))
    assert all(len(set(row[:3])) == 3 for row in X)


def by_loops(A, X):
    """The prefix-matching score of one head, a place at a time."""
    shares = []
    for x, pattern in zip(X, A, strict=True):
        for i in range(len(x)):
            after = [j for j in range(1, i + 1) if x[j - 1] == x[i]]
            if after:
                shares.append(sum(pattern[i, j] for j in after))
    return np.mean(shares)


@pytest.mark.parametrize("seed", SEEDS)
def test_prefix_matching_against_loops(seed):
    """The score is its definition, of random attention on random tokens."""
    rng = np.random.default_rng(seed)
    A = rng.random((2, 3, 2, 9, 9)) * np.tri(9)
    A /= A.sum(axis=-1, keepdims=True)
    X = rng.integers(0, 4, size=(3, 9))
    expected = [[by_loops(A[layer, :, head], X) for head in range(2)] for layer in range(2)]
    np.testing.assert_allclose(prefix_matching(A, X), expected, atol=1e-12)
    expected = sum(A[..., i, i - 1].mean(axis=1) for i in range(1, 9)) / 8
    np.testing.assert_allclose(previous_token(A), expected, atol=1e-12)


def test_halves_leave_out_what_cannot_be_known():
    """Of 2 P tokens, P - 1 losses count for the first half and P - 1 for the second; not the one in between."""
    assert half_losses([[1, 2, 99, 3, 4], [1, 2, 99, 3, 4]]) == (1.5, 3.5)
    refused(ValueError, lambda: half_losses([[1.0, 2.0]]), "2 P - 1")
    refused(ValueError, lambda: prefix_matching(np.ones((1, 1, 1, 3, 3)) / 3, [[0, 1, 2]]), "come again")


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("copying_transformer", lambda f: lambda K, C: _without_first_layer(f(K, C)))
def test_network_built_by_hand_copies(seed):
    """T28: in 20 sequences each token of the second half but the first is the likeliest: 100 %, where chance is 5 %."""
    X = repeated_sequences(20, 40, 20, period=20, distinct=True, rng=seed)
    network = copying_transformer(20, 40)
    likeliest = network.forward(X).argmax(axis=-1)
    assert (likeliest[:, 20:-1] == X[:, 21:]).all()
    patterns = network.trace(X).patterns
    assert prefix_matching(patterns, X)[1, 0] > 1 - 1e-9
    assert previous_token(patterns)[0, 0] > 1 - 1e-9


def _without_first_layer(network):
    network.weights.layers[0].output[...] = 0
    return network


def test_network_built_by_hand_finds_any_period():
    """It goes by the tokens and not by the distance, however often the period changes."""
    X = repeated_sequences(100, 30, 15, period=(3, 15), distinct=True, rng=0)
    likeliest = copying_transformer(15, 30).forward(X).argmax(axis=-1)
    assert (likeliest[:, 15:-1] == X[:, 16:]).all()


def test_two_layers_learn_to_copy_and_one_does_not():
    """With periods of many lengths, most networks of two layers grow an induction head, and none of one layer."""
    test = repeated_sequences(32, 24, 20, period=12, rng=1)
    found = {1: [], 2: []}
    for seed in SEEDS:
        for layers, results in found.items():
            settings = {"width": 32, "heads": 2, "layers": layers, "positions": "rotary", "dtype": np.float32}
            network, rng = Transformer(20, 24, **settings, rng=seed), np.random.default_rng(seed)
            train(network, (repeated_sequences(32, 24, 20, period=(6, 12), rng=rng) for _ in range(400)), Adam(0.01))
            score = prefix_matching(network.trace(test).patterns, test)[-1].max()
            results.append((score, half_losses(network.losses(test))[1]))
    assert all(score < 0.3 and loss > 1 for score, loss in found[1]), found
    assert sum(score > 0.6 and loss < 0.6 for score, loss in found[2]) >= 6, found
