"""Tests of the audit of the locks, with stand-ins for pip-audit and npm: what they find is told, and what they can't know is no praise."""

import json
import re
import sys

import pytest

from figures_src._build import audit, tex
from tests.project import ROOT

LOCKS = {
    "one.txt": "alpha==1.0 ; python_full_version < '3.12' \\\n    --hash=sha256:aa\n    # via beta\nalpha==2.0 \\\n    --hash=sha256:bb\n",
    "two.txt": "beta[extra]==0.1 ; sys_platform == 'win32' \\\n    --hash=sha256:cc\nalpha==2.0 \\\n    --hash=sha256:bb\n",
}
STAND_IN = """import json, sys
from pathlib import Path
asked = [line.split("==") for line in Path(sys.argv[sys.argv.index("--requirement") + 1]).read_text().split()]
assert len({{name for name, _ in asked}}) == len(asked), "pip-audit refuses two versions of one package"
def answer(name, version):
{answer}
print(json.dumps({{"dependencies": [answer(*each) for each in asked], "fixes": []}}))
"""
NPM_LOCK = {
    "": {"dependencies": {"gamma": "^1"}},
    "node_modules/gamma": {"version": "1.0"},
    "node_modules/@d/alpha": {"version": "2.0"},
    "node_modules/gamma/node_modules/@d/alpha": {"version": "1.0"},
    "node_modules/e/node_modules/@d/alpha": {"version": "1.0"},
}
NPM_SOUND = '{"auditReportVersion": 2, "vulnerabilities": {}}'
NPM = """#!{python}
import json, pathlib, sys
assert sys.argv[1] == "audit" and {{"--package-lock-only", "--json", "--no-offline", "--include=optional"}} <= set(sys.argv)
assert json.loads(pathlib.Path(sys.argv[-1], "package-lock.json").read_text())["packages"]
print({answer!r})
sys.exit({code})
"""
SOUND = 'return {"name": name, "version": version, "vulns": []}'


@pytest.fixture
def audited(project):
    """A function that runs the command with a pip-audit and an npm that answer so; None is no npm."""

    def run(answer=SOUND, npm=NPM_SOUND, code=0):
        for name, text in LOCKS.items():
            project.write(f"requirements/{name}", text)
        project.write("requirements/package-lock.json", json.dumps({"packages": NPM_LOCK}))
        project.write("pip_audit.py", STAND_IN.format(answer="    " + answer))
        programs = project.root / "programs"
        programs.mkdir(exist_ok=True)
        if npm is not None:
            project.write("programs/npm", NPM.format(python=sys.executable, answer=npm, code=code))
            (programs / "npm").chmod(0o755)
        return project.call("-c", "from figures_src._build import audit; raise SystemExit(audit.main())", PATH=str(programs))

    return run


def test_every_locked_package_is_looked_up(audited):
    """All versions of all locks count once, those for other systems and other Pythons too, and those that npm puts in two places."""
    done = audited()
    assert (done.code, done.out, done.err) == (0, "6 locked packages, no known vulnerability\n", "")


def test_known_vulnerability_is_told(audited):
    """A vulnerability is named with the package, the locks that hold it and the version that mends it, and fails."""
    vulns = '[{"id": "PYSEC-1", "fix_versions": ["2.1", "3.0"], "aliases": []}, {"id": "GHSA-2", "fix_versions": [], "aliases": []}]'
    done = audited(f'return {{"name": name, "version": version, "vulns": {vulns} if version == "2.0" else []}}')
    assert done.code == 1
    assert done.err.splitlines() == [
        "alpha 2.0 (one.txt, two.txt): PYSEC-1, mended in 2.1, 3.0",
        "alpha 2.0 (one.txt, two.txt): GHSA-2, mended in no version yet",
    ]
    assert done.out == "1 locked package(s) with known vulnerabilities; lock other versions, as requirements/README.md says\n"


def test_known_vulnerability_of_an_npm_package_is_told(audited):
    """Of npm's packages each is named once, with its places; one that only needs a vulnerable one is not."""
    advisory = {"url": "https://github.com/advisories/GHSA-1", "range": "<1.5"}
    places = [place for place, each in NPM_LOCK.items() if place.endswith("@d/alpha") and each["version"] == "1.0"]
    found = {"@d/alpha": {"via": [advisory], "nodes": places}, "gamma": {"via": ["@d/alpha"], "nodes": ["node_modules/gamma"]}}
    done = audited(npm=json.dumps({"vulnerabilities": found}), code=1)
    assert (done.code, done.err) == (1, f"@d/alpha 1.0 ({', '.join(places)}): GHSA-1, mended in a version that is not <1.5\n")
    assert done.out == "1 locked package(s) with known vulnerabilities; lock other versions, as requirements/README.md says\n"


@pytest.mark.parametrize(
    ("npm", "why"),
    [
        (None, "npm is needed, found none"),
        ('{"message": "405 Method Not Allowed", "error": {"summary": ""}}', "405 Method Not Allowed"),
        ('{"error": {"code": "ENOLOCK", "summary": "This command requires a lockfile."}}', "This command requires a lockfile."),
        ("{}", "npm ended with 1"),
        ("", "npm ended with 1"),
    ],
)
def test_silence_of_npm_is_no_praise(audited, npm, why):
    """Without npm, or an answer of its service, the command says so in one line and fails."""
    done = audited(npm=npm, code=1)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"3 of 3 locked packages could not be looked up, nothing is known of them: {why}; "
        "run it where the advisory service can be reached\n"
    )


@pytest.mark.parametrize(
    ("answer", "silent", "why"),
    [
        ('return {"name": name, "skip_reason": "not found"}', 3, "not found"),
        (f'{SOUND} if name == "beta" else {{"name": name, "skip_reason": "not found"}}', 2, "not found"),
        ('sys.exit("Tip: your network may be blocking this service")', 3, "Tip: your network may be blocking this service"),
        ("sys.exit(3)", 3, "pip-audit ended with 3"),
        ('return {"name": name, "version": "9", "vulns": []}', 3, "no answer came"),
    ],
)
def test_silence_is_no_praise(audited, answer, silent, why):
    """When the service can't be reached, or leaves packages out, the command says so in one line and fails."""
    done = audited(answer)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"{silent} of 3 locked packages could not be looked up, nothing is known of them: {why}; "
        "run it where the advisory service can be reached\n"
    )


def test_without_pip_audit_its_lock_is_named(monkeypatch, capsys):
    """Where pip-audit is not installed, the command names the line that installs it."""
    monkeypatch.setattr(audit.importlib.util, "find_spec", lambda name: None)
    assert audit.main() == 1
    assert capsys.readouterr().err == f"audit needs pip-audit, found none; run {audit.INSTALL}\n"
    assert (ROOT / audit.INSTALL.rpartition(" ")[2]).is_file()


def test_locks_of_the_project_are_read_whole():
    """Every entry of every lock of the project is found: as many as there are lines that pin a version, or places for npm."""
    lines = {
        line.partition(" ")[0].partition(";")[0]
        for lock in (ROOT / "requirements").glob("*.txt")
        for line in lock.read_text(encoding="utf-8").splitlines()
        if line[:1].isalnum()
    }
    assert {f"{name}=={version}" for name, version in audit.locked()} == lines
    assert len(lines) > 100
    lock = json.loads((ROOT / "requirements/package-lock.json").read_text(encoding="utf-8"))
    assert sorted(place for places in audit.carried().values() for place in places) == sorted(lock["packages"].keys() - {""})
    assert {"vnu-jar", "@formatjs/ecma402-abstract"} <= {name for name, _ in audit.carried()}


def test_bill_names_what_builds_the_site(project):
    """The packages of the site's locks and KaTeX, each once, with the address that scanners know it by; the tests' are not in it."""
    locks = {
        "site.txt": "beta[extra]==0.1 ; sys_platform == 'win32' \\\n",
        "apart.txt": "alpha==2.0\n",
        "test.txt": "gamma==1.0\n",
    }
    for name, text in locks.items():
        project.write(f"requirements/{name}", text)
    done = project.call("-c", "from figures_src._build import audit; print(audit.bill())")
    bill = json.loads(done.out)
    katex = re.search(r'version:"([\d.]+)"', tex._files()["katex.min.js"].read_text(encoding="utf-8"))[1]
    assert [part["purl"] for part in bill["components"]] == ["pkg:pypi/alpha@2.0", "pkg:pypi/beta@0.1", f"pkg:npm/katex@{katex}"]
    assert [(part["name"], part["version"]) for part in bill["components"]] == [("alpha", "2.0"), ("beta", "0.1"), ("katex", katex)]


def test_bill_of_this_site_is_whole():
    """Every package that the site's environment has pinned stands in the published bill, in the form that CycloneDX asks for."""
    bill = json.loads(audit.bill())
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    pinned = [
        line
        for name in audit.BUILD
        for line in (ROOT / "requirements" / name).read_text().splitlines()
        if "==" in line and line[0] != " "
    ]
    assert len(bill["components"]) == len(pinned) + 1 > 30  # KaTeX has no pin of its own
    references = [part["bom-ref"] for part in bill["components"]]
    assert len(set(references)) == len(references)
    assert {"numpy", "mkdocs-material", "matplotlib", "katex"} <= {part["name"] for part in bill["components"]}
