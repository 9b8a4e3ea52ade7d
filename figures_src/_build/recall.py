"""Keeps what is known of built figures, so that the next build need not run again those of which nothing has changed.

The exact way, `keys`, knows which lines a figure depends on, but it must parse all scripts and the library, and run each
script for its claims. This way compares bytes: of the library, the kit and the builder, and of the scripts of a chapter.
Where one differs, the exact way is taken.
"""

import json
from dataclasses import asdict
from pathlib import Path

from figures_src._build import keys, project, store
from figures_src._build.worker import Record

FOLDERS = ("compute", "draw")


class Records:
    """The records of earlier builds that had the same `options`: themes, formats and the like."""

    def __init__(self, scripts, options):
        self.options = json.dumps(options, sort_keys=True)
        self.key = self._key()
        folder = store.lookup("record", self.key, quiet=True)
        self.known = json.loads((folder / "records.json").read_text(encoding="utf-8")) if folder else {}
        chapters = {}
        for script in scripts:
            chapters.setdefault(script.chapter, []).extend((script.path.name, script.source))
        self.chapters = {name: keys.digest(*sources) for name, sources in chapters.items()}

    def _key(self):
        return keys.digest("records", _common(), self.options, project.address() or "")

    def find(self, script):
        """Return the record of a script, if nothing that it could depend on has changed and all its files are there."""
        known = self.known.get(script.module)
        if known is None or known["sources"] != self.chapters[script.chapter]:
            return None
        record = Record(**known["record"])
        for kind in FOLDERS:
            if name := getattr(record, kind):
                if (folder := store.lookup(kind, name, quiet=True)) is None:
                    return None
                setattr(record, kind, str(folder))
        return record

    def keep(self, scripts, records):
        """Remember records for the next build; those of figures that this one did not build stay."""
        known = dict(self.known)
        for script in scripts:
            if record := records.get(script.module):
                plain = asdict(record) | {kind: Path(getattr(record, kind)).name for kind in FOLDERS} | {"fresh": []}
                known[script.module] = {"sources": self.chapters[script.chapter], "record": plain}
        if known != self.known and self._key() == self.key:  # else somebody has changed the library meanwhile
            with store.publish("record", self.key, replace=True) as draft:
                (draft / "records.json").write_text(json.dumps(known), encoding="utf-8")


def _common():
    """Return a hash of all bytes that every figure may depend on."""
    files = keys.below(project.ROOT / "mathnets", project.FIGURES / "_kit", project.FIGURES / "_build")
    files.append(project.ROOT / "CITATION.cff")  # the files name their author and version
    return keys.digest(keys.environment(), keys.drawing(), keys.contents(files))
