"""Counts in a clause about applications and complaints.

A count is certain only where nothing but known words stands between it and its noun.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clause_nouns import figure_of, heads_of, unread
from indexer.ingest.figures.clauses import (
    ABOUT_SCHOOL,
    FIGURE_NOUNS,
    REFUSED,
    REQUEST,
    SILENT,
    Word,
)
from indexer.ingest.figures.sentences import FigureCandidate, Number

_BESIDE_COUNT: Final = (
    SILENT
    | FIGURE_NOUNS
    | {"document", "since", "stock", "number", "bare", "cause", "none", "handled"}
)
_OTHER_COUNTS: Final = frozenset({"other", "doubtful", "since", "carried", "appeal"})
"""Kinds of words with which a count is not one of new applications or complaints."""
_OTHER_UNITS: Final = frozenset({"期", "则", "篇", "条次"})
_NOT_AFTER: Final = frozenset("-—~～至到、.%％余多万)")
"""What does not follow a whole number that stands alone."""
_NEXT_MEMBER: Final = lazy_regex("[一二三四五六七八九]是|[(（][一二三四五六七八九]")
"""What begins the next member of a list, joined by conversion: 收到申请0三是…"""
_SERIES: Final = FIGURE_NOUNS | {"silent", "mark"}
_HAPPEN: Final = ("发生", "存在", "涉及")
_SAID_OF_ALL: Final = SILENT | FIGURE_NOUNS | {"handled", "other", "measure", "number", "bare"}
_HAS: Final = frozenset({"有", "共有"})
_RECEIVES: Final = frozenset({"受理", "收到", "接到", "登记", "接收", "提出", "提交", "递交"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rest of the sentence says about a clause."""

    asks_for_requests: bool
    """Whether 申请 alone is an application for disclosure."""
    looks_ahead: bool
    """Whether the section is about what is to be improved."""
    in_parts: bool
    """Whether the clause counts parts of a total: 其中…"""
    names_year: bool
    """Whether the clauses before it name the year: 一年来，累计…"""
    after_zero: bool
    """Whether the clause before it gives zeros only: 没有收到举报，投诉."""


def read_counts(
    cut: Sequence[Word], numbers: Sequence[int], nouns: Sequence[int], surroundings: Surroundings
) -> Iterator[FigureCandidate]:
    taken: set[int] = set()
    for start, i, ceiling in zip(
        (0, *(j + 1 for j in numbers)), numbers, (*numbers[1:], len(cut)), strict=False
    ):
        before = [
            j
            for j in nouns
            if start <= j < i and not (j in taken and _ends(cut, j, i)) and not _is_among(cut, j, i)
        ]
        floor = _after_colon(cut, start, before)
        is_member_end = cut[i + 1 : i + 2] and cut[i + 1].kind == "joint"
        after = [] if is_member_end else [j for j in nouns if i < j < ceiling]
        if before:
            yield from _one_count(cut, i, heads_of(cut, before), floor, surroundings)
        elif i > start and cut[i - 1].kind in ("other_request", "other"):
            continue
        elif after:
            taken.update(after)
            is_joint = any(word.kind == "joint" for word in cut[i:ceiling])
            receives = any(word.kind == "verb" for word in cut[floor:i]) or (
                SILENT.issuperset(word.kind for word in cut[floor:i])
                and (
                    cut[after[0]].kind == REFUSED
                    or _refers_back(cut, i)
                    or _is_received_after(cut[after[-1] + 1 :])
                )
            )
            if not receives or (len({figure_of(cut[j]) for j in after}) > 1 and not is_joint):
                yield from unread(cut, after)
            else:
                yield from _one_count(cut, i, after[:1], floor, surroundings)


def agreeing(found: Iterable[FigureCandidate], has_labels: bool) -> Iterator[FigureCandidate]:
    """The counts of a clause; several that differ are counts of parts: 举报1件、投诉2件."""
    counts = list(found)
    for figure in dict.fromkeys(count.figure for count in counts):
        values = {count.value for count in counts if count.figure == figure}
        certain = [each for each in counts if each.figure == figure and each.value is not None]
        may_be_part = figure in ABOUT_SCHOOL or (has_labels and 0 in values)
        is_in_parts = len(certain) > 1 and figure in ABOUT_SCHOOL and values != {0}
        if len(values - {None}) == 1 and not (None in values and may_be_part) and not is_in_parts:
            yield certain[0]
        else:
            yield FigureCandidate(figure, "unread")


def _ends(cut: Sequence[Word], noun: int, number: int) -> bool:
    """Whether a member of a list ends between a noun and a number: 2件复议、1件诉讼."""
    return any(word.kind == "joint" for word in cut[noun + 1 : number])


def _is_among(cut: Sequence[Word], noun: int, number: int) -> bool:
    """5件申请中有3件不予公开: a count of some of those named before."""
    return any(word.text == "中" for word in cut[noun + 1 : number])


def _is_received_after(words: Sequence[Word]) -> bool:
    """3件申请于年内受理."""
    texts = {word.text for word in words}
    return not _RECEIVES.isdisjoint(texts) and SILENT.issuperset(word.kind for word in words)


def _refers_back(cut: Sequence[Word], i: int) -> bool:
    """Whether a number repeats one that stands before: 上述7件申请."""
    return i > 0 and cut[i - 1].text in ("上述", "以上")


def _after_colon(cut: Sequence[Word], floor: int, nouns: Sequence[int]) -> int:
    """Where the words of a count begin that follows a title: 办理情况：收到申请2件."""
    colons = [j for j in range(floor, max(nouns, default=floor)) if cut[j].text in ("：", ":")]
    return colons[-1] + 1 if colons else floor


def _one_count(
    cut: Sequence[Word], i: int, heads: Sequence[int], floor: int, surroundings: Surroundings
) -> Iterator[FigureCandidate]:
    """What the count at `i` says about nouns beside it; `floor` is where its words begin."""
    if any(word.kind == "each" for word in cut[floor:i]):
        yield from _each_count(cut, i, heads)
        return
    number = cut[i].number
    is_certain = number is not None
    if number is None:
        is_certain = cut[i].kind == "bare" and cut[i].text.isdigit() and _is_alone(cut, i)
        number = Number(int(cut[i].text) if is_certain else 0, None, "件", 0, 0)
    is_after = heads[0] > i
    last = max(i, *heads)
    whole = cut[floor : last + 1]
    checked = cut[_first_word(cut, i, heads, floor, number) : last + 1]
    is_certain = (
        is_certain
        and _BESIDE_COUNT.issuperset(word.kind for word in checked)
        and not _counts_other_things(cut, whole, number, surroundings)
        and not (number.value and len({figure_of(cut[j]) for j in heads}) > 1)
        and not _is_corrected(cut, i)
        and not any(word.kind == "number" for word in cut[i + 1 : i + 2])
        and not _is_of_some(cut, floor, last, heads)
    )
    names_received = any(word.kind == "verb" and word.text not in _HAPPEN for word in cut)
    for figure, j in {figure_of(cut[j]): j for j in reversed(heads)}.items():
        is_document = cut[j].kind == "document" and not (
            names_received and figure == REQUEST and not is_after
        )
        is_document |= figure == REFUSED and _counts_documents(cut, i)
        is_part = surroundings.in_parts and (
            (figure == REQUEST and not _is_new(cut[j]))
            or (figure == REFUSED and number.unit == "条")
        )
        if is_certain and not is_document and not is_part:
            yield FigureCandidate.of_number(figure, number)
        else:
            yield FigureCandidate(figure, "unread")


def _is_of_some(cut: Sequence[Word], floor: int, last: int, heads: Sequence[int]) -> bool:
    """有3件申请未办结, 申请3件未办结: what follows is true of some applications only."""
    if cut[heads[0]].kind != REQUEST:
        return False
    receives = any(word.kind == "verb" and word.text not in _HAS for word in cut[floor:last])
    is_whole = all(word.kind in _SAID_OF_ALL and word.text != "被" for word in cut[last + 1 :])
    is_said_again = any(_refers_back(cut, j) for j in range(floor, last))
    return not (receives or is_whole or is_said_again)


def _is_corrected(cut: Sequence[Word], i: int) -> bool:
    """两件（3件）: two numbers that differ."""
    values = [word.number.value for word in (cut[i], *cut[i + 2 : i + 3]) if word.number]
    in_brackets = any(word.text == "(" for word in cut[i + 1 : i + 2])
    return in_brackets and len(set(values)) > 1


def _is_new(word: Word) -> bool:
    """其中新收12件: of what was handled that which came in the period."""
    return word.text.startswith("新收")


def _each_count(cut: Sequence[Word], i: int, heads: Sequence[int]) -> Iterator[FigureCandidate]:
    """复议、诉讼各1件; what each of several persons asked for has no sum: 两人各提出申请1件."""
    number = cut[i].number
    figures = [figure_of(cut[j]) for j in heads]
    is_of_nouns = cut[i - 1].kind == "each" and all(
        word.kind in _BESIDE_COUNT or word.kind == "each" for word in cut[:i]
    )
    for figure in dict.fromkeys(figures):
        is_certain = is_of_nouns and len(figures) > 1 and figures.count(figure) == 1
        if number is not None and (is_certain or not number.value):
            yield FigureCandidate.of_number(figure, number)
        else:
            yield FigureCandidate(figure, "unread")


def _counts_documents(cut: Sequence[Word], i: int) -> bool:
    """不予公开的有2条信息."""
    return cut[i].text.endswith("条") and any("信息" in word.text for word in cut[i + 1 : i + 2])


def _is_alone(cut: Sequence[Word], i: int) -> bool:
    """Whether a number without a unit is the last of its clause, or stands after its label, as
    in 不予公开：1 部分公开：0."""
    following = cut[i + 1 : i + 2]
    if following and _NEXT_MEMBER.match("".join(word.text for word in cut[i + 1 : i + 4])):
        return True
    is_labelled = i > 1 and cut[i - 1].text in (":", "：") and cut[i - 2].kind in FIGURE_NOUNS
    is_of_series = cut[i - 1].kind in FIGURE_NOUNS and following and following[0].kind in _SERIES
    if (is_labelled or is_of_series) and following:
        return following[0].text not in _NOT_AFTER
    return all(word.kind == "mark" for word in cut[i + 1 :])


def _first_word(
    cut: Sequence[Word], i: int, heads: Sequence[int], floor: int, number: Number
) -> int:
    """The first word that must be known: the verb, whatever subject stands before it; for
    complaints and lawsuits the first of the clause, which may say what they were about."""
    if cut[heads[0]].kind in ABOUT_SCHOOL and number.value:
        return 0
    if heads[0] > i:
        return i
    if heads[0] == i - 1 and cut[heads[0]].text.startswith("决定"):
        return heads[0]
    return max((j for j in range(floor, heads[0]) if cut[j].kind == "verb"), default=floor)


def _counts_other_things(
    cut: Sequence[Word], whole: Sequence[Word], number: Number, surroundings: Surroundings
) -> bool:
    """Whether something other than new applications and complaints is counted."""
    kinds = [word.kind for word in whole]
    if number.unit in _OTHER_UNITS or not _OTHER_COUNTS.isdisjoint(kinds):
        return True
    if number.value and "handled" in kinds and "verb" not in kinds[: kinds.index("handled")]:
        return True
    names_year = surroundings.names_year or any(
        word.kind == "neutral" and any(sign in word.text for sign in ("年", "截", "期内"))
        for word in cut
    )
    return "stock" in kinds and not names_year
