"""Cuts through the loss: values point by point, normalised directions, the symmetry of rectifiers, planes of paths."""

import numpy as np
import pytest
import sklearn.decomposition

from mathnets import landscape
from mathnets.activations import identity, leaky_relu, relu, sigmoid, softplus, tanh
from mathnets.dimension import random_directions
from mathnets.landscape import line_losses, mixture_losses, normalized_directions, path_plane, plane_losses, rescaled
from mathnets.losses import cross_entropy, hinge, logistic, squared_error
from mathnets.network import MLP

STEPS = np.linspace(-1, 1, 7)


def example(loss, seed=0, n=30, d=2):
    """Return inputs, targets and the number of outputs that fit a loss."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, d))
    if loss is squared_error:
        return X, rng.normal(size=(n, 2)), 2
    if loss is cross_entropy:
        return X, rng.integers(3, size=n), 3
    return X, rng.choice([-1, 1], size=n), 1


def some(sizes, activation=tanh, seed=0, **settings):
    """Return a network with biases that are not 0."""
    made = MLP(sizes, activation, rng=seed, **settings)
    made.parameters += 0.1 * np.random.default_rng(seed + 1).normal(size=made.parameters.shape)
    return made


@pytest.mark.parametrize("sizes", [[], [5], [6, 4]], ids=str)
@pytest.mark.parametrize("loss", [squared_error, cross_entropy, logistic, hinge], ids=repr)
def test_plane_is_the_loss_of_each_of_its_points(loss, sizes):
    """Every value of a plane is what a network with those parameters gives by itself; rows go with b."""
    X, Y, width = example(loss)
    made = some([2, *sizes, width], loss=loss, output=sigmoid if loss is squared_error else identity)
    u, v = random_directions(2, made.size, rng=1)
    found = plane_losses(made, X, Y, made.parameters, [u, v], STEPS, STEPS[:3])
    expected = [[made.at(made.parameters + a * u + b * v).loss(X, Y) for a in STEPS] for b in STEPS[:3]]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_parts_of_points_and_of_examples_change_nothing(monkeypatch):
    """However little fits into the cache, and with a remainder in both, the losses are the same."""
    X, Y, _ = example(squared_error, n=201)
    made = some([2, 6, 2])
    vectors = np.random.default_rng(1).normal(size=(4, made.size))
    weights = np.random.default_rng(2).normal(size=(11, 4))
    whole = mixture_losses(made, X, Y, vectors, weights)
    monkeypatch.setattr(landscape, "_CACHE", 2 * 6 * 64 * 3)
    np.testing.assert_allclose(mixture_losses(made, X, Y, vectors, weights), whole, rtol=1e-13)
    np.testing.assert_allclose(whole, made.at(weights @ vectors).loss(X, Y), rtol=1e-12)


def test_line_goes_from_the_start_to_the_end_and_beyond():
    """The loss on a line is that of the ends at 0 and 1, and a parabola where the network is linear."""
    X, Y, _ = example(squared_error)
    first, last = (some([2, 2], seed=seed) for seed in (0, 5))
    losses = line_losses(first, X, Y, first.parameters, last.parameters, [-1, 0, 1, 2, 3])
    np.testing.assert_allclose(losses[1:3], [first.loss(X, Y), last.loss(X, Y)], rtol=1e-13)
    np.testing.assert_allclose(np.diff(losses, 3), 0, atol=1e-12 * losses.max())


def test_loss_on_a_plane_of_a_linear_network_is_its_quadratic_form():
    """Second differences along u, v and both are u'Hu, v'Hv and u'Hv with the known Hessian."""
    X, Y, _ = example(squared_error)
    made = some([2, 2])
    u, v = random_directions(2, made.size, rng=3)
    x = np.column_stack([X, np.ones(len(X))])
    H = np.kron(np.eye(2), x.T @ x / len(x))
    f = plane_losses(made, X, Y, made.parameters, [u, v], [-1, 0, 1], [-1, 0, 1])
    assert f[1, 2] - 2 * f[1, 1] + f[1, 0] == pytest.approx(u @ H @ u, rel=1e-10)
    assert f[2, 1] - 2 * f[1, 1] + f[0, 1] == pytest.approx(v @ H @ v, rel=1e-10)
    assert (f[2, 2] - f[2, 0] - f[0, 2] + f[0, 0]) / 4 == pytest.approx(u @ H @ v, rel=1e-10, abs=1e-12)


def test_arguments_of_any_kind_are_left_alone():
    """Lists, strided, read-only and whole numbers give the same, and nothing that is passed in changes."""
    X, Y, _ = example(squared_error)
    made = some([2, 4, 2])
    centre, uv = np.round(made.parameters * 10), np.round(10 * random_directions(2, made.size, rng=0))
    expected = plane_losses(made, X, Y, centre, uv, [-1, 0, 1], [0, 1])
    strided = np.repeat(uv, 2, axis=1)[:, ::2]
    for array in (centre, uv, X, Y):
        array.flags.writeable = False
    found = plane_losses(made, X, Y, centre, uv, np.array([-1, 0, 1]), (0.0, 1.0))
    np.testing.assert_array_equal(found, expected)
    found = plane_losses(made, X.tolist(), Y.tolist(), centre.astype(int).tolist(), strided, [-1, 0, 1], [0, 1])
    np.testing.assert_array_equal(found, expected)


def test_single_precision_is_kept():
    """A network in float32 gives float32, close to float64."""
    X, Y, _ = example(squared_error)
    made = some([2, 8, 2])
    small = MLP([2, 8, 2], tanh, rng=0, dtype=np.float32)
    small.parameters = made.parameters
    uv = random_directions(2, made.size, rng=0)
    found = plane_losses(small, X, Y, small.parameters, uv, STEPS, STEPS)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, plane_losses(made, X, Y, made.parameters, uv, STEPS, STEPS), rtol=1e-5)


# Directions of like size.


def test_normalised_rows_have_the_norm_of_the_weights():
    """Each unit's part, or each layer's, of a direction is as long as the weights; its direction stays; biases rest."""
    made = some([3, 5, 4, 2])
    directions = np.random.default_rng(0).normal(size=(2, made.size))
    raw, own = made.split(directions), made.split(made.parameters)
    for by, axis in (("filter", -1), ("layer", (-2, -1))):
        found = made.split(normalized_directions(made, directions, by=by))
        for d, r, w in zip(found.weights, raw.weights, own.weights, strict=True):
            lengths = np.broadcast_to(np.sqrt((w**2).sum(axis=axis)), np.sqrt((d**2).sum(axis=axis)).shape)
            np.testing.assert_allclose(np.sqrt((d**2).sum(axis=axis)), lengths, rtol=1e-13)
            ratio = d / r
            np.testing.assert_allclose(ratio, np.broadcast_to(ratio[..., :1], ratio.shape), rtol=1e-12)
        assert not any(b.any() for b in found.biases)
    weighted = normalized_directions(made, directions[0], by="weight", biases="copy")
    np.testing.assert_allclose(made.split(weighted).weights[1], raw.weights[1][0] * own.weights[1], rtol=1e-13)
    np.testing.assert_array_equal(made.split(weighted).biases[1], own.biases[1])


@pytest.mark.parametrize("by", ["filter", "layer"])
@pytest.mark.parametrize("size", [1e-300, 1e300])
def test_normalised_directions_do_not_depend_on_their_length(size, by):
    """Directions of any length become the same, also where their squares overflow or underflow."""
    network = MLP([3, 4, 2], rng=0)
    directions = np.random.default_rng(0).normal(size=(2, network.size))
    found = normalized_directions(network, size * directions, by=by)
    np.testing.assert_allclose(found, normalized_directions(network, directions, by=by), rtol=1e-12)


def test_units_without_weights_do_not_move():
    """A unit whose weights are all 0, or whose part of a direction is, gets a direction of 0 and no NaN."""
    made = MLP([2, 3, 1], tanh, rng=0)
    made.weights[0][0] = 0
    direction = np.ones(made.size)
    made.split(direction).weights[0][1] = 0
    found = made.split(normalized_directions(made, direction)).weights[0]
    assert not found[:2].any() and found[2].all()


def test_directions_are_not_changed_by_normalising_them():
    """The directions that are passed in stay as they were."""
    made = some([2, 3, 1])
    directions = random_directions(2, made.size, rng=0)
    before = directions.copy()
    normalized_directions(made, directions)
    np.testing.assert_array_equal(directions, before)


# The symmetry of rectifiers.


def cut(made, X, Y, rng, **settings):
    """Return a plane along random directions, normalised if `by` is given."""
    directions = random_directions(2, made.size, rng=rng)
    if settings:
        directions = normalized_directions(made, directions, **settings)
    return plane_losses(made, X, Y, made.parameters, directions, STEPS, STEPS)


def apart(a, b):
    """Return the largest relative difference."""
    return np.max(np.abs(a - b) / np.abs(a))


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("activation", [relu, leaky_relu, identity], ids=repr)
@pytest.mark.parametrize("factor", [10.0, 0.1, 3.0])
def test_rescaling_leaves_the_function_as_it_is(activation, factor, seed):
    """Factors of layers and of single units change the parameters and not the outputs, in a network of two layers."""
    X, _, _ = example(squared_error, seed)
    made = some([2, 6, 5, 2], activation, seed)
    units = np.random.default_rng(seed).uniform(0.1, 10, size=6)
    other = rescaled(rescaled(made, 2, factor), 1, units)
    assert apart(made.parameters, other.parameters) > 0.5
    np.testing.assert_allclose(other.forward(X), made.forward(X), rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("loss", [squared_error, cross_entropy], ids=repr)
def test_normalised_cuts_do_not_see_a_rescaled_layer_and_raw_cuts_do(loss, seed):
    """By a factor of 10, filter- and layer-normalised cuts change by rounding, raw ones by tens of percent."""
    X, Y, width = example(loss, seed)
    made = some([2, 8, 8, width], relu, seed, loss=loss)
    other = rescaled(made, 1, 10.0)
    for by in ("filter", "layer", "weight"):
        for biases in ("zero", "copy"):
            ours, theirs = (cut(one, X, Y, seed, by=by, biases=biases) for one in (made, other))
            assert apart(ours, theirs) < 1e-12
    assert apart(cut(made, X, Y, seed), cut(other, X, Y, seed)) > 0.2


@pytest.mark.parametrize("seed", range(10))
def test_only_weight_normalised_cuts_do_not_see_rescaled_units(seed):
    """Where the units of a layer get different factors, filter normalisation does not help; by weights it does."""
    X, Y, _ = example(squared_error, seed)
    made = some([2, 8, 8, 2], relu, seed)
    other = rescaled(made, 1, 10.0 ** np.linspace(-1, 1, 8))
    assert apart(*(cut(one, X, Y, seed, by="weight") for one in (made, other))) < 1e-12
    assert apart(*(cut(one, X, Y, seed, by="filter") for one in (made, other))) > 0.02


def test_many_networks_are_rescaled_at_once():
    """Each of several networks is rescaled as it would be alone, and the given ones stay."""
    many = MLP([2, 4, 1], relu, rng=range(3))
    before = many.parameters.copy()
    other = rescaled(many, 1, [1.0, 2.0, 4.0, 8.0])
    np.testing.assert_array_equal(many.parameters, before)
    for g in range(3):
        np.testing.assert_array_equal(other[g].parameters, rescaled(many[g], 1, [1.0, 2.0, 4.0, 8.0]).parameters)


@pytest.mark.parametrize("activation", [tanh, sigmoid, softplus], ids=repr)
def test_other_activations_have_no_such_symmetry(activation):
    """Rescaling is refused where it would change the function."""
    with pytest.raises(ValueError, match=r"f\(cz\) = c f\(z\)"):
        rescaled(MLP([2, 3, 1], activation, rng=0), 1, 2.0)


@pytest.mark.parametrize("layer, factors, words", [(0, 2.0, "layer"), (2, 2.0, "layer"), (1, 0.0, "above 0")])
def test_rescaling_refuses_what_makes_no_sense(layer, factors, words):
    """Layers that are not hidden, and factors that are not positive or not one a unit, are refused."""
    made = MLP([2, 3, 1], relu, rng=0)
    with pytest.raises(ValueError, match=words):
        rescaled(made, layer, factors)
    with pytest.raises(ValueError, match="shape"):
        rescaled(made, 1, [1.0, 2.0])
    with pytest.raises(ValueError, match="hidden layer"):
        rescaled(MLP([2, 1], relu, rng=0), 1, 2.0)


# Planes of paths.


def test_plane_of_a_path_is_that_of_principal_components():
    """Coordinates and shares are those of scikit-learn, seen from the last point; signs are free."""
    path = np.random.default_rng(0).normal(size=(20, 40)).cumsum(axis=0)
    plane = path_plane(path)
    theirs = sklearn.decomposition.PCA(2).fit(path)
    np.testing.assert_allclose(plane.shares, theirs.explained_variance_ratio_, rtol=1e-10)
    expected = theirs.transform(path) - theirs.transform(path[-1:])
    np.testing.assert_allclose(np.abs(plane.coordinates), np.abs(expected), rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(plane.centre, path[-1])
    np.testing.assert_allclose(plane.directions @ plane.directions.T, np.eye(2), atol=1e-13)


def test_path_in_a_plane_is_found_again():
    """A path that lies in a plane is given back by its coordinates."""
    rng = np.random.default_rng(1)
    path = rng.normal(size=(9, 2)) @ rng.normal(size=(2, 30)) + rng.normal(size=30)
    plane = path_plane(path)
    np.testing.assert_allclose(plane.centre + plane.coordinates @ plane.directions, path, atol=1e-12)
    assert plane.shares.sum() == pytest.approx(1)


@pytest.mark.parametrize("seed", range(10))
def test_random_walks_have_high_shares_too(seed):
    """Of a long walk in many dimensions the k-th component has the share 6 / (pi k)^2: 61 and 15 percent."""
    walk = np.random.default_rng(seed).normal(size=(100, 2000)).cumsum(axis=0)
    np.testing.assert_allclose(path_plane(walk).shares, 6 / (np.pi * np.array([1, 2])) ** 2, atol=0.05)


# What is refused.


def test_divergence_is_told():
    """A loss that is no longer finite is refused, with the point."""
    X, Y, _ = example(squared_error)
    made = some([2, 3, 2])
    huge = np.full(made.size, 1e200)
    with pytest.raises(FloatingPointError, match="got inf at point 1"):
        line_losses(made, X, Y, made.parameters, huge, [0, 1])


def test_arguments_that_do_not_fit_are_refused():
    """Many networks at once, wrong lengths, other things than networks and unknown options are refused."""
    X, Y, _ = example(squared_error)
    made = some([2, 3, 2])
    theta = made.parameters
    with pytest.raises(TypeError, match="single MLP, got 3"):
        line_losses(MLP([2, 3, 2], rng=0, count=3), X, Y, theta, theta, [0])
    with pytest.raises(TypeError, match="MLP"):
        mixture_losses("net", X, Y, [theta], [[1]])
    with pytest.raises(TypeError, match="MLP"):
        rescaled("net", 1, 2.0)
    with pytest.raises(ValueError, match="start needs"):
        line_losses(made, X, Y, theta[1:], theta, [0])
    with pytest.raises(ValueError, match="weights needs 1"):
        mixture_losses(made, X, Y, [theta], [[1, 0]])
    with pytest.raises(ValueError, match="two rows"):
        plane_losses(made, X, Y, theta, [theta], STEPS, STEPS)
    with pytest.raises(ValueError, match="centre needs finite"):
        plane_losses(made, X, Y, theta * np.nan, [theta, theta], STEPS, STEPS)
    with pytest.raises(ValueError, match="by must be one of"):
        normalized_directions(made, theta, by="unit")
    with pytest.raises(ValueError, match="directions need shape"):
        normalized_directions(made, theta[1:])
    with pytest.raises(ValueError, match="path needs at least 3"):
        path_plane([[1, 2], [3, 4]])
