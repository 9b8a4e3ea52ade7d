"""Tests of maps that a reader switches through: what is refused, and that the page gets what was measured."""

import base64

import numpy as np
import pytest

from figures_src._kit import Switch
from tests.refusal import refused

MAPS = np.random.default_rng(0).random((4, 3, 2, 5))
PARTS = {"choices": ("layer", "head"), "rows": ["a", "b"], "columns": list("vwxyz"), "start": (3, 1)}


def test_packed_maps_come_back():
    """What is packed is read again to half a percent, in the order rows, columns, choices."""
    packed = Switch(MAPS, **PARTS, aside=1).packed()
    percent = np.frombuffer(base64.b64decode(packed["maps"]), np.uint8).reshape(2, 5, 4, 3)
    np.testing.assert_allclose(percent.transpose(2, 3, 0, 1) / 100, MAPS, atol=0.005 + 1e-9)
    assert packed["choices"] == [["layer", 4], ["head", 3]]
    assert (packed["start"], packed["aside"], packed["rows"]) == ([3, 1], 1, ["a", "b"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rows": ["a"]}, "of 2 choices, 1 rows and 5 columns, got (4, 3, 2, 5)"),
        ({"choices": ("layer",)}, "of 1 choices, 2 rows"),
        ({"choices": ()}, "of 0 choices"),
        ({"maps": MAPS + 1}, "maps needs numbers from 0 to 1"),
        ({"maps": MAPS * np.nan}, "maps needs numbers from 0 to 1"),
        ({"start": (4, 0)}, "start needs one place on each axis of (4, 3), got (4, 0)"),
        ({"start": (1,)}, "start needs one place on each axis"),
    ],
)
def test_what_fits_together_badly_is_refused(change, message):
    """Shapes, numbers and the first choice are checked, and the message says what came."""
    refused(ValueError, lambda: Switch(**({"maps": MAPS} | PARTS | change)), message)
