"""The file that a report was read from, for whoever wants to see the original."""

from __future__ import annotations

import hashlib
from pathlib import Path

from flask import Blueprint, request, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from indexer.errors import NotFoundError
from indexer.reports.model import Source
from webapp.asking import checked
from webapp.params import Arguments
from webapp.services import archive

blueprint = Blueprint("originals", __name__)


@blueprint.get("/reports/<report_id>/original")
def download(report_id: str) -> ResponseReturnValue:
    """The file that a report was read from, as a download that no browser runs.

    Only a file that the index records, at the place it records, with the bytes it records.
    """
    checked(Arguments(request.args, ()))
    source = archive().report(report_id).source
    path = original_path(source)
    if path is None or hashlib.sha256(path.read_bytes()).hexdigest() != source.sha256:
        raise NotFoundError(_("这份报告的原件已不在原处，或已改动。"))
    response = send_file(
        path,
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=Path(source.path).name,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def original_path(source: Source) -> Path | None:
    """Where the original lies; None where it cannot be handed out. A member of a zip cannot."""
    if not source.location or not source.sha256 or source.member:
        return None
    path = Path(source.location)
    return path if path.is_file() and not path.is_symlink() else None
