"""Tests of the machinery that runs the code in the pages, and of the pages' use of it."""

import random
import textwrap
from pathlib import Path

import numpy as np
import pytest

from tests import snippets

pytest_plugins = ["pytester"]

ROOT = Path(__file__).parents[1]
SKIPPED = set()  # "docs/page.md:LINE" of the fences that may go untested; each says why on its page


@pytest.fixture
def page(tmp_path):
    """Return a function that writes a page from its text and gives its path."""

    def write(text, name="page.md"):
        path = tmp_path / name
        path.write_text(textwrap.dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return write


def faults(path):
    """Return what is wrong with the page, as texts."""
    return [fault.text for fault in snippets.Program(path).run().faults]


def repaired(path):
    """Rewrite the page's output lines; return its new text."""
    snippets.Program(path).run().update()
    return path.read_text(encoding="utf-8")


def chance():
    """Return the state of the global generators."""
    return np.random.get_state()[1].tolist(), random.getstate()  # noqa: NPY002 (the state that pages must leave)


def test_true_page_has_no_fault(page):
    """Output that agrees is accepted, over several prints, empty lines and indented statements."""
    path = page("""
        ```python
        import numpy as np
        for i in range(2):
            print(i, "\\n", i * "x")
        #> 0
        #>
        #> 1
        #>  x
        total = 3; print(total)
        #> 3
        ```
        """)
    assert faults(path) == []


def test_wrong_output_names_page_line_and_both_sides(page):
    """A printed line that differs is found at its statement's line, with the source line and both outputs."""
    path = page("""
        # A page

        ```python
        x = 0.1
        print(x + 0.2)
        #> 0.3
        ```
        """)
    (fault,) = faults(path)
    assert fault.startswith("page.md:5: the page shows other output than the code gives")
    assert "\n    print(x + 0.2)\n  page: #> 0.3\n  code: #> 0.30000000000000004" in fault


@pytest.mark.parametrize("shown", ["", "#> 1\n#> 2\n", "#>\n#> 1\n", "#>  1\n"])
def test_missing_and_superfluous_output_is_found(page, shown):
    """Lines too few, too many, or indented otherwise are faults, and are rewritten."""
    path = page(f"```python\nprint(1)\n{shown}```\n")
    assert len(faults(path)) == 1
    assert repaired(path) == "```python\nprint(1)\n#> 1\n```\n"


def test_spacing_that_cannot_be_seen_does_not_matter(page):
    """Blanks at the end of a line, and a missing blank after the marker, are no fault."""
    assert faults(page("```python\nprint('1 ')\n#>1  \n```\n")) == []


def test_output_of_a_silent_statement_is_found_and_removed(page):
    """A statement that prints nothing may show nothing."""
    path = page("```python\nx = 1\n#> 1\n```\n")
    (fault,) = faults(path)
    assert "page: #> 1\n  code: nothing" in fault
    assert repaired(path) == "```python\nx = 1\n```\n"


def test_repair_touches_output_lines_alone_and_repeats_as_nothing(page):
    """The rewritten page is right, a second rewriting changes no byte, and other lines stay as they were."""
    path = page("""
        Text with #> 5 in it.

        ```python
        print("a")  # a comment
        print("b"); print("c")
        #> wrong

        for k in range(3):
            if k:
                print(k)
        #> 7
        ```

        After.

        ```python
        print(k)
        #> two
        ```
        """)
    text = repaired(path)
    assert text == textwrap.dedent("""
        Text with #> 5 in it.

        ```python
        print("a")  # a comment
        #> a
        print("b"); print("c")
        #> b
        #> c

        for k in range(3):
            if k:
                print(k)
        #> 1
        #> 2
        ```

        After.

        ```python
        print(k)
        #> 2
        ```
        """).lstrip("\n")
    assert faults(path) == []
    assert snippets.Program(path).run().update() == 0
    assert path.read_text(encoding="utf-8") == text


def test_output_that_is_not_print_in_the_fence_is_seen(page):
    """What called code prints, or writes to standard output, counts as the statement's output."""
    path = page("""
        ```python
        import sys
        def speak():
            sys.stdout.write("spoken\\n")

        speak()
        #> spoken
        ```
        """)
    assert faults(path) == []


def test_indented_fences_run_and_keep_their_indent(page):
    """Fences in admonitions, folded blocks, lists and quotes run; the rewritten lines keep the indent."""
    path = page("""
        ??? note "Solution"
            ```python
            values = [1, 2]

            for value in values:
                print(value)
            #> 0
            ```

            !!! tip
                ```python
                print(sum(values))
                ```

        1.  In a list:

            ```python
            print("listed")
            #> unlisted
            ```

        > ```python
        > print("quoted")
        > ```
        """)
    assert len(faults(path)) == 4
    text = repaired(path)
    assert "\n    #> 1\n    #> 2\n    ```\n" in text
    assert "\n        #> 3\n        ```\n" in text
    assert "\n    #> listed\n    ```\n" in text
    assert "\n> #> quoted\n> ```\n" in text
    assert faults(path) == []


def test_exception_names_page_and_line(page):
    """An exception that the page does not announce is told with the page's line, and ends the program."""
    path = page("""
        ```python
        def half(n):
            return 1 / n

        print(half(0))
        ```

        ```python
        print("never reached")
        ```
        """)
    (fault,) = faults(path)
    assert fault.startswith("page.md:3: ZeroDivisionError: division by zero\n    return 1 / n\n")
    assert ", line 5, in <module>\n" in fault and "snippets.py" not in fault


def test_exception_from_the_library_is_told_at_the_line_that_called_it(page):
    """The headline names the page's line, not the library's; the traceback leads on."""
    path = page("""
        ```python
        from mathnets.inputs import signs
        signs([0, 1])
        ```
        """)
    (fault,) = faults(path)
    assert fault.startswith("page.md:3: ValueError: y must be in {-1, 1}; got {0, 1}")
    assert "inputs.py" in fault


def test_syntax_error_names_page_and_line(page):
    """A fence that does not parse is told at its line."""
    (fault,) = faults(page("Text\n\n```python\nx = 1\ny = = 2\n```\n"))
    assert fault.startswith("page.md:5: SyntaxError: invalid syntax\n    y = = 2")


ANNOUNCED = """
```python
n = 1
print(n); int("one")
{said}
n += 1
print(n)
#> 2
```
"""
RIGHT = "#> 1\n#! ValueError: invalid literal for int() with base 10: 'one'"


def test_announced_exception_is_accepted_and_the_program_goes_on(page):
    """A `#!` line with the exact type and text, after what was printed before, announces an exception."""
    assert faults(page(ANNOUNCED.format(said=RIGHT))) == []


@pytest.mark.parametrize(
    "said",
    [
        "#> 1\n#! TypeError: invalid literal for int() with base 10: 'one'",
        "#> 1\n#! ValueError: invalid literal",
        "#! ValueError: invalid literal for int() with base 10: 'one'\n#> 1",
        "#!",
    ],
    ids=["type", "text", "order", "bare"],
)
def test_wrong_announcement_is_found_and_repaired(page, said):
    """Another type, another text, the wrong order and a bare marker are faults, and are rewritten."""
    path = page(ANNOUNCED.format(said=said))
    (fault,) = faults(path)
    assert fault.startswith("page.md:3: ") and f"code: {RIGHT.splitlines()[1]}" in fault
    assert repaired(path) == ANNOUNCED.format(said=RIGHT).lstrip("\n")
    assert faults(path) == []


def test_text_of_several_lines_takes_several_marks(page):
    """A message's further lines stand in further `#!` lines."""
    path = page("```python\nraise ValueError('one\\ntwo')\n#!\n```\n")
    assert "#! ValueError: one\n#! two\n```" in repaired(path)
    assert faults(path) == []


def test_announced_exception_that_does_not_come_is_a_fault_that_stays(page):
    """A statement that was to raise and does not is a fault, which rewriting does not hide."""
    path = page("```python\nint('1')\n#! ValueError: no\n```\n")
    (fault,) = faults(path)
    assert fault.startswith("page.md:2: nothing is raised, the page says '#! ValueError: no';")
    before = path.read_text(encoding="utf-8")
    assert repaired(path) == before


def test_rewriting_never_announces_an_exception_by_itself(page):
    """An exception without a `#!` line stays a fault under rewriting, while output before it is repaired."""
    path = page("```python\nprint(1)\n1 / 0\n```\n")
    assert repaired(path) == "```python\nprint(1)\n#> 1\n1 / 0\n```\n"
    (fault,) = faults(path)
    assert fault.startswith("page.md:4: ZeroDivisionError: division by zero\n")


def test_warning_is_announced_like_an_exception_but_its_statement_ends(page):
    """A warning has to be announced with its category and text; the statement's effect remains."""
    text = """
        ```python
        import warnings
        def careful(x):
            warnings.warn("too large", RuntimeWarning)
            return x

        x = careful(5)
        {said}
        print(x)
        #> 5
        ```
        """
    assert faults(page(text.format(said="#! RuntimeWarning: too large"))) == []
    (fault,) = faults(page(text.format(said="")))
    assert fault.startswith("page.md:7: a warning: RuntimeWarning: too large")


def test_fences_of_a_page_share_their_names_and_pages_do_not(page):
    """A later fence sees the names of an earlier one; another page does not."""
    first = page("```python\nshared = 1\n```\n\n```python\nprint(shared)\n#> 1\n```\n")
    second = page("```python\nprint(shared)\n#> 1\n```\n", "other.md")
    assert faults(first) == []
    assert "other.md:2: NameError: name 'shared' is not defined" in faults(second)[0]


def test_print_options_do_not_leak_between_pages(page):
    """numpy's print options and error handling, set by a page, end with the page."""
    path = page("""
        ```python
        import numpy as np
        np.set_printoptions(precision=2)
        before = np.seterr(all="ignore")
        ```
        """)
    before = np.get_printoptions(), np.geterr()
    assert faults(path) == []
    assert (np.get_printoptions(), np.geterr()) == before


@pytest.mark.parametrize("code", ["np.random.seed(0)", "np.random.normal()", "random.random()"])
def test_global_randomness_is_a_fault_and_is_undone(page, code):
    """A statement that uses or sets a global generator is named, and the generator's state comes back."""
    before = chance()
    (fault,) = faults(page(f"```python\nimport random\nimport numpy as np\nx = {code}\n```\n"))
    assert fault.startswith("page.md:4: global random state was used")
    assert chance() == before


@pytest.mark.parametrize(
    "code, line",
    [
        ("#> 1\nprint(1)\n#> 1", 2),
        ("x = 1\n\n#> 1", 4),
        ("print(1)\n#> 1\n# note\n#> 1", 5),
        ("x = 1  #> 1", 2),
        ("x = 0\nx = 1  #> 1", 3),
        ("for i in [1]:\n    #> 1\n    print(i)\n#> 1", 3),
    ],
)
def test_output_lines_that_follow_no_statement_are_faults(page, code, line):
    """An output line that could not be compared is never passed over."""
    (fault,) = faults(page(f"```python\n{code}\n```\n"))
    assert fault.startswith(f"page.md:{line}: an output line needs to follow its statement at once")


def test_marks_inside_strings_are_text(page):
    """A string that holds an output marker is no output line."""
    assert faults(page("```python\ntext = '''\n#> 1\n#! x\n'''\n```\n")) == []


@pytest.mark.parametrize("info", ['python title="a.py"', 'python hl_lines="1"', "{.python .annotate}", "Python"])
def test_fences_with_options_run(page, info):
    """Options after the language do not keep a fence from being run."""
    assert len(faults(page(f"```{info}\nprint(1)\n```\n"))) == 1


@pytest.mark.parametrize("info", ["py", "python3", "pycon", "{.py}"])
def test_fences_that_only_look_like_python_are_faults(page, info):
    """A fence that would be highlighted as Python but not run is a fault: every Python fence is tested."""
    (fault,) = faults(page(f"Text\n\n```{info}\nprint(1)\n```\n"))
    assert fault.startswith("page.md:3: a fence needs the language python to be run, got py")


def test_fences_in_other_languages_and_inside_other_fences_are_not_run(page):
    """Shell fences, output, and Python inside a Markdown fence are text."""
    path = page("""
        ```bash
        exit 1
        ```

        ````markdown
        ```python
        1 / 0
        ```
        ````

        ```
        1 / 0
        ```
        """)
    assert faults(path) == [] and snippets.sources(path) == []


def test_skipped_fence_is_reported_with_its_reason(page):
    """A skip marker keeps one fence from being run, which is listed; without a reason it is a fault."""
    text = """
        <!--- skip: next{reason} --->
        ```python
        1 / 0
        ```

        ```python
        print(1)
        #> 1
        ```
        """
    program = snippets.Program(page(text.format(reason=' "needs a network"'))).run()
    assert program.faults == [] and program.skipped == ["page.md:2: not run: needs a network"]
    (fault,) = faults(page(text.format(reason="")))
    assert fault.startswith("page.md:2: a skipped fence needs a reason")


def test_sources_give_the_lines_of_the_page(page):
    """The sources of a page's fences come with the page's line numbers."""
    assert snippets.sources(page("# A\n\n```python\na = 1\n```\n\n- ```python\n  b = 2\n  ```\n")) == [
        (4, "a = 1\n"),
        (8, "b = 2\n"),
    ]


@pytest.fixture
def project(pytester):
    """Return a small project with a right page, a wrong one and one that is no page."""
    for name, text in {
        "README.md": "```python\nprint('read me')\n#> read me\n```\n",
        "NOTES.md": "```python\n1 / 0\n```\n",
        "docs/right.md": '<!--- skip: next "shown only" --->\n```python\n1 / 0\n```\n',
        "docs/empty.md": "Nothing to run.\n",
        "docs/deep/wrong.md": "```python\nprint(1)\n#> 2\n```\n",
    }.items():
        path = pytester.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return pytester


def test_pytest_collects_the_pages_and_points_to_their_lines(project):
    """README.md and all below docs is collected, a page a test; a failure shows page and line alone."""
    result = project.runpytest("-p", "tests.snippets")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(
        [
            "docs/deep/wrong.md:2: the page shows other output*",
            "    print(1)",
            "  page: #> 2",
            "  code: #> 1",
            "*= pages =*",
            "docs/right.md:2: not run: shown only",
            "FAILED docs/deep/wrong.md::program*",
        ]
    )
    assert "snippets.py" not in result.stdout.str()


def test_pytest_rewrites_pages_when_asked(project):
    """--update-docs repairs the page, says so, and has nothing to do the second time."""
    result = project.runpytest("-p", "tests.snippets", "--update-docs", "docs/deep")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["docs/deep/wrong.md: rewritten in 1 places"])
    assert (project.path / "docs/deep/wrong.md").read_text() == "```python\nprint(1)\n#> 1\n```\n"
    again = project.runpytest("-p", "tests.snippets", "--update-docs", "docs/deep")
    again.assert_outcomes(passed=1)
    assert "rewritten" not in again.stdout.str()


def test_pytest_still_fails_under_rewriting_when_something_cannot_be_repaired(project):
    """--update-docs does not turn an exception into a pass."""
    (project.path / "docs" / "deep" / "wrong.md").write_text("```python\nprint(1)\n1 / 0\n```\n")
    result = project.runpytest("-p", "tests.snippets", "--update-docs", "docs/deep")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["docs/deep/wrong.md:3: ZeroDivisionError: division by zero"])


def test_every_skipped_fence_is_known():
    """No page of the project skips a fence that is not listed above."""
    skipped = set()
    for path in snippets.pages(ROOT):
        for line, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if text.strip().startswith("<!--") and "skip:" in text:
                skipped.add(f"{path.relative_to(ROOT).as_posix()}:{line}")
    assert skipped == SKIPPED
