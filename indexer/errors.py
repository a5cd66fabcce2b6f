"""Every error of ours, one tree by kind.

XxgkError
├── UsageError                 an argument that is not valid; the message says what is
│   ├── QueryError             a query that cannot be read; points at the character
│   └── UnknownValueError      a filter value that the archive does not have; names the nearest
├── NotFoundError              a report or path that does not exist
├── SearchTimeoutError         a search that took longer than its deadline
├── BusyError                  too many long searches at once; the same may succeed later
├── StartError                 the system gives no process, thread or file watch for the work
├── UnusableIndexError         the index cannot be used; the message says how to fix it
│   ├── IndexMissingError
│   ├── IndexDamagedError
│   ├── IndexVersionError      written by another version, or not by us
│   ├── IndexLockedError       another process is writing
│   ├── StorageError           the disk refused: full, read-only, permission denied
│   └── BuilderLostError       a process that builds the index was killed; the index is unchanged
└── UnreadableError            one file could not be read; the others are still processed
    └── NotAReportError        readable, but not a disclosure report

`exit_code` is the exit code of the command line; `docs/architecture.md` lists them.
"""

from __future__ import annotations


class XxgkError(Exception):
    """Base of all. `str(error)` is a whole sentence for the user, in Chinese.

    `message` is the same; a `Message` where it may have to be translated.
    """

    exit_code = 70

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(XxgkError):
    """An argument that is not valid."""

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

    `where` is its half-open range in the query if it came from a query field, else None; `query`
    is that query, once it is known.
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


class NotFoundError(XxgkError):
    """A report that the archive does not have."""

    exit_code = 1


class SearchTimeoutError(XxgkError):
    """A search that took longer than its deadline; a narrower one may succeed."""

    exit_code = 2


class BusyError(XxgkError):
    """Too many long searches at once; the same may succeed later."""

    exit_code = 3


class StartError(XxgkError):
    """The system gives no process to read files, no thread to serve, or no watch on a folder. The
    index is unchanged."""

    exit_code = 3


class UnusableIndexError(XxgkError):
    """The index cannot be used; the message says how to fix it."""

    exit_code = 3


class IndexMissingError(UnusableIndexError):
    """The folder has no index."""


class IndexDamagedError(UnusableIndexError):
    """A file of the index is missing or is not the one that was written."""


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
    """The disk refused a write. The index is unchanged."""


class BuilderLostError(UnusableIndexError):
    """A process that builds the index ended too early. The index is unchanged."""


class UnreadableError(XxgkError):
    """One file could not be read; `reason` is the message without the path."""

    exit_code = 4

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotAReportError(UnreadableError):
    """The file is readable but no disclosure report: it is ignored, which is no failure."""
