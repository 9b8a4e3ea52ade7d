"""Tests of the four other ways to compute a figure: what moves is found, what doesn't passes, and claims hold in all."""

import json
import os
import platform
import subprocess
import sys

import numpy as np
import pytest

from figures_src._build import machine, sensitivity
from figures_src._build.project import ROOT

# the logistic map doubles a difference at every step: after 200 steps nothing is left of the start
MAP = """x = np.random.default_rng(0).random(50)
for _ in range({steps}):
    x = 4 * x * (1 - x)
return {{"y": x}}"""
WILD = {
    "title": "The logistic map fills its interval.",
    "compute": MAP.format(steps=200),
    "claims": 'yield Claim("It goes up and down.", bool(np.ptp(result["y"]) > 0.5), measured=np.ptp(result["y"]))',
    "alt": 'return "Fifty points that are spread from 0 to 1."',
}
REASON = 'CHAOTIC = "Each step of the map doubles every difference."\n'


PAGE = """# The map

```python
import numpy as np

x = np.random.default_rng(0).random(50)
for _ in range({steps}):
    x = 4 * x * (1 - x)
print(f"{{x[0]:.4f}}")
#> {shown:.4f}
```
"""


def mapped(steps):
    """Return the fifty points after so many steps of the logistic map."""
    x = np.random.default_rng(0).random(50)
    for _ in range(steps):
        x = 4 * x * (1 - x)
    return x


@pytest.fixture(scope="module")
def told(_project):
    """The outcome of one run over figures that are steady, move a little, move freely, and fail, and its report."""
    _project.reset()
    flips = 'yield Claim("It ends low.", bool(result["y"][0] < 0.5), measured=result["y"][0])'
    ends = mapped(200)
    low = int(np.argmin(ends))
    figures = {
        "wild": WILD,
        "known": WILD | {"top": REASON},
        "tame": {"top": REASON},
        "loose": WILD | {"compute": MAP.format(steps=24), "top": "TOLERANCE = 0.01\n"},
        "strict": WILD | {"compute": MAP.format(steps=34)},
        "word": WILD | {"compute": MAP.format(steps=24), "top": "TOLERANCE = 0.01\n",
                        "alt": "return f\"Fifty points, the first at {result['y'][0]!r} of 1.\""},
        "luck": WILD | {"top": REASON, "claims": flips.replace("[0]", f"[{low}]").replace("< 0.5", f"== {ends[low]!r}")},
        "own": {"compute": MAP.format(steps=24),
                "claims": 'yield Claim("As told.", True, measured=result["y"][0], expected=0, tolerance=5, '
                          'source="pearson1905", verdict="yes")',
                "top": "TOLERANCE = 0.01\n", "alt": WILD["alt"]},
    }  # fmt: skip
    for name, parts in figures.items():
        _project.figure(f"maps/{name}", **parts)
    _project.show(*figures)
    done = _project.run("--sensitivity")
    return done, json.loads((_project.cache / "sensitivity.json").read_text())


def line(done, name):
    """Return the line of one figure, and the complaints below it."""
    lines = done.out.splitlines()
    start = next(i for i, text in enumerate(lines) if text.startswith(name + ":"))
    rest = [text.strip() for text in lines[start + 1 :]]
    return lines[start], [text for text in rest[: next(i for i, t in enumerate(rest) if ": moves by" in t or "figure(s)" in t)]]


def test_steady_figures_pass(told):
    """A figure of whole numbers does not move at all, and one with room enough passes."""
    done, report = told
    for name in ("dice/faces", "walks/drift", "maps/loose", "maps/own"):
        assert line(done, name)[0].endswith("hold") and line(done, name)[1] == [], name
    assert line(done, "dice/faces")[0] == "dice/faces: moves by 0.0e+00, 0 of what it may, has no start; 2 claims hold"
    loose = report["figures"]["loose"]
    assert 1e-10 < max(loose["moved"].values()) < 1e-3 and 0 < loose["used"] < 1
    assert set(loose["moved"]) == set(sensitivity.WAYS)
    assert (loose["starts"], report["figures"]["faces"]["starts"]) == (50, 0)


def test_numbers_that_move_are_told(told):
    """A result that moves by more than a tenth of its tolerance fails, with what moved, by how much and in which way."""
    done, report = told
    assert done.code == 1
    for name in ("wild", "strict"):
        first, (fault, *_) = line(done, f"maps/{name}")
        assert first.endswith("1 claims: FAILS")
        assert "result 'y' moves by" in "".join(report["figures"][name]["faults"])
        assert "start" in fault
    assert report["figures"]["strict"]["used"] > 1


def test_chaotic_figure_keeps_its_claims_alone(told):
    """A figure that says that it is chaotic passes as long as its claims hold; a claim that rests on one number doesn't."""
    done, report = told
    assert line(done, "maps/known") == (line(done, "maps/known")[0], [])
    assert "chaotic; 1 claims hold" in line(done, "maps/known")[0]
    assert max(report["figures"]["known"]["moved"].values()) > 0.1
    faults = line(done, "maps/luck")[1]
    assert len(faults) == 3
    assert all(f": claims: 'It ends low.': it does not hold" in fault for fault in faults)


def test_chaos_that_is_none_is_told(told):
    """A figure that is declared chaotic, and whose numbers stay, says what is not so."""
    assert line(told[0], "maps/tame")[1] == ["it is declared chaotic, and is not; drop CHAOTIC"]


def test_printed_text_has_to_stay(told):
    """What readers get as text reads the same in all ways, even where the numbers have room."""
    faults = line(told[0], "maps/word")[1]
    assert len(faults) == 3
    assert all("the alternative text reads 'Fifty points, the first at " in fault for fault in faults)


def test_summary_names_those_that_fail(told):
    """The last line counts, and the report has every figure with its tolerance."""
    done, report = told
    assert done.out.splitlines()[-1].startswith("10 figure(s), 3 chaotic, 3 without a start that could be moved; 5 fail: ")
    assert report["figures"]["drift"]["tolerance"] == 1e-6
    assert report["figures"]["known"]["tolerance"] is None
    assert report["ways"]["start 1"] == {}


def test_one_figure_with_its_shared_run(project):
    """With an id that figure alone is computed, and a page that prints a number that moves is named."""
    project.edit("figures_src/dice/_throws.py", "integers(1, 7, size=1000)}", "integers(1, 7, size=1000), 'x': 1}")
    done = project.run("--sensitivity", "faces")
    assert done.code == 0, done.out + done.err
    assert done.out.splitlines()[-1] == "1 figure(s), 0 chaotic, 1 without a start that could be moved; 0 fail"
    assert not (project.cache / "draw").exists()


def test_faults_of_the_ordinary_run_come_first(project):
    """An unknown id, or a figure that can't be computed, stops before anything else is run."""
    done = project.run("--sensitivity", "drfit")
    assert done.code == 1 and "there is no figure 'drfit'" in done.err and "the ordinary run comes first" in done.err
    project.edit("figures_src/walks/drift.py", "far < LENGTH / 2", "far < 0")
    done = project.run("--sensitivity", "drift")
    assert done.code == 1 and "it does not hold" in done.err and done.out == ""


def test_code_of_pages_has_to_print_the_same(project):
    """A page whose output hangs on rounding is named, with line and both outputs; one that prints few digits passes."""
    project.write("tests/snippets.py", (ROOT / "tests" / "snippets.py").read_text(encoding="utf-8"))
    for name, steps in (("steady", 5), ("wild", 200)):
        project.write(f"docs/{name}.md", PAGE.format(steps=steps, shown=mapped(steps)[0]))
    done = project.run("--sensitivity", "docs/steady.md", "docs/wild.md")
    assert done.code == 1, done.out + done.err
    steady, wild, *faults, last = done.out.splitlines()
    assert steady == "docs/steady.md: its code prints the same"
    assert wild == "docs/wild.md: its code prints something else: FAILS"
    assert last == "2 page(s), 0 figure(s), 0 chaotic, 0 without a start that could be moved; 1 fail: docs/wild.md"
    starts = [text.strip() for text in faults if "the page shows other output" in text]
    assert [text.split(":")[0] for text in starts] == ["start 1", "start 2", "start 3"]
    assert all(": docs/wild.md:9: " in text for text in starts)
    assert faults.count(f"      page: #> {mapped(200)[0]:.4f}") == 3
    report = json.loads((project.cache / "sensitivity.json").read_text())
    assert report["pages"]["docs/steady.md"]["faults"] == {} and report["figures"] == {}
    assert len(report["pages"]["docs/wild.md"]["faults"]["start 2"]) == 1


def test_page_that_is_not_there_is_told(project):
    """A page that does not exist stops the command with its name."""
    done = project.run("--sensitivity", "docs/steadi.md")
    assert done.code == 1 and done.err.startswith("there is no page docs/steadi.md")


def test_pages_with_code_are_found_by_themselves(project, monkeypatch):
    """Without names the pages that hold Python fences are run, and no others."""
    project.write("docs/deep/code.md", PAGE.format(steps=1, shown=0.5))
    project.write("docs/text.md", "# No code\n\n```bash\ntrue\n```\n")
    monkeypatch.setattr(sensitivity.project, "ROOT", project.root)
    monkeypatch.setattr(sensitivity.project, "DOCS", project.root / "docs")
    assert sensitivity._with_code() == ["docs/deep/code.md"]


def test_baseline_switches_off_what_the_processor_has_more():
    """numpy in a process of the first way has none of the features that this one reports beyond its baseline."""
    code = "from figures_src._build import machine; print(machine.features())"
    environment = {k: v for k, v in os.environ.items() if k != "NPY_DISABLE_CPU_FEATURES"}
    found = []
    for more in ({}, {k: v for k, v in sensitivity.environment("baseline").items() if v}):
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment | more, capture_output=True, text=True, check=True)
        found.append(done.stdout.strip())
    assert found[0] == str(machine.features())
    assert found[1] == "[]"


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="the kernels that differ are those of x86-64")
def test_baseline_takes_another_kernel():
    """A matrix product in the first way has other last digits, and no others, where OpenBLAS has a kernel to choose."""
    code = "import numpy as np; a = np.random.default_rng(0).normal(size=(64, 64)); print((a @ a).tobytes().hex())"
    found = []
    for more in ({}, {"OPENBLAS_CORETYPE": sensitivity.environment("baseline")["OPENBLAS_CORETYPE"]}):
        environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"} | more
        done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        found.append(np.frombuffer(bytes.fromhex(done.stdout.strip())))
    if "DYNAMIC_ARCH" not in json.dumps(np.show_config(mode="dicts")):
        pytest.skip("this numpy has one kernel")
    assert np.allclose(*found, rtol=1e-10, atol=1e-12)
    assert machine.features() == [] or not np.array_equal(*found)


def test_ratio_of_nothing_is_none():
    """What did not move has used up nothing, even of nothing; what moved has used up infinitely much of that."""
    assert sensitivity.ratio(np.array([0, 0, 1, 1, np.inf]), np.array([0, 2, 2, 0, 1])).tolist() == [0, 0, 0.5, np.inf, np.inf]
