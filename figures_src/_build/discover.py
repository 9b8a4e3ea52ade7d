"""Finds the figure scripts and checks that each keeps the contract, without running any of them."""

import ast
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from figures_src._build.faults import Fault
from figures_src._build.project import FIGURES, ROOT

ID = re.compile(r"[a-z][a-z0-9_]*\Z")
FUNCTIONS = {"claims": ["result"], "alt": ["result"], "draw": ["fig", "result"]}
OPTIONAL = {"switch": ["result"]}
SETTINGS = {"SEEDS", "SHAPE", "LICENCE", "CREDIT", "TOLERANCE", "CHAOTIC", "FORMERLY", "FRAMES", "FPS"}
FPS = 12  # frames of a moving figure that are shown in a second
TOLERANCE = 1e-6  # by which a result may differ on another machine, relative to the size of its numbers
RESERVED = {"new", "release", "same", "compare", "audit"}  # commands of `python -m figures_src`
STARTER = "python -m figures_src new {chapter}/{id} writes a script that builds"


@dataclass(frozen=True)
class Script:
    """One figure script, or a run that figures share (`_name.py`), as far as it can be known by reading it."""

    path: Path
    chapter: str
    id: str
    source: str = field(repr=False)

    @property
    def shared(self):
        """Whether this is a shared run, with `compute` alone."""
        return self.path.name.startswith("_")

    @property
    def where(self):
        """The script's place in the project, for messages and for the reader."""
        return self.path.relative_to(FIGURES.parent).as_posix()

    @property
    def module(self):
        """The name under which Python imports it."""
        return ".".join(self.path.relative_to(FIGURES.parent).with_suffix("").parts)

    @cached_property
    def tree(self):
        """The parsed source."""
        return ast.parse(self.source, filename=str(self.path))

    @cached_property
    def functions(self):
        """Top-level functions: name to list of argument names."""
        return {n.name: _arguments(n.args) for n in self.tree.body if isinstance(n, ast.FunctionDef)}

    @cached_property
    def _assigned(self):
        """What the top level assigns: name to its value's syntax."""
        nodes = [n for n in self.tree.body if isinstance(n, ast.Assign | ast.AnnAssign) and n.value]
        targets = [(t, n.value) for n in nodes for t in getattr(n, "targets", None) or [n.target]]
        return {
            n.id: value
            for target, value in targets
            for n in ast.walk(target)
            if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
        }

    @property
    def constants(self):
        """Names of the upper-case constants, in order."""
        return [name for name in self._assigned if name.isupper()]

    def setting(self, name, default=None):
        """The literal value of one of the settings that the build reads, such as FRAMES or SHAPE."""
        if name not in self._assigned:
            return default
        value = self._assigned[name]
        try:
            return ast.literal_eval(value)
        except (ValueError, TypeError, SyntaxError):
            cause = f"{name} needs a literal value, got {ast.unparse(value)}"
            raise Fault(self.where, "contract", cause, "write the number or text itself") from None

    @property
    def fps(self):
        """How many frames a moving figure shows in a second."""
        return self.setting("FPS", FPS)

    @property
    def chaotic(self):
        """Why the single numbers differ from machine to machine, so that only the claims are promised; None if not so."""
        return self.setting("CHAOTIC")

    @property
    def tolerance(self):
        """By how much the result may differ on another machine, relative to the size of its numbers; None if chaotic."""
        return None if self.chaotic else float(self.setting("TOLERANCE", TOLERANCE))

    @cached_property
    def docstring(self):
        """The module's docstring."""
        return ast.get_docstring(self.tree) or ""

    @property
    def title(self):
        """The finding: the docstring's first line."""
        return self.docstring.partition("\n")[0].strip()

    @property
    def idea(self):
        """The docstring between the finding and the references."""
        return re.sub(r"^References?:.*\Z", "", self.docstring.partition("\n")[2], flags=re.M | re.S).strip()

    @property
    def references(self):
        """Keys of the BibTeX file."""
        found = re.search(r"^References?:(.*)\Z", self.docstring, re.M | re.S)
        return re.findall(r"[A-Za-z][\w:-]*", found[1]) if found else []

    @property
    def needs(self):
        """The shared runs that `compute` takes by name."""
        return self.functions.get("compute", [])


def _arguments(args):
    """Return the names of all arguments of a function."""
    named = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
    return [a.arg for a in named if a is not None]


def read(path):
    """Return the script at `path`; bytes that are no UTF-8 stay visible, and `check` reports them."""
    source = path.read_text(encoding="utf-8", errors="replace")
    return Script(path, path.parent.name, path.stem.removeprefix("_"), source)


def scripts(folder=FIGURES):
    """Return all scripts below `folder`, shared runs included, in the order of their names."""
    paths = sorted(
        p for p in Path(folder).glob("*/*.py") if not p.parent.name.startswith("_") and p.name != "__init__.py"
    )
    return [read(p) for p in paths]


def check(found):
    """Yield a `Fault` for every script that breaks the contract."""
    seen, shared = {}, {(s.chapter, s.id) for s in found if s.shared}
    for script in found:
        try:
            script.tree  # noqa: B018 (parsing is the check)
        except (SyntaxError, ValueError) as error:  # ValueError: a null byte
            place = f" (line {error.lineno})" if isinstance(error, SyntaxError) else ""
            cause = getattr(error, "msg", error)
            yield Fault(script.where, "contract", f"the script does not parse: {cause}{place}", "mend the line")
            continue
        for cause, cure in [*_names(script), *_functions(script, shared), *_settings(script)]:
            yield Fault(script.where, "contract", cause, cure)
        for id_ in [] if script.shared else [script.id, *_former(script)]:
            if id_ in seen:
                cure = "ids are unique in the project; rename one of the files, or drop it from FORMERLY"
                yield Fault(script.where, "contract", f"the id {id_!r} is taken by {seen[id_]}", cure)
            seen[id_] = script.where


def _names(script):
    for name in (script.chapter, script.id):
        if not ID.match(name):
            cure = "use lower-case letters, digits and underscores, starting with a letter"
            yield f"the file name {name!r} can't be an id", cure
    if script.id in RESERVED and not script.shared:
        yield f"the id {script.id!r} is a command of the builder", "rename the file"
    if "\ufffd" in script.source:
        yield "the script needs to be UTF-8, got other bytes", "save it as UTF-8"


def _functions(script, shared):
    cure = STARTER.format(chapter=script.chapter, id=script.id)
    if "compute" not in script.functions:
        yield "the function compute() is missing", cure
    for name in script.needs:
        if script.shared:
            yield f"a shared run takes no argument, got compute({name})", "call what it needs"
        elif (script.chapter, name) not in shared:
            add = f"add figures_src/{script.chapter}/_{name}.py with a compute(), or drop the argument"
            yield f"compute({name}) names a shared run that does not exist", add
    if script.shared:
        return
    moving = "FRAMES" in script.constants
    for name, arguments in (FUNCTIONS | OPTIONAL).items():
        got = script.functions.get(name)
        wanted = [*arguments, "frame"] if name == "draw" and moving else arguments
        if got is None and name in OPTIONAL:
            continue
        if got is None:
            yield f"the function {name}({', '.join(wanted)}) is missing", cure
        elif got != wanted:
            rename = "a moving figure draws one frame" if name == "draw" and moving else "rename them"
            yield f"{name} needs the arguments ({', '.join(wanted)}), got ({', '.join(got)})", rename
    if not script.title.endswith((".", "?", "!")) or "$" in script.title:
        cause = "the docstring's first line needs to be the finding, as a full sentence without formulas"
        yield f"{cause}, got {script.title!r}", "say in plain words what the figure shows"


def _settings(script):
    from figures_src._build.cite import LICENCES
    from figures_src._kit.theme import SHAPES

    try:
        shape, frames, fps = script.setting("SHAPE", "standard"), script.setting("FRAMES", 2), script.fps
        licence, formerly = script.setting("LICENCE", "CC BY 4.0"), script.setting("FORMERLY", ())
        credit = script.setting("CREDIT", "an origin")
        tolerance, chaotic = script.setting("TOLERANCE", TOLERANCE), script.setting("CHAOTIC", "So.")
    except Fault as fault:
        yield fault.cause, fault.cure
        return
    if not isinstance(shape, str) or shape not in SHAPES:
        yield f"SHAPE needs one of {', '.join(SHAPES)}, got {shape!r}", "choose one"
    if type(frames) is not int or not 2 <= frames <= 300:
        yield f"FRAMES needs a whole number from 2 to 300, got {frames!r}", "choose one"
    if type(fps) is not int or not 1 <= fps <= 50:
        yield f"FPS needs a whole number of frames a second from 1 to 50, got {fps!r}", "choose one, or leave it out"
    if not isinstance(licence, str) or licence not in LICENCES:
        yield f"LICENCE needs one of {', '.join(LICENCES)}, got {licence!r}", "choose one, or leave it out"
    if not isinstance(credit, str) or not 0 < len(credit) <= 40:
        yield f"CREDIT needs up to 40 letters, got {credit!r}", 'say whose pixels or words it shows, as in "digits: MNIST, LeCun et al."'
    if type(tolerance) not in (int, float) or not 0 < tolerance < 1:
        yield f"TOLERANCE needs a number between 0 and 1, got {tolerance!r}", "choose one, or leave it out"
    if not isinstance(chaotic, str) or not chaotic.endswith("."):
        yield f"CHAOTIC needs the reason, as a full sentence, got {chaotic!r}", "say what makes the numbers differ"
    if {"TOLERANCE", "CHAOTIC"} <= set(script.constants):
        yield "a figure has TOLERANCE or CHAOTIC, got both", "numbers that differ freely have no tolerance; drop one"
    if not isinstance(formerly, tuple | list) or not all(isinstance(old, str) and ID.match(old) for old in formerly):
        yield f"FORMERLY needs a tuple of old ids, got {formerly!r}", 'write ("old_id",)'


def _former(script):
    try:
        formerly = script.setting("FORMERLY", ())
    except Fault:  # `_settings` tells it
        return []
    return [old for old in formerly if isinstance(old, str)] if isinstance(formerly, tuple | list) else []


def relative(path):
    """Return `path` as seen from the project's root, for messages."""
    path = Path(path)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
