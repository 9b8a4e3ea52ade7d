"""The result of `compute()`: checked, hashed, stored without pickle, and published as npz and csv."""

import csv
import hashlib
import io

import numpy as np

KINDS = "biufU"
TAKEN = {"file", "allow_pickle"}  # numpy.savez's own arguments


def check(result):
    """Return `result` with numpy arrays and numbers only; raises ValueError that names the faulty key."""
    if not isinstance(result, dict) or not result:
        raise ValueError(
            f"compute() needs to return a dict that is not empty, got {type(result).__name__}; return {{'name': array}}"
        )
    clean = {}
    for key, value in result.items():
        if not isinstance(key, str) or not key.isidentifier() or key in TAKEN:
            raise ValueError(f"the key {key!r} needs to be a name, so that pages can print it; rename it")
        try:
            array = np.asarray(value)
        except ValueError:  # rows of different lengths
            array = np.array(None)
        if array.dtype.kind not in KINDS:
            raise ValueError(
                f"result[{key!r}] needs numbers or text, got {array.dtype}; "
                "return arrays of equal rows, numbers or strings"
            )
        if array.dtype.kind == "f" and not np.isfinite(array).all():
            bad = np.argwhere(~np.isfinite(array))[0].tolist()
            raise ValueError(
                f"result[{key!r}] needs finite numbers, got {array[tuple(bad)]} at index {bad}; "
                "stop the run earlier, or leave such points out"
            )
        clean[key] = np.ascontiguousarray(array) if array.ndim else array
    return clean


def data_hash(result):
    """Return the hash that names a result: of its keys, types, shapes and values, not of any file."""
    h = hashlib.sha256()
    for key in sorted(result):
        array = result[key]
        little = array.astype(array.dtype.newbyteorder("<"))
        h.update(f"{key} {little.dtype.str} {array.shape}\n".encode() + little.tobytes())
    return h.hexdigest()


def save(result, path):
    """Write `result` as npz: equal results give equal bytes."""
    with path.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **result)


def load(path):
    """Return a result as a script's functions get it: arrays read-only, single values as Python numbers and strings."""
    with np.load(path, allow_pickle=False) as pack:
        result = {key: pack[key] for key in pack.files}
    for array in result.values():
        array.flags.writeable = False
    return {key: array if array.ndim else array.item() for key, array in result.items()}


ROUNDING = 1e-12  # what moves by less has not moved


def distance(before, after):
    """Return how far each number moved, 0 for rounding, and its size; inf, of 1, if they can't be compared.

    The size of a number is its own, or the median of those that are not 0, if that is larger.
    """
    a, b = np.asarray(before), np.asarray(after)
    if a.dtype.kind == "U" or a.shape != b.shape or b.dtype.kind not in "biuf":
        return np.array([0.0 if np.array_equal(a, b) else np.inf]), np.ones(1)
    a, b = a.astype(float).ravel(), b.astype(float).ravel()
    step, size = np.abs(b - a), np.abs(a)
    middle = np.median(size[size > 0]) if size.any() else 0.0
    return np.where(step > ROUNDING, step, 0), np.maximum(size, middle)


def agree(before, after, tolerance):
    """Tell whether two results have the same keys, and numbers that differ by no more than a tolerance of their size."""
    pairs = (distance(before[key], after[key]) for key in before if key in after)
    return before.keys() == after.keys() and all((step <= tolerance * size).all() for step, size in pairs)


def table(result):
    """Return the result as csv text when it is tabular (columns of one length, and single values), else None."""
    arrays = {k: np.asarray(v) for k, v in result.items()}
    columns = {k: a for k, a in arrays.items() if a.ndim == 1}
    for key, a in arrays.items():
        if a.ndim == 2 and a.shape[1] <= 12:
            columns |= {f"{key}_{j}": a[:, j] for j in range(a.shape[1])}
        elif a.ndim > 1:
            return None
    if not columns or len({len(c) for c in columns.values()}) != 1:
        return None
    text = io.StringIO()
    for key, a in arrays.items():
        if a.ndim == 0:
            text.write(f"# {key} = {' '.join(str(a.item()).split())}\n")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*(c.tolist() for c in columns.values()), strict=True))
    return text.getvalue()
