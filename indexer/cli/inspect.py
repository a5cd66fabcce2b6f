"""`xxgk inspect`: how a file would be read, without an index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from indexer.cli.language import LocalizedCommand, _, language, translate
from indexer.cli.options import format_option, global_options
from indexer.cli.output import (
    echo_err,
    emit_json,
    failed_file,
    fix_of,
    ignored_file,
    labels_of,
    manifest_fault,
    manifest_notice,
    metadata_of,
)
from indexer.i18n import Message
from indexer.ingest.files import discover
from indexer.ingest.read import read_reports
from indexer.reporting.reading_advice import reading_advice
from indexer.reports.figures import STATE_LABELS, Figure, figure_name, state_name
from indexer.reports.model import Report

READ, NO_FILES, UNREADABLE = 0, 1, 4


@click.command(
    "inspect",
    cls=LocalizedCommand,
    help=Message("查看一个文件的读取结果：学校、统计期间、各级标题与归类。"),
    examples=(
        ("xxgk inspect seeds/000_85b6c2abdc44f796.txt", ""),
        ("xxgk inspect seeds --format json", ""),
    ),
)
@click.argument("file", metavar="FILE")
@format_option("text", "json")
@global_options
def inspect_command(file: str, form: str) -> int:
    """Show how a file, or each file of a folder, would be read."""
    reports, failed, ignored = [], 0, 0
    for outcome in read_reports(discover([file]), jobs=1):
        if outcome.report is not None:
            reports.append(outcome.report)
        elif outcome.is_ignored:
            ignored += 1
            echo_err(ignored_file(outcome.source.display_path, outcome.reason))
        elif outcome.source.manifest == "notice":
            echo_err(manifest_notice(outcome.source.display_path, outcome.reason))
        else:
            failed += 1
            say = manifest_fault if outcome.source.manifest else failed_file
            echo_err(say(outcome.source.display_path, outcome.reason))
    if form == "json":
        emit_json([_as_json(report) for report in reports])
    elif reports:
        click.echo("\n\n".join("\n".join(_as_text(report)) for report in reports))
    if not reports and not failed and not ignored:
        echo_err(_("没有要读取的文件：%(file)s 不是报告的格式", file=file))
    return UNREADABLE if failed else READ if reports or ignored else NO_FILES


def _as_json(report: Report) -> dict[str, Any]:
    return {
        **report.to_dict(),
        "outline": [
            {"level": entry.level, "text": entry.text, "anchor": entry.anchor}
            for entry in report.outline
        ],
        "confidence": report.confidence,
        "warnings": [
            {
                "code": warning.value,
                "message": translate(warning.message),
                "fix": translate(fix_of(warning)),
            }
            for warning in report.warnings
        ],
    }


def _as_text(report: Report) -> Iterator[str]:
    yield click.style(report.title or _("（没有标题）"), bold=True)
    for name, value in metadata_of(report):
        yield f"{name}  {value}"
    confidence, warning_label, untitled = _("把握"), _("存疑"), _("（无标题）")
    yield f"{confidence}  {report.confidence:.0%}"
    for warning, message in reading_advice(report):
        yield f"{warning_label}  {translate(message)}：{translate(fix_of(warning))}"
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
    yield ""
    for name, figure in report.figures.items():
        if figure.state != "not_stated":
            yield f"{figure_name(name, language())}  {_value_of(figure)}  {figure.sentence}"


def _value_of(figure: Figure) -> str:
    if figure.state in STATE_LABELS:
        return state_name(figure.state, language())
    return " ".join(figure.value) if isinstance(figure.value, tuple) else str(figure.value)
