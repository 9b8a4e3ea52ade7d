"""Guards the finished site: finds active content that does not belong, and gives each page a content security policy.

The site shows what its authors have written, and pictures that scripts have drawn; neither may carry code. What the
theme and our own script do is known: two script files, a few lines in the page. Each page names those lines by their
hash, so that a browser runs nothing else.
"""

import base64
import functools
import hashlib
import json
import re
import sys
from pathlib import Path

import tinycss2
from lxml import etree, html

from figures_src._build import beside, keys, store
from figures_src._build.faults import Told

# What a page may contain: text, tables, pictures, films, formulas, the theme's icons and its search form.
TAGS = frozenset(
    """html head title meta link body header main article section nav footer aside div span p br hr wbr a em strong b i
    small sub sup s del ins mark abbr cite q kbd var samp code pre blockquote ul ol li dl dt dd h1 h2 h3 h4 h5 h6 table
    caption colgroup col thead tbody tfoot tr th td figure figcaption picture source img video details summary button
    label input select option output form script time address svg path circle g rect line title
    katex-visual math semantics annotation mrow mi mo mn ms mtext mspace mstyle mpadded mphantom merror menclose msup
    msub msubsup mfrac msqrt mroot mover munder munderover mmultiscripts mtable mtr mtd""".split()
)
FILES = re.compile(r"(?:(?:\.\./)*|/(?:[\w.~-]+/)*)(?:assets/javascripts/bundle\.\w+\.min|assets/mathnets)\.js")
DATA = ("application/json", "application/ld+json")
NAMED = ("canonical", "license", "schema.DC", "schema.DCTERMS")  # links of a head that load nothing
HEAD = re.compile(r"<head\b[^>]*>\s*(?:<meta charset=[^>]*>)?")
TEXTS = ("script", "title")  # what they hold is text, but not in a drawing or a formula
ONCE = re.compile(rb"<(html\b|head\b|body\b|!\[CDATA\[)", re.I)
LINKS = frozenset(  # attributes whose address is loaded or led to, by a browser or our own script; that of `cite` is not
    """href src srcset imagesrcset poster action data xlink:href background lowsrc dynsrc
    data-src data-poster data-picture data-picture-dark data-costs""".split()
)
REFUSED = ("srcdoc", "formaction", "ping", "attributionsrc", "manifest")  # attributes that are refused whatever they hold
PLAIN = frozenset(("class", "id", "style", "aria-hidden", "lang", "title", "width", "height", "d", "transform", "x", "y", "cx", "cy", "r"))
CALL = re.compile(r"[(\\]")  # how a style begins to load something; a backslash can spell any letter
# How the address of another site begins, as browsers read it: a backslash is a slash, a tab or an end of line is nothing.
ABROAD = re.compile(r"[\x00-\x20]*(?:[a-z][a-z0-9+.\t\n\r-]*:|[/\\][\t\n\r]*[/\\])", re.I)
ELSEWHERE = re.compile(r"\\|image-set|url\(\s*['\"]?" + ABROAD.pattern, re.I)  # what a page's may not,
OUTSIDE = re.compile(r"\\|image-set|@import|url\((?!\s*['\"]?#)", re.I)  # and a drawing's, which needs but its own parts
LOADERS = ("image-set", "-webkit-image-set", "image", "src")  # functions of a style that load what a variable may spell
SCOPE = re.compile(r'^__md_scope=new URL\("[\w./~-]+",location\)')  # differs by the depth of a page
LINES = frozenset(  # SHA-256 of the lines of script that stand in pages, whole but for their scope: the theme's, and ours
    (
        "411c342bb9284cd2a781b93399466e6ba403f0e54430ec6179416f68dd018cde",
        "8a0af2c9c0958e4df4999d7d75a8d75c6a30531fc0dfc9d55da6fb2cc558e2c4",
        "ccbb200563ddeb4571c688c219c8d2fd0f19c5c4c199448b438f359023716085",
        "3980c32e1ba950f6a6e80fb6c9d79a284950370f8e62400f4632ce0e4d48083f",
        "ffcc0f7735fdab434d257c80e65cec2e88d716991e69757185b7e450e41a5b2f",
        "d22a6fac96dbae0e0f310342bd575c1416fba101a376c0eda539d2d029b12a41",
    )
)
KINDS = frozenset("html svg css js map json woff2 png pdf gif mp4 npz csv zip pptx py bib txt inv".split())
NAMES = ("LICENSE", "sitemap.xml", "sitemap.xml.gz")  # other XML could be a page: it is not looked into
DRAWN = "{http://www.w3.org/2000/svg}"
ABOUT = (  # what the metadata of a drawing say
    "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}",
    "{http://purl.org/dc/elements/1.1/}",
    "{http://creativecommons.org/ns#}",
)
DRAWN_TAGS = frozenset(
    """svg g defs path rect circle ellipse line polyline polygon use clipPath image text tspan style metadata title desc
    linearGradient radialGradient stop pattern mask symbol marker""".split()
)


class Foreign(Told):
    """Raised when the site holds what could run code, or is foreign."""


def guard(folder):
    """Refuse a site that holds anything active or foreign, and give each page its policy."""
    found, policies = inspect(folder, remembered())
    if found:
        raise Foreign("\n".join(["the site holds what could run code, or is foreign; it is listed below", *found]))
    protect(folder, policies)
    try:
        remember(policies)
    except OSError as error:
        print(f"cache: {error}", file=sys.stderr)


def inspect(folder, known=None):
    """Look below `folder`, before `protect`, for everything active, foreign or of an unknown kind.

    Returns the lines that name it, and the policy of each file that is sound ("" of what is no page) by the hash of its
    bytes. What is `known`, as `remembered` gives it, is not looked through again.
    """
    folder, known, policies = Path(folder), known or {}, {}
    strange = sorted(path for path in folder.rglob("*") if not (_kind(path) or path.is_dir()))
    found = [f"{p.relative_to(folder).as_posix()}: this kind of file is not among those of this site, {', '.join(sorted(KINDS))}" for p in strange]
    files = [path for kind in ("html", "svg", "css") for path in sorted(folder.rglob(f"*.{kind}"))]
    for path, (name, lines, allowed) in zip(files, beside.spread(lambda path: _looked(path, known), files), strict=True):
        found += [f"{path.relative_to(folder).as_posix()}: {line}" for line in lines]
        if not lines:
            policies[name] = allowed
    return found, policies


def _looked(path, known):
    """Return the hash of a file, the lines that name what is wrong with it, and its policy if there are none."""
    data = path.read_bytes()
    name = _name(path, data)
    if name in known:
        return name, [], known[name]
    look = {".html": page, ".svg": drawing, ".css": sheet}[path.suffix]
    lines = list(look(data))
    return name, lines, policy(data) if look is page and not lines else ""


def _name(path, data):
    """Return a hash by which a file is known: of its bytes and its kind, as what is sound in a style sheet is not in a page."""
    return hashlib.sha256(path.suffix.encode() + b"\0" + data).hexdigest()


def remembered():
    """Return the policies of the files that an earlier build has found sound, by the same rules."""
    folder = store.lookup("guard", _rules())
    return json.loads((folder / "policies.json").read_text(encoding="utf-8")) if folder else {}


def remember(policies):
    """Keep the policies of sound files for the next build."""
    with store.publish("guard", _rules(), replace=True) as draft:
        (draft / "policies.json").write_text(json.dumps(policies, indent=0), encoding="utf-8")


def _rules():
    return keys.digest("guard", keys.machinery("secure.py"), etree.LXML_VERSION, tinycss2.__version__)


def page(text):
    """Yield what a page must not contain: unknown tags, handlers, scripts and files of others, links that run code."""
    if not HEAD.search(text.decode(errors="replace")):
        yield "it has no <head>, in which its policy could stand"
        return
    marks = [mark.lower() for mark in ONCE.findall(text)]
    if len(set(marks)) < len(marks) or b"![cdata[" in marks:
        yield "it needs one <html>, <head> and <body>, and no <![CDATA[: browsers would find more in it than is looked at"
    for element in _elements(_parsed(text)):
        tag, attributes = element.tag, element.attrib
        if tag in TAGS and tag not in TEXTS and PLAIN.issuperset(element.keys()) and not CALL.search(attributes.get("style", "")):
            continue
        if tag not in TAGS:
            yield f"<{tag}> is not among the elements of this site"
        if tag == "script" and not _known(element):
            got = _short(html.tostring(element, encoding="unicode"))
            yield f"<script> needs to be the theme's or ours, got {got} with the SHA-256 {_line(element)}"
        if tag in TEXTS and "<" in (element.text or "") and any(up.tag in ("svg", "math") for up in element.iterancestors()):
            yield f"<{tag}> holds tags, which a browser reads in <svg> and <math>, {_short(element.text)}"
        for found in _foreign(tag, attributes):
            yield f"<{tag}> needs an address of this site, got {_short(found)}"
        if tag == "meta" and "http-equiv" in attributes and not _moved(attributes):
            yield f"<meta http-equiv={attributes['http-equiv']!r}> is not used here, but to say where a page has moved"
        for value in attributes.values() if tag in DRAWN_TAGS else [attributes.get("style", "")]:
            if CALL.search(value) and ELSEWHERE.search(value):
                yield f"<{tag}> loads something, {_short(value)}"
        yield from _active(tag, attributes)


def drawing(text):
    """Yield what an SVG must not contain: scripts, foreign objects, handlers, links to anything but its own parts."""
    try:
        root = etree.fromstring(text, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield f"it is no XML: {error}"
        return
    if re.search(rb"<!DOCTYPE[^>\[]*\[", text):
        yield "it declares entities or attributes of its own"
    for element in (*root.itersiblings(preceding=True), *root.iter(), *root.itersiblings()):
        if not isinstance(element.tag, str):
            if isinstance(element, etree._ProcessingInstruction):
                yield f"it has a processing instruction: {_short(str(element))}"
            continue
        if element.tag.startswith(ABOUT):
            continue
        if not element.tag.startswith(DRAWN):
            yield f"<{element.tag}> is not among the elements of a drawing"
            continue
        for value in element.attrib.values():
            if CALL.search(value) and OUTSIDE.search(value):
                yield f"<{element.tag.removeprefix(DRAWN)}> loads something, {_short(value)}"
        tag = element.tag.removeprefix(DRAWN)
        if tag in DRAWN_TAGS and tag != "style" and PLAIN.issuperset(element.keys()):
            continue
        if tag not in DRAWN_TAGS:
            yield f"<{tag}> is not among the elements of a drawing"
        for name, value in element.attrib.items():
            if name.rpartition("}")[2] == "href" and not re.match(r"#|data:image/png;base64,", value):
                yield f"<{tag}> needs a link to its own parts, got {_short(value)}"
        if tag == "style" and OUTSIDE.search(element.text or ""):
            yield f"<{tag}> loads something"
        yield from _active(tag, element.attrib)


def sheet(text):
    """Yield what a style sheet must not contain: other sheets, and addresses of other sites."""
    try:
        tokens = tinycss2.parse_component_value_list(text.decode())
    except UnicodeDecodeError as error:
        yield f"it is no UTF-8: {error}"
        return
    for token in tokens:
        tokens += getattr(token, "arguments", getattr(token, "content", []))  # they are looked at too, in their turn
        if token.type == "at-keyword" and token.lower_value == "import":
            yield "@import loads another style sheet, whose rules need to stand in this one"
        if token.type == "function" and token.lower_name in LOADERS:
            yield f"{token.lower_name}() loads something, which needs to be a url()"
        for found in filter(ABROAD.match, _called(token)):
            if not found.lower().startswith("data:"):
                yield f"url() needs an address of this site, got {_short(found)}"


def policy(text):
    """Return the content security policy of one page: its own files, and its own lines of script by their hashes.

    Styles in attributes are allowed: that is how KaTeX places the parts of a formula.
    """
    tree = _parsed(text)
    scripts = [e for e in tree.iter("script") if not e.get("src") and e.get("type") is None]
    return "; ".join(
        [
            "default-src 'none'",
            " ".join(["script-src 'self'", *_hashes(scripts)]),
            " ".join(["style-src 'self'", *_hashes(tree.iter("style"))]),
            "style-src-attr 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "worker-src 'self'",
            "manifest-src 'self'",
            "frame-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
        ]
    )


def _hashes(elements):
    """Return the hashes by which a policy names the content of inline elements."""
    digests = {hashlib.sha256((e.text or "").encode()).digest() for e in elements}
    return sorted(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)


def protect(folder, policies):
    """Write its policy into every page below `folder`, before anything that the page loads."""
    for path in Path(folder).rglob("*.html"):
        data = path.read_bytes()
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policies[_name(path, data)]}">'
        text = data.decode()
        end = HEAD.search(text).end()
        path.write_text(text[:end] + meta + text[end:], encoding="utf-8", newline="\n")


@functools.lru_cache(maxsize=1)
def _parsed(text):
    return html.document_fromstring(text)


def _kind(path):
    """Tell whether a file is of a known kind: a page, a drawing, or what a browser does not run when it is opened."""
    return path.suffix.removeprefix(".") in KINDS or path.name in NAMES


def _elements(tree):
    return (element for element in tree.iter() if isinstance(element.tag, str))


def _known(script):
    """Tell whether a script is one of the two files, now or later, a block of data, or one of the theme's own lines."""
    if source := script.get("src") or script.get("data-src"):
        return FILES.fullmatch(source) is not None and not (script.text or "").strip()
    if script.get("type") in DATA:
        return True
    return script.get("type") is None and _line(script) in LINES


def _line(script):
    return hashlib.sha256(SCOPE.sub("", script.text or "").encode()).hexdigest()


def _moved(attributes):
    return attributes["http-equiv"] == "refresh" and re.fullmatch(r"0; url=(?!//)[\w./-]+", attributes.get("content", ""))


def _foreign(tag, attributes):
    """Yield the addresses of other sites that an element loads, not those that a link leads to, or names."""
    for name, value in attributes.items():
        if name not in LINKS or (name == "href" and (tag == "a" or (tag == "link" and attributes.get("rel") in NAMED))):
            continue
        yield from filter(ABROAD.match, re.split(r"[\s,]+", value) if name.endswith("srcset") else [value])


def _called(token):
    """Return the addresses that a token of a style sheet calls, with or without quotes."""
    if token.type == "url":
        return [token.value]
    if token.type == "function" and token.lower_name == "url":
        return [each.value for each in token.arguments if each.type == "string"]
    return []


def _active(tag, attributes):
    for name, value in attributes.items():
        if name.lower().startswith("on"):
            yield f"<{tag}> has the handler {name}={_short(value)}"
        if name.lower() in REFUSED:
            yield f"<{tag}> has the attribute {name}"
        scheme = re.match(r"[\s\x00-\x1f]*([a-z][a-z0-9+.\-\s]*):", value, re.I) if name in LINKS else None
        if scheme and scheme[1].lower() not in ("https", "http", "mailto"):
            yield f"<{tag}> has the link {_short(value)}"


def _short(text):
    text = " ".join(text.split())
    return repr(text if len(text) < 80 else text[:77] + "...")
