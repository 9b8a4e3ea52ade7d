"""The initial weights: their spread, and what becomes of a signal that goes through many layers of them."""

import math

import numpy as np
import pytest
import scipy.stats

from mathnets.initializers import glorot_normal, glorot_uniform, he_normal, lecun_normal, orthogonal
from tests.mutation import fails_if, times

SPREAD = {  # variance times the number of inputs, for 400 outputs and 200 inputs
    glorot_uniform: 200 * 2 / 600,
    glorot_normal: 200 * 2 / 600,
    he_normal: 2.0,
    lecun_normal: 1.0,
}
ALL = [*SPREAD, orthogonal]


SPREAD_OF = {
    glorot_normal: lambda n_out, n_in: 2 / (n_out + n_in),
    he_normal: lambda n_out, n_in: 2 / n_in,
    lecun_normal: lambda n_out, n_in: 1 / n_in,
}


def name(f):
    return f.__name__


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("initial", SPREAD, ids=name)
def test_variance_is_as_stated(initial, seed):
    """The sample variance is within five standard errors of the stated one, and the mean of 0."""
    W = initial(400, 200, seed)
    expected = SPREAD[initial] / 200
    kurtosis = 9 / 5 if initial is glorot_uniform else 3
    error = expected * np.sqrt((kurtosis - 1) / W.size)
    assert abs(W.var() - expected) < 5 * error
    assert abs(W.mean()) < 5 * np.sqrt(expected / W.size)


@pytest.mark.parametrize("seed", range(10))
def test_shapes_of_the_distributions(seed):
    """The normal ones pass a normality test, and the uniform one is uniform up to its bound."""
    for initial in (glorot_normal, he_normal, lecun_normal):
        W = initial(60, 50, seed).ravel()
        assert scipy.stats.kstest(W / np.sqrt(SPREAD_OF[initial](60, 50)), "norm").pvalue > 1e-4
    bound = math.sqrt(6 / 110)
    W = glorot_uniform(60, 50, seed).ravel()
    assert scipy.stats.kstest(W, "uniform", args=(-bound, 2 * bound)).pvalue > 1e-4


@fails_if("initial", times(1.1))
@pytest.mark.parametrize("draw", range(10))
@pytest.mark.parametrize("initial, per_layer", [(he_normal, 1.0), (lecun_normal, 0.5)], ids=["he", "lecun"])
def test_mean_square_through_rectified_layers(initial, per_layer, draw):
    """Through 30 ReLU layers of 400 units, variance 2/n keeps the mean square per layer and 1/n halves it."""
    rng = np.random.default_rng(draw)
    x = rng.normal(size=(20, 400))
    start = np.mean(x**2)
    for _ in range(30):
        x = np.maximum(x @ initial(400, 400, rng).T, 0)
    # one layer's relative spread is sqrt(5 / 400) (n = 400 units), so that of the mean over 30 layers about 0.02
    assert (np.mean(x**2) / start) ** (1 / 30) == pytest.approx(per_layer, rel=5 * np.sqrt(5 / 400 / 30))


@pytest.mark.parametrize("draw", range(10))
def test_mean_square_through_linear_layers(draw):
    """Without the rectifier it is variance 1/n, or an orthogonal matrix, that keeps it; the latter exactly."""
    rng = np.random.default_rng(draw)
    start = rng.normal(size=(20, 400))
    x = z = start
    for _ in range(30):
        x = x @ lecun_normal(400, 400, rng).T
        z = z @ orthogonal(400, 400, rng).T
    assert (np.mean(x**2) / np.mean(start**2)) ** (1 / 30) == pytest.approx(1, rel=5 * np.sqrt(2 / 400 / 30))
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), np.linalg.norm(start, axis=1), rtol=1e-12)


@pytest.mark.parametrize("shape", [(5, 5), (3, 7), (7, 3), (1, 4), (1, 1)])
@pytest.mark.parametrize("seed", range(10))
def test_orthogonal_matrices_are_orthogonal(shape, seed):
    """The rows of a wide matrix and the columns of a tall one are orthonormal; a square one has both."""
    W = orthogonal(*shape, seed)
    assert W.shape == shape
    few = min(shape)
    product = W @ W.T if shape[0] <= shape[1] else W.T @ W
    np.testing.assert_allclose(product, np.eye(few), atol=1e-14)


def test_orthogonal_matrices_prefer_no_direction():
    """The first entry is as often negative as positive, and its mean square is 1/n, as for the uniform measure."""
    rng = np.random.default_rng(0)
    first = np.array([orthogonal(3, 3, rng)[0, 0] for _ in range(4000)])
    assert abs(np.mean(first)) < 5 * np.sqrt(1 / 3 / 4000)
    assert np.mean(first**2) == pytest.approx(1 / 3, abs=5 * np.sqrt((1 / 5 - 1 / 9) / 4000))
    assert scipy.stats.kstest(first, "uniform", args=(-1, 2)).pvalue > 1e-4  # a coordinate of a point on the sphere


@pytest.mark.parametrize("initial", ALL, ids=name)
def test_a_seed_gives_the_same_weights_again(initial):
    """Seed and fresh Generator give the same weights; a Generator goes on."""
    rng = np.random.default_rng(5)
    first = initial(4, 3, rng)
    np.testing.assert_array_equal(first, initial(4, 3, 5))
    assert not np.array_equal(first, initial(4, 3, rng))


@pytest.mark.parametrize("initial", ALL, ids=name)
def test_bad_arguments_are_refused(initial):
    """Sizes that are no positive whole numbers, and no random generator, raise errors that name them."""
    for bad in (0, -1, 2.5, True):
        with pytest.raises(ValueError, match="n_out must be an int"):
            initial(bad, 3, 0)
        with pytest.raises(ValueError, match="n_in must be an int"):
            initial(3, bad, 0)
    with pytest.raises(TypeError, match="rng needs"):
        initial(3, 3, None)
