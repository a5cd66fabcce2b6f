"""The rows of checklists as rows of a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from flask_babel import gettext as _

from indexer.archive import Archive
from indexer.errors import NotFoundError, UsageError
from indexer.reporting.export import SEPARATOR, Row
from indexer.reports.checklist import read_checklist, status_label
from indexer.reports.taxonomy import label
from indexer.search.request import FILTERS
from webapp.extension import archive
from webapp.requests import Arguments, bad_request, read_filters, validate

CHECKLIST_PARAMETERS: Final = frozenset({*FILTERS, "report"})
_OF_REPORT: Final = ("school", "province", "period", "year")
CHECKLIST_COLUMNS: Final = (
    *_OF_REPORT,
    *("number", "official", "topic", "item", "status", "urls", "note", "url", "report_id"),
)


def checklist_reports(arguments: Arguments) -> Sequence[str]:
    """Ids of the reports under the filters, or of the one that is asked for. Raises
    BadRequestError, NotFoundError."""
    filters, report_id = read_filters(arguments), arguments.text("report")
    validate(arguments, filters)
    try:
        heads = archive().reports(filters)
    except UsageError as error:
        raise bad_request(filters, error) from error
    ids = [head.id for head in heads if report_id in ("", head.id)]
    if report_id and not ids:
        raise NotFoundError(_("索引里没有这份报告，它可能已被移除；请重新检索。"))
    return ids


def checklist_rows(
    reports: Archive, ids: Iterable[str], language: str | None, root: str
) -> Iterator[Row]:
    """The rows of the reports, with ids of statuses and topics where there is no language; `root`
    is what addresses begin with."""
    with reports.reading() as reader:
        for report in filter(None, map(reader.report, ids)):
            for row in read_checklist(report):
                topic, status = row.topic, row.status
                yield {
                    **{name: getattr(report, name) for name in _OF_REPORT},
                    "number": row.number,
                    "official": row.official,
                    "topic": label("topic", topic, language) if topic and language else topic,
                    "item": row.wording,
                    "status": status_label(status, language) if status and language else status,
                    "urls": SEPARATOR.join(row.urls),
                    "note": row.note,
                    "url": f"{root}/reports/{report.id}#s{row.ordinal}",
                    "report_id": report.id,
                }
