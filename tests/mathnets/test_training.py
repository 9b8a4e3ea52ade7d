"""The training loop: against a textbook loop, many networks against each alone, batches, records, divergence."""

import autograd
import autograd.numpy as anp
import numpy as np
import pytest

from mathnets.activations import relu, sigmoid, tanh
from mathnets.losses import cross_entropy, hinge, logistic, squared_error
from mathnets.network import MLP
from mathnets.optimizers import Adam, GradientDescent, Momentum, inverse_time
from mathnets.training import train
from tests.mutation import fails_if


def spiral(n=60, seed=0):
    """Return points of two classes that no line separates, and their labels."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 2))
    return X, np.where(X[:, 0] * X[:, 1] > 0, 1, -1)


def loop(made, X, Y, rates, orders):
    """Train by plain gradient descent on the batches of rows given, and return the losses."""
    losses = []
    for rate, rows in zip(rates, orders, strict=True):
        losses.append(made.loss(X[rows], Y[rows]))
        made.parameters -= rate * made.gradient(X[rows], Y[rows])
    return losses


@pytest.mark.parametrize("seed", range(10))
def test_training_equals_a_textbook_loop_with_autograd(seed):
    """Fifty steps of Adam give, to rounding, the weights and losses of Kingma and Ba's loop on autograd's gradients."""
    X, y = spiral(seed=seed)
    made = MLP([2, 5, 4, 1], tanh, loss=logistic, rng=seed)
    parameters = [part.copy() for pair in zip(made.weights, made.biases, strict=True) for part in pair]

    def loss(W1, b1, W2, b2, W3, b3):
        z = anp.tanh(anp.tanh(X @ W1.T + b1) @ W2.T + b2) @ W3.T + b3
        return anp.mean(anp.log(1 + anp.exp(-y * z[:, 0])))

    m, v, losses = [0.0] * 6, [0.0] * 6, []
    for t in range(1, 51):
        losses.append(loss(*parameters))
        for k, g in enumerate(autograd.grad(loss, tuple(range(6)))(*parameters)):
            m[k], v[k] = 0.9 * m[k] + 0.1 * g, 0.999 * v[k] + 0.001 * g**2
            step = m[k] / (1 - 0.9**t) / (np.sqrt(v[k] / (1 - 0.999**t)) + 1e-8)
            parameters[k] = parameters[k] - 0.02 * step
    history = train(made, X, y, Adam(0.02), steps=50)
    np.testing.assert_allclose(history.losses, losses, rtol=1e-9)
    for found, expected in zip(made.weights, parameters[::2], strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9)
    for found, expected in zip(made.biases, parameters[1::2], strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("loss", [squared_error, logistic, hinge, cross_entropy], ids=repr)
@pytest.mark.parametrize("batch", [None, 60, 16, 1])
def test_losses_are_those_of_each_batch_before_its_step(loss, batch):
    """The recorded losses and parameters are those of a loop over the same batches, for every loss and batch."""
    X, y = spiral()
    Y = {squared_error: y[:, None], cross_entropy: (y > 0).astype(int)}.get(loss, y)
    width = 2 if loss is cross_entropy else 1
    made, other = (MLP([2, 6, width], loss=loss, rng=1) for _ in range(2))
    history = train(made, X, Y, GradientDescent(inverse_time(0.1, 10)), epochs=3, batch=batch, rng=5)
    rng = np.random.default_rng(np.random.default_rng(5).integers(2**63))
    size = batch or 60
    shuffles = [rng.permutation(60) if size < 60 else np.arange(60) for _ in range(3)]
    orders = [order[begin : begin + size] for order in shuffles for begin in range(0, 60, size)]
    losses = loop(other, X, Y, [0.1 / (1 + k / 10) for k in range(len(orders))], orders)
    np.testing.assert_allclose(history.losses, losses, rtol=1e-10)
    np.testing.assert_allclose(made.parameters, other.parameters, rtol=1e-9, atol=1e-12)


def test_every_epoch_sees_every_example_once():
    """With a linear unit of weight 0 that hardly moves, an epoch's batch losses tell which examples were in it."""
    powers = 2.0 ** np.arange(10)
    made = MLP([1, 1], initial=lambda *_: np.zeros((1, 1)), rng=0)
    history = train(
        made, np.zeros((10, 1)), np.sqrt(2 * powers)[:, None], GradientDescent(1e-12), epochs=20, batch=3, rng=0
    )
    sums = (history.losses.reshape(20, 4) * [3, 3, 3, 1]).round().astype(int)  # each a sum of powers of 2: a set
    assert (sums.sum(axis=1) == 1023).all()
    assert all(np.bitwise_or.reduce(row) == 1023 for row in sums)
    assert len(np.unique(sums, axis=0)) == 20


@pytest.mark.parametrize("batch", [None, 16])
@pytest.mark.parametrize("own", [False, True], ids=["shared examples", "own examples"])
def test_many_networks_are_trained_as_each_alone(batch, own):
    """Nineteen networks, with a seed and a rate each, end where each ends alone, with the same losses and records."""
    sets = [spiral(seed=g) for g in range(19)] if own else [spiral()] * 19
    X, y = (np.array(part) for part in zip(*sets, strict=True)) if own else sets[0]
    rates = np.geomspace(0.001, 0.1, 19)
    together = MLP([2, 6, 1], loss=logistic, rng=range(19))
    seeds = range(100, 119)
    history = train(together, X, y, Adam(rates), steps=30, batch=batch, rng=seeds, record=7)
    assert history.losses.shape == (30, 19)
    assert history.parameters.shape == (6, 19, together.size)
    for g in (0, 7, 8, 18):
        alone = MLP([2, 6, 1], loss=logistic, rng=g)
        single = train(alone, *sets[g], Adam(rates[g]), steps=30, batch=batch, rng=seeds[g], record=7)
        np.testing.assert_allclose(together.parameters[g], alone.parameters, rtol=1e-8, atol=1e-11)
        np.testing.assert_allclose(history.losses[:, g], single.losses, rtol=1e-9)
        np.testing.assert_allclose(history.parameters[:, g], single.parameters, rtol=1e-8, atol=1e-11)


@pytest.mark.parametrize("loss", [squared_error, cross_entropy], ids=repr)
def test_one_seed_gives_all_networks_the_same_batches(loss):
    """With one seed, each of the networks in every group sees the batches that a single one would, own examples too."""
    X, y = spiral()
    Y = np.repeat(y[:, None], 2, axis=1) if loss is squared_error else (y > 0).astype(int)
    together = MLP([2, 6, 2], loss=loss, rng=range(10))
    start = together.parameters.copy()
    history = train(together, X, Y, GradientDescent(0.1), epochs=2, batch=25, rng=3)
    again = together.at(start)
    copies = np.broadcast_to(X, (10, *X.shape)), np.broadcast_to(Y, (10, *Y.shape))
    for data in (copies, (X, copies[1]), (copies[0], Y)):
        again.parameters = start
        np.testing.assert_allclose(
            train(again, *data, GradientDescent(0.1), epochs=2, batch=25, rng=3).losses, history.losses, rtol=1e-11
        )
        np.testing.assert_allclose(again.parameters, together.parameters, rtol=1e-10, atol=1e-13)
    for g in (0, 9):
        alone = MLP([2, 6, 2], loss=loss, rng=g)
        single = train(alone, X, Y, GradientDescent(0.1), epochs=2, batch=25, rng=3)
        np.testing.assert_allclose(history.losses[:, g], single.losses, rtol=1e-11)


def test_a_rate_schedule_may_differ_from_network_to_network():
    """A schedule of rates, one a network, reaches the networks of every group."""
    X, y = spiral()
    rates = np.linspace(0.01, 0.2, 11)
    together = MLP([2, 6, 1], loss=logistic, rng=[4] * 11)
    train(together, X, y, GradientDescent(inverse_time(rates, 5)), steps=20)
    for g in (0, 10):
        alone = MLP([2, 6, 1], loss=logistic, rng=4)
        train(alone, X, y, GradientDescent(inverse_time(rates[g], 5)), steps=20)
        np.testing.assert_allclose(together.parameters[g], alone.parameters, rtol=1e-9, atol=1e-12)


# Records.


@pytest.mark.parametrize(
    "record, expected",
    [(None, []), (4, [0, 4, 8, 10]), (5, [0, 5, 10]), (100, [0, 10]), ([10, 3, 3, 0], [0, 3, 10]), ([7], [7])],
    ids=str,
)
@pytest.mark.parametrize("count", [None, 9])
def test_records_are_the_parameters_before_each_step(record, expected, count):
    """Recorded are the steps asked for, 0 being the start and the number of steps the end."""
    X, y = spiral()
    made = MLP([2, 3, 1], loss=logistic, rng=0, count=count)
    start = made.parameters.copy()
    history = train(made, X, y, Momentum(0.1), steps=10, record=record)
    np.testing.assert_array_equal(history.steps, expected)
    assert history.parameters.shape == (len(expected), *start.shape)
    for step, theta in zip(history.steps, history.parameters, strict=True):
        if step < 10:
            np.testing.assert_allclose(made.at(theta).loss(X, y), history.losses[step], rtol=1e-12)
        else:
            np.testing.assert_array_equal(theta, made.parameters)
        if step == 0:
            np.testing.assert_array_equal(theta, start)


def test_the_optimizer_is_left_as_it_was():
    """The same optimizer trains twice, each time afresh, and is not bound to the network."""
    X, y = spiral()
    optimizer = Adam(0.05)
    ends = []
    for _ in range(2):
        made = MLP([2, 3, 1], loss=logistic, rng=0)
        train(made, X, y, optimizer, steps=5)
        ends.append(made.parameters)
    np.testing.assert_array_equal(*ends)
    with pytest.raises(ValueError, match="needs to be started"):
        optimizer.step(ends[0], ends[0])


def test_arguments_of_any_kind_are_left_alone():
    """Lists, strided and read-only arrays train the same network, and are not changed."""
    X, y = spiral()
    kept = X.copy()
    X.flags.writeable = y.flags.writeable = False
    ends = []
    for same in (X, X.tolist(), np.asfortranarray(X), np.repeat(X, 2, axis=0)[::2]):
        made = MLP([2, 3, 1], loss=logistic, rng=0)
        train(made, same, y.tolist(), Adam(0.05), steps=5, batch=7, rng=np.random.default_rng(1))
        ends.append(made.parameters)
        np.testing.assert_array_equal(ends[-1], ends[0])
    np.testing.assert_array_equal(X, kept)


def test_float32_trains_near_float64():
    """A network of float32 stays one, and after a few steps is near its twin of float64."""
    X, y = spiral()
    single, double = (MLP([2, 6, 1], loss=logistic, rng=0, dtype=dtype) for dtype in (np.float32, np.float64))
    for made in (single, double):
        history = train(made, X, y, Adam(0.01), steps=20, record=5)
        assert history.parameters.dtype == made.parameters.dtype == made.dtype
    np.testing.assert_allclose(single.parameters, double.parameters, rtol=1e-3, atol=1e-5)


def test_more_steps_than_are_stored_at_once():
    """Losses of many long batches, which are computed a few at a time, are complete and in order."""
    X = np.random.default_rng(0).normal(size=(5000, 2))
    made = MLP([2, 1], rng=0)
    history = train(made, X, X[:, :1], GradientDescent(0.01), steps=50, record=1)
    expected = [made.at(theta).loss(X, X[:, :1]) for theta in history.parameters[:-1]]
    np.testing.assert_allclose(history.losses, expected, rtol=1e-11)


# Divergence.


@pytest.mark.parametrize("batch", [None, 20])
def test_divergence_is_an_error_that_names_step_loss_and_rate(batch):
    """With far too large a rate the loop stops with an error that says where, and how large the rate was."""
    X, y = spiral()
    made = MLP([2, 8, 8, 1], relu, rng=0)
    with pytest.raises(FloatingPointError, match=r"loss of (inf|nan) at step \d+, learning rate 50; take a smaller"):
        train(made, X, y[:, None], GradientDescent(50.0), steps=300, batch=batch, rng=0)


def test_divergence_in_the_last_step_is_an_error():
    """Parameters that are no longer finite are noticed even where every loss was."""
    made = MLP([1, 1], initial=lambda *_: np.full((1, 1), 1e140), rng=0)
    with pytest.raises(FloatingPointError, match=r"parameters that are not finite .* at step 0, learning rate 1e\+300"):
        train(made, [[1e10]], [[0.0]], GradientDescent(1e300), steps=1)


def test_divergence_names_the_network():
    """Among many networks the error names the one that diverged and its rate, in whichever group it is."""
    X, y = spiral()
    rates = np.full(12, 0.01)
    rates[10] = 70.0
    made = MLP([2, 8, 8, 1], relu, rng=range(12))
    with pytest.raises(FloatingPointError, match="in network 10, learning rate 70"):
        train(made, X, y[:, None], GradientDescent(rates), steps=300)


def test_divergence_of_one_network_can_be_let_through():
    """If allowed, the loop goes on, and the networks beside the one that diverged are as they would be without it."""
    X, y = spiral()
    made = MLP([2, 8, 8, 1], relu, rng=range(3))
    history = train(made, X, y[:, None], GradientDescent([0.01, 70.0, 0.02]), steps=300, allow_divergence=True)
    assert not np.isfinite(history.losses[-1, 1])
    assert np.isfinite(history.losses[:, [0, 2]]).all()
    other = MLP([2, 8, 8, 1], relu, rng=[0, 2])
    train(other, X, y[:, None], GradientDescent([0.01, 0.02]), steps=300)
    np.testing.assert_allclose(made.parameters[[0, 2]], other.parameters, rtol=1e-8, atol=1e-10)


# What is known of trainings.


def test_a_linear_network_finds_the_least_squares_solution():
    """Without hidden layers, gradient descent on the squared error ends at the solution of least squares."""
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(50, 3)), rng.normal(size=(50, 2))
    made = MLP([3, 2], rng=0)
    train(made, X, Y, GradientDescent(0.5), steps=1000)
    expected = np.linalg.lstsq(np.column_stack([X, np.ones(50)]), Y)[0]
    np.testing.assert_allclose(made.weights[0], expected[:3].T, atol=1e-10)
    np.testing.assert_allclose(made.biases[0], expected[3], atol=1e-10)


@fails_if("train", lambda f: lambda *args, steps: f(*args, steps=steps // 40))
def test_symmetry_network_of_1986():
    """Of 40 networks 6-2-1 most learn to see mirror symmetry, all of those with antisymmetric weights.

    Rumelhart, Hinton and Williams: rate 0.1 on the sum over the 64 vectors, momentum 0.9, starts within 0.3. The
    sizes of the weights are as 1:2:4, theirs, or as 2:3:4; both occur, and nothing else. (On ten other seeds of 40
    networks: 295 of 400 solved, 209 of them as 1:2:4 and 86 as 2:3:4.)
    """
    X = (np.arange(64)[:, None] >> np.arange(6)) & 1
    symmetric = (X[:, ::-1] == X).all(axis=1)
    assert symmetric.sum() == 8
    made = MLP([6, 2, 1], sigmoid, output=sigmoid, rng=0, count=40)
    made.parameters = np.random.default_rng(1986).uniform(-0.3, 0.3, made.parameters.shape)
    train(made, X, symmetric[:, None].astype(float), Momentum(0.1 * 64, beta=0.9), steps=8000)
    solved = ((made.forward(X)[..., 0] > 0.5) == symmetric).all(axis=1)
    assert solved.sum() > 20  # 29.5 are expected, with a standard deviation of 2.8
    W = made.weights[0][solved]
    size = np.abs(W).max(axis=2)
    asymmetry = np.abs(W + W[..., ::-1]).max(axis=2) / size
    assert asymmetry.max() < 0.05
    shares = np.sort(np.abs(W[..., :3]) / size[..., None], axis=2).mean(axis=1)  # of the largest, rising
    famous = np.abs(shares - [0.25, 0.5, 1]).max(axis=1) < 0.1
    other = np.abs(shares - [0.5, 0.75, 1]).max(axis=1) < 0.1
    assert (famous | other).all()
    assert famous.sum() > 8
    assert other.sum() > 1


# Refusals.


@pytest.mark.parametrize(
    "settings, error, said",
    [
        ({}, ValueError, "either steps or epochs"),
        ({"steps": 5, "epochs": 5}, ValueError, "either steps or epochs"),
        ({"steps": 0}, ValueError, "steps must be"),
        ({"steps": 2.5}, ValueError, "steps must be"),
        ({"epochs": 0}, ValueError, "epochs must be"),
        ({"steps": 5, "batch": 0, "rng": 0}, ValueError, "batch must be"),
        ({"steps": 5, "batch": 61, "rng": 0}, ValueError, r"batch must be an int in the range \[1, 60\], got 61"),
        ({"steps": 5, "batch": 10}, TypeError, "rng needs"),
        ({"steps": 5, "batch": 10, "rng": [1, 2]}, ValueError, "rng needs one seed a network, got 2"),
        ({"steps": 5, "record": 0}, ValueError, "record must be"),
        ({"steps": 5, "record": [0, 6]}, ValueError, "record needs steps from 0 to 5, got 0 to 6"),
        ({"steps": 5, "record": [-1]}, ValueError, "record needs steps from 0 to 5"),
        ({"steps": 5, "record": [0.5]}, ValueError, "whole numbers"),
        ({"steps": 5, "optimizer": Adam([0.1, 0.2])}, ValueError, "rate needs to be one number, or one a network"),
        ({"steps": 5, "optimizer": Adam(lambda k: np.ones(2))}, ValueError, "rate needs to be one number"),
    ],
)
@pytest.mark.parametrize("count", [None, 3])
def test_bad_settings_are_refused(settings, error, said, count):
    """Each setting out of its range is named before anything is trained."""
    X, y = spiral()
    made = MLP([2, 3, 1], loss=logistic, rng=0, count=count)
    start = made.parameters.copy()
    with pytest.raises(error, match=said):
        train(made, X, y, **{"optimizer": Adam(0.1), **settings})
    np.testing.assert_array_equal(made.parameters, start)


def test_bad_examples_are_refused():
    """Examples and labels that do not fit the network are refused as by its own methods."""
    X, y = spiral()
    made = MLP([2, 3, 1], loss=logistic, rng=0)
    with pytest.raises(ValueError, match="y needs one label an example"):
        train(made, X, y[:, None], Adam(0.1), steps=5)
    with pytest.raises(ValueError, match="X needs 2 features"):
        train(made, np.ones((60, 3)), y, Adam(0.1), steps=5)
