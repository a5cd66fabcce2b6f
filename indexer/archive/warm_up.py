"""What a server reads when it starts, so that no first request waits for it."""

from __future__ import annotations

from contextlib import suppress

from indexer.errors import XxgkError
from indexer.reporting.figures import FigureTable
from indexer.reporting.shared_wording import report_sentences
from indexer.reports.checklist import read_checklist
from indexer.reports.section_status import section_entries
from indexer.search.engine import IndexReader
from indexer.search.examples import examples
from indexer.search.execute import search
from indexer.search.request import SearchRequest


def warm_up(reader: IndexReader) -> None:
    """Read what all pages need, and one report as its page and its school's page do, which compiles
    their patterns. Raises UnusableIndexError."""
    reader.warm_up()
    heads = reader.heads()
    examples(reader)
    search(reader, SearchRequest("信息公开 年报", size=1))
    FigureTable(reader, SearchRequest())
    if heads:
        with suppress(XxgkError):  # damage to one report is a matter of its own page
            _read_report(reader, heads[0].id)


def _read_report(reader: IndexReader, report_id: str) -> None:
    report = reader.report(report_id)
    if report is not None:
        section_entries(report.parts)
        read_checklist(report)
        report_sentences(reader, report)
