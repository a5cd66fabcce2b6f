"""How the PDF reader does on a folder of PDFs that are not our own, beside poppler's pdftotext.

    python -m bench.foreign_pdfs FOLDER [--jobs 2] [--worst 20]

Counts the files from which pdftotext reads 50 letters or more, how many of these we read, and
which share of the different pairs of Chinese characters in its text stands in ours as well. Needs
`pdftotext` (poppler-utils).
"""

from __future__ import annotations

import argparse
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from time import perf_counter
from typing import Final

from indexer.errors import UnreadableError
from indexer.ingest.limits import DEFAULT_LIMITS
from indexer.ingest.pool import Loss, Terms, run_guarded
from indexer.ingest.readers import read_bytes

_FEWEST_LETTERS: Final = 50
_FEWEST_BIGRAMS: Final = 20
_ENOUGH: Final = 0.95


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file."""

    path: Path
    text: str = ""
    reason: str = ""
    seconds: float = 0.0


def read_file(path: Path) -> Reading:
    """Read one file as a worker process does."""
    began = perf_counter()
    try:
        text, reason = read_bytes(path.read_bytes(), path.name).text, ""
    except UnreadableError as error:
        text, reason = "", str(error.reason)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - counted as a crash
        text, reason = "", f"CRASH {type(error).__name__}: {error}"
    return Reading(path, text, reason, perf_counter() - began)


def _alone(_: Path) -> bool:
    return True


def _lost(path: Path, loss: Loss) -> Reading:
    return Reading(path, reason=f"LOST {loss}", seconds=DEFAULT_LIMITS.seconds)


def readings(paths: list[Path], jobs: int) -> Iterator[Reading]:
    """Each file read in a worker process with the limits of indexing."""
    terms: Terms[Path, Reading] = Terms(
        function=read_file,
        lost=_lost,
        heavy=_alone,
        jobs=jobs,
        seconds=DEFAULT_LIMITS.seconds,
        memory=DEFAULT_LIMITS.memory,
    )
    return run_guarded(paths, terms)


def pdftotext(path: Path, seconds: float = 60) -> str:
    """What poppler reads; "" where it fails."""
    command = ["pdftotext", "-enc", "UTF-8", str(path), "-"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout.decode("utf-8", "replace")


def letters(text: str) -> int:
    """Letters and digits of any script."""
    return sum(map(str.isalnum, text))


def bigrams(text: str, *, chinese: bool = True) -> set[str]:
    """Pairs of neighbouring Chinese characters, or of any letters; blanks do not part them. How
    often one occurs does not count: running heads are no text of ours."""
    pairs = map("".join, pairwise("".join(text.split())))
    if chinese:
        return {p for p in pairs if all("\u3400" <= char <= "\u9fff" for char in p)}
    return {p for p in pairs if p.isalnum()}


def common(ours: set[str], theirs: set[str]) -> float:
    """Share of their pairs that are ours as well."""
    return len(ours & theirs) / max(1, len(theirs))


@dataclass
class Tally:
    """What is counted over all files."""

    with_text: int = 0
    unread: list[tuple[str, str]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)
    chinese: list[tuple[float, str]] = field(default_factory=list)
    others: list[tuple[float, str]] = field(default_factory=list)
    seconds: list[tuple[float, str]] = field(default_factory=list)

    def add(self, reading: Reading, name: str) -> None:
        self.seconds.append((reading.seconds, name))
        if reading.reason.startswith(("LOST", "CRASH")):
            self.lost.append((name, reading.reason))
        theirs = pdftotext(reading.path)
        if letters(theirs) < _FEWEST_LETTERS:
            return
        self.with_text += 1
        if reading.reason:
            self.unread.append((name, reading.reason))
            return
        is_chinese = len(bigrams(theirs)) >= _FEWEST_BIGRAMS
        share = common(
            bigrams(reading.text, chinese=is_chinese), bigrams(theirs, chinese=is_chinese)
        )
        (self.chinese if is_chinese else self.others).append((share, name))

    def report(self, worst: int) -> Iterator[str]:
        read = self.with_text - len(self.unread)
        yield f"files {len(self.seconds)}, with text by pdftotext {self.with_text}"
        yield f"read {read / max(1, self.with_text):.2%}"
        for kind, shares in (("Chinese", self.chinese), ("other", self.others)):
            good = sum(share >= _ENOUGH for share, _ in shares)
            yield f"{kind}: {good} of {len(shares)} files have {_ENOUGH:.0%} of the bigrams"
            bad = sorted(pair for pair in shares if pair[0] < _ENOUGH)
            yield from (f"  {share:.3f} {name}" for share, name in bad[:worst])
        for kind, files in (("lost or crashed", self.lost), ("not read", self.unread)):
            yield f"{kind}: {len(files)}"
            yield from (f"  {name}: {reason}" for name, reason in files[: 3 * worst])
        yield f"seconds {sum(seconds for seconds, _ in self.seconds):.1f}; slowest:"
        slowest = sorted(self.seconds, reverse=True)[:5]
        yield from (f"  {seconds:.1f} {name}" for seconds, name in slowest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--worst", type=int, default=20, help="files listed of each kind")
    options = parser.parse_args()
    paths = sorted(path for path in options.folder.rglob("*.pdf") if path.is_file())
    tally = Tally()
    for reading in readings(paths, options.jobs):
        tally.add(reading, str(reading.path.relative_to(options.folder)))
    print("\n".join(tally.report(options.worst)))


if __name__ == "__main__":
    import_module("bench.foreign_pdfs").main()  # by its name, for the workers import it
