"""Whose report it is: the school that wrote it, and what is doubtful about that."""

from __future__ import annotations

from collections import Counter

from indexer.analysis.normalize import normalize
from indexer.ingest.report_text import ReportText
from indexer.reports.schools import find_schools, is_abbreviation, is_anchored
from indexer.reports.wording import comparable


def find_author(text: ReportText) -> tuple[str | None, str | None]:
    """The school, and what is doubtful about it."""
    sources = (
        (text.title, None),
        ("\n".join([*text.opening, *text.head]), None),
        (text.stem, "school read from the file name"),
        (text.site_title, None),
        ("\n".join(text.signature), None),
    )
    for source, doubt in sources:
        names = find_schools(source)
        if name := next(filter(is_anchored, names), names[0] if names else None):
            return _full_name(name, text.whole), doubt
    everywhere = Counter(find_schools(text.whole)).most_common()
    often = [name for name, count in everywhere if count >= 2 and is_anchored(name)]
    if often:
        return often[0], "school read from the body"
    return None, "no school found"


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
