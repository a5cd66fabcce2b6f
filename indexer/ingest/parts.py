"""Pieces and outline → parts: the preamble, each section, and each topic's passage.

Joined in order, the headings and texts of the parts are the whole report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.blocks import Block
from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.section_context import Entry
from indexer.reports.model import Link, OutlineEntry, Part
from indexer.reports.taxonomy import TOPICAL_SECTIONS

MOST_PARTS: Final = 2_000
"""Parts of one report; the longest seen has about 60."""
_TOO_MANY_PARTS: Final = Message(
    "章节超过 %(most)s 个，不像一份年度报告：请核对文件内容，多份报告请拆分成单独的文件",
    most=MOST_PARTS,
)


@dataclass
class _Draft:
    """A part while its paragraphs are being gathered."""

    sections: tuple[str, ...]
    topics: tuple[str, ...] = ()
    heading: str = ""
    opens_section: bool = True
    lines: list[str] = field(default_factory=list)
    outline: list[tuple[int, str, int]] = field(default_factory=list)
    """Level, text and line of each heading in it; line -1 for its own."""


def build_parts(
    pieces: list[Block], entries: list[Entry], links: tuple[ExtractedLink, ...]
) -> tuple[tuple[Part, ...], tuple[OutlineEntry, ...]]:
    """The parts of a report and its outline with anchors.

    Raises UnreadableError where they are too many for one report.
    """
    drafts = [*_drafts(pieces, entries)]
    if len(drafts) > MOST_PARTS:
        raise UnreadableError(_TOO_MANY_PARTS)
    parts = [
        Part(
            ordinal=ordinal,
            sections=draft.sections,
            topics=draft.topics,
            heading=draft.heading,
            text="\n".join(draft.lines),
            opens_section=draft.opens_section,
        )
        for ordinal, draft in enumerate(drafts, start=1)
    ]
    return _with_links(parts, links), tuple(_outline(drafts))


def _drafts(pieces: list[Block], entries: list[Entry]) -> Iterator[_Draft]:
    headings = {entry.heading.at: entry for entry in entries}
    draft = _Draft(("preamble",))
    topic_level = 0
    for at, piece in enumerate(pieces):
        entry = headings.get(at)
        if entry is None:
            draft.lines.append(_tidy(piece.text))
            continue
        opened = _opened(entry, draft, topic_level)
        if opened is None:
            _add_lower(draft, entry)
            continue
        if draft.heading or draft.lines:
            yield draft
        topic_level = _topic_level(entry, topic_level)
        draft = opened
    if draft.heading or draft.lines:
        yield draft


def _opened(entry: Entry, draft: _Draft, topic_level: int) -> _Draft | None:
    """The part that this heading opens, or None where the open one goes on."""
    heading = entry.heading
    if entry.sections is not None:
        opened = _Draft(entry.sections, opens_section=not entry.is_general)
    elif not TOPICAL_SECTIONS & set(draft.sections):
        return None
    elif entry.level <= topic_level or (heading.topics and not draft.topics):
        opened = _Draft(draft.sections, heading.topics, opens_section=False)
    else:
        return None
    opened.heading = _tidy(heading.title)
    opened.outline.append((entry.level, opened.heading, -1))
    if heading.rest:
        opened.lines.append(_tidy(heading.rest))
    return opened


def _topic_level(entry: Entry, topic_level: int) -> int:
    if entry.sections is not None:
        return 0
    if entry.heading.topics or not topic_level:
        return entry.level
    return min(topic_level, entry.level)


def _add_lower(draft: _Draft, entry: Entry) -> None:
    heading = entry.heading
    draft.outline.append((entry.level, _tidy(heading.title), len(draft.lines)))
    draft.lines.append(_tidy(heading.whole))


def _tidy(text: str) -> str:
    return text.strip(" \u3000\xa0")


def _outline(drafts: list[_Draft]) -> Iterator[OutlineEntry]:
    for ordinal, draft in enumerate(drafts, start=1):
        lower = 0
        for level, text, line in draft.outline:
            if line >= 0:
                lower += 1
            anchor = f"s{ordinal}" if line < 0 else f"s{ordinal}-{lower}"
            yield OutlineEntry(level, text, anchor, ordinal, line)


def _with_links(parts: list[Part], links: tuple[ExtractedLink, ...]) -> tuple[Part, ...]:
    """Each link given to the part in whose text its words stand, in the order of the text."""
    texts = [normalize(part.heading + "\n" + part.text) for part in parts]
    found: dict[int, list[Link]] = {}
    at, place = 0, 0
    for link in links:
        words = normalize(re.sub(r"\s+", " ", link.text))
        if not re.match(r"https?://", link.url, re.IGNORECASE) or not words:
            continue
        hit = _next_place(texts, words, at, place) or _next_place(texts, words, 0, 0)
        if hit is None:
            continue
        at, place = hit
        found.setdefault(at, []).append(Link(link.text.strip(), link.url))
        place += len(words)
    return tuple(
        replace(part, links=tuple(found[i])) if i in found else part for i, part in enumerate(parts)
    )


def _next_place(texts: list[str], words: str, at: int, place: int) -> tuple[int, int] | None:
    for i in range(at, len(texts)):
        where = texts[i].find(words, place if i == at else 0)
        if where >= 0:
            return i, where
    return None
