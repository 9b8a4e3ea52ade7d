"""What those who show and cite figures get, in a browser: copy buttons, frames, versions, the head of a page."""

import functools
import http.server
import json
import re
import shutil
import threading
from pathlib import Path

import axe_playwright_python
import pytest

from figures_src._build import pages
from tests import browser as browsers
from tests import site as reading

ADDRESS = "https://example.org/nets"
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
STRICT = "default-src 'self'; object-src 'none'; base-uri 'none'"
DRIFT = "figures_src/walks/drift.py"
RISE = """ax = fig.subplots()
ax.set(xlim=(0, 9), ylim=(0, 9))
ax.plot(result["y"][: 10 if frame is None else 4 + 3 * frame], color=COLORS.blue)"""
pytestmark = pytest.mark.xdist_group("reuse")  # one build and one browser serve them all


@pytest.fixture(scope="module")
def built(_project, tmp_path_factory):
    """The site of a project with a moving figure, a renamed one and two releases; the address of an old version."""
    project = _project
    project.reset()
    project.figure("moving/rise", title="A line rises step by step.", top="FRAMES = 3\n", draw=RISE)
    project.edit("figures_src/moving/rise.py", "draw(fig, result)", "draw(fig, result, frame)")
    project.show("rise")
    project.edit("figures_src/dice/faces.py", "\n\n\ndef compute", '\n\nFORMERLY = ("sides",)\n\n\ndef compute')
    assert project.release().code == 0
    project.edit(DRIFT, "LENGTH = 100", "LENGTH = 90")
    project.edit("CITATION.cff", "version: 1.2.0", "version: 1.3.0")
    assert project.release().code == 0
    done = project.call("-m", "mkdocs", "build", SITE_URL=ADDRESS)
    assert done.code == 0, done.err
    register = json.loads((project.root / "figures_src/register.json").read_text())
    site = shutil.copytree(project.root / "site", tmp_path_factory.mktemp("reuse") / "site")
    return site, f"figures/drift/{register['figures']['drift'][0]['data_hash'][:16]}/index.html"


@pytest.fixture(scope="module")
def served(built):
    """The address at which that site is served, under a strict policy where a page stands by itself."""
    handler = functools.partial(_Strict, directory=str(built[0]))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class _Strict(http.server.SimpleHTTPRequestHandler):
    def end_headers(self):
        if "strict" in self.path:
            self.send_header("Content-Security-Policy", STRICT)
        super().end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def browser():
    """A running browser."""
    yield from browsers.launch()


@pytest.fixture
def look(browser, served):
    """Return a function that opens a page and gives it with the list of its console errors."""
    contexts = []

    def opened(path, *, scheme="light", width=1280, height=900, **more):
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        page, errors = context.new_page(), []
        page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        page.on("pageerror", lambda e: errors.append(str(e)))
        page.goto(f"{served}/{path}", wait_until="load")
        if more.get("java_script_enabled", True):
            browsers.ready(page)
        return page, errors

    yield opened
    for context in contexts:
        context.close()


CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
FIGURE = "figures/drift/index.html"


def test_links_lead_somewhere(built):
    """Every link of versions, frames and slides exists, and nothing is loaded from elsewhere."""
    assert list(reading.faults(built[0], ADDRESS)) == []


def test_versions_and_frames_are_not_searched(built):
    """What stands beside the site's pages is neither in its search nor in its map."""
    site, version = built
    search = [e["location"] for e in json.loads((site / "search/search_index.json").read_text())["docs"]]
    mapped = re.findall(r"<loc>(.*?)</loc>", (site / "sitemap.xml").read_text())
    for places in (search, mapped):
        assert any(place.endswith("figures/drift/index.html") for place in places)
        assert not [place for place in places if version in place or "embed" in place.partition("#")[0]]


def test_head_reaches_the_page(built):
    """The page's HTML has preview, licence and the ImageObject as JSON, with the released version in it."""
    text = (built[0] / FIGURE).read_text()
    assert f'<meta property="og:image" content="{ADDRESS}/figures/drift/drift.slide.light.png">' in text
    assert '<meta name="DC.rights" content="https://creativecommons.org/licenses/by/4.0/">' in text
    assert '<meta name="citation_author" content="The tests&#39; authors">' in text
    assert '<link rel="license" href="https://creativecommons.org/licenses/by/4.0/">' in text
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.S)
    data = json.loads(data)
    assert (data["@type"], data["version"]) == ("ImageObject", "1.3.0")
    assert "application/ld+json" not in (built[0] / "index.html").read_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_picture_is_copied_in_the_readers_scheme(look, scheme):
    """The button puts the PNG of the shown scheme on the clipboard, and says so, to screen readers too."""
    page, errors = look(FIGURE, scheme=scheme, **CLIPBOARD)
    button = page.get_by_role("button", name="Copy picture")
    page.evaluate("""() => {
      const places = [".mn-actions button", "[role=status]"].map((place) => document.querySelector(place));
      window.seen = [];
      new MutationObserver(() => seen.push(places.map((place) => place.textContent).join()))
        .observe(document.body, {childList: true, characterData: true, subtree: true});
    }""")
    button.focus()
    page.keyboard.press("Enter")
    browsers.until(page, "seen.includes('Copied,Copied')")  # for a second; then both are as they were
    paper = page.evaluate("""async () => {
      const [item] = await navigator.clipboard.read();
      const picture = await createImageBitmap(await item.getType("image/png"));
      const canvas = new OffscreenCanvas(picture.width, picture.height), paint = canvas.getContext("2d");
      paint.drawImage(picture, 0, 0);
      return [picture.width, picture.height, paint.getImageData(2, 2, 1, 1).data[0]];
    }""")
    assert paper[:2] == [1280, 860]
    assert (paper[2] > 200) == (scheme == "light")
    browsers.until(page, "[...document.querySelectorAll('.mn-actions button')][0].textContent === 'Copy picture'")
    assert errors == []


def test_words_are_copied(look, built):
    """Citation, BibTeX entry and the frame's HTML come onto the clipboard as they stand on the page."""
    page, errors = look(FIGURE, **CLIPBOARD)
    page.evaluate("navigator.clipboard.writeText('')")
    entry = next(f for f in json.loads((built[0] / "figures.json").read_text())["figures"] if f["id"] == "drift")
    got = {}
    for name in ("citation", "BibTeX", "embed"):
        page.get_by_role("button", name=f"Copy {name}", exact=True).click()
        for _ in range(600):
            if (text := page.evaluate("navigator.clipboard.readText()")) not in ("", *got.values()):
                break
            page.wait_for_timeout(50)
        got[name] = text
    assert got["citation"] == entry["citation"]["text"]
    assert got["BibTeX"] == entry["citation"]["bibtex"]
    assert got["embed"].startswith(f'<iframe src="{ADDRESS}/figures/drift/embed.html"')
    assert errors == []


@pytest.mark.parametrize(
    "lacking", ["delete window.ClipboardItem", "window.fetch = () => Promise.reject(new TypeError('no'))"]
)
def test_picture_that_cannot_be_copied_is_told(look, lacking):
    """Where the browser copies no pictures the button says so, and where the file is, and recovers."""
    page, errors = look("index.html", **CLIPBOARD)
    page.context.add_init_script(lacking)
    page.goto(page.url.replace("index.html", FIGURE))
    browsers.ready(page)
    page.get_by_role("button", name="Copy picture").click()
    page.get_by_text("Not copied").first.wait_for()
    assert "The PNG is below" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="Copy picture").wait_for(timeout=60_000)
    assert errors == []


def test_without_javascript_no_button_is_shown(look):
    """Buttons that could do nothing are not there; the files and the citation are."""
    page, _ = look(FIGURE, java_script_enabled=False)
    assert page.locator(".mn-copy:visible").count() == 0
    assert page.locator("#cite-text").is_visible()
    assert page.get_by_role("link", name="Everything in one archive").is_visible()


FRAME = "figures/{}/embed{}.html?strict"


@pytest.mark.parametrize("id_", ["drift", "rise"])
@pytest.mark.parametrize("size", [(614, 413), (320, 215), (614, 413 + pages.FRAME_WORDS), (200, 134), (900, 300)])
def test_frame_holds_all_without_scrolling(look, id_, size):
    """In a frame of the figure's ratio, large or small, and of others, all is seen and nothing scrolls."""
    page, errors = look(FRAME.format(id_, ""), width=size[0], height=size[1], java_script_enabled=False)
    inside = """e => { const r = e.getBoundingClientRect(), near = 0.5;
      return r.width > 20 && r.height > 8 && r.left > -near && r.top > -near
        && r.right < innerWidth + near && r.bottom < innerHeight + near; }"""
    for selector in ("img, video:not(.mn-dark)", "figcaption p", "figcaption a >> nth=0", "figcaption a >> nth=1"):
        assert page.locator(selector).evaluate(inside), selector
    assert page.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]") == [
        size[1],
        size[0],
    ]
    link = page.locator("figcaption a").first
    assert (link.get_attribute("target"), link.get_attribute("rel")) == ("_blank", "noopener")
    assert errors == []


@pytest.mark.parametrize("id_", ["drift", "rise"])
def test_frame_has_the_scheme_that_it_should(look, id_):
    """embed.html follows the reader, the other two keep to theirs; ground and picture go together."""
    for name, scheme, dark in (
        ("", "light", False),
        ("", "dark", True),
        (".light", "dark", False),
        (".dark", "light", True),
    ):
        page, _ = look(FRAME.format(id_, name), scheme=scheme)
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert ground == ("rgb(19, 23, 30)" if dark else "rgb(253, 252, 248)")
        shown = page.locator("img:visible, video:visible")
        assert shown.count() == 1
        assert (".dark." in shown.evaluate("e => e.currentSrc || e.src")) == dark


def test_snippet_makes_a_frame_that_fits(look, served):
    """The HTML on the figure's page, put into another page, shows the figure and no scroll bar, on a phone too."""
    page, _ = look(FIGURE)
    snippet = page.locator("#embed-frame code").inner_text().replace(ADDRESS, served)
    for width in (1000, 360):
        page, _ = look("figures.json", width=width)
        page.set_content(f"<!doctype html><body style='margin: 0'>{snippet}")
        frame = page.frames[1]
        browsers.until(frame, "document.querySelector('img')?.naturalWidth > 0")
        box = page.locator("iframe").bounding_box()
        assert box["width"] == min(width, 614)
        assert frame.evaluate("document.documentElement.scrollHeight <= innerHeight")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_version_page_stands_by_itself(look, built, scheme):
    """A version's page works under a strict policy, without scripts, in both schemes, and is not wider than a phone."""
    page, errors = look(f"{built[1]}?strict", scheme=scheme, width=360, java_script_enabled=False)
    picture = page.locator("img")
    assert picture.evaluate("e => e.complete && e.naturalWidth > 0 && e.currentSrc").endswith(f"drift.{scheme}.svg")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert "as it was released in mathnets 1.2.0" in page.locator(".notice").inner_text()
    assert errors == []


@pytest.mark.parametrize("name", ["index.html", "embed.html", "embed.dark.html"])
def test_old_address_leads_to_the_figure(look, name):
    """A renamed figure's old page and frames lead to the figure of today, with and without scripts."""
    for javascript in (True, False):
        page, errors = look(f"figures/sides/{name}", java_script_enabled=javascript)
        page.wait_for_url(f"**/figures/faces/{name}")
        assert page.locator("h1").first.inner_text().startswith("All six faces of a die")
        assert errors == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility(look, built, scheme):
    """axe finds nothing on the page of a figure, of slides, of a version, in a frame, and at an old address."""
    moved = (built[0] / "figures/sides/index.html").read_text(encoding="utf-8")
    (built[0] / "figures/sides/stays.html").write_text(
        re.sub('<meta http-equiv="refresh".*?>', "", moved), encoding="utf-8"
    )
    found = []
    for name in (
        FIGURE,
        "decks.html",
        built[1],
        "figures/drift/embed.html",
        "figures/rise/embed.html",
        "figures/sides/stays.html",
    ):
        page, _ = look(f"{name}#whole", scheme=scheme)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        for violation in page.evaluate("axe.run()")["violations"]:
            found += [
                f"{name}: {violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
                for node in violation["nodes"]
            ]
    assert found == []
