"""`python -m figures_src audit`: looks up every locked package among the known vulnerabilities; and the site's bill of them."""

import importlib.util
import itertools
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from figures_src._build.project import ROOT, version

BUILD = {"site.txt", "apart.txt"}  # the locks of what builds the site
INSTALL = "python -m pip install --no-deps --require-hashes --only-binary :all: -r requirements/audit.txt"


def main():
    """Ask pip-audit about all locks; return 0 when every package was looked up and none has a known vulnerability."""
    if importlib.util.find_spec("pip_audit") is None:
        print(f"audit needs pip-audit, found none; run {INSTALL}", file=sys.stderr)
        return 1
    packages = locked()
    answers, refusals = [], []
    for row in rows(packages):
        found, refusal = ask(row)
        answers += found
        refusals += [refusal] if refusal else []
    known = {(a["name"], a["version"]): a["vulns"] for a in answers if "vulns" in a}
    silent = [each for each in packages if each not in known]
    reasons = refusals + [a["skip_reason"] for a in answers if "skip_reason" in a]
    bad = [each for each in packages if known.get(each)]
    for name, version in bad:
        for each in known[name, version]:
            mended = ", ".join(each["fix_versions"]) or "no version yet"
            print(f"{name} {version} ({', '.join(packages[name, version])}): {each['id']}, mended in {mended}", file=sys.stderr)
    if silent:
        why = reasons[0] if reasons else "no answer came"
        print(
            f"{len(silent)} of {len(packages)} locked packages could not be looked up, nothing is known of them: {why}; "
            "run it where the advisory service can be reached",
            file=sys.stderr,
        )
    if bad:
        print(f"{len(bad)} locked package(s) with known vulnerabilities; lock other versions, as requirements/README.md says")
    if not (bad or silent):
        print(f"{len(packages)} locked packages, no known vulnerability")
    return 1 if bad or silent else 0


def locked():
    """Return all locked packages: (name, version) to the locks that name it."""
    found = {}
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        for each in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", lock.read_text(encoding="utf-8"), re.M):
            found.setdefault(each, []).append(lock.name)
    return found


def bill():
    """Return the bill of materials of the site, in CycloneDX's JSON: the locked packages that build it, on any platform."""
    parts = [
        {"type": "library", "bom-ref": purl, "name": name, "version": pinned, "purl": purl}
        for (name, pinned), locks in sorted(locked().items())
        if BUILD & set(locks)
        for purl in [f"pkg:pypi/{name}@{pinned}"]
    ]
    ours = {"type": "application", "bom-ref": "mathnets", "name": "mathnets", "version": version()}
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": ours}}
    return json.dumps(head | {"components": parts}, indent=1) + "\n"


def rows(packages):
    """Yield the packages so that none comes twice in a row: pip-audit takes one version of each, a lock may have more."""
    versions = {}
    for name, version in sorted(packages):
        versions.setdefault(name, []).append((name, version))
    for row in itertools.zip_longest(*versions.values()):
        yield [each for each in row if each]


def ask(packages):
    """Return pip-audit's answers, a dict for each package, and what it says where it gives none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "packages.txt"  # without the markers, so that those of other platforms are looked up too
        path.write_text("".join(f"{name}=={version}\n" for name, version in packages), encoding="utf-8")
        options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--desc", "off", "--format", "json"]
        command = [sys.executable, "-m", "pip_audit", *options, "--requirement", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)["dependencies"], None
    except (ValueError, KeyError):
        told = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("WARNING")]
        return [], told[-1].strip() if told else f"pip-audit ended with {done.returncode}"
