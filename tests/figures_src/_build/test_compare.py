"""Tests of the comparison with another revision: what was added, what is gone, which numbers and claims moved."""

import subprocess

import numpy as np
import pytest

from figures_src._build import compare

BUILDER = "from figures_src._build import compare; raise SystemExit(compare.main({!r}))"


def claim(text, measured=1.0, verdict=None, runs=1):
    """Return a claim as figures.json has it."""
    return {"text": text, "measured": measured, "low": measured, "high": measured, "runs": runs, "verdict": verdict}


def git(root, *arguments):
    """Run git in a project, as somebody."""
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def test_differences_from_a_revision_are_on_one_page(project):
    """A figure that changed, one that is new and one that is gone are on the page, what is the same is not."""
    project.figure("walks/old", title="An old line.")
    project.show("old")
    git(project.root, "init", "-q")
    git(project.root, "add", "-A")
    git(project.root, "commit", "-qm", "before")
    project.figure("walks/young", title="A young line.")
    (project.root / "figures_src/walks/old.py").unlink()
    project.show("young")
    project.edit("figures_src/dice/_throws.py", "SEED = 0", "SEED = 1")
    done = project.call("-c", BUILDER.format("HEAD"))
    assert done.code == 0, done.err
    page = (project.cache / "compare/index.html").read_text()
    assert "3 of them" in page
    assert '<a href="#faces">faces</a>,' in page
    assert "(new)" in page and "(gone)" in page
    assert "drift" not in page
    assert "<code>count</code>" in page
    assert "Each face comes up at least 120 times" in page
    for side in compare.SIDES:
        picture = f"{side}/figures/faces/faces.light.svg"
        assert f'src="{picture}"' in page and (project.cache / "compare" / picture).is_file()


def test_nothing_differs_from_what_is_the_same(project):
    """Beside its own state a project has no figure that differs."""
    git(project.root, "init", "-q")
    git(project.root, "add", "-A")
    git(project.root, "commit", "-qm", "before")
    done = project.call("-c", BUILDER.format("HEAD"))
    assert done.code == 0, done.err
    assert "0 figure(s) differ from HEAD" in done.out


def test_another_version_changes_no_picture(project):
    """What files say of their version and address is no difference; a film that differs between its stills is one."""
    git(project.root, "init", "-q")
    git(project.root, "add", "-A")
    git(project.root, "commit", "-qm", "before")
    project.edit("CITATION.cff", "version: ", "version: 9")
    done = project.call("-c", BUILDER.format("HEAD"))
    assert done.code == 0, done.err
    assert "0 figure(s) differ from HEAD" in done.out
    (project.root / "before").mkdir()
    (project.root / "after").mkdir()
    figure = {"files": [{"path": "a.gif", "format": "gif", "shape": "page"}]}
    comment = b"\x21\xfe\x05hello\x00"
    (project.root / "before/a.gif").write_bytes(b"GIF89a" + comment + b"one frame")
    (project.root / "after/a.gif").write_bytes(b"GIF89a" + comment.replace(b"hello", b"other") + b"one frame")
    assert compare.pictures(project.root / "before", project.root / "after", figure) == []
    (project.root / "after/a.gif").write_bytes(b"GIF89a" + comment + b"two frames")
    assert compare.pictures(project.root / "before", project.root / "after", figure) == ["a.gif"]


def test_unknown_revision_and_lacking_history_are_told(project):
    """Without a history, or with a revision that is none, one line says so and nothing is written."""
    done = project.call("-c", BUILDER.format("HEAD"), GIT_CEILING_DIRECTORIES=str(project.root.parent))
    assert done.code == 1 and "compare needs git and the project's history, found none" in done.err
    git(project.root, "init", "-q")
    done = project.call("-c", BUILDER.format("nowhere"))
    assert done.code == 1 and "compare needs a revision, got 'nowhere'" in done.err
    assert not (project.cache / "compare").exists()


def test_changed_numbers_have_their_largest_change():
    """Equal numbers are left out; others stand with both values, and how much the largest changed."""
    old = {"a": np.array([1.0, 4.0]), "b": 2, "c": "x", "d": 1.0, "f": np.ones(2)}
    new = {"a": np.array([1.0, 3.0]), "b": 2, "c": "y", "e": 5, "f": np.ones(3)}
    assert list(compare.numbers(old, new)) == [
        ("a", "2, mean 2.5", "2, mean 2", pytest.approx(0.25)),
        ("c", "x", "y", None),
        ("e", "–", "5", None),
        ("f", "2, mean 1", "3, mean 1", None),
        ("d", "1", "–", None),
    ]


def test_changed_claims_are_found_by_their_text():
    """A claim that rests on another number, has another verdict, is new or gone, stands beside its former self."""
    old = [claim("same"), claim("moved", 1.0, runs=3), claim("judged", verdict="yes"), claim("gone")]
    new = [claim("same"), claim("moved", 2.0, runs=3), claim("judged", verdict="no"), claim("new")]
    assert list(compare.claims(old, new)) == [
        ("moved", "1 (1 to 1)", "2 (2 to 2)"),
        ("judged", "1, yes", "1, no"),
        ("new", "–", "1"),
        ("gone", "1", "–"),
    ]
