"""An update, told to whoever waits for it: a bar on a terminal, and one sentence at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from indexer.archive import Archive, FileOutcome, OnProgress, Progress, UpdateSummary
from indexer.cli.console import tell
from indexer.cli.language import _, say
from indexer.i18n import Message

_REFRESHES_A_SECOND = 8


@contextmanager
def progress_shown(note: Callable[[FileOutcome], None] | None = None) -> Iterator[OnProgress]:
    """A watcher for an update, with a bar on stderr where that is a terminal.

    `note` is told every outcome besides.
    """
    with _bar() if sys.stderr.isatty() else _nothing() as show:

        def watcher(step: Progress) -> None:
            if note is not None and step.outcome is not None:
                note(step.outcome)
            show(step)

        yield watcher


@contextmanager
def _nothing() -> Iterator[OnProgress]:
    yield lambda _step: None


@contextmanager
def _bar() -> Iterator[OnProgress]:
    from rich.console import Console  # noqa: PLC0415 - heavy
    from rich.progress import (  # noqa: PLC0415 - heavy
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        Task,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.table import Column  # noqa: PLC0415 - heavy
    from rich.text import Text  # noqa: PLC0415 - heavy

    class Rate(ProgressColumn):
        """Files a second."""

        def render(self, task: Task) -> Text:
            return Text(_("%(speed).0f 份/秒", speed=task.speed) if task.speed else "")

    console = Console(stderr=True)
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
    bar = Progress(
        *columns,
        console=console,
        transient=True,
        expand=True,
        refresh_per_second=_REFRESHES_A_SECOND,
    )
    try:
        bar.start()
    except RuntimeError:  # no thread to redraw it: the work goes on without a bar
        console.show_cursor(True)
        yield lambda _step: None
        return
    with bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.update(
            task, completed=step.done, total=step.total, description=_doing(step)
        )


def _doing(step: Progress) -> str:
    """The file done last; behind the last one, what is still to do."""
    return step.outcome.path if step.outcome else _("写入索引……")


def in_words(summary: UpdateSummary) -> str:
    """The summary as one sentence."""
    counts = (
        (summary.added, Message("新增 %(number)d", number=summary.added)),
        (summary.updated, Message("更新 %(number)d", number=summary.updated)),
        (summary.unchanged, Message("未变 %(number)d", number=summary.unchanged)),
        (summary.removed, Message("去掉 %(number)d", number=summary.removed)),
        (len(summary.duplicates), Message("重复 %(number)d", number=len(summary.duplicates))),
        (len(summary.ignored), Message("忽略 %(number)d", number=len(summary.ignored))),
        (len(summary.failed), Message("没有读成 %(number)d", number=len(summary.failed))),
    )
    done = _("，").join(say(told) for number, told in counts if number) or _("没有文件")
    return _(
        "%(done)s；现有 %(reports)d 份报告，%(parts)d 个部分；用时 %(seconds).1f 秒",
        done=done,
        reports=summary.reports,
        parts=summary.parts,
        seconds=summary.seconds,
    )


def not_read(path: str, reason: str) -> str:
    """What is said of a file that could not be read."""
    return _("没有读成：%(path)s：%(reason)s", path=path, reason=say(reason))


def ignored(path: str, reason: str) -> str:
    """What is said of a file that is no report."""
    return _("忽略：%(path)s：%(reason)s", path=path, reason=say(reason))


def announce_rebuild(archive: Archive) -> None:
    """Say so where an index of an older version is about to be built anew."""
    if archive.is_outdated:
        tell(_("索引由较旧的版本写成，正从来源文件重建；只含这次给出的路径下的报告"))
