"""The channels that a text names: the school's site, its WeChat account, others, and offices'."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.words import table

_ROWS: Final = table("channels")
_KINDS: Final = ("sub", "wechat", "website", "platform", "other", "net")
CHANNEL: Final = "|".join(_ROWS[kind] for kind in _KINDS)
_CHANNEL: Final = lazy_regex(CHANNEL)
OWN_CHANNEL: Final = lazy_regex(f"{_ROWS['wechat']}|{_ROWS['website']}")
"""The channels whose items are a figure of their own."""
_FORMS: Final = tuple((kind, lazy_regex(_ROWS[kind])) for kind in _KINDS)
_OWNED: Final = lazy_regex(
    f"(?:{_ROWS['owner']})[^，；。、]{{0,10}}?$|(?:{_ROWS['office']})的?(?:官方)?$"
    f"|(?:{_ROWS['foreign']})[^，；。、]{{0,4}}?$"
)
_OWNED_CHANNEL: Final = lazy_regex(
    f"(?:(?:{_ROWS['owner']})[^，；。、]{{0,10}}?)?(?:{'|'.join(_ROWS[kind] for kind in _KINDS)})"
)
_NONE: Final = frozenset[str]()
_BEFORE: Final = 18
"""Characters before a channel in which its owner is named."""


def channels_in(text: str) -> frozenset[str]:
    """The kinds of channels that a text names; `sub` is an office's or a college's."""
    if not _CHANNEL.search(text):
        return _NONE
    kinds: set[str] = set()
    for found in _CHANNEL.finditer(text):
        kind = _kind(found[0])
        if kind in ("wechat", "website", "net"):
            start = found.start()
            if _OWNED.search(text, max(0, start - _BEFORE), start):
                kind = "sub"
        if kind != "net":
            kinds.add(kind)
    return frozenset(kinds)


@lru_cache(maxsize=64)  # several rules examine a phrase in turn
def strip_channels(text: str) -> str:
    """The text without the channels' names and their owners'."""
    return _OWNED_CHANNEL.sub("", text) if _CHANNEL.search(text) else text


@cache
def _kind(word: str) -> str:
    """The kind of a word of the table."""
    for kind, form in _FORMS:
        found = form.match(word)
        if found and found.end() == len(word):
            return kind
    return "sub" if "网" not in word else "net"
