"""Tests of work in other processes: all of it is done once and comes back in order, whatever becomes of a process."""

import os
import subprocess
import sys
import time

import pytest

from figures_src._build import beside, staging


@pytest.fixture(autouse=True)
def _three(monkeypatch):
    monkeypatch.setattr(beside, "cores", lambda: 3)


def test_work_is_shared_and_comes_back_in_order():
    """As many processes as there are cores take part, this one among them; each item is done once."""
    found = beside.spread(lambda item: (item, os.getpid()), range(8))
    assert [item for item, _ in found] == [*range(8)]
    pids = [pid for _, pid in found]
    assert pids[0] == pids[3] == os.getpid()
    assert len(set(pids[:3])) == 3
    assert beside.spread(str, []) == []


@pytest.mark.parametrize("fault", ["error", "death", "answer", "fork", "method"])
def test_what_fails_elsewhere_is_done_here(fault, monkeypatch):
    """A process that raises, dies, can't send its answer, or can't be had leaves its part to this one."""
    here = os.getpid()

    def work(item):
        if os.getpid() == here:
            return item
        if fault == "death":
            os._exit(3)
        if fault == "error":
            raise MemoryError
        return (lambda: 0) if fault == "answer" else -1

    def none():
        raise BlockingIOError

    if fault == "fork":
        monkeypatch.setattr(os, "fork", none)
    if fault == "method":
        monkeypatch.setattr(beside, "METHOD", "spawn")
    assert beside.spread(work, range(7)) == [*range(7)]


@pytest.mark.parametrize("bad", [0, 1])
def test_what_fails_everywhere_is_told(bad):
    """An item that cannot be done raises here what it raises, whosever it was."""
    with pytest.raises(ZeroDivisionError):
        beside.spread(lambda item: 1 // (item - bad), range(3))


def test_process_can_be_ended():
    """A process runs until its work is done or it is ended."""
    process = beside.Process(lambda: time.sleep(600))
    assert process.runs()
    process.end()
    assert not process.runs()


def test_process_ends_with_the_one_that_has_started_it(tmp_path):
    """What a process does stops when the one that it works for was killed."""
    code = """
import os, sys, time
from figures_src._build import beside
process = beside.Process(lambda: (open(sys.argv[1], "w").write(str(os.getpid())), time.sleep(600)))
while not os.path.getsize(sys.argv[1]):
    time.sleep(0.01)
os.kill(os.getpid(), 9)
"""
    file = tmp_path / "pid"
    file.touch()
    subprocess.run([sys.executable, "-c", code, file], check=False, cwd=beside.__file__.partition("figures_src")[0])
    end = time.monotonic() + 60
    while staging.alive(int(file.read_text())):
        assert time.monotonic() < end, "it still runs"
        time.sleep(0.05)
