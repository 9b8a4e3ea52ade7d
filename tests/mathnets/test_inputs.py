"""What goes in: every kind of good input is taken, and every bad one is refused with what, what instead, and a cure."""

import decimal
import fractions

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mathnets import inputs
from tests.refusal import refused

GRID = np.arange(12.0).reshape(3, 4)
SAME = {
    "list": GRID.tolist(),
    "tuple": tuple(map(tuple, GRID.tolist())),
    "int": GRID.astype(int),
    "uint8": GRID.astype(np.uint8),
    "int8": GRID.astype(np.int8),
    "float16": GRID.astype(np.float16),
    "float32": GRID.astype(np.float32),
    "longdouble": GRID.astype(np.longdouble),
    "big-endian": GRID.astype(">f8"),
    "fortran": np.asfortranarray(GRID),
    "strided": np.repeat(GRID, 2, axis=1)[:, ::2],
    "reversed": GRID[::-1][::-1],
    "objects": GRID.astype(object),
    "fractions": [[fractions.Fraction(v) for v in row] for row in GRID.astype(int).tolist()],
    "decimals": [[decimal.Decimal(v) for v in row] for row in GRID.astype(int).tolist()],
    "subclass": GRID.view(type("Sub", (np.ndarray,), {})),
}


@pytest.mark.parametrize("kind", SAME)
def test_every_kind_of_numbers_gives_the_same_array(kind):
    """Lists, whole numbers, halves, strided, Fortran-ordered and object arrays all become the same float64 array."""
    result = inputs.points(SAME[kind])
    assert type(result) is np.ndarray and result.dtype == np.float64 and result.dtype.isnative
    np.testing.assert_array_equal(result, GRID)


def test_read_only_arrays_are_taken_and_nothing_is_modified():
    """A read-only array passes, and an array that passes is unchanged."""
    frozen = GRID.copy()
    frozen.flags.writeable = False
    np.testing.assert_array_equal(inputs.points(frozen), GRID)
    own = GRID.copy()
    for call in (inputs.array, inputs.points, lambda v: inputs.vector(v[0]), lambda v: inputs.labels(v[:, 0])):
        call(own)
    np.testing.assert_array_equal(own, GRID)


def test_small_integers_do_not_wrap_around():
    """uint8 0 - 1 is 255 in numpy; after the boundary it is -1."""
    pixels = inputs.array(np.array([0, 1], dtype=np.uint8))
    assert (pixels[0] - pixels[1]) == -1.0
    assert inputs.array(np.full(200, 100, dtype=np.int8)).sum() == 20000


def test_booleans_become_zeros_and_ones():
    """True is 1.0 and False is 0.0."""
    assert inputs.array([True, False]).tolist() == [1.0, 0.0]


def test_float32_only_by_argument():
    """float64 by default; float32 if asked for; None keeps the two and makes the rest float64."""
    single = GRID.astype(np.float32)
    assert inputs.array(single).dtype == np.float64
    assert inputs.array(GRID, dtype=np.float32).dtype == np.float32
    assert inputs.array(single, dtype=None) is single
    assert inputs.array(GRID, dtype=None) is GRID
    for other in (np.float16, np.int64, bool, np.longdouble, ">f8"):
        assert inputs.array(GRID.astype(other), dtype=None).dtype == np.float64


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=FINITE))
def test_finite_floats_pass_unchanged(values):
    """Any finite float64 array comes back bit by bit, and lists of it do too."""
    np.testing.assert_array_equal(inputs.array(values), values)
    np.testing.assert_array_equal(inputs.array(values.tolist()), values)


@pytest.mark.parametrize(("value", "word"), [(np.nan, "NaN"), (np.inf, "infinity"), (-np.inf, "infinity"), (None, "")])
def test_what_is_not_finite_is_named_with_its_place(value, word):
    """NaN and infinity are refused with the first index; None is no number."""
    bad = [[1.0, 2.0], [3.0, value], [value, 1.0]]
    if value is None:
        refused(TypeError, lambda: inputs.array(bad, "Z"), "Z needs numbers, got a NoneType", "encode them")
        return
    refused(ValueError, lambda: inputs.array(bad, "Z"), f"Z needs finite numbers, got {word} at index (1, 1)", "remove")
    np.testing.assert_array_equal(inputs.array(bad, finite=False), bad)
    refused(ValueError, lambda: inputs.array(value, "t"), f"t needs finite numbers, got {word}")


def test_numbers_too_large_for_the_type_are_named():
    """What would silently become infinity is refused, without a warning from numpy."""
    refused(
        ValueError,
        lambda: inputs.array([1.0, 1e300], dtype=np.float32),
        "fit into float32, got 1e+300",
        "(1,)",
        "rescale",
    )
    refused(ValueError, lambda: inputs.array([10**400]), "X needs numbers that fit into float64, got a larger integer")
    huge = np.array([1, 10], dtype=np.longdouble) ** 400
    if np.isfinite(huge).all():  # where long double has more range than double
        refused(ValueError, lambda: inputs.array(huge), "fit into float64, got 1e+400 at index (1,)")
    assert inputs.array([2**70]).tolist() == [2.0**70]


@pytest.mark.parametrize(
    ("values", "got"),
    [
        (["a", "b"], "<U1"),
        (["1", "2"], "<U1"),
        ([b"a"], "|S1"),
        (np.array(["1", 2], dtype=object), "a str"),
        (np.array([{}]), "a dict"),
        (np.array([object()]), "a object"),
        (np.array(["2020-01-01"], dtype="datetime64[D]"), "datetime64[D]"),
        (np.array([1], dtype="timedelta64[s]"), "timedelta64[s]"),
        (np.zeros(2, dtype=[("a", float)]), "[('a', '<f8')]"),
        ((i for i in range(3)), "a generator"),
    ],
)
def test_what_is_no_number_is_a_type_error(values, got):
    """Strings (also of digits), dates, objects and records raise TypeError with their type."""
    refused(
        TypeError,
        lambda: inputs.array(values, "W"),
        f"W needs numbers, got {got}",
        "could not convert to float",
        "encode",
    )


def test_masked_arrays_are_refused():
    """A masked array would lose its mask without a word."""
    refused(TypeError, lambda: inputs.array(np.ma.masked_less([1.0, 2.0], 1.5)), "got a masked one", "X.filled(0.0)")


def test_sparse_arrays_are_refused():
    """A sparse matrix, of which numpy would make one object, is refused with the way to unfold it."""
    refused(TypeError, lambda: inputs.array(scipy.sparse.eye(2)), "got a sparse one", "X.toarray()")


@pytest.mark.parametrize("values", [[1 + 0j], np.zeros(2, dtype=np.complex64), np.array([1, 2j], dtype=object)])
def test_complex_numbers_are_a_value_error(values):
    """Complex data are refused, also where all imaginary parts are zero."""
    refused(
        ValueError,
        lambda: inputs.array(values),
        "needs real numbers, got complex",
        "Complex data not supported",
        "X.real",
    )


def test_ragged_lists_are_refused():
    """Rows of different lengths are refused as such."""
    refused(
        ValueError,
        lambda: inputs.array([[1, 2], [3]]),
        "X needs rows of equal length, got a ragged list",
        "pad or trim",
    )


@pytest.mark.parametrize("shape", [(), (3,), (2, 3, 4)])
def test_points_need_two_axes(shape):
    """Anything but a matrix is refused with its shape and the two reshapes that could be meant."""
    refused(
        ValueError,
        lambda: inputs.points(np.zeros(shape)),
        f"X needs shape (N, D), one row an example, got {len(shape)}-d shape {shape}",
        "Expected 2D array",
        "Reshape your data",
        "X.reshape(1, -1)",
        "X.reshape(-1, 1)",
    )


def test_points_need_rows_and_columns():
    """Empty data are refused, and so are fewer rows than wanted and another width."""
    refused(
        ValueError, lambda: inputs.points(np.zeros((0, 3))), "at least 1 row(s), got 0 sample(s) (shape=(0, 3))", "add"
    )
    refused(ValueError, lambda: inputs.points(np.zeros((1, 3)), least=2), "at least 2 row(s), got 1 sample(s)")
    refused(
        ValueError,
        lambda: inputs.points(np.zeros((3, 0))),
        "at least 1 column, got 0 feature(s)",
        "minimum of 1 is required",
    )
    refused(
        ValueError,
        lambda: inputs.points(np.zeros((3, 2)), "Z", width=3),
        "Z needs 3 features, got 2",
        "use the columns",
    )
    assert inputs.points(np.zeros((0, 3)), least=0).shape == (0, 3)
    assert inputs.points(np.zeros((2, 3)), width=3, least=2).shape == (2, 3)


def test_vectors_need_one_axis_and_their_length():
    """A matrix, a number, another length or nothing is refused; lists and strided views pass."""
    refused(ValueError, lambda: inputs.vector([[1, 2]]), "v needs shape (D,), got 2-d shape (1, 2)", "v.ravel()")
    refused(ValueError, lambda: inputs.vector(3.0, "w"), "w needs shape (D,), got 0-d shape ()")
    refused(ValueError, lambda: inputs.vector([1, 2], length=3), "v needs 3 entries, got 2", "make the lengths agree")
    refused(ValueError, lambda: inputs.vector([]), "v needs at least 1 entry, got 0")
    np.testing.assert_array_equal(inputs.vector(GRID[:, 1], length=3), [1, 5, 9])
    assert inputs.vector([1, 2], dtype=np.float32).dtype == np.float32


def test_symmetric_matrices_equal_their_transpose():
    """A square matrix that is symmetric up to rounding passes unchanged; others are refused with what is off."""
    K = np.array([[1.0, 2.0], [2.0 + 1e-12, 5.0]])
    assert inputs.symmetric(K) is K
    assert inputs.symmetric([[0, 0], [0, 0]]).tolist() == [[0, 0], [0, 0]]
    refused(ValueError, lambda: inputs.symmetric(np.zeros((2, 3)), "G"), "G needs shape (N, N), got (2, 3)")
    refused(ValueError, lambda: inputs.symmetric([[1, 2], [2.1, 5]]), "K needs to be symmetric", "differ by 0.1;")
    refused(ValueError, lambda: inputs.symmetric([[1, 1e308], [-1e308, 5]]), "differ by inf;")


@pytest.mark.parametrize("y", [[1, -1, 1], [1.0, -1.0, 1.0], np.array([1, -1, 1], dtype=np.int8)])
def test_signs_are_minus_one_and_one(y):
    """Labels in {-1, 1} of any type pass as floats; a single class does, too."""
    result = inputs.signs(y, length=3)
    assert result.dtype == np.float64 and result.tolist() == [1, -1, 1]
    assert inputs.signs([1, 1]).tolist() == [1, 1]


@pytest.mark.parametrize(
    ("y", "shown", "top"),
    [
        ([0, 1, 0], "{0, 1}", "1"),
        ([True, False], "{0, 1}", "1"),
        ([4, 9], "{4, 9}", "9"),
        ([1, 1.0000001, -1], "{-1, 1, 1.0000001}", "1.0000001"),
        (range(9), "{0, 1, 2, 3, 4, ...}", "8"),
        ([0.5], "{0.5}", "0.5"),
    ],
)
def test_other_labels_than_signs_are_shown(y, shown, top):
    """Labels not in {-1, 1}, where 0 would silently learn nothing, are shown exactly, with a way to recode them."""
    message = refused(ValueError, lambda: inputs.signs(list(y)), f"y must be in {{-1, 1}}; got {shown}; recode it")
    assert f"np.where(y == {top}, 1, -1)" in message


@pytest.mark.parametrize("read", [inputs.signs, inputs.labels])
def test_labels_go_with_rows(read):
    """One label a row: other lengths are named, both of them; a column, NaN or strings are refused."""
    refused(
        ValueError,
        lambda: read([1, -1], 3),
        "X and y need equal lengths, got 3 and 2",
        "inconsistent numbers of samples",
    )
    refused(ValueError, lambda: read([1, -1], 3, "t"), "X and t need equal lengths")
    refused(ValueError, lambda: read([[1], [-1]]), "y needs shape (D,), got 2-d shape (2, 1)", "y.ravel()")
    refused(ValueError, lambda: read([1, np.nan]), "y needs finite numbers, got NaN at index (1,)")
    refused(ValueError, lambda: read([]), "y needs at least 1 entry, got 0")
    refused(TypeError, lambda: read(["cat", 1]), "y needs numbers", "encode")
    refused(TypeError, lambda: read([b"cat", b"dog"]), "y needs numbers", "encode")


def test_labels_are_whole_numbers():
    """Whole numbers of any type become int64; fractions and numbers beyond exact floats are refused."""
    for y in ([4, 9, -1], [4.0, 9.0, -1.0], np.array([4, 9, -1], dtype=np.int8)):
        result = inputs.labels(y, 3)
        assert result.dtype == np.int64 and result.tolist() == [4, 9, -1]
    assert inputs.labels([True, False]).tolist() == [1, 0]
    refused(
        ValueError,
        lambda: inputs.labels([1, 2.5]),
        "whole numbers or strings as class labels, got 2.5",
        "Unknown label type: continuous",
    )
    refused(ValueError, lambda: inputs.labels([1, 1e17]), "y needs class labels below 2**53 in size, got larger ones")


@pytest.mark.parametrize("kind", [list, tuple, np.array, lambda y: np.array(y, dtype=object), np.char.array])
def test_labels_may_be_strings(kind):
    """Strings in any container come back as an array of strings; they are no signs, and need one a row."""
    y = kind(["dog", "cat", "dog"])
    result = inputs.labels(y, 3)
    assert result.dtype == "<U3" and result.tolist() == ["dog", "cat", "dog"]
    refused(ValueError, lambda: inputs.labels(y, 2), "X and y need equal lengths, got 2 and 3")
    refused(TypeError, lambda: inputs.signs(y), "y needs numbers", "encode")


@pytest.mark.parametrize(
    "y",
    [[["a"], ["b"]], [["a"], ["b", "c"]], [np.ones((2, 2)), np.ones((2, 3))], "cat", np.array(["a", 1], dtype=object)],
)
def test_strings_in_other_shapes_or_among_numbers_are_refused(y):
    """A column or ragged rows of strings, one string, and strings among numbers are no labels."""
    with pytest.raises((TypeError, ValueError), match=r"y needs .*got .*; \w+"):
        inputs.labels(y)


def test_masked_strings_are_refused():
    """A masked array of strings would lose its mask without a word."""
    refused(TypeError, lambda: inputs.labels(np.ma.array(["a", "b"], mask=[0, 1])), "got a masked one")


@pytest.mark.parametrize("value", [1, 5, np.int64(3), np.uint8(2)])
def test_whole_numbers_in_range_pass(value):
    """Ints of Python and of numpy come back as int, the ends of the range included."""
    result = inputs.integer(value, "k", least=1, most=5)
    assert type(result) is int and result == value


@pytest.mark.parametrize("value", [0, 6, -1, 2.5, 2.0, "2", None, True, np.bool_(True), np.nan, [1], 10**30])
def test_other_values_are_no_whole_numbers_in_range(value):
    """Values outside, fractions, whole floats, booleans and strings are refused with range and value."""
    refused(
        ValueError, lambda: inputs.integer(value, "k", most=5), f"k must be an int in the range [1, 5], got {value!r}"
    )
    if str(value) not in ("6", str(10**30)):
        refused(
            ValueError, lambda: inputs.integer(value, "k"), f"k must be an int in the range [1, inf), got {value!r}"
        )


@pytest.mark.parametrize("value", [1, 0.5, np.float32(0.25), np.int8(1), fractions.Fraction(1, 2), np.float64(1)])
def test_real_numbers_pass_as_floats(value):
    """Ints, floats and fractions come back as float."""
    result = inputs.real(value, "rate", above=0, most=1)
    assert type(result) is float and result == value


@pytest.mark.parametrize(
    "value", [0, 1.5, -1, np.nan, np.inf, -np.inf, "1", None, True, np.bool_(True), 1j, [1], 10**400, np.array(1.0)]
)
def test_other_values_are_no_real_numbers_in_range(value):
    """NaN, infinity, booleans, strings, complex and huge numbers and values out of range are refused."""
    call = lambda: inputs.real(value, "rate", above=0, most=1)  # noqa: E731
    refused(
        ValueError, call, f"rate needs a finite number above 0 and at most 1, got {value!r}", "choose one in that range"
    )


def test_the_ends_of_a_range():
    """`above` and `below` exclude their end, `least` and `most` include it; without bounds any finite number passes."""
    assert inputs.real(0, "x", least=0) == 0 and inputs.real(1, "x", most=1) == 1
    refused(ValueError, lambda: inputs.real(0, "x", above=0), "x needs a finite number above 0, got 0")
    refused(ValueError, lambda: inputs.real(1, "x", below=1), "x needs a finite number below 1, got 1")
    refused(ValueError, lambda: inputs.real(-1e-300, "x", least=0), "x needs a finite number at least 0, got -1e-300")
    assert inputs.real(-1e308, "x") == -1e308
    refused(ValueError, lambda: inputs.real(np.nan, "x"), "x needs a finite number, got nan")


def test_one_of_several_strings():
    """A listed string passes; another one, another case or another type is refused with the list."""
    assert inputs.choice("b", "mode", ("a", "b")) == "b"
    for value in ("B", "", "ab", None, 1, ["a"]):
        refused(
            ValueError, lambda value=value: inputs.choice(value, "mode", ("a", "b")), f"one of 'a', 'b', got {value!r}"
        )


def test_true_and_false_alone_are_boolean():
    """Numbers, words and None are no truth values."""
    assert inputs.boolean(np.True_, "tied") is True and inputs.boolean(False, "tied") is False
    for value in (1, 0, "yes", None, np.ones(2)):
        refused(TypeError, lambda value=value: inputs.boolean(value, "tied"), "tied")


def test_squares_stay_in_floating_point():
    """Numbers up to 1e150 pass, of whatever sign; a larger one is refused."""
    for sign in (-1, 1):
        fits = sign * np.array([1e150, 1.0])
        assert inputs.squarable(fits) is fits
        refused(
            ValueError,
            lambda sign=sign: inputs.squarable(sign * np.array([2e150]), "Z"),
            "Z needs numbers up to 1e+150",
        )
    assert inputs.squarable(np.empty(0)).size == 0


def test_axes_are_counted_and_ragged_lists_refused():
    """A number has no axes, a list of lists two; rows of different lengths are refused as such."""
    assert [inputs.axes(v) for v in (3, "a", [1], [[1], [2]], np.zeros((1, 2, 3)))] == [0, 0, 1, 2, 3]
    refused(ValueError, lambda: inputs.axes([[1, 2], [3]], "Z"), "Z needs rows of equal length")


def test_functions_and_objects_with_methods():
    """What can be called passes as a function; what has the methods passes, unless it is the class of such objects."""
    assert inputs.function(len, "f") is len
    refused(TypeError, lambda: inputs.function(3, "f"), "f needs to be a function, got int; pass the function")
    stack = []
    assert inputs.able(stack, "stack", ("append", "pop"), "a list") is stack
    for other in (None, (), list):
        refused(
            TypeError,
            lambda other=other: inputs.able(other, "stack", ("append", "pop"), "a list"),
            f"stack needs to be an object with append and pop, got {other!r}; use for example a list",
        )


def test_float_types():
    """float64 and float32 pass by any name of theirs; other types, None and nonsense are refused."""
    for name in (np.float64, float, "float64", "f8", np.dtype(float)):
        assert inputs.float_dtype(name) == np.float64
    for name in (np.float32, "float32", "f4"):
        assert inputs.float_dtype(name) == np.float32
    for name in (None, np.float16, int, "complex128", "nonsense", 3, ">f8"):
        refused(
            ValueError, lambda name=name: inputs.float_dtype(name), f"dtype must be float64 or float32, got {name!r}"
        )


def test_an_estimator_is_to_be_fitted_first():
    """Without the learned attribute the error names the estimator, and is both a ValueError and an AttributeError."""

    class Line:
        pass

    line = Line()
    for kind in (inputs.NotFittedError, ValueError, AttributeError):
        refused(
            kind,
            lambda: inputs.fitted(line, "slope_"),
            "Line needs to be fitted first",
            "got no slope_",
            "not fitted yet",
        )
    line.slope_ = 1.0
    inputs.fitted(line, "slope_")


def test_a_convergence_warning_is_a_user_warning():
    """It can be filtered as one."""
    assert issubclass(inputs.ConvergenceWarning, UserWarning)


def test_step_numbers():
    """Rising whole numbers pass as integers, one number means all up to it; others are refused."""
    assert inputs.steps([0, 2.0, 5]).tolist() == [0, 2, 5] and inputs.steps([0]).dtype == np.int64
    assert inputs.steps(0).tolist() == [0] and inputs.steps(2).tolist() == [0, 1, 2]
    for values in ([1, 1], [2, 1], [-1, 0], [0.5, 1]):
        refused(
            ValueError, lambda v=values: inputs.steps(v), "steps needs rising whole numbers from 0", f"got {values}"
        )


def test_text_is_a_string():
    """A string passes as it is; bytes, numbers and lists of strings are refused."""
    assert inputs.text("é", "words") == "é"
    for bad in (b"a", 1, None, ["a"]):
        refused(TypeError, lambda v=bad: inputs.text(v, "words"), "words needs to be a string", type(bad).__name__)


def test_sequence_is_a_list_or_a_tuple():
    """Lists and tuples pass as they are; strings, arrays, numbers and None are refused."""
    for good in ([], (1, 2)):
        assert inputs.sequence(good, "pairs") is good
    for bad in ("ab", np.ones(2), 1, None):
        refused(TypeError, lambda v=bad: inputs.sequence(v, "pairs"), "pairs needs to be a list", type(bad).__name__)


def test_generators_and_seeds():
    """A generator passes through as itself; a seed gives numpy's default generator of that seed."""
    rng = np.random.default_rng(3)
    assert inputs.generator(rng) is rng
    for seed in (0, 7, np.int64(7), 2**70):
        assert inputs.generator(seed).random() == np.random.default_rng(int(seed)).random()


@pytest.mark.parametrize("rng", [None, -1, 1.0, "0", True, np.random.RandomState, [1, 2]])
def test_other_sources_of_randomness_are_refused(rng):
    """None, which would be unseeded, negative seeds, floats, booleans and the old generators are refused."""
    refused(
        TypeError,
        lambda: inputs.generator(rng),
        "rng needs a numpy Generator or a seed",
        f"got {rng!r}",
        "default_rng(0)",
    )


def test_randomness_is_never_global():
    """Making a generator leaves numpy's global state alone."""
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    inputs.generator(5).random(100)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002
