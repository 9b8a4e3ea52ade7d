"""Cut the pack of `mathnets.data.animals` from the data set Animal-MNIST.

    python -m mathnets.data._cut_animals animal_mnist-0.4-py3-none-any.whl

The wheel comes from `pip download --no-deps animal-mnist==0.4`; nothing in it is installed or run. Its two files of
data are pickles: each is checked by its sha256 and then read by a loader that knows arrays and nothing else. The
numbers in `animals.md` are printed.
"""

import argparse
import gzip
import hashlib
import io
import pickle
from pathlib import Path

import numpy as np

from mathnets.data import _pack, _wheel, animals

SIDE = 28  # pixels
TEST_EACH = 200  # images of each animal to test on
NEAR = 3.0  # two images that differ by less than this length of a vector in [0, 1]^784 count as one picture
SHIFT = 1  # pixels by which an image may be moved before it is compared

FOLDER = "animal_mnist/data/Animal_MNIST/"
SOURCES = {
    "animal_data_version_3.gz": "68a30346781a0984f839463a4615d2decb899d1ce65091bb92586311754a34ce",
    "animal_label_version_3.gz": "dec8dba7c469830989fbab46825021a08a38470753a512f27ada847eced97b57",
}
CLASSES = {"cat": 2, "dog": 4, "horse": 7}  # of the source: Bear, Bird, Cat, Cow, Dog, Elephant, Giraffe, Horse, ...

_CURE = "use the wheel of animal-mnist 0.4"
_ARRAYS_ALONE = {
    ("numpy._core.multiarray", "_reconstruct"),
    ("numpy", "ndarray"),
    ("numpy", "dtype"),
}


class _ArrayUnpickler(pickle.Unpickler):
    """Reads a pickled array, and refuses a pickle that asks for anything else."""

    def find_class(self, module, name):
        module = module.replace("numpy.core", "numpy._core")  # its name before numpy 2
        if (module, name) not in _ARRAYS_ALONE:
            raise pickle.UnpicklingError(f"the pickle needs to hold an array alone, got {module}.{name}; {_CURE}")
        return super().find_class(module, name)


def unpickled(content):
    """Return the array in the bytes of a pickle; one that asks for anything but an array is refused."""
    values = _ArrayUnpickler(io.BytesIO(content)).load()
    if not isinstance(values, np.ndarray) or values.dtype == object:
        raise pickle.UnpicklingError(f"the pickle needs to hold an array of numbers, got {type(values)}; {_CURE}")
    return values


def extract(wheel, sources=SOURCES):
    """Return the arrays in the files `sources` of the wheel, after checking the sha256 of each."""
    return [unpickled(gzip.decompress(content)) for content in _wheel.contents(wheel, FOLDER, sources, _CURE)]


def shifted(images, down, right):
    """Return images (N, H, W) moved by whole pixels; what leaves the frame is lost, what enters is black."""
    height, width = images.shape[1:]
    moved = np.zeros_like(images)
    moved[:, max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] = images[
        :, max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)
    ]
    return moved


def alike(images, near=NEAR, shift=SHIFT):
    """Return which images (N, H, W) of bytes show the same, shape (N, N): the one, perhaps mirrored and moved.

    Squares and products of whole numbers below 2^53 are exact, so that no threshold depends on rounding.
    """
    rows = images.reshape(len(images), -1).astype(np.float64)
    squares = np.vecdot(rows, rows)
    found = np.zeros((len(images), len(images)), dtype=bool)
    for view in (images, images[:, :, ::-1]):
        for down in range(-shift, shift + 1):
            for right in range(-shift, shift + 1):
                moved = shifted(view, down, right).reshape(len(images), -1).astype(np.float64)
                found |= squares[:, None] + np.vecdot(moved, moved) - 2 * rows @ moved.T < (255 * near) ** 2
    return found | found.T


def groups(linked):
    """Return the number of each one's group, shape (N,): the first of all whom a chain of links joins to it."""
    first = np.arange(len(linked))
    while True:
        lowest = np.where(linked, first, len(linked)).min(axis=1)
        lowest = np.minimum(first, lowest)[lowest]  # and what that one has found
        if np.array_equal(lowest, first):
            return first
        first = lowest


def balanced(images, labels, each):
    """Return indices, `each` of every class, in blocks that hold one of each, in an order that knows no class.

    Within a class the order is that of the sha256 of the pixels; within a block that of another hash, since the k-th
    smallest of one class tells something of its size.
    """

    def hashed(indices, salt):
        return sorted(indices, key=lambda i: hashlib.sha256(salt + images[i].tobytes()).digest())

    blocks = np.array([hashed(np.flatnonzero(labels == c), b"")[:each] for c in np.unique(labels)]).T
    return np.array([hashed(block, b"block") for block in blocks]).ravel()


def cut(images, labels):
    """Return the arrays of the pack, and for each animal the numbers of images, different ones, and kept ones."""
    chosen = np.flatnonzero(np.isin(labels, list(CLASSES.values())))
    pictures = images[chosen]
    kinds = np.searchsorted(list(CLASSES.values()), labels[chosen])
    leaders = np.unique(groups(alike(pictures)))
    counts = {}
    for kind, name in enumerate(CLASSES):
        own = pictures[kinds == kind]
        counts[name] = len(own), len(np.unique(own, axis=0)), int(np.sum(kinds[leaders] == kind))
    each = min(kept for *_, kept in counts.values())
    index = leaders[balanced(pictures[leaders], kinds[leaders], each)]
    pack = {}
    for split, part in (("test", index[: TEST_EACH * len(CLASSES)]), ("train", index[TEST_EACH * len(CLASSES) :])):
        pack[f"{split}_images"] = pictures[part].reshape(len(part), -1)
        pack[f"{split}_labels"] = kinds[part].astype(np.uint8)
        pack[f"{split}_index"] = chosen[part].astype(np.uint16)  # where Animal-MNIST has it, from 0
    return pack, counts


def main(arguments=None):
    """Read the wheel, drop what is there twice, write the pack and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="animal_mnist-0.4-py3-none-any.whl, from `pip download --no-deps`")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="folder (default: this module's)")
    options = parser.parse_args(arguments)

    pack, counts = cut(*extract(options.wheel))
    for name, (all_images, different, kept) in counts.items():
        print(f"{name}: {all_images:,} images, {different:,} different ones, {kept:,} without near-duplicates")
    path = options.into / animals.PACK
    _pack.write(path, pack)
    sha256 = _pack.digest(pack)
    verdict = "as animals.py expects" if sha256 == animals.SHA256 else "not what animals.py expects"
    print(f"{animals.PACK}: {len(pack['train_images']):,} + {len(pack['test_images']):,} images")
    print(f"    {path.stat().st_size:,} bytes")
    print(f"    sha256 of the file {hashlib.sha256(path.read_bytes()).hexdigest()}")
    print(f"    sha256 of the arrays {sha256}: {verdict}")


if __name__ == "__main__":
    main()
