"""One GET under the policy: robots.txt, delays, redirects, size, time, retries."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadTimeoutError,
    IgnoreRequest,
)
from scrapy.http import Response

from collector.addresses import absolute, authority_of, host_of, is_ip, slot_of
from collector.guard import Guard, is_public
from collector.outcome import Problem
from collector.refresh import refresh_target
from collector.robots import ALLOW_ALL, FORBID_ALL, MAX_REDIRECTS, RobotsRules, read_robots
from collector.throttle import note_request_end, require_delay

MEGABYTE: Final = 1 << 20
_MAX_HOPS: Final = 8
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_LONGEST_STAY: Final = 99
"""Seconds after which a page that goes on by a Refresh header is one to read."""
_RETRIES: Final = 2
"""Further attempts after a broken connection, or an answer that asks for patience."""
_LOGIN: Final = re.compile(
    r"/(?:cas|sso|authserver|idp|oauth2?|passport|uaa)(?:/|$)"
    r"|/(?:user_?)?(?:login|signin|logon|log_in|sign_in)(?:[/.;?_-]|$)|/dologin",
    re.IGNORECASE,
)
_LOGIN_HOST: Final = re.compile(r"^(?:cas|sso|ids\d?|authserver|auth|login|passport|uis|idp)\.")


def is_login(url: str) -> bool:
    """Whether an address is that of a log-in page."""
    path = url.partition("//")[2].partition("/")[2].partition("?")[0]
    return _LOGIN.search(f"/{path}") is not None or _LOGIN_HOST.match(host_of(url)) is not None


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of a crawl."""

    delay: float = 1.0
    """Seconds between two requests to one host and port, at least."""
    max_pages: int = 500
    """Requests per start address and run, robots.txt aside."""
    max_bytes: int = 200 * MEGABYTE
    """Bytes per start address and run, counted decompressed."""
    max_file: int = 50 * MEGABYTE
    """Bytes of one file, counted decompressed."""
    max_page: int = 8 * MEGABYTE
    """Bytes of one web page."""
    page_seconds: float = 30.0
    file_seconds: float = 180.0
    site_seconds: float = 2 * 3600.0
    """Time for one start address in one run."""
    max_wait: float = 300.0
    """The longest Retry-After that is waited for."""
    proxy: str | None = None


@dataclass(frozen=True, slots=True)
class Validators:
    """What the server gave to ask whether a page has changed."""

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        return bool(self.etag or self.last_modified)

    def headers(self) -> dict[str, str]:
        both = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in both.items() if value}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a body, "not modified", or a problem."""

    url: str
    """Where the redirects ended."""
    status: int = 0
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    problem: Problem | None = None

    @property
    def is_unmodified(self) -> bool:
        return self.status == 304

    @property
    def validators(self) -> Validators:
        return Validators(self.headers.get("etag", ""), self.headers.get("last-modified", ""))


class Spending:
    """What is left of a school's limits in this run."""

    def __init__(self, pages: int, size: int) -> None:
        self.pages_left = pages
        self.bytes_left = size


class Fetcher:
    """Requests for one school: its robots.txt rules, its cookies, its spending."""

    def __init__(
        self,
        crawler: Crawler,
        guard: Guard,
        policy: Policy,
        jar: int,
        in_scope: Callable[[str], bool],
        spending: Spending,
    ) -> None:
        self._crawler = crawler
        self._guard = guard
        self._policy = policy
        self._jar = jar
        self._in_scope = in_scope
        self.spending = spending
        self._robots: dict[str, RobotsRules] = {}
        self._failures: dict[str, Problem] = {}
        """Why there is no robots.txt, by scheme, host and port."""

    async def get(
        self,
        url: str,
        *,
        is_file: bool = False,
        validators: Validators | None = None,
        referer: str = "",
    ) -> Answer:
        """Follow `url` to its end, on the school's own hosts. `referer` is the page that links it:
        some sites give an attachment only to those who come from there."""
        seen: set[str] = set()
        for _ in range(_MAX_HOPS):
            rules = await self._rules(url)
            if not rules.allows(url):
                forbidden = Problem.ROBOTS_FORBID if rules.is_available else self._unavailable(url)
                return Answer(url, problem=forbidden)
            headers = validators.headers() if validators else {}
            if referer and host_of(referer) == host_of(url):
                headers["Referer"] = referer
            answer = await self._attempts(url, is_file, headers)
            written = _where_to(answer)
            if written is None or answer.problem is not None:
                return answer
            target = absolute(url, written)
            if target == url and answer.status not in _REDIRECTS:
                return answer  # it only reloads itself
            problem = self._refuse_redirect(target)
            if problem is not None or target is None:
                return Answer(target or url, problem=problem or Problem.SERVER_ERROR)
            if target in seen and target == url:
                return Answer(url, problem=Problem.REDIRECT_LOOP)
            seen.add(target)
            url = target
        return Answer(url, problem=Problem.REDIRECT_LOOP)

    def _refuse_redirect(self, target: str | None) -> Problem | None:
        if target is None:
            return Problem.SERVER_ERROR
        if is_login(target):
            return Problem.LOGIN
        if not self._in_scope(target):
            host = host_of(target)
            is_private = is_ip(host) and not is_public(host)
            return Problem.PRIVATE_ADDRESS if is_private else Problem.OTHER_SITE
        return None

    def _unavailable(self, url: str) -> Problem:
        """Why there is no robots.txt, where it is more than a server's error."""
        return self._failures.get(authority_of(url), Problem.ROBOTS_UNAVAILABLE)

    async def _rules(self, url: str) -> RobotsRules:
        authority = authority_of(url)
        rules = self._robots.get(authority)
        if rules is None:
            rules = self._robots[authority] = await self._fetch_rules(authority)
            if rules.crawl_delay > 0:
                require_delay(self._crawler, slot_of(url), rules.crawl_delay)
        return rules

    async def _fetch_rules(self, authority: str) -> RobotsRules:
        url = f"{authority}/robots.txt"
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._attempts(url, False, {}, is_robots=True)
            if answer.problem is not None and not answer.status:
                self._failures[authority] = answer.problem
                return FORBID_ALL
            if answer.status not in _REDIRECTS:
                return read_robots(answer.status, answer.body)
            target = absolute(url, answer.headers.get("location", ""))
            if target is None or is_login(target):
                return ALLOW_ALL
            url = target
        return ALLOW_ALL

    async def _attempts(
        self,
        url: str,
        is_file: bool,
        headers: Mapping[str, str],
        *,
        is_robots: bool = False,
    ) -> Answer:
        """One address, again where the connection broke or the server asks for patience."""
        answer = Answer(url)
        for attempt in range(1 + _RETRIES):
            answer = await self._request(url, is_file, headers, is_robots=is_robots)
            wait = self._retry_delay(answer, attempt)
            if wait is None:
                return answer
            await asyncio.sleep(wait)
        return answer

    def _retry_delay(self, answer: Answer, attempt: int) -> float | None:
        """Seconds after which to try again; None where that is of no use."""
        if answer.problem is Problem.NO_ANSWER and host_of(answer.url) not in self._guard.refused:
            return min(1.0, max(self._policy.delay, 0.1)) * (attempt + 1)
        if answer.status not in {429, 503}:
            return None
        wait = _retry_after(answer.headers.get("retry-after", ""))
        if wait is None:
            wait = max(self._policy.delay * 10, 0.5) * (attempt + 1)
            if answer.status == 503 and attempt:
                return None
        return None if wait > self._policy.max_wait else wait

    async def _request(
        self, url: str, is_file: bool, headers: Mapping[str, str], *, is_robots: bool
    ) -> Answer:
        policy, spending = self._policy, self.spending
        largest = policy.max_file if is_file or is_robots else policy.max_page
        left = spending.bytes_left
        if not self._guard.allows_by_proxy(host_of(url)):
            return Answer(url, problem=Problem.PRIVATE_ADDRESS)
        if not is_robots:
            if spending.pages_left <= 0 or left <= 0:
                return Answer(url, problem=Problem.BUDGET)
            spending.pages_left -= 1
        meta: dict[str, Any] = {
            "download_slot": slot_of(url),
            "download_timeout": policy.file_seconds if is_file else policy.page_seconds,
            "download_maxsize": max(1, min(largest, left)),
            "cookiejar": self._jar,
        }
        if policy.proxy:
            meta["proxy"] = policy.proxy
        request = Request(url, headers=dict(headers), meta=meta, dont_filter=True)
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - whatever a server does, the crawl goes on
            note_request_end(self._crawler, slot_of(url))
            problem = self._problem_of(url, error)
            if problem is Problem.TOO_LARGE and left < largest:
                problem = Problem.BUDGET
            return Answer(url, problem=problem)
        spending.bytes_left -= len(response.body)
        return _answer(url, response)

    def _problem_of(self, url: str, error: Exception) -> Problem:
        text = _all_causes(error)
        if host_of(url) in self._guard.refused:
            return Problem.PRIVATE_ADDRESS
        match error:
            case DownloadTimeoutError():
                return Problem.TOO_SLOW
            case DownloadCancelledError() | IgnoreRequest():
                return Problem.TOO_LARGE
            case CannotResolveHostError():
                return Problem.NO_ANSWER
            case _ if re.search("certificate|VerificationError", text, re.IGNORECASE):
                return Problem.BAD_CERTIFICATE
            case _:
                return Problem.NO_ANSWER


def _where_to(answer: Answer) -> str | None:
    """Where an answer sends its reader: a redirect, or a page that goes on by a Refresh header;
    None where the reader stays."""
    if answer.status in _REDIRECTS:
        return answer.headers.get("location", "")
    return refresh_target(answer.headers.get("refresh", ""), most_seconds=_LONGEST_STAY) or None


def _all_causes(error: BaseException) -> str:
    """The text of an error and of what caused it; Twisted keeps causes in `reasons`."""
    texts: list[str] = []
    pending: list[Any] = [error]
    while pending and len(texts) < 20:
        current = pending.pop()
        texts.append(f"{type(current).__name__}: {current}")
        reasons = getattr(current, "reasons", None) or ()
        pending.extend(getattr(reason, "value", reason) for reason in reasons)
        if isinstance(current, BaseException) and current.__cause__ is not None:
            pending.append(current.__cause__)
    return "\n".join(texts)


def _answer(url: str, response: Response) -> Answer:
    headers = {
        name.decode("latin-1").lower(): b", ".join(values)
        for name, values in response.headers.items()
    }
    text = {name: _header_text(value) for name, value in headers.items()}
    return Answer(url, response.status, response.body, text, _problem_of_status(response.status))


def _header_text(value: bytes) -> str:
    """A header as text: servers write names of files in UTF-8 or GBK, without saying so."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")


def _problem_of_status(status: int) -> Problem | None:
    if status < 400 and status != 0:
        return None
    match status:
        case 401 | 407:
            return Problem.LOGIN
        case 404 | 410:
            return Problem.NOT_FOUND
        case 429:
            return Problem.TOO_MANY_REQUESTS
        case _:
            return Problem.REFUSED if status < 500 else Problem.SERVER_ERROR


def _retry_after(value: str) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date."""
    if re.fullmatch("[0-9]{1,9}", value.strip()):
        return float(value)
    try:
        when = parsedate_to_datetime(value)
    except (TypeError, ValueError):
        return None
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    return max(0.0, (when - datetime.now(UTC)).total_seconds())
