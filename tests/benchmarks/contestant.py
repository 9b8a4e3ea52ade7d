"""The process of one contestant: imports its library, computes a row once, and then again whenever it is asked.

    python -m tests.benchmarks.contestant ROW NAME DTYPE CLOCK DATA

It prints one line of JSON when it has computed the row for the first time, and one for each line that it reads. What
comes before a row's numbers (making and loading the data) is not timed; importing, setting up and computing are.
"""

import json
import resource
import sys
import time
from importlib import import_module

CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}
MILLISECONDS = 100  # computed again and again for so long when asked: the best counts


def main(row, name, dtype, clock, path):
    """Compute, answer, wait, and do it again until the input ends."""
    clock = CLOCKS[clock]
    begin = clock()
    import numpy as np

    imported = clock() - begin
    row = import_module(f"tests.benchmarks.rows.{row}")
    data = loaded(np, path, dtype)
    begin = clock()
    try:
        run = getattr(row, name)(data)
    except ImportError as error:
        answer(missing=str(error))
        return
    result = run()
    whole = imported + clock() - begin
    values = {key: np.asarray(value, float).ravel().tolist() for key, value in row.metric(data, result).items()}
    answer(whole=whole, values=values, dtype=dtype_of(np, result), megabytes=peak())
    for _ in sys.stdin:
        answer(seconds=best(run, clock), megabytes=peak())


def loaded(np, path, dtype):
    """Return the data of a row: arrays of floats in the given type, and plain numbers."""
    with np.load(path) as file:
        arrays = {key: file[key] for key in file}
    return {
        key: value.item() if value.ndim == 0 else value.astype(dtype) if value.dtype.kind == "f" else value
        for key, value in arrays.items()
    }


def dtype_of(np, result):
    """Return the type of the numbers in which a row's result came, for the reader to see."""
    first = result[0] if isinstance(result, list | tuple) else result
    return dtype_of(np, first) if isinstance(first, list | tuple) else str(np.asarray(first).dtype)


def best(run, clock):
    """Return the least time of a run, in seconds, of as many as fit into a moment, and one at least."""
    least, end = float("inf"), clock() + MILLISECONDS / 1000
    while True:
        begin = clock()
        run()
        now = clock()
        least = min(least, now - begin)
        if now > end:
            return least


def peak():
    """Return the most memory that the process has had, in megabytes."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def answer(**found):
    """Print one line of JSON."""
    print(json.dumps(found), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
