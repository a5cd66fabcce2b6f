"""What a page lists that its scripts get from elsewhere."""

from __future__ import annotations

import re
from typing import Final

from collector.addresses import absolute
from collector.data_lists import entries_in_data
from collector.link_text import find_date
from collector.page import Link, Page, read_page

_MAX_LINKS: Final = 1_000
_MAX_NAME: Final = 200


def links_in_data(page: Page, body: bytes, content_type: str = "") -> tuple[Link, ...]:
    """What the data list that a page's script gets; their addresses are relative to the page."""
    if re.search(rb"<a\b[^<>]*href", body[:20_000], re.IGNORECASE):
        part = read_page(body, page.url, content_type)
        return part.links
    found = entries_in_data(body, page.link_templates)
    named = ((absolute(page.url, each.address), each) for each in found[:_MAX_LINKS])
    return tuple(
        Link(there, each.name[:_MAX_NAME], "script", find_date(each.day), "", each.name[:_MAX_NAME])
        for there, each in named
        if there is not None
    )
