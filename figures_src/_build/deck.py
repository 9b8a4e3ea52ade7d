"""What decks of slides hold: which figures, and for each the credit and the notes; `powerpoint` writes them."""

import importlib.metadata
import re

from figures_src._build import bundle, cite, keys, pages
from figures_src._build.project import address, author, version

RAISED = str.maketrans("0123456789−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def deck(name, title, chapters, theme):
    """Return the deck, a file in the cache, of (title, figures) of each of the `chapters`."""

    def write(path):
        from figures_src._build import powerpoint  # takes a while to import, and only for a new deck

        sections = [(title, [slide(figure, theme) for figure in members]) for title, members in chapters]
        powerpoint.write(path, title, sections, theme)

    figures = [f for _, members in chapters for f in members]
    words = [word for f in figures for word in (f.title, f.alt, notes(f), f.credit)]
    drawings = [f.record.draw.rpartition("/")[2] for f in figures]
    made_by = [keys.machinery(f"{name}.py") for name in ("deck", "powerpoint", "bundle")]
    made_by.append(importlib.metadata.version("python-pptx"))
    texts = [title, *(f"{t}: {len(members)}" for t, members in chapters), theme, author(), version(), address() or ""]
    key = keys.digest("deck", *made_by, *texts, *drawings, *words)
    return bundle.kept(key, f"{name}.{theme}.pptx", write)


def slide(figure, theme):
    """Return what one slide shows and says: the files of its picture or film, and its words."""
    show = {"svg": figure.slide("svg", theme), "png": figure.slide("png", theme)}
    if figure.frames:
        show = {"film": figure.file("mp4", theme), "poster": figure.poster(theme)}
    words = {"id": figure.id, "title": figure.title, "alt": figure.alt, "notes": notes(figure), "credit": figure.credit}
    return words | {"size": (figure.width, figure.height)} | {name: figure.files[path] for name, path in show.items()}


def notes(figure):
    """Return a slide's notes: caption, what is seen, the claims with their numbers, citation, licence, address, references."""
    claims = [f"{c['text']} Measured: {measured(c)}." for c in figure.claims]
    end = [figure.citation["text"], f"Licence: {figure.licence}, {cite.LICENCES[figure.licence]}"]
    end += [f"It shows {figure.origin}"] if figure.origin else []
    end += [f"Page: {address(figure.html) or figure.html}", *(f"Reference: {text}" for text in figure.references)]
    return "\n".join([figure.title, figure.alt, "", *claims, "", *end])


def measured(claim):
    """Return a claim's number in words, with its range over the runs."""
    middle, low, high = (plain(claim[k]) for k in ("measured", "low", "high"))
    return middle + (f", median of {claim['runs']}, from {low} to {high}" if claim["runs"] > 1 else "")


def plain(value):
    """Return a number as `pages.number` shows it, without HTML."""
    return re.sub(r"<sup>(.*?)</sup>", lambda m: m[1].translate(RAISED), pages.number(value))
