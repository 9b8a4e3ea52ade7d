"""Packs: what is written is read back, and a missing or damaged one is named with its cure."""

import hashlib
import io
import lzma
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mathnets.data import _pack

ARRAYS = {
    "images": np.arange(2000, dtype=np.uint8).reshape(20, 100),
    "labels": np.arange(20, dtype=np.uint16),
}
SHA256 = _pack.digest(ARRAYS)


@pytest.fixture
def pack(tmp_path):
    """A good pack in a folder of its own."""
    path = tmp_path / "numbers.npz"
    _pack.write(path, ARRAYS)
    return path


def error_of(path, sha256=SHA256, kind=OSError):
    with pytest.raises(kind) as caught:
        _pack.read(path, sha256)
    message = str(caught.value)
    assert str(path) in message and sha256 in message, "needs X"
    assert "restore the file from the repository, or install mathnets again" in message, "do Z"
    return message


def test_what_is_written_is_read_back(pack):
    """Names, types, shapes and values survive the way to the disk and back."""
    read = _pack.read(pack, SHA256)
    assert read.keys() == ARRAYS.keys()
    for name, values in ARRAYS.items():
        assert read[name].dtype == values.dtype
        np.testing.assert_array_equal(read[name], values)


def test_arrays_that_were_read_cannot_be_written_to(pack):
    """A cached pack is safe: an assignment into it raises."""
    for values in _pack.read(pack, SHA256).values():
        with pytest.raises(ValueError, match="read-only"):
            values[0] = 1


def test_the_digest_notices_every_change():
    """Another value, type, shape or name gives another hash; the order of the names does not."""
    images, labels = ARRAYS["images"], ARRAYS["labels"]
    changed = images.copy()
    changed[3, 5] ^= 1
    others = [
        {"images": changed, "labels": labels},
        {"images": images.view(np.int8), "labels": labels},
        {"images": images.reshape(100, 20), "labels": labels},
        {"pictures": images, "labels": labels},
        {"images": images},
    ]
    assert len({SHA256, *map(_pack.digest, others)}) == 6
    assert _pack.digest(dict(reversed(ARRAYS.items()))) == SHA256


def test_the_digest_is_that_of_the_values_whatever_the_layout():
    """Column-major and strided arrays hash as their row-major copies do."""
    wide = np.repeat(ARRAYS["images"], 2, axis=1)[:, ::2]
    assert _pack.digest(ARRAYS | {"images": wide}) == SHA256
    assert _pack.digest(ARRAYS | {"images": np.asfortranarray(ARRAYS["images"])}) == SHA256


def test_equal_arrays_give_equal_bytes(tmp_path, monkeypatch):
    """The file's bytes depend on the arrays alone: not on the clock, their order, or their layout in memory."""
    _pack.write(tmp_path / "a.npz", ARRAYS)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1234567890")
    monkeypatch.setattr("time.time", lambda: 2e9)
    flipped = {name: np.asfortranarray(values) for name, values in reversed(ARRAYS.items())}
    _pack.write(tmp_path / "b.npz", flipped)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    stamps = {entry.date_time for entry in zipfile.ZipFile(tmp_path / "b.npz").infolist()}
    assert stamps == {(1980, 1, 1, 0, 0, 0)}


def test_numpy_reads_the_file_by_itself(pack):
    """A pack is an ordinary npz file."""
    with np.load(pack, allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["labels"], ARRAYS["labels"])


def test_a_missing_pack_is_named(tmp_path):
    """A file that is not there gives a FileNotFoundError with name, hash and cure."""
    assert "got no such file" in error_of(tmp_path / "none.npz", kind=FileNotFoundError)


def test_other_arrays_are_refused(pack):
    """A whole pack of other contents is refused with both hashes."""
    other = ARRAYS | {"labels": ARRAYS["labels"][::-1].copy()}
    _pack.write(pack, other)
    assert f"got {_pack.digest(other)};" in error_of(pack)


def test_a_flipped_bit_anywhere_is_noticed_or_harmless(pack):
    """Of flips at 60 places, each is refused with the clear error, or (in fields nobody reads) changes no array."""
    good = pack.read_bytes()
    refused = 0
    for place in np.linspace(0, len(good) - 1, 60).astype(int):
        damaged = bytearray(good)
        damaged[place] ^= 0x10
        pack.write_bytes(damaged)
        try:
            arrays = _pack.read(pack, SHA256)
        except OSError as error:
            assert str(pack) in str(error) and "restore" in str(error)
            refused += 1
        else:
            assert _pack.digest(arrays) == SHA256
    assert refused > 30


@pytest.mark.parametrize("keep", [0, 1, 100, 0.5, -1])
def test_a_truncated_pack_is_refused(pack, keep):
    """Whatever is cut off its end, the same clear error comes."""
    good = pack.read_bytes()
    pack.write_bytes(good[: int(keep * len(good)) if keep == 0.5 else keep])
    assert "got a file that cannot be read as a pack" in error_of(pack)


class Trap:
    """Sets off when it is unpickled."""

    def __reduce__(self):
        return (pytest.fail, ("a pickle was executed",))


def test_nothing_is_ever_unpickled(pack):
    """A pickle, bare or inside the npz, is refused without running it."""
    pack.write_bytes(pickle.dumps(Trap()))
    assert "cannot be read" in error_of(pack)

    array = np.empty(1, dtype=object)
    array[0] = Trap()
    content = io.BytesIO()
    np.lib.format.write_array(content, array, allow_pickle=True)
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr("images.npy", content.getvalue())
    assert "Object arrays cannot be loaded" in error_of(pack)


def test_a_bare_npy_is_refused(pack):
    """A file with one array instead of an npz gives the clear error, too."""
    with Path.open(pack, "wb") as file:
        np.save(file, ARRAYS["images"])
    assert "cannot be read" in error_of(pack)


def test_no_object_arrays_are_written(tmp_path):
    """Writing refuses arrays that would need pickle."""
    with pytest.raises(ValueError, match="Object arrays"):
        _pack.write(tmp_path / "bad.npz", {"a": np.array([None])})


@pytest.mark.parametrize("name", ["text.txt", "text.txt.xz"])
def test_texts_are_read_and_checked(tmp_path, name):
    """A text comes back, unpacked if it is packed; another one, a damaged file and a missing one are refused."""
    text = "To be, or not to be: Grüße\n" * 9
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    path = tmp_path / name
    with pytest.raises(FileNotFoundError, match="restore the file"):
        _pack.read_text(path, sha256)
    pack = lzma.compress if name.endswith("xz") else bytes
    path.write_bytes(pack(text.encode()))
    assert _pack.read_text(path, sha256) == text
    with pytest.raises(OSError, match=f"needs to hold a text with sha256 {'0' * 64}, got {sha256}; restore"):
        _pack.read_text(path, "0" * 64)
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(OSError, match="restore the file"):
        _pack.read_text(path, sha256)
