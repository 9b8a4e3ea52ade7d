"""Curvature: exact Hessian-vector products, and eigenvalues found by products against those of full matrices."""

import functools
from itertools import pairwise

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
import scipy.linalg
import scipy.sparse.linalg

from mathnets import curvature
from mathnets.activations import Activation, identity, leaky_relu, relu, sigmoid, softplus, tanh
from mathnets.curvature import (
    Operator,
    difference_hessian,
    eigenpairs,
    hessian,
    inertia,
    lanczos,
    lanczos_quadrature,
    power_iteration,
    sharpness,
    spectral_density,
)
from mathnets.descent import himmelblau, quadratic, rosenbrock, saddle
from mathnets.inputs import ConvergenceWarning
from mathnets.losses import cross_entropy, squared_error
from mathnets.network import MLP, Plan
from mathnets.optimizers import GradientDescent
from mathnets.training import train
from tests import networks
from tests.networks import LOSSES, some

example = functools.partial(networks.example, n=9, d=3)


def symmetric(P, seed):
    """Return a random symmetric matrix."""
    A = np.random.default_rng(seed).normal(size=(P, P))
    return (A + A.T) / 2


# Hessians.


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@pytest.mark.parametrize(
    "activation, output",
    [(tanh, identity), (sigmoid, tanh), (relu, identity), (leaky_relu, sigmoid), (softplus, softplus)],
    ids=repr,
)
def test_products_are_differences_of_the_gradient(loss, activation, output, seed):
    """Along a random direction, the product is the central difference of the gradient, for each kind of network."""
    X, Y, width = example(loss, seed)
    made = some([3, 5, 4, width], activation, seed, loss=loss, output=output)
    v = np.random.default_rng(seed).normal(size=made.size)
    differences = difference_hessian(lambda theta: made.at(theta).gradient(X, Y), made.parameters, step=1e-5)
    expected = differences(v)
    np.testing.assert_allclose(hessian(made, X, Y)(v), expected, atol=1e-6 * np.abs(expected).max())


@pytest.mark.parametrize("sizes", [[3, 3], [3, 1, 3], [3, 4, 5, 3]], ids=str)
@pytest.mark.parametrize("f", [tanh, sigmoid, softplus], ids=repr)
def test_hessian_equals_that_of_autograd(f, sizes):
    """The whole matrix equals autograd's Hessian of the loss written out, to rounding."""
    X, Y, _ = example(cross_entropy, 1, n=20)
    made = some(sizes, f, loss=cross_entropy)
    theirs = {"tanh": anp.tanh, "sigmoid": lambda z: 1 / (1 + anp.exp(-z)), "softplus": lambda z: anp.log1p(anp.exp(z))}

    def loss(theta):
        a, at = X, 0
        for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
            matrix = anp.reshape(theta[at : at + n_out * (n_in + 1)], (n_out, n_in + 1))
            at += n_out * (n_in + 1)
            z = anp.dot(a, matrix[:, :-1].T) + matrix[:, -1]
            a = z if layer == len(sizes) - 2 else theirs[f.name](z)
        return anp.mean(anp.log(anp.sum(anp.exp(a), axis=1)) - a[np.arange(20), Y])

    found = hessian(made, X, Y).matrix()
    np.testing.assert_allclose(found, autograd.hessian(loss)(made.parameters), rtol=1e-10, atol=1e-14)


def test_hessian_of_a_linear_network_is_the_second_moment_of_its_inputs():
    """For half the mean squared error of Wx + b it is the mean of (x, 1)(x, 1)' once an output."""
    X, Y, _ = example(squared_error, 0, n=30)
    x = np.column_stack([X, np.ones(30)])
    found = hessian(some([3, 2]), X, Y).matrix()
    np.testing.assert_allclose(found, np.kron(np.eye(2), x.T @ x / 30), rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@pytest.mark.parametrize("own", [False, True])
def test_many_hessians_at_once_are_those_of_each(loss, own):
    """Of several networks, with shared examples or their own, each product is that of the network alone."""
    X, Y, width = example(loss, 2, lead=(3,) if own else ())
    many = MLP([3, 4, width], tanh, loss=loss, rng=range(3))
    H, v = hessian(many, X, Y), np.random.default_rng(0).normal(size=many.parameters.shape)
    for g in range(3):
        alone = hessian(many[g], X[g] if own else X, Y[g] if own else Y)
        np.testing.assert_allclose(H(v)[g], alone(v[g]), rtol=1e-12, atol=1e-15)
        np.testing.assert_allclose(H.matrix()[g], alone.matrix(), rtol=1e-12, atol=1e-15)


def test_a_wrong_second_derivative_is_seen(monkeypatch):
    """If f'' were left out (which is Gauss and Newton's approximation), products and differences would differ."""
    X, Y, _ = example(squared_error, 0)
    made = some([3, 5, 2])
    v = np.random.default_rng(0).normal(size=made.size)
    right = hessian(made, X, Y)(v)
    monkeypatch.setattr(Activation, "second_derivative", lambda self, a: np.zeros_like(a))
    assert np.abs(hessian(made, X, Y)(v) - right).max() > 1e-2 * np.abs(right).max()


def test_hessian_stays_that_of_the_parameters_it_was_made_at():
    """Training on does not change an operator; float32 networks are computed in float64."""
    X, Y, _ = example(squared_error, 0)
    made = some([3, 5, 2], dtype=np.float32)
    H, v = hessian(made, X, Y), np.ones(made.size)
    before = H(v)
    made.parameters += 1
    np.testing.assert_array_equal(H(v), before)
    assert before.dtype == np.float64


@pytest.mark.parametrize("surface, x", [(rosenbrock(), [1.0, 1.0]), (himmelblau(), [3.0, 2.0])])
def test_difference_hessian_of_surfaces(surface, x):
    """At their minima, Rosenbrock's and Himmelblau's functions have the Hessians of the textbook."""
    known = {(1.0, 1.0): [[802, -400], [-400, 200]], (3.0, 2.0): [[74, 20], [20, 34]]}[tuple(x)]
    np.testing.assert_allclose(difference_hessian(surface.gradient, x).matrix(), known, rtol=1e-7)


def test_difference_hessian_at_several_points():
    """Several points have a product each; a vector of 0 gives 0."""
    H = difference_hessian(lambda x: x**3, [[1.0, 2.0], [3.0, 0.0]])
    np.testing.assert_allclose(H([[1.0, 1.0], [0.0, 0.0]]), [[3, 12], [0, 0]], atol=1e-8)


# Eigenvalues.


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("which", ["largest", "smallest"])
def test_eigenpairs_are_those_of_the_full_matrix(which, seed):
    """The outermost eigenvalues equal LAPACK's and ARPACK's, and each vector is an eigenvector of length 1."""
    A = symmetric(80, seed)
    found = eigenpairs(A, 3, which=which, rng=seed, tol=1e-10)
    values = np.linalg.eigvalsh(A)
    expected = values[::-1][:3] if which == "largest" else values[:3]
    np.testing.assert_allclose(found.values, expected, atol=1e-9)
    arpack = scipy.sparse.linalg.eigsh(A, 3, which="LA" if which == "largest" else "SA", return_eigenvectors=False)
    np.testing.assert_allclose(np.sort(found.values), np.sort(arpack), atol=1e-9)
    np.testing.assert_allclose(found.vectors @ A, found.values[:, None] * found.vectors, atol=1e-7)
    np.testing.assert_allclose(found.vectors @ found.vectors.T, np.eye(3), atol=1e-9)
    assert found.products < 80


@pytest.mark.parametrize("seed", range(10))
def test_power_iteration_finds_the_eigenvalue_of_greatest_size(seed):
    """It finds the largest in size, here a negative one, to the square of the residual; Lanczos in fewer products."""
    A = symmetric(40, seed) + np.diag([-60.0, 50.0] + 38 * [0.0])
    found = power_iteration(A, rng=seed, tol=1e-6)
    values = np.linalg.eigvalsh(A)
    assert found.values[0] == pytest.approx(values[0], rel=1e-9)
    np.testing.assert_allclose(found.vectors @ A, found.values[:, None] * found.vectors, atol=1e-4)
    assert eigenpairs(A, which="smallest", rng=seed, tol=1e-6).products < found.products


@pytest.mark.parametrize("seed", range(10))
def test_lanczos_makes_a_tridiagonal_matrix(seed):
    """Q is orthonormal to rounding after all steps, Q A Q' is T, and T's eigenvalues are all those of A."""
    A = symmetric(60, seed)
    found = lanczos(A, 60, rng=seed)
    np.testing.assert_allclose(found.basis @ found.basis.T, np.eye(60), atol=1e-13)
    np.testing.assert_allclose(found.basis @ A @ found.basis.T, found.tridiagonal, atol=1e-12)
    np.testing.assert_allclose(np.linalg.eigvalsh(found.tridiagonal), np.linalg.eigvalsh(A), atol=1e-12)
    theirs = scipy.linalg.eigvalsh_tridiagonal(found.diagonal, found.off_diagonal[:-1])
    np.testing.assert_allclose(np.linalg.eigvalsh(found.tridiagonal), theirs, atol=1e-12)


@pytest.mark.parametrize("A", [np.zeros((6, 6)), np.eye(6), np.diag([2.0, 2, 2, 5, 5, 0])], ids=["0", "1", "few"])
def test_lanczos_goes_on_where_its_space_ends(A):
    """With few distinct eigenvalues each is found as often as it occurs, once the whole space is used up."""
    found = lanczos(A, 6, rng=0)
    np.testing.assert_allclose(found.basis @ found.basis.T, np.eye(6), atol=1e-13)
    np.testing.assert_allclose(np.linalg.eigvalsh(found.tridiagonal), np.linalg.eigvalsh(A), atol=1e-12)
    assert eigenpairs(A, rng=0).values == pytest.approx([np.max(np.diag(A))])


def test_reorthogonalisation_is_needed(monkeypatch):
    """Without it, one large eigenvalue comes back as several: the basis is no longer orthonormal."""
    A = np.diag(np.concatenate([np.linspace(0, 1, 99), [1e3]]))

    def last_two_only(self, w, k):
        for q in self.Q[max(0, k - 2) : k]:
            w = w - (q @ w) * q
        return w

    monkeypatch.setattr(curvature._Lanczos, "_outside", last_two_only)
    found = lanczos(A, 60, rng=0)
    assert np.abs(found.basis @ found.basis.T - np.eye(60)).max() > 0.1


def test_eigenvalues_of_many_at_once():
    """Several operators side by side give what each gives alone."""
    matrices = np.array([symmetric(12, seed) for seed in range(3)])
    A = Operator(lambda v: (matrices @ v[..., None])[..., 0], (3, 12))
    expected = np.linalg.eigvalsh(matrices)
    np.testing.assert_allclose(eigenpairs(A, 2, rng=0).values, expected[:, :-3:-1], atol=1e-8)
    largest = np.take_along_axis(expected, np.abs(expected).argmax(axis=1)[:, None], axis=1)
    np.testing.assert_allclose(power_iteration(A, rng=0).values, largest, atol=1e-8)
    np.testing.assert_allclose(A.matrix(), matrices, atol=1e-15)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_sharpness_is_the_largest_eigenvalue(loss):
    """Of one network and of several, it is the largest eigenvalue of the whole Hessian."""
    X, Y, width = example(loss, 0)
    many = MLP([3, 5, width], tanh, loss=loss, rng=range(3))
    expected = np.linalg.eigvalsh(hessian(many, X, Y).matrix())[:, -1]
    np.testing.assert_allclose(sharpness(many, X, Y), expected, rtol=1e-6)
    assert sharpness(many[0], X, Y) == pytest.approx(expected[0], rel=1e-6)


@pytest.mark.parametrize("scale", [1e-306, 1e-160, 1e149])
def test_eigenvalues_scale_with_the_matrix(scale):
    """Where the squares of a product underflow, no method takes the product for zero and stops too early."""
    A = np.diag([3.0, 2.0, -1.0, 0.5])
    for values in (
        lambda A: power_iteration(A, rng=0).values,
        lambda A: eigenpairs(A, 2, rng=0).values,
        lambda A: lanczos_quadrature(A, steps=4, draws=2, rng=0).nodes,
    ):
        np.testing.assert_allclose(values(scale * A) / scale, values(A), rtol=1e-9)


def test_default_step_of_differences_fits_points_of_any_size():
    """At points whose squares overflow or underflow the Hessian of a quadratic function is found as well."""
    for size in (1e-200, 1.0, 1e200):
        H = difference_hessian(lambda x: 3 * x, [size, -2 * size]).matrix()
        np.testing.assert_allclose(H, 3 * np.eye(2), rtol=1e-9, atol=1e-9)


def test_what_does_not_converge_is_told():
    """Too few products give a warning that names the residual."""
    A = np.diag(np.linspace(0, 1, 100))
    with pytest.warns(ConvergenceWarning, match="stopped after 10 with a residual"):
        eigenpairs(A, rng=0, most=10)
    with pytest.warns(ConvergenceWarning, match="power_iteration needs more products"):
        power_iteration(A, rng=0, most=3)


def test_kinds_of_critical_points():
    """A minimum has index 0, a saddle 1, a maximum as many as there are dimensions."""
    surface = saddle()
    kinds = [np.linalg.eigvalsh(difference_hessian(surface.gradient, x).matrix()) for x in ([0.0, 0.0], [1.0, 0.0])]
    assert inertia(kinds[0]) == (1, 0, 1) and inertia(kinds[1]) == (0, 0, 2)
    assert inertia([-1.0, -3.0]) == (2, 0, 0)
    negative, zero, positive = inertia([[-1.0, 0.0], [1e-9, 2.0]])
    assert (negative.tolist(), zero.tolist(), positive.tolist()) == ([1, 0], [1, 1], [0, 1])
    assert inertia([0.0, 0.0]).zero == 2


# Spectra.


@pytest.mark.parametrize("seed", range(10))
def test_quadrature_is_exact_for_polynomials(seed):
    """With K steps, the quadrature of x^p along one vector q is q'A^p q up to p = 2K - 1, and not beyond."""
    A = symmetric(30, seed)
    rng = np.random.default_rng(seed)
    q = np.random.default_rng(seed).normal(size=30)
    q /= np.linalg.norm(q)
    found = lanczos_quadrature(A, steps=4, draws=1, rng=rng)
    errors = []
    for p in range(9):
        expected = q @ np.linalg.matrix_power(A, p) @ q
        errors.append(abs(found.weights @ found.nodes**p - expected) / np.linalg.norm(A, 2) ** p)
    assert max(errors[:8]) < 1e-12 < 1e-6 < errors[8]


@pytest.mark.parametrize("seed", range(10))
def test_spectrum_is_that_of_the_eigenvalues(seed):
    """Averages over the estimated spectrum of a Hessian come near those over its eigenvalues; so do smooth curves."""
    X, Y, _ = example(cross_entropy, 3, n=40)
    A = hessian(some([3, 8, 8, 3], seed=seed, loss=cross_entropy), X, Y)
    values = np.linalg.eigvalsh(A.matrix())
    found = lanczos_quadrature(A, steps=40, draws=20, rng=seed)
    assert found.weights.sum() == pytest.approx(1, abs=1e-14) and (np.diff(found.nodes) >= 0).all()
    assert found.weights @ found.nodes == pytest.approx(values.mean(), abs=0.15 * np.abs(values).max() / 20**0.5)
    x = np.linspace(values[0] - 0.3, values[-1] + 0.3, 400)
    ours, theirs = spectral_density(found, x, 0.05), spectral_density(values, x, 0.05)
    assert np.sum(theirs) * (x[1] - x[0]) == pytest.approx(1, abs=1e-3)
    assert np.abs(ours - theirs).sum() * (x[1] - x[0]) < 0.15


# The edge of stability.


CHEBYSHEV = np.linspace(-1, 1, 20)[:, None], np.polynomial.chebyshev.Chebyshev.basis(4)(np.linspace(-1, 1, 20))[:, None]


def trained(rate, steps, seeds=range(10)):
    """Return the sharpness, over 2 / rate, of networks before and after gradient descent with full batches."""
    X, Y = CHEBYSHEV
    networks = MLP([1, 16, 16, 1], tanh, rng=seeds)
    before = sharpness(networks, X, Y)
    train(networks, X, Y, GradientDescent(rate), steps=steps)
    return before * rate / 2, sharpness(networks, X, Y) * rate / 2


def test_sharpness_rises_to_two_over_the_rate():
    """With 900 / rate steps, ten networks of ten end within 6 percent of 2 / rate, from at most 70 percent of it."""
    before, after = trained(0.2, 4500)
    assert before.max() < 0.7
    assert after.min() > 0.94 and after.max() < 1.06


def test_edge_of_stability_would_show_a_wrong_gradient(monkeypatch):
    """Were the gradient of training too small by a fifth, the sharpness, measured otherwise, would end elsewhere."""
    right = Plan.backward
    monkeypatch.setattr(Plan, "backward", lambda self, x, t, outputs: 0.8 * right(self, x, t, outputs))
    _, after = trained(0.2, 4500, range(3))
    assert (after > 1.1).all()


@pytest.mark.parametrize("curvatures", [[1.0, 4.0], [0.1, 1.0, 10.0]])
def test_two_over_the_sharpness_is_where_descent_begins_to_diverge(curvatures):
    """On a quadratic, rates on either side of 2 / sharpness shrink and blow up the error."""
    valley = quadratic(curvatures)
    top = eigenpairs(difference_hessian(valley.gradient, np.zeros(len(curvatures))), rng=0).values[0]
    x = np.ones((2, len(curvatures)))
    optimizer = GradientDescent(np.array([1.98, 2.02]) / top).start(x)
    for _ in range(2000):
        optimizer.step(x, valley.gradient(x))
    assert np.linalg.norm(x[0]) < 1 < 1e10 < np.linalg.norm(x[1])


# What is refused.


def test_arguments_that_do_not_fit_are_refused():
    """Bare functions, skew matrices, wrong shapes and numbers out of range are refused, each by name."""
    with pytest.raises(TypeError, match=r"wrap it: Operator\(A, shape\)"):
        eigenpairs(lambda v: v, rng=0)
    with pytest.raises(ValueError, match="A needs to be symmetric"):
        lanczos([[0, 1], [0, 0]], 1, rng=0)
    with pytest.raises(ValueError, match="steps must be an int"):
        lanczos(np.eye(2), 3, rng=0)
    with pytest.raises(ValueError, match="k must be an int"):
        eigenpairs(np.eye(2), 3, rng=0)
    with pytest.raises(ValueError, match="which must be"):
        eigenpairs(np.eye(2), which="LA", rng=0)
    with pytest.raises(ValueError, match="tol needs"):
        power_iteration(np.eye(2), rng=0, tol=0)
    with pytest.raises(TypeError, match="rng needs"):
        power_iteration(np.eye(2), rng=None)
    with pytest.raises(ValueError, match=r"v needs shape \(2,\)"):
        Operator(lambda v: v, 2)([1, 2, 3])
    with pytest.raises(ValueError, match="apply needs to return shape"):
        Operator(lambda v: v[:1], 2)([1, 2])
    with pytest.raises(TypeError, match="apply needs to be a function"):
        Operator(np.eye(2), 2)
    with pytest.raises(ValueError, match="shape needs"):
        Operator(lambda v: v, (1, 2, 3))
    with pytest.raises(FloatingPointError, match="finite"):
        Operator(lambda v: v * np.nan, 2)([1, 2])
    with pytest.raises(TypeError, match="network needs to be an MLP"):
        sharpness("net", [[1.0]], [[1.0]])
    with pytest.raises(TypeError, match="gradient needs"):
        difference_hessian(3, [1.0])
    with pytest.raises(ValueError, match="x needs shape"):
        difference_hessian(np.square, 1.0)
    with pytest.raises(ValueError, match="single operator"):
        lanczos_quadrature(Operator(lambda v: v, (2, 3)), rng=0)
    with pytest.raises(ValueError, match="width needs"):
        spectral_density([1.0], [1.0], 0)
    with pytest.raises(ValueError, match="eigenvalues need"):
        inertia(3.0)


def test_networks_that_diverged_are_told():
    """A Hessian where the loss is not finite is refused, and so is an activation without a second derivative."""
    X, Y, _ = example(squared_error, 0)
    made = some([3, 4, 2], relu)
    with pytest.raises(FloatingPointError, match="hessian needs finite outputs"):
        sharpness(made.at(np.full(made.size, 1e160)), X, Y)
    own = Activation("own", lambda z: None, lambda a, out: out.fill(1))
    with pytest.raises(ValueError, match="own needs to know its second derivative"):
        hessian(some([3, 4, 2], own), X, Y)


def test_a_step_that_rounding_eats_is_refused():
    """A difference of two equal places tells nothing of the curvature."""
    with pytest.raises(ValueError, match="step needs to change x, got 1e-20"):
        curvature.difference_hessian(lambda x: x**3, [1.0, 2.0], step=1e-20)([1.0, 1.0])


def test_vectors_of_an_operator_that_is_zero_have_length_one():
    """Beside one that is still iterating, the operator 0 keeps a direction."""
    D = np.array([[0, 0, 0], [3, 1, 2.9]])
    pairs = curvature.power_iteration(curvature.Operator(lambda v: D * v, (2, 3)), rng=0)
    np.testing.assert_allclose(np.linalg.norm(pairs.vectors, axis=-1), 1)
