"""Blocks and outline → parts: the preamble, each section, and each topic's passage.

Joined in order, the headings and texts of the parts are the whole report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from indexer.analysis.normalize import normalize
from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.blocks import Block
from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.outline import Entry
from indexer.reports.model import Link, OutlineEntry, Part
from indexer.reports.taxonomy import TOPICAL_SECTIONS


@dataclass
class _PartBuilder:
    """Collects the paragraphs of a part."""

    sections: tuple[str, ...]
    topics: tuple[str, ...] = ()
    heading: str = ""
    opens_section: bool = True
    lines: list[str] = field(default_factory=list)
    outline: list[tuple[int, str, int]] = field(default_factory=list)
    """Level, text and line of each heading in it; line -1 for its own."""


def build_parts(
    blocks: list[Block],
    entries: list[Entry],
    links: tuple[ExtractedLink, ...],
    limits: Limits = DEFAULT_LIMITS,
) -> tuple[tuple[Part, ...], tuple[OutlineEntry, ...]]:
    """The parts of a report and its outline with anchors.

    Raises UnreadableError where they are too many for one report.
    """
    builders = [*_part_builders(blocks, entries)]
    if len(builders) > limits.parts:
        raise UnreadableError(
            Message(
                "章节超过 %(most)s 个，不像一份年度报告：请核对文件内容，"
                "多份报告请拆分成单独的文件",
                most=limits.parts,
            )
        )
    parts = [
        Part(
            ordinal=ordinal,
            sections=builder.sections,
            topics=builder.topics,
            heading=builder.heading,
            text="\n".join(builder.lines),
            opens_section=builder.opens_section,
        )
        for ordinal, builder in enumerate(builders, start=1)
    ]
    return _with_links(parts, links), tuple(_outline(builders))


def _part_builders(blocks: list[Block], entries: list[Entry]) -> Iterator[_PartBuilder]:
    headings = {entry.heading.index: entry for entry in entries}
    builder = _PartBuilder(("preamble",))
    topic_level = 0
    for at, block in enumerate(blocks):
        entry = headings.get(at)
        if entry is None:
            builder.lines.append(_strip_blanks(block.text))
            continue
        opened = _part_opened_by(entry, builder, topic_level)
        if opened is None:
            _add_lower_heading(builder, entry)
            continue
        if builder.heading or builder.lines:
            yield builder
        topic_level = _topic_level(entry, topic_level)
        builder = opened
    if builder.heading or builder.lines:
        yield builder


def _part_opened_by(entry: Entry, builder: _PartBuilder, topic_level: int) -> _PartBuilder | None:
    """A new part for this heading, or None where the current one continues."""
    heading = entry.heading
    if entry.sections is not None:
        opened = _PartBuilder(entry.sections, opens_section=not entry.is_general)
    elif not TOPICAL_SECTIONS & set(builder.sections):
        return None
    elif entry.level <= topic_level or (heading.topics and not builder.topics):
        opened = _PartBuilder(builder.sections, heading.topics, opens_section=False)
    else:
        return None
    opened.heading = _strip_blanks(heading.title)
    opened.outline.append((entry.level, opened.heading, -1))
    if heading.rest:
        opened.lines.append(_strip_blanks(heading.rest))
    return opened


def _topic_level(entry: Entry, topic_level: int) -> int:
    if entry.sections is not None:
        return 0
    if entry.heading.topics or not topic_level:
        return entry.level
    return min(topic_level, entry.level)


def _add_lower_heading(builder: _PartBuilder, entry: Entry) -> None:
    heading = entry.heading
    builder.outline.append((entry.level, _strip_blanks(heading.title), len(builder.lines)))
    builder.lines.append(_strip_blanks(heading.whole))


def _strip_blanks(text: str) -> str:
    return text.strip(" \u3000\xa0")


def _outline(builders: list[_PartBuilder]) -> Iterator[OutlineEntry]:
    for ordinal, builder in enumerate(builders, start=1):
        lower = 0
        for level, text, line in builder.outline:
            if line >= 0:
                lower += 1
            anchor = f"s{ordinal}" if line < 0 else f"s{ordinal}-{lower}"
            yield OutlineEntry(level, text, anchor, ordinal, line)


def _with_links(parts: list[Part], links: tuple[ExtractedLink, ...]) -> tuple[Part, ...]:
    """The parts, each with the links whose words are in its text; both are in the order of the
    text."""
    if not links:
        return tuple(parts)
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
