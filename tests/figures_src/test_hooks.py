"""The site build of MkDocs on a miniature project: it swaps in whole sites only, and `serve` shows what is wrong.

What kills, full disks and the like do to it is in test_faults.py.
"""

import contextlib
import os
import re
import shutil
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest

from figures_src._build import style
from tests.project import tree

MKDOCS = ("-m", "mkdocs")
DRIFT = "figures_src/walks/drift.py"


@pytest.fixture(scope="module")
def published(_project):
    """A miniature project with its site built, and the site's files; who changes the project changes it back."""
    _project.reset()
    done = _project.call(*MKDOCS, "build")
    assert done.code == 0, done.err
    return _project, tree(_project.root / "site")


def _stages(project):
    return sorted(p.name for p in project.root.glob(".site-*"))


def test_site_is_whole(published):
    """The site has every page, and every generated file that the builder writes without MkDocs."""
    project, site = published
    assert project.run("--out", project.out).code == 0
    plain = {path: data for path, data in tree(project.out).items() if not path.endswith(".md")}
    assert plain.keys() - site.keys() == set()
    known = style.words(project.root / "site")  # before what the builder writes stands the theme's style
    assert site["assets/site.css"].decode().endswith(style.pruned(plain.pop("assets/site.css").decode(), known))
    bare = {
        path: re.sub(rb'<meta http-equiv="Content-Security-Policy"[^>]*>', b"", data) for path, data in site.items()
    }
    assert [path for path, data in plain.items() if bare[path] != data and path != "build.json"] == []
    assert [path for path in site if path.endswith(".html") and bare[path] == site[path]] == []
    pages = {path.removesuffix(".md") + ".html" for path in tree(project.out) if path.endswith(".md")}
    assert pages - site.keys() == set()
    assert b'src="../figures/faces/faces.dark.svg"' in site["games/dice.html"]
    assert b"katex" in site["figures/drift/index.html"]
    assert _stages(project) == []


def test_failing_figure_leaves_the_site(published):
    """With a fault `mkdocs build` ends with exit code 1, tells it, and leaves the site that stood as it was."""
    project, site = published
    project.edit(DRIFT, "yield Claim(", "1 / 0\n    yield Claim(")
    done = project.call(*MKDOCS, "build")
    project.edit(DRIFT, "1 / 0\n    yield Claim(", "yield Claim(")
    assert done.code == 1
    assert [f[:2] for f in done.faults] == [(DRIFT, "claims")]
    assert "the figures were not built; the faults are listed above" in done.err
    assert "Traceback" not in done.err
    assert tree(project.root / "site") == site
    assert _stages(project) == []


def test_draft_variable_does_not_publish_faults(published):
    """The variable that `serve` sets for its builder is not believed from outside: a build stays strict."""
    project, site = published
    project.edit(DRIFT, "yield Claim(", "1 / 0\n    yield Claim(")
    project.edit("docs/index.md", "# Walks", "# Ways")
    done = project.call(*MKDOCS, "build", MATHNETS_SERVE="1")
    project.edit(DRIFT, "1 / 0\n    yield Claim(", "yield Claim(")
    project.edit("docs/index.md", "# Ways", "# Walks")
    assert done.code == 1
    assert tree(project.root / "site") == site


def test_site_is_the_same_elsewhere(published):
    """The same bytes come out in a folder of another name, in another time zone, locale and order of hashes."""
    project, site = published
    folder = project.root.with_name("zwei Ä")
    shutil.copytree(project.root, folder, ignore=shutil.ignore_patterns("site"))
    project.root, here = folder, project.root
    try:
        done = project.call(
            *MKDOCS,
            "build",
            "-d",
            folder / "öffentlich/www",
            TZ="Asia/Kathmandu",
            LC_ALL="C.UTF-8",
            PYTHONHASHSEED="7",
            SITE_URL="",
            HOME=str(folder),
            SOURCE_DATE_EPOCH="1",
        )
    finally:
        project.root = here
    assert done.code == 0, done.err
    _same(tree(folder / "öffentlich/www"), site)


def _same(one, other):
    assert one.keys() == other.keys()
    assert [path for path in one if one[path] != other[path] and path != "build.json"] == []


def free_port():
    """Return a port on which nothing listens, below those that the system gives to whoever asks for any."""
    for port in range(20_000 + os.getpid() % 10_000, 32_000):
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


def test_serve_follows_edits_and_shows_faults(published):
    """`mkdocs serve` builds an edited figure anew, shows a fault's message in its place, and the figure when mended."""
    project, _ = published
    port = free_port()
    text = (project.root / DRIFT).read_text()
    process = project.start(
        *MKDOCS, "serve", "--no-strict", "-a", f"127.0.0.1:{port}", log=project.root.with_name("log")
    )

    def get(path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=30) as answer:
                return answer.read()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return b""

    try:
        svg = "figures/drift/drift.light.svg"
        before = _wait(lambda: get(svg))
        project.edit(DRIFT, '"blue"', '"red"')
        _wait(lambda: get(svg) not in (b"", before))
        project.edit(DRIFT, '"red"', "1 / 0")
        page = _wait(lambda: b"mn-fault" in (page := get("index.html")) and page)
        assert b"ZeroDivisionError" in page
        assert b"drift.light.svg" not in page
        project.write(DRIFT, text)
        _wait(lambda: b"drift.light.svg" in get("index.html"))
        assert _wait(lambda: get(svg)) == before
    finally:
        project.write(DRIFT, text)
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()
    assert _stages(project) == []


def test_deployment_finds_the_site_in_its_place(tmp_path, monkeypatch):
    """Behind the build the configuration names the site's folder again, where `mkdocs gh-deploy` takes it from."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    monkeypatch.setenv("MATHNETS_SERVE", "")
    monkeypatch.setenv("MATHNETS_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("sys.path", [*sys.path])
    monkeypatch.setattr("signal.signal", lambda *_: None)
    monkeypatch.setattr("os.umask", lambda _: 0o022)
    config = SimpleNamespace(site_dir=str(tmp_path / "site"), markdown_extensions=[])
    from figures_src import _hooks

    _hooks.on_startup("gh-deploy", False)
    _hooks.on_config(config)
    assert config.site_dir != str(tmp_path / "site")
    (Path(config.site_dir) / "index.html").write_text("<head></head>new")
    _hooks.on_post_build(config)
    _hooks.on_shutdown()
    assert config.site_dir == str(tmp_path / "site")
    assert [*tree(config.site_dir)] == ["index.html"] and tree(config.site_dir)["index.html"].endswith(b"</head>new")
    assert {path.partition("/")[0] for path in tree(tmp_path / "cache")} == {"guard"}  # what it keeps, and no scratch


def _wait(condition, seconds=120):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
    return value
