"""`python -m figures_src audit`: looks up every locked package among the known vulnerabilities; and the site's bill of them."""

import importlib.util
import itertools
import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from figures_src._build import tex
from figures_src._build.project import ROOT, version

LOCKS = ROOT / "requirements"
BUILD = {"site.txt", "apart.txt"}  # the locks of what builds the site
INSTALL = "python -m pip install --no-deps --require-hashes --only-binary :all: -r requirements/audit.txt"


def main():
    """Ask pip-audit and npm about all locks; return 0 when every package was looked up and none has a known vulnerability."""
    if importlib.util.find_spec("pip_audit") is None:
        print(f"audit needs pip-audit, found none; run {INSTALL}", file=sys.stderr)
        return 1
    counts = [judge(locked(), ask_pip), judge(carried(), ask_npm)]
    total, bad, silent = map(sum, zip(*counts, strict=True))
    if bad:
        print(f"{bad} locked package(s) with known vulnerabilities; lock other versions, as requirements/README.md says")
    if not (bad or silent):
        print(f"{total} locked packages, no known vulnerability")
    return 1 if bad or silent else 0


def judge(packages, asked):
    """Tell what is known of packages; return their number, and of how many something bad is known, of how many nothing."""
    answers, reasons = asked(packages)
    known = {(a["name"], a["version"]): a["vulns"] for a in answers if "vulns" in a}
    silent = [each for each in packages if each not in known]
    reasons += [a["skip_reason"] for a in answers if "skip_reason" in a]
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
    return len(packages), len(bad), len(silent)


def locked():
    """Return all packages locked for pip: (name, version) to the locks that name it."""
    found = {}
    for lock in sorted(LOCKS.glob("*.txt")):
        for each in re.findall(r"^([\w.-]+)(?:\[[^\]]*\])?==([^\s;]+)", lock.read_text(encoding="utf-8"), re.M):
            found.setdefault(each, []).append(lock.name)
    return found


def carried():
    """Return all packages locked for npm: (name, version) to the places where npm puts it."""
    found = {}
    for place, each in json.loads((LOCKS / "package-lock.json").read_text(encoding="utf-8"))["packages"].items():
        if place:  # without one it is this project
            found.setdefault((place.rpartition("node_modules/")[2], each["version"]), []).append(place)
    return found


def katex():
    """Return the version of KaTeX, whose style and fonts the site serves: the style names it."""
    return re.search(r'\.katex-version:+after\{content:"([^"]+)"', tex.style())[1]


def bill():
    """Return the bill of materials of the site, in CycloneDX's JSON: the locked packages that build it, on any platform, and KaTeX."""
    built = sorted(each for each, locks in locked().items() if BUILD & set(locks))
    parts = [
        {"type": "library", "bom-ref": purl, "name": name, "version": pinned, "purl": purl}
        for kind, name, pinned in [*(("pypi", *each) for each in built), ("npm", "katex", katex())]
        for purl in [f"pkg:{kind}/{name}@{pinned}"]
    ]
    ours = {"type": "application", "bom-ref": "mathnets", "name": "mathnets", "version": version()}
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "version": 1, "metadata": {"component": ours}}
    return json.dumps(head | {"components": parts}, indent=1) + "\n"


def ask_pip(packages):
    """Return pip-audit's answers about packages, a dict for each, and what it says where it gives none."""
    told = [ask(row) for row in rows(packages)]
    return [answer for answers, _ in told for answer in answers], [reason for _, reasons in told for reason in reasons]


def rows(packages):
    """Yield the packages so that none comes twice in a row: pip-audit takes one version of each, a lock may have more."""
    versions = {}
    for name, version in sorted(packages):
        versions.setdefault(name, []).append((name, version))
    for row in itertools.zip_longest(*versions.values()):
        yield [each for each in row if each]


def ask(packages):
    """Return the same about packages of which none comes in two versions."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "packages.txt"  # without the markers, so that those of other platforms are looked up too
        path.write_text("".join(f"{name}=={version}\n" for name, version in packages), encoding="utf-8")
        options = ["--no-deps", "--disable-pip", "--progress-spinner", "off", "--desc", "off", "--format", "json"]
        command = [sys.executable, "-m", "pip_audit", *options, "--requirement", str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return json.loads(done.stdout)["dependencies"], []
    except (ValueError, KeyError):
        told = [line for line in done.stderr.splitlines() if line.strip() and not line.startswith("WARNING")]
        return [], [told[-1].strip() if told else f"pip-audit ended with {done.returncode}"]


def ask_npm(packages):
    """Return npm's answers about its lock, in pip-audit's form, and what it says where it gives none."""
    if (npm := shutil.which("npm")) is None:
        return [], ["npm is needed, found none"]
    everything = ["--no-offline", *(f"--include={kind}" for kind in ("prod", "dev", "optional", "peer"))]  # whatever is configured
    command = [npm, "audit", "--package-lock-only", "--json", *everything, "--prefix", str(LOCKS)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        answer = {}
    if "vulnerabilities" not in answer:  # they are there, too, when there are none
        return [], [answer.get("message") or answer.get("error", {}).get("summary") or f"npm ended with {done.returncode}"]
    at = {place: each for each, places in packages.items() for place in places}
    vulns = {each: {} for each in packages}
    for each in answer["vulnerabilities"].values():
        told = [via for via in each["via"] if isinstance(via, dict)]  # a mere name is a package that it needs, told by itself
        for place in each["nodes"]:
            vulns[at[place]] |= {via["url"].rpartition("/")[2]: [f"a version that is not {via['range']}"] for via in told}
    return [
        {"name": name, "version": version, "vulns": [{"id": k, "fix_versions": mended} for k, mended in found.items()]}
        for (name, version), found in vulns.items()
    ], []
