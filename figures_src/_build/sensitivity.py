"""`python -m figures_src --sensitivity`: what of the figures depends on how a machine rounds.

Every figure is computed again in four ways, without drawing: once as an older processor would (numpy's instructions
beyond its baseline switched off, and OpenBLAS told to take the oldest kernel of this kind of processor), and three
times with its starts moved by one unit in the last place (`starts`). The largest of several moved runs was never
below what a change of kernel did in the trials that this rests on; a single one sometimes was.

In all four every claim holds, and a figure that is not `CHAOTIC` keeps its numbers: none of its result, and no claim's
number, moves by more than a tenth of its tolerance, and what its pages print reads the same. A claim's own tolerance
counts for its number, else `TOLERANCE` times the number's size, and that of small ones is the median of their array:
one huge number excuses no other. A number that is itself a rounding error has none: a movement below `results.ROUNDING`
is no movement.

The code in the pages runs in the same four ways, and has to print what the page shows, to the letter.

The kernel is set here alone. Tests and the ordinary build record the one that the machine has, and leave it.

What came out is kept in the cache with the state of code and claims that it holds for, and a release asks for it.
"""

import ast
import json
import os
import platform
import re
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from figures_src._build import assemble, discover, embed, keys, machine, project, register, results

SHARE = 0.1  # of a tolerance that a number may use up on one machine
DRAWS = (1, 2, 3)
FENCE = re.compile(r"^\s*(?:`{3,}|~{3,})[\s{.]*py", re.M | re.I)  # that may run, see tests/snippets.py
WAYS = ("baseline", *(f"start {draw}" for draw in DRAWS))
KERNELS = {"x86_64": "Nehalem", "AMD64": "Nehalem", "aarch64": "ARMV8", "arm64": "ARMV8"}


@dataclass
class Outcome:
    """What became of one figure: how far its numbers moved, as a share of what they may, and what else went wrong."""

    state: str  # of code and claims
    chapter: str
    tolerance: float | None
    chaotic: str | None
    claims: int
    starts: int = 0  # that its computing, and the shared runs that it takes, were moved by
    moved: dict = field(default_factory=dict)  # way -> relative movement of what moved furthest, in its size
    used: float = 0.0  # the largest share of a tolerance's tenth; a chaotic figure has none
    where: str = ""
    faults: list = field(default_factory=list)

    @property
    def fixed(self):
        """Whether there was nothing to move, so that the older processor is all that was tried."""
        return not self.starts and len(self.moved) == len(WAYS)


def main(ids, limit=600.0):
    """Compare the four ways with the ordinary run, of figures and of pages' code; return 0, or 1 when one fails."""
    named = bool(ids)
    paths = [id_ for id_ in ids if id_.endswith(".md")] if ids else _with_code()
    ids = [id_ for id_ in ids if id_ not in paths] if ids else [s.id for s in discover.scripts() if not s.shared]
    if missing := [path for path in paths if not (project.ROOT / path).is_file()]:
        print(f"there is no page {', '.join(missing)}; name pages as seen from the project's root", file=sys.stderr)
        return 1
    site = assemble.Site(only=ids, formats=(), limit=limit)
    if ids and site.build().faults:
        for fault in site.faults:
            print(fault, file=sys.stderr)
        print("the ordinary run comes first, and has faults", file=sys.stderr)
        return 1
    printed = _printed(site.figures)
    outcomes, pages = {}, {path: {"state": _page_state(path), "faults": {}} for path in paths}
    for id_, figure in site.figures.items():
        script = figure.script
        outcomes[id_] = Outcome(_state(figure, printed), script.chapter, script.tolerance, script.chaotic, len(figure.claims))
    for way in WAYS:
        if paths:
            for path, faults in _start(way, "tests.snippets", str(_draw(way)), *paths).items():
                pages[path]["faults"] |= {way: faults} if faults else {}
        if not ids:
            continue
        answer = _run(way, ids, limit)
        for id_, figure in site.figures.items():
            runs = [figure.script.module, *(f"figures_src.{figure.script.chapter}.{name}" for name in figure.script.needs)]
            moved = sum(answer["records"][run]["moved"] for run in runs if run in answer["records"])
            outcomes[id_].starts = max(outcomes[id_].starts, moved)
            _compare(outcomes[id_], way, figure, answer["records"].get(figure.script.module), printed.get(id_, ()))
        for where, step, cause in answer["faults"]:
            for id_, figure in site.figures.items():
                if figure.script.where == where:
                    outcomes[id_].faults.append(f"{way}: {step}: {cause}")
    for outcome in outcomes.values():
        _judge(outcome)
    return _tell(outcomes, pages, named)


def _with_code():
    """Return the paths of the pages that hold code, in any form that runs, as seen from the project's root."""
    pages = [project.ROOT / "README.md", *sorted(project.DOCS.rglob("*.md"))]
    with_code = [path for path in pages if path.exists() and FENCE.search(path.read_text(encoding="utf-8"))]
    return [path.relative_to(project.ROOT).as_posix() for path in with_code]


def environment(way):
    """Return the variables that a way adds to those of the ordinary run."""
    if way != "baseline":
        return {}
    return {
        "NPY_DISABLE_CPU_FEATURES": " ".join(machine.features()),
        "OPENBLAS_CORETYPE": KERNELS.get(platform.machine(), ""),
    }


def _draw(way):
    """Return the number of a way's draw, 0 for the one that moves no start."""
    return 0 if way == "baseline" else DRAWS[WAYS.index(way) - 1]


def _run(way, ids, limit):
    """Compute the figures in one way."""
    store = project.cache() / "sensitivity" / keys.digest(Path(__file__).with_name("starts.py").read_bytes(), way)[:12]
    print(f"computing: {way}", file=sys.stderr, flush=True)
    return _start(way, __name__, way, str(limit), *ids, MATHNETS_CACHE=str(store.resolve()))


def _start(way, module, *arguments, **more):
    """Return what a module prints as JSON in one way: in a process of its own, as numpy reads its variables once."""
    variables = {name: value for name, value in environment(way).items() if value} | more
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=project.ROOT, env=os.environ | variables, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def child(way, limit, *ids):
    """Compute the figures in the way that this process was started for, and print what came out as JSON."""
    site = assemble.Site(only=ids, formats=(), moved=_draw(way), limit=float(limit)).build()
    records = {m: {"compute": r.compute, "moved": r.moved, "claims": r.claims, "alt": r.alt} for m, r in site.records.items()}
    json.dump({"records": records, "faults": [(f.where, f.step, f.cause) for f in site.faults]}, sys.stdout)


def _compare(outcome, way, figure, record, printed):
    """Note in the outcome how far one way led from the ordinary run."""
    if record is None:
        return  # its fault is told
    before, after = (results.load(Path(r) / "result.npz") for r in (figure.record.compute, record["compute"]))
    steps = [(f"result {key!r}", *results.distance(before[key], after.get(key)), None) for key in before]
    if len(record["claims"]) != len(figure.claims):
        outcome.faults.append(f"{way}: {len(record['claims'])} claims, not {len(figure.claims)}")
    for old, new in zip(figure.claims, record["claims"], strict=False):
        low_high = ([c["measured"], c["low"], c["high"]] for c in (old, new))
        steps.append((f"claim {old['text']!r}", *results.distance(*low_high), old["tolerance"]))
    outcome.moved[way] = max((ratio(step, size).max(initial=0) for _, step, size, _ in steps), default=0.0)
    if outcome.chaotic:
        return
    for name, step, size, tolerance in steps:
        used = ratio(step, SHARE * (outcome.tolerance * size if tolerance is None else tolerance))
        if used.max(initial=0) > outcome.used:
            most = used.argmax()
            outcome.used, outcome.where = float(used[most]), f"{way}: {name} moves by {step[most]:.2g} of {size[most]:.3g}"
    for name, text, other in _texts(figure, before, record, after, printed):
        if text != other:
            outcome.faults.append(f"{way}: {name} reads {other!r}, not {text!r}")


def ratio(part, whole):
    """Return parts over wholes: 0 where the part is 0, else inf of nothing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(part == 0, 0, part / whole)


def _texts(figure, before, record, after, printed):
    """Yield (name, text of the ordinary run, text of the other) of everything that readers get as text."""
    yield "the alternative text", figure.alt, record["alt"]
    for old, new in zip(figure.claims, record["claims"], strict=False):
        yield "a claim", old["text"], new["text"]
    for text, parts in printed:
        yield f"[[{text}]]", embed.number(before, parts), embed.number(after, parts)


def _printed(figures):
    """Return the numbers that pages print, as (source, its parts), by figure."""
    found = {}
    for path in sorted(project.DOCS.rglob("*.md")):
        for match in embed.NUMBER.finditer(embed.masked(path.read_text(encoding="utf-8"))):
            parts = embed.KEY.match(match[1])
            if parts and parts[1] in figures:
                found.setdefault(parts[1], {})[match[1]] = parts
    return {id_: list(numbers.items()) for id_, numbers in found.items()}


def _judge(outcome):
    """Add to an outcome's faults what its movements amount to."""
    if outcome.used > 1:
        outcome.faults.append(f"{outcome.where}, {outcome.used:.3g} times what it may")
    if outcome.chaotic and len(outcome.moved) == len(WAYS) and max(outcome.moved.values()) < SHARE * discover.TOLERANCE:
        outcome.faults.append("it is declared chaotic, and is not; drop CHAOTIC")


def _tell(outcomes, pages, named):
    """Print what became of figures and pages, and write it to the cache, beside earlier ones if some were `named`; return the exit code."""
    for id_, each in sorted(outcomes.items(), key=lambda item: (item[1].chapter, item[0])):
        furthest = max(each.moved.values(), default=np.inf)
        movement = f"moves by {furthest:.1e}, chaotic" if each.chaotic else f"moves by {furthest:.1e}, {each.used:.2g} of what it may"
        movement += ", has no start" if each.fixed else ""
        print(f"{each.chapter}/{id_}: {movement}; {each.claims} claims{': FAILS' if each.faults else ' hold'}")
        for fault in each.faults:
            print(f"    {fault}")
    for path, page in pages.items():
        print(f"{path}: its code prints {'something else: FAILS' if page['faults'] else 'the same'}")
        for way, faults in page["faults"].items():
            print(f"    {way}: " + "\n".join(faults).replace("\n", "\n    "))
    failing = [id_ for id_, each in outcomes.items() if each.faults] + [path for path, page in pages.items() if page["faults"]]
    counted = f"{len(pages)} page(s), " * bool(pages) + f"{len(outcomes)} figure(s)"
    chaotic = sum(each.chaotic is not None for each in outcomes.values())
    fixed = sum(each.fixed for each in outcomes.values())
    print(
        f"{counted}, {chaotic} chaotic, {fixed} without a start that could be moved; "
        f"{len(failing)} fail{': ' if failing else ''}{', '.join(failing)}"
    )
    figures = {id_: _finite(asdict(each)) for id_, each in outcomes.items()}
    report = {
        "numpy": np.__version__,
        "machine": machine.facts(),
        "ways": {way: environment(way) for way in WAYS},
        "figures": dict(sorted(((_kept("figures") if named else {}) | figures).items())),
        "pages": dict(sorted(((_kept("pages") if named else {}) | pages).items())),
    }
    register.replace(_report(), (json.dumps(report, indent=1, allow_nan=False) + "\n").encode())
    return 1 if failing else 0


def untried(figures):
    """Return the ids of figures, and the paths of pages, that were not tried in all ways as they are now, or that failed."""
    printed = _printed({figure.id: figure for figure in figures})
    known, pages = _kept("figures"), _kept("pages")
    sound = lambda entry, state: entry and entry.get("state") == state and not entry.get("faults", True)  # noqa: E731
    left = [figure.id for figure in figures if not sound(known.get(figure.id), _state(figure, printed))]
    return left + [path for path in _with_code() if not sound(pages.get(path), _page_state(path))]


def _report():
    return project.cache() / "sensitivity.json"


def _kept(part):
    """Return what earlier runs found of figures or pages, by name; nothing of a report that can't be read."""
    try:
        return dict(json.loads(_report().read_text(encoding="utf-8"))[part])
    except (OSError, ValueError, LookupError, TypeError):
        return {}


def _state(figure, printed):
    """Return a hash of all that decides what the four ways make of a figure: code, numbers, words, and the ways."""
    said = [figure.claims, figure.alt, figure.tolerance, figure.chaotic, [text for text, _ in printed.get(figure.id, ())]]
    used = keys.reachable(figure.script, ["claims", "alt"])
    modules = sorted(keys.library(keys.imported(ast.parse(used))).items())
    return keys.digest(figure.record.key, used, json.dumps([said, modules]), *_ways())


def _ways():
    return [keys.machinery(name) for name in ("sensitivity.py", "starts.py")]


def _page_state(path):
    """Return a hash of a page with code, and of the library that it may call."""
    files = [project.ROOT / path, project.ROOT / "tests" / "snippets.py", *keys.below(project.ROOT / "mathnets")]
    return keys.digest(keys.environment(), keys.contents(files), *_ways())


def _finite(value):
    """Return a value for JSON: what moved infinitely far is null."""
    if isinstance(value, dict):
        return {key: _finite(each) for key, each in value.items()}
    return None if isinstance(value, float) and not np.isfinite(value) else value


if __name__ == "__main__":
    child(*sys.argv[1:])
