"""Mathematics rendered at build time: what KaTeX accepts, what it refuses, and what the page then holds."""

import html
import importlib.metadata
import re
from html.parser import HTMLParser

import markdown
import pytest
from lxml import etree
from material.plugins.search.plugin import Parser as SearchParser

from figures_src._build import tex

TYPICAL = [
    r"\hat{y} = \operatorname{sign}(\mathbf{w}^\top \mathbf{x} + b)",
    r"\begin{aligned} a &= b + c \\ d &= e \end{aligned}",
    r"|x| = \begin{cases} x & x \ge 0 \\ -x & \text{otherwise} \end{cases}",
    r"\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix}",
    r"\argmin_{\theta \in \R^d} \; \E_{x \sim p}\left[\ell(f_\theta(x), y)\right]",
    r"\underbrace{x_1 + \dots + x_n}_{n} + \overbrace{y}^{1}",
    r"\left.\frac{\partial L}{\partial w}\right|_{w = w_0}",
    r"A \xrightarrow{\;f\;} B",
    r"\sum_{\substack{i = 1 \\ i \ne j}}^{n} \alpha_i y_i",
    r"\boxed{k \le \left(\frac{R}{\gamma}\right)^2}",
    r"\begin{array}{c|cc} & 0 & 1 \\ \hline 0 & 0 & 1 \\ 1 & 1 & 0 \end{array}",
    r"E = mc^2 \tag{1}",
    r"\textcolor{blue}{x} + \mathcal{N}(0, \sigma^2 I)",
    r"\softmax(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
    r"C(N, d) = 2 \sum_{k=0}^{d-1} \binom{N-1}{k}",
    r"\sqrt[3]{\norm{x}^2 + \inner{u}{v}} \approx \infty \implies \nabla^2 f \succeq 0",
]

SCRIPTS = {"msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}


def page(source):
    """The HTML of a page's Markdown, with the extensions that carry mathematics."""
    names = ["toc", "attr_list", "admonition", "pymdownx.superfences", "pymdownx.arithmatex", "figures_src._build.tex"]
    return markdown.markdown(source, extensions=names, extension_configs={"pymdownx.arithmatex": {"generic": True}})


class Balance(HTMLParser):
    """Fails on the first end tag that closes another element than the one that is open."""

    def __init__(self, text):
        super().__init__()
        self.open = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("expression", TYPICAL)
def test_typical_expressions_are_accepted(expression):
    """Each is drawn, carries MathML and its source, and its tags are balanced."""
    markup = tex.render(expression, True)
    assert markup.startswith('<span class="katex-display"><span class="katex"><span class="katex-mathml"><math')
    assert markup.count("<katex-visual ") == markup.count("</katex-visual>") == markup.count("<math ") == 1
    assert 'encoding="application/x-tex"' in markup
    Balance(markup)


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize("expression", TYPICAL[:4])
def test_only_names_differ_from_what_katex_says(expression, display):
    """Undoing the changes for the search index, and the rows around names, gives KaTeX's own answer, letter for letter."""
    options = tex.json.dumps(tex._options(display))
    own = tex.json.loads(tex._katex()(expression, options))
    markup = tex.render(expression, display).replace("<annotation data-search-exclude ", "<annotation ")
    markup = markup.replace("<katex-visual ", "<span ").replace('html" data-search-exclude aria', 'html" aria')
    markup = re.sub("<mrow>(<mi[^>]*>sign</mi><mo>\u2061</mo>)</mrow>", r"\1", markup)
    assert markup.replace("</katex-visual>", "</span>") == own


@pytest.mark.parametrize("display", [False, True])
@pytest.mark.parametrize(
    "expression", [r"\lambda_{\max}", r"v^{\max}_t", r"v_{\min}^2", r"\max_i x", r"x_{\argmin}", r"x_{\sign}", r"e^{\log x}"]
)
def test_the_name_of_a_function_is_one_element(expression, display):
    """In MathML an index that is a name is one child, as it needs to be, and the exponent stays the exponent."""
    markup = tex.render(expression, display).replace(" data-search-exclude", "")
    mathml = etree.fromstring(re.search("<math.*</math>", markup)[0])
    scripts = [e for e in mathml.iter() if etree.QName(e).localname in SCRIPTS]
    assert len(scripts) >= 1
    assert [len(e) for e in scripts] == [SCRIPTS[etree.QName(e).localname] for e in scripts]


def test_no_height_is_negative():
    """A formula's style holds nothing that is no CSS."""
    own = tex.json.loads(tex._katex()("x_.", tex.json.dumps(tex._options(False))))
    assert "height:-" in own
    assert not re.search(r"[^-]height:-", tex.render("x_."))


@pytest.mark.parametrize("name", tex.MACROS)
def test_every_project_macro_is_accepted(name):
    """A macro of the project expands to TeX that KaTeX knows, with as many arguments as it takes."""
    arguments = "".join("{x}" * len(set(re.findall(r"#\d", tex.MACROS[name]))))
    before = "A" if name == r"\T" else ""
    assert "katex-error" not in tex.render(f"{before}{name}{arguments}")


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        (r"\frac{1}", "Unexpected end of input"),
        (r"\undefined x", r"Undefined control sequence: \undefined"),
        ("a_b_c", "Double subscript"),
        (r"\begin{aligned} a &= b", r"Expected & or \\"),
        ("é", "Unicode"),
    ],
)
def test_bad_tex_is_refused_by_name(expression, reason):
    """The error is one line that holds the expression and KaTeX's reason, without its stack."""
    with pytest.raises(tex.TexError) as caught:
        tex.render(expression)
    message = str(caught.value)
    assert message.startswith(f"bad TeX ${expression}$: ")
    assert reason in message
    assert "\n" not in message
    assert "ParseError" not in message


def test_bad_tex_stops_the_page():
    """A page with bad TeX is not converted."""
    with pytest.raises(tex.TexError, match=r"bad TeX \$\\nonsense\$"):
        page(r"Some words, $\nonsense$, and more.")


def test_a_definition_does_not_leak():
    """What one formula defines, the next does not know: a page's formulas don't depend on their order."""
    tex.render(r"\gdef\mine{x} \mine")
    with pytest.raises(tex.TexError):
        tex.render(r"\mine")


def test_ampersands_are_unescaped():
    """The & of aligned aligns and < is a relation: KaTeX sees what the author wrote, not what HTML makes of it."""
    source = r"\begin{aligned} a &= b \\ c &< d \end{aligned}"
    markup = page(f"$$\n{source}\n$$")
    assert html.unescape(re.search(r"<annotation[^>]*>(.*?)</annotation>", markup)[1]) == source
    assert markup.count("<mtr>") == 2
    assert "amp" not in re.sub(r"<annotation.*?</annotation>", "", markup)


def test_inline_and_display_are_told_apart():
    """$ gives a span in the line, $$ a block of its own, also in a list and in an admonition."""
    markup = page("A $x$ here.\n\n- item\n\n    $$\n    y\n    $$\n\n!!! note\n    $$\n    z\n    $$\n")
    assert '<p>A <span class="arithmatex mn-whole"><span class="katex">' in markup
    assert markup.count('<div class="arithmatex"><span class="katex-display">') == 2
    assert "\\(" not in markup
    assert "\\[" not in markup


def test_code_is_left_alone():
    """Dollars in code are dollars."""
    markup = page("`$x$`\n\n```text\n$y$\n```\n")
    assert "katex" not in markup
    assert "$x$" in markup
    assert "$y$" in markup


def test_short_formulas_keep_their_punctuation():
    """A short formula takes the bracket before and the comma after into its unbroken element, a long one does not."""
    markup = page(f"Words (with $w$), then the $n$-th, and ${'a + ' * 20}b$, end.")
    assert '<p>Words <span class="arithmatex mn-whole">' not in markup  # "(with" stands between
    assert re.search(r"</katex-visual></span>\),</span> then", markup)
    assert re.search(r"</katex-visual></span>-th,</span> and", markup)
    assert re.search(r"</katex-visual></span></span>, end\.", markup)
    assert '("<' not in page("See ($x$) or ($y$, $z$).")
    assert re.search(r'<span class="arithmatex mn-whole">\(<span class="katex">', page("See ($x$)."))


def test_the_search_index_holds_each_formula_once():
    """Material's index gets the MathML, and neither the drawing nor the source."""
    parser = SearchParser()
    parser.feed(f"<h1 id='a'>A</h1>{page('The set $S_{17}$ is here.')}")
    parser.close()
    text = "".join(part for section in parser.data for part in section.text)
    assert re.sub(r"<[^>]*>|\s", "", text) == "ThesetS17ishere."


def test_headings_with_formulas_need_a_plain_label():
    """The menu shows text; a heading with a formula says which, or the build stops."""
    with pytest.raises(tex.TexError, match=r"data-toc-label"):
        page("# Title\n\n## Why $x$\n")
    markup = page('# Title\n\n## Why $x$ { data-toc-label="Why x" }\n')
    assert "katex-mathml" in markup


def test_rendering_is_deterministic():
    """A new engine gives the same bytes."""
    first = [tex.render(expression, True) for expression in TYPICAL]
    tex.render.cache_clear()
    tex._katex.cache_clear()
    assert [tex.render(expression, True) for expression in reversed(TYPICAL)][::-1] == first


def test_assets_are_complete_and_small():
    """The style names woff2 fonts alone, each of them is there, nothing else is but the licence."""
    files, css = dict(tex.assets()), tex.style()
    named = set(re.findall(r"url\(([^)]*)\)", css))
    fonts = {path.removeprefix("assets/") for path in files if path.endswith(".woff2")}
    assert named == fonts
    assert all(data.startswith(b"wOF2") for path, data in files.items() if path.endswith(".woff2"))
    others = {path for path in files if not path.endswith(".woff2")}
    assert others == {"assets/katex/LICENSE"}
    assert ".ttf" not in css
    assert css.count("@font-face") == len(fonts)


def test_a_missing_package_is_named(monkeypatch):
    """Without KaTeX's package the message says which one to install."""

    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "files", missing)
    with pytest.raises(FileNotFoundError, match="djangocms-katex"):
        tex._files.__wrapped__()


def test_lean_page_is_indexed_like_the_whole():
    """Material's search finds the same sections, titles and texts in the page without drawings and inner tags."""
    from material.plugins.search.plugin import Parser

    formula = tex.render(r"\\sqrt{x^2} < \\frac{1}{2}", display=True)
    page = f'<h1 id="a">On {tex.render("y")}</h1><p>Let {formula} be<span class="s"> small</span>.</p><pre><code><span class="k">if</span> x</code></pre>'
    parsed = []
    for html in (page, tex.lean(page)):
        parser = Parser()
        parser.feed(html)
        parsed.append([("".join(s.title), "".join(s.text)) for s in parser.data])
    assert parsed[0] == parsed[1]
    assert len(tex.lean(page)) < len(page) / 3
