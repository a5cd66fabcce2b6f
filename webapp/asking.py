"""The one way from a URL to an answer: whatever is wrong is told together."""

from __future__ import annotations

from indexer.errors import SearchTimeoutError, UsageError
from indexer.search.request import SearchRequest
from indexer.search.response import SearchResponse
from webapp.faults import RefusedError, archive_faults, fault_of
from webapp.params import Arguments
from webapp.services import archive


def answered(arguments: Arguments, asked: SearchRequest) -> SearchResponse:
    """The archive's answer. Raises RefusedError, which names all that is wrong with the URL."""
    checked(arguments, asked)
    try:
        return archive().search(asked)
    except UsageError as error:
        raise refusal(asked, error) from error


def checked(arguments: Arguments, asked: SearchRequest | None = None) -> None:
    """Raises RefusedError where an argument cannot be taken, naming what the archive would
    refuse of `asked` as well."""
    if arguments.faults:
        of_archive = archive_faults(archive(), asked) if asked else ()
        raise RefusedError([*arguments.faults, *of_archive])


def refusal(asked: SearchRequest, first: UsageError) -> RefusedError:
    """Why the archive refused this request: it names one fault and stops, this names all."""
    this = fault_of(first, "q", asked.query)
    if isinstance(first, SearchTimeoutError):  # asking again would only take as long again
        return RefusedError([this])
    return RefusedError([*archive_faults(archive(), asked)] or [this])
