"""Tests of how faults are told."""

import pickle
import re
from pathlib import Path

import pytest

from figures_src._build import discover
from figures_src._build.faults import Fault, Told, step, told
from figures_src._build.project import FIGURES


def test_fault_says_where_step_cause_and_cure():
    """A fault reads as one line, and what to do on the next."""
    assert str(Fault("a.py", "draw", "it is red", "make it blue")) == "a.py: draw: it is red\n    make it blue"
    assert str(Fault("a.py", "draw", "it is red")) == "a.py: draw: it is red"


def test_fault_survives_the_way_between_processes():
    """A fault comes out of a pickle as it went in."""
    fault = pickle.loads(pickle.dumps(Fault("a.py", "draw", "it is red", "make it blue")))
    assert str(fault) == "a.py: draw: it is red\n    make it blue"


def test_error_with_a_known_cure_is_one_line(tmp_path):
    """What can't be written is told with the places and the space left; an error that says all is told as it is."""
    line = told(OSError(28, "No space left on device", "a.svg"), tmp_path, tmp_path / "missing")
    assert re.fullmatch(
        rf"\[Errno 28\] No space left on device: 'a.svg'; look at the space and the rights in {tmp_path} \(\d+ MB left\), "
        "and build again; what stood there before is as it was",
        line,
    )
    assert told(Told("the build needs b, got c; do d"), tmp_path) == "the build needs b, got c; do d"
    assert told(OSError(2, "No such file or directory"), tmp_path) is None
    assert told(ValueError("no"), tmp_path) is None


def _script(name="dice.py"):
    return discover.Script(FIGURES / "points" / name, "points", "dice", "x = 1\n")


def test_step_names_error_and_cure():
    """Whatever a step raises becomes one line, however many lines the error has."""
    with pytest.raises(Fault) as caught, step(_script(), "alt"):
        raise ValueError("two\n   lines")
    assert str(caught.value) == (
        "figures_src/points/dice.py: alt: ValueError: two lines\n    mend it; python -m figures_src dice builds it alone"
    )


def test_step_of_a_shared_run_names_no_command():
    """A shared run can't be built alone, so the cure does not say so."""
    with pytest.raises(Fault) as caught, step(_script("_dice.py"), "compute"):
        raise ValueError
    assert (caught.value.cause, caught.value.cure) == ("ValueError: no message", "mend it")


def test_step_names_the_line_of_the_script():
    """The place is the line of the script, not of the machinery that called it."""
    script = _script()
    code = compile("\n\n1 / 0\n", str(script.path), "exec")
    with pytest.raises(Fault, match=r"ZeroDivisionError: division by zero \(line 3:"), step(script, "import"):
        exec(code, {})


@pytest.mark.parametrize(
    ("error", "cure"),
    [
        (SystemExit(0), "a figure returns its result; it never exits"),
        (RuntimeWarning("overflow"), "a warning stops the build; mend what it warns of"),
        (UserWarning("Glyph 9731 missing from font(s) X."), "write the sign with mathtext ($...$), or choose another"),
        (OSError(28, "No space left on device"), "look at the space and the rights in "),
    ],
)
def test_step_knows_cures(error, cure):
    """What often goes wrong has a cure of its own."""
    with pytest.raises(Fault) as caught, step(_script(), "draw"):
        raise error
    assert caught.value.cure.startswith(cure)


def test_step_lets_faults_and_interrupts_pass():
    """A fault is already told, and Ctrl-C is not the figure's."""
    with pytest.raises(Fault, match="inner"), step(_script(), "draw"):
        raise Fault(str(Path("a")), "inner", "cause")
    with pytest.raises(KeyboardInterrupt), step(_script(), "draw"):
        raise KeyboardInterrupt
