"""Source files → reports, in worker processes: a file that does harm costs itself alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from time import perf_counter
from typing import TypeAlias

from indexer.errors import NotAReportError, UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits, format_size
from indexer.ingest.ocr.scans import (
    NO_OCR,
    NO_SCANS,
    OcrOptions,
    PagePicture,
    Scans,
    UnrecognisedError,
)
from indexer.ingest.parse import parse_report
from indexer.ingest.readers import read_bytes
from indexer.ingest.readers.formats import suffix
from indexer.ingest.recognise_pages import PageTask, pool_config
from indexer.ingest.source_file import SourceFile, close_archives
from indexer.processes import available_cpus
from indexer.processes.pool import Failure, IsolatedPool, PoolConfig, imap_isolated
from indexer.reports.model import NormalizedText, Report

OnPages: TypeAlias = Callable[[int, int], None]
"""Called with the number of scanned pages recognised so far, and of all."""


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
    wanted: tuple[PagePicture, ...] = ()
    """Pages to be recognised before the file can be read."""


@dataclass(frozen=True, slots=True)
class ReadTask:
    """A file to read, and why some of its pages could not be recognised, by their keys."""

    source: SourceFile
    failures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Scanned:
    """A file that wants pages, and why some could not be recognised before, by their keys."""

    result: ParseResult
    failures: Mapping[str, str] = field(default_factory=dict)


def read_report(
    source: SourceFile,
    limits: Limits = DEFAULT_LIMITS,
    ocr: OcrOptions = NO_OCR,
    failures: Mapping[str, str] | None = None,
) -> ParseResult:
    """Read a file in this process. An internal error fails this file alone."""
    began = perf_counter()
    report, normalized, reason, sha256, is_ignored = None, None, "", "", False
    scans = Scans(ocr, failures or {}, source.sibling)
    try:
        pages = source.read(limits)
        origin = source.source(pages)
        sha256 = origin.sha256
        extracted = extract(source, pages, limits, scans)
        report = parse_report(
            extracted,
            origin,
            report_id=source.report_id,
            overrides=source.overrides,
            limits=limits,
        )
        normalized = NormalizedText.of(report)
    except UnrecognisedError:
        return ParseResult(source, sha256=sha256, wanted=tuple(scans.wanted))
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
    source: SourceFile,
    pages: Sequence[bytes],
    limits: Limits = DEFAULT_LIMITS,
    scans: Scans = NO_SCANS,
) -> Extracted:
    """The text of a file whose bytes are `pages`. Raises UnreadableError, and UnrecognisedError
    where pages are to be recognised first."""
    name = source.member or source.location
    texts = []
    for number, page in enumerate(pages):
        scans.file = number
        texts.append(read_bytes(page, name, limits, scans))
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
        recognised=tuple(line for page in texts for line in page.recognised),
        scanned=tuple(each for page in texts for each in page.scanned),
        is_all_recognised=all(page.is_all_recognised for page in texts),
    )


_LIGHT = frozenset({"", ".txt", ".md", ".markdown", ".htm", ".html"})


def read_reports(
    sources: Iterable[SourceFile],
    *,
    jobs: int | None = None,
    limits: Limits = DEFAULT_LIMITS,
    ocr: OcrOptions = NO_OCR,
    on_pages: OnPages | None = None,
) -> Iterator[ParseResult]:
    """The result of each file in the order of the files: first of those that need no recognition of
    scanned pages, then of the others.

    `jobs` is the number of processes, by default one for each processor. A file that exceeds its
    time or memory, or crashes its process, fails with a reason. `on_pages` is told how many scanned
    pages are recognised, and how many there are.
    """
    workers = max(1, jobs or available_cpus())
    config = PoolConfig(
        function=partial(_read_task, limits=limits, ocr=ocr),
        on_failure=partial(_failed, limits=limits),
        is_heavy=_is_heavy,
        workers=workers,
        seconds=limits.seconds,
        memory=limits.memory,
    )
    scanned: list[_Scanned] = []
    try:
        for result in imap_isolated(map(ReadTask, sources), config):
            if result.wanted:
                scanned.append(_Scanned(result))
            else:
                yield result
        if scanned:
            yield from _read_scanned(scanned, config, limits, ocr, on_pages)
    finally:
        close_archives()


def _read_scanned(
    scanned: Sequence[_Scanned],
    config: PoolConfig[ReadTask, ParseResult],
    limits: Limits,
    ocr: OcrOptions,
    on_pages: OnPages | None,
) -> Iterator[ParseResult]:
    """The results of files with scanned pages, each once its pages are recognised. A file may then
    want others of its pages: where what it has of text proves useless."""
    assert ocr.folder is not None
    tasks = [PageTask(each.result.source, page) for each in scanned for page in each.result.wanted]
    pages = imap_isolated(tasks, pool_config(config.workers, ocr.folder, limits))
    again: list[_Scanned] = []
    done = 0
    if on_pages is not None:
        on_pages(done, len(tasks))
    with IsolatedPool(replace(config, workers=1)) as pool:
        for each in scanned:
            wanted = each.result.wanted
            failures = dict(each.failures)
            for page in islice(pages, len(wanted)):
                done += 1
                if page.reason:
                    failures[page.key] = page.reason
                if on_pages is not None:
                    on_pages(done, len(tasks))
            pool.submit(ReadTask(each.result.source, failures))
            read = next(iter(pool.results()))
            if not read.wanted:
                yield read
            elif {page.key for page in wanted} & {page.key for page in read.wanted}:
                yield _not_stored(read)
            else:
                again.append(_Scanned(read, failures))
    if again:
        yield from _read_scanned(again, config, limits, ocr, on_pages)


def _read_task(task: ReadTask, limits: Limits, ocr: OcrOptions) -> ParseResult:
    return read_report(task.source, limits, ocr, task.failures)


def _not_stored(result: ParseResult) -> ParseResult:
    """A file that wants the same pages once more: it changed, or they were not stored."""
    reason = Message("识别出的文字没有保存下来：请腾出磁盘空间后再索引")
    return replace(result, wanted=(), reason=reason)


def _is_heavy(task: ReadTask) -> bool:
    """Whether reading takes so long that sending the file alone costs little in comparison."""
    return suffix(task.source.member or task.source.location) not in _LIGHT


def _failed(task: ReadTask, failure: Failure, limits: Limits) -> ParseResult:
    source = task.source
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
