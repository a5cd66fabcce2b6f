"""What is wrong with a URL: all of it, told together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from indexer.archive import Archive
from indexer.errors import QueryError, UnknownValueError, UsageError
from indexer.search.parse import parse_query
from indexer.search.request import SearchRequest
from indexer.search.resolve import refused_values, resolve
from webapp.languages import told


@dataclass(frozen=True, slots=True)
class ParameterError:
    """One thing that cannot be taken."""

    parameter: str
    value: str
    message: str
    """A whole sentence for the user."""
    where: tuple[int, int] | None = None
    """Half-open code-point range in the query, where the query is at fault."""
    nearest: tuple[str, ...] = ()
    """The closest values that can be taken."""

    def to_dict(self) -> dict[str, Any]:
        return {"parameter": self.parameter, "value": self.value, "message": self.message}


class RefusedError(UsageError):
    """A request that cannot be answered; answered with status 400."""

    def __init__(self, faults: Sequence[ParameterError]) -> None:
        super().__init__("；".join(fault.message for fault in faults))
        self.faults = tuple(faults)

    @property
    def where(self) -> tuple[int, int] | None:
        """The place in the query of the first fault that has one."""
        return next((fault.where for fault in self.faults if fault.where), None)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of the contract, and each fault by its parameter."""
        return {
            "error": str(self),
            "where": list(self.where) if self.where else None,
            "faults": [fault.to_dict() for fault in self.faults],
        }


def archive_faults(archive: Archive, request: SearchRequest) -> Iterator[ParameterError]:
    """What the archive would refuse: the query, and each value of a filter by itself. They are
    parsed and resolved; nothing is searched."""
    with archive.reading() as reader:
        try:
            resolve(parse_query(request.query), reader)
        except UsageError as error:
            yield fault_of(error, "q", request.query)
        for refused in refused_values(request, reader):
            yield fault_of(refused.error, refused.facet, refused.value)


def fault_of(error: UsageError, parameter: str, value: str) -> ParameterError:
    """An error of the archive as the fault of a parameter."""
    match error:
        case QueryError(where=where):
            return ParameterError("q", value, told(error), where)
        case UnknownValueError(where=where, nearest=nearest):
            return ParameterError(parameter, value, told(error), where, nearest)
        case _:
            return ParameterError(parameter, value, told(error))
