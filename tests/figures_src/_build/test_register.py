"""Tests of the register of released figures; how a release fills it is in test_release.py."""

import zipfile

import pytest

from figures_src._build import discover, register, store
from figures_src._build.register import Version


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A register of one's own, with an archive folder beside it."""
    monkeypatch.setattr(register, "REGISTER", tmp_path / "figures_src/register.json")
    monkeypatch.setattr(register, "RELEASED", tmp_path / "figures_src/_released")
    (tmp_path / "figures_src").mkdir()
    return tmp_path / "figures_src/register.json"


def script(formerly="()"):
    """Return a script that forwards old ids."""
    return discover.Script(discover.FIGURES / "a/new.py", "a", "new", f'"""It is new."""\nFORMERLY = {formerly}\n')


def archived(id_, version="1.0.0", data_hash="0123456789abcdef" * 4):
    """Return a version whose archive stands where it has to."""
    bare = Version(id_, version, "2020-02-29", data_hash)
    bare.path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(bare.path, "w") as archive:
        archive.writestr("a.txt", version)
    return Version(id_, version, "2020-02-29", data_hash, store.sha256(bare.path))


def test_nothing_is_registered_at_first(file):
    """Without a register nothing can vanish."""
    assert register.read() == register.known() == ({}, {})
    assert list(register.check([script()], {"new"})) == []


def test_what_is_written_is_read(file):
    """Releases and versions come back in their order, figures in the order of their ids; the file ends with a line."""
    versions = [archived("b", data_hash="1" * 64), archived("b", "2.0.0", "2" * 64)]
    releases = {"1.0.0": "2020-02-29", "0.9.0": "2020-03-01"}
    register.write(releases, {"b": versions, "a": [archived("a")]})
    assert register.read() == (releases, {"a": [archived("a")], "b": versions})
    assert list(register.read()[1]) == ["a", "b"]
    assert file.read_text().endswith("}\n")
    assert not list(file.parent.glob(".*"))
    assert list(register.check([], {"a", "b"})) == []


def test_version_knows_its_places(file):
    """A version stands in a folder named by its hash, which its archive bears too."""
    version = archived("drift")
    assert version.html == "figures/drift/0123456789abcdef/index.html"
    assert version.where == "figures_src/_released/drift/0123456789abcdef.zip"
    assert (version.day.year, version.day.month, version.day.day) == (2020, 2, 29)
    assert version.files() == {"a.txt": b"1.0.0"}


def test_registered_id_stands_or_is_forwarded(file):
    """An id that is gone and not forwarded is a fault that says how to forward it."""
    register.write({}, {"new": [], "old": [], "older": []})
    faults = list(register.check([script('("old",)')], {"new"}))
    assert [f.cause for f in faults] == ["the published figure 'older' is gone"]
    assert 'FORMERLY = ("older",)' in faults[0].cure


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (lambda path: path.unlink(), "missing"),
        (lambda path: path.write_bytes(b""), "damaged"),
        (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"x"), "damaged"),
    ],
)
def test_archive_that_is_not_as_it_was_is_a_fault(file, harm, what):
    """Each version's archive is held against its hash, also of a figure that now has another id."""
    good, bad = archived("new"), archived("old")
    register.write({"1.0.0": "2020-02-29"}, {"new": [good], "old": [bad]})
    assert list(register.check([script('("old",)')], {"new"})) == []
    harm(bad.path)
    (fault,) = register.check([script('("old",)')], {"new"})
    assert fault.where == bad.where
    assert fault.cause == f"the archive of 'old' as released in 1.0.0 is {what}"
    assert fault.cure == f"git checkout -- {bad.where}"


def test_archive_of_no_release_is_a_fault(file):
    """What an interrupted release has left is told, with what to do."""
    stray = archived("new")
    (fault,) = register.check([], {"new"})
    assert (fault.where, fault.step) == (stray.where, "leftover")
    assert "run it again; or delete it" in fault.cure


@pytest.mark.parametrize(
    "text",
    ["<<<<<<< ours\n{}", "[]", "{}", '{"releases": [], "figures": []}', '{"releases": [1], "figures": {}}',
     '{"releases": [], "figures": {"a": [{"version": "1"}]}}', '{"releases": [], "figures": {"a": [{"colour": 1}]}}'],
)  # fmt: skip
def test_register_that_cannot_be_read_is_a_fault(file, text):
    """What a merge has left in the file, or another form of it, is told; it counts as empty where nothing can be told."""
    file.write_text(text)
    assert [f.where for f in register.check([], set())] == ["figures_src/register.json"]
    assert register.known() == ({}, {})


def test_replacing_leaves_no_draft(file):
    """A file is replaced whole, in a new folder too."""
    path = file.parent / "deep/er/x.json"
    register.replace(path, b"one")
    register.replace(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]
