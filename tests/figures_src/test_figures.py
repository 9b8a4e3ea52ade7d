"""Every figure: its claims can fail, its pictures say where they come from, its data are what the page prints."""

import importlib
import io
import json
import re
import zipfile
from pathlib import Path

import numpy as np
import pytest

from figures_src._build import assemble, discover, pages, release, results, store

SCRIPTS = [s for s in discover.scripts() if not s.shared]


@pytest.fixture(scope="module")
def built(request):
    """One figure, built (from the cache where it stands there)."""

    def build(script):
        site = assemble.Site(only=[script.id]).build()
        assert not site.faults, "\n".join(map(str, site.faults))
        return site.figures[script.id]

    return build


def perturbed(result):
    """Yield (how, result changed in one way), for every key alone and for all keys together."""
    changes = {
        "negated": lambda a: -a,
        "zeroed": lambda a: a * 0,
        "scaled by 10": lambda a: a * 10,
        "scaled by 0.1": lambda a: a * 0.1,
    }
    changes |= {f"reversed along axis {k}": lambda a, k=k: np.flip(a, k) if np.ndim(a) > k else a for k in range(4)}
    changes |= {f"shifted along axis {k}": lambda a, k=k: np.roll(a, 1, k) if np.ndim(a) > k else a for k in range(4)}
    numeric = [k for k, v in result.items() if np.asarray(v).dtype.kind in "iuf"]
    numeric += [k for k, v in result.items() if np.asarray(v).dtype.kind == "b"]
    for how, change in changes.items():
        for keys in [[k] for k in numeric] + [numeric]:
            changed = {k: change(np.asarray(result[k]).astype(float)) for k in keys}
            yield f"{', '.join(keys)} {how}", {**result, **{k: v if v.ndim else v.item() for k, v in changed.items()}}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.id)
@pytest.mark.filterwarnings("ignore")
def test_every_claim_can_fail(script, built):
    """Each claim of a figure falls under at least one change of its result."""
    figure = built(script)
    module = importlib.import_module(script.module)
    result = results.load(Path(figure.record.compute) / "result.npz")
    standing = {c.text: "" for c in module.claims(result)}
    fixed = list(standing)
    for _, changed in perturbed(result):
        try:
            claims = list(module.claims(changed))
        except Exception:  # a result that can't be read asserts nothing, so it counts for no claim
            continue
        if len(claims) == len(fixed):
            for text, claim in zip(fixed, claims, strict=True):
                if not claim.holds:
                    standing.pop(text, None)
    assert not standing, f"{script.where}: these claims hold whatever the result: {sorted(standing)}"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.id)
def test_pictures_say_where_they_come_from(script, built):
    """Title, author, licence and data hash stand inside every svg, png and pdf."""
    figure = built(script)
    for path, file in figure.files.items():
        data = file.read_bytes()
        if path.endswith(".pdf"):
            assert b"/Title" in data and b"/Author" in data and b"/Keywords" in data, path
        elif path.endswith((".svg", ".png")):
            assert figure.licence.encode() in data, path
            assert figure.data_hash[:16].encode() in data, path


@pytest.mark.parametrize("data", ["digits", "animals"])
def test_pixels_of_others_are_credited(data):
    """A figure that draws others' pixels names their authors, and those of MNIST stand under its licence."""
    found = re.compile(rf"^from mathnets\.data(\.{data} import| import (\w+, )*{data}\b)", re.M)
    shown = [s for s in SCRIPTS if found.search(s.source) and re.search(r"\b(show_image|tinted)\(", s.source)]
    assert len(shown) > 1
    for script in shown:
        assert "MNIST" in script.setting("CREDIT", ""), script.where
        assert (script.setting("LICENCE") == "CC BY-SA 3.0") == (data == "digits"), script.where


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.id)
def test_vector_files_are_small(script, built):
    """No svg is larger than 250 kB, so that a chapter loads on a phone."""
    figure = built(script)
    large = {p: f.stat().st_size for p, f in figure.files.items() if p.endswith(".svg") and f.stat().st_size > 250_000}
    assert not large, f"rasterize what has thousands of marks (rasterized=True): {large}"


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.id)
def test_data_are_published_whole(script, built):
    """The published npz holds the result whose hash the citation names, and loads without pickle."""
    figure = built(script)
    with np.load(Path(figure.record.compute) / "result.npz", allow_pickle=False) as pack:
        assert results.data_hash(dict(pack)) == figure.data_hash
    assert json.loads((Path(figure.record.compute) / store.MANIFEST).read_text())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda s: s.id)
def test_figure_can_be_released(script, built):
    """What a release keeps of it holds vectors, data, script and facts, and makes its page and citation of them."""
    figure = built(script)
    entry, data = release.freeze(figure, "99.0.0", "2099-12-31")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {name.partition("/")[0] for name in archive.namelist()} == {f"{script.id}-{entry.hash}"}
        files = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
    id_, facts = script.id, json.loads(files["version.json"])
    vectors = {f"{id_}.{theme}.{format_}" for theme in ("light", "dark") for format_ in ("svg", "pdf")}
    assert files.keys() >= vectors | {f"{id_}.npz", f"{id_}.py", f"{id_}.bib", f"{id_}.csl.json", "README.txt"}
    with np.load(io.BytesIO(files[f"{id_}.npz"]), allow_pickle=False) as pack:
        assert results.data_hash(dict(pack)) == entry.data_hash
    assert facts["claims"] == figure.claims and facts["seeds"] == figure.seeds
    assert files[f"{id_}.py"].decode() == script.source
    assert sum(name.endswith(".run.py") for name in files) == len(script.needs)
    assert release.citation(facts)["csl"]["version"] == "99.0.0"
    page = pages.version_page(entry, files, figure)
    assert entry.data_hash in page and f"{id_}.light.svg" in page
