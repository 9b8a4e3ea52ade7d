"""The losses: values, gradients, labels, and what happens to shapes that do not fit."""

import numpy as np
import pytest
import scipy.special
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from mathnets.losses import cross_entropy, hinge, logistic, squared_error

LOSSES = [squared_error, logistic, hinge, cross_entropy]


def example(loss, seed, n=20, scale=2.0, lead=()):
    """Return outputs and targets that fit a loss; the targets are shared by all networks."""
    rng = np.random.default_rng(seed)
    if loss is squared_error:
        return scale * rng.normal(size=(*lead, n, 3)), rng.normal(size=(n, 3))
    if loss is cross_entropy:
        return scale * rng.normal(size=(*lead, n, 4)), rng.integers(4, size=n)
    return scale * rng.normal(size=(*lead, n, 1)), rng.choice([-1, 1], size=n)


def by_the_book(loss, z, y):
    """Return the mean loss by its textbook formula, one example after the other; z may be complex."""
    total = 0
    for row, target in zip(z, y, strict=True):
        if loss is squared_error:
            total += 0.5 * np.sum((row - target) ** 2)
        elif loss is logistic:
            total += np.log(1 + np.exp(-target * row[0]))
        elif loss is hinge:
            total += 1 - target * row[0] if (target * row[0]).real < 1 else 0
        else:
            total -= np.log(np.exp(row[target]) / np.exp(row).sum())
    return total / len(z)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_value_is_that_of_the_textbook(loss, seed):
    """The loss is the mean over the examples of the textbook formula."""
    z, y = example(loss, seed)
    assert loss(z, y) == pytest.approx(by_the_book(loss, z, y), rel=1e-13)
    assert isinstance(loss(z, y), float)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_gradient_is_that_of_a_complex_step(loss, seed):
    """Every entry of the gradient equals the complex step of the textbook formula to rounding."""
    z, y = example(loss, seed, n=6)
    expected = np.empty_like(z)
    for index in np.ndindex(z.shape):
        moved = z.astype(complex)
        moved[index] += 1e-30j
        expected[index] = by_the_book(loss, moved, y).imag / 1e-30
    np.testing.assert_allclose(loss.gradient(z, y), expected, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_bend_is_how_the_gradient_changes(loss, seed):
    """Along a direction, the gradient changes as its central difference says; far out, bend stays finite."""
    z, y = example(loss, seed, n=6)
    dz = np.random.default_rng(seed).normal(size=z.shape)
    t = loss.encode(y, z.shape).T
    expected = (loss.gradient(z + 1e-6 * dz, y) - loss.gradient(z - 1e-6 * dz, y)) / 2e-6
    np.testing.assert_allclose(loss.bend(z.T, t, dz.T).T, expected, atol=1e-9)
    assert np.isfinite(loss.bend(1e4 * z.T, t, dz.T)).all()


def test_values_equal_those_of_scikit_learn():
    """Log loss, hinge loss and squared error are those of scikit-learn's metrics."""
    z, y = example(cross_entropy, 0)
    assert cross_entropy(z, y) == pytest.approx(sklearn.metrics.log_loss(y, scipy.special.softmax(z, axis=1)))
    z, y = example(logistic, 1)
    assert logistic(z, y) == pytest.approx(sklearn.metrics.log_loss(y, scipy.special.expit(z[:, 0])))
    assert hinge(z, y) == pytest.approx(sklearn.metrics.hinge_loss(y, z[:, 0]))
    z, y = example(squared_error, 2)
    assert squared_error(z, y) == pytest.approx(1.5 * sklearn.metrics.mean_squared_error(y, z))  # 3 outputs, halved


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@pytest.mark.parametrize("lead", [(2,), (3, 2)])
def test_several_networks_have_one_loss_each(loss, lead):
    """Outputs with axes in front give what each network gives alone, with shared targets and with its own."""
    z, y = example(loss, 3, lead=lead)
    values, gradients = loss(z, y), loss.gradient(z, y)
    assert values.shape == lead
    assert gradients.shape == z.shape
    own = np.broadcast_to(y, (*lead, *y.shape))
    np.testing.assert_array_equal(loss(z, own), values)
    np.testing.assert_array_equal(loss.gradient(z, own), gradients)
    for which in np.ndindex(lead):
        assert loss(z[which], y) == pytest.approx(values[which], rel=1e-14)
        np.testing.assert_allclose(loss.gradient(z[which], y), gradients[which], rtol=1e-14)


@pytest.mark.parametrize("loss", [logistic, hinge, squared_error], ids=repr)
def test_outputs_may_be_one_number_an_example(loss):
    """Outputs of shape (N,) mean the same as (N, 1), and their gradient has their shape."""
    z, y = example(logistic, 4)
    column = y[:, None] if loss is squared_error else y
    assert loss(z[:, 0], y) == loss(z, column)
    np.testing.assert_array_equal(loss.gradient(z[:, 0], y), loss.gradient(z, column)[:, 0])


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@settings(max_examples=50)
@given(data=st.data())
def test_nothing_overflows_into_nan(loss, dtype, data):
    """Finite outputs of any size give a loss that is no NaN and at least 0, and a finite gradient, silently."""
    largest = float(np.finfo(dtype).max)
    width = 3 if loss is cross_entropy else 1
    sizes = st.floats(-1, 1).map(lambda v: dtype(v * largest))
    z = np.array([[data.draw(sizes) for _ in range(width)] for _ in range(2)], dtype)
    y = [[0.0], [1.0]] if loss is squared_error else [1, 1]
    value, gradient = loss(z, y), loss.gradient(z, y)
    assert value >= 0
    assert np.isfinite(gradient).all()
    assert gradient.dtype == dtype


def test_logistic_gradient_is_exact_far_from_the_boundary():
    """At a margin of 100 the gradient is e^-100, where the textbook's 1 - sigmoid would give 0."""
    assert logistic.gradient([100.0], [1])[0] == pytest.approx(-np.exp(-100), rel=1e-13)
    assert logistic([100.0], [1]) == pytest.approx(np.exp(-100), rel=1e-13)
    assert logistic([-1e4], [1]) == 1e4


def test_two_classes_of_cross_entropy_are_the_logistic_loss():
    """With scores (0, z), cross-entropy is the logistic loss of z."""
    z, y = example(logistic, 5, scale=20)
    both = np.column_stack([np.zeros(len(z)), z])
    assert cross_entropy(both, (y > 0).astype(int)) == pytest.approx(logistic(z, y), rel=1e-13)


def test_predictions():
    """The predicted class is the one with the largest score or the sign of the score; numbers stay numbers."""
    np.testing.assert_array_equal(cross_entropy.predict([[1, 3, 2], [5, 0, 0]]), [1, 0])
    for loss in (logistic, hinge):
        np.testing.assert_array_equal(loss.predict([[-0.1], [0.0], [2.0]]), [-1, -1, 1])
        np.testing.assert_array_equal(loss.predict([0.5, -0.5]), [1, -1])
    z = np.array([[1.0, 2.0]])
    result = squared_error.predict(z)
    np.testing.assert_array_equal(result, z)
    assert not np.shares_memory(result, z)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_arguments_of_any_kind_are_left_alone(loss):
    """Lists, strided and read-only arrays give the same loss and gradient, and are not changed."""
    z, y = example(loss, 6)
    kept, value, gradient = z.copy(), loss(z, y), loss.gradient(z, y)
    z.flags.writeable = False
    for same in (z.tolist(), np.asfortranarray(z), np.repeat(z, 2, axis=0)[::2]):
        assert loss(same, y.tolist()) == pytest.approx(value, rel=1e-14)
        np.testing.assert_allclose(loss.gradient(same, y), gradient, rtol=1e-14)
    np.testing.assert_array_equal(z, kept)


@pytest.mark.parametrize("method", ["__call__", "gradient"])
def test_shapes_are_never_stretched(method):
    """Outputs (N, 1) against targets (N,), and the other way round, are refused, and so are unequal lengths."""
    z, y = np.ones((4, 1)), np.ones(4)
    for targets in (y, np.ones((3, 1)), np.ones((4, 2)), np.ones((1, 1)), 1.0):
        with pytest.raises(ValueError, match="targets need the shape of the outputs"):
            getattr(squared_error, method)(z, targets)
    with pytest.raises(ValueError, match="targets need the shape of the outputs"):
        getattr(squared_error, method)(y, z)
    for loss, outputs in ((logistic, z), (logistic, y), (hinge, z), (cross_entropy, np.ones((4, 2)))):
        for targets in (z, np.ones(3), 1.0):
            with pytest.raises(ValueError, match="y needs one label an example"):
                getattr(loss, method)(outputs, targets)


def test_labels_out_of_range_are_refused():
    """Labels 0 and 1 are refused by the signed losses, and classes beyond the outputs by cross-entropy."""
    for loss in (logistic, hinge):
        with pytest.raises(ValueError, match=r"y must be in \{-1, 1\}; got \{0, 1\}"):
            loss([1.0, 2.0], [0, 1])
    for bad in ([0, 3], [-1, 0]):
        with pytest.raises(ValueError, match="y needs classes from 0 to 2"):
            cross_entropy(np.ones((2, 3)), bad)
    with pytest.raises(ValueError, match="whole numbers"):
        cross_entropy(np.ones((2, 3)), [0.5, 1])


def test_wrong_numbers_of_outputs_are_refused():
    """Two scores for a signed loss, and one for cross-entropy, are refused with the loss that fits."""
    for call in (logistic.predict, lambda z: hinge(z, [1, 1])):
        with pytest.raises(ValueError, match="use cross_entropy"):
            call(np.ones((2, 2)))
    for call in (cross_entropy.predict, lambda z: cross_entropy(z, [0, 0])):
        with pytest.raises(ValueError, match="use logistic"):
            call(np.ones((2, 1)))


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_what_is_no_table_of_numbers_is_refused(loss):
    """No examples, a single number, NaN, infinity, complex numbers and strings raise errors."""
    for bad in (3.0, np.empty((0, 1))):
        with pytest.raises(ValueError, match=r"outputs need shape \(N, K\)"):
            loss(bad, [1])
    for bad in ([np.nan], [np.inf], [1j]):
        with pytest.raises(ValueError, match="outputs needs"):
            loss(bad, [1])
    with pytest.raises(TypeError, match="outputs needs numbers"):
        loss(["high"], [1])
    z, y = example(loss, 7)
    with pytest.raises(ValueError, match="needs finite numbers"):
        loss(z, np.where(np.arange(y.size).reshape(y.shape) == 1, np.nan, y))
