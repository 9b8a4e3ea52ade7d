"""The README: its picture is a figure of today, its commands are those that continuous integration runs."""

import re
import struct
from pathlib import Path

from figures_src._build import assemble

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COVER = "cloud_of_digits"


def chunks(path):
    """Return the texts inside a png file."""
    data, texts, at = path.read_bytes(), {}, 8
    while at < len(data):
        (length,), kind = struct.unpack(">I", data[at : at + 4]), data[at + 4 : at + 8]
        if kind in (b"tEXt", b"iTXt"):
            key, _, value = data[at + 8 : at + 8 + length].partition(b"\0")
            texts[key.decode()] = value.decode("utf-8", "replace")
        at += length + 12
    return texts


def test_picture_shows_the_data_of_today():
    """The README's picture carries the data hash that the figure has now; copy it anew when this fails."""
    (picture,) = re.findall(r"!\[[^\[\]]+\]\(([^)]+)\)", README)
    site = assemble.Site(only=[COVER], themes=["light"], formats=["png"]).build()
    assert not site.faults
    source = chunks(ROOT / picture)["Source"]
    assert site.figures[COVER].data_hash[:16] in source, f"copy {COVER}.light.png to {picture}"


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
