r"""Handwritten digits as points: MNIST's images cut to 20 x 20 pixels, 400 numbers each.

That is as many as the photocells of Rosenblatt's Mark I. The pixels lie in [0, 1]: 0 is paper, 1 is full ink.
Each digit's bounding box stands centred in the 20 x 20 square, and no ink is lost by the cut. Source, licence
(CC BY-SA 3.0 for the pixels) and caveats: `digits.md` beside this file; `mathnets.data._cut_digits` made the
packs.

Training and test images are MNIST's own: the two never share an image, nor (says MNIST) a writer.
"""

import functools
from pathlib import Path

import numpy as np

from mathnets import inputs
from mathnets.data import _pack

SHAPE = (20, 20)  # rows, columns of an image

DIGITS = "digits.npz"
FOURS_AND_NINES = "digits_fours_and_nines.npz"
SHA256 = {  # of the arrays, not of the files
    DIGITS: "d07de9cb0e6c1fee2efcaa6d4c2bc53e900282a6dcff9ad9808bc3d2132d0e31",
    FOURS_AND_NINES: "ced0a4cecb9c6db1d01bb5c37967ada456c5caabc0332c3b8697f2a9b731973a",
}


@functools.cache
def _pack_named(name):
    """Return the arrays of a pack, read and checked once in a process; they are read-only."""
    return _pack.read(Path(__file__).with_name(name), SHA256[name])


def _examples(name, split, dtype):
    """Return fresh arrays (X, y) of one split of a pack, the pixels in [0, 1]."""
    split = inputs.choice(split, "split", ("train", "test"))
    dtype = inputs.float_dtype(dtype)
    pack = _pack_named(name)
    X = np.divide(pack[f"{split}_images"], 255, dtype=dtype)
    y = pack[f"{split}_labels"].astype(np.int64)
    return X, y


def load(split="train", *, dtype=np.float64):
    r"""Return images of the ten digits, 1,000 of each to train on or 200 of each to test on.

    The images come in blocks of ten, one of each digit, in no particular order within the block. So any first
    $n$ of them are balanced: two digits' counts differ by at most one. They are spread
    evenly over MNIST's training (or test) set.

    Args:
        split: "train" (10,000 images) or "test" (2,000 others).
        dtype: of the pixels, float64 or float32.

    Returns:
        X: pixels, shape (N, 400), in [0, 1], row after row of the image from the top.
        y: the digits, shape (N,), int64, 0 to 9.

        Both are fresh arrays, the caller's own: to change them changes nothing for the next caller.

    Raises:
        ValueError: if `split` or `dtype` is none of those.
        OSError: if the pack is missing or damaged.

    Examples:
        >>> X, y = load()
        >>> X.shape, y.shape
        ((10000, 400), (10000,))
        >>> np.bincount(y[:500]).tolist()
        [50, 50, 50, 50, 50, 50, 50, 50, 50, 50]

    Source:
        mnist, lecun1998
    """
    return _examples(DIGITS, split, dtype)


def fours_and_nines(split="train", *, dtype=np.float64):
    r"""Return all fours and nines of MNIST, in its order: 11,791 to train on or 1,991 to test on.

    Args:
        split: "train" (5,842 fours and 5,949 nines) or "test" (982 and 1,009).
        dtype: of the pixels, float64 or float32.

    Returns:
        X: pixels, shape (N, 400), in [0, 1], row after row of the image from the top.
        y: the digits, shape (N,), int64, each 4 or 9.

        Both are fresh arrays, the caller's own: to change them changes nothing for the next caller.

    Raises:
        ValueError: if `split` or `dtype` is none of those.
        OSError: if the pack is missing or damaged.

    Examples:
        >>> X, y = fours_and_nines("test")
        >>> X.shape, int(np.sum(y == 4)), int(np.sum(y == 9))
        ((1991, 400), 982, 1009)

    Source:
        mnist, lecun1998
    """
    return _examples(FOURS_AND_NINES, split, dtype)


def image(x):
    """Return points as images: shape (..., 400) becomes (..., 20, 20), undoing the unrolling of an image.

    Args:
        x: one point, shape (400,), or several, shape (N, 400); pixels, a mean of them, or weights for them.

    Returns:
        An array of shape (20, 20) or (N, 20, 20); of floats it is a view, so copy it before you write to it.

    Raises:
        ValueError: if the last axis does not have 400 entries.

    Examples:
        >>> X, y = load("test")
        >>> image(X[0]).shape, image(X).shape
        ((20, 20), (2000, 20, 20))

    Source:
        mnist, lecun1998
    """
    x = inputs.array(x, "x", dtype=None)
    pixels = SHAPE[0] * SHAPE[1]
    if x.ndim == 0 or x.shape[-1] != pixels:
        raise ValueError(f"x needs {pixels} pixels along its last axis, got shape {x.shape}; give a row an image")
    return x.reshape(x.shape[:-1] + SHAPE)
