"""What became of applications, how they came, what was charged, and why some were refused."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.clauses import REFUSED
from indexer.ingest.figures.sentences import (
    NUMBER,
    NUMBER_FORM,
    FigureCandidate,
    Number,
    Sentence,
    to_number,
)
from indexer.ingest.figures.words import pattern, table

BY_CHANNEL, FEES, GROUNDS = "requests_by_channel", "fees", "refusal_grounds"
_HINT: Final = pattern("requests.outcome")
_OUTCOMES: Final = tuple(
    (f"requests_{name}", pattern(f"requests.{name}"))
    for name in ("granted", "partly_granted", "unavailable", "carried_in", "carried_over")
)
OUTCOMES: Final = frozenset(figure for figure, _form in _OUTCOMES)
_ELSEWHERE: Final = tuple(
    (f"requests_{name}", pattern(f"requests.elsewhere_{name}"))
    for name in ("granted", "partly_granted", "unavailable", "carried_in", "carried_over")
)
DECIDED: Final = frozenset({"requests_granted", "requests_partly_granted", "requests_unavailable"})
_UNDECIDED: Final = pattern("requests.undecided")
_UNITS: Final = frozenset("件份")
_ITEMS: Final = frozenset("条项")
_REQUESTS_IN_ITEMS: Final = lazy_regex(r"申请\d+[条项]")
_CHANNEL: Final = lazy_regex(
    f"(?P<channel>(?:{table('requests')['channel']})(?:{table('requests')['came']})*){NUMBER_FORM}"
)
_REQUEST_UNITS: Final = frozenset("件项份次宗例起")
_GROUND: Final = pattern("requests.ground")
_NO_FEES: Final = pattern("contacts.no_fees")
_FREE_RULE: Final = pattern("contacts.free_rule")
_FEE_NAMED: Final = pattern("contacts.fee_named")
_DENIED: Final = lazy_regex("(?:未|没有)[^，。；]{0,6}费|共计?收取")
_TARIFF: Final = pattern("contacts.tariff")
_FEE: Final = lazy_regex(rf"(?:{table('contacts')['fee']})(\d{{1,6}})(?![\d.])元")


def names_outcome(words: str) -> bool:
    return _HINT.search(words) is not None


def read_outcomes(clause: str, words: str) -> Iterator[FigureCandidate]:
    """The outcomes that a clause of a sentence about applications counts; with units of items
    only where the applications are counted so too."""
    is_in_items = _REQUESTS_IN_ITEMS.search(words) is not None
    for figure, form in _OUTCOMES:
        for found in form.finditer(clause):
            if figure == "requests_granted" and clause[: found.start()].endswith("不"):
                continue
            number = _number_at(clause, found.end()) or _number_before(clause, found.start())
            if number is None:
                continue
            is_certain = number.unit in _UNITS or (number.unit in _ITEMS and is_in_items)
            if is_certain and not _UNDECIDED.search(clause, 0, found.start()):
                yield FigureCandidate.of_number(figure, number)
            else:
                yield FigureCandidate(figure, "unread")


def outcomes_elsewhere(words: str, given: Container[str]) -> Iterator[str]:
    """The outcomes of which a sentence seems to say something, though nothing was read."""
    for figure, form in _ELSEWHERE:
        if figure not in given and form.search(words):
            yield figure


def read_details(sentence: Sentence, counted: Container[str]) -> Iterator[FigureCandidate]:
    """Channels of applications and grounds of refusals, as texts; fees.

    `counted` are the figures of which the sentence gives a number.
    """
    words = sentence.words
    if sentence.part.topics:
        return
    in_section = "on_request" in sentence.part.sections
    if in_section or ("申请" in words and "公开" in words):
        texts = tuple(_by_channel(words)) if "申请" in words else ()
        if texts:
            yield FigureCandidate(BY_CHANNEL, "text", texts)
        if REFUSED in counted and _GROUND.search(words):
            yield FigureCandidate(GROUNDS, "text", (words,))
    if "费" in words:
        yield from _fees(words)


def _by_channel(words: str) -> Iterator[str]:
    for found in _CHANNEL.finditer(words):
        number = to_number(found)
        if number is not None and number.value and number.unit in _REQUEST_UNITS:
            yield found[0]


def _fees(words: str) -> Iterator[FigureCandidate]:
    found = _FEE.search(words)
    has_tariff = _TARIFF.search(words) is not None
    if found and not has_tariff and ("申请" in words or "信息公开" in words):
        amount = int(found[1])
        yield FigureCandidate(FEES, "number" if amount else "zero", amount)
    elif _NO_FEES.search(words):
        yield FigureCandidate(FEES, "zero", 0)
    elif (
        _FREE_RULE.search(words)
        or (has_tariff and _DENIED.search(words))
        or (not has_tariff and _FEE_NAMED.search(words))
    ):
        yield FigureCandidate(FEES, "unread")


def _number_at(clause: str, at: int) -> Number | None:
    found = NUMBER.match(clause, at)
    return to_number(found) if found else None


def _number_before(clause: str, at: int) -> Number | None:
    for found in NUMBER.finditer(clause, 0, at):
        if found.end() == at:
            return to_number(found)
    return None
