"""Links to the app's own pages.

A page has hundreds of links, and Flask takes longer to build them than to render the rest: it is
made for any number of rules, hosts and methods. Here every page has one rule.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final
from urllib.parse import quote, quote_plus

from flask import Flask, has_request_context, request
from werkzeug.routing import Rule

_SAFE_IN_QUERY: Final = "!$'()*,/:;?@"
_SAFE_IN_ANCHOR: Final = "%!#$&'()*+,/:;=?@"
"""Characters that Flask does not escape either."""
_OPTIONS: Final = ("_method", "_scheme", "_external")
_STAND_IN: Final = secrets.token_hex(16)
"""Stands for a value in a link; nobody can write it into one."""


class LinkingFlask(Flask):
    """An app whose `url_for` builds the same links several times faster."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._only_rules: dict[str, Rule | None] = {}
        """By endpoint, once it has been asked for: all rules are known before the first request."""
        self._paths: dict[str, str] = {}
        """Of endpoints whose rule takes no values."""

    def url_for(self, /, endpoint: str, *, _anchor: str | None = None, **values: Any) -> str:
        """The path of a page, as Flask gives it; Flask builds what is not the path of a page with
        one rule."""
        try:
            rule = self._only_rules[endpoint]
        except KeyError:
            rule = self._only_rules[endpoint] = self._only_rule(endpoint)
        options = {name: values.pop(name) for name in _OPTIONS if name in values}
        if rule is None or any(options.values()) or not has_request_context():
            return super().url_for(endpoint, _anchor=_anchor, **options, **values)
        for add_defaults in self.url_default_functions.get(None, ()):  # no blueprint has any
            add_defaults(endpoint, values)
        path = self._paths.get(endpoint)
        if path is None:
            in_path = {name: values.pop(name) for name in rule.arguments if name in values}
            is_whole = len(in_path) == len(rule.arguments) and None not in in_path.values()
            built = rule.build(in_path, append_unknown=False) if is_whole else None
            if built is None:
                return super().url_for(endpoint, _anchor=_anchor, **in_path, **values)
            path = built[1]
            if not rule.arguments:
                self._paths[endpoint] = path
        query = "&".join(_query(values))
        anchor = "" if _anchor is None else f"#{quote(_anchor, safe=_SAFE_IN_ANCHOR)}"
        return f"{request.script_root}{path}{'?' if query else ''}{query}{anchor}"

    def _only_rule(self, endpoint: str) -> Rule | None:
        try:
            rules = [*self.url_map.iter_rules(endpoint)]
        except KeyError:  # unknown, or relative to the current blueprint
            return None
        return rules[0] if len(rules) == 1 else None


def link_to_each(build: Callable[[str], str]) -> Callable[[str], str]:
    """A function that gives the same links as `build`, which takes the value of an argument after
    the path; `build` is called once for all of them."""
    before, stand_in, after = build(_STAND_IN).partition(_STAND_IN)
    assert stand_in, "the value is not in the link"
    return lambda value: f"{before}{_quoted(value)}{after}"


def _query(values: Mapping[str, Any]) -> Iterator[str]:
    """The arguments after the path; a list gives one for each of its items."""
    for name, value in values.items():
        for one in value if isinstance(value, list | tuple | set) else (value,):
            if one is not None:
                yield f"{_quoted(name)}={_quoted(str(one))}"


@lru_cache(4096)
def _quoted(text: str) -> str:
    return quote_plus(text, safe=_SAFE_IN_QUERY)
