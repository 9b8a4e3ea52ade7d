"""Tests of the command line: what it writes and where, and what it says."""

import pytest

from figures_src._build import command
from tests.project import tree


def test_list_names_all_figures(project):
    """--list names every figure with its finding, also one that does not parse, and no shared run."""
    project.write("figures_src/games/broken.py", "def compute(:\n")
    done = project.run("--list")
    assert done.code == 0
    assert done.out.splitlines() == [
        "dice/faces  All six faces of a die come up about equally often.",
        "games/broken  the script does not parse: invalid syntax (line 1)",
        "walks/drift  A long walk strays far less than its length.",
    ]


def test_one_figure_is_built_alone(project):
    """With an id only that figure and its shared run are built, whatever is wrong elsewhere, and only its files written."""
    project.figure("wrong/broken", compute="return {")
    project.write("docs/bad.md", "![[nothing]]\n")
    done = project.quick("faces")
    assert done.code == 0, done.err
    assert done.fresh == {"faces": ["compute", "draw"], "dice/_throws": ["compute"]}
    names = set(tree(project.root.with_name("quick")))
    assert names == {f"figures/faces/faces{end}" for end in (".npz", ".csv", ".py", ".light.svg", ".slide.light.svg")} | {
        "figures/faces/throws.run.py"
    }


@pytest.mark.parametrize(
    ("arguments", "endings"),
    [
        (("--theme", "dark"), {f"{s}dark.{f}" for s in ("", "slide.") for f in ("svg", "png", "pdf")}),
        (("--format", "png"), {f"{s}{t}.png" for s in ("", "slide.") for t in ("light", "dark")}),
        (("--format", "svg", "--format", "pdf", "--theme", "light"), {f"{s}light.{f}" for s in ("", "slide.") for f in ("svg", "pdf")}),
    ],
)  # fmt: skip
def test_part_of_the_files_has_the_bytes_of_the_whole(project, site, arguments, endings):
    """With --theme and --format only those files are made, with the bytes that a whole build gives them."""
    done = project.run("drift", *arguments, "--out", project.out, SITE_URL="https://example.org/nets")
    assert done.code == 0, done.err
    made = tree(project.out)
    assert set(made) == {f"figures/drift/drift.{e}" for e in endings | {"npz", "py"}}
    assert [path for path in made if (site / path).read_bytes() != made[path]] == []


def test_order_of_building_changes_no_byte(project, site):
    """One figure after the other, the last one first, in builds of their own: the files are those of a whole build."""
    project.figure("wrong/leaks", draw=(
        "import matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 9\nmatplotlib.rcParamsDefault['font.size'] = 30\n"
        "COLORS.theme = None\nnp.set_printoptions(precision=1)\nfig.subplots().plot([1, 2])"
    ))  # fmt: skip
    for id_ in ("drift", "leaks", "faces"):
        project.run(id_, "--format", "png", "--format", "svg", "--out", project.out, SITE_URL="https://example.org/nets")
    made = {path: data for path, data in tree(project.out).items() if "leaks" not in path}
    assert len(made) == 2 * 10 + 2  # two figures, the csv of one, and its shared run
    assert [path for path in made if (site / path).read_bytes() != made[path]] == []


def test_unknown_id_is_a_fault(project):
    """An id that does not exist is told, with the one that was perhaps meant."""
    done = project.quick("drfit", "zzz")
    assert done.code == 1
    assert done.faults == [
        ("command line", "figure", "there is no figure 'drfit'", "did you mean 'drift'?"),
        ("command line", "figure", "there is no figure 'zzz'", "python -m figures_src --list shows all"),
    ]


@pytest.mark.parametrize("arguments", [("--format", "jpg"), ("--theme", "pink"), ("--limit", "soon"), ("--what",)])
def test_unknown_option_is_refused(project, arguments):
    """What is no option, or no value of one, ends with exit code 2 and says what there is."""
    done = project.run(*arguments)
    assert done.code == 2
    assert "usage: python -m figures_src" in done.err


def test_folder_of_strangers_is_never_emptied(project):
    """--out clears away only what the command itself has written: another folder is refused and left as it is."""
    before = tree(project.root)
    done = project.run("--out", project.root)
    assert done.code == 1
    assert "--out needs a new folder, or one that this command has filled" in done.err
    assert tree(project.root) == before


def test_ours_knows_its_folders(tmp_path):
    """New and empty folders, and those of a build or a part of one, may be filled; files and other folders not."""
    assert command.ours(tmp_path / "new")
    assert command.ours(tmp_path)
    (tmp_path / "figures").mkdir()
    assert command.ours(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    assert not command.ours(tmp_path)
    assert not command.ours(tmp_path / "notes.txt")
    (tmp_path / "build.json").write_text("{}")
    assert command.ours(tmp_path)


def test_write_makes_the_folder_what_is_wanted(tmp_path):
    """Files come new or changed, what is no longer made goes, and an equal file is not touched."""
    source = tmp_path / "source"
    source.write_bytes(b"picture")
    out = tmp_path / "out"
    command.write([("a/x.svg", source), ("a/y.md", "text"), ("b/z", b"bytes")], out)
    assert tree(out) == {"a/x.svg": b"picture", "a/y.md": b"text", "b/z": b"bytes"}
    stamp = (out / "a/y.md").stat().st_mtime_ns
    source.unlink()
    source.write_bytes(b"other picture")
    command.write([("a/x.svg", source), ("a/y.md", "text")], out)
    assert tree(out) == {"a/x.svg": b"other picture", "a/y.md": b"text"}
    assert not (out / "b").exists()
    assert (out / "a/y.md").stat().st_mtime_ns == stamp
    command.write([("c", "more")], out, keep=True)
    assert set(tree(out)) == {"a/x.svg", "a/y.md", "c"}


def test_write_does_not_change_the_cache_through_a_link(tmp_path):
    """A file that was linked from the cache is replaced, never written into."""
    cached = tmp_path / "cached"
    cached.write_bytes(b"picture")
    command.write([("x", cached)], tmp_path / "out")
    command.write([("x", "text instead")], tmp_path / "out")
    assert cached.read_bytes() == b"picture"
