"""Clauses about applications and complaints, cut into words of known kinds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.sentences import NUMBER_FORM, Number, to_number
from indexer.ingest.figures.words import table

REQUEST, REFUSED = "requests_received", "requests_refused"
COMPLAINT, RECONSIDERATION, LAWSUIT = "complaints", "reconsiderations", "lawsuits"
FIGURE_NOUNS: Final = frozenset({REQUEST, REFUSED, COMPLAINT, RECONSIDERATION, LAWSUIT})
ABOUT_SCHOOL: Final = frozenset({COMPLAINT, RECONSIDERATION, LAWSUIT})
"""Figures that may be about other things than disclosure."""
SILENT: Final = frozenset({"neutral", "silent", "verb", "joint", "mark", "way"})
"""Kinds of words that change nothing about a count or a negation."""

_KINDS: Final = "|".join(
    f"(?P<{kind}>{form})"
    for kind, form in table("clause_words").items()
    if not kind.startswith("_")
)
_WORD: Final = lazy_regex(
    rf"(?P<members>[两三四五六]项(?=[均都皆全]))|(?P<repeated>[二两三再]次(?=投诉|举报|申请|复议))|(?P<number>{NUMBER_FORM})|{_KINDS}|(?P<bare>\d+(?:\.\d+)?)|(?P<stop>[，；;,])|(?P<unknown>.)"
)


_OTHER_KINDS: Final = {"repeated": "doubtful", "members": "neutral"}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a known kind, or one unknown character."""

    kind: str
    text: str
    number: Number | None = None


@lru_cache(maxsize=1024)  # many reports deny in the same words
def cut_clause(clause: str) -> Sequence[Word]:
    """A clause as known words, counts, and `unknown` characters."""
    cut: list[Word] = []
    for found in _WORD.finditer(clause):
        kind = str(found.lastgroup)
        if kind == "number":
            number = to_number(found)
            cut.append(Word("number" if number else "bare", found[0], number))
        elif kind != "stop":
            cut.append(Word(_OTHER_KINDS.get(kind, kind), found[0]))
    return tuple(cut)
