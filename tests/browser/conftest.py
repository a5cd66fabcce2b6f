"""A real Chromium in front of a real server.

XXGK_CHROMIUM names the browser; without it the first of the usual names on the PATH is taken.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from waitress.server import create_server

from bench.corpus import generate
from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import parse_report
from indexer.reports.model import Report, Source
from tests.webapp.conftest import a_hostile_report, archive_of, seed_reports
from webapp import WebSettings, create_app

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM = os.environ.get("XXGK_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
"""Read before the tests' own clean environment takes XXGK_* away."""
HOW_TO_ENABLE = "no Chromium: apt-get install chromium, or name one by XXGK_CHROMIUM"
GENERATED = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.chromium)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=HOW_TO_ENABLE))


def reports() -> list[Report]:
    """The seeds, generated ones, one school in two years, and a hostile one."""
    made = [
        parse_report(Extracted(one.text), Source(one.path), report_id=f"g{one.number:04d}")
        for one in generate(GENERATED)
    ]
    seeds = seed_reports()
    before = replace(
        seeds[0],
        id="before",
        year=2023,
        period="2022-2023",
        parts=tuple(
            replace(part, text=part.text.replace("4827", "4100")) for part in seeds[0].parts
        ),
    )
    return [*seeds, before, *made, a_hostile_report()]


@contextmanager
def served(shown: Sequence[Report], **settings: Any) -> Iterator[str]:
    """The URL of a server over reports."""
    app = create_app(archive_of(shown), settings=WebSettings(**settings))
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The URL of the served app."""
    with served(reports(), inspect=True) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )
        yield chromium
        chromium.close()


def is_unexpected_error(message: ConsoleMessage) -> bool:
    """The console also reports the 400 that a test provokes."""
    return message.type == "error" and "status of 400" not in message.text


Opened = Callable[..., Page]


@pytest.fixture
def opened(browser: Browser, address: str) -> Iterator[Opened]:
    """Open a page; a dialog, an error or a request to another host fails the test at its end."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def watch(page: Page) -> Page:
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console",
            lambda message: wrong.append(message.text) if is_unexpected_error(message) else None,
        )
        page.on(
            "request",
            lambda sent: wrong.append(sent.url) if not sent.url.startswith(address) else None,
        )
        return page

    def open_page(path: str = "/", **options: object) -> Page:
        settings = {"viewport": {"width": 1280, "height": 900}, "locale": "zh-CN", **options}
        context = browser.new_context(base_url=address, **settings)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = watch(context.new_page())
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert wrong == []
