"""What is said of a report and of a part, wherever one is shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.cli.language import _, section_name, topic_name
from indexer.i18n import Message
from indexer.reports.model import Part, Report
from indexer.reports.warnings import AnyWarning, Concern
from indexer.search.response import Hit

_FIXES: Final[dict[Concern, Message]] = {
    "school": Message("读得不对就在 manifest.csv 的 school 列写明"),
    "period": Message("读得不对就在 manifest.csv 的 period 列写明"),
    "published": Message("读得不对就在 manifest.csv 的 published 列写明"),
    "sections": Message("请核对各级标题；标题无误就不用改"),
    "text": Message("请对照原文件；缺的文字可先做文字识别（OCR）或从原文档重新导出"),
    "report": Message("不是报告就移走文件；一个文件请只放一年的报告"),
}


def fix_of(warning: AnyWarning) -> Message:
    """What a person does about a warning."""
    return _FIXES[warning.concern]


def facts_of(report: Report) -> Iterator[tuple[str, str]]:
    """What is known of the report as a whole."""
    yield _("学校"), report.school or _("不详")
    yield _("省份"), report.province or _("不详")
    yield _("期间"), report.period or _("不详")
    if report.period_start and report.period_end:
        yield (
            _("统计起止"),
            _("%(first)s 至 %(last)s", first=report.period_start, last=report.period_end),
        )
    if report.published:
        yield _("发布"), report.published.isoformat()
    if report.source_url:
        yield _("来源"), report.source_url
    yield _("文件"), report.path
    yield _("编号"), report.id


def labels_of(part: Part | Hit) -> str:
    """The part's sections and topics, in brackets."""
    names = [*map(section_name, part.sections), *map(topic_name, part.topics)]
    return f"[{' · '.join(names)}]"
