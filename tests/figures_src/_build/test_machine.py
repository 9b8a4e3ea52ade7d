"""Tests of what is recorded of the machine: that it is true, and that results of another machine are not taken for its own."""

import json
import os
import platform
import subprocess
import sys

import pytest

from figures_src._build import machine, sensitivity
from figures_src._build.project import ROOT

CODE = "import json; from figures_src._build import keys, machine; print(json.dumps([machine.facts(), keys.environment()]))"


def told(first="", **more):
    """Return the facts, and the hash of the environment, in a process of its own that has run `first`."""
    environment = {k: v for k, v in os.environ.items() if k not in ("NPY_DISABLE_CPU_FEATURES", "OPENBLAS_CORETYPE")} | more
    done = subprocess.run([sys.executable, "-c", first + CODE], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_build_tells_the_machine(project):
    """build.json names the kind of processor, what numpy uses of it, and the library and kernel of its matrix products."""
    assert project.run("--out", project.out).code == 0
    facts = json.loads((project.out / "build.json").read_text())["machine"]
    assert facts == machine.facts()
    assert facts["processor"] == platform.machine()
    assert all(blas["library"] and blas["version"] for blas in facts["blas"])


def test_what_else_is_loaded_changes_nothing():
    """A process that has loaded another library with kernels of its own, as scipy, is the same environment."""
    (facts, key), (others, other) = told(), told("import scipy.linalg; ")
    assert (facts, key) == (others, other)
    assert len(facts["blas"]) <= 1


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="the kernels that differ are those of x86-64")
def test_another_processor_is_another_environment():
    """An older processor is told as what it is, and shares no entry of the cache with this one."""
    (here, key), (older, other) = told(), told(**sensitivity.environment("baseline"))
    assert older["numpy_features"] == []
    if here["numpy_features"]:
        assert key != other
        assert [blas["kernel"] for blas in older["blas"]] != [blas["kernel"] for blas in here["blas"]]
