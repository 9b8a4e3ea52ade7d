"""Tests of what can be known of a script by reading it; its faults are in test_build.py."""

import pytest

from figures_src._build import discover
from figures_src._build.faults import Fault

SOURCE = r'''r"""A finding, in one sentence.

The idea, with $x$ and
a second line.

References: rosenblatt1958, cover1965
"""

import numpy as np

SEEDS = range(3)
A, (B, C) = 1, (2, 3)
SHAPE: str = "wide"
lower = [UPPER for UPPER in range(3)]
UNSET: int


def compute(run, /, *, other=1, **rest):
    INNER = 1
    return {"x": INNER}
'''


@pytest.fixture
def figures(tmp_path, monkeypatch):
    """A folder of figures of one's own."""
    monkeypatch.setattr(discover, "FIGURES", tmp_path / "figures_src")
    return tmp_path / "figures_src"


@pytest.fixture
def script(figures):
    """The script above."""
    return write(figures, "points/dice.py", SOURCE)


def write(figures, path, source):
    """Write a script and read it back."""
    path = figures / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(source, encoding="utf-8")
    return discover.read(path)


def test_docstring_is_finding_idea_and_references(script):
    """First line, what is between, and the keys at the end."""
    assert script.title == "A finding, in one sentence."
    assert script.idea == "The idea, with $x$ and\na second line."
    assert script.references == ["rosenblatt1958", "cover1965"]


def test_script_knows_its_names(script, figures):
    """Id and chapter come from the path; a leading underscore makes a shared run."""
    assert (script.id, script.chapter, script.shared) == ("dice", "points", False)
    assert (script.where, script.module) == ("figures_src/points/dice.py", "figures_src.points.dice")
    run = write(figures, "points/_throws.py", "")
    assert (run.id, run.shared, run.module) == ("throws", True, "figures_src.points._throws")


def test_constants_are_those_of_the_top_level(script):
    """Upper-case names that the top level assigns, once each, in order; not loop variables, not bare annotations."""
    assert script.constants == ["SEEDS", "A", "B", "C", "SHAPE"]


def test_setting_is_read_without_running(script):
    """A literal is read whether it is annotated or not; another value is a fault."""
    assert script.setting("SHAPE") == "wide"
    assert script.setting("FRAMES", 2) == 2
    with pytest.raises(Fault, match=r"SEEDS needs a literal value, got range\(3\)"):
        script.setting("SEEDS")


def test_all_kinds_of_arguments_count(script):
    """Arguments of every kind are seen, so that none slips through the contract."""
    assert script.functions == {"compute": ["run", "other", "rest"]}


def test_scripts_are_found_in_order(figures):
    """All chapters' scripts, shared runs among them, and no machinery."""
    for path in ("b/z.py", "b/_run.py", "a/y.py", "_build/x.py", "b/__init__.py", "b/deep/w.py", "top.py"):
        write(figures, path, "")
    assert [s.where for s in discover.scripts(figures)] == [
        "figures_src/a/y.py",
        "figures_src/b/_run.py",
        "figures_src/b/z.py",
    ]


def test_the_projects_own_scripts_are_sound():
    """No script of this project breaks the contract."""
    assert [str(fault) for fault in discover.check(discover.scripts())] == []


def test_null_byte_is_a_fault(figures):
    """A script that Python can't even tokenize is a fault."""
    faults = list(discover.check([write(figures, "a/b.py", "x = 1\0")]))
    assert len(faults) == 1
    assert "the script does not parse: source code" in faults[0].cause


def test_two_scripts_may_not_forward_the_same_id(figures):
    """An old id leads to one figure."""
    body = "".join(f"\n\ndef {n}({a}):\n    pass\n" for n, a in (("compute", ""), ("claims", "result"), ("alt", "result"), ("draw", "fig, result")))
    scripts = [write(figures, f"a/{name}.py", f'"""It is {name}."""\nFORMERLY = ("old",)\n{body}') for name in ("b", "c")]
    assert [(f.where, f.cause) for f in discover.check(scripts)] == [
        ("figures_src/a/c.py", "the id 'old' is taken by figures_src/a/b.py")
    ]


def test_tolerance_is_a_share_unless_the_figure_is_chaotic(figures):
    """Without a word a result is the same within 1e-6; a figure may say otherwise, or that it is chaotic and why."""
    steady, loose, wild = (
        write(figures, "a/b.py", source) for source in ("", "TOLERANCE = 0.01\n", 'CHAOTIC = "It is the weather."\n')
    )
    assert (steady.tolerance, steady.chaotic) == (1e-6, None)
    assert (loose.tolerance, loose.chaotic) == (0.01, None)
    assert (wild.tolerance, wild.chaotic) == (None, "It is the weather.")


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("TOLERANCE = 0", "TOLERANCE needs a number between 0 and 1, got 0"),
        ("TOLERANCE = True", "TOLERANCE needs a number between 0 and 1, got True"),
        ("TOLERANCE = None", "TOLERANCE needs a number between 0 and 1, got None"),
        ("TOLERANCE = 1 / 10", "TOLERANCE needs a literal value, got 1 / 10"),
        ("CHAOTIC = True", "CHAOTIC needs the reason, as a full sentence, got True"),
        ('CHAOTIC = "weather"', "CHAOTIC needs the reason, as a full sentence, got 'weather'"),
        ("FPS = 0", "FPS needs a whole number of frames a second from 1 to 50, got 0"),
        ("FPS = 2.5", "FPS needs a whole number of frames a second from 1 to 50, got 2.5"),
        ('TOLERANCE = 0.1\nCHAOTIC = "So."', "a figure has TOLERANCE or CHAOTIC, got both"),
    ],
)
def test_wrong_setting_is_a_fault(figures, line, cause):
    """A tolerance, a reason or a speed that is none, and two that exclude each other, are told before anything runs."""
    body = "".join(f"\n\ndef {n}({a}):\n    pass\n" for n, a in (("compute", ""), ("claims", "result"), ("alt", "result"), ("draw", "fig, result")))
    (fault,) = discover.check([write(figures, "a/b.py", f'"""It is so."""\n{line}\n{body}')])
    assert fault.cause.startswith(cause)


def test_relative_is_for_messages(tmp_path):
    """A path is named from the project's root when it lies there."""
    assert discover.relative(discover.ROOT / "docs/index.md") == "docs/index.md"
    assert discover.relative(tmp_path) == str(tmp_path)
