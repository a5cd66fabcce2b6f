"""Regular expressions that are compiled on first use.

A big class of characters takes milliseconds to compile, and the rules about headings, names and
dates hold a hundred patterns of which a search on the command line needs a handful.
"""

from __future__ import annotations

import re
from typing import Any, Final, cast

_METHODS: Final = ("search", "match", "fullmatch", "findall", "finditer", "split", "sub", "subn")


def lazy_regex(source: str) -> re.Pattern[str]:
    """`re.compile(source)`, compiled at the first call of one of its methods."""
    return cast("re.Pattern[str]", _LazyPattern(source))


class _LazyPattern:
    """The methods of a pattern, stored in slots once it is compiled."""

    __slots__ = ("_source", *_METHODS)

    def __init__(self, source: str) -> None:
        self._source = source

    def __getattr__(self, name: str) -> Any:
        """Called while a slot is empty."""
        if name not in _METHODS:
            raise AttributeError(name)
        compiled = re.compile(self._source)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)
