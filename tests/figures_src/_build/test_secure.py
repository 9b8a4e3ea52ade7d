"""Tests of what guards the finished site: what could run code is found, and the policy lets the known scripts run."""

from collections import defaultdict

import pytest

from figures_src._build import secure

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A page: 1 &lt; 2</title>
<link rel="stylesheet" href="../assets/mathnets.css"></head><body>{}
<script id="__config" type="application/json">{{"base": ".."}}</script>
<script src="../assets/javascripts/bundle.a5f9d56c.min.js"></script><script src="../assets/mathnets.js"></script></body></html>"""
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{}>{}</svg>'

ACTIVE = {  # what is found -> what an author, or a package gone bad, could put on a page
    "<script> needs to be the theme's": "<script>alert(1)</script>",
    "got '<script src": '<script src="other.js"></script>',
    "<script>": '<script src="https://example.org/assets/mathnets.js"></script>',
    "handler onerror": '<img src="a.png" alt="" onerror="alert(1)">',
    "handler onclick": "<p ONCLICK='alert(1)'>x</p>",
    "the link 'javascript:": '<a href="javascript:alert(1)">x</a>',
    "<a> has the link": '<a href=" java\tscript:alert(1)">x</a>',
    "the link 'data:": '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<iframe>": '<iframe src="a.html"></iframe>',
    "<object>": '<object data="a.svg"></object>',
    "<embed>": '<embed src="a.svg">',
    "<base>": '<base href="https://example.org/">',
    "<img> needs an address of this site": '<img src="https://example.org/a.png" alt="">',
    "got '//example.org": '<img src="//example.org/a.png" alt="">',
    "<link> needs an address": '<link rel="stylesheet" href="https://example.org/a.css">',
    "<form> needs an address": '<form action="https://example.org/"></form>',
    "formaction": '<button formaction="a.html">x</button>',
    "data-src=\"assets/other.js\"": '<script type="text/plain" data-src="assets/other.js"></script>',
    "needs to be the theme's or ours, got '<script type=\"module": '<script type="module">alert(1)</script>',
    "with the SHA-256": '<script>__md_scope=new URL(".",location);alert(1)</script>',
    "<style>": "<style>@import url(https://example.org/a.css);</style>",
    "<noscript>": "<noscript></noscript>",
    "<p> loads something": '<p style="background: url(https://example.org/a.png)">x</p>',
    "loads something, 'background: URL(": "<b style='background: URL(https://example.org/a.png)'>x</b>",
    "<a> loads something": "<a style=\"background: url( '//example.org/a.png')\">x</a>",
    r"<i> loads something, 'background: u\\72l(": r"<i style='background: u\72l(https://example.org/a.png)'>x</i>",
    "<em> loads something": "<em style=\"background: image-set('https://example.org/a.png' 1x)\">x</em>",
    "http-equiv='refresh'": '<meta http-equiv="refresh" content="0; url=https://example.org/">',
    "http-equiv='refresh'>": '<meta http-equiv="refresh" content="0; url=//example.org/">',
    "<img> needs an address of this site, got 'https:": '<img rel="canonical" src="https://example.org/a.png" alt="">',
    "got 'https://example.org/b.png": '<img src="a.png" srcset="a.png 1x, https://example.org/b.png 2x" alt="">',
    "<source> needs an address": '<source srcset="a.png,//example.org/b.png 2x">',
    "<link> needs an address of this site, got 'https:": '<link rel="preload" as="image" imagesrcset="https://example.org/a.png">',
    "got 'https://example.org/next": '<link rel="next" href="https://example.org/next.html">',
    "<table> needs an address": '<table background="https://example.org/a.png"></table>',
    "<video> needs an address": '<video data-poster="https://example.org/a.png"></video>',
    "<button> needs an address": '<button data-picture-dark="https://example.org/a.png">x</button>',
    r"got '\\\\example.org": r'<img src="\\example.org/a.png" alt="">',
    "got '/ /example.org": '<img src="/&#9;/example.org/a.png" alt="">',
    r"got '\x01ht tps:": '<img src="&#1;ht&#10;tps://example.org/a.png" alt="">',
    "the attribute ping": '<a href="a.html" ping="a.html">x</a>',
    "the attribute attributionsrc": '<img src="a.png" attributionsrc alt="">',
    "one <html>,": '<html onclick="alert(1)">',
    "and <body>": '<BODY onload="alert(1)">',
    "no <![CDATA[": "<svg><![CDATA[><!-- ]]><img src='a.png' onerror='alert(1)'> --></svg>",
    "<title> holds tags": "<svg><title><img src='a.png' onerror='alert(1)'></title></svg>",
    "<script> holds tags": "<math><script type='application/json'><img src='a.png' onerror='alert(1)'></script></math>",
    "<s> loads something": "<s style=\"background: url('ht&#9;tps://example.org/a.png')\">x</s>",
    "<rect> loads something": '<svg><rect mask="url(https://example.org/a.svg#b)"/></svg>',
}
DRAWN = {
    "<script>": "<script>alert(1)</script>",
    "<foreignObject>": "<foreignObject/>",
    "<a>": '<a xlink:href="javascript:alert(1)"/>',
    "handler onload": '<g onload="alert(1)"/>',
    "its own parts, got 'https:": '<image xlink:href="https://example.org/a.png"/>',
    "its own parts, got 'data:image/svg": '<image href="data:image/svg+xml;base64,AAAA"/>',
    "<animate>": '<animate attributeName="href" values="javascript:alert(1)"/>',
    "loads something": "<style>@import url(https://example.org/a.css);</style>",
    "<{http://www.w3.org/1999/xhtml}script>": '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
    "<{http://www.w3.org/1999/xhtml}img>": '<metadata><h:img xmlns:h="http://www.w3.org/1999/xhtml" onerror="alert(1)"/></metadata>',
    "<path> loads something": '<path fill="url(https://example.org/a.svg#b)"/>',
    "<rect> loads something": '<rect fill="URL(https://example.org/a.svg#b)"/>',
    "<g> loads something": '<g style="fill: url( //example.org/a.svg#b)"/>',
    "<circle> loads something": r'<circle style="fill: u\72l(https://example.org/a.svg#b)"/>',
    "<style> loads something": r"<style>@\69mport 'https://example.org/a.css';</style>",
    "<line> loads something": "<line style=\"fill: image-set('https://example.org/a.png' 1x)\"/>",
    "processing instruction": "<?xml-stylesheet href='a.css'?>",
    "no XML": "<g>",
}
SHEETS = {
    "@import": "@import 'a.css';",
    "@import loads": r"@\69mport url(data:text/css,p{});",
    "got 'https:": "p { background: url(https://example.org/a.png) }",
    "got 'HTTPS:": 'p { background: URL( "HTTPS://example.org/a.png" ) }',
    "got '//example.org": "@media print { @font-face { src: local(a), url(//example.org/a.woff2) } }",
    r"got '\\\\example.org": r"p { background: url('\5c\5c example.org/a.png') }",
    "got 'http:": r"p { background: u\72l(htt\70://example.org/a.png) }",
    "got 'ftp:": "p { --a: [url(ftp://example.org/a.png)] }",
    "image-set()": "p { --a: 'https://example.org/a.png'; background: Image-Set(var(--a) 1x) }",
    "-webkit-image-set()": "p { background: -webkit-image-set('https://example.org/a.png' 1x) }",
    "src()": "p { --a: 'https://example.org/a.png'; background: src(var(--a)) }",
    "no UTF-8": "@import 'https://example.org/a.css';".encode("utf-16"),
}


def test_sound_page_drawing_and_sheet_pass():
    """What the site is made of raises no word: the theme's scripts, links, figures, formulas, styles, a page that has moved."""
    good = '<link rel="license" href="https://example.org/by"><p><a href="https://example.org">x</a> <a href="#a">y</a> <img src="a.svg" alt=""></p><video src="a.mp4"></video>'
    good += '<link rel="next" href="b.html"><blockquote cite="https://example.org"></blockquote><img srcset="a.png 1x, b.png 2x" alt="">'
    good += '<svg><title>a</title><path fill="url(#a)"/></svg><video data-poster="a.png" style="background: url(a.png) 0 / 100%"></video>'
    assert list(secure.page(PAGE.format(good).encode())) == []
    assert list(secure.page(PAGE.format('<meta http-equiv="refresh" content="0; url=../b/index.html">').encode())) == []
    parts = '<metadata/><defs><path id="a"/></defs><use xlink:href="#a"/><image xlink:href="data:image/png;base64,AAAA"/>'
    assert list(secure.drawing(SVG.format("", parts).encode())) == []
    sheet = r"""@charset "UTF-8"; @font-face { font-family: "a: b"; src: local("a"), url(a.woff2) format("woff2"), url("../b.woff2") }
    .a\:b > [href^="https://"]:not(.c) { content: "\3c !-- https://"; mask: url('data:image/svg+xml,<svg/>'), url(DATA:image/png,) }
    /* @import url(https://example.org/a.css) */"""
    assert list(secure.sheet(sheet.encode())) == []


@pytest.mark.parametrize("told", ACTIVE)
def test_active_content_of_a_page_is_found(told):
    """Each way to put code or a foreign address on a page is named."""
    found = list(secure.page(PAGE.format(ACTIVE[told]).encode()))
    assert any(told in line for line in found), found


def test_what_the_whole_page_loads_is_found():
    """The page's own <html> and <body> load nothing from elsewhere either."""
    for old, new, told in (
        ("<html", '<html manifest="a.txt"', "<html> has the attribute manifest"),
        ("<body", '<body background="https://example.org/a.png"', "<body> needs an address of this site"),
    ):
        (found,) = secure.page(PAGE.format("").replace(old, new).encode())
        assert told in found


@pytest.mark.parametrize("told", DRAWN)
def test_active_content_of_a_drawing_is_found(told):
    """Each way to put code or a foreign address into an SVG is named."""
    found = list(secure.drawing(SVG.format("", DRAWN[told]).encode()))
    assert any(told in line for line in found), found


@pytest.mark.parametrize("told", SHEETS)
def test_what_a_style_sheet_loads_from_elsewhere_is_found(told):
    """Each way to another sheet, or to a foreign address, is named, however it is spelt."""
    data = SHEETS[told]
    found = list(secure.sheet(data if isinstance(data, bytes) else data.encode()))
    assert [told in line for line in found] == [True], found


def test_entities_and_handlers_of_the_root_are_found():
    """An SVG declares no entities, which could hide code, and its root has no handler."""
    entity = '<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.format("", "")
    assert any("entities" in line for line in secure.drawing(entity.encode()))
    given = '<!DOCTYPE svg [<!ATTLIST g onclick CDATA "alert(1)">]>' + SVG.format("", "<g/>")
    assert any("attributes of its own" in line for line in secure.drawing(given.encode()))
    for around in ("<?xml-stylesheet href='a.css'?>{}", "{}<?xml-stylesheet href='a.css'?>"):
        assert any("instruction" in line for line in secure.drawing(around.format(SVG.format("", "")).encode()))
    assert any("handler onload" in line for line in secure.drawing(SVG.format(' onload="alert(1)"', "").encode()))


@pytest.mark.parametrize("text", ["", "new", "<p>A page of one's own, beside the Markdown.</p>"])
def test_page_without_head_is_found(text):
    """A page in which no policy can stand is named, and not a traceback."""
    assert list(secure.page(text.encode())) == ["it has no <head>, in which its policy could stand"]


def test_findings_name_their_file(tmp_path):
    """A finding says in which file it is; other files are left alone."""
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.html").write_text(PAGE.format("<iframe></iframe>"))
    (tmp_path / "c.svg").write_text(SVG.format("", "<script/>"))
    (tmp_path / "d.js").write_text("alert(1)")
    (tmp_path / "a/e.css").write_text("@import 'f.css'")
    (tmp_path / "f.css").write_text("p { color: red }")
    assert [line.partition(":")[0] for line in secure.inspect(tmp_path)[0]] == ["a/b.html", "c.svg", "a/e.css"]


def test_unknown_kind_of_file_is_found(tmp_path):
    """A file that a browser could take for a page without being searched as one is named, whatever it holds; others are not."""
    known = ("a.png", "b.min.js.map", "sitemap.xml", "sitemap.xml.gz", "LICENSE", "folder.with.dots/c.pdf")
    unknown = ("a.xhtml", "b.HTML", "c.htm", "d.xml", "e.Svg", "f.shtml", "g", ".htaccess", "deep/h.png.php", "i.html~", "j.svgz")
    for name in known + unknown:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    found = secure.inspect(tmp_path)[0]
    assert {line.partition(":")[0] for line in found} == set(unknown)
    assert all("this kind of file is not among those of this site, bib, " in line for line in found)


def test_policy_names_inline_scripts_by_their_hash(tmp_path):
    """A line of script and a style are named by their hash, data are not; nothing may come from elsewhere."""
    page = PAGE.format("<script>var a = 1</script><style>p { color: red }</style>")
    (tmp_path / "a.html").write_text(page)
    policy = secure.policy(page.encode())
    secure.protect(tmp_path, defaultdict(lambda: policy))
    text = (tmp_path / "a.html").read_text()
    assert text.index(f'content="{policy}"') < text.index("<title>")
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == "'self' 'sha256-h1HrJPkDwnmmTjhElzuRBLDNtr5UPz5PinuqE+ovmj8='"
    assert len(rules["script-src"].split()) == len(rules["style-src"].split()) == 2
    assert "unsafe" not in rules["script-src"] + rules["style-src"]
    assert not any("http" in rule or "*" in rule for rule in rules.values())


def test_what_was_found_sound_is_not_looked_through_again(tmp_path):
    """A sound file's policy is known by its bytes, and only by them; what is not sound is never known."""
    (tmp_path / "a.html").write_text(PAGE.format(""))
    (tmp_path / "b.html").write_text(PAGE.format("<iframe></iframe>"))
    (tmp_path / "c.svg").write_text(SVG.format("", "<g/>"))
    found, policies = secure.inspect(tmp_path)
    assert [line.partition(":")[0] for line in found] == ["b.html"]
    assert sorted(policies.values()) == ["", secure.policy(PAGE.format("").encode())]
    known = dict.fromkeys(policies, "known")
    assert secure.inspect(tmp_path, known) == (found, known)
    (tmp_path / "a.html").write_text(PAGE.format("<embed>"))
    assert [line.partition(":")[0] for line in secure.inspect(tmp_path, known)[0]] == ["a.html", "b.html"]


def test_what_is_sound_in_a_style_sheet_is_not_known_as_a_page(tmp_path):
    """Bytes that a style sheet may hold are looked at again where they are a page."""
    text = "<!doctype html><html><head></head><body><script>alert(1)</script></body></html>"
    (tmp_path / "a.css").write_text(text)
    found, known = secure.inspect(tmp_path)
    assert found == [] and len(known) == 1
    (tmp_path / "a.html").write_text(text)
    assert "<script> needs to be the theme's or ours" in secure.inspect(tmp_path, known)[0][0]


def test_policies_are_remembered_in_the_cache(tmp_path, monkeypatch):
    """What one build has found the next one knows; a damaged entry is as none."""
    monkeypatch.setattr(secure.store, "cache", lambda: tmp_path)
    assert secure.remembered() == {}
    secure.remember({"a": "b"})
    secure.remember({"c": "d"})
    assert secure.remembered() == {"c": "d"}
    (file,) = tmp_path.glob("guard/*/policies.json")
    file.write_text("{}")
    assert secure.remembered() == {}
