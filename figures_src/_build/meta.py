"""What the page of a figure says about it to programs: previews, search for pictures, catalogues, reference managers."""

from figures_src._build import cite, render
from figures_src._build.project import address, released
from figures_src._kit import theme


def head(figure):
    """Return the page's elements as {"meta": [(attribute, name, content)], "link": [attributes], "data": JSON-LD}.

    "first" has the attributes of the links that stand before the style sheet.

    Addresses are absolute where the site's own is known, and else relative to the page; what has to be absolute is left
    out then.
    """
    url = lambda path: address(path) or path.removeprefix(f"{figure.folder}/")  # noqa: E731
    page, card = address(figure.html), address(figure.slide("png", "light"))
    day = figure.edition.day if figure.edition else released()
    width, height = (round(side * render.DPI) for side in theme.SLIDE)
    graph = {"og:type": "article", "og:site_name": "mathnets", "og:title": figure.title, "og:description": figure.alt}
    names = {"twitter:card": "summary_large_image", "twitter:title": figure.title}
    if card:
        graph |= {"og:url": page, "og:image": card, "og:image:type": "image/png", "og:image:width": width}
        graph |= {"og:image:height": height, "og:image:alt": figure.alt}
        names |= {"twitter:image": card, "twitter:image:alt": figure.alt}
    names |= catalogue(figure.facts, page, day, address(figure.file("pdf", "light")))
    drawn = {"contentUrl": url(figure.file("svg", "light")), "thumbnailUrl": url(figure.file("png", "light"))}
    return {
        "meta": [["property", k, str(v)] for k, v in graph.items()] + [["name", k, v] for k, v in names.items()],
        "link": [
            {"rel": "license", "href": cite.LICENCES[figure.licence]},
            {"rel": "schema.DC", "href": "http://purl.org/dc/elements/1.1/"},
        ],
        "first": [{"rel": "preload", "as": "image", "fetchpriority": "high", **seen} for seen in _seen_first(figure)],
        "data": picture(figure.facts, page, day, drawn),
    }


def version(entry, facts):
    """Return the elements of the page of a released version, "meta" and "data" as `head` does."""
    page, drawn = address(entry.html), f"{entry.id}.light.svg"
    names = catalogue(facts, page, entry.day, address(f"{entry.folder}/{entry.id}.light.pdf"))
    shown = {"contentUrl": address(f"{entry.folder}/{drawn}") or drawn}
    return {"meta": [["name", k, v] for k, v in names.items()], "data": picture(facts, page, entry.day, shown)}


def catalogue(facts, page, day, pdf):
    """Return what catalogues and reference managers read, Dublin Core and the citation tags, as {name: content}."""
    names = {"DC.title": facts["title"], "DC.creator": facts["author"], "DC.publisher": "mathnets", "DC.date": str(day)}
    names |= {"DC.type": "MovingImage" if facts["frames"] else "StillImage", "DC.format": "image/svg+xml", "DC.language": "en"}
    names |= {"DC.description": facts["alt"], "DC.rights": cite.LICENCES.get(facts["licence"], facts["licence"])}
    names |= {"DC.source": facts["origin"], "DC.identifier": page or f"mathnets:{facts['id']}"}
    names |= {"citation_title": facts["title"], "citation_author": facts["author"], "citation_publisher": "mathnets"}
    names |= {"citation_publication_date": day.strftime("%Y/%m/%d"), "citation_public_url": page, "citation_pdf_url": pdf}
    return {name: content for name, content in names.items() if content}


def _seen_first(figure):
    """Yield the address and the condition of the picture that is seen at once, so that it comes with the style sheet."""
    for scheme in render.THEMES:
        path = figure.poster(scheme) if figure.frames else figure.file("svg", scheme)
        yield {"href": path.removeprefix(f"{figure.folder}/"), "media": f"(prefers-color-scheme: {scheme})"}


def picture(facts, page, day, drawn):
    """Return a figure as an ImageObject of schema.org; `drawn` has the addresses of its pictures."""
    origin = f"; {facts['origin']}" if facts["origin"] else ""
    known = {
        "url": page,
        "isPartOf": {"@type": "WebSite", "name": "mathnets", "url": address()},
        "acquireLicensePage": address("citing.html"),
    }
    return {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "name": facts["title"],
        "caption": facts["title"],
        "description": facts["alt"],
        **drawn,
        "encodingFormat": "image/svg+xml",
        "license": cite.LICENCES.get(facts["licence"], facts["licence"]),
        "creditText": f"{facts['author']}, mathnets{origin}",
        "copyrightNotice": f"{facts['author']}, {facts['licence']}{origin}",
        "creator": {"@type": "Organization", "name": facts["author"]},
        "dateModified": str(day),
        "version": facts["version"],
        "identifier": {"@type": "PropertyValue", "propertyID": "sha256 of the data", "value": facts["data_hash"]},
    } | (known if page else {})
