"""Tests of the script to start from."""

import pytest

from figures_src._build import starter
from tests.project import tree


def test_starter_builds(project):
    """`new` writes a script that builds at once, in a new chapter too, and says what to do next."""
    done = project.run("new", "games/my_figure")
    assert done.code == 0
    assert "figures_src/games/my_figure.py is written" in done.out
    assert "![[my_figure]]" in done.out
    done = project.quick("my_figure")
    assert done.code == 0, done.err
    assert done.fresh == {"my_figure": ["compute", "draw"]}
    project.edit("docs/games/dice.md", "# Dice\n", "# Dice\n\n![[my_figure]]\n")
    text = (project.root / "figures_src/games/my_figure.py").read_text()
    key = text.partition("Reference: ")[2].split()[0]
    assert [f[2] for f in project.quick().faults] == [f"{key!r} is not in references.bib"]  # it is in the project's


def test_starter_names_a_reference_of_the_project():
    """The reference that the starter names exists."""
    from figures_src._build import cite

    assert starter.SCRIPT.partition("Reference: ")[2].split()[0] in cite.bibliography()


@pytest.mark.parametrize(
    "names",
    [(), ("my_figure",), ("a/b/c",), ("Games/a",), ("games/My",), ("games/a b",), ("../a",), ("_build/a",), ("a/1b",),
     ("a/b.py",), ("a/b", "a/c"), ("a/new",), ("a/",)],
)  # fmt: skip
def test_bad_name_is_refused(project, names):
    """A name that is no chapter and id is refused with an example, and nothing is written."""
    before = tree(project.root)
    done = project.run("new", *names)
    assert done.code == 1
    assert "new needs one name CHAPTER/ID" in done.err
    assert "for example: new perceptron/my_figure" in done.err
    assert tree(project.root) == before


def test_taken_name_is_refused(project):
    """An id that another chapter has is refused, and the script that stands there stays as it is."""
    before = tree(project.root)
    for name in ("walks/drift", "games/drift"):
        done = project.run("new", name)
        assert done.code == 1
        assert done.err == "the id 'drift' is taken by figures_src/walks/drift.py; choose another\n"
    assert tree(project.root) == before
