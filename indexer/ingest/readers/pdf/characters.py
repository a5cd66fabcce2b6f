"""The characters of a page, by pdfium's text page."""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Iterator
from typing import Any, Final

from indexer.ingest.readers.pdf.geometry import UNMAPPED, direction_of
from indexer.ingest.readers.pdf.raw_page import Corners, RawChar
from indexer.ingest.readers.pdf.unmapped import decode_unmapped

_LEAST_HEIGHT: Final = 1.0
"""Points that a visible letter is high."""
_NO_CHARACTERS: Final = frozenset({*range(0xD800, 0xE000), 0xFFFE, 0xFFFF})


def read_chars(pdfium: Any, page: Any) -> list[RawChar]:
    """The characters of a page, but for those that pdfium adds itself."""
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
    """Adds the numbers of characters without a meaning to `unmapped`."""
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
        has_no_meaning = is_unmapped(text, at) == 1
        if code <= 0x20 and not has_no_meaning and _is_added(pdfium, text, at, code):
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
        if has_no_meaning:
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
    """A character that may be given in two halves, and the half that waits for its other."""
    if 0xD800 <= code < 0xDC00:
        return 0, code
    if high and 0xDC00 <= code < 0xE000:
        return 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00, 0
    return code, 0


def _is_added(pdfium: Any, text: Any, at: int, code: int) -> bool:
    """Whether a control character or blank is pdfium's own, or is none to be read."""
    return code != 0x20 or pdfium.FPDFText_IsGenerated(text, at) == 1


def _angle(a: float, b: float, c: float, d: float, sign: int) -> float:
    """Degrees in which text under a matrix runs. Mirrored letters run against their own up-vector:
    no direction of reading is theirs, which -1 says."""
    return -1.0 if a * d - b * c < 0 else math.degrees(math.atan2(sign * b, sign * a)) % 360


def _plausible_extent(
    box: Corners, origin: tuple[float, float], size: float, angle: float
) -> tuple[Corners, float]:
    """The box and size of a character, where they contradict each other: of the two the box is
    right, unless it says that a letter has no height."""
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
    """A character without a meaning whose code is UTF-8 all the same."""
    if not 0xC280 <= code <= 0xF4BFBFBF:
        return UNMAPPED
    try:
        char = code.to_bytes((code.bit_length() + 7) // 8, "big").decode("utf-8")
    except UnicodeDecodeError:
        return UNMAPPED
    return char if len(char) == 1 else UNMAPPED
