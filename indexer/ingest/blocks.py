"""Lines → paragraphs: what a page break or a wrapping source tore apart is whole again.

The rule of the contract: joined across a blank line or a page mark only, where the first piece is
running prose without final punctuation and what follows is no heading, title, list item, signature
or date. A single newline is a wall, unless the source wraps its lines.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.ingest.lines import Line
from indexer.ingest.script import simplified
from indexer.reports.numbering import read_marker
from indexer.reports.sections import begins_like_motto, classify_heading

_FINAL: Final = re.compile(r"[。！？!?；;：:…][”’」』\"')）\]】]*$")
_OPEN_END: Final = re.compile(r"[，、,（(《〈“‘「]$")
_CLAUSE: Final = re.compile("[，。；、：,;]")
_POINTS: Final = re.compile(
    r"[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]{1,2}[，,]|[●•■◆▪※★·◇□○]"
)
_DATE: Final = re.compile(
    r"[(（]?(?:\d{4}|[二〇○零一九][〇○零一二三四五六七八九]{3})\s*[年./-]\s*[\d一二三四五六七八九十]{1,3}\s*"
    r"(?:[月./-]\s*(?:[\d一二三四五六七八九十]{1,3}\s*日?)?)[)）]?"
)
_SIGNATURE: Final = re.compile(
    r"[^，。；：、]{2,24}(?:大学|学院|学校|办公室|委员会|专科学校)(?:[(（][^）)]*[)）])?(?:\s*[(（]盖?章[)）])?"
)
_TITLE: Final = re.compile(
    r"[^，。；]{0,50}信息公开[^，。；]{0,12}(?:报告|年报)(?:[(（][^）)]*[)）])?"
)
_LETTER: Final = re.compile(
    "关于[^，。]{4,60}(?:函|请示|通知|报告)|[^，。；]{2,20}(?:厅|委|部|局|委员会|领导)[：:]"
)
"""A cover letter's title or the office it is written to."""
_ATTACHMENT: Final = re.compile(r"附(?:件|表|录)\s*\d{0,2}\s*(?:[:：.、]|$)|目\s*录$")
_SHORTEST_PROSE: Final = 10
_SHORTEST_UNBROKEN: Final = 24
"""Characters of a line that are prose though no comma stands in it."""
_LONGEST_HEADING: Final = 40
_LONGEST_NUMBERED: Final = 50
_CANNOT_BEGIN: Final = re.compile("[，。、；：）》”’及和与的等或]")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, or one row of a table with its cells set apart by tabs."""

    text: str
    hashes: int = 0
    bold: bool = False
    gap: bool = False


def read_blocks(lines: list[Line], *, wrapped: bool) -> list[Block]:
    """The paragraphs of a text."""
    if wrapped:
        lines = _unwrap(lines)
    blocks: list[Block] = []
    for line in lines:
        if blocks and _goes_on(blocks, line):
            last = blocks[-1]
            blocks[-1] = Block(glue(last.text, line.text), last.hashes, last.bold, last.gap)
        else:
            blocks.append(Block(line.text, line.hashes, line.bold, line.gap))
    return blocks


def glue(first: str, second: str) -> str:
    """Two pieces of one sentence; a blank keeps Latin words and figures apart."""
    joint = " " if _is_latin(first[-1:]) and _is_latin(second[:1]) else ""
    return first + joint + second


def _is_latin(char: str) -> bool:
    return char.isalnum() and unicodedata.east_asian_width(char) in "NaNarHF"


def _goes_on(blocks: list[Block], line: Line) -> bool:
    before = blocks[-1]
    if _is_lone_number(before.text):
        return not opens_anew(line.text)
    if not line.gap or line.hashes or before.hashes or opens_anew(line.text):
        return False
    return breaks_off(before.text) and (
        not _may_be_heading(before.text) or _is_list_item(blocks, line.text)
    )


def _is_lone_number(text: str) -> bool:
    """A heading's number that the source put on a line of its own."""
    marker = read_marker(text)
    return marker is not None and marker.number is not None and marker.end == len(text)


def breaks_off(text: str) -> bool:
    """Whether a paragraph is running prose that ends in the middle of a sentence."""
    if "\t" in text:
        return False
    if _is_unclosed(text):
        return True
    if _FINAL.search(text):
        return False
    if opens_anew(text) and read_marker(text) is None and not _POINTS.match(text):
        return False
    if _OPEN_END.search(text):
        return True
    if _CLAUSE.search(text):
        return len(text) >= _SHORTEST_PROSE and not _is_motto(text)
    return len(text) >= _SHORTEST_UNBROKEN


def _is_motto(text: str) -> bool:
    """加强领导，健全机制: two or three members of one length are a heading without its number."""
    members = re.split("[，、,]", text)
    lengths = [len(member) for member in members]
    if not begins_like_motto(text):
        return False
    return 2 <= len(members) <= 3 and max(lengths) <= 12 and max(lengths) - min(lengths) <= 2


def _is_unclosed(text: str) -> bool:
    """Whether a bracket is open at the end: the sentence cannot be over."""
    return any(text.count(first) > text.count(last) for first, last in ("《》", "（）", "“”"))


def _may_be_heading(text: str) -> bool:
    """Whether a numbered line may be a heading as it stands: （二）规范流程，推动工作深入."""
    marker = read_marker(text)
    if marker is None or _OPEN_END.search(text):
        return False
    return len(text) <= _LONGEST_NUMBERED and "。" not in text


def _is_list_item(blocks: list[Block], after: str) -> bool:
    """Whether the last numbered line is an item of a list of sentences and goes on in `after`.

    It is where the item before it ends like a sentence, or where `after` cannot begin one.
    """
    if _CANNOT_BEGIN.match(after):
        return True
    marker = read_marker(blocks[-1].text)
    if marker is None or marker.number is None or _is_motto(blocks[-1].text[marker.end :]):
        return False
    for block in reversed(blocks[:-1]):
        before = read_marker(block.text)
        if before and before.rank is marker.rank:
            counts_on = before.number == marker.number - 1
            return counts_on and bool(_FINAL.search(block.text))
        if before and before.rank < marker.rank:
            return False
    return False


def opens_anew(written: str) -> bool:
    """Whether a line is a heading, title, list item, table row, signature or date."""
    text = simplified(written)
    if "\t" in text or _POINTS.match(text) or _ATTACHMENT.match(text):
        return True
    marker = read_marker(text)
    if marker and not (marker.weak and marker.rank.name == "ARABIC"):
        return True
    if any(form.fullmatch(text) for form in (_DATE, _SIGNATURE, _TITLE, _LETTER)):
        return True
    return len(text) <= _LONGEST_HEADING and is_bare_heading(text)


def is_bare_heading(text: str) -> bool:
    """A line without a number that names a section and nothing else."""
    plain = text.rstrip("：:")
    if re.search(r"[，。；！？：,;!?:]", plain) or not classify_heading(plain):
        return False
    return len(normalize(plain)) <= _LONGEST_HEADING


def _unwrap(lines: list[Line]) -> list[Line]:
    """Lines of a source that wraps them, put back to paragraphs.

    A paragraph ends with a line that does not reach the margin, or with a full stop at the margin
    where the next line is indented or opens something new.
    """
    if not lines:
        return lines
    widths = sorted(_width(line.text) for line in lines)
    margin = widths[int(len(widths) * 0.9)] * 0.88
    indents = sum(line.indented for line in lines) * 10 >= len(lines)
    whole = [lines[0]]
    last_width = _width(lines[0].text)
    for line in lines[1:]:
        before = whole[-1]
        anew = bool(line.gap or line.hashes or (indents and line.indented))
        if not anew and _runs_on(before.text, last_width / margin, line.text):
            joined = glue(before.text, line.text)
            whole[-1] = replace(before, text=joined)
        else:
            whole.append(line)
        last_width = _width(line.text)
    return whole


def _runs_on(before: str, fullness: float, after: str) -> bool:
    """Whether a line goes on in the next; `fullness` 1 is a line that reaches the margin."""
    if "\t" in before or "\t" in after:
        return False
    if fullness >= 1:
        return not _FINAL.search(before) or not opens_anew(after)
    return fullness >= 0.6 and breaks_off(before) and not opens_anew(after)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
