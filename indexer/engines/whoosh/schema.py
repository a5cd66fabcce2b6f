"""The Whoosh schema of an index.

Plain Whoosh can open the index and query it by these fields. The classes here and in `codec.py`
are named in the index by their import paths, which therefore stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, KEYWORD, TEXT, Schema

from indexer.analysis.normalize import normalize
from indexer.analysis.segment import segmenter


class JiebaAnalyzer(Analyzer):
    """Whoosh's view of our words: normalised, cut by jieba, punctuation dropped."""

    def __call__(self, value: str, **_options: Any) -> Iterator[Token]:
        token = Token(positions=True, removestops=False)
        for position, word in enumerate(segmenter().words(normalize(value))):
            token.text = word
            token.pos = position
            token.boost = 1.0
            yield token

    def __eq__(self, other: object) -> bool:
        return type(other) is JiebaAnalyzer

    def __hash__(self) -> int:
        return hash(JiebaAnalyzer)


def schema() -> Schema:
    """The fields that plain Whoosh sees. Phrases are not among them: they are literals."""
    words = JiebaAnalyzer()
    return Schema(
        id=ID(stored=True, unique=True),
        school=ID(stored=True),
        province=ID(stored=True),
        period=ID(stored=True),
        year=ID(stored=True),
        section=KEYWORD(stored=True),
        topic=KEYWORD(stored=True),
        heading=TEXT(analyzer=words, phrase=False, stored=True),
        title=TEXT(analyzer=words, phrase=False, stored=True),
        text=TEXT(analyzer=words, phrase=False, stored=True),
    )
