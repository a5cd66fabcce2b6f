"""What the engines without Chinese of their own are given: words, set apart by blanks.

They are cut by this project's own segmenter at both ends, so that the engines are compared and
not the cutting. A term of several words is asked as their phrase, the nearest to a literal.
"""

from __future__ import annotations

from indexer.analysis.normalize import normalize, normalize_term
from indexer.analysis.segment import segmenter
from indexer.reports.model import Part, Report


def words_of_part(part: Part) -> str:
    """Heading and text."""
    return " ".join(segmenter().words(normalize(f"{part.heading}\n{part.text}")))


def words_of_term(term: str) -> list[str]:
    return segmenter().words(normalize_term(term))


def without_blanks(snippet: str) -> str:
    """A snippet as it would be shown: the blanks between the words are ours."""
    return snippet.replace(" ", "")


def facets_of_part(report: Report, part: Part) -> dict[str, tuple[str, ...]]:
    """Facet → values; none where it is not known."""
    return {
        "school": (report.school,) if report.school else (),
        "section": part.sections,
        "topic": part.topics,
        "year": (str(report.year),) if report.year else (),
        "province": (report.province,) if report.province else (),
    }
