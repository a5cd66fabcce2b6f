"""Filters and functions that every template may use."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any, Final, NamedTuple, TypeVar
from urllib.parse import urlencode

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext, pgettext
from jinja2.bccache import Bucket, BytecodeCache
from markupsafe import Markup, escape

from indexer.errors import XxgkError
from indexer.reports.checklist import read_checklist, status_label
from indexer.search.engine import SentenceUse
from indexer.search.examples import Examples, examples
from indexer.search.request import FILTERS, SearchRequest
from indexer.search.response import Suggestion
from indexer.search.search_budget import checkpoint
from webapp.addresses import absolute, canonical
from webapp.errors import ParameterError
from webapp.extension import app_state, archive
from webapp.labels import (
    LANGUAGES,
    counted,
    dated_name,
    facet_title,
    join_words,
    labels,
    language,
    section_name,
    state_name,
    thousands,
    topic_name,
    translate,
    value_name,
)
from webapp.language_switch import switch_url
from webapp.present.document import Piece, Run
from webapp.requests import (
    PAGE,
    feed_url,
    highlight_args,
    picked,
    report_url,
    search_url,
    to_args,
)

Item = TypeVar("Item")

_CHINESE: Final = Markup(' lang="zh-CN"')
"""On text of reports, where the page around it is in another language (WCAG 2.2, 3.1.2)."""
_SPAN_OF_YEARS: Final = re.compile(r"\d{4}\s*[-—–~～至]+\s*\d{4}")
_MARK: Final = Markup('<mark id="h{}">{}</mark>')
_MARK_WITH_NEXT: Final = Markup(
    '<mark id="h{}">{}</mark><a class="on" href="#h{}" aria-label="{}"></a>'
)
"""The link to the next mark is shown beside the one that the address names."""
_WITH_NEXT: Final = 1_000
"""Marks of a report that have that link."""
_FIRST_STATED: Final = Markup('<span class="stated" id="marked">{}</span>')
_STATED: Final = Markup('<span class="stated">{}</span>')
_UNCERTAIN: Final = Markup('<span class="uncertain">{}</span>')
_SHARED: Final = Markup('<span class="shared">{}</span>')
_SHARED_NOTE: Final = Markup(' <small class="shared-note" lang="{}">{}</small> ')
_STATIC: Final = Path(__file__).parent / "static"
_MORE_OF: Final[Mapping[str, Any]] = {
    "school": lazy_gettext("更多学校…"),
    "section": lazy_gettext("更多栏目…"),
    "topic": lazy_gettext("更多类别…"),
    "year": lazy_gettext("更多年份…"),
    "province": lazy_gettext("更多省份…"),
    "text_source": "",
}
_CHOOSE: Final[Mapping[str, Any]] = {
    "school": lazy_gettext("选择学校"),
    "section": lazy_gettext("选择栏目"),
    "topic": lazy_gettext("选择清单类别"),
    "year": lazy_gettext("选择年份"),
    "province": lazy_gettext("选择省份"),
    "text_source": lazy_gettext("选择文字来源"),
}
_DATE_ORIGINS: Final[Mapping[str, Any]] = {
    "page": lazy_gettext("网页的发布日期"),
    "signature": lazy_gettext("落款日期"),
    "manifest": lazy_gettext("登记的日期"),
}
"""Where the date of publication was found."""


class _CompiledTemplates(BytecodeCache):
    """The code of all templates, compiled once for all apps of a process."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._code[bucket.key, bucket.checksum] = bucket.code


_COMPILED: Final = _CompiledTemplates()


def install_templates(app: Flask) -> None:
    """Compile every template now: no request waits for it."""
    app.jinja_env.bytecode_cache = _COMPILED
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def install_template_helpers(app: Flask) -> None:
    app.jinja_env.filters.update(
        section_name=section_name,
        state_name=state_name,
        topic_name=topic_name,
        translated=translate,
        facet_title=facet_title,
        thousands=thousands,
        unbroken=unbroken,
        within_budget=within_budget,
    )
    app.jinja_env.globals.update(
        absolute=absolute,
        asset=asset,
        canonical=canonical,
        choose=_CHOOSE,
        facet_value=value_name,
        feed_url=feed_url,
        labels=labels,
        read_checklist=read_checklist,
        checklist_status=lambda status: status_label(status, language()),
        more_of=_MORE_OF,
        examples=_examples,
        highlight_args=highlight_args,
        ngettext=counted,
        pgettext=pgettext,
        picked=picked,
        report_url=report_url,
        with_correction=with_correction,
        date_origins=_DATE_ORIGINS,
        switch_url=switch_url,
        printed_facts=printed_facts,
        run=run,
        segments=segments,
        suggestion_url=suggestion_url,
        to_args=to_args,
    )
    app.context_processor(
        lambda: {
            "language": language(),
            "languages": LANGUAGES,
            "blank_search": PAGE,
            "zh": Markup("") if language() == "zh" else _CHINESE,
            "sample_data": app_state().settings.sample_data,
            "inspects": app_state().settings.inspect,
        }
    )


def _examples() -> Examples:
    """The examples of the archive; none where it cannot be read."""
    try:
        with archive().reading() as reader:
            return examples(reader)
    except XxgkError:
        return Examples("", (), ())


def within_budget(items: Iterable[Item]) -> Iterator[Item]:
    """The same items, of which there may be many: rendering them ends at the request's deadline."""
    for item in items:
        checkpoint()
        yield item


class Segment(NamedTuple):
    """A piece of a text, highlighted or not."""

    text: str
    is_marked: bool


def segments(text: str, marks: Sequence[tuple[int, int]]) -> list[Segment]:
    """The text split at its marks, which do not overlap."""
    pieces: list[Segment] = []
    end_of_last = 0
    for start, end in marks:
        pieces += [Segment(text[end_of_last:start], False), Segment(text[start:end], True)]
        end_of_last = end
    pieces.append(Segment(text[end_of_last:], False))
    return [piece for piece in pieces if piece.text]


def run(pieces: Run) -> Markup:
    """A run of text with its numbered marks. Not a macro, since a long report has a hundred
    thousand."""
    return Markup("").join(map(_piece, pieces))


def _piece(piece: Piece) -> Markup:
    text = _marked(piece.mark, piece.text) if piece.mark else escape(piece.text)
    if piece.uncertain:
        text = _UNCERTAIN.format(text)
    if piece.stated:
        text = (_FIRST_STATED if piece.stated == 1 else _STATED).format(text)
    if piece.shared is None:
        return text
    shared = _SHARED.format(text)
    if not piece.ends_sentence:
        return shared
    code = "zh-CN" if language() == "zh" else language()
    return shared + _SHARED_NOTE.format(code, shared_by(piece.shared))


def _marked(number: int, text: str) -> Markup:
    if number > _WITH_NEXT:
        return _MARK.format(number, text)
    return _MARK_WITH_NEXT.format(number, text, number + 1, _("下一处"))


def shared_by(use: SentenceUse) -> str:
    """In how many schools' reports a sentence is, and since when."""
    schools = ngettext("%(num)d 所学校", "%(num)d 所学校", use.schools)
    if use.since is None:
        return str(schools)
    return str(_("%(schools)s · %(year)d 年起", schools=schools, year=use.since))


def unbroken(text: str) -> Markup:
    """The text with no line break inside 2023—2024."""
    whole = r'<span class="nowrap">\g<0></span>'
    return Markup(_SPAN_OF_YEARS.sub(whole, str(escape(text))))  # noqa: S704 - escaped first


def asset(name: str) -> str:
    """The URL of a static file; it changes with the file, so the file can be cached forever."""
    return url_for("static", filename=name, v=_file_hash(name))


@cache
def _file_hash(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]


def with_correction(error: ParameterError, value: str) -> str:
    """This page with a valid value in place of the invalid one."""
    values = [value if v == error.value else v for v in request.args.getlist(error.parameter)]
    return _this_page(**{error.parameter: values})


def suggestion_url(suggestion: Suggestion, search_request: SearchRequest) -> str:
    """The search for a suggestion."""
    return search_url(search_request, query=suggestion.text)


def printed_facts() -> list[tuple[str, str]]:
    """The head of a printed page: the search, the URL and the date."""
    titles = {
        "q": _("检索式"),
        **{name: facet_title(name) for name in FILTERS},
        "name": _("学校名称包含"),
        "state": _("状态"),
        "dated": _("日期"),
    }
    parameters = [
        (title, join_words(_printed_value(name, value) for value in values))
        for name, title in titles.items()
        if (values := [value for value in request.args.getlist(name) if value.strip()])
    ]
    today = datetime.now().astimezone().date().isoformat()
    return [*parameters, (_("网址"), request.url), (_("打印日期"), today)]


def _printed_value(name: str, value: str) -> str:
    match name:
        case "state":
            return state_name(value)
        case "dated":
            return dated_name(value)
        case "q" | "name":
            return value
        case _:
            return value_name(name, value)


def _this_page(**changes: list[str]) -> str:
    """This URL with other arguments. They are not passed to `url_for`, which would take `name` for
    a part of the path and `_scheme` for an option, whoever wrote them into the URL."""
    assert request.endpoint is not None
    path = url_for(request.endpoint, **(request.view_args or {})).partition("?")[0]
    return f"{path}?{urlencode({**request.args.to_dict(flat=False), **changes}, doseq=True)}"
