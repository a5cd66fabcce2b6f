"""Every error of ours, one tree.

XxgkError
├── UsageError                 the caller's words are off; the message says what is taken
│   ├── QueryError             a query that cannot be read; points at the character
│   ├── SearchTimeoutError     a search that took too long and was given up
│   └── UnknownValueError      a filter names nothing we have; names the nearest
├── NotFoundError              a report or path that is not there
├── UnusableIndexError         the index cannot be used; the message names the mend
│   ├── IndexMissingError
│   ├── IndexDamagedError
│   ├── IndexVersionError      written by another version, or not by us
│   ├── IndexLockedError
│   ├── StorageError           the disk refused: full, read-only, permission denied
│   ├── BuilderLostError       a process that builds the index was killed; it stays as it was
│   ├── WorkerStartError       the system gives no process or thread for the work
│   └── SearchBusyError        more long searches at once than are let in; later it will be had
└── UnreadableError            one file could not be read; the rest goes on
    └── NotAReportError        readable, but no disclosure report

`exit_code` is what the command line answers; `docs/architecture.md` lists them.
"""

from __future__ import annotations


class XxgkError(Exception):
    """Base of all. `str(error)` is a whole sentence for the user, in Chinese.

    `message` is the same; a `Message` where a page may have to say it in another language.
    """

    exit_code = 70

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(XxgkError):
    """Wrong usage: an argument that cannot be taken."""

    exit_code = 2


class QueryError(UsageError):
    """A query that cannot be read.

    `where` is the half-open code-point range in the query as the user typed it.
    """

    def __init__(self, message: str, query: str, where: tuple[int, int]) -> None:
        super().__init__(message)
        self.query = query
        self.where = where


class UnknownValueError(UsageError):
    """A filter value that the archive does not have; `nearest` are the closest it does have.

    `where` is its place in the query where it came from a query field, else None; `query` is that
    query, once it is known.
    """

    def __init__(
        self,
        message: str,
        *,
        field: str,
        value: str,
        nearest: tuple[str, ...] = (),
        where: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(message)
        self.field = field
        self.value = value
        self.nearest = nearest
        self.where = where
        self.query: str | None = None


class SearchTimeoutError(UsageError):
    """A search that took longer than the engine's deadline; a narrower one is the mend."""


class NotFoundError(XxgkError):
    """A report that the archive does not hold."""

    exit_code = 1


class UnusableIndexError(XxgkError):
    """The index cannot be used; the message names the mend."""

    exit_code = 3


class IndexMissingError(UnusableIndexError):
    """There is no index in the folder."""


class IndexDamagedError(UnusableIndexError):
    """A file of the index is missing or does not hold what the manifest says."""


class IndexVersionError(UnusableIndexError):
    """The index was written by another version, or is not ours.

    `is_older` where it is ours and of an older version: an update rebuilds it.
    """

    def __init__(self, message: str, *, is_older: bool = False) -> None:
        super().__init__(message)
        self.is_older = is_older


class IndexLockedError(UnusableIndexError):
    """Another process is writing; `holder` says who."""

    def __init__(self, message: str, holder: str = "") -> None:
        super().__init__(message)
        self.holder = holder


class StorageError(UnusableIndexError):
    """The disk refused a write. The index stays as it was."""


class BuilderLostError(UnusableIndexError):
    """A process that builds the index ended before its time. The index stays as it was."""


class WorkerStartError(UnusableIndexError):
    """The system gives no process to read files in, or no thread to serve with. The index stays as
    it was."""


class SearchBusyError(UnusableIndexError):
    """A search that found no place among the long ones of others; the same may be had later."""


class UnreadableError(XxgkError):
    """One file could not be read; `reason` is the message without the path."""

    exit_code = 4

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAReportError(UnreadableError):
    """The file is readable but is no disclosure report: it is ignored, which is no failure."""
