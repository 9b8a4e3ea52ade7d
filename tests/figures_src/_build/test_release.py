"""Tests of releases, from end to end in a miniature project: what is frozen stays, and can be cited for ever."""

import io
import json
import shutil
import subprocess
import zipfile

import numpy as np
import pytest
from lxml import html
from pybtex.database import parse_string

from figures_src._build import release, results, store
from tests.project import ROOT, tree

ADDRESS = "https://example.org/nets"
DRIFT = "figures_src/walks/drift.py"


def raise_version(project, version="1.3.0", date="2020-03-01"):
    """Set version and date of the next release."""
    project.edit("CITATION.cff", "version: 1.2.0", f"version: {version}")
    project.edit("CITATION.cff", "date-released: 2020-02-29", f"date-released: {date}")


def register(project):
    """Return what the register says."""
    return json.loads((project.root / "figures_src/register.json").read_text())


def released(project):
    """Return the bytes of all that releases have written, by path."""
    return {p: d for p, d in tree(project.root / "figures_src").items() if p.startswith(("_released/", "register.json"))}


def entries(project):
    """Return the figures' entries in the manifest of the last build."""
    return {f["id"]: f for f in json.loads((project.out / "figures.json").read_text())["figures"]}


@pytest.fixture(scope="module")
def _twice(_project, tmp_path_factory):
    """Copies of a project that was released, changed in one figure, released again, and built; and of what was built."""
    project = _project
    project.reset()
    assert project.release(SITE_URL=ADDRESS).code == 0
    project.edit(DRIFT, "LENGTH = 100", "LENGTH = 90")
    project.edit(DRIFT, "A long walk strays", "A walk strays")
    raise_version(project)
    done = project.release(SITE_URL=ADDRESS)
    assert done.code == 0, done.err
    assert "1.3.0: 1 of 2 figures have new data" in done.out
    assert project.run("--out", project.out, SITE_URL=ADDRESS).code == 0
    top = tmp_path_factory.mktemp("twice")
    return [(folder, shutil.copytree(folder, top / folder.name)) for folder in (project.root, project.cache, project.out)]


@pytest.fixture
def twice(project, _twice):
    """A project that was released, changed in one figure, released again, and built."""
    for folder, kept in _twice:
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(kept, folder)
    return project


def test_register_keeps_all_versions(twice):
    """The register has both releases, and of the changed figure both versions, with date, hash and archive."""
    known = register(twice)
    assert known["releases"] == [
        {"version": "1.2.0", "date": "2020-02-29"},
        {"version": "1.3.0", "date": "2020-03-01"},
    ]
    assert {id_: [v["version"] for v in versions] for id_, versions in known["figures"].items()} == {
        "drift": ["1.2.0", "1.3.0"],
        "faces": ["1.2.0"],
    }
    archives = sorted((twice.root / "figures_src/_released").rglob("*.zip"))
    hashes = [v["data_hash"] for versions in known["figures"].values() for v in versions]
    assert sorted(p.stem for p in archives) == sorted(hash_[:16] for hash_ in hashes)


def test_frozen_version_still_resolves(twice):
    """The address in a citation of the first release has its page, pictures, data and script as they were then."""
    old = register(twice)["figures"]["drift"][0]["data_hash"]
    folder = twice.out / "figures/drift" / old[:16]
    page = (folder / "index.html").read_text()
    for piece in ("A long walk strays", "mathnets 1.2.0 on 2020-02-29", old, "shows other data", 'href="../index.html"',
                  f'rel="canonical" href="{ADDRESS}/figures/drift/{old[:16]}/index.html"',
                  'srcset="drift.dark.svg"', "CC BY 4.0", "No walk strays further"):
        assert piece in page  # fmt: skip
    with np.load(folder / "drift.npz", allow_pickle=False) as pack:
        assert results.data_hash(dict(pack)) == old
        assert pack["place"].shape == (3, 100)
    assert "LENGTH = 100" in (folder / "drift.py").read_text()
    assert {p.name for p in folder.iterdir()} == {
        *(f"drift.{theme}.{format_}" for theme in ("light", "dark") for format_ in ("svg", "pdf")),
        "drift.npz", "drift.py", "drift.bib", "drift.csl.json", f"drift-{old[:16]}.zip", "version.json", "README.txt", "index.html",
    }  # fmt: skip
    with zipfile.ZipFile(folder / f"drift-{old[:16]}.zip") as archive:
        packed = {n: archive.read(n) for n in archive.namelist()}
        assert packed.items() <= {f"drift-{old[:16]}/{name}": data for name, data in tree(folder).items()}.items()
    same = (twice.out / entries(twice)["faces"]["versions"][0]["page"]).read_text()
    assert "shows the same data." in same
    assert f'rel="canonical" href="{ADDRESS}/figures/faces/index.html"' in same
    assert (twice.out / entries(twice)["faces"]["versions"][0]["page"]).with_name("throws.run.py").is_file()


def test_page_of_a_version_is_known_to_programs(twice):
    """Reference managers, catalogues and search find on a version's page what it is, as it was released, at its own address."""
    old = register(twice)["figures"]["drift"][0]["data_hash"]
    page = html.fromstring((twice.out / f"figures/drift/{old[:16]}/index.html").read_text())
    names = {e.get("name"): e.get("content") for e in page.iter("meta")}
    where = f"{ADDRESS}/figures/drift/{old[:16]}"
    assert names["citation_title"] == names["DC.title"] == "A long walk strays far less than its length."
    assert (names["citation_public_url"], names["DC.identifier"]) == 2 * (f"{where}/index.html",)
    assert names["citation_publication_date"] == "2020/02/29"
    assert names["citation_pdf_url"] == f"{where}/drift.light.pdf"
    data = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
    assert (data["contentUrl"], data["version"]) == (f"{where}/drift.light.svg", "1.2.0")
    assert data["identifier"]["value"] == old


def test_page_lists_the_versions(twice):
    """A figure's page says which version it is, and leads to the earlier ones; the manifest lists all."""
    new, old = (register(twice)["figures"]["drift"][i]["data_hash"][:16] for i in (1, 0))
    page = (twice.out / "figures/drift/index.md").read_text()
    assert f'<a href="{new}/index.html"><code>{new}</code></a> is this one, released in 1.3.0 on 2020-03-01.' in page
    assert f'<a href="{old}/index.html"><code>{old}</code></a>, released in 1.2.0 on 2020-02-29</li>' in page
    assert entries(twice)["drift"]["versions"] == [
        {"version": v["version"], "date": v["date"], "data_hash": v["data_hash"], "page": f"figures/drift/{h}/index.html"}
        for v, h in zip(register(twice)["figures"]["drift"], (old, new), strict=True)
    ]


def test_citation_points_to_the_version(twice):
    """Once released, text, BibTeX and CSL name the version's own page, and the release that first had the data."""
    for id_, version, year_month in (("drift", "1.3.0", [2020, 3, 1]), ("faces", "1.2.0", [2020, 2, 29])):
        entry = entries(twice)[id_]
        page = f"{ADDRESS}/figures/{id_}/{entry['data_hash'][:16]}/index.html"
        assert entry["citation"]["text"].endswith(page)
        assert f"Figure {id_} of mathnets {version}, data" in entry["citation"]["text"]
        assert f"url = {{{page}}}" in entry["citation"]["bibtex"]
        csl = entry["citation"]["csl"]
        assert (csl["URL"], csl["version"], csl["issued"]) == (page, version, {"date-parts": [year_month]})


def test_two_versions_can_be_cited_in_one_paper(twice):
    """Each version has a BibTeX and CSL key of its own, on its page, in its archive and on the figure's page while it is that."""
    keys = []
    for known in register(twice)["figures"]["drift"]:
        folder = twice.out / "figures/drift" / known["data_hash"][:16]
        (key,) = parse_string((folder / "drift.bib").read_text(), "bibtex").entries
        assert json.loads((folder / "drift.csl.json").read_text())[0]["id"] == key
        keys.append(key)
    assert keys == ["mathnets_drift_1.2.0", "mathnets_drift_1.3.0"]
    assert entries(twice)["drift"]["citation"]["csl"]["id"] == keys[1]
    assert keys[1] in (twice.out / "figures/drift/index.md").read_text()
    twice.edit(DRIFT, "LENGTH = 90", "LENGTH = 80")
    assert twice.run("--out", twice.out).code == 0
    assert "@misc{mathnets_drift,\n" in entries(twice)["drift"]["citation"]["bibtex"]


def test_version_of_a_film_is_its_filmstrip(project):
    """Of a figure that moves, filmstrip, data and script are kept; page and archive say that the film is not, and how to get it."""
    project.figure("moving/rise", title="A line rises.", top="FRAMES = 3\n", draw="fig.subplots().plot(result['y'][: 4 + 3 * (frame or 2)])")
    project.edit("figures_src/moving/rise.py", "draw(fig, result)", "draw(fig, result, frame)")
    project.show("rise")
    assert project.release().code == 0
    assert project.run("--out", project.out).code == 0
    folder = project.out / "figures/rise" / register(project)["figures"]["rise"][0]["data_hash"][:16]
    assert {p.suffix for p in folder.iterdir()} == {".svg", ".pdf", ".npz", ".csv", ".py", ".bib", ".json", ".txt", ".zip", ".html"}
    told = (
        "This figure moves. Kept are its filmstrip, its data and its script, not the film of 3 frames: "
        "the source of mathnets 1.2.0 draws it again from them."
    )
    assert told in (folder / "index.html").read_text()
    assert told in (folder / "README.txt").read_text()
    assert '<img src="rise.light.svg"' in (folder / "index.html").read_text()
    still = project.out / entries(project)["drift"]["versions"][0]["page"]
    assert "This figure moves" not in still.read_text()


def test_change_after_a_release_is_not_cited_as_that_release(twice):
    """A figure that has changed since says so, in its citation and on its page, until the next release."""
    twice.edit(DRIFT, "LENGTH = 90", "LENGTH = 80")
    assert twice.run("--out", twice.out, SITE_URL=ADDRESS).code == 0
    entry = entries(twice)["drift"]
    assert "of mathnets 1.3.0, changed since, data" in entry["citation"]["text"]
    assert entry["citation"]["text"].endswith(f"{ADDRESS}/figures/drift/index.html")
    page = (twice.out / "figures/drift/index.md").read_text()
    assert f"<code>{entry['data_hash'][:16]}</code> is this one, not yet released." in page
    assert len(entry["versions"]) == 2


def test_renamed_figure_keeps_the_versions_of_its_old_id(twice):
    """Pages of the old id's versions stay at their address, name the figure of today, and are listed on its page."""
    (twice.root / DRIFT).rename(twice.root / "figures_src/walks/roam.py")
    twice.edit("figures_src/walks/roam.py", "LENGTH = 90\n", 'LENGTH = 90\nFORMERLY = ("drift",)\n')
    twice.edit("docs/index.md", "![[drift]]", "![[roam]]")
    twice.edit("docs/index.md", "drift.place", "roam.place")
    assert twice.run("--out", twice.out).code == 0
    old, same = (register(twice)["figures"]["drift"][i]["data_hash"][:16] for i in (0, 1))
    for hash_, canonical, word in ((old, "index.html", "other data."), (same, "../../roam/index.html", "the same data.")):
        frozen = (twice.out / f"figures/drift/{hash_}/index.html").read_text()
        assert f'rel="canonical" href="{canonical}"' in frozen
        assert f'<a href="../../roam/index.html">The figure today</a> shows {word}' in frozen
    assert (twice.out / f"figures/drift/{old}/drift.light.svg").is_file()
    assert 'url=../roam/index.html"' in (twice.out / "figures/drift/index.html").read_text()
    page = (twice.out / "figures/roam/index.md").read_text()
    assert f'<a href="../drift/{old}/index.html"><code>{old}</code></a>, released in 1.2.0 on 2020-02-29, as <code>drift' in page
    assert f'<a href="../drift/{same}/index.html"><code>{same}</code></a> is this one, released in 1.3.0 on 2020-03-01, as <code>drift' in page
    assert len(entries(twice)["roam"]["versions"]) == 2
    assert "Figure drift of mathnets 1.3.0, data sha256:" + same in entries(twice)["roam"]["citation"]["text"]
    assert {p.name for p in (twice.out / "figures/drift").iterdir() if p.is_file()} == {
        p.name.replace("roam.", "drift.") for p in (twice.out / "figures/roam").iterdir() if p.suffix != ".md" and ".thumb." not in p.name
    } | {"index.html"}


def test_release_is_the_same_twice(project):
    """Two releases of the same state give the same archives and the same register."""
    made = []
    for _ in range(2):
        assert project.release().code == 0
        made.append(released(project))
        shutil.rmtree(project.root / "figures_src/_released")
        (project.root / "figures_src/register.json").unlink()
        shutil.rmtree(project.cache)
    assert made[0] == made[1]
    assert len(made[0]) == 3


def test_same_version_with_other_data_is_refused(project):
    """A version is released once: again it changes nothing, and with other data it is refused before anything is written."""
    assert project.release().code == 0
    before = released(project)
    done = project.release()
    assert (done.code, done.out) == (0, "1.2.0 is released already, and no data have changed since\n")
    project.edit(DRIFT, "LENGTH = 100", "LENGTH = 90")
    done = project.release()
    assert done.code == 1
    assert done.err == (
        "1.2.0 was released on 2020-02-29 with other data than drift; raise version and date-released in CITATION.cff\n"
    )
    raise_version(project, date="2020-02-28")
    done = project.release()
    assert done.code == 1
    assert done.err == "date-released needs 2020-02-29 or later, got 2020-02-28; set it in CITATION.cff\n"
    project.edit(DRIFT, "LENGTH = 90", "LENGTH = 100")
    assert released(project) == before


def test_return_to_released_data_is_that_version(twice):
    """Data that were released before are not frozen again: the figure is that version, and cites it."""
    twice.edit(DRIFT, "LENGTH = 90", "LENGTH = 100")
    assert twice.run("--out", twice.out, SITE_URL=ADDRESS).code == 0
    entry, old = entries(twice)["drift"], register(twice)["figures"]["drift"][0]["data_hash"]
    assert entry["data_hash"] == old
    assert entry["citation"]["text"].endswith(f"{ADDRESS}/figures/drift/{old[:16]}/index.html")


def test_new_words_of_the_same_data_are_told(twice):
    """When only words or licence have changed, the version says so, and the citation keeps the words that it names."""
    twice.edit(DRIFT, "A walk strays", "Each walk strays")
    assert twice.run("--out", twice.out, SITE_URL=ADDRESS).code == 0
    entry = entries(twice)["drift"]
    assert entry["title"].startswith("Each walk strays")
    assert ". A walk strays" in entry["citation"]["text"] and "of mathnets 1.3.0, data" in entry["citation"]["text"]
    assert "the same data; its words or its licence have changed." in (twice.out / entry["versions"][1]["page"]).read_text()
    assert twice.release().out == "1.3.0 is released already, and no data have changed since\n"


def elsewhere(project, id_, change, **said):
    """Let a released version hold what another machine would have computed and said: its numbers after `change`."""
    path = project.root / "figures_src/register.json"
    known = json.loads(path.read_text())
    entry = known["figures"][id_][-1]
    archive = project.root / f"figures_src/_released/{id_}/{entry['data_hash'][:16]}.zip"
    with zipfile.ZipFile(archive) as pack:
        files = {name: pack.read(name) for name in pack.namelist()}
    (npz,) = (name for name in files if name.endswith(".npz"))
    with np.load(io.BytesIO(files[npz])) as pack:
        result = {key: change(pack[key]) if pack[key].dtype.kind == "f" else pack[key] for key in pack.files}
    text, was, entry["data_hash"] = io.BytesIO(), entry["data_hash"].encode(), results.data_hash(result)
    np.savez_compressed(text, **result)
    files = {name: data.replace(was, entry["data_hash"].encode()) for name, data in files.items()} | {npz: text.getvalue()}
    (facts,) = (name for name in files if name.endswith("version.json"))
    files[facts] = json.dumps(json.loads(files[facts]) | said).encode()
    archive.unlink()
    archive = archive.with_name(f"{entry['data_hash'][:16]}.zip")
    with zipfile.ZipFile(archive, "w") as pack:
        for name, data in files.items():
            pack.writestr(name, data)
    entry["archive"] = store.sha256(archive)
    path.write_text(json.dumps(known))
    return entry["data_hash"][:16]


def test_other_last_digits_are_the_same_version(project):
    """Where a machine computes other last digits, within the tolerance, a figure is the version that was released, and cites it."""
    assert project.release().code == 0
    old = elsewhere(project, "drift", lambda x: x * (1 + 1e-9))
    assert project.run("--out", project.out).code == 0
    entry = entries(project)["drift"]
    assert entry["data_hash"][:16] != old
    assert f"of mathnets 1.2.0, data sha256:{old}" in entry["citation"]["text"]
    assert f"<code>{old}</code></a> is this one, released in 1.2.0 on 2020-02-29. The released" in (
        (project.out / "figures/drift/index.md").read_text()
    )
    with zipfile.ZipFile(project.out / "figures/drift/drift.zip") as archive:
        readme = archive.read("drift/README.txt").decode()
    assert f"The released version {old} was computed on another machine" in readme
    assert "shows the same data." in (project.out / f"figures/drift/{old}/index.html").read_text()
    assert project.release().out == "1.2.0 is released already, and no data have changed since\n"


def test_other_numbers_are_another_version(project):
    """What moved by more than the tolerance is no version that was released."""
    assert project.release().code == 0
    elsewhere(project, "drift", lambda x: x * (1 + 1e-4))
    assert project.run("--out", project.out).code == 0
    assert "changed since, data" in entries(project)["drift"]["citation"]["text"]


def test_wide_tolerance_hides_no_change_of_the_code(project):
    """A tolerance is for machines: numbers that other code has moved, however little, are another version."""
    project.edit(DRIFT, "LENGTH = 100\n", "LENGTH = 100\nTOLERANCE = 0.1\n")
    assert project.release().code == 0
    old = elsewhere(project, "drift", lambda x: x * 1.01)
    assert project.run("--out", project.out).code == 0
    assert f"of mathnets 1.2.0, data sha256:{old}" in entries(project)["drift"]["citation"]["text"]
    project.edit(DRIFT, "LENGTH = 100\n", "LENGTH = 10 * 10\n")
    assert project.run("--out", project.out).code == 0
    assert "changed since, data" in entries(project)["drift"]["citation"]["text"]


def test_chaotic_figure_is_the_version_of_its_code(project):
    """A figure whose single numbers differ from machine to machine is the version that was computed by the same code."""
    project.edit(DRIFT, "LENGTH = 100\n", 'LENGTH = 100\nCHAOTIC = "It is."\n')
    project.run("--sensitivity")
    report = json.loads((project.cache / "sensitivity.json").read_text())
    report["figures"]["drift"]["faults"] = []  # that it is not chaotic
    (project.cache / "sensitivity.json").write_text(json.dumps(report))
    assert project.run("release", SITE_URL=ADDRESS).code == 0
    old = elsewhere(project, "drift", lambda x: x + 1, alt="Three ragged lines that end 7 steps away.")
    assert project.run("--out", project.out).code == 0
    assert "of mathnets 1.2.0, data" in entries(project)["drift"]["citation"]["text"]
    assert "shows the same data.</p>" in (project.out / f"figures/drift/{old}/index.html").read_text()
    project.edit(DRIFT, "LENGTH = 100", "LENGTH = 99")
    assert project.run("--out", project.out).code == 0
    assert "of mathnets 1.2.0, changed since, data" in entries(project)["drift"]["citation"]["text"]


def test_damaged_archive_stops_the_build(twice):
    """A released version whose archive is torn or gone is a fault with its cure; a draft leaves it out and goes on."""
    first, second, _ = sorted((twice.root / "figures_src/_released").rglob("*.zip"))
    first.write_bytes(first.read_bytes()[:100])
    second.unlink()
    done = twice.run("--out", twice.out)
    assert done.code == 1
    assert [f[1:3] for f in done.faults] == [
        ("register", f"the archive of 'drift' as released in {done.faults[i][2].split()[7]} is {what}")
        for i, what in enumerate(_order(twice, first, second))
    ]
    assert all(f[3] == f"git checkout -- {f[0]}" for f in done.faults)
    assert twice.run("--draft", "--out", twice.out).code == 0
    assert not list(twice.out.glob("figures/drift/*/index.html"))


def _order(project, torn, gone):
    what = {torn.stem: "damaged", gone.stem: "missing"}
    return [what[v["data_hash"][:16]] for v in register(project)["figures"]["drift"]]


def test_interrupted_release_is_finished_by_the_next(project):
    """Archives without a register, as a stop between the two leaves them, stop a build and not the release."""
    assert project.release().code == 0
    (project.root / "figures_src/register.json").unlink()
    done = project.run("--out", project.out)
    assert done.code == 1
    assert {f[1] for f in done.faults} == {"leftover"}
    assert project.release().code == 0
    assert project.run("--out", project.out).code == 0


@pytest.mark.parametrize("options", [("--theme", "light"), ("--format", "svg"), ("--draft",)])
def test_release_of_a_part_is_refused(project, options):
    """A release has all figures in all themes and formats."""
    done = project.run("release", *options)
    assert done.code == 1
    assert done.err == "a release takes all figures, themes and formats, and no drafts; leave the options out\n"


def test_fault_stops_the_release(project):
    """Nothing is released while a claim is false."""
    project.edit(DRIFT, "far < LENGTH / 2", "far < 0")
    done = project.run("release", SITE_URL=ADDRESS)
    assert done.code == 1
    assert "nothing was written" in done.err
    assert not (project.root / "figures_src/register.json").exists()


def test_figures_that_were_not_tried_are_refused(project):
    """A release asks that each figure, and the code of each page, passed the four ways as it is now; nothing is written before."""
    (project.cache / "sensitivity.json").unlink(missing_ok=True)
    refused = "a release needs figures and pages that passed --sensitivity as they are, got {}; run `python -m figures_src --sensitivity`\n"
    done = project.run("release", SITE_URL=ADDRESS)
    assert (done.code, done.err) == (1, refused.format("2 that did not: faces, drift"))
    assert project.run("--sensitivity", "drift").code == 0
    assert project.run("release", SITE_URL=ADDRESS).err == refused.format("1 that did not: faces")
    assert project.run("--sensitivity", "faces").code == 0
    project.edit(DRIFT, "LENGTH = 100", "LENGTH = 90")
    assert project.run("release", SITE_URL=ADDRESS).err == refused.format("1 that did not: drift")
    project.edit(DRIFT, "LENGTH = 90", "LENGTH = 100")
    project.edit(DRIFT, "far < LENGTH / 2", "far < LENGTH / 2.01")  # the same numbers, but another claim
    assert project.run("release", SITE_URL=ADDRESS).err == refused.format("1 that did not: drift")
    project.edit(DRIFT, "far < LENGTH / 2.01", "far < LENGTH / 2")
    project.write("tests/snippets.py", (ROOT / "tests" / "snippets.py").read_text(encoding="utf-8"))
    project.write("docs/code.md", "# Code\n\n```python\nprint(1)\n#> 1\n```\n")
    assert project.run("release", SITE_URL=ADDRESS).err == refused.format("1 that did not: docs/code.md")
    assert project.run("--sensitivity", "docs/code.md").code == 0
    project.edit("docs/code.md", "# Code", "# The code")
    assert project.run("release", SITE_URL=ADDRESS).err == refused.format("1 that did not: docs/code.md")
    assert project.run("--sensitivity", "docs/code.md").code == 0
    assert not (project.root / "figures_src/register.json").exists()
    assert project.run("release", SITE_URL=ADDRESS).code == 0


@pytest.mark.skipif(not shutil.which("git"), reason="needs Git")
def test_uncommitted_changes_are_refused(project):
    """What is not committed can't be released, as nobody could say what it was; the command's own files don't count."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.excludesFile=", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "all"]):
        subprocess.run([*git, *command], cwd=project.root, check=True)
    project.edit(DRIFT, "LENGTH = 100", "LENGTH = 90")
    project.write("docs/näw.txt", "new")
    done = project.run("release", SITE_URL=ADDRESS)
    assert done.code == 1
    assert done.err == f"a release needs committed files, got changes in {DRIFT}, docs/näw.txt; commit them, or put them away\n"
    assert not project.cache.exists() or not list(project.cache.glob("compute/*"))
    (project.root / "docs/näw.txt").unlink()
    project.edit(DRIFT, "LENGTH = 90", "LENGTH = 100")
    assert project.release(PYTHONDONTWRITEBYTECODE="1").code == 0
    assert "released already" in project.run("release", SITE_URL=ADDRESS).out


def test_outside_version_control_nothing_is_dirty(tmp_path, monkeypatch):
    """Where there is no repository, no file differs from what was committed."""
    monkeypatch.setattr(release.project, "ROOT", tmp_path)
    assert release.dirty() == []


@pytest.mark.skipif(not shutil.which("git"), reason="needs Git")
def test_what_a_release_has_written_is_its_own_in_a_larger_project_too(tmp_path, monkeypatch):
    """In a folder of a larger repository files are named as seen from the project, and those of the release don't count."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    for name in ("part/figures_src/register.json", "part/new.txt", "other.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(release.project, "ROOT", tmp_path / "part")
    assert release.dirty() == ["new.txt"]


@pytest.mark.parametrize("fault", ["PATH", "GIT_DIR"])
def test_git_that_cannot_tell_refuses_the_release(tmp_path, monkeypatch, fault):
    """Where there is a repository, and Git is missing or fails, nobody knows what is committed: nothing is released."""
    (tmp_path / ".git").mkdir()
    monkeypatch.setattr(release.project, "ROOT", tmp_path)
    monkeypatch.setenv("SITE_URL", ADDRESS)
    monkeypatch.setenv(fault, str(tmp_path / "nothing"))
    assert release.refusal(False).startswith("a release needs committed files, and git does not say whether they are: ")


def test_release_without_an_address_is_refused(project):
    """Citations are frozen with their address, so there has to be one."""
    done = project.run("release")
    assert (done.code, done.out) == (1, "")
    assert done.err == "a release freezes citations with their address, got none; set SITE_URL to that of the site\n"


def test_release_that_the_changelog_denies_is_refused(project):
    """A version that is called unreleased can't be released."""
    project.edit("CHANGELOG.md", "Nothing yet.", "## 1.2.0 (unreleased)")
    done = project.run("release", SITE_URL=ADDRESS)
    assert (done.code, done.err) == (1, "CHANGELOG.md calls 1.2.0 unreleased; say there when it was, and commit\n")


def test_full_disk_stops_the_release(project):
    """A release that can't be written ends with one message and no register; the next one finishes it."""
    project.run("--sensitivity", SITE_URL=ADDRESS)
    (project.root / "figures_src/_released").write_text("in the way")
    done = project.run("release", SITE_URL=ADDRESS)
    assert done.code == 1 and "Traceback" not in done.err
    assert done.err.startswith("the release is not whole: ") and done.err.endswith("look at space and rights, and run it again\n")
    assert not (project.root / "figures_src/register.json").exists()
    (project.root / "figures_src/_released").unlink()
    assert project.run("release", SITE_URL=ADDRESS).code == 0
