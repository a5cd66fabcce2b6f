"""Tokenizer: alphanumeric runs as they are, Chinese text cut by jieba, punctuation dropped.

rjieba (the same algorithm and dictionary in Rust) is used where it is installed, jieba elsewhere;
both give the same words. For that, they get nothing but strings of Chinese characters, and HMM is
off: guessed words would lower recall and differ.

Compounds are dictionary words that consist of other dictionary words: 信息公开 of 信息 and 公开,
依申请公开 of 依 and 申请公开, which consists of 申请 and 公开. A compound is split as jieba would
split it if it were not in the dictionary; its components are split again.
"""

from __future__ import annotations

import hashlib
import math
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property, lru_cache
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

from indexer.analysis.lazy_regex import lazy_regex
from indexer.analysis.normalize import ALNUM, is_alnum, normalize
from indexer.analysis.user_dictionary import CHINESE, read_user_dictionary

_CHINESE = "-".join(CHINESE)
_OTHER_HAN = "\u3005\u3007\u3400-\u4dbf\u9fd6-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = lazy_regex(rf"([{_CHINESE}]+)|((?:{ALNUM})+|[{_OTHER_HAN}])")
_OTHER = lazy_regex(f"[{_OTHER_HAN}]")
_WORD_LINE = lazy_regex(rf"(?m)^[{_CHINESE}]{{2,}}$")
_FIRST_OF_LINE = lazy_regex(r"(?m)^[^ \n]+")


class Kind(IntEnum):
    """What a character of normalised text is to the tokenizer."""

    MARK = 0
    """Punctuation, a blank or a boundary: part of no word."""
    ALNUM_RUN = 1
    """Part of an alphanumeric run, which is one word."""
    CHINESE = 2
    """Part of a string that jieba cuts into words."""
    HAN = 3
    """Of the Chinese script, but a word of its own."""


def kind_of(char: str) -> Kind:
    """The kind of one character."""
    if CHINESE[0] <= char <= CHINESE[1]:
        return Kind.CHINESE
    if is_alnum(char):
        return Kind.ALNUM_RUN
    return Kind.HAN if _OTHER.match(char) else Kind.MARK


class Cutter(Protocol):
    """Cuts strings of Chinese characters, separated by blanks, into words."""

    def __call__(self, text: str) -> Sequence[str]: ...


class Tokenizer:
    """Cuts normalised text into words. Safe to share between threads once made."""

    def __init__(self, cut: Cutter, extra: Sequence[tuple[str, int]] = ()) -> None:
        self._cut = cut
        self._extra = extra

    def words(self, normalised: str) -> list[str]:
        """Runs, jieba's words and single Chinese characters, in the order of the text."""
        found: list[str] = []
        for chinese, standalone in _PIECE.findall(normalised):
            found += self._cut(chinese) if chinese else [standalone]
        return found

    def cut(self, chinese: str) -> Sequence[str]:
        """Strings of Chinese characters (`Kind.CHINESE`), separated by blanks, cut into words; the
        blanks are among these. For bulk work, where `words` cuts piece by piece."""
        return self._cut(chinese)

    def compounds(self, word: str) -> frozenset[str]:
        """The word, and every dictionary word that it is a component of: for 公开 also 信息公开."""
        return self._dictionary.compounds(word)

    @cached_property
    def _dictionary(self) -> Dictionary:
        return Dictionary(_jieba_dictionary(), dict(self._extra))


def get_tokenizer(user_words: Path | None = None) -> Tokenizer:
    """The tokenizer with the domain's words and those of a user dictionary.

    Cached by the words, whatever the path of their file.
    """
    return tokenizer_with(read_user_dictionary(user_words).words)


def tokenizer_with(user_words: tuple[tuple[str, int], ...]) -> Tokenizer:
    """The same for the words of a user dictionary and their frequencies."""
    with _loading:
        return _cached_tokenizer(user_words)


def words_of_a_term(normalised: str, is_word: Callable[[str], bool]) -> list[str]:
    """`get_tokenizer().words(normalised)`, without loading a tokenizer where the result is certain.

    Loading one takes a tenth of a second, a third of a search on the command line. While the
    process has none, `is_word` says of each string of Chinese characters whether the tokenizer
    chose it as a word in any text. Then it is one word by itself too: jieba takes the most
    probable segmentation, and a part of that is the most probable one of the part.
    """
    if not is_loaded():
        pieces = _PIECE.findall(normalised)
        if all(len(chinese) < 2 or is_word(chinese) for chinese, _ in pieces):
            return [chinese or standalone for chinese, standalone in pieces]
    return get_tokenizer().words(normalised)


# A tokenizer must not be used while words are added to it; a server's first requests come together.
_loading: Final = Lock()


def is_loaded() -> bool:
    """Whether the process has a tokenizer."""
    return _cached_tokenizer.cache_info().currsize > 0


def unload() -> None:
    """Forget the tokenizers of this process; the next use loads one again."""
    _cached_tokenizer.cache_clear()


@lru_cache(maxsize=4)
def _cached_tokenizer(user_words: tuple[tuple[str, int], ...]) -> Tokenizer:
    try:
        extra = (*_domain_words(), *user_words)
        return Tokenizer(_rust_cutter(extra, apart=bool(user_words)), extra)
    except ImportError:
        return jieba_tokenizer(user_words)


def jieba_tokenizer(user_words: tuple[tuple[str, int], ...] = ()) -> Tokenizer:
    """A tokenizer that cuts with jieba itself, in Python."""
    extra = (*_domain_words(), *user_words)
    return Tokenizer(_python_cutter(extra), extra)


def _rust_cutter(extra: Sequence[tuple[str, int]], *, apart: bool) -> Cutter:
    import rjieba  # noqa: PLC0415 - heavy

    # Importing it loads a tokenizer. Without user words that one is used, since every other caller
    # in the process needs the same words; loading a second takes as long again.
    tokenizer = rjieba.Jieba() if apart else rjieba
    for word, frequency in extra:
        tokenizer.add_word(word, frequency, None)
    cut: Any = tokenizer.cut
    return lambda text: cut(text, False)


def _python_cutter(extra: Sequence[tuple[str, int]]) -> Cutter:
    import jieba  # noqa: PLC0415 - heavy

    jieba.setLogLevel("ERROR")
    tokenizer = jieba.Tokenizer()
    # By default jieba loads a marshal file from the shared temporary folder, which is not safe.
    with tempfile.TemporaryDirectory(prefix="xxgk-jieba-") as private:
        tokenizer.tmp_dir = private
        tokenizer.initialize()
    for word, frequency in extra:
        tokenizer.add_word(word, frequency)
    return lambda text: tokenizer.lcut(text, HMM=False)


def dictionary_terms(user_words: Path | None = None) -> list[str]:
    """Every word for which the index lists the parts that contain it: sorted, normalised, unique.

    jieba's dictionary (two characters or more), the domain's words and phrases, the user's words.
    """
    users = "\n".join(word for word, _ in read_user_dictionary(user_words).words)
    terms = _installed_terms().split("\n") + _WORD_LINE.findall(users)
    return sorted({*terms}) if users else terms


@lru_cache(maxsize=1)
def _installed_terms() -> str:
    """The same without a user's words, one on each line: sorting them takes a second."""
    written = "\n".join(_FIRST_OF_LINE.findall(_jieba_dictionary()))
    ours = [*(word for word, _ in _domain_words()), *_lines(_data("domain_phrases.txt"))]
    # As written too: folding is not idempotent, so a word that folds once more may be cut (苧麻).
    terms = {*_WORD_LINE.findall("\n".join([written, normalize(written), *ours]))}
    return "\n".join(sorted(terms))


def vocabulary_fingerprint(user_words: Path | None = None) -> str:
    """Changes whenever the words or `dictionary_terms` would: part of an index's schema.

    Of a user dictionary the words count, not how its file is written.
    """
    return _fingerprint(read_user_dictionary(user_words).words)


@lru_cache(maxsize=4)
def _fingerprint(user_words: tuple[tuple[str, int], ...]) -> str:
    digest = hashlib.sha256(_jieba_dictionary_file().read_bytes())
    for name in ("domain_words.txt", "domain_phrases.txt", "traditional.tsv"):
        digest.update(_data(name).encode())
    for word, frequency in user_words:
        digest.update(f"{word} {frequency}\n".encode())
    return digest.hexdigest()[:16]


def _domain_words() -> Iterator[tuple[str, int]]:
    for line in _lines(_data("domain_words.txt")):
        word, frequency = line.split()
        yield word, int(frequency)


def _lines(text: str) -> Iterator[str]:
    return (line for line in map(str.strip, text.splitlines()) if line and line[0] != "#")


@lru_cache(maxsize=1)
def _jieba_dictionary() -> str:
    return _jieba_dictionary_file().read_text(encoding="utf-8")


def _jieba_dictionary_file() -> Path:
    # Located without importing jieba, which takes half a second.
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("jieba is not installed: python -m pip install jieba")
    return Path(spec.submodule_search_locations[0], "dict.txt")


def _data(name: str) -> str:
    return resources.files("indexer.analysis").joinpath("data", name).read_text(encoding="utf-8")


_FIRST_CHINESE: Final = re.compile("(?m)^[\u4e00-\u9fd5]")
_LONGEST: Final = 16
"""Longer entries are not split."""
_SHORTEST: Final = 2
"""Characters of a component, at least."""


class Dictionary:
    """A dictionary in jieba's format (word, frequency, tag; sorted by code point from the first
    Chinese word on) and further words with their frequencies."""

    def __init__(self, text: str, others: Mapping[str, int]) -> None:
        self._text = f"\n{text}"  # so that every entry follows a newline
        self._others = others
        chinese = _FIRST_CHINESE.search(self._text)
        self._first = chinese.start() if chinese else len(self._text)
        self.compounds = lru_cache(maxsize=1_000)(self._compounds)
        """The word itself, and every word of the dictionary that it is a component of."""
        self._frequency = lru_cache(maxsize=50_000)(self._find_frequency)
        self._words_from = lru_cache(maxsize=4_000)(self._find_words_from)

    def _compounds(self, word: str) -> frozenset[str]:
        return frozenset({word, *(c for c in self._containing(word) if word in self._pieces(c))})

    def _containing(self, word: str) -> Iterator[str]:
        """The longer words that contain this one."""
        yield from (one for one in self._others if word in one and one != word)
        at = self._text.find(word)
        while at >= 0:
            start = self._text.rfind("\n", 0, at) + 1
            end = self._text.find(" ", at)
            if end - start > len(word):
                yield self._text[start:end]
            at = self._text.find(word, max(end, at + 1))

    def _pieces(self, word: str) -> Iterator[str]:
        """The components of a word, those of its components among them."""
        for piece in self._split(word) if _SHORTEST < len(word) <= _LONGEST else ():
            if len(piece) >= _SHORTEST:
                yield piece
                yield from self._pieces(piece)

    def _split(self, word: str) -> list[str]:
        """The most probable segmentation of the word into others."""
        best: list[tuple[float, list[str]] | None] = [(0.0, []), *[None] * len(word)]
        for start, char in enumerate(word):
            reached = best[start]
            assert reached is not None, "every character is a word"
            for end in range(start + 1, len(word) + 1):
                piece = word[start:end]
                frequency = self._frequency(piece)
                if (frequency == 0 and piece != char) or piece == word:
                    continue
                weight = math.log(max(frequency, 1)) - _LOG_OF_ALL
                way = reached[0] + weight, [*reached[1], piece]
                known = best[end]
                if known is None or way[0] > known[0]:
                    best[end] = way
        whole = best[-1]
        assert whole is not None, "every character is a word"
        return whole[1]

    def _find_frequency(self, piece: str) -> int:
        """The frequency of a word; 0 where it is none."""
        if known := self._others.get(piece):
            return known
        start, end = self._words_from(piece[0])
        at = self._text.find(f"\n{piece} ", start, end)
        if at < 0:
            return 0
        at += len(piece) + 2
        return int(self._text[at : self._text.find(" ", at)])

    def _find_words_from(self, char: str) -> tuple[int, int]:
        """The range of the words that begin with a character, with the newline before them."""
        start = self._position(char)
        return start - 1, self._position(chr(ord(char) + 1), start)

    def _position(self, word: str, low: int = 0) -> int:
        """The position of the first entry that is not before the word, by bisection."""
        text, low, high = self._text, max(low, self._first), len(self._text)
        while low < high:
            start = text.rfind("\n", low, (low + high) // 2) + 1 or low
            if text[start : text.find(" ", start)] < word:
                low = text.find("\n", start) + 1 or len(text)
            else:
                high = start
        return low


_LOG_OF_ALL: Final = math.log(60_101_967)
"""Of the sum of the frequencies in jieba's dictionary."""
