"""Words separated by blanks, for engines that cannot segment Chinese.

Text and terms are normalised and segmented by this project's code, so that engines are compared and
not tokenizers.
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
    """A term's words; a phrase of them is the closest equivalent of a literal."""
    return _words(normalize_term(term))


def without_blanks(snippet: str) -> str:
    """A snippet as it is displayed, without the blanks between its words."""
    return snippet.replace(" ", "")


def facet_values(report: Report, part: Part) -> Iterator[tuple[str, str]]:
    """Each known facet of the part with each of its values."""
    yield from (("section", label) for label in part.sections)
    yield from (("topic", label) for label in part.topics)
    known = {"school": report.school, "year": report.year, "province": report.province}
    yield from ((name, str(value)) for name, value in known.items() if value)


def _words(normalised: str) -> list[str]:
    return [word for word in rjieba.cut(normalised, False) if word[0].isalnum()]
