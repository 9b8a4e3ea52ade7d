"""How this machine rounds: what of its processor the last digits of a result depend on. It is recorded, and not set."""

import functools
import platform
from pathlib import Path

import numpy as np
from numpy._core import _multiarray_umath as cpu
from threadpoolctl import threadpool_info


def features():
    """Return what this processor can beyond numpy's baseline, under the names by which numpy switches it off."""
    return [name for name in cpu.__cpu_dispatch__ if cpu.__cpu_features__.get(name)]


@functools.cache
def facts():
    """Return what build.json says: the kind of processor, what numpy uses of it, and the kernels of matrix products."""
    blas = [each for each in threadpool_info() if each["user_api"] == "blas"]
    beside = str(Path(np.__file__).resolve().parent)  # numpy brings its own; what others have loaded multiplies nothing here
    blas = [each for each in blas if each["filepath"].startswith(beside)] or blas
    names = {"library": "internal_api", "version": "version", "kernel": "architecture"}
    return {
        "processor": platform.machine(),
        "numpy_features": features(),
        "blas": [{name: each.get(key) for name, key in names.items()} for each in blas],
    }
