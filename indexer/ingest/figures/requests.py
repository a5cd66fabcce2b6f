"""Applications, refusals, complaints, reconsiderations and lawsuits in a sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clause_rules import Surroundings, read_clause
from indexer.ingest.figures.clauses import (
    ABOUT_SCHOOL,
    COMPLAINT,
    FIGURE_NOUNS,
    LAWSUIT,
    RECONSIDERATION,
    REFUSED,
    REQUEST,
)
from indexer.ingest.figures.item_counts import names_office
from indexer.ingest.figures.outcomes import OUTCOMES, read_outcomes
from indexer.ingest.figures.sentences import (
    NUMBER_FORM,
    FigureCandidate,
    Sentence,
    spans_years,
    year_of,
)
from indexer.ingest.figures.words import pattern, table

_NOUN: Final = pattern("requests.noun")
_OTHER_MATTER: Final = pattern("requests.other_matter")
_FUTURE: Final = pattern("requests.future")
_COMPARED: Final = pattern("requests.compared")
_HALF_YEAR: Final = pattern("requests.half_year")
_UNRELATED: Final = pattern("requests.unrelated")
_PARTLY_RELATED: Final = pattern("requests.partly_related")
_MATTER: Final = pattern("requests.matter_follows")
_OTHER_YEAR: Final = pattern("requests.other_year_only")
_VARIOUS: Final = pattern("requests.various")
_ELSEWHERE: Final = tuple(
    (figure, nouns, pattern(f"requests.numbers_elsewhere_{figure}"))
    for figure, nouns in (
        (REQUEST, ("申请",)),
        (REFUSED, ("申请", "不予公开")),
        (COMPLAINT, ("举报", "投诉")),
        (RECONSIDERATION, ("复议",)),
        (LAWSUIT, ("诉讼",)),
    )
)
_OF_DISCLOSURE: Final = pattern("requests.of_disclosure")
_MIXED: Final = pattern("requests.mixed")
_SINCE: Final = pattern("requests.since")
_BY_ATTRIBUTE: Final = pattern("requests.by_attribute")
_LIMITED: Final = pattern("requests.limited")
_RULE: Final = pattern("requests.rule")
_REMAINING: Final = pattern("requests.remaining")
_PLANNED_AHEAD: Final = pattern("items.planned_ahead")
_YEAR_BEFORE: Final = pattern("requests.this_year_before")
_ACROSS: Final = (
    (REFUSED, pattern("requests.refused_of")),
    (REQUEST, pattern("requests.new_of_stock")),
)
"""Counts that stand in another clause than what they count."""
_COUNT_OF_PART: Final = lazy_regex(r"^其中，?[1-9]\d*[件起次例宗项]")
_THIS_YEAR: Final = pattern("requests.this_year")
_ASKED: Final = lazy_regex(f"{table('clause_words')['_asked_for']}")
_ASKED_FOR: Final = pattern("requests.counted_by_what")
_CAME: Final = lazy_regex(rf"(?:{table('requests')['channel']})[^，。；、\d]{{0,12}}?{NUMBER_FORM}")
_CLAUSE: Final = lazy_regex(
    r"[，；;]|,(?!\d{3})|(?<=.)(?<!一[件起例次份项宗])(?=(?:且|但|并|也|亦)(?:未|无|没|不存))|(?=其中)"
    r"|(?:(?<=申请|举报|投诉|复议|诉讼|情况|事项|公开))(?=(?:尚?未|没有|无)[^，。；、]{0,12}(?:申请|举报|投诉|复议|诉讼|不予公开))"
    r"|(?<=[^，；。])(?=\((?!\d+[件起项次]?\))[^()]*\d[件起项次])"
)
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
    words, part = sentence.words, sentence.part
    if not _NOUN.search(words):
        return
    if part.topics and "信息公开" not in words and "依申请" not in words:
        return
    given: set[str] = set()
    for candidate in _without_parts(list(_read_clauses(sentence))):
        given.add(candidate.figure)
        yield candidate
    for candidate in _across_clauses(sentence):
        given.add(candidate.figure)
        yield candidate
    for figure, nouns, form in _ELSEWHERE:
        if figure not in given and any(noun in words for noun in nouns) and form.search(words):
            yield FigureCandidate(figure, "unread")


def _without_parts(found: Sequence[FigureCandidate]) -> Iterator[FigureCandidate]:
    """The candidates of a sentence; counts of the same figure, as in 收到举报1件，收到投诉1件, are
    counts of parts."""
    counts = Counter(each.figure for each in found if each.state == "number")
    for each in found:
        if each.state == "number" and each.figure in ABOUT_SCHOOL and counts[each.figure] > 1:
            yield replace(each, state="unread", value=None, qualifier=None)
        else:
            yield each


def _read_clauses(sentence: Sentence) -> Iterator[FigureCandidate]:
    words, sections = sentence.words, sentence.part.sections
    is_about_requests = "申请" in sentence.before + words or "on_request" in sections
    in_parts, end, after_zero = False, 0, False
    for clause in _clauses(words):
        end += len(clause)
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
        after_zero = bool(found) and all(candidate.state == "zero" for candidate in found)
        found.extend(read_outcomes(clause, is_about_requests))
        if found:
            year = year_of(words, end)
            doubts = _doubts(sentence, clause, end)
            is_part = bool(_COUNT_OF_PART.search(clause))
            for candidate in found:
                if is_part and candidate.state == "unread":
                    yield replace(candidate, year=year, is_part=True)
                elif doubts.concern(candidate):
                    yield FigureCandidate(candidate.figure, "unread", year=year, is_part=is_part)
                else:
                    yield replace(candidate, year=year)


def _across_clauses(sentence: Sentence) -> Iterator[FigureCandidate]:
    """对2件…的申请，学校决定不予公开; 累计收到申请37件，其中本学年3件."""
    words = sentence.words
    for figure, form in _ACROSS:
        if found := form.search(words):
            start = 0 if figure == REFUSED else found.start(1)
            doubts = _doubts(sentence, words[start : found.end()], found.end())
            value = int(found[1])
            candidate = FigureCandidate(figure, "number" if value else "zero", value)
            is_doubtful = figure in doubts.of_all or (
                figure == REFUSED and figure in doubts.of_numbers
            )
            yield FigureCandidate(figure, "unread") if is_doubtful else candidate


def _clauses(words: str) -> Sequence[str]:
    ends = [found.end() for found in _CLAUSE.finditer(words)]
    return [words[a:b] for a, b in zip([0, *ends], [*ends, len(words)], strict=True) if words[a:b]]


def _doubts(sentence: Sentence, clause: str, end: int) -> _Doubts:
    words, part = sentence.words, sentence.part
    of_all: frozenset[str] = frozenset()
    of_numbers: frozenset[str] = frozenset()
    if (
        part.topics
        or names_office(sentence.heading)
        or _OTHER_MATTER.search(_ASKED.sub("", clause) if "公开" in clause else clause)
        or _FUTURE.search(clause)
        or _COMPARED.search(clause)
        or _HALF_YEAR.search(clause)
        or _RULE.search(clause)
    ):
        of_all |= FIGURE_NOUNS | OUTCOMES
    if _PLANNED_AHEAD.search(words, 0, end) or _LIMITED.search(words, 0, end):
        of_all |= FIGURE_NOUNS | OUTCOMES
    if _BY_ATTRIBUTE.search(words):
        of_all |= {REQUEST, REFUSED}
    if _REMAINING.search(clause):
        of_numbers |= {REQUEST}
    if _OTHER_YEAR.search(clause) and not _THIS_YEAR.search(clause):
        of_all |= FIGURE_NOUNS
    if "公开" not in sentence.before + words and _SECTIONS.isdisjoint(part.sections):
        of_all |= ABOUT_SCHOOL
    is_about_other_things = "公开" not in clause and (
        _VARIOUS.search(clause) or _MATTER.search(words, end - len(clause))
    )
    if is_about_other_things or _UNRELATED.search(words) or _PARTLY_RELATED.search(words):
        of_numbers |= ABOUT_SCHOOL
    is_since = _SINCE.search(words, 0, end) and not _THIS_YEAR.search(clause)
    if is_since or spans_years(words, end) or "分别" in words[:end]:
        of_numbers |= FIGURE_NOUNS | OUTCOMES
    if _MIXED.search(words) or _is_one_of_several(words, clause):
        of_numbers |= {REQUEST}
    return _Doubts(of_all, of_numbers)


def _is_one_of_several(words: str, clause: str) -> bool:
    """Whether a sentence counts applications by what they ask for or how they came, and the clause
    those of one kind."""
    return any(
        form.search(clause) and len(form.findall(words)) > 1 for form in (_ASKED_FOR, _CAME)
    )
