"""What pdfium finds on a page: its characters, ruling lines and pictures."""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Iterator
from typing import Any, Final

from indexer.ingest.readers.page_layout.geometry import (
    UNMAPPED,
    Corners,
    Matrix,
    RawChar,
    RawPage,
    bounding_box,
    direction_of,
    multiply,
    transform,
)
from indexer.ingest.readers.pdf.unmapped import decode_unmapped

_DEEPEST: Final = 8
"""Forms inside forms."""
_MOST_OBJECTS: Final = 200_000
_LEAST_HEIGHT: Final = 1.0
"""Height of a visible letter, in points."""
_NO_CHARACTERS: Final = frozenset({*range(0xD800, 0xE000), 0xFFFE, 0xFFFF})


def read_chars(pdfium: Any, page: Any) -> list[RawChar]:
    """The characters of a page, without the spaces and line ends that pdfium adds."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return []
    try:
        unmapped: list[int] = []
        chars = [*_chars(pdfium, text, unmapped)]
        if unmapped:
            decode_unmapped(pdfium, text, chars, unmapped)
    finally:
        pdfium.FPDFText_ClosePage(text)
    return chars


def _chars(pdfium: Any, text: Any, unmapped: list[int]) -> Iterator[RawChar]:
    """Also append the indices of characters without a Unicode value to `unmapped`."""
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    code_of, box_of = pdfium.FPDFText_GetUnicode, pdfium.FPDFText_GetLooseCharBox
    origin_of, matrix_of = pdfium.FPDFText_GetCharOrigin, pdfium.FPDFText_GetMatrix
    size_of, is_unmapped = pdfium.FPDFText_GetFontSize, pdfium.FPDFText_HasUnicodeMapError
    high = 0
    for at in range(pdfium.FPDFText_CountChars(text)):
        code = code_of(text, at)
        if code >= 0xD800:
            code, high = _whole(code, high)
        has_no_unicode = is_unmapped(text, at) == 1
        if code <= 0x20 and not has_no_unicode and _is_added(pdfium, text, at, code):
            continue
        if not box_of(text, at, box):
            continue
        origin_of(text, at, x, y)
        matrix_of(text, at, matrix)
        font_size = size_of(text, at)
        a, b, c, d = matrix.a, matrix.b, matrix.c, matrix.d
        if b == 0 and a > 0 and d > 0 and font_size > 0:
            angle = 0.0
        else:
            is_upright = b == 0 and a > 0 and box.top + box.bottom > 2 * y.value
            angle = 0.0 if is_upright else _angle(a, b, c, d, -1 if font_size < 0 else 1)
        if has_no_unicode:
            shown = _written_as_code(code)
        else:
            shown = UNMAPPED if code in _NO_CHARACTERS or code > sys.maxunicode else chr(code)
        if shown == UNMAPPED:
            unmapped.append(at)
        size = abs(font_size) * (c * c + d * d) ** 0.5
        corners = (box.left, box.bottom, box.right, box.top)
        origin = (x.value, y.value)
        corners, size = _plausible_extent(corners, origin, size, angle)
        yield RawChar(shown, corners, origin, size, angle, code)


def _whole(code: int, high: int) -> tuple[int, int]:
    """Join surrogate pairs: the character, and a first half that still waits for its second."""
    if 0xD800 <= code < 0xDC00:
        return 0, code
    if high and 0xDC00 <= code < 0xE000:
        return 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, 0
    return code, 0


def _is_added(pdfium: Any, text: Any, at: int, code: int) -> bool:
    """Whether pdfium added a space or control character, or it is not text."""
    return code != 0x20 or pdfium.FPDFText_IsGenerated(text, at) == 1


def _angle(a: float, b: float, c: float, d: float, sign: int) -> float:
    """Degrees counter-clockwise in which text under a matrix runs; -1 for mirrored letters, which
    have no reading direction."""
    return -1.0 if a * d - b * c < 0 else math.degrees(math.atan2(sign * b, sign * a)) % 360


def _plausible_extent(
    box: Corners, origin: tuple[float, float], size: float, angle: float
) -> tuple[Corners, float]:
    """The box and size of a character, made consistent: the box is trusted, unless it says that the
    letter has no height."""
    direction = direction_of(angle) if angle >= 0 else None
    if direction is None:
        return box, size
    height = box[2] - box[0] if direction in (90, 270) else box[3] - box[1]
    if 0.4 * height < size < 2.5 * height:
        return box, size
    if not height < _LEAST_HEIGHT <= size:
        return box, 0.85 * height
    x, y = origin
    up, down = 0.8 * size, 0.2 * size
    match direction:
        case 0:
            return (box[0], y - down, box[2], y + up), size
        case 90:
            return (x - up, box[1], x + down, box[3]), size
        case 180:
            return (box[0], y - up, box[2], y + down), size
        case _:
            return (x - down, box[1], x + up, box[3]), size


def _written_as_code(code: int) -> str:
    """The character whose UTF-8 bytes a code is, if any."""
    if not 0xC280 <= code <= 0xF4BFBFBF:
        return UNMAPPED
    try:
        char = code.to_bytes((code.bit_length() + 7) // 8, "big").decode("utf-8")
    except UnicodeDecodeError:
        return UNMAPPED
    return char if len(char) == 1 else UNMAPPED


class DrawingReader:
    """Adds the ruling lines and pictures of a page to a RawPage, those inside forms as well."""

    def __init__(self, pdfium: Any, raw: RawPage) -> None:
        self._pdfium = pdfium
        self._raw = raw
        self._left = _MOST_OBJECTS

    def read(self, page: Any) -> None:
        pdfium = self._pdfium
        for at in range(pdfium.FPDFPage_CountObjects(page)):
            self._read(pdfium.FPDFPage_GetObject(page, at), (1, 0, 0, 1, 0, 0), _DEEPEST)
        self._raw.objects = _MOST_OBJECTS - self._left
        if self._raw.has_too_many_rules:
            self._raw.rules = []

    def _read(self, item: Any, outer: Matrix, depth: int) -> None:
        self._left -= 1
        if not item or self._left < 0:
            return
        pdfium = self._pdfium
        match pdfium.FPDFPageObj_GetType(item):
            case pdfium.FPDF_PAGEOBJ_PATH:
                if not self._raw.has_too_many_rules:
                    self._read_path(item, outer)
            case pdfium.FPDF_PAGEOBJ_IMAGE:
                corners = [transform(outer, x, y) for x, y in self._bounds(item)]
                if corners:
                    self._raw.pictures.append(bounding_box(corners))
            case pdfium.FPDF_PAGEOBJ_FORM if depth:
                matrix = multiply(self._matrix(item), outer)
                for at in range(pdfium.FPDFFormObj_CountObjects(item)):
                    self._read(pdfium.FPDFFormObj_GetObject(item, at), matrix, depth - 1)

    def _bounds(self, item: Any) -> list[tuple[float, float]]:
        edges = [ctypes.c_float() for _ in range(4)]
        if not self._pdfium.FPDFPageObj_GetBounds(item, *edges):
            return []
        x0, y0, x1, y1 = (edge.value for edge in edges)
        return [(x0, y0), (x0, y1), (x1, y0), (x1, y1)]

    def _matrix(self, item: Any) -> Matrix:
        matrix = self._pdfium.FS_MATRIX()
        if not self._pdfium.FPDFPageObj_GetMatrix(item, matrix):
            return 1, 0, 0, 1, 0, 0
        return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f

    def _read_path(self, item: Any, outer: Matrix) -> None:
        pdfium = self._pdfium
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        if not pdfium.FPDFPath_GetDrawMode(item, fill, stroke):
            return
        if not fill.value and not stroke.value:
            return
        matrix = multiply(self._matrix(item), outer)
        for outline in self._outlines(item, matrix):
            self._raw.add_outline(outline, is_stroked=bool(stroke.value))

    def _outlines(self, item: Any, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
        """The corners of each part of a path, in drawing order."""
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
            corners.append(transform(matrix, x.value, y.value))
            if pdfium.FPDFPathSegment_GetClose(segment):
                corners.append(corners[0])
        if len(corners) > 1:
            yield corners
