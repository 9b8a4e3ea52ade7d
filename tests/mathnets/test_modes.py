"""Between two networks: curves and their training, barriers, the order of hidden units, and the assignment problem."""

import itertools

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st

from mathnets.activations import relu, tanh
from mathnets.landscape import line_losses
from mathnets.losses import cross_entropy, logistic
from mathnets.modes import (
    Curve,
    assignment,
    barrier,
    connect,
    curve_losses,
    match_activations,
    match_weights,
    permuted,
)
from mathnets.network import MLP, Plan
from mathnets.optimizers import Adam, GradientDescent
from mathnets.training import train

T = np.linspace(0, 1, 41)


def some(sizes, activation=tanh, seed=0, **settings):
    """Return a network with biases that are not 0."""
    made = MLP(sizes, activation, rng=seed, **settings)
    made.parameters += 0.1 * np.random.default_rng(seed + 1).normal(size=made.parameters.shape)
    return made


def crescents(seed=0, n=60):
    """Return points of two interlocked arcs and their labels."""
    rng = np.random.default_rng(seed)
    angle, y = rng.uniform(0, np.pi, n), rng.choice([-1, 1], n)
    X = np.column_stack([y * np.cos(angle) + (y < 0), y * np.sin(angle) + 0.5 * (y < 0)])
    return X + 0.1 * rng.normal(size=X.shape), y


def solutions(count, width=16):
    """Return an even number of rectifier networks that have learned the crescents from different starts."""
    X, y = crescents()
    networks = MLP([2, width, width, 1], relu, loss=logistic, rng=range(count))
    train(networks, X, y, Adam(0.02), steps=300)
    assert networks.loss(X, y).max() < 0.01
    return networks, X, y


# Curves.


@pytest.mark.parametrize("kind", ["bezier", "chain"])
def test_curves_start_and_end_where_they_should(kind):
    """At 0 and 1 are the ends, at 1/2 the middle (for Bézier, half of it and a quarter of each end)."""
    start, middle, end = np.random.default_rng(0).normal(size=(3, 5))
    curve = Curve(start, middle, end, kind)
    half = middle if kind == "chain" else middle / 2 + (start + end) / 4
    np.testing.assert_allclose(curve([0, 0.5, 1]), [start, half, end], rtol=1e-14)
    np.testing.assert_allclose(curve.weights(T).sum(axis=1), 1, rtol=1e-14)
    straight = Curve(start, (start + end) / 2, end, kind)
    np.testing.assert_allclose(straight(T), start + T[:, None] * (end - start), atol=1e-14)


def test_curve_losses_are_those_of_its_points():
    """The loss along a curve is what networks with its points as parameters give."""
    made = some([2, 4, 3], loss=cross_entropy)
    X, y = np.random.default_rng(0).normal(size=(20, 2)), np.arange(20) % 3
    curve = Curve(*np.random.default_rng(1).normal(size=(3, made.size)))
    np.testing.assert_allclose(curve_losses(made, X, y, curve, T), made.at(curve(T)).loss(X, y), rtol=1e-12)


def test_barriers_of_known_paths():
    """A parabola above a slope has its own height as barrier, wherever it is sampled; a valley has none."""
    t = np.linspace(0, 1, 101) ** 2
    assert barrier(4 * t * (1 - t) + 3 + 2 * t, t) == pytest.approx(1, abs=1e-3)
    assert barrier(4 * T * (1 - T) + 3 + 2 * T) == pytest.approx(1, abs=1e-12)
    assert barrier((T - 0.5) ** 2) == 0


def one_step(kind, batch=None):
    """Return the step of the middle in one step of a rate of 1 at one place, and the gradient that it should be."""
    made = some([2, 5, 2])
    X, Y = np.random.default_rng(0).normal(size=(2, 30, 2))
    start, end = np.random.default_rng(1).normal(size=(2, made.size))
    optimizer = GradientDescent(1.0)
    found = connect(made, X, Y, start, end, optimizer, steps=1, kind=kind, points=1, batch=batch, rng=5)
    rng = np.random.default_rng(5)
    t = rng.random(1)
    rows = np.arange(30) if batch is None else rng.choice(30, batch, replace=False)

    def loss(middle):
        return made.at(Curve(start, middle, end, kind)(t)[0]).loss(X[rows], Y[rows])

    middle = (start + end) / 2
    h = 1e-5 * np.eye(made.size)
    return found.points[1] - middle, np.array([(loss(middle + e) - loss(middle - e)) / 2e-5 for e in h])


@pytest.mark.parametrize("kind", ["bezier", "chain"])
@pytest.mark.parametrize("batch", [None, 7])
def test_step_of_the_middle_is_down_the_gradient_of_the_curve(kind, batch):
    """One step is minus the gradient of the loss at a place of the curve with respect to the middle."""
    step, gradient = one_step(kind, batch)
    np.testing.assert_allclose(step, -gradient, atol=1e-7 * np.abs(gradient).max())


def test_step_of_the_middle_would_show_a_wrong_gradient(monkeypatch):
    """With a scaled gradient the same comparison fails."""
    right = Plan.backward
    monkeypatch.setattr(Plan, "backward", lambda self, x, t, outputs: 0.9 * right(self, x, t, outputs))
    step, gradient = one_step("bezier")
    assert np.abs(step + gradient).max() > 0.05 * np.abs(gradient).max()


def test_trained_curves_go_round_the_barrier():
    """In ten of ten pairs, the line has a barrier that a trained curve of either kind reduces to under a twentieth."""
    networks, X, y = solutions(20)
    for g in range(10):
        start, end = networks.parameters[2 * g], networks.parameters[2 * g + 1]
        straight = barrier(line_losses(networks[0], X, y, start, end, T))
        kind = ("bezier", "chain")[g % 2]
        curve = connect(networks[0], X, y, start, end, Adam(0.02), steps=200, kind=kind, rng=g)
        np.testing.assert_array_equal(curve.points[[0, 2]], [start, end])
        assert barrier(curve_losses(networks[0], X, y, curve, T)) < straight / 20 and straight > 0.05


def test_curves_are_the_same_again():
    """The same seed gives the same curve, another a different one; the network is left alone."""
    made, (X, y) = some([2, 4, 1], loss=logistic), crescents()
    before = made.parameters.copy()
    start, end = np.random.default_rng(0).normal(size=(2, made.size))
    middles = [connect(made, X, y, start, end, Adam(0.01), steps=5, rng=rng).points[1] for rng in (0, 0, 1)]
    np.testing.assert_array_equal(middles[0], middles[1])
    assert (middles[0] != middles[2]).any()
    np.testing.assert_array_equal(made.parameters, before)


# The order of hidden units.


@pytest.mark.parametrize("seed", range(10))
def test_permuted_network_computes_the_same(seed):
    """Any order of the units gives the same outputs to rounding, and the given network stays."""
    rng = np.random.default_rng(seed)
    made, X = some([3, 6, 5, 2], seed=seed), rng.normal(size=(10, 3))
    before = made.parameters.copy()
    other = permuted(made, [rng.permutation(6), rng.permutation(5)])
    np.testing.assert_allclose(other.forward(X), made.forward(X), rtol=1e-12, atol=1e-14)
    assert (other.parameters != before).any()
    np.testing.assert_array_equal(made.parameters, before)


def test_orders_can_be_undone():
    """An order and then its inverse give back every number; many networks at once are each permuted."""
    rng = np.random.default_rng(0)
    orders = [rng.permutation(6), rng.permutation(5)]
    many = MLP([3, 6, 5, 2], rng=range(3))
    other = permuted(many, orders)
    np.testing.assert_array_equal(permuted(other, [np.argsort(o) for o in orders]).parameters, many.parameters)
    for g in range(3):
        np.testing.assert_array_equal(other[g].parameters, permuted(many[g], orders).parameters)


@pytest.mark.parametrize("seed", range(10))
def test_hidden_orders_are_found_again(seed):
    """The order of a shuffled copy is found by weights with one hidden layer, by activations with two."""
    rng = np.random.default_rng(seed)
    one, two = some([3, 12, 2], seed=seed), some([3, 12, 9, 2], relu, seed)
    shuffled = permuted(one, [rng.permutation(12)])
    np.testing.assert_array_equal(permuted(shuffled, match_weights(shuffled, one)).parameters, one.parameters)
    shuffled = permuted(two, [rng.permutation(12), rng.permutation(9)])
    orders = match_activations(shuffled, two, rng.normal(size=(200, 3)))
    np.testing.assert_array_equal(permuted(shuffled, orders).parameters, two.parameters)


@pytest.mark.parametrize("seed", range(10))
def test_matched_weights_cannot_be_bettered_in_one_layer(seed):
    """The inner product of the weights rises, and no swap of two units of a layer makes it larger."""
    reference, made = some([3, 6, 5, 2], seed=seed), some([3, 6, 5, 2], seed=seed + 50)
    matched = permuted(made, match_weights(made, reference))
    product = matched.parameters @ reference.parameters
    assert product > made.parameters @ reference.parameters
    for layer, units in enumerate((6, 5)):
        for i, j in itertools.combinations(range(units), 2):
            orders = [np.arange(6), np.arange(5)]
            orders[layer][[i, j]] = j, i
            assert permuted(matched, orders).parameters @ reference.parameters <= product + 1e-12


def test_matching_lowers_the_barrier_of_most_pairs():
    """Of ten pairs of trained rectifier networks, matching by weights or activations lowers the median barrier."""
    networks, X, y = solutions(20)
    barriers = []
    for g in range(10):
        first, second = networks[2 * g], networks[2 * g + 1]
        orders = match_weights(second, first), match_activations(second, first, X)
        others = [second, *(permuted(second, order) for order in orders)]
        lines = [line_losses(first, X, y, first.parameters, other.parameters, T) for other in others]
        barriers.append([barrier(line) for line in lines])
    plain, by_weights, by_activations = np.median(barriers, axis=0)
    assert by_weights < plain / 2 and by_activations < plain / 2


@pytest.mark.parametrize("size", [1e-150, 1e-20, 1e150])
def test_matched_activations_do_not_depend_on_the_unit_of_the_inputs(size):
    """Outputs of rectifiers without offsets grow with the inputs: units are matched alike at every size."""
    network = MLP([3, 6, 1], relu, rng=0)
    X = np.random.default_rng(1).normal(size=(20, 3))
    other = permuted(network, [[5, 2, 0, 1, 4, 3]])
    assert match_activations(other, network, size * X)[0].tolist() == match_activations(other, network, X)[0].tolist()


def test_silent_units_can_be_matched():
    """Units whose output is constant count as uncorrelated, and make no NaN."""
    made = MLP([2, 4, 1], relu, rng=0)
    made.weights[0][1:] = 0
    orders = match_activations(made, made, np.random.default_rng(0).normal(size=(9, 2)))
    assert sorted(orders[0]) == [0, 1, 2, 3] and orders[0][0] == 0


# The assignment problem.


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (7, 7), (5, 11), (40, 40)], ids=str)
def test_assignment_is_that_of_scipy(shape, seed):
    """For random costs, whose best assignment is the only one, the columns are SciPy's."""
    cost = np.random.default_rng(seed).normal(size=shape)
    np.testing.assert_array_equal(assignment(cost), scipy.optimize.linear_sum_assignment(cost)[1])


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 5), st.integers(0, 2), st.data())
def test_assignment_is_the_cheapest_of_all(n, more, data):
    """With small whole numbers, so with many ties, no other choice of columns is cheaper."""
    cost = np.array(data.draw(st.lists(st.integers(-3, 3), min_size=n * (n + more), max_size=n * (n + more))))
    cost = cost.reshape(n, n + more)
    found = assignment(cost)
    assert len(set(found.tolist())) == n
    cheapest = min(cost[np.arange(n), list(p)].sum() for p in itertools.permutations(range(n + more), n))
    assert cost[np.arange(n), found].sum() == cheapest


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_assignment_does_not_see_scale_and_shift(scale):
    """Costs in another unit, or with a number added to a row, have the same answer."""
    cost = np.random.default_rng(0).normal(size=(20, 20))
    expected = assignment(cost)
    np.testing.assert_array_equal(assignment(scale * cost), expected)
    np.testing.assert_array_equal(assignment(cost + np.arange(20)[:, None]), expected)


# What is refused.


def test_divergence_is_told():
    """A rate at which the middle runs away gives an error with the step and the rate."""
    made = some([2, 4, 2], relu)
    X, Y = np.random.default_rng(0).normal(size=(2, 30, 2))
    with pytest.raises(FloatingPointError, match=r"at step \d+, learning rate 1e"):
        connect(made, X, Y, made.parameters, -made.parameters, GradientDescent(1e30), steps=100, rng=0)


def test_arguments_that_do_not_fit_are_refused():
    """Many networks, other sizes, wrong orders and unknown options are refused, each by name."""
    made, many = some([2, 3, 1]), MLP([2, 3, 1], rng=range(2))
    theta, (X, Y) = made.parameters, (np.ones((4, 2)), np.ones((4, 1)))
    with pytest.raises(ValueError, match="kind must be"):
        Curve(theta, theta, theta, "spline")
    with pytest.raises(ValueError, match="middle needs 13"):
        Curve(theta, theta[1:], theta)
    with pytest.raises(ValueError, match="t needs to be from 0 to 1"):
        Curve(theta, theta, theta)([1.5])
    with pytest.raises(TypeError, match="single MLP"):
        connect(many, X, Y, theta, theta, Adam(0.1), steps=1, rng=0)
    with pytest.raises(ValueError, match="end needs"):
        connect(made, X, Y, theta, theta[1:], Adam(0.1), steps=1, rng=0)
    with pytest.raises(ValueError, match="batch must be"):
        connect(made, X, Y, theta, theta, Adam(0.1), steps=1, batch=5, rng=0)
    with pytest.raises(TypeError, match="rng needs"):
        connect(made, X, Y, theta, theta, Adam(0.1), steps=1, rng=None)
    with pytest.raises(TypeError, match="network needs to be an MLP"):
        permuted("net", [])
    with pytest.raises(TypeError, match="reference needs to be a single"):
        match_weights(made, many)
    with pytest.raises(ValueError, match="equal sizes"):
        match_activations(made, some([2, 4, 1]), X)
    with pytest.raises(ValueError, match="one order for each of 1"):
        permuted(made, [[0, 1, 2], [0]])
    with pytest.raises(ValueError, match="order needs each of 0 to 2 once"):
        permuted(made, [[0, 1, 1]])
    with pytest.raises(ValueError, match="as many columns as rows"):
        assignment([[1.0], [2.0]])
    with pytest.raises(ValueError, match="cost needs finite"):
        assignment([[np.inf]])
    with pytest.raises(ValueError, match="at least 2 entries"):
        barrier([1.0])
    with pytest.raises(ValueError, match="rise from 0 to 1"):
        barrier([1.0, 2.0], [0.0, 0.5])


def test_orders_from_a_generator():
    """Orders may come from anything that can be walked through once."""
    network = MLP([2, 3, 1], rng=0)
    np.testing.assert_array_equal(
        permuted(network, (o for o in [[2, 0, 1]])).parameters, permuted(network, [[2, 0, 1]]).parameters
    )
