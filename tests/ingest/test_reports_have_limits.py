"""A report with more parts or headings than the limits allow fails with a reason."""

from __future__ import annotations

import pytest

from indexer.errors import NotAReportError, UnreadableError
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from tests.ingest.reading import read_text

TITLE = "安徽大学2023年信息公开年度报告\n"


def sections(count: int) -> str:
    """A report of so many sections, one paragraph in each."""
    return TITLE + "一、概述\n学校公开信息。\n二、主动公开情况\n公布章程。\n" * (count // 2)


def lower_headings(count: int) -> str:
    """One section with so many headings below it, a paragraph in each."""
    below = "".join(f"（{'一二三'[i % 3]}）完善制度\n学校修订了办法。\n" for i in range(count))
    return TITLE + "一、概述\n学校公开信息。\n" + below


LIMITS = Limits(parts=20, headings=30)


def failure(text: str, limits: Limits = LIMITS) -> str:
    """The reason why a text fails, rather than being ignored."""
    with pytest.raises(UnreadableError) as raised:
        read_text(text, limits=limits)
    assert not isinstance(raised.value, NotAReportError)
    return str(raised.value)


def test_a_report_with_too_many_parts_fails_with_the_reason_and_the_fix() -> None:
    reason = failure(sections(22))
    assert "章节超过 20 个" in reason
    assert "拆分" in reason


def test_a_report_with_too_many_headings_fails_with_the_reason_and_the_fix() -> None:
    reason = failure(lower_headings(31))
    assert "标题超过 30 个" in reason
    assert "拆分" in reason


def test_a_report_with_the_most_parts_and_headings_is_read() -> None:
    assert len(read_text(sections(18), limits=LIMITS).parts) == 19
    assert len(read_text(lower_headings(29), limits=LIMITS).outline) == 30


@pytest.mark.nightly
def test_by_default_a_report_has_at_most_2000_parts_and_3000_headings() -> None:
    assert "章节超过 2000 个" in failure(sections(2002), DEFAULT_LIMITS)
    assert "标题超过 3000 个" in failure(lower_headings(3001), DEFAULT_LIMITS)
    assert len(read_text(sections(1998)).parts) == 1999
    assert len(read_text(lower_headings(2999)).outline) == 3000
