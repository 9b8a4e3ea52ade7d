r"""GGUF files, read with numpy: a language model's weights in a few bits each, and its tokenizer beside them.

A GGUF file has three parts: metadata (names with values of 13 types, lists among them), the list of its tensors
(name, shape, type, place), and their bytes. `read` maps the file into memory and reads the first two; a tensor is
decoded when it is asked for, so that no more of the file is in memory than is used.

Weights are quantised in blocks of 32 neighbours. In the type Q4_1 a block of weights is $w_i = s q_i + m$ with whole
numbers $q_i$ from 0 to 15 and two numbers in half precision: 20 bytes, 5 bits a weight. In Q8_0 it is $w_i = s q_i$
with $q_i$ from -128 to 127: 34 bytes.
"""

import hashlib
import math
import struct
from pathlib import Path
from typing import NamedTuple

import numpy as np

MAGIC = b"GGUF"
VERSIONS = (2, 3)

_NUMBERS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
_STRING, _LIST = 8, 9
_DEPTH = 4  # of lists within lists
_CURE = "fetch the file anew"


class Tensor(NamedTuple):
    """What a file says of one of its tensors.

    Attributes:
        shape: as numpy has it, the last axis the one along which numbers lie side by side.
        kind: how its numbers are stored, a key of `KINDS`.
        begin, end: the places of its first byte and behind its last, from the beginning of the file.
    """

    shape: tuple
    kind: str
    begin: int
    end: int


class File:
    """A GGUF file that has been opened by `read`.

    Args:
        path: where it lies, for messages.
        data: its bytes, a read-only array of uint8, mapped into memory.

    Attributes:
        path: as given.
        metadata: dict from name to value: an int, float, bool, str or list of such.
        tensors: dict from name to `Tensor`, in the order of the file.

    Raises:
        OSError: if the bytes are no GGUF file, or not all of one.

    Examples:
        >>> from mathnets.data import smollm
        >>> file = read(smollm.path())
        >>> file.metadata["general.architecture"], len(file.tensors)
        ('llama', 272)
        >>> file.tensors["blk.0.attn_k.weight"].shape, file.array("blk.0.attn_k.weight").dtype
        ((192, 576), dtype('float32'))

    Source:
        gguf2023
    """

    def __init__(self, path, data):
        self.path = path
        self._data = data
        cursor = _Cursor(path, memoryview(data))
        if (magic := bytes(cursor.take(4))) != MAGIC:
            raise OSError(f"{path} needs to be a GGUF file, which begins with {MAGIC}, got {magic}; give another file")
        if (version := cursor.number("I")) not in VERSIONS:
            raise OSError(f"{path} needs to be GGUF of version 2 or 3, got {version}; convert the file")
        tensors, entries = cursor.number("Q"), cursor.number("Q")
        self.metadata = {cursor.string(): cursor.value(cursor.number("I")) for _ in range(entries)}
        found = [self._listed(cursor) for _ in range(tensors)]
        align = self.metadata.get("general.alignment", 32)
        if not isinstance(align, int) or align < 1:
            raise OSError(f"{path} needs general.alignment to be a positive int, got {align!r}; {_CURE}")
        base = cursor.place + -cursor.place % align
        self.tensors = {name: self._placed(name, base, *rest) for name, *rest in found}

    def __repr__(self):
        return f"File({str(self.path)!r}, {len(self.tensors)} tensors)"

    def array(self, name, out=None):
        """Return the tensor `name` decoded, as an array of float32; written into `out`, of its shape, if given."""
        if not isinstance(name, str) or name not in self.tensors:
            raise ValueError(f"name needs to be a tensor of {self.path}, got {name!r}; see tensors")
        tensor = self.tensors[name]
        if out is None:
            out = np.empty(tensor.shape, np.float32)
        elif out.shape != tensor.shape or out.dtype != np.float32 or not out.flags.c_contiguous:
            raise ValueError(
                f"out needs to be contiguous float32 of shape {tensor.shape}, got {out.dtype} {out.shape}; "
                "make it with np.empty"
            )
        kind = KINDS[tensor.kind]
        if out.size:
            stored = self._data[tensor.begin : tensor.end].view(kind.block)
            kind.decode(stored, out.reshape(len(stored), -1))
        return out

    @staticmethod
    def _listed(cursor):
        """Return name, shape, number of the type, and place of the next tensor in the list."""
        name, axes = cursor.string(), cursor.number("I")
        shape = [cursor.number("Q") for _ in range(axes)]
        return name, tuple(reversed(shape)), cursor.number("I"), cursor.number("Q")

    def _placed(self, name, base, shape, number, offset):
        """Return what is known of a tensor, after checking that the file holds all of it."""
        kind = next((kind for kind, found in KINDS.items() if found.number == number), None)
        if kind is None:
            raise OSError(
                f"{name} in {self.path} needs to be one of {', '.join(KINDS)}, got type {number}; convert the file"
            )
        whole, rest = divmod(math.prod(shape), KINDS[kind].length)
        begin = base + offset
        end = begin + whole * KINDS[kind].block.itemsize
        if rest or end > len(self._data):
            raise OSError(
                f"{name} in {self.path} needs whole blocks up to byte {end}, got {len(self._data)} bytes "
                f"and {rest} numbers over; {_CURE}"
            )
        return Tensor(shape, kind, begin, end)


def read(path, sha256=None):
    """Return the GGUF file at `path`, opened: its metadata are read, its tensors wait.

    Args:
        path: where the file lies.
        sha256: the hash that the whole file must have, 64 hex digits; None to read any.

    Returns:
        A `File`.

    Raises:
        FileNotFoundError: if there is no such file.
        OSError: if the file has another hash, is no GGUF file, is torn, or stores numbers in ways not known here.

    Examples:
        >>> from mathnets.data import smollm
        >>> read(smollm.path(), smollm.SHA256).metadata["llama.block_count"]
        30

    Source:
        gguf2023
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"{path} needs to be a GGUF file, got no such file; give another path")
    if path.stat().st_size == 0:  # which cannot be mapped
        raise OSError(f"{path} needs to be a GGUF file, got an empty one; {_CURE}")
    data = np.memmap(path, np.uint8, mode="r")
    if sha256 is not None and (got := hashlib.sha256(data).hexdigest()) != sha256:
        raise OSError(f"{path} needs to have the sha256 {sha256}, got {got}; {_CURE}")
    return File(path, data)


class _Cursor:
    """A place in the bytes of a file, which moves on as values are read."""

    def __init__(self, path, data):
        self.path, self.data, self.place = path, data, 0

    def take(self, count):
        """Return the next `count` bytes."""
        begin = self.place
        self.place = begin + count
        if self.place > len(self.data):
            raise OSError(
                f"{self.path} needs {count} bytes at {begin}, got {len(self.data) - begin} before its end; {_CURE}"
            )
        return self.data[begin : self.place]

    def number(self, code):
        """Return the next number, of a type of `struct`."""
        return struct.unpack(f"<{code}", self.take(struct.calcsize(f"<{code}")))[0]

    def string(self):
        """Return the next string."""
        try:
            return str(self.take(self.number("Q")), "utf-8")
        except UnicodeDecodeError:
            raise OSError(f"{self.path} needs UTF-8 before byte {self.place}, got other bytes; {_CURE}") from None

    def value(self, kind, depth=0):
        """Return the next value, of a type that GGUF numbers `kind`."""
        if kind in _NUMBERS:
            return self.number(_NUMBERS[kind])
        if kind == _STRING:
            return self.string()
        if kind == _LIST and depth < _DEPTH:
            kind, count = self.number("I"), self.number("Q")
            if kind in _NUMBERS:
                code = _NUMBERS[kind]
                return list(struct.unpack(f"<{count}{code}", self.take(count * struct.calcsize(f"<{code}"))))
            return [self.value(kind, depth + 1) for _ in range(count)]
        raise OSError(f"{self.path} needs a type of value before byte {self.place}, got {kind}; {_CURE}")


class _Kind(NamedTuple):
    """One way of storing numbers: its number in GGUF, how many form a block, the block, and how it is decoded."""

    number: int
    length: int
    block: np.dtype
    decode: object


def _plain(stored, out):
    out[:, 0] = stored


def _q8_0(stored, out):
    np.multiply(stored["q"], stored["scale"].astype(np.float32)[:, None], out=out)


def _q4_1(stored, out):
    halves = out.reshape(-1, 2, 16)  # the low four bits of the 16 bytes come first
    np.bitwise_and(stored["q"], 15, out=halves[:, 0])
    np.right_shift(stored["q"], 4, out=halves[:, 1])
    out *= stored["scale"].astype(np.float32)[:, None]
    out += stored["least"].astype(np.float32)[:, None]


KINDS = {
    "F32": _Kind(0, 1, np.dtype("<f4"), _plain),
    "F16": _Kind(1, 1, np.dtype("<f2"), _plain),
    "Q4_1": _Kind(3, 32, np.dtype([("scale", "<f2"), ("least", "<f2"), ("q", "u1", 16)]), _q4_1),
    "Q8_0": _Kind(8, 32, np.dtype([("scale", "<f2"), ("q", "i1", 32)]), _q8_0),
}
