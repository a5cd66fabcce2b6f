"""`xxgk inspect`: how a file would be read, without an index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from indexer.cli.console import emit_json, tell
from indexer.cli.language import _, say
from indexer.cli.options import format_option, global_options
from indexer.cli.progress import ignored, not_read
from indexer.cli.report_view import facts_of, fix_of, labels_of
from indexer.cli.wording import Spoken
from indexer.i18n import Message
from indexer.ingest.files import discover
from indexer.ingest.read import read_reports
from indexer.reports.model import Report

READ, NOTHING_THERE, UNREADABLE = 0, 1, 4


@click.command(
    "inspect",
    cls=Spoken,
    help=Message("看一个文件会被读成什么样：学校、期间、各级标题与归类。"),
    examples=(
        ("xxgk inspect seeds/000_85b6c2abdc44f796.txt", ""),
        ("xxgk inspect seeds --format json", ""),
    ),
)
@click.argument("file", metavar="FILE")
@format_option("text", "json")
@global_options
def command(file: str, form: str) -> int:
    reports, lost, left_out = [], 0, 0
    for outcome in read_reports(discover([file]), jobs=1):
        if outcome.report is not None:
            reports.append(outcome.report)
        elif outcome.is_ignored:
            left_out += 1
            tell(ignored(outcome.source.display_path, outcome.reason))
        else:
            lost += 1
            tell(not_read(outcome.source.display_path, outcome.reason))
    if form == "json":
        emit_json([_as_json(report) for report in reports])
    elif reports:
        click.echo("\n\n".join("\n".join(_as_text(report)) for report in reports))
    if not reports and not lost and not left_out:
        tell(_("没有要读取的文件：%(file)s 不是报告的格式", file=file))
    return UNREADABLE if lost else READ if reports or left_out else NOTHING_THERE


def _as_json(report: Report) -> dict[str, Any]:
    return {
        **report.to_dict(),
        "outline": [
            {"level": entry.level, "text": entry.text, "anchor": entry.anchor}
            for entry in report.outline
        ],
        "confidence": report.confidence,
        "warnings": [
            {"code": warning.value, "message": say(warning.message), "fix": say(fix_of(warning))}
            for warning in report.warnings
        ],
    }


def _as_text(report: Report) -> Iterator[str]:
    yield click.style(report.title or _("（没有标题）"), bold=True)
    for name, value in facts_of(report):
        yield f"{name}  {value}"
    sure, unsure, untitled = _("把握"), _("存疑"), _("（无标题）")
    yield f"{sure}  {report.confidence:.0%}"
    for warning in report.warnings:
        yield f"{unsure}  {say(warning.message)}：{say(fix_of(warning))}"
    yield ""
    levels = {entry.ordinal: entry.level for entry in report.outline if entry.paragraph < 0}
    for part in report.parts:
        indent = "  " * (levels.get(part.ordinal, 1) - 1)
        size = click.style(
            _("%(labels)s %(size)d 字", labels=labels_of(part), size=len(part.text)), dim=True
        )
        yield f"{indent}{click.style(part.heading or untitled, fg='cyan')}  {size}"
        for entry in report.outline:
            if entry.ordinal == part.ordinal and entry.paragraph >= 0:
                yield f"{'  ' * (entry.level - 1)}{entry.text}"
