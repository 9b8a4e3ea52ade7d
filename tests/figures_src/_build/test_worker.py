"""Tests of what a worker makes of a script's constants and claims; whole figures are built in test_build.py."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from figures_src._build import discover, worker
from figures_src._build.faults import Fault
from figures_src._kit import Claim

SCRIPT = discover.Script(discover.FIGURES / "points" / "dice.py", "points", "dice", "")


class Plain:
    """An object whose text holds its place in memory."""


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (3, 3),
        (True, True),
        (None, None),
        ("a", "a"),
        (0.5, 0.5),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        (np.float64(0.5), 0.5),
        (np.array([[1, 2]]), [[1, 2]]),
        (np.array([np.nan]), ["nan"]),
        (range(3), [0, 1, 2]),
        ((1, [2, (3,)]), [1, [2, [3]]]),
        ({2: (1,), "a": {1.5}}, {"2": [1], "a": [1.5]}),
        ({"b", "a", "c"}, ["a", "b", "c"]),
        (1 + 2j, "(1+2j)"),
        (np.tanh, "tanh"),
        (Plain, "Plain"),
    ],
)
def test_constants_become_json(value, plain):
    """Every constant is published as strict JSON can hold it."""
    assert worker._plain(value) == plain
    json.dumps(worker._plain(value), allow_nan=False)


def test_constants_are_the_same_in_every_process():
    """Neither a place in memory nor the order of hashes gets into the published parameters."""
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from figures_src._build.worker import _plain\n"
        "class A: pass\n"
        "print(_plain([A(), {'x', 'y', 'z', 'w'}, [A().__init__]]))"
    )
    told = {
        subprocess.run([sys.executable, "-c", code], cwd=discover.ROOT, env={**os.environ, "PYTHONHASHSEED": seed},
                       capture_output=True, text=True, check=True).stdout
        for seed in "12"
    }  # fmt: skip
    assert len(told) == 1


def test_claims_become_json():
    """A claim is published with its median and range, as plain numbers."""
    claims = [
        Claim("It is so.", np.bool_(True), measured=np.array([3, 1, 2])),
        Claim("It is as told.", True, measured=np.float32(2), expected=np.int64(1), tolerance=0, source="A", verdict="no", why="B"),
    ]  # fmt: skip
    first, second = json.loads(json.dumps(worker._claims(SCRIPT, claims), allow_nan=False))
    assert (first["measured"], first["low"], first["high"], first["runs"]) == (2, 1, 3, 3)
    assert first["holds"] is True
    assert (first["expected"], first["verdict"]) == (None, None)
    assert (second["expected"], second["tolerance"], second["source"], second["verdict"], second["why"]) == (1, 0, "A", "no", "B")


def test_all_claims_that_fail_are_named():
    """One fault names every claim that does not stand, and not those that do."""
    claims = [Claim(f"Number {n} is so.", n == 2, measured=n) for n in (1, 2, 3)]
    with pytest.raises(Fault) as caught:
        worker._claims(SCRIPT, claims)
    assert "Number 1" in caught.value.cause
    assert "Number 3" in caught.value.cause
    assert "Number 2" not in caught.value.cause


def test_credits_name_whose_pixels_it_shows():
    """Where a figure shows others' pixels or words, the strip on a slide and the rights in each file say whose."""
    source = '"""It is so."""\nLICENCE = "CC BY-SA 3.0"\nCREDIT = "digits: MNIST"\n'
    script = discover.Script(SCRIPT.path, "points", "dice", source)
    credits = worker.credits_of(script, worker.Record("dice", "key", alt="Seen.", data_hash="0123456789abcdef0123"))
    assert credits["licence"] == "CC BY-SA 3.0; digits: MNIST"
    assert credits["credit"].endswith("   ·   digits: MNIST   ·   CC BY-SA 3.0")


def test_credits_name_the_site_only_when_it_has_an_address(monkeypatch):
    """The strip on a slide carries the page's address, or the figure's name when the site has none."""
    script = discover.Script(SCRIPT.path, "points", "dice", '"""It is so."""\n')
    record = worker.Record("dice", "key", alt="Seen.", data_hash="0123456789abcdef0123")
    monkeypatch.setenv("SITE_URL", "")
    credits = worker.credits_of(script, record)
    assert credits["page"] == "figures/dice/index.html"
    assert credits["credit"].startswith("mathnets: dice ")
    assert credits["data_hash"] == "0123456789abcdef"
    monkeypatch.setenv("SITE_URL", "https://example.org/")
    credits = worker.credits_of(script, record)
    assert credits["page"] == "https://example.org/figures/dice/index.html"
    assert credits["credit"].startswith("https://example.org/figures/dice/index.html ")
