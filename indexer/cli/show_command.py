"""`xxgk show`: one report whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import click

from indexer.cli.console import emit_json, show_lines
from indexer.cli.language import _
from indexer.cli.options import (
    archive_of,
    browser,
    completion_of,
    format_option,
    global_options,
    may_page,
    sections_option,
)
from indexer.cli.report_view import facts_of, labels_of
from indexer.cli.wording import Spoken
from indexer.errors import NotFoundError
from indexer.i18n import Message
from indexer.reports.model import Part, Report
from indexer.reports.taxonomy import SECTIONS

_MARKDOWN: Final = re.compile(r"[\\`*_\[\]<>#|~]")
_HIT: Final = re.compile(r"([A-Za-z0-9._-]+)#s?([1-9]\d{0,4})", re.ASCII)
_NUMBERED: Final = re.compile(r"^(\d+)([.)])")
"""`1.` at the beginning of a line would open a list."""


@click.command(
    "show",
    cls=Spoken,
    help=Message("看一份报告。REPORT 是编号，或学校和年份；编号后加 #4 只看第 4 个部分。"),
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
def command(
    ctx: click.Context,
    report: tuple[str, ...],
    section: tuple[str, ...],
    in_browser: bool,
    form: str,
) -> int:
    """Show one report, or some of its parts."""
    archive = archive_of(ctx)
    name, ordinal = _part_of(" ".join(report))
    found = archive.find_report(name)
    parts = _chosen(found, ordinal, archive.section_ids(section) if section else frozenset())
    if in_browser:
        at = ordinal or (parts[0].ordinal if section else None)
        return int(browser().open_report(archive, found.id, at))
    match form:
        case "json":
            emit_json({**found.summary(), "parts": [part.to_dict() for part in parts]})
        case "markdown":
            click.echo("\n\n".join(_markdown(found, parts)))
        case _:
            show_lines(ctx, _text(found, parts), paged=may_page(ctx))
    return 0


def _part_of(text: str) -> tuple[str, int | None]:
    """A hit's id is its report's id and the part's ordinal: `003_cf6d#4`."""
    found = _HIT.fullmatch(text)
    return (found[1], int(found[2])) if found else (text, None)


def _chosen(report: Report, ordinal: int | None, sections: frozenset[str]) -> Sequence[Part]:
    """The parts to show. Raises NotFoundError where there is none."""
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
                "这份报告没有第 %(ordinal)d 个部分，共有 %(parts)d 个",
                ordinal=ordinal,
                parts=len(report.parts),
            )
        )
    names = tuple(Message(SECTIONS[section]) for section in sorted(sections))
    raise NotFoundError(Message("这份报告没有“%(names)s”部分", names=names))


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
    yield "\n".join(
        _("- %(name)s：%(value)s", name=name, value=_plain(value))
        for name, value in facts_of(report)
    )
    for part in parts:
        if part.heading:
            yield f"{'###' if part.is_passage else '##'} {_plain(part.heading)}"
        for line in part.text.splitlines():
            yield _plain(line.replace("\t", " | "))
        if part.links:
            yield "\n".join(f"- [{_plain(link.text)}](<{link.url}>)" for link in part.links)


def _plain(text: str) -> str:
    """Text that Markdown shows as it is written."""
    escaped = _MARKDOWN.sub(r"\\\g<0>", text.strip())
    return _NUMBERED.sub(r"\1\\\2", escaped)
