"""What a view needs of the application it runs in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from flask import Flask, current_app

from indexer.archive import Archive
from indexer.reporting.roster import Expected
from webapp.settings import WebSettings

_KEY: Final = "xxgk"


@dataclass(frozen=True, slots=True)
class Services:
    """The archive that is served, and how."""

    archive: Archive
    settings: WebSettings
    roster: tuple[Expected, ...]
    """The schools of which a report is expected, read once from `settings.roster`."""


def install(app: Flask, services: Services) -> None:
    """Make them what `services()` answers inside this application."""
    app.extensions[_KEY] = services


def services() -> Services:
    """Those of the application that handles the current request."""
    return cast(Services, current_app.extensions[_KEY])


def archive() -> Archive:
    """The archive of the current request."""
    return services().archive
