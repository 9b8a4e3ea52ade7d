"""Convolution: against SciPy, against automatic differentiation, against numbers, and on digits."""

import functools
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import maximum_filter, uniform_filter
from scipy.signal import correlate2d

from mathnets import autodiff as ad
from mathnets.activations import identity, relu, sigmoid, tanh
from mathnets.convolution import (
    ConvNet,
    Convolution,
    ConvPlan,
    Dense,
    Pooling,
    correlate,
    correlate_gradients,
    pool,
    pool_gradient,
    windows,
)
from mathnets.data import digits
from mathnets.gradients import central_difference, check_gradient, complex_step
from mathnets.losses import cross_entropy, squared_error
from mathnets.network import MLP
from mathnets.optimizers import Adam, GradientDescent
from mathnets.training import train

SEEDS = range(10)


def by_loops(X, W, stride, padding):
    """The cross-correlation written as its formula, one window at a time; takes complex numbers too."""
    rows, columns = (
        windows(n, k, stride=stride, padding=padding) for n, k in zip(X.shape[2:], W.shape[2:], strict=False)
    )
    X = np.pad(X, ((0, 0), (0, 0), (rows.before, rows.after), (columns.before, columns.after)))
    Y = np.empty((len(X), len(W), rows.count, columns.count), np.result_type(X, W))
    for y, x in np.ndindex(*Y.shape[2:]):
        window = X[:, :, stride * y : stride * y + W.shape[2], stride * x : stride * x + W.shape[3]]
        Y[:, :, y, x] = np.tensordot(window, W, axes=([1, 2, 3], [1, 2, 3]))
    return Y


@st.composite
def cases(draw):
    """Random images, filters, stride and padding."""
    N, C, F, h, w = (draw(st.integers(1, 3)) for _ in range(5))
    H, V = draw(st.integers(h, 7)), draw(st.integers(w, 7))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    X, W = rng.normal(size=(N, C, H, V)), rng.normal(size=(F, C, h, w))
    return X, W, draw(st.integers(1, 3)), draw(st.sampled_from(["valid", "same"]))


# The operations


def test_windows_of_known_sizes():
    """The numbers of Dumoulin and Visin's formulas, and zeros on both sides, an odd one at the end."""
    assert windows(4, 3) == (3, 1, 0, 0, 2)
    assert windows(5, 3, stride=2) == (3, 2, 0, 0, 2)
    assert windows(6, 3, stride=2) == (3, 2, 0, 0, 2)
    assert windows(5, 3, padding="same") == (3, 1, 1, 1, 5)
    assert windows(5, 4, padding="same") == (4, 1, 1, 2, 5)
    assert windows(5, 1, stride=3, padding="same") == (1, 3, 0, 0, 2)


@given(st.integers(1, 30), st.integers(1, 30), st.integers(1, 5), st.sampled_from(["valid", "same"]))
def test_windows_fit(size, more, stride, padding):
    """The last window ends inside the padded axis, no further one fits in, and "same" has one window a stride."""
    length = size + more - 1
    found = windows(length, size, stride=stride, padding=padding)
    end = (found.count - 1) * stride + size
    assert found.before <= found.after <= found.before + 1
    if padding == "valid":
        assert end <= length < end + stride and found.after == 0
    else:
        assert (found.count - 1) * stride < length <= found.count * stride
        assert end == length + found.before + found.after or (end < length and found.after == 0)


@settings(deadline=None)
@given(cases())
def test_correlate_is_its_formula(case):
    """Laid out as one matrix product, it is the sum over each window, whatever the sizes, stride and padding."""
    X, W, stride, padding = case
    found = correlate(X, W, stride=stride, padding=padding)
    np.testing.assert_allclose(found, by_loops(X, W, stride, padding), atol=1e-13)
    assert found.flags.c_contiguous


@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("stride", [1, 2])
def test_correlate_against_scipy(padding, stride):
    """For odd filters it is SciPy's correlate2d, summed over channels, at each second pixel for stride 2."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X, W = rng.normal(size=(3, 2, 9, 7)), rng.normal(size=(4, 2, 3, 5))
        expected = [
            [sum(correlate2d(x, w, mode=padding) for x, w in zip(xs, ws, strict=False)) for ws in W] for xs in X
        ]
        expected = np.array(expected)[:, :, ::stride, ::stride]
        np.testing.assert_allclose(correlate(X, W, stride=stride, padding=padding), expected, atol=1e-13)


@settings(deadline=None)
@given(cases())
def test_gradients_of_correlate(case):
    """Both gradients are those of the complex step through the formula, and those of automatic differentiation."""
    X, W, stride, padding = case
    G = np.random.default_rng(0).normal(size=by_loops(X, W, stride, padding).shape)
    dX, dW = correlate_gradients(G, X, W, stride=stride, padding=padding)
    np.testing.assert_allclose(dX, complex_step(lambda X: np.sum(G * by_loops(X, W, stride, padding)), X), atol=1e-12)
    np.testing.assert_allclose(dW, complex_step(lambda W: np.sum(G * by_loops(X, W, stride, padding)), W), atol=1e-12)


@settings(deadline=None)
@given(cases())
def test_gradient_is_the_transpose(case):
    """Correlation is linear in images and in filters, and going back is the transpose: <G, X*W> = <dX, X> = <dW, W>."""
    X, W, stride, padding = case
    Y = correlate(X, W, stride=stride, padding=padding)
    G = np.random.default_rng(1).normal(size=Y.shape)
    dX, dW = correlate_gradients(G, X, W, stride=stride, padding=padding)
    size = 1e-12 * np.linalg.norm(G) * np.linalg.norm(W) * np.linalg.norm(X)
    assert np.sum(G * Y) == pytest.approx(np.sum(dX * X), abs=size)
    assert np.sum(G * Y) == pytest.approx(np.sum(dW * W), abs=size)


def test_correlation_moves_with_the_image():
    """An image moved by some pixels gives the same output, moved."""
    rng = np.random.default_rng(0)
    X, W = np.zeros((1, 1, 12, 12)), rng.normal(size=(2, 1, 3, 3))
    X[..., 3:7, 3:7] = rng.normal(size=(4, 4))
    moved = np.roll(X, (2, 1), axis=(2, 3))
    np.testing.assert_allclose(correlate(moved, W), np.roll(correlate(X, W), (2, 1), axis=(2, 3)), atol=1e-14)


@pytest.mark.parametrize("size, stride", [(2, None), (3, 1), (3, 2), (2, 3), (1, 1)])
def test_pooling_against_scipy(size, stride):
    """The largest and the mean entry of windows are SciPy's filters, read off where the windows lie."""
    for seed in SEEDS:
        X = np.random.default_rng(seed).normal(size=(2, 3, 8, 7))
        step = stride or size
        count = [(n - size) // step + 1 for n in X.shape[2:]]
        places = tuple(slice(size // 2, size // 2 + step * (c - 1) + 1, step) for c in count)
        for kind, peer in (("max", maximum_filter), ("mean", uniform_filter)):
            expected = peer(X, size=(1, 1, size, size), mode="constant")[:, :, *places]
            np.testing.assert_allclose(pool(X, size, stride=stride, kind=kind), expected, atol=1e-14)


@pytest.mark.parametrize("kind", ["max", "mean"])
@pytest.mark.parametrize("size, stride", [(2, None), (3, 1), (3, 2), (2, 3)])
def test_gradient_of_pooling(kind, size, stride):
    """It is that of central differences, with windows that overlap, touch, or leave gaps, over ten seeds."""
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        X = rng.permutation(2 * 2 * 7 * 6).reshape(2, 2, 7, 6) / 10
        G = rng.normal(size=pool(X, size, stride=stride, kind=kind).shape)
        found = pool_gradient(G, X, size, stride=stride, kind=kind)

        def f(X, G=G):
            return np.sum(G * pool(X, size, stride=stride, kind=kind))

        assert check_gradient(f, found, X, rng) < 1e-8
        np.testing.assert_allclose(found, central_difference(f, X), atol=1e-8)


def test_equal_entries_of_a_window():
    """Of equal entries the first has the gradient, so that what a window passes back is never doubled."""
    X, G = np.ones((1, 1, 4, 4)), np.arange(1.0, 5.0).reshape(1, 1, 2, 2)
    found = pool_gradient(G, X, 2)
    np.testing.assert_array_equal(found[0, 0], [[1, 0, 2, 0], [0, 0, 0, 0], [3, 0, 4, 0], [0, 0, 0, 0]])
    np.testing.assert_array_equal(pool_gradient(G, X, 2, kind="mean").sum(), G.sum())


def test_operations_take_arrays_of_every_kind():
    """Lists, integers, read-only and strided arrays give the same and are left alone; float32 stays float32."""
    rng = np.random.default_rng(0)
    X, W = rng.integers(0, 9, size=(2, 1, 6, 6)), rng.integers(0, 9, size=(2, 1, 3, 3))
    expected = correlate(X, W)
    frozen = np.asfortranarray(X.astype(float))
    frozen.setflags(write=False)
    wide = np.zeros((2, 1, 12, 12))
    wide[..., ::2, ::2] = X
    before = X.copy()
    for same in (X.tolist(), X.astype(np.int8), frozen, wide[..., ::2, ::2]):
        np.testing.assert_array_equal(correlate(same, W), expected)
        np.testing.assert_array_equal(pool(same, 2), pool(X, 2))
    X32, W32 = X.astype(np.float32), W.astype(np.float32)
    Y32 = correlate(X32, W32)
    assert Y32.dtype == pool(X32, 2).dtype == np.float32 and correlate(X32, W).dtype == np.float64
    assert {a.dtype for a in correlate_gradients(Y32, X32, W32)} == {np.dtype(np.float32)}
    for kind in ("max", "mean"):
        assert pool_gradient(Y32[:, :1], X32, 3, stride=1, kind=kind).dtype == np.float32
    np.testing.assert_array_equal(X, before)


# The network


NETWORKS = {
    "one filter": ((5, 4), [Convolution(1, 2, activation=tanh), Dense(3)]),
    "usual": ((9, 9), [Convolution(3, 2), Pooling(2), Convolution(4, 3), Dense(3)]),
    "padded, stride": (
        (2, 6, 7),
        [Convolution(3, 3, padding="same", stride=2, activation=tanh), Convolution(2, 2, padding="same"), Dense(3)],
    ),
    "padded inside": (
        (6, 6),
        [Convolution(2, 3), Convolution(2, 3, padding="same"), Convolution(3, 2, padding="same"), Dense(3)],
    ),
    "means, overlapping": (
        (8, 8),
        [Convolution(2, 3, activation=sigmoid), Pooling(3, stride=2, kind="mean"), Dense(4, activation=tanh), Dense(3)],
    ),
    "pooling first": ((2, 8, 8), [Pooling(2, kind="mean"), Convolution(3, 2), Pooling(2, stride=1), Dense(3)]),
    "no dense": ((4, 4), [Convolution(2, 2, activation=tanh), Convolution(3, 3, activation=identity)]),
    "dense alone": ((3, 3), [Dense(5, activation=relu), Dense(3)]),
}
EACH = pytest.mark.parametrize("name", NETWORKS)


def made(name, seed, n=5, **options):
    """A network with random parameters, examples and labels."""
    rng = np.random.default_rng(seed)
    network = ConvNet(*NETWORKS[name], rng=rng, **options)
    network.parameters += 0.1 * rng.normal(size=network.size)
    return network, rng.normal(size=(n, network.sizes[0])), rng.integers(0, 3, size=n)


def entries_of_windows(a, layer):
    """The entries of all windows of a node (N, C, H, W), each over all windows: a list of nodes (N, C, H', W')."""
    rows, columns = (
        windows(n, layer.size, stride=layer.stride, padding=getattr(layer, "padding", "valid")) for n in a.shape[2:]
    )
    for axis, place in ((2, rows), (3, columns)):
        before, after = (np.zeros((*a.shape[:axis], n, *a.shape[axis + 1 :])) for n in (place.before, place.after))
        a = ad.concatenate([before, a, after], axis=axis)
    s, down, right = layer.stride, layer.stride * (rows.count - 1) + 1, layer.stride * (columns.count - 1) + 1
    return [a[:, :, i : i + down : s, j : j + right : s] for i in range(layer.size) for j in range(layer.size)]


def by_autodiff(network, theta, X, y):
    """The same network's loss as a graph of plain operations: of the module it uses the layers' numbers alone."""
    activations = {"relu": ad.relu, "tanh": ad.tanh, "sigmoid": ad.sigmoid, "identity": lambda z: z}
    a = ad.Node(X).reshape(len(X), *network.shapes[0])
    for layer in network.layers:
        if isinstance(layer, Pooling):
            entries = entries_of_windows(a, layer)
            a = sum(entries) / len(entries) if layer.kind == "mean" else functools.reduce(ad.maximum, entries)
            continue
        if isinstance(layer, Dense):
            units, seen = layer.units, a.reshape(len(X), 1, 1, -1)
        else:
            units, entries = layer.filters, [entry[:, :, None] for entry in entries_of_windows(a, layer)]
            entries = ad.concatenate(entries, axis=2)  # (N, C, h w, H', W')
            seen = entries.reshape(len(X), -1, *entries.shape[3:]).transpose(0, 2, 3, 1)
        n_in = seen.shape[-1]
        matrix, theta = theta[: units * (n_in + 1)].reshape(units, n_in + 1), theta[units * (n_in + 1) :]
        a = activations[layer.activation.name](seen @ matrix[:, :-1].T + matrix[:, -1]).transpose(0, 3, 1, 2)
    scores = a.reshape(len(X), -1)
    return (ad.log_sum_exp(scores) - scores[np.arange(len(X)), y]).mean()


@EACH
def test_network_against_autodiff(name):
    """Loss and gradient are those of the same network written as a graph of plain operations, over ten seeds."""
    for seed in SEEDS:
        network, X, y = made(name, seed)
        theta = network.parameters.copy()
        assert network.loss(X, y) == pytest.approx(by_autodiff(network, ad.Node(theta), X, y).value.item(), rel=1e-12)
        expected = ad.gradient(lambda theta, n=network, X=X, y=y: by_autodiff(n, theta, X, y), theta)
        np.testing.assert_allclose(network.gradient(X, y), expected, rtol=1e-10, atol=1e-13)


@EACH
def test_gradient_of_the_network_by_numbers(name):
    """Backpropagation agrees with central differences, over ten seeds."""
    for seed in SEEDS:
        network, X, y = made(name, seed)
        check_gradient(
            lambda theta, n=network, X=X, y=y: n.at(theta).loss(X, y), network.gradient(X, y), network.parameters, seed
        )


def test_dense_layers_are_an_mlp():
    """Without convolutions it is the `MLP` with the same parameters: outputs, loss and gradient."""
    for seed in SEEDS:
        network, X, y = made("dense alone", seed)
        peer = MLP([9, 5, 3], relu, loss=cross_entropy, rng=0)
        peer.parameters = network.parameters
        np.testing.assert_allclose(network.forward(X), peer.forward(X), rtol=1e-12)
        assert network.loss(X, y) == pytest.approx(peer.loss(X, y), rel=1e-12)
        np.testing.assert_allclose(network.gradient(X, y), peer.gradient(X, y), rtol=1e-10, atol=1e-14)


def test_layers_are_the_operations():
    """What the layers give, one after the other, is `correlate`, the activation, `pool`, and a product."""
    network, X, _ = made("usual", 0)
    (W, V, U), (b, c, d) = network.weights, network.biases
    images = X.reshape(5, 1, 9, 9)
    first = np.maximum(correlate(images, network.filters(0)) + b[:, None, None], 0)
    second = pool(first, 2)
    third = np.maximum(correlate(second, V.reshape(4, 3, 3, 3)) + c[:, None, None], 0)
    fourth = third.reshape(5, -1) @ U.T + d
    for found, expected in zip(network.activations(X), (first, second, third, fourth[..., None, None]), strict=False):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(network.forward(X), fourth, rtol=1e-12)
    np.testing.assert_array_equal(network.predict(X), fourth.argmax(axis=1))
    np.testing.assert_array_equal(network.filters(0).reshape(3, -1), W)
    assert network.filters(2).shape == (4, 3, 3, 3)


def test_many_examples_are_computed_in_blocks():
    """With more examples than fit a block, outputs, loss and gradient are those of the parts, put together."""
    network, X, y = made("usual", 0, n=150)
    parts = [slice(0, 70), slice(70, 150)]
    whole = np.concatenate([network.forward(X[part]) for part in parts])
    np.testing.assert_allclose(network.forward(X), whole, rtol=1e-13)
    shares = [70 / 150, 80 / 150]
    gradient = sum(share * network.gradient(X[part], y[part]) for share, part in zip(shares, parts, strict=False))
    np.testing.assert_allclose(network.gradient(X, y), gradient, rtol=1e-11, atol=1e-14)
    loss = sum(share * network.loss(X[part], y[part]) for share, part in zip(shares, parts, strict=False))
    assert network.loss(X, y) == pytest.approx(loss, rel=1e-12)
    x, t = network.examples(X, y)
    plan = network.plan(150)
    np.testing.assert_allclose(
        plan.backward(x.T, t.T, plan.forward(x.T)), network.gradient(X, y), rtol=1e-11, atol=1e-14
    )


def test_plan_computes_with_the_parameters_as_they_are():
    """A plan can be run again and again, after changes of the parameters too, and writes where it is told to."""
    network, X, y = made("padded, stride", 0)
    x, t = network.examples(X, y)
    plan = ConvPlan(network, 5)
    for _ in range(3):
        network.parameters += 0.01
        outputs = np.empty((3, 5))
        assert plan.forward(np.ascontiguousarray(x.T), outputs) is outputs
        np.testing.assert_allclose(outputs.T, network.forward(X), rtol=1e-12)
        np.testing.assert_allclose(plan.backward(x.T, t.T, outputs), network.gradient(X, y), rtol=1e-11, atol=1e-14)


def test_squared_error_on_numbers():
    """With another loss it fits numbers, and its gradient is right."""
    network, X, _ = made("usual", 0, loss=squared_error)
    Y = np.random.default_rng(0).normal(size=(5, 3))
    assert network.loss(X, Y) == pytest.approx(np.sum((network.forward(X) - Y) ** 2) / 10)
    check_gradient(lambda theta: network.at(theta).loss(X, Y), network.gradient(X, Y), network.parameters, 0)
    np.testing.assert_array_equal(network.predict(X), network.forward(X))


# Parameters


def test_parameters_are_one_vector_and_views_of_it():
    """Weights and biases are views: what is written to them is in the vector, and the other way round."""
    network, X, _ = made("usual", 0)
    assert network.size == 3 * 5 + 4 * (3 * 9 + 1) + 3 * (4 * 4 + 1) == len(network.parameters)
    assert [W.shape for W in network.weights] == [(3, 4), (4, 27), (3, 16)]
    network.parameters[:] = 0
    network.biases[-1][...] = [1, 2, 3]
    np.testing.assert_array_equal(network.forward(X), np.tile([1.0, 2.0, 3.0], (5, 1)))
    np.testing.assert_array_equal(network.parameters[-51:].reshape(3, 17)[:, -1], [1, 2, 3])
    network.parameters = np.arange(network.size)
    np.testing.assert_array_equal(network.weights[0][1], [5, 6, 7, 8])
    assert network.biases[0][1] == 9


def test_network_at_other_parameters_is_another():
    """`at` leaves the network alone, and copies what it is given."""
    network, X, y = made("usual", 0)
    before, theta = network.parameters.copy(), np.zeros(network.size)
    other = network.at(theta)
    theta += 1
    assert other.loss(X, y) == pytest.approx(np.log(3))
    other.parameters += 1
    np.testing.assert_array_equal(network.parameters, before)


def test_first_weights_come_from_the_seed_and_the_layer():
    """Equal seeds give equal networks, biases are 0, and rectifiers get He's variance, others Glorot's."""
    layers = [Convolution(50, 5), Convolution(40, 3, activation=tanh), Dense(10)]
    network, same, other = (ConvNet((12, 12), layers, rng=rng) for rng in (0, np.random.default_rng(0), 1))
    np.testing.assert_array_equal(network.parameters, same.parameters)
    assert not np.array_equal(network.parameters, other.parameters)
    assert all(not b.any() for b in network.biases)
    variances = [W.var() for W in network.weights]
    np.testing.assert_allclose(variances, [2 / 25, 2 / (450 + 40), 2 / (1440 + 10)], rtol=0.1)
    flat = ConvNet((12, 12), layers, initial=lambda n_out, n_in, rng: np.full((n_out, n_in), 0.5), rng=0)
    assert all((W == 0.5).all() for W in flat.weights)


def test_precision_is_kept():
    """A float32 network computes in float32, near what the float64 one gives."""
    network, X, y = made("usual", 0)
    small = ConvNet(*NETWORKS["usual"], rng=0, dtype=np.float32)
    small.parameters = network.parameters
    assert small.parameters.dtype == small.forward(X).dtype == small.gradient(X, y).dtype == np.float32
    np.testing.assert_allclose(small.forward(X), network.forward(X), atol=1e-4)
    np.testing.assert_allclose(small.gradient(X, y), network.gradient(X, y), atol=1e-4)


def test_shapes_and_texts():
    """The shapes of all layers are known before any example, and the network can be printed."""
    network = ConvNet((20, 20), [Convolution(8, 5), Pooling(2), Dense(10)], rng=0)
    assert network.shapes == [(1, 20, 20), (8, 16, 16), (8, 8, 8), (10, 1, 1)]
    assert network.sizes == (400, 2048, 512, 10) and network.count is None
    assert repr(network) == (
        "ConvNet((1, 20, 20), [Convolution(8, 5, stride=1, padding='valid', activation=relu), "
        "Pooling(2, stride=2, kind='max'), Dense(10, activation=identity)], loss=cross-entropy)"
    )


# Training


def test_training_on_digits():
    """The loop that trains an MLP trains it: after six passes through 400 images it knows three of four others."""
    X, y = digits.load()
    X, y, others, labels = X[:400], y[:400], X[400:800], y[400:800]
    for seed in SEEDS:
        network = ConvNet((20, 20), [Convolution(6, 5, stride=2), Pooling(2), Dense(10)], rng=seed)
        history = train(network, X, y, Adam(0.01), epochs=6, batch=40, rng=seed, record=30)
        assert history.losses.shape == (60,) and history.losses[-10:].mean() < history.losses[0] / 3
        assert np.mean(network.predict(others) == labels) > 0.75
        np.testing.assert_array_equal(history.parameters[-1], network.parameters)
        assert network.at(history.parameters[0]).loss(X, y) > 2


def test_training_step_is_the_gradient():
    """One step of gradient descent on all examples moves the parameters along `gradient`."""
    network, X, y = made("usual", 0)
    before, expected = network.loss(X, y), network.parameters - 0.1 * network.gradient(X, y)
    history = train(network, X, y, GradientDescent(0.1), steps=1)
    np.testing.assert_allclose(network.parameters, expected, rtol=1e-12)
    assert history.losses[0] == pytest.approx(before, rel=1e-12)


# Bad input

SMALL = (4, 4), [Convolution(2, 3), Dense(2)]


@pytest.mark.parametrize(
    "compute, kind, message",
    [
        (
            lambda: windows(3, 4),
            ValueError,
            "size needs to be at most the image's 3 pixels, got 4; take smaller windows",
        ),
        (lambda: windows(3, 0), ValueError, "size must be an int in the range [1, inf), got 0"),
        (lambda: windows(3, 2, stride=0), ValueError, "stride must be an int"),
        (lambda: windows(2.5, 2), ValueError, "length must be an int"),
        (lambda: windows(3, 2, padding="full"), ValueError, "padding must be one of 'valid', 'same', got 'full'"),
        (lambda: correlate(np.ones((3, 3)), np.ones((1, 1, 2, 2))), ValueError, "X needs shape (N, C, H, W)"),
        (lambda: correlate(np.ones((0, 1, 3, 3)), np.ones((1, 1, 2, 2))), ValueError, "X needs shape (N, C, H, W)"),
        (lambda: correlate(np.ones((1, 2, 3, 3)), np.ones((1, 1, 2, 2))), ValueError, "W needs shape (F, 2, h, w)"),
        (lambda: correlate(np.ones((1, 1, 3, 3)), np.ones((2, 2))), ValueError, "W needs shape (F, 1, h, w)"),
        (lambda: correlate(np.ones((1, 1, 3, 3)), np.ones((1, 1, 4, 2))), ValueError, "size needs to be at most"),
        (lambda: correlate(np.full((1, 1, 3, 3), np.nan), np.ones((1, 1, 2, 2))), ValueError, "X needs finite"),
        (lambda: correlate([[[["a"]]]], np.ones((1, 1, 1, 1))), TypeError, "X needs numbers"),
        (
            lambda: correlate_gradients(np.ones((1, 1, 3, 3)), np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2))),
            ValueError,
            "G needs shape (1, 1, 2, 2), one number for each output, got (1, 1, 3, 3)",
        ),
        (lambda: pool(np.ones((1, 1, 3, 3)), 4), ValueError, "size needs to be at most"),
        (lambda: pool(np.ones((1, 1, 3, 3)), 2, kind="min"), ValueError, "kind must be one of 'max', 'mean'"),
        (lambda: pool_gradient(np.ones((1, 1, 2, 2)), np.ones((1, 1, 3, 3)), 2), ValueError, "G needs shape (1, 1, 1"),
        (lambda: Convolution(0, 3), ValueError, "filters must be an int"),
        (lambda: Convolution(1, 3, activation="relu"), TypeError, "activation needs to be an Activation such as relu"),
        (lambda: Convolution(1, 3, padding="full"), ValueError, "padding must be one of"),
        (lambda: Pooling(2.0), ValueError, "size must be an int"),
        (lambda: Pooling(2, kind="min"), ValueError, "kind must be one of"),
        (lambda: Dense(-1), ValueError, "units must be an int"),
        (lambda: Dense(2, activation=np.tanh), TypeError, "activation needs to be an Activation"),
        (lambda: ConvNet((4,), SMALL[1], rng=0), ValueError, "shape needs to be (H, W) or (C, H, W), got (4,)"),
        (lambda: ConvNet((4, 0), SMALL[1], rng=0), ValueError, "shape must be an int in the range [1, inf), got 0"),
        (lambda: ConvNet((2, 2), SMALL[1], rng=0), ValueError, "size needs to be at most the image's 2 pixels, got 3"),
        (lambda: ConvNet((4, 4), ["Dense"], rng=0), TypeError, "layers need to be Convolution, Pooling or Dense"),
        (lambda: ConvNet((4, 4), [], rng=0), ValueError, "layers need at least one that learns, got []; add Dense(10)"),
        (lambda: ConvNet((4, 4), Pooling(2), rng=0), ValueError, "layers need at least one that learns"),
        (lambda: ConvNet(*SMALL, rng=None), TypeError, "rng needs a numpy Generator"),
        (lambda: ConvNet(*SMALL, rng=0, loss="mse"), TypeError, "loss needs to be one of mathnets.losses"),
        (lambda: ConvNet(*SMALL, rng=0, dtype=int), ValueError, "dtype must be float64 or float32"),
        (
            lambda: ConvNet(*SMALL, rng=0, initial=lambda *args: np.zeros(3)),
            ValueError,
            "initial needs to return shape (2, 9), got (3,)",
        ),
        (lambda: ConvNet(*SMALL, rng=0).forward(np.ones((2, 15))), ValueError, "X needs 16 features, got 15"),
        (lambda: ConvNet(*SMALL, rng=0).forward(np.ones(16)), ValueError, "X needs shape (N, D)"),
        (lambda: ConvNet(*SMALL, rng=0).loss(np.ones((2, 16)), [0, 2]), ValueError, "y needs classes from 0 to 1"),
        (lambda: ConvNet(*SMALL, rng=0).loss(np.ones((2, 16)), [0]), ValueError, "y needs one label an example"),
        (lambda: ConvNet(*SMALL, rng=0).at(np.ones(3)), ValueError, "theta needs 38 entries, got 3"),
        (lambda: ConvNet(*SMALL, rng=0).split(np.ones(3)), ValueError, "vector needs shape (38,), like parameters"),
        (lambda: setattr(ConvNet(*SMALL, rng=0), "parameters", [np.nan] * 38), ValueError, "theta needs finite"),
        (lambda: ConvNet(*SMALL, rng=0).filters(1), ValueError, "layer needs to be the place of a Convolution"),
        (lambda: ConvNet(*SMALL, rng=0).filters(2), ValueError, "layer must be an int in the range [0, 1], got 2"),
    ],
)
def test_bad_input_is_refused(compute, kind, message):
    """The error says what was needed, what came, and what to do."""
    with pytest.raises(kind, match=re.escape(message)):
        compute()


def test_filters_are_a_copy():
    """Who changes the filters that were asked for does not change the network."""
    network = ConvNet((4, 4), [Convolution(2, 3), Dense(2)], rng=0)
    before = network.parameters.copy()
    filters = network.filters(0)
    filters -= filters.mean()
    np.testing.assert_array_equal(network.parameters, before)
