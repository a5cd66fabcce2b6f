"""Curves as a small SVG: how long queries take as the archive grows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import Final

Point = tuple[float, float]

_WIDTH: Final = 760
_HEIGHT: Final = 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 190, 44, 48
_LOOKS: Final = 'role="img" font-family="system-ui, sans-serif" font-size="12" fill="#222"'
_COLOURS: Final = (
    *("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00"),
    *("#56b4e9", "#7a5195", "#555555", "#a05a2c", "#1b9e3e"),
)
"""Told apart with every kind of colour blindness as far as ten can be; the legend's order helps."""


def curves(title: str, across: str, series: Mapping[str, Sequence[Point]]) -> str:
    """An SVG of each series over a linear axis, its values on a logarithmic one.

    Points are (x, y), both above 0. `across` names the x axis; the title says the unit of y.
    """
    points = [point for line in series.values() for point in line]
    frame = _Frame(
        max(x for x, _ in points),
        floor(log10(min(y for _, y in points))),
        max(ceil(log10(max(y for _, y in points))), floor(log10(min(y for _, y in points))) + 1),
    )
    marks = sorted({x for x, _ in points})
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {_LOOKS}>',
        f"<title>{escape(title)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="24" font-size="15">{escape(title)}</text>',
        *(_level(frame, 10.0**power) for power in range(frame.lowest, frame.highest + 1)),
        *(_mark(frame, x) for x in marks),
        _centred((_LEFT + frame.x(frame.most)) / 2, _HEIGHT - 10, across),
    ]
    for number, (name, line) in enumerate(series.items()):
        parts += _curve(frame, number, name, line)
    return "\n".join([*parts, "</svg>"]) + "\n"


class _Frame:
    """Where values stand on the drawing."""

    def __init__(self, most: float, lowest: int, highest: int) -> None:
        self.most = most
        self.lowest = lowest
        self.highest = highest
        """Powers of ten."""

    def x(self, value: float) -> float:
        return _LEFT + value / self.most * (_WIDTH - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (log10(value) - self.lowest) / (self.highest - self.lowest)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _TOP - _BOTTOM)


def _level(frame: _Frame, value: float) -> str:
    y = frame.y(value)
    return (
        f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="#ddd"/>'
        f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'
    )


def _mark(frame: _Frame, value: float) -> str:
    x, foot = frame.x(value), _HEIGHT - _BOTTOM
    return f'<path d="M{x:.1f} {foot}v5" stroke="#888"/>' + _centred(x, foot + 18, f"{value:,.0f}")


def _centred(x: float, y: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{y}" text-anchor="middle">{escape(text)}</text>'


def _curve(frame: _Frame, number: int, name: str, line: Sequence[Point]) -> list[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    dashes = ' stroke-dasharray="6 4"' if number >= len(_COLOURS) else ""
    path = " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in line)
    legend, height = _WIDTH - _RIGHT + 14, _TOP + 8 + 20 * number
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>',
        *(
            f'<circle cx="{frame.x(x):.1f}" cy="{frame.y(y):.1f}" r="3" fill="{colour}"/>'
            for x, y in line
        ),
        f'<path d="M{legend} {height}h22" stroke="{colour}" stroke-width="2"{dashes}/>',
        f'<text x="{legend + 28}" y="{height + 4}">{escape(name)}</text>',
    ]
