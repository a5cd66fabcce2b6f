"""Sentences as they are compared between reports: names of schools, years and numbers masked.

Two sentences have the same key if they differ in nothing else than the school they name, the
numbers in them, their list marker and the punctuation around them. What is too short to be copied
(没有收到申请。) and what is no sentence (headings, cells of tables) has no key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from xxhash import xxh3_64_intdigest

from indexer.analysis.lazy_regex import lazy_regex
from indexer.analysis.normalize import BOUNDARY, normalize
from indexer.reports.schools import school_names, short_names

if TYPE_CHECKING:
    import ahocorasick_rs

HASH_BITS: Final = 40
"""Of a key's hash. Among the five million different sentences of 45,000 reports, one in 200,000
shares the hash of another."""
MIN_LETTERS: Final = 10
"""A sentence with fewer letters, masked ones not counted, has no key."""
_SURELY_LONG: Final = 3 * MIN_LETTERS
_CLOSERS: Final = "\"')>》〉} "
_SENTENCE: Final = lazy_regex(rf"[^。!?\n]+(?:\?(?=[a-z0-9=&])[^。!?\n]+)*[。!?]*[{_CLOSERS}]*")
"""In normalised text. A `?` inside an address ends no sentence."""
_FINAL: Final = ("。", "!", "?", ";")
"""A line that ends in none of these is a heading, a cell of a table, or damaged."""
# Capital letters do not occur in normalised text.
_SCHOOL: Final = "S"
_NUMBER: Final = "N"
_DIGITS: Final = "0-9零〇一二三四五六七八九十百千万亿两"
_NUMBERS: Final = lazy_regex(rf"[{_DIGITS}]+(?:[.,:/-][{_DIGITS}]+)*")
_MARKERS: Final = rf"(?:\({_NUMBER}\)|{_NUMBER}[.、,:)]?|[^\w\n])*"
_PUNCTUATION: Final = " .,:;、。!?\"'()<>《》〈〉·\\-…"
_KEY: Final = lazy_regex(rf"(?m)^{_MARKERS}((?:.*[^{_PUNCTUATION}\n])?)")
"""A masked sentence on its line, without its list marker and the punctuation around it."""
_NO_LETTER: Final = rf"\W_{_SCHOOL}{_NUMBER}"
_LETTERS: Final = lazy_regex(rf"(?:[{_NO_LETTER}]*[^{_NO_LETTER}]){{{MIN_LETTERS}}}")


def sentence_spans(normalised: str) -> Iterator[tuple[int, int]]:
    """The ranges of the sentences of a normalised text: what ends with a full stop, a question
    mark, an exclamation mark, or a semicolon at the end of its line."""
    for match in _SENTENCE.finditer(normalised):
        if _is_whole(match[0]):
            yield match.span()


def _is_whole(sentence: str) -> bool:
    return sentence.rstrip(_CLOSERS).endswith(_FINAL)


def sentence_keys(sentences: Sequence[str], school: str | None) -> list[str]:
    """The key of each normalised sentence of a school's report; "" for those without one."""
    masked = BOUNDARY.join(sentences)
    for name in _own_names(school) if school else ():
        masked = masked.replace(name, _SCHOOL)
    masked = _NUMBERS.sub(_NUMBER, _without_school_names(masked))
    return [
        key if len(key) >= _SURELY_LONG or _LETTERS.match(key) else ""
        for key in (_KEY.findall(masked) if sentences else ())
    ]


def report_keys(texts: Iterable[str], school: str | None) -> frozenset[str]:
    """The keys of a whole report, from the normalised texts of its parts."""
    sentences = [*filter(_is_whole, _SENTENCE.findall(BOUNDARY.join(texts)))]
    return frozenset(sentence_keys(sentences, school)) - {""}


def key_hash(key: str) -> int:
    """The number by which engines store a key; the same on every machine and in every version."""
    return xxh3_64_intdigest(key.encode("utf-8", "surrogatepass")) >> (64 - HASH_BITS)


def report_hashes(texts: Iterable[str], school: str | None) -> frozenset[int]:
    """The hashes of a report's keys."""
    return frozenset(map(key_hash, report_keys(texts, school)))


@lru_cache(maxsize=256)
def _own_names(school: str) -> tuple[str, ...]:
    """The names of a school, normalised; a name comes before those inside it."""
    names = {normalize(name) for name in (school, *short_names(school))}
    return tuple(sorted(names - {""}, key=len, reverse=True))


def _without_school_names(text: str) -> str:
    pieces = []
    end_of_last = 0
    try:
        found = _known_names().find_matches_as_indexes(text)
    except UnicodeEncodeError:  # with `?` for lone surrogates, of the same length
        found = _known_names().find_matches_as_indexes(text.encode("utf-8", "replace").decode())
    for _, start, end in found:
        pieces += [text[end_of_last:start], _SCHOOL]
        end_of_last = end
    return "".join([*pieces, text[end_of_last:]])


@cache
def _known_names() -> ahocorasick_rs.AhoCorasick:
    """Finds present and former names of known schools, the longest of those that begin together."""
    import ahocorasick_rs  # noqa: PLC0415 - only where sentences are compared

    return ahocorasick_rs.AhoCorasick(
        normalize("\n".join(school_names())).split(BOUNDARY),  # at once: a fifth of the time
        matchkind=ahocorasick_rs.MatchKind.LeftmostLongest,
        store_patterns=False,
    )
