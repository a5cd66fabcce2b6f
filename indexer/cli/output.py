"""What commands write: answers to stdout, messages to stderr; UTF-8 whatever the console, silent
when a pipe breaks."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, TextIO
from unicodedata import east_asian_width

import click

from indexer.analysis.spreadsheet import write_csv
from indexer.cli.language import _, label_of, section_name, topic_name, translate
from indexer.cli.offers import offer_lines
from indexer.i18n import Message
from indexer.reports.model import Part, Report
from indexer.reports.taxonomy import plain_value
from indexer.reports.warnings import AnyWarning, Concern
from indexer.search.response import FacetValue, Hit, SearchResponse

_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that change the direction of writing."""
_CONTROL_IN_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""The same without tab and newline, which text of several lines has."""
_SHOWN_FACET_VALUES: Final = 5
OUTPUT: Final = "xxgk.output"
"""Key in the context's `meta` of the file that CSV is written to."""
SUGGESTION_KINDS: Final = {
    "meant": Message("是否要找"),
    "school": Message("学校"),
    "section": Message("栏目"),
    "topic": Message("类别"),
    "term": Message("常用词"),
}
"""Kind of a suggestion → its label."""
_FIXES: Final[dict[Concern, Message]] = {
    "school": Message("读得不对就在 manifest.csv 的 school 列写明"),
    "period": Message("读得不对就在 manifest.csv 的 period 列写明"),
    "published": Message("读得不对就在 manifest.csv 的 published 列写明"),
    "sections": Message("请核对各级标题；标题无误就不用改"),
    "text": Message("请对照原文件；缺的文字可先做文字识别（OCR）或从原文档重新导出"),
    "report": Message("不是报告就移走文件；一个文件请只放一年的报告"),
}


def prepare_streams() -> None:
    """Write UTF-8 whatever the locale is; what cannot be encoded is escaped."""
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _open_closed_streams() -> None:
    """Connect standard streams that the caller closed to the null device.

    Otherwise the next file that is opened gets the stream's number, and messages end up in it.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is not None:
            continue
        null = os.open(os.devnull, os.O_RDWR)
        if null != number:
            os.dup2(null, number)
            os.close(null)
        setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def silence_stdout() -> None:
    """Discard what is still buffered, so that closing stdout at exit raises nothing."""
    _discard(sys.stdout)


def silence_stderr() -> None:
    """Discard what is still buffered, so that closing stderr at exit raises nothing."""
    _discard(sys.stderr)


def _discard(stream: TextIO) -> None:
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
    except (OSError, ValueError):  # the stream is no file: nothing is buffered below it
        return


def echo_err(message: str) -> None:
    """A message on one line of stderr, without control characters of a file's name."""
    click.echo(_CONTROL.sub("\ufffd", message), err=True)


def show_lines(ctx: click.Context, lines: Iterable[str], *, paged: bool) -> None:
    """Lines for a person; on a terminal through a pager if there are more than fit on it."""
    if not (paged and _is_terminal(sys.stdout) and _is_terminal(sys.stdin)):
        for line in lines:
            click.echo(line)
        return
    text = "".join(f"{line}\n" for line in lines)
    size = shutil.get_terminal_size()
    if _rows(click.unstyle(text), size.columns) < size.lines:
        click.echo(text, nl=False)
    else:
        click.echo_via_pager(text, color=ctx.color)


def _rows(text: str, columns: int) -> int:
    """Rows of the terminal that a text takes: long lines wrap, Chinese is two columns wide."""
    widths = map(display_width, text.splitlines())
    return sum(max(1, -(-width // columns)) for width in widths)


def display_width(line: str) -> int:
    """Columns of the terminal that a line takes: Chinese is two columns wide."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in line)


def _is_terminal(stream: TextIO | None) -> bool:
    """Whether the stream is a TTY; it is None if the caller closed it."""
    return stream is not None and stream.isatty()


def emit_json(value: Any) -> None:
    """One JSON document, readable by people too."""
    _emit_json(json.dumps(value, ensure_ascii=False, indent=2))


def emit_json_line(value: Any) -> None:
    """One JSON document on one line."""
    _emit_json(json.dumps(value, ensure_ascii=False))


def _emit_json(text: str) -> None:
    """Write JSON; control characters go escaped to a terminal, which any parser undoes."""
    if _is_terminal(sys.stdout):
        text = _CONTROL_IN_TEXT.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    click.echo(text)


def emit_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> None:
    """A table with its header, row by row as they come; to the file of --output, if one is given.
    Raises StorageError."""
    ctx = click.get_current_context(silent=True)
    if ctx is not None and (path := ctx.meta.get(OUTPUT)) is not None:
        count = write_csv(path, columns, ([row.get(name, "") for name in columns] for row in rows))
        echo_err(_("已写 %(path)s：%(count)d 行", path=path, count=count))
        return
    line = io.StringIO()
    writer = csv.DictWriter(line, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        _flush_line(line)
        writer.writerow(row)
    _flush_line(line)


def _flush_line(line: io.StringIO) -> None:
    text = line.getvalue()
    if _is_terminal(sys.stdout):
        text = _CONTROL_IN_TEXT.sub("\ufffd", text)
    click.echo(text, nl=False)
    line.seek(0)
    line.truncate()


def failed_file(path: str, reason: str) -> str:
    """The message about a file that could not be read."""
    return _("读取失败：%(path)s：%(reason)s", path=path, reason=translate(reason))


def manifest_fault(path: str, reason: str) -> str:
    """The message about a place in a manifest that is not read."""
    return _("清单：%(path)s：%(reason)s", path=path, reason=translate(reason))


def manifest_notice(path: str, reason: str) -> str:
    """The message about columns of a manifest that are not used."""
    return _("提示：%(path)s：%(reason)s", path=path, reason=translate(reason))


def ignored_file(path: str, reason: str) -> str:
    """The message about a file that is no report."""
    return _("忽略：%(path)s：%(reason)s", path=path, reason=translate(reason))


def response_lines(response: SearchResponse) -> Iterator[str]:
    """A search response: how the query was interpreted, hits by report, counts, next page."""
    yield click.style(headline(response), bold=True)
    yield from aid_notes(response)
    for suggestion in response.suggestions:
        kind = translate(SUGGESTION_KINDS[suggestion.kind])
        yield _("%(kind)s：%(text)s", kind=kind, text=suggestion.text)
    yield from offer_lines(response)
    by_report: dict[str, list[Hit]] = {}
    for hit in response.hits:
        by_report.setdefault(hit.report_id, []).append(hit)
    for hits in by_report.values():
        yield ""
        yield from _hit_lines(hits)
    yield from _possible_lines(response)
    if response.facets and response.total:
        yield ""
        yield from _facet_lines(response)
    if last := _page_note(response):
        yield ""
        yield last


def headline(response: SearchResponse, *, paged: bool = True) -> str:
    """The query and the number of results; with the page number if `paged`."""
    query = response.request.query
    title = _("“%(query)s”", query=query) if query.strip() else _("全部")
    if not response.total:
        return _("%(asked)s：没有找到", asked=title)
    counts = _(
        "%(asked)s：%(parts)s 条结果，出自 %(reports)s 份报告",
        asked=title,
        parts=f"{response.total:,}",
        reports=f"{response.reports:,}",
    )
    pages = -(-_units(response) // response.request.size)
    if pages < 2 or not paged:
        return counts
    page = response.request.page
    return _(
        "%(found)s，第 %(page)s/%(pages)s 页", found=counts, page=f"{page:,}", pages=f"{pages:,}"
    )


def _units(response: SearchResponse) -> int:
    """What pages are counted in: reports or parts."""
    return response.reports if response.request.group == "report" else response.total


def aid_notes(response: SearchResponse) -> Iterator[str]:
    """What match=auto did with the query, and how to undo it, a sentence each."""
    if (read := response.read_as) is not None:
        yield _(
            "已把“%(terms)s”当作学校：%(schools)s；要在正文里找这几个字，请加 --match exact",
            terms=read.terms,
            schools=read.school,
        )
    if (relaxed := response.relaxed) is not None:
        yield _(
            "%(why)s，%(enough)s：%(words)s；只要精确匹配请加 --match exact",
            why=_("分词匹配")
            if response.request.match == "words"
            else _("没有内容与检索式完全一致，已改为分词匹配"),
            enough=_("含全部这些词")
            if relaxed.required == len(relaxed.words)
            else _("至少含其中 %(number)d 个", number=relaxed.required),
            words=relaxed.words,
        )
    if response.spread:
        yield _(
            "另有 %(number)s 份报告，各词分散在不同栏目；要一并列出，请加 --scope report",
            number=f"{response.spread:,}",
        )


def _hit_lines(hits: Sequence[Hit]) -> Iterator[str]:
    """The hits of one report."""
    first = hits[0]
    name = click.style(first.school or first.title or first.path, fg="cyan", bold=True)
    details = [first.period or _("统计期间不详"), first.province or _("省份不详")]
    if first.in_report is not None:
        details.append(_("%(number)s 条结果", number=f"{first.in_report:,}"))
    yield f"{name}  {' · '.join(details)}"
    for hit in hits:
        labels = click.style(labels_of(hit), dim=True)
        heading = highlighted(_one_line(hit.heading), hit.heading_marks, bold=True)
        yield f"  {heading}  {labels}" if hit.heading else f"  {labels}"
        for snippet in hit.snippets:
            yield f"    {highlighted(_one_line(snippet.text), snippet.marks)}"
    yield click.style(_("  打开：xxgk show %(id)s", id=first.report_id), dim=True)


def _one_line(text: str) -> str:
    """Boundaries as blanks, which keeps the offsets of the marks."""
    return text.replace("\n", " ").replace("\t", " ")


def highlighted(text: str, marks: Sequence[tuple[int, int]], *, bold: bool = False) -> str:
    """The text with its marks in colour."""
    pieces: list[str] = []
    position = 0
    for start, end in marks:
        pieces += [text[position:start], click.style(text[start:end], fg="red", bold=True)]
        position = end
    pieces.append(text[position:])
    if bold:
        pieces[::2] = [click.style(piece, bold=True) if piece else "" for piece in pieces[::2]]
    return "".join(pieces)


def _facet_lines(response: SearchResponse) -> Iterator[str]:
    for facet, values in response.facets.items():
        if any(value.value != plain_value(facet) for value in values):
            shown = "  ".join(_facet_value(facet, value) for value in values[:_SHOWN_FACET_VALUES])
            more = " …" if len(values) > _SHOWN_FACET_VALUES else ""
            yield f"{click.style(label_of('facet', facet), bold=True)}  {shown}{more}"


def _facet_value(facet: str, value: FacetValue) -> str:
    text = f"{label_of(facet, value.value)} {value.count:,}"
    return click.style(text, underline=True) if value.selected else text


def _possible_lines(response: SearchResponse) -> Iterator[str]:
    """Recognised parts that match but for look-alike characters, apart from the hits."""
    possible = response.possible
    if possible is None or not possible.total:
        return
    yield ""
    note = _("另有 %(total)s 处扫描识别的文字只差形近的字，可能相符：", total=f"{possible.total:,}")
    yield click.style(note, bold=True)
    by_report: dict[str, list[Hit]] = {}
    for hit in possible.hits:
        by_report.setdefault(hit.report_id, []).append(hit)
    for hits in by_report.values():
        yield from _hit_lines(hits)


def _page_note(response: SearchResponse) -> str:
    """How to get the next page, or the last one."""
    request, units = response.request, _units(response)
    if request.page * request.size < units:
        return click.style(_("下一页：--page %(page)d", page=request.page + 1), dim=True)
    if response.total and not response.hits:
        last = -(-units // request.size)
        return _("这一页之后没有结果了；最后一页是 --page %(page)d", page=last)
    return ""


def fix_of(warning: AnyWarning) -> Message:
    """What to do about a warning."""
    return _FIXES[warning.concern]


def metadata_of(report: Report) -> Iterator[tuple[str, str]]:
    """Name and value of what is known of a report as a whole."""
    yield _("学校"), report.school or _("不详")
    yield _("省份"), report.province or _("不详")
    yield _("统计期间"), report.period or _("不详")
    if report.period_start and report.period_end:
        yield (
            _("统计起止"),
            _("%(first)s 至 %(last)s", first=report.period_start, last=report.period_end),
        )
    if report.published:
        yield _("发布"), report.published.isoformat()
    if report.source_url:
        yield _("来源"), report.source_url
    yield _("文件"), report.path
    if report.text_source != "text":
        yield label_of("facet", "text_source"), label_of("text_source", report.text_source)
    yield _("编号"), report.id


def labels_of(part: Part | Hit) -> str:
    """The part's sections and topics, and where its text is from unless it is the file's own, in
    brackets."""
    names = [*map(section_name, part.sections), *map(topic_name, part.topics)]
    source = (part.part if isinstance(part, Hit) else part).text_source
    if source != "text":
        names.append(label_of("text_source", source))
    return f"[{' · '.join(names)}]"
