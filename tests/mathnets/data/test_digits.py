"""The digits: MNIST's counts, a cut that keeps the digit whole and centred, and packs that cannot be harmed."""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mathnets.data import _pack, digits

FOLDER = Path(digits.__file__).parent
PACKS = [digits.DIGITS, digits.FOURS_AND_NINES]
LOADERS = [digits.load, digits.fours_and_nines]
FOURS, NINES = {"train": 5842, "test": 982}, {"train": 5949, "test": 1009}  # MNIST's, as everywhere published


@pytest.fixture(scope="module")
def packs():
    """Both packs' arrays, read from the files."""
    return {name: _pack.read(FOLDER / name, digits.SHA256[name]) for name in PACKS}


def extent(ink):
    """First and last index of True in each row."""
    return ink.argmax(axis=1), ink.shape[1] - 1 - ink[:, ::-1].argmax(axis=1)


@pytest.mark.parametrize(("split", "each"), [("train", 1000), ("test", 200)])
def test_ten_digits_in_equal_numbers(split, each):
    """Every digit occurs 1,000 times to train on and 200 times to test on."""
    X, y = digits.load(split)
    assert X.shape == (10 * each, 400) and y.shape == (10 * each,)
    assert np.bincount(y).tolist() == 10 * [each]


@pytest.mark.parametrize("split", ["train", "test"])
def test_all_fours_and_nines_of_mnist(split):
    """Their numbers are those known of MNIST, split as MNIST splits them: 13,782 in all."""
    X, y = digits.fours_and_nines(split)
    assert X.shape == (FOURS[split] + NINES[split], 400)
    assert dict(zip(*np.unique(y, return_counts=True), strict=True)) == {4: FOURS[split], 9: NINES[split]}
    assert sum(FOURS.values()) + sum(NINES.values()) == 13782


@pytest.mark.parametrize("split", ["train", "test"])
def test_any_prefix_is_balanced(split):
    """In the first n images two digits' counts differ by at most one, whatever n; but the order is no fixed cycle."""
    _, y = digits.load(split)
    counts = np.cumsum(y[:, None] == np.arange(10), axis=0)
    assert (counts.max(axis=1) - counts.min(axis=1)).max() == 1
    for step in (2, 5, 10):  # a fixed cycle would give 5, 2 and 1 of the digits
        share = np.bincount(y[::step], minlength=10) * step / len(y)
        assert share.min() > 0.05 and share.max() < 0.2


def test_labels_in_mnists_own_order(packs):
    """The fours and nines stand where MNIST has them at its beginning (recalled: 5 0 4 1 9, 7 2 1 0 4)."""
    begins = {"train": [5, 0, 4, 1, 9, 2, 1, 3, 1, 4], "test": [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]}
    two = packs[digits.FOURS_AND_NINES]
    for split, labels in begins.items():
        expected = [(i, label) for i, label in enumerate(labels) if label in (4, 9)]
        index, found = two[f"{split}_index"], two[f"{split}_labels"]
        assert list(zip(index.tolist(), found.tolist(), strict=True))[: len(expected)] == expected


@pytest.mark.parametrize(("split", "size"), [("train", 60000), ("test", 10000)])
def test_indices_name_each_image_once(packs, split, size):
    """No image is taken twice; the k-th image of a digit comes before its next; fours and nines are in order."""
    ten, two = packs[digits.DIGITS], packs[digits.FOURS_AND_NINES]
    for pack in (ten, two):
        index = pack[f"{split}_index"]
        assert len(np.unique(index)) == len(index) and index.max() < size
    assert (np.diff(two[f"{split}_index"].astype(int)) > 0).all()
    for digit in range(10):
        index = ten[f"{split}_index"][ten[f"{split}_labels"] == digit]
        assert (np.diff(index.astype(int)) > 0).all()


@pytest.mark.parametrize("split", ["train", "test"])
def test_the_two_packs_agree(packs, split):
    """The fours and nines of the first pack are in the second, pixel by pixel, spread evenly over it."""
    ten, two = packs[digits.DIGITS], packs[digits.FOURS_AND_NINES]
    for digit in (4, 9):
        mine, theirs = (pack[f"{split}_labels"] == digit for pack in (ten, two))
        count = theirs.sum()
        places = np.arange(mine.sum()) * count // mine.sum()
        for part in ("index", "images"):
            np.testing.assert_array_equal(ten[f"{split}_{part}"][mine], two[f"{split}_{part}"][theirs][places])


def test_every_image_is_another_one(packs):
    """No image occurs twice, within or between training and test, in either pack."""
    for pack in packs.values():
        both = np.concatenate([pack["train_images"], pack["test_images"]])
        assert len({image.tobytes() for image in both}) == len(both)
    seen = {image.tobytes() for pack in packs.values() for image in pack["train_images"]}
    assert not any(image.tobytes() in seen for pack in packs.values() for image in pack["test_images"])


def test_each_digit_fills_its_square_and_stands_centred(packs):
    """The longer side is 20 pixels (19 for one in a thousand); opposite margins differ by at most one."""
    for pack in packs.values():
        boxes = np.concatenate([pack["train_images"], pack["test_images"]]).reshape(-1, *digits.SHAPE) > 0
        sides = []
        for axis in (1, 2):
            first, last = extent(boxes.any(axis=axis))
            before, after = first, 19 - last
            assert np.isin(after - before, (0, 1)).all()
            sides.append(last - first + 1)
        longer = np.maximum(*sides)
        assert longer.max() == 20 and longer.min() >= 19
        assert (longer < 20).mean() < 1e-3


def test_ink_lies_between_paper_and_black():
    """Pixels reach 0 and 1, are multiples of 1/255, and their mean is MNIST's 0.1307 a pixel of 28 x 28 (recalled)."""
    X, _ = digits.load()
    assert X.min() == 0 and X.max() == 1
    np.testing.assert_array_equal(X, np.round(255 * X) / 255)
    assert X.mean() * 400 / 784 == pytest.approx(0.1307, abs=0.003)
    assert X.max(axis=1).min() > 0.95  # every image has nearly black ink


@pytest.mark.parametrize("loader", LOADERS)
def test_images_belong_to_their_labels(loader):
    """The mean images of the training digits recognise most test digits: labels and pixels are in step."""
    (X, y), (Z, t) = loader(), loader("test")
    classes = np.unique(y)
    means = np.array([X[y == c].mean(axis=0) for c in classes])
    guess = classes[np.argmin((means**2).sum(axis=1) - 2 * Z @ means.T, axis=1)]
    assert np.mean(guess == t) > 0.7  # measured: 0.73 of ten digits, 0.90 of two; by chance 0.1, 0.5


def test_an_image_stands_upright():
    """Row after row from the top: sevens have more ink in the upper half, sixes in the lower; ones lean right."""
    X, y = digits.load()
    seven = digits.image(X[y == 7].mean(axis=0))
    assert seven[:10].sum() > 1.3 * seven[10:].sum()
    one, six = (digits.image(X[y == c].mean(axis=0)) for c in (1, 6))
    assert six[10:].sum() > six[:10].sum()
    assert one[:10, 10:].sum() > one[:10, :10].sum()


@pytest.mark.parametrize("loader", LOADERS)
def test_types_by_argument(loader):
    """float64 by default, float32 if asked for, with the same numbers up to its rounding; labels are int64."""
    X, y = loader("test")
    assert X.dtype == np.float64 and y.dtype == np.int64
    for dtype in (np.float32, "float32", np.dtype("f4")):
        Z, _ = loader("test", dtype=dtype)
        assert Z.dtype == np.float32
        np.testing.assert_array_equal(Z, X.astype(np.float32))


@pytest.mark.parametrize("loader", LOADERS)
def test_no_caller_damages_another(loader):
    """What one caller writes into its arrays, the next one does not see."""
    X, y = loader("test")
    before = X.copy(), y.copy()
    X[:], y[:] = -1, -1
    again = loader("test")
    np.testing.assert_array_equal(again[0], before[0])
    np.testing.assert_array_equal(again[1], before[1])


@pytest.mark.parametrize("loader", LOADERS)
@pytest.mark.parametrize("split", ["Train", "validation", "", None, 0, ["train"]])
def test_a_wrong_split_is_named(loader, split):
    """Anything but "train" and "test" is refused with both and what came."""
    with pytest.raises(ValueError, match="split must be one of 'train', 'test', got ") as caught:
        loader(split)
    assert repr(split) in str(caught.value)


@pytest.mark.parametrize("dtype", ["float16", np.int64, None, "pixels"])
def test_a_wrong_type_is_named(dtype):
    """Anything but float64 and float32 is refused."""
    with pytest.raises(ValueError, match="dtype must be float64 or float32, got "):
        digits.load(dtype=dtype)


def test_a_point_becomes_an_image():
    """One point gives (20, 20), N points (N, 20, 20), as views; unrolled again they are the same."""
    X, _ = digits.load("test")
    picture = digits.image(X[0])
    assert picture.shape == digits.SHAPE == (20, 20) and np.shares_memory(picture, X)
    assert digits.image(X).shape == (2000, 20, 20)
    np.testing.assert_array_equal(digits.image(X[3]).ravel(), X[3])
    assert picture[1, 2] == X[0, 22]
    assert digits.image(list(range(400))).shape == (20, 20)


@pytest.mark.parametrize("x", [np.zeros(399), np.zeros((20, 20)), np.zeros((400, 3)), 5.0])
def test_what_is_no_image_is_refused(x):
    """The last axis needs 400 entries."""
    with pytest.raises(ValueError, match="x needs 400 pixels along its last axis, got shape"):
        digits.image(x)


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """The module as if it lay, with its packs, in a folder that may be damaged."""
    for name in PACKS:
        shutil.copy(FOLDER / name, tmp_path)
    monkeypatch.setattr(digits, "__file__", str(tmp_path / "digits.py"))
    digits._pack_named.cache_clear()
    yield tmp_path
    digits._pack_named.cache_clear()


@pytest.mark.parametrize(("loader", "name"), list(zip(LOADERS, PACKS, strict=True)))
def test_missing_and_damaged_packs(elsewhere, loader, name):
    """A pack that is gone or changed is named, with what was wanted, what came and the cure; restored, it loads."""
    path = elsewhere / name
    good = path.read_bytes()

    path.unlink()
    with pytest.raises(FileNotFoundError, match="restore the file") as caught:
        loader()
    assert name in str(caught.value) and digits.SHA256[name] in str(caught.value)

    path.write_bytes(good[: len(good) // 2])
    with pytest.raises(OSError, match="cannot be read as a pack"):
        loader()

    with np.load(FOLDER / name) as pack:
        arrays = dict(pack)
    arrays["train_labels"] = arrays["train_labels"][::-1].copy()
    np.savez(path, **arrays)
    expected = f"needs to hold arrays with sha256 {digits.SHA256[name]}, got {_pack.digest(arrays)}"
    with pytest.raises(OSError, match=expected):
        loader()

    path.write_bytes(good)
    assert len(loader("test")[0]) in (2000, 1991)


def test_a_pack_is_read_once(elsewhere):
    """After the first call the file is not needed any more."""
    digits.load("test")
    (elsewhere / digits.DIGITS).unlink()
    digits.load("train")


def test_packs_are_small_and_as_the_note_says():
    """Both packs take about 4 MB; the note beside them has their sizes, their hashes and the licence."""
    note = (FOLDER / "digits.md").read_text(encoding="utf-8")
    total = 0
    for name in PACKS:
        content = (FOLDER / name).read_bytes()
        total += len(content)
        assert f"{len(content):,}" in note
        assert hashlib.sha256(content).hexdigest() in note
        assert digits.SHA256[name] in note
    assert total < 4.1e6
    assert "Attribution-ShareAlike 3.0" in note and "https://creativecommons.org/licenses/by-sa/3.0/" in note


def test_importing_reads_no_pack_and_the_map_imports_nothing():
    """`import mathnets.data` brings in no data module, and importing `digits` opens no pack."""
    program = (
        "import sys, mathnets.data\n"
        "assert not [m for m in sys.modules if m.startswith('mathnets.data.')], 'the map imports'\n"
        "assert 'numpy' not in sys.modules, 'the map needs numpy'\n"
        "from mathnets.data import digits\n"
        "assert digits._pack_named.cache_info().currsize == 0\n"
    )
    root = Path(digits.__file__).parents[2]
    subprocess.run([sys.executable, "-c", program], cwd=root, check=True)
