"""Compares our PDF reader with poppler on a folder of other PDFs.

    python -m bench.foreign_pdfs FOLDER [--jobs 2] [--worst 20]

Counts the files in which `pdftotext` (poppler-utils) finds 50 letters or more, how many of them we
read, and which share of the distinct pairs of neighbouring characters in its text our text also
contains: pairs of Chinese characters, or of any letters if a file has few Chinese characters.
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Final

from indexer.errors import UnreadableError
from indexer.ingest.limits import DEFAULT_LIMITS
from indexer.ingest.readers import read_bytes
from indexer.processes.pool import Failure, PoolConfig, imap_isolated

_FEWEST_LETTERS: Final = 50
_FEWEST_PAIRS: Final = 20
_ENOUGH: Final = 0.95
_PDFTOTEXT_S: Final = 60


@dataclass(frozen=True, slots=True)
class PdfResult:
    """The result of reading one file with our reader."""

    path: Path
    text: str = ""
    reason: str = ""
    """Why there is no text; begins with LOST or CRASH where the reader failed."""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class PdfFigures:
    """Our result for a file, compared with poppler's."""

    reading: PdfResult
    has_text: bool
    """Whether pdftotext finds enough letters."""
    is_chinese: bool
    share: float
    """Share of pdftotext's character pairs that we read."""

    @classmethod
    def of(cls, reading: PdfResult) -> PdfFigures:
        theirs = pdftotext(reading.path)
        is_chinese = len(character_pairs(theirs)) >= _FEWEST_PAIRS
        ours, wanted = (character_pairs(t, chinese=is_chinese) for t in (reading.text, theirs))
        has_text = sum(map(str.isalnum, theirs)) >= _FEWEST_LETTERS
        return cls(reading, has_text, is_chinese, len(ours & wanted) / max(1, len(wanted)))


def read_file(path: Path) -> PdfResult:
    """Read one file, in a worker process."""
    began = perf_counter()
    text = reason = ""
    try:
        text = read_bytes(path.read_bytes(), path.name).text
    except UnreadableError as error:
        reason = str(error.reason)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - counted as a crash
        reason = f"CRASH {type(error).__name__}: {error}"
    return PdfResult(path, text, reason, perf_counter() - began)


def pdftotext(path: Path) -> str:
    """The text that poppler reads; "" if it fails."""
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_PDFTOTEXT_S, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")


def character_pairs(text: str, *, chinese: bool = True) -> set[str]:
    """The distinct pairs of neighbouring characters, without white space. How often a pair occurs
    does not matter, since we leave out running heads."""
    pairs = map("".join, pairwise("".join(text.split())))
    if chinese:
        return {p for p in pairs if all("\u3400" <= char <= "\u9fff" for char in p)}
    return {p for p in pairs if p.isalnum()}


def report(files: list[PdfFigures], worst: int) -> Iterator[str]:
    """The figures as lines of text."""
    with_text = [file for file in files if file.has_text]
    read = [file for file in with_text if not file.reading.reason]
    yield f"files {len(files)}, with text by pdftotext {len(with_text)}"
    yield f"read {len(read) / max(1, len(with_text)):.2%}"
    for kind, is_chinese in (("Chinese", True), ("other", False)):
        of_kind = [file for file in read if file.is_chinese is is_chinese]
        bad = sorted((file.share, file.reading.path) for file in of_kind if file.share < _ENOUGH)
        good = len(of_kind) - len(bad)
        yield f"{kind}: {good} of {len(of_kind)} files have {_ENOUGH:.0%} of the pairs"
        yield from (f"  {share:.3f} {path}" for share, path in bad[:worst])
    readings = [file.reading for file in files]
    lost = [reading for reading in readings if reading.reason.startswith(("LOST", "CRASH"))]
    unread = [file.reading for file in with_text if file.reading.reason]
    for kind, failed in (("lost or crashed", lost), ("not read", unread)):
        yield f"{kind}: {len(failed)}"
        yield from (f"  {each.path}: {each.reason}" for each in failed[: 3 * worst])
    yield f"seconds {sum(reading.seconds for reading in readings):.1f}; slowest:"
    slowest = sorted(((reading.seconds, reading.path) for reading in readings), reverse=True)
    yield from (f"  {seconds:.1f} {path}" for seconds, path in slowest[:5])


def _is_heavy(_: Path) -> bool:
    return True


def _lost(path: Path, failure: Failure) -> PdfResult:
    return PdfResult(path, reason=f"LOST {failure}", seconds=DEFAULT_LIMITS.seconds)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.foreign_pdfs", description="Read PDFs.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--worst", type=int, default=20, help="files listed of each kind")
    options = parser.parse_args()
    config: PoolConfig[Path, PdfResult] = PoolConfig(
        function=read_file,
        on_failure=_lost,
        is_heavy=_is_heavy,
        workers=options.jobs,
        seconds=DEFAULT_LIMITS.seconds,
        memory=DEFAULT_LIMITS.memory,
    )
    paths = sorted(path for path in options.folder.rglob("*.pdf") if path.is_file())
    files = [PdfFigures.of(reading) for reading in imap_isolated(paths, config)]
    print("\n".join(report(files, options.worst)))


if __name__ == "__main__":
    import_module("bench.foreign_pdfs").main()  # by its name, since the workers import it
