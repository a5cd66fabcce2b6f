"""`xxgk index`: files into the archive."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from indexer.archive import Archive, UpdateSummary
from indexer.cli.console import emit_json, tell
from indexer.cli.language import _, say
from indexer.cli.options import archive_of, format_option, global_options
from indexer.cli.progress import announce_rebuild, ignored, in_words, not_read, progress_shown
from indexer.cli.understood import AccountRows, write_manifests
from indexer.cli.user_dictionary import check_user_dictionary
from indexer.cli.wording import Spoken, Whole
from indexer.errors import IndexLockedError, StartError, UsageError
from indexer.i18n import Message

DONE, SOME_UNREADABLE = 0, 4
_PATIENCE = 1_000
"""Milliseconds after which a quiet watch looks whether something is left to do."""


@click.command(
    "index",
    cls=Spoken,
    help=Message("读入报告：文件、文件夹或 zip。没有变化的文件不再读。"),
    examples=(
        ("xxgk index seeds", ""),
        ("xxgk index seeds --prune --report account.csv", Message("每个文件读出了什么")),
        ("xxgk index seeds --write-manifest", Message("改好 manifest.csv 后再运行一次")),
    ),
    notes=(Message("学校、期间读得不对时，在 manifest.csv 里写明即可。"),),
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path())
@click.option("--rebuild", is_flag=True, help=Message("从头重建；建好之前旧索引照常可用"))
@click.option("--prune", is_flag=True, help=Message("文件已不在的报告，从索引里去掉"))
@click.option(
    "--watch", is_flag=True, help=Message("一直看着这些文件夹，有变化就更新；按 Ctrl-C 结束")
)
@click.option(
    "--jobs", type=Whole(1, 256), metavar="N", help=Message("用几个进程，默认每个处理器一个")
)
@click.option("--report", "account", metavar="FILE", help=Message("把每个文件读出了什么写成 CSV"))
@click.option(
    "--userdict",
    metavar="FILE",
    help=Message('自己的词典（jieba 格式），新建或重建索引时生效，此后沿用；"" 表示不要词典'),
)
@click.option(
    "--write-manifest",
    is_flag=True,
    help=Message("把读出的学校、期间等写成 manifest.csv，供人改正"),
)
@format_option("text", "json")
@global_options
@click.pass_context
def command(
    ctx: click.Context,
    /,
    paths: tuple[str, ...],
    account: str | None,
    userdict: str | None,
    write_manifest: bool,
    watch: bool,
    form: str,
    **how: Any,
) -> int:
    """Bring the archive up to date with files."""
    archive = archive_of(ctx, create=True, user_words=userdict)
    check_user_dictionary(userdict, archive, rebuild=how["rebuild"])
    if account and not Path(account).absolute().parent.is_dir():
        raise UsageError(Message("写不了 %(file)s：没有这个文件夹", file=account))
    rows = AccountRows() if account else None
    announce_rebuild(archive)
    with progress_shown(rows.note if rows else None) as progress:
        summary = archive.update(paths, progress=progress, **how)
    _tell(summary, form)
    if rows and account:
        rows.write(Path(account), archive)
    if write_manifest:
        write_manifests(archive, paths)
    if watch:
        _follow(archive, paths, form, {**how, "rebuild": False})
    return SOME_UNREADABLE if summary.failed else DONE


def _tell(summary: UpdateSummary, form: str) -> None:
    if form == "json":
        emit_json(summary.to_dict())
        return
    for twin in summary.duplicates:
        tell(_("重复：%(path)s 与 %(twin)s 是同一份报告", path=twin.path, twin=twin.of))
    for file in summary.ignored:
        tell(ignored(file.path, file.reason))
    for failure in summary.failed:
        tell(not_read(failure.path, failure.reason))
    click.echo(in_words(summary))


def _follow(archive: Archive, paths: Sequence[str], form: str, how: Mapping[str, Any]) -> None:
    """Update whenever something changes, until interrupted."""
    from watchfiles import watch  # noqa: PLC0415 - heavy

    own = archive.folder.resolve() if archive.folder else None
    try:
        changes = watch(
            *paths,
            watch_filter=lambda _change, path: own not in Path(path).parents,
            yield_on_timeout=True,
            rust_timeout=_PATIENCE,
        )
        _update_on(changes, archive, paths, form, how)
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
    how: Mapping[str, Any],
) -> None:
    """Update at the first of the changes, and whenever there are some."""
    pending = True  # files may have changed before the watch began
    for changed in changes:
        if not (changed or pending):
            continue
        try:
            summary = archive.update(paths, **how)
        except IndexLockedError as error:  # another process writes: look again when it is done
            pending = True
            tell(say(error.message))
            continue
        has_news = summary.added or summary.updated or summary.removed
        if has_news or (changed and (summary.failed or summary.ignored)):
            _tell(summary, form)
        if pending:
            tell(_("正在等待变化；按 Ctrl-C 结束"))
        pending = False
