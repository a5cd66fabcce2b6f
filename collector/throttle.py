"""The delay between two requests to one host and port."""

from __future__ import annotations

from time import monotonic
from typing import Any, Final

from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response

MIN_DELAYS: Final = "XXGK_MIN_DELAYS"
"""Name of the setting that holds the delays which robots.txt files ask for, by slot."""


class HostThrottle(AutoThrottle):
    """AutoThrottle that keeps the delay of a robots.txt, and counts a delay from the end of the
    previous response. Without a delay (`--delay 0`) only that of a robots.txt counts."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._min_delays: dict[str, float] = crawler.settings[MIN_DELAYS]

    def _response_downloaded(self, response: Response, request: Request, spider: Any) -> None:
        super()._response_downloaded(response, request, spider)
        key, slot = self._get_slot(request, spider)
        if key is not None and slot is not None:
            slot.delay = max(slot.delay, self._min_delays.get(key, 0.0))
            slot.lastseen = monotonic()

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        if self.mindelay > 0:
            super()._adjust_delay(slot, latency, response)


def require_delay(crawler: Crawler, key: str, seconds: float) -> None:
    """Wait at least so long between requests to a host and port from now on."""
    min_delays: dict[str, float] = crawler.settings[MIN_DELAYS]
    min_delays[key] = seconds
    if (slot := _slot(crawler, key)) is not None:
        slot.delay = max(slot.delay, seconds)


def note_request_end(crawler: Crawler, key: str) -> None:
    """Count the delay from now, after a request without a response."""
    if (slot := _slot(crawler, key)) is not None:
        slot.lastseen = monotonic()


def _slot(crawler: Crawler, key: str) -> Slot | None:
    assert crawler.engine is not None
    return crawler.engine.downloader.slots.get(key)
