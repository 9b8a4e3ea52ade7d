"""Tests of the check that two builds in two places give the same bytes, and with it of that property."""

import subprocess

from figures_src._build import same

BUILDER = "from figures_src._build import same; raise SystemExit(same.main(('-m', 'figures_src', '--theme', 'dark', '--out', 'site')))"
MOVING = {
    "title": "A line rises step by step.",
    "top": "FRAMES = 2\n",
    "draw": "fig.subplots().plot(result['y'][: 10 if frame is None else 5 + 4 * frame], label='$y$')",
}


def test_two_builds_in_two_places_give_the_same_bytes(project):
    """Name of the folder, home, time zone, locale, order of hashes, umask: nothing gets into a file, films included."""
    project.figure("moving/rise", **MOVING)
    project.edit("figures_src/moving/rise.py", "draw(fig, result)", "draw(fig, result, frame)")
    project.show("rise")
    done = project.call("-c", BUILDER)
    assert done.code == 0, done.err
    files = 3 * (6 + 1 + 1) + 2 + 1 + 3  # pictures, npz and script of each; two tables; a shared run; the films and the still
    assert done.out.splitlines()[-1] == f"{files} files, the same twice"


SECRETS = {  # what a figure may show of its process, place or time
    "process": "float(__import__('os').getpid())",
    "folder": "__import__('os').getcwd()",
    "home": "__import__('os').environ['HOME']",
    "now": "float(__import__('time').time())",
    "hashes": "list({'a', 'b', 'c', 'd', 'e', 'f', 'g'})",
    "zone": "__import__('time').tzname[0]",
}


def test_what_differs_is_named(project):
    """A figure that shows something of its process, place or time is found, and named file by file."""
    for name, secret in SECRETS.items():
        project.figure(f"wrong/{name}", compute=f"return {{'y': np.arange(10.0), 'secret': {secret}}}")
    done = project.call("-c", BUILDER.replace("'--theme'", f"*{[*SECRETS, 'drift']}, '--format', 'svg', '--theme'"))
    assert done.code == 1
    differing = {line.removesuffix(": not the same bytes") for line in done.err.splitlines()}
    endings = (".npz", ".csv", ".dark.svg", ".slide.dark.svg")
    files = {f"figures/{name}/{name}{ending}" for name in SECRETS for ending in endings}
    assert differing == files - {"figures/hashes/hashes.csv"}  # no table: its columns are of different lengths
    assert done.out.splitlines()[-1] == f"{4 * 6 - 1} of {5 * 6 - 1 + 4} files differ"


def test_failing_build_is_told(project):
    """When the build itself fails, its output is shown."""
    project.edit("figures_src/walks/drift.py", "yield Claim(", "1 / 0\n    yield Claim(")
    done = project.call("-c", BUILDER)
    assert done.code == 1
    assert "ZeroDivisionError" in done.err
    assert "the build in" in done.err


def test_differences_are_named_in_order():
    """Each path that one build lacks, or that differs, is named; the file of measured costs is not compared."""
    assert same.differences({"a": "1", "b": "2", "d": "4"}, {"b": "3", "c": "1", "d": "4"}) == [
        "a: only in the first build",
        "b: not the same bytes",
        "c: only in the second build",
    ]


def test_measured_costs_are_left_out(tmp_path):
    """Only the file of measured costs at the root is left out of the comparison."""
    for name in ("build.json", "a/build.json", "a/b"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert set(same.hashes(tmp_path)) == {"a/build.json", "a/b"}


def test_copy_takes_what_belongs_to_the_project(tmp_path, monkeypatch):
    """With git the copy holds what is tracked or could be, without it all but what is generated."""
    root = tmp_path / "root"
    for name in ("a.py", "docs/b.md", "docs/__pycache__/b.pyc", ".cache/c", "site/index.html", "ignored.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("x")
    (root / ".gitignore").write_text("__pycache__/\n.cache/\nsite/\nignored.txt\n")
    monkeypatch.setattr(same, "ROOT", root)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))

    def copied(name):
        same.copy(tmp_path / name)
        return {p.relative_to(tmp_path / name).as_posix() for p in (tmp_path / name).rglob("*") if p.is_file()}

    assert copied("plain") == {"a.py", "docs/b.md", "ignored.txt"}
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    assert copied("versioned") == {".gitignore", "a.py", "docs/b.md"}


def test_environment_carries_nothing_over(tmp_path, monkeypatch):
    """What points to a cache, a date or another home is not handed on."""
    for name in ("MATHNETS_CACHE", "SOURCE_DATE_EPOCH", "MPLCONFIGDIR", "XDG_CACHE_HOME", "LANG", "PYTHONPATH"):
        monkeypatch.setenv(name, "x")
    (tmp_path / "one").mkdir()
    variables = same.variables(tmp_path, "one", {"TZ": "UTC"})
    assert not {"MATHNETS_CACHE", "SOURCE_DATE_EPOCH", "MPLCONFIGDIR", "XDG_CACHE_HOME", "LANG", "PYTHONPATH"} & set(variables)
    assert variables["HOME"] == str(tmp_path / "one/home")
    assert variables["TZ"] == "UTC"
    assert "PATH" in variables
