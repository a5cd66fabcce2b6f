"""Check a draft before it is published: one file, read in a process of its own, deleted afterwards.

Only where the operator allows it (`xxgk serve --inspect`), from pages of this site, one at a time.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import Forbidden, ServiceUnavailable

from indexer.archive.draft import MAX_BYTES, read_draft
from indexer.errors import NotAReportError, UnreadableError
from indexer.i18n import Message
from indexer.processes.temp_dirs import LockedTempDir
from indexer.reporting.coverage import COLUMNS, OPTIONAL
from indexer.reporting.draft import Examination, examine
from indexer.reporting.reading_advice import reading_advice
from indexer.search.request import LONGEST_NAME
from indexer.search.search_budget import new_search_budget
from webapp.coverage import SIGNS
from webapp.error_handlers import RETRY_AFTER_S
from webapp.extension import app_state, archive
from webapp.labels import translate
from webapp.present.figures import figure_name, value_words
from webapp.requests import Arguments, validate

blueprint = Blueprint("inspect", __name__)

UPLOAD_BYTES: Final = MAX_BYTES + (64 << 10)
"""Of a whole form with its file."""
_LONGEST_FILE_NAME: Final = 120
_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069\ud800-\udfff]')
_worker: Final = BoundedSemaphore(1)


def install_upload_limit(app: Flask) -> None:
    """Let this one view read a body."""

    def allow() -> None:
        if request.endpoint == "inspect.check":
            request.max_content_length = UPLOAD_BYTES

    app.before_request(allow)


@blueprint.get("/inspect")
def form() -> ResponseReturnValue:
    """The form."""
    _require_permission()
    validate(Arguments(request.args, ()))
    return render_template("inspect.html", found=None, most=MAX_BYTES >> 20)


@blueprint.post("/inspect")
def check() -> ResponseReturnValue:
    """What the archive would read in a file, and how it compares with the report before."""
    _require_permission()
    if not _is_same_origin():
        raise Forbidden(_("文件只能从本站的页面提交。"))
    upload = request.files.get("file")
    school = request.form.get("school", "").strip()[:LONGEST_NAME]
    if upload is None or not upload.filename:
        return _refused(_("请选一个文件。"), HTTPStatus.BAD_REQUEST)
    if not _worker.acquire(blocking=False):
        raise ServiceUnavailable(_("正在检查另一份稿件，请稍后再试。"), retry_after=RETRY_AFTER_S)
    try:
        found = _examined(upload, school or None)
    except NotAReportError as error:
        advice = _("若确是年度报告，请写明学校后再检查一次。")
        return _refused(f"{_no_report(error)}{advice}", HTTPStatus.UNPROCESSABLE_ENTITY)
    except UnreadableError as error:
        return _refused(translate(error.message), HTTPStatus.UNPROCESSABLE_ENTITY)
    finally:
        _worker.release()
    with new_search_budget():  # that of the request has been spent on waiting
        page = render_template(
            "inspect.html",
            found=found,
            advice=[message for _warning, message in reading_advice(found.report)],
            most=MAX_BYTES >> 20,
            columns=COLUMNS,
            optional=OPTIONAL,
            signs=SIGNS,
            figure_title=figure_name,
            value_words=value_words,
        )
    return page, {"Cache-Control": "no-store"}


def _require_permission() -> None:
    if not app_state().settings.inspect:
        abort(HTTPStatus.NOT_FOUND)


def _is_same_origin() -> bool:
    """Whether no other site sent the form. Browsers say where a form comes from; a program that
    says nothing acts for its own user."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin")
    own = {request.host_url.rstrip("/")}
    if base := app_state().settings.base_url:
        own.add("{0.scheme}://{0.netloc}".format(urlsplit(base)))
    return origin is None or origin in own


def _examined(upload: FileStorage, school: str | None) -> Examination:
    """The file read and compared; it is gone when this returns. Raises UnreadableError."""
    name = _file_name(upload.filename or "")
    with LockedTempDir() as folder:
        path = Path(folder, f"draft{Path(name).suffix.lower()}")
        upload.save(path)
        report = read_draft(path, name, school)
    with new_search_budget(), archive().reading() as reader:
        return examine(reader, report)


def _file_name(given: str) -> str:
    """The last part of a file's name, without what no file system takes."""
    name = _UNSAFE.sub("_", given.replace("\\", "/").rpartition("/")[2]).strip(" .") or "draft"
    ending = Path(name).suffix[:12]
    return name if len(name) <= _LONGEST_FILE_NAME else name[: _LONGEST_FILE_NAME - 12] + ending


def _no_report(error: NotAReportError) -> str:
    """Why a file is no report, without the advice for those who keep the archive."""
    reason = error.message.values.get("reason") if isinstance(error.message, Message) else None
    if not isinstance(reason, str):
        return str(_("看来不是信息公开年度报告。"))
    return str(_("看来不是信息公开年度报告：%(reason)s。", reason=translate(reason)))


def _refused(reason: str, status: HTTPStatus) -> ResponseReturnValue:
    page = render_template("inspect.html", found=None, reason=reason, most=MAX_BYTES >> 20)
    return page, status, {"Cache-Control": "no-store"}
