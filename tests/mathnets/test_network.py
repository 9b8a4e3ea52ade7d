"""The multilayer perceptron: forward against the textbook, backward against the complex step, and many at once."""

import copy
import pickle
from itertools import pairwise

import autograd
import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neural_network import MLPClassifier, MLPRegressor

from mathnets import initializers, network
from mathnets.abstain import max_softmax
from mathnets.activations import identity, leaky_relu, relu, sigmoid, softmax, softplus, tanh
from mathnets.data.toys import moons
from mathnets.kernels import rbf
from mathnets.logistic import LogisticRegression
from mathnets.losses import cross_entropy, hinge, logistic, squared_error
from mathnets.network import MLP, Plan
from mathnets.optimizers import Adam
from mathnets.training import train
from tests.mutation import fails_if, times
from tests.networks import LOSSES, example, some

CLOSED = {  # independent forms, for complex numbers too
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
    "relu": lambda z: np.where(z.real > 0, z, 0),
    "leaky relu": lambda z: np.where(z.real > 0, z, 0.01 * z),
    "softplus": lambda z: np.log(1 + np.exp(z)),
    "identity": lambda z: z,
}


def outputs_by_the_book(theta, sizes, activation, output, X):
    """Return the outputs by the formulas: each unit's weights and then its bias, one unit after the other."""
    a, at = X.astype(theta.dtype), 0
    for layer, (n_in, n_out) in enumerate(pairwise(sizes)):
        z = np.empty((len(X), n_out), theta.dtype)
        for unit in range(n_out):
            z[:, unit] = a @ theta[at : at + n_in] + theta[at + n_in]
            at += n_in + 1
        a = CLOSED[(activation if layer < len(sizes) - 2 else output).name](z)
    assert at == len(theta)
    return a


def loss_by_the_book(loss, z, y):
    """Return the mean loss of outputs, which may be complex."""
    if loss is squared_error:
        return np.sum((z - y) ** 2) / (2 * len(z))
    if loss is logistic:
        return np.mean(np.log(1 + np.exp(-y * z[:, 0])))
    if loss is hinge:
        return np.mean(np.where((y * z[:, 0]).real < 1, 1 - y * z[:, 0], 0))
    return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), y])


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("activation", [tanh, sigmoid, relu, leaky_relu, softplus, identity], ids=repr)
def test_outputs_are_those_of_the_textbook(activation, seed):
    """The outputs equal those of the formulas written out unit by unit."""
    X, _, _ = example(squared_error, seed)
    made = some([4, 5, 3, 2], activation, seed, output=sigmoid)
    expected = outputs_by_the_book(made.parameters, made.sizes, activation, sigmoid, X)
    np.testing.assert_allclose(made.forward(X), expected, rtol=1e-12)


@fails_if("mathnets.network.MLP.gradient", times(0.999))
@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@pytest.mark.parametrize(
    "activation, output",
    [(tanh, identity), (sigmoid, sigmoid), (relu, identity), (leaky_relu, tanh), (softplus, softplus)],
    ids=repr,
)
def test_backpropagation_is_exact(loss, activation, output, seed):
    """The gradient equals the complex step of the formulas, to rounding, in every parameter."""
    X, Y, width = example(loss, seed)
    made = some([4, 5, 3, width], activation, seed, loss=loss, output=output)
    expected = np.empty(made.size)
    for k in range(made.size):
        theta = made.parameters.astype(complex)
        theta[k] += 1e-30j
        expected[k] = loss_by_the_book(loss, outputs_by_the_book(theta, made.sizes, activation, output, X), Y).imag
    np.testing.assert_allclose(made.gradient(X, Y), expected / 1e-30, rtol=1e-10, atol=1e-14)
    outputs = outputs_by_the_book(made.parameters, made.sizes, activation, output, X)
    assert made.loss(X, Y) == pytest.approx(loss_by_the_book(loss, outputs, Y), rel=1e-13)


@pytest.mark.parametrize("sizes", [[4, 3], [4, 1, 3], [4, 6, 6, 6, 6, 3]], ids=str)
def test_gradient_equals_that_of_autograd(sizes):
    """For no hidden layer, for one unit and for four layers, reverse-mode autograd gives the same gradient."""
    X, Y, _ = example(cross_entropy, 1, n=20)
    made = some(sizes, loss=cross_entropy)

    def loss(parameters):
        a = X
        for layer, (W, b) in enumerate(parameters):
            z = a @ W.T + b
            a = z if layer == len(parameters) - 1 else anp.tanh(z)
        return anp.mean(anp.log(anp.sum(anp.exp(a), axis=1)) - a[np.arange(20), Y])

    theirs = autograd.grad(loss)(list(zip(made.weights, made.biases, strict=True)))
    dW, db = made.split(made.gradient(X, Y))
    for layer, (W, b) in enumerate(theirs):
        np.testing.assert_allclose(dW[layer], W, rtol=1e-10, atol=1e-15)
        np.testing.assert_allclose(db[layer], b, rtol=1e-10, atol=1e-15)


@pytest.mark.parametrize("theirs, loss", [(MLPClassifier, cross_entropy), (MLPRegressor, squared_error)])
def test_outputs_equal_those_of_scikit_learn(theirs, loss):
    """With the weights that scikit-learn learned, the outputs are those of its own network."""
    X, Y, width = example(loss, 2, n=50)
    model = theirs(hidden_layer_sizes=(6, 5), activation="tanh", max_iter=3, early_stopping=False, random_state=0)
    with pytest.warns(UserWarning, match="Maximum iterations"):
        model.fit(X, Y)
    made = MLP([4, 6, 5, width], loss=loss, rng=0)
    for W, b, coef, intercept in zip(made.weights, made.biases, model.coefs_, model.intercepts_, strict=True):
        W[...], b[...] = coef.T, intercept
    if loss is cross_entropy:
        np.testing.assert_allclose(softmax(made.forward(X)), model.predict_proba(X), rtol=1e-12)
        np.testing.assert_array_equal(made.predict(X), model.predict(X))
    else:
        np.testing.assert_allclose(made.predict(X), model.predict(X), rtol=1e-12)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@pytest.mark.parametrize("count", [1, 3, 19])
@pytest.mark.parametrize("own", [False, True], ids=["shared examples", "own examples"])
def test_many_networks_compute_what_each_does_alone(loss, count, own):
    """Outputs, loss, gradient and activations of each of G networks are its own, on shared and on own examples."""
    X, Y, width = example(loss, 3, lead=(count,) if own else ())
    together = some([4, 5, 3, width], loss=loss, count=count)
    found = together.forward(X), together.loss(X, Y), together.gradient(X, Y), together.predict(X)
    hidden = together.activations(X)
    assert found[0].shape == (count, 7, width)
    assert found[1].shape == (count,)
    for g in range(count):
        alone = together[g]
        assert alone.count is None
        x, y = (X[g], Y[g]) if own else (X, Y)
        expected = alone.forward(x), alone.loss(x, y), alone.gradient(x, y), alone.predict(x)
        for one, many in zip(expected, found, strict=True):
            np.testing.assert_allclose(many[g], one, rtol=1e-12, atol=1e-15)
        for one, many in zip(alone.activations(x), hidden, strict=True):
            np.testing.assert_allclose(many[g], one, rtol=1e-12, atol=1e-15)


def test_examples_may_be_shared_and_targets_not():
    """Inputs for all and labels for each network, and the other way round, are taken too."""
    X, Y, _ = example(logistic, 4, lead=(3,))
    made = some([4, 5, 1], loss=logistic, count=3)
    for x, y in ((X[0], Y), (X, Y[0])):
        found = made.gradient(x, y)
        for g in range(3):
            alone = made[g].gradient(x if x.ndim == 2 else x[g], y if y.ndim == 1 else y[g])
            np.testing.assert_allclose(found[g], alone, rtol=1e-12, atol=1e-15)


def test_many_examples_are_the_same_as_few():
    """Outputs of more examples than are evaluated together are those of each example, in order."""
    X = np.random.default_rng(0).normal(size=(9001, 4))
    for count in (None, 10):
        made = some([4, 30, 2], count=count)
        z = made.forward(X)
        for rows in (slice(0, 3), slice(1000, 1200), slice(8990, 9001)):
            np.testing.assert_allclose(z[..., rows, :], made.forward(X[rows]), rtol=1e-11, atol=1e-14)


# How many multiplications.


@fails_if("mathnets.network.MLP.products", lambda f: lambda self: (f(self)[0], 2 * f(self)[0]))
@pytest.mark.parametrize(
    "sizes, ratio", [([784, 300, 100, 10], 2.12), ([100, 100, 100, 100, 100, 100], 2.8), ([9, 2], 2)]
)
def test_multiplications_of_both_passes(monkeypatch, sizes, ratio):
    """Counted in the products that are made, both passes cost 2.12 forward ones for 784-300-100-10, and 3 at most."""
    made, counted = MLP(sizes, rng=0), []
    x, t = made.examples(np.zeros((3, sizes[0])), np.zeros((3, sizes[-1])))
    plan = made.plan(3)

    class Counting:
        def __getattr__(self, name):
            return getattr(np, name)

        def matmul(self, a, b, out):
            counted.append(a.shape[-2] * a.shape[-1] * b.shape[-1])
            return np.matmul(a, b, out=out)

    monkeypatch.setattr(network, "np", Counting())
    outputs = plan.forward(x.T)
    biases = 3 * sum(sizes[1:])  # the weights of the constant 1 are no part of the count
    forward = sum(counted) - biases
    counted.clear()
    plan.backward(x.T, t.T, outputs)
    backward = sum(counted) - biases
    assert (forward, backward) == tuple(3 * products for products in made.products())
    assert (forward + backward) / forward == pytest.approx(ratio, abs=0.005)


# Parameters.


@pytest.mark.parametrize("count", [None, 3])
def test_parameters_weights_and_biases_are_the_same_memory(count):
    """What is written into the vector is seen in the matrices, and the other way round."""
    made = MLP([2, 3, 1], rng=0, count=count)
    lead = () if count is None else (3,)
    assert made.size == 13
    assert made.parameters.shape == (*lead, 13)
    assert [W.shape for W in made.weights] == [(*lead, 3, 2), (*lead, 1, 3)]
    assert [b.shape for b in made.biases] == [(*lead, 3), (*lead, 1)]
    made.parameters = np.arange(13.0)
    np.testing.assert_array_equal(made.weights[0][..., 1, :], np.broadcast_to([3, 4], (*lead, 2)))
    np.testing.assert_array_equal(made.biases[0], np.broadcast_to([2, 5, 8], (*lead, 3)))
    made.biases[1][...] = 77
    assert (made.parameters[..., 12] == 77).all()
    many = made.split(np.zeros((4, *lead, 13)))
    assert many.weights[0].shape == (4, *lead, 3, 2)


def test_parameters_that_are_given_are_copied():
    """Neither assignment nor `at` ties the network to the caller's array."""
    made, theta = MLP([2, 3, 1], rng=0), np.ones(13)
    made.parameters = theta
    other, many = made.at(theta), made.at(np.stack([theta, 2 * theta]))
    for changed in (made, other, many):
        changed.parameters += 1
    np.testing.assert_array_equal(theta, 1)
    assert other.count is None
    assert many.count == 2
    np.testing.assert_array_equal(many.parameters[1], 3)


def test_parts_share_their_parameters():
    """One of many networks, and a slice of them, is the same memory; groups are of eight, of large ones fewer."""
    made = MLP([2, 3, 1], rng=0, count=19)
    made[4].parameters = np.zeros(13)
    made[-1].biases[0][...] = 5
    assert (made.parameters[4] == 0).all()
    assert (made.biases[0][18] == 5).all()
    assert [part.count for _, part in made.groups()] == [8, 8, 3]
    assert [part.count for _, part in MLP([100, 200, 2], rng=0, count=5).groups()] == [3, 2]
    assert [part.count for _, part in MLP([1000, 100, 2], rng=0, count=2).groups()] == [1, 1]
    for part, some_of_them in made.groups():
        assert np.shares_memory(some_of_them.parameters, made.parameters)
        np.testing.assert_array_equal(some_of_them.parameters, made.parameters[part])
    assert len(list(made)) == 19
    with pytest.raises(IndexError):
        made[19]
    with pytest.raises(TypeError, match="a single network has no parts"):
        made[0][0]


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda made: pickle.loads(pickle.dumps(made))])
def test_copies_are_whole(duplicate):
    """A deep copy computes with its own parameters, and its matrices are views of them."""
    made = MLP([2, 3, 1], rng=0)
    other = duplicate(made)
    other.weights[0][...] = 0
    assert (other.parameters == 0).sum() == 6 + 4
    assert (made.parameters == 0).sum() == 4
    X = [[1.0, 2.0]]
    assert other.gradient(X, [[1.0]]).shape == (13,)
    assert other.forward(X) != made.forward(X)


# Beginnings.


def test_a_seed_a_network():
    """Each of several seeds gives the network that it gives alone; one seed for many gives different ones."""
    together = MLP([3, 4, 2], rng=range(5))
    assert together.count == 5
    for seed in range(5):
        np.testing.assert_array_equal(together.parameters[seed], MLP([3, 4, 2], rng=seed).parameters)
    drawn = MLP([3, 4, 2], rng=3, count=5)
    np.testing.assert_array_equal(drawn.parameters[0], together.parameters[3])
    assert len(np.unique(drawn.parameters[:, 0])) == 5
    rng = np.random.default_rng(0)
    assert not np.array_equal(MLP([3, 2], rng=rng).parameters, MLP([3, 2], rng=rng).parameters)


@pytest.mark.parametrize(
    "activation, initial",
    [(relu, "he_normal"), (leaky_relu, "he_normal"), (tanh, "glorot_uniform"), (sigmoid, "glorot_uniform")],
    ids=str,
)
def test_first_weights_fit_the_activation(activation, initial):
    """Rectifiers begin with He's weights and the others with Glorot's; biases begin at 0; another choice is kept."""
    made = MLP([3, 4, 2], activation, rng=0)
    rng = np.random.default_rng(0)
    for W, b in zip(made.weights, made.biases, strict=True):
        np.testing.assert_array_equal(W, getattr(initializers, initial)(*W.shape, rng))
        np.testing.assert_array_equal(b, 0)
    constant = MLP([3, 4, 2], activation, initial=lambda n_out, n_in, rng: np.full((n_out, n_in), 0.5), rng=0)
    assert all((W == 0.5).all() for W in constant.weights)


def test_float32_throughout():
    """A network of float32 takes any numbers and gives float32, near those of float64."""
    X, Y, width = example(cross_entropy, 5)
    single, double = (MLP([4, 5, width], loss=cross_entropy, rng=0, dtype=dtype) for dtype in ("float32", float))
    for method in ("forward", "gradient"):
        arguments = (X,) if method == "forward" else (X, Y)
        found = getattr(single, method)(*arguments)
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, getattr(double, method)(*arguments), rtol=1e-4, atol=1e-6)
    assert all(a.dtype == np.float32 for a in single.activations(X))


def test_activations_are_those_of_every_layer():
    """The list holds the outputs of each hidden layer and then of the network, rows being examples."""
    X, _, _ = example(squared_error, 6)
    made = some([4, 5, 3, 2], relu)
    first, second, last = made.activations(X)
    np.testing.assert_allclose(first, np.maximum(X @ made.weights[0].T + made.biases[0], 0), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(
        second, np.maximum(first @ made.weights[1].T + made.biases[1], 0), rtol=1e-12, atol=1e-15
    )
    np.testing.assert_allclose(last, made.forward(X), rtol=1e-12)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_arguments_of_any_kind_are_left_alone(loss):
    """Lists, strided and read-only arrays give the same results, and neither they nor the parameters change."""
    X, Y, width = example(loss, 7)
    made = some([4, 5, width], loss=loss)
    theta, gradient, kept = made.parameters.copy(), made.gradient(X, Y), X.copy()
    X.flags.writeable = False
    for same in (X, X.tolist(), np.asfortranarray(X), np.repeat(X, 2, axis=0)[::2]):
        np.testing.assert_array_equal(made.gradient(same, Y.tolist()), gradient)
    np.testing.assert_array_equal(X, kept)
    np.testing.assert_array_equal(made.parameters, theta)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=2, max_size=5), st.integers(0, 100), st.sampled_from([None, 1, 9]))
def test_gradient_is_the_slope_of_the_loss(sizes, seed, count):
    """For networks of any shape, the gradient in a random direction is the central difference of the loss."""
    rng = np.random.default_rng(seed)
    X, Y = rng.normal(size=(6, sizes[0])), rng.normal(size=(6, sizes[-1]))
    made = some(sizes, seed=seed, count=count)
    v = rng.normal(size=made.parameters.shape)
    up, down = made.at(made.parameters + 1e-5 * v), made.at(made.parameters - 1e-5 * v)
    slope = (up.loss(X, Y) - down.loss(X, Y)) / 2e-5
    np.testing.assert_allclose((made.gradient(X, Y) * v).sum(axis=-1), slope, rtol=1e-6, atol=1e-7)


def test_a_plan_follows_the_parameters():
    """A plan made once computes with the parameters as they are now, and with another network's when bound to it."""
    X, Y, _ = example(logistic, 8)
    made = some([4, 5, 1], loss=logistic)
    plan = Plan(made, 7)
    x, t = made.examples(X, Y)
    for _ in range(3):
        made.parameters += 0.1
        found = plan.backward(x.T, t.T, plan.forward(x.T))
        np.testing.assert_allclose(found, made.gradient(X, Y), rtol=1e-12)
    other = some([4, 5, 1], seed=9, loss=logistic)
    plan.bind(other)
    np.testing.assert_allclose(plan.backward(x.T, t.T, plan.forward(x.T)), other.gradient(X, Y), rtol=1e-12)


def test_large_numbers_give_no_warning():
    """Weights and inputs so large that exponentials overflow give finite outputs and gradients, silently."""
    for activation in (sigmoid, softplus, tanh):
        made = some([4, 5, 1], activation, loss=logistic)
        made.parameters *= 1e6
        X, Y, _ = example(logistic, 9)
        assert np.isfinite(made.gradient(1e3 * X, Y)).all()
        assert np.isfinite(made.loss(1e3 * X, Y))


# Refusals.


@pytest.mark.parametrize(
    "sizes, settings, error, said",
    [
        ([4], {}, ValueError, "sizes needs at least two"),
        (4, {}, ValueError, "sizes needs at least two"),
        ("42", {}, ValueError, "sizes needs at least two"),
        ([4, 0, 1], {}, ValueError, "sizes must be an int"),
        ([4, 2.5], {}, ValueError, "sizes must be an int"),
        ([4, 1], {"activation": np.tanh}, TypeError, "activation needs to be an Activation"),
        ([4, 1], {"output": softmax}, TypeError, "use the loss cross_entropy"),
        ([4, 1], {"loss": "squared"}, TypeError, "loss needs"),
        ([4, 1], {"rng": None}, TypeError, "rng needs"),
        ([4, 1], {"rng": []}, ValueError, "rng needs one seed a network"),
        ([4, 1], {"rng": [1, 2], "count": 3}, ValueError, "rng needs one seed a network, got 2"),
        ([4, 1], {"count": 0}, ValueError, "count must be"),
        ([4, 1], {"dtype": int}, ValueError, "dtype must be"),
        ([4, 1], {"initial": lambda n_out, n_in, rng: np.ones((n_in, n_out))}, ValueError, "initial needs to return"),
        ([4, 1], {"initial": lambda n_out, n_in, rng: np.full((n_out, n_in), np.nan)}, ValueError, "initial weights"),
    ],
)
def test_bad_settings_are_refused(sizes, settings, error, said):
    """Each setting that makes no network is named."""
    with pytest.raises(error, match=said):
        MLP(sizes, **{"rng": 0, **settings})


@pytest.mark.parametrize("count", [None, 3])
def test_bad_examples_are_refused(count):
    """Wrong widths, dimensions and lengths, no examples, and what is no finite number, are refused by each method."""
    made = MLP([4, 5, 1], loss=logistic, rng=0, count=count)
    y = [1, -1, 1]
    for bad, said in [
        (np.ones((3, 5)), "X needs 4 features, got 5"),
        (np.ones(4), r"X needs shape \(N, D\)"),
        (np.ones((2, 3, 4)), r"X needs shape \(N, D\)"),
        (np.ones((3, 3, 5)), r"X needs shape \(N, D\)"),
        (np.ones((3, 0, 4)), r"X needs shape \(N, D\)"),
        (np.ones((0, 4)), "at least 1 row"),
        (np.full((3, 4), np.nan), "X needs finite numbers"),
        (np.full((3, 3, 4), np.inf), "X needs finite numbers"),
        (np.full((3, 4), 1j), "X needs real numbers"),
    ]:
        for call in (
            made.forward,
            made.predict,
            made.activations,
            lambda X: made.loss(X, y),
            lambda X: made.gradient(X, y),
        ):
            with pytest.raises(ValueError, match=said):
                call(bad)
    for call in (made.loss, made.gradient):
        with pytest.raises(ValueError, match="y needs one label an example"):
            call(np.ones((3, 4)), [1, -1])
        with pytest.raises(ValueError, match=r"must be in \{-1, 1\}"):
            call(np.ones((3, 4)), [0, 1, 1])
        with pytest.raises(TypeError, match="X needs numbers"):
            call([["a"] * 4] * 3, y)


def test_bad_vectors_of_parameters_are_refused():
    """Vectors of another length or shape, or with NaN, are refused wherever they are given."""
    made = MLP([2, 3, 1], rng=0)
    for bad in (np.ones(12), np.ones((2, 13)), 1.0, np.full(13, np.nan)):
        with pytest.raises(ValueError, match="theta needs"):
            made.parameters = bad
    for bad in (np.ones(12), np.ones((2, 2, 13)), np.ones((0, 13)), 1.0, np.full(13, np.inf)):
        with pytest.raises(ValueError, match="theta needs"):
            made.at(bad)
    for bad in (np.ones(12), 1.0):
        with pytest.raises(ValueError, match="vector needs shape"):
            made.split(bad)


def test_a_network_shows_what_it_is():
    """The representation has sizes, activation, loss, output, and the number of networks."""
    assert repr(MLP([2, 3], relu, rng=0)) == "MLP([2, 3], relu, loss=squared error, output=identity)"
    assert repr(MLP([2, 3], rng=0, count=4)).endswith("count=4)")


def test_a_single_network_is_told_from_many():
    """One network passes; many, and what is no network, are refused by the name that the caller gives."""
    many = MLP([2, 3, 1], rng=0, count=5)
    one = many[0]
    assert network.single(one) is one
    with pytest.raises(TypeError, match="reference needs to be a single MLP, got 5"):
        network.single(many, "reference")
    with pytest.raises(TypeError, match="network needs to be an MLP, got int"):
        network.single(3)


# What networks of rectifiers are: piecewise linear.


def interpolating(knots, values, activation):
    """Return a network of one hidden layer that, with rectifiers, joins the points (knot, value) by straight lines."""
    made = MLP([1, len(knots), 1], activation, rng=0)
    slopes = np.diff(values) / np.diff(knots)
    made.weights[0][:] = 1.0
    made.biases[0][:] = -knots
    made.weights[1][:] = np.concatenate([slopes[:1], np.diff(slopes), -slopes[-1:]])
    made.biases[1][:] = values[0]
    return made


@fails_if("activation", lambda f: softplus)
@pytest.mark.parametrize("activation", [relu])
def test_rectifiers_interpolate_within_an_eighth_of_the_curvature(activation):
    """Between knots h apart the error is at most max |f''| h^2 / 8, which is reached by a parabola: ten functions."""
    x = np.linspace(0, 1, 1601)
    knots = x[::100]
    for seed in range(10):
        a, b, c = np.random.default_rng(seed).uniform(0.5, 6, size=3)
        for f, curvature in (
            (lambda x, a=a, b=b, c=c: a * np.sin(b * x + c), a * b**2),
            (lambda x, a=a, b=b, c=c: a * x**2 + b * x + c, 2 * a),
        ):
            error = np.abs(interpolating(knots, f(knots), activation).forward(x[:, None])[:, 0] - f(x)).max()
            assert error <= curvature * (1 / 16) ** 2 / 8 * (1 + 1e-9)
        assert error == pytest.approx(curvature * (1 / 16) ** 2 / 8, rel=1e-9)


@fails_if("activation", lambda f: identity)
@pytest.mark.parametrize("activation", [relu])
def test_pieces_double_with_each_layer(activation):
    """Tents of two rectifiers, one in the other, have exactly 2^k linear pieces with k layers."""
    for k in range(1, 8):
        made = MLP([1, *k * [2], 1], activation, rng=0)
        for layer in range(k):
            made.weights[layer][:] = [[1.0], [1.0]] if layer == 0 else [[2.0, -4.0], [2.0, -4.0]]
            made.biases[layer][:] = [0.0, -0.5]
        made.weights[k][:], made.biases[k][:] = [[2.0, -4.0]], 0.0
        y = made.forward(np.linspace(0, 1, 2**10 + 1)[:, None])[:, 0]
        slopes = np.diff(y) * 2**10
        assert np.abs(slopes).tolist() == [2.0**k] * 2**10  # exact: all numbers are dyadic
        assert np.count_nonzero(np.diff(slopes)) + 1 == 2**k


@fails_if("offset", lambda offset: 0.0)
@pytest.mark.parametrize("offset", [1.0])
@pytest.mark.parametrize("n", [3, 5, 8])
def test_lines_of_rectifiers_cut_the_plane_into_all_regions(n, offset):
    """The n units of a layer on the plane have 1 + n + n (n - 1) / 2 patterns of activity; through one point, 2n.

    Counted exactly, from the four regions that meet where two lines cross, which are all there are: to sample points
    misses the small ones. Ten seeds.
    """
    for seed in range(10):
        rng = np.random.default_rng(seed)
        made = MLP([2, n, 1], relu, rng=seed)
        made.biases[0][:] = offset * rng.normal(size=n)
        W, b = made.weights[0], made.biases[0]
        points = [
            np.linalg.solve(W[[i, j]], np.array(signs) * 1e-6 - b[[i, j]])
            for i in range(n)
            for j in range(i)
            for signs in ((1, 1), (1, -1), (-1, 1), (-1, -1))
        ]
        patterns = np.unique(made.activations(np.array(points))[0] > 0, axis=0)
        assert len(patterns) == 1 + n + n * (n - 1) // 2


@fails_if("activation", lambda f: tanh)
@pytest.mark.parametrize("activation", [relu])
def test_rectifiers_are_sure_of_everything_far_away(activation):
    """Of networks trained on two moons, the softmax tends to 1 along almost all rays; ten seeds, 300 rays.

    A model of bumps, whose features vanish far away, goes back to 1/2 there.
    """
    X, y = moons(100, noise=0.1, rng=0)
    classes = (y > 0).astype(int)
    made = MLP([2, 16, 2], activation, loss=cross_entropy, rng=range(10))
    train(made, X, classes, Adam(0.02), steps=200)
    t = np.random.default_rng(0).uniform(0, 2 * np.pi, 300)
    rays = np.column_stack([np.cos(t), np.sin(t)])
    sure = [
        (max_softmax(made.forward(r * rays).reshape(-1, 2)).reshape(10, -1) > 0.999).mean(axis=1) for r in (1, 100, 1e5)
    ]
    assert (sure[0] < sure[1]).all() and (sure[1] <= sure[2]).all()
    assert sure[0].max() < 0.95 and sure[2].min() >= 0.99
    bumps = LogisticRegression(fit_intercept=False).fit(rbf(X), classes)
    assert bumps.score(rbf(X), classes) > 0.9
    np.testing.assert_array_equal(bumps.predict_proba(rbf(100 * rays, X)), 0.5)


def test_sizes_from_a_generator():
    """Sizes and orders may come from anything that can be walked through once."""
    assert MLP((n for n in [2, 3, 1]), rng=0).sizes == MLP([2, 3, 1], rng=0).sizes
    with pytest.raises(ValueError, match="sizes needs at least two numbers"):
        MLP((n for n in [2]), rng=0)
