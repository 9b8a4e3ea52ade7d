"""Tests of a caption's assertions: what may be claimed, what is published, and when a claim has become false."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from figures_src._kit import Claim

PUBLISHED = {"expected": 5.0, "tolerance": 0.5, "source": "rosenblatt1958"}


def ledger(measured, verdict, **changes):
    """Return a claim that stands in the replication ledger."""
    why = None if verdict == "yes" else "Another network."
    return Claim("It was 5.", True, measured, verdict=verdict, **(PUBLISHED | {"why": why} | changes))


def test_claim_that_holds_has_no_fault():
    """Our own sentence stands when it holds and its number is finite."""
    assert Claim("Two is more than one.", 2 > 1, measured=2).fault() is None


def test_claim_that_does_not_hold_says_so_with_the_number():
    """A false sentence is a fault, told with the number that it rests on."""
    assert Claim("All are well.", False, measured=0.25).fault() == "it does not hold (measured 0.25)"


@pytest.mark.parametrize("measured", [np.nan, np.inf, np.array([1.0, np.nan])])
def test_number_that_is_not_finite_is_a_fault_even_when_the_sentence_holds(measured):
    """A claim cannot rest on NaN or infinity."""
    assert "not finite" in Claim("All are well.", True, measured).fault()


def test_claim_without_a_number_is_refused_or_a_fault():
    """A claim cannot rest on no measurement at all."""
    try:
        claim = Claim("All are well.", True, np.array([]))
    except ValueError:
        return
    assert claim.fault() is not None


def test_median_and_range_are_over_seeds():
    """An array over seeds is published by its median and its range, a number by itself."""
    claim = Claim("Seeds differ.", True, np.array([3.0, 1.0, 2.0, 10.0]))
    assert (claim.median, claim.low_high) == (2.5, (1.0, 10.0))
    assert (Claim("One.", True, 7).median, Claim("One.", True, 7).low_high) == (7.0, (7.0, 7.0))


@pytest.mark.parametrize("text", ["", "no full stop", "almost,"])
def test_text_needs_to_be_a_sentence(text):
    """A claim without its full stop is refused."""
    with pytest.raises(ValueError, match=r"a claim needs a full sentence, got .*; end it with a full stop"):
        Claim(text, True, 1)


@pytest.mark.parametrize("holds", [1, 0.0, "yes", None, np.array([True, False])])
def test_holds_needs_a_truth_value(holds):
    """A number in place of a comparison is refused, as it would pass for true."""
    with pytest.raises(ValueError, match=r"holds needs True or False, got .*; compare first"):
        Claim("It holds.", holds, 1)


def test_holds_accepts_what_numpy_compares():
    """numpy's truth values become Python's."""
    assert Claim("It holds.", np.float64(2) > 1, 2).holds is True


@pytest.mark.parametrize("missing", ["expected", "tolerance", "source", "verdict"])
def test_published_number_needs_all_four_parts(missing):
    """A published number without its source, its tolerance or a verdict is refused."""
    parts = PUBLISHED | {"verdict": "yes"}
    del parts[missing]
    with pytest.raises(ValueError, match="needs expected, tolerance, source and verdict; give all four or none"):
        Claim("It was 5.", True, 5, **parts)


def test_zero_counts_as_a_published_number():
    """A published 0 with tolerance 0 is a number as any other."""
    assert ledger(0.0, "yes", expected=0.0, tolerance=0.0).fault() is None
    assert "no longer fits" in ledger(1e-9, "yes", expected=0.0, tolerance=0.0).fault()


def test_verdict_needs_to_be_known():
    """The three verdicts are yes, partly, no."""
    with pytest.raises(ValueError, match="verdict needs one of yes, partly, no, got 'maybe'"):
        ledger(5, "maybe")


@pytest.mark.parametrize("verdict", ["partly", "no"])
@pytest.mark.parametrize("why", [None, ""])
def test_missing_the_published_number_needs_a_reason(verdict, why):
    """Who did not reach the published number says why."""
    with pytest.raises(ValueError, match="needs a why; say what differs and what explains it"):
        ledger(7, verdict, why=why)


@given(measured=st.floats(-20, 20), verdict=st.sampled_from(["yes", "partly", "no"]))
def test_verdict_fits_exactly_when_the_median_is_on_its_side_of_the_tolerance(measured, verdict):
    """ "Yes" stands within the tolerance and nowhere else, the others outside and nowhere else."""
    near = abs(measured - 5.0) <= 0.5
    fault = ledger(measured, verdict).fault()
    assert (fault is None) == (near == (verdict == "yes"))
    assert fault is None or (f"is {'within' if near else 'outside'} 5" in fault and "rosenblatt1958" in fault)


def test_verdict_is_on_the_median_over_seeds():
    """One stray seed does not turn a verdict."""
    assert ledger(np.array([5.1, 4.9, 90.0]), "yes").fault() is None
    assert ledger(np.array([5.1, 90.0, 91.0]), "yes").fault() is not None


def test_sentence_is_judged_before_its_verdict():
    """A sentence that does not hold is a fault whatever the verdict."""
    claim = Claim("It was 5.", False, 5, verdict="yes", **PUBLISHED)
    assert claim.fault().startswith("it does not hold")


def test_claim_cannot_be_changed():
    """A claim is a record."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        Claim("It holds.", True, 1).holds = False
