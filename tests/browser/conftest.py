"""A real Chromium in front of a real server.

XXGK_CHROMIUM names the browser; without it the first of the usual names on the PATH is taken.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, ViewportSize, sync_playwright
from waitress.server import create_server

from bench.corpus import generate
from indexer.archive import Archive
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


def served(shown: Sequence[Report], **settings: Any) -> AbstractContextManager[str]:
    """The URL of a server over reports."""
    return serving(archive_of(shown), **settings)


@contextmanager
def serving(archive: Archive, **settings: Any) -> Iterator[str]:
    """The URL of a server over an archive."""
    app = create_app(archive, settings=WebSettings(**settings))
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
    """The console also reports the 400 that a test provokes, and a page that it knows is not there."""
    if message.type != "error" or "status of 400" in message.text:
        return False
    return not message.location["url"].partition("?")[0].endswith("/nowhere")


@dataclass
class Window:
    """A page that one test after the other is shown in, in the browser's state as it was new."""

    page: Page
    wrong: list[str]
    """Dialogs, errors and requests to other hosts since the last reset."""

    def reset(self) -> None:
        """Without cookies, permissions and anything that a test left on the page."""
        self.page.goto("/healthz")
        self.page.mouse.move(0, 0)
        self.page.context.clear_cookies()
        self.page.context.clear_permissions()
        self.wrong.clear()


def new_window(browser: Browser, address: str, java_script_enabled: bool) -> Window:
    context = browser.new_context(
        base_url=address, locale="zh-CN", java_script_enabled=java_script_enabled
    )
    context.set_default_timeout(15_000)
    window = Window(context.new_page(), [])
    page, wrong = window.page, window.wrong
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
    return window


@pytest.fixture(scope="session")
def windows() -> dict[tuple[str, bool], Window]:
    """(Address, script or none) → the window for it: a new process for each test takes seconds."""
    return {}


Opened = Callable[..., Page]


@pytest.fixture
def opened(
    browser: Browser, address: str, windows: dict[tuple[str, bool], Window]
) -> Iterator[Opened]:
    """Open a page; a dialog, an error or a request to another host fails the test at its end."""
    used: list[Window] = []

    def open_page(
        path: str = "/",
        *,
        java_script_enabled: bool = True,
        viewport: ViewportSize | None = None,
        color_scheme: Literal["light", "dark"] = "light",
        permissions: Sequence[str] = (),
    ) -> Page:
        key = (address, java_script_enabled)
        if key not in windows or windows[key].page.is_closed():
            windows[key] = new_window(browser, *key)
        window = windows[key]
        used.append(window)
        window.reset()
        window.page.set_viewport_size(viewport or {"width": 1280, "height": 900})
        window.page.emulate_media(color_scheme=color_scheme)
        window.page.context.grant_permissions(permissions)
        window.page.goto(path)
        return window.page

    yield open_page
    assert [wrong for window in used for wrong in window.wrong] == []
