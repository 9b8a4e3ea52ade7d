"""The builder from end to end, on a miniature project: what it refuses, what it keeps, that it gives the same bytes."""

# ruff: noqa: E501 (one fault a line)

import hashlib
import json
import os
import re
import shutil
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from figures_src._build import results, staging
from figures_src._kit.theme import THEMES
from tests.project import script, tree

# What a figure may do wrong: (id, parts of its script, step, what the message says, what the cure says)
WRONG = [
    ("raises_in_compute", {"compute": "raise KeyError('weights')"}, "compute", r"KeyError: 'weights' \(line 9: raise", "mend it; python -m figures_src raises_in_compute"),
    ("raises_in_claims", {"claims": "yield 1 / int(result['y'][0])"}, "claims", r"ZeroDivisionError: division by zero \(line 13", "mend it"),
    ("raises_in_alt", {"alt": "return f\"{result['x']}\""}, "alt", r"KeyError: 'x' \(line 17", "mend it"),
    ("raises_in_draw", {"draw": "fig.subplot()"}, "draw", r"AttributeError: 'Figure' object has no attribute 'subplot'.* \(line 21", "mend it"),
    ("raises_in_library", {"top": "from mathnets.walks import walk", "compute": "return {'y': walk(None, 3)}"}, "compute", r"AttributeError: .*'choice' \(line 9: .*\) in mathnets/steps.py:6", "mend it"),
    ("raises_at_import", {"top": "1 / 0"}, "import", r"ZeroDivisionError: division by zero \(line 6: 1 / 0\)", "mend it"),
    ("imports_nothing", {"top": "from mathnets.nothing import walk"}, "import", r"ModuleNotFoundError: No module named 'mathnets.nothing'", "mend it"),
    ("exits", {"top": "import sys", "compute": "sys.exit(0)"}, "compute", r"sys.exit\(0\) was called \(line 9", "never exits"),
    ("exits_at_import", {"top": "import sys; sys.exit()"}, "import", r"sys.exit\(None\) was called", "never exits"),
    ("dies", {"top": "import os", "compute": "os._exit(0)"}, "build", r"ended without a result \(exit code 0\)", "os._exit"),
    ("crashes", {"top": "import os", "compute": "os.kill(os.getpid(), 11)"}, "build", r"ended without a result \(exit code -11\)", "crash"),
    ("nan", {"compute": "return {'y': np.array([1, np.nan])}"}, "compute", r"result\['y'\] needs finite numbers, got nan at index \[1\]; stop", "mend it"),
    ("infinite", {"compute": "return {'y': np.array([[1], [-np.inf]])}"}, "compute", r"needs finite numbers, got -inf at index \[1, 0\]", "mend it"),
    ("blank", {"draw": "fig.subplots().plot([1, float('inf')])"}, "draw", "plot needs finite numbers, got inf, .* left out unseen; .* mask them", "mend it"),
    ("none", {"compute": "pass"}, "compute", r"needs to return a dict that is not empty, got NoneType", "mend it"),
    ("empty", {"compute": "return {}"}, "compute", "needs to return a dict that is not empty, got dict", "mend it"),
    ("objects", {"compute": "return {'y': np.array([1, None])}"}, "compute", r"result\['y'\] needs numbers or text, got object", "mend it"),
    ("ragged", {"compute": "return {'y': [[1, 2], [3]]}"}, "compute", r"result\['y'\] needs numbers or text, got object; .*equal rows", "mend it"),
    ("badly_named", {"compute": "return {'a b': 1}"}, "compute", "the key 'a b' needs to be a name", "mend it"),
    ("missing_glyph", {"draw": "fig.suptitle('\\u4e2d')"}, "draw", "Glyph 20013 .* missing from font", "mathtext"),
    ("missing_font", {"draw": "fig.suptitle('a', family='Nowhere Sans')"}, "draw", "a font is missing: .*Nowhere Sans", "mend it"),
    ("latex", {"draw": "fig.suptitle('$x$', usetex=True)"}, "draw", r"LaTeX \(usetex\) was used; write formulas as mathtext", "mend it"),
    ("false_claim", {"claims": "yield Claim('The line falls.', False, measured=9)\nyield Claim('It is red.', False, measured=1)"}, "claims", r"'The line falls.': it does not hold \(measured 9\); 'It is red.': it does not hold", "mend the caption"),
    ("stale_yes", {"claims": "yield Claim('It ends.', True, measured=9, expected=1, tolerance=1, source='A', verdict='yes')"}, "claims", r"its verdict 'yes' no longer fits: measured 9 is outside 1 ± 1", "mend the caption"),
    ("stale_no", {"claims": "yield Claim('It ends.', True, measured=9, expected=8, tolerance=1, source='A', verdict='no', why='B')"}, "claims", r"its verdict 'no' no longer fits: measured 9 is within 8 ± 1", "mend the caption"),
    ("no_claim", {"claims": "return ()"}, "claims", "no claim was made", "at least the finding"),
    ("no_generator", {"claims": "pass"}, "claims", "TypeError: 'NoneType' object is not iterable", "mend it"),
    ("other_claims", {"claims": "yield 'It ends.'"}, "claims", r"claims needs to yield Claim\(...\), got 'It ends.'", "mend it"),
    ("alt_without_numbers", {"alt": "return 'A line that goes up and up.'"}, "alt", "needs one or two sentences with numbers, got 'A line", "numbers taken from result"),
    ("changes_result", {"draw": "result['y'] = 0"}, "draw", "does not support item assignment", "mend it"),
    ("changes_array", {"draw": "result['y'][0] = 1"}, "draw", "read-only", "mend it"),
    ("default_rng", {"compute": "return {'y': np.random.default_rng().normal(size=10)}"}, "compute", "a random generator without a seed, .* was used; .*default_rng", "mend it"),
    ("random_state", {"compute": "return {'y': np.random.RandomState().rand(10)}"}, "compute", "a random generator without a seed, or RandomState, was used", "mend it"),
    ("np_random", {"compute": "return {'y': np.random.normal(size=10)}"}, "compute", r"numpy.random.normal \(global randomness\) was used; .*rng", "mend it"),
    ("np_seed", {"top": "np.random.seed(3)"}, "import", r"numpy.random.seed \(global randomness\) was used", "mend it"),
    ("stdlib_random", {"top": "import random", "compute": "return {'y': random.gauss(0, 1)}"}, "compute", r"random.gauss \(global randomness\) was used", "mend it"),
    ("stdlib_generator", {"top": "import random", "compute": "return {'y': random.Random().random()}"}, "compute", "a random generator without a seed was used", "mend it"),
    ("random_in_claims", {"claims": "yield Claim('It ends.', np.random.rand() < 2, measured=1)"}, "claims", "global randomness", "mend it"),
    ("random_in_draw", {"draw": "fig.subplots().plot(np.random.rand(3))"}, "draw", "global randomness", "mend it"),
    ("connects", {"top": "import socket", "compute": "socket.create_connection(('127.0.0.1', 9))"}, "compute", r"the network \(socket.create_connection\) was used; .*put the data there", "mend it"),
    ("downloads", {"top": "import urllib.request", "compute": "urllib.request.urlopen('http://127.0.0.1:9')"}, "compute", r"the network \(socket.\w+\) was used", "mend it"),
    ("warns", {"compute": "return {'y': np.log(np.zeros(3))}"}, "compute", "RuntimeWarning: divide by zero encountered in log", "a warning stops the build"),
    ("warns_in_claims", {"claims": "yield Claim('It ends.', True, measured=np.log(result['y'] * 0).max())"}, "claims", "RuntimeWarning: divide by zero", "a warning stops the build"),
    ("never_shown", {}, "page", "no page shows this figure", r"put !\[\[never_shown\]\] on a line of its own"),
    ("unknown_reference", {"title": "A line rises.\n\nReference: nobody1900\n"}, "reference", "'nobody1900' is not in references.bib", "add the entry, or mend the key"),
    ("unknown_source", {"claims": "yield Claim('It ends.', True, measured=9, expected=9, tolerance=1, source='nobody1900, p. 1', verdict='yes')"}, "claims", r"the source 'nobody1900, p. 1' does not begin with a key of references.bib", "name the paper"),
    ("does_not_parse", {"compute": "return {"}, "contract", r"the script does not parse: '\{' was never closed \(line 9\)", "mend the line"),
    ("bad_shape", {"top": "SHAPE = 'round'"}, "contract", "SHAPE needs one of wide, standard, square, tall, got 'round'", "choose one"),
    ("listed_shape", {"top": "SHAPE = ['wide']"}, "contract", r"SHAPE needs one of .*, got \['wide'\]", "choose one"),
    ("computed_shape", {"top": "SHAPE = 'w' + 'ide'"}, "contract", "SHAPE needs a literal value, got 'w' \\+ 'ide'", "write the number or text itself"),
    ("no_frame", {"top": "FRAMES = 3"}, "contract", r"draw needs the arguments \(fig, result, frame\), got \(fig, result\)", "a moving figure draws one frame"),
    ("bad_switch", {"top": "def switch(data):\n    return data"}, "contract", r"switch needs the arguments \(result\), got \(data\)", "rename them"),
    ("no_switch", {"top": "def switch(result):\n    return result"}, "switch", "AttributeError: .*'packed'", "mend it"),
    ("bad_formerly", {"top": "FORMERLY = 'old_id'"}, "contract", "FORMERLY needs a tuple of old ids, got 'old_id'", r'write \("old_id",\)'),
    ("number_formerly", {"top": "FORMERLY = 3"}, "contract", "FORMERLY needs a tuple of old ids, got 3", "write"),
    ("takes_anothers_id", {"top": "FORMERLY = ('drift',)"}, "contract", "the id 'drift' is taken by", "drop it from FORMERLY"),
    ("bad_licence", {"top": "LICENCE = 'mine'"}, "contract", "LICENCE needs one of CC BY 4.0, .*, got 'mine'", "choose one"),
    ("No_id", {}, "contract", "the file name 'No_id' can't be an id", "lower-case letters"),
    ("same", {}, "contract", "the id 'same' is a command of the builder", "rename the file"),
    ("no_finding", {"title": "Rising line"}, "contract", "needs to be the finding, as a full sentence without formulas, got 'Rising line'", "plain words"),
]  # fmt: skip
TEXTS = [  # scripts that are changed otherwise
    ("without_alt", ("def alt(result)", "def other(result)"), "contract", r"the function alt\(result\) is missing", "python -m figures_src new wrong/without_alt writes"),
    ("without_compute", ("def compute()", "def train()"), "contract", r"the function compute\(\) is missing", "new wrong/without_compute"),
    ("wrong_arguments", ("draw(fig, result)", "draw(figure, result)"), "contract", r"draw needs the arguments \(fig, result\), got \(figure, result\)", "rename them"),
    ("more_arguments", ("alt(result)", "alt(result, *, short)"), "contract", r"alt needs the arguments \(result\), got \(result, short\)", "rename them"),
    ("one_frame", ("def draw(fig, result)", "FRAMES = 1\n\n\ndef draw(fig, result, frame)"), "contract", "FRAMES needs a whole number from 2 to 300, got 1", "choose one"),
    ("missing_run", ("compute()", "compute(nothing)"), "contract", r"compute\(nothing\) names a shared run that does not exist", "add figures_src/wrong/_nothing.py"),
    ("needs_failing_run", ("compute()", "compute(failing)"), "compute", "the shared run that it needs has failed", "mend that"),
    ("needs_broken_run", ("compute()", "compute(broken)"), "compute", "the shared run that it needs has failed", "mend that"),
]  # fmt: skip
RUNS = {  # shared runs that fail
    "_failing": '"""Fails."""\n\n\ndef compute():\n    raise ValueError("no convergence")\n',
    "_broken": '"""Does not parse."""\n\ndef compute(:\n',
    "_greedy": '"""Needs another."""\n\n\ndef compute(failing):\n    return {"y": 1}\n',
}
RUN_FAULTS = [
    ("_failing", "compute", r"ValueError: no convergence \(line 5", "mend it$"),
    ("_broken", "contract", r"does not parse: .*\(line 3\)", "mend the line"),
    ("_greedy", "contract", r"a shared run takes no argument, got compute\(failing\)", "call what it needs"),
]


@pytest.fixture(scope="module")
def refused(_project):
    """A build of a project in which every figure but two is wrong; what it said, and the project."""
    project = _project
    project.reset()
    for id_, parts, *_ in WRONG:
        project.figure(f"wrong/{id_}", **parts)
    for id_, (old, new), *_ in TEXTS:
        project.figure(f"wrong/{id_}")
        project.edit(f"figures_src/wrong/{id_}.py", old, new)
    for name, text in RUNS.items():
        project.write(f"figures_src/wrong/{name}.py", text)
    project.figure("other/drift")
    (project.root / "figures_src/wrong/latin.py").write_bytes(script(title="Größe steigt.").encode("latin-1"))
    project.show(*(w[0] for w in WRONG + TEXTS if w[0] != "never_shown"), "latin")
    done = project.quick()
    left = [p for p in project.cache.rglob(".draft*")]
    wrote = project.root.with_name("quick").exists()
    for id_ in ("wrong", "other"):
        shutil.rmtree(project.root / "figures_src" / id_)
    (project.root / "docs/shown.md").unlink()
    return done, project.quick(), wrote, left


@pytest.mark.parametrize(("id_", "_", "step", "cause", "cure"), WRONG + TEXTS, ids=[w[0] for w in WRONG + TEXTS])
def test_fault_is_told_in_one_message(refused, id_, _, step, cause, cure):
    """Whatever is wrong with a figure is told once: where, at which step, why, and what to do."""
    found = [fault for fault in refused[0].faults if fault[0] == f"figures_src/wrong/{id_}.py"]
    assert len(found) == 1, found
    assert found[0][1] == step
    assert re.search(cause, found[0][2]), found[0][2]
    assert re.search(cure, found[0][3]), found[0][3]


@pytest.mark.parametrize(("name", "step", "cause", "cure"), RUN_FAULTS)
def test_fault_of_a_shared_run_is_told(refused, name, step, cause, cure):
    """A shared run that is wrong is told like a figure; who needs it is told of it, and not run."""
    found = [fault for fault in refused[0].faults if fault[0] == f"figures_src/wrong/{name}.py"]
    assert len(found) == 1, found
    assert found[0][1] == step
    assert re.search(cause, found[0][2]), found[0][2]
    assert re.search(cure, found[0][3]), found[0][3]


def test_duplicate_id_and_foreign_bytes_are_told(refused):
    """An id that two chapters use, and a script that is no UTF-8, are faults."""
    told = {fault[0]: fault[2:] for fault in refused[0].faults}
    assert "the id 'drift' is taken by figures_src/other/drift.py" in told["figures_src/walks/drift.py"][0]
    assert "rename one of the files" in told["figures_src/walks/drift.py"][1]
    assert told["figures_src/wrong/latin.py"] == ("the script needs to be UTF-8, got other bytes", "save it as UTF-8")


def test_faults_stop_the_build_and_nothing_is_written(refused):
    """A build with faults ends with exit code 1, without a traceback, writes nothing, and leaves no draft."""
    done, _, wrote, left = refused
    assert done.code == 1
    assert done.err.endswith(f"{len(done.faults)} fault(s); nothing was written\n")
    scripts = [*(w[0] for w in WRONG + TEXTS + RUN_FAULTS), "latin"]
    others = ["docs/index.md:3", "figures_src/walks/drift.py"]  # the page prints a number of the other drift
    assert sorted(f[0] for f in done.faults) == sorted([*others, *(f"figures_src/wrong/{name}.py" for name in scripts)])
    assert "Traceback" not in done.err
    assert not wrote
    assert not left


def test_other_figures_run_on(refused):
    """The sound figure of a build with faults was built: the next build finds it in the cache."""
    done, after, *_ = refused
    assert "faces" not in done.err
    assert after.code == 0, after.err
    assert "faces" not in after.fresh
    assert "cache:" not in after.err


def test_hang_is_ended(project):
    """A figure that takes longer than the limit is ended, with what it has started; the others run on."""
    beat = project.root / "beat"
    loop = f"import subprocess, time\nsubprocess.Popen(['sh', '-c', 'while sleep 0.1; do touch \"{beat}\"; done'])\ntime.sleep(600)"
    project.figure("wrong/hangs", compute=loop)
    done = project.quick("hangs", "drift", "--limit", 15)
    fault = ("figures_src/wrong/hangs.py", "time", "no result after 15 seconds; the process was ended")
    assert done.code == 1
    assert [f[:3] for f in done.faults] == [fault]
    assert project.quick("drift").fresh == {}
    beat.unlink()
    time.sleep(0.5)
    assert not beat.exists(), "a child of the figure is still alive"


# Pages.

BAD_PAGE = """# Bad

![[drif]]

Numbers: [[nofigure.x]], [[drift.plaice]], [[drift.place:.2q]], [[drift.place[0, 900]]], [[what is this]].

Text ![[drift]] in a line, and [[1, 2], [3, 4]].

![[drift]]
![[drift]]

By [@nobody1900].
"""
PAGE_FAULTS = [
    (3, "figure", "there is no figure 'drif'", "did you mean 'drift'?"),
    (5, "figure", "there is no figure 'nofigure'", "python -m figures_src --list shows all"),
    (5, "number", "[[drift.plaice]]: the result has no key 'plaice'; it has place", "name a key of the result, with a format that fits"),
    (5, "number", "[[drift.place:.2q]]: Unknown format code 'q' for object of type 'float'", "name a key of the result, with a format that fits"),
    (5, "number", "[[drift.place[0, 900]]]: index 900 is out of bounds for axis 1 with size 100", "name a key of the result, with a format that fits"),
    (5, "number", "[[what is this]] can't be read", "write [[id.key]] or [[id.key:.2f]]"),
    (7, "brackets", "'![[drift]] in a line, and [[1, 2], [3, 4' can't be read", "![[id]] and [[references]] stand on lines of their own; other double brackets go into `code`"),
    (7, "brackets", "'[[1, 2], [3, 4]].' can't be read", "![[id]] and [[references]] stand on lines of their own; other double brackets go into `code`"),
    (10, "figure", "the page shows 'drift' a second time, first on line 9", "link to it: [text](#fig-drift)"),
    (12, "reference", "'nobody1900' is not in references.bib", "add the entry, or mend the key"),
    (None, "reference", "the page names references but does not list them", "put [[references]] on a line of its own at its end"),
]  # fmt: skip


def test_faults_of_pages_are_told_with_their_lines(project):
    """What a page says in brackets and can't be resolved is told with page and line, and what was perhaps meant."""
    project.write("docs/games/bad.md", BAD_PAGE)
    (project.root / "docs/games/latin.md").write_bytes("# Größe\n".encode("latin-1"))
    done = project.quick()
    wanted = {(f"docs/games/bad.md:{line}" if line else "docs/games/bad.md", *rest) for line, *rest in PAGE_FAULTS}
    wanted.add(("docs/games/latin.md", "page", "the page needs to be UTF-8, got other bytes", "save it as UTF-8"))
    assert done.code == 1
    assert set(done.faults) == wanted


def test_faults_of_references_and_register_are_told(project):
    """A BibTeX file or a register that can't be read is a fault, not a traceback."""
    project.write("figures_src/register.json", "<<<<<<< ours\n")
    done = project.quick()
    assert done.code == 1
    assert done.faults[0][:2] == ("figures_src/register.json", "register")
    project.edit("docs/references.bib", "author = {Pearson, Karl},", "author = {Pearson, Karl")
    done = project.quick()
    assert done.code == 1
    assert [f[:2] for f in done.faults] == [("docs/references.bib", "reference")]
    assert "Traceback" not in done.err


def test_published_figure_may_not_vanish(project):
    """A registered id that is gone is a fault; one that another script forwards is a redirect, files and frames included."""
    project.write("figures_src/register.json", json.dumps({"releases": [], "figures": {"wander": []}}))
    done = project.quick()
    assert done.code == 1
    assert [f[2] for f in done.faults] == ["the published figure 'wander' is gone"]
    assert 'FORMERLY = ("wander",)' in done.faults[0][3]
    project.edit("figures_src/walks/drift.py", "LENGTH = 100\n", 'LENGTH = 100\nFORMERLY = ("wander",)\n')
    assert project.run("--out", project.out).code == 0
    for name in ("index.html", "embed.html", "embed.light.html", "embed.dark.html"):
        page = (project.out / "figures/wander" / name).read_text()
        assert f'href="../drift/{name}">drift</a>' in page
        assert f'content="0; url=../drift/{name}"' in page
    files = tree(project.out / "figures/drift")
    for end in (".light.svg", ".slide.dark.png", ".dark.pdf", ".npz", ".py"):
        assert (project.out / f"figures/wander/wander{end}").read_bytes() == files[f"drift{end}"]


def test_draft_shows_a_message_in_the_place_of_a_fault(project):
    """With --draft a build goes on: the page shows the message where the figure would stand, and marks the rest."""
    project.edit("figures_src/dice/faces.py", "def compute(throws):\n", "def compute(throws):\n    1 / 0  # <b>\n")
    project.write("docs/bad.md", BAD_PAGE)
    done = project.run("--draft", "--theme", "light", "--out", project.out)
    assert done.code == 0
    done = project.run("--draft", "--out", project.out)
    assert done.code == 0, done.err
    assert "ZeroDivisionError" in done.err
    page = (project.out / "games/dice.md").read_text()
    assert (
        '<div class="mn-fault" role="alert"><strong>faces</strong><pre>figures_src/dice/faces.py: compute: Zero' in page
    )
    assert "&lt;b&gt;" in page
    assert '<span class="mn-fault">[[faces.count:.0f]]</span>' in page
    bad = (project.out / "bad.md").read_text()
    assert "<strong>drif</strong>" in bad
    assert '<span class="mn-fault">[@nobody1900]</span>' in bad
    assert [f["id"] for f in json.loads((project.out / "figures.json").read_text())["figures"]] == ["drift"]
    project.write("docs/references.bib", "@article{torn, title = {")
    assert project.run("--draft", "--out", project.out).code == 0
    assert '<span class="mn-fault">[@pearson1905]</span>' in (project.out / "index.md").read_text()


# The cache.


@pytest.fixture(scope="module")
def warm(_project, tmp_path_factory):
    """The cache after one build for one theme and format."""
    _project.reset()
    assert _project.quick().code == 0
    return shutil.copytree(_project.cache, tmp_path_factory.mktemp("warm") / "cache")


@pytest.fixture
def built(project, warm):
    """A project that was built once, for one theme and format."""
    shutil.copytree(warm, project.cache)
    return project


def test_second_build_makes_nothing(built):
    """A build after a build trains and draws nothing."""
    assert built.quick().fresh == {}


@pytest.mark.parametrize(
    ("path", "old", "new", "fresh"),
    [
        ("figures_src/walks/drift.py", "np.arange(LENGTH)", "np.arange(LENGTH) + 1", {"drift": ["draw"]}),
        ("figures_src/walks/drift.py", '"blue"', '"red"', {"drift": ["draw"]}),
        ("figures_src/walks/drift.py", "LENGTH = 100", "LENGTH = 101", {"drift": ["compute", "draw"]}),
        ("figures_src/walks/drift.py", "(seed), LENGTH)", "(seed), n=LENGTH)", {"drift": ["compute"]}),
        ("figures_src/walks/drift.py", "SEEDS = range(3)", "SEEDS = range(4)", {"drift": ["compute", "draw"]}),
        ("figures_src/walks/drift.py", "further than half its length", "further than that", {}),
        ("figures_src/walks/drift.py", "The distance grows", "Its distance grows", {}),
        ("figures_src/walks/drift.py", "Three ragged lines", "Three lines", {"drift": ["draw"]}),
        ("figures_src/walks/drift.py", "A long walk", "A walk", {"drift": ["draw"]}),
        ("figures_src/dice/_throws.py", "SEED = 0", "SEED = 1", {"dice/_throws": ["compute"], "faces": ["compute", "draw"]}),
        ("figures_src/dice/_throws.py", "A thousand throws", "Throws", {}),
        ("mathnets/steps.py", '"""Return n steps of length 1."""', "# Return steps.", {}),
        ("mathnets/steps.py", "[-1.0, 1.0]", "[-2.0, 2.0]", {"drift": ["compute", "draw"]}),
        ("mathnets/steps.py", "size=n)", "size=(n,))", {"drift": ["compute"]}),
        ("mathnets/walks.py", "np.cumsum(steps(rng, n))", "np.cumsum(2 * steps(rng, n))", {"drift": ["compute", "draw"]}),
        ("mathnets/cards.py", "allow_pickle=False", "mmap_mode=None", {}),
        ("mathnets/__init__.py", "two ideas", "ideas", {}),
        ("docs/index.md", "A walk", "Any walk", {}),
    ],
)  # fmt: skip
def test_change_reruns_what_depends_on_it_and_no_more(built, path, old, new, fresh):
    """A change computes and draws again exactly what it can change; an equal result is not drawn again."""
    built.edit(path, old, new)
    done = built.quick()
    assert done.code == 0, done.err
    assert done.fresh == fresh
    assert built.quick().fresh == {}


def test_change_back_makes_nothing(built):
    """What was built before a change is still there after its undoing."""
    built.edit("mathnets/steps.py", "[-1.0, 1.0]", "[-2.0, 2.0]")
    built.quick()
    built.edit("mathnets/steps.py", "[-2.0, 2.0]", "[-1.0, 1.0]")
    assert built.quick().fresh == {}


def test_claims_are_evaluated_at_every_build(built):
    """A claim that has become false stops a build in which nothing is computed or drawn."""
    built.edit("figures_src/walks/drift.py", "far < LENGTH / 2", "far < LENGTH / 200")
    done = built.quick()
    assert done.code == 1
    assert [f[1] for f in done.faults] == ["claims"]


def test_data_pack_reruns_its_users(built):
    """A change of a data pack computes again the figures whose code reads it, and no other."""
    built.figure("games/deck", top="from mathnets.cards import values", compute='return {"y": values() - 4.0}')
    built.show("deck")
    assert built.quick().fresh == {"deck": ["compute", "draw"]}
    np.savez(built.root / "mathnets/cards.npz", values=np.arange(13, 0, -1) * 1.0)
    done = built.quick()
    assert [f[:2] for f in done.faults] == [("figures_src/games/deck.py", "claims")]


def test_change_of_style_redraws_all_and_trains_nothing(built):
    """A colour of the kit is part of every picture, and of no result."""
    built.edit("figures_src/_kit/theme.py", f'blue="{THEMES["light"].blue}"', 'blue="#1f62b6"')
    done = built.call("-m", "figures_src", "--theme", "light", "--format", "svg", "--out", built.out)
    assert done.fresh == {"drift": ["draw"], "faces": ["draw"]}
    assert "#1f62b6" in (built.out / "figures/faces/faces.light.svg").read_text()


def test_quick_change_of_one_digit_is_seen(built):
    """A change within the second that leaves the size as it was is seen, though Python's bytecode misses it."""
    place = 'import sys; sys.path.insert(0, "."); import mathnets.steps'
    path = built.root / "mathnets/steps.py"
    built.call("-c", place)  # writes bytecode
    before = path.stat()
    built.edit("mathnets/steps.py", "[-1.0, 1.0]", "[-3.0, 3.0]")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert built.quick().fresh == {"drift": ["compute", "draw"]}


def test_sources_that_change_during_the_build_are_refused(project):
    """What was computed while its sources changed is a fault, and not kept under either name."""
    edit = "from pathlib import Path\npath = Path('mathnets/steps.py')\npath.write_text(path.read_text() + 'x = 1')"
    project.figure(
        "wrong/edits",
        top="from mathnets.walks import walk",
        compute=f"{edit}\nreturn {{'y': np.arange(10.0) + 0 * walk(np.random.default_rng(0), 10)}}",
    )
    done = project.quick("edits")
    assert [f[1:] for f in done.faults] == [("build", "its sources changed while it was built", "build again")]
    assert not list(project.cache.glob("compute/*"))


DAMAGES = {
    "torn": lambda entry, other: _largest(entry).write_bytes(_largest(entry).read_bytes()[:100]),
    "flipped": lambda entry, other: _flip(_largest(entry)),
    "without manifest": lambda entry, other: (entry / "manifest.json").unlink(),
    "without a file": lambda entry, other: _largest(entry).unlink(),
    "with a stranger": lambda entry, other: (entry / "stranger.svg").write_text("<svg/>"),
    "of another key": lambda entry, other: (shutil.rmtree(entry), shutil.copytree(other, entry)),
    "garbled manifest": lambda entry, other: (entry / "manifest.json").write_text("[1]"),
    "empty": lambda entry, other: (shutil.rmtree(entry), entry.mkdir()),
    "a file": lambda entry, other: (shutil.rmtree(entry), entry.write_text("")),
}  # fmt: skip


def _largest(entry):
    return max((p for p in entry.iterdir() if p.name != "manifest.json"), key=lambda p: p.stat().st_size)


def _flip(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("how", DAMAGES)
def test_damaged_entry_is_made_anew(built, how):
    """A damaged result and a damaged set of pictures are made anew, each with one line that says so; same bytes."""
    built.quick()
    before = tree(built.root.with_name("quick"))
    for kind in ("compute", "draw"):
        entries = sorted((built.cache / kind).iterdir())  # in the order of hashes, which is another one elsewhere
        entry, other, *_ = [e for e in entries if kind == "draw" or "throws" not in results.load(e / "result.npz")]
        DAMAGES[how](entry, other)
    shutil.rmtree(built.root.with_name("quick"))
    done = built.quick()
    assert done.code == 0, done.err
    lines = done.err.splitlines()  # of two figures that are built side by side, so in either order
    assert sorted(re.sub(r"/\w{12} ", "/… ", line) for line in lines) == [
        "cache: the entry compute/… is damaged and is made anew",
        "cache: the entry draw/… is damaged and is made anew",
    ]
    assert tree(built.root.with_name("quick")) == before
    assert built.quick().err == ""


def test_pickle_is_never_read(built, tmp_path):
    """A result that holds a pickle is refused, and what the pickle would do is not done."""

    class Bomb:
        def __reduce__(self):
            return (open, (str(tmp_path / "bang"), "w"))

    for entry in (built.cache / "compute").iterdir():
        np.savez(entry / "result.npz", place=np.array([Bomb()], dtype=object))
        _accept(entry / "result.npz")
    done = built.quick()
    assert done.code == 1
    assert "allow_pickle=False" in done.err
    assert not (tmp_path / "bang").exists()


def _accept(path):
    """Enter a changed file into its entry's manifest, so that the entry counts as sound."""
    manifest = json.loads((path.parent / "manifest.json").read_text())
    manifest["files"][path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    (path.parent / "manifest.json").write_text(json.dumps(manifest))


def test_force_makes_all_anew(built):
    """With --force everything is computed and drawn again, in place of what stood there, with the same bytes."""
    built.quick()
    before = tree(built.root.with_name("quick"))
    for facts in built.cache.glob("*/*/facts.json"):
        facts.write_text(json.dumps(json.loads(facts.read_text()) | {"seconds": 9999}))
        _accept(facts)
    done = built.quick("--force")
    assert done.fresh == {"drift": ["compute", "draw"], "faces": ["compute", "draw"], "dice/_throws": ["compute"]}
    assert tree(built.root.with_name("quick")) == before
    seconds = [json.loads(facts.read_text())["seconds"] for facts in built.cache.glob("*/*/facts.json")]
    assert len(seconds) == 5
    assert max(seconds) < 9999
    assert built.quick().err == ""


def test_two_builds_at_once_give_the_same_files(project):
    """Two builds that start together on one empty cache both succeed, with the same files."""
    outs = [project.out / name for name in ("first", "second")]
    builds = [project.start("-m", "figures_src", "--theme", "light", "--format", "svg", "--out", out) for out in outs]
    for build in builds:
        _, err = build.communicate(timeout=600)
        assert build.returncode == 0, err
    assert tree(outs[0]) == tree(outs[1])
    assert tree(outs[0])


def test_killed_build_leaves_no_broken_entry(project):
    """After kill -9 in the middle of a drawing nothing keeps running, the next build finds no damage and sweeps up."""
    project.figure("slow/slow", draw="import time\nfig.subplots().plot(result['y'])\ntime.sleep(1.5)")
    project.show("slow")
    process = project.start("-m", "figures_src", "slow", "drift", "--theme", "light", "--out", project.out)
    _wait(lambda: list(project.cache.glob("draw/.draft-*/*")))
    workers = _children(process.pid)
    assert workers
    process.kill()
    process.communicate()
    _wait(lambda: not any(map(staging.alive, workers)))
    assert list(project.cache.glob("draw/.draft-*"))
    done = project.quick()
    assert done.code == 0, done.err
    assert done.err == ""
    assert not list(project.cache.rglob(".draft-*"))


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_stopped_build_ends_its_workers(project, sign):
    """A build that is told to stop ends its workers first, and leaves no draft."""
    project.figure("slow/slow", compute="import sys, time\nprint('here', file=sys.stderr, flush=True)\ntime.sleep(600)")
    process = project.start("-m", "figures_src", "slow")
    _wait(lambda: "here" in process.stderr.readline())
    workers = _children(process.pid)
    process.send_signal(sign)
    _, err = process.communicate(timeout=600)
    assert process.returncode == {signal.SIGTERM: 143, signal.SIGINT: 130}[sign]
    assert "Traceback" not in err
    assert not any(map(staging.alive, workers))


def _wait(condition, seconds=60):
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return value


def _children(pid):
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_full_disk_is_told(project):
    """When no space is left for pictures there is one message a figure, and no entry; later the build goes on."""
    code = "import resource, runpy; resource.setrlimit(resource.RLIMIT_FSIZE, (8000, 8000)); runpy.run_module('figures_src', run_name='__main__')"
    arguments = ["drift", "faces", "--theme", "light", "--format", "svg", "--out", project.out]
    done = project.call("-c", code, *arguments)
    assert done.code == 1
    assert [f[:2] for f in done.faults] == [
        (f"figures_src/{name}.py", "draw") for name in ("dice/faces", "walks/drift")
    ]
    assert all("File too large" in f[2] and str(project.cache) in f[3] for f in done.faults)
    assert not project.out.exists()
    assert list(project.cache.glob("draw/*")) == []
    assert project.run(*arguments).fresh == {"drift": ["draw"], "faces": ["draw"]}


def test_cache_that_cannot_be_written_is_told(project):
    """A cache in a place where nothing can be written is told, and so is such a folder for the files."""
    blocked = project.root / "mkdocs.yml"
    done = project.quick("drift", MATHNETS_CACHE=str(blocked / "cache"))
    assert done.code == 1
    assert [f[:2] for f in done.faults] == [("figures_src/walks/drift.py", "build")]
    assert done.faults[0][3] == f"look at the space and the rights in {blocked / 'cache'}"
    done = project.run("drift", "--theme", "light", "--format", "svg", "--out", blocked / "out")
    assert done.code == 1
    assert "is not whole" in done.err
    assert "Traceback" not in done.err
