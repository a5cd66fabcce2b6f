"""JSON Schema (2020-12) from the types of the code, as OpenAPI 3.1 takes it."""

from __future__ import annotations

import types
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields, is_dataclass
from inspect import cleandoc
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Schema = dict[str, Any]

_PLAIN: Mapping[type, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    types.NoneType: {"type": "null"},
}


def schema_of(kind: Any) -> Schema:
    """The schema of a type as `to_dict` writes it: tuples are arrays, a dataclass is a reference.

    Raises TypeError for a type that no answer has.
    """
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if isinstance(kind, type) and is_dataclass(kind):
        return reference(kind.__name__)
    args = get_args(kind)
    origin = get_origin(kind)
    if origin is Literal:
        return {"enum": [*args]}
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(arg) for arg in args]}
    if origin in (tuple, list):
        return _array(args)
    if origin is dict:
        return {"type": "object", "additionalProperties": schema_of(args[1])}
    raise TypeError(f"no JSON for {kind}")


def _array(args: tuple[Any, ...]) -> Schema:
    if len(args) == 1 or args[1:] == (...,):
        return {"type": "array", "items": schema_of(args[0])}
    size = {"minItems": len(args), "maxItems": len(args)}
    if len({*args}) == 1:  # a pair of one kind, which older readers of schemas understand as well
        return {"type": "array", "items": schema_of(args[0]), **size}
    return {"type": "array", "prefixItems": [schema_of(arg) for arg in args], **size}


def component(
    kind: type,
    *,
    leave_out: Collection[str] = (),
    optional: Collection[str] = (),
    more: Mapping[str, Any] | None = None,
) -> Schema:
    """An object schema from a dataclass: its fields but `leave_out`, and `more` by name and type.

    `optional` are those that an answer may lack.
    """
    assert is_dataclass(kind), kind
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind) if field.name not in leave_out]
    members = {name: hints[name] for name in names} | dict(more or {})
    return {
        "type": "object",
        "description": cleandoc(kind.__doc__ or "").partition("\n\n")[0],
        "properties": {name: schema_of(member) for name, member in members.items()},
        "required": [name for name in members if name not in optional],
        "additionalProperties": False,
    }


def default_of(kind: type, name: str) -> Any:
    """The default of a dataclass's field; None where it has none."""
    found = next(field.default for field in fields(kind) if field.name == name)
    return None if found is MISSING else found


def reference(name: str) -> Schema:
    """A reference to a component."""
    return {"$ref": f"#/components/schemas/{name}"}
