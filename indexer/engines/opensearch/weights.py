"""What the order of relevance needs of a part, as bytes that the server's script reads.

For text, heading and title a table from words to how often the segmenter chose them; in text and
heading 0 stands for a word that is only contained in longer ones. Words are told by a hash of
forty bits: that two of one part share one is less likely than a part in ten million.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import ahocorasick_rs
import numpy as np

from indexer.analysis.normalize import ALNUM
from indexer.analysis.tokenizer import dictionary_terms
from indexer.search.ranking import MOST_COUNTED

HASH_BYTES: Final = 5
_ENTRY_BYTES: Final = HASH_BYTES + 1
_CHARACTER: Final = re.compile(rf"(?!{ALNUM})\S")


@lru_cache(maxsize=200_000)
def word_hash(word: str) -> int:
    """The number by which a word is looked up."""
    return int.from_bytes(blake2b(word.encode("utf-8", "replace"), digest_size=HASH_BYTES).digest())


class Contained:
    """Finds every word that a text contains, chosen or not."""

    def __init__(self, user_words: Path | None) -> None:
        words = dictionary_terms(user_words)
        self._automaton = ahocorasick_rs.AhoCorasick(words)
        self._hashes = [word_hash.__wrapped__(word) for word in words]

    def hashes(self, normalised: str) -> set[int]:
        """Hashes of the dictionary's words and of the characters in a text."""
        whole = normalised.encode("utf-8", "replace").decode()  # no halves of surrogate pairs
        found = {match[0] for match in self._automaton.find_matches_as_indexes(whole, True)}
        hashes = {self._hashes[number] for number in found}
        return hashes | {word_hash(char) for char in set(_CHARACTER.findall(normalised))}


@lru_cache(maxsize=2)
def contained(user_words: Path | None) -> Contained:
    """Made once in a process for the same words."""
    return Contained(user_words)


def packed(tables: Iterable[tuple[Counter[str], set[int]]]) -> bytes:
    """The tables of text, heading and title: for each the number of its words chosen in all, the
    number of entries, and the entries by ascending hash."""
    return b"".join(_table(chosen, also) for chosen, also in tables)


def _table(chosen: Mapping[str, int] | Counter[str], also: set[int]) -> bytes:
    counts = dict.fromkeys(also, 0)
    for word, count in chosen.items():
        counts[word_hash(word)] = min(count, MOST_COUNTED)
    entries = np.array([hash_ << 8 | count for hash_, count in counts.items()], dtype=">u8")
    entries.sort()
    body = entries.view(np.uint8).reshape(-1, 8)[:, -_ENTRY_BYTES:].tobytes()
    return sum(chosen.values()).to_bytes(4) + len(counts).to_bytes(4) + body
