"""Messages that can be shown in several languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Self


class Message(str):
    """A Chinese sentence that can be translated: it keeps its template, which is the msgid of its
    translation, and the values that fill it.

    A value may be a message itself, or a tuple of things to list.
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, /, **values: object) -> Self:
        message = super().__new__(cls, _filled(template, values, str))
        message.template, message.values = template, values
        return message

    def translated(self, translate: Callable[[str], str]) -> str:
        """The sentence with all its templates passed through `translate`."""
        return _filled(self.template, self.values, translate)


def _filled(template: str, values: dict[str, object], translate: Callable[[str], str]) -> str:
    filled = {name: _translated(value, translate) for name, value in values.items()}
    return translate(template) % filled if filled else translate(template)


def _translated(value: object, translate: Callable[[str], str]) -> object:
    match value:
        case Message():
            return value.translated(translate)
        case tuple():
            return translate(_BETWEEN).join(str(_translated(each, translate)) for each in value)
        case _:
            return value


_BETWEEN: Final = Message("、")
"""The separator of listed values."""


def to_json(message: str) -> object:
    """A message as JSON that `from_json` reads again, still to be translated."""
    if not isinstance(message, Message):
        return message
    values = {name: _value_to_json(value) for name, value in message.values.items()}
    return {"template": message.template, "values": values}


def from_json(stored: object) -> str:
    """The message that `to_json` wrote. Raises TypeError, KeyError for anything else."""
    match stored:
        case str():
            return stored
        case {"template": str(template), "values": dict(values)}:
            return Message(
                template, **{str(name): _value_of_json(value) for name, value in values.items()}
            )
        case _:
            raise TypeError(stored)


def _value_to_json(value: object) -> object:
    match value:
        case tuple():
            return [_value_to_json(each) for each in value]
        case Message():
            return to_json(value)
        case bool() | int() | float() | str() | None:
            return value
        case _:
            return str(value)


def _value_of_json(value: object) -> object:
    match value:
        case list():
            return tuple(map(_value_of_json, value))
        case dict():
            return from_json(value)
        case _:
            return value
