r"""Silhouettes of cats, dogs and horses as points: 28 x 28 pixels, 784 numbers each.

The pixels lie in [0, 1]: 0 is black ground, 1 is the white animal. Where the source pictures came from is not said
anywhere; what is known, the licence (MIT) and other caveats are in `animals.md` beside this file.
`mathnets.data._cut_animals` made the pack.

The source holds many pictures twice, some mirrored or moved by a pixel: of each group of such images one was kept,
before training and test images were told apart. So no image of the test set is nearly one of the training set.
"""

import functools
from pathlib import Path

import numpy as np

from mathnets import inputs
from mathnets.data import _pack

SHAPE = (28, 28)  # rows, columns of an image
NAMES = ("cat", "dog", "horse")  # of the classes 0, 1, 2

PACK = "animals.npz"
SHA256 = "d14000e1e819aaf7e4509f249195080ec4dc17250a93c1a5bcd6004fb2e228ae"  # of the arrays, not of the file


@functools.cache
def _arrays():
    """Return the arrays of the pack, read and checked once in a process; they are read-only."""
    return _pack.read(Path(__file__).with_name(PACK), SHA256)


def load(split="train", *, names=NAMES, dtype=np.float64):
    r"""Return silhouettes of cats, dogs and horses, equally many of each.

    Without `names` they come in blocks of three, one of each animal, in no particular order within the block. So any
    first $n$ of them are balanced: two animals' counts differ by at most one. With `names` the others are left out.

    Args:
        split: "train" or "test" (200 of each animal), or "all" for both, the training images first.
        names: which animals, of "cat", "dog" and "horse": one name or several.
        dtype: of the pixels, float64 or float32.

    Returns:
        X: pixels, shape (N, 784), in [0, 1], row after row of the image from the top.
        y: the animals, shape (N,), int64: 0 cat, 1 dog, 2 horse, whichever are asked for. `NAMES[c]` names class c.

        Both are fresh arrays, the caller's own: to change them changes nothing for the next caller.

    Raises:
        ValueError: if `split`, `names` or `dtype` is none of those.
        OSError: if the pack is missing or damaged.

    Examples:
        >>> X, y = load("test", names=("cat", "dog"))
        >>> X.shape, np.bincount(y).tolist()
        ((400, 784), [200, 200])
        >>> NAMES[y[0]], NAMES[y[1]]
        ('cat', 'dog')

    Source:
        animalmnist
    """
    split = inputs.choice(split, "split", ("train", "test", "all"))
    dtype = inputs.float_dtype(dtype)
    wanted = _codes(names)
    parts = ("train", "test") if split == "all" else (split,)
    y = np.concatenate([_arrays()[f"{part}_labels"] for part in parts]).astype(np.int64)
    images = np.concatenate([_arrays()[f"{part}_images"] for part in parts])
    kept = np.isin(y, wanted)
    return np.divide(images[kept], 255, dtype=dtype), y[kept]


def _codes(names):
    """Return the classes that go by these names, or by this one."""
    listed = [names] if isinstance(names, str) or not np.iterable(names) else list(names)
    if not listed:
        raise ValueError(f"names needs one animal or more, got none; choose from {', '.join(NAMES)}")
    return [NAMES.index(inputs.choice(name, "names", NAMES)) for name in listed]


def image(x):
    """Return points as images: shape (..., 784) becomes (..., 28, 28), undoing the unrolling of an image.

    Args:
        x: one point, shape (784,), or several, shape (N, 784); pixels, a mean of them, or weights for them.

    Returns:
        An array of shape (28, 28) or (N, 28, 28); of floats it is a view, so copy it before you write to it.

    Raises:
        ValueError: if the last axis does not have 784 entries.

    Examples:
        >>> X, y = load("test")
        >>> image(X[0]).shape, image(X).shape
        ((28, 28), (600, 28, 28))

    Source:
        animalmnist
    """
    x = inputs.array(x, "x", dtype=None)
    pixels = SHAPE[0] * SHAPE[1]
    if x.ndim == 0 or x.shape[-1] != pixels:
        raise ValueError(f"x needs {pixels} pixels along its last axis, got shape {x.shape}; give a row an image")
    return x.reshape(x.shape[:-1] + SHAPE)
