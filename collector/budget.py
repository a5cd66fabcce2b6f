"""When to stop following links that are not promising."""

from __future__ import annotations

from typing import Final

from collector.link_kinds import Kind

_WITH_REPORTS: Final = {
    Kind.REPORT: 100,
    Kind.ANNUAL: 40,
    Kind.LIST_PAGE: 12,
    Kind.HUB: 40,
    Kind.AREA_PAGE: 30,
    Kind.AREA: 40,
    Kind.NEARBY: 12,
}
_WITHOUT_REPORTS: Final = {
    Kind.REPORT: 200,
    Kind.ANNUAL: 100,
    Kind.HUB: 100,
    Kind.LIST_PAGE: 30,
    Kind.AREA_PAGE: 60,
    Kind.AREA: 120,
    Kind.NEARBY: 40,
    Kind.FAR: 40,
}
"""Pages of a kind that may be read one after the other without a new link that is more promising;
pages that should be reports, without a new report."""


class PageLimits:
    """Counts the pages of each kind that led to nothing new."""

    def __init__(self) -> None:
        self._barren: dict[Kind, int] = {}
        self.knows_hub = False
        """Whether a page on which the school discloses is known."""

    def allows(self, kind: Kind, *, has_reports: bool, knows_hub: bool) -> bool:
        """Whether another page of the kind is read."""
        if kind is Kind.FAR and knows_hub:
            return False
        most = (_WITH_REPORTS if has_reports else _WITHOUT_REPORTS).get(kind, 0)
        return self._barren.get(kind, 0) < most

    def note_page(self, kind: Kind, best: Kind | None, *, is_disclosure: bool) -> None:
        """A page of the kind was read, whose most promising new link is of the kind `best`."""
        self.knows_hub = self.knows_hub or is_disclosure
        is_of_use = best is not None and best > kind and best.is_promising
        self._barren[kind] = 0 if is_of_use else self._barren.get(kind, 0) + 1

    def note_report(self) -> None:
        """A report was found: pages like the last ones may lead to more."""
        self._barren[Kind.LIST_PAGE] = self._barren[Kind.REPORT] = 0
