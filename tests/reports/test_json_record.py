"""A type declares its JSON form once, for its output and for its schema."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
import pytest

from indexer.reports.json_record import JsonRecord, encodable, json_types


@dataclass(frozen=True, slots=True)
class Point(JsonRecord):
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Shape(JsonRecord):
    JSON = ("name", "origin.x", "points", "by_name", "number=size", "note")
    OPTIONAL = frozenset({"note"})

    name: str | None
    origin: Point
    points: tuple[Point, ...]
    by_name: dict[str, Point]
    hidden: str = "not in the JSON"
    note: str | None = None

    @property
    def size(self) -> int:
        return len(self.points)


SHAPE = Shape(None, Point(7, 8), (Point(1, 2),), {"a": Point(3, 4)})


def test_all_fields_are_given_unless_members_are_declared() -> None:
    assert Point(1, 2).to_dict() == {"x": 1, "y": 2}


def test_fields_properties_and_members_of_a_field_are_given_in_the_declared_order() -> None:
    assert [*SHAPE.to_dict().items()] == [
        ("name", None),
        ("x", 7),
        ("points", [{"x": 1, "y": 2}]),
        ("by_name", {"a": {"x": 3, "y": 4}}),
        ("number", 1),
    ]


def test_only_optional_members_are_left_out_if_they_are_none() -> None:
    shape = Shape("a", Point(0, 0), (), {}, note="b").to_dict()
    assert shape["note"] == "b"
    assert "note" not in SHAPE.to_dict()


@dataclass(frozen=True, slots=True)
class Drawing(JsonRecord):
    shapes: tuple[Shape, ...]
    corners: tuple[Point, Point] | None = None


@pytest.mark.parametrize("corners", [None, (Point(0, 0), Point(9, 9))])
def test_an_encoder_of_dataclasses_gives_the_same(corners: tuple[Point, Point] | None) -> None:
    drawing = Drawing((SHAPE, Shape("ü", Point(1, 1), (), {}, note="")), corners)
    for value in (Point(1, 2), SHAPE, drawing, [SHAPE, Point(1, 2)], {"a": (SHAPE,)}):
        encoded = msgspec.json.encode(encodable(value))
        assert msgspec.json.decode(encoded) == msgspec.to_builtins(json_form(value))


def json_form(value: object) -> object:
    match value:
        case JsonRecord():
            return value.to_dict()
        case list() | tuple():
            return [*map(json_form, value)]
        case dict():
            return {name: json_form(each) for name, each in value.items()}
    return value


def test_types_are_those_of_the_members() -> None:
    assert json_types(Shape) == {
        "name": str | None,
        "x": int,
        "points": tuple[Point, ...],
        "by_name": dict[str, Point],
        "number": int,
        "note": str | None,
    }
