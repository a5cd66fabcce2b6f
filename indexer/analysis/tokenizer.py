"""Words: runs as they are, Chinese text cut by jieba, punctuation dropped.

rjieba (the same algorithm and dictionary in Rust) cuts where it is installed, jieba elsewhere;
which of the two ran never changes a word. For that, neither is shown anything but stretches of
Chinese characters, and HMM stays off: guessed words would lower recall and differ.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator, Sequence
from enum import IntEnum
from functools import cached_property, lru_cache
from importlib import import_module, resources
from importlib.util import find_spec
from pathlib import Path
from threading import Lock
from typing import Any, Final, Protocol

from indexer.analysis.tokenizer import Dictionary
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
    """What a character of normalised text is to the segmenter."""

    MARK = 0
    """Punctuation, a blank, a wall: no part of any word."""
    ALNUM_RUN = 1
    """Of a run, which is one word."""
    CHINESE = 2
    """Of a stretch that is cut into words."""
    HAN = 3
    """Of the Chinese script, but a word by itself."""


def kind_of(char: str) -> Kind:
    """The kind of one character."""
    if CHINESE[0] <= char <= CHINESE[1]:
        return Kind.CHINESE
    if is_alnum(char):
        return Kind.ALNUM_RUN
    return Kind.HAN if _OTHER.match(char) else Kind.MARK


class Cutter(Protocol):
    """Text of Chinese stretches to words; the stretches are set apart by blanks."""

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

    def cut(self, stretches: str) -> Sequence[str]:
        """Stretches of Chinese characters (`Kind.CHINESE`), a blank between them, cut into words;
        the blanks are among these. A whole book at once, where `words` goes piece by piece."""
        return self._cut(stretches)

    def compounds(self, word: str) -> frozenset[str]:
        """The word, and every dictionary word that it is a component of: for 公开 also 信息公开."""
        return self._dictionary.compounds(word)

    @cached_property
    def _dictionary(self) -> Dictionary:
        return Dictionary(_jieba_dictionary(), dict(self._extra))


def get_tokenizer(user_words: Path | None = None) -> Tokenizer:
    """The segmenter with the domain's words and, where given, a user's own (`user_words`).

    Made once in a process for the same words, wherever their file lies.
    """
    return tokenizer_with(read_user_dictionary(user_words).words)


def tokenizer_with(user_words: tuple[tuple[str, int], ...]) -> Tokenizer:
    """The same with the words of a user's dictionary and their frequencies."""
    with _one_at_a_time:
        return _segmenter(user_words)


def words_of_a_term(normalised: str, is_word: Callable[[str], bool]) -> list[str]:
    """`get_tokenizer().words(normalised)`, without a tokenizer where that is sure.

    Loading one takes a tenth of a second, a third of a search on the command line. While the
    process has none, `is_word` is asked of each stretch of Chinese characters: whether any text
    was cut with it as one word. Then it is one word by itself too, since jieba takes the most
    probable way through a stretch, and a piece of that way is the most probable way through
    the piece.
    """
    if not _segmenter.cache_info().currsize:
        pieces = _PIECE.findall(normalised)
        if all(len(chinese) < 2 or is_word(chinese) for chinese, _ in pieces):
            return [chinese or standalone for chinese, standalone in pieces]
    return get_tokenizer().words(normalised)


# A tokenizer takes its words one by one and may not cut meanwhile; a server's first requests come
# together.
_one_at_a_time: Final = Lock()


@lru_cache(maxsize=4)
def _segmenter(user_words: tuple[tuple[str, int], ...]) -> Tokenizer:
    extra = (*_domain_words(), *user_words)
    try:
        return Tokenizer(_rust_cutter(extra, apart=bool(user_words)), extra)
    except ImportError:
        return Tokenizer(_python_cutter(extra), extra)


def _rust_cutter(extra: Sequence[tuple[str, int]], *, apart: bool) -> Cutter:
    rjieba = import_module("rjieba")
    # Importing it loads a tokenizer already. Without a user's words that one serves, since every
    # other caller in the process means the same; a second would take as long again.
    tokenizer = rjieba.Jieba() if apart else rjieba
    for word, frequency in extra:
        tokenizer.add_word(word, frequency, None)
    cut: Any = tokenizer.cut
    return lambda text: cut(text, False)


def _python_cutter(extra: Sequence[tuple[str, int]]) -> Cutter:
    jieba = import_module("jieba")
    jieba.setLogLevel("ERROR")
    tokenizer = jieba.Tokenizer()
    # jieba keeps a marshal file in the shared temporary folder, where anyone could have put one.
    with tempfile.TemporaryDirectory(prefix="xxgk-jieba-") as private:
        tokenizer.tmp_dir = private
        tokenizer.initialize()
    for word, frequency in extra:
        tokenizer.add_word(word, frequency)
    return lambda text: tokenizer.lcut(text, HMM=False)


def dictionary_terms(user_words: Path | None = None) -> list[str]:
    """Every word that gets a list of the parts containing it: sorted, normalised, each once.

    jieba's dictionary (two characters or more), the domain's words and phrases, the user's words.
    """
    written = "\n".join(_FIRST_OF_LINE.findall(_jieba_dictionary()))
    extra = (*_domain_words(), *read_user_dictionary(user_words).words)
    ours = [*(word for word, _ in extra), *_lines(_data("domain_phrases.txt"))]
    # As written too: folding is no fixed point, so a word that folds once more may be cut (苧麻).
    return sorted({*_WORD_LINE.findall("\n".join([written, normalize(written), *ours]))})


def vocabulary_fingerprint(user_words: Path | None = None) -> str:
    """Changes whenever cutting or the containment lists would: part of an index's schema.

    Of a user's dictionary the words count, not how its file is written.
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
    # Found without importing jieba, which takes half a second that only its tokenizer needs.
    spec = find_spec("jieba")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError("jieba is not installed: python -m pip install jieba")
    return Path(spec.submodule_search_locations[0], "dict.txt")


def _data(name: str) -> str:
    return resources.files("indexer.analysis").joinpath("data", name).read_text(encoding="utf-8")
