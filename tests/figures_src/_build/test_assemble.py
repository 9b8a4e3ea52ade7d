"""Tests of the manifests, and of what else the assembled site holds; what it refuses is in test_build.py."""

import hashlib
import json
import re

import numpy as np
import pytest

from figures_src._build import assemble, results
from figures_src._build.project import FIGURES

TEXT, NUMBER, LIST = str, (int, float), list
FIGURE = {
    "id": TEXT, "title": TEXT, "chapter": TEXT, "caption": TEXT, "alt": TEXT, "page": TEXT, "script": TEXT,
    "reference": LIST, "seeds": LIST, "parameters": dict, "claims": LIST, "files": LIST, "data": LIST,
    "data_hash": TEXT, "licence": TEXT, "citation": dict, "archive": dict, "versions": LIST,
    "runs": LIST,
}  # fmt: skip
MAYBE = {"tolerance": NUMBER, "chaotic": TEXT, "origin": TEXT}  # of the first two one is null
CLAIM = {"text": TEXT, "holds": bool, "measured": NUMBER, "low": NUMBER, "high": NUMBER, "runs": int}
PUBLISHED = {"expected": NUMBER, "tolerance": NUMBER, "source": TEXT, "verdict": TEXT, "why": TEXT}
FILE = {"path": TEXT, "format": TEXT, "theme": TEXT, "shape": TEXT, "bytes": int, "sha256": TEXT}
DATA = {"path": TEXT, "format": TEXT, "bytes": int, "sha256": TEXT}
ARCHIVE = {"path": TEXT, "bytes": int, "sha256": TEXT}
VERSION = {"version": TEXT, "date": TEXT, "data_hash": TEXT, "page": TEXT}
DECK = {"path": TEXT, "title": TEXT, "theme": TEXT, "slides": int, "bytes": int, "sha256": TEXT}
SITE = {"title": TEXT, "version": TEXT, "url": TEXT, "released": TEXT, "licence": dict, "built_with": dict}


def fits(value, schema, optional=()):
    """Hold a dict against the names and types that it has to have, and no others."""
    assert set(value) == set(schema) | set(optional)
    for name, kind in schema.items():
        assert isinstance(value[name], kind), name
    for name in optional:
        assert value[name] is None or isinstance(value[name], optional[name]), name


def test_manifest_keeps_the_contract(manifest):
    """figures.json has every field that DESIGN promises, of its type, and no other."""
    fits(manifest, {"schema": int, "site": dict, "figures": LIST, "decks": LIST})
    assert manifest["schema"] == 1
    fits(manifest["site"], SITE)
    assert [f["id"] for f in manifest["figures"]] == ["faces", "rise", "drift"]
    for figure in manifest["figures"]:
        fits(figure, FIGURE, MAYBE)
        assert (figure["tolerance"] is None) != (figure["chaotic"] is None)
        assert figure["claims"]
        for claim in figure["claims"]:
            fits(claim, CLAIM, PUBLISHED)
            assert claim["holds"] is True
        for file in figure["files"]:
            fits(file, FILE)
            assert file["theme"] in ("light", "dark")
            assert file["shape"] in ("page", "slide", "poster")
        for data in figure["data"]:
            fits(data, DATA)
        fits(figure["citation"], {"text": TEXT, "bibtex": TEXT, "csl": dict})
        fits(figure["archive"], ARCHIVE)
        assert figure["versions"] == []  # nothing is released; what a release adds is in test_release.py
    for deck in manifest["decks"]:
        fits(deck, DECK)


def test_manifest_is_strict_json(site):
    """No NaN and no infinity, which JSON does not have, stand in a manifest."""

    def refuse(name):
        raise ValueError(name)

    for name in ("figures.json", "build.json"):
        json.loads((site / name).read_text(encoding="utf-8"), parse_constant=refuse)


def test_manifest_says_what_the_script_says(manifest):
    """Seeds, parameters, references, place and licence are those of the script."""
    drift = next(f for f in manifest["figures"] if f["id"] == "drift")
    assert drift["seeds"] == [0, 1, 2]
    assert drift["parameters"] == {"LENGTH": 100, "COLOUR": "blue"}
    assert drift["reference"] == ["pearson1905"]
    assert drift["script"] == "figures_src/walks/drift.py"
    assert (drift["chapter"], drift["licence"]) == ("walks", "CC BY 4.0")
    assert drift["title"] == drift["caption"] == "A long walk strays far less than its length."
    assert drift["page"] == "figures/drift/index.html"


def test_every_file_is_listed_with_its_bytes(site, manifest):
    """Size and hash of every listed file are right, and no picture or data file is missing from the list."""
    listed = [f for figure in manifest["figures"] for f in [*figure["files"], *figure["data"], figure["archive"]]]
    listed += manifest["decks"]
    for file in listed:
        data = (site / file["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
        assert "format" not in file or file["path"].endswith("." + file["format"])
    folders = (site / "figures", site / "decks")
    found = {p.relative_to(site).as_posix() for folder in folders for p in folder.rglob("*") if p.is_file()}
    offered = {p for p in found if not p.endswith((".md", ".py", ".html")) and ".thumb." not in p}
    assert offered == {f["path"] for f in listed}


def test_every_theme_and_shape_is_there(manifest):
    """Each figure has svg, png and pdf in two themes, as page and as slide."""
    wanted = {(f, t, s) for f in ("svg", "png", "pdf") for t in ("light", "dark") for s in ("page", "slide")}
    for figure in manifest["figures"]:
        assert wanted <= {(f["format"], f["theme"], f["shape"]) for f in figure["files"]}


def test_data_hash_is_that_of_the_published_data(site, manifest):
    """The hash in the manifest is that of the arrays in the npz, which loads without pickle."""
    for figure in manifest["figures"]:
        path = next(d["path"] for d in figure["data"] if d["format"] == "npz")
        with np.load(site / path, allow_pickle=False) as pack:
            assert results.data_hash(dict(pack)) == figure["data_hash"]
        assert figure["data_hash"][:16] in figure["citation"]["text"]


def test_costs_are_told_apart(site):
    """build.json has seconds and memory of every figure and shared run, and what was made anew."""
    costs = json.loads((site / "build.json").read_text())["figures"]
    assert set(costs) == {"dice/_throws", "drift", "faces", "rise"}
    assert costs["drift"]["fresh"] == ["compute", "draw"]
    assert set(costs["drift"]["seconds"]) == {"compute", "draw"}
    assert set(costs["dice/_throws"]["seconds"]) == {"compute"}
    assert all(10 < c["megabytes"] < 4000 for c in costs.values())


def test_costs_of_a_cached_figure_are_those_of_its_making(project):
    """A build that finds everything in the cache says so, and tells the seconds that it once took."""
    first = _costs(project)
    second = _costs(project)
    assert {name: c["fresh"] for name, c in second.items()} == dict.fromkeys(first, [])
    for name, cost in first.items():
        assert second[name]["seconds"] == cost["seconds"]
        assert second[name]["megabytes"] == cost["megabytes"]


def _costs(project):
    done = project.run("--out", project.out)
    assert done.code == 0, done.err
    return json.loads((project.out / "build.json").read_text())["figures"]


def test_nothing_of_the_machine_stands_in_a_file(site, _project):
    """No generated file names the folder in which it was made, or the day."""
    traces = [str(_project.root).encode(), str(_project.cache).encode(), str(site.parent).encode()]
    for path in site.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert not [t for t in traces if t in data], path


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# A title\n", "A title"),
        ("Text.\n\n#  A title {#id .class}\n", "A title"),
        ("```\n# comment\n```\n# The `code` of $x^2$\n", "The `code` of $x^2$"),
        ("## Too deep\n", "Home"),
        ("", "Home"),
    ],
)
def test_title_is_the_first_heading(text, title):
    """A page is called what its first heading says, code and formulas included."""
    assert assemble.title(text) == title


def test_names_say_what_pictures_are():
    """Format, theme and shape are read off a file's name, whatever its id."""
    for name, format_, theme, shape in (
        ("a.light.svg", "svg", "light", "page"),
        ("a.slide.dark.png", "png", "dark", "slide"),
        ("a.poster.dark.png", "png", "dark", "poster"),
    ):
        described = assemble.describe(f"figures/a/{name}", "a")
        assert described == {"path": f"figures/a/{name}", "format": format_, "theme": theme, "shape": shape}
    assert assemble.describe("figures/slide/slide.light.svg", "slide")["shape"] == "page"


@pytest.mark.parametrize("text", ["", "[1]", '"a"', '{"a": "b"}', "{", '{"a": [1]}'])
def test_strange_memory_of_seconds_does_no_harm(project, text):
    """The file that remembers how long figures took may hold anything."""
    project.cache.mkdir()
    (project.cache / "seconds.json").write_text(text)
    assert project.quick("faces").code == 0
    seconds = json.loads((project.cache / "seconds.json").read_text())
    assert set(seconds) == {"figures_src.dice.faces", "figures_src.dice._throws"}


def test_style_has_all_that_it_names(site):
    """The sheet has the kit's colours in both schemes, fonts that are there, and our rules after all."""
    css = (site / "assets/site.css").read_text()
    assert len(re.findall(r"--mn-blue:#[0-9a-f]{6};", css)) == 2
    assert css.index(".katex") < css.index("IBM Plex Serif") < css.index(".mn-figure")
    fonts = set(re.findall(r"url\(([^\"):]+)\)", css))
    assert len(fonts) > 10
    folders = [site / "assets", FIGURES / "_theme" / "assets"]  # of which MkDocs copies the second
    assert all(any((folder / font).is_file() for folder in folders) for font in fonts)
