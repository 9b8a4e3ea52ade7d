"""Numbers that keep count: their values are those of plain numpy, their counts those of a closed form."""

import numpy as np
import pytest

from mathnets.counting import Tally, values


@pytest.mark.parametrize("n", [1, 2, 7])
@pytest.mark.parametrize("m", [1, 3])
def test_matrix_product_takes_its_known_number_of_operations(n, m):
    """An m x n matrix times a vector takes m (2n - 1) operations, and gives the plain product."""
    rng = np.random.default_rng(n + 10 * m)
    W, x = rng.normal(size=(m, n)), rng.normal(size=n)
    tally = Tally()
    y = tally.numbers(W) @ tally.numbers(x)
    assert tally.operations == m * (2 * n - 1)
    np.testing.assert_allclose(values(y), W @ x, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize(
    ("formula", "count"),
    [
        (lambda a: a + 1, 1),
        (lambda a: 1 + a, 1),
        (lambda a: 2 - a, 1),
        (lambda a: a - a, 1),
        (lambda a: 3 * a, 1),
        (lambda a: a / 2, 1),
        (lambda a: 1 / a, 1),
        (lambda a: -a, 0),
        (lambda a: np.tanh(a), 1),
        (lambda a: np.exp(a) * (1 - a * a), 4),
    ],
)
def test_each_operation_counts_once_and_keeps_its_value(formula, count):
    """Operations with plain numbers on either side count once an entry, and agree with numpy."""
    x = np.array([[0.5, -1.5, 2.0], [1.0, 3.0, -0.25]])
    tally = Tally()
    y = formula(tally.numbers(x))
    assert tally.operations == count * x.size
    np.testing.assert_allclose(values(y), formula(x), rtol=1e-14)


def test_sum_outer_and_single_numbers():
    """A sum of n takes n - 1 additions, an outer product n m multiplications, and a single number has shape ()."""
    tally = Tally()
    a, b = tally.numbers([1.0, 2.0, 3.0]), tally.numbers([4.0, 5.0])
    total = np.sum(a)
    assert tally.operations == 2
    assert values(total).shape == ()
    assert values(total) == 6
    np.outer(a, b)
    assert tally.operations == 2 + 6
    assert values(total * b).tolist() == [24.0, 30.0]  # a number times an array of them


def test_tallies_are_apart_and_inputs_are_untouched():
    """Two tallies count each for itself, lists and read-only arrays work, and the caller's array stays as it is."""
    x = np.array([1.0, 2.0])
    x.setflags(write=False)
    first, second = Tally(), Tally()
    first.numbers(x) * 2
    second.numbers([1, 2]) + 1
    second.numbers(x[::-1]) + 1
    assert (first.operations, second.operations) == (2, 4)
    assert x.tolist() == [1.0, 2.0]


def test_counted_numbers_show_their_values():
    """An array of counted numbers is printed as one of plain numbers would be."""
    assert repr(Tally().numbers([1.0, 2.5])[1]) == "2.5"


def test_what_is_no_counted_number_is_refused():
    """Plain numbers have no count to show, and text is no number."""
    with pytest.raises(TypeError, match="need to be counted ones"):
        values([1.0])
    with pytest.raises((TypeError, ValueError), match="values"):
        Tally().numbers(["one"])
    with pytest.raises(TypeError):
        Tally().numbers(1.0)[()] + "one"
