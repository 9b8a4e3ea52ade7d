r"""Counting operations: numbers that keep count of what is done to them, so that a cost is measured, not estimated.

A `Tally` makes arrays of such numbers. Any formula of numpy that works on arrays of objects (arithmetic, `@`, `sum`,
`outer`, `tanh`, `exp`) then runs as usual and leaves the number of its operations behind. An operation is one
addition, subtraction, multiplication, division, or function of one number; a change of sign is none.
"""

import operator

import numpy as np

from mathnets import inputs


class Tally:
    r"""A count of operations, and the maker of the numbers that are counted.

    A dot product of n pairs takes $n$ multiplications and $n - 1$ additions, so $2n - 1$ operations.

    Attributes:
        operations: how many operations its numbers have taken part in so far, an int.

    Examples:
        >>> tally = Tally()
        >>> W, x = tally.numbers([[1.0, 2.0], [3.0, 4.0]]), tally.numbers([1.0, -1.0])
        >>> y = np.tanh(W @ x)
        >>> tally.operations
        8
        >>> values(y).round(3)
        array([-0.762, -0.762])

    Source:
        griewank2008
    """

    def __init__(self):
        self.operations = 0

    def numbers(self, values):
        """Return numbers `values`, of any shape, as an array of the same shape whose entries are counted."""
        plain = inputs.array(values, "values")
        made = np.empty(plain.shape, dtype=object)
        for index in np.ndindex(plain.shape):
            made[index] = _Number(float(plain[index]), self)
        return made


def values(numbers):
    r"""Return counted numbers as plain ones.

    Args:
        numbers: an array of counted numbers, of any shape, or a single one.

    Returns:
        Their values, a float array of the same shape.

    Raises:
        TypeError: if they are no counted numbers.

    Examples:
        >>> values(Tally().numbers([1.0, 2.0]))
        array([1., 2.])

    Source:
        griewank2008
    """
    numbers = np.asarray(numbers, dtype=object)
    if not all(isinstance(number, _Number) for number in numbers.flat):
        raise TypeError("numbers need to be counted ones, got others; make them with Tally().numbers")
    return np.array([number.value for number in numbers.flat]).reshape(numbers.shape)


class _Number:
    """A float that adds one to its tally for each operation; plain numbers take part, but keep no count."""

    __slots__ = ("tally", "value")

    def __init__(self, value, tally):
        self.value, self.tally = value, tally

    def _counted(self, value):
        """Return the result of an operation as a number of the same tally, and count it."""
        self.tally.operations += 1
        return _Number(float(value), self.tally)

    def _made(self, operation, other):
        """Return the result of an operation with another number, or NotImplemented for what is no number."""
        if type(other) is _Number:
            return self._counted(operation(self.value, other.value))
        if isinstance(other, int | float):
            return self._counted(operation(self.value, other))
        return NotImplemented  # an array does it entry by entry

    def __add__(self, other):
        return self._made(operator.add, other)

    __radd__ = __add__

    def __sub__(self, other):
        return self._made(operator.sub, other)

    def __rsub__(self, other):
        return self._made(lambda a, b: b - a, other)

    def __mul__(self, other):
        return self._made(operator.mul, other)

    __rmul__ = __mul__

    def __truediv__(self, other):
        return self._made(np.divide, other)

    def __rtruediv__(self, other):
        return self._made(lambda a, b: np.divide(b, a), other)

    def __neg__(self):
        return _Number(-self.value, self.tally)

    def tanh(self):
        return self._counted(np.tanh(self.value))

    def exp(self):
        return self._counted(np.exp(self.value))

    def __repr__(self):
        return repr(self.value)
