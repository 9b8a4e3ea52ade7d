"""Read and write the packs of the data modules: arrays in npz files without pickle, or texts; checked by a hash."""

import hashlib
import io
import lzma
import zipfile
from pathlib import Path

import numpy as np

_CURE = (
    "restore the file from the repository, or install mathnets again; the note (.md) beside it tells how to cut it anew"
)


def digest(arrays):
    """Return the sha256, in hex, of the arrays' names, types, shapes and bytes, in the order of their names.

    The arrays are hashed, not the file, so that a pack written by another version of zlib has the same hash.
    """
    total = hashlib.sha256()
    for name in sorted(arrays):
        values = arrays[name]
        total.update(f"{name} {values.dtype.str} {values.shape}\n".encode())
        total.update(values.tobytes())
    return total.hexdigest()


def read(path, sha256):
    """Return the arrays of the pack at `path`, read-only, after checking that their `digest` is `sha256`.

    Args:
        path: the npz file.
        sha256: the hash that the calling module was written for, 64 hex digits.

    Returns:
        A dict from name to array; the arrays cannot be written to, so that a caller may cache them.

    Raises:
        FileNotFoundError: if there is no such file.
        OSError: if the file is no npz, holds pickled objects, or holds other arrays than those expected.
    """
    wanted = f"{path} needs to hold arrays with sha256 {sha256}"
    content = _content(path, wanted)
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as pack:
            arrays = {name: pack[name] for name in pack.files}
        got = digest(arrays)
    except Exception as error:  # a damaged zip can raise almost anything
        got = f"a file that cannot be read as a pack ({type(error).__name__}: {error})"
    if got != sha256:
        raise OSError(f"{wanted}, got {got}; {_CURE}")
    for values in arrays.values():
        values.flags.writeable = False
    return arrays


def read_text(path, sha256):
    """Return the text of the file at `path`, unpacked if its name ends in .xz, after checking the text's sha256.

    Args:
        path: the file, in UTF-8, with line feeds alone.
        sha256: the hash of the text's bytes that the calling module was written for, 64 hex digits.

    Returns:
        The text.

    Raises:
        FileNotFoundError: if there is no such file.
        OSError: if the file cannot be unpacked, or holds another text than that expected.
    """
    wanted = f"{path} needs to hold a text with sha256 {sha256}"
    content = _content(path, wanted)
    try:
        content = lzma.decompress(content) if Path(path).suffix == ".xz" else content
        got = hashlib.sha256(content).hexdigest()
    except lzma.LZMAError as error:
        got = f"a file that cannot be unpacked ({error})"
    if got != sha256:
        raise OSError(f"{wanted}, got {got}; {_CURE}")
    return content.decode()


def _content(path, wanted):
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise FileNotFoundError(f"{wanted}, got no such file; {_CURE}") from None


def write(path, arrays):
    """Write `arrays` as a compressed npz at `path`: with the same zlib, equal arrays give equal bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as pack:
        for name in sorted(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))  # no clock
            entry.create_system, entry.external_attr = 3, 0o644 << 16  # no operating system, no umask
            pack.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
