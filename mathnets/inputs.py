"""What the functions of this library accept, and the errors that they raise when they get something else.

Every public function passes its arguments through here first, so that an error is raised before any work is
done and always says what was needed, what came, and what to do.
"""

import math
import numbers

import numpy as np

_FLOATS = np.dtype(np.float64), np.dtype(np.float32)


class NotFittedError(ValueError, AttributeError):
    """Raised when an estimator is asked for something that it learns in `fit`, before `fit` was called."""


class ConvergenceWarning(UserWarning):
    """Given when an iteration stopped at its limit, before it reached what was asked."""


def array(values, name="X", *, dtype=np.float64, finite=True):
    """Return `values` as an array of floats, which may be `values` itself: read it, never write to it.

    Lists, integers, booleans, float16, strided and read-only arrays are accepted; the result has `dtype`
    (`None` keeps float32 and float64 as they are). Raises `TypeError` for strings and objects that are no
    numbers, and `ValueError` for complex numbers, and for NaN or infinity unless `finite` is false.

    >>> array([[1, 2], [3, 4]])
    array([[1., 2.],
           [3., 4.]])
    """
    raw = values
    if not (type(raw) is np.ndarray and raw.dtype in _FLOATS and dtype in (None, raw.dtype)):
        raw = _real_numbers(values, name)
    if dtype is None:
        dtype = raw.dtype if raw.dtype in _FLOATS else np.float64
    result = raw
    if raw.dtype != dtype:
        with np.errstate(over="ignore"):  # what is too large becomes infinity, and is named below
            result = raw.astype(dtype)
    if finite and result.size and not np.isfinite(result).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(result))[0])
        at = f"at index {where}" if where else "as its value"
        if np.isfinite(raw[where]):
            raise ValueError(
                f"{name} needs numbers that fit into {result.dtype}, got {raw[where]!s} {at}; rescale {name}"
            )
        value = "NaN" if np.isnan(result[where]) else "infinity"
        raise ValueError(f"{name} needs finite numbers, got {value} {at}; remove or replace such rows")
    return result


def axes(values, name="X"):
    """Return how many axes `values` has, 0 for a number.

    >>> axes(3.0), axes([3.0, 4.0])
    (0, 1)
    """
    return _array(values, name).ndim


def _real_numbers(values, name):
    """Return `values` as an array of whatever real numbers they are."""
    if isinstance(values, np.ma.MaskedArray):
        raise TypeError(f"{name} needs to be a plain array, got a masked one; fill it: {name}.filled(0.0)")
    if hasattr(values, "toarray"):
        raise TypeError(f"{name} needs to be a dense array, got a sparse one; unfold it: {name}.toarray()")
    raw = _array(values, name)
    if raw.dtype.kind == "O":
        raw = _numbers(raw, name)
    if raw.dtype.kind == "c":
        raise ValueError(f"{name} needs real numbers, got complex ones (Complex data not supported); take {name}.real")
    if raw.dtype.kind not in "biuf":
        raise TypeError(f"{name} needs numbers, got {raw.dtype} (could not convert to float); encode them")
    return raw


def _array(values, name):
    """Return `values` as an array of whatever they are."""
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(
            f"{name} needs rows of equal length, got a ragged list ({error}); pad or trim the rows"
        ) from None


def _numbers(raw, name):
    """Return an array of objects as one of floats (or of complex numbers), if each object is a number."""
    for entry in raw.flat:
        if not isinstance(entry, numbers.Number):
            kind = type(entry).__name__
            raise TypeError(f"{name} needs numbers, got a {kind} (could not convert to float); encode them")
    has_complex = any(isinstance(entry, complex | np.complexfloating) for entry in raw.flat)
    try:
        return raw.astype(np.complex128 if has_complex else np.float64)
    except OverflowError:
        raise ValueError(f"{name} needs numbers that fit into float64, got a larger integer; rescale it") from None


def points(X, name="X", *, width=None, least=1, dtype=np.float64):
    """Return `X` as an array of shape (N, D), a row an example: `least` rows or more, `width` columns.

    >>> points([[1, 2], [3, 4]], width=2).shape
    (2, 2)
    """
    X = array(X, name, dtype=dtype)
    if X.ndim != 2:
        raise ValueError(
            f"{name} needs shape (N, D), one row an example, got {X.ndim}-d shape {X.shape} "
            f"(Expected 2D array, Reshape your data); reshape it with {name}.reshape(1, -1) for one example "
            f"or {name}.reshape(-1, 1) for one feature"
        )
    if X.shape[0] < least:
        raise ValueError(
            f"{name} needs at least {least} row(s), got {X.shape[0]} sample(s) (shape={X.shape}); add examples"
        )
    if X.shape[1] < 1:
        raise ValueError(
            f"{name} needs at least 1 column, got 0 feature(s) (shape={X.shape}) "
            "while a minimum of 1 is required; add features"
        )
    if width is not None and X.shape[1] != width:
        raise ValueError(f"{name} needs {width} features, got {X.shape[1]}; use the columns that were used before")
    return X


def squarable(values, name="X", *, dtype=np.float64):
    """Return an array of floats as it is, if its squares and their sums stay in `dtype`: sizes up to 1e150, or 1e15.

    >>> squarable(np.array([1e150, -3.0]))
    array([ 1.e+150, -3.e+000])
    """
    limit = 1e150 if dtype == np.float64 else 1e15
    if values.size and max(values.max(), -values.min()) > limit:
        raise ValueError(
            f"{name} needs numbers up to {limit:g} in size, got larger ones, whose squares overflow; rescale {name}"
        )
    return values


def vector(v, name="v", *, length=None, dtype=np.float64):
    """Return `v` as an array of shape (D,), with `length` entries if given, and one or more in any case.

    >>> vector([1, 2, 3], length=3)
    array([1., 2., 3.])
    """
    v = array(v, name, dtype=dtype)
    if v.ndim != 1:
        raise ValueError(f"{name} needs shape (D,), got {v.ndim}-d shape {v.shape}; flatten it with {name}.ravel()")
    if length is not None and len(v) != length:
        raise ValueError(f"{name} needs {length} entries, got {len(v)}; make the lengths agree")
    if len(v) == 0:
        raise ValueError(f"{name} needs at least 1 entry, got 0; add entries")
    return v


def symmetric(K, name="K"):
    """Return `K` as a square array that equals its transpose up to 1e-10 of its largest entry.

    >>> symmetric([[1, 2], [2, 5]])
    array([[1., 2.],
           [2., 5.]])
    """
    K = points(K, name)
    if K.shape[0] != K.shape[1]:
        raise ValueError(f"{name} needs shape (N, N), got {K.shape}; give a row and a column for each example")
    with np.errstate(over="ignore"):
        off = np.abs(K - K.T).max()
    if off > 1e-10 * np.abs(K).max():
        raise ValueError(f"{name} needs to be symmetric, got entries that differ by {off:.2g}; mirror one half")
    return K


def signs(y, length=None, name="y"):
    """Return labels as floats in {-1, 1}, shape (N,); 0 for -1 would silently stop the update rules.

    >>> signs([1, -1, 1], length=3)
    array([ 1., -1.,  1.])
    """
    y = _labels(y, length, name)
    values = np.unique(y)
    if not np.isin(values, (-1.0, 1.0)).all():
        shown = [np.format_float_positional(value, trim="-") for value in values]
        listed = ", ".join(shown[:5]) + (", ..." if len(shown) > 5 else "")
        raise ValueError(
            f"{name} must be in {{-1, 1}}; got {{{listed}}}; "
            f"recode it, for example np.where({name} == {shown[-1]}, 1, -1)"
        )
    return y


def labels(y, length=None, name="y"):
    """Return class labels, shape (N,): as int64 from any whole numbers, or strings as they are.

    >>> labels([4.0, 9.0, 9.0], length=3)
    array([4, 9, 9])
    >>> labels(["cat", "dog"])
    array(['cat', 'dog'], dtype='<U3')
    """
    y = _labels(y, length, name, strings=True)
    if y.dtype.kind == "U":
        return y
    broken = y != np.floor(y)
    if broken.any():
        raise ValueError(
            f"{name} needs whole numbers or strings as class labels, got {float(y[broken][0])!r} "
            "(Unknown label type: continuous); number the classes 0, 1, 2, ..."
        )
    if np.abs(y).max() >= 2**53:
        raise ValueError(
            f"{name} needs class labels below 2**53 in size, got larger ones; number the classes 0, 1, 2, ..."
        )
    return y.astype(np.int64)


def _labels(y, length, name, *, strings=False):
    """Return labels as floats (or strings, if allowed), shape (N,), one for each of `length` rows of X if given."""
    words = _words(y) if strings else None
    y = vector(y, name) if words is None else words
    if length is not None and len(y) != length:
        raise ValueError(
            f"X and {name} need equal lengths, got {length} and {len(y)} (inconsistent numbers of samples); "
            "give one label a row"
        )
    return y


def _words(y):
    """Return `y` as an array of strings of shape (N,), None if it is anything else."""
    if isinstance(y, np.ma.MaskedArray):
        return None
    try:
        raw = y if isinstance(y, np.ndarray) else np.asarray(y, dtype=object)  # str(1) would hide a number in a list
    except ValueError:
        return None
    if raw.ndim != 1 or raw.size == 0 or raw.dtype.kind not in "OUT":
        return None
    return raw.astype(np.str_) if all(isinstance(entry, str) for entry in raw) else None


def integer(value, name, *, least=1, most=None):
    """Return `value` as an int between `least` and `most`, both included.

    >>> integer(3, "k", most=5)
    3
    """
    whole = isinstance(value, numbers.Integral) and not isinstance(value, bool | np.bool_)
    if not whole or value < least or (most is not None and value > most):
        limit = "inf)" if most is None else f"{most}]"
        raise ValueError(
            f"{name} must be an int in the range [{least}, {limit}, got {value!r}; choose a whole number in it"
        )
    return int(value)


def steps(values, name="steps"):
    """Return rising step numbers from 0 as int64, shape (T,); of one whole number all up to it.

    >>> steps(3), steps([0, 10])
    (array([0, 1, 2, 3]), array([ 0, 10]))
    """
    if axes(values, name) == 0:
        return np.arange(integer(values, name, least=0) + 1)
    kept = vector(values, name)
    if (kept != np.floor(kept)).any() or kept[0] < 0 or kept[-1] > 2**53 or (np.diff(kept) <= 0).any():
        raise ValueError(f"{name} needs rising whole numbers from 0, got {values}; sort them and drop doubles")
    return kept.astype(np.int64)


def boolean(value, name):
    """Return `value` if it is True or False.

    >>> boolean(True, "tied")
    True
    """
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} needs True or False, got {value!r}; choose one of them")
    return bool(value)


def real(value, name, *, above=None, least=None, below=None, most=None):
    """Return `value` as a finite float, `above` < value < `below` and `least` <= value <= `most` where given.

    >>> real(1, "rate", above=0)
    1.0
    """
    try:
        number = float(value) if isinstance(value, numbers.Real) and not isinstance(value, bool) else np.nan
    except OverflowError:
        number = np.inf
    if not (
        math.isfinite(number)
        and (above is None or number > above)
        and (least is None or number >= least)
        and (below is None or number < below)
        and (most is None or number <= most)
    ):
        bounds = {"above": above, "at least": least, "below": below, "at most": most}
        wanted = " and ".join(f"{word} {bound:g}" for word, bound in bounds.items() if bound is not None)
        raise ValueError(
            f"{name} needs a finite number{wanted and ' ' + wanted}, got {value!r}; choose one in that range"
        )
    return number


def function(value, name):
    """Return `value` if it can be called.

    >>> function(np.sin, "f") is np.sin
    True
    """
    if not callable(value):
        raise TypeError(f"{name} needs to be a function, got {type(value).__name__}; pass the function, not its value")
    return value


def able(value, name, methods, such_as):
    """Return `value` if it has all of the `methods`, for example `such_as`.

    >>> able([], "stack", ("append", "pop"), "a list")
    []
    """
    lacking = [method for method in methods if not hasattr(value, method)]
    if lacking or isinstance(value, type):
        raise TypeError(
            f"{name} needs to be an object with {' and '.join(methods)}, got {value!r}; use for example {such_as}"
        )
    return value


def choice(value, name, options):
    """Return `value` if it is one of the strings `options`.

    >>> choice("test", "split", ("train", "test"))
    'test'
    """
    if not isinstance(value, str) or value not in options:
        listed = ", ".join(map(repr, options))
        raise ValueError(f"{name} must be one of {listed}, got {value!r}; choose one of them")
    return value


def sequence(value, name):
    """Return `value` if it is a list or a tuple.

    >>> sequence((1, 2), "pair")
    (1, 2)
    """
    if not isinstance(value, list | tuple):
        raise TypeError(f"{name} needs to be a list, got {type(value).__name__}; put it into one")
    return value


def text(value, name="text"):
    """Return `value` if it is a string.

    >>> text("a", "text")
    'a'
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} needs to be a string, got {type(value).__name__}; decode or join it first")
    return value


def float_dtype(dtype, name="dtype"):
    """Return `dtype` as a numpy dtype, float64 or float32.

    >>> float_dtype("float32")
    dtype('float32')
    """
    try:
        found = np.dtype(dtype)
    except TypeError:
        found = None
    if dtype is None or found not in (np.float64, np.float32):
        raise ValueError(f"{name} must be float64 or float32, got {dtype!r}; choose one of them")
    return found


def fitted(estimator, attribute):
    """Raise `NotFittedError` unless `estimator` has the `attribute` that its `fit` sets."""
    if not hasattr(estimator, attribute):
        kind = type(estimator).__name__
        raise NotFittedError(
            f"{kind} needs to be fitted first, got no {attribute} (This {kind} instance is not fitted yet); "
            "call its fit"
        )


def generator(rng, name="rng"):
    """Return a `numpy.random.Generator`, from one or from an integer seed; global random state is never used.

    >>> float(generator(0).random()) == float(np.random.default_rng(0).random())
    True
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if isinstance(rng, numbers.Integral) and not isinstance(rng, bool | np.bool_) and rng >= 0:
        return np.random.default_rng(int(rng))
    raise TypeError(
        f"{name} needs a numpy Generator or a seed (an int of 0 or more), got {rng!r}; "
        "pass np.random.default_rng(0) or 0"
    )
