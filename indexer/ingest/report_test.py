"""Whether a text is an information-disclosure report at all."""

from __future__ import annotations

from indexer.analysis.normalize import normalize
from indexer.ingest.report_text import ReportText
from indexer.ingest.titles import TITLE_WORDS


def has_title_words(text: ReportText) -> bool:
    """Whether the title words stand in the title, the opening, the file's name or the format's
    own title."""
    places = [text.site_title, text.stem, *text.opening[:3]]
    return bool(text.title) or any(TITLE_WORDS.search(normalize(place)) for place in places)
