"""Tests of what is kept of rendered pages: the next site is the same, and whatever changes a page is seen."""

import os
import shutil

import pytest

from figures_src._build import store
from tests.project import tree


@pytest.fixture(scope="module")
def published(_project):
    """A miniature project whose site was built once with an empty cache, and that site."""
    _project.reset()
    _project.write("docs/more.md", "# More\n\nA page with a [link](index.md#walks) and $x^2$.\n\n## Apart\n\nText.\n")
    assert build(_project) == ""
    return _project, tree(_project.root / "site")


def build(project, *arguments):
    """Build the site and return what was told, the fault of a build that fails included."""
    done = project.call("-m", "mkdocs", "build", *arguments)
    assert "Traceback" not in done.err
    return "".join(line for line in done.err.splitlines(keepends=True) if not line.startswith(("INFO", "  - ")))


def differing(project, site):
    """Return what in the project's site differs from another, but for the file of measured costs."""
    now = tree(project.root / "site")
    return {path for path in now.keys() | site.keys() if now.get(path) != site.get(path)} - {"build.json"}


def kept(project):
    """Return the entries that hold pages, each with what tells whether it was written again."""
    return {p.name: p.stat().st_ino for p in project.cache.glob("page/*")}


def test_kept_pages_give_the_same_site(published):
    """A build that finds all pages in the cache writes the same bytes, the library's index of names included."""
    project, site = published
    pages = [path for path, data in site.items() if path.endswith(".html") and b"md-content" in data]
    before = kept(project)
    assert len(before) == len(pages) - 1 > 10  # 404.html has no Markdown
    assert build(project) == ""
    assert differing(project, site) == set()
    assert kept(project) == before
    assert site["objects.inv"]
    assert site["assets/_mkdocstrings.css"]


def test_pages_of_other_processes_are_the_same(published):
    """Pages that were rendered on one core have the bytes of those that were rendered on all."""
    project, site = published
    shutil.rmtree(project.cache / "page")
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        assert build(project) == ""
    finally:
        os.sched_setaffinity(0, cores)
    assert differing(project, site) == set()


@pytest.mark.skipif(len(os.sched_getaffinity(0)) == 1, reason="needs two cores")
@pytest.mark.parametrize("fault", ["os._exit(1)", "raise KeyError", "logging.getLogger('mkdocs').warning('there')", "print('there')"])
def test_what_another_process_leaves_is_rendered_here(published, fault):
    """Where another process dies, or a page fails in it or has more to tell, the page is rendered here, and is the same."""
    project, site = published
    blocks, seen = "figures_src/_build/blocks.py", project.root.with_name("seen")
    head = "    def run(self, lines):\n"
    there = f"{head}        if multiprocessing.parent_process():\n            open({str(seen)!r}, 'w').close(); {fault}\n"
    there += "        else:\n            time.sleep(0.05)\n"  # so that the other process gets some of the pages
    text = (project.root / blocks).read_text()
    project.edit(blocks, "import re\n", "import logging, multiprocessing, os, re, time\n")
    project.edit(blocks, head, there)
    told = build(project)
    project.write(blocks, text)
    assert told == ""
    assert differing(project, site) == set()
    seen.unlink()


def test_faults_of_pages_are_told_once(published):
    """When all pages are new, a warning is told once wherever its page was rendered; so is an error that stops the build."""
    project, site = published
    shutil.rmtree(project.cache / "page")
    before = (project.root / "CHANGELOG.md").read_text()
    project.write("CHANGELOG.md", before + "\n[there](nowhere.md)\n")
    project.edit("docs/more.md", "index.md#walks", "index.md#nowhere")
    project.edit("mathnets/steps.py", "Return n steps of", "Return n steps [here][nowhere.at.all] of")
    told = build(project)
    assert [told.count(name) for name in ("'nowhere.md'", "'#nowhere'", "'nowhere.at.all'")] == [1, 1, 1]
    assert differing(project, site) == set()  # it stopped the build
    assert not kept(project)
    project.edit("docs/more.md", "$x^2$", "$\\nothing$")
    told = build(project)
    assert told.count("Error reading page 'more.md': bad TeX $\\nothing$") == 1
    project.edit("docs/more.md", "$\\nothing$", "$x^2$")
    project.edit("docs/more.md", "index.md#nowhere", "index.md#walks")
    project.edit("mathnets/steps.py", "Return n steps [here][nowhere.at.all] of", "Return n steps of")
    project.write("CHANGELOG.md", before)
    assert build(project) == ""
    assert differing(project, site) == set()


def test_kept_page_is_what_is_shown(published):
    """The cache is indeed where a page comes from: what is written into an entry shows, on that page alone."""
    project, site = published
    shutil.rmtree(project.cache / "page")  # others have built with other tools
    assert build(project) == ""
    (entry,) = [p.parent for p in project.cache.glob("page/*/page.json") if "A page with a" in p.read_text()]
    content, manifest = ((entry / name).read_text() for name in ("page.json", store.MANIFEST))
    old = store.sha256(entry / "page.json")
    (entry / "page.json").write_text(content.replace("A page with a", "A leaf with a"))
    (entry / store.MANIFEST).write_text(manifest.replace(old, store.sha256(entry / "page.json")))
    assert build(project) == ""
    assert differing(project, site) == {"more.html", "search/search_index.json"}
    (entry / "page.json").write_text(content)  # now the manifest is wrong: the entry is damaged, and made anew
    assert "is damaged and is made anew" in build(project)
    assert differing(project, site) == set()


def test_changed_page_is_rendered_alone(published):
    """After a change of one page's text only that page is rendered, and its change shows."""
    project, site = published
    before = kept(project)
    project.edit("docs/more.md", "Text.", "Another text.")
    assert build(project) == ""
    assert differing(project, site) == {"more.html", "search/search_index.json"}
    assert len(kept(project).items() - before.items()) == 1
    project.edit("docs/more.md", "Another text.", "Text.")


def test_changed_library_shows_on_its_pages(published):
    """A docstring that changes changes its module's page, although that page's Markdown stays."""
    project, site = published
    project.edit("mathnets/steps.py", "Return n steps", "Return some steps")
    assert build(project) == ""
    project.edit("mathnets/steps.py", "Return some steps", "Return n steps")
    assert differing(project, site) == {"library/mathnets.steps.html", "search/search_index.json"}


def test_link_that_loses_its_page_is_told(published):
    """A kept page whose link leads nowhere any more stops the build, as it would if it were rendered."""
    project, site = published
    project.write("docs/other.md", "# Other\n\n[there](more.md#apart)\n")
    assert build(project) == ""
    project.edit("docs/more.md", "## Apart", "## Gone")
    assert "does not contain an anchor '#apart'" in build(project)
    project.edit("docs/more.md", "## Gone", "## Apart")
    (project.root / "docs/more.md").rename(project.root / "docs/less.md")
    assert "'more.md#apart'" in build(project)
    (project.root / "docs/less.md").rename(project.root / "docs/more.md")
    (project.root / "docs/other.md").unlink()


def test_warning_is_not_forgotten(published):
    """What was rendered with a warning is told again by the next build: it was not kept."""
    project, site = published
    project.edit("docs/more.md", "index.md#walks", "index.md#nowhere")
    for arguments, told in ((["--quiet"], False), (["--no-strict"], True), ([], True)):
        assert ("does not contain an anchor '#nowhere'" in build(project, *arguments)) == told
