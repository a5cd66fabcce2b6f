"""What is said of a report and of a part, wherever one is shown."""

from __future__ import annotations

from collections.abc import Iterator

from indexer.reports.model import Part, Report
from indexer.reports.taxonomy import SECTIONS, TOPICS
from indexer.search.response import Hit


def facts_of(report: Report) -> Iterator[tuple[str, str]]:
    """What is known of the report as a whole."""
    covered = f"{report.period_start} 至 {report.period_end}"
    yield "学校", report.school or "不详"
    yield "省份", report.province or "不详"
    yield "期间", report.period or "不详"
    if report.period_start and report.period_end:
        yield "统计起止", covered
    if report.published:
        yield "发布", report.published.isoformat()
    if report.source_url:
        yield "来源", report.source_url
    yield "文件", report.path
    yield "编号", report.id


def labels_of(part: Part | Hit) -> str:
    """The part's sections and topics, in brackets."""
    names = [SECTIONS[section] for section in part.sections]
    return f"[{' · '.join([*names, *(TOPICS[topic] for topic in part.topics)])}]"
