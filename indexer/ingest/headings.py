"""Lines that may be headings, and where a heading ends that its paragraph follows on the line.

What only looks like a heading is found in `false_headings`; which candidates open a section is
decided in `outline`, for the report as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from indexer.analysis.normalize import simplified
from indexer.ingest.blocks import Block, is_bare_heading
from indexer.reports.numbering import Marker, Rank, read_marker, read_unmarked
from indexer.reports.sections import classify_heading, is_motto, is_plain_title, is_sentence
from indexer.reports.topics import classify_topic, is_plain_topic

_MAX_TITLE: Final = 50
_MAX_BARE: Final = 30
_MAX_RUN_IN: Final = {Rank.ARABIC: 30, Rank.ARABIC_PAREN: 30, Rank.CIRCLED: 30}
_CLOSING: Final = tuple("。；;，,、！!？?")
_STOP: Final = re.compile("[。：:]")
_CLAUSE: Final = re.compile("[，,；;！？!?]")
_TITLE_SEPARATOR: Final = re.compile(r"[。：:]|[ \u3000\xa0]+")
_BLANKS: Final = re.compile(r"[ \u3000\xa0]+")
_TITLE_END: Final = re.compile(
    "概述|概况|综述|总述|情况表|情况|措施|举措|打算|计划|事项|问题|意见|建议|思路|方向|附注|说明|清单|信息|公开|展望"
)
_BLANK: Final = " \u3000\xa0"
_COUNT: Final = re.compile(r"[ \u3000\xa0]+\d[\d,. \u3000]*[余多]?[ \u3000]*[条件篇项次份例起]")
"""A number after a blank continues a sentence: 主动公开信息 468 条."""
_JOINS: Final = re.compile(r"[和及与、以的或，,；;]|[（(](?![一二三四五六七八九十\d]{1,2}[)）])")
_CONTINUES: Final = re.compile(
    r"[和及与、以的表等\[)）《》”或度化率者]|[（(](?![一二三四五六七八九十\d]{1,2}[)）])"
    "|公开|信息|情况|工作|指南|目录|专栏|网|平台|栏目|渠道|内容|方式|途径|事项|清单|措施|制度"
    "|(?:办理|处理|受理|答复|统计)(?:[和与及、](?:答复|处理|办理))?"
    "(?:情况|工作|数据|(?=[ \u3000。：]|$))"
)
_AFTER_NOUN: Final = re.compile(
    r"[和及与、以的表等\[)）《》”或]|[（(](?![一二三四五六七八九十\d]{1,2}[)）])|概述|概况|综述|说明|统计|汇总|分析|报告"
)
"""What continues a title after 情况; anything else begins the paragraph."""
_BEGINS_SENTENCE: Final = re.compile(
    r"[\d（(“《]|我[校院]|学[校院]|本|在|通过|依托|根据|按照|依据|为|严格|及时|一是|积极|认真|做好"
    "|坚持|全面|主动|截至|主要|目前|无。"
)
_MOTTO_BEFORE_BLANK: Final = re.compile(
    r"[\u4e00-\u9fff][^。；：:;！？\d \u3000\xa0]{3,34}(?<![A-Za-z])"
    r"(?=[ \u3000\xa0]+[^\dA-Za-z０-９])"
)
"""A motto with only a blank between it and the paragraph after it."""
_LEADER: Final = re.compile("[.…·•．][.…·•．]{5}")
_TOC_ENTRY: Final = re.compile(
    r"(?:(?:[.…·•．。\-_—][ \u3000]?){3,}|\t)[ \u3000]*\d{1,3}$|[.…·•．]{6,}"
)
_ATTACHMENT: Final = re.compile(
    r"附(?:\s*[:：]|(?:件|表|录)\s*(?:\d{1,2}|[一二三四五六七八九十])?\s*[:：.、]?)\s*"
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A line, or the beginning of one, that may be a heading."""

    index: int
    """Of its block."""
    title: str
    """As written, number included."""
    rest: str
    """The paragraph that follows it on the same line."""
    whole: str
    """The whole line."""
    marker: Marker | None
    heading_marks: int
    sections: tuple[str, ...]
    topics: tuple[str, ...]
    attachment: bool = False
    """It begins with 附件, 附表 or 附录."""

    @property
    def words(self) -> str:
        """The title without its number."""
        return self.title[self.marker.end :] if self.marker else self.title

    @property
    def is_tentative(self) -> bool:
        """Whether it is a motto, or has a number without punctuation: a heading only where the
        number is in sequence."""
        weak = self.marker is not None and self.marker.weak and self.number is not None
        return weak or is_motto(self.words)

    @property
    def is_separated_motto(self) -> bool:
        """Whether it is a motto that names its section, or with a blank before its paragraph."""
        apart = self.whole[len(self.title) :][:1] in {*_BLANK}
        return is_motto(self.words) and (bool(self.sections) or apart)

    @property
    def is_sentence(self) -> bool:
        """Whether its words are a sentence that names no section."""
        return not self.sections and is_sentence(self.words)

    @property
    def rank(self) -> Rank | None:
        """Form of its number, or None for a bare line."""
        return self.marker.rank if self.marker else None

    @property
    def number(self) -> int | None:
        """Its number, or None where it has none."""
        return self.marker.number if self.marker else None


def read_heading(at: int, block: Block) -> Heading | None:
    """The heading a paragraph is or begins with, or None."""
    text = simplified(block.text)
    if is_toc_entry(text):
        return None
    marker = read_marker(text)
    if marker is None:
        unmarked = read_unmarked(text)
        if unmarked and is_bare_heading(text[unmarked.end :]):
            return _heading(at, block, len(text), unmarked)
    if marker is None or _has_cells(text[marker.end :]):
        return _bare(at, block, text)
    cut = title_end(text, marker)
    if cut is None:
        return None
    heading = _heading(at, block, cut, marker)
    if marker.weak and not heading.sections:
        return None
    return None if _CLAUSE.search(heading.words) and heading.is_sentence else heading


def _has_cells(text: str) -> bool:
    """Whether a line has a character that separates the cells of a table."""
    return "\t" in text or "|" in text or "｜" in text


def _bare(at: int, block: Block, text: str) -> Heading | None:
    """A heading without a number: the title of a section or topic, or a line that is bold or
    marked as a heading in the format."""
    if _has_cells(text):
        return None
    whole = len(text)
    attachment = _ATTACHMENT.match(text)
    if attachment and "checklist" in classify_heading(text[attachment.end() :]):
        return _heading(at, block, whole, None, attachment=True)
    if is_bare_heading(text):
        return _heading(at, block, whole, None)
    short = whole <= _MAX_TITLE and not text.endswith(_CLOSING) and not _CLAUSE.search(text)
    if (block.heading_marks or block.bold) and short:
        return _heading(at, block, whole, None)
    if short and whole <= 20 and not _STOP.search(text) and classify_topic(text):
        return _heading(at, block, whole, None)
    return _bare_run_in(at, block, text)


def _bare_run_in(at: int, block: Block, text: str) -> Heading | None:
    """A title before its paragraph, with a stop or a blank between: 主动公开情况：全年发布…."""
    for apart in _TITLE_SEPARATOR.finditer(text, 2, _MAX_BARE):
        words = text[: apart.start()]
        if _CLAUSE.search(words) or _COUNT.match(text, apart.start()):
            return None
        if not _title_continues(text, apart.start()) and classify_heading(words):
            heading = _heading(at, block, apart.end(), None)
            return heading if heading.rest else None
    return None


def _heading(
    at: int, block: Block, cut: int, marker: Marker | None, *, attachment: bool = False
) -> Heading:
    title, rest = block.text[:cut].rstrip(_BLANK), block.text[cut:].strip(_BLANK)
    words = title[marker.end :] if marker else title
    if attachment:
        words = _ATTACHMENT.sub("", words, count=1)
    return Heading(
        index=at,
        title=title,
        rest=rest,
        whole=block.text,
        marker=marker,
        heading_marks=block.heading_marks,
        sections=classify_heading(words),
        topics=classify_topic(words),
        attachment=attachment,
    )


def title_end(text: str, marker: Marker) -> int | None:
    """Where the heading that begins with this number ends; None where it is none.

    A canonical title or topic ends with its last word; any other at the end of the line or at the
    first full stop or colon. The colon of 七、附件：…清单 ends none.
    """
    attachment = _ATTACHMENT.match(text, marker.end)
    if attachment and attachment.end() < len(text):
        marker = replace(marker, end=attachment.end())
    words = text[marker.end :]
    if not words:
        return None
    short = len(words) <= _MAX_TITLE and not words.endswith(_CLOSING) and not _STOP.search(words)
    if short and (marker.rank > Rank.HAN or classify_heading(words)):
        return len(text)
    stop = _STOP.search(words)
    if named := named_title_end(text, marker.end):
        return marker.end + stop.end() if stop and marker.end + stop.start() == named else named
    if short:
        return len(text)
    if set_apart := _MOTTO_BEFORE_BLANK.match(text, marker.end):
        return set_apart.end()
    longest = _MAX_RUN_IN.get(marker.rank, _MAX_TITLE)
    if stop and stop.start() <= longest and not _is_clause(words[: stop.start()], marker):
        last = stop.end() == len(words)
        if not last or words[stop.start()] in "：:":
            return marker.end + stop.end()
    return None


def _is_clause(words: str, marker: Marker) -> bool:
    """Whether the words before the first stop are part of a sentence."""
    if "；" in words or ";" in words:
        return True
    return bool(_CLAUSE.search(words)) and marker.rank > Rank.HAN_PAREN


def named_title_end(text: str, start: int) -> int | None:
    """Where a canonical title or topic ends whose paragraph follows directly."""
    for end in _possible_ends(text, start):
        words = text[start:end]
        if _CLAUSE.search(words) or _STOP.search(words) or _COUNT.match(text, end):
            return None
        if _title_continues(text, end):
            continue
        is_apart = text[end : end + 1] in {"", *_BLANK, *"。：:"}
        if classify_heading(words) and (is_apart or is_plain_title(words)):
            return end
        after = text[end : end + _MAX_TITLE].lstrip("。：:" + _BLANK)
        apart = is_apart or _BEGINS_SENTENCE.match(after)
        if end > start + 3 and classify_topic(words) and (apart or is_plain_topic(words)):
            return end
    return None


def _title_continues(text: str, end: int) -> bool:
    """Whether the title continues after this position."""
    after = text[end : end + _MAX_TITLE].lstrip(_BLANK)
    if not after:
        return False
    if after[0] in "，,；;、":
        return True
    if text[end] in _BLANK:
        return _JOINS.match(after) is not None
    goes_on = _AFTER_NOUN if text.endswith("情况", 0, end) else _CONTINUES
    return goes_on.match(after) is not None


def _possible_ends(text: str, start: int) -> Iterator[int]:
    window = text[: start + _MAX_TITLE]
    blanks = [found.start() for found in _BLANKS.finditer(window, start + 1)]
    stops = [found.start() for found in _STOP.finditer(window, start + 1)]
    ends = [found.end() for found in _TITLE_END.finditer(window, start)]
    yield from sorted({*blanks, *stops, *ends})


def is_toc_entry(text: str) -> bool:
    """Whether a line is an entry of a table of contents with its page number."""
    end = text[-2 * _MAX_TITLE :]
    if not end[-1:].isdecimal() and not _LEADER.search(end):
        return False
    return _TOC_ENTRY.search(end) is not None
