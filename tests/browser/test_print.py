"""Every page prints completely, with the search, its URL and the date at the top."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Page

from tests.browser.test_for_everyone import PAGES, in_language

Opened = Callable[..., Page]

pytestmark = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="no pdftotext: apt-get install poppler-utils"
)


def printed(page: Page, folder: Path) -> list[str]:
    """The page as a PDF, the text of each sheet."""
    file = folder / "page.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True
    ).stdout.decode()
    return text.split("\f")[:-1]


def without_space(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_every_page_prints_with_its_address_and_no_empty_sheet(
    opened: Opened, tmp_path: Path, name: str
) -> None:
    page = opened(PAGES[name])
    for language in ("zh", "en"):
        page.goto(in_language(PAGES[name], language))
        sheets = printed(page, tmp_path)
        assert all(sheet.strip() for sheet in sheets)
        head = without_space(sheets[0])[:600]
        assert without_space(unquote(page.url.split("?")[0])) in head
        assert datetime.now().astimezone().date().isoformat() in head
        if "q=" in page.url and name != "refused":
            assert without_space(page.locator("input[name=q]").first.input_value()) in head


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_coverage_prints_every_row_and_every_column(
    opened: Opened, tmp_path: Path, language: str
) -> None:
    page = opened(f"/coverage?year=2024&lang={language}")
    sheets = printed(page, tmp_path)
    text = without_space("".join(sheets))
    schools = page.locator(".matrix tbody th").all_text_contents()
    assert len(schools) > 50
    for school in schools:
        assert without_space(school.split()[0]) in text, school
    signs = page.locator(".matrix tbody td.cell [aria-hidden]").all_text_contents()
    for sign in ("●", "○", "·"):
        assert text.count(sign) >= signs.count(sign), sign
    for sheet in sheets:  # the head of the table is repeated, its last column too
        assert without_space(
            page.locator(".matrix thead th").last.text_content() or ""
        ) in without_space(sheet)


@pytest.mark.slow
def test_coverage_prints_across(opened: Opened, tmp_path: Path) -> None:
    page = opened("/coverage?year=2024")
    page.pdf(path=tmp_path / "page.pdf", prefer_css_page_size=True)
    info = subprocess.run(
        ["pdfinfo", str(tmp_path / "page.pdf")], capture_output=True, check=True
    ).stdout.decode()
    width, height = map(float, re.findall(r"Page size: +([\d.]+) x ([\d.]+)", info)[0])
    assert width > height


def test_a_report_prints_to_its_last_word_with_its_citation(opened: Opened, tmp_path: Path) -> None:
    page = opened("/reports/000?q=领导小组")
    text = without_space("".join(printed(page, tmp_path)))
    for paragraph in page.locator(".text p").all_text_contents():
        assert without_space(paragraph)[-12:] in text
    assert (
        without_space(page.locator(".print-only .citation").first.text_content() or "")[:30] in text
    )


@pytest.mark.slow
def test_a_search_prints_all_its_hits(opened: Opened, tmp_path: Path) -> None:
    page = opened("/search?q=信息公开&year=2024")
    text = without_space("".join(printed(page, tmp_path)))
    for heading in page.locator(".result h3 > a").all_text_contents():
        assert without_space(heading) in text
    assert "2024" in text[:200]
