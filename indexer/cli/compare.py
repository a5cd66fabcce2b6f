"""`xxgk compare`: two reports section by section, with what differs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import click

from indexer.cli.context import archive_of, may_page
from indexer.cli.language import LocalizedCommand, _, section_name
from indexer.cli.options import completion_of, format_option, global_options, sections_option
from indexer.cli.output import emit_json, show_lines
from indexer.errors import NotFoundError
from indexer.i18n import Message
from indexer.reporting.compare import Change, differences, section_text
from indexer.reports.json_record import JsonRecord
from indexer.reports.model import Report
from indexer.reports.taxonomy import SECTIONS

_BRACKETS: Final = (("[-", "-]"), ("{+", "+}"))
"""Around what only the first report has, and only the second, as in wdiff."""
_COLOURS: Final = ("red", "green")


@dataclass(frozen=True, slots=True)
class Side(JsonRecord):
    """A section as one of the reports has it."""

    report_id: str
    text: str
    changes: tuple[Change, ...]


@click.command(
    "compare",
    cls=LocalizedCommand,
    help=Message(
        "对照两份报告的同名栏目，按句显示差异：[-…-] 只在前一份，{+…+} 只在后一份。"
        "REPORT 是编号，或加引号的学校和年份。"
    ),
    examples=(
        ("xxgk compare '湖南机电 2022' '安徽机电 2024' --section 依申请公开", ""),
        ("xxgk compare '湖南机电 2022' '安徽机电 2024' --format json", ""),
    ),
)
@click.argument("one", metavar="REPORT", shell_complete=completion_of("report"))
@click.argument("other", metavar="REPORT", shell_complete=completion_of("report"))
@sections_option
@format_option("text", "json")
@global_options
@click.pass_context
def compare_command(
    ctx: click.Context, one: str, other: str, section: tuple[str, ...], form: str
) -> int:
    """Compare two reports."""
    archive = archive_of(ctx)
    first, second = archive.find_report(one), archive.find_report(other)
    sections = archive.section_ids(section) if section else frozenset(SECTIONS)
    shared = [name for name in SECTIONS if name in sections and _in_both(name, first, second)]
    if not shared:
        raise NotFoundError(Message("这两份报告没有共同的栏目可以对照"))
    compared = {name: _sides(first, second, name) for name in shared}
    if form == "json":
        emit_json(
            [
                {"section": name, "sides": [side.to_dict() for side in sides]}
                for name, sides in compared.items()
            ]
        )
        return 0
    lines = [*_names(first, second)]
    for name, sides in compared.items():
        lines += ["", click.style(section_name(name), bold=True)]
        for number, side in enumerate(sides):
            lines += _lines(side, number)
    show_lines(ctx, lines, paged=may_page(ctx))
    return 0


def _in_both(section: str, *reports: Report) -> bool:
    return all(section in report.sections for report in reports)


def _sides(first: Report, second: Report, section: str) -> tuple[Side, Side]:
    one, other = section_text(first, section), section_text(second, section)
    changes = differences(one, other)
    return Side(first.id, one, changes.left), Side(second.id, other, changes.right)


def _names(*reports: Report) -> Iterator[str]:
    for report, (begin, end), colour in zip(reports, _BRACKETS, _COLOURS, strict=True):
        period = report.period or _("统计期间不详")
        header = f"{begin}{report.school or report.title}  {period}{end}"
        yield click.style(header, fg=colour)


def _lines(side: Side, number: int) -> Iterator[str]:
    """The text, each of its changes in brackets and in colour."""
    begin, end = _BRACKETS[number]
    pieces: list[str] = []
    position = 0
    for change in side.changes:
        changed = f"{begin}{side.text[change.start : change.end]}{end}"
        pieces += [side.text[position : change.start], click.style(changed, fg=_COLOURS[number])]
        position = change.end
    pieces.append(side.text[position:])
    yield from (f"  {line}" for line in "".join(pieces).split("\n"))
