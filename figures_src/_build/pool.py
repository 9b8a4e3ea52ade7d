"""Runs the workers: one process a figure, one figure a core, shared runs first, none longer than its time."""

import multiprocessing
import os
import signal
import sys
import threading
import time
from multiprocessing.connection import wait

from figures_src._build import render, store, worker
from figures_src._build.faults import SPACE, Fault

METHOD = "fork" if sys.platform == "linux" else "spawn"


def _outlive(parent):
    """End this process and its children when the builder is gone, so that a killed build leaves nothing running."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os.killpg(os.getpgid(0), signal.SIGKILL)


def _child(pipe, task, parent):
    if hasattr(os, "setsid"):
        os.setsid()  # so that a figure's own children can be ended with it
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_outlive, args=(parent,), daemon=True).start()
    try:
        pipe.send(worker.build(task))
    except Fault as fault:
        pipe.send(fault)
    except BaseException as error:  # whatever a script does must reach the report
        cure = SPACE if isinstance(error, OSError) else "build again; if that does not help, delete {}"
        pipe.send(Fault(task.script.where, "build", f"{type(error).__name__}: {error}", cure.format(store.cache())))
    finally:
        pipe.close()


def _end(process):
    """Kill a worker and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (AttributeError, OSError):
        process.kill()
    process.join()


def run(tasks, *, cores=None, limit=600.0, expected=None, progress=lambda *_: None):
    """Build all `tasks`; return (records by id and kind, faults).

    Tasks wait for the shared runs that they need; of the others the one that took longest last time (`expected`
    seconds by module) goes first, and before them what was never built, films first of all. A worker that takes more
    than `limit` seconds is ended.
    """
    cores = cores or (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    context = multiprocessing.get_context(METHOD)
    new = sum(not (store.cache() / "compute" / task.key).exists() for task in tasks)
    if METHOD == "fork" and new > 3:
        render.warm_up()
    expected = expected or {}
    waiting = sorted(tasks, key=lambda t: (not t.script.shared, -expected.get(t.script.module, _unknown(t)), t.script.where))
    records, faults, running = {}, [], {}
    done, failed = set(), set()  # shared runs
    try:
        while waiting or running:
            for task in [t for t in waiting if len(running) < cores]:
                needs = {(task.script.chapter, name) for name in task.shared}
                if needs & failed:
                    waiting.remove(task)
                    faults.append(starved(task.script))
                elif needs <= done and len(running) < cores:
                    waiting.remove(task)
                    ours, theirs = context.Pipe(duplex=False)
                    process = context.Process(target=_child, args=(theirs, task, os.getpid()), daemon=True)
                    process.start()
                    theirs.close()
                    running[ours] = (task, process, time.monotonic())
                    progress(task.script.id, len(records), len(tasks))
            for pipe in wait(list(running), timeout=0.5) or _late(running, limit):
                task, process, start = running.pop(pipe)
                outcome = _outcome(pipe, task, process, start, limit)
                if isinstance(outcome, Fault):
                    faults.append(outcome)
                else:
                    records[task.script.module] = outcome
                if task.script.shared:
                    (failed if isinstance(outcome, Fault) else done).add((task.script.chapter, task.script.id))
                progress(task.script.id, len(records), len(tasks))
    finally:
        for _, process, _ in running.values():
            _end(process)
    return records, sorted(faults, key=lambda f: f.where)


def _unknown(task):
    """Return the seconds to expect of a figure that was never built: more than of any that was, most of a film."""
    return 1e9 + task.script.setting("FRAMES", 0)


def starved(script):
    """Return the fault of a figure whose shared run is broken."""
    return Fault(script.where, "compute", "the shared run that it needs has failed", "mend that; this waits for it")


def _late(running, limit):
    return [pipe for pipe, (_, _, start) in running.items() if time.monotonic() - start > limit]


def _outcome(pipe, task, process, start, limit):
    if not pipe.poll() and time.monotonic() - start > limit:
        _end(process)
        return Fault(
            task.script.where,
            "time",
            f"no result after {limit:g} seconds; the process was ended",
            "make the run smaller, or declare it a long run",
        )
    try:
        outcome = pipe.recv()
    except (EOFError, OSError):  # it ended before, or while, it answered
        process.join()
        outcome = Fault(
            task.script.where,
            "build",
            f"the process ended without a result (exit code {process.exitcode})",
            "look for os._exit, a crash in a compiled library, or too little memory",
        )
    finally:
        pipe.close()
    _end(process)
    return outcome
