"""Tests of the pool: who runs when, and what becomes of those that fail; each test starts processes that do little."""

import os
import time

import pytest

from figures_src._build import discover, pool, store, worker
from figures_src._build.faults import Fault


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Run tasks whose work is `build`, on one core; return (records, faults)."""
    monkeypatch.setattr(pool.render, "warm_up", lambda: None)
    monkeypatch.setattr(store, "cache", lambda: tmp_path)

    def run(tasks, build, **options):
        monkeypatch.setattr(worker, "build", lambda task, fresh: build(task))
        return pool.run(tasks, **({"cores": 1} | options))

    return run


class Made(str):
    """A record that says what was made."""

    fresh = ("compute",)


class Found(str):
    """A record of what was in the cache."""

    fresh = ()


def task(name, shared=(), chapter="points", source=""):
    """Return the task of a script of which no more is read than `source`."""
    path = discover.FIGURES / chapter / f"{name}.py"
    script = discover.Script(path, chapter, name.removeprefix("_"), source)
    return worker.Task(script, "key", dict.fromkeys(shared, "key"))


def test_longest_go_first_and_shared_runs_before_all(run, tmp_path):
    """New figures go first, of these films, then what took longest; a shared run goes before any that could need it."""
    log = tmp_path / "log"

    def build(task):
        with log.open("a") as file:
            file.write(task.script.path.stem + "\n")
        return Made()

    seconds = {"figures_src.points.short": 1, "figures_src.points.long": 9, "figures_src.points._run": 0}
    film = task("new_film", source="FRAMES = 9\n")
    run([task("short", ["run"]), task("long"), task("new"), film, task("_run")], build, expected=seconds)
    assert log.read_text().split() == ["_run", "new_film", "new", "long", "short"]


def test_records_are_named_by_module(run):
    """What a worker returns comes back under the name of its module, so that a run and a figure can share an id."""
    records, faults = run([task("dice"), task("_dice")], lambda task: Made(task.script.path.name))
    assert records == {"figures_src.points.dice": "dice.py", "figures_src.points._dice": "_dice.py"}
    assert faults == []


def test_failure_of_a_figure_is_not_that_of_a_run_of_its_name(run):
    """A figure named like a shared run may fail without taking the run's users along."""

    def build(task):
        if task.script.path.name == "dice.py":
            raise Fault(task.script.where, "compute", "no")
        return Made()

    records, faults = run([task("dice"), task("_dice"), task("user", ["dice"])], build)
    assert "figures_src.points.user" in records
    assert [f.where for f in faults] == ["figures_src/points/dice.py"]


def test_whatever_a_worker_raises_is_a_fault(run):
    """An error of the machinery itself, or an answer that can't be sent, is a fault of that figure alone."""

    def build(task):
        if task.script.id == "bad":
            raise MemoryError("too large")
        made = Made("good")
        made.more = (lambda: 0) if task.script.id == "worse" else 1
        return made

    records, faults = run([task("bad"), task("good"), task("worse")], build)
    assert list(records.values()) == ["good"]
    assert [f.where for f in faults] == ["figures_src/points/bad.py", "figures_src/points/worse.py"]
    assert faults[0].cause == "MemoryError: too large"


def test_death_in_the_middle_of_an_answer_is_a_fault(run):
    """A worker that dies while it answers is reported like one that does not answer."""

    class Half(Made):
        def __reduce__(self):
            os._exit(3)

    _, faults = run([task("half")], lambda task: Half())
    assert faults[0].cause == "the process ended without a result (exit code 3)"


def test_late_worker_is_ended_and_the_others_go_on(run):
    """Who takes longer than the limit is ended; the next one takes its core."""

    def build(task):
        time.sleep(600 if task.script.id == "a" else 0)
        return Made()

    start = time.monotonic()
    records, faults = run([task("a"), task("b")], build, limit=5.0)
    assert time.monotonic() - start < 60
    assert list(records) == ["figures_src.points.b"]
    assert [(f.where, f.step) for f in faults] == [("figures_src/points/a.py", "time")]


def test_progress_is_told(run):
    """Each start and each end is told, with the figure's name and how many are done."""
    told = []
    run([task("a"), task("b")], lambda task: Made(), progress=lambda *what: told.append(what))
    assert told == [("a", 0, 2), ("a", 1, 2), ("b", 1, 2), ("b", 2, 2)]


def test_one_process_looks_up_many_figures(run):
    """As long as all is in the cache one process serves; one that has made a figure is not used again."""
    records, _ = run([task("a"), task("b"), task("c")], lambda task: Found(os.getpid()))
    assert len(set(records.values())) == 1
    records, _ = run([task("a"), task("b"), task("c")], lambda task: Made(os.getpid()))
    assert len(set(records.values())) == 3


@pytest.mark.parametrize("end", ["missing", "fault", "death"])
def test_what_fails_among_others_is_tried_alone(run, tmp_path, end):
    """In a process that has looked up other figures nothing is made and nothing is blamed: a new process decides."""
    log = tmp_path / "log"

    def build(task):
        with log.open("a") as file:
            file.write(f"{task.script.id} {os.getpid()}\n")
        if task.script.id != "b":
            return Found()
        if len(log.read_text().split("b ")) == 2:  # the first time
            if end == "death":
                os._exit(3)
            raise worker.Missing if end == "missing" else Fault(task.script.where, "claims", "no")
        return Made()

    records, faults = run([task("a"), task("b"), task("c")], build)
    assert (len(records), faults) == (3, [])
    names, pids = zip(*(line.split() for line in log.read_text().splitlines()), strict=True)
    assert names[:3] == ("a", "b", "b")
    assert pids[0] == pids[1] != pids[2]
