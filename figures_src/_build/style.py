"""Leaves out of the finished site's style what none of its pages can use: of the theme's rules about a third.

A rule stays if each class that one of its selectors asks for stands on a page, or is a word in a script, which may put
it on one. What stands in the brackets of a selector, as in `:not(.a)`, is not looked at, nor are elements, identifiers
and attributes: a rule that asks for no class stays.
"""

import re
from pathlib import Path

import tinycss2

from figures_src._build.faults import Told

CLASSES = re.compile(r"""\sclass\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
WORD = re.compile(r"[\w-]+")
NESTED = ("media", "supports", "layer", "container")  # that hold rules


def prune(folder):
    """Rewrite the style sheet of a finished site; return the site's folder."""
    sheet = Path(folder, "assets", "site.css")
    if sheet.is_file():
        sheet.write_text(pruned(sheet.read_text(encoding="utf-8"), words(folder)), encoding="utf-8", newline="\n")
    return folder


def words(folder):
    """Return all classes of the pages below `folder`, and all words of its scripts."""
    known = set()
    for path in Path(folder).rglob("*.html"):
        for forms in set(CLASSES.findall(path.read_text(encoding="utf-8"))):
            known.update("".join(forms).split())
    for path in Path(folder).rglob("*.js"):
        known.update(WORD.findall(path.read_text(encoding="utf-8")))
    return known


def pruned(css, known):
    """Return a style sheet without the rules that ask for a class which is not `known`."""
    return tinycss2.serialize(_kept(tinycss2.parse_stylesheet(css, skip_comments=True), known))


def _kept(rules, known):
    for rule in rules:
        if rule.type == "error":
            raise Told(f"assets/site.css: line {rule.source_line}: {rule.message}; mend the style sheet")
        if rule.type == "qualified-rule":
            alive = [part for part in _parts(rule.prelude) if _classes(part) <= known]
            if not alive:
                continue
            rule.prelude = [token for k, part in enumerate(alive) for token in ([_COMMA] if k else []) + part]
        elif rule.type == "at-rule" and rule.lower_at_keyword in NESTED and rule.content is not None:
            inside = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            rule.content = [*_kept(inside, known)]
            if rule.lower_at_keyword != "layer" and not rule.content:  # layers count in the order in which they come
                continue
        yield rule


_COMMA = tinycss2.parse_one_component_value(",")


def _parts(prelude):
    """Return the selectors of a rule, each as its tokens."""
    parts = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _classes(selector):
    """Return the classes that a selector asks for outside of brackets."""
    return {name.value for dot, name in zip(selector, selector[1:], strict=False) if dot == "." and name.type == "ident"}
