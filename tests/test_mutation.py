"""Tests that a check which cannot fail is found out, and that nothing stays mutated."""

import math

import pytest

from mathnets import margins
from mathnets.margins import radius
from tests.mutation import fails_if, times

LARGEST = 5.0


def check(test, **arguments):
    """Run a decorated test as it is and mutated, as pytest would."""
    for mutated in (False, True):
        test(mutated=mutated, **arguments)


def test_each_kind_of_name_is_replaced_and_put_back():
    """A parameter, a name of the module and a dotted path are mutated for the second run alone."""

    def by_module():
        assert radius([[3.0, 4.0]]) == LARGEST

    def by_path():
        assert margins.radius([[3.0, 4.0]]) == LARGEST

    def by_parameter(wanted):
        assert radius([[3.0, 4.0]]) == wanted

    check(fails_if("radius", times(2))(by_module))
    check(fails_if("LARGEST", math.sqrt)(by_module))
    check(fails_if("mathnets.margins.radius", times(0.5))(by_path))
    check(fails_if("wanted", lambda wanted: wanted + 1)(by_parameter), wanted=5.0)
    by_module()
    by_path()


@pytest.mark.parametrize("name", ["radius", "mathnets.margins.cover_count"])
def test_a_check_that_survives_its_mutant_is_found_out(name):
    """A test that passes with the mutation in it, because it looks away or uses something else, fails."""

    @fails_if(name, times(1))
    def looks_away():
        assert radius([[3.0, 4.0]]) == 5.0

    looks_away(mutated=False)
    with pytest.raises(pytest.fail.Exception, match="DID NOT RAISE"):
        looks_away(mutated=True)


def test_other_errors_are_no_failed_check():
    """A mutant that breaks the test otherwise than by an assertion shows nothing, nor does a name that is not there."""

    def right():
        assert radius([[3.0, 4.0]]) == 5.0

    with pytest.raises(ZeroDivisionError):
        fails_if("radius", lambda f: lambda X: 1 / 0)(right)(mutated=True)
    with pytest.raises(KeyError):
        fails_if("diameter", times(2))(right)(mutated=True)
    with pytest.raises(AttributeError):
        fails_if("mathnets.margins.diameter", times(2))(right)(mutated=True)
    with pytest.raises(ValueError, match=r"path needs to begin with a module, got 'nowhere\.at_all'"):
        fails_if("nowhere.at_all", times(2))(right)(mutated=True)
