"""Citations of a report: by GB/T 7714—2015, and as plain text.

GB/T 7714—2015, 4.2 and 4.6: responsible body. title[document type/carrier]. (date of issue)
[date of access]. address. A report is type R; online its carrier is OL. What is not known is left
out, as the standard allows.
"""

from __future__ import annotations

from datetime import date

from indexer.search.engine import ReportHead


def gb7714(report: ReportHead, accessed: date) -> str:
    """The reference in the standard's format."""
    if report.source_url is None:
        when = report.published or (str(report.year) if report.year is not None else None)
        pieces = [report.school, f"{title_of(report)}[R]", when]
        return "".join(f"{piece}. " for piece in pieces if piece).rstrip()
    issued = f"({report.published})" if report.published else ""
    pieces = [report.school, f"{title_of(report)}[R/OL]", f"{issued}[{accessed}]"]
    return "".join(f"{piece}. " for piece in pieces if piece) + f"{report.source_url}."


def plain(report: ReportHead) -> str:
    """Plain text for an article or a footnote."""
    pieces = [f"{report.school or ''}《{title_of(report)}》"]
    if report.published:
        day = date.fromisoformat(report.published)
        pieces.append(f"{day.year}年{day.month}月{day.day}日")
    if report.source_url:
        pieces.append(report.source_url)
    return "，".join(pieces)


def title_of(report: ReportHead) -> str:
    """The report's title, else one made of school and period."""
    if report.title:
        return " ".join(report.title.split())
    return f"{report.school or ''}{_when(report)}信息公开年度报告"


def _when(report: ReportHead) -> str:
    if report.period is None:
        return ""
    return f"{report.period}学年" if "-" in report.period else f"{report.period}年"
