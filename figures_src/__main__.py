"""The builder's command line: `python -m figures_src` builds all figures, with ids only those."""

import os

for _threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ[_threads] = "1"  # one thread a process, one process a core; read when numpy is imported

from figures_src._build import needs  # noqa: E402

if message := needs.python():
    raise SystemExit(message)
try:
    from figures_src._build import project

    os.environ.setdefault("SOURCE_DATE_EPOCH", str(project.epoch()))
    os.environ.setdefault("MPLCONFIGDIR", str(project.cache() / "matplotlib"))
    os.environ["MPLBACKEND"] = "agg"

    from figures_src._build.command import main
except ImportError:
    if message := needs.lacking():
        raise SystemExit(message) from None
    raise

if __name__ == "__main__":
    raise SystemExit(main())
