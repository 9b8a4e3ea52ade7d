"""Tests of what a key depends on; what a change reruns, from end to end, is in test_build.py."""

import ast

import numpy as np
import pytest

from figures_src._build import discover, keys, project
from mathnets.data import smollm


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A project of one's own."""
    monkeypatch.setattr(discover, "FIGURES", tmp_path / "figures_src")
    monkeypatch.setattr(keys, "ROOT", tmp_path)
    keys.forget()
    yield tmp_path
    keys.forget()


def write(root, path, text):
    """Write a file, and have it read anew."""
    path = root / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    keys.forget()
    return path


def script(root, source):
    """Return a script of this source."""
    return discover.read(write(root, "figures_src/a/b.py", source))


def used(root, source, *start):
    """Return the source that `start` (by default `compute`) reaches."""
    return keys.reachable(script(root, source), start or ["compute"])


def test_digest_keeps_parts_apart():
    """Two lists of parts that read the same when joined have different hashes."""
    assert keys.digest("ab", "c") != keys.digest("a", "bc")
    assert keys.digest("ab") != keys.digest("ab", "")
    assert keys.digest("ab") == keys.digest(b"ab")


def test_reachable_follows_names(root):
    """Helpers, constants and imports count when they are used, also through others; nothing else does."""
    source = """
import numpy as np
import math
from mathnets.a import f, g
STEPS = 3
SIZE = STEPS * 2
COLOUR = "red"
def helper(x):
    return f(x) + SIZE
def compute():
    return {"x": helper(np.zeros(1))}
def draw(fig, result):
    g(COLOUR, math.pi)
"""
    text = used(root, source)
    for piece in ("import numpy as np", "from mathnets.a import f", "STEPS = 3", "SIZE = STEPS * 2", "def helper"):
        assert piece in text
    for piece in ("math\n", "import g", "COLOUR", "def draw"):
        assert piece not in text
    assert "import g" in used(root, source, "draw")


@pytest.mark.parametrize(
    "change",
    [
        "TABLE['a'] = 2",
        "TABLE.update(a=2)",
        "TABLE |= {'a': 2}",
        "for key in 'ab':\n    TABLE[key] = 2",
        "if True:\n    def helper():\n        return 2",
        "try:\n    import numpy as other\nexcept ImportError:\n    other = None",
        "with open(__file__) as file:\n    TABLE = file.read()",
        "TABLE.a, other = 1, 2",
    ],
)
def test_statements_that_may_change_a_name_count(root, change):
    """A top-level statement that changes what a name stands for belongs to that name."""
    source = "TABLE = {{}}\n{}\ndef helper():\n    return 1\ndef compute():\n    return dict(TABLE, x=helper(), y=other)\n"
    assert used(root, source.format(change)) != used(root, source.format(""))


def test_comments_and_docstrings_do_not_count(root):
    """What changes no result is not in the source that is hashed."""
    plain = "def compute():\n    return {'x': 1}\n"
    told = "# why\ndef compute():\n    '''Says why.'''\n    # because\n    return {'x':   1}\n"
    assert used(root, plain) == used(root, told)
    assert keys.code(ast.parse('def f():\n    """Only this."""')) == "def f():\n    pass"


def test_imports_are_found_in_every_form():
    """Absolute, relative, deep, renamed and inner imports name the project's modules; other packages do not count."""
    source = """
import numpy, mathnets.a, mathnets.data.b as c
from mathnets import d
from mathnets.e import f as g
from figures_src._kit import COLORS
from . import h
from .i import j
from ..k import l
def inner():
    from mathnets.m import n
"""
    found = set(keys.imported(ast.parse(source), "mathnets.data"))
    assert {"mathnets.a", "mathnets.data.b", "mathnets.d", "mathnets.e", "figures_src._kit"} <= found
    assert {"mathnets.data.h", "mathnets.data.i", "mathnets.k", "mathnets.m"} <= found
    assert not any(name.startswith("numpy") for name in found)


def test_library_is_followed_transitively(root):
    """All modules that an import leads to count, in a circle too, and the packages that they lie in."""
    write(root, "mathnets/__init__.py", "")
    write(root, "mathnets/a.py", "from mathnets.b import x\n")
    write(root, "mathnets/b.py", "from .data import c\n")
    write(root, "mathnets/data/__init__.py", "")
    write(root, "mathnets/data/c.py", "from .. import a\n")
    write(root, "mathnets/d.py", "")
    assert set(keys.library(["mathnets.a.x"])) == set()
    names = {"mathnets", "mathnets.a", "mathnets.b", "mathnets.data", "mathnets.data.c"}
    assert set(keys.library(["mathnets.a"])) == names


def test_data_pack_belongs_to_who_is_named_like_it_or_names_it(root):
    """A pack counts for the module with whose name it begins, and for those that name it."""
    for module in ("digits", "planets", "other"):
        write(root, f"mathnets/{module}.py", "FILE = 'orbits.npz'\n" if module == "planets" else "")

    def hashes():
        return {m: keys.library([f"mathnets.{m}"])[f"mathnets.{m}"] for m in ("digits", "planets", "other")}

    write(root, "mathnets/digits_small.npz", b"1")
    write(root, "mathnets/orbits.npz", b"1")
    write(root, "mathnets/digits.md", b"1")
    before = hashes()
    write(root, "mathnets/digits.md", b"2")
    assert hashes() == before
    write(root, "mathnets/digits_small.npz", b"2")
    assert {m for m, h in hashes().items() if h != before[m]} == {"digits"}
    write(root, "mathnets/orbits.npz", b"2")
    assert {m for m, h in hashes().items() if h != before[m]} == {"digits", "planets"}


def test_weights_in_a_package_are_in_the_key_by_their_hash(root):
    """A figure that runs the language model depends on the hash of its weights, which stands in its module."""
    source = "from mathnets.data import smollm\ndef compute():\n    return {'x': smollm.load().size}\n"
    text = (project.ROOT / "mathnets" / "data" / "smollm.py").read_text(encoding="utf-8")
    assert text.count(smollm.SHA256) == 1 and "gguf.read(path(), SHA256)" in text
    for module in ("__init__", "gguf", "language_model", "data/__init__"):
        write(root, f"mathnets/{module}.py", "")
    write(root, "mathnets/data/smollm.py", text)
    before = keys.compute_key(script(root, source))
    assert keys.compute_key(script(root, source)) == before
    write(root, "mathnets/data/smollm.py", text.replace(smollm.SHA256, "0" * 64))
    assert keys.compute_key(script(root, source)) != before


def test_module_that_does_not_parse_has_a_key(root):
    """A broken module of the library breaks the figures that import it, not the builder."""
    path = write(root, "mathnets/a.py", "def f(:\n")
    first = keys.library(["mathnets.a"])
    path.write_text("def g(:\n")
    keys.forget()
    assert keys.library(["mathnets.a"]) != first


def test_compute_key_counts_the_kit_only_where_it_is_used(root):
    """A result that takes something from the kit depends on it; a script that only draws with it does not."""
    write(root, "figures_src/_kit/__init__.py", "COLORS = 1\n")
    draws = "from figures_src._kit import COLORS\ndef compute():\n    return {'x': 1}\ndef draw(fig, result):\n    COLORS\n"
    computes = draws.replace("{'x': 1}", "{'x': COLORS}")
    before = [keys.compute_key(script(root, source)) for source in (draws, computes)]
    write(root, "figures_src/_kit/__init__.py", "COLORS = 2\n")
    after = [keys.compute_key(script(root, source)) for source in (draws, computes)]
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_keys_depend_on_versions(root, monkeypatch):
    """Another numpy computes anew, another matplotlib or encoder draws anew."""
    one = script(root, "def compute():\n    return {'x': 1}\ndef draw(fig, result):\n    pass\n")

    def both():
        for cached in (keys.environment, keys.drawing):
            cached.cache_clear()
        return keys.compute_key(one), keys.draw_key(one, "hash", {}, ())

    before = both()
    monkeypatch.setattr(keys.matplotlib, "__version__", "0")
    drawn = both()
    assert drawn[0] == before[0]
    assert drawn[1] != before[1]
    monkeypatch.setattr(np, "__version__", "0")
    assert both()[0] != before[0]
    monkeypatch.undo()
    for cached in (keys.environment, keys.drawing):
        cached.cache_clear()


def test_draw_key_depends_on_data_credits_and_selection(root):
    """Other data, other words inside the files, or other formats are other pictures."""
    one = script(root, "def compute():\n    return {'x': 1}\ndef draw(fig, result):\n    pass\n")
    found = {
        keys.draw_key(one, data, {"title": title}, (themes,))
        for data in "ab"
        for title in "ab"
        for themes in (("light",), ("dark",))
    }
    assert len(found) == 8


def test_shared_runs_are_part_of_the_key(root):
    """Another key of a shared run is another key."""
    one = script(root, "def compute(run):\n    return {'x': 1}\n")
    assert keys.compute_key(one, ("1",)) != keys.compute_key(one, ("2",))
