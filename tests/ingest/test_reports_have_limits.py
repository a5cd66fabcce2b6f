"""A report has at most 2,000 parts and 3,000 headings; a longer one is failed with the reason."""

from __future__ import annotations

import pytest

from indexer.errors import NotAReportError, UnreadableError
from indexer.ingest.outline import MOST_HEADINGS
from indexer.ingest.parts import MOST_PARTS
from tests.ingest.reading import read_text

TITLE = "安徽大学2023年信息公开年度报告\n"


def sections(count: int) -> str:
    """A report of so many sections, one paragraph in each."""
    return TITLE + "一、概述\n学校公开信息。\n二、主动公开情况\n公布章程。\n" * (count // 2)


def lower_headings(count: int) -> str:
    """One section with so many headings below it, a paragraph in each."""
    below = "".join(f"（{'一二三'[i % 3]}）完善制度\n学校修订了办法。\n" for i in range(count))
    return TITLE + "一、概述\n学校公开信息。\n" + below


def refusal(text: str) -> str:
    """The reason why a text is failed, and not only ignored."""
    with pytest.raises(UnreadableError) as failure:
        read_text(text)
    assert not isinstance(failure.value, NotAReportError)
    return str(failure.value)


def test_a_report_of_more_parts_is_failed_with_the_reason_and_the_fix() -> None:
    reason = refusal(sections(MOST_PARTS + 2))
    assert "章节超过 2000 个" in reason
    assert "拆分" in reason


def test_a_report_of_more_headings_is_failed_with_the_reason_and_the_fix() -> None:
    reason = refusal(lower_headings(MOST_HEADINGS + 1))
    assert "标题超过 3000 个" in reason
    assert "拆分" in reason


@pytest.mark.nightly
def test_a_report_of_the_most_parts_and_headings_is_read() -> None:
    assert len(read_text(sections(MOST_PARTS - 2)).parts) == MOST_PARTS - 1
    assert len(read_text(lower_headings(MOST_HEADINGS - 1)).outline) == MOST_HEADINGS
