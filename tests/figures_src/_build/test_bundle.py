"""Tests of the archives with everything of a figure."""

import csv
import io
import json
import zipfile

import pytest
from pybtex.database import parse_string

from figures_src._build import bundle


def test_equal_files_give_equal_bytes(tmp_path):
    """Order, time and place leave no trace; texts are packed and pictures stored as they are."""
    picture = tmp_path / "x.png"
    picture.write_bytes(bytes(1000))
    files = [("x.png", picture), ("b.txt", "b" * 1000), ("a.svg", b"<svg/>")]
    for name, order in (("one.zip", 1), ("two.zip", -1)):
        bundle.pack(files[::order], tmp_path / name, folder="x")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["x/a.svg", "x/b.txt", "x/x.png"]
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        how = {i.filename: i.compress_type for i in archive.infolist()}
        assert how == {"x/a.svg": zipfile.ZIP_DEFLATED, "x/b.txt": zipfile.ZIP_DEFLATED, "x/x.png": zipfile.ZIP_STORED}
        assert archive.read("x/x.png") == bytes(1000)
        assert {i.external_attr >> 16 for i in archive.infolist()} == {0o100644}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("a.light.svg", "picture for pages and slides, in vectors"),
        ("a.slide.dark.png", "picture in pixels, 16:9 with its credit"),
        ("a.poster.dark.png", "picture in pixels, its last frame"),
        ("a.csl.json", "citation for reference managers"),
        ("a.json", "its facts, for programs"),
        ("b.run.py", "a run that it rests on, shared with other figures"),
        ("a.unknown", ""),
    ],
)
def test_use_is_said_by_the_name(name, words):
    """The README says in a few words what each file is for."""
    assert bundle.use(name) == words


def test_archive_has_every_file_of_the_figure(site, manifest):
    """Beside every figure lies one archive, in a folder of its own, with its pictures, data, scripts, citations and a README."""
    for figure in manifest["figures"]:
        id_ = figure["id"]
        with zipfile.ZipFile(site / figure["archive"]["path"]) as packed:
            assert packed.testzip() is None
            assert {name.partition("/")[0] for name in packed.namelist()} == {id_}
            archive = zipfile.Path(packed, f"{id_}/")
            names = {each.name for each in archive.iterdir()}
            scripts = {f"{id_}.py"} | ({"throws.run.py"} if id_ == "faces" else set())
            assert figure["runs"] == (["figures_src/dice/_throws.py"] if id_ == "faces" else [])
            listed = {f["path"].rpartition("/")[2]: site / f["path"] for f in figure["files"] + figure["data"]}
            listed |= {name: site / "figures" / id_ / name for name in scripts}
            assert names == {*listed, f"{id_}.bib", f"{id_}.csl.json", f"{id_}.json", "README.txt"}
            facts = json.loads((archive / f"{id_}.json").read_text())
            assert {key: facts[key] for key in ("claims", "seeds", "parameters", "alt", "data_hash")}.items() <= figure.items()
            assert all((archive / name).read_bytes() == path.read_bytes() for name, path in listed.items())
            assert parse_string((archive / f"{id_}.bib").read_text(), "bibtex").entries.keys() == {f"mathnets_{id_}"}
            assert json.loads((archive / f"{id_}.csl.json").read_text()) == [figure["citation"]["csl"]]
            readme = (archive / "README.txt").read_text(encoding="utf-8")
    for piece in (figure["title"], figure["alt"], figure["citation"]["text"], figure["data_hash"], "CC BY 4.0",
                  "https://example.org/nets/figures/drift/index.html", *(names - {"README.txt"})):
        assert piece in readme  # fmt: skip
    with zipfile.ZipFile(site / "figures/faces/faces.zip") as archive:
        rows = list(csv.reader(io.StringIO(archive.read("faces/faces.csv").decode())))
        assert rows[0] == ["face", "count"]


def test_archive_is_made_once(project):
    """A second build takes the archives from the cache, and one with another caption makes only that figure's anew."""
    assert project.run("--out", project.out).code == 0
    entries = {p: p.stat().st_mtime_ns for p in project.cache.glob("pack/*/*.zip")}
    assert {p.name for p in entries} == {"drift.zip", "faces.zip"}
    project.edit("figures_src/walks/drift.py", "Three ragged lines", "Three lines")
    assert project.run("--out", project.out).code == 0
    after = {p: p.stat().st_mtime_ns for p in project.cache.glob("pack/*/*.zip")}
    assert [p.name for p in after.keys() - entries.keys()] == ["drift.zip"]
    assert entries.items() <= after.items()
