"""Settings of the web app and its server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from indexer.errors import UsageError
from indexer.i18n import Message
from indexer.search.search_budget import ADMITTED


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """Limits on the size, number and duration of requests to `xxgk serve`."""

    streams: int = 5
    """Whole results that are sent at once."""
    free_threads: int = 1
    """Threads that neither long searches nor whole results can occupy."""
    health_threads: int = 2
    """Threads for /healthz alone."""
    connections: int = 500
    """Open at once; with one more, the one that has waited longest for its client is closed."""
    head_deadline_s: int = 20
    """How long a request's head may take to arrive, and a connection may be idle."""
    max_head_bytes: int = 64 << 10
    """Of a request's line and headers: a query of a thousand characters is 12 KB at most."""
    max_body_bytes: int = 16 << 10
    """Of a body, which is read and ignored."""
    max_upload_bytes: int = 0
    """Of the one body that is read, a draft to be checked; 0 where none is."""
    uploads: int = 4
    """Drafts that are received at once; the connection of one more is closed."""
    upload_deadline_s: int = 120
    """How long one may take to arrive."""
    picture_wait_s: float = 4.0
    """How long the picture of a page waits for its turn."""
    sitemap_urls: int = 50_000
    """Addresses in one sitemap, as the protocol allows; more are several."""

    @property
    def threads(self) -> int:
        """Threads that answer requests."""
        return ADMITTED + self.streams + self.free_threads


@dataclass(frozen=True, slots=True)
class WebSettings:
    """Settings of the app, with their defaults."""

    sample_data: bool = False
    """Whether the reports are generated; every page then says so."""
    roster: Path | None = None
    """A CSV file with a column `school` (and optionally `province`): the schools of which a report
    is expected, so that the coverage page shows which have none."""
    proxies: int = 0
    """Number of reverse proxies whose X-Forwarded-* headers are trusted."""
    cors: tuple[str, ...] = ()
    """Origins whose scripts may read the API, `https://host:port`; `*` is any."""
    log: str = ""
    """The file to which `xxgk serve` writes a line of JSON for each request; "-" is stderr."""
    log_queries: bool = False
    """Whether URLs, with the queries in them, are logged."""
    hosts: tuple[str, ...] = ()
    """Accepted names in the Host header, without port; any if there are none. `.example.cn` is
    every name below it."""
    contact: str = ""
    """Where readers report that something was read wrongly: a mail address or an https address.
    Without it there are no such links."""
    inspect: bool = False
    """Whether visitors may have a draft checked."""
    limits: ServerLimits = ServerLimits()
    base_url: str = ""
    """Where the site is reached, `https://host` or `https://host/path`: for citations, feeds,
    exports and canonical links. Without it these have no absolute addresses."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> WebSettings:
        """XXGK_SAMPLE_DATA, XXGK_ROSTER, XXGK_PROXIES, XXGK_LOG, XXGK_LOG_QUERIES,
        XXGK_BASE_URL, XXGK_CONTACT, XXGK_INSPECT; XXGK_CORS and XXGK_HOSTS (separated by blanks).
        An empty one counts as not set.

        Raises UsageError if XXGK_PROXIES is not a digit.
        """
        roster = environment.get("XXGK_ROSTER")
        proxies = environment.get("XXGK_PROXIES") or "0"
        if not (proxies.isascii() and proxies.isdigit() and len(proxies) == 1):
            raise UsageError(
                Message(
                    "XXGK_PROXIES 应是反向代理的层数，例如 1，而不是 “%(given)s”", given=proxies
                )
            )
        return cls(
            sample_data=environment.get("XXGK_SAMPLE_DATA", "") not in ("", "0"),
            roster=Path(roster) if roster else None,
            proxies=int(proxies),
            cors=tuple(environment.get("XXGK_CORS", "").split()),
            log=environment.get("XXGK_LOG", ""),
            log_queries=environment.get("XXGK_LOG_QUERIES", "") not in ("", "0"),
            hosts=tuple(environment.get("XXGK_HOSTS", "").split()),
            base_url=environment.get("XXGK_BASE_URL", ""),
            contact=environment.get("XXGK_CONTACT", ""),
            inspect=environment.get("XXGK_INSPECT", "") not in ("", "0"),
        )


def checked_contact(contact: str) -> str:
    """The address as a link: `mailto:` is added to a bare mail address. Raises UsageError."""
    address = contact.strip()
    parts = urlsplit(address)
    if not address or (parts.scheme == "https" and parts.netloc):
        return address
    mail = parts.path if parts.scheme == "mailto" else address
    name, at, host = mail.partition("@")
    if parts.scheme in ("", "mailto") and name and at and host and not {*' <>"\n'} & {*mail}:
        return address if parts.scheme == "mailto" else f"mailto:{address}"
    raise UsageError(
        Message("--contact 应是邮件地址或 https 网址，而不是 “%(given)s”", given=contact)
    )
