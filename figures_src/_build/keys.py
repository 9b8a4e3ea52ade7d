"""What a figure depends on, as hashes: the compute key decides on training, the draw key on drawing."""

import ast
import copy
import functools
import hashlib
import json
import platform

import matplotlib
import numpy as np

from figures_src._build.discover import Script
from figures_src._build.project import FIGURES, ROOT

FORMAT = 1  # raise it when the layout of cache entries changes


def digest(*parts):
    """Return a hash of texts and bytes, in which no two different lists of parts can meet."""
    h = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        h.update(len(data).to_bytes(8, "big") + data)
    return h.hexdigest()


def reachable(script: Script, start):
    """Return the source of everything in `script` that the functions `start` use: imports, constants, helpers.

    Docstrings and comments do not count, nor does what only other functions need. So a change of `draw` leaves the
    source reachable from `compute` as it was.
    """
    defined = {}
    for node in script.tree.body:
        for name in _binds(node):
            defined.setdefault(name, []).append(node)
    wanted, queue = [], list(start)
    seen = set()
    while queue:
        name = queue.pop()
        for node in defined.get(name, ()):
            if id(node) not in seen:
                seen.add(id(node))
                wanted.append(node)
                queue += [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
    wanted.sort(key=lambda n: n.lineno)
    return "\n".join(code(node) for node in wanted)


def _binds(node):
    """Names that a top-level statement binds."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(a.asname or a.name).partition(".")[0] for a in node.names]
    return [n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]


def code(tree):
    """Return the source of a parsed piece of code without comments and docstrings, which change no result."""
    tree = copy.deepcopy(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)


def imported(tree, package):
    """Yield the names of modules of `package` that the parsed code imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (a.name for a in node.names if a.name.partition(".")[0] == package)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] == package:
            yield node.module
            yield from (f"{node.module}.{a.name}" for a in node.names)


@functools.cache
def _module(name):
    """Return files and imports of one module of the project, or None when the name is no module."""
    base = ROOT.joinpath(*name.split("."))
    path = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
    if not path.is_file():
        return None
    tree = ast.parse(path.read_bytes())
    # a data pack belongs to the module whose name its own begins with
    packs = sorted(p for p in path.parent.glob(f"{path.stem}*") if p.suffix not in (".py", ".md") and p.is_file())
    content = digest(name, code(tree), *(part for p in packs for part in (p.name, p.read_bytes())))
    return content, tuple(imported(tree, "mathnets"))


def library(names):
    """Return a hash for each module of `mathnets` that `names` import, transitively, as a dict."""
    found, queue = {}, list(names)
    while queue:
        name = queue.pop()
        if name in found or (module := _module(name)) is None:
            continue
        found[name], more = module
        queue += more
        queue += [name.rpartition(".")[0]] if "." in name else []
    return found


@functools.cache
def environment():
    """What a result depends on besides code and data."""
    return digest(FORMAT, platform.python_version(), np.__version__)


def compute_key(script, shared_keys=()):
    """Hash of everything that `compute()` depends on; `shared_keys` are those of the shared runs that it takes."""
    used = reachable(script, ["compute"])
    modules = library(imported(ast.parse(used), "mathnets"))
    return digest("compute", environment(), script.id, used, json.dumps(sorted(modules.items())), *shared_keys)


@functools.cache
def drawing():
    """Hash of the machinery that every drawing depends on."""
    paths = sorted((FIGURES / "_kit").rglob("*.*")) + [FIGURES / "_build" / n for n in ("render.py", "movie.py")]
    files = [p for p in paths if p.is_file() and p.suffix in (".py", ".ttf")]
    return digest(
        "drawing", FORMAT, matplotlib.__version__, *(part for p in files for part in (p.name, p.read_bytes()))
    )


def draw_key(script, data_hash, credits, selection):
    """Hash of everything that the pictures depend on: the data, `draw` and its helpers, the kit, what is written inside.

    `credits` is what the files say about themselves, `selection` which themes and formats are wanted.
    """
    used = reachable(script, ["draw", "SHAPE", "FRAMES"])
    modules = library(imported(ast.parse(used), "mathnets"))
    return digest(
        "draw",
        environment(),
        drawing(),
        script.id,
        used,
        json.dumps(sorted(modules.items())),
        data_hash,
        json.dumps(credits, sort_keys=True),
        json.dumps(selection),
    )
