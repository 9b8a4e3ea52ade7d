"""Tests of the starts that are moved by one unit in the last place: which are, how far, and what stays as it is."""

import numpy as np
import pytest

from figures_src._build.starts import Signs, move, moved
from mathnets.activations import tanh
from mathnets.network import MLP
from mathnets.optimizers import Adam, Momentum

REAL = {
    "random": lambda rng: rng.random(200),
    "normal": lambda rng: rng.normal(1, 2, (20, 10)),
    "standard_normal": lambda rng: rng.standard_normal(200, dtype=np.float32),
    "uniform": lambda rng: rng.uniform(-1, 1, 200),
    "exponential": lambda rng: rng.exponential(size=200),
    "spawned": lambda rng: rng.spawn(1)[0].normal(size=200),
    "one": lambda rng: np.array([rng.normal() for _ in range(200)]),
}
WHOLE = {
    "integers": lambda rng: rng.integers(10, size=200),
    "permutation": lambda rng: rng.permutation(200),
    "permuted": lambda rng: rng.permuted(np.arange(200.0)),
    "choice": lambda rng: rng.choice([-1.0, 1.0], size=200),
    "weighed choice": lambda rng: rng.choice(3, size=200, p=[0.1, 0.2, 0.7]),
    "poisson": lambda rng: rng.poisson(3, size=200),
}


def drawn(draw, number):
    """Return what a generator of seed 3 gives while starts are moved."""
    with moved(number):
        return draw(np.random.default_rng(3))


@pytest.mark.parametrize("draw", REAL.values(), ids=REAL)
def test_real_numbers_move_to_a_neighbour(draw):
    """Each real number that is drawn moves by one unit in the last place, some up and some down, another way each time."""
    plain, first, second = (drawn(draw, number) for number in (0, 1, 2))
    assert np.array_equal(first, drawn(draw, 1))
    assert not np.array_equal(first, second)
    for other in (first, second):
        assert other.dtype == plain.dtype
        step = (other - plain) / np.spacing(np.abs(plain))
        assert 0.2 < np.mean(step > 0) < 0.8
        assert np.all(step != 0) and np.max(np.abs(step)) <= 1


@pytest.mark.parametrize("draw", WHOLE.values(), ids=WHOLE)
def test_whole_numbers_and_orders_stay(draw):
    """The same examples come in the same order: what is no real number is drawn as always."""
    assert np.array_equal(drawn(draw, 0), drawn(draw, 1))


def test_generators_are_passed_on_as_they_are():
    """Who gives a generator to default_rng gets it back, and the stream that it continues is the same."""
    with moved(1):
        rng = np.random.default_rng(np.random.PCG64(3))
        assert isinstance(rng, np.random.Generator)
        assert np.random.default_rng(rng) is rng
        rng.normal(size=5)
        inside = rng.integers(1000)
    outside = np.random.default_rng(3)
    outside.normal(size=5)
    assert inside == outside.integers(1000)


def test_given_arrays_are_filled():
    """`out` is filled with moved numbers, and handed back itself."""
    out = np.empty(50)
    with moved(1):
        assert np.random.default_rng(3).random(out=out) is out
    assert not np.array_equal(out, np.random.default_rng(3).random(50))


def test_weights_of_a_network_move():
    """The library draws its first weights with moved generators, whether it gets a seed or a generator."""
    plain = MLP([2, 5, 1], tanh, rng=0).parameters.copy()
    for seed in (lambda: 0, lambda: np.random.default_rng(0)):
        with moved(1):
            other = MLP([2, 5, 1], tanh, rng=seed()).parameters
        assert np.array_equal(plain == other, plain == 0)  # biases are 0 and stay
        assert np.allclose(plain, other, rtol=1e-15, atol=0)


@pytest.mark.parametrize("rule", [Momentum(0.1), Adam(0.1)])
def test_walks_from_a_fixed_point_move(rule):
    """What an optimizer starts from moves, where that may be written, and it is the same optimizer that comes back."""
    theta, fixed = np.array([3.0, 0.0, -2.0]), np.array([3.0])
    fixed.flags.writeable = False
    with moved(1):
        assert rule.start(theta) is rule
        assert rule.start(fixed) is rule
    assert theta[1] == 0 and fixed[0] == 3
    for value, before in zip(theta[[0, 2]], (3.0, -2.0), strict=True):
        assert 0 < abs(value - before) <= np.spacing(abs(before))


def test_all_is_taken_down():
    """Behind the block generators and optimizers are as before, also after an error."""
    before = np.random.default_rng, Momentum.start
    with pytest.raises(ZeroDivisionError), moved(1):
        assert np.random.default_rng is not before[0]
        assert Momentum.start is not before[1]
        1 / 0  # noqa: B018 (raising is the point)
    assert (np.random.default_rng, Momentum.start) == before


def test_move_leaves_zero_and_what_is_no_real_number():
    """Zero stays, as do whole numbers, truth values, texts and tuples."""
    signs = Signs(1)
    assert move(0.0, signs) == 0
    assert np.array_equal(move(np.zeros(3), signs), np.zeros(3))
    for value in (3, True, "a", (1.5,), np.arange(3)):
        assert move(value, signs) is value
    assert signs.moved == 0
    move(np.array([0.0, 1.0, -2.0]), signs)
    move(0.5, signs)
    assert signs.moved == 3
