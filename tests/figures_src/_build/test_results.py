"""Tests of results: what may be one, its hash, its files."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from figures_src._build import results

RESULT = {"y": np.arange(6.0).reshape(2, 3), "n": np.array([1, 2]), "name": "a", "share": 0.5, "found": True}


@pytest.mark.parametrize(
    ("result", "message"),
    [
        (None, "needs to return a dict that is not empty, got NoneType"),
        ([1], "got list"),
        ({}, "got dict"),
        ({1: 2}, "the key 1 needs to be a name"),
        ({"a-b": 2}, "the key 'a-b' needs to be a name"),
        ({"file": 2}, "the key 'file' needs to be a name"),
        ({"allow_pickle": 2}, "the key 'allow_pickle' needs to be a name"),
        ({"x": None}, r"result\['x'\] needs numbers or text, got object"),
        ({"x": 1j}, "needs numbers or text, got complex128"),
        ({"x": b"a"}, r"needs numbers or text, got \|S1"),
        ({"x": np.array("2020", dtype="datetime64[Y]")}, "needs numbers or text, got datetime64"),
        ({"x": [[1], [2, 3]]}, "needs numbers or text, got object"),
        ({"x": float("inf")}, r"result\['x'\] needs finite numbers, got inf at index \[\]"),
        ({"x": np.array([[1, 2], [3, np.nan]], dtype=np.float32)}, r"got nan at index \[1, 1\]"),
    ],
)
def test_what_is_no_result_is_refused_by_name(result, message):
    """A result is a dict of names to finite numbers and texts; what differs is told with its key."""
    with pytest.raises(ValueError, match=message):
        results.check(result)


def test_result_comes_back_from_the_file_read_only(tmp_path):
    """Arrays come back equal and read-only, single values as Python's own, in the same order."""
    results.save(results.check(RESULT), tmp_path / "r.npz")
    back = results.load(tmp_path / "r.npz")
    assert list(back) == list(RESULT)
    np.testing.assert_array_equal(back["y"], RESULT["y"])
    assert (back["name"], back["share"], back["found"]) == ("a", 0.5, True)
    assert type(back["share"]) is float
    with pytest.raises(ValueError, match="read-only"):
        back["y"][0, 0] = 1


def test_equal_results_give_equal_bytes(tmp_path):
    """The file depends on the result alone: not on the clock, nor on how the arrays lie in memory."""
    other = RESULT | {"y": np.asfortranarray(RESULT["y"]), "n": np.array([1, 0, 2])[::2]}
    for name, result in (("a", RESULT), ("b", other)):
        results.save(results.check(result), tmp_path / name)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def hashed(**result):
    """Return the hash of a result."""
    return results.data_hash(results.check(result))


def test_hash_is_of_values_not_of_storage():
    """Order of keys, order of bytes and layout do not count; value, type, shape and name do."""
    y = np.arange(6.0).reshape(2, 3)
    same = {
        hashed(a=1, y=y),
        hashed(y=y, a=1),
        hashed(a=np.int64(1), y=y.astype(">f8")),
        hashed(a=1, y=np.asfortranarray(y)),
    }
    assert len(same) == 1
    others = [hashed(a=1, y=y + 1), hashed(a=1.0, y=y), hashed(a=1, y=y.T), hashed(b=1, y=y), hashed(a=1, y=y.ravel())]
    assert len({*same, *others}) == 6


@given(arrays.arrays(st.sampled_from([np.float64, np.int64, np.bool_]), arrays.array_shapes(max_dims=3, max_side=4),
                     elements={"allow_nan": False, "allow_infinity": False}))
def test_hash_survives_the_file(array):
    """The hash of a result is that of the published file's arrays, whatever they are."""
    result = results.check({"x": array})
    file = io.BytesIO()
    np.savez_compressed(file, **result)
    file.seek(0)
    with np.load(file) as pack:
        assert results.data_hash(dict(pack)) == results.data_hash(result)


def test_table_has_columns_and_single_values():
    """Columns of one length make a csv; single values stand above as comments; narrow matrices are split."""
    text = results.table({"n": np.array([1, 2]), "y": np.array([[0.1, 3.0], [1e-300, 4.0]]), "rate": 0.5, "name": "a\nb"})
    lines = text.splitlines()
    assert lines[:2] == ["# rate = 0.5", "# name = a b"]
    rows = list(csv.DictReader(lines[2:]))
    assert rows[1] == {"n": "2", "y_0": "1e-300", "y_1": "4.0"}
    assert [float(r["y_0"]) for r in rows] == [0.1, 1e-300]


@pytest.mark.parametrize(
    "result",
    [
        {"a": 1.0},
        {"a": np.zeros(2), "b": np.zeros(3)},
        {"a": np.zeros((2, 13))},
        {"a": np.zeros((2, 2, 2))},
        {"a": np.zeros(3), "b": np.zeros((2, 2))},
    ],
)
def test_what_is_no_table_has_no_csv(result):
    """Single values alone, columns of different lengths and wide or deep arrays make no csv."""
    assert results.table(result) is None


@pytest.mark.parametrize(
    ("before", "after", "far", "size"),
    [
        (2.0, 2.5, [0.5], [2]),
        ([1, -4, 3], [1, -3, 3], [0, 1, 0], [3, 4, 3]),
        ([[1e26, 0], [1, 2]], [[1e26, 0.25], [1.5, 2]], [0, 0.25, 0.5, 0], [1e26, 2, 2, 2]),
        ([True, False], [True, True], [0, 1], [1, 1]),
        ("a", "a", [0], [1]),
        ("a", "b", [np.inf], [1]),
        ([1.0, 2.0], [1.0], [np.inf], [1]),
        (1.0, None, [np.inf], [1]),
        ([], [], [], []),
        (0.0, 1.0, [1], [0]),
        (1e-16, 3e-16, [0], [1e-16]),
    ],
)
def test_distance_is_a_step_and_a_size_for_each_number(before, after, far, size):
    """A number moves against its own size or the middle one, whatever the largest; other texts and shapes are infinitely far."""
    steps, sizes = results.distance(before, after)
    assert (steps.tolist(), sizes.tolist()) == (far, size)


@pytest.mark.parametrize(
    ("after", "same"),
    [
        ({"x": [1.0, 2.0], "n": 3}, True),
        ({"x": [1.0, 2.001], "n": 3}, True),
        ({"x": [1.0, 2.003], "n": 3}, False),
        ({"x": [1.0, 2.0, 3.0], "n": 3}, False),
        ({"x": [1.0, 2.0]}, False),
        ({"x": [1.0, 2.0], "n": 3, "m": 0}, False),
    ],
)
def test_results_agree_within_a_tolerance(after, same):
    """Results are the same for another machine when keys and shapes are, and each number within the tolerance of its size."""
    assert results.agree({"x": [1.0, 2.0], "n": 3}, after, 1e-3) is same
