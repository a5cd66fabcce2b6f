"""What the engines without Chinese of their own are given: words, set apart by blanks.

They are cut by the same tokenizer that this project uses, and nothing is done besides, so that the
engines are compared and not the cutting. A term of several words is asked as their phrase, the
nearest to a literal.
"""

from __future__ import annotations

import rjieba

from indexer.analysis.normalize import normalize, normalize_term
from indexer.analysis.segment import segmenter
from indexer.reports.model import Part, Report


def words_of_part(part: Part) -> str:
    """Heading and text."""
    return " ".join(_words(normalize(f"{part.heading}\n{part.text}")))


def words_of_term(term: str) -> list[str]:
    return _words(normalize_term(term))


def load_tokenizer() -> None:
    """Once in a process, before anything is measured; with it come this domain's words."""
    segmenter()


def _words(normalised: str) -> list[str]:
    return [word for word in rjieba.cut(normalised, False) if word[0].isalnum()]


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
