"""`xxgk show`: one report whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import click

from indexer.cli.console import emit_json
from indexer.cli.options import archive_of, format_option, global_options
from indexer.cli.report_view import facts_of, labels_of
from indexer.cli.wording import ChineseHelp
from indexer.errors import NotFoundError
from indexer.reports.model import Part, Report
from indexer.reports.taxonomy import SECTIONS

_MARKDOWN: Final = re.compile(r"[\\`*_\[\]<>#|~]")
_NUMBERED: Final = re.compile(r"^(\d+)([.)])")
"""`1.` at the beginning of a line would open a list."""


@click.command("show", cls=ChineseHelp)
@click.argument("report", nargs=-1, required=True)
@click.option(
    "--section",
    metavar="ID",
    multiple=True,
    help="只看这一部分：complaints，或中文名 举报；可重复",
)
@format_option("text", "json", "markdown")
@global_options
@click.pass_context
def command(
    ctx: click.Context, report: tuple[str, ...], section: tuple[str, ...], form: str
) -> int:
    """看一份报告。REPORT 是编号，或学校和年份。

    \b
    例：
      xxgk show 安徽机电 2024
      xxgk show 安徽机电 2023-2024 --section 依申请公开
      xxgk show 安徽机电 2024 --format markdown > 报告.md
    """
    archive = archive_of(ctx)
    found = archive.find_report(" ".join(report))
    parts = _only(found, archive.section_ids(section)) if section else found.parts
    match form:
        case "json":
            emit_json({**found.summary(), "parts": [part.to_dict() for part in parts]})
        case "markdown":
            click.echo("\n\n".join(_markdown(found, parts)))
        case _:
            click.echo("\n".join(_text(found, parts)))
    return 0


def _only(report: Report, sections: frozenset[str]) -> Sequence[Part]:
    parts = [part for part in report.parts if not sections.isdisjoint(part.sections)]
    if not parts:
        names = "、".join(SECTIONS[section] for section in sorted(sections))
        raise NotFoundError(f"这份报告没有“{names}”部分")
    return parts


def _text(report: Report, parts: Sequence[Part]) -> Iterator[str]:
    yield click.style(report.title or report.school or report.path, bold=True)
    yield click.style("  ".join(f"{name} {value}" for name, value in facts_of(report)), dim=True)
    for part in parts:
        yield ""
        heading = click.style(part.heading, fg="cyan", bold=True) + "  " if part.heading else ""
        yield heading + click.style(labels_of(part), dim=True)
        if part.text:
            yield part.text
        for link in part.links:
            yield click.style(f"  {link.text}  {link.url}", dim=True)


def _markdown(report: Report, parts: Sequence[Part]) -> Iterator[str]:
    """Blocks of a Markdown document; the lines of the text are its paragraphs."""
    yield f"# {_plain(report.title or report.school or report.path)}"
    yield "\n".join(f"- {name}：{_plain(value)}" for name, value in facts_of(report))
    for part in parts:
        if part.heading:
            yield f"{'##' if part.opens_section else '###'} {_plain(part.heading)}"
        for line in part.text.splitlines():
            yield _plain(line.replace("\t", " | "))
        if part.links:
            yield "\n".join(f"- [{_plain(link.text)}](<{link.url}>)" for link in part.links)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is written."""
    escaped = _MARKDOWN.sub(r"\\\g<0>", text.strip())
    return _NUMBERED.sub(r"\1\\\2", escaped)
