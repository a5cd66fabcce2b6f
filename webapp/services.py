"""What a view needs of the application it runs in."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Final, cast

from flask import Flask, Response, current_app, g

from indexer.archive import Archive
from indexer.reporting.roster import Expected
from webapp.settings import WebSettings

_KEY: Final = "xxgk"
_HELD: Final = "xxgk_archive"
_LEAVE: Final = "xxgk_leave"


@dataclass(frozen=True, slots=True)
class Services:
    """The archive that is served, and how."""

    archive: Archive
    settings: WebSettings
    roster: tuple[Expected, ...]
    """The schools of which a report is expected, read once from `settings.roster`."""
    roster_date: date | None = None
    """The day on which that file was last changed."""


def install(app: Flask, services: Services) -> None:
    """Make them what `services()` answers inside this application."""
    app.extensions[_KEY] = services
    app.after_request(_leave_with)
    app.teardown_request(_leave)


def services() -> Services:
    """Those of the application that handles the current request."""
    return cast(Services, current_app.extensions[_KEY])


def archive() -> Archive:
    """The archive, at one generation from the request's first question to the last byte of its
    answer. Raises UnusableIndexError."""
    if _HELD not in g:
        with ExitStack() as stack:
            held = stack.enter_context(services().archive.staying())
            setattr(g, _LEAVE, stack.pop_all().close)
        setattr(g, _HELD, held)
    return cast(Archive, g.get(_HELD))


def _leave_with(response: Response) -> Response:
    """Let go of the generation when the answer has been sent: it may be made while it is sent."""
    if _LEAVE in g:
        response.call_on_close(g.pop(_LEAVE))
    return response


def _leave(_: BaseException | None) -> None:
    """Let go of the generation where there was no answer to send."""
    if _LEAVE in g:
        g.pop(_LEAVE)()
