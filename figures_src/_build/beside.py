"""Work in processes beside this one, on the other cores: forked, so that they know all that this one knows."""

import contextlib
import functools
import gc
import multiprocessing
import os
import sys
import threading
import time

METHOD = "fork" if sys.platform == "linux" else "spawn"


class Process:
    """A process that does `work()` and ends with this one at the latest; where none can be forked, one that has ended."""

    def __init__(self, work):
        context = multiprocessing.get_context(METHOD)
        self._work, (self._pipe, theirs) = work, context.Pipe(duplex=False)
        self._process = context.Process(target=_do, args=(work, theirs, os.getpid()), daemon=True)
        self._begun = METHOD == "fork"
        try:
            if self._begun:
                self._process.start()
        except OSError:
            self._begun = False
        theirs.close()

    def runs(self):
        """Tell whether it is still at work."""
        return self._begun and self._process.is_alive()

    def value(self):
        """Wait for what the work returns; where the process fails, the work is done here."""
        try:
            return self._pipe.recv()
        except (EOFError, OSError):
            return self._work()
        finally:
            self.end()

    def end(self):
        """End the process, whatever it does."""
        if self._begun:
            self._process.kill()
            self._process.join()
        self._pipe.close()


def _do(work, pipe, parent):
    gc.freeze()  # what came with the fork stays, so nobody need look through it for garbage
    when_gone(parent, lambda: os._exit(1))
    with contextlib.suppress(BaseException):  # who asks for the value does the work, and is told
        pipe.send(work())


def spread(function, items):
    """Return `function(item)` for each of the items, in their order, found on all cores."""
    items, count = list(items), cores()

    def part(k):
        return [function(item) for item in items[k::count]]

    others = [Process(functools.partial(part, k)) for k in range(1, count)]
    found = [None] * len(items)
    found[::count] = part(0)
    for k, other in enumerate(others, 1):
        found[k::count] = other.value()
    return found


def when_gone(parent, act):
    """Call `act` when the process `parent`, which has started this one, is gone."""

    def watch():
        while os.getppid() == parent:
            time.sleep(0.5)
        act()

    threading.Thread(target=watch, daemon=True).start()


def cores():
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
