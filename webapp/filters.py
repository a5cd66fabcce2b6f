"""What every template may use."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from flask import Flask, url_for
from markupsafe import Markup, escape

from indexer.search.search_budget import checkpoint
from webapp.languages import LANGUAGES, language
from webapp.names import facet_title, labels, section_name, topic_name, value_name
from webapp.params import marking_args, to_args
from webapp.present.context import (
    DATE_ORIGINS,
    mended,
    other_language,
    printed_facts,
    suggestion_url,
)
from webapp.present.document import Run
from webapp.present.segments import segments
from webapp.services import services

Item = TypeVar("Item")

_CHINESE: Final = Markup(' lang="zh-CN"')
"""On what reports say, where the page around it is in another language (WCAG 2.2, 3.1.2)."""
_SPAN_OF_YEARS: Final = re.compile(r"\d{4}\s*[-—–~～至]+\s*\d{4}")
_MARK: Final = Markup('<mark id="h{}">{}</mark>')
_STATIC: Final = Path(__file__).parent / "static"


def install_filters(app: Flask) -> None:
    app.jinja_env.filters["section_name"] = section_name
    app.jinja_env.filters["topic_name"] = topic_name
    app.jinja_env.filters["facet_title"] = facet_title
    app.jinja_env.filters["thousands"] = thousands
    app.jinja_env.filters["unbroken"] = unbroken
    app.jinja_env.filters["within_budget"] = within_budget
    app.jinja_env.globals.update(
        asset=asset,
        facet_value=value_name,
        labels=labels,
        marking_args=marking_args,
        mended=mended,
        date_origins=DATE_ORIGINS,
        other_language=other_language,
        printed_facts=printed_facts,
        run=run,
        segments=segments,
        suggestion_url=suggestion_url,
        to_args=to_args,
    )
    app.context_processor(_common)


def thousands(number: int) -> str:
    """12345 → 12,345, as both languages write it."""
    return f"{number:,}"


def within_budget(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, of which there may be many: rendering them ends at the request's deadline."""
    for item in items:
        checkpoint()
        yield item


def run(pieces: Run) -> Markup:
    """A run of text with its marks, which are numbered: written here and not in a macro, since a
    long report has a hundred thousand."""
    return Markup("").join(
        _MARK.format(piece.mark, piece.text) if piece.mark else escape(piece.text)
        for piece in pieces
    )


def unbroken(text: str) -> Markup:
    """The text with no line break inside 2023—2024."""
    whole = r'<span class="nowrap">\g<0></span>'
    return Markup(_SPAN_OF_YEARS.sub(whole, str(escape(text))))  # noqa: S704 - escaped first


def asset(name: str) -> str:
    """The address of a static file; it changes with the file, so it may be kept for ever."""
    return url_for("static", filename=name, v=_fingerprint(name))


@cache
def _fingerprint(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]


def _common() -> dict[str, Any]:
    return {
        "language": language(),
        "languages": LANGUAGES,
        "zh": Markup("") if language() == "zh" else _CHINESE,
        "sample_data": services().settings.sample_data,
    }
