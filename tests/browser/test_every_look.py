"""Every page in every look: no violation that axe-core finds, nothing cut off, little to send."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bench.demo import demo_reports
from indexer.archive.last_update import LastUpdate, note_of
from indexer.archive.progress import Duplicate, Failure
from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import parse_report
from indexer.reports.model import IgnoredFile, Source
from tests.browser.conftest import reports, serving
from tests.browser.test_figures import PAGES as FIGURES
from tests.browser.test_for_everyone import PAGES, RULES, in_language
from tests.webapp.conftest import SEEDS, archive_of
from tests.webapp.test_scanned_report import scanned

Opened = Callable[..., Page]
pytestmark = pytest.mark.nightly

WIDTHS = (1600, 1024, 390, 320)
SCHEMES = ("light", "dark")
LANGUAGES = ("zh", "en")
FEW = 20
"""Generated reports: enough of every kind of row, since axe-core looks at every cell."""
HEAVIEST = 40_000
"""Bytes of a page, compressed."""

EVERY_PAGE = {
    **PAGES,
    **{f"figures: {name}": path for name, path in FIGURES.items()},
    "results by report": "/search?q=公开&group=report&page=2&sort=school",
    "relaxed": "/search?q=哪些学校收到了公开申请多少条",
    "possible": "/search?q=主动公开信忌1435条",
    "everything": "/search",
    "years as values": "/search/year?q=公开",
    "whole coverage": "/coverage",
    "lacking": "/coverage?year=2024&section=evaluation&state=absent",
    "dated later": "/coverage?dated=later",
    "comparison of four": "/compare?report=before&report=000&report=001&report=002",
    "section through the years": "/schools/安徽机电职业技术学院?section=on_request",
    "one initial": "/schools?initial=A",
    "hostile": "/reports/hostile?q=公开",
    "scan": "/reports/scan?q=1435",
    "no such page": "/nowhere",
    "no such report": "/reports/nowhere",
    "draft": "/inspect",
}


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server over reports of every kind, with everything that a page may have beside them."""
    demo = [
        parse_report(
            Extracted(one.text), Source(one.path), report_id=one.path[:-4].replace("/", "-")
        )
        for one in demo_reports(FEW)
    ]
    others = [each for each in reports() if not each.id.startswith("g")]
    archive = archive_of([*others, *demo, scanned(Source("scan.pdf"))])
    last = LastUpdate(
        at=datetime(2024, 11, 1, tzinfo=UTC),
        files=70,
        added=66,
        updated=0,
        removed=0,
        failed=(Failure("2024/损坏.pdf", "文件已损坏"),),
        ignored=(IgnoredFile("通知.docx", "不是报告"),),
        duplicates=(Duplicate("副本.txt", "原件.txt"),),
    )
    archive.engine.write_note(note_of(last))
    with serving(archive, inspect=True, contact="data@a.example", sample_data=True) as url:
        yield url


def open_in(page: Page, name: str, language: str) -> None:
    """A page in a language, with everything unfolded."""
    page.goto(in_language(EVERY_PAGE[name], language))
    if name == "draft":
        page.locator("#file").set_input_files(min(SEEDS.glob("*.txt")))
        page.locator("form.upload button").click()
        page.locator("#verdict").wait_for(timeout=60_000)
    unfold(page)


def unfold(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details:not(.menu)').forEach((d) => (d.open = true))")


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_axe_reports_no_violation_in_any_look(opened: Opened, name: str) -> None:
    """Languages by a new page; colours and widths as a person changes them, on the same page."""
    page = opened("/healthz")
    found: dict[str, Any] = {}
    for language in LANGUAGES:
        page.context.add_cookies([{"name": "lang", "value": language, "url": page.url}])
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        open_in(page, name, language)
        for width, scheme in product(WIDTHS, SCHEMES):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            unfold(page)
            look = f"{language} {width} {scheme}"
            result = Axe().run(page, options=RULES)
            if result.response["violations"]:
                found[look] = result.generate_report()
            if page.evaluate("document.documentElement.scrollWidth") > width:
                found[f"{look}, cut off"] = page.evaluate("document.documentElement.scrollWidth")
    assert found == {}


@pytest.mark.parametrize("name", EVERY_PAGE)
def test_a_page_is_small(opened: Opened, name: str) -> None:
    page = opened("/healthz")
    for language in LANGUAGES:
        open_in(page, name, language)
        assert len(gzip.compress(page.content().encode(), 5)) <= HEAVIEST, language
