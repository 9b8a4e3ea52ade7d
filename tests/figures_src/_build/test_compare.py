"""Tests of the comparison with another revision: what is new or gone, which numbers, claims and words changed."""

import json
import subprocess

import numpy as np
import pytest

from figures_src._build import compare
from tests.project import tree

BUILDER = "from figures_src._build import compare; raise SystemExit(compare.main({!r}))"


def claim(text, measured=1.0, runs=1, **published):
    """Return a claim as figures.json has it."""
    nothing = dict.fromkeys(("expected", "tolerance", "source", "verdict", "why"))
    return {"text": text, "measured": measured, "low": measured, "high": measured, "runs": runs, **nothing, **published}


def git(root, *arguments):
    """Run git in a project, as somebody."""
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", *who, *arguments], cwd=root, check=True, capture_output=True)


def commit(root):
    """Make what a project holds its one revision."""
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "before")


def test_differences_from_a_revision_are_on_one_page(project):
    """A figure that changed, one that is new and one that is gone are on the page, what is the same is not."""
    project.figure("walks/old", title="An old line.")
    project.show("old")
    commit(project.root)
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
    assert "published 150 ± 1 (pearson1905, p. 294, recalled): no. A sixth of 1,000 is &lt; 167.</td>" in page
    assert "<td>alternative text</td><td>Six bars of about the same height, from 148 to 182.</td><td>Six bars" in page
    for side in compare.SIDES:
        picture = f"{side}/figures/faces/faces.light.svg"
        assert f'src="{picture}"' in page and (project.cache / "compare" / picture).is_file()


def test_nothing_differs_from_what_is_the_same(project):
    """Beside its own state a project has no figure that differs."""
    commit(project.root)
    done = project.call("-c", BUILDER.format("HEAD"))
    assert done.code == 0, done.err
    assert "0 figure(s) differ from HEAD" in done.out


def test_another_version_changes_no_picture(project):
    """What files say of their version and address is no difference; a film that differs between its stills is one."""
    commit(project.root)
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


@pytest.mark.parametrize("place", ["folder", "folder/notes.txt", "folder/notes.txt/out", "link"])
def test_folder_of_strangers_is_never_emptied(project, tmp_path, place):
    """A folder with something else in it, a file, and what would lie in a file are refused, and left as they are."""
    commit(project.root)
    (tmp_path / "folder").mkdir()
    for name in ("index.html", "notes.txt"):
        (tmp_path / "folder" / name).write_text("mine")
    (tmp_path / "link").symlink_to("nowhere")
    held = tree(tmp_path)
    done = project.run("compare", "HEAD", "--out", tmp_path / place)
    cause = tmp_path / {"link": "link", "folder": "folder/index.html"}.get(place, "folder/notes.txt")
    assert done.code == 1
    assert done.err == (
        f"compare needs a folder that is new, empty, or filled by it, got {tmp_path / place}: {cause} is in the way; "
        "choose another with --out\n"
    )
    assert done.out == ""
    assert tree(tmp_path) == held


def test_own_folder_is_filled_again(project, tmp_path):
    """What a comparison has left, whole or stopped, is replaced, at a relative path too; not what a link leads to."""
    commit(project.root)
    (tmp_path / "mine").write_text("mine")
    out = project.root / "compared"
    for name in ("source", "after"):
        (out / name).mkdir(parents=True)
        (out / name / "left").write_text("over")
    (out / "before").symlink_to(tmp_path)
    (out / "index.html").write_text("old")
    done = project.run("compare", "HEAD", "--out", "compared")
    assert done.code == 1 and "after is in the way" in done.err  # as long as nobody knows whose it is
    (out / ".compared").touch()
    done = project.run("compare", "HEAD", "--out", "compared")
    assert done.code == 0, done.err
    assert {path.name for path in out.iterdir()} == {".compared", "before", "after", "index.html"}
    assert "0 of them" in (out / "index.html").read_text()
    assert not (out / "after/left").exists()
    assert tree(tmp_path) == {"mine": b"mine"}


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
    published = {"expected": 2.0, "tolerance": 0.5, "source": "key, p. 1", "why": "it differs"}
    old = [claim("same"), claim("moved", 1.0, runs=3), claim("judged", verdict="partly", **published), claim("gone")]
    new = [claim("same"), claim("moved", 2.0, runs=3), claim("judged", verdict="no", **published), claim("new")]
    told = "1, published 2 ± 0.5 (key, p. 1): {}. it differs"
    assert list(compare.claims(old, new)) == [
        ("moved", "1 (1 to 1)", "2 (2 to 2)"),
        ("judged", told.format("partly"), told.format("no")),
        ("new", "–", "1"),
        ("gone", "1", "–"),
    ]


@pytest.mark.parametrize(
    ("what", "value", "told"),
    [
        ("expected", 1.0000000001, "1, published 1.0000000001 ± 1e-12 (key, p. 1): yes"),
        ("tolerance", 0.1, "1, published 1 ± 0.1 (key, p. 1): yes"),
        ("source", "key, p. 2", "1, published 1 ± 1e-12 (key, p. 2): yes"),
        ("why", "both are 1", "1, published 1 ± 1e-12 (key, p. 1): yes. both are 1"),
    ],
)
def test_what_a_claim_is_held_against_is_compared(what, value, told):
    """A claim with the same number and verdict differs by the published number, its room, its source and its reason."""
    published = {"expected": 1.0, "tolerance": 1e-12, "source": "key, p. 1", "verdict": "yes"}
    old, new = claim("c", **published), claim("c", **published | {what: value})
    assert list(compare.claims([old], [new])) == [("c", "1, published 1 ± 1e-12 (key, p. 1): yes", told)]


def test_changed_words_and_settings_stand_side_by_side():
    """What a figure says of itself, and each parameter, stands with both its states; a dash for one that has none."""
    old = {
        "alt": "A line.",
        "licence": "CC BY 4.0",
        "reference": ["a", "b"],
        "seeds": [0, 1, 2],
        "tolerance": 1e-6,
        "chaotic": None,
        "parameters": {"SAME": [1], "STEPS": 10, "RATE": 1, "GONE": "x"},
    }
    new = {
        "alt": "Two lines.",
        "licence": "CC BY-SA 3.0",
        "reference": ["a"],
        "seeds": [],
        "tolerance": None,
        "chaotic": "It tips over.",
        "parameters": {"SAME": [1], "STEPS": 20, "RATE": "1", "NEW": None},
    }
    assert list(compare.settings(old, new)) == [
        ("alternative text", "A line.", "Two lines."),
        ("licence", "CC BY 4.0", "CC BY-SA 3.0"),
        ("references", "a, b", "a"),
        ("why chaotic", "–", "It tips over."),
        ("STEPS", "10", "20"),
        ("RATE", "1", '"1"'),
        ("NEW", "–", "null"),
        ("seeds", "0 to 2", "–"),
        ("tolerance", "1e-06", "–"),
        ("GONE", '"x"', "–"),
    ]
    assert list(compare.settings(old, old)) == []


def test_older_manifest_may_lack_what_a_newer_one_says():
    """A key that one side does not have is a dash there, and no difference where the other says nothing either."""
    new = {"alt": "A line.", "origin": None, "reference": [], "tolerance": 0.0, "parameters": {"STEPS": 10}}
    rows = [("alternative text", "A line."), ("tolerance", "0.0"), ("STEPS", "10")]
    assert list(compare.settings({}, new)) == [(name, "–", said) for name, said in rows]
    assert list(compare.settings(new, {})) == [(name, said, "–") for name, said in rows]


def test_long_settings_are_shown_where_they_differ():
    """Of a long parameter the part around the first difference is shown, and dots stand for the rest."""
    old, new = ({"parameters": {"GRID": [*range(1000), value, *range(1000)]}} for value in (1.5, 2.5))
    ((name, *told),) = compare.settings(old, new)
    assert name == "GRID"
    for text, value in zip(told, (1.5, 2.5), strict=True):
        assert len(text) == compare.LONG + 2 and text[0] == text[-1] == "…"
        assert f"998, 999, {value}, 0, 1, 2" in text
    ((_, before, after),) = compare.settings({"alt": "a" * 700}, {"alt": "a" * 700 + "b"})
    assert (before, after) == ("…" + "a" * compare.LEAD, "…" + "a" * compare.LEAD + "b")


def test_figure_of_which_only_words_changed_is_among_the_changes(tmp_path):
    """Other words alone make a figure one that differs; equal ones do not."""
    for side, alt in zip(compare.SIDES, ("A line.", "A curve."), strict=True):
        entry = {"title": "T.", "claims": [], "files": [], "parameters": {}}
        figures = [{"id": "words", "alt": alt, **entry}, {"id": "same", "alt": "Dots.", **entry}]
        for figure in figures:
            folder = tmp_path / side / "figures" / figure["id"]
            folder.mkdir(parents=True)
            np.savez(folder / f"{figure['id']}.npz", x=1)
        (tmp_path / side / "figures.json").write_text(json.dumps({"figures": figures}))
    (found,) = compare.changes(*(tmp_path / side for side in compare.SIDES))
    assert (found["id"], found["settings"]) == ("words", [("alternative text", "A line.", "A curve.")])
