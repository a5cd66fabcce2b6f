"""What a shell may complete, from the index: nothing is offered that no part carries.

A completion must never complain: where there is no index, there is nothing to offer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import Final

import click
from click.shell_completion import CompletionItem

from indexer.archive import Archive
from indexer.cli.language import section_name, topic_name
from indexer.cli.options import archive_of
from indexer.errors import XxgkError
from indexer.search.resolve import name_key

_MOST: Final = 200
"""Offered at once."""
Offers = Iterator[tuple[str, str]]
"""A word to type, and what is said of it."""


def complete(what: str, ctx: click.Context, typed: str) -> list[CompletionItem]:
    """What may stand where `typed` does; `what` is a key of OFFERS."""
    try:
        offers = OFFERS[what](archive_of(ctx), typed)
        return [CompletionItem(word, help=about or None) for word, about in islice(offers, _MOST)]
    except XxgkError:
        return []


def _schools(archive: Archive, typed: str) -> Offers:
    """Schools whose name begins so, then those that hold it; else those spelt so in pinyin."""
    names = _values(archive, "school")
    wanted = name_key(typed)
    fitting = [name for name in names if wanted in name_key(name)]
    if not fitting and typed:
        found = archive.suggest(typed, _MOST)
        fitting = [suggestion.text for suggestion in found if suggestion.kind == "school"]
    for name in sorted(fitting, key=lambda name: not name_key(name).startswith(wanted)):
        yield name, ""


def _labels(facet: str, name_of: Callable[[str], str]) -> Callable[[Archive, str], Offers]:
    """Ids that begin so; else those whose name holds it."""

    def offers(archive: Archive, typed: str) -> Offers:
        names = {value: name_of(value) for value in _values(archive, facet)}
        beginning = {value: name for value, name in names.items() if value.startswith(typed)}
        holding = {name: value for value, name in names.items() if typed in name}
        yield from (beginning or holding).items()

    return offers


def _plain(facet: str) -> Callable[[Archive, str], Offers]:
    def offers(archive: Archive, typed: str) -> Offers:
        yield from ((value, "") for value in _values(archive, facet) if value.startswith(typed))

    return offers


def _reports(archive: Archive, typed: str) -> Offers:
    """Ids that begin so; else schools, which `show` takes as well."""
    heads = [head for head in archive.reports() if head.id.startswith(typed)]
    for head in heads:
        yield head.id, f"{head.school or head.title} {head.period or ''}".strip()
    if not heads:
        yield from _schools(archive, typed)


def _query(archive: Archive, typed: str) -> Offers:
    yield from ((found.text, "") for found in archive.suggest(typed, 20)) if typed else ()


def _values(archive: Archive, facet: str) -> list[str]:
    with archive.reading() as reader:
        return sorted(value for value in reader.values(facet) if value is not None)


OFFERS: Final[Mapping[str, Callable[[Archive, str], Offers]]] = {
    "school": _schools,
    "section": _labels("section", section_name),
    "topic": _labels("topic", topic_name),
    "year": _plain("year"),
    "province": _plain("province"),
    "report": _reports,
    "query": _query,
}
