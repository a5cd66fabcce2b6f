"""The Whoosh schema of an index.

Plain Whoosh can open the index and query these fields; it cannot write to it. The classes here and
in `whoosh_codec.py` are stored in the index by their import paths: to rename one, raise the version
in `commit_file.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NoReturn

from whoosh.analysis import Analyzer, Token
from whoosh.fields import ID, KEYWORD, NUMERIC, TEXT, Schema
from whoosh.query.qcore import QueryError
from whoosh.reading import TermNotFound
from whoosh.writing import IndexingError

from indexer.analysis.normalize import normalize, normalize_with_map
from indexer.analysis.tokenizer import tokenizer_with
from indexer.analysis.user_dictionary import UserDictionary
from indexer.errors import UsageError
from indexer.i18n import Message

_LAST_YEAR: Final = 9_999


class ReadOnlyIndexError(UsageError, IndexingError):
    """Only `writer.py` writes to the index."""


class UnsupportedQueryError(UsageError, QueryError):
    """A query that a field does not support; the message names one that it does."""


class AbsentTermError(TermNotFound, KeyError):
    """A term of no part. To Whoosh's readers a KeyError is a frequency of 0."""

    def __str__(self) -> str:
        return str(self.args[0])


def refuse_writing() -> NoReturn:
    raise ReadOnlyIndexError(
        Message("此索引只能由 xxgk index 写入，Whoosh 自带的写入器不能修改它。")
    )


class WrittenOnce:
    """An object of a table of contents that, once read, cannot be written again.

    Whoosh's writers end by rewriting the table, and would lose our segments. In an index without
    segments nothing else would stop them earlier.
    """

    _was_read = False

    def __getstate__(self) -> dict[str, Any]:
        if self._was_read:
            refuse_writing()
        return self.__dict__

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._was_read = True


class JiebaAnalyzer(Analyzer):
    """The words that the index has: normalised, cut by jieba, without punctuation."""

    _user_words: tuple[tuple[str, int], ...] = ()

    def __init__(self, dictionary: UserDictionary | None = None) -> None:
        if dictionary is not None:
            self._user_words = dictionary.words

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        start_pos: int = 0,
        start_char: int = 0,
        **options: Any,
    ) -> Iterator[Token]:
        """The parameters are those of Whoosh's tokenizers."""
        token = Token(positions, chars, **options)
        for position, (word, span) in enumerate(self._words(value, chars or keeporiginal)):
            token.text = word
            token.boost = 1.0
            token.stopped = False
            token.pos = start_pos + position
            if span is not None:
                token.startchar, token.endchar = (start_char + at for at in span)
                if keeporiginal:
                    token.original = value[slice(*span)]
            yield token

    def _words(self, value: str, with_spans: bool) -> Iterator[tuple[str, tuple[int, int] | None]]:
        """The words, with the range of characters that each comes from if that is wanted."""
        cut = tokenizer_with(self._user_words)
        if not with_spans:
            yield from ((word, None) for word in cut.words(normalize(value)))
            return
        normalized = normalize_with_map(value)
        end = 0
        for word in cut.words(normalized.text):  # only punctuation is between two words
            start = normalized.text.index(word, end)
            end = start + len(word)
            yield word, (normalized.starts[start], normalized.ends[end - 1])

    def __eq__(self, other: object) -> bool:
        return type(other) is JiebaAnalyzer and other._user_words == self._user_words

    def __hash__(self) -> int:
        return hash(self._user_words)


class YearField(NUMERIC):
    """A year: a term of four digits, and a number for `NumericRange`."""

    def __init__(self) -> None:
        super().__init__(int, signed=False, stored=True, shift_step=0)

    def self_parsing(self) -> bool:
        return False

    def to_bytes(self, x: Any, shift: int = 0) -> bytes:  # noqa: ARG002 - Whoosh's signature
        return x if isinstance(x, bytes) else str(x).encode()

    def from_bytes(self, bs: bytes) -> str:
        return bs.decode()

    def prepare_number(self, x: Any) -> Any:
        if isinstance(x, int) and x > _LAST_YEAR:  # Whoosh has turned a date into microseconds
            raise UnsupportedQueryError(
                Message("year 是年份，不是日期：请用 NumericRange('year', 2020, 2024)")
            )
        return super().prepare_number(x)

    def sortable_to_bytes(self, x: int, shift: int = 0) -> bytes:  # noqa: ARG002 - Whoosh's signature
        return f"{min(x, _LAST_YEAR):04}".encode()

    def sortable_terms(self, ixreader: Any, fieldname: str) -> Iterable[bytes]:
        years: Iterable[bytes] = ixreader.lexicon(fieldname)
        return years


class XxgkSchema(WrittenOnce, Schema):
    """The fields of the index."""


def schema(dictionary: UserDictionary | None = None) -> Schema:
    """The fields for plain Whoosh, whose words are cut with the user's dictionary."""
    words = JiebaAnalyzer(dictionary)
    return XxgkSchema(
        id=ID(stored=True, unique=True),
        school=ID(stored=True),
        province=ID(stored=True),
        period=ID(stored=True),
        year=YearField(),
        section=KEYWORD(stored=True),
        topic=KEYWORD(stored=True),
        text_source=KEYWORD(stored=True),
        heading=TEXT(analyzer=words, stored=True),
        title=TEXT(analyzer=words, stored=True),
        text=TEXT(analyzer=words, stored=True),
    )
