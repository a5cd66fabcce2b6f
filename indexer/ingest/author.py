"""Whose report it is: the school that wrote it, and a warning about it."""

from __future__ import annotations

from collections import Counter

from indexer.analysis.normalize import normalize
from indexer.ingest.report_text import ReportText
from indexer.reports.schools import find_schools, is_abbreviation, is_anchored
from indexer.reports.warnings import ReadingWarning
from indexer.reports.wording import comparable


def find_author(text: ReportText) -> tuple[str | None, ReadingWarning | None]:
    """The school, and a warning about it."""
    sources = (
        (text.title, None),
        ("\n".join([*text.opening, *text.head]), None),
        (text.stem, ReadingWarning.SCHOOL_FROM_FILE_NAME),
        (text.site_title, None),
        ("\n".join(text.signature), None),
    )
    for source, warning in sources:
        names = find_schools(source)
        if name := next(filter(is_anchored, names), names[0] if names else None):
            return _full_name(name, text.whole), warning
    everywhere = Counter(find_schools(text.whole)).most_common()
    often = [name for name, count in everywhere if count >= 2 and is_anchored(name)]
    if often:
        return often[0], ReadingWarning.SCHOOL_FROM_BODY
    return None, ReadingWarning.SCHOOL_MISSING


def _full_name(name: str, whole: str) -> str:
    """The full name where the title has a shorter one and the text only ever the full one."""
    if comparable(whole).count(normalize(name)) > 1:
        return name
    longer = {
        full
        for full, count in Counter(find_schools(whole)).items()
        if count >= 2 and is_abbreviation(name, full)
    }
    return longer.pop() if len(longer) == 1 else name
