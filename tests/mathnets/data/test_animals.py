"""The animals: equally many of each, none nearly twice, upright and named rightly, in a pack that cannot be harmed."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mathnets.data import _cut_animals, _pack, animals

FOLDER = Path(animals.__file__).parent
NAMES = animals.NAMES


@pytest.fixture(scope="module")
def pack():
    """The pack's arrays, read from the file."""
    return _pack.read(FOLDER / animals.PACK, animals.SHA256)


@pytest.mark.parametrize(("split", "each"), [("train", 758), ("test", 200), ("all", 958)])
def test_equally_many_of_each_animal(split, each):
    """Each animal occurs 758 times to train on and 200 times to test on; "all" is both."""
    X, y = animals.load(split)
    assert X.shape == (3 * each, 784) and X.dtype == np.float64 and y.dtype == np.int64
    assert np.bincount(y).tolist() == [each] * 3


def test_all_is_training_and_test_images_in_this_order():
    """Nothing is lost or added between the splits."""
    (X, y), (Z, t), (A, a) = (animals.load(split) for split in ("train", "test", "all"))
    np.testing.assert_array_equal(A, np.concatenate([X, Z]))
    np.testing.assert_array_equal(a, np.concatenate([y, t]))


@pytest.mark.parametrize("split", ["train", "test"])
def test_any_prefix_is_balanced(split):
    """In the first n images two animals' counts differ by at most one; but the order is no fixed cycle."""
    _, y = animals.load(split)
    counts = np.cumsum(y[:, None] == np.arange(3), axis=0)
    assert (counts.max(axis=1) - counts.min(axis=1)).max() == 1
    firsts = np.bincount(y[::3], minlength=3) / (len(y) / 3)
    assert firsts.min() > 0.25 and firsts.max() < 0.42


def test_no_picture_occurs_twice(pack):
    """No two images of the pack, train or test, come within 3.0 of each other, moved by a pixel or mirrored."""
    images = np.concatenate([pack["train_images"], pack["test_images"]]).reshape(-1, *animals.SHAPE)
    same = _cut_animals.alike(images)
    np.fill_diagonal(same, False)
    assert not same.any()
    rows = images.reshape(len(images), -1) / 255
    products = rows @ rows.T
    squares = np.diagonal(products)
    distances = np.sqrt(np.maximum(squares[:, None] + squares - 2 * products, 0)) + 9 * np.eye(len(rows))
    assert distances.min() >= 3.0


def test_indices_name_each_image_once(pack):
    """Each image comes from its own place among the right thousand of the source."""
    index = np.concatenate([pack["train_index"], pack["test_index"]]).astype(int)
    kinds = np.concatenate([pack["train_labels"], pack["test_labels"]])
    assert len(np.unique(index)) == len(index)
    np.testing.assert_array_equal(index // 1000, np.array(list(_cut_animals.CLASSES.values()))[kinds])


def test_animals_can_be_asked_for_by_name():
    """With names the others are left out; labels keep their meaning, and the order stays."""
    X, y = animals.load("test")
    for names in (("horse",), "horse", ["horse", "horse"]):
        Z, t = animals.load("test", names=names)
        assert set(t) == {2}
        np.testing.assert_array_equal(Z, X[y == 2])
    Z, t = animals.load("test", names=("dog", "cat"))
    np.testing.assert_array_equal(t, y[y < 2])
    np.testing.assert_array_equal(Z, X[y < 2])


@pytest.mark.parametrize("names", [(), "cow", ("cat", "cow"), 3, (0, 1), None, "Cat", ("cat", ["dog"])])
def test_wrong_names_are_refused(names):
    """Anything but cat, dog and horse is named."""
    with pytest.raises(ValueError, match=r"names (must be one of|needs one animal)"):
        animals.load(names=names)


@pytest.mark.parametrize("split", ["Train", "validation", "", None, 0, ["train"]])
def test_a_wrong_split_is_named(split):
    """Anything but "train", "test" and "all" is refused."""
    with pytest.raises(ValueError, match="split must be one of 'train', 'test', 'all', got "):
        animals.load(split)


def test_pixels_and_types():
    """White animals on black: pixels are multiples of 1/255 from 0 to 1; float32 by argument."""
    X, _ = animals.load("test")
    assert X.min() == 0 and X.max() == 1
    np.testing.assert_array_equal(X, np.round(255 * X) / 255)
    assert ((X == 0) | (X == 1)).mean() > 0.75  # the rest are grey edges
    Z, t = animals.load("test", dtype="float32")
    assert Z.dtype == np.float32 and t.dtype == np.int64
    np.testing.assert_array_equal(Z, X.astype(np.float32))
    with pytest.raises(ValueError, match="dtype must be float64 or float32"):
        animals.load(dtype="float16")


def test_images_belong_to_their_labels():
    """The nearest training image names most test images rightly: measured 0.85 of three kinds, by chance 0.33."""
    (X, y), (Z, t) = animals.load(), animals.load("test")
    nearest = np.argmin((X**2).sum(axis=1) - 2 * Z @ X.T, axis=1)
    assert np.mean(y[nearest] == t) > 0.8


def test_an_image_stands_upright():
    """Standing on the ground: the mean horse has four legs' worth of gaps below and its body above them."""
    X, _ = animals.load("all", names="horse")
    mean = animals.image(X.mean(axis=0))
    assert mean[8:14].sum() > 1.5 * mean[18:24].sum()


def test_a_point_becomes_an_image():
    """One point gives (28, 28), N points (N, 28, 28), as views; what has another width is refused."""
    X, _ = animals.load("test")
    picture = animals.image(X[0])
    assert picture.shape == animals.SHAPE == (28, 28) and np.shares_memory(picture, X)
    assert animals.image(X).shape == (600, 28, 28) and picture[1, 2] == X[0, 30]
    for bad in (np.zeros(400), np.zeros((28, 28)), 5.0):
        with pytest.raises(ValueError, match="x needs 784 pixels along its last axis"):
            animals.image(bad)


def test_no_caller_damages_another():
    """What one caller writes into its arrays, the next one does not see."""
    X, y = animals.load("test")
    before = X.copy(), y.copy()
    X[:], y[:] = -1, -1
    again = animals.load("test")
    np.testing.assert_array_equal(again[0], before[0])
    np.testing.assert_array_equal(again[1], before[1])


def test_missing_and_damaged_packs(tmp_path, monkeypatch):
    """A pack that is gone or changed is named, with the cure; restored, it loads, and is read once."""
    path = tmp_path / animals.PACK
    monkeypatch.setattr(animals, "__file__", str(tmp_path / "animals.py"))
    animals._arrays.cache_clear()
    try:
        with pytest.raises(FileNotFoundError, match="restore the file"):
            animals.load()
        good = (FOLDER / animals.PACK).read_bytes()
        path.write_bytes(good[: len(good) // 2])
        with pytest.raises(OSError, match="cannot be read as a pack"):
            animals.load()
        shutil.copy(FOLDER / animals.PACK, path)
        assert len(animals.load("test")[0]) == 600
        path.unlink()
        assert len(animals.load("test")[0]) == 600
    finally:
        animals._arrays.cache_clear()


def test_pack_is_small_and_as_the_note_says():
    """The note has the pack's size and hashes, the counts, the licence with its notice, and the caveat of origin."""
    note = (FOLDER / "animals.md").read_text(encoding="utf-8")
    content = (FOLDER / animals.PACK).read_bytes()
    assert len(content) < 0.8e6 and f"{len(content):,}" in note
    assert hashlib.sha256(content).hexdigest() in note and animals.SHA256 in note
    for sha256 in _cut_animals.SOURCES.values():
        assert sha256 in note
    for said in ("Copyright (c) 2025 SinaSR-6", "WITHOUT WARRANTY OF ANY KIND", "is not said anywhere", "758 + 200"):
        assert said in note


def test_importing_reads_no_pack():
    """Importing `animals` opens no pack."""
    program = "from mathnets.data import animals\nassert animals._arrays.cache_info().currsize == 0\n"
    subprocess.run([sys.executable, "-c", program], cwd=FOLDER.parents[1], check=True)
