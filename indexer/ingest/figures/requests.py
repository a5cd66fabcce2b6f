"""Applications, refusals, complaints, reconsiderations and lawsuits in a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clause_counts import Surroundings
from indexer.ingest.figures.clause_rules import read_clause
from indexer.ingest.figures.clauses import (
    ABOUT_SCHOOL,
    FIGURE_NOUNS,
    REFUSED,
    REQUEST,
    cut_clause,
)
from indexer.ingest.figures.item_counts import names_office
from indexer.ingest.figures.outcomes import (
    DECIDED,
    OUTCOMES,
    names_outcome,
    outcomes_elsewhere,
    read_outcomes,
)
from indexer.ingest.figures.said_elsewhere import hinted_at, said_elsewhere
from indexer.ingest.figures.sentence_clauses import clauses_of, leaves_out_noun
from indexer.ingest.figures.sentences import (
    NUMBER_FORM,
    FigureCandidate,
    Sentence,
    covers_part,
    spans_years,
    year_of,
)
from indexer.ingest.figures.words import pattern, table
from indexer.reports.figures import FigureState
from indexer.reports.numbering import from_chinese

_NOUN: Final = pattern("requests.noun")
_OTHER_MATTER: Final = pattern("requests.other_matter")
_UNRELATED: Final = pattern("requests.unrelated")
_PARTLY_RELATED: Final = pattern("requests.partly_related")
_MATTER: Final = pattern("requests.matter_follows")
_OTHER_YEAR: Final = pattern("requests.other_year_only")
_VARIOUS: Final = pattern("requests.various")
_OF_DISCLOSURE: Final = pattern("requests.of_disclosure")
_MIXED: Final = pattern("requests.mixed")
_YEARS_APART: Final = lazy_regex("20\\d\\d学?年度?分别")
_MIXED_HANDLED: Final = pattern("requests.mixed_handled")
_ASIDE_MATTER: Final = pattern("requests.aside_matter")
_LEADING_DENIAL: Final = pattern("requests.leading_denial")
_HAS_SOME: Final = pattern("requests.has_some")
_OTHER_BODIES: Final = (pattern("requests.others_receive"), pattern("requests.other_subject"))
_OWN_BODY: Final = pattern("requests.own_body")
_INTRODUCES: Final = pattern("requests.introduces")
_TAKEN_BACK: Final = pattern("requests.taken_back")
_LISTS_CHAPTERS: Final = pattern("requests.lists_chapters")
_EXCEPTED: Final = pattern("requests.excepted")
_ANSWERED_SOME: Final = pattern("requests.answered_some")
_ANSWERED_OTHERS: Final = pattern("requests.answered_others")
_REFERS_BACK: Final = pattern("requests.refers_back")
_PART_OF_OTHERS: Final = pattern("requests.part_of_others")
_OTHER_REQUEST: Final = pattern("clause_words.other_request")
_BY_YEAR: Final = pattern("requests.by_year")
_SINCE: Final = pattern("requests.since")
_BY_ATTRIBUTE: Final = pattern("requests.by_attribute")
_DOUBTFUL: Final = tuple(
    pattern(f"requests.{row}")
    for row in (
        "future",
        "compared",
        "half_year",
        "rule",
        "hedged",
        "case",
        "rest",
        "since_event",
        "every",
        "opening",
    )
)
"""What in a clause leaves everything that it says uncertain."""
_DOUBTFUL_BEFORE: Final = tuple(
    pattern(f"requests.{row}")
    for row in ("others_report", "example", "quoted", "limited", "school_acts", "conditional")
)
"""The same, where it stands in the sentence before the end of the clause."""
_DOUBTFUL_ANYWHERE: Final = tuple(
    pattern(f"requests.{row}") for row in ("not_counted", "asked_for_opinion", "corrected")
)
_COUNTED_AS_REFUSED: Final = pattern("requests.counted_as_refused")
_REMAINING: Final = pattern("requests.remaining")
_ITEMS_OF_REQUESTS: Final = pattern("requests.items_of_requests")
_BY_SCHOOL: Final = pattern("requests.by_school")
_OTHER_AFTER_ALL: Final = pattern("requests.other_after_all")
_PLANNED_AHEAD: Final = pattern("items.planned_ahead")
_YEAR_BEFORE: Final = pattern("requests.this_year_before")
_ACROSS: Final = (
    (REFUSED, pattern("requests.refused_of")),
    (REQUEST, pattern("requests.new_of_stock")),
    (REQUEST, pattern("requests.own_share")),
)
"""Counts that stand in another clause than what they count."""
_COUNT_OF_PART: Final = lazy_regex(r"^其中，?[1-9]\d*[件起次例宗项]")
_THIS_YEAR: Final = pattern("requests.this_year")
_ASKED: Final = pattern("clause_words._asked_for")
_ASKED_FOR: Final = pattern("requests.counted_by_what")
_CAME: Final = lazy_regex(
    rf"(?:{table('requests')['channel']})[^，。；、\d]{{0,12}}?(?:{NUMBER_FORM}|\d+(?=[，、；。]))"
)
_OUTCOME_ASIDE: Final = lazy_regex(
    r"(?<=\d[件起宗例份项])\((?:[一二终]审|已|均|全部|正在|尚在|法院|复议机关|判决|按期|学校|原告|申请人)*"
    r"(?:维持(?:原判|原?答复|原?决定)?|审结|结案|胜诉|撤诉|撤回|驳回(?:诉讼请求|起诉|申请)?|办结|答复|回复|审理中?|处理完毕)\)"
)
"""What became of what was counted: 行政诉讼1件（二审维持原判）."""
_LABELLED_NONE: Final = lazy_regex(
    "[举报投诉行政复议讼、和与及]{2,16}[:：]?(?:均?无|0件?|零|没有)[。；]?"
)
"""举报投诉：无."""
_OWN_YEAR: Final = lazy_regex("本学?年|今年")
_CHINESE_COUNT: Final = lazy_regex(
    "[二两三四五六七八九十](?<![第〇零数几一二两三四五六七八九十百千万上好].)"
    "(?:(?<=十)[一二三四五六七八九]?|(?<!十)(?:十[一二三四五六七八九]?)?)(?=[件起宗例份])"
)
"""A count in Chinese numerals, which the rules expect in digits; 一件 also stands for none."""
_PARTS: Final = lazy_regex(r"^(?:\(|其中|包括)")
_WHOLE: Final = lazy_regex("^(?:全年|本年|共收|未|无|没)|收到")
_SECTIONS: Final = frozenset({"on_request", "evaluation", "complaints"})


@dataclass(frozen=True, slots=True)
class _Doubts:
    """The figures of a clause about which other words of the sentence raise doubts."""

    of_all: frozenset[str] = frozenset()
    """Whatever is said about them."""
    of_numbers: frozenset[str] = frozenset()
    """Where a number other than 0 is given."""

    def concern(self, candidate: FigureCandidate) -> bool:
        return candidate.figure in self.of_all or (
            candidate.state == "number" and candidate.figure in self.of_numbers
        )


def read_requests(sentence: Sentence) -> Iterator[FigureCandidate]:
    """What a sentence says about applications and complaints; nothing if it is about neither."""
    sentence = _plainer(sentence)
    words, part = sentence.words, sentence.part
    if _LISTS_CHAPTERS.search(words):
        return
    may_have_outcomes = names_outcome(words) and (
        "on_request" in part.sections
        or ("申请" in words and _OF_DISCLOSURE.search(sentence.before + words) is not None)
    )
    is_elliptic = bool(sentence.before) and leaves_out_noun(words)
    if not (may_have_outcomes or is_elliptic or _NOUN.search(words)):
        for figure in hinted_at(words, sentence.before, part.sections):
            yield FigureCandidate(figure, "unread")
        yield from _about_sentence_before(sentence)
        return
    if part.topics and "信息公开" not in words and "依申请" not in words:
        return
    given: set[str] = set()
    for candidate in _without_parts(list(_read_clauses(sentence, may_have_outcomes))):
        given.add(candidate.figure)
        yield candidate
    yield from _says_there_were(sentence)
    for candidate in _across_clauses(sentence):
        given.add(candidate.figure)
        yield candidate
    for figure in said_elsewhere(words, part.sections, given):
        yield FigureCandidate(figure, "unread")
    if may_have_outcomes:
        for figure in outcomes_elsewhere(words, given):
            yield FigureCandidate(figure, "unread")


def _plainer(sentence: Sentence) -> Sentence:
    """The sentence with counts in digits, without what became of what was counted."""
    words = _CHINESE_COUNT.sub(_in_digits, sentence.words)
    if "(" in words:
        words = _OUTCOME_ASIDE.sub("", words)
    return sentence if words == sentence.words else replace(sentence, words=words)


def _says_there_were(sentence: Sentence) -> Iterator[FigureCandidate]:
    """没有收到申请，但答复了3件; 上述申请均已答复: a denial before it is not certain."""
    words = sentence.words
    answers_some = (
        "申请" in words and _ANSWERED_SOME.search(words) and not _ANSWERED_OTHERS.search(words)
    )
    if answers_some or (sentence.previous and _REFERS_BACK.search(words)):
        yield FigureCandidate(REQUEST, "unread", is_part=True)


def _in_digits(found: re.Match[str]) -> str:
    value = from_chinese(found[0].replace("两", "二"))
    return found[0] if value is None or value < 2 else str(value)


def _about_sentence_before(sentence: Sentence) -> Iterator[FigureCandidate]:
    """A sentence without a noun that corrects the one before it: 该数字应为4件."""
    own = "on_request" in sentence.part.sections
    if _TAKEN_BACK.search(sentence.words):
        for figure in (REQUEST, REFUSED) if own else ABOUT_SCHOOL:
            yield FigureCandidate(figure, "unread", takes_back=True)


def _without_parts(found: Sequence[FigureCandidate]) -> Iterator[FigureCandidate]:
    """The candidates of a sentence; counts of the same figure, as in 收到举报1件，收到投诉1件, are
    counts of parts."""
    counts = Counter(each.figure for each in found if each.state == "number")
    for each in found:
        if each.state == "number" and each.figure in ABOUT_SCHOOL and counts[each.figure] > 1:
            yield replace(each, state="unread", value=None, qualifier=None)
        else:
            yield each


def _read_clauses(sentence: Sentence, may_have_outcomes: bool) -> Iterator[FigureCandidate]:
    words, sections = sentence.words, sentence.part.sections
    in_parts, after_zero, is_foreign = False, False, False
    of_whole = _Doubts()
    for each in clauses_of(words, sentence.before):
        clause, end = each.text, each.end
        in_parts = bool(_PARTS.search(clause)) or (in_parts and not _WHOLE.search(clause))
        found: list[FigureCandidate] = []
        if _NOUN.search(clause):
            surroundings = Surroundings(
                asks_for_requests="on_request" in sections or bool(_OF_DISCLOSURE.search(words)),
                looks_ahead="improvement" in sections,
                in_parts=in_parts,
                names_year=bool(_YEAR_BEFORE.search(words, 0, end)),
                after_zero=after_zero,
            )
            found.extend(read_clause(clause, surroundings))
        yield from _uncounted(clause)
        after_zero = bool(found) and all(candidate.state == "zero" for candidate in found)
        if may_have_outcomes:
            found.extend(read_outcomes(clause, words))
        if found:
            year = _year(words, clause, end)
            doubts = _doubts(sentence, clause, end)
            is_foreign = _names_other_body(clause) or (is_foreign and not _OWN_BODY.search(clause))
            if is_foreign:
                doubts = _Doubts(of_all=FIGURE_NOUNS | OUTCOMES)
            elif in_parts:
                doubts = replace(doubts, of_all=doubts.of_all | of_whole.of_all)
            else:
                of_whole = doubts
            is_part = bool(_COUNT_OF_PART.search(clause))
            for candidate in found:
                if is_part and candidate.state == "unread":
                    yield replace(candidate, year=year, is_part=True)
                elif doubts.concern(candidate):
                    yield FigureCandidate(candidate.figure, "unread", year=year, is_part=is_part)
                else:
                    yield replace(candidate, year=year)


def _names_other_body(clause: str) -> bool:
    return any(form.search(clause) for form in _OTHER_BODIES)


def _uncounted(clause: str) -> Iterator[FigureCandidate]:
    """举报有，投诉无: a clause that says that there are some contradicts a zero."""
    if _HAS_SOME.search(clause):
        for noun in {word.kind for word in cut_clause(clause)} & FIGURE_NOUNS:
            yield FigureCandidate(noun, "unread", is_part=True)


def _across_clauses(sentence: Sentence) -> Iterator[FigureCandidate]:
    """对2件…的申请，学校决定不予公开; 累计收到申请37件，其中本学年3件."""
    words = sentence.before + sentence.words
    for figure, form in _ACROSS:
        found = form.search(words)
        if found and found.end() > len(sentence.before):
            start = 0 if figure == REFUSED else found.start(found.lastindex or 0)
            doubts = _doubts(sentence, words[start : found.end()], found.end())
            value = int(found[found.lastindex or 0])
            year = _year(words, words[start : found.end()], found.end())
            is_doubtful = figure in doubts.of_all or (
                figure == REFUSED and figure in doubts.of_numbers
            )
            state: FigureState = "number" if value else "zero"
            if is_doubtful:
                yield FigureCandidate(figure, "unread")
            else:
                yield FigureCandidate(figure, state, value, year=year)


def _year(words: str, clause: str, end: int) -> int | None:
    """The year that a clause is about; None where it says 本年度."""
    return None if _OWN_YEAR.search(clause) else year_of(words, end)


def _is_of_another(sentence: Sentence, clause: str, end: int) -> bool:
    """Whether a clause is about another body, another matter or another time than the school's
    disclosure in the year, or about what did not happen."""
    words, part = sentence.words, sentence.part
    return bool(
        part.topics
        or names_office(sentence.heading)
        or _OTHER_MATTER.search(_ASKED.sub("", clause) if "公开" in clause else clause)
        or any(form.search(clause) for form in _DOUBTFUL)
        or any(form.search(words, 0, end) for form in _DOUBTFUL_BEFORE)
        or any(form.search(words) for form in _DOUBTFUL_ANYWHERE)
        or _PLANNED_AHEAD.search(words, 0, end)
        or covers_part(words, end)
        or _INTRODUCES.search(sentence.previous)
    )


def _doubts(sentence: Sentence, clause: str, end: int) -> _Doubts:
    words, part = sentence.words, sentence.part
    of_all: frozenset[str] = frozenset()
    of_numbers: frozenset[str] = frozenset()
    if _is_of_another(sentence, clause, end):
        of_all |= FIGURE_NOUNS | OUTCOMES
    of_all |= _excepted(words, end)
    if _BY_ATTRIBUTE.search(words):
        of_all |= {REQUEST, REFUSED}
    if _OTHER_YEAR.search(clause) and not _THIS_YEAR.search(clause):
        of_all |= FIGURE_NOUNS | DECIDED
    if "公开" not in sentence.before + words and (
        _ASIDE_MATTER.search(words)
        or (_SECTIONS.isdisjoint(part.sections) and not _LABELLED_NONE.fullmatch(words))
    ):
        of_all |= ABOUT_SCHOOL
    is_about_other_things = "公开" not in clause and (
        _VARIOUS.search(clause) or _MATTER.search(words, end - len(clause))
    )
    if is_about_other_things or _UNRELATED.search(words) or _PARTLY_RELATED.search(words):
        of_numbers |= ABOUT_SCHOOL
    is_since = _SINCE.search(words, 0, end) and not _THIS_YEAR.search(clause)
    leads_with_denial = _LEADING_DENIAL.search(words) is not None
    if (
        is_since
        or leads_with_denial
        or spans_years(words, end)
        or "分别" in words[:end]
        or _YEARS_APART.search(words)
    ):
        of_numbers |= FIGURE_NOUNS | OUTCOMES
    if _ITEMS_OF_REQUESTS.search(words):
        of_numbers |= {REFUSED}
    if _is_part_of_others(words, clause, end):
        of_numbers |= FIGURE_NOUNS | OUTCOMES
    if _counts_some(words, clause, end):
        of_numbers |= {REQUEST}
    return _Doubts(of_all, of_numbers)


def _excepted(words: str, end: int) -> frozenset[str]:
    """The figures of which something is excepted before a denial: 除2件投诉外，没有…; all of them
    where it is not said what."""
    found = _EXCEPTED.search(words, 0, end) if "除" in words else None
    if found is None:
        return frozenset()
    kinds = {word.kind for word in cut_clause(found[1])}
    named = (FIGURE_NOUNS & kinds) | ({REQUEST} if "plain_request" in kinds else set())
    return frozenset(named) or FIGURE_NOUNS


def _is_part_of_others(words: str, clause: str, end: int) -> bool:
    """办理工单88件，其中举报26件: a part of what is counted before, unless of disclosure."""
    return (
        clause.startswith("其中")
        and "公开" not in clause
        and _PART_OF_OTHERS.search(words, 0, end - len(clause)) is not None
    )


def _counts_some(words: str, clause: str, end: int) -> bool:
    """Whether a clause counts some of the applications, or others too."""
    return bool(
        words.startswith(("占全", "占总", "占申", "占本"), end)
        or _COUNTED_AS_REFUSED.search(clause)
        or _REMAINING.search(clause)
        or _BY_SCHOOL.search(clause)
        or _OTHER_AFTER_ALL.search(words)
        or ("公开" not in clause and _OTHER_REQUEST.search(words))
        or _BY_YEAR.search(words)
        or _MIXED.search(_MIXED_HANDLED.sub("", words) if "(" in words else words)
        or _is_one_of_several(words, clause)
    )


def _is_one_of_several(words: str, clause: str) -> bool:
    """Whether a sentence counts applications by what they ask for or how they came, and the clause
    those of one kind."""
    return any(form.search(clause) and len(form.findall(words)) > 1 for form in (_ASKED_FOR, _CAME))
