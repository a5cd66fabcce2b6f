"""What a clause says about applications and complaints.

A negation or a count is read only where nothing but known words stands between it and the noun;
otherwise the clause gives `unread` for its nouns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clause_counts import Surroundings, agreeing, read_counts
from indexer.ingest.figures.clause_nouns import (
    heads_of,
    is_limited,
    is_one_of_none,
    is_refused_document,
    unread,
    zeros,
)
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
from indexer.ingest.figures.sentences import FigureCandidate
from indexer.ingest.figures.words import pattern

_SAYS: Final = pattern("requests.says")
_DENIES: Final = pattern("requests.denies")
_AFTER_NEGATION: Final = SILENT | FIGURE_NOUNS | {"document", "cause", "appeal", "negation"}
_BEFORE_NEGATION: Final = SILENT | FIGURE_NOUNS | {"none", "cause", "appeal", "negation"}
_COUNTS: Final = frozenset({"number", "bare", "persons"})
_NAMES: Final = tuple(
    (figure, pattern(f"requests.names_{figure}"))
    for figure in (REQUEST, COMPLAINT, RECONSIDERATION, LAWSUIT)
)
_COUNTS_CALLS: Final = lazy_regex(
    r"(?:举报|投诉)(?:电话|邮箱|信箱|渠道|平台)[^，。；\d部个]{0,4}\d+[次件起]"
)
_ONE_GROUP: Final = pattern("clause_words._one_group")
_ELECTRONIC: Final = pattern("clause_words._electronic")
_ANY_GROUP: Final = pattern("clause_words._any_group")
_PROPOSE: Final = ("提", "递", "申")
_SAYING: Final = frozenset({"negation", "none", "number", "persons", "rate"})
_ALL_WAYS: Final = frozenset({"任何", "各种", "各类", "各项", "等", "书面"})


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
    numbers = [i for i, kind in enumerate(kinds) if kind in _COUNTS and not is_one_of_none(cut, i)]
    yield from _named(clause, kinds)
    if not nouns:
        return
    if numbers:
        has_labels = any(cut[i].kind == "bare" for i in numbers)
        counts = agreeing(read_counts(cut, numbers, nouns, surroundings), has_labels)
        yield from _if_explained(kinds, counts)
        yield from _denied_beside_counts(cut, negations, numbers, nouns)
    elif negations:
        yield from _if_explained(kinds, _read_negation(cut, negations[0], nouns))
    elif surroundings.after_zero and set(kinds) <= SILENT | FIGURE_NOUNS:
        is_list = "verb" not in kinds
        yield from (zeros if is_list else unread)(cut, nouns)
    elif not surroundings.looks_ahead and _DENIES.search(clause):
        yield from unread(cut, nouns)


def _if_explained(
    kinds: Sequence[str], found: Iterable[FigureCandidate]
) -> Iterator[FigureCandidate]:
    """The candidates of a clause; `unread` where it holds a word of no known kind, which may say
    that they are another body's, or what only might happen: 学生会收到申请12件."""
    is_explained = "unknown" not in kinds
    for each in found:
        if is_explained or each.state == "unread":
            yield each
        else:
            yield FigureCandidate(each.figure, "unread", doubted=each.value)


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


def _read_negation(
    cut: Sequence[Word], negation: int, nouns: Sequence[int]
) -> Iterator[FigureCandidate]:
    after = [i for i in nouns if i > negation]
    if after and cut[negation].kind == "negation":
        is_sure = (
            not _denies_something_else(cut, after[-1])
            and not _denies_one_way([*cut[:negation], *cut[negation + 1 :]])
            and not _denies_one_group(cut, negation, after[-1])
            and all(
                word.kind in _AFTER_NEGATION or is_one_of_none(cut, i)
                for i, word in enumerate(
                    cut[negation + 1 : _end_of_list(cut, after[-1])], negation + 1
                )
            )
        )
        heads = heads_of(cut, after)
        for i in heads:
            is_zero = is_sure and not _denies_some(cut, after, i)
            yield from (zeros if is_zero else unread)(cut, [i])
        yield from unread(cut, (i for i in after if i not in heads and _needs_answer(cut[i])))
        return
    before = [i for i in nouns if i < negation]
    if not before:
        yield from unread(cut, after)
        return
    is_sure = (
        all(
            word.kind in _BEFORE_NEGATION or is_one_of_none(cut, i)
            for i, word in enumerate(cut[before[0] :], before[0])
        )
        and not _is_modified(cut, before[0])
        and not _denies_one_way(cut[: before[0]])
    )
    for i in heads_of(cut, before):
        is_zero = is_sure and cut[i].kind != "document"
        yield from (zeros if is_zero else unread)(cut, [i])


def _is_modified(cut: Sequence[Word], noun: int) -> bool:
    """Whether words that are not known may limit a noun: 涉及个人隐私的申请."""
    kinds = {word.kind for word in cut[:noun]}
    is_attribute = noun > 0 and cut[noun - 1].text == "的"
    if not kinds.isdisjoint(("doubtful", "carried")):
        return True
    if is_attribute and "handled" in kinds and "verb" not in kinds:
        return True
    return is_attribute and not kinds.isdisjoint(("unknown", "outside"))


def _denies_some(cut: Sequence[Word], nouns: Sequence[int], noun: int) -> bool:
    """Whether a denied noun is no application or refusal as such, but of one kind only."""
    return (
        is_refused_document(cut[noun])
        or is_limited(cut[noun])
        or _is_for_one_reason(cut, noun)
        or _is_of_refusals(cut, nouns, noun)
    )


def _is_for_one_reason(cut: Sequence[Word], noun: int) -> bool:
    """没有因涉及国家秘密而不予公开的申请: there may be refusals for other reasons."""
    return cut[noun].kind == REFUSED and any(
        word.kind == "silent" and len(word.text) > 4 and not word.text.startswith(("来自", "其他"))
        for word in cut[noun - 1 : noun]
    )


def _is_of_refusals(cut: Sequence[Word], nouns: Sequence[int], noun: int) -> bool:
    """没有作出不予公开决定的申请: there may be others."""
    return cut[noun].kind == REQUEST and any(
        cut[i].kind == REFUSED and all(word.kind != "joint" for word in cut[i:noun])
        for i in nouns
        if i < noun
    )


def _denies_something_else(cut: Sequence[Word], last: int) -> bool:
    """Whether the last noun belongs to one of no figure: 针对不予公开决定的申诉."""
    kinds = [word.kind for word in cut[last + 1 :]]
    return "appeal" in kinds and "joint" not in kinds[: kinds.index("appeal")]


def _end_of_list(cut: Sequence[Word], last: int) -> int:
    """Where a list of what is denied ends: a member without a figure changes nothing about the
    others, as in 无举报、无诉讼、无舆情; 未收到投诉和负面评价."""
    kinds = [word.kind for word in cut[last + 1 : last + 3]]
    return last + 1 if kinds[:1] == ["joint"] else len(cut)


def _denies_one_way(cut: Sequence[Word]) -> bool:
    """未收到以信函方式提出的申请: there may be applications by other ways. Only a denial that
    names an electronic way and another one denies all."""
    ways = [word.text for word in cut if word.kind == "way"]
    if any(word.text in _ALL_WAYS for word in cut):
        return False
    return len({_ELECTRONIC.fullmatch(way) is None for way in ways}) == 1


def _denies_one_group(cut: Sequence[Word], negation: int, last: int) -> bool:
    """未收到家长的投诉: there may be complaints by others."""
    asks = cut[negation + 1].text.startswith(_PROPOSE)
    texts = {word.text for word in cut[0 if asks else negation : last] if word.kind == "neutral"}
    groups = [text for text in texts if _ONE_GROUP.fullmatch(text)]
    places = {"校内", "校外"} & texts
    if places:
        return len(places) == 1
    return len(groups) == 1 and not any(_ANY_GROUP.fullmatch(text) for text in texts)


def _needs_answer(word: Word) -> bool:
    """Whether a noun that only says what caused something may be denied itself."""
    return word.kind in ABOUT_SCHOOL


def _denied_beside_counts(
    cut: Sequence[Word], negations: Sequence[int], numbers: Sequence[int], nouns: Sequence[int]
) -> Iterator[FigureCandidate]:
    """The nouns of a clause with counts that follow a negation, and are not counted."""
    if negations and all(cut[i].kind == "negation" for i in negations):
        yield from unread(cut, (i for i in nouns if i > max(negations[0], numbers[-1])))
