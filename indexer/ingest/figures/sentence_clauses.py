"""Sentences about applications and complaints, divided into clauses.

A clause that leaves out its noun is read with that of the clause before it:
因信息公开引起的诉讼，本年度无; 2021年收到申请3件，2022年5件.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clauses import (
    COMPLAINT,
    FIGURE_NOUNS,
    LAWSUIT,
    RECONSIDERATION,
    REFUSED,
    REQUEST,
    cut_clause,
)
from indexer.ingest.figures.words import pattern

_CLAUSE: Final = lazy_regex(
    r"[，；;]|(?<=\d)(?=[二三四五六七八九]是)|[:：](?<=[\d一二两三四五六七八九十][件项份宗起例][:：])|,(?!\d{3})|(?<=.)(?<!一[件起例次份项宗])(?=(?:且|并|也|亦)(?:未|无|没|不存))|(?=其中)"
    r"|(?:(?<=申请|举报|投诉|复议|诉讼|情况|事项|公开))(?=(?:尚?未|没有|无)[^，。；、]{0,12}(?:申请|举报|投诉|复议|诉讼|不予公开))"
    r"|(?<=[^，；。])(?=\((?!\d+[件起项次]?\))[^()]*\d[件起项次])"
)
_NOUN: Final = pattern("requests.noun")
_COMMENT: Final = pattern("requests.comment")
_ELLIPTIC: Final = pattern("requests.elliptic")
_SAYS: Final = lazy_regex(r"[未没无零〇不]|\d+[件起宗例份次]")
_NOUNS: Final = {
    REQUEST: "信息公开申请",
    REFUSED: "不予公开",
    COMPLAINT: "信息公开举报",
    RECONSIDERATION: "行政复议",
    LAWSUIT: "行政诉讼",
}


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause, with its noun, and where it ends in its sentence."""

    text: str
    end: int


def clauses_of(words: str, before: str = "") -> Sequence[Clause]:
    """The clauses of a sentence, in order; `before` are the members before it in its list."""
    ends = [found.end() for found in _CLAUSE.finditer(words)]
    pieces = [words[a:b] for a, b in zip([0, *ends], [*ends, len(words)], strict=True) if a < b]
    return list(_complete(pieces, before))


def leaves_out_noun(words: str) -> bool:
    """Whether a member of a list counts what the member before it names: 2022年1件."""
    found = _ELLIPTIC.fullmatch(words.rstrip("；;。"))
    return bool(found and (found[2] or found[3]))


def _complete(pieces: Sequence[str], before: str) -> Iterator[Clause]:
    end = 0
    pending = ""
    for at, piece in enumerate(pieces):
        end += len(piece)
        following = pieces[at + 1] if at + 1 < len(pieces) else ""
        if not pending and _takes_comment(piece, following):
            pending = piece
            continue
        text = pending + piece
        pending = ""
        if (at or before) and not _NOUN.search(piece) and text == piece:
            text = _with_noun(piece, [before, *pieces[:at]])
        yield Clause(text, end)


def _takes_comment(piece: str, following: str) -> bool:
    """Whether the next clause only denies or counts what this one names."""
    return bool(
        following
        and not _SAYS.search(piece)
        and _NOUN.search(piece)
        and _COMMENT.fullmatch(following)
        and not _NOUN.search(following)
    )


def _with_noun(piece: str, before: Sequence[str]) -> str:
    """A clause that compares years, with the noun that it leaves out."""
    found = _ELLIPTIC.fullmatch(piece)
    if found is None or not (found[2] or found[3]):
        return piece
    topic = next((each for each in reversed(before) if _NOUN.search(each)), "")
    kinds = {
        REQUEST if word.kind == "plain_request" else word.kind for word in cut_clause(topic)
    } & FIGURE_NOUNS
    if len(kinds) != 1:
        return piece
    at = found.start(3) if found[3] else found.end(2)
    return piece[:at] + _NOUNS[kinds.pop()] + piece[at:]
