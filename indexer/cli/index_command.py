"""`xxgk index`: files into the archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from indexer.archive import Archive, UpdateSummary
from indexer.cli.console import emit_json, tell
from indexer.cli.options import archive_of, format_option, global_options
from indexer.cli.progress import in_words, progress_shown
from indexer.cli.understood import AccountRows, write_manifests
from indexer.cli.wording import ChineseHelp, Whole
from indexer.errors import IndexLockedError, UsageError

DONE, SOME_UNREADABLE = 0, 4
_PATIENCE = 1_000
"""Milliseconds after which a quiet watch looks whether something is left to do."""


@click.command("index", cls=ChineseHelp)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--rebuild", is_flag=True, help="从头重建；建好之前旧索引照常可用")
@click.option("--prune", is_flag=True, help="文件已不在的报告，从索引里去掉")
@click.option("--watch", is_flag=True, help="一直看着这些文件夹，有变化就更新；按 Ctrl-C 结束")
@click.option("--jobs", type=Whole(1, 256), metavar="N", help="用几个进程，默认每个处理器一个")
@click.option("--report", "account", metavar="FILE", help="把每个文件读出了什么写成 CSV")
@click.option("--userdict", metavar="FILE", help="自己的词典（jieba 格式），新建或重建索引时生效")
@click.option(
    "--write-manifest", is_flag=True, help="把读出的学校、期间等写成 manifest.csv，供人改正"
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
    """读入报告：文件、文件夹或 zip。没有变化的文件不再读。

    \b
    例：
      xxgk index 报告文件夹
      xxgk index 报告文件夹 --prune --report 清点.csv
      xxgk index 报告文件夹 --write-manifest      改好 manifest.csv 后再运行一次

    学校、期间读得不对时，在 manifest.csv 里写明即可。
    """
    archive = archive_of(ctx, create=True, user_words=userdict)
    if userdict:
        _check_words(Path(userdict), archive, rebuild=how["rebuild"])
    if account and not Path(account).absolute().parent.is_dir():
        raise UsageError(f"写不了 {account}：没有这个文件夹")
    rows = AccountRows() if account else None
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


def _check_words(place: Path, archive: Archive, *, rebuild: bool) -> None:
    if not place.is_file():
        raise UsageError(f"没有这个词典文件：{place}")
    if archive.engine.exists() and not rebuild:
        raise UsageError("换词典要重建索引：请加 --rebuild")


def _tell(summary: UpdateSummary, form: str) -> None:
    if form == "json":
        emit_json(summary.to_dict())
        return
    for twin in summary.duplicates:
        tell(f"重复：{twin.path} 与 {twin.of} 是同一份报告")
    for failure in summary.failed:
        tell(f"没有读成：{failure.path}：{failure.reason}")
    click.echo(in_words(summary))


def _follow(archive: Archive, paths: Sequence[str], form: str, how: Mapping[str, Any]) -> None:
    """Update whenever something changes, until interrupted."""
    from watchfiles import watch  # noqa: PLC0415 - heavy

    own = archive.folder.resolve() if archive.folder else None
    behind = True  # files may have changed before the watch began
    for changes in watch(
        *paths,
        watch_filter=lambda _, path: own not in Path(path).parents,
        yield_on_timeout=True,
        rust_timeout=_PATIENCE,
    ):
        if not (changes or behind):
            continue
        try:
            summary = archive.update(paths, **how)
        except IndexLockedError as error:  # another process writes: look again when it is done
            behind = True
            tell(str(error))
            continue
        if summary.added or summary.updated or summary.removed or (changes and summary.failed):
            _tell(summary, form)
        if behind:
            tell("正在等待变化；按 Ctrl-C 结束")
        behind = False
