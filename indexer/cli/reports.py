"""`xxgk list` and `xxgk show`: the reports, and one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

import click

from indexer.cli.context import archive_of, may_page
from indexer.cli.figures import figure_lines
from indexer.cli.language import IntRange, LocalizedCommand, _, language, section_name
from indexer.cli.options import (
    completion_of,
    filter_options,
    format_option,
    global_options,
    sections_option,
)
from indexer.cli.output import (
    emit_csv,
    emit_json,
    emit_json_line,
    labels_of,
    metadata_of,
    show_lines,
)
from indexer.errors import NotFoundError
from indexer.i18n import Message
from indexer.reporting.export import REPORT_COLUMNS, report_row
from indexer.reports.checklist import ChecklistRow, read_checklist, status_label
from indexer.reports.model import Part, Report
from indexer.reports.taxonomy import SECTIONS
from indexer.search.engine import ReportHead
from indexer.search.request import SearchRequest

_MARKDOWN: Final = re.compile(r"[\\`*_\[\]<>#|~]")
_NUMBERED: Final = re.compile(r"^(\d+)([.)])")
"""`1.` at the beginning of a line would begin a list."""
_HIT_ID: Final = re.compile(r"([A-Za-z0-9._-]+)#s?([1-9]\d{0,4})", re.ASCII)


@click.command(
    "list",
    cls=LocalizedCommand,
    help=Message("列出报告，新的在前。"),
    examples=(
        ("xxgk list --year 2024", ""),
        ("xxgk list --lacks evaluation --province 安徽", Message("哪些学校没有写评议情况")),
        ("xxgk list --copied 90", Message("哪些报告几乎照抄上一年")),
        ("xxgk list --format csv > reports.csv", ""),
    ),
)
@filter_options
@click.option(
    "--lacks",
    metavar="SECTION",
    multiple=True,
    help=Message("只列没有这一栏目的报告"),
    shell_complete=completion_of("section"),
)
@click.option(
    "--copied",
    metavar="N",
    type=IntRange(1, 100),
    help=Message("只列至少百分之 N 的句子与本校上一年的报告相同的报告（年份和数字不计）"),
)
@format_option("text", "json", "jsonl", "csv")
@global_options
@click.pass_context
def list_command(
    ctx: click.Context,
    /,
    lacks: tuple[str, ...],
    copied: int | None,
    form: str,
    **filters: Any,
) -> int:
    """List the reports under the filters."""
    reports = archive_of(ctx).reports(SearchRequest(**filters), lacks=lacks, copied=copied)
    match form:
        case "json":
            emit_json([head.to_dict() for head in reports])
        case "jsonl":
            for head in reports:
                emit_json_line(head.to_dict())
        case "csv":
            emit_csv(REPORT_COLUMNS, map(report_row, reports))
        case _:
            show_lines(ctx, _list_lines(reports), paged=may_page(ctx))
    return 0 if reports else 1


def _list_lines(reports: Sequence[ReportHead]) -> Iterator[str]:
    for head in reports:
        name = click.style(head.school or _("学校不详"), fg="cyan", bold=True)
        details = " · ".join(
            text
            for text in (head.period or _("统计期间不详"), head.province, head.published)
            if text
        )
        yield f"{name}  {details}"
        yield f"  {head.title or head.path}"
        yield f"  {' · '.join(map(section_name, head.sections))}"
        yield click.style(f"  xxgk show {head.id}", dim=True)
    yield (
        _("共 %(number)s 份报告", number=f"{len(reports):,}")
        if reports
        else _("没有符合条件的报告")
    )


@click.command(
    "show",
    cls=LocalizedCommand,
    help=Message("看一份报告。REPORT 是编号，或学校和年份；编号后加 #4 只看第 4 段。"),
    examples=(
        ("xxgk show 安徽机电 2024", ""),
        ("xxgk show 安徽机电 2023-2024 --section 依申请公开", ""),
        ("xxgk show 安徽机电 2024 --format markdown > report.md", ""),
        ("xxgk show 安徽机电 2024 --open", Message("在浏览器里看")),
    ),
)
@click.argument("report", nargs=-1, required=True, shell_complete=completion_of("report"))
@sections_option
@click.option("--open", "in_browser", is_flag=True, help=Message("在浏览器里打开"))
@format_option("text", "json", "markdown")
@global_options
@click.pass_context
def show_command(
    ctx: click.Context,
    report: tuple[str, ...],
    section: tuple[str, ...],
    in_browser: bool,
    form: str,
) -> int:
    """Show one report, or some of its parts."""
    archive = archive_of(ctx)
    name, ordinal = report_and_part(" ".join(report))
    shown = archive.find_report(name)
    parts = selected_parts(shown, ordinal, archive.section_ids(section) if section else frozenset())
    if in_browser:
        from indexer.cli.serve import open_report  # noqa: PLC0415 - only --open needs it

        first = ordinal or (parts[0].ordinal if section else None)
        return open_report(archive, shown.id, first)
    match form:
        case "json":
            rows = [row.to_dict() for row in _checklist(shown, parts)]
            shown_parts = [part.to_dict() for part in parts]
            emit_json({**shown.to_dict(), "parts": shown_parts, "checklist": rows})
        case "markdown":
            click.echo("\n\n".join(_markdown(shown, parts)))
        case _:
            show_lines(ctx, _report_lines(shown, parts), paged=may_page(ctx))
    return 0


def report_and_part(text: str) -> tuple[str, int | None]:
    """Split a hit's id, which is its report's id and the part's ordinal: `003_cf6d#4`."""
    match = _HIT_ID.fullmatch(text)
    return (match[1], int(match[2])) if match else (text, None)


def selected_parts(report: Report, ordinal: int | None, sections: frozenset[str]) -> Sequence[Part]:
    """The parts to show. Raises NotFoundError if there is none."""
    parts = [
        part
        for part in report.parts
        if ordinal in (None, part.ordinal)
        and (not sections or not sections.isdisjoint(part.sections))
    ]
    if parts:
        return parts
    if ordinal is not None:
        raise NotFoundError(
            Message(
                "这份报告没有第 %(ordinal)d 段，共有 %(parts)d 段",
                ordinal=ordinal,
                parts=len(report.parts),
            )
        )
    names = tuple(Message(SECTIONS[section]) for section in sorted(sections))
    raise NotFoundError(Message("这份报告没有“%(names)s”栏目", names=names))


def _report_lines(report: Report, parts: Sequence[Part]) -> Iterator[str]:
    yield click.style(report.title or report.school or report.path, bold=True)
    yield click.style("  ".join(f"{name} {value}" for name, value in metadata_of(report)), dim=True)
    if report.figures and len(parts) == len(report.parts):
        yield ""
        yield from figure_lines(report.figures)
    for part in parts:
        yield ""
        heading = click.style(part.heading, fg="cyan", bold=True) + "  " if part.heading else ""
        yield heading + click.style(labels_of(part), dim=True)
        if part.text:
            yield part.text
        for link in part.links:
            yield click.style(f"  {link.text}  {link.url}", dim=True)
    yield from _checklist_lines(_checklist(report, parts))


def _checklist(report: Report, parts: Sequence[Part]) -> list[ChecklistRow]:
    """The rows of the checklist in these parts."""
    ordinals = {part.ordinal for part in parts}
    return [row for row in read_checklist(report) if row.ordinal in ordinals]


def _checklist_lines(rows: Sequence[ChecklistRow]) -> Iterator[str]:
    if not rows:
        return
    yield ""
    yield click.style(_("清单事项 %(number)d 条", number=len(rows)), fg="cyan", bold=True)
    for row, before in zip(rows, (None, *rows), strict=False):
        number = f"{row.number:>3}" if row.number is not None else "  -"
        status = status_label(row.status, language()) if row.status else ""
        note = "" if before and before.note == row.note else row.note
        yield "  ".join(text for text in (number, row.wording, status, *row.urls, note) if text)


def _markdown(report: Report, parts: Sequence[Part]) -> Iterator[str]:
    """Blocks of a Markdown document; the lines of the text are its paragraphs."""
    yield f"# {_escaped(report.title or report.school or report.path)}"
    yield "\n".join(
        _("- %(name)s：%(value)s", name=name, value=_escaped(value))
        for name, value in metadata_of(report)
    )
    for part in parts:
        if part.heading:
            yield f"{'###' if part.is_passage else '##'} {_escaped(part.heading)}"
        for line in part.text.splitlines():
            yield _escaped(line.replace("\t", " | "))
        if part.links:
            yield "\n".join(f"- [{_escaped(link.text)}](<{link.url}>)" for link in part.links)


def _escaped(text: str) -> str:
    """Text that Markdown renders as it is written."""
    escaped = _MARKDOWN.sub(r"\\\g<0>", text.strip())
    return _NUMBERED.sub(r"\1\\\2", escaped)
