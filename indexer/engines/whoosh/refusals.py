"""What plain Whoosh may not do with an index of ours: errors that are Whoosh's and ours at once."""

from __future__ import annotations

from typing import Any, NoReturn

from whoosh.query.qcore import QueryError
from whoosh.reading import TermNotFound
from whoosh.writing import IndexingError

from indexer.errors import UsageError
from indexer.i18n import Message


class ReadOnlyIndexError(UsageError, IndexingError):
    """Only `writer.py` writes into an index of ours."""


class UnsupportedQueryError(UsageError, QueryError):
    """A query that a field has no answer to; the message names one that it has."""


class AbsentTermError(TermNotFound, KeyError):
    """A term that is in no part. Whoosh's readers take a KeyError for a frequency of 0."""

    def __str__(self) -> str:
        return str(self.args[0])


def refuse_writing() -> NoReturn:
    raise ReadOnlyIndexError(
        Message("此索引只能由 xxgk index 写入，Whoosh 自带的写入器不能修改它。")
    )


class WrittenOnce:
    """An object of a table of contents: what was read from one is not written into another.

    Whoosh's writers end by writing the table anew, and would lose our segments. An index without
    segments has nothing that would refuse them earlier.
    """

    _was_read = False

    def __getstate__(self) -> dict[str, Any]:
        if self._was_read:
            refuse_writing()
        return self.__dict__

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._was_read = True
