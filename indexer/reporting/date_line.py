"""Where a report states the date of its signature."""

from __future__ import annotations

from indexer.reports.dates import find_days, normalize_dates
from indexer.reports.model import Report


def signature_spans(report: Report) -> dict[int, list[tuple[int, int]]]:
    """Part → the ranges of the last line that gives the report's date, or of two lines where its
    year stands alone; none where the date is not that of a signature."""
    if report.published is None or report.published_from != "signature":
        return {}
    for part in reversed(report.parts):
        end, below = len(part.text), ""
        for line in reversed(part.text.split("\n")):
            start = end - len(line)
            for lines in ((line,), (line, below)):
                plain = normalize_dates("".join(lines))
                if any(found.day == report.published for found in find_days(plain)):
                    after = end + 1 + len(lines[-1])
                    return {part.ordinal: [(start, end), (end + 1, after)][: len(lines)]}
            end, below = start - 1, line
    return {}
