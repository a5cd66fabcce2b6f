"""Text that a page hides until a script shows it.

Saved pages often hide their article by a style, or keep it in a template: nothing on them is seen,
and yet the report is there. It is read where next to nothing else is, or where it holds headings of
a report that stand nowhere else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.html.article import prose_letters, section_headings
from indexer.ingest.readers.html.lines import PageLines, read_page_lines
from indexer.ingest.readers.html.markup import NEVER_SHOWN, STRUCK, markup_of, parse_html

if TYPE_CHECKING:
    from lxml.etree import _Element

_NEXT_TO_NOTHING: Final = 200
_LEAST_PROSE: Final = 60
_MOST_CANDIDATES: Final = 500
_TEMPLATE: Final = re.compile(
    r"^text/(?:html|x?-?template|x-[a-z-]*(?:template|tmpl)|plain)$|^text/ng-"
)
_MARKUP: Final = re.compile(r"<(?:p|div|br|section|table|span|h\d)\b", re.IGNORECASE)


def hidden_article(body: _Element, visible: PageLines, base: str | None) -> frozenset[_Element]:
    """The hidden elements to be read as if they were shown."""
    candidates = _candidates(body)
    if not candidates:
        return frozenset()
    shown: set[_Element] = set()
    headings = set(section_headings(visible))
    seen = prose_letters(visible)
    for element in candidates:
        lines = read_page_lines(element, base, frozenset({element}))
        inside = [*section_headings(lines)]
        prose = prose_letters(lines)
        nothing_else = seen < max(_NEXT_TO_NOTHING, prose // 5) and not headings
        is_text = nothing_else and (bool(inside) or prose >= max(_LEAST_PROSE, 2 * seen))
        goes_on = element.tag not in STRUCK and not headings.issuperset(inside)
        if is_text or goes_on:
            shown.add(element)
            shown.update(outer for outer in element.iterancestors() if markup_of(outer).is_unseen)
            headings.update(inside)
            seen += prose
    return frozenset(shown)


def _candidates(body: _Element) -> list[_Element]:
    found: list[_Element] = []
    for element in body.iter():
        if len(found) >= _MOST_CANDIDATES:
            break
        if not isinstance(element.tag, str) or not markup_of(element).is_unseen:
            continue
        if element.tag == "script" and _TEMPLATE.match((element.get("type") or "").strip().lower()):
            element.tag = "template"
        if element.tag in {"template", "textarea", "noscript"}:
            _unpack(element)
        if element.tag not in NEVER_SHOWN and (len(element) or (element.text or "").strip()):
            found.append(element)
    return found


def _unpack(element: _Element) -> None:
    """Markup that stands in an element as its text becomes elements of the page."""
    text = element.text or ""
    if len(element) or not _MARKUP.search(text):
        return
    is_page = text.lstrip()[:9].lower().startswith(("<html", "<!doctype"))
    inner = parse_html(text if is_page else f"<html><body>{text}</body></html>")
    body = None if inner is None else inner.find("body")
    if body is not None:
        body.tag = "div"
        element.text = None
        element.append(body)
