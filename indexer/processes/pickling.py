"""A fast way to send dataclasses between processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from functools import cache
from operator import attrgetter
from typing import Any


class PickledByFields:
    """A frozen dataclass with slots and two or more fields, pickled as a call with their values.

    The way of `dataclasses` runs Python code for every field, when it is written and when it is
    read.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        kind: Any = type(self)
        return kind, _values_of(kind)(self)


@cache
def _values_of(kind: Any) -> Callable[[Any], tuple[Any, ...]]:
    return attrgetter(*(field.name for field in fields(kind)))
