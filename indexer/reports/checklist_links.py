"""Where the links of a part stand in its text."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from indexer.reports.checklist_cells import find_urls
from indexer.reports.model import Part

_BLANKS: Final = re.compile(r"\s+")


class PartLinks:
    """The links of a part by position, without those whose words are an address.

    They are in the order of the text, so each is at the first occurrence of its words after the
    one before it.
    """

    def __init__(self, part: Part) -> None:
        self._starts: list[int] = []
        self._urls: list[str] = []
        if not part.links:
            return
        origins = [at for at, char in enumerate(part.text) if not char.isspace()]
        text = _BLANKS.sub("", part.text)
        after = 0
        for link in part.links:
            words = _BLANKS.sub("", link.text)
            at = text.find(words, after) if words else -1
            if at >= 0 and not find_urls(words):  # else the address is as written
                self._starts.append(origins[at])
                self._urls.append(link.url)
                after = at + len(words)

    def between(self, start: int, end: int) -> list[str]:
        """The addresses of the links that begin in a range of the text."""
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return self._urls[first:last]
