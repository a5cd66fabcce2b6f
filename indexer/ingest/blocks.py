"""Lines → paragraphs: joins the pieces of a paragraph that a page break has split.

Two pieces are joined across a blank line or a page break only, where the first is running prose
without final punctuation and the second is no heading, title, list item, signature or date. A
single newline is a boundary, unless the source wraps its lines.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final, NamedTuple

from indexer.analysis.normalize import normalize, simplified
from indexer.analysis.sentences import FINAL_PUNCTUATION
from indexer.ingest.lines import Line
from indexer.reports.dates import WRITTEN_DATE
from indexer.reports.numbering import read_marker
from indexer.reports.sections import begins_like_motto, classify_heading, is_motto

_OPEN_ENDING: Final = re.compile(r"[，、,（(《〈“‘「]$")
_CLAUSE: Final = re.compile("[，。；、：,;]")
_LIST_POINT: Final = re.compile(
    r"[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]{1,2}[，,]|[●•■◆▪※★·◇□○]"
)
_PUNCTUATION: Final = re.compile("[，。；！？：,;!?:]")
_DATE: Final = re.compile(rf"[(（]?{WRITTEN_DATE}[)）]?")
_SIGNATURE: Final = re.compile(
    r"[^，。；：、]{2,24}(?:大学|学院|学校|办公室|委员会|专科学校)(?:[(（][^）)]*[)）])?(?:\s*[(（]盖?章[)）])?"
)
_TITLE: Final = re.compile(
    r"[^，。；]{0,50}信息公开[^，。；]{0,12}(?:报告|年报)(?:[(（][^）)]*[)）])?"
)
_COVER_LETTER: Final = re.compile(
    "关于[^，。]{4,60}(?:函|请示|通知|报告)|[^，。；]{2,20}(?:厅|委|部|局|委员会|领导)[：:]"
)
"""The title of a cover letter, or the office that it is addressed to."""
_ATTACHMENT: Final = re.compile(
    r"附\s*[:：]|附(?:件|表|录)\s*(?:\d{0,2}|[一二三四五六七八九十])\s*(?:[:：.、 \u3000]|$)"
    r"|目\s*录$"
)
_MIN_PROSE: Final = 10
_MIN_PROSE_WITHOUT_COMMA: Final = 24
"""Characters of a line that is prose even without a comma."""
_MAX_HEADING: Final = 40
_MAX_NUMBERED: Final = 50
_LOOK_BACK: Final = 40
_CANNOT_BEGIN: Final = re.compile("[，。、；：）》”’及和与的等或]")


class Block(NamedTuple):
    """One paragraph, or one row of a table with tabs between its cells."""

    text: str
    heading_marks: int = 0
    bold: bool = False
    gap: bool = False


def read_blocks(lines: list[Line]) -> list[Block]:
    """The paragraphs of a text."""
    builders: list[_ParagraphBuilder] = []
    for line in lines:
        if builders and _continues(builders, line):
            builders[-1].pieces.append(line.text)
        else:
            builders.append(_ParagraphBuilder(line))
    return [paragraph.block() for paragraph in builders]


class _ParagraphBuilder:
    """A paragraph while pieces are being joined to it."""

    __slots__ = ("first", "pieces")

    def __init__(self, first: Line) -> None:
        self.first = first
        self.pieces = [first.text]

    @property
    def is_incomplete(self) -> bool:
        """Whether it ends in the middle of a sentence. Joined pieces are prose."""
        if len(self.pieces) > 1:
            return not FINAL_PUNCTUATION.search(self.pieces[-1])
        return is_incomplete(self.pieces[0])

    def block(self) -> Block:
        """The joined paragraph."""
        return Block(
            _join_pieces(self.pieces), self.first.heading_marks, self.first.bold, self.first.gap
        )


def _join_pieces(pieces: list[str]) -> str:
    """The pieces as one text, with a blank between Latin words and figures."""
    if len(pieces) == 1:
        return pieces[0]
    text = [pieces[0]]
    for before, after in pairwise(pieces):
        if _is_latin(before[-1]) and _is_latin(after[0]):
            text.append(" ")
        text.append(after)
    return "".join(text)


def _is_latin(char: str) -> bool:
    return char.isalnum() and unicodedata.east_asian_width(char) in {"N", "Na", "H", "F"}


def _continues(builders: list[_ParagraphBuilder], line: Line) -> bool:
    before = builders[-1]
    if len(before.pieces) == 1 and _is_lone_number(before.pieces[0]):
        return not starts_new_block(line.text)
    if (
        not line.gap
        or line.heading_marks
        or before.first.heading_marks
        or starts_new_block(line.text)
    ):
        return False
    if len(before.pieces) > 1 or not _may_be_heading(before.pieces[0]):
        return before.is_incomplete
    return before.is_incomplete and _is_list_item(builders, line.text)


def _is_lone_number(text: str) -> bool:
    """A heading's number that the source put on a line of its own."""
    marker = read_marker(text)
    return marker is not None and marker.number is not None and marker.end == len(text)


def is_incomplete(text: str) -> bool:
    """Whether a paragraph is running prose that ends in the middle of a sentence."""
    if "\t" in text:
        return False
    if _has_open_bracket(text):
        return True
    if FINAL_PUNCTUATION.search(text):
        return False
    if starts_new_block(text) and read_marker(text) is None and not _LIST_POINT.match(text):
        return False
    if _OPEN_ENDING.search(text):
        return True
    if _CLAUSE.search(text):
        return len(text) >= _MIN_PROSE and not _is_motto(text)
    return len(text) >= _MIN_PROSE_WITHOUT_COMMA


def _is_motto(text: str) -> bool:
    """加强领导，健全机制: two or three members of one length are a heading without its number."""
    members = re.split("[，、,]", text)
    lengths = [len(member) for member in members]
    if not begins_like_motto(text):
        return False
    return 2 <= len(members) <= 3 and max(lengths) <= 12 and max(lengths) - min(lengths) <= 2


def _has_open_bracket(text: str) -> bool:
    """Whether a bracket is still open, so that the sentence cannot have ended."""
    return any(text.count(first) > text.count(last) for first, last in ("《》", "（）", "“”"))


def _may_be_heading(text: str) -> bool:
    """Whether a numbered line may be a heading as it stands: （二）规范流程，推动工作深入."""
    marker = read_marker(text)
    if marker is None or _OPEN_ENDING.search(text):
        return False
    return len(text) <= _MAX_NUMBERED and "。" not in text


def _is_list_item(builders: list[_ParagraphBuilder], after: str) -> bool:
    """Whether the last numbered line is an item of a list of sentences that continues in `after`.

    That is so where the item before it ends like a sentence, or `after` cannot begin one.
    """
    if _CANNOT_BEGIN.match(after):
        return True
    text = builders[-1].pieces[0]
    marker = read_marker(text)
    if marker is None or marker.number is None or _is_motto(text[marker.end :]):
        return False
    for paragraph in reversed(builders[-1 - _LOOK_BACK : -1]):
        before = read_marker(paragraph.pieces[0])
        if before and before.rank is marker.rank:
            counts_on = before.number == marker.number - 1
            return counts_on and bool(FINAL_PUNCTUATION.search(paragraph.pieces[-1]))
        if before and before.rank < marker.rank:
            return False
    return False


def starts_new_block(written: str) -> bool:
    """Whether a line is a heading, title, list item, table row, signature or date."""
    text = simplified(written)
    if "\t" in text or _LIST_POINT.match(text) or _ATTACHMENT.match(text):
        return True
    marker = read_marker(text)
    if marker and not (marker.weak and marker.rank.name == "ARABIC"):
        return True
    if any(form.fullmatch(text) for form in (_DATE, _SIGNATURE, _TITLE, _COVER_LETTER)):
        return True
    return len(text) <= _MAX_HEADING and is_bare_heading(text)


def is_bare_heading(text: str) -> bool:
    """A line without a number that names a section and nothing else."""
    plain = text.rstrip("：:")
    if _PUNCTUATION.search(plain) or not classify_heading(plain) or is_motto(plain):
        return False
    return len(normalize(plain)) <= _MAX_HEADING
