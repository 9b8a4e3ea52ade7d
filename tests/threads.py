"""Holds each test process to one BLAS thread, as the builder does: numbers depend on it, and two threads are slower.

A pytest plugin, named in pyproject.toml before any that imports numpy.
"""

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_threads] = "1"
