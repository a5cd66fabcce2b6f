"""Pictures of recognised pages beside their text: made on request, two at once, stored nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable

from indexer.archive.page_images import picture_of
from indexer.errors import UnreadableError
from webapp.error_handlers import RETRY_AFTER_S
from webapp.errors import MissingError
from webapp.extension import app_state, stored_report
from webapp.labels import translate
from webapp.requests import Arguments, validate

blueprint = Blueprint("page_images", __name__)

_AT_ONCE: Final = 2
_WAITING: Final = 4
_workers: Final = BoundedSemaphore(_AT_ONCE)
_admitted: Final = BoundedSemaphore(_AT_ONCE + _WAITING)
"""Further requests are refused at once, so that threads are left for other pages."""


@blueprint.get("/reports/<report_id>/pages/<int:number>")
def page(report_id: str, number: int) -> ResponseReturnValue:
    """A page, from 1, as JPEG."""
    validate(Arguments(request.args, ()))
    report = stored_report(report_id)
    with _turn():
        try:
            picture = picture_of(report, number)
        except UnreadableError as error:
            raise MissingError(_("没有这一页的图像"), translate(error.message)) from error
    return Response(picture, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})


@contextmanager
def _turn() -> Iterator[None]:
    """One of the places of the workers. Raises ServiceUnavailable where none is free in time."""
    busy = ServiceUnavailable(_("正在显示别的页，请稍后再试。"), retry_after=RETRY_AFTER_S)
    if not _admitted.acquire(blocking=False):
        raise busy
    try:
        if not _workers.acquire(timeout=app_state().settings.limits.picture_wait_s):
            raise busy
        try:
            yield
        finally:
            _workers.release()
    finally:
        _admitted.release()
