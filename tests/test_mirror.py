"""Tests that everything has its test and its documentation, and that no file speaks of the machine it came from.

What a docstring of the library needs (`docstring_faults`), going by what the code does:

- everything public: a first paragraph that is a sentence;
- a function: `Args:` with an entry for each parameter if it has any, `Returns:` or `Yields:` if it gives a value,
  `Raises:` if it or a private function that it calls raises or passes an argument to `mathnets.inputs`, an example
  (`>>>`), and a `Source:` with keys of docs/references.bib;
- a class: the same, with the parameters of `__init__`; an exception needs the sentence alone, and a record (fields,
  and no public methods but properties) names its fields in the docstring, and needs no example and no source;
- a public method or property: its sentence, and each parameter named in the docstring.

`mathnets.inputs` is the library's way to refuse, not one of its ideas: its functions need the sentence alone.
"""

import ast
import fnmatch
import os
import re
from pathlib import Path

import pytest

from tests import source

ROOT = Path(__file__).parents[1]
NOT_IDEAS = {"mathnets/inputs.py"}
SECTION = re.compile(r"^(Args|Attributes|Returns|Yields|Raises|Examples?|Source):(.*)$", re.M)
SENTENCE = re.compile(r"\S+ .*\w.*[.?!]")

# Built from parts, so that this file does not name what it looks for.
MACHINE = re.compile(r"(?<![\w.~-])/(?:(?:work|root)(?![\w-])|(?:tmp|home|Users)/)")
REGISTRY = re.compile(
    r"python"
    r"hosted\.org|py"
    r"pi\.org|registry\.(?:npmjs|yarnpkg)|index"
    r"-url[ =]+\S*:|trusted"
    r"-host[ =]|arti"
    r"factory|dev"
    r"pi\b|://[^/\s:@]+:[^/\s:@]+@"
)
SECRET = re.compile(
    r"-----BEGIN (?:[A-Z]+ )*PRIV"
    r"ATE KEY|\b(?:gh[pousr]_|github_pat_|glpat-|npm_|pypi-AgE|xox[abp]-|sk-|AKIA|AIza)[A-Za-z0-9_-]{16,}"
    r"|\b(?i:password|passwd|api_?key|access_?token|secret)\b[\"']?\s*[:=]\s*[\"'][^\"'\s]{8,}[\"']"
)
KINDS = {"a place of one machine": MACHINE, "a package registry": REGISTRY, "a secret": SECRET}


# The mirror.


def mirror_faults(root):
    """Return which modules of the library have no file of tests, and which files of tests no module."""
    modules = {path.relative_to(root) for path in (root / "mathnets").rglob("*.py")}
    wanted = {
        f"tests/{path.parent.as_posix()}/test_{path.name}": path.as_posix()
        for path in modules
        if path.name != "__init__.py" or _defines(root / path)
    }
    found = {path.relative_to(root).as_posix() for path in (root / "tests" / "mathnets").rglob("test_*.py")}
    return [
        *(f"{wanted[name]} needs its tests in {name}" for name in sorted(set(wanted) - found)),
        *(f"{name} tests no module; move or rename it" for name in sorted(found - set(wanted))),
    ]


def _defines(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)


# Docstrings.


def first_lines(root):
    """Return the modules whose docstring does not begin with a line that is a sentence."""
    found = []
    for name, tree in source.trees(root, "mathnets", "figures_src", "tests", "."):
        first = (ast.get_docstring(tree, clean=False) or "").partition("\n")[0]
        if not SENTENCE.fullmatch(first) or first[0].islower():
            found.append(f"{name}:1: the docstring's first line needs to be a sentence, got {first!r}")
    return found


def silent_tests(root):
    """Return the tests whose docstring does not state in a sentence what they hold."""
    found = []
    for name, tree in source.trees(root, "tests"):
        for node in ast.walk(tree) if name.rpartition("/")[2].startswith("test_") else ():
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test") and not _sentence(node):
                found.append(f"{name}:{node.lineno}: {node.name} needs a docstring that says what it holds")
    return found


def _sentence(node):
    """Tell whether the first paragraph of a docstring is a sentence."""
    paragraph = (ast.get_docstring(node) or "").partition("\n\n")[0]
    return SENTENCE.fullmatch(" ".join(paragraph.split())) is not None


def docstring_faults(root):
    """Return what the docstrings of the library's public names lack."""
    bib = root / "docs" / "references.bib"
    keys = set(re.findall(r"^@\w+\{([^,\s]+),", bib.read_text(encoding="utf-8"), re.M)) if bib.exists() else set()
    found = []
    for name, tree in source.trees(root, "mathnets"):
        if name.rpartition("/")[2].startswith("_") and not name.endswith("__init__.py"):
            continue
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                found += [f"{name}:{line}: {text}" for line, text in _lacks(node, name, tree, keys)]
    return found


def _lacks(node, name, tree, keys):
    """Yield (line, text) of what the docstring of a public function or class lacks."""
    if not _sentence(node):
        yield node.lineno, f"{node.name} needs a docstring whose first paragraph is a sentence"
        return
    if isinstance(node, ast.ClassDef):
        yield from _class_lacks(node, name, tree, keys)
    elif name not in NOT_IDEAS:
        yield from _function_lacks(node, name, tree, node.name)
        yield from _idea_lacks(node, keys)


def _class_lacks(node, name, tree, keys):
    methods = [part for part in node.body if isinstance(part, ast.FunctionDef)]
    public = [part for part in methods if not part.name.startswith("_")]
    bases = " ".join(ast.unparse(base) for base in node.bases)
    if re.search(r"(Error|Exception|Warning)\b", bases) or name in NOT_IDEAS:
        return
    begin = next((part for part in methods if part.name == "__init__"), None)
    fields = [part.target.id for part in node.body if isinstance(part, ast.AnnAssign) and part.target.id[0] != "_"]
    record = all(_property(part) for part in public)
    yield from _unnamed(node, _parameters(begin) if begin else fields, node.name, strict=not record)
    if begin and "Raises" not in _sections(node) and _can_raise(begin, name, tree):
        yield node.lineno, f"{node.name} needs a section Raises:"
    if not record:
        yield from _idea_lacks(node, keys)
    for method in public:
        full = f"{node.name}.{method.name}"
        if not _sentence(method):
            yield method.lineno, f"{full} needs a docstring whose first paragraph is a sentence"
        else:
            yield from _unnamed(method, _parameters(method, variadic=False), full, strict=False)


def _property(node):
    return any("property" in ast.unparse(decorator) for decorator in node.decorator_list)


def _function_lacks(node, name, tree, full):
    sections = _sections(node)
    yield from _unnamed(node, _parameters(node), full, strict=True)
    if _gives(node) and not {"Returns", "Yields"} & set(sections):
        yield node.lineno, f"{full} needs a section Returns: (or Yields:)"
    if "Raises" not in sections and _can_raise(node, name, tree):
        yield node.lineno, f"{full} needs a section Raises:"


def _idea_lacks(node, keys):
    """Yield the lack of an example, or of a source that the bibliography has."""
    if ">>>" not in ast.get_docstring(node):
        yield node.lineno, f"{node.name} needs an example (>>>)"
    named = re.findall(r"[A-Za-z][\w:-]*", _sections(node).get("Source", ""))
    dated = {key for key in named if re.fullmatch(r"[a-z]+\d{4}[a-z]?", key)}
    if not dated | (set(named) & keys):
        yield node.lineno, f"{node.name} needs a section Source: with keys of docs/references.bib"
    for key in sorted(dated - keys):
        yield node.lineno, f"{node.name} names the source {key}, which docs/references.bib does not have"


def _sections(node):
    """Return {name: text} of the sections of a docstring."""
    parts = SECTION.split(ast.get_docstring(node) or "")[1:]
    return {name: f"{line}{rest}" for name, line, rest in zip(parts[::3], parts[1::3], parts[2::3], strict=True)}


def _unnamed(node, wanted, full, *, strict):
    """Yield the names that have no entry in a section or, unless strict, do not stand in the docstring at all."""
    sections = _sections(node)
    listed = f"{sections.get('Args', '')}\n{sections.get('Attributes', '')}"
    entries = {name for line in re.findall(r"^\s+([\w*, ]+?)(?: \(.*\))?:", listed, re.M) for name in line.split(",")}
    entries = {name.strip(" *") for name in entries}
    if not strict:
        entries |= set(re.findall(r"\w+", ast.get_docstring(node)))
    for name in wanted:
        if name not in entries:
            yield node.lineno, f"{full} needs {'an entry in Args: for' if strict else 'to name'} {name}"


def _parameters(node, *, variadic=True):
    """Return the names of a function's parameters, those of `*args` and `**kwargs` if asked for."""
    arguments = node.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named += [part for part in (arguments.vararg, arguments.kwarg) if part is not None and variadic]
    return [part.arg for part in named if part.arg not in ("self", "cls")]


def _own(node):
    """Yield the nodes of a function, without those of functions inside it."""
    for child in ast.iter_child_nodes(node):
        yield child
        if not isinstance(child, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            yield from _own(child)


def _gives(node):
    """Tell whether a function gives a value."""
    return any(
        isinstance(part, ast.Yield | ast.YieldFrom) or getattr(part, "value", None) is not None
        for part in _own(node)
        if isinstance(part, ast.Return | ast.Yield | ast.YieldFrom)
    )


def _can_raise(node, name, tree):
    """Tell whether a function, or a private one of its module that it calls, raises or refuses an argument."""
    known = source.aliases(name, tree)
    private = {part.name: part for part in tree.body if isinstance(part, ast.FunctionDef) and part.name[0] == "_"}
    seen, waiting = set(), [node]
    while waiting:
        seen.add(current := waiting.pop())
        for part in ast.walk(current):
            if isinstance(part, ast.Raise):
                return True
            if isinstance(part, ast.Call):
                if (source.dotted(part.func, known) or "").startswith("mathnets.inputs."):
                    return True
                called = private.get(getattr(part.func, "id", ""))
                if called is not None and called not in seen:
                    waiting.append(called)
    return False


# Traces of the machine.


def traces(root):
    """Return the lines that name a place of some machine, a package registry, or a secret."""
    ignored = [".git", *_ignored(root)]
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if not any(fnmatch.fnmatch(name, pattern) for pattern in ignored)]
        for path in sorted(Path(folder, name) for name in names):
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            for number, line in enumerate(text.splitlines(), 1):
                for what, pattern in KINDS.items():
                    if hit := pattern.search(line):
                        found.append(f"{path.relative_to(root).as_posix()}:{number}: names {what}: {hit[0]}")
    return sorted(found)


def _ignored(root):
    """Return the patterns of names that version control leaves out."""
    path = root / ".gitignore"
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [line.strip("/") for line in lines if line and not line.startswith("#")]


# Names that nothing uses.


def unused(root):
    """Return the public functions and classes of the library that no figure, page or other part of it uses."""
    public, used = set(), set()
    for name, tree in source.trees(root, "mathnets"):
        module = name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        own = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        if not any(part.startswith("_") for part in module.split(".")):
            public |= {f"{module}.{name}" for name in own if not name.startswith("_")}
        for statement in tree.body:
            mentioned = {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
            used |= {f"{module}.{name}" for name in mentioned & own - {getattr(statement, "name", None)}}
        used |= _uses(name, tree)
    for name, tree in [*source.trees(root, "figures_src"), *source.page_trees(root)]:
        used |= _uses(name, tree)
    return sorted(public - used)


def _uses(name, tree):
    """Return the full names of everything that a file imports or reaches through what it imports."""
    known = source.aliases(name, tree)
    reached = {source.dotted(node, known) for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return {full for _, full in source.imports(name, tree)} | (reached - {None})


# The project.


def test_every_module_has_its_tests_and_every_file_of_tests_its_module():
    """The tree of tests/mathnets is that of mathnets."""
    assert not (found := mirror_faults(ROOT)), "\n".join(found)


def test_every_module_begins_with_a_sentence():
    """The first line of every Python file says in a sentence what the file is for."""
    assert not (found := first_lines(ROOT)), "\n".join(found)


def test_every_test_says_what_it_holds():
    """Every test has a docstring that states the behaviour."""
    assert not (found := silent_tests(ROOT)), "\n".join(found)


def test_every_public_name_is_documented():
    """Every public function, class and method of the library says what its reader needs."""
    assert not (found := docstring_faults(ROOT)), "\n".join(found)


def test_no_file_names_a_machine_a_registry_or_a_secret():
    """The project speaks of itself alone."""
    assert not (found := traces(ROOT)), "\n".join(found)


def test_every_public_name_is_used():
    """Nothing is in the library that no figure, page or other module of it uses."""
    assert not (found := unused(ROOT)), "\n".join(found)


# The rules, each seen to fail.


@pytest.fixture
def project(tmp_path):
    """Return a function that writes files into an empty project and gives its root."""

    def write(files):
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_missing_and_stray_files_of_tests_are_found(project):
    """A module without tests, and tests without a module, are named; an empty package needs none."""
    root = project(
        {
            "mathnets/__init__.py": '"""Doc."""\n',
            "mathnets/a.py": "",
            "mathnets/data/__init__.py": "def load():\n    pass\n",
            "mathnets/data/_pack.py": "",
            "tests/mathnets/test_a.py": "",
            "tests/mathnets/test_b.py": "",
            "tests/test_other.py": "",
        }
    )
    assert mirror_faults(root) == [
        "mathnets/data/__init__.py needs its tests in tests/mathnets/data/test___init__.py",
        "mathnets/data/_pack.py needs its tests in tests/mathnets/data/test__pack.py",
        "tests/mathnets/test_b.py tests no module; move or rename it",
    ]


@pytest.mark.parametrize(
    "text", ["", "x = 1", '"""no capital."""', '"""No full stop"""', '"""\nBelow it is.\n"""', '"""."""']
)
@pytest.mark.parametrize("name", ["mathnets/a.py", "figures_src/c/f.py", "tests/test_a.py", "setup.py"])
def test_first_line_that_is_no_sentence_is_found(project, name, text):
    """A file without a docstring, or whose docstring begins with something else, is named."""
    (fault,) = first_lines(project({name: text}))
    assert fault.startswith(f"{name}:1: the docstring's first line needs to be a sentence")


def test_first_line_that_is_a_sentence_is_accepted(project):
    """A sentence may begin with a number, a name in backticks or a capital, and be a question."""
    texts = ["What is far?", "`relu` and its kin.", "12 numbers."]
    assert first_lines(project({f"mathnets/m{k}.py": f'r"""{text}\n\nMore"""\n' for k, text in enumerate(texts)})) == []


def test_silent_test_is_found(project):
    """A test without a sentence is named, in a class as well; a helper needs none."""
    root = project(
        {
            "tests/test_a.py": 'def helper():\n    pass\ndef test_x():\n    """It holds."""\ndef test_y():\n    pass\n'
            'class TestZ:\n    def test_z(self):\n        """no sentence"""\n',
            "tests/checks.py": "def test_like():\n    pass\n",
        }
    )
    assert [fault.partition(" needs")[0] for fault in silent_tests(root)] == [
        "tests/test_a.py:5: test_y",
        "tests/test_a.py:8: test_z",
    ]


GOOD = '''
"""Doc."""
from typing import NamedTuple
import numpy as np
from mathnets import inputs
from mathnets.inputs import points


def norm(X, p=2, *, axis=None):
    r"""Return the norm of each row, over
    two lines.

    $$x$$

    Args:
        X: examples, shape (N, D).
        p, axis: as in numpy: well.

    Returns:
        The norms, shape (N,).

    Raises:
        ValueError: if X is no array.

    Example:
        >>> 1 + 1
        2

    Source:
        minkowski1910
    """
    return _norm(X, p)


def _norm(X, p):
    X = points(X)
    return X


def constant():
    """Return one.

    Returns:
        One.

    Example:
        >>> constant()
        1

    Source: minkowski1910, folklore
    """
    def inner(a):
        raise ValueError
    return 1


class Odd(ValueError):
    """Raised when odd."""

    def __init__(self, message, weights):
        self.weights = weights


class Record(NamedTuple):
    """What came out: `w`, and more.

    Attributes:
        b: offset.
    """

    w: float
    b: float

    @property
    def size(self):
        """The size."""
        return 2


class Model:
    """A model.

    Args:
        step: step size, above 0.

    Raises:
        ValueError: if the step is not above 0.

    Example:
        >>> Model(1)

    Source: minkowski1910
    """

    def __init__(self, step):
        self.step = inputs.real(step, "step", above=0)

    def fit(self, X):
        """Learn from the examples `X`, shape (N, D); return self."""
        return self

    def set_params(self, **params):
        """Set what the constructor sets."""
'''.lstrip()
BIB = {"docs/references.bib": "@book{minkowski1910,\n  author = {M},\n}\n"}


def lacks(project, text):
    """Return what the docstrings of a module with the given text lack, without file and line."""
    root = project({"mathnets/a.py": text, **BIB})
    return [fault.split(": ", 1)[1] for fault in docstring_faults(root)]


def test_full_docstrings_lack_nothing(project):
    """What the rules ask for passes: functions, private helpers, exceptions, records and models."""
    assert lacks(project, GOOD.replace("        raise ValueError\n", "        return a\n")) == []


@pytest.mark.parametrize(
    "old, new, fault",
    [
        ("Return one.\n", "return one\n", "constant needs a docstring whose first paragraph is a sentence"),
        ("        X: examples, shape (N, D).\n", "", "norm needs an entry in Args: for X"),
        ("        p, axis: as", "        p: as", "norm needs an entry in Args: for axis"),
        ("    Returns:\n        One.\n", "", "constant needs a section Returns: (or Yields:)"),
        ("    Raises:\n        ValueError: if X is no array.\n", "", "norm needs a section Raises:"),
        (">>> constant()", "constant()", "constant needs an example (>>>)"),
        ("minkowski1910, folklore", "folklore", "constant needs a section Source: with keys of docs/references.bib"),
        (
            "    Source: minkowski1910, folklore\n",
            "",
            "constant needs a section Source: with keys of docs/references.bib",
        ),
        (
            "minkowski1910, folklore",
            "minkowski1910, euler1736",
            "constant names the source euler1736, which docs/references.bib does not have",
        ),
        ('    """Raised when odd."""\n', "", "Odd needs a docstring whose first paragraph is a sentence"),
        ("out: `w`, and", "out, and", "Record needs to name w"),
        ("        b: offset.\n", "        c: offset.\n", "Record needs to name b"),
        ('        """The size."""\n', "", "Record.size needs a docstring whose first paragraph is a sentence"),
        ("        step: step size, above 0.\n", "        other: `step`.\n", "Model needs an entry in Args: for step"),
        ("    Raises:\n        ValueError: if the step is not above 0.\n", "", "Model needs a section Raises:"),
        (">>> Model(1)", "Model(1)", "Model needs an example (>>>)"),
        ("    Source: minkowski1910\n", "", "Model needs a section Source: with keys of docs/references.bib"),
        (
            "Learn from the examples `X`, shape (N, D); return self.",
            "Learn",
            "Model.fit needs a docstring whose first paragraph is a sentence",
        ),
        ("the examples `X`", "the examples", "Model.fit needs to name X"),
    ],
)
def test_each_lack_of_a_docstring_is_found(project, old, new, fault):
    """Each thing taken away from a full docstring is missed, and nothing else."""
    good = GOOD.replace("        raise ValueError\n", "        return a\n")
    assert good.count(old) == 1
    assert lacks(project, good.replace(old, new)) == [fault]


def test_function_that_raises_itself_or_inside_needs_the_section(project):
    """A raise in the function, in one inside it, or in a private one that it calls counts; elsewhere it does not."""
    assert lacks(project, GOOD) == ["constant needs a section Raises:"]
    apart = (
        GOOD.replace("        raise ValueError\n", "        return a\n") + "\n\ndef _apart():\n    raise ValueError\n"
    )
    assert lacks(project, apart) == []


@pytest.mark.parametrize(
    "body, gives",
    [
        ("    if True:\n        return 1\n", True),
        ("    yield 1\n", True),
        ("    return\n", False),
        ("    def inner():\n        return 1\n", False),
    ],
)
def test_function_that_gives_a_value_says_which(project, body, gives):
    """A value given anywhere in a function needs `Returns:`; what a function inside it gives does not."""
    text = f'''def f():\n    """Do it.\n\n    >>> f()\n\n    Source: minkowski1910\n    """\n{body}'''
    assert lacks(project, text) == ["f needs a section Returns: (or Yields:)"] * gives


def test_private_modules_and_the_guards_need_less(project):
    """Private modules need no docstrings; the functions of mathnets.inputs need their sentence alone."""
    root = project(
        {
            "mathnets/_pack.py": "def pack(x):\n    return x\n",
            "mathnets/inputs.py": 'def a(x):\n    """Return x."""\n    return x\ndef b(x):\n    return x\n',
            **BIB,
        }
    )
    assert docstring_faults(root) == ["mathnets/inputs.py:4: b needs a docstring whose first paragraph is a sentence"]


@pytest.mark.parametrize(
    "line",
    [
        "see /" + "work/main/mathnets",
        "cd /" + "root",
        "open('/" + "tmp/x')",
        "/" + "home/me",
        "file:///" + "tmp/a",
        "--index" + "-url https://example.org",
        "https://files.python" + "hosted.org/x",
        "https://py" + "pi.org/project/x",
        "https://me:secret" + "@example.org/x",
        "-----BEGIN RSA PRIV" + "ATE KEY-----",
        "ghp_" + "a1B2" * 9,
        "AKIA" + "IOSFODNN7EXAMPLE",
        "api_key" + " = 'abcdefgh12345678'",
    ],
)
def test_traces_of_a_machine_are_found(project, line):
    """A path of one machine, a registry or its options, a password, a key and a token are named with their line."""
    (fault,) = traces(project({"docs/a.md": f"Text\n{line}\n"}))
    assert fault.startswith("docs/a.md:2: names a ")


def test_what_only_looks_like_a_trace_is_accepted(project):
    """Addresses, relative paths, ignored folders and files that are not text are no traces."""
    root = project(
        {
            "docs/a.md": "https://example.org/work/a x/root ../tmp/x docs/homework/ ~/tmp/ mail@example.org 1:2@3\n",
            ".gitignore": "# ours\nsite/\n*.egg-info/\n",
            "site/a.html": "/" + "work",
            "docs/x.egg-info/a": "/" + "work",
            ".git/config": "/" + "work",
        }
    )
    (root / "font.ttf").write_bytes(b"\xff\xfe/" + b"work/")
    assert traces(root) == []


def test_unused_names_are_found(project):
    """A public name counts as used by a figure, a page or another part of the library, not by itself or its tests."""
    root = project(
        {
            "mathnets/a.py": '"""Doc."""\ndef by_figure(): pass\ndef by_page(): pass\ndef by_module(): pass\n'
            "def by_neighbour(): pass\ndef by_none(): return by_none()\ndef by_tests(): pass\ndef _private(): pass\n"
            "class ByAttribute: pass\nDEFAULT = by_neighbour\n",
            "mathnets/b.py": "from mathnets import a\nx = a.ByAttribute\nfrom .a import by_module\n",
            "mathnets/_own.py": "def hidden(): pass\n",
            "figures_src/c/f.py": "from mathnets.a import by_figure as f\n",
            "docs/p.md": "```python\nimport mathnets.a as m\n```\n\nThen:\n\n```python\nm.by_page()\n```\n",
            "tests/test_a.py": "from mathnets.a import by_tests\n",
        }
    )
    assert unused(root) == ["mathnets.a.by_none", "mathnets.a.by_tests"]
