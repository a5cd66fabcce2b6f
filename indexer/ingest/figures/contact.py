"""How the disclosure office can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.sentences import FigureCandidate, Sentence
from indexer.ingest.figures.words import pattern

_HINT: Final = pattern("contacts.contact")
_TEXTS: Final = (
    lazy_regex(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    lazy_regex(r"(?<![\d-])[（(]?0\d{2,3}[)）]?[-—－]?\d{7,8}(?:[-转]\d{1,5})?(?!\d)"),
    lazy_regex(r"(?:(?:通信|通讯|联系|办公)?地址(?:为|是)?[:：])([^，。；,;\n]{5,50})"),
)
_OF_DISCLOSURE: Final = pattern("contacts.disclosure_office")
_OF_OTHERS: Final = pattern("contacts.other_contacts")


def read_contacts(sentence: Sentence) -> Iterator[FigureCandidate]:
    """Addresses and telephone numbers of the disclosure office."""
    words = sentence.words
    if (
        _HINT.search(words)
        and _OF_DISCLOSURE.search(words + sentence.heading)
        and not _OF_OTHERS.search(words)
        and not sentence.part.topics
    ):
        texts = tuple(
            found[found.lastindex or 0] for form in _TEXTS for found in form.finditer(words)
        )
        if texts:
            yield FigureCandidate("contact", "text", texts)
