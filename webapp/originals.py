"""The file that a report was read from, for whoever wants to see the original."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Final

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from indexer.errors import NotFoundError
from indexer.reports.model import Source
from webapp.asking import checked
from webapp.params import Arguments
from webapp.services import archive

blueprint = Blueprint("originals", __name__)

_OBEYED: Final = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What ends a header, and what would have a browser show another name: files may be named so."""


@blueprint.get("/reports/<report_id>/original")
def download(report_id: str) -> ResponseReturnValue:
    """The file that a report was read from, as a download that no browser runs.

    Only a file that the index records, at the place it records, with the bytes it records.
    """
    checked(Arguments(request.args, ()))
    source = archive().report(report_id).source
    path = original_path(source)
    try:
        if path is None or _sha256(path) != source.sha256:
            raise FileNotFoundError
        response = send_file(
            path,
            mimetype="application/octet-stream",
            as_attachment=True,
            download_name=_OBEYED.sub("_", Path(source.path).name),
        )
    except OSError as error:  # gone or closed, maybe only just now
        raise NotFoundError(_("这份报告的原件已不在原处，或已改动。")) from error
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def original_path(source: Source) -> Path | None:
    """Where the original lies; None where it cannot be handed out. A member of a zip cannot."""
    if not source.location or not source.sha256 or source.member:
        return None
    path = Path(source.location)
    try:
        return path if path.is_file() and not path.is_symlink() else None
    except OSError:  # a folder above it is closed to us
        return None


def _sha256(path: Path) -> str:
    """Of a file that may be large. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
