"""`xxgk collect`: from the addresses of schools to a folder of their reports."""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

import click

from indexer import __version__
from indexer.analysis.spreadsheet import neutralise_formula
from indexer.cli.language import (
    FloatRange,
    IntRange,
    LocalizedCommand,
    _,
    add_catalogue,
    translate,
)
from indexer.cli.options import global_options
from indexer.cli.output import echo_err
from indexer.cli.progress_bar import progress_bar
from indexer.errors import StorageError, UsageError
from indexer.i18n import Message
from indexer.processes import available_cpus
from indexer.reports.schools import schools

if TYPE_CHECKING:
    from collector.collect import Options, Progress, Result, SchoolOutcome
    from collector.sites import School

DONE, NOTHING, SOME_FAILED, INTERRUPTED = 0, 1, 4, 130
REPORT_COLUMNS: Final = (
    "school",
    "province",
    "url",
    "reports",
    "years_found",
    "years_missing",
    "reason",
    "address",
    "explanation",
    "what_to_do",
)
_MAX_WORKERS: Final = 2
_MAX_SHOWN: Final = 200
_MAX_NAMES: Final = 5
_MAIL: Final = re.compile(r"[^@\s;()]+@[^@\s;()]+\.[^@\s;()]+|https?://[^\s;()]+")
_REFRESHES_A_SECOND: Final = 4


@click.command(
    "collect",
    cls=LocalizedCommand,
    help=Message("从各校网站收集报告：由一份学校网址名单得到一个文件夹，供 xxgk index 读入。"),
    examples=(
        ("xxgk collect --template > sites.csv", Message("已知学校的名单，填写 url 列")),
        ("xxgk collect sites.csv --contact me@example.org --report collected.csv", ""),
        ("xxgk collect https://xxgk.example.edu.cn/ --dry-run", Message("只查找，不保存")),
        ("xxgk index reports", Message("读入收集的报告")),
    ),
    notes=(
        Message(
            "遵守 robots.txt，对同一主机每秒最多一次请求；再次运行会接着上次，只取新的和改动过的。"
        ),
        Message("需要 pip install 'xxgk-search[collect]'。"),
    ),
)
@click.argument("sites", nargs=-1, metavar="SITES...")
@click.option("--into", default="reports", metavar="DIR", help=Message("保存到这个文件夹"))
@click.option(
    "--since", type=IntRange(2008, 2999), metavar="YEAR", help=Message("只要统计期间不早于这一年的")
)
@click.option(
    "--only", metavar="SCHOOL", multiple=True, help=Message("只收集名称或网址含有这几个字的学校")
)
@click.option("--dry-run", is_flag=True, help=Message("只看列表，列出会下载的报告，什么都不保存"))
@click.option("--report", "review", metavar="FILE", help=Message("把各校的结果写成 CSV"))
@click.option("--template", is_flag=True, help=Message("输出已知学校的名单（CSV），供填写网址"))
@click.option(
    "--contact",
    default="",
    metavar="MAIL",
    help=Message("写进请求里的联系方式，便于网站管理员联系"),
)
@click.option(
    "--delay",
    type=FloatRange(0, 3600),
    default=1.0,
    metavar="SECONDS",
    help=Message("同一主机两次请求之间至少间隔几秒，默认 1"),
)
@click.option(
    "--timeout",
    type=FloatRange(1, 3600),
    default=30.0,
    metavar="SECONDS",
    help=Message("一个网页最多等几秒，默认 30；文件等六倍"),
)
@click.option(
    "--allow-local", is_flag=True, help=Message("名单里的地址可以在本机或内部网络，用于试验")
)
@click.option(
    "--insecure-host",
    metavar="HOST",
    multiple=True,
    help=Message("这个主机的证书无效也照常访问"),
)
@click.option("--proxy", metavar="URL", help=Message("经过这个代理；环境变量里的代理不使用"))
@global_options
def collect_command(
    sites: tuple[str, ...],
    *,
    into: str,
    only: tuple[str, ...],
    review: str | None,
    template: bool,
    **options: Any,
) -> int:
    """Collect reports, and say of each school what was found and what was not."""
    if template:
        from collector.sites import write_template  # needs no Scrapy

        rows = ((name, known.province or "") for name, known in schools().items())
        click.echo(write_template(rows), nl=False)
        return DONE
    try:
        from collector.collect import CATALOGUE, collect
        from collector.sites import choose, read_sites
    except ModuleNotFoundError as error:
        raise UsageError(
            Message("收集报告需要 Scrapy：请运行 python -m pip install 'xxgk-search[collect]'")
        ) from error
    if not sites:
        raise UsageError(
            Message("请给出学校名单（CSV）或网址；xxgk collect --template 输出一份可填写的名单")
        )
    if review and not Path(review).absolute().parent.is_dir():
        raise UsageError(Message("无法写入 %(file)s：没有这个文件夹", file=review))
    add_catalogue(CATALOGUE)
    chosen = choose(read_sites(sites), only)
    request = _options(Path(into), **options)
    _name_unknown_schools(chosen)
    if not request.contact and not request.allow_local:
        echo_err(_("没有给出联系方式：建议加 --contact，网站管理员可以据此与您联系"))
    with school_progress() if sys.stderr.isatty() else nullcontext() as show:
        result = collect(chosen, request, version=__version__, on_progress=show)
    _show(result, request)
    if review:
        _write_review(Path(review), result.outcomes)
    if result.was_interrupted:
        if request.dry_run:
            echo_err(_("已中断；试运行不保存，再次运行会从头开始"))
        else:
            echo_err(_("已中断；再次运行同一命令会接着收集"))
        return INTERRUPTED
    tried = [outcome for outcome in result.outcomes if outcome.school.urls]
    if any(outcome.troubles and not outcome.reports for outcome in tried):
        return SOME_FAILED
    return DONE if any(outcome.reports for outcome in result.outcomes) else NOTHING


def _options(
    into: Path,
    *,
    delay: float,
    timeout: float,
    allow_local: bool,
    contact: str,
    insecure_host: Sequence[str],
    proxy: str | None,
    **more: Any,
) -> Options:
    """What was asked for. Raises UsageError."""
    from collector.collect import Options
    from collector.fetch import Policy

    since = more["since"]
    if since is not None and since > date.today().year:  # noqa: DTZ011 - the reader's own day
        raise UsageError(Message("--since %(year)d 在今年之后：还没有这样的报告", year=since))
    if delay < 1 and not allow_local:
        raise UsageError(
            Message("--delay 小于 1 秒只能与 --allow-local 一起使用，用于本机的试验网站")
        )
    if contact and not _MAIL.fullmatch(contact):
        raise UsageError(Message("--contact 应为邮箱或网址，而不是 %(value)s", value=contact))
    if proxy is not None and not re.fullmatch(r"http://[^\s/]+/?", proxy):
        raise UsageError(Message("--proxy 应为 http://主机:端口，而不是 %(value)s", value=proxy))
    policy = Policy(delay=delay, page_seconds=timeout, file_seconds=6 * timeout, proxy=proxy)
    return Options(
        into=into,
        allow_local=allow_local,
        contact=contact,
        insecure_hosts=frozenset(host.lower() for host in insecure_host),
        policy=policy,
        workers=min(_MAX_WORKERS, available_cpus()),
        **more,
    )


def _show(result: Result, request: Options) -> None:
    """The run in a few lines: what was found, and for whom nothing was."""
    from collector.outcome import Problem

    outcomes = result.outcomes
    found = [outcome for outcome in outcomes if outcome.reports]
    without = [outcome for outcome in outcomes if not outcome.reports]
    if request.dry_run:
        _show_dry_run(result)
    else:
        _show_counts(result)
    if without and not result.was_interrupted:
        echo_err(_("没有找到报告的学校：%(count)d 所", count=len(without)))
        _name_schools(without)
    refused = [outcome for outcome in found if outcome.was_refused]
    if refused and not result.was_interrupted:
        echo_err(
            _("已有报告、但名单里的网址这次没有访问到的学校：%(count)d 所", count=len(refused))
        )
        _name_schools(refused)
    counts = Counter(problem for outcome in (*without, *refused) for problem in outcome.problems)
    for problem, count in counts.most_common(3):
        echo_err(
            _(
                "%(problem)s（%(count)d 所）：%(advice)s",
                problem=problem.message,
                count=count,
                advice=problem.advice,
            )
        )
    tried = [outcome for outcome in outcomes if outcome.school.urls]
    if len(tried) > 1 and all(outcome.problems == (Problem.NO_ANSWER,) for outcome in tried):
        echo_err(_("没有一个网站应答：请检查本机的网络连接；需要代理时用 --proxy"))
    if found and not request.dry_run:
        echo_err(_("请运行 xxgk index %(folder)s 读入", folder=request.into))


def _name_schools(outcomes: Sequence[SchoolOutcome]) -> None:
    """A line for each school, with what hindered."""
    for outcome in outcomes[:_MAX_SHOWN]:
        name = outcome.school.name or outcome.school.key
        reasons = tuple(problem.message for problem in outcome.problems[:3])
        echo_err(_("  %(school)s：%(reasons)s", school=name, reasons=reasons))
    if len(outcomes) > _MAX_SHOWN:
        echo_err(_("  另有 %(count)d 所，见 --report", count=len(outcomes) - _MAX_SHOWN))


def _show_counts(result: Result) -> None:
    outcomes = result.outcomes
    echo_err(
        _(
            "看了 %(pages)d 个页面和文件，新得到 %(new)d 份报告；"
            "%(schools)d 所学校中 %(found)d 所有报告，共 %(reports)d 份",
            pages=result.pages,
            new=result.new_reports,
            schools=len(outcomes),
            found=sum(1 for outcome in outcomes if outcome.reports),
            reports=sum(outcome.reports for outcome in outcomes),
        )
    )


def _show_dry_run(result: Result) -> None:
    """For each school the pages that were looked at and the reports that would be kept."""
    for outcome in result.outcomes:
        if not outcome.school.urls:
            continue
        click.echo(
            _(
                "%(school)s：看了 %(pages)d 个页面，会下载 %(reports)d 份报告",
                school=outcome.school.name or outcome.school.key,
                pages=len(outcome.visited),
                reports=len(outcome.listed),
            )
        )
        for url in outcome.visited:
            click.echo(_("  页面  %(url)s", url=url))
        for report in outcome.listed:
            click.echo(
                _(
                    "  报告  %(day)s  %(title)s  %(url)s",
                    day=report.date or _("日期不明"),
                    title=report.title or "-",
                    url=report.url,
                )
            )
    echo_err(
        _(
            "试运行：看了 %(pages)d 个页面，找到 %(reports)d 份会下载的报告，没有保存任何文件；"
            "去掉 --dry-run 即收集",
            pages=result.pages,
            reports=sum(len(outcome.listed) for outcome in result.outcomes),
        )
    )


def _name_unknown_schools(chosen: Sequence[School]) -> None:
    """Say which names of the list are not known: they may be mistyped."""
    unknown = [school.name for school in chosen if school.name and school.name not in schools()]
    if unknown:
        echo_err(
            _(
                "%(count)d 个校名不在已知学校之列，请核对：%(names)s",
                count=len(unknown),
                names=tuple(unknown[:_MAX_NAMES]),
            )
        )


def _write_review(path: Path, outcomes: Sequence[SchoolOutcome]) -> None:
    """The table of `--report`, a row for each school. Raises StorageError."""
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(REPORT_COLUMNS)
            for outcome in outcomes:
                writer.writerow([neutralise_formula(cell) for cell in _review_cells(outcome)])
    except OSError as error:
        raise StorageError(
            Message("无法写入 %(path)s：%(reason)s", path=path, reason=error.strerror)
        ) from error


def _review_cells(outcome: SchoolOutcome) -> tuple[str, ...]:
    school, problems = outcome.school, outcome.problems
    addresses = dict.fromkeys(trouble.url for trouble in outcome.troubles if trouble.url)
    return (
        school.name,
        school.province,
        " ".join(school.urls),
        str(outcome.reports),
        " ".join(map(str, outcome.years)),
        " ".join(map(str, outcome.missing)),
        "; ".join(problem.value for problem in problems),
        " ".join(addresses),
        _("；").join(translate(problem.message) for problem in problems),
        _("；").join(dict.fromkeys(translate(problem.advice) for problem in problems)),
    )


@contextmanager
def school_progress() -> Iterator[Callable[[Progress], None] | None]:
    """The bar: schools done, with pages, reports and pages a second beside it."""
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn

    columns = (
        TextColumn(_("学校")),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    began = monotonic()
    with progress_bar(*columns, refreshes_a_second=_REFRESHES_A_SECOND) as bar:
        if bar is None:
            yield None
            return
        task = bar.add_task("", total=None)

        def show(progress: Progress) -> None:
            rate = progress.pages / max(0.1, monotonic() - began)
            text = _(
                "%(pages)d 页 · %(reports)d 份报告 · %(rate).1f 页/秒",
                pages=progress.pages,
                reports=progress.reports,
                rate=rate,
            )
            bar.update(task, completed=progress.done, total=progress.schools, description=text)

        yield show
