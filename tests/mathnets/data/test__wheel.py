"""Files out of a wheel: in the order asked for, and refused when one is missing or another."""

import hashlib
import zipfile

import pytest

from mathnets.data import _wheel


@pytest.fixture
def wheel(tmp_path):
    """A wheel with two files in a folder."""
    path = tmp_path / "small.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("small/a", b"first")
        archive.writestr("small/b", b"second")
    return path


def test_files_come_in_the_order_of_the_sources(wheel):
    """What is asked for comes back as bytes, in the order of asking."""
    sources = {name: hashlib.sha256(content).hexdigest() for name, content in (("b", b"second"), ("a", b"first"))}
    assert _wheel.contents(wheel, "small/", sources, "take another") == [b"second", b"first"]


def test_missing_and_other_files_are_refused(wheel):
    """A file that is not there, or not the one that was meant, is named with the cure."""
    with pytest.raises(OSError, match=r"small\.whl needs small/c, got no such file; take another"):
        _wheel.contents(wheel, "small/", {"c": ""}, "take another")
    with pytest.raises(OSError, match=f"a needs sha256 00, got {hashlib.sha256(b'first').hexdigest()}; take another"):
        _wheel.contents(wheel, "small/", {"a": "00"}, "take another")
