"""The characters of a page, by pdfium's text page."""

from __future__ import annotations

import ctypes
import math
import sys
from collections.abc import Iterator
from typing import Any, Final

from indexer.ingest.readers.encoding import COMMON_HANZI
from indexer.ingest.readers.pdf.geometry import UNMAPPED, direction_of
from indexer.ingest.readers.pdf.raw_page import Corners, RawChar

_ENOUGH_CODES: Final = 12
_NO_CHARACTERS: Final = frozenset({*range(0xD800, 0xE000), 0xFFFE, 0xFFFF})


def read_chars(pdfium: Any, page: Any) -> list[RawChar]:
    """The characters of a page, but for those that pdfium adds itself."""
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return []
    try:
        places: list[int] = []
        chars = [*_chars(pdfium, text, places)]
        if places:
            _read_codes(pdfium, text, chars, places)
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
            angle = _angle(a, b, c, d, -1 if font_size < 0 else 1)
        if has_no_meaning:
            shown = _written_as_code(code)
        else:
            shown = UNMAPPED if code in _NO_CHARACTERS or code > sys.maxunicode else chr(code)
        if shown == UNMAPPED:
            unmapped.append(at)
        size = abs(font_size) * (c * c + d * d) ** 0.5
        corners = (box.left, box.bottom, box.right, box.top)
        height = _height(corners, angle)
        if not 0.4 * height < size < 2.5 * height and height > 0:
            size = 0.85 * height
        yield RawChar(shown, corners, (x.value, y.value), size, angle, code)


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


def _height(box: Corners, angle: float) -> float:
    """Of a character, as its box has it; 0 where it stands askew."""
    direction = direction_of(angle) if angle > 0 else 0
    if direction is None:
        return 0.0
    return box[2] - box[0] if direction in (90, 270) else box[3] - box[1]


def _written_as_code(code: int) -> str:
    """A character without a meaning whose code is UTF-8 all the same."""
    if not 0xC280 <= code <= 0xF4BFBFBF:
        return UNMAPPED
    try:
        char = code.to_bytes((code.bit_length() + 7) // 8, "big").decode("utf-8")
    except UnicodeDecodeError:
        return UNMAPPED
    return char if len(char) == 1 else UNMAPPED


def _read_codes(pdfium: Any, text: Any, chars: list[RawChar], places: list[int]) -> None:
    """Read characters without a meaning by their codes, font by font, where these make sense.

    `places` are the numbers of those characters that pdfium gives.
    """
    fonts: dict[int, list[RawChar]] = {}
    for char, place in zip((char for char in chars if char.text == UNMAPPED), places, strict=False):
        font = pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(text, place))
        fonts.setdefault(ctypes.cast(font, ctypes.c_void_p).value or 0, []).append(char)
    for of_font in fonts.values():
        shift = _shift([char.code for char in of_font])
        for char in of_font:
            code = char.code + shift if shift is not None else -1
            if 0x20 <= code < 0x7F or 0x2E80 <= code < 0xFFEF:
                char.text = chr(code)


def _shift(codes: list[int]) -> int | None:
    """What added to its codes makes a font's text: 0 where they are ASCII or Unicode, 29 where
    they number glyphs as most TrueType fonts do, None where neither makes sense."""
    most = 0.9 * len(codes)
    if sum(0x20 <= code < 0x7F for code in codes) >= most and min(codes) == 0x20:
        return 0
    for shift in (0, 29):
        letters = [code + shift for code in codes if 0x21 <= code + shift < 0x7F]
        lower = sum(0x61 <= code <= 0x7A for code in letters)
        vowels = sum(chr(code) in "aeiou" for code in letters)
        if (
            len(codes) >= _ENOUGH_CODES
            and len(letters) + codes.count(3) >= most
            and (lower > 0.6 * len(letters) and vowels > 0.3 * lower)
        ):
            return shift
    chinese = [chr(code) for code in codes if 0x3000 <= code < 0xFFEF]
    sense = sum(char in COMMON_HANZI or "\u3040" <= char <= "\u30ff" for char in chinese)
    return 0 if len(chinese) >= 0.7 * len(codes) and sense > 0.4 * len(chinese) else None
