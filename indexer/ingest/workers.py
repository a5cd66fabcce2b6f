"""Reading in worker processes: one poisonous file costs one failure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from indexer.i18n import Message
from indexer.ingest.limits import DEFAULT_LIMITS, Limits, in_words
from indexer.ingest.readers.formats import suffix
from indexer.ingest.reading import ParseResult, read_input
from indexer.ingest.source_file import SourceFile, close_archives
from indexer.processes import available_cpus
from indexer.processes.pool import Failure, PoolConfig, imap_isolated

_LIGHT = frozenset({"", ".txt", ".md", ".markdown", ".htm", ".html"})


def read_reports(
    inputs: Iterable[SourceFile], *, jobs: int | None = None, limits: Limits = DEFAULT_LIMITS
) -> Iterator[ParseResult]:
    """What became of each Input, in the order of the inputs.

    `jobs` is the number of processes, by default one for each processor. An Input that exceeds
    its time or memory, or crashes its process, is a failure with a reason.
    """
    config: PoolConfig[SourceFile, ParseResult] = PoolConfig(
        function=partial(read_input, limits=limits),
        on_failure=partial(_failed, limits=limits),
        is_heavy=_is_heavy,
        workers=max(1, jobs or available_cpus()),
        seconds=limits.seconds,
        memory=limits.memory,
    )
    try:
        yield from imap_isolated(inputs, config)
    finally:
        close_archives()


def _is_heavy(source: SourceFile) -> bool:
    """Whether reading takes long enough that sending it alone costs nothing."""
    return suffix(source.member or source.location) not in _LIGHT


def _failed(source: SourceFile, failure: Failure, limits: Limits) -> ParseResult:
    reason = Message("读取时进程意外终止，文件可能已损坏：请另存为 TXT 或 PDF 后再索引")
    match failure:
        case "timeout":
            reason = Message(
                "读取超过 %(seconds).0f 秒，已中止：请拆分文件，或另存为 TXT 后再索引",
                seconds=limits.seconds,
            )
        case "memory":
            reason = Message(
                "读取所需内存超过上限 %(most)s，已中止：请拆分文件，或另存为 TXT 后再索引",
                most=in_words(limits.memory),
            )
    return ParseResult(source, reason=reason)
