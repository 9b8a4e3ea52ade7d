"""`python -m figures_src release`: enters all figures into the register and freezes those whose data are new."""

import dataclasses
import hashlib
import io
import subprocess
import sys

from figures_src._build import bundle, cite, project, register
from figures_src._build.faults import some
from figures_src._build.register import FACTS, Version

MINE = ("figures_src/_released/", "figures_src/register.json")  # what the command itself writes


def dirty():
    """Return the files that differ from what was committed, other than the command's own; none outside version control.

    Raises OSError when Git is missing, or can't tell.
    """
    if not any((folder / ".git").exists() for folder in (project.ROOT, *project.ROOT.parents)):
        return []
    above = _git("rev-parse", "--show-prefix").removesuffix("\n")  # of a project that is part of a larger one
    entries = _git("status", "--porcelain", "-z", "--untracked-files=all", "--", ".").split("\0")
    names = [entry[3:].removeprefix(above) for entry in entries if len(entry) > 3]
    return [name for name in names if not name.startswith(MINE)]


def _git(*arguments):
    done = subprocess.run(["git", *arguments], cwd=project.ROOT, capture_output=True, check=False)
    if done.returncode:
        raise OSError(done.stderr.decode(errors="replace").strip() or f"git ended with {done.returncode}")
    return done.stdout.decode(errors="replace")


def refusal(partial):
    """Return why no release can be made, or None; before anything is built."""
    if partial:
        return "a release takes all figures, themes and formats, and no drafts; leave the options out"
    if not project.address():
        return "a release freezes citations with their address, got none; set SITE_URL to that of the site"
    try:
        changed = dirty()
    except OSError as error:
        return f"a release needs committed files, and git does not say whether they are: {error}"
    if changed:
        return f"a release needs committed files, got changes in {some(changed)}; commit them, or put them away"
    if f"## {project.version()} (unreleased)" in (project.ROOT / "CHANGELOG.md").read_text(encoding="utf-8"):
        return f"CHANGELOG.md calls {project.version()} unreleased; say there when it was, and commit"
    return None


def make(figures):
    """Release these figures; return the exit code after it was said what was done, or why nothing was."""
    releases, known = register.read()
    version, date = project.version(), str(project.released())
    new = [f for f in figures if f.edition is None]
    last = max(releases.values(), default=date)
    if version in releases and new:
        print(
            f"{version} was released on {releases[version]} with other data than {some([f.id for f in new])}; "
            "raise version and date-released in CITATION.cff",
            file=sys.stderr,
        )
        return 1
    if version in releases:
        print(f"{version} is released already, and no data have changed since")
        return 0
    if date < last:
        print(f"date-released needs {last} or later, got {date}; set it in CITATION.cff", file=sys.stderr)
        return 1
    size = 0
    for figure in new:  # first all archives, then the register that names them
        entry, data = freeze(figure, version, date)
        register.replace(entry.path, data)
        known.setdefault(figure.id, []).append(entry)
        size += len(data)
    register.write(releases | {version: date}, known)
    print(
        f"{version}: {len(new)} of {len(figures)} figures have new data, frozen in {size / 1e6:.1f} MB; "
        "commit figures_src/register.json and figures_src/_released"
    )
    return 0


def freeze(figure, version, date):
    """Return the `Version` of a figure, and the archive that keeps it."""
    entry = Version(figure.id, version, date, figure.data_hash)
    kept = [figure.file(format_, theme) for format_ in ("svg", "pdf") for theme in ("light", "dark")]
    kept += [*figure.data, *figure.scripts]
    files = {path.rpartition("/")[2]: file for path, file in figure.parts().items() if path in kept}
    facts = facts_of(figure, entry)
    page = project.address(entry.html) or entry.html
    files |= bundle.papers(figure.id, citation(facts), facts | {"page": page, "note": note(facts)}, [*files, FACTS])
    files[FACTS] = bundle.dumps(facts)
    archive = io.BytesIO()
    bundle.pack(files.items(), archive, folder=entry.name, level=9)
    data = archive.getvalue()
    return dataclasses.replace(entry, archive=hashlib.sha256(data).hexdigest()), data


def facts_of(figure, entry):
    """Return what a version's page and citation will need when the figure itself has changed."""
    return figure.facts | {"version": entry.version, "date": entry.date}


def note(facts):
    """Return what is to be said of a version that moves: films are large, and are drawn again from what is kept."""
    if not facts["frames"]:
        return ""
    return (
        f"This figure moves. Kept are its filmstrip, its data and its script, not the film of {facts['frames']} frames: "
        f"the source of mathnets {facts['version']} draws it again from them."
    )


def citation(facts):
    """Return the citation of a version, at the address where it stays."""
    entry = Version(*(facts[k] for k in ("id", "version", "date", "data_hash")))
    return cite.figure(entry.id, facts["title"], entry.data_hash, facts["licence"], edition=entry, by=facts["author"])
