"""Types that are printed as JSON: one declaration for the output and for its schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import (
    Any,
    ClassVar,
    Final,
    Literal,
    NamedTuple,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)


class JsonRecord:
    """A dataclass with a JSON form, the same on the command line and in the API."""

    __slots__ = ()

    JSON: ClassVar[tuple[str, ...]] = ()
    """The members of the JSON form, in order: fields, properties, or members of a field
    (`request.query` is given as `query`; as another name where that is written before it,
    `cells=by_section`). All fields if empty."""
    OPTIONAL: ClassVar[frozenset[str]] = frozenset()
    """Members that are left out if they are None."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        kind: Any = type(self)  # mypy takes a class's own hash for that of its instances
        return {
            member.name: _to_json(value)
            for member in _members(kind)
            if (value := member.get(self)) is not None or not member.is_optional
        }


class _Member(NamedTuple):
    """A member of the JSON form."""

    name: str
    get: Callable[[Any], Any]
    """From a record to its value."""
    is_optional: bool
    """Whether it is left out if it is None."""


@cache
def _members(kind: type[JsonRecord]) -> tuple[_Member, ...]:
    return tuple(
        _Member(name, attrgetter(path), name in kind.OPTIONAL)
        for name, path in json_paths(kind).items()
    )


def json_paths(kind: type[JsonRecord]) -> dict[str, str]:
    """The members of the JSON form by name, with the paths of `JsonRecord.JSON`."""
    if not kind.JSON:
        return {field.name: field.name for field in fields(kind)}  # type: ignore[arg-type]
    named = (member.rpartition("=") for member in kind.JSON)
    return {name or path.rpartition(".")[2]: path for name, _, path in named}


def json_types(kind: type[JsonRecord]) -> dict[str, Any]:
    """The members of the JSON form by name, with their types."""
    return {name: _type_of(kind, path) for name, path in json_paths(kind).items()}


def encodable(value: Any) -> Any:
    """The JSON form of a value for an encoder that knows dataclasses, as msgspec's: a record of
    which all fields are given stays as it is."""
    match value:
        case JsonRecord():
            kind: Any = type(value)
            if _is_plain(kind):
                return value
            return {
                member.name: found if is_plain else encodable(found)
                for member, is_plain in _members_with_plainness(kind)
                if (found := member.get(value)) is not None or not member.is_optional
            }
        case tuple() | list():
            return [encodable(each) for each in value]
        case Mapping():
            return {name: encodable(each) for name, each in value.items()}
        case _:
            return value


@cache
def _members_with_plainness(kind: type[JsonRecord]) -> tuple[tuple[_Member, bool], ...]:
    members: Any = _members  # mypy, as above
    return tuple(zip(members(kind), map(_is_plain, json_types(kind).values()), strict=True))


@cache
def _is_plain(kind: Any) -> bool:
    """Whether the values of a type have no record in them whose JSON form is not its fields."""
    if isinstance(kind, type) and issubclass(kind, JsonRecord):
        has_own_form = kind.JSON or kind.OPTIONAL or "to_dict" in kind.__dict__
        return not has_own_form and all(map(_is_plain, json_types(kind).values()))
    if kind in _SCALARS or get_origin(kind) is Literal:
        return True
    inside = [each for each in get_args(kind) if each is not ...]
    return get_origin(kind) in _CONTAINERS and bool(inside) and all(map(_is_plain, inside))


_SCALARS: Final = frozenset({str, int, float, bool, NoneType})
_CONTAINERS: Final = frozenset({tuple, list, dict, Union, UnionType})


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
