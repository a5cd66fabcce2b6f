"""Pictures of recognised pages beside their text: made on request, two at once, stored nowhere."""

from __future__ import annotations

from threading import BoundedSemaphore
from typing import Final

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.exceptions import ServiceUnavailable

from indexer.archive.page_images import picture_of
from indexer.errors import NotFoundError, UnreadableError
from webapp.error_handlers import RETRY_AFTER_S
from webapp.extension import app_state, archive
from webapp.labels import translate
from webapp.requests import Arguments, validate

blueprint = Blueprint("page_images", __name__)

_workers: Final = BoundedSemaphore(2)


@blueprint.get("/reports/<report_id>/pages/<int:number>")
def page(report_id: str, number: int) -> ResponseReturnValue:
    """A page, from 1, as JPEG."""
    validate(Arguments(request.args, ()))
    report = archive().report(report_id)
    if not _workers.acquire(timeout=app_state().settings.limits.picture_wait_s):
        raise ServiceUnavailable(_("正在显示别的页，请稍后再试。"), retry_after=RETRY_AFTER_S)
    try:
        picture = picture_of(report, number)
    except UnreadableError as error:
        raise NotFoundError(translate(error.message)) from error
    finally:
        _workers.release()
    return Response(picture, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})
