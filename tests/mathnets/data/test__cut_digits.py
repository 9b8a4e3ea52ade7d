"""The cutting script, on small archives made here: it checks its input, loses no ink, and repeats itself exactly."""

import hashlib
import io
import tarfile

import numpy as np
import pytest

from mathnets.data import _cut_digits, _pack, digits


def idx_bytes(values):
    """An IDX file of bytes, written from the format's description."""
    sizes = b"".join(int(size).to_bytes(4, "big") for size in values.shape)
    return bytes([0, 0, 8, values.ndim]) + sizes + values.astype(np.uint8).tobytes()


def scattered(count, rng, least=1):
    """Random images (N, 28, 28) with ink in a box of `least` to 20 pixels a side, anywhere; and their boxes."""
    images, boxes = np.zeros((count, 28, 28), np.uint8), []
    for image in images:
        h, w = rng.integers(least, 21, size=2)
        top, left = rng.integers(0, 29 - h), rng.integers(0, 29 - w)
        box = rng.integers(0, 256, size=(h, w))
        box[0, rng.integers(w)] = box[-1, rng.integers(w)] = 255  # so that the box is tight
        box[rng.integers(h), 0] = box[rng.integers(h), -1] = 255
        image[top : top + h, left : left + w] = box
        boxes.append(box)
    return images, boxes


@pytest.fixture
def tarball(tmp_path):
    """A little MNIST in an npm archive: 300 training and 100 test images; with the sha256 of its files."""
    rng = np.random.default_rng(0)
    contents = {}
    for split, count in (("train", 300), ("t10k", 100)):
        contents[f"{split}-images-idx3-ubyte"] = idx_bytes(scattered(count, rng, least=3)[0])
        contents[f"{split}-labels-idx1-ubyte"] = idx_bytes(rng.permutation(np.arange(count) % 10))
    path = tmp_path / "little.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, content in contents.items():
            entry = tarfile.TarInfo(f"package/data/{name}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path, {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}


def test_idx_files_are_read_as_described():
    """Sizes and values of an IDX file come back, for one and for three axes."""
    for shape in ((7,), (3, 4, 5)):
        values = np.arange(np.prod(shape)).reshape(shape)
        np.testing.assert_array_equal(_cut_digits.idx(idx_bytes(values)), values)


def test_another_format_is_refused():
    """A file that does not begin as an IDX file of bytes is named so."""
    with pytest.raises(OSError, match="needs to start with 00 00 08, got 1f 8b 08"):
        _cut_digits.idx(b"\x1f\x8b\x08\x00....")


@pytest.mark.parametrize("seed", range(10))
def test_the_cut_keeps_each_box_whole_and_centres_it(seed):
    """The box arrives unchanged in the middle of 20 x 20, the odd pixel below or right, and all else is paper."""
    images, boxes = scattered(50, np.random.default_rng(seed))
    before = images.copy()
    for small, box in zip(_cut_digits.cut(images).reshape(-1, 20, 20), boxes, strict=True):
        h, w = box.shape
        top, left = (20 - h) // 2, (20 - w) // 2
        np.testing.assert_array_equal(small[top : top + h, left : left + w], box)
        assert small.sum(dtype=int) == box.sum()
    np.testing.assert_array_equal(images, before)


def test_ink_that_does_not_fit_is_refused():
    """An image with ink over 21 pixels raises instead of losing some."""
    images = np.zeros((1, 28, 28), np.uint8)
    images[0, [0, 20], 5] = 1
    with pytest.raises(ValueError, match="within 20 x 20 pixels, got one of 21"):
        _cut_digits.cut(images)


def test_images_of_each_digit_are_spread_in_balanced_blocks():
    """Block k of n has the image k/n of the way through each digit's, and the order within a block varies."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 10, size=2000)
    images = rng.integers(0, 256, size=(2000, 400)).astype(np.uint8)
    index = _cut_digits.balanced(images, labels, 100)
    for k, block in enumerate(index.reshape(100, 10)):
        own = [np.flatnonzero(labels == digit) for digit in range(10)]
        assert sorted(block) == sorted(indices[k * len(indices) // 100] for indices in own)
    firsts = np.bincount(labels[index.reshape(100, 10)[:, 0]], minlength=10)
    assert firsts.min() >= 1 and firsts.max() <= 30


def test_sources_are_checked(tarball):
    """A changed or missing file in the archive stops the script, with wanted and got."""
    path, sources = tarball
    assert _cut_digits.extract(path, sources).keys() == sources.keys()
    name = "t10k-labels-idx1-ubyte"
    with pytest.raises(OSError, match=f"{name} needs sha256 {'0' * 64}, got {sources[name]}"):
        _cut_digits.extract(path, sources | {name: "0" * 64})
    with pytest.raises(OSError, match="needs package/data/more, got no such file"):
        _cut_digits.extract(path, sources | {"more": ""})


def test_mnist_itself_is_wanted(tarball):
    """By default the files' hashes must be MNIST's."""
    with pytest.raises(OSError, match="train-images-idx3-ubyte needs sha256 ba891046e6505d7a"):
        _cut_digits.extract(tarball[0])


def test_the_script_repeats_itself(tarball, tmp_path, monkeypatch, capsys):
    """Run twice, it writes the same bytes, prints what it measured, and says that these are not the known packs."""
    path, sources = tarball
    monkeypatch.setattr(_cut_digits, "extract", lambda tarball, real=_cut_digits.extract: real(tarball, sources))
    monkeypatch.setattr(_cut_digits, "TRAIN_EACH", 20)
    monkeypatch.setattr(_cut_digits, "TEST_EACH", 5)
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        _cut_digits.main([str(path), "--into", str(folder)])
    printed = capsys.readouterr().out
    for said in ("images: 400; different ones after the cut: 400", "images that lost ink: 0", "200 + 50 images"):
        assert said in printed
    assert printed.count("not what digits.py expects") == 4
    for name in (digits.DIGITS, digits.FOURS_AND_NINES):
        first, second = (folder / name for folder in folders)
        assert first.read_bytes() == second.read_bytes()
    with np.load(folders[0] / digits.DIGITS) as pack:
        ten = dict(pack)
    assert _pack.digest(ten) in printed
    everything = _cut_digits.idx(_cut_digits.extract(path)["train-images-idx3-ubyte"])
    np.testing.assert_array_equal(ten["train_images"], _cut_digits.cut(everything)[ten["train_index"]])
    with np.load(folders[0] / digits.FOURS_AND_NINES) as pack:
        assert len(pack["train_labels"]) == 60 and set(pack["test_labels"]) == {4, 9}
