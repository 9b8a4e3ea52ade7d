"""The code keeps the style that `pyproject.toml` names."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("command", [["check"], ["format", "--check", "--diff"]], ids=lambda c: c[0])
def test_ruff_finds_nothing(command):
    """`ruff check` and `ruff format --check` have nothing to say."""
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, "--no-cache", "mathnets", "figures_src", "tests"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-1000:]
