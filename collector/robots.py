"""robots.txt: what a site forbids, and how long it wants a crawler to wait (RFC 9309)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from protego import Protego

PRODUCT: Final = "xxgk-search"
"""The name by which a robots.txt addresses us."""
MAX_BYTES: Final = 512 << 10
MAX_CRAWL_DELAY: Final = 60.0
MAX_REDIRECTS: Final = 5
_VERSION: Final = re.compile(
    r"^(\s*user-agent\s*:\s*[a-z_-]+)/[^\s#]*", re.IGNORECASE | re.MULTILINE
)
"""The version after a product token; it is no part of the name."""


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """The rules of one scheme, host and port."""

    rules: Protego | None = None
    """None where everything is allowed."""
    is_available: bool = True
    """False where the server gave none, by an error of its own: then the site is left alone."""

    def allows(self, url: str) -> bool:
        if not self.is_available:
            return False
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT))

    @property
    def crawl_delay(self) -> float:
        """Seconds between requests, 0 where none are asked for."""
        wanted = self.rules.crawl_delay(PRODUCT) if self.rules is not None else None
        return min(max(0.0, wanted or 0.0), MAX_CRAWL_DELAY)


FORBID_ALL: Final = RobotsRules(is_available=False)
ALLOW_ALL: Final = RobotsRules()


def read_robots(status: int, body: bytes) -> RobotsRules:
    """The rules by the server's answer: a 4xx allows, a 5xx forbids the site for this run."""
    if 200 <= status < 300:
        text = body[:MAX_BYTES].decode("utf-8-sig", "replace").replace("\0", "")
        lines = "\n".join(re.split(r"\r\n?|\n", text))
        return RobotsRules(Protego.parse(_VERSION.sub(r"\1", lines)))
    return FORBID_ALL if status >= 500 else ALLOW_ALL
