"""The kernel perceptron makes the very mistakes of the perceptron on explicit features."""

import numpy as np
import pytest

from mathnets import kernels
from mathnets.data import toys
from mathnets.inputs import ConvergenceWarning
from mathnets.kernel_perceptron import KernelPerceptron, kernel_perceptron
from mathnets.perceptron import Perceptron, perceptron_path

XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([-1, 1, 1, -1])


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("degree", [1, 2, 3])
def test_mistakes_are_those_on_explicit_features(seed, degree):
    """Epoch by epoch, example by example, the mistakes equal the perceptron's in the space of all monomials."""
    X, y = toys.circles(40, noise=0.1, rng=seed)
    parameters = {"degree": degree, "gamma": 0.5, "coef0": 1.0}
    counts = kernel_perceptron(kernels.polynomial(X, **parameters), y, max_epochs=15)
    path = perceptron_path(kernels.polynomial_features(X, **parameters), y, max_epochs=15, fit_intercept=False)
    expected = np.zeros_like(counts)
    np.add.at(expected, (path.epochs, path.examples), 1)
    assert expected.sum() > 3
    np.testing.assert_array_equal(counts, expected)


@pytest.mark.parametrize("seed", range(10))
def test_weights_are_equal_bit_for_bit_on_whole_numbers(seed):
    """With the linear kernel on whole numbers nothing is rounded: weights and offset equal the perceptron's exactly."""
    rng = np.random.default_rng(seed)
    X = rng.integers(-9, 10, size=(60, 4))
    y = np.where(X @ [1, -2, 3, 1] + 2 > 0, 1, -1)
    ours = KernelPerceptron(kernel="linear", max_epochs=5000).fit(X, y)
    theirs = Perceptron(max_epochs=5000).fit(X, y)
    np.testing.assert_array_equal(ours.dual_coef_ @ ours.support_vectors_, theirs.coef_)
    np.testing.assert_array_equal(ours.intercept_, theirs.intercept_)
    np.testing.assert_array_equal(ours.mistakes_, theirs.mistakes_)
    np.testing.assert_array_equal(ours.decision_function(X), theirs.decision_function(X))
    assert ours.converged_ and ours.n_iter_ == theirs.n_iter_


@pytest.mark.parametrize("seed", range(10))
def test_rings_and_xor_are_learned_with_a_suitable_kernel(seed):
    """What no line parts, a polynomial of degree 2 and the Gaussian kernel separate."""
    X, y = toys.circles(60, noise=0.05, rng=seed)
    for kernel in ("polynomial", "rbf"):
        model = KernelPerceptron(kernel=kernel, degree=2).fit(X, y)
        assert model.converged_ and model.score(X, y) == 1.0
        assert model.mistakes_[-1] == 0 and len(model.support_) < 60
    with pytest.warns(ConvergenceWarning, match="raise max_epochs or take a narrower kernel"):
        flat = KernelPerceptron(kernel="linear", max_epochs=20).fit(X, y)
    assert not flat.converged_ and flat.n_iter_ == 20


def test_functions_serve_as_kernels():
    """A kernel given as a function does what its name does."""
    X, y = XOR
    by_name = KernelPerceptron(kernel="polynomial", degree=2, gamma=1.0).fit(X, y)
    by_function = KernelPerceptron(kernel=lambda A, B: (A @ B.T + 1) ** 2).fit(X, y)
    np.testing.assert_array_equal(by_name.dual_coef_, by_function.dual_coef_)
    np.testing.assert_array_equal(by_name.predict(X), y)


def test_last_mistakes_may_have_been_enough():
    """One epoch whose mistakes led to a separation counts as converged."""
    model = KernelPerceptron(kernel="linear", fit_intercept=False, max_epochs=1).fit([[1.0], [-1.0]], [1, -1])
    assert model.converged_ and model.intercept_.tolist() == [0.0]


def test_bad_arguments_are_refused():
    """Labels beside -1 and 1, matrices that are not symmetric, and epochs that are no positive ints are named."""
    K = np.eye(2)
    with pytest.raises(ValueError, match=r"y must be in \{-1, 1\}; got \{0, 1\}"):
        kernel_perceptron(K, [0, 1])
    with pytest.raises(ValueError, match="K needs to be symmetric"):
        kernel_perceptron([[1, 2], [0, 1]], [-1, 1])
    with pytest.raises(ValueError, match="got 2 and 3"):
        kernel_perceptron(K, [-1, 1, 1])
    with pytest.raises(ValueError, match="max_epochs must be an int"):
        kernel_perceptron(K, [-1, 1], max_epochs=0)
    with pytest.raises(ValueError, match="rescale X"):
        KernelPerceptron(kernel="linear").fit([[1e200], [-1e200]], [0, 1])
