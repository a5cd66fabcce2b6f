"""What is drawn on a page beside its characters: ruling lines and pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from indexer.ingest.readers.pdf.raw_page import Corners, RawPage

_DEEPEST: Final = 8
"""Forms inside forms."""
_MOST_OBJECTS: Final = 200_000
_MOST_RULES: Final = 6_000
"""Ruling lines of one page beyond which no table is looked for: a drawing or an attack."""
_THICKEST: Final = 2.5
"""Points up to which a filled rectangle is a line."""

Matrix = tuple[float, float, float, float, float, float]


class Drawings:
    """Finds the ruling lines and pictures of a page, in forms as well."""

    def __init__(self, pdfium: Any, raw: RawPage) -> None:
        self._pdfium = pdfium
        self._raw = raw
        self._left = _MOST_OBJECTS

    def read(self, page: Any) -> None:
        pdfium = self._pdfium
        for at in range(pdfium.FPDFPage_CountObjects(page)):
            self._read(pdfium.FPDFPage_GetObject(page, at), (1, 0, 0, 1, 0, 0), _DEEPEST)
        if len(self._raw.rules) > _MOST_RULES:
            self._raw.rules = []

    def _read(self, item: Any, outer: Matrix, depth: int) -> None:
        self._left -= 1
        if not item or self._left < 0:
            return
        pdfium = self._pdfium
        match pdfium.FPDFPageObj_GetType(item):
            case pdfium.FPDF_PAGEOBJ_PATH:
                if len(self._raw.rules) <= _MOST_RULES:
                    self._read_path(item, outer)
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                corners = [_moved(outer, x, y) for x, y in self._bounds(item)]
                if corners:
                    self._raw.pictures.append(_around(corners))
            case pdfium.FPDF_PAGEOBJ_FORM if depth:
                matrix = _times(self._matrix(item), outer)
                for at in range(pdfium.FPDFFormObj_CountObjects(item)):
                    self._read(pdfium.FPDFFormObj_GetObject(item, at), matrix, depth - 1)

    def _bounds(self, item: Any) -> list[tuple[float, float]]:
        edges = [ctypes.c_float() for _ in range(4)]
        if not self._pdfium.FPDFPageObj_GetBounds(item, *edges):
            return []
        x0, y0, x1, y1 = (edge.value for edge in edges)
        return [(x0, y0), (x0, y1), (x1, y0), (x1, y1)]

    def _matrix(self, item: Any) -> Matrix:
        found = self._pdfium.FS_MATRIX()
        if not self._pdfium.FPDFPageObj_GetMatrix(item, found):
            return 1, 0, 0, 1, 0, 0
        return found.a, found.b, found.c, found.d, found.e, found.f

    def _read_path(self, item: Any, outer: Matrix) -> None:
        pdfium = self._pdfium
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke):
            return
        if not fill.value and not stroke.value:
            return
        matrix = _times(self._matrix(item), outer)
        for outline in self._outlines(item, matrix):
            self._add_outline(outline, is_stroked=bool(stroke.value))

    def _outlines(self, item: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
        """The corners of each part of a path, in the order in which they are drawn."""
        pdfium = self._pdfium
        x, y = ctypes.c_float(), ctypes.c_float()
        corners: list[tuple[float, float]] = []
        for at in range(min(2_000, pdfium.FPDFPath_CountSegments(item))):
            segment = pdfium.FPDFPath_GetPathSegment(item, at)
            if not segment or not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
                continue
            kind = pdfium.FPDFPathSegment_GetType(segment)
            if kind == pdfium.FPDF_SEGMENT_MOVETO:
                if len(corners) > 1:
                    yield corners
                corners = []
            corners.append(_moved(matrix, x.value, y.value))
            if pdfium.FPDFPathSegment_GetClose(segment):
                corners.append(corners[0])
        if len(corners) > 1:
            yield corners

    def _add_outline(self, corners: list[tuple[float, float]], *, is_stroked: bool) -> None:
        x0, y0, x1, y1 = _around(corners)
        if min(x1 - x0, y1 - y0) <= _THICKEST:  # a line, or a rectangle as thin as one
            if x1 - x0 >= y1 - y0:
                middle = (y0 + y1) / 2
                self._raw.rules.append((x0, middle, x1, middle))
            else:
                middle = (x0 + x1) / 2
                self._raw.rules.append((middle, y0, middle, y1))
            return
        if not is_stroked and corners[0] != corners[-1]:
            corners = [*corners, corners[0]]
        for (ax, ay), (bx, by) in pairwise(corners):
            if abs(ax - bx) <= 1 or abs(ay - by) <= 1:
                self._raw.rules.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))


def _moved(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    A, B, C, D, E, F = outer  # noqa: N806 - capitals tell the two apart
    return (
        a * A + b * C,
        a * B + b * D,
        c * A + d * C,
        c * B + d * D,
        e * A + f * C + E,
        e * B + f * D + F,
    )


def _around(corners: list[tuple[float, float]]) -> Corners:
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)
