"""Times the contestants of a row in turn, each in a process of its own, and checks that they found the same."""

import contextlib
import json
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import numpy as np

ROOT = Path(__file__).parents[2]
ROWS = {
    "W1": "perceptron",
    "W2": "training",
    "W2b": "trainings",
    "W3": "digits",
    "W4": "loss_slice",
    "W5": "paths",
    "W5b": "endpoints",
    "W6": "distances",
    "W7": "neighbors",
    "W8": "transformer",
}
CONTESTANTS = ("mathnets", "pytorch", "jax", "sklearn", "scipy")  # a row has those that it defines a function for
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NPROC")


class Time(NamedTuple):
    """What one contestant needed for a row, the least of all rounds.

    Attributes:
        warm: seconds to compute it once more.
        whole: seconds in a fresh process, from importing numpy to the first result.
        megabytes: the most memory of its process.
        dtype: of its result.
        values: what it found, {name: numbers}.
    """

    warm: float
    whole: float
    megabytes: float
    dtype: str
    values: dict


def race(name, *, dtype="float64", threads=1, clock="wall", rounds=5, starts=2, tiny=False):
    """Return {contestant: `Time`} of the row `name`, None for a contestant whose library is not installed.

    In each round every contestant computes in turn, so that a slow moment of the machine strikes all of them. The clock
    "wall" is that on the wall; "cpu" counts the time on the processors alone, of all threads together.
    """
    module = ROWS[name]
    row = import_module(f"tests.benchmarks.rows.{module}")
    names = [contestant for contestant in CONTESTANTS if hasattr(row, contestant)]
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        path = Path(folder, "data.npz")
        np.savez(path, **row.data(**(row.TINY if tiny else row.FULL)))
        found, processes = dict.fromkeys(names), {}
        for _ in range(starts):
            for one in names:
                if one in processes:
                    processes.pop(one).close()
                process = _Process([module, one, dtype, clock, path], threads)
                stack.callback(process.close)
                first = process.read()
                if "missing" in first:
                    continue
                processes[one] = process
                before = found[one].whole if found[one] else float("inf")
                found[one] = Time(
                    float("inf"), min(before, first["whole"]), first["megabytes"], first["dtype"], first["values"]
                )
        for _ in range(rounds):
            for one, process in processes.items():
                again = process.run()
                found[one] = found[one]._replace(
                    warm=min(found[one].warm, again["seconds"]), megabytes=again["megabytes"]
                )
    return found


def disagreements(found, tolerance):
    """Return a line for each value of a contestant that differs from mathnets' by more than `tolerance`, relatively."""
    lines, ours = [], found["mathnets"].values
    for name, time in found.items():
        for key, values in time.values.items() if time else ():
            if key not in ours:
                continue
            own, other = np.array(ours[key]), np.array(values)
            gap = np.abs(own - other) / np.maximum(np.abs(own), 1e-300)
            gap[own == other] = 0
            if not (gap <= tolerance).all():
                worst = int(np.argmax(np.where(np.isnan(gap), np.inf, gap)))
                lines.append(
                    f"unfair: {key} is {own[worst]:.9g} with mathnets and {other[worst]:.9g} with {name}, "
                    f"which differ by {gap[worst]:.1e}; at most {tolerance:.0e} is the same"
                )
    return lines


def environment(threads):
    """Return the variables of a process that may use so many threads, whatever its library."""
    own = dict.fromkeys(THREADS, str(threads)) | {"JAX_PLATFORMS": "cpu", "JAX_ENABLE_X64": "1"}
    if threads == 1:
        own["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"
    return dict(os.environ) | own


class _Process:
    """A contestant's process, which computes whenever it gets a line."""

    def __init__(self, arguments, threads):
        self._name = f"{arguments[1]} in {arguments[0]}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.contestant", *map(str, arguments)],
            cwd=ROOT,
            env=environment(threads),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read(self):
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._name} stopped with exit code {self._process.wait()}; its error stands above")
        return json.loads(line)

    def run(self):
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self.read()

    def close(self):
        if not self._process.stdin.closed:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
            self._process.stdout.close()
            self._process.wait()


def import_times(rounds=5):
    """Return {what: seconds} to import numpy, `mathnets`, and all its modules, each in a fresh process, the least."""
    modules = ", ".join(
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in sorted((ROOT / "mathnets").rglob("*.py"))
        if not path.name.startswith("_")
    )
    codes = {"numpy": "import numpy", "mathnets": "import numpy, mathnets", "every module": f"import numpy, {modules}"}
    found = dict.fromkeys(codes, float("inf"))
    for _ in range(rounds):
        for what, code in codes.items():
            timed = f"import time; begin = time.perf_counter(); {code}; print(time.perf_counter() - begin)"
            done = subprocess.run([sys.executable, "-c", timed], cwd=ROOT, capture_output=True, text=True, check=True)
            found[what] = min(found[what], float(done.stdout))
    return found
