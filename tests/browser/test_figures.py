"""The figures in a browser: sort, filter, follow a cell to its sentence, export, read the box."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from bench.demo import demo_reports
from indexer.ingest.extracted import Extracted
from indexer.ingest.parse import parse_report
from indexer.reports.model import Source
from tests.browser.conftest import served
from tests.browser.test_for_everyone import LOOKS, RULES, in_language

Opened = Callable[..., Page]
REPORTS = 60


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The URL of a server over reports of the demo."""
    shown = [
        parse_report(
            Extracted(one.text), Source(one.path), report_id=one.path[:-4].replace("/", "-")
        )
        for one in demo_reports(REPORTS)
    ]
    with served(shown, contact="data@a.example", sample_data=True) as url:
        yield url


def numbers(page: Page, column: int) -> list[int]:
    """The numbers of a column of the table, from the top."""
    cells = page.locator(f".figure-table tbody td:nth-of-type({column}).number").all_text_contents()
    return [int(re.sub("[^0-9]", "", cell)) for cell in cells]


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(True, id="with script"),
        pytest.param(False, id="without script", marks=pytest.mark.slow),
    ],
)
def test_sort_filter_follow_a_cell_and_export(opened: Opened, script: bool) -> None:
    page = opened("/figures?year=all", java_script_enabled=script)
    page.get_by_role("link", name="网站条数").last.click()
    page.wait_for_url("**sort=website_items**")
    sorted_numbers = numbers(page, 9)
    assert sorted_numbers == sorted(sorted_numbers, reverse=True)
    assert len(sorted_numbers) > 5

    page.get_by_label("只看", exact=True).select_option("requests_received>0")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**figure=requests_received**")
    rows = page.locator(".figure-table tbody tr")
    assert 0 < rows.count() < REPORTS
    expect(page.locator(".figure-table tbody td:nth-of-type(2)")).to_have_class(
        ["figure number"] * rows.count()
    )

    page.get_by_text("导出", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    exported = [*csv.DictReader(text.splitlines())]
    assert len(exported) == rows.count()
    assert all("申请" in row["requests_received_sentence"] for row in exported)

    cell = page.locator("td.figure.number a").first
    value = cell.inner_text()
    cell.click()
    page.wait_for_url("**#marked")
    expect(page.locator(".text .stated").first).to_be_in_viewport()
    sentence = page.locator(".text .stated").first.inner_text()
    assert re.sub("[^0-9]", "", value) in sentence or re.search(
        "[一二两三四五六七八九十]", sentence
    )


def test_the_box_is_read_followed_and_closed(opened: Opened) -> None:
    page = opened("/search?q=收到 申请")
    box = page.locator(".figure-box")
    expect(box).to_contain_text("写明收到过申请")
    link = box.get_by_role("link", name=re.compile("所")).nth(1)
    number = int(re.sub("[^0-9]", "", link.inner_text()))
    link.click()
    expect(page.locator(".figure-table tbody tr")).to_have_count(number)
    page.go_back()
    box.get_by_role("link", name="关闭").click()
    expect(box).to_have_count(0)


PAGES = {
    "figures": "/figures",
    "all years": "/figures?year=all&of=items_disclosed",
    "report": "/reports/2024-000?mark=requests_received",
    "box": "/search?q=收到 申请",
}
NAMES = [
    pytest.param(name, marks=() if name in ("figures", "box") else pytest.mark.slow)
    for name in PAGES
]
"""All years are shown as one year is, a report as every report: only the slow tests look at all."""


@pytest.mark.parametrize(("scheme", "width", "language"), LOOKS)
@pytest.mark.parametrize("name", NAMES)
def test_axe_reports_no_violation(
    opened: Opened, name: str, scheme: str, width: int, language: str
) -> None:
    path = in_language(PAGES[name], language)
    page = opened(path, color_scheme=scheme, viewport={"width": width, "height": 900})
    for folded in page.locator("details:not(.menu) > summary:visible").all():
        folded.click()
    result = Axe().run(page, options=RULES)
    assert result.response["violations"] == [], result.generate_report()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_cut_off_on_the_narrowest_screen(opened: Opened, name: str) -> None:
    page = opened(PAGES[name], viewport={"width": 320, "height": 640})
    for language in ("zh", "en"):
        page.goto(in_language(PAGES[name], language))
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, language
