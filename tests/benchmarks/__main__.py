"""The command that compares mathnets with its peers: `python -m tests.benchmarks`.

It prints for each row how long mathnets and its peers take, warm and in a fresh process, and the ratios. Exit code 1
says that a row is unfair: that a contestant did not find what mathnets found.
"""

import argparse
import platform
import sys
from importlib import import_module, metadata

from tests.benchmarks import harness

TITLES = {
    "mathnets": "mathnets",
    "pytorch": "PyTorch eager",
    "jax": "JAX jit",
    "sklearn": "scikit-learn",
    "scipy": "SciPy",
}
PACKAGES = {"pytorch": "torch", "jax": "jax", "sklearn": "scikit-learn", "scipy": "scipy"}
INSTALL = "pip install --require-hashes --only-binary :all: -r requirements/benchmark.txt"
MEMORY = 100  # megabytes
IMPORT = 0.02  # seconds over numpy's


def main(arguments=None):
    """Run what the command line asks for; return the exit code."""
    options = _options(arguments)
    print(_versions())
    unfair, missed = [], []
    for name in options.rows:
        for dtype in options.dtype:
            for threads in options.threads:
                found = harness.race(
                    name,
                    dtype=dtype,
                    threads=threads,
                    clock=options.clock,
                    rounds=options.rounds,
                    starts=options.starts,
                    tiny=options.tiny,
                )
                row = import_module(f"tests.benchmarks.rows.{harness.ROWS[name]}")
                where = f"{name} {dtype} {threads} thread{'s' * (threads > 1)}"
                lines, over = table(found, row)
                differing = harness.disagreements(found, row.TOLERANCE[dtype])
                print(f"\n{where}: {row.__doc__.splitlines()[0].split(': ', 1)[1]}", *lines, *differing, sep="\n")
                missed += [f"{where}: {line}" for line in over]
                unfair += differing
    if options.imports:
        missed += _imports(options.rounds)
    if not options.tiny:
        print("\nAims that were missed:" if missed else "\nEvery aim was met.", *missed, sep="\n  ")
    return 1 if unfair else 0


def _options(arguments):
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.partition("\n\n")[2])
    parser.add_argument("rows", nargs="*", metavar="ROW", help=f"of {', '.join(harness.ROWS)}; all of them if none")
    parser.add_argument("--dtype", nargs="+", choices=["float64", "float32"], default=["float64", "float32"])
    parser.add_argument("--threads", nargs="+", type=int, default=[1], help="threads of each contestant, such as 1 2")
    parser.add_argument(
        "--clock", choices=["wall", "cpu"], default="wall", help="cpu for one thread on a machine that others use too"
    )
    parser.add_argument("--rounds", type=int, default=5, help="the least time of so many counts")
    parser.add_argument("--starts", type=int, default=2, help="fresh processes of each contestant")
    parser.add_argument("--tiny", action="store_true", help="the rows at a size at which times say nothing")
    parser.add_argument("--imports", action=argparse.BooleanOptionalAction, default=True, help="time imports too")
    options = parser.parse_args(arguments)
    unknown = [row for row in options.rows if row not in harness.ROWS]
    if unknown or min(*options.threads, options.rounds, options.starts, 1) < 1:
        parser.error(f"rows need to be of {', '.join(harness.ROWS)}, and numbers 1 or more; got {unknown or 0}")
    options.rows = options.rows or list(harness.ROWS)
    return options


def _versions():
    """Return what runs, a line."""
    found = []
    for package in ("numpy", *PACKAGES.values()):
        try:
            found.append(f"{package} {metadata.version(package)}")
        except metadata.PackageNotFoundError:
            found.append(f"no {package}")
    return (
        f"Python {platform.python_version()}, {', '.join(found)}. Ratios are mathnets over the other, of least times."
    )


def table(found, row):
    """Return the lines of the table of a row, and a line for each aim that was missed."""
    ours, missed = found["mathnets"], []
    lines = [f"  {'':15}{'warm s':>9}{'ratio':>8}{'aim':>7}   {'with import s':>13}{'ratio':>8}{'MB':>7}"]
    for name, time in found.items():
        if time is None:
            lines.append(f"  {TITLES[name]:15}is not installed and left out; for all peers: {INSTALL}")
            continue
        ratio, aim = ours.warm / time.warm, row.AIMS.get(name)
        shares = ["", "", ""] if time is ours else [f"{ratio:.3f}", aim or "", f"{ours.whole / time.whole:.3f}"]
        line = f"  {TITLES[name]:15}{time.warm:9.4f}{shares[0]:>8}{shares[1]:>7}   {time.whole:13.3f}{shares[2]:>8}"
        lines.append(f"{line}{time.megabytes:7.0f}" + f"   in {time.dtype}" * (time.dtype != ours.dtype))
        if time is not ours and aim is not None and ratio > aim:
            missed.append(f"{ratio:.3f} of {TITLES[name]}, aim {aim}")
    if ours.megabytes > MEMORY and not row.LARGE:
        missed.append(f"{ours.megabytes:.0f} MB, aim {MEMORY}")
    return lines, missed


def _imports(rounds):
    """Print how long the imports take; return a line if they take too long."""
    seconds = harness.import_times(rounds)
    print("\nImport, fresh process: " + ", ".join(f"{what} {time:.4f} s" for what, time in seconds.items()))
    over = seconds["mathnets"] - seconds["numpy"]
    return [f"import of mathnets: {over:.4f} s over numpy's, aim {IMPORT}"] if over > IMPORT else []


if __name__ == "__main__":
    sys.exit(main())
