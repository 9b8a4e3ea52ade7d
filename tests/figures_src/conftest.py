"""The miniature project for the tests of the builder, and one whole build of it."""

import json
import shutil

import pytest

from tests.project import Project

ADDRESS = "https://example.org/nets"


@pytest.fixture(scope="session")
def _project(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("mini") / "project", tmp_path_factory.mktemp("matplotlib"))
    yield project
    project.close()


@pytest.fixture
def project(_project):
    """A miniature project as it was at first, with an empty cache."""
    _project.reset()
    return _project


@pytest.fixture(scope="session")
def site(_project, tmp_path_factory):
    """The folder of all that a build writes, with a figure that moves and has maps to switch, at a known address."""
    _project.reset()
    _project.figure(
        "moving/rise", title="A line rises step by step.", top="FRAMES = 3\nFPS = 5\n" + _SWITCH, draw=_RISE
    )
    _project.edit("figures_src/moving/rise.py", "draw(fig, result)", "draw(fig, result, frame)")
    _project.show("rise")
    done = _project.run("--out", _project.out, SITE_URL=ADDRESS)
    assert done.code == 0, done.err
    return shutil.copytree(_project.out, tmp_path_factory.mktemp("site") / "out")


@pytest.fixture(scope="session")
def manifest(site):
    """What figures.json of that build says."""
    return json.loads((site / "figures.json").read_text(encoding="utf-8"))


_SWITCH = """from figures_src._kit import Switch


def switch(result):
    maps = np.outer(result["y"] / 9, [0.5, 1]).reshape(2, 5, 1, 2)
    return Switch(maps, ("layer", "head"), ["</script>"], ["<a>", "b"], (1, 2))
"""
_RISE = """ax = fig.subplots()
ax.set(xlim=(0, 9), ylim=(0, 9), ylabel="$y$")
ax.plot(result["y"][: 10 if frame is None else 4 + 3 * frame], color=COLORS.blue)"""
