"""Runs the workers: a process for each figure that is made, one figure a core, shared runs first, none over its time."""

import contextlib
import gc
import multiprocessing
import os
import signal
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from figures_src._build import beside, render, store, worker
from figures_src._build.faults import SPACE, Fault


def _child(pipe, parent):
    """Build what comes through the pipe, and say with each outcome whether this process takes another.

    It does as long as all was in the cache. One that has run or drawn a figure ends; and one that has looked figures up
    makes none and blames none, but hands the task back (None) for a process of its own. So nothing that a script leaves
    behind reaches another.
    """
    if hasattr(os, "setsid"):
        os.setsid()  # so that a figure's own children can be ended with it
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    beside.when_gone(parent, lambda: os.killpg(os.getpgid(0), signal.SIGKILL))  # so that a killed build leaves nothing running
    gc.freeze()  # what came with the fork stays, so nobody need look through it for garbage
    gc.set_threshold(50_000, 50, 50)  # a drawing is many small objects that live until it is written
    fresh = True
    while True:
        task = pipe.recv()
        try:
            outcome = worker.build(task, fresh=fresh)
            pipe.send((outcome, not outcome.fresh))
            fresh = False
        except BaseException as error:  # whatever a script does must reach the report
            pipe.send((_fault(task, error) if fresh else None, False))


def _fault(task, error):
    if isinstance(error, Fault):
        return error
    cure = SPACE if isinstance(error, OSError) else "build again; if that does not help, delete {}"
    return Fault(task.script.where, "build", f"{type(error).__name__}: {error}", cure.format(store.cache()))


@dataclass
class _Worker:
    """A process, the pipe to it, the task that it has, and since when."""

    process: multiprocessing.Process
    pipe: Connection
    task: worker.Task | None = None
    start: float = 0.0
    fresh: bool = True

    @classmethod
    def begin(cls, context):
        """Start a process that waits for its first task."""
        ours, theirs = context.Pipe()
        process = context.Process(target=_child, args=(theirs, os.getpid()), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def give(self, task):
        """Send a task, and note the time."""
        self.fresh = self.task is None
        self.task, self.start = task, time.monotonic()
        with contextlib.suppress(OSError):  # it has ended meanwhile: `outcome` tells
            self.pipe.send(task)

    def late(self, limit):
        """Tell whether the task has taken more than its time."""
        return time.monotonic() - self.start > limit

    def outcome(self, limit):
        """Return what became of the task, a record, a `Fault` or None, and whether the process takes another."""
        if not self.pipe.poll() and self.late(limit):
            cause = f"no result after {limit:g} seconds; the process was ended"
            return Fault(self.task.script.where, "time", cause, "make the run smaller, or declare it a long run"), False
        try:
            return self.pipe.recv()
        except (EOFError, OSError):  # it ended before, or while, it answered
            if not self.fresh:
                return None, False
            self.process.join()
            cause = f"the process ended without a result (exit code {self.process.exitcode})"
            cure = "look for os._exit, a crash in a compiled library, or too little memory"
            return Fault(self.task.script.where, "build", cause, cure), False

    def end(self):
        """Kill the process and all that it started."""
        self.pipe.close()
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except (AttributeError, OSError):
            self.process.kill()
        self.process.join()


def run(tasks, *, cores=None, limit=600.0, expected=None, progress=lambda *_: None):
    """Build all `tasks`; return (records by id and kind, faults).

    Tasks wait for the shared runs that they need; of the others the one that took longest last time (`expected`
    seconds by module) goes first, and before them what was never built, films first of all. A worker that takes more
    than `limit` seconds is ended.
    """
    cores = cores or beside.cores()
    context = multiprocessing.get_context(beside.METHOD)
    new = sum(not (store.cache() / "compute" / task.key).exists() for task in tasks if task.formats)
    if beside.METHOD == "fork" and new > 3:
        render.warm_up()
    expected = expected or {}
    waiting = sorted(tasks, key=lambda t: (not t.script.shared, -expected.get(t.script.module, _unknown(t)), t.script.where))
    records, faults, busy, idle = {}, [], {}, []
    done, failed = set(), set()  # shared runs
    try:
        while waiting or busy:
            for task in [t for t in waiting if len(busy) < cores]:
                needs = {(task.script.chapter, name) for name in task.shared}
                if needs & failed:
                    waiting.remove(task)
                    faults.append(starved(task.script))
                elif needs <= done and len(busy) < cores:
                    waiting.remove(task)
                    hand = idle.pop() if idle else _Worker.begin(context)
                    hand.give(task)
                    busy[hand.pipe] = hand
                    progress(task.script.id, len(records), len(tasks))
            for pipe in wait(list(busy), timeout=0.5) or [p for p, hand in busy.items() if hand.late(limit)]:
                hand = busy.pop(pipe)
                outcome, free = hand.outcome(limit)
                idle.append(hand) if free else hand.end()
                task, module = hand.task, hand.task.script.module
                if outcome is None:
                    waiting.insert(0, task)
                    continue
                if isinstance(outcome, Fault):
                    faults.append(outcome)
                else:
                    records[module] = outcome
                if task.script.shared:
                    (failed if isinstance(outcome, Fault) else done).add((task.script.chapter, task.script.id))
                progress(task.script.id, len(records), len(tasks))
    finally:
        for hand in [*busy.values(), *idle]:
            hand.end()
    return records, sorted(faults, key=lambda f: f.where)


def _unknown(task):
    """Return the seconds to expect of a figure that was never built: more than of any that was, most of a film."""
    return 1e9 + task.script.setting("FRAMES", 0)


def starved(script):
    """Return the fault of a figure whose shared run is broken."""
    return Fault(script.where, "compute", "the shared run that it needs has failed", "mend that; this waits for it")
