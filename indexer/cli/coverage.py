"""`xxgk coverage`: who wrote which section in a year."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from indexer.analysis.spreadsheet import neutralise_formula
from indexer.archive import Archive
from indexer.cli.context import archive_of, may_page
from indexer.cli.language import (
    Choice,
    IntRange,
    LocalizedCommand,
    _,
    label_of,
    section_name,
)
from indexer.cli.options import completion_of, format_option, global_options
from indexer.cli.output import emit_csv, emit_json, emit_json_line, show_lines
from indexer.errors import UsageError
from indexer.i18n import Message
from indexer.reporting.coverage import (
    COLUMNS,
    OPTIONAL,
    STATES,
    CoverageRequest,
    Matrix,
    Row,
    YearMatrix,
    coverage,
    matrix,
    years,
)
from indexer.reporting.roster import read_roster

_INCOMPLETE: Final = ("says_nothing", "named_only", "absent")
"""States of a section that the text output lists."""
_CSV: Final = (
    *("school", "province", "year", "period", "published", "published_from", "late"),
    *COLUMNS,
)


@click.command(
    "coverage",
    cls=LocalizedCommand,
    help=Message(
        "一年之内各校报告有哪些栏目：哪些没有、只写“无”、仅有标题，日期是否晚于 10 月 31 日，"
        "哪些学校本库未收录。年份指统计期间结束的那一年。"
    ),
    examples=(
        ("xxgk coverage --year 2024", ""),
        ("xxgk coverage --section evaluation --state absent", Message("哪些报告没有写评议情况")),
        ("xxgk coverage --format csv > coverage.csv", ""),
    ),
)
@click.option(
    "--year", type=IntRange(1900, 2999), metavar="Y", help=Message("哪一年，默认最新的一年")
)
@click.option(
    "--province",
    metavar="P",
    multiple=True,
    help=Message("省、自治区、直辖市：安徽"),
    shell_complete=completion_of("province"),
)
@click.option("--name", default="", metavar="TEXT", help=Message("学校名称里的几个字"))
@click.option(
    "--section",
    metavar="ID",
    help=Message("只看这一栏目：complaints，或中文名 举报"),
    shell_complete=completion_of("section"),
)
@click.option(
    "--state", type=Choice(STATES), metavar="STATE", multiple=True, help=Message("只列有这种情形的")
)
@click.option("--late", is_flag=True, help=Message("只列日期晚于 10 月 31 日的"))
@click.option(
    "--roster",
    metavar="FILE",
    envvar="XXGK_ROSTER",
    help=Message("应有报告的学校名册，CSV（XXGK_ROSTER）"),
)
@format_option("text", "json", "jsonl", "csv")
@global_options
@click.pass_context
def coverage_command(
    ctx: click.Context,
    /,
    year: int | None,
    roster: str | None,
    form: str,
    **filters: Any,
) -> int:
    """The matrix of a year."""
    archive = archive_of(ctx)
    request = coverage_request(archive, **filters)
    expected = read_roster(Path(roster)) if roster else ()
    with archive.reading() as reader:
        known = years(reader)
        of_year = coverage(reader, year or (known[0] if known else None), expected)
    shown = matrix(of_year, request)
    match form:
        case "json":
            emit_json(YearMatrix(of_year.year, known, shown).to_dict())
        case "jsonl":
            for row in shown.rows:
                emit_json_line(row.to_dict())
        case "csv":
            emit_csv(_CSV, (_cells(row, of_year.year) for row in shown.rows))
        case _:
            show_lines(ctx, _lines(of_year.year, shown), paged=may_page(ctx))
    return 0 if shown.rows else 1


def coverage_request(
    archive: Archive,
    *,
    province: tuple[str, ...],
    name: str,
    section: str | None,
    state: tuple[str, ...],
    late: bool,
) -> CoverageRequest:
    """The filters, the section by its id. Raises UsageError, UnknownValueError."""
    chosen = archive.section_ids([section]) if section else frozenset([""])
    if len(chosen) != 1 or not chosen <= {"", *COLUMNS}:
        raise UsageError(
            Message("只能是 %(known)s，而不是 %(value)r", known=COLUMNS, value=section)
        )
    return CoverageRequest(province, name.strip(), min(chosen), state, "later" if late else "")


def _cells(row: Row, year: int | None) -> dict[str, str]:
    values = {**row.to_dict(), "year": year}
    cells = {section: cell.state for section, cell in zip(COLUMNS, row.cells, strict=True)}
    facts = {name: values[name] for name in _CSV if name in values}
    facts["late"] = None if row.late is None else int(row.late)
    return {
        name: neutralise_formula("" if value is None else str(value))
        for name, value in {**facts, **cells}.items()
    }


def _lines(year: int | None, shown: Matrix) -> Iterator[str]:
    if not shown.rows and year:
        yield _("没有符合的学校，或者本库没有 %(year)s 年的报告。", year=year)
        return
    dates = shown.dates
    yield click.style(
        _(
            "%(year)s 年：%(reports)s 份报告，%(missing)s 所学校本库未收录",
            year=year or _("不详"),
            reports=f"{shown.reports:,}",
            missing=f"{shown.missing:,}",
        ),
        bold=True,
    )
    yield _(
        "日期：%(by)s 份不晚于 10 月 31 日，%(later)s 份更晚，%(undated)s 份未找到日期；"
        "%(signed)s 份的日期取自落款",
        by=f"{dates.by_deadline:,}",
        later=f"{dates.later:,}",
        undated=f"{dates.undated:,}",
        signed=f"{dates.signed:,}",
    )
    if dates.unjudged:
        yield _("%(number)s 份统计期间的结束日期不明，未作判断", number=f"{dates.unjudged:,}")
    for row in shown.rows:
        name = click.style(row.school or _("学校不详"), fg="cyan", bold=True)
        about = [row.report.period if row.report else None, row.province]
        yield f"{name}  {' · '.join(text for text in about if text)}".rstrip()
        yield f"  {_remarks(row)}"


def _without_report(row: Row) -> str:
    match row.nothing_found:
        case None:
            return label_of("state", "no_report")
        case "":
            return _("没有找到报告")
        case reason:
            return _("没有找到报告：%(reason)s", reason=reason)


def _remarks(row: Row) -> str:
    """The incomplete sections of a school, state by state."""
    if row.report is None:
        return _without_report(row)
    remarks = []
    for state in _INCOMPLETE:
        sections = tuple(
            section_name(section)
            for section, cell in zip(COLUMNS, row.cells, strict=True)
            if cell.state == state and not (state == "absent" and section in OPTIONAL)
        )
        if sections:
            name = label_of("state", state)
            remarks.append(_("%(state)s：%(sections)s", state=name, sections=sections))
    if row.late:
        remarks.append(click.style(_("日期晚于 10 月 31 日"), fg="red"))
    return _("；").join(remarks) or _("各栏目都有内容")
