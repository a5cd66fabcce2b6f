"""A type declares its JSON form once, for its output and for its schema."""

from __future__ import annotations

from dataclasses import dataclass

from indexer.reports.json_record import JsonRecord, json_types


@dataclass(frozen=True, slots=True)
class Point(JsonRecord):
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Shape(JsonRecord):
    JSON = ("name", "origin.x", "points", "by_name", "size", "note")
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
        ("size", 1),
    ]


def test_only_optional_members_are_left_out_if_they_are_none() -> None:
    shape = Shape("a", Point(0, 0), (), {}, note="b").to_dict()
    assert shape["note"] == "b"
    assert "note" not in SHAPE.to_dict()


def test_types_are_those_of_the_members() -> None:
    assert json_types(Shape) == {
        "name": str | None,
        "x": int,
        "points": tuple[Point, ...],
        "by_name": dict[str, Point],
        "size": int,
        "note": str | None,
    }
