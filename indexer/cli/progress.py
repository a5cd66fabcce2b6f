"""An update, told to whoever waits for it: a bar on a terminal, and one sentence at the end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from indexer.archive import FileOutcome, OnProgress, Progress, UpdateSummary

_REFRESHES_A_SECOND = 8


@contextmanager
def progress_shown(note: Callable[[FileOutcome], None] | None = None) -> Iterator[OnProgress]:
    """A watcher for an update, with a bar on stderr where that is a terminal.

    `note` is told every outcome besides.
    """
    with _bar() if sys.stderr.isatty() else _nothing() as show:

        def watcher(step: Progress) -> None:
            if note is not None:
                note(step.outcome)
            show(step)

        yield watcher


@contextmanager
def _nothing() -> Iterator[OnProgress]:
    yield lambda _: None


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
            return Text(f"{task.speed:.0f} 份/秒" if task.speed else "")

    console = Console(stderr=True)
    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TextColumn("剩余"),
        TimeRemainingColumn(),
        TextColumn(
            "{task.description}",
            markup=False,
            table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1),
        ),
    )
    with Progress(
        *columns,
        console=console,
        transient=True,
        expand=True,
        refresh_per_second=_REFRESHES_A_SECOND,
    ) as bar:
        task = bar.add_task("", total=None)
        yield lambda step: bar.update(
            task, completed=step.done, total=step.total, description=step.outcome.path
        )


def in_words(summary: UpdateSummary) -> str:
    """The summary as one sentence."""
    counts = {
        "新增": summary.added,
        "更新": summary.updated,
        "未变": summary.unchanged,
        "去掉": summary.removed,
        "重复": len(summary.duplicates),
        "没有读成": len(summary.failed),
    }
    done = "，".join(f"{name} {count}" for name, count in counts.items() if count) or "没有文件"
    return (
        f"{done}；现有 {summary.reports} 份报告，{summary.parts} 个部分；"
        f"用时 {summary.seconds:.1f} 秒"
    )
