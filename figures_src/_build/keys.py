"""What a figure depends on, as hashes: the compute key decides on training, the draw key on drawing."""

import ast
import copy
import functools
import hashlib
import json
import platform

import imageio_ffmpeg
import matplotlib
import numpy as np

from figures_src._build import machine
from figures_src._build.discover import Script
from figures_src._build.project import FIGURES, ROOT

FORMAT = 2  # raise it when the layout of cache entries changes


def digest(*parts):
    """Return a hash of texts and bytes, in which no two different lists of parts can meet."""
    h = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        h.update(len(data).to_bytes(8, "big") + data)
    return h.hexdigest()


def contents(paths):
    """Return a hash of files of the project: of their places and their bytes."""
    return digest(*(part for path in paths for part in (path.relative_to(ROOT).as_posix(), path.read_bytes())))


def below(*folders):
    """Return all files below folders, in order, but what Python keeps beside them."""
    found = (path for folder in folders for path in sorted(folder.rglob("*")))
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]


def reachable(script: Script, start):
    """Return the source of everything in `script` that the functions `start` use: imports, constants, helpers.

    Docstrings and comments do not count, nor does what only other functions need. So a change of `draw` leaves the
    source reachable from `compute` as it was.
    """
    defined = {}
    for statement in script.tree.body:
        for node in _split(statement):
            for name in _binds(node):
                defined.setdefault(name, []).append(node)
    wanted, queue = {}, list(start)
    while queue:
        for node in defined.get(queue.pop(), ()):
            if id(node) not in wanted:
                wanted[id(node)] = node
                queue += _names(node)
    return "\n".join(code(node) for node in sorted(wanted.values(), key=lambda n: (n.lineno, n.col_offset)))


def _split(node):
    """Yield an import as one import for each name, so that each counts for its users alone; else the statement."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        yield node
        return
    for alias in node.names:
        part = copy.copy(node)
        part.names, part.col_offset = [alias], alias.col_offset
        yield part


def _names(node):
    return [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]


def _binds(node):
    """Names that a top-level statement binds, or may change."""
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [(a.asname or a.name).partition(".")[0] for a in node.names]
    if isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
        targets = getattr(node, "targets", None) or [node.target]
        return [name for target in targets for name in _names(target)]
    inner = [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)]
    return _names(node) + [name for n in inner for name in _binds(n)]


def code(tree):
    """Return the source of a parsed piece of code without comments and docstrings, which change no result."""
    kinds = ast.Module | ast.ClassDef | ast.FunctionDef
    whole = [(n, n.body) for n in ast.walk(tree) if isinstance(n, kinds) and ast.get_docstring(n) is not None]
    for node, body in whole:
        node.body = body[1:] or [ast.Pass()]
    try:
        return ast.unparse(tree)
    finally:
        for node, body in whole:
            node.body = body


def imported(tree, package=""):
    """Yield the names of the project's modules that the parsed code imports; `package` is the one that it lies in."""
    for node in ast.walk(tree):
        names = []
        if isinstance(node, ast.Import):
            names = [a.name for a in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = [base, *(f"{base}.{a.name}" for a in node.names)]
        yield from (name for name in names if name.partition(".")[0] in ("mathnets", "figures_src"))


@functools.cache
def _module(name):
    """Return a hash of one module of the project and what it imports, or None when the name is no module."""
    base = ROOT.joinpath(*name.split("."))
    path = base / "__init__.py" if base.is_dir() else base.with_suffix(".py")
    if not path.is_file():
        return None
    source = path.read_bytes()
    used, names = _parsed(source, name if base.is_dir() else name.rpartition(".")[0])
    if used is None:
        return digest(name, source), ()  # whoever imports it fails, and says why
    # a data pack belongs to the modules that name it, and to the one whose name its own begins with
    beside = [p for p in sorted(path.parent.iterdir()) if p.suffix not in (".py", ".md") and p.is_file()]
    packs = [p for p in beside if p.name.startswith(path.stem) or p.name.encode() in source]
    return digest(name, used, *(part for p in packs for part in (p.name, p.read_bytes()))), names


@functools.cache
def _parsed(source, package):
    """Return the code of a module and the names of those that it imports; of bytes that are no Python, None."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return None, ()
    return code(tree), tuple(imported(tree, package))


def library(names):
    """Return a hash for each module of the project that `names` import, transitively, as a dict."""
    found, queue = {}, list(names)
    while queue:
        name = queue.pop()
        if name in found or (module := _module(name)) is None:
            continue
        found[name], more = module
        queue += more
        queue += [name.rpartition(".")[0]] if "." in name else []
    return found


def forget():
    """Read the library's files anew at the next key; one whose bytes are the same need not be parsed again."""
    _module.cache_clear()


@functools.cache
def environment():
    """What a result depends on besides code and data."""
    return digest(FORMAT, platform.python_version(), np.__version__, json.dumps(machine.facts()))


def compute_key(script, shared_keys=()):
    """Hash of everything that `compute()` depends on; `shared_keys` are those of the shared runs that it takes."""
    return digest("compute", environment(), script.id, *_computing(script), *shared_keys)


def recipe(script, runs=()):
    """Hash of the code and data by which a figure is computed, with that of its shared `runs`, on whatever machine."""
    return digest("recipe", *(part for each in (script, *runs) for part in _computing(each)))


def _computing(script):
    used = reachable(script, ["compute"])
    return used, json.dumps(sorted(library(imported(ast.parse(used))).items()))


@functools.cache
def machinery(name):
    """Hash of a file of the builder, for what that file makes; unlike `drawing`, it redraws nothing."""
    return digest("machinery", FORMAT, code(ast.parse((FIGURES / "_build" / name).read_bytes())))


@functools.cache
def drawing():
    """Hash of the machinery that every drawing depends on; call it when that is imported, before it can change."""
    code_ = sorted((FIGURES / "_kit").rglob("*.py")) + [FIGURES / "_build" / n for n in ("render.py", "movie.py")]
    parts = [code(ast.parse(p.read_bytes())) for p in code_]
    fonts = [p.read_bytes() for p in sorted((FIGURES / "_kit").rglob("*.ttf"))]
    return digest("drawing", FORMAT, matplotlib.__version__, imageio_ffmpeg.__version__, *parts, *fonts)


def draw_key(script, data_hash, credits, selection):
    """Hash of everything that the pictures depend on: the data, `draw` and its helpers, the kit, what they say inside.

    `credits` is what the files say about themselves, `selection` which themes and formats are wanted.
    """
    used = reachable(script, ["draw", "SHAPE", "FRAMES", "FPS"])
    modules = library(n for n in imported(ast.parse(used)) if n.startswith("mathnets"))  # `drawing` has the kit
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
