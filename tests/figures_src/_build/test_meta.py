"""Tests of what a figure's page says about it to programs."""

import json
import re

import pytest
import yaml

from figures_src._build import pages

ADDRESS = "https://example.org/nets/figures/drift"


def head(folder, id_="drift"):
    """Return what the front matter of a figure's page holds for its head: names to contents, links, and the data."""
    text = (folder / f"figures/{id_}/index.md").read_text(encoding="utf-8")
    found = yaml.safe_load(text.split("---\n")[1])["head"]
    return {name: content for _, name, content in found["meta"]}, {link["rel"]: link["href"] for link in found["link"]}, found["data"]


@pytest.mark.parametrize(("id_", "picture"), [("drift", "drift.{}.svg"), ("rise", "rise.poster.{}.png")])
def test_picture_comes_with_the_style_sheet(site, id_, picture):
    """The picture at the head of a figure's page, in the reader's scheme, is asked for before the page is laid out."""
    text = (site / f"figures/{id_}/index.md").read_text(encoding="utf-8")
    links = yaml.safe_load(text.split("---\n")[1])["head"]["first"]
    assert {(link["rel"], link["as"], link["fetchpriority"]) for link in links} == {("preload", "image", "high")}
    assert {link["media"]: link["href"] for link in links} == {
        f"(prefers-color-scheme: {scheme})": picture.format(scheme) for scheme in ("light", "dark")
    }
    assert all((site / f"figures/{id_}" / link["href"]).is_file() for link in links)


def test_preview_is_the_figure(site, manifest):
    """Open Graph and the cards of short messages show the figure's slide, with its words and the size of the file."""
    entry = next(f for f in manifest["figures"] if f["id"] == "drift")
    names, _, _ = head(site)
    assert names["og:title"] == names["twitter:title"] == entry["title"]
    assert names["og:description"] == names["og:image:alt"] == names["twitter:image:alt"] == entry["alt"]
    assert names["og:image"] == names["twitter:image"] == f"{ADDRESS}/drift.slide.light.png"
    assert names["og:url"] == f"{ADDRESS}/index.html"
    assert names["twitter:card"] == "summary_large_image"
    png = (site / "figures/drift/drift.slide.light.png").read_bytes()
    size = [str(int.from_bytes(png[i : i + 4], "big")) for i in (16, 20)]
    assert [names["og:image:width"], names["og:image:height"]] == size


def test_picture_is_described_for_search(site, manifest):
    """The ImageObject of schema.org has licence, credit, creator, address, caption and hash of the data."""
    entry = next(f for f in manifest["figures"] if f["id"] == "drift")
    _, links, data = head(site)
    assert (data["@context"], data["@type"]) == ("https://schema.org", "ImageObject")
    assert data["license"] == links["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert data["acquireLicensePage"] == "https://example.org/nets/citing.html"
    assert data["creator"]["name"] == "The tests' authors"
    assert "The tests' authors" in data["creditText"]
    assert data["contentUrl"] == f"{ADDRESS}/drift.light.svg"
    assert data["encodingFormat"] == "image/svg+xml"
    assert (data["caption"], data["description"]) == (entry["title"], entry["alt"])
    assert data["dateModified"] == "2020-02-29"
    assert data["identifier"]["value"] == entry["data_hash"]


def test_catalogues_and_reference_managers_find_their_fields(site):
    """Dublin Core and the citation tags name title, creator, date, rights and the PDF."""
    names, links, _ = head(site)
    assert links["schema.DC"] == "http://purl.org/dc/elements/1.1/"
    assert names["DC.title"] == names["citation_title"] == "A long walk strays far less than its length."
    assert names["DC.creator"] == names["citation_author"] == "The tests' authors"
    assert (names["DC.date"], names["citation_publication_date"]) == ("2020-02-29", "2020/02/29")
    assert names["DC.rights"] == "https://creativecommons.org/licenses/by/4.0/"
    assert names["DC.identifier"] == f"{ADDRESS}/index.html"
    assert names["citation_pdf_url"] == f"{ADDRESS}/drift.light.pdf"
    assert names["DC.type"] == "StillImage"
    assert head(site, "rise")[0]["DC.type"] == "MovingImage"


def test_no_address_is_invented(project):
    """Without SITE_URL the head names nothing but files beside the page, and leaves out what has to be absolute."""
    assert project.run("--out", project.out).code == 0
    names, links, data = head(project.out)
    foreign = re.findall(r"https?://[^\"]*", json.dumps([names, data]))
    assert set(foreign) == {"https://creativecommons.org/licenses/by/4.0/", "https://schema.org"}
    assert data["contentUrl"] == "drift.light.svg"
    assert names.keys().isdisjoint({"og:url", "og:image", "twitter:image", "citation_pdf_url", "citation_public_url"})
    assert names["DC.identifier"] == "mathnets:drift"
    assert "ADDRESS-OF-THE-SITE" in (project.out / "figures/drift/index.md").read_text()


@pytest.mark.parametrize("word", ["</script>", "a: b # c", '"quoted"', "Größe 𝑥 <b>"])
def test_any_words_survive_the_front_matter(word):
    """Whatever a title holds, the front matter reads back as it was meant, and no tag ends in it."""
    text = pages.templates().from_string("head: {{ head | tojson }}").render(head={"meta": [["name", "x", word]]})
    assert yaml.safe_load(text)["head"]["meta"][0][2] == word
    assert "</" not in text
