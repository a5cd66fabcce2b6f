"""What views need from the application: the archive, the settings, the roster."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, cast

from flask import Flask, Response, current_app, g
from flask_babel import gettext as _

from indexer.archive import Archive
from indexer.errors import NotFoundError
from indexer.reporting.roster import Expected, read_roster
from indexer.reports.model import Report
from webapp.settings import WebSettings, checked_contact

_KEY: Final = "xxgk"
_PINNED: Final = "xxgk_archive"
_RELEASE: Final = "xxgk_release"


@dataclass(frozen=True, slots=True)
class AppState:
    """The archive that is served, with the settings and the roster."""

    archive: Archive
    settings: WebSettings
    roster: tuple[Expected, ...]
    """The schools that are expected to have a report, read once from `settings.roster`."""
    roster_date: date | None
    """The day on which that file was last changed."""
    contact: str = ""
    """Where errors are reported, as a link; "" if nowhere."""


def install_state(app: Flask, archive: Archive, settings: WebSettings) -> None:
    """Make archive and settings available to the app's views. Raises UsageError for a roster that
    cannot be read or an invalid contact."""
    roster: tuple[Expected, ...] = ()
    day = None
    if settings.roster:
        roster = read_roster(settings.roster)
        day = datetime.fromtimestamp(settings.roster.stat().st_mtime).astimezone().date()
    app.extensions[_KEY] = AppState(
        archive, settings, roster, day, checked_contact(settings.contact)
    )
    app.after_request(_release_with)
    app.teardown_request(_release)


def app_state() -> AppState:
    """The state of the application that handles the current request."""
    return cast(AppState, current_app.extensions[_KEY])


def pin_archive(pinned: Archive) -> None:
    """Have the current request read this archive, which its caller keeps open."""
    setattr(g, _PINNED, pinned)


def archive() -> Archive:
    """The archive, pinned to one generation from the first use in a request to the last byte of
    its answer. Raises UnusableIndexError."""
    if _PINNED not in g:
        with ExitStack() as stack:
            pinned = stack.enter_context(app_state().archive.snapshot())
            setattr(g, _RELEASE, stack.pop_all().close)
        setattr(g, _PINNED, pinned)
    return cast(Archive, g.get(_PINNED))


def stored_report(report_id: str) -> Report:
    """A whole report. Raises NotFoundError with a message for visitors."""
    with archive().reading() as reader:
        report = reader.report(report_id)
    if report is None:
        raise NotFoundError(_("索引里没有报告 %(name)s。", name=report_id))
    return report


def _release_with(response: Response) -> Response:
    """Release the generation once the answer has been sent; a streamed one still reads it."""
    if _RELEASE in g:
        response.call_on_close(g.pop(_RELEASE))
    return response


def _release(_error: BaseException | None) -> None:
    """Release the generation if there was no answer to send."""
    if _RELEASE in g:
        g.pop(_RELEASE)()
