"""Source files → reports, in worker processes: a file that does harm costs itself alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from time import perf_counter

from indexer.errors import NotAReportError, UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits, format_size
from indexer.ingest.parse import parse_report
from indexer.ingest.readers import read_bytes
from indexer.ingest.readers.formats import suffix
from indexer.ingest.source_file import SourceFile, close_archives
from indexer.processes import available_cpus
from indexer.processes.pool import Failure, PoolConfig, imap_isolated
from indexer.reports.model import NormalizedText, Report


@dataclass(frozen=True, slots=True)
class ParseResult:
    """The result of reading a file: a report, or the reason why there is none."""

    source: SourceFile
    report: Report | None = None
    normalized: NormalizedText | None = None
    """The texts of `report`."""
    reason: str = ""
    """Why there is no report, in Chinese, with the fix; "" where there is one."""
    is_ignored: bool = False
    """The file could be read and is no report, which is no failure."""
    sha256: str = ""
    """Hash of the file's bytes; "" where they could not be read."""
    seconds: float = 0.0


def read_report(source: SourceFile, limits: Limits = DEFAULT_LIMITS) -> ParseResult:
    """Read a file in this process. An internal error fails this file alone."""
    began = perf_counter()
    report, normalized, reason, sha256, is_ignored = None, None, "", "", False
    try:
        pages = source.read(limits)
        origin = source.source(pages)
        sha256 = origin.sha256
        extracted = extract(source, pages, limits)
        report = parse_report(
            extracted,
            origin,
            report_id=source.report_id,
            overrides=source.overrides,
            limits=limits,
        )
        normalized = NormalizedText.of(report)
    except NotAReportError as error:
        reason, is_ignored = error.reason, True
    except UnreadableError as error:
        reason = error.reason
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - other files are still read
        reason = Message(
            "读取时出错（%(error)s）：请将此文件报告给我们",
            error=f"{type(error).__name__}: {error}",
        )
    return ParseResult(
        source, report, normalized, reason, is_ignored, sha256, perf_counter() - began
    )


def extract(
    source: SourceFile, pages: Sequence[bytes], limits: Limits = DEFAULT_LIMITS
) -> Extracted:
    """The text of a file whose bytes are `pages`. Raises UnreadableError."""
    name = source.member or source.location
    texts = [read_bytes(page, name, limits) for page in pages]
    if len(texts) == 1:
        return texts[0]
    return Extracted(
        text="\n".join(page.text for page in texts),
        title=next((page.title for page in texts if page.title), None),
        published=next((page.published for page in texts if page.published), None),
        url=next((page.url for page in texts if page.url), None),
        site_names=tuple(dict.fromkeys(name for page in texts for name in page.site_names)),
        links=tuple(link for page in texts for link in page.links),
        warnings=tuple(dict.fromkeys(warning for page in texts for warning in page.warnings)),
    )


_LIGHT = frozenset({"", ".txt", ".md", ".markdown", ".htm", ".html"})


def read_reports(
    sources: Iterable[SourceFile], *, jobs: int | None = None, limits: Limits = DEFAULT_LIMITS
) -> Iterator[ParseResult]:
    """The result of each file, in the order of the files.

    `jobs` is the number of processes, by default one for each processor. A file that exceeds its
    time or memory, or crashes its process, fails with a reason.
    """
    config: PoolConfig[SourceFile, ParseResult] = PoolConfig(
        function=partial(read_report, limits=limits),
        on_failure=partial(_failed, limits=limits),
        is_heavy=_is_heavy,
        workers=max(1, jobs or available_cpus()),
        seconds=limits.seconds,
        memory=limits.memory,
    )
    try:
        yield from imap_isolated(sources, config)
    finally:
        close_archives()


def _is_heavy(source: SourceFile) -> bool:
    """Whether reading takes so long that sending the file alone costs little in comparison."""
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
                most=format_size(limits.memory),
            )
    return ParseResult(source, reason=reason)
