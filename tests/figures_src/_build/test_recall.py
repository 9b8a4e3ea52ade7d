"""Tests of the records of earlier builds: they are used while nothing has changed, and only then."""

import json

import pytest

from figures_src._build import store
from tests.project import tree

FORGED = "A line that nobody has drawn, 7 long."


def alts(project):
    """Build everything; return the alt text of each figure."""
    done = project.run("--out", project.out)
    assert done.code == 0, done.err
    manifest = json.loads((project.out / "figures.json").read_text(encoding="utf-8"))
    return {figure["id"]: figure["alt"] for figure in manifest["figures"]}


@pytest.fixture(scope="module")
def _forged(_project):
    """A miniature project that was built, in whose records other alt texts were written; and the true ones."""
    _project.reset()
    true = alts(_project)
    (path,) = _project.cache.glob("record/*/records.json")
    old, known = store.sha256(path), json.loads(path.read_text(encoding="utf-8"))
    for entry in known.values():
        entry["record"]["alt"] = FORGED
    path.write_text(json.dumps(known), encoding="utf-8")
    manifest = path.with_name(store.MANIFEST)
    manifest.write_text(manifest.read_text().replace(old, store.sha256(path)))
    return _project, true, {p: p.read_bytes() for p in (path, manifest)}


@pytest.fixture
def forged(_forged):
    """The same, as it was at first."""
    project, true, files = _forged
    for path in project.cache.glob("record/*/*"):
        path.unlink()
    for path, data in files.items():
        path.write_bytes(data)
    return project, true


def test_record_is_used_while_nothing_has_changed(forged):
    """What the records say is taken without a look at the scripts."""
    project, true = forged
    assert alts(project) == dict.fromkeys(true, FORGED)


CHANGES = [
    ("mathnets/steps.py", "Return n steps", "Return some steps"),
    ("figures_src/_kit/marks.py", '"""', '"""Of old. '),
    ("figures_src/_build/worker.py", '"""Builds one', '"""Makes one'),
    ("CITATION.cff", "title: ", "title: Old "),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change[0])
def test_change_of_what_all_use_ends_all_records(forged, change):
    """After any change of a byte of library, kit, builder or citation all figures are looked at."""
    project, true = forged
    path, old, new = change
    before = (project.root / path).read_text(encoding="utf-8")
    project.write(path, before.replace(old, new, 1))
    assert (project.root / path).read_text(encoding="utf-8") != before
    try:
        assert alts(project) == true
    finally:
        project.write(path, before)


@pytest.mark.parametrize(("path", "kept"), [("walks/drift", {"faces"}), ("dice/_throws", {"drift"})])
def test_change_of_a_chapter_ends_its_records_alone(forged, path, kept):
    """After a change of a script or a shared run the figures of its chapter are looked at, those of others are not."""
    project, true = forged
    source = (project.root / f"figures_src/{path}.py").read_text(encoding="utf-8")
    project.write(f"figures_src/{path}.py", source + "\n# a remark\n")
    found = alts(project)
    project.write(f"figures_src/{path}.py", source)
    forged_ones = {id_ for id_, alt in found.items() if alt == FORGED}
    assert kept <= forged_ones
    assert {"drift", "faces"} - forged_ones == {"drift", "faces"} - kept


def test_record_without_its_files_is_not_used(forged):
    """Where pictures or data of a figure are damaged or gone, it is built as without a record, and that is told once."""
    project, true = forged
    (drawn,) = [p for p in project.cache.glob("draw/*/faces.light.svg") if len(list(p.parent.iterdir())) > 10]
    drawn.write_text("torn")
    done = project.run("--out", project.out)
    assert done.code == 0
    assert done.err.count("is damaged and is made anew") == 1
    assert alts(project)["faces"] == true["faces"]
    assert "torn" not in tree(project.out)["figures/faces/faces.light.svg"].decode()


def test_forced_build_uses_no_record(forged):
    """What is to be built anew is built, whatever is known of it."""
    project, _ = forged
    done = project.run("faces", "--force", "--out", project.out)
    assert done.fresh == {"dice/_throws": ["compute"], "faces": ["compute", "draw"]}
