"""`xxgk figures --check`: figures that do not fit each other, with the sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from indexer.archive.archive import Archive
from indexer.archive.find import listed
from indexer.cli.context import may_page
from indexer.cli.language import _, language
from indexer.cli.output import (
    emit_csv,
    emit_json,
    emit_json_line,
    show_lines,
)
from indexer.reporting.figure_checks import (
    CHECK_COLUMNS,
    CheckedStatement,
    FigureCheck,
    check_name,
    check_row,
    figure_checks,
)
from indexer.reports.figures import figure_name
from indexer.search.request import SearchRequest


def emit_checks(
    ctx: click.Context,
    archive: Archive,
    request: SearchRequest,
    figures: Sequence[str],
    form: str,
) -> int:
    """The contradictions in the reports under the filters, of these figures or of all; returns the
    exit code."""
    with archive.reading() as reader:
        ids = [head.id for head in listed(reader, request)]
        checks = [
            check
            for check in figure_checks(reader, ids)
            if not figures or check.stated.figure in figures
        ]
    match form:
        case "json":
            emit_json([check.to_dict() for check in checks])
        case "jsonl":
            for check in checks:
                emit_json_line(check.to_dict())
        case "csv":
            emit_csv(CHECK_COLUMNS, map(check_row, checks))
        case _:
            show_lines(ctx, _text(checks, len(ids)), paged=may_page(ctx))
    return 0 if checks else 1


def _text(checks: Sequence[FigureCheck], reports: int) -> Iterator[str]:
    for check in checks:
        name = click.style(check.head.school or _("学校不详"), fg="cyan", bold=True)
        period = check.head.period or _("统计期间不详")
        yield f"{name}  {period}"
        kind = check_name(check.kind, language())
        yield f"  {figure_name(check.stated.figure, language())}  {kind}"
        yield from _statements((check.stated, *check.others))
        if check.kind == "parts":
            yield _("    各项之和 %(sum)d", sum=check.other_value or 0)
        yield click.style(f"  xxgk show {check.stated.report_id}", dim=True)
        yield ""
    if checks:
        yield _("%(reports)d 份报告中有 %(number)d 处不一致", reports=reports, number=len(checks))
    else:
        yield _("%(reports)d 份报告中没有发现确定的不一致", reports=reports)


def _statements(statements: Sequence[CheckedStatement]) -> Iterator[str]:
    """Each sentence with the values it gives."""
    values: dict[tuple[str, str], list[str]] = {}
    for each in statements:
        value = "?" if each.value is None else str(each.value)
        stated = f"{figure_name(each.figure, language())} {value}"
        values.setdefault((each.report_id, each.sentence), []).append(stated)
    for (_report, sentence), all_stated in values.items():
        quoted = click.style(" ".join(sentence.split()), dim=True)
        yield "    " + _("、").join(all_stated) + "  " + quoted
