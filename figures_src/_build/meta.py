"""What the page of a figure says about it to programs: previews, search for pictures, catalogues, reference managers."""

from figures_src._build import cite, render
from figures_src._build.project import address, author, released
from figures_src._kit import theme


def head(figure):
    """Return the page's elements as {"meta": [(attribute, name, content)], "link": [attributes], "data": JSON-LD}.

    "first" has the attributes of the links that stand before the style sheet.

    Addresses are absolute where the site's own is known, and else relative to the page; what has to be absolute is left
    out then.
    """
    url = lambda path: address(path) or path.removeprefix(f"{figure.folder}/")  # noqa: E731
    page, card = address(figure.html), url(figure.slide("png", "light"))
    day = figure.edition.day if figure.edition else released()
    licence = cite.LICENCES[figure.licence]
    width, height = (round(side * render.DPI) for side in theme.SLIDE)
    graph = {"og:type": "article", "og:site_name": "mathnets", "og:title": figure.title, "og:description": figure.alt}
    graph |= {"og:url": page, "og:image": card, "og:image:type": "image/png", "og:image:width": width}
    graph |= {"og:image:height": height, "og:image:alt": figure.alt}
    names = {"twitter:card": "summary_large_image", "twitter:title": figure.title, "twitter:image": card}
    names |= {"twitter:image:alt": figure.alt}
    names |= {"DC.title": figure.title, "DC.creator": author(), "DC.publisher": "mathnets", "DC.date": str(day)}
    names |= {"DC.type": "MovingImage" if figure.frames else "StillImage", "DC.format": "image/svg+xml", "DC.language": "en"}
    names |= {"DC.description": figure.alt, "DC.rights": licence}
    names |= {"DC.identifier": page or f"mathnets:{figure.id}"}
    names |= {"citation_title": figure.title, "citation_author": author(), "citation_publisher": "mathnets"}
    names |= {"citation_publication_date": day.strftime("%Y/%m/%d"), "citation_public_url": page}
    names |= {"citation_pdf_url": address(figure.file("pdf", "light"))}
    return {
        "meta": [["property", k, str(v)] for k, v in graph.items() if v] + [["name", k, v] for k, v in names.items() if v],
        "link": [
            {"rel": "license", "href": licence},
            {"rel": "schema.DC", "href": "http://purl.org/dc/elements/1.1/"},
        ],
        "first": [{"rel": "preload", "as": "image", "fetchpriority": "high", **seen} for seen in _seen_first(figure)],
        "data": picture(figure, url, day, licence),
    }


def _seen_first(figure):
    """Yield the address and the condition of the picture that is seen at once, so that it comes with the style sheet."""
    for scheme in render.THEMES:
        path = figure.poster(scheme) if figure.frames else figure.file("svg", scheme)
        yield {"href": path.removeprefix(f"{figure.folder}/"), "media": f"(prefers-color-scheme: {scheme})"}


def picture(figure, url, day, licence):
    """Return the figure as an ImageObject of schema.org."""
    page = address(figure.html)
    return {
        "@context": "https://schema.org",
        "@type": "ImageObject",
        "name": figure.title,
        "caption": figure.title,
        "description": figure.alt,
        "contentUrl": url(figure.file("svg", "light")),
        "encodingFormat": "image/svg+xml",
        "thumbnailUrl": url(figure.file("png", "light")),
        "license": licence,
        "acquireLicensePage": address("citing.html") or "../../citing.html",
        "creditText": f"{author()}, mathnets",
        "copyrightNotice": f"{author()}, {figure.licence}",
        "creator": {"@type": "Organization", "name": author()},
        "dateModified": str(day),
        "version": figure.of,
        "identifier": {"@type": "PropertyValue", "propertyID": "sha256 of the data", "value": figure.data_hash},
    } | ({"url": page, "isPartOf": {"@type": "WebSite", "name": "mathnets", "url": address()}} if page else {})
