"""`xxgk index`: files into the archive, with a progress bar, a summary and the table for review."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, Final

import click

from indexer.analysis.user_dictionary import UserDictionary, read_user_dictionary
from indexer.archive import Archive, FileOutcome, OnProgress, Progress, UpdateSummary
from indexer.cli.context import archive_of
from indexer.cli.language import Choice, IntRange, LocalizedCommand, _, translate
from indexer.cli.options import format_option, global_options
from indexer.cli.output import (
    echo_err,
    emit_json,
    failed_file,
    ignored_file,
    manifest_fault,
    manifest_notice,
)
from indexer.cli.progress_bar import progress_bar
from indexer.cli.review_csv import ReviewRows, write_manifests
from indexer.errors import (
    IndexDamagedError,
    IndexLockedError,
    StartError,
    UnusableIndexError,
    UsageError,
)
from indexer.i18n import Message
from indexer.processes.garbage import collect_garbage_rarely

DONE, SOME_UNREADABLE = 0, 4
_IDLE_CHECK_MS: Final = 1_000
"""After this time without changes a watch looks whether an update is pending."""
_REFRESHES_A_SECOND: Final = 8
_ESTIMATE_S: Final = 300.0
"""Seconds over which the remaining time is estimated: a scanned page takes several."""
_MAX_LINES: Final = 5
"""Ignored lines of a dictionary that are quoted; the others are counted."""
_MAX_CHARACTERS: Final = 30
"""Of a quoted line."""


@click.command(
    "index",
    cls=LocalizedCommand,
    help=Message("读入报告：文件、文件夹或压缩包。没有变化的文件不再读。"),
    examples=(
        ("xxgk index seeds", ""),
        ("xxgk index seeds --prune --report account.csv", Message("各文件的读取结果")),
        ("xxgk index seeds --write-manifest", Message("改好 manifest.csv 后再运行一次")),
    ),
    notes=(Message("学校、统计期间读得不对时，在 manifest.csv 里写明即可。"),),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--rebuild", is_flag=True, help=Message("从头重建；建好之前旧索引照常可用"))
@click.option("--prune", is_flag=True, help=Message("文件已不在的报告从索引里移除"))
@click.option(
    "--watch", is_flag=True, help=Message("持续监视这些文件夹，有变化就更新；按 Ctrl-C 结束")
)
@click.option(
    "--jobs", type=IntRange(1, 256), metavar="N", help=Message("用几个进程，默认每个处理器一个")
)
@click.option(
    "--ocr",
    type=Choice(("auto", "never", "always")),
    metavar="auto|never|always",
    default="auto",
    help=Message("扫描页：auto 装有文字识别就识别；never 不识别；always 每一页都识别"),
)
@click.option("--report", "review", metavar="FILE", help=Message("把各文件的读取结果写成 CSV"))
@click.option(
    "--userdict",
    metavar="FILE",
    help=Message('自己的词典（jieba 格式），新建或重建索引时生效，此后沿用；"" 表示不要词典'),
)
@click.option(
    "--write-manifest",
    is_flag=True,
    help=Message("把读出的学校、统计期间等写成 manifest.csv，供人改正"),
)
@format_option("text", "json")
@global_options
@click.pass_context
def index_command(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    review: str | None,
    userdict: str | None,
    write_manifest: bool,
    watch: bool,
    form: str,
    **options: Any,
) -> int:
    """Bring the archive up to date with files."""
    archive = archive_of(ctx, create=True, user_words=userdict)
    check_user_dictionary(userdict, archive, rebuild=options["rebuild"])
    if review and not Path(review).absolute().parent.is_dir():
        raise UsageError(Message("无法写入 %(file)s：没有这个文件夹", file=review))
    rows = ReviewRows() if review else None
    summary = update_with_progress(archive, paths, rows.note if rows else None, **options)
    _report(summary, form)
    if rows and review:
        rows.write(Path(review), archive)
    if write_manifest:
        write_manifests(archive, paths)
    if watch:
        _watch(archive, paths, form, {**options, "rebuild": False})
    return SOME_UNREADABLE if summary.failed or summary.manifest_faults else DONE


def update_with_progress(
    archive: Archive,
    paths: Sequence[str],
    note: Callable[[FileOutcome], None] | None = None,
    **options: Any,
) -> UpdateSummary:
    """Update the archive, with a progress bar on a terminal; `note` gets every outcome."""
    if archive.is_outdated:
        echo_err(_("索引由较旧的版本写成，正从源文件重建；只含这次给出的路径下的报告"))
    with _file_progress() if sys.stderr.isatty() else nullcontext() as show:

        def on_progress(step: Progress) -> None:
            if note is not None and step.outcome is not None:
                note(step.outcome)
            if show is not None:
                show(step)

        collect_garbage_rarely()
        return archive.update(paths, progress=on_progress, **options)


def report_files(summary: UpdateSummary) -> None:
    """Name the files that gave no report of their own, with the reasons."""
    for duplicate in summary.duplicates:
        echo_err(
            _("重复：%(path)s 与 %(twin)s 是同一份报告", path=duplicate.path, twin=duplicate.of)
        )
    for file in summary.ignored:
        echo_err(ignored_file(file.path, file.reason))
    for failure in summary.failed:
        echo_err(failed_file(failure.path, failure.reason))
    for fault in summary.manifest_faults:
        echo_err(manifest_fault(fault.path, fault.reason))
    for notice in summary.manifest_notices:
        echo_err(manifest_notice(notice.path, notice.reason))


def _report(summary: UpdateSummary, form: str) -> None:
    if form == "json":
        emit_json(summary.to_dict())
    else:
        report_files(summary)
        click.echo(summary_text(summary))


def _watch(archive: Archive, paths: Sequence[str], form: str, options: Mapping[str, Any]) -> None:
    """Update whenever something changes, until interrupted."""
    from watchfiles import watch  # noqa: PLC0415 - heavy

    own = archive.folder.resolve() if archive.folder else None
    try:
        changes = watch(
            *paths,
            watch_filter=lambda _change, path: own not in Path(path).parents,
            yield_on_timeout=True,
            rust_timeout=_IDLE_CHECK_MS,
        )
        _update_on(changes, archive, paths, form, options)
    except OSError as error:
        raise StartError(
            Message(
                "无法监视这些文件夹：%(reason)s。索引已经更新；请放宽系统的监视数"
                "（Linux：fs.inotify.max_user_watches、max_user_instances），或定时运行 xxgk index",
                reason=error.strerror or error,
            )
        ) from error


def _update_on(
    changes: Iterable[Collection[object]],
    archive: Archive,
    paths: Sequence[str],
    form: str,
    options: Mapping[str, Any],
) -> None:
    """Update at the first of the changes, and whenever there are some."""
    pending = True  # files may have changed before the watch began
    for changed in changes:
        if not (changed or pending):
            continue
        try:
            summary = archive.update(paths, **options)
        except IndexLockedError as error:  # another process writes: look again when it is done
            pending = True
            echo_err(translate(error.message))
            continue
        has_news = summary.added or summary.updated or summary.removed
        if has_news or (changed and (summary.failed or summary.ignored or summary.manifest_faults)):
            _report(summary, form)
        if pending:
            echo_err(_("正在等待变化；按 Ctrl-C 结束"))
        pending = False


@contextmanager
def _file_progress() -> Iterator[OnProgress | None]:
    """The bar, None if there can be none."""
    from rich.progress import (  # noqa: PLC0415 - heavy
        BarColumn,
        MofNCompleteColumn,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column  # noqa: PLC0415 - heavy
    from rich.text import Text  # noqa: PLC0415 - heavy

    class Rate(ProgressColumn):
        """Files a second, or scanned pages a minute."""

        def render(self, task: Task) -> Text:
            if not task.speed:
                return Text("")
            if task.fields.get("counts_pages"):
                return Text(_("%(speed).1f 页/分", speed=60 * task.speed))
            return Text(_("%(speed).0f 份/秒", speed=task.speed))

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TextColumn(_("剩余")),
        TimeRemainingColumn(),
        TextColumn(
            "{task.description}",
            markup=False,
            table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1),
        ),
    )
    with progress_bar(
        *columns, refreshes_a_second=_REFRESHES_A_SECOND, expand=True, estimate_s=_ESTIMATE_S
    ) as bar:
        if bar is None:
            yield None
            return
        files = bar.add_task("", total=None)
        pages = bar.add_task(_("识别扫描页"), total=None, visible=False, counts_pages=True)

        def show(step: Progress) -> None:
            if step.pages is None:
                what = step.outcome.path if step.outcome else _("写入索引……")
                bar.update(files, completed=step.done, total=step.total, description=what)
            elif step.pages == 0:  # the time of the files before counts for no page
                bar.reset(pages, total=step.all_pages, visible=True)
            else:
                bar.update(pages, completed=step.pages)

        yield show


def summary_text(summary: UpdateSummary) -> str:
    """An update's summary as one sentence."""
    counts = (
        (summary.added, Message("新增 %(number)s", number=f"{summary.added:,}")),
        (summary.updated, Message("更新 %(number)s", number=f"{summary.updated:,}")),
        (summary.unchanged, Message("未变 %(number)s", number=f"{summary.unchanged:,}")),
        (summary.removed, Message("移除 %(number)s", number=f"{summary.removed:,}")),
        (
            len(summary.duplicates),
            Message("重复 %(number)s", number=f"{len(summary.duplicates):,}"),
        ),
        (len(summary.ignored), Message("忽略 %(number)s", number=f"{len(summary.ignored):,}")),
        (len(summary.failed), Message("%(number)s 份读取失败", number=f"{len(summary.failed):,}")),
        (
            len(summary.manifest_faults),
            Message("清单有 %(number)s 处没有读取", number=f"{len(summary.manifest_faults):,}"),
        ),
    )
    done = _("，").join(translate(text) for number, text in counts if number) or _("没有文件")
    return _(
        "%(done)s；现有 %(reports)s 份报告，%(parts)s 个段落；用时 %(seconds).1f 秒",
        done=done,
        reports=f"{summary.reports:,}",
        parts=f"{summary.parts:,}",
        seconds=summary.seconds,
    )


def check_user_dictionary(path: str | None, archive: Archive, *, rebuild: bool) -> None:
    """Tell which lines of the dictionary are ignored, or which dictionary a rebuild keeps.

    Raises UsageError if it cannot be read, or if the index has another one and is not rebuilt.
    """
    if path is None:
        if rebuild:
            _report_retained(archive)
        return
    dictionary = read_user_dictionary(Path(path) if path else None)
    _report_ignored_lines(path, dictionary)
    if rebuild or not archive.engine.exists():
        return
    try:
        current = read_user_dictionary(archive.engine.user_words())
    except UnusableIndexError:
        return  # the update reports what is wrong with the index
    if current.words != dictionary.words:
        raise UsageError(
            Message("索引建立时用的是另一套用户词典；要换用这一套，请加 --rebuild 重建索引")
        )


def _report_retained(archive: Archive) -> None:
    try:
        current = read_user_dictionary(archive.engine.user_words())
    except (IndexDamagedError, UsageError):
        echo_err(_("索引原有的词典已损坏，没有沿用；需要时请用 --userdict 再给一次"))
    except UnusableIndexError:
        return  # the update reports what is wrong with the index
    else:
        if current.words:
            echo_err(
                _(
                    '沿用索引原有的词典（%(count)d 个词）；不要它请加 --userdict ""',
                    count=len(current.words),
                )
            )


def _report_ignored_lines(path: str, dictionary: UserDictionary) -> None:
    if not dictionary.ignored:
        return
    named = tuple(
        Message(
            "第 %(line)d 行 %(text)s",
            line=line.number,
            text=line.text
            if len(line.text) <= _MAX_CHARACTERS
            else f"{line.text[:_MAX_CHARACTERS]}…",
        )
        for line in dictionary.ignored[:_MAX_LINES]
    )
    echo_err(
        _(
            "词典 %(file)s 有 %(count)d 行没有采用"
            "（词须是 2 到 50 个汉字；字母、数字本来就单独成词）：%(named)s%(more)s",
            file=path,
            count=len(dictionary.ignored),
            named=named,
            more="…" if len(dictionary.ignored) > _MAX_LINES else "",
        )
    )
