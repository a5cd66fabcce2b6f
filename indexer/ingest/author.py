"""The author of a report: the school that wrote it, with a warning where that is uncertain.

Sources are tried in order of trust. The first that names a school decides; one that names a unit or
another body decides that there is no school.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.author_evidence import (
    drawn_up_by,
    first_subjects,
    is_by_other_body,
    lone_names,
    names_of_others,
    renamed_to,
    repeated_names,
    rules_of,
    signatures,
    source_lines,
    subjects,
)
from indexer.ingest.author_titles import (
    AuthorSlot,
    file_name_slot,
    page_title_slots,
    site_names,
    split_titles,
    title_slot,
)
from indexer.ingest.report_text import ReportText
from indexer.reports.school_names import NameKind, SchoolName
from indexer.reports.schools import is_abbreviation
from indexer.reports.warnings import ReadingWarning

Author = tuple[str | None, ReadingWarning | None]

_HEAD_LINES: Final = 12
_SIGNING_LINES: Final = 8
_OPENING_CHARS: Final = 1200
_CLOSING_CHARS: Final = 200
_PINYIN: Final = lazy_regex(r"[(（](?<=[\u4e00-\u9fff].)[a-zü\u00e0-\u01dc]{1,6}[)）]")


def find_author(text: ReportText) -> Author:
    """The school, and a warning where it is uncertain."""
    return _Sources(text).decide()


class _Sources:
    """The author according to each source in a report."""

    def __init__(self, text: ReportText) -> None:
        whole, title = _without_pinyin(text.whole), _without_pinyin(text.title)
        head = [_without_pinyin(line) for line in text.head]
        lines = whole.split("\n")
        opening = "\n".join(head)[:_OPENING_CHARS] or whole[:_OPENING_CHARS]
        self.title = _title_slot(title, head)
        self.beside_title = _beside_title(title, head)
        self.drawn_up = _single_name(drawn_up_by(opening))
        self.signature = _single_name([*signatures(lines[-_SIGNING_LINES:]), *signatures(head)])
        self.source_line = _single_name(source_lines(f"{opening}\n{whole[-_CLOSING_CHARS:]}"))
        self.rules = _single_name(rules_of(whole))
        beginning = whole[:_OPENING_CHARS]
        self.body = _single_name(
            [*repeated_names(whole), *subjects(opening), *first_subjects(beginning)]
        ) or _single_name(renamed_to(whole))
        self.others = names_of_others(whole)
        self.opening, self.whole = opening, whole
        self.is_of_college = _speaks_as_college(whole)
        self.page, sites = page_title_slots(_without_pinyin(text.site_title))
        self.site = _single_name(sites or site_names(text.site_names))
        self.file = file_name_slot(text.stem)

    def decide(self) -> Author:
        if self.title.other_body:
            return None, ReadingWarning.SCHOOL_IS_A_UNIT
        if name := self.title.name:
            return self._from_title(name)
        for found, warning in (
            (self.beside_title, None),
            (self.drawn_up, None),
            (self.signature, ReadingWarning.SCHOOL_FROM_SIGNATURE),
        ):
            if found and (found.kind is NameKind.UNIT or self._is_parent_university(found)):
                return None, ReadingWarning.SCHOOL_IS_A_UNIT
            if found and (found.is_certain or self._agrees(found)):
                return found.text, warning
        return self._from_weak_sources()

    def _from_title(self, name: SchoolName) -> Author:
        others = [self.drawn_up, self.signature, self.rules, self.body, self.beside_title]
        schools = [other for other in others if other and other.is_school]
        full = [other for other in schools if _is_full_name(name.text, other.text)]
        if full and name.kind is not NameKind.KNOWN:
            return full[0].text, None
        if name.is_certain:
            against = self.signature
            if against and against.is_certain and against.text not in {name.text, name.alias}:
                return name.text, ReadingWarning.SCHOOL_CONFLICT
            return name.text, None
        if self._agrees(name):
            return name.text, None
        if self.title.is_bounded and not any(other.is_certain for other in schools):
            return name.text, ReadingWarning.SCHOOL_NAME_UNKNOWN
        return None, ReadingWarning.SCHOOL_MISSING

    def _is_parent_university(self, name: SchoolName) -> bool:
        """Whether a college speaks of itself, and the name is that of its university."""
        return self.is_of_college and name.text.endswith("大学")

    def _agrees(self, name: SchoolName) -> bool:
        """Whether two sources give this name."""
        sources = [
            self.title.name,
            self.beside_title,
            self.drawn_up,
            self.signature,
            self.rules,
            self.page.name,
            self.site,
            self.file.name,
        ]
        return sum(place is not None and place.text == name.text for place in sources) >= 2

    def _from_weak_sources(self) -> Author:
        """The school according to rules, body, page and file, which must not differ."""
        if self.page.other_body or (self.file.other_body and not self.page.name):
            return None, ReadingWarning.SCHOOL_IS_A_UNIT
        sources = (
            (self.rules, ReadingWarning.SCHOOL_FROM_RULES),
            (self.source_line, ReadingWarning.SCHOOL_FROM_SIGNATURE),
            (self.body, ReadingWarning.SCHOOL_FROM_BODY),
            (self.page.name, ReadingWarning.SCHOOL_FROM_PAGE),
            (self.site, ReadingWarning.SCHOOL_FROM_SITE),
            (self.file.name, ReadingWarning.SCHOOL_FROM_FILE_NAME),
        )
        found = [
            (name, warning)
            for name, warning in sources
            if name and name.text not in self.others and self._counts(name, warning)
        ]
        if not found:
            is_other = is_by_other_body(self.opening, self.whole)
            missing = ReadingWarning.SCHOOL_MISSING
            return None, ReadingWarning.SCHOOL_IS_A_UNIT if is_other else missing
        if any(name.kind is NameKind.UNIT or self._is_parent_university(name) for name, _ in found):
            return None, ReadingWarning.SCHOOL_IS_A_UNIT
        if len({name.text for name, _ in found}) > 1:
            return None, ReadingWarning.SCHOOL_CONFLICT
        return found[0][0].text, found[0][1]

    def _counts(self, name: SchoolName, warning: ReadingWarning) -> bool:
        """A name of unknown kind counts only in a title, or where two sources agree."""
        if name.kind is not NameKind.UNPLACED or self._agrees(name):
            return True
        slot = self.page if warning is ReadingWarning.SCHOOL_FROM_PAGE else self.file
        return slot.name == name and slot.is_bounded


def _title_slot(title: str, head: list[str]) -> AuthorSlot:
    slot = title_slot(title, head)
    if slot.name or slot.other_body or not head:
        return slot
    slots = (title_slot(split, head) for split in split_titles(head))
    return next((found for found in slots if found.name), slot)


def _without_pinyin(text: str) -> str:
    """A text without the pinyin that some mirrors put after characters: 職業(yè)."""
    return _PINYIN.sub("", text)


def _speaks_as_college(text: str) -> bool:
    """Whether a text calls its author 我院 and never 我校; 学校 may be the parent university."""
    return any(word in text for word in ("我院", "本院", "全院")) and not any(
        word in text for word in ("我校", "本校", "全校")
    )


def _single_name(names: Iterable[SchoolName]) -> SchoolName | None:
    """The name, where all are of one school; a unit's only where there is no other."""
    found = [name for name in names if name.kind is not NameKind.FACULTY]
    schools = {name.text: name for name in found if name.is_certain} or {
        name.text: name for name in found if name.kind is NameKind.UNPLACED
    }
    if len(schools) == 1:
        return next(iter(schools.values()))
    return None if schools or not found else found[0]


def _beside_title(title: str, head: list[str]) -> SchoolName | None:
    """The name on a line of its own near the title."""
    at = next((at for at, line in enumerate(head) if title and title.startswith(line)), 0)
    return _single_name(
        name
        for place, name in lone_names(head[:_HEAD_LINES])
        if name.is_certain and at - 3 <= place <= at + 3
    )


def _is_full_name(short: str, full: str) -> bool:
    """Whether a title's name may stand for a longer one that the text uses."""
    if short == full or len(short) >= len(full):
        return False
    return is_abbreviation(short, full) or (short[:4] == full[:4] and "专科学校" in full)
