r"""Runs the code in the pages: all `python` fences of a page, in order, are one program and one test.

A pytest plugin, named in pyproject.toml. It collects README.md and docs/**/*.md. What a page says of its code:

    print("%.2f" % 0.25)
    #> 0.25                              what the statement above printed, a line each

    np.linalg.inv(np.zeros((2, 2)))
    #! LinAlgError: Singular matrix      the exception, or the warning, that it gave

`#>` and `#!` lines follow their statement at once, output before complaints. "Statement" means one of the top
level: all output of a loop stands below the loop. An announced exception ends its statement and not the
program; its type and whole text have to agree. An exception or a warning that nobody announced is an error.

`pytest --update-docs` rewrites these lines where they differ. It corrects a `#!` line, but never adds a
statement's first nor removes its last: whether code may fail is for the author to say. A bare `#!` is filled in.

`<!--- skip: next "why" --->` before a fence keeps it from being run. The reason is required, every skipped
fence is listed at the end of the run, and test_snippets.py holds the list of those that are allowed.

`python -m tests.snippets DRAW PAGE ...` runs pages with their starts moved (`starts`, 0 for not), and prints what is
wrong with each as JSON; `python -m figures_src --sensitivity` asks for it.

The global random state is out of bounds. Faults are told with the line of the page: `docs/page.md:22: ...`.
"""

import ast
import contextlib
import io
import json
import linecache
import random
import re
import sys
import tokenize
import traceback
import unittest
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from sybil.document import Document
from sybil.parsers.markdown import SkipParser
from sybil.parsers.markdown.lexers import RawFencedCodeBlockLexer

from figures_src._build import starts

ANY_FENCE = RawFencedCodeBlockLexer(re.compile(r"(?P<info>[^\n]*)\n"))
LANGUAGE = re.compile(r"[\s{.]*(?P<name>[\w+-]*)")
LOOKALIKES = {"py", "py3", "python3", "pycon", "python-repl"}  # highlighted as Python too
MARK = re.compile(r"#(?P<kind>[>!]) ?(?P<text>.*)")
CURE = "run pytest --update-docs to rewrite it, if the code is right"


@dataclass(frozen=True)
class Fault:
    """Something wrong in a page: where, and what."""

    line: int
    text: str
    repairable: bool = False  # whether rewriting the page's output lines removes it


@dataclass(frozen=True)
class Edit:
    """`old` lines of a page from line `start` on (1 is the first) that are to become `new`."""

    start: int
    old: int
    new: list


class Stop(Exception):
    """Ends a page's program after an exception that the page does not announce."""


def fences(document):
    """Yield a region for each fence of the page that is highlighted as Python; its `parsed` is the source."""
    end = 0
    for region in sorted(ANY_FENCE(document), key=lambda region: region.start):
        if region.start < end:  # a fence inside a fence is text
            continue
        end = region.end
        language = LANGUAGE.match(region.lexemes["info"])["name"].lower()
        if language == "python" or language in LOOKALIKES:
            region.parsed = region.lexemes["source"]
            region.language = language
            yield region


def sources(path):
    """Return (first line, source) of every Python fence of the page at `path`, skipped ones included."""
    examples = Document.parse(str(path), fences)
    return [(example.line + 1, str(example.parsed)) for example in examples]


class Program:
    """The program of one page. `run` it, then read `faults`, `edits` and `skipped`."""

    def __init__(self, path, name=None):
        self.path = str(path)
        self.name = name or Path(path).name
        self.document = Document.parse(self.path, self._regions, SkipParser())
        self.lines = self.document.text.split("\n")
        self.faults, self.edits, self.skipped = [], [], []

    def _regions(self, document):
        for region in fences(document):
            region.evaluator = self._evaluate if region.language == "python" else self._refuse
            yield region

    @property
    def empty(self):
        """Whether the page has no code to run."""
        return not self.document.regions

    def run(self):
        """Run the page from top to bottom, as far as it goes; return self."""
        linecache.checkcache(self.path)  # tracebacks quote the page as it is now
        self.document.namespace.update(__name__="__main__")
        with np.printoptions(), np.errstate(), contextlib.suppress(Stop):
            for example in self.document:
                self._ran = example.region.evaluator not in (self._evaluate, self._refuse)
                try:
                    example.evaluate()
                except unittest.SkipTest as skip:
                    self.skipped.append(f"{self.name}:{example.line}: not run: {skip}")
                else:
                    if not self._ran:
                        self._fault(example.line, 'a skipped fence needs a reason; write <!--- skip: next "why" --->')
        return self

    def update(self):
        """Rewrite the page's output lines as the run found them; return how many places were changed."""
        for edit in reversed(self.edits):
            self.lines[edit.start - 1 : edit.start - 1 + edit.old] = edit.new
        if self.edits:
            Path(self.path).write_text("\n".join(self.lines), encoding="utf-8", newline="\n")
        return len(self.edits)

    def _fault(self, line, text, repairable=False):
        headline, _, rest = text.partition("\n")
        shown = [f"{self.name}:{line}: {headline}", f"    {self.lines[line - 1].strip()}", *rest.splitlines()]
        self.faults.append(Fault(line, "\n".join(shown), repairable))

    def _refuse(self, example):
        self._ran = True
        got = example.region.language
        self._fault(example.line, f"a fence needs the language python to be run, got {got}; write ```python")

    def _evaluate(self, example):
        """Run one fence, and compare what each of its statements gave with what the page says."""
        self._ran = True
        source, first = str(example.parsed), example.line + 1
        try:
            body = ast.parse("\n" * (first - 1) + source, self.path).body
        except SyntaxError as error:
            self._fault(min(error.lineno or first, len(self.lines)), f"SyntaxError: {error.msg}")
            raise Stop from None
        marks, stray = _marks(source, first)
        for group in _groups(body):
            start, said = group[-1].end_lineno + 1, []
            while start + len(said) in marks:
                said.append(marks.pop(start + len(said)))
            self._check(group, start, said, source.split("\n")[group[0].lineno - first])
        for line in sorted([*marks, *stray]):
            self._fault(line, "an output line needs to follow its statement at once, on a line of its own; move it")

    def _check(self, group, start, said, opening):
        """Run the statements that end above line `start`, and compare with the output lines `said` there."""
        line = group[0].lineno
        announced = any(text.startswith("#!") for _, text in said)
        printed, complaints, error = self._execute(group, announced)
        if error is not None:
            self._fault(_line_of(error, self.path, line), _story(error, self.path))
            raise Stop
        if complaints and not announced:
            self._fault(line, f"a warning: {complaints[0]}; mend the code, or announce it by a bare #! below")
            return
        if announced and not complaints:
            self._fault(line, f"nothing is raised, the page says {said[-1][1]!r}; mend the code, or delete that")
            return
        real = [f"#> {text}".rstrip() for text in printed] + [f"#! {text}".rstrip() for text in complaints]
        page = [text for _, text in said]
        if page != real:
            both = [f"  page: {text}" for text in page or ["nothing"]]
            both += [f"  code: {text}" for text in real or ["nothing"]]
            self._fault(line, "\n".join([f"the page shows other output than the code gives; {CURE}", *both]), True)
            raw = self.lines[line - 1]
            indent = raw[: len(raw) - len(opening)] + (said[0][0] if said else "")
            self.edits.append(Edit(start, len(said), [indent + text for text in real]))

    def _execute(self, group, announced):
        """Return the lines printed, the lines of complaint, and the exception if it is not announced."""
        output, complaints, unannounced, chance = io.StringIO(), [], None, _chance()
        with contextlib.redirect_stdout(output), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            warnings.simplefilter("ignore", ResourceWarning)  # they come from whatever is collected just now
            try:
                for statement in group:
                    code = compile(ast.Module([statement], []), self.path, "exec", dont_inherit=True)
                    exec(code, self.document.namespace)
            except (Exception, SystemExit) as error:
                if announced:
                    complaints = _complaint(type(error), error)
                else:
                    unannounced = error
        if _chance() != chance:
            np.random.set_state(chance[0])  # noqa: NPY002 (global state is what is guarded here)
            random.setstate(chance[1])
            self._fault(group[0].lineno, "global random state was used; use rng = np.random.default_rng(0)")
        given = [line for warning in caught for line in _complaint(warning.category, warning.message)]
        return output.getvalue().splitlines(), given + complaints, unannounced


def _groups(body):
    """Yield lists of statements that share lines, such as `a = 1; print(a)`."""
    group = []
    for statement in body:
        if group and statement.lineno > group[-1].end_lineno:
            yield group
            group = []
        group.append(statement)
    if group:
        yield group


def _marks(source, first):
    """Return {line: (indent, text)} of the source's output lines, and the lines of those that follow code."""
    marks, stray = {}, []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and (mark := MARK.match(token.string)):
            line, before = token.start[0] + first - 1, token.line[: token.start[1]]
            if before.strip():
                stray.append(line)
            else:
                marks[line] = (before, f"#{mark['kind']} {mark['text']}".rstrip())
    return marks, stray


def _complaint(kind, message):
    """Return an exception or a warning as lines: the type's name and the text."""
    return f"{kind.__name__}: {message}".removesuffix(": ").splitlines()


def _chance():
    """Return the state of the two global generators, in a form that can be compared and restored."""
    name, key, *rest = np.random.get_state()  # noqa: NPY002 (global state is what is guarded here)
    return (name, tuple(key.tolist()), *rest), random.getstate()


def _line_of(error, path, default):
    """Return the innermost line of the page that `error` passed through."""
    trace = traceback.walk_tb(error.__traceback__)
    return [default, *(line for frame, line in trace if frame.f_code.co_filename == path)][-1]


def _story(error, path):
    """Return the exception's type and text, and its traceback from the page on."""
    trace = error.__traceback__
    while trace is not None and trace.tb_frame.f_code.co_filename != path:
        trace = trace.tb_next
    told = traceback.format_exception(error.with_traceback(trace))
    return "\n".join([" ".join(_complaint(type(error), error)), "".join(told)])


def is_page(path, root):
    """Tell whether the file at `path` is a page of the project in `root` whose code is run."""
    return path.suffix == ".md" and (path == root / "README.md" or root / "docs" in path.parents)


def pages(root):
    """Return the paths of all pages of the project in `root`, in order."""
    return sorted(p for p in [*root.glob("README.md"), *root.glob("docs/**/*.md")] if is_page(p, root))


# What follows is what pytest calls.


class PageError(Exception):
    """Raised when a page is wrong; holds the faults in order."""


class Page(pytest.File):
    """A page that pytest collects."""

    def collect(self):
        """Yield the page's program, if it has one."""
        program = Program(self.path, self.path.relative_to(self.config.rootpath).as_posix())
        if not program.empty:
            yield ProgramItem.from_parent(self, name="program", program=program)


class ProgramItem(pytest.Item):
    """All fences of a page, as one test: they need each other, so they may not be spread over processes."""

    def __init__(self, *, program, **options):
        super().__init__(**options)
        self.program = program

    def runtest(self):
        """Run the page, and rewrite its output lines if asked."""
        program = self.program.run()
        self.user_properties += [("page", skipped) for skipped in program.skipped]
        wrong = program.faults
        if self.config.getoption("update_docs") and program.edits:
            self.user_properties.append(("page", f"{program.name}: rewritten in {program.update()} places"))
            wrong = [fault for fault in wrong if not fault.repairable]
        if wrong:
            raise PageError("\n\n".join(fault.text for fault in wrong))

    def repr_failure(self, excinfo, style=None):
        """Return the faults alone: the way through this file would tell an author nothing."""
        mine = isinstance(excinfo.value, PageError)
        return str(excinfo.value) if mine else super().repr_failure(excinfo, style)

    def reportinfo(self):
        """Return where the page stands in reports."""
        return self.path, None, self.program.name


def pytest_addoption(parser):
    """Add --update-docs."""
    parser.addoption("--update-docs", action="store_true", help="rewrite the pages' output lines that differ")


def pytest_collect_file(file_path, parent):
    """Collect the pages."""
    return Page.from_parent(parent, path=file_path) if is_page(file_path, parent.config.rootpath) else None


def pytest_terminal_summary(terminalreporter):
    """List skipped fences and rewritten pages, whatever the verbosity."""
    reports = [report for reports in terminalreporter.stats.values() for report in reports]
    reports = [report for report in reports if getattr(report, "when", None) == "call"]
    lines = [text for report in reports for name, text in report.user_properties if name == "page"]
    if lines:
        terminalreporter.section("pages")
        for line in sorted(lines):
            terminalreporter.line(line)


def main(draw, *names):
    """Print as JSON what is wrong with pages whose starts are moved, by page."""
    wrong = {}
    for name in names:
        with starts.moved(int(draw)):
            wrong[name] = [fault.text for fault in Program(name, name).run().faults]
    json.dump(wrong, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
