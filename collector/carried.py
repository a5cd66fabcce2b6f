"""Addresses that an element carries in attributes of its own, for a script that opens them."""

from __future__ import annotations

import re
from typing import Final

from lxml import etree

from collector.scripts import with_chosen

_OWN: Final = frozenset(
    "href src srcset title alt style class id onclick ondblclick onmousedown onchange value action"
    " formaction background cite usemap poster longdesc data codebase classid manifest content"
    " name target type lang for width height placeholder xmlns sudyfile-attr swsrc".split()
)
"""Attributes that mean something else."""
_PAGE: Final = re.compile(
    r"(?:https?://|\.{0,2}/)?[\w%./~-]{1,300}\.(?:s?html?|as[hp]x?|jspx?|php|do|action|psp)(?:[?#][^\s'\"<>{}]{0,300})?",
    re.IGNORECASE,
)
_DATA_PAGE: Final = re.compile(
    r"(?:https?:/)?/[^\s'\"<>{}]{1,400}|\?[\w.]+=[^\s'\"<>{}]{1,300}", re.ASCII
)
_NO_PAGE: Final = re.compile(
    r"\.(?:jpe?g|png|gif|webp|svg|ico|css|js|json|mp[34])(?:$|\?)|/(?:share|count|visit|click)",
    re.IGNORECASE,
)
_LEADS: Final = re.compile(r"href|url|link|path|src|next|more|page|target|goto|jump", re.IGNORECASE)


def carried_addresses(element: etree._Element) -> list[str]:
    """The addresses of pages in the attributes of an element, as written."""
    return [
        value.strip()
        for name, value in element.items()
        if name not in _OWN and _is_page(str(name), value.strip())
    ]


def _is_page(name: str, value: str) -> bool:
    if _NO_PAGE.search(value):
        return False
    if name.startswith("data-") and _LEADS.search(name):
        return _PAGE.fullmatch(value) is not None or _DATA_PAGE.fullmatch(value) is not None
    return _PAGE.fullmatch(value) is not None


def with_value(element: etree._Element, code: str) -> str:
    """The code of a click on a button with the button's value in it."""
    value = element.get("value") or ""
    return (with_chosen(code, value) or code) if value else code
