"""The register of released ids: a figure once published never disappears."""

import json

from figures_src._build.faults import Fault
from figures_src._build.project import REGISTER, version


def read():
    """Return the register: id to {"version", "data_hash"} of the release that last changed it."""
    return json.loads(REGISTER.read_text(encoding="utf-8")) if REGISTER.exists() else {}


def check(scripts, ids):
    """Yield a `Fault` for every registered id that neither stands nor is forwarded by FORMERLY."""
    try:
        known = read()
    except ValueError as error:
        yield Fault("figures_src/register.json", "register", f"it can't be read: {error}", "restore it")
        return
    forwarded = {old for script in scripts for old in script.setting("FORMERLY", ())}
    for id_ in known:
        if id_ not in ids and id_ not in forwarded:
            yield Fault(
                "figures_src/register.json",
                "register",
                f"the published figure {id_!r} is gone",
                f'restore it, or name it in the new script: FORMERLY = ("{id_}",)',
            )


def write(figures):
    """Enter all figures with their hashes; entries whose hash did not change keep their version."""
    known = read()
    for figure in figures:
        if known.get(figure.id, {}).get("data_hash") != figure.data_hash:
            known[figure.id] = {"version": version(), "data_hash": figure.data_hash}
    REGISTER.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n", encoding="utf-8")
