"""A miniature project to break: the real machinery in a folder of its own, with figures that compute in milliseconds.

`figures_src` knows its project by its own place, so a copy is a project of its own. `Project.run` starts the builder
as `python -m figures_src` does, but from a process that has imported matplotlib already, which saves two seconds a
run; `Project.start` is the plain command.
"""

import contextlib
import functools
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]

SERVER = """
import json, os, sys, traceback
import figures_src.__main__
from figures_src._build import command
for line in sys.stdin:
    job = json.loads(line)
    child = os.fork()
    if not child:
        os.environ.update(job["environment"])
        os.chdir(job["root"])
        for number, path in ((1, job["out"]), (2, job["err"])):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        try:
            code = command.main(job["arguments"])
        except SystemExit as stop:
            code = stop.code
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""

FILES = {
    "mathnets/__init__.py": '"""A library of two ideas: `mathnets.steps` and `mathnets.walks`."""\n',
    "mathnets/steps.py": '''"""Steps to the left or right."""


def steps(rng, n):
    """Return n steps of length 1."""
    return rng.choice([-1.0, 1.0], size=n)
''',
    "mathnets/walks.py": '''"""Walks, made of steps."""

import numpy as np

from mathnets.steps import steps


def walk(rng, n):
    """Return the places of a walk of n steps."""
    return np.cumsum(steps(rng, n))
''',
    "mathnets/cards.py": '''"""A deck of cards, as a data pack."""

from pathlib import Path

import numpy as np


def values():
    """Return the values of the cards."""
    with np.load(Path(__file__).with_name("cards.npz"), allow_pickle=False) as pack:
        return pack["values"]
''',
    "figures_src/walks/drift.py": '''r"""A long walk strays far less than its length.

The distance grows like $\\sqrt{n}$.

Reference: pearson1905
"""

import numpy as np

from figures_src._kit import COLORS, Claim, band
from mathnets.walks import walk

SEEDS = range(3)
LENGTH = 100
COLOUR = "blue"


def compute():
    """Places of some walks; shape (seeds, steps)."""
    return {"place": np.array([walk(np.random.default_rng(seed), LENGTH) for seed in SEEDS])}


def claims(result):
    far = np.abs(result["place"]).max()
    yield Claim("No walk strays further than half its length.", bool(far < LENGTH / 2), measured=far)


def alt(result):
    return f"Three ragged lines that stay within {np.abs(result['place']).max():.0f} of zero."


def draw(fig, result):
    band(fig.subplots(), np.arange(LENGTH), result["place"], color=getattr(COLORS, COLOUR))
''',
    "figures_src/dice/_throws.py": '''"""A thousand throws of one die, for several figures."""

import numpy as np

SEED = 0


def compute():
    return {"throws": np.random.default_rng(SEED).integers(1, 7, size=1000)}
''',
    "figures_src/dice/faces.py": '''"""All six faces of a die come up about equally often."""

import numpy as np

from figures_src._kit import COLORS, Claim


def compute(throws):
    return {"face": np.arange(1, 7), "count": np.bincount(throws["throws"], minlength=7)[1:]}


def claims(result):
    rarest = int(result["count"].min())
    yield Claim("Each face comes up at least 120 times in a thousand.", rarest > 120, measured=rarest)
    yield Claim(
        "A face comes up a sixth of the times.",
        bool(abs(result["count"].mean() - 1000 / 6) < 1),
        measured=result["count"],
        expected=150,
        tolerance=1,
        source="pearson1905, p. 294, recalled",
        verdict="no",
        why="A sixth of 1,000 is < 167.",
    )


def alt(result):
    return f"Six bars of about the same height, from {result['count'].min()} to {result['count'].max()}."


def draw(fig, result):
    fig.subplots().bar(result["face"], result["count"], color=COLORS.blue)
''',
    "docs/index.md": """# Walks

A walk [@pearson1905] strays by [[drift.place[0, -1]:.0f]] steps.

![[drift]]

[[references]]
""",
    "docs/games/dice.md": """# Dice

!!! note "One die"

    ![[faces]]

Each face comes up [[faces.count:.0f]] times.
""",
    "docs/references.bib": """@article{pearson1905,
  author = {Pearson, Karl},
  title = {The problem of the random walk},
  journal = {Nature},
  volume = {72},
  pages = {294},
  year = {1905}
}
""",
    "CHANGELOG.md": "# Changelog\n\nNothing yet.\n",
    "CITATION.cff": """cff-version: 1.2.0
message: Cite it.
title: mathnets
type: software
authors:
  - name: The tests' authors
version: 1.2.0
date-released: 2020-02-29
""",
}
NAV = """nav:
  - Home: index.md
  - Dice: games/dice.md
  - Figures: figures/index.md
  - The library: library/index.md
  - Changelog: changelog.md
"""

SCRIPT = '''"""{title}"""

import numpy as np

from figures_src._kit import COLORS, Claim
{top}

def compute():
{compute}


def claims(result):
{claims}


def alt(result):
{alt}


def draw(fig, result):
{draw}
'''
PARTS = {
    "title": "A line rises from zero to nine.",
    "top": "",
    "compute": 'return {"y": np.arange(10.0)}',
    "claims": 'yield Claim("The line ends at nine.", bool(result["y"][-1] == 9), measured=result["y"][-1])',
    "alt": "return f\"A straight line that rises to {result['y'][-1]:.0f}.\"",
    "draw": 'fig.subplots().plot(result["y"], color=COLORS.blue)',
}


def script(**parts):
    """Return the source of a figure script that builds, or that fails where `parts` replace its own."""
    body = {k: v if k in ("title", "top") else "    " + v.replace("\n", "\n    ") for k, v in (PARTS | parts).items()}
    return SCRIPT.format(**body)


@dataclass
class Done:
    """A command that has ended: its exit code, what it printed, and what it complained of."""

    code: int
    out: str
    err: str

    @functools.cached_property
    def faults(self):
        """The faults: (where, step, cause, cure), in order."""
        found = re.findall(r"^(\S[^:\n]*(?::\d+)?): (\w+): (.*)\n(?:    (.*)\n)?", self.err, re.M)
        return [tuple(fault) for fault in found]

    @property
    def fresh(self):
        """What was computed or drawn anew, by figure."""
        return {name: what.split(", ") for name, what in re.findall(r"^([\w/]+): ([a-z, ]+)$", self.out, re.M)}


def interruptible():
    """Let this process be interrupted, also where a shell runs the tests in its background, with interrupts off."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Project:
    """The miniature project, at `root`; its cache, and `out` for what it builds, are folders beside it."""

    def __init__(self, root, shared):
        self.root, self.shared = Path(root), Path(shared)
        self.cache, self.out, self._server = self.root.with_name("cache"), self.root.with_name("out"), None
        self._cited = None
        self.reset()

    def reset(self):
        """Make everything as it was at first, with an empty cache."""
        for folder in (self.root, self.cache, self.out, self.root.with_name("quick")):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "figures_src", self.root / "figures_src", ignore=_only_machinery)
        for path, text in FILES.items():
            self.write(path, text)
        _pack(self.root / "mathnets" / "cards.npz")
        config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
        config, count = re.subn(r"^nav:\n(?:[ -].*\n)*", NAV, config, flags=re.M)
        assert count == 1
        self.write("mkdocs.yml", config)

    # files

    def write(self, path, text):
        """Write one file, in new folders where needed."""
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")

    def edit(self, path, old, new):
        """Replace `old`, which has to stand there, by `new`."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert old in text, f"{path} does not hold {old!r}"
        self.write(path, text.replace(old, new))

    def figure(self, name, **parts):
        """Write the script of a figure `chapter/id`; return its path."""
        path = f"figures_src/{name}.py"
        self.write(path, script(**parts))
        return path

    def show(self, *ids):
        """Show figures on a page of their own."""
        self.write("docs/shown.md", "# Shown\n\n" + "\n\n".join(f"![[{id_}]]" for id_ in ids) + "\n")
        self.edit("mkdocs.yml", NAV, NAV + "  - Shown: shown.md\n")

    # commands

    def environment(self, **more):
        """Return the variables of a command in this project."""
        out = ("SITE_URL", "MATHNETS_", "SOURCE_DATE_EPOCH", "PYTHON", "MPL", "COV_")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(out)}
        own = {
            "MATHNETS_CACHE": str(self.cache),
            "MPLCONFIGDIR": str(self.shared),
            "NO_MKDOCS_2_WARNING": "1",
            "DISABLE_MKDOCS_2_WARNING": "true",
        }
        return kept | own | more

    def run(self, *arguments, **environment):
        """Run `python -m figures_src ARGUMENTS`, without waiting for its imports."""
        cited = (self.root / "CITATION.cff").read_text(encoding="utf-8")
        if cited != self._cited:  # version and date are read with the imports
            self.close()
        if self._server is None:
            self._cited = cited
            self._server = subprocess.Popen(
                [sys.executable, "-c", SERVER],
                cwd=self.root,
                env=self.environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        out, err = self.root.with_name("stdout"), self.root.with_name("stderr")
        job = {"arguments": list(map(str, arguments)), "environment": environment}
        job |= {"root": str(self.root), "out": str(out), "err": str(err)}
        self._server.stdin.write(json.dumps(job) + "\n")
        self._server.stdin.flush()
        code = int(self._server.stdout.readline())
        return Done(code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))

    def quick(self, *arguments, **environment):
        """Run it for one theme and one format, where the pictures don't matter."""
        return self.run(
            *arguments, "--theme", "light", "--format", "svg", "--out", self.root.with_name("quick"), **environment
        )

    def release(self, **environment):
        """Release it, after what has changed was tried in the four ways that a release asks for."""
        environment = {"SITE_URL": "https://example.org/nets"} | environment
        self.run("--sensitivity", **environment)
        return self.run("release", **environment)

    def start(self, *command, log=None, **environment):
        """Start `python COMMAND` in this project and return the process; output goes into pipes, or the file `log`."""
        with log.open("w") if log else contextlib.nullcontext() as file:
            return subprocess.Popen(
                [sys.executable, *map(str, command)],
                cwd=self.root,
                env=self.environment(**environment),
                stdout=file or subprocess.PIPE,
                stderr=file or subprocess.PIPE,
                text=True,
                start_new_session=True,
                preexec_fn=interruptible,
            )

    def call(self, *command, **environment):
        """Run `python COMMAND` in this project to its end."""
        process = self.start(*command, **environment)
        out, err = process.communicate(timeout=600)
        return Done(process.returncode, out, err)

    def close(self):
        """End the process that `run` has started."""
        if self._server is not None:
            self._server.stdin.close()
            self._server.wait()
            self._server.stdout.close()
            self._server = None


def _only_machinery(folder, names):
    """Say which names of `figures_src` are no machinery, for `shutil.copytree`."""
    top = Path(folder) == ROOT / "figures_src"
    return [n for n in names if n in ("__pycache__", "_released") or (top and not n.startswith("_"))]


def _pack(path):
    import numpy as np

    np.savez(path, values=np.arange(1, 14))


def namespace(kind):
    """Return the command that gives a command its own mounts ("m") or network ("n"), none where nobody may."""
    for flags in (f"-{kind}", f"-r{kind}"):
        if shutil.which("unshare") and not subprocess.run(["unshare", flags, "true"], capture_output=True).returncode:
            return ["unshare", flags]
    return []


def tree(folder):
    """Return the bytes of every file below `folder`, by path."""
    folder = Path(folder)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}
