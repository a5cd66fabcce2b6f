"""What a clause says about applications and complaints.

A negation or a count is read only where nothing but known words stands between it and the noun;
otherwise the clause gives `unread` for its nouns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clauses import (
    ABOUT_SCHOOL,
    COMPLAINT,
    FIGURE_NOUNS,
    LAWSUIT,
    RECONSIDERATION,
    REFUSED,
    REQUEST,
    SILENT,
    Word,
    cut_clause,
)
from indexer.ingest.figures.sentences import FigureCandidate, Number
from indexer.ingest.figures.words import pattern

_SAYS: Final = pattern("requests.says")
_DENIES: Final = pattern("requests.denies")
_AFTER_NEGATION: Final = SILENT | FIGURE_NOUNS | {"document", "cause", "appeal", "negation"}
_BEFORE_NEGATION: Final = SILENT | FIGURE_NOUNS | {"none", "cause", "appeal", "negation"}
_BESIDE_COUNT: Final = (
    SILENT
    | FIGURE_NOUNS
    | {"document", "since", "stock", "number", "bare", "cause", "none", "handled"}
)
_OTHER_COUNTS: Final = frozenset({"other", "doubtful", "since", "carried", "appeal"})
"""Kinds of words with which a count is not one of new applications or complaints."""
_OTHER_UNITS: Final = frozenset({"期", "则", "篇", "条次"})
_COUNTS: Final = frozenset({"number", "bare", "persons"})
_NAMES: Final = tuple(
    (figure, pattern(f"requests.names_{figure}"))
    for figure in (REQUEST, COMPLAINT, RECONSIDERATION, LAWSUIT)
)
_COUNTS_CALLS: Final = lazy_regex(
    r"(?:举报|投诉)(?:电话|邮箱|信箱|渠道|平台)[^，。；\d部个]{0,4}\d+[次件起]"
)
_ASKED_FOR: Final = pattern("clause_words._asked_for")
_SAYING: Final = frozenset({"negation", "none", "number", "persons", "rate"})
_OF_NONE: Final = (
    *("未", "没有", "无", "过", "任何", "到", "生", "现", "有", "绝", "回"),
    *("受理", "出现", "发生", "存在"),
)
"""Ends of what stands before 一件 where none is meant."""
_NOT_AFTER: Final = frozenset("-—~～至到、.%％余多万)")
"""What does not follow a whole number that stands alone."""
_NEXT_MEMBER: Final = lazy_regex("[一二三四五六七八九]是|[(（][一二三四五六七八九]")
"""What begins the next member of a list, joined by conversion: 收到申请0三是…"""
_SERIES: Final = FIGURE_NOUNS | {"silent", "mark"}
_ALL_WAYS: Final = frozenset({"任何", "各种", "各类", "各项", "等", "书面"})
_HAPPEN: Final = ("发生", "存在", "涉及")
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


def read_clause(clause: str, surroundings: Surroundings) -> Iterator[FigureCandidate]:
    """The figures that a clause with a noun gives; nothing where it neither counts nor denies."""
    if not surroundings.after_zero and not _SAYS.search(clause):
        return
    cut = [
        Word(REQUEST, word.text)
        if word.kind == "plain_request" and surroundings.asks_for_requests
        else word
        for word in cut_clause(clause)
    ]
    kinds = [word.kind for word in cut]
    nouns = [i for i, kind in enumerate(kinds) if kind in FIGURE_NOUNS or kind == "document"]
    negations = [i for i, kind in enumerate(kinds) if kind in ("negation", "none")]
    numbers = [i for i, kind in enumerate(kinds) if kind in _COUNTS and not _is_one_of_none(cut, i)]
    yield from _named(clause, kinds)
    if not nouns:
        return
    if numbers:
        has_labels = any(cut[i].kind == "bare" for i in numbers)
        yield from _agreeing(_read_counts(cut, numbers, nouns, surroundings), has_labels)
        yield from _denied_beside_counts(cut, negations, numbers, nouns)
    elif negations:
        yield from _read_negation(cut, negations[0], nouns)
    elif surroundings.after_zero and set(kinds) <= SILENT | FIGURE_NOUNS:
        yield from _zeros(cut, nouns)
    elif not surroundings.looks_ahead and _DENIES.search(clause):
        yield from _unread(cut, nouns)


def _named(clause: str, kinds: Sequence[str]) -> Iterator[FigureCandidate]:
    """Figures whose names stand in a clause only as parts of other words: 投诉率为0, 无败诉."""
    is_channel = not {"complaint_channel", "document"}.isdisjoint(kinds)
    says = {"negation", "none", "rate"} if is_channel else _SAYING
    if is_channel and _COUNTS_CALLS.search(clause):
        yield FigureCandidate(COMPLAINT, "unread")
    if not says.isdisjoint(kinds):
        for figure, form in _NAMES:
            if figure not in kinds and form.search(clause):
                yield FigureCandidate(figure, "unread")


def _is_one_of_none(cut: Sequence[Word], at: int) -> bool:
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
    following = [word for word in cut[at + 1 : at + 3] if word.text not in ("也", "都")]
    return bool(following) and following[0].kind == "negation"


def _figure(word: Word) -> str:
    if word.kind == "document":
        return REQUEST if word.text.startswith("依") else REFUSED
    return word.kind


def _is_refused_document(word: Word) -> bool:
    """不予公开的内容: information that is not disclosed, whoever asked for it."""
    return word.kind == "document" and not word.text.startswith("依")


def _is_limited(word: Word) -> bool:
    """要求公开财务信息的申请: there may be applications for other information."""
    return word.kind == REQUEST and _ASKED_FOR.fullmatch(word.text) is not None


def _unread(cut: Sequence[Word], nouns: Iterable[int]) -> Iterator[FigureCandidate]:
    for i in nouns:
        yield FigureCandidate(_figure(cut[i]), "unread")


def _zeros(cut: Sequence[Word], nouns: Iterable[int]) -> Iterator[FigureCandidate]:
    for i in nouns:
        yield FigureCandidate(_figure(cut[i]), "zero", 0)


def _heads(cut: Sequence[Word], nouns: Sequence[int]) -> Sequence[int]:
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
    if not gap:
        return kinds[following] in ABOUT_SCHOOL and i > 0 and cut[i - 1].text in ("因", "由", "对")
    return "joint" not in gap and "number" not in gap


def _read_negation(
    cut: Sequence[Word], negation: int, nouns: Sequence[int]
) -> Iterator[FigureCandidate]:
    behind = [i for i in nouns if i > negation]
    if behind and cut[negation].kind == "negation":
        is_sure = (
            not _denies_something_else(cut, behind[-1])
            and not _denies_one_way(cut[negation + 1 :])
            and all(
                word.kind in _AFTER_NEGATION or _is_one_of_none(cut, i)
                for i, word in enumerate(
                    cut[negation + 1 : _end_of_list(cut, behind[-1])], negation + 1
                )
            )
        )
        heads = _heads(cut, behind)
        for i in heads:
            is_zero = is_sure and not (_is_refused_document(cut[i]) or _is_limited(cut[i]))
            yield from (_zeros if is_zero else _unread)(cut, [i])
        yield from _unread(cut, (i for i in behind if i not in heads and _needs_answer(cut[i])))
        return
    before = [i for i in nouns if i < negation]
    if not before:
        yield from _unread(cut, behind)
        return
    is_sure = (
        all(word.kind in _BEFORE_NEGATION for word in cut[before[0] :])
        and not _is_modified(cut, before[0])
        and not _denies_one_way(cut[: before[0]])
    )
    for i in _heads(cut, before):
        is_zero = is_sure and cut[i].kind != "document"
        yield from (_zeros if is_zero else _unread)(cut, [i])


def _is_modified(cut: Sequence[Word], noun: int) -> bool:
    """Whether words that are not known may limit a noun: 涉及个人隐私的申请."""
    kinds = {word.kind for word in cut[:noun]}
    is_attribute = noun > 0 and cut[noun - 1].text == "的"
    return "doubtful" in kinds or (is_attribute and "unknown" in kinds)


def _denies_something_else(cut: Sequence[Word], last: int) -> bool:
    """Whether the last noun belongs to one of no figure: 针对不予公开决定的申诉."""
    kinds = [word.kind for word in cut[last + 1 :]]
    return "appeal" in kinds and "joint" not in kinds[: kinds.index("appeal")]


def _end_of_list(cut: Sequence[Word], last: int) -> int:
    """Where a list of what is denied ends: a member without a figure changes nothing about the
    others, as in 无举报、无诉讼、无舆情."""
    kinds = [word.kind for word in cut[last + 1 : last + 3]]
    return last + 1 if kinds == ["joint", "negation"] else len(cut)


def _denies_one_way(cut: Sequence[Word]) -> bool:
    """未收到以信函方式提出的申请: there may be applications by other ways."""
    ways = [word.text for word in cut if word.kind == "way"]
    return len(ways) == 1 and not any(word.text in _ALL_WAYS for word in cut)


def _needs_answer(word: Word) -> bool:
    """Whether a noun that only says what caused something may be denied itself."""
    return word.kind in ABOUT_SCHOOL


def _denied_beside_counts(
    cut: Sequence[Word], negations: Sequence[int], numbers: Sequence[int], nouns: Sequence[int]
) -> Iterator[FigureCandidate]:
    """The nouns of a clause with counts that stand behind a negation, and are not counted."""
    if negations and all(cut[i].kind == "negation" for i in negations):
        yield from _unread(cut, (i for i in nouns if i > max(negations[0], numbers[-1])))


def _read_counts(
    cut: Sequence[Word], numbers: Sequence[int], nouns: Sequence[int], surroundings: Surroundings
) -> Iterator[FigureCandidate]:
    taken: set[int] = set()
    for start, i, ceiling in zip(
        (0, *(j + 1 for j in numbers)), numbers, (*numbers[1:], len(cut)), strict=False
    ):
        before = [j for j in nouns if start <= j < i and not (j in taken and _ends(cut, j, i))]
        floor = _after_colon(cut, start, before)
        after = [j for j in nouns if i < j < ceiling]
        if before:
            yield from _one_count(cut, i, _heads(cut, before), floor, surroundings)
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
                    or _is_received_behind(cut[after[-1] + 1 :])
                )
            )
            if not receives or (len({_figure(cut[j]) for j in after}) > 1 and not is_joint):
                yield from _unread(cut, after)
            else:
                yield from _one_count(cut, i, after[:1], floor, surroundings)


def _agreeing(found: Iterable[FigureCandidate], has_labels: bool) -> Iterator[FigureCandidate]:
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


def _is_received_behind(words: Sequence[Word]) -> bool:
    """3件申请于年内受理."""
    texts = {word.text for word in words}
    return not _RECEIVES.isdisjoint(texts) and SILENT.issuperset(word.kind for word in words)


def _refers_back(cut: Sequence[Word], i: int) -> bool:
    """Whether a number repeats one that stands before: 上述7件申请."""
    return i > 0 and cut[i - 1].text in ("上述", "以上")


def _after_colon(cut: Sequence[Word], floor: int, nouns: Sequence[int]) -> int:
    """Where the words of a count begin that stands behind a title: 办理情况：收到申请2件."""
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
        and not (number.value and len({_figure(cut[j]) for j in heads}) > 1)
    )
    names_received = any(word.kind == "verb" and word.text not in _HAPPEN for word in cut)
    for j in heads:
        figure = _figure(cut[j])
        is_document = cut[j].kind == "document" and not (
            names_received and figure == REQUEST and not is_after
        )
        is_document |= figure == REFUSED and _counts_documents(cut, i)
        is_part = surroundings.in_parts and (
            figure == REQUEST or (figure == REFUSED and number.unit == "条")
        )
        if is_certain and not is_document and not is_part:
            yield FigureCandidate.of_number(figure, number)
        else:
            yield FigureCandidate(figure, "unread")


def _each_count(cut: Sequence[Word], i: int, heads: Sequence[int]) -> Iterator[FigureCandidate]:
    """复议、诉讼各1件; what each of several persons asked for has no sum: 两人各提出申请1件."""
    number = cut[i].number
    figures = [_figure(cut[j]) for j in heads]
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
        word.kind == "neutral" and ("年" in word.text or "截" in word.text) for word in cut
    )
    return "stock" in kinds and not names_year
