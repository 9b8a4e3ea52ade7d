"""Tests of who may import whom, of what a figure script may hold, and that chance always has a seed.

`faults(root)` walks a project's source without running it; the tests below hold it against this project, which has
to have none, and against small wrong ones, so that each rule is seen to fail.
"""

import ast
import io
import json
import re
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

from tests import source

ROOT = Path(__file__).parents[1]
STDLIB = sys.stdlib_module_names
PURE = {"functools", "itertools", "math"}  # what of the standard library a figure may use
MKDOCS = {"material", "mkdocs", "mkdocs_gen_files", "mkdocstrings", "mkdocstrings_handlers", "properdocs"}
THIN = {"figures_src/_gen.py", "figures_src/_hooks.py"}  # the only files that know MkDocs
THIN_LINES = 60
REPLACES_CHANCE = {"figures_src/_build/guards.py", "figures_src/_build/starts.py"}  # these put others in numpy's place
SEEDED = {"default_rng", "Generator", "SeedSequence", "PCG64"}
FILE_WORK = {"load", "save", "savez", "savez_compressed", "loadtxt", "savetxt", "fromfile", "genfromtxt", "memmap"}
FILE_NAME = re.compile(r"(~|\.{0,2})/\w.*|.*\w\.(csv|gif|jpe?g|json|mp4|npy|npz|pdf|png|svg|txt)")

ASTRAY = "a file that has no place in the design"

# Which part of the project a file belongs to (first match), and what it may import; None is anything installed.
PARTS = [
    ("a script that reads parquet", r"mathnets/data/_cut_glove\.py", {"mathnets", "numpy", "pyarrow"} | STDLIB),
    ("the library", r"mathnets/.*", {"mathnets", "numpy"} | STDLIB),
    ("the kit", r"figures_src/_kit/.*", {"figures_src._kit", "matplotlib", "numpy"} | STDLIB),
    ("the machinery", r"figures_src/(_.*/.*|_.*\.py)", None),
    ("a shared run", r"figures_src/\w+/_(?!_init__).*\.py", {"mathnets", "numpy"} | PURE),
    ("a figure", r"figures_src/\w+/\w+\.py", {"figures_src._kit", "mathnets", "matplotlib", "numpy"} | PURE),
    ("a page", r".*\.md", {"mathnets", "numpy"} | STDLIB),
    ("a file of the root", r"[^/]*\.py", None),
    (ASTRAY, r".*", None),
]


def faults(root):
    """Return what is wrong with the project in `root`, a line each: the file, the line, and the rule."""
    found = []
    for name, tree in source.trees(root, "mathnets", "figures_src", "."):
        if _part(name)[0] == ASTRAY:
            found.append(f"{name}:1: a script needs the place figures_src/CHAPTER/ID.py; move it")
        found += _import_faults(name, tree)
        for example in source.doctest_trees(tree) if name.startswith("mathnets/") else ():
            found += _import_faults(name, example)
        if name.startswith(("mathnets/", "figures_src/")) and name not in REPLACES_CHANCE:
            found += _chance_faults(name, tree)
        if _part(name)[0] in ("a figure", "a shared run") and not name.endswith("/__init__.py"):
            found += _script_faults(name, tree)
        if name in THIN and (lines := code_lines(root / name)) > THIN_LINES:
            found.append(f"{name}:1: needs at most {THIN_LINES} lines of code, as it knows MkDocs; got {lines}")
    for name, tree in source.page_trees(root):
        found += [*_import_faults(name, tree), *_chance_faults(name, tree)]
    return found


def _part(name):
    return next((part, allowed) for part, pattern, allowed in PARTS if re.fullmatch(pattern, name))


def _within(name, prefixes):
    parts = name.split(".")
    return any(".".join(parts[:length]) in prefixes for length in range(1, len(parts) + 1))


def _import_faults(name, tree):
    """Yield the arrows that the design does not have."""
    part, allowed = _part(name)
    for line, imported in source.imports(name, tree):
        top = imported.split(".")[0]
        if _within(imported, {"matplotlib.pyplot", "matplotlib.pylab", "pylab"}):
            yield f"{name}:{line}: nothing may import pyplot, which keeps figures in global state; got {imported}"
        elif top == "tests":
            yield f"{name}:{line}: nothing but tests may import tests; got {imported}"
        elif top in MKDOCS and name not in THIN:
            yield f"{name}:{line}: only {' and '.join(sorted(THIN))} may know MkDocs; got {imported}"
        elif allowed is None and re.match(r"figures_src\.[a-z]", imported):
            yield f"{name}:{line}: {part} may not import a figure; got {imported}"
        elif allowed is not None and not _within(imported, allowed):
            named = ", ".join(sorted(allowed - STDLIB)) + (
                ", the standard library" if allowed >= STDLIB else f", {', '.join(sorted(PURE))}"
            )
            yield f"{name}:{line}: {part} may import {named}; got {imported}"


def _chance_faults(name, tree):
    """Yield the uses of global generators, and of generators without a seed."""
    aliases = source.aliases(name, tree)
    cure = "take rng, or np.random.default_rng(SEED)"
    for line, imported in source.imports(name, tree):
        if imported.split(".")[0] in ("random", "secrets"):
            yield f"{name}:{line}: chance needs a seed of its own, got the module {imported}; {cure}"
    inner = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute) and id(node) not in inner:
            full = source.dotted(node, aliases) or ""
            if _within(full, {"numpy.random"}) and full.split(".")[2:3] not in [[kind] for kind in SEEDED]:
                yield f"{name}:{node.lineno}: chance needs a seed of its own, got {full}; {cure}"
        elif isinstance(node, ast.Call) and source.dotted(node.func, aliases) in {
            f"numpy.random.{kind}" for kind in SEEDED
        }:
            given = [*node.args, *(keyword.value for keyword in node.keywords)]
            if not given or (isinstance(given[0], ast.Constant) and given[0].value is None):
                yield f"{name}:{node.lineno}: a generator needs a seed, got none; {cure}"


def _script_faults(name, tree):
    """Yield what a figure script may not hold."""
    shared = Path(name).name.startswith("_")
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    if not ast.get_docstring(tree):
        yield f"{name}:1: a script needs a docstring; write the finding in its first line"
    for missing in sorted(({"compute"} if shared else {"compute", "claims", "alt", "draw"}) - set(functions)):
        yield f"{name}:1: a script needs the function {missing}"
    for spare in sorted({"claims", "alt", "draw"} & set(functions)) if shared else ():
        yield f"{name}:{functions[spare].lineno}: a shared run has compute alone, got {spare}"
    for node in tree.body[1:] if ast.get_docstring(tree) else tree.body:
        if not isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef) and not _constant(node):
            yield (
                f"{name}:{node.lineno}: the top level holds a docstring, imports, upper-case constants and "
                f"functions, got {ast.unparse(node).splitlines()[0]!r}"
            )
    pieces = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    aliases = source.aliases(name, tree)
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.FunctionDef) and node.decorator_list:
            yield f"{name}:{line}: a script needs no decorator, got @{ast.unparse(node.decorator_list[0])}"
        elif isinstance(node, ast.ClassDef) and node not in tree.body:
            yield f"{name}:{line}: a script needs no class, got {node.name}"
        elif isinstance(node, ast.Attribute) and node.attr in ("savefig", "tofile", "pyplot"):
            yield f"{name}:{line}: the build saves and shows figures, got {node.attr}; draw into fig"
        elif isinstance(node, ast.Call) and (
            getattr(node.func, "id", "") == "open"
            or source.dotted(node.func, aliases) in {f"numpy.{f}" for f in FILE_WORK}
        ):
            yield f"{name}:{line}: a script touches no file, got {ast.unparse(node.func)}; take data from mathnets"
        elif isinstance(node, ast.Constant) and id(node) not in pieces and _names_path(node.value):
            yield f"{name}:{line}: a script names no path, got {node.value!r}; take data from mathnets"
    yield from _plotting_faults(name, functions, aliases)


def _names_path(value):
    """Tell whether a constant is a text that looks like a file or a folder."""
    return isinstance(value, str) and FILE_NAME.fullmatch(value) is not None


def _constant(node):
    """Tell whether a statement defines upper-case constants."""
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    names = [part for target in targets for part in getattr(target, "elts", [target])]
    return isinstance(node, ast.Assign | ast.AnnAssign) and all(
        isinstance(part, ast.Name) and part.id.isupper() for part in names
    )


def _plotting_faults(name, functions, aliases):
    """Yield the uses of plotting in `compute` and what it calls: a change of style must not train again."""
    plotting = {alias for alias, full in aliases.items() if _within(full, {"matplotlib", "figures_src._kit"})}
    reached, waiting = set(), ["compute"]
    while waiting:
        reached.add(current := waiting.pop())
        used = {n.id: n.lineno for n in ast.walk(functions.get(current, ast.Pass())) if isinstance(n, ast.Name)}
        waiting += [called for called in used if called in functions and called not in reached]
        for bad in sorted(plotting & set(used)):
            yield f"{name}:{used[bad]}: compute knows no plotting, got {bad} in {current}; use it in draw"


def code_lines(path):
    """Return how many lines of the file hold code: no blank lines, comments or docstrings."""
    text = path.read_text(encoding="utf-8")
    blank = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    lines = {n for token in tokens if token.type not in blank for n in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
    return len(lines)


# The project.


def test_project_has_no_fault():
    """Every arrow of the project is in its design, its scripts hold what they may, its chance has seeds."""
    assert not (found := faults(ROOT)), "\n".join(found)


def test_importing_the_library_imports_nothing_else():
    """`import mathnets` loads none of its modules, and nothing outside the standard library."""
    code = (
        "import json, sys; before = set(sys.modules); import mathnets; "
        "print(json.dumps(sorted(set(sys.modules) - before)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    assert "mathnets" in loaded
    assert {name for name in loaded if name.split(".")[0] not in STDLIB} == {"mathnets"}


def test_each_module_of_the_library_loads_on_numpy_alone():
    """No module of the library loads anything but itself, numpy and the standard library, however indirectly."""
    modules = [path.relative_to(ROOT).with_suffix("") for path in sorted((ROOT / "mathnets").rglob("*.py"))]
    names = [".".join(path.parts).removesuffix(".__init__") for path in modules]
    code = (
        "import importlib, json, sys; before = set(sys.modules); "
        "[importlib.import_module(name) for name in json.loads(sys.argv[1])]; "
        "print(json.dumps(sorted({n.split('.')[0] for n in set(sys.modules) - before})))"
    )
    command = [sys.executable, "-c", code, json.dumps(names)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert {name for name in json.loads(done.stdout) if name not in STDLIB} == {"mathnets", "numpy"}


# The rules, each seen to fail.

FIGURE = '''
"""A finding."""

import numpy as np

from figures_src._kit import COLORS, Claim
from mathnets.geometry import project

SEEDS = range(3)
WIDTH, HEIGHT = 1, 2
RATE: float = 0.1


def compute():
    rng = np.random.default_rng(0)
    return {"x": helper(rng.normal())}


def helper(x):
    return x


def claims(result):
    yield Claim("It is so.", True, measured=result["x"])


def alt(result):
    return f"{result['x']}/s of what."


def draw(fig, result):
    fig.subplots().plot([result["x"]], color=COLORS.blue)
'''.lstrip()


@pytest.fixture
def project(tmp_path):
    """Return a function that writes files into an empty project and gives its faults."""

    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return faults(tmp_path)

    return write


def test_small_project_that_keeps_the_rules_has_no_fault(project):
    """What the design allows passes: the walk accuses nobody falsely."""
    files = {
        "mathnets/__init__.py": '"""Doc."""\n',
        "mathnets/a.py": "import math\nimport numpy as np\nfrom mathnets.b import f\nfrom . import b\n"
        "def g(rng: np.random.Generator):\n    return np.random.default_rng(rng)\n",
        "mathnets/data/__init__.py": "from importlib import resources\n",
        "mathnets/data/digits.py": "from ..a import g\nfrom mathnets.data import _pack\n",
        "figures_src/__init__.py": '"""Doc."""\n',
        "figures_src/_kit/marks.py": "from pathlib import Path\nfrom matplotlib import patheffects\n"
        "from figures_src._kit.theme import COLORS\n",
        "figures_src/_build/worker.py": "import importlib, yaml\nfrom figures_src._kit import theme\n"
        "importlib.import_module('figures_src.points.dice')\n",
        "figures_src/_gen.py": "import mkdocs_gen_files\nfrom figures_src._build import worker\n",
        "figures_src/points/__init__.py": '"""Doc."""\n',
        "figures_src/points/dice.py": FIGURE,
        "figures_src/points/_run.py": '"""A run."""\nfrom mathnets.a import g\ndef compute():\n    return {}\n',
        "docs/page.md": "```python\nimport math\nimport numpy as np\nfrom mathnets.a import g\n```\n",
        "tests/test_a.py": "import random\nimport scipy\nfrom figures_src.points import dice\n",
    }
    assert project(files) == []


ARROWS = [
    ("mathnets/a.py", "import scipy.stats", "the library may import"),
    ("mathnets/a.py", "from matplotlib.figure import Figure", "the library may import"),
    ("mathnets/a.py", "def f():\n    import torch", "the library may import"),
    ("mathnets/a.py", "from figures_src._kit import COLORS", "the library may import"),
    ("mathnets/a.py", "from tests.check import check", "nothing but tests may import tests"),
    ("mathnets/deep/a.py", "from ...figures_src import _kit", "the library may import"),
    ("mathnets/a.py", "__import__('scipy')", "known only when it runs"),
    ("mathnets/a.py", "import importlib\nimportlib.import_module('scipy')", "known only when it runs"),
    ("mathnets/a.py", '"""Doc.\n\n>>> import scipy\n"""', "the library may import"),
    ("figures_src/_kit/a.py", "from mathnets.geometry import project", "the kit may import"),
    ("figures_src/_kit/a.py", "from figures_src._build import worker", "the kit may import"),
    ("figures_src/_kit/a.py", "from matplotlib import pyplot as plt", "nothing may import pyplot"),
    ("figures_src/_build/a.py", "import matplotlib.pyplot as plt", "nothing may import pyplot"),
    ("figures_src/_build/a.py", "from mkdocs.config import load_config", "may know MkDocs"),
    ("figures_src/_build/a.py", "import mkdocs_gen_files", "may know MkDocs"),
    ("figures_src/_build/a.py", "from figures_src.points.dice import compute", "may not import a figure"),
    ("figures_src/_build/a.py", "import tests.snippets", "nothing but tests may import tests"),
    ("figures_src/__main__.py", "import properdocs", "may know MkDocs"),
    ("figures_src/points/dice.py", "import matplotlib.pyplot as plt", "nothing may import pyplot"),
    ("figures_src/points/dice.py", "from matplotlib.pyplot import plot", "nothing may import pyplot"),
    ("figures_src/points/dice.py", "from figures_src.points import other", "a figure may import"),
    ("figures_src/points/dice.py", "from . import other", "a figure may import"),
    ("figures_src/points/dice.py", "from .other import compute", "a figure may import"),
    ("figures_src/points/dice.py", "from figures_src import _build", "a figure may import"),
    ("figures_src/points/dice.py", "import scipy", "a figure may import"),
    ("figures_src/points/dice.py", "from pathlib import Path", "a figure may import"),
    ("figures_src/points/dice.py", "import os", "a figure may import"),
    ("figures_src/points/_run.py", "from matplotlib.figure import Figure", "a shared run may import"),
    ("figures_src/points/_run.py", "from figures_src._kit import COLORS", "a shared run may import"),
    ("docs/deep/page.md", "Text\n\n```python\nimport scipy\n```", "a page may import"),
    ("docs/page.md", "??? note\n    ```python\n    from figures_src._kit import COLORS\n    ```", "a page may import"),
    ("README.md", "```python\nimport matplotlib.pyplot as plt\n```", "nothing may import pyplot"),
    ("setup.py", "from tests import snippets", "nothing but tests may import tests"),
]


@pytest.mark.parametrize("name, text, rule", ARROWS)
def test_forbidden_arrow_is_found(project, name, text, rule):
    """An import that the design does not have is found, with file and line, wherever it stands."""
    code = FIGURE.replace("SEEDS =", f"{text}\n\nSEEDS =") if name.endswith("points/dice.py") else text
    found = [fault for fault in project({name: code}) if rule in fault]
    assert len(found) == 1
    place, line, _ = found[0].split(":", 2)
    assert place == name
    assert re.search("import|scipy", code.splitlines()[int(line) - 1])


CHANCE = [
    "import numpy as np\nnp.random.normal()",
    "import numpy as np\nnp.random.seed(0)",
    "import numpy\nx = numpy.random.rand",
    "import numpy.linalg\nx = numpy.random.rand()",
    "import numpy as np\nrng = np.random",
    "from numpy import random as chance\nchance.shuffle([])",
    "from numpy.random import normal\nnormal()",
    "import numpy.random as npr\nnpr.randint(3)",
    "import numpy as np\nnp.random.RandomState(0)",
    "import numpy as np\nrng = np.random.default_rng()",
    "import numpy as np\nrng = np.random.default_rng(seed=None)",
    "from numpy.random import default_rng\nrng = default_rng()",
    "import numpy as np\nrng = np.random.Generator(np.random.PCG64())",
    "\nimport random",
    "\nfrom random import gauss",
    "\nimport secrets",
]


@pytest.mark.parametrize("name", ["mathnets/a.py", "figures_src/_build/a.py", "docs/page.md"])
@pytest.mark.parametrize("text", CHANCE)
def test_chance_without_a_seed_is_found(project, name, text):
    """Global generators and generators without a seed are found in the library, the machinery and the pages."""
    found = project({name: f"```python\n{text}\n```\n" if name.endswith(".md") else text})
    line = 3 if name.endswith(".md") else 2
    assert [fault for fault in found if fault.startswith(f"{name}:{line}: ") and "seed" in fault]


def test_seeded_chance_is_accepted(project):
    """Generators that are passed on, seeded or named in annotations are no fault."""
    text = """
import numpy as np
from numpy.random import Generator, default_rng

def f(rng: np.random.Generator, seed):
    children = np.random.SeedSequence(seed).spawn(2)
    return rng.random(), default_rng(seed), np.random.Generator(np.random.PCG64(seed)), children
"""
    assert project({"mathnets/a.py": text}) == []


SCRIPTS = [
    ("SEEDS = range(3)", "seeds = range(3)", "the top level holds"),
    ("SEEDS = range(3)", "WIDTH, height = 1, 2", "the top level holds"),
    ("SEEDS = range(3)", "print('hello')", "the top level holds"),
    ("SEEDS = range(3)", "for k in range(3):\n    pass", "the top level holds"),
    ("SEEDS = range(3)", "if True:\n    A = 1", "the top level holds"),
    ("SEEDS = range(3)", "class Net:\n    pass", "the top level holds"),
    ("SEEDS = range(3)", "SEEDS = [1]\nSEEDS += [2]", "the top level holds"),
    ("def helper(x):\n", "def helper(x):\n    class Net:\n        pass\n", "no class"),
    ("def compute():\n", "@cached\ndef compute():\n", "no decorator"),
    ("fig.subplots()", "fig.savefig('x')\n    fig.subplots()", "the build saves"),
    ("return x\n", "return open(x)\n", "touches no file"),
    ("return x\n", "return np.load(x)\n", "touches no file"),
    ("return x\n", "return x.tofile('x')\n", "the build saves"),
    ("return x\n", "return 'digits.npz'\n", "names no path"),
    ("return x\n", "return '../data/digits'\n", "names no path"),
    ("return x\n", "return '/data'\n", "names no path"),
    ("return x\n", "return COLORS.blue\n", "compute knows no plotting"),
    ('"""A finding."""\n', "", "needs a docstring"),
    ("def alt(", "def other(", "needs the function alt"),
    ("def claims(", "def claim(", "needs the function claims"),
]


@pytest.mark.parametrize("old, new, rule", SCRIPTS)
def test_script_that_holds_more_or_less_than_it_may_is_found(project, old, new, rule):
    """Each departure from what a figure script is gives one fault that names it."""
    assert old in FIGURE
    found = project({"figures_src/points/dice.py": FIGURE.replace(old, new)})
    assert len(found) == 1 and rule in found[0], found


@pytest.mark.parametrize("name", ["figures_src/dice.py", "figures_src/points/deep/dice.py"])
def test_script_outside_a_chapter_is_found(project, name):
    """A figure stands in a chapter's folder and nowhere else."""
    assert project({name: FIGURE}) == [f"{name}:1: a script needs the place figures_src/CHAPTER/ID.py; move it"]


def test_shared_run_has_compute_alone(project):
    """A run that figures share neither draws nor claims."""
    run = '"""A run."""\n\n\ndef {}(x):\n    return {{}}\n'
    assert "needs the function compute" in project({"figures_src/points/_run.py": run.format("train")})[0]
    both = run.format("compute") + "\n\ndef draw(fig, result):\n    pass\n"
    (fault,) = project({"figures_src/points/_run.py": both})
    assert fault.startswith("figures_src/points/_run.py:8: a shared run has compute alone, got draw")


def test_files_that_know_mkdocs_are_thin(project):
    """A file that knows MkDocs may have 60 lines of code and no more; comments and docstrings do not count."""
    full = '"""Doc.\n\nMore.\n"""\n\nimport mkdocs\n# why\n' + "x = [\n    1,\n]\n" * 19 + 'y = """\n"""\n'
    assert project({"figures_src/_hooks.py": full}) == []
    (fault,) = project({"figures_src/_hooks.py": full + "z = 1\n"})
    assert fault == "figures_src/_hooks.py:1: needs at most 60 lines of code, as it knows MkDocs; got 61"
