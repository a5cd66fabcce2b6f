"""Types that are printed as JSON: one declaration for the output and for its schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, get_type_hints


class JsonRecord:
    """A dataclass with a JSON form, the same on the command line and in the API."""

    __slots__ = ()

    JSON: ClassVar[tuple[str, ...]] = ()
    """The members of the JSON form, in order: fields, properties, or members of a field
    (`request.query` is given as `query`). All fields if empty."""
    OPTIONAL: ClassVar[frozenset[str]] = frozenset()
    """Members that are left out if they are None."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        kind: Any = type(self)  # mypy takes a class's own hash for that of its instances
        return {
            name: _to_json(value)
            for name, get, is_optional in _members(kind)
            if (value := get(self)) is not None or not is_optional
        }


@cache
def _members(kind: type[JsonRecord]) -> tuple[tuple[str, Callable[[Any], Any], bool], ...]:
    """Each member of the JSON form: its name, a function from a record to its value, and whether
    it may be left out."""
    return tuple(
        (path.rpartition(".")[2], attrgetter(path), path in kind.OPTIONAL)
        for path in json_paths(kind)
    )


def json_paths(kind: type[JsonRecord]) -> tuple[str, ...]:
    """The members of the JSON form, as in `JsonRecord.JSON`."""
    return kind.JSON or tuple(field.name for field in fields(kind))  # type: ignore[arg-type]


def json_types(kind: type[JsonRecord]) -> dict[str, Any]:
    """The members of the JSON form by name, with their types."""
    return {path.rpartition(".")[2]: _type_of(kind, path) for path in json_paths(kind)}


def _type_of(kind: type, path: str) -> Any:
    name, _, rest = path.partition(".")
    match getattr(kind, name, None):
        case property(fget=getter):
            member = get_type_hints(getter)["return"]
        case _:
            member = get_type_hints(kind)[name]
    return _type_of(member, rest) if rest else member


def _to_json(value: Any) -> Any:
    match value:
        case JsonRecord():
            return value.to_dict()
        case tuple() | list():
            return [_to_json(each) for each in value]
        case Mapping():
            return {name: _to_json(each) for name, each in value.items()}
        case _:
            return value
