"""What is wrong with a URL: every error in it, reported together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.archive import Archive
from indexer.errors import NotFoundError, QueryError, UnknownValueError, UsageError, XxgkError
from indexer.reports.json_record import JsonRecord
from indexer.search.parse import parse_query
from indexer.search.request import SearchRequest
from indexer.search.resolve import refused_values, resolve
from webapp.labels import translate_error


@dataclass(frozen=True, slots=True)
class ParameterError(JsonRecord):
    """One parameter with an invalid value."""

    JSON = ("parameter", "value", "message")

    parameter: str
    value: str
    message: str
    """A whole sentence for the user."""
    where: tuple[int, int] | None = None
    """Half-open code-point range in the query, if the error is in the query."""
    nearest: tuple[str, ...] = ()
    """The closest valid values."""


class BadRequestError(UsageError):
    """A request with invalid parameters; answered with status 400."""

    def __init__(self, errors: Sequence[ParameterError]) -> None:
        super().__init__("；".join(error.message for error in errors))
        self.errors = tuple(errors)

    @property
    def where(self) -> tuple[int, int] | None:
        """The range in the query of the first error that has one."""
        return next((error.where for error in self.errors if error.where), None)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the contract, and each error with its parameter."""
        return {
            "error": str(self),
            "where": list(self.where) if self.where else None,
            "faults": [error.to_dict() for error in self.errors],
        }


class MissingError(NotFoundError):
    """Something other than a report that the archive does not have; answered with status 404."""

    def __init__(self, title: str, message: str) -> None:
        super().__init__(message)
        self.title = title
        """What is missing, as the heading of a page."""


class StaleCursorError(UsageError):
    """The index has changed since the cursor was given; answered with status 410."""


def archive_errors(archive: Archive, request: SearchRequest) -> Iterator[ParameterError]:
    """What the archive would reject: the query, and each filter value on its own. They are parsed
    and resolved; nothing is searched."""
    with archive.reading() as reader:
        try:
            resolve(parse_query(request.query), reader)
        except UsageError as error:
            yield parameter_error(error, "q", request.query)
        for refused in refused_values(request, reader):
            yield parameter_error(refused.error, refused.facet, refused.value)


def parameter_error(error: XxgkError, parameter: str, value: str) -> ParameterError:
    """An error of the archive as the error of a parameter."""
    message = translate_error(error)
    match error:
        case QueryError(where=where):
            return ParameterError("q", value, message, where)
        case UnknownValueError(where=where, nearest=nearest):
            return ParameterError(parameter, value, message, where, nearest)
        case _:
            return ParameterError(parameter, value, message)
