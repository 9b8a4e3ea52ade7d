"""Finds the figure scripts and checks that each keeps the contract, without running any of them."""

import ast
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from figures_src._build.faults import Fault
from figures_src._build.project import FIGURES, ROOT

ID = re.compile(r"[a-z][a-z0-9_]*\Z")
FUNCTIONS = {"compute": None, "claims": ["result"], "alt": ["result"], "draw": ["fig", "result"]}
SETTINGS = {"SEEDS", "SHAPE", "LICENCE", "TOLERANCE", "FORMERLY", "FRAMES"}
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
        return {n.name: [a.arg for a in n.args.args] for n in self.tree.body if isinstance(n, ast.FunctionDef)}

    @cached_property
    def constants(self):
        """Names of the upper-case constants, in order."""
        names = [
            t.id for n in self.tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)
        ]
        names += [
            n.target.id for n in self.tree.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
        ]
        return [n for n in names if n.isupper()]

    def setting(self, name, default=None):
        """The literal value of one of the settings that the build reads, such as FRAMES or SHAPE."""
        for node in self.tree.body:
            if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == name for t in node.targets):
                try:
                    return ast.literal_eval(node.value)
                except ValueError:
                    raise Fault(
                        self.where,
                        "contract",
                        f"{name} needs a literal value, got {ast.unparse(node.value)}",
                        "write the number or text itself",
                    ) from None
        return default

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


def read(path):
    """Return the script at `path`."""
    return Script(path, path.parent.name, path.stem.removeprefix("_"), path.read_text(encoding="utf-8"))


def scripts(folder=FIGURES):
    """Return all scripts below `folder`, shared runs included, in the order of their names."""
    paths = sorted(
        p for p in Path(folder).glob("*/*.py") if not p.parent.name.startswith("_") and p.name != "__init__.py"
    )
    return [read(p) for p in paths]


def check(found):
    """Yield a `Fault` for every script that breaks the contract."""
    seen = {}
    shared = {(s.chapter, s.id) for s in found if s.shared}
    for script in found:
        try:
            script.tree  # noqa: B018 (parsing is the check)
        except SyntaxError as error:
            yield Fault(
                script.where,
                "contract",
                f"the script does not parse: {error.msg} (line {error.lineno})",
                "mend the line",
            )
            continue
        yield from _check_one(script, shared)
        if not script.shared:
            if script.id in seen:
                yield Fault(
                    script.where,
                    "contract",
                    f"the id {script.id!r} is taken by {seen[script.id]}",
                    "ids are unique in the project; rename one of the files",
                )
            seen[script.id] = script.where


def _check_one(script, shared):
    cure = STARTER.format(chapter=script.chapter, id=script.id)
    if not ID.match(script.id):
        yield Fault(
            script.where,
            "contract",
            f"the file name {script.id!r} can't be an id",
            "use lower-case letters, digits and underscores, starting with a letter",
        )
    if "compute" not in script.functions:
        yield Fault(script.where, "contract", "the function compute() is missing", cure)
    for name in script.needs:
        if (script.chapter, name) not in shared:
            yield Fault(
                script.where,
                "contract",
                f"compute({name}) names a shared run that does not exist",
                f"add figures_src/{script.chapter}/_{name}.py with a compute(), or drop the argument",
            )
    if script.shared:
        return
    for name, arguments in FUNCTIONS.items():
        got = script.functions.get(name)
        if arguments is None:
            continue
        wanted = [*arguments, "frame"] if name == "draw" and "FRAMES" in script.constants else arguments
        if got is None:
            yield Fault(script.where, "contract", f"the function {name}({', '.join(wanted)}) is missing", cure)
        elif got != wanted:
            yield Fault(
                script.where,
                "contract",
                f"{name} needs the arguments ({', '.join(wanted)}), got ({', '.join(got)})",
                "rename them" if "FRAMES" not in script.constants else "a moving figure draws one frame",
            )
    if not script.title.endswith((".", "?", "!")) or "$" in script.title:
        yield Fault(
            script.where,
            "contract",
            f"the docstring's first line needs to be the finding, as a full sentence "
            f"without formulas, got {script.title!r}",
            "say in plain words what the figure shows",
        )
    yield from _check_settings(script)


def _check_settings(script):
    from figures_src._kit.theme import SHAPES

    try:
        shape, frames = script.setting("SHAPE", "standard"), script.setting("FRAMES", 2)
        formerly = script.setting("FORMERLY", ())
    except Fault as fault:
        yield fault
        return
    if shape not in SHAPES:
        yield Fault(script.where, "contract", f"SHAPE needs one of {', '.join(SHAPES)}, got {shape!r}", "choose one")
    if not isinstance(frames, int) or not 2 <= frames <= 300:
        yield Fault(
            script.where, "contract", f"FRAMES needs a whole number from 2 to 300, got {frames!r}", "choose one"
        )
    if isinstance(formerly, str) or not all(ID.match(old) for old in formerly):
        yield Fault(
            script.where, "contract", f"FORMERLY needs a tuple of old ids, got {formerly!r}", 'write ("old_id",)'
        )


def relative(path):
    """Return `path` as seen from the project's root, for messages."""
    path = Path(path)
    return path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else str(path)
