"""Kernels: each is a dot product of explicit features, and its Gram matrices are positive semidefinite."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.pairwise import linear_kernel, polynomial_kernel, rbf_kernel
from sklearn.svm import SVC

from mathnets import kernels

GOOD = np.array([[0.0, 1.0], [1.0, 0.0]])


@pytest.mark.parametrize("seed", range(10))
def test_kernels_are_those_of_scikit_learn(seed):
    """Linear, polynomial and Gaussian kernels between two sets agree with scikit-learn's to rounding."""
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(7, 3)), rng.normal(size=(5, 3))
    degree, gamma, coef0 = int(rng.integers(1, 5)), rng.uniform(0.1, 2), rng.uniform(0, 2)
    for other in (Y, None):
        np.testing.assert_allclose(kernels.linear(X, other), linear_kernel(X, other), atol=1e-13)
        ours = kernels.polynomial(X, other, degree=degree, gamma=gamma, coef0=coef0)
        np.testing.assert_allclose(ours, polynomial_kernel(X, other, degree, gamma, coef0), rtol=1e-11, atol=1e-12)
        np.testing.assert_allclose(kernels.rbf(X, other, gamma=gamma), rbf_kernel(X, other, gamma), rtol=1e-12)


@given(st.integers(1, 4), st.integers(1, 4), st.floats(0.1, 3), st.one_of(st.just(0.0), st.floats(0.1, 3)))
@settings(max_examples=60, deadline=None)
def test_polynomial_kernel_is_the_dot_product_of_its_features(D, degree, gamma, coef0):
    """For every degree, width and constant, explicit features give the kernel to 14 digits, in the stated number."""
    rng = np.random.default_rng(degree)
    X, Y = rng.normal(size=(6, D)), rng.normal(size=(4, D))
    parameters = {"degree": degree, "gamma": gamma, "coef0": coef0}
    A, B = (kernels.polynomial_features(Z, **parameters) for Z in (X, Y))
    K = kernels.polynomial(X, Y, **parameters)
    np.testing.assert_allclose(A @ B.T, K, rtol=1e-12, atol=1e-12 * np.abs(A).max() * np.abs(B).max())
    assert A.shape[1] == (math.comb(D + degree, degree) if coef0 else math.comb(D + degree - 1, degree))


def test_features_of_degree_two_are_the_known_ones():
    """(x . y + 1)^2 has the features 1, sqrt(2) x1, sqrt(2) x2, x1^2, sqrt(2) x1 x2, x2^2."""
    x, y = 3.0, 5.0
    root = math.sqrt(2)
    expected = [1, root * x, root * y, x * x, root * x * y, y * y]
    np.testing.assert_allclose(kernels.polynomial_features([[x, y]])[0], expected, rtol=1e-15)


@given(st.integers(0, 2**32 - 1), st.integers(1, 25), st.integers(1, 5))
@settings(max_examples=40, deadline=None)
def test_gram_matrices_are_positive_semidefinite(seed, n, D):
    """All three kernels, on any points, duplicates included, give matrices without negative eigenvalues."""
    rng = np.random.default_rng(seed)
    X = rng.integers(-3, 4, size=(n, D))
    for K in (kernels.linear(X), kernels.polynomial(X, degree=3), kernels.rbf(X, gamma=0.5)):
        np.testing.assert_array_equal(K, K.T)
        assert kernels.is_positive_semidefinite(K)
        Z = kernels.gram_features(K)
        np.testing.assert_allclose(Z @ Z.T, K, atol=1e-10 * max(np.abs(K).max(), 1))


def test_what_is_no_kernel_is_found_out():
    """Minus the distance, and the sigmoid for some parameters, are no kernels; their matrices have no features."""
    X = np.random.default_rng(0).normal(size=(10, 2))
    for K in (-np.linalg.norm(X[:, None] - X, axis=2), np.tanh(X @ X.T - 1)):
        assert not kernels.is_positive_semidefinite(K)
        with pytest.raises(ValueError, match="eigenvalues of at least 0, got -"):
            kernels.gram_features(K)
    assert kernels.is_positive_semidefinite([[1.0, 0.0], [0.0, -1e-3]], tolerance=1e-2)


def test_gram_features_have_the_rank_of_the_matrix():
    """Points in a plane give two features, whatever the dimension they are written in; zeros give one."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(9, 2)) @ rng.normal(size=(2, 6))
    assert kernels.gram_features(kernels.linear(X)).shape == (9, 2)
    np.testing.assert_array_equal(kernels.gram_features(np.zeros((3, 3))), np.zeros((3, 1)))


def test_gaussian_kernel_of_equal_and_of_distant_rows():
    """It is exactly 1 for equal rows and 0, without a warning, for rows at any distance."""
    K = kernels.rbf([[0.0, 0.0], [0.0, 0.0], [1e200, 1.0]], gamma=3.0)
    np.testing.assert_array_equal(K, [[1, 1, 0], [1, 1, 0], [0, 0, 1]])
    assert kernels.rbf([[0.0]], [[2.0]], gamma=0.25)[0, 0] == pytest.approx(1 / np.e, rel=1e-15)


@pytest.mark.parametrize("scale", [1e-140, 1.0, 1e140])
def test_default_gamma_is_that_of_scikit_learn(scale):
    """One over columns times variance; equal entries give 1."""
    X = scale * np.random.default_rng(2).normal(size=(20, 4))
    if scale == 1.0:
        model = SVC(gamma="scale").fit(X, np.arange(20) % 2)
        assert kernels.default_gamma(X) == pytest.approx(model._gamma, rel=1e-13)
    assert kernels.default_gamma(X) * scale * scale == pytest.approx(1 / (4 * (X / scale).var()), rel=1e-12)
    assert kernels.default_gamma(np.full((3, 2), scale)) == 1.0
    assert kernels.default_gamma(X / scale * 1e-200) == 1e300  # as far as floats go


def test_kernel_by_name_or_as_a_function():
    """`gram` hands on the parameters; a function is called with arrays, and must return one row for each of X."""
    X, Y = [[1, 2], [3, 4], [0, 1]], [[5, 6]]
    np.testing.assert_array_equal(kernels.gram("linear", X, Y), kernels.linear(X, Y))
    expected = kernels.polynomial(X, Y, degree=3, gamma=0.5, coef0=2.0)
    np.testing.assert_array_equal(kernels.gram("polynomial", X, Y, degree=3, gamma=0.5, coef0=2.0), expected)
    np.testing.assert_array_equal(kernels.gram("rbf", X, gamma=0.1), kernels.rbf(X, gamma=0.1))
    np.testing.assert_array_equal(kernels.gram(lambda A, B: A @ B.T, X), kernels.linear(X))
    with pytest.raises(ValueError, match=r"kernel\(X, Y\) needs shape \(3, 1\), got \(1, 1\)"):
        kernels.gram(lambda A, B: B @ B.T, X, Y)
    with pytest.raises(ValueError, match=r"kernel\(X, Y\) needs 3 features, got 1"):
        kernels.gram(lambda A, B: np.ones((3, 1)), X)
    with pytest.raises(ValueError, match="kernel must be one of 'linear', 'polynomial', 'rbf', got 'poly'"):
        kernels.gram("poly", X)
    with pytest.raises(ValueError, match="Y needs 2 features, got 1"):
        kernels.gram(lambda A, B: A @ B.T, X, [[1.0]])


@pytest.mark.parametrize("kernel", [kernels.linear, kernels.polynomial, kernels.rbf])
def test_bad_points_are_refused(kernel):
    """Widths that differ, NaN, strings and one axis are named."""
    for X, Y, error, text in [
        (GOOD, [[1.0]], ValueError, "Y needs 2 features, got 1"),
        ([1.0, 2.0], None, ValueError, "Reshape your data"),
        ([[np.nan]], None, ValueError, "NaN"),
        ([["a"]], None, TypeError, "could not convert"),
        (GOOD * 1j, None, ValueError, "Complex data"),
        (np.empty((0, 2)), None, ValueError, "0 sample"),
    ]:
        with pytest.raises(error, match=text):
            kernel(X, Y)


def test_bad_parameters_are_refused():
    """Degrees, widths, constants and tolerances out of range are named; so is what overflows, or is too much."""
    for call, text in [
        (lambda: kernels.polynomial(GOOD, degree=0), "degree must be an int"),
        (lambda: kernels.polynomial(GOOD, degree=1.5), "degree must be an int"),
        (lambda: kernels.polynomial(GOOD, gamma=0), "gamma needs a finite number above 0"),
        (lambda: kernels.polynomial(GOOD, coef0=-1), "coef0 needs a finite number at least 0"),
        (lambda: kernels.rbf(GOOD, gamma=-1), "gamma needs a finite number above 0"),
        (lambda: kernels.polynomial_features(GOOD, degree=0), "degree must be an int"),
        (lambda: kernels.polynomial_features(np.ones((10, 100)), degree=5), "up to 10\\^7 numbers, got 10 x "),
        (lambda: kernels.polynomial_features(GOOD * 1e200), "rescale X"),
        (lambda: kernels.linear(GOOD * 1e200), "rescale X"),
        (lambda: kernels.polynomial(GOOD * 1e100, degree=4), "rescale X"),
        (lambda: kernels.is_positive_semidefinite(GOOD, tolerance=-1), "tolerance needs"),
        (lambda: kernels.is_positive_semidefinite([[1.0, 2.0], [0.0, 1.0]]), "K needs to be symmetric"),
        (lambda: kernels.gram_features([[1.0, 2.0]]), r"K needs shape \(N, N\)"),
    ]:
        with pytest.raises(ValueError, match=text):
            call()
