"""GGUF files: every type of value and of tensor is read as written, and what is torn or foreign is named."""

import hashlib
import math
import struct

import numpy as np
import pytest

from mathnets import gguf
from mathnets.data import smollm
from tests import gguf_file
from tests.refusal import refused

METADATA = {
    "general.name": ("s", "tiny, größer"),
    "u8": ("B", 200),
    "i8": ("b", -100),
    "u16": ("H", 60_000),
    "i16": ("h", -30_000),
    "u32": ("I", 2**32 - 1),
    "i32": ("i", -(2**31)),
    "f32": ("f", 0.5),
    "yes": ("?", True),
    "u64": ("Q", 2**64 - 1),
    "i64": ("q", -(2**63)),
    "f64": ("d", 1e300),
    "words": (["s"], ["a", "", "ß"]),
    "numbers": (["i"], [1, -2, 3]),
    "none": (["d"], []),
    "deep": ([["h"]], [[1, 2], [], [3]]),
}
RNG = np.random.default_rng(0)
TENSORS = {
    kind: gguf_file.quantised(RNG, kind, shape)
    for kind, shape in {"F32": (3, 5), "F16": (7,), "Q4_1": (4, 64), "Q8_0": (2, 3, 32)}.items()
}
WHOLE = gguf_file.build(METADATA, TENSORS)


def opened(tmp_path, data=WHOLE):
    """Return the file of these bytes, read from the disk."""
    path = tmp_path / "tiny.gguf"
    path.write_bytes(data)
    return gguf.read(path)


def plain(kind, shape, data):
    """Return a tensor decoded number by number, in Python's own arithmetic: the slow and independent way."""
    numbers = []
    if kind in ("F32", "F16"):
        code, size = {"F32": ("f", 4), "F16": ("e", 2)}[kind]
        numbers = [struct.unpack_from(f"<{code}", data, at)[0] for at in range(0, len(data), size)]
    else:
        size = {"Q4_1": 20, "Q8_0": 34}[kind]
        for at in range(0, len(data), size):
            if kind == "Q8_0":
                scale, *q = struct.unpack_from("<e32b", data, at)
                numbers += [scale * one for one in q]
            else:
                scale, least, *pairs = struct.unpack_from("<ee16B", data, at)
                numbers += [scale * one + least for one in (*(p % 16 for p in pairs), *(p // 16 for p in pairs))]
    return np.array(numbers).reshape(shape)


def test_metadata_are_read_as_written(tmp_path):
    """All thirteen types of value, lists and lists of lists come back, in order."""
    file = opened(tmp_path)
    assert file.metadata == {name: value for name, (_, value) in METADATA.items()}
    assert list(file.metadata) == list(METADATA)
    assert file.metadata["yes"] is True


@pytest.mark.parametrize("kind", TENSORS)
def test_tensors_are_decoded_as_number_by_number(tmp_path, kind):
    """Each type gives the numbers of the slow reader, to the rounding of float32."""
    file = opened(tmp_path)
    found = file.array(kind)
    assert found.dtype == np.float32 and file.tensors[kind].kind == kind
    np.testing.assert_allclose(found, plain(*TENSORS[kind]), rtol=1e-6, atol=1e-7)


def test_quantised_weights_are_near_to_what_was_quantised(tmp_path):
    """The error of a Q4_1 weight is at most half a step of its block, a fifteenth of the block's range."""
    W = np.random.default_rng(1).normal(size=(8, 64))
    data = gguf_file.build({}, {"W": gguf_file.quantised(np.random.default_rng(1), "Q4_1", (8, 64), size=1.0)})
    blocks = W.reshape(-1, 32)
    steps = (blocks.max(axis=1) - blocks.min(axis=1)) / 15
    errors = np.abs(opened(tmp_path, data).array("W").reshape(-1, 32) - blocks).max(axis=1)
    assert (errors < 0.51 * steps + 0.01).all() and errors.max() > 0.2 * steps.min()


def test_array_is_written_where_it_is_wanted(tmp_path):
    """With `out` the tensor goes there and nowhere else, and nothing that does not fit is accepted."""
    file = opened(tmp_path)
    room = np.full((6, 64), 9.0, np.float32)
    found = file.array("Q4_1", out=room[1:5])
    np.testing.assert_array_equal(found, file.array("Q4_1"))
    assert np.shares_memory(found, room) and (room[[0, 5]] == 9).all()
    for bad in (np.empty((4, 63), np.float32), np.empty((4, 64)), np.empty((64, 4), np.float32).T):
        refused(ValueError, lambda bad=bad: file.array("Q4_1", out=bad), "out needs to be contiguous float32")


def test_other_alignments_and_versions(tmp_path):
    """Tensors are found behind other alignments, and a file of version 2 is read like one of version 3."""
    metadata = {**METADATA, "general.alignment": ("I", 128)}
    file = opened(tmp_path, gguf_file.build(metadata, TENSORS, align=128, version=2))
    for kind, tensor in TENSORS.items():
        assert file.tensors[kind].begin % 128 == 0
        np.testing.assert_allclose(file.array(kind), plain(*tensor), rtol=1e-6, atol=1e-7)


def test_file_without_anything_is_read(tmp_path):
    """No tensors and no metadata are a file too, and a tensor may be empty."""
    file = opened(tmp_path, gguf_file.build({}, {}))
    assert file.metadata == {} and file.tensors == {}
    assert opened(tmp_path, gguf_file.build({}, {"e": ("F32", (0, 3), b"")})).array("e").shape == (0, 3)


def test_unknown_tensor_is_named(tmp_path):
    """A tensor that is not there is refused with the way to see which are."""
    refused(ValueError, lambda: opened(tmp_path).array("W"), "name needs to be a tensor of", "'W'", "see tensors")


def test_missing_and_empty_files_are_named(tmp_path):
    """No file, a folder, and an empty file each have a message with the path."""
    for path in (tmp_path / "no.gguf", tmp_path):
        refused(FileNotFoundError, lambda path=path: gguf.read(path), str(path), "no such file")
    (tmp_path / "empty.gguf").write_bytes(b"")
    refused(OSError, lambda: gguf.read(tmp_path / "empty.gguf"), "an empty one")


def test_another_hash_is_refused(tmp_path):
    """The hash of the whole file decides, and both hashes are in the message."""
    path = tmp_path / "tiny.gguf"
    path.write_bytes(WHOLE)
    right, wrong = hashlib.sha256(WHOLE).hexdigest(), "0" * 64
    assert gguf.read(path, right).metadata["u8"] == 200
    refused(OSError, lambda: gguf.read(path, wrong), str(path), right, wrong, "fetch the file anew")


def test_foreign_files_are_refused(tmp_path):
    """Another format, another version, another byte order: each is said."""
    for data, said in (
        (b"PK\x03\x04" + WHOLE, "begins with b'GGUF'"),
        (gguf_file.build({}, {}, version=1), "version 2 or 3, got 1"),
        (b"GGUF" + struct.pack(">IQQ", 3, 0, 0), "version 2 or 3, got 50331648"),
    ):
        refused(OSError, lambda data=data: opened(tmp_path, data), "tiny.gguf", said)


def test_a_file_torn_anywhere_is_refused(tmp_path):
    """Whatever number of bytes is missing at the end, reading says so and never returns what is not there."""
    for length in range(1, len(WHOLE)):
        with pytest.raises(OSError, match=r"needs .*, got .*; \w+"):
            gguf.File("torn", np.frombuffer(WHOLE[:length], np.uint8))


@pytest.mark.parametrize(
    ("metadata", "tensors", "said"),
    [
        ({"x": ("s", b"\xff\xfe")}, {}, "UTF-8"),
        ({"general.alignment": ("I", 0)}, {}, "general.alignment"),
        ({"general.alignment": ("s", "32")}, {}, "general.alignment"),
        ({"deep": ([[[[[["B"]]]]]], [[[[[[1]]]]]])}, {}, "a type of value"),
        ({}, {"W": (12, (256,), bytes(144))}, "one of F32, F16, Q4_1, Q8_0, got type 12"),
        ({}, {"W": ("Q4_1", (2, 24), bytes(40))}, "whole blocks"),
        ({}, {"W": ("F32", (2**40, 2**40), bytes(64))}, "whole blocks"),
    ],
)
def test_what_cannot_be_right_is_refused(tmp_path, metadata, tensors, said):
    """Strings that are none, impossible alignments, lists too deep, unknown types, shapes beyond the file."""
    refused(OSError, lambda: opened(tmp_path, gguf_file.build(metadata, tensors)), said)


@pytest.mark.parametrize("seed", range(10))
def test_damaged_headers_end_in_an_error_of_the_reader(seed):
    """Bytes that were changed by chance are read as something else, or refused: nothing else happens."""
    rng = np.random.default_rng(seed)
    for _ in range(100):
        data = np.frombuffer(WHOLE, np.uint8).copy()
        data[rng.integers(len(data), size=3)] = rng.integers(256, size=3)
        try:
            file = gguf.File("damaged", data)
        except OSError as error:
            assert "needs" in str(error) and "; " in str(error)
        else:
            assert all(math.prod(tensor.shape) < 10 * len(data) for tensor in file.tensors.values())


def test_weights_of_the_language_model():
    """The real file has the tensors that its makers say, and three of them are as the slow reader has them."""
    file = gguf.read(smollm.path(), smollm.SHA256)
    kinds = [tensor.kind for tensor in file.tensors.values()]
    assert {kind: kinds.count(kind) for kind in kinds} == {"Q8_0": 1, "F32": 61, "Q4_1": 210}
    assert sum(math.prod(tensor.shape) for tensor in file.tensors.values()) == 134_515_008
    content = smollm.path().read_bytes()
    for name in ("output_norm.weight", "blk.7.attn_k.weight", "blk.29.attn_v.weight"):
        tensor = file.tensors[name]
        want = plain(tensor.kind, tensor.shape, content[tensor.begin : tensor.end])
        np.testing.assert_allclose(file.array(name), want, rtol=1e-6, atol=1e-6)
