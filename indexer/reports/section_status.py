"""Whether a section says something: has content, states only "无", or is a heading alone.

"没有收到举报" is a statement (zero) and counts as content; only a section whose whole text is 无,
没有 or the like *says nothing*. A heading with nothing but a signature under it is *named only*:
mostly an attachment that was lost (附件：…清单).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final, Literal, NamedTuple

from indexer.analysis.normalize import normalize
from indexer.reports.dates import WRITTEN_DATE
from indexer.reports.model import Part

SectionStatus = Literal["present", "says_nothing", "named_only"]

STATUSES: Final[tuple[SectionStatus, ...]] = ("present", "says_nothing", "named_only")
"""Best first. An engine may store a part's status as its index in this tuple."""

_LONGEST_EMPTY: Final = 400
"""Characters: a longer text is content, whatever it says."""
_DATE: Final = re.compile(WRITTEN_DATE)
_SIGNER: Final = re.compile(
    r"[^,.;:!?。、]{2,30}(?:大学|学院|学校|办公室|委员会|领导小组|分校|校区)(?:\([^()]*\))?"
)
_EMPTY_STATEMENT: Final = re.compile(
    r"(?:(?:在?本|我|学|该)(?:校|院|学年度?|年度?|部分)|\d{4}(?:-\d{4})?(?:学?年度?)?|,)*"
    r"(?:暂时?|均|尚|目前|皆|都)*(?:无|没有|未有|不涉及|未涉及|没)"
    r"(?:其他|其它|需要?|须|应|另行|特别|报告|说明|公开|补充|相关|有关|此类|此项|上述|以上|"
    r"的|事项|事宜|情况|内容|问题)*"
)
_PUNCTUATION: Final = " 。.!;:,、\n"


class SectionEntry(NamedTuple):
    """One section of one report."""

    status: SectionStatus
    ordinal: int
    """Its first part."""


def section_status(part: Part, normalized: str | None = None) -> SectionStatus:
    """The status of one part; its normalised text is computed if it is not given."""
    if len(part.text) > _LONGEST_EMPTY:
        return "present"
    lines = (normalize(part.text) if normalized is None else normalized).split("\n")
    text = _without_signature(lines).strip(_PUNCTUATION)
    if not text:
        return "named_only"
    return "says_nothing" if _EMPTY_STATEMENT.fullmatch(text) else "present"


def section_entries(parts: Iterable[Part]) -> Mapping[str, SectionEntry]:
    """Section id → its entry, from the parts of one report in their order. A section of several
    parts has the best status of them."""
    entries: dict[str, SectionEntry] = {}
    for part in parts:
        of_sections = map(entries.get, part.sections)
        if all(entry and entry.status == STATUSES[0] for entry in of_sections):
            continue  # no status is better
        status = section_status(part)
        for section in part.sections:
            known = entries.get(section)
            if known is None:
                entries[section] = SectionEntry(status, part.ordinal)
            elif STATUSES.index(status) < STATUSES.index(known.status):
                entries[section] = SectionEntry(status, known.ordinal)
    return entries


def _without_signature(lines: list[str]) -> str:
    """The text without the signature and date under it."""
    while lines and (not lines[-1].strip() or _is_signature(lines[-1].strip())):
        lines = lines[:-1]
    return "\n".join(lines)


def _is_signature(line: str) -> bool:
    rest = _DATE.sub("", line).strip(_PUNCTUATION)
    return not rest or bool(_SIGNER.fullmatch(rest))
