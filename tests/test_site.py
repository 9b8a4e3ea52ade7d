"""The built site as its readers get it: links, accessibility, phones, no JavaScript, no other origin."""

import gzip
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
import numpy as np
import pytest

from tests import browser as browsers
from tests import markup
from tests import site as reading
from tests.project import namespace
from tests.test_mirror import traces
from tests.test_reading import chapters

ROOT = Path(__file__).resolve().parents[1]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
pytestmark = pytest.mark.xdist_group("site")  # one build and one browser serve them all


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The whole site, built from the cache, and without network where this machine lets a process go without one."""
    folder = tmp_path_factory.mktemp("site") / "site"
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    done = subprocess.run(
        [*namespace("n"), sys.executable, "-m", "mkdocs", "build", "-d", str(folder)],
        cwd=ROOT,
        env=os.environ | quiet,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return folder


@pytest.fixture(scope="module")
def served(site):
    """The address at which the site is served on this machine."""
    with reading.served(site) as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    """A running browser."""
    yield from browsers.launch()


def kinds(site):
    """One page of every kind."""
    return list(reading.kinds(site).values())


def switched(site):
    """The page and the id of a figure with maps to switch."""
    page = reading.kinds(site)["figure, switched"]
    return page, page.split("/")[1]


def open_page(browser, url, *, scheme="light", width=1280, height=900, javascript=True):
    """Return an open page and the lists of its console errors and of its requests."""
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": height}, java_script_enabled=javascript
    )
    page = context.new_page()
    errors, requests = [], []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.on("request", lambda r: requests.append(r.url))
    page.goto(url, wait_until="load")
    if javascript:
        browsers.ready(page)
    return page, errors, requests


def test_links_lead_somewhere(site):
    """Every link, source and fragment of every page exists, and nothing is loaded from elsewhere."""
    assert list(reading.faults(site)) == []


def test_site_names_no_machine_and_no_secret(site):
    """No file that is text names a place of the machine that built it, a package registry, or a secret."""
    assert traces(site) == []


def test_html_is_valid(site):
    """The checker of the standard finds nothing on any page but what is known of the theme."""
    if message := markup.lacking():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(message)
    assert list(markup.faults(site)) == []


def test_link_checker_finds_what_is_wrong(tmp_path):
    """The checker finds dead pages, places, pictures, posters, cards, folders, a foreign script, on 404.html too."""
    (tmp_path / "a.html").write_text(
        '<a href="b.html">x</a><a href="#no">x</a><img src="p.svg" alt="">'
        '<script src="https://example.org/x.js"></script><a href="https://example.org">ok</a>'
        '<video data-poster="q.png"></video><meta property="og:image" content="r.png"><meta name="x" content="s.png">'
        '<meta property="og:image" content="https://example.org/t.png"><a href="sub/">x</a>'
    )
    (tmp_path / "404.html").write_text('<a href="/c.html">x</a><a href="/a.html">ok</a>')
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub/index.html").write_text('<a href="../a.html">ok</a>')
    found = list(reading.faults(tmp_path))
    wanted = ("b.html", "#no", "p.svg", "another origin", "q.png", "r.png", "sub/", "c.html")
    assert len(found) == len(wanted)
    assert [w for w in wanted if not any(w in f for f in found)] == []


def test_pictures_have_words_and_sizes(site):
    """Every picture of every page has an alt text (empty only beside a title), a width and a height."""
    for name, page in reading.pages(site).items():
        for image in page.images:
            assert image.get("alt") is not None, (name, image)
            if "mn-light" in image.get("class", "") or "mn-dark" in image.get("class", ""):
                assert image.get("width") and image.get("height"), (name, image)
                assert image["alt"] or name == "figures/index.html", (name, image)


def test_style_is_one_sheet(site):
    """A page asks for one sheet, a module of the library for two; it has the theme's rules and colours, then ours."""
    css = (site / "assets/site.css").read_text(encoding="utf-8")
    assert css.startswith("@charset")
    rules = (".md-typeset", "[data-md-color-scheme=slate]", "KaTeX_Main", ".mn-figure")
    places = [css.index(rule) for rule in rules]
    assert places == sorted(places)
    for name in ("index.html", "points.html", "404.html", "library/index.html", "library/mathnets.perceptron.html"):
        sheets = re.findall(r'<link rel="stylesheet" href="[./]*([^"]*)"', (site / name).read_text(encoding="utf-8"))
        module = ["assets/_mkdocstrings.css"] if name.startswith("library/mathnets") else []
        assert sheets == [*module, "assets/site.css"]


def test_picture_of_a_figure_is_asked_for_first(site):
    """On a figure's own page its picture stands before the style sheet and all scripts, in either scheme."""
    for name in [kind for kind in kinds(site) if re.fullmatch(r"figures/\w+/index.html", kind)]:
        head = (site / name).read_text(encoding="utf-8").partition("</head>")[0]
        places = [head.index(f'media="(prefers-color-scheme: {scheme})"') for scheme in ("light", "dark")]
        assert max(places) < min(head.index('rel="stylesheet"'), head.index("<script")), name


def test_headings_do_not_skip(site):
    """Every page has one first heading, and no level is skipped on the way down."""
    for name, page in reading.pages(site).items():
        if name == "404.html" or page.path.stat().st_size < 2000:
            continue
        assert page.headings.count(1) == 1, name
        assert all(b - a <= 1 for a, b in zip(page.headings, page.headings[1:], strict=False)), (name, page.headings)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessibility(site, served, browser, scheme, width):
    """axe finds nothing on any kind of page, in either scheme, on a phone and on a laptop."""
    script = AXE.read_text(encoding="utf-8")
    found = []
    for name in kinds(site):
        page, _, _ = open_page(browser, f"{served}/{name}#whole", scheme=scheme, width=width)
        shown = page.evaluate("document.body.dataset.mdColorScheme")  # a frame has no such switch
        assert shown == (None if "/embed" in name else {"light": "default", "dark": "slate"}[scheme])
        page.evaluate(script)
        result = page.evaluate("axe.run()")
        found += [
            f"{name}: {v['id']}: {n['html'][:160]} {n['failureSummary'][:200]}"
            for v in result["violations"]
            for n in v["nodes"]
        ]
        page.context.close()
    assert found == []


def test_no_other_origin_and_no_errors(site, served, browser):
    """No page asks another origin for anything, and none logs an error."""
    for name in kinds(site):
        page, errors, requests = open_page(browser, f"{served}/{name}")
        page.mouse.wheel(0, 20000)
        page.wait_for_timeout(200)
        assert errors == [], name
        assert [u for u in requests if not u.startswith((served, "data:", "blob:"))] == [], name
        page.context.close()


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_no_sideways_scrolling(site, served, browser, width):
    """No page is wider than the screen."""
    for name in kinds(site):
        page, _, _ = open_page(browser, f"{served}/{name}", width=width, height=800)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        page.context.close()


def test_without_javascript(site, served, browser):
    """Text, mathematics, figures and the filmstrip of a moving figure are there without JavaScript."""
    page, _, _ = open_page(browser, f"{served}/perceptron.html", javascript=False)
    assert page.locator(".katex").count() > 10
    assert page.locator("figure.mn-figure img.mn-light").first.is_visible()
    assert not page.locator("figure.mn-figure img.mn-dark").first.is_visible()
    assert page.locator("figure.mn-moving .mn-picture img.mn-light").first.is_visible()
    assert not page.locator(".mn-player").first.is_visible()
    page.context.close()


@pytest.mark.parametrize("name", ["points.html", "figures/bisector/index.html", "figures/line_turns/index.html"])
def test_only_the_shown_scheme_is_loaded(served, browser, name):
    """A reader in the light scheme loads no dark picture."""
    page, _, requests = open_page(browser, f"{served}/{name}")
    page.wait_for_timeout(300)
    assert any(".light." in u for u in requests)
    assert not any(".dark." in u for u in requests)
    page.context.close()


def test_scheme_is_the_systems_until_the_reader_chooses(served, browser):
    """The page follows the system, also while it is open; what the reader chooses stays, on the other pages too."""
    page, errors, _ = open_page(browser, f"{served}/points.html", scheme="dark")
    shown = lambda: page.evaluate("document.body.dataset.mdColorScheme")  # noqa: E731
    assert shown() == "slate"
    page.emulate_media(color_scheme="light")
    browsers.until(page, "document.body.dataset.mdColorScheme === 'default'")
    switch = page.get_by_role("button", name="Dark scheme")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.press("Enter")
    assert (shown(), switch.get_attribute("aria-pressed")) == ("slate", "true")
    assert page.locator("img.mn-dark").first.is_visible()
    page.goto(f"{served}/figures/bisector/index.html")
    browsers.ready(page)
    assert shown() == "slate"
    page.get_by_role("button", name="Dark scheme").click()
    page.emulate_media(color_scheme="dark")
    page.reload()
    assert shown() == "default"
    assert errors == []
    page.context.close()


@pytest.mark.parametrize(
    "lacking", ["delete window.PerformanceObserver", "PerformanceObserver.prototype.observe = () => {}"]
)
def test_scripts_come_where_no_paint_is_told(served, browser, lacking):
    """In a browser that does not tell when it has painted, or where nobody looks, the scripts come all the same."""
    context = browser.new_context()
    context.add_init_script(lacking)
    page = context.new_page()
    page.goto(f"{served}/primer.html", wait_until="load")
    browsers.ready(page)
    page.keyboard.press("s")
    browsers.until(page, "document.activeElement.matches('.md-search__input')")
    context.close()


def test_words_from_the_search_are_marked(served, browser):
    """Who follows a result of the search sees the words marked on the page, and its tables as they were."""
    page, errors, _ = open_page(browser, f"{served}/podcast.html?h=networks", width=390)
    browsers.until(page, "document.querySelectorAll('mark').length > 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert errors == []
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", chapters())
def test_first_load_is_small(site, served, browser, name, width):
    """What a chapter loads before the reader scrolls or searches is at most 500 kB, compressed as a server does it."""
    page, _, requests = open_page(browser, f"{served}/{name}.html", width=width)
    page.wait_for_timeout(500)
    files = {urlsplit(u).path.lstrip("/") for u in requests if u.startswith(served)}
    sizes = {f: len(gzip.compress((site / f).read_bytes())) for f in files}
    assert "search/search_index.json" not in files
    assert sum(sizes.values()) <= 500_000, sorted(sizes.items(), key=lambda item: -item[1])[:8]
    page.context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_links_into_a_chapter_land(served, browser, width):
    """A link to a heading or figure far down a long chapter shows it at the top: all before it is laid out."""
    page, _, _ = open_page(browser, f"{served}/attention.html", width=width, height=800)
    places = page.evaluate("[...document.querySelectorAll('.md-content h2[id], figure[id]')].map(e => e.id)")
    page.context.close()
    for place in (places[len(places) // 2], places[-1]):
        page, _, _ = open_page(browser, f"{served}/attention.html#{place}", width=width, height=800)
        browsers.until(page, f"Math.abs(document.getElementById('{place}').getBoundingClientRect().top - 100) < 100")
        page.context.close()
    page, _, _ = open_page(browser, f"{served}/attention.html", width=width, height=800)
    page.evaluate("document.querySelector('.md-content').insertAdjacentHTML('afterbegin', '<a class=to>to</a>')")
    page.locator(".to").evaluate(f"e => {{ e.href = '#{places[-1]}'; e.click(); }}")
    browsers.until(page, f"Math.abs(document.getElementById('{places[-1]}').getBoundingClientRect().top - 100) < 100")
    page.context.close()


def test_nothing_moves_for_readers_who_ask_for_it(site, served, browser):
    """With reduced motion nothing slides, fades, plays or scrolls by itself, on any kind of page."""
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    moving = """[...document.querySelectorAll("*")].filter(e => [null, "::before", "::after"].some(part => {
        const style = getComputedStyle(e, part);
        const times = `${style.transitionDuration},${style.animationDuration}`.split(",");
        return times.some(t => parseFloat(t) > 0.01) || style.scrollBehavior === "smooth"; }) || e.autoplay)
        .map(e => e.className || e.tagName).slice(0, 5)"""
    for name in kinds(site):
        page = context.new_page()
        page.goto(f"{served}/{name}", wait_until="load")
        browsers.ready(page)
        assert page.evaluate(moving) == [], name
        page.close()
    context.close()


def test_menu_opens_by_keyboard(served, browser):
    """On a phone the menu opens by its button, its links take the focus, and Escape shuts it."""
    page, errors, _ = open_page(browser, f"{served}/points.html", width=390, height=800)
    page.locator("label[for=__drawer] .mn-key").first.press("Enter")
    browsers.until(page, "document.getElementById('__drawer').checked")
    page.keyboard.press("Escape")
    browsers.until(page, "!document.getElementById('__drawer').checked")
    assert errors == []
    page.context.close()


@pytest.mark.parametrize(
    "address", ["figures/line_turns/index.html", "figures/heads_on_a_sentence/index.html", "status.html"]
)
def test_keyboard_reaches_everything(served, browser, address):
    """Tab goes through all that can be used, in view and visibly; no place keeps the focus."""
    page, _, _ = open_page(browser, f"{served}/{address}")
    reached, last = [], None
    for _ in range(1000):
        page.keyboard.press("Tab")
        now = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return null;
            e.dataset.reached = "1";
            const style = getComputedStyle(e), box = e.getBoundingClientRect();
            const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
            return [e.outerHTML.slice(0, 120), box.width > 0, seen]; }"""
        )
        if now is None:
            break
        assert now != last, f"the focus stays at {now[0]}"
        last = now
        reached.append(now)
    missed = page.evaluate(
        """[...document.querySelectorAll("main a[href], main button, main input, main summary")]
            .filter(e => e.checkVisibility() && e.getBoundingClientRect().width && !e.dataset.reached)
            .map(e => e.outerHTML.slice(0, 120))"""
    )
    assert missed == []
    assert [html for html, wide, _ in reached if not wide] == []
    assert [html for html, _, seen in reached if not seen] == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_is_a_clean_chapter(site, browser, tmp_path, scheme):
    """On paper a chapter is light, whole, with all its pictures, and has no header, menu, players or buttons."""
    page, _, _ = open_page(browser, (site / "perceptron.html").as_uri(), scheme=scheme)
    page.pdf(path=tmp_path / "chapter.pdf")
    page.emulate_media(media="print")
    browsers.until(
        page, "[...document.querySelectorAll('figure.mn-figure img.mn-light')].every(i => i.complete && i.naturalWidth)"
    )
    paper = page.evaluate("getComputedStyle(document.body).getPropertyValue('--mn-paper').trim()")
    assert tuple(bytes.fromhex(paper.removeprefix("#"))) > (250, 250, 240), paper
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for selector in (".md-header", ".md-footer", ".md-sidebar", ".mn-player", ".mn-copy", ".mn-links"):
        assert page.locator(f"{selector}:visible").count() == 0, selector
    assert page.locator("details:not([open])").count() == 0
    assert page.locator("figure.mn-figure img.mn-light:visible").count() >= 10
    assert page.locator("figure.mn-figure img.mn-dark:visible").count() == 0
    page.context.close()


def test_properdocs_builds_the_same_site(site, tmp_path):
    """The same configuration built by ProperDocs gives the same files; only the generator's name differs."""
    other = tmp_path / "site"
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
    command = [sys.executable, "-m", "properdocs", "build", "-f", "mkdocs.yml", "-d", str(other)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | quiet, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    files = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    assert {p.relative_to(other).as_posix() for p in other.rglob("*") if p.is_file()} == files
    generator = re.compile(rb'<meta name="?generator"? content="[^"]*">')
    differing = []
    for name in files - {"build.json"}:
        one, two = (folder.joinpath(name).read_bytes() for folder in (site, other))
        if one != two and generator.sub(b"", one) != generator.sub(b"", two):
            differing.append(name)
    assert differing == []


def test_moving_figure_plays(site, served, browser):
    """The button plays the moving figure, and the slider shows the frame that it names."""
    figures = json.loads((site / "figures.json").read_text())["figures"]
    moving = next(f for f in figures if any(x["format"] == "mp4" for x in f["files"]))
    page, errors, _ = open_page(browser, f"{served}/{moving['page']}")
    player = page.locator(".mn-player").first
    player.wait_for(state="visible")
    slider = player.locator(".mn-slider")
    slider.evaluate("e => { e.value = 5; e.dispatchEvent(new Event('input', {bubbles: true})); }")
    browsers.until(page, "document.querySelector('.mn-player video.mn-light').currentTime > 0.2")
    player.locator(".mn-play").click()
    browsers.until(page, "document.querySelector('.mn-slider').value > 8")
    assert errors == []
    page.context.close()


def test_maps_are_switched(site, browser):
    """Opened from a folder, keys switch layer and head; the map and what is told of it are those of the data."""
    name, figure = switched(site)
    maps = np.load(site / "figures" / figure / f"{figure}.npz")["attention"]
    page, _, _ = open_page(browser, (site / name).as_uri(), width=390)
    box = page.locator(".mn-switch")
    page.locator("figure:has(.mn-switch)").scroll_into_view_if_needed()
    box.wait_for(state="visible")
    layer, head = box.locator("input").all()
    layer.focus()
    page.keyboard.press("Home")
    head.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    shown = maps[0, -2]
    assert f"layer 0, head {maps.shape[1] - 2}. strongest: " in box.get_by_role("status").inner_text().lower()
    shares = box.locator("tbody td").evaluate_all("all => all.map(e => Number(e.style.getPropertyValue('--mn-share')))")
    np.testing.assert_allclose(np.reshape(shares, shown.shape), shown, atol=0.005 + 1e-9)
    box.locator("tbody td").last.focus()
    page.keyboard.press("ArrowUp")
    assert box.locator(".mn-cell").inner_text().endswith(f"{100 * shown[-2, -1]:.0f}%")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.context.close()
    page, _, _ = open_page(browser, (site / name).as_uri(), javascript=False)
    assert not page.locator(".mn-switch").is_visible()
    assert page.locator("figure.mn-figure img.mn-light").first.is_visible()
    page.context.close()


def test_policy_stops_what_is_not_ours(site, served, browser):
    """Under each page's policy an added script, handler or foreign address does nothing; search and formulas work."""
    page, errors, _ = open_page(browser, f"{served}/perceptron.html")
    assert page.locator(".katex").first.evaluate("e => e.offsetHeight") > 5
    page.keyboard.press("s")
    page.locator(".md-search__input").fill("perceptron")
    page.locator(".md-search-result__item").first.wait_for(timeout=60_000)
    assert errors == []
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.wrong = 1";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<img src='no.png' onerror='window.wrong = 2' alt=''>");
            document.body.insertAdjacentHTML("beforeend", "<img src='https://example.org/a.png' alt=''>");
        }"""
    )
    refused = lambda: len([e for e in errors if "Content Security Policy" in e])  # noqa: E731
    for _ in range(200):
        page.wait_for_timeout(50)
        if refused() == 3:
            break
    page.wait_for_timeout(300)
    assert (page.evaluate("window.wrong"), refused()) == (None, 3)
    page.context.close()


def test_costs_are_filled_in(site, served, browser):
    """The table of all figures gets its seconds and megabytes from build.json, and sorts by a column, either way."""
    costs = json.loads((site / "build.json").read_text())["figures"]
    page, errors, _ = open_page(browser, f"{served}/status.html")
    rows = page.locator(".mn-status tbody tr")
    browsers.until(page, "![...document.querySelectorAll('[data-cost]')].some(cell => cell.textContent === '–')")
    assert rows.count() == len([name for name in costs if "/" not in name])
    first = rows.first.get_attribute("data-figure")
    shown = int(rows.first.locator('[data-cost="megabytes"]').inner_text())
    assert abs(shown - costs[first]["megabytes"]) <= 0.5  # browsers round a half up, Python to the even number
    head = page.locator(".mn-status thead th", has_text="Compute").first
    for direction, ordered in (("ascending", sorted), ("descending", lambda x: sorted(x, reverse=True))):
        head.locator("button").click()
        assert head.get_attribute("aria-sort") == direction
        seconds = [float(text) for text in page.locator('[data-cost="compute"]').all_text_contents()]
        assert seconds == ordered(seconds)
    assert errors == []
    page.context.close()


@pytest.mark.parametrize("javascript", [True, False])
def test_costs_stay_a_link_where_nothing_is_fetched(site, browser, javascript):
    """From a folder, with JavaScript or without, the table stands with empty columns, and the way to build.json."""
    page, _, _ = open_page(browser, (site / "status.html").as_uri(), javascript=javascript)
    assert set(page.locator("[data-cost]").all_text_contents()) == {"–"}
    assert page.locator('a[href="build.json"]').count() >= 1
    page.context.close()


def test_opened_from_a_folder(site, browser):
    """Pages, pictures and style work when the site is opened from the disk."""
    page, _, _ = open_page(browser, (site / "points.html").as_uri())
    browsers.until(page, "document.querySelector('figure.mn-figure img.mn-light').naturalWidth > 0")
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--mn-paper')").strip()
    page.context.close()
