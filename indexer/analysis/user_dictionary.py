"""A user's own dictionary, in jieba's format: a word, a frequency, a tag on each line.

The frequency and the tag may be left out, the tag is not used, and a frequency of 0 removes a word
from jieba's dictionary. A word may contain blanks, which normalising removes. Lines that
give no word are ignored and reported; what makes the whole file doubtful raises.
"""

from __future__ import annotations

import codecs
import errno
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.errors import StorageError, UsageError
from indexer.i18n import Message

NO_DICTIONARY: Final = Path(os.devnull)
"""A dictionary without words: an index that is rebuilt with it has none any more."""
CHINESE: Final = ("\u4e00", "\u9fd5")
"""The first and the last character that jieba and rjieba take for Chinese."""
DEFAULT_FREQUENCY: Final = 2_000
"""For a word without one: above most of jieba's own words of the same characters."""

_DISK_FAILURES: Final = frozenset({errno.EIO, errno.ENOSPC, getattr(errno, "ESTALE", errno.EIO)})
_LARGEST_FILE: Final = 32 << 20
_LONGEST_WORD: Final = 50
_HIGHEST_FREQUENCY: Final = 1_000_000_000
_WORD: Final = re.compile(rf"[{CHINESE[0]}-{CHINESE[1]}]{{2,{_LONGEST_WORD}}}")
_LINE: Final = re.compile(r"(?P<word>.+?)(?:\s+(?P<frequency>[0-9０-９]+))?(?:\s+[A-Za-z]+)?")
_NUMBER_LIKE: Final = re.compile(r"\s(?P<number>[-+]?[\d.,]*\d[\d.,]*(?:[eE][-+]?\d+)?)$")
_NEWLINE: Final = re.compile("\r\n|[\r\n]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMON_SHARE: Final = 0.75
"""Of a dictionary in GB18030, so much is in GB 2312; of other encodings read as it, half is."""


@dataclass(frozen=True, slots=True)
class IgnoredLine:
    """A line that gives no word."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class UserDictionary:
    """The words of a dictionary with their frequencies, sorted; and the lines that were ignored."""

    words: tuple[tuple[str, int], ...] = ()
    ignored: tuple[IgnoredLine, ...] = ()

    def to_text(self) -> str:
        """The dictionary as an index stores it; reading it gives the same words."""
        return "".join(f"{word} {frequency}\n" for word, frequency in self.words)


def read_user_dictionary(path: Path | None) -> UserDictionary:
    """The dictionary in a file: UTF-8, GBK (GB18030) or UTF-16. Without a file, one without words.

    Raises UsageError, naming the line, where the file cannot be read, its encoding cannot be
    determined, or a frequency is no number; StorageError where the disk fails: the file may be the
    dictionary that an index keeps.
    """
    if path is None:
        return UserDictionary()
    words: dict[str, int] = {}
    ignored = []
    for number, line in enumerate(_NEWLINE.split(_decode(_bytes_of(path), path)), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        word, frequency = _parse(text, number, path)
        if _WORD.fullmatch(word):
            words[word] = frequency  # of several lines with a word, the last one counts
        else:
            ignored.append(IgnoredLine(number, text))
    return UserDictionary(tuple(sorted(words.items())), tuple(ignored))


def _parse(text: str, number: int, path: Path) -> tuple[str, int]:
    """The normalised word of a line and its frequency."""
    found = _LINE.fullmatch(text)
    assert found is not None
    word, frequency = found["word"], found["frequency"]
    if frequency is None:
        wrong = _number_like(word)
        if wrong is not None:
            raise _no_frequency(wrong, number, path)
        return normalize(word), DEFAULT_FREQUENCY
    # A few digits more than the limit has are enough to tell; int() refuses thousands of them.
    if len(frequency) > 2 * len(str(_HIGHEST_FREQUENCY)) or int(frequency) > _HIGHEST_FREQUENCY:
        raise _no_frequency(frequency, number, path)
    return normalize(word), int(frequency)


def _number_like(word: str) -> str | None:
    """The text in place of the frequency that is no whole number."""
    if found := _NUMBER_LIKE.search(word):
        return found["number"]
    *before, last = word.split()
    # Circled, Roman and superscript numbers, fractions; 一 is a character like any other.
    is_number = all(char.isnumeric() and not CHINESE[0] <= char <= CHINESE[1] for char in last)
    return last if before and is_number else None


def _no_frequency(written: str, number: int, path: Path) -> UsageError:
    return UsageError(
        Message(
            "词典 %(file)s 第 %(line)d 行：词频应是 0 到 %(most)d 的整数，而不是 %(written)s",
            file=path,
            line=number,
            most=_HIGHEST_FREQUENCY,
            written=written if len(written) <= _LONGEST_WORD else f"{written[:_LONGEST_WORD]}…",
        )
    )


def _bytes_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        raise UsageError(Message("没有这个词典文件：%(file)s", file=path)) from None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno in _DISK_FAILURES:
            what = Message("%(what)s。请检查磁盘", what=_unreadable(path, error))
            raise StorageError(what) from error
        raise UsageError(_unreadable(path, error)) from error
    if len(data) > _LARGEST_FILE:
        raise UsageError(
            Message("词典 %(file)s 超过 %(limit)d MB", file=path, limit=_LARGEST_FILE >> 20)
        )
    return data


def _unreadable(path: Path, error: OSError | ValueError) -> Message:
    return Message(
        "无法读取词典 %(file)s：%(reason)s",
        file=path,
        reason=getattr(error, "strerror", None) or error,
    )


def _decode(data: bytes, path: Path) -> str:
    """The text of a dictionary. Raises UsageError with the first line that cannot be one."""
    bad: list[int] = []
    for text, does_not_fit in _decodings(data):
        control = _CONTROL.search(text)
        bad_line = _line_of(text[: control.start()]) if control else does_not_fit
        if bad_line is None:
            return text
        bad.append(bad_line)
    # The decoding that fits longest says where the trouble is.
    raise UsageError(
        Message(
            "词典 %(file)s 第 %(line)d 行的编码无法识别：请另存为 UTF-8 文本，每行一个词",
            file=path,
            line=max(bad),
        )
    )


def _decodings(data: bytes) -> Iterator[tuple[str, int | None]]:
    """The text in each encoding in question, and the line where it does not fit any more."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            yield _try(data[len(mark) :], name)
            return
    if b"\0" in data:
        # Where words are Chinese, the NULs are the other half of newlines, digits and blanks.
        name = "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
        text, bad_line = _try(data, name)
        if _is_common(text):
            yield text, bad_line
    yield _try(data, "utf-8")
    text, bad_line = _try(data, "gb18030")
    yield text, bad_line if bad_line or _is_common(text) else 1


def _try(data: bytes, name: str) -> tuple[str, int | None]:
    try:
        return data.decode(name), None
    except UnicodeDecodeError as error:
        text = data[: error.start].decode(name, "ignore")
        return text, _line_of(text)


def _is_common(text: str) -> bool:
    """Whether the characters are common ones, as Big5 or Shift_JIS read as GB18030 are not."""
    foreign = [char for char in text if not char.isascii()]
    kept = "".join(foreign).encode("gb2312", "ignore").decode("gb2312")
    return len(kept) >= _COMMON_SHARE * len(foreign)


def _line_of(before: str) -> int:
    return len(_NEWLINE.findall(before)) + 1
