"""Options and arguments that several commands share, and what a shell may complete for them.

Only values that the index has are completed; where there is no index, nothing is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from indexer.cli.context import archive_of, forbid_pager, override_setting
from indexer.cli.language import Choice, label_of, language
from indexer.cli.output import OUTPUT
from indexer.errors import UsageError, XxgkError
from indexer.i18n import Message
from indexer.reports.figures import FIGURES, figure_name
from indexer.search.request import MATCHES, SCOPES
from indexer.settings import ENGINES

if TYPE_CHECKING:
    from indexer.archive import Archive

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
Completions = Iterator[tuple[str, str]]
"""A word to type, and its description."""
Decorated = TypeVar("Decorated", bound=Callable[..., Any])

_FILTERS: Final = (
    ("--school", "S", Message("学校：全名，或不会混淆的一部分")),
    ("--section", "ID", Message("栏目：complaints，或中文名 举报")),
    ("--topic", "ID", Message("清单类别：finance，或中文名 财务")),
    ("--year", "Y", Message("统计期间结束的年份：2024、2020..2024，或 unknown")),
    ("--province", "P", Message("省、自治区、直辖市：安徽")),
    ("--text-source", "S", Message("文字来源：text 原文，ocr 扫描识别，mixed 兼有")),
    ("--figure", "'ID>0'", Message("报告里的指标：'requests_received>0'、lawsuits=zero")),
    ("--since", "DAY", Message("这一天（UTC）及以后收录的：2024-11-01")),
)
_MAX_COMPLETIONS: Final = 200
_MAX_TERMS: Final = 20


def global_options(command: Decorated) -> Decorated:
    """--index, --engine, --opensearch-url, --no-pager: before the command or after it."""
    for option in (
        click.option(
            "--no-pager",
            is_flag=True,
            help=Message("长的结果也不分屏"),
            expose_value=False,
            callback=forbid_pager,
        ),
        click.option(
            "--opensearch-url",
            metavar="URL",
            help=Message("OpenSearch 的地址（XXGK_OPENSEARCH_URL）"),
            expose_value=False,
            callback=override_setting,
        ),
        click.option(
            "--engine",
            type=Choice(ENGINES),
            metavar="|".join(ENGINES),
            help=Message("引擎（XXGK_ENGINE）"),
            expose_value=False,
            callback=override_setting,
        ),
        click.option(
            "--index",
            metavar="DIR",
            help=Message("索引文件夹（XXGK_INDEX，默认 ./index）"),
            expose_value=False,
            callback=override_setting,
            shell_complete=lambda _ctx, _param, _typed: [CompletionItem("", type="dir")],
        ),
    ):
        command = option(command)
    return command


def filter_options(command: Decorated) -> Decorated:
    """The filters; each may be given several times."""
    for name, metavar, text in reversed(_FILTERS):
        complete = completion_of(name.lstrip("-").replace("-", "_"))
        command = click.option(
            name, metavar=metavar, multiple=True, help=text, shell_complete=complete
        )(command)
    return command


def query_options(command: Decorated) -> Decorated:
    """QUERY, the filters, and how the query is matched: --match, --scope."""
    for option in (
        click.option(
            "--scope",
            type=Choice(SCOPES),
            metavar="|".join(SCOPES),
            default="part",
            help=Message("各词须在同一栏目（part），或在同一报告（report）"),
        ),
        click.option(
            "--match",
            type=Choice(MATCHES),
            metavar="|".join(MATCHES),
            default="auto",
            help=Message("exact 精确匹配；words 分词匹配；auto 先精确匹配，找不到时分词匹配"),
        ),
        filter_options,
        click.argument("query", nargs=-1, shell_complete=completion_of("query")),
    ):
        command = option(command)
    return command


def sections_option(command: Decorated) -> Decorated:
    """--section: which sections of a report are shown; it may be given several times."""
    return click.option(
        "--section",
        metavar="ID",
        multiple=True,
        help=Message("只看这一栏目：complaints，或中文名 举报"),
        shell_complete=completion_of("section"),
    )(command)


def format_option(*formats: str) -> Callable[[Decorated], Decorated]:
    """--format, the first one the default; and where one of them is csv, --output."""

    def decorate(command: Decorated) -> Decorated:
        if "csv" in formats:
            command = click.option(
                "--output",
                type=click.Path(dir_okay=False, path_type=Path),
                metavar="FILE",
                help=Message("写入 CSV 文件，Excel 可直接打开"),
                is_eager=True,
                expose_value=False,
                callback=_set_output,
            )(command)
        return click.option(
            "--format",
            "form",
            type=Choice(formats),
            metavar="|".join(formats),
            default=formats[0],
            help=Message("输出格式"),
            callback=_csv_for_a_file,
        )(command)

    return decorate


def _set_output(ctx: click.Context, _param: click.Parameter, value: Path | None) -> None:
    """Callback of --output."""
    ctx.meta[OUTPUT] = value


def _csv_for_a_file(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """Callback of --format: with --output it is csv."""
    if ctx.meta.get(OUTPUT) is None or value == "csv":
        return value
    if ctx.get_parameter_source(str(param.name)) is ParameterSource.COMMANDLINE:
        raise UsageError(Message("--output 写的是 CSV，不能与 --format %(form)s 同用", form=value))
    return "csv"


def base_url_option(command: Decorated) -> Decorated:
    """--base-url: where the site is, for the links of a table."""
    return click.option(
        "--base-url",
        default="",
        metavar="URL",
        envvar="XXGK_BASE_URL",
        help=Message("网站对外的地址，表格里的链接以它开头（XXGK_BASE_URL）"),
    )(command)


def completion_of(what: str) -> Complete:
    """The completions of a parameter; `what` is a key of COMPLETIONS."""

    def complete(
        ctx: click.Context,
        param: click.Parameter,  # noqa: ARG001 - click's signature
        typed: str,
    ) -> list[CompletionItem]:
        try:
            items = islice(COMPLETIONS[what](archive_of(ctx), typed), _MAX_COMPLETIONS)
            return [CompletionItem(word, help=text or None) for word, text in items]
        except XxgkError:  # the shell shows no messages
            return []

    return complete


def _schools(archive: Archive, typed: str) -> Completions:
    """Schools whose name begins with it, then those that contain it, else those by pinyin."""
    from indexer.search.resolve import name_key  # noqa: PLC0415 - only a shell needs it

    key = name_key(typed)
    schools = [name for name in _values(archive, "school") if key in name_key(name)]
    if not schools and typed:
        suggestions = archive.suggest(typed, _MAX_COMPLETIONS)
        schools = [suggestion.text for suggestion in suggestions if suggestion.kind == "school"]
    for name in sorted(schools, key=lambda name: not name_key(name).startswith(key)):
        yield name, ""


def _labelled(facet: str) -> Callable[[Archive, str], Completions]:
    """Ids that begin with it, else ids whose label contains it."""

    def completions(archive: Archive, typed: str) -> Completions:
        labels = {value: label_of(facet, value) for value in _values(archive, facet)}
        by_id = {value: label for value, label in labels.items() if value.startswith(typed)}
        by_label = {label: value for value, label in labels.items() if typed in label}
        yield from (by_id or by_label).items()

    return completions


def _unlabelled(facet: str) -> Callable[[Archive, str], Completions]:
    def completions(archive: Archive, typed: str) -> Completions:
        yield from ((value, "") for value in _values(archive, facet) if value.startswith(typed))

    return completions


def _reports(archive: Archive, typed: str) -> Completions:
    """Ids that begin with it, else schools, which `show` takes as well."""
    heads = [head for head in archive.reports() if head.id.startswith(typed)]
    for head in heads:
        yield head.id, f"{head.school or head.title} {head.period or ''}".strip()
    if not heads:
        yield from _schools(archive, typed)


def _query(archive: Archive, typed: str) -> Completions:
    suggestions = archive.suggest(typed, _MAX_TERMS) if typed else ()
    yield from ((suggestion.text, "") for suggestion in suggestions)


def _figures(_archive: Archive, typed: str) -> Completions:
    """Ids that begin with it."""
    for figure in FIGURES:
        if figure.startswith(typed):
            yield figure, figure_name(figure, language())


def _values(archive: Archive, facet: str) -> list[str]:
    with archive.reading() as reader:
        return sorted(value for value in reader.values(facet) if value is not None)


COMPLETIONS: Final[Mapping[str, Callable[[Archive, str], Completions]]] = {
    "school": _schools,
    "section": _labelled("section"),
    "topic": _labelled("topic"),
    "year": _unlabelled("year"),
    "province": _unlabelled("province"),
    "text_source": _labelled("text_source"),
    "figure": _figures,
    "since": lambda _archive, _typed: iter(()),
    "report": _reports,
    "query": _query,
}
