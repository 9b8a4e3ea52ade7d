"""Tests of the register of published ids; from end to end it is tried in test_build.py."""

import json
from types import SimpleNamespace

import pytest

from figures_src._build import discover, register


@pytest.fixture
def file(tmp_path, monkeypatch):
    """A register of one's own."""
    monkeypatch.setattr(register, "REGISTER", tmp_path / "register.json")
    monkeypatch.setattr(register, "version", lambda: "2.0.0")
    return tmp_path / "register.json"


def script(formerly="()"):
    """Return a script that forwards old ids."""
    return discover.Script(discover.FIGURES / "a/new.py", "a", "new", f'"""It is new."""\nFORMERLY = {formerly}\n')


def test_nothing_is_registered_at_first(file):
    """Without a register nothing can vanish."""
    assert register.read() == {}
    assert list(register.check([script()], {"new"})) == []


def test_registered_id_stands_or_is_forwarded(file):
    """An id that is gone and not forwarded is a fault that says how to forward it."""
    file.write_text(json.dumps({"new": {}, "old": {}, "older": {}}))
    faults = list(register.check([script('("old",)')], {"new"}))
    assert [f.cause for f in faults] == ["the published figure 'older' is gone"]
    assert 'FORMERLY = ("older",)' in faults[0].cure


def test_entry_changes_with_its_data_alone(file):
    """An entry keeps its version until its data change; what is gone stays registered."""
    file.write_text(json.dumps({"a": {"version": "1.0.0", "data_hash": "1"}, "b": {"version": "1.0.0", "data_hash": "1"}}))
    register.write([SimpleNamespace(id="c", data_hash="3"), SimpleNamespace(id="a", data_hash="1"), SimpleNamespace(id="b", data_hash="2")])
    assert register.read() == {
        "a": {"version": "1.0.0", "data_hash": "1"},
        "b": {"version": "2.0.0", "data_hash": "2"},
        "c": {"version": "2.0.0", "data_hash": "3"},
    }
    assert list(register.read()) == ["a", "b", "c"]
    assert file.read_text().endswith("}\n")


def test_register_that_cannot_be_read_is_a_fault(file):
    """What a merge has left in the file is told."""
    file.write_text("<<<<<<< ours\n{}")
    faults = list(register.check([], set()))
    assert [f.where for f in faults] == ["figures_src/register.json"]
