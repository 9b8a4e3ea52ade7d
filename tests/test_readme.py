"""The README: its picture is a figure of today, its commands are those that continuous integration runs."""

import json
import re
from pathlib import Path

import matplotlib.image
import numpy as np

from figures_src._build import assemble

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COVER = "cloud_of_digits"


def test_picture_is_the_figure_of_today():
    """The README's picture differs from today's figure by less than rounding does; copy it anew when this fails.

    Pixels, and not the data hash: another processor rounds the last digits otherwise.
    """
    (picture,) = re.findall(r"!\[[^\[\]]+\]\(([^)]+)\)", README)
    site = assemble.Site(only=[COVER], themes=["light"], formats=["png"]).build()
    assert not site.faults
    (drawn,) = (file for path, file in site.figure_files() if path.endswith(f"{COVER}.light.png"))
    old, new = (matplotlib.image.imread(path) for path in (ROOT / picture, drawn))
    assert old.shape == new.shape and np.sqrt(np.mean((old - new) ** 2)) < 2 / 255, f"copy {drawn} to {picture}"


def test_commands_are_those_of_continuous_integration():
    """Both commands stand in the README under the names by which `.ci/run` takes them."""
    for name, ends in (("build", "mkdocs build"), ("test", "pytest")):
        (command,) = re.findall(rf"^```sh {name}\n(.+)\n```$", README, re.M)
        assert re.search(rf"&& {ends}\b", command)
        for lock in re.findall(r"-r (\S+)", command):
            assert (ROOT / lock).is_file()


def test_locks_pin_every_package_with_hashes():
    """Every line of every lock names one version and at least one hash, and no place to download from."""
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text(encoding="utf-8")
        entries = re.split(r"\n(?=[a-z0-9])", text.strip())
        assert all(re.match(r"[\w.\-\[\]]+==[\w.]+", e) and "--hash=sha256:" in e for e in entries), lock.name
        assert "://" not in text and "--index" not in text and "--find-links" not in text


def test_the_lock_of_the_checker_pins_every_package_with_its_hash():
    """Every package that npm installs has one version and a hash, and no place to download from."""
    lock = json.loads((ROOT / "requirements" / "package-lock.json").read_text(encoding="utf-8"))
    wanted = json.loads((ROOT / "requirements" / "package.json").read_text(encoding="utf-8"))
    own, packages = lock["packages"].pop(""), lock["packages"].values()
    assert all(own[kind] == wanted[kind] for kind in ("dependencies", "optionalDependencies"))
    assert all(re.fullmatch(r"[\d.]+[\w.-]*", p["version"]) and p["integrity"].startswith("sha512-") for p in packages)
    assert not any("resolved" in p for p in packages)
