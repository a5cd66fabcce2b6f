"""Which lines are headings, and where a heading ends when a paragraph runs in behind it.

Nothing here knows of the report as a whole: whether a candidate opens a section is for
`outline.py` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from indexer.ingest.blocks import Block, is_bare_heading
from indexer.reports.numbering import Marker, Rank, read_marker
from indexer.reports.sections import classify_heading
from indexer.reports.topics import classify_topic

_LONGEST: Final = 50
_LONGEST_RUN_IN: Final = {Rank.ARABIC: 30, Rank.ARABIC_PAREN: 30, Rank.CIRCLED: 30}
_CLOSING: Final = re.compile(r"[。；;，,、！!？?]$")
_STOP: Final = re.compile("[。：:]")
_CLAUSE: Final = re.compile("[，,；;！？!?]")
_BLANKS: Final = re.compile(r"[ \u3000\xa0]+")
_TITLE_END: Final = re.compile(
    "概述|概况|综述|总述|情况表|情况|措施|举措|打算|计划|事项|问题|意见|建议|思路|方向|附注|说明|清单|信息|公开|展望"
)
_CONTINUES: Final = re.compile(
    r"[和及与、以的表等（(\[)）《》”或度化率者]|公开|信息|情况|工作|指南|目录|专栏|网|平台|栏目|渠道|内容|方式|途径|事项|清单|措施|制度"
)
_BEGINS_SENTENCE: Final = re.compile(
    r"[\d（(“《]|我[校院]|学[校院]|本|在|通过|依托|根据|按照|依据|为|严格|及时|一是|积极|认真|做好|坚持|全面|主动|截至|主要|目前|无。"
)
_TOC_ENTRY: Final = re.compile(r"(?:[.…·•．。\-_—]{3,}|\t)[ \u3000]*\d{1,3}$|[.…·•．]{6,}")
_ATTACHMENT: Final = re.compile(r"附(?:件|表)\s*(?:\d{1,2}|[一二三四五])?\s*[:：.、]?\s*")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line, or the beginning of one, that may be a heading."""

    at: int
    """Index of its piece."""
    title: str
    """As written, number included."""
    rest: str
    """The paragraph that runs in behind it on the same line."""
    whole: str
    """Title and rest as they stand on the line."""
    marker: Marker | None
    hashes: int
    sections: tuple[str, ...]
    topics: tuple[str, ...]
    attachment: bool = False
    """It begins with 附件."""

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
    text = block.text
    if _TOC_ENTRY.search(text):
        return None
    marker = read_marker(text)
    if marker is None or "\t" in text[marker.end :]:
        return _bare(at, block)
    cut = title_end(text, marker)
    if cut is None:
        return None
    title, rest = text[:cut].rstrip(), text[cut:].strip()
    heading = _heading(at, block, title, rest, marker)
    if marker.weak and not heading.sections:
        return None
    return heading


def _bare(at: int, block: Block) -> Heading | None:
    text = block.text
    if "\t" in text:
        return None
    attachment = _ATTACHMENT.match(text)
    if attachment and "checklist" in classify_heading(text[attachment.end() :]):
        return _heading(at, block, text, "", None, attachment=True)
    if is_bare_heading(text):
        return _heading(at, block, text, "", None)
    short = len(text) <= _LONGEST and not _CLOSING.search(text) and not _CLAUSE.search(text)
    if (block.hashes or block.bold) and short:
        return _heading(at, block, text, "", None)
    if short and len(text) <= 20 and not _STOP.search(text) and classify_topic(text):
        return _heading(at, block, text, "", None)
    return None


def _heading(
    at: int, block: Block, title: str, rest: str, marker: Marker | None, *, attachment: bool = False
) -> Heading:
    words = title[marker.end :] if marker else title
    if attachment:
        words = _ATTACHMENT.sub("", words, count=1)
    return Heading(
        at=at,
        title=title,
        rest=rest,
        whole=block.text,
        marker=marker,
        hashes=block.hashes,
        sections=classify_heading(words),
        topics=classify_topic(words),
        attachment=attachment,
    )


def title_end(text: str, marker: Marker) -> int | None:
    """Where the heading that begins with this number ends; None where it is none."""
    words = text[marker.end :]
    if not words:
        return None
    if len(words) <= _LONGEST and not _CLOSING.search(words) and not _STOP.search(words):
        return _whole_or_run_in(text, marker)
    stop = _STOP.search(words)
    longest = _LONGEST_RUN_IN.get(marker.rank, _LONGEST)
    if stop and stop.start() <= longest and not _is_clause(words[: stop.start()], marker):
        last = stop.end() == len(words)
        if not last or words[stop.start()] in "：:" or classify_heading(words[: stop.start()]):
            return marker.end + stop.end()
    return _named_title_end(text, marker.end)


def _whole_or_run_in(text: str, marker: Marker) -> int:
    """A short line is a heading as a whole, unless a section's title ends inside it and a
    sentence begins behind ("三、评议情况 师生评价良好")."""
    words = text[marker.end :]
    if marker.rank > Rank.HAN or classify_heading(words):
        return len(text)
    return _named_title_end(text, marker.end) or len(text)


def _is_clause(words: str, marker: Marker) -> bool:
    """Whether what stands before the first stop is part of a sentence."""
    if "；" in words or ";" in words:
        return True
    return bool(_CLAUSE.search(words)) and marker.rank > Rank.HAN_PAREN


def _named_title_end(text: str, start: int) -> int | None:
    """Where a canonical title or topic ends that runs into its paragraph without a stop."""
    for end in _possible_ends(text, start):
        words = text[start:end]
        if _CLAUSE.search(words):
            return None
        after = text[end:].lstrip(" \u3000\xa0")
        if after and _CONTINUES.match(after):
            continue
        if classify_heading(words):
            return end
        if end > start + 3 and _BEGINS_SENTENCE.match(after) and classify_topic(words):
            return end
    return None


def _possible_ends(text: str, start: int) -> Iterator[int]:
    window = text[: start + _LONGEST]
    blanks = [found.start() for found in _BLANKS.finditer(window, start + 1)]
    ends = [found.end() for found in _TITLE_END.finditer(window, start)]
    yield from sorted({*blanks, *ends})


def is_toc_entry(text: str) -> bool:
    """Whether a line is a table of contents' entry with its page."""
    return _TOC_ENTRY.search(text) is not None
