"""Download of the file that a report was read from."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from indexer.reports.model import Source
from webapp.errors import MissingError
from webapp.extension import stored_report
from webapp.requests import Arguments, validate

blueprint = Blueprint("originals", __name__)

_UNSAFE: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Characters of a file name that would end a header, or make a browser display another name."""


@blueprint.get("/reports/<report_id>/original")
def download(report_id: str) -> ResponseReturnValue:
    """The file as a download that no browser runs; only a file recorded in the index, at the
    recorded path and with the recorded hash."""
    validate(Arguments(request.args, ()))
    source = stored_report(report_id).source
    path = original_path(source)
    try:
        if path is None or _sha256(path, _identity(path)) != source.sha256:
            raise FileNotFoundError
        response = send_file(
            path,
            mimetype="application/octet-stream",
            as_attachment=True,
            download_name=_UNSAFE.sub("_", Path(source.path).name),
        )
    except OSError as error:  # deleted or unreadable, maybe only just now
        message = _("这份报告的原件已不在原处，或已改动。")
        raise MissingError(_("没有这份原件"), message) from error
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def original_path(source: Source) -> Path | None:
    """The path of the original; None where there is no file to send, as for a member of a zip."""
    if not source.location or not source.sha256 or source.member:
        return None
    path = Path(source.location)
    try:
        return path if path.is_file() and not path.is_symlink() else None
    except OSError:  # a parent folder cannot be read
        return None


def _identity(path: Path) -> tuple[int, ...]:
    """What changes when a file is written or replaced. Raises OSError."""
    status = path.stat()
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns


@lru_cache(maxsize=1024)
def _sha256(path: Path, _identity: tuple[int, ...]) -> str:
    """The hash of a file, computed once until it changes. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
