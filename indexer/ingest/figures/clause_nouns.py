"""The nouns of a clause: which of them are denied or counted, and as what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from indexer.ingest.figures.clauses import ABOUT_SCHOOL, FIGURE_NOUNS, REFUSED, REQUEST, Word
from indexer.ingest.figures.sentences import FigureCandidate
from indexer.ingest.figures.words import pattern

_OF_NONE: Final = (
    *("未", "没有", "无", "过", "任何", "到", "生", "现", "有", "绝", "回"),
    *("受理", "出现", "发生", "存在"),
)
"""Ends of what stands before 一件 where none is meant."""
_ASKED_FOR: Final = pattern("clause_words._asked_for")


def is_one_of_none(cut: Sequence[Word], at: int) -> bool:
    """未收到一件申请: no count."""
    number = cut[at].number
    before = "".join(word.text for word in cut[:at])
    if number and cut[at].text.startswith("一") and _is_denied_after(cut, at):
        return True
    return bool(
        number
        and number.value == 1
        and cut[at].text.startswith(("一", "1"))
        and before.endswith(_OF_NONE)
        and any(character in before for character in "未没无不")
    )


def _is_denied_after(cut: Sequence[Word], at: int) -> bool:
    """一件也没有收到."""
    following = [
        word
        for word in cut[at + 1 : at + 4]
        if word.text not in ("也", "都", "均") and word.kind not in FIGURE_NOUNS
    ]
    return bool(following) and following[0].kind == "negation"


def figure_of(word: Word) -> str:
    if word.kind == "document":
        return REQUEST if word.text.startswith("依") else REFUSED
    return word.kind


def is_refused_document(word: Word) -> bool:
    """不予公开的内容: information that is not disclosed, whoever asked for it."""
    return word.kind == "document" and not word.text.startswith("依")


def is_limited(word: Word) -> bool:
    """要求公开财务信息的申请: there may be applications for other information."""
    return word.kind == REQUEST and _ASKED_FOR.fullmatch(word.text) is not None


def unread(cut: Sequence[Word], nouns: Iterable[int]) -> Iterator[FigureCandidate]:
    for i in nouns:
        yield FigureCandidate(figure_of(cut[i]), "unread")


def zeros(cut: Sequence[Word], nouns: Iterable[int]) -> Iterator[FigureCandidate]:
    for i in nouns:
        yield FigureCandidate(figure_of(cut[i]), "zero", 0)


def heads_of(cut: Sequence[Word], nouns: Sequence[int]) -> Sequence[int]:
    """The nouns that are denied or counted, without those that only say what caused them."""
    return [i for i in nouns if not _is_modifier(cut, i, nouns)]


def _is_modifier(cut: Sequence[Word], i: int, nouns: Sequence[int]) -> bool:
    """Whether a noun belongs to a later one: 因信息公开申请引发的诉讼, 依申请公开的申请."""
    following = next((j for j in nouns if j > i), None)
    if following is None:
        return False
    kinds = [word.kind for word in cut]
    gap = kinds[i + 1 : following]
    if "cause" in kinds[i + 1 : nouns[-1]] and "cause" not in kinds[:i]:
        return True
    if kinds[i] in ABOUT_SCHOOL or kinds[following] == kinds[i]:
        return False
    if not gap and kinds[i] == REQUEST and kinds[following] == REFUSED:
        return True
    if not gap:
        return kinds[following] in ABOUT_SCHOOL and i > 0 and cut[i - 1].text in ("因", "由", "对")
    return "joint" not in gap and "number" not in gap
