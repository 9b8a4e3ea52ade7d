"""The register of what was released: a figure once published never disappears, and each of its versions stays as it was."""

import datetime
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path

from figures_src._build import store
from figures_src._build.faults import Fault
from figures_src._build.project import REGISTER, RELEASED

FACTS = "version.json"  # in each archive


@dataclass(frozen=True)
class Version:
    """One version of a figure: the release that first had these data, and the hash of the archive that keeps it."""

    id: str
    version: str
    date: str
    data_hash: str
    archive: str = ""

    @property
    def hash(self):
        """The part of the data hash that names it in citations and addresses."""
        return self.data_hash[:16]

    @property
    def day(self):
        """The date of the release."""
        return datetime.date.fromisoformat(self.date)

    @property
    def folder(self):
        """Where it stands below the site's root, for ever."""
        return f"figures/{self.id}/{self.hash}"

    @property
    def html(self):
        """Its page below the site's root."""
        return f"{self.folder}/index.html"

    @property
    def path(self):
        """The archive on disk."""
        return RELEASED / self.id / f"{self.hash}.zip"

    @property
    def where(self):
        """The archive's place in the project, for messages."""
        return self.path.relative_to(RELEASED.parents[1]).as_posix()

    def intact(self):
        """Tell whether the archive is there, byte for byte as it was released."""
        return self.path.is_file() and store.sha256(self.path) == self.archive

    @property
    def name(self):
        """What it is called where it is unpacked, beside other versions."""
        return f"{self.id}-{self.hash}"

    def files(self):
        """Return the bytes of the archive's files, by name."""
        with zipfile.ZipFile(self.path) as archive:
            return {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}

    def facts(self):
        """Return what is known of it beside its pictures and data."""
        return json.loads(self.files()[FACTS])


def read():
    """Return (releases, figures): version to date, oldest first, and id to its versions, oldest first.

    Raises ValueError when the register can't be read.
    """
    if not REGISTER.exists():
        return {}, {}
    try:
        known = json.loads(REGISTER.read_text(encoding="utf-8"))
        releases = {str(each["version"]): str(each["date"]) for each in known["releases"]}
        return releases, {id_: [Version(id_, **each) for each in list_] for id_, list_ in known["figures"].items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None


def known():
    """Return what `read` does, nothing when the register can't be read; `check` tells that."""
    try:
        return read()
    except ValueError:
        return {}, {}


def check(scripts, ids):
    """Yield a `Fault` for every released id that is gone and not forwarded, and for every archive that is not as it was."""
    try:
        _, figures = read()
    except ValueError as error:
        yield Fault("figures_src/register.json", "register", f"it can't be read: {error}", "restore it")
        return
    forwarded = {old for script in scripts for old in script.setting("FORMERLY", ())}
    for id_, versions in figures.items():
        if id_ not in ids and id_ not in forwarded:
            yield Fault(
                "figures_src/register.json",
                "register",
                f"the published figure {id_!r} is gone",
                f'restore it, or name it in the new script: FORMERLY = ("{id_}",)',
            )
        for each in versions:
            if not each.intact():
                what = "damaged" if each.path.exists() else "missing"
                cause = f"the archive of {id_!r} as released in {each.version} is {what}"
                yield Fault(each.where, "register", cause, f"git checkout -- {each.where}")
    wanted = {each.path for versions in figures.values() for each in versions}
    for path in sorted(RELEASED.rglob("*")):
        if path.is_file() and path not in wanted:
            where = path.relative_to(RELEASED.parents[1]).as_posix()
            yield Fault(where, "leftover", "it belongs to no release", "finish the release: run it again; or delete it")


def write(releases, figures):
    """Write the register, at once or not at all."""
    rows = {
        id_: [{k: getattr(v, k) for k in ("version", "date", "data_hash", "archive")} for v in versions]
        for id_, versions in sorted(figures.items())
    }
    text = json.dumps({"releases": [{"version": v, "date": d} for v, d in releases.items()], "figures": rows}, indent=1)
    replace(REGISTER, (text + "\n").encode())


def replace(path, data):
    """Put a file of these bytes at `path`, in the place of what stands there; a reader sees the one or the other."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-draft")
    draft.write_bytes(data)
    draft.replace(path)
