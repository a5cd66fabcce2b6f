"""Links to the keeper's contact, by which a reader reports that something was read wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, urlencode

from flask_babel import gettext as _

from indexer.reports.figures import Figure
from webapp.extension import app_state
from webapp.present.figures import figure_name, value_words

_LONGEST: Final = 400
"""Characters of a sentence in a link."""


def error_link(subject: str, facts: Mapping[str, str | None]) -> str | None:
    """A message to the keeper with these facts in it; None where the archive has no contact."""
    contact = app_state().contact
    if not contact:
        return None
    body = "\n".join(f"{name}: {value}" for name, value in facts.items() if value)
    body = "\n".join((body, "", str(_("应为：")), ""))
    head = "subject" if contact.startswith("mailto:") else "title"
    arguments = urlencode({head: subject, "body": body}, quote_via=quote)
    return f"{contact}{'&' if '?' in contact else '?'}{arguments}"


def figure_error_link(name: str, figure: Figure, address: str, title: str) -> str | None:
    """A message about a figure of a report; `address` is that of its sentence."""
    return error_link(
        _("识别错误：%(name)s，%(title)s", name=figure_name(name), title=title),
        {
            _("网址"): address,
            figure_name(name): value_words(figure.state, figure.value, figure.qualifier),
            _("原句"): (figure.sentence or "")[:_LONGEST],
        },
    )
