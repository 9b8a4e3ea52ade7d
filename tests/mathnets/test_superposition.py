"""Superposition: gradients by differences and autograd, shares of dimensions by hand, the pentagon over ten seeds."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad

from mathnets import superposition
from mathnets.gradients import check_gradient
from tests.mutation import fails_if
from tests.refusal import refused

SEEDS = range(10)


def setting(seed, M=3, m=2, n=5, N=20):
    """Random models, features and importances."""
    rng = np.random.default_rng(seed)
    W, b = rng.standard_normal((M, m, n)), 0.3 * rng.standard_normal((M, n))
    return W, b, superposition.sparse_features(n, np.full(M, 0.4), N, rng), rng.uniform(0.2, 2, n)


@pytest.mark.parametrize("seed", SEEDS)
@fails_if("mathnets.superposition._backward", lambda f: lambda *a: (f(*a)[0], 0.9 * f(*a)[1], f(*a)[2]))
def test_the_backward_pass_is_the_gradient(seed):
    """Both gradients agree with autograd's to rounding, and with differences along random directions."""
    W, b, X, importance = setting(seed)

    def loss(W, b):
        Y = anp.maximum(anp.einsum("mki,mdi,mdj->mkj", X, W, W) + b[:, None], 0)
        return anp.sum(importance * (X - Y) ** 2) / X.shape[1]

    value, dW, db = superposition.loss_and_gradients(W, b, X, importance)
    assert value.sum() == pytest.approx(loss(W, b), rel=1e-12)
    np.testing.assert_allclose(dW, grad(loss, 0)(W, b), atol=1e-11)
    np.testing.assert_allclose(db, grad(loss, 1)(W, b), atol=1e-11)
    check_gradient(lambda W: superposition.loss_and_gradients(W, b, X, importance)[0].sum(), dW, W, rng=seed)


def test_models_share_nothing():
    """The loss of a model, its gradients and what it makes of features are those that it has alone."""
    W, b, X, importance = setting(0)
    together = superposition.loss_and_gradients(W, b, X, importance)
    for k in range(3):
        alone = superposition.loss_and_gradients(W[k : k + 1], b[k : k + 1], X[k : k + 1], importance)
        for one, other in zip(together, alone, strict=True):
            np.testing.assert_allclose(one[k], other[0], atol=1e-13)
    Y = superposition.reconstruct(W, b, X)
    np.testing.assert_allclose(Y[1, 4], np.maximum(W[1].T @ (W[1] @ X[1, 4]) + b[1], 0), atol=1e-13)
    np.testing.assert_allclose(together[0], np.sum(importance * (X - Y) ** 2, axis=2).mean(axis=1), atol=1e-12)


def test_features_are_as_sparse_as_asked():
    """The share of zeros is S within four standard errors; the others are uniform."""
    sparsity = np.array([0.0, 0.5, 0.95])
    X = superposition.sparse_features(4, sparsity, 5000, rng=0)
    zeros = (X == 0).mean(axis=(1, 2))
    assert (np.abs(zeros - sparsity) <= 4 * np.sqrt(sparsity * (1 - sparsity) / 20_000)).all()
    assert X.max() < 1 and X[0].mean() == pytest.approx(0.5, abs=0.01)


def test_shares_of_a_dimension():
    """A feature of its own has 1, opposites 1/2, corners of a pentagon 2/5, one not kept 0, whatever the size."""
    turn = 2 * np.pi * np.arange(5) / 5
    pentagon = np.stack([np.cos(turn), np.sin(turn)])
    pairs = np.array([[1, -1, 0, 0, 0], [0, 0, 1, -1, 0.0]])
    axes = np.array([[3, 0, 0, 0, 0], [0, 2, 0, 0, 0.0]])
    found = superposition.feature_dimensionality(np.stack([pentagon, pairs, axes]))
    np.testing.assert_allclose(found, [[0.4] * 5, [0.5] * 4 + [0], [1, 1, 0, 0, 0]], atol=1e-12)
    np.testing.assert_allclose(superposition.feature_dimensionality(1e-20 * pentagon[None])[0], 0.4)


def test_polygons_are_told_from_others():
    """A turned pentagon is one; with a corner moved, one that is short, or two in one place it is none."""
    turn = 0.3 + 2 * np.pi * np.array([3, 0, 2, 4, 1]) / 5
    pentagon = np.stack([np.cos(turn), np.sin(turn)])
    moved, short, doubled = pentagon.copy(), pentagon.copy(), pentagon.copy()
    moved[:, 0] = np.cos(turn[0] + 0.3), np.sin(turn[0] + 0.3)
    short[:, 0] *= 0.3
    doubled[:, 0] = doubled[:, 1]
    found = superposition.are_polygons([pentagon, moved, short, doubled, 0 * pentagon])
    assert found.tolist() == [True, False, False, False, False]


def geometry_of(models):
    """How many features each model keeps, and whether they are a pentagon."""
    kept = (np.linalg.norm(models.W, axis=1) > 0.5).sum(axis=1)
    return kept, superposition.are_polygons(models.W)


@fails_if("mathnets.superposition._features", lambda f: lambda n, sparsity, N, rng: f(n, 0 * sparsity, N, rng))
def test_dense_features_cost_more_than_sparse_ones():
    """Two dimensions hold five sparse features at a fifth of the loss of dense ones, or less."""
    models = superposition.train_toy_models(5, 2, [0.0, 0.95], steps=500, rng=0)
    assert models.loss[0] > 5 * models.loss[1]
    assert models.loss[0] == pytest.approx(0.24, abs=0.05)


@pytest.mark.parametrize("seed", [0, 1])
def test_five_sparse_features_form_a_pentagon_in_two_dimensions(seed):
    """At sparsity 0.95 at least nine of ten starts end as a pentagon (measured: ten); of dense features none do.

    There, with falling importance, the two most important get a dimension each, and the others are not kept.
    """
    sparse = superposition.train_toy_models(5, 2, np.full(10, 0.95), rng=seed)
    kept, pentagon = geometry_of(sparse)
    assert pentagon.sum() >= 9 and (kept == 5).sum() >= 9
    shares = superposition.feature_dimensionality(sparse.W[pentagon])
    np.testing.assert_allclose(shares, 0.4, atol=0.06)
    dense = superposition.train_toy_models(5, 2, np.zeros(10), importance=0.7 ** np.arange(5), rng=seed)
    kept, pentagon = geometry_of(dense)
    assert not pentagon.any() and (kept == 2).all() and (np.linalg.norm(dense.W[:, :, :2], axis=1) > 0.9).all()


@fails_if("mathnets.superposition.RATE", lambda rate: 1e-9)
def test_training_lowers_the_loss_and_repeats_itself():
    """The same seed gives the same models, far better than models that return nothing."""
    models = superposition.train_toy_models(5, 2, np.full(3, 0.9), steps=400, rng=0)
    again = superposition.train_toy_models(5, 2, np.full(3, 0.9), steps=400, rng=0)
    np.testing.assert_array_equal(models.W, again.W)
    assert (models.loss < 0.5 * 5 * 0.1 / 3).all()


def test_wrong_shapes_are_refused():
    """Models without an axis in front, features of other models, a sparsity of 1, a negative importance."""
    W, b, X, importance = setting(0)
    refused(ValueError, lambda: superposition.reconstruct(W[0], b, X), "W needs shape (M, m, n)")
    refused(ValueError, lambda: superposition.reconstruct(W, b[:2], X), "b needs 3 rows")
    refused(ValueError, lambda: superposition.reconstruct(W, b, X[:2]), "X needs shape (3, N, 5)")
    refused(ValueError, lambda: superposition.loss_and_gradients(W, b, X, -importance), "importance needs")
    refused(ValueError, lambda: superposition.train_toy_models(5, 2, [1.0], rng=0), "sparsity needs")
    refused(ValueError, lambda: superposition.are_polygons(np.ones((1, 3, 5))), "2 dimensions")


def test_models_do_not_change_each_other():
    """A model of tiny directions has the shares that it has alone."""
    W = np.array([[[1.0, 0], [0, 1]], [[1e-90, 0], [0, 1e-90]], [[1, 0], [0, 1e-90]]])
    np.testing.assert_allclose(superposition.feature_dimensionality(W), np.ones((3, 2)))
