"""The words that engines without Chinese of their own are given, separated by blanks.

Text and terms are normalised and segmented as this project does it, so that the engines are
compared and not the segmentation.
"""

from __future__ import annotations

from collections.abc import Iterator

import rjieba

from indexer.analysis.normalize import normalize, normalize_term
from indexer.reports.model import Part, Report


def words_of_part(part: Part) -> str:
    """Heading and text."""
    return " ".join(_words(normalize(f"{part.heading}\n{part.text}")))


def words_of_term(term: str) -> list[str]:
    """A term's words; as a phrase they are the nearest to a literal."""
    return _words(normalize_term(term))


def without_blanks(snippet: str) -> str:
    """A snippet as it would be shown, without the blanks that separate its words."""
    return snippet.replace(" ", "")


def facet_values(report: Report, part: Part) -> Iterator[tuple[str, str]]:
    """Each facet that is known of the part, with each of its values."""
    yield from (("section", label) for label in part.sections)
    yield from (("topic", label) for label in part.topics)
    known = {"school": report.school, "year": report.year, "province": report.province}
    yield from ((name, str(value)) for name, value in known.items() if value)


def _words(normalised: str) -> list[str]:
    return [word for word in rjieba.cut(normalised, False) if word[0].isalnum()]
