"""One Input → its Report, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from indexer.errors import NotAReportError, UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.parse import parse_report
from indexer.ingest.readers import read_bytes
from indexer.ingest.source_file import SourceFile
from indexer.reports.model import NormalizedText, Report


@dataclass(frozen=True, slots=True)
class ParseResult:
    """What became of one Input: a report, or a reason."""

    input: SourceFile
    report: Report | None = None
    normalized: NormalizedText | None = None
    """Of the report, where there is one."""
    reason: str = ""
    """Why there is no report, in Chinese, with the fix; "" where there is one."""
    is_ignored: bool = False
    """The file could be read and is no report: no failure."""
    sha256: str = ""
    """Hash of what was read; "" where it could not be."""
    seconds: float = 0.0


def read_input(source: SourceFile, limits: Limits = DEFAULT_LIMITS) -> ParseResult:
    """Read one Input here and now, without a worker. A fault of ours costs this file alone."""
    began = perf_counter()
    report, normalized, reason, sha256, is_ignored = None, None, "", "", False
    try:
        pages = source.read(limits)
        origin = source.source(pages)
        sha256 = origin.sha256
        extracted = extract(source, pages, limits)
        report = parse_report(
            extracted, origin, report_id=source.report_id, overrides=source.overrides
        )
        normalized = NormalizedText.of(report)
    except NotAReportError as error:
        reason, is_ignored = error.reason, True
    except UnreadableError as error:
        reason = error.reason
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - one file's fault must stay one file's
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
    """The text of an Input whose bytes are `pages`, as one. Raises UnreadableError."""
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
