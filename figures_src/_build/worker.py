"""Builds one figure in a process of its own: compute, claims, alt, draw, each step's failure named."""

import importlib
import json
import os
import resource
import time
import traceback
from dataclasses import dataclass, field

import numpy as np

from figures_src._build import keys, movie, render, results, store
from figures_src._build.discover import SETTINGS, Script
from figures_src._build.faults import Fault
from figures_src._build.guards import guarded
from figures_src._build.project import ROOT, address, author, version

LICENCE = "CC BY 4.0"


@dataclass(frozen=True)
class Task:
    """What a worker needs: the script, its compute key, those of its shared runs, and what is wanted."""

    script: Script
    key: str
    shared: dict = field(default_factory=dict)  # name of the shared run -> its compute key
    themes: tuple = render.THEMES
    formats: tuple = render.FORMATS
    force: bool = False


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
    seconds: dict = field(default_factory=dict)
    megabytes: float = 0.0
    fresh: list = field(default_factory=list)  # steps that were run, not found in the cache
    table: str | None = None  # the result as csv, when it is tabular


def build(task):
    """Return the `Record` of one figure; raise `Fault` that names the step which failed."""
    script, record = task.script, Record(task.script.id, task.key)
    with _step(script, "import"):
        module = importlib.import_module(script.module)
    _compute(task, module, record)
    if script.shared:
        return record
    result = results.load(_file(record.compute, "result.npz"))
    constants = {name: getattr(module, name) for name in script.constants}
    record.seeds = np.ravel(np.asarray(list(np.atleast_1d(constants.get("SEEDS", []))))).tolist()
    record.parameters = {k: _plain(v) for k, v in constants.items() if k not in SETTINGS}
    with _step(script, "claims"):
        record.claims = [_claim(script, c) for c in module.claims(result)]
        if not record.claims:
            raise Fault(script.where, "claims", "no claim was made", "yield at least the finding as a Claim")
    with _step(script, "alt"):
        record.alt = module.alt(result)
        if not isinstance(record.alt, str) or len(record.alt.split()) < 5 or not any(c.isdigit() for c in record.alt):
            raise Fault(
                script.where,
                "alt",
                f"needs one or two sentences with numbers, got {record.alt!r}",
                "say what is seen, with numbers taken from result",
            )
    _draw(task, module, result, record)
    record.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return record


def _compute(task, module, record):
    folder = None if task.force else store.lookup("compute", task.key)
    if folder is None:
        inputs = {name: results.load(_file(_entry(key), "result.npz")) for name, key in task.shared.items()}
        start = time.perf_counter()
        with _step(task.script, "compute"), guarded():
            result = results.check(module.compute(**inputs))
        if task.force:
            _discard("compute", task.key)
        with store.publish("compute", task.key) as draft:
            results.save(result, draft / "result.npz")
            facts = {"data_hash": results.data_hash(result), "seconds": time.perf_counter() - start}
            (draft / "facts.json").write_text(json.dumps(facts))
        folder = store.cache() / "compute" / task.key
        record.fresh.append("compute")
    facts = json.loads((folder / "facts.json").read_text())
    record.compute, record.data_hash = str(folder), facts["data_hash"]
    record.seconds["compute"] = facts["seconds"]


def _draw(task, module, result, record):
    script = task.script
    moving = "FRAMES" in script.constants
    credits = credits_of(script, record, licence_of(module))
    key = keys.draw_key(script, record.data_hash, credits, (task.themes, task.formats))
    folder = None if task.force else store.lookup("draw", key)
    if folder is None:
        if task.force:
            _discard("draw", key)
        start = time.perf_counter()
        shape = getattr(module, "SHAPE", "standard")
        with store.publish("draw", key) as draft:
            with _step(script, "draw"), guarded():
                render.pictures(
                    module,
                    result,
                    draft,
                    id=script.id,
                    shape=shape,
                    credits=credits,
                    moving=moving,
                    themes=task.themes,
                    shapes=render.SHAPES,
                    formats=task.formats,
                )
            if moving:
                with _step(script, "draw"):
                    movie.movies(
                        module,
                        result,
                        draft,
                        id=script.id,
                        shape=shape,
                        credits=credits,
                        frames=module.FRAMES,
                        themes=task.themes,
                    )
            (draft / "facts.json").write_text(json.dumps({"seconds": time.perf_counter() - start}))
        folder = store.cache() / "draw" / key
        record.fresh.append("draw")
    record.draw = str(folder)
    record.seconds["draw"] = json.loads((folder / "facts.json").read_text())["seconds"]


def licence_of(module):
    """Return the figure's licence."""
    return getattr(module, "LICENCE", LICENCE)


def credits_of(script, record, licence):
    """Return what every file of a figure says about itself."""
    page = f"figures/{script.id}/index.html"
    return {
        "id": script.id,
        "title": script.title,
        "alt": record.alt,
        "author": author(),
        "licence": licence,
        "page": address(page) or page,
        "version": version(),
        "data_hash": record.data_hash[:16],
        "credit": f"{address(page) or 'mathnets: ' + script.id}   ·   {author()}   ·   {licence}",
    }


def _claim(script, claim):
    if fault := claim.fault():
        raise Fault(script.where, "claims", f"{claim.text!r}: {fault}", "mend the caption, or the run")
    low, high = claim.low_high
    return {
        "text": claim.text,
        "holds": claim.holds,
        "measured": claim.median,
        "low": low,
        "high": high,
        "runs": int(np.size(claim.measured)),
        "expected": claim.expected,
        "tolerance": claim.tolerance,
        "source": claim.source,
        "verdict": claim.verdict,
        "why": claim.why,
    }


def _plain(value):
    """Return a constant as JSON can hold it."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, range | tuple | list | set | frozenset):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    return value if isinstance(value, int | float | str | bool | None) else getattr(value, "__name__", str(value))


def _entry(key):
    return store.cache() / "compute" / key


def _file(folder, name):
    from pathlib import Path

    return Path(folder) / name


def _discard(kind, key):
    import shutil

    shutil.rmtree(store.cache() / kind / key, ignore_errors=True)


class _step:
    """Turns whatever a script's function raises into a `Fault` that names the step and the line."""

    def __init__(self, script, name):
        self.script, self.name = script, name

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if error is None or isinstance(error, Fault | KeyboardInterrupt):
            return False
        lines = [f for f in traceback.extract_tb(trace) if f.filename == str(self.script.path)]
        inside = [f for f in traceback.extract_tb(trace) if f.filename.startswith(str(ROOT) + os.sep)]
        place = f" (line {lines[-1].lineno}: {lines[-1].line})" if lines else ""
        if inside and inside[-1].filename != str(self.script.path) and lines:
            place += f" in {os.path.relpath(inside[-1].filename, ROOT)}:{inside[-1].lineno}"
        text = str(error).strip() or "no message"
        if isinstance(error, SystemExit):
            text, cure = f"sys.exit({error.code!r}) was called", "a figure returns its result; it never exits"
        elif "Glyph" in text and "missing from font" in text:
            cure = "write the sign with mathtext ($...$), or choose another"
        else:
            cure = None
        raise Fault(self.script.where, self.name, f"{kind.__name__}: {text}{place}", cure) from None
