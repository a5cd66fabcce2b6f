"""Why a page that should be a report is none, or one that should list reports lists none."""

from __future__ import annotations

import re
from typing import Final

from collector.link_kinds import Kind
from collector.outcome import Problem
from collector.page import Page
from collector.school_state import PageEntry
from indexer.ingest.file_classifier import FileClass

_GONE: Final = re.compile(
    r"(?<![\d-])404(?!\d)|不存在|已被?删除|[找查]不到|[未没]有?[找查]到|not found|已过期|已失效"
    r"|页面丢失|无法访问"
)
"""What a page says instead of what was there."""


def why_no_report(page: Page, entries: list[PageEntry], result: FileClass) -> Problem | None:
    """Why a page that should be a report is none; None where it leads to reports."""
    words = page.text.lower()
    if page.letters < 600 and _GONE.search(f"{page.title}\n{page.heading}\n{words[:200]}".lower()):
        return Problem.NOT_FOUND
    if any(each.kind >= Kind.ANNUAL for each in entries):
        return None
    if page.asks_password:
        return Problem.LOGIN
    if result.reason in {"timeout", "memory", "crash"}:
        return Problem.INTERNAL
    if len(words) < 600 and _GONE.search(words):
        return Problem.NOT_FOUND
    if page.is_made_by_script and page.letters < 400:
        return Problem.NEEDS_BROWSER
    if page.has_pictures and page.letters < 400 and "图片" in result.reason:
        return Problem.SCANNED
    return Problem.NOT_A_REPORT


def why_no_list(entry: PageEntry, page: Page, entries: list[PageEntry]) -> Problem | None:
    """Why a page that should list reports lists none."""
    if entry.kind is Kind.REPORT and page.asks_password:
        return Problem.LOGIN
    if entry.kind < Kind.HUB or any(each.kind >= Kind.ANNUAL for each in entries):
        return None
    if page.asks_password and page.letters < 600:
        return Problem.LOGIN
    return Problem.NEEDS_BROWSER if page.is_made_by_script else None
