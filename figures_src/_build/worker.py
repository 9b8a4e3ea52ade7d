"""Builds one figure in a process of its own: compute, claims, alt, draw, each step's failure named."""

import json
import math
import os
import re
import resource
import sys
import time
import types
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import numpy as np

from figures_src._build import discover, keys, movie, render, results, starts, store
from figures_src._build.discover import SETTINGS, Script
from figures_src._build.faults import Fault, step
from figures_src._build.guards import guarded
from figures_src._build.project import address, author, credit, version
from figures_src._kit.claim import Claim

LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Task:
    """What a worker needs: the script, its compute key, those of its shared runs, and what is wanted."""

    script: Script
    key: str
    shared: dict = field(default_factory=dict)  # name of the shared run -> its compute key
    themes: tuple = render.THEMES
    formats: tuple = render.FORMATS  # none: only compute and claims
    force: bool = False
    moved: int = 0  # the number of the draw by which starts are moved, see `starts`


@dataclass
class Record:
    """What is known of a built figure (or shared run) and goes to pages and manifests."""

    id: str
    key: str
    compute: str = ""  # folder of the result
    draw: str = ""  # folder of the pictures
    alt: str = ""
    claims: list = field(default_factory=list)
    seeds: list = field(default_factory=list)
    parameters: dict = field(default_factory=dict)
    data_hash: str = ""
    moved: int = 0  # starts that were moved, see `starts`
    seconds: dict = field(default_factory=dict)
    megabytes: float = 0.0
    fresh: list = field(default_factory=list)  # steps that were run, not found in the cache
    switch: dict | None = None  # the maps that a reader switches through, packed
    table: str | None = None  # the result as csv, when it is tabular


class Missing(Exception):
    """Raised when something has to be made in a process that may only look up."""


def build(task, *, fresh=True):
    """Return the `Record` of one figure; raise `Fault` that names the step which failed.

    A process that is not `fresh`, as other scripts ran in it, makes nothing: it raises `Missing` where it would have to.
    """
    with starts.moved(task.moved) as signs:
        return _build(task, fresh, signs)


def _build(task, fresh, signs):
    script, record = task.script, Record(task.script.id, task.key)
    module = _run(script)
    _compute(task, module, record, fresh, signs)
    if script.shared:
        return record
    result = MappingProxyType(results.load(Path(record.compute) / "result.npz"))
    with step(script, "constants"):
        constants = {name: getattr(module, name) for name in script.constants}
        record.seeds = [int(seed) for seed in np.ravel(np.asarray(constants.get("SEEDS", [])))]
        record.parameters = {k: _plain(v) for k, v in constants.items() if k not in SETTINGS}
    with step(script, "claims"), guarded():
        record.claims = _claims(script, module.claims(result))
    with step(script, "alt"), guarded():
        record.alt = module.alt(result)
        if not isinstance(record.alt, str) or len(record.alt.split()) < 5 or not any(c.isdigit() for c in record.alt):
            cause = f"needs one or two sentences with numbers, got {record.alt!r}"
            raise Fault(script.where, "alt", cause, "say what is seen, with numbers taken from result")
    if "switch" in script.functions:
        with step(script, "switch"), guarded():
            record.switch = module.switch(result).packed()
    if task.formats:
        record.table = results.table(result)
        _draw(task, module, result, record, fresh)
    return record


def _run(script):
    """Run the script's source, as it was when its key was made, and return the module."""
    # Python matches bytecode by second and size alone: a quick change of one digit would run the old code
    sys.dont_write_bytecode, sys.pycache_prefix = True, os.devnull
    module = types.ModuleType(script.module)
    module.__file__ = str(script.path)
    sys.modules[script.module] = module
    with step(script, "import"), guarded():
        exec(compile(script.source, module.__file__, "exec"), vars(module))
    return module


def _compute(task, module, record, fresh, signs):
    folder = None if task.force else store.lookup("compute", task.key, quiet=not fresh)
    if folder is None:
        if not fresh:
            raise Missing
        entries = {name: store.cache() / "compute" / key for name, key in task.shared.items()}
        inputs = {name: results.load(entry / "result.npz") for name, entry in entries.items()}
        start = time.perf_counter()
        with step(task.script, "compute"), guarded():
            result = results.check(module.compute(**inputs))
        _unchanged(task.script, task.key, lambda script: keys.compute_key(script, tuple(task.shared.values())))
        with store.publish("compute", task.key, replace=task.force) as draft:
            results.save(result, draft / "result.npz")
            _note(draft, start, data_hash=results.data_hash(result), moved=signs.moved if signs else 0)
        folder = store.cache() / "compute" / task.key
        record.fresh.append("compute")
    facts = _facts(record, "compute", folder)
    record.compute, record.data_hash, record.moved = str(folder), facts["data_hash"], facts["moved"]


def _draw(task, module, result, record, fresh):
    script = task.script
    credits = credits_of(script, record)
    selection = (task.themes, task.formats)
    key = keys.draw_key(script, record.data_hash, credits, selection)
    folder = None if task.force else store.lookup("draw", key, quiet=not fresh)
    if folder is None:
        if not fresh:
            raise Missing
        start = time.perf_counter()
        frames = getattr(module, "FRAMES", None)
        what = {
            "id": script.id,
            "shape": getattr(module, "SHAPE", "standard"),
            "credits": credits,
            "themes": task.themes,
        }
        with store.publish("draw", key, replace=task.force) as draft:
            with step(script, "draw"), guarded():
                render.pictures(
                    module, result, draft, **what, moving=bool(frames), shapes=render.SHAPES, formats=task.formats
                )
                if frames:
                    movie.movies(module, result, draft, **what, frames=frames, fps=script.fps)
            _unchanged(script, key, lambda script: keys.draw_key(script, record.data_hash, credits, selection))
            _note(draft, start)
        folder = store.cache() / "draw" / key
        record.fresh.append("draw")
    record.draw = str(folder)
    _facts(record, "draw", folder)


def _unchanged(script, key, key_of):
    """Refuse what was made while its sources changed: nobody knows which of them it shows."""
    keys.forget()
    try:
        same = key_of(discover.read(script.path)) == key
    except (OSError, SyntaxError, ValueError):
        same = False
    if not same:
        raise Fault(script.where, "build", "its sources changed while it was built", "build again")


def _note(draft, start, **more):
    """Write beside a result or pictures what they cost."""
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    facts = {"seconds": time.perf_counter() - start, "megabytes": megabytes, **more}
    (draft / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def _facts(record, name, folder):
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    record.seconds[name] = facts["seconds"]
    record.megabytes = max(record.megabytes, facts["megabytes"])
    return facts


def credits_of(script, record):
    """Return what every file of a figure says about itself; its licence with whose pixels or words it shows."""
    page, licence, origin = f"figures/{script.id}/index.html", script.setting("LICENCE", LICENCE), script.setting("CREDIT")
    return {
        "id": script.id,
        "title": script.title,
        "alt": record.alt,
        "author": author(),
        "licence": "; ".join(filter(None, [licence, origin])),
        "page": address(page) or page,
        "version": version(),
        "data_hash": record.data_hash[:16],
        "credit": credit(script.id, licence, origin),
    }


def _claims(script, claims):
    """Return the claims as JSON can hold them; raise one `Fault` that names all that do not stand."""
    entries, wrong = [], []
    for claim in claims:
        if not isinstance(claim, Claim):
            raise TypeError(f"claims needs to yield Claim(...), got {claim!r}")
        if fault := claim.fault():
            wrong.append(f"{claim.text!r}: {fault}")
            continue
        low, high = claim.low_high
        published = {"expected": claim.expected, "tolerance": claim.tolerance}
        entries.append(
            {
                "text": claim.text,
                "holds": claim.holds,
                "measured": claim.median,
                "low": low,
                "high": high,
                "runs": int(np.size(claim.measured)),
                **{name: value if value is None else float(value) for name, value in published.items()},
                "source": claim.source,
                "verdict": claim.verdict,
                "why": claim.why,
            }
        )
    if wrong:
        raise Fault(script.where, "claims", "; ".join(wrong), "mend the caption, or the run")
    if not entries:
        raise Fault(script.where, "claims", "no claim was made", "yield at least the finding as a Claim")
    return entries


def _plain(value):
    """Return a constant as JSON can hold it, the same in every process."""
    if isinstance(value, np.ndarray | np.generic):
        return _plain(value.tolist())
    if isinstance(value, set | frozenset):
        return sorted((_plain(v) for v in value), key=repr)
    if isinstance(value, range | tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, int | str | None) or (isinstance(value, float) and math.isfinite(value)):
        return value
    return getattr(value, "__name__", None) or re.sub(r" at 0x[0-9a-f]+", "", str(value))
