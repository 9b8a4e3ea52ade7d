"""What may befall a build, and the tests that let it happen: nothing is lost or half-written, one clear message.

`FAULTS` lists them. Most strike one figure or the cache and are tried in the tests of the builder; those that strike
a whole site build are tried here, on the miniature project, with `mkdocs build` as one types it.

What no test can bring about: a power cut (killing a process leaves what the system has in memory), a disk that returns
other bytes than were written, a network file system, another processor, and another operating system.
"""

import ast
import io
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass
from pathlib import Path

import pytest

from figures_src._build import same
from tests import project as miniature
from tests.project import ROOT, Project, interruptible, namespace, tree

BUILDER = "tests/figures_src/test_build.py"
PARTS = "tests/figures_src/_build/test_{}.py"
SITE = "tests/figures_src/test_hooks.py"
HERE = "tests/figures_src/test_faults.py"

FAULTS = {  # what befalls a build -> the tests that let it happen, by file
    "kill -9 at any moment": {
        HERE: ["test_twenty_kills_leave_the_site"],
        PARTS.format("staging"): [
            "test_kill_at_any_step_of_the_swap_leaves_a_whole_site",
            "test_what_a_killed_build_left_is_removed",
            "test_kill_between_the_two_renames_is_mended",
        ],
    },
    "kill -9 while the cache is written": {
        BUILDER: ["test_killed_build_leaves_no_broken_entry"],
        PARTS.format("store"): ["test_sweep_removes_what_dead_builds_left_and_what_nobody_uses"],
        HERE: ["test_twenty_kills_leave_the_site"],
    },
    "full disk": {
        HERE: ["test_full_disk_leaves_the_site", "test_full_disk_of_the_cache_leaves_the_site"],
        BUILDER: ["test_full_disk_is_told", "test_cache_that_cannot_be_written_is_told"],
        PARTS.format("store"): ["test_full_disk_publishes_nothing"],
    },
    "read-only checkout": {HERE: ["test_read_only_checkout_builds_elsewhere"]},
    "torn, truncated or foreign entry of the cache": {
        BUILDER: ["test_damaged_entry_is_made_anew", "test_pickle_is_never_read"],
        PARTS.format("store"): ["test_strange_manifest_is_damage"],
    },
    "two builds at once": {
        HERE: ["test_two_builds_at_once_leave_one_whole_site"],
        BUILDER: ["test_two_builds_at_once_give_the_same_files"],
        PARTS.format("staging"): ["test_builds_at_once_both_finish"],
    },
    "script that raises": {
        BUILDER: ["test_fault_is_told_in_one_message", "test_other_figures_run_on"],
        SITE: ["test_failing_figure_leaves_the_site"],
    },
    "script that exits with 0": {BUILDER: ["test_fault_is_told_in_one_message"]},
    "script that hangs": {
        BUILDER: ["test_hang_is_ended"],
        PARTS.format("pool"): ["test_late_worker_is_ended_and_the_others_go_on"],
    },
    "data that are no finite numbers": {
        BUILDER: ["test_fault_is_told_in_one_message"],
        PARTS.format("guards"): ["test_numbers_that_would_be_left_out_are_refused"],
    },
    "settings and open figures left behind": {
        HERE: ["test_what_a_script_leaves_behind_reaches_no_other"],
        PARTS.format("command"): ["test_order_of_building_changes_no_byte"],
        PARTS.format("pool"): ["test_one_process_looks_up_many_figures", "test_what_fails_among_others_is_tried_alone"],
    },
    "randomness without a seed": {
        BUILDER: ["test_fault_is_told_in_one_message"],
        PARTS.format("guards"): ["test_chance_needs_a_seed", "test_names_taken_before_are_caught_after"],
    },
    "network": {
        HERE: ["test_site_is_the_same_without_network"],
        BUILDER: ["test_fault_is_told_in_one_message"],
        PARTS.format("guards"): ["test_network_is_closed"],
    },
    "clock, folder, home and environment in a result": {PARTS.format("same"): ["test_what_differs_is_named"]},
    "wrong Python or package": {
        PARTS.format("needs"): [
            "test_wrong_python_is_told_first",
            "test_missing_import_is_told_in_one_line",
            "test_site_build_stops_before_any_work",
            "test_each_package_that_lacks_is_named",
        ],
    },
    "missing font": {
        BUILDER: ["test_fault_is_told_in_one_message"],
        PARTS.format("guards"): ["test_missing_font_is_an_error"],
    },
    "missing glyph": {BUILDER: ["test_fault_is_told_in_one_message"]},
    "LaTeX, there or not": {
        BUILDER: ["test_fault_is_told_in_one_message"],
        PARTS.format("guards"): ["test_latex_is_refused"],
    },
    "locale, time zone, terminal": {
        SITE: ["test_site_is_the_same_elsewhere"],
        PARTS.format("same"): ["test_two_builds_in_two_places_give_the_same_bytes"],
    },
    "path with spaces and letters beyond ASCII": {
        SITE: ["test_site_is_the_same_elsewhere"],
        PARTS.format("same"): ["test_two_builds_in_two_places_give_the_same_bytes"],
    },
    "no git, or a source distribution": {
        HERE: ["test_source_distribution_builds_the_same_site_without_git"],
        PARTS.format("same"): ["test_copy_takes_what_belongs_to_the_project"],
    },
    "entry that is stale after an edit": {
        BUILDER: ["test_change_reruns_what_depends_on_it_and_no_more", "test_data_pack_reruns_its_users"],
    },
    "page or picture that carries code": {
        HERE: ["test_active_content_leaves_the_site"],
        PARTS.format("secure"): ["test_active_content_of_a_page_is_found", "test_active_content_of_a_drawing_is_found"],
    },
    "figure that no page shows, page that names no figure": {
        BUILDER: ["test_fault_is_told_in_one_message", "test_faults_of_pages_are_told_with_their_lines"],
    },
    "interrupt and end signal": {
        HERE: ["test_stopped_site_build_leaves_the_site_and_nothing_running"],
        BUILDER: ["test_stopped_build_ends_its_workers"],
    },
    "umask 077, another user": {HERE: ["test_site_of_another_user_can_be_read"]},
}


def test_every_fault_has_its_tests():
    """Each of the faults names tests, and each of the tests is there."""
    assert len(FAULTS) == 26
    named = {path for tests in FAULTS.values() for path in tests}
    bodies = {path: ast.parse((ROOT / path).read_text(encoding="utf-8")).body for path in named}
    found = {(path, node.name) for path, body in bodies.items() for node in body if isinstance(node, ast.FunctionDef)}
    wanted = {(path, name) for tests in FAULTS.values() for path, names in tests.items() for name in names}
    assert all(names for tests in FAULTS.values() for names in tests.values())
    assert wanted - found == set()


# Whole site builds.


@dataclass
class Published:
    """A miniature project whose site stands, what the site holds, and a folder of this test's own."""

    project: Project
    site: dict
    folder: Path

    def start(self, *arguments, within=(), umask=-1, **environment):
        """Start `mkdocs build`, as the last argument of the command `within`; temporary files go into the folder."""
        (self.folder / "tmp").mkdir(exist_ok=True)
        return subprocess.Popen(
            [*within, sys.executable, "-m", "mkdocs", "build", *map(str, arguments)],
            cwd=self.project.root,
            env=self.project.environment(**{"TMPDIR": str(self.folder / "tmp")} | environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            umask=umask,
            start_new_session=True,
            preexec_fn=interruptible,
        )

    def build(self, *arguments, **options):
        """Run it to its end; return exit code and output."""
        process = self.start(*arguments, **options)
        out, _ = process.communicate(timeout=600)
        return process.returncode, out

    def intact(self):
        """Tell whether the site is that which stood before, byte for byte."""
        return tree(self.project.root / "site") == self.site

    def left(self):
        """Return what builds have left beside the site, in the cache and among the temporary files."""
        stages, cache = self.project.root.glob(".site-*"), self.project.cache
        return [*stages, *cache.glob(".*"), *cache.glob("*/.*"), *(self.folder / "tmp").iterdir()]

    def running(self):
        """Return the processes that work in the project; that which `Project.run` keeps waiting is none of them."""
        server = self.project._server.pid if self.project._server else None
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if process.joinpath("cwd").readlink() == self.project.root and int(process.name) != server:
                    found.append(int(process.name))
            except OSError:  # it has ended, or is another's
                continue
        return found


@pytest.fixture(scope="module")
def _published(_project):
    _project.reset()
    done = _project.call("-m", "mkdocs", "build")
    assert done.code == 0, done.err
    kept = _project.root.with_name("kept")
    for name in ("project", "cache"):
        shutil.copytree(_project.root.with_name(name), kept / name)
    return _project, tree(_project.root / "site"), kept


@pytest.fixture
def published(_published, tmp_path):
    """A project whose site stands, as it was after its first build."""
    project, site, kept = _published
    for name in ("project", "cache"):
        shutil.rmtree(project.root.with_name(name), ignore_errors=True)
        shutil.copytree(kept / name, project.root.with_name(name))
    return Published(project, site, tmp_path)


def alike(one, other):
    """Tell whether two sites are the same but for the file of measured costs."""
    return {**one, "build.json": b""} == {**other, "build.json": b""}


def told(out, message):
    """Tell whether an output holds the message once, and no traceback."""
    return out.count(message) == 1 and "Traceback" not in out


def apart(kind):
    """Return the command that gives a command its own mounts ("m") or network ("n"); skip the test where none may."""
    return namespace(kind) or pytest.skip(f"needs the right to a namespace of its own (unshare -{kind})")


KILLS, BOUT = 20, 4  # kill -9, and after how many the next build may end


def test_twenty_kills_leave_the_site(published):
    """Killed at twenty random moments, a build leaves the old site or the whole new one; the next one clears up."""
    rng = random.Random(5)
    moments = [(k + rng.random()) / KILLS for k in range(KILLS)]  # shares of a build's time, all of it covered
    rng.shuffle(moments)

    def forget():
        for kind in ("compute", "draw"):  # so that there is something to make; all of it, where a kill left no entry
            if entries := sorted((published.project.cache / kind).glob("[!.]*")):
                shutil.rmtree(rng.choice(entries))

    forget()
    start = time.monotonic()
    assert published.build()[0] == 0
    whole = time.monotonic() - start
    for bout in range(0, KILLS, BOUT):
        published.project.write("docs/more.md", f"# More\n\nA page of build {bout}.\n")
        old, seen = tree(published.project.root / "site"), []
        for share in moments[bout : bout + BOUT]:
            forget()
            process = published.start()
            time.sleep(share * whole)
            if rng.random() < 0.5:  # the site's generator alone, or all that it has started
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            seen.append(tree(published.project.root / "site"))
            assert len(list(published.project.root.glob(".site-*"))) <= 1
        wait(lambda: not published.running())
        forget()
        start = time.monotonic()
        code, out = published.build()
        assert code == 0, out
        whole = time.monotonic() - start
        new = tree(published.project.root / "site")
        assert not alike(old, new)
        assert all(site == old or alike(site, new) for site in seen)
        assert "cache:" not in out
        assert published.left() == []


def wait(condition, seconds=60):
    """Wait until a condition holds, and return what it gives."""
    end = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return value


MOUNTED = """mount -t tmpfs -o size="$1" tmpfs "$0" && cp -a "$2/." "$0" && shift 2 || exit 9
"$@"
code=$?
cp -a "$0/." "$0-kept"
exit $code"""


def on_disk(path):
    """Return how many bytes a file takes in a file system in memory: whole pages."""
    page = os.sysconf("SC_PAGE_SIZE")
    return -(-path.stat().st_size // page) * page


def small_disk(folder, content, room):
    """Return the command that runs a command while `folder` is a disk with the `content` and so many free bytes.

    What the disk holds at the end is then in `folder`-kept.
    """
    folder.mkdir()
    size = room + sum(on_disk(path) for path in content.rglob("*"))
    return [*apart("m"), "sh", "-c", MOUNTED, str(folder), str(size), str(content)]


def test_full_disk_leaves_the_site(published):
    """On a disk without room for a second site a build fails with one message, and leaves the first as it was."""
    disk = published.folder / "disk"
    (published.folder / "content").mkdir()
    shutil.copytree(published.project.root / "site", published.folder / "content" / "www")
    within = small_disk(disk, published.folder / "content", 1 << 20)
    published.project.edit("docs/index.md", "# Walks", "# Ways")
    code, out = published.build("-d", disk / "www", within=within)
    assert code == 1
    assert told(out, "No space left on device") and f"look at the space and the rights in {disk} (0 MB left)" in out, (
        out
    )
    kept = tree(f"{disk}-kept")
    assert kept == {f"www/{path}": data for path, data in published.site.items()}
    assert published.left() == []


@pytest.mark.parametrize("share", [0.6, 1.25])
def test_full_disk_of_the_cache_leaves_the_site(published, share):
    """On a disk without room for all that the cache keeps a build fails with one message; what is in it is whole."""
    disk = published.folder / "disk"
    (published.folder / "content").mkdir()
    drawn = sum(on_disk(path) for kind in ("compute", "draw") for path in published.project.cache.glob(f"{kind}/*/*"))
    within = small_disk(disk, published.folder / "content", int(share * drawn))
    code, out = published.build(within=within, MATHNETS_CACHE=str(disk))
    assert code == 1
    of_the_cache = f"{disk}.*No space left.*space and .*rights"
    of_a_figure = f"No space left.*\\n +look at the space and the rights in {disk}"
    assert re.search(f"{of_the_cache}|{of_a_figure}", out) and "Traceback" not in out, out
    assert published.intact() and not list(published.project.root.glob(".site-*"))
    kept = Path(f"{disk}-kept")
    entries = [path for path in kept.glob("*/*") if path.parent.name in ("compute", "draw")]
    assert entries and all((entry / "manifest.json").is_file() for entry in entries)
    assert not list(kept.glob(".out*"))


READ_ONLY = 'mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"; cd "$1"; shift; exec "$@"'


def test_read_only_checkout_builds_elsewhere(published):
    """From a checkout that can't be written the same site is built with -d; without it there is one message."""
    project, out = published.project, published.folder / "www"
    within = [*apart("m"), "sh", "-ec", READ_ONLY, "sh", str(project.root)]
    code, text = published.build("-d", out, within=within)
    assert code == 0, text
    assert alike(tree(out), published.site)
    for arguments, environment in (((), {}), (("-d", out), {"MATHNETS_CACHE": ""})):
        code, text = published.build(*arguments, within=within, **environment)
        assert code == 1
        assert told(text, "Read-only file system") and "look at the space and the rights in" in text, text
    assert published.intact() and alike(tree(out), published.site)
    assert published.left() == []


def test_two_builds_at_once_leave_one_whole_site(published):
    """Two builds that start together on one project, one cache and one site both end well, and the site is whole."""
    published.project.write("docs/more.md", "# More\n")
    shutil.rmtree(sorted((published.project.cache / "draw").iterdir())[0])
    builds = [published.start(), published.start()]
    texts = [build.communicate(timeout=600)[0] for build in builds]
    assert [build.returncode for build in builds] == [0, 0], "\n".join(texts)
    assert published.left() == []
    both = tree(published.project.root / "site")
    assert both.keys() == {*published.site, "more.html"}
    assert published.build()[0] == 0
    assert alike(tree(published.project.root / "site"), both)


def test_site_is_the_same_without_network(published):
    """In a network namespace without any device, not even a loopback that is up, the whole site comes out the same."""
    shutil.rmtree(published.project.cache / "draw")
    code, out = published.build(within=apart("n"))
    assert code == 0, out
    assert alike(tree(published.project.root / "site"), published.site)


def test_what_a_script_leaves_behind_reaches_no_other(project, site):
    """A script that changes settings when imported, when it claims or draws, changes no other figure on its core."""
    spoil = (
        "import matplotlib\nmatplotlib.rcParams['lines.linewidth'] = 9\nmatplotlib.rcParamsDefault['font.size'] = 30\n"
        "np.set_printoptions(precision=1)\nmatplotlib.lines.Line2D.zorder = -1\n"
    )
    project.figure(
        "aaa/leaks",
        top=f"from matplotlib import pyplot\n{spoil}",
        claims=f"{spoil}pyplot.figure()\nyield Claim('The line ends at nine.', True, measured=9)",
        draw=f"{spoil}pyplot.figure()\nfig.subplots().plot([1, 2])",
    )
    project.show("leaks")
    assert project.run("--list").code == 0
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(project._server.pid, {min(cores)})  # one core: one figure after the other
    try:
        for wanted in (["compute", "draw"], []):
            done = project.run(
                "--format", "svg", "--theme", "light", "--out", project.out, SITE_URL="https://example.org/nets"
            )
            assert done.code == 0, done.err
            assert done.fresh.get("leaks", []) == wanted
            made = {
                path: data for path, data in tree(project.out).items() if path.endswith(".svg") and "leaks" not in path
            }
            assert len(made) == 2 * 2
            assert [path for path in made if (site / path).read_bytes() != made[path]] == []
            for picture in project.cache.glob("draw/*/[!l]*.svg"):  # next time the script that leaks is looked up first
                shutil.rmtree(picture.parent, ignore_errors=True)
    finally:
        os.sched_setaffinity(project._server.pid, cores)


def test_source_distribution_builds_the_same_site_without_git(published, monkeypatch, tmp_path):
    """The source distribution holds every file of the project; from it, without git, the same site is built."""
    pytest.importorskip("setuptools", minversion="80")
    same.copy(tmp_path / "copy")
    code = "from setuptools import build_meta; build_meta.build_sdist('dist')"
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=tmp_path / "copy", check=True, capture_output=True)
    (archive,) = (tmp_path / "copy/dist").iterdir()
    with tarfile.open(fileobj=io.BytesIO(archive.read_bytes())) as packed:
        packed.extractall(tmp_path / "unpacked", filter="data")
    (root,) = (tmp_path / "unpacked").iterdir()
    files, made = tree(root), {"PKG-INFO", "setup.cfg"}
    wanted = {
        path: data for path, data in tree(tmp_path / "copy").items() if not path.startswith(("dist/", "mathnets.egg"))
    }
    assert {path: data for path, data in files.items() if path in wanted} == wanted
    assert {path for path in files.keys() - wanted.keys() if ".egg-info/" not in path} == made
    monkeypatch.setattr(miniature, "ROOT", root)
    other = Project(tmp_path / "mini/project", published.project.shared)
    cache = str(published.project.cache)  # its keys hold all that decides on a picture, so nothing is drawn anew
    done = other.call("-m", "mkdocs", "build", PATH=str(tmp_path), MATHNETS_CACHE=cache)
    assert done.code == 0, done.err
    assert alike(tree(other.root / "site"), published.site)


def test_active_content_leaves_the_site(published):
    """Code on a page, in a picture beside it or in a figure fails the build, is named, and gets nowhere."""
    project = published.project
    project.write(
        "docs/bad.md",
        "# Bad\n\n<script>alert(1)</script>\n\n[run](javascript:alert(2))\n\n"
        '<img src="cover.svg" alt="" onerror="alert(3)">\n\n![[linked]]\n',
    )
    project.write("docs/cover.svg", '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(4)</script></svg>')
    project.figure("wrong/linked", draw="fig.suptitle('press', url='javascript:alert(5)')")
    code, out = published.build()
    assert code == 1
    found = {line for line in out.splitlines() if line.startswith(("bad.html: ", "cover.svg: ", "figures/linked/"))}
    for line in (
        "bad.html: <script> needs to be the theme's or ours, got '<script>alert(1)</script>'",
        "bad.html: <a> has the link 'javascript:alert(2)'",
        "bad.html: <img> has the handler onerror='alert(3)'",
        "cover.svg: <script> is not among the elements of a drawing",
        "figures/linked/linked.light.svg: <a> needs a link to its own parts, got 'javascript:alert(5)'",
    ):
        assert any(one.startswith(line) for one in found), out
    assert told(out, "the site holds what could run code, or is foreign; it is listed below")
    assert published.intact() and published.left() == []


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_stopped_site_build_leaves_the_site_and_nothing_running(published, sign):
    """A site build that is told to stop ends its builder and its workers, and leaves the site and no stage."""
    slow = "import sys, time\nprint('here', file=sys.stderr, flush=True)\ntime.sleep(600)"
    published.project.figure("slow/slow", compute=slow)
    process = published.start()
    wait(lambda: "here" in process.stdout.readline())
    if sign == signal.SIGINT:  # a terminal sends it to all
        os.killpg(process.pid, sign)
    else:
        process.send_signal(sign)
    out, _ = process.communicate(timeout=600)
    assert process.returncode == 1
    assert told(out, "Aborted!")
    wait(lambda: not published.running())
    assert published.intact()
    assert not list(published.project.root.glob(".site-*"))


def test_site_of_another_user_can_be_read(published):
    """Another user, who shuts all he makes with umask 077, builds the same site, which everybody can read."""
    own = published.folder / "own"
    shutil.copytree(published.project.shared, own / "matplotlib")
    shutil.copytree(published.project.cache, own / "cache")
    as_other = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    as_other += ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]  # the tests' folder is not his
    may = shutil.which("setpriv") and not subprocess.run([*as_other, "true"], capture_output=True).returncode
    if may:
        for path in (own, *own.rglob("*")):
            os.chown(path, 65534, 65534)
    code, out = published.build(
        "-d",
        own / "www",
        within=as_other if may else (),
        umask=0o077,
        MATHNETS_CACHE=str(own / "cache"),
        MPLCONFIGDIR=str(own / "matplotlib"),
        TMPDIR=str(own),
        HOME=str(own),
    )
    assert code == 0, out
    assert alike(tree(own / "www"), published.site)
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in (own / "www", *(own / "www").rglob("*"))}
    assert modes == {(True, 0o755), (False, 0o644)}
    if may:
        assert {path.stat().st_uid for path in (own / "www").rglob("*")} == {65534}
