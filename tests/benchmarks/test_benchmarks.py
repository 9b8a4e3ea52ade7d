"""Tests that every row of the benchmarks runs, that its contestants agree, and what the command prints."""

from importlib import import_module

import numpy as np
import pytest

from tests.benchmarks import __main__ as command
from tests.benchmarks import contestant, harness


def results(row, tmp_path, dtype):
    """Return {contestant: values} of a tiny row, computed in this process, of those whose library is installed."""
    path, found = tmp_path / "data.npz", {}
    np.savez(path, **row.data(**row.TINY))
    for name in harness.CONTESTANTS:
        data = contestant.loaded(np, path, dtype)
        try:
            run = getattr(row, name)(data) if hasattr(row, name) else None
        except ImportError:
            continue
        if run:
            found[name] = {key: np.ravel(value).astype(float) for key, value in row.metric(data, run()).items()}
    return found


def time(**changed):
    """Return what a contestant could have needed."""
    return harness.Time(1.0, 2.0, 50.0, "float64", {"loss": [0.5, 0.25]})._replace(**changed)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("name", harness.ROWS)
def test_contestants_of_a_row_find_the_same(name, dtype, tmp_path):
    """On a tiny row mathnets runs, and whoever else is installed finds what it found, up to the row's tolerance."""
    row = import_module(f"tests.benchmarks.rows.{harness.ROWS[name]}")
    found = {one: time(values=values) for one, values in results(row, tmp_path, dtype).items()}
    assert all(np.isfinite(values).all() and len(values) for values in found["mathnets"].values.values())
    assert harness.disagreements(found, row.TOLERANCE[dtype]) == []


def test_perceptron_of_the_first_row_makes_its_mistakes():
    """W1 is what its docstring says: 1,555 mistakes in 34 epochs, the last one without."""
    from mathnets.perceptron import Perceptron

    row = import_module("tests.benchmarks.rows.perceptron")
    data = row.data(**row.FULL)
    model = Perceptron(fit_intercept=False).fit(data["X"], data["y"])
    assert (model.mistakes_.sum(), model.n_iter_, model.mistakes_[-1]) == (1555, 34, 0)


def test_command_runs_each_contestant_in_its_process(capsys):
    """The command starts the contestants, reads what they answer, and ends with 0 as they agree."""
    arguments = ["W5", "--tiny", "--dtype", "float64", "--rounds", "1", "--starts", "1", "--no-imports"]
    assert command.main(arguments) == 0
    printed = capsys.readouterr().out
    assert "\nW5 float64 1 thread: the paths" in printed
    assert [line.split()[0] for line in printed.splitlines()[4:]] == ["mathnets", "PyTorch", "JAX", "SciPy"]


def test_unfair_row_ends_the_command_with_1(monkeypatch, capsys):
    """A contestant that found something else is named with both values, and the exit code says so."""
    found = {"mathnets": time(), "jax": time(values={"loss": [0.5, 0.26]})}
    monkeypatch.setattr(harness, "race", lambda name, **options: found)
    assert command.main(["W2", "--dtype", "float64", "--no-imports"]) == 1
    assert "unfair: loss is 0.25 with mathnets and 0.26 with jax" in capsys.readouterr().out


@pytest.mark.parametrize(
    "values, differ",
    [
        ({"loss": [0.5, 0.25]}, False),
        ({"loss": [0.5, 0.25 * (1 + 1e-7)]}, False),
        ({"loss": [0.5, 0.25 * (1 + 1e-5)]}, True),
        ({"loss": [0.5, float("nan")]}, True),
        ({"another": [3.0]}, False),
    ],
)
def test_only_values_beyond_the_tolerance_are_unfair(values, differ):
    """Values of the same name are compared relatively; one that is no number never agrees."""
    assert bool(harness.disagreements({"mathnets": time(), "scipy": time(values=values)}, 1e-6)) == differ


def test_library_that_is_missing_is_left_out_with_its_cure():
    """A contestant without its library has a line that says how to install it."""
    row = import_module("tests.benchmarks.rows.training")
    lines, missed = command.table({"mathnets": time(), "pytorch": None}, row)
    assert "PyTorch eager  is not installed and left out; for all peers: pip install" in lines[-1]
    assert missed == []


def test_table_shows_ratios_and_the_aims_that_were_missed():
    """Ratios are mathnets over the peer; an aim counts as missed above it, and memory above its limit."""
    row = import_module("tests.benchmarks.rows.training")
    found = {"mathnets": time(megabytes=120.0), "pytorch": time(warm=20.0), "jax": time(warm=1.0, whole=8.0)}
    lines, missed = command.table(found, row)
    assert lines[2].split()[3:5] == ["0.050", "0.08"] and lines[3].split()[-2] == "0.250"
    assert missed == ["1.000 of JAX jit, aim 0.8", "120 MB, aim 100"]
