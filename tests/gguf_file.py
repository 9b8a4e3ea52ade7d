"""Writes GGUF files by hand, small ones: what the reader and the language model are tested with."""

import struct

import numpy as np

BYTES = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]  # those that stand for themselves
LETTERS = {byte: chr(byte) for byte in BYTES} | {
    byte: chr(0x100 + n) for n, byte in enumerate(b for b in range(256) if b not in BYTES)
}
TYPES = {"F32": 0, "F16": 1, "Q4_1": 3, "Q8_0": 8}


def string(value):
    """Return a string as it stands in the file."""
    data = value if isinstance(value, bytes) else value.encode()
    return struct.pack("<Q", len(data)) + data


def value(kind, content):
    """Return a value of metadata, without its type: of a struct code, "s" for a string, or [kind] for a list."""
    if isinstance(kind, list):
        return struct.pack("<IQ", _number(kind[0]), len(content)) + b"".join(value(kind[0], part) for part in content)
    return string(content) if kind == "s" else struct.pack(f"<{kind}", content)


def _number(kind):
    return 9 if isinstance(kind, list) else "BbHhIif?s_Qqd".index(kind)


def build(metadata, tensors, *, version=3, align=32, magic=b"GGUF"):
    """Return the bytes of a file: metadata, dict to (kind, value), and tensors, dict to (type, shape, bytes)."""
    out = magic + struct.pack("<IQQ", version, len(tensors), len(metadata))
    for name, (kind, content) in metadata.items():
        out += string(name) + struct.pack("<I", _number(kind)) + value(kind, content)
    body = b""
    for name, (kind, shape, data) in tensors.items():
        body += b"\0" * (-len(body) % align)
        out += string(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *reversed(shape))
        out += struct.pack("<IQ", TYPES.get(kind, kind), len(body))
        body += data
    return out + b"\0" * (-len(out) % align) + body


def quantised(rng, kind, shape, size=0.5):
    """Return random weights as a tensor of some type for `build`."""
    W = size * rng.normal(size=shape)
    if kind in ("F32", "F16"):
        return kind, shape, W.astype({"F32": "<f4", "F16": "<f2"}[kind]).tobytes()
    data = b""
    for block in W.reshape(-1, 32):
        if kind == "Q8_0":
            scale = np.float16(np.abs(block).max() / 127)
            data += scale.tobytes() + np.clip(np.rint(block / scale), -128, 127).astype(np.int8).tobytes()
        else:
            scale, least = np.float16((block.max() - block.min()) / 15), np.float16(block.min())
            q = np.clip(np.rint((block - least) / scale), 0, 15).astype(np.uint8)
            data += scale.tobytes() + least.tobytes() + (q[:16] + 16 * q[16:]).tobytes()
    return kind, shape, data


def model(*, layers=2, heads=4, groups=2, d=8, hidden=64, context=40, seed=0, merges=("a b", "ab a", "Ġ a")):
    """Return (metadata, tensors) of a small random language model whose tokens are bytes and a few pairs."""
    rng = np.random.default_rng(seed)
    width = heads * d
    tokens = [*(LETTERS[byte] for byte in range(256)), *(merge.replace(" ", "") for merge in merges), "<end>"]
    metadata = {
        "general.architecture": ("s", "llama"),
        "llama.block_count": ("I", layers),
        "llama.context_length": ("I", context),
        "llama.embedding_length": ("I", width),
        "llama.feed_forward_length": ("I", hidden),
        "llama.attention.head_count": ("I", heads),
        "llama.attention.head_count_kv": ("I", groups),
        "llama.rope.freq_base": ("f", 100.0),
        "llama.rope.dimension_count": ("I", d),
        "llama.attention.layer_norm_rms_epsilon": ("f", 1e-5),
        "tokenizer.ggml.model": ("s", "gpt2"),
        "tokenizer.ggml.pre": ("s", "smollm"),
        "tokenizer.ggml.tokens": (["s"], tokens),
        "tokenizer.ggml.token_type": (["i"], [1] * (len(tokens) - 1) + [3]),
        "tokenizer.ggml.merges": (["s"], list(merges)),
    }
    shapes = {"token_embd": ("Q8_0", (len(tokens), width)), "output_norm": ("F32", (width,))}
    for k in range(layers):
        for name, kind, shape in (
            ("attn_norm", "F32", (width,)),
            ("attn_q", "Q4_1", (width, width)),
            ("attn_k", "Q4_1", (groups * d, width)),
            ("attn_v", "F16", (groups * d, width)),
            ("attn_output", "Q4_1", (width, width)),
            ("ffn_norm", "F32", (width,)),
            ("ffn_gate", "Q4_1", (hidden, width)),
            ("ffn_up", "Q4_1", (hidden, width)),
            ("ffn_down", "Q4_1", (width, hidden)),
        ):
            shapes[f"blk.{k}.{name}"] = kind, shape
    return metadata, {f"{name}.weight": quantised(rng, kind, shape) for name, (kind, shape) in shapes.items()}
