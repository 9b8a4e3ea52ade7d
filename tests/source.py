"""Reads Python without running it: the project's files, the code in its pages and docstrings, and what names mean."""

import ast
import doctest

from tests import snippets

AT_RUN_TIME = "a module whose name is known only when it runs"


def files(root, *folders):
    """Yield (name, path) of the Python files in the folders of a project; "." is its root alone."""
    for folder in folders:
        for path in sorted((root / folder).glob("*.py" if folder == "." else "**/*.py")):
            yield path.relative_to(root).as_posix(), path


def parse(code, line=1):
    """Return the tree of code that begins on the given line; an empty one for what does not parse."""
    try:
        return ast.parse("\n" * (line - 1) + code)
    except SyntaxError:  # running it tells
        return ast.parse("")


def trees(root, *folders):
    """Yield (name, tree) of the Python files in the folders of a project."""
    for name, path in files(root, *folders):
        yield name, ast.parse(path.read_text(encoding="utf-8"), name)


def page_trees(root):
    """Yield (name, tree) of a project's pages: the Python fences of a page are one program."""
    for path in snippets.pages(root):
        body = [node for line, code in snippets.sources(path) for node in parse(code, line).body]
        yield path.relative_to(root).as_posix(), ast.Module(body, type_ignores=[])


def doctest_trees(tree):
    """Yield the trees of the examples in a file's docstrings."""
    for node in ast.walk(tree):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if documented and (text := ast.get_docstring(node, clean=False)):
            for example in doctest.DocTestParser().get_examples(text):
                yield parse(example.source, node.body[0].lineno + example.lineno)


def _imported(name, node):
    """Return [(alias, dotted name)] of an import statement in the file `name`, `from a import b` being "a.b"."""
    package = name.split("/")[:-1]
    base = package[: len(package) - node.level + 1] if getattr(node, "level", 0) else []
    base = [*base, *filter(None, [getattr(node, "module", None)])]
    return [(alias, ".".join([*base, alias.name])) for alias in node.names]


def imports(name, tree):
    """Yield (line, dotted name) of everything imported in the file `name`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from ((node.lineno, full) for _, full in _imported(name, node))
        elif isinstance(node, ast.Call):
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called in ("__import__", "import_module"):
                yield node.lineno, AT_RUN_TIME


def aliases(name, tree):
    """Return {name that the file uses: dotted name} of everything imported in the file `name`."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            for alias, full in _imported(name, node):
                if isinstance(node, ast.Import) and not alias.asname:
                    full = full.split(".")[0]  # `import a.b` binds a
                found[alias.asname or (full if isinstance(node, ast.Import) else alias.name)] = full
    return found


def dotted(node, known):
    """Return the full name of `np.random.normal` and its like, by the aliases that are known, or None."""
    if isinstance(node, ast.Name):
        return known.get(node.id)
    if isinstance(node, ast.Attribute) and (base := dotted(node.value, known)):
        return f"{base}.{node.attr}"
    return None
