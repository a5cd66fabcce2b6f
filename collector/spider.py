"""The visits, run by Scrapy: its engine, downloader, cookies, decompression and AutoThrottle."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import scrapy
from scrapy.crawler import AsyncCrawlerProcess

from collector.fetch import Fetcher, Policy
from collector.guard import GUARD, Guard
from collector.keep import folder_name
from collector.robots import PRODUCT
from collector.sites import School
from collector.state import State
from collector.throttle import MIN_DELAYS
from collector.visit import Tools, Visit
from indexer.ingest.file_classifier import FileClass, FileClassifier

MAX_SCHOOLS: Final = 64
"""Schools that are crawled at once."""
MAX_FILES: Final = 4
"""Documents that may be in memory at once."""
NO_ITEMS: Final[tuple[Any, ...]] = ()
"""What the spider yields: it keeps what it finds itself."""
_HOME: Final = "https://pypi.org/project/xxgk-search/"


@dataclass(frozen=True, slots=True)
class Job:
    """One run."""

    schools: Sequence[School]
    state: State
    tools: Callable[[Callable[[Path], Any], asyncio.Semaphore], Tools]
    guard: Guard
    policy: Policy
    contact: str
    version: str
    workers: int
    save: Callable[[], None]
    """Called now and then, and at the end."""
    on_school: Callable[[], None]
    """Called when a school is done."""
    save_seconds: float = 300.0


def user_agent(version: str, contact: str) -> str:
    """Names the project and whom to write to."""
    return f"{PRODUCT}/{version} (+{_HOME}{f'; {contact}' if contact else ''})"


class Interrupted(Exception):  # noqa: N818 - not an error
    """A person ended the run."""


def settings_of(job: Job) -> dict[str, Any]:
    """Scrapy's settings for a run."""
    handler = "collector.guard.DownloadHandler"
    return {
        GUARD: job.guard,
        MIN_DELAYS: {},
        "USER_AGENT": user_agent(job.version, job.contact),
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
        },
        "DNS_RESOLVER": "collector.guard.GuardedResolver",
        "TWISTED_DNS_RESOLVER": "collector.guard.GuardedResolver",
        "DOWNLOAD_HANDLERS": {
            "http": handler,
            "https": handler,
            **dict.fromkeys(("data", "file", "ftp", "s3")),
        },
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOAD_MAXSIZE": job.policy.max_file,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_DELAY": job.policy.delay,
        "DOWNLOAD_DELAY_JITTER": 0.0,
        "CONCURRENT_REQUESTS": 4 * MAX_SCHOOLS,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": job.policy.delay,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "EXTENSIONS": {
            "scrapy.extensions.throttle.AutoThrottle": None,
            "collector.throttle.HostThrottle": 0,
        },
        "REDIRECT_ENABLED": False,
        "RETRY_ENABLED": False,
        "METAREFRESH_ENABLED": False,
        "HTTPPROXY_ENABLED": False,
        "ROBOTSTXT_OBEY": False,  # `robots` obeys it, with the rules that we promise
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        "LOGSTATS_INTERVAL": 0,
        "STATS_DUMP": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
    }


class CollectSpider(scrapy.Spider):
    """Runs the visits; it yields no requests of its own."""

    name = "collect"

    def __init__(self, job: Job, **more: Any) -> None:
        super().__init__(**more)
        self._job = job
        self.failure: BaseException | None = None

    async def start(self) -> AsyncIterator[Any]:
        """Visit all schools, some at once."""
        try:
            await self._run()
        except Exception as error:  # noqa: BLE001 - raised again by `run`
            self.failure = error
        for item in NO_ITEMS:
            yield item

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        with suppress(NotImplementedError, RuntimeError):  # Windows has no signal handlers here
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stopped.set)
        executor = ThreadPoolExecutor(self._job.workers, thread_name_prefix="classify")
        with FileClassifier() as classifier:
            try:
                await self._visit_all(loop, executor, classifier, stopped)
            finally:
                executor.shutdown(cancel_futures=True)  # a process is closed by nobody else

    async def _visit_all(
        self,
        loop: asyncio.AbstractEventLoop,
        executor: ThreadPoolExecutor,
        classifier: FileClassifier,
        stopped: asyncio.Event,
    ) -> None:
        def examine(folder: Path) -> asyncio.Future[tuple[FileClass, ...]]:
            return loop.run_in_executor(executor, classifier.classify, folder)

        tools = self._job.tools(examine, asyncio.Semaphore(MAX_FILES))
        queue = iter(enumerate(self._job.schools))
        workers = [
            asyncio.create_task(self._visit_some(queue, tools))
            for _ in range(min(MAX_SCHOOLS, len(self._job.schools)))
        ]
        saver = asyncio.create_task(self._save_often())
        stop = asyncio.create_task(stopped.wait())
        pending: set[asyncio.Task[Any]] = {*workers}
        try:
            while pending:
                done, left = await asyncio.wait(
                    {*pending, stop}, return_when=asyncio.FIRST_COMPLETED
                )
                if stop in done:
                    raise Interrupted
                for task in done:
                    task.result()
                pending = left - {stop}
        finally:
            for task in (*workers, saver, stop):
                task.cancel()
            await asyncio.gather(*workers, saver, stop, return_exceptions=True)

    async def _visit_some(self, queue: Any, tools: Tools) -> None:
        for number, school in queue:
            await self._visit(number, school, tools)
            self._job.on_school()

    async def _visit(self, number: int, school: School, tools: Tools) -> None:
        job = self._job
        policy = job.policy
        count = max(1, len(school.urls))
        state = job.state.begin_school(
            school.key,
            folder_name(school.folder),
            policy.max_pages * count,
            policy.max_bytes * count,
        )
        if state.is_done or not school.urls:
            return
        visit = Visit(school, state, tools)
        visit.fetcher = Fetcher(
            self.crawler, job.guard, policy, number, visit.in_scope, state.spending
        )
        await visit.run()

    async def _save_often(self) -> None:
        while True:
            await asyncio.sleep(self._job.save_seconds)
            self._job.save()


def run(job: Job) -> None:
    """Crawl. Raises Interrupted where a person ended the run; what was found is kept."""
    logging.getLogger("scrapy").setLevel(logging.CRITICAL)
    logging.getLogger("twisted").setLevel(logging.CRITICAL)
    process = AsyncCrawlerProcess(settings_of(job))
    crawler = process.create_crawler(CollectSpider)
    process.crawl(crawler, job=job)
    process.start(install_signal_handlers=False)
    spider = crawler.spider
    if not isinstance(spider, CollectSpider):
        raise TypeError("the crawl did not start")
    if spider.failure is not None:
        raise spider.failure
