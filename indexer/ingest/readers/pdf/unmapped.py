"""The text of characters for which pdfium finds no Unicode value.

An embedded TrueType font may still have a table that maps Unicode to its glyphs. Otherwise the
codes are tried as Unicode, and as glyph numbers in the order that most TrueType fonts share. The
result is used only if it reads like language: a wrong text is worse than none.
"""

from __future__ import annotations

import ctypes
import struct
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from indexer.ingest.readers.encoding import COMMON_HANZI
from indexer.ingest.readers.page_layout.geometry import UNMAPPED, RawChar

_ENOUGH_CODES: Final = 12
_LARGEST_FONT: Final = 16 << 20
_MOST_MAPPED: Final = 200_000
"""Characters of a font beyond which its table is an attack."""
_WIDTH_TOLERANCE: Final = 0.02
"""Share by which a width may be rounded."""
_LEAST_SPACES, _MOST_SPACES = 0.07, 0.3
"""Share of spaces in a text of words."""
_PRINTABLE: Final = ((0x20, 0x7E), (0xA1, 0x24F), (0x2010, 0x203A), (0x2E80, 0xFFEE))
"""Ranges of Unicode that a text may be written with."""
_LINE_CONTROLS: Final = frozenset({0x09, 0x0A, 0x0D})
_FIRST_CHINESE: Final = "\u2e80"
_SPACE_GLYPH: Final = 3
_MACINTOSH_ORDER: Final = dict(
    enumerate(
        bytes([*range(0x20, 0x7F), *range(0x80, 0x100)]).decode("mac_roman")
        + "ŁłŠšŽž¦ÐðÝýÞþ−×¹²³½¼¾₣ĞğİŞşĆćČčđ",
        start=_SPACE_GLYPH,
    )
)
"""The standard Macintosh glyph order, with which most TrueType fonts begin."""


def decode_unmapped(
    pdfium: Any, text_page: Any, chars: Iterable[RawChar], indices: Iterable[int]
) -> None:
    """Set the text of characters without one, font by font, if it can be determined.

    `indices` are their indices on the text page.
    """
    fonts: dict[int, tuple[Any, list[RawChar]]] = {}
    unmapped = (char for char in chars if char.text == UNMAPPED)
    for char, index in zip(unmapped, indices, strict=False):
        font = pdfium.FPDFTextObj_GetFont(pdfium.FPDFText_GetTextObject(text_page, index))
        address = ctypes.cast(font, ctypes.c_void_p).value or 0
        fonts.setdefault(address, (font, []))[1].append(char)
    for font, font_chars in fonts.values():
        text = _by_font(pdfium, font, font_chars) or _by_code([char.code for char in font_chars])
        for char, known in zip(font_chars, text, strict=True):
            char.text = known


def _by_font(pdfium: Any, font: Any, chars: Sequence[RawChar]) -> list[str] | None:
    """The text by the character table of an embedded TrueType font, if the text or the widths of
    the glyphs show that the codes are glyph numbers of this font."""
    size = ctypes.c_size_t()
    pdfium.FPDFFont_GetFontData(font, None, 0, size)
    if not 12 < size.value <= _LARGEST_FONT or not pdfium.FPDFFont_GetIsEmbedded(font):
        return None
    buffer = ctypes.create_string_buffer(size.value)
    data = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_uint8))
    pdfium.FPDFFont_GetFontData(font, data, size.value, size)
    char_of_glyph, widths = read_truetype(buffer.raw)
    text = [char_of_glyph.get(char.code, UNMAPPED) for char in chars]
    chinese = [char for char in text if "\u3400" <= char < "\ua000"]
    if len(chinese) >= _ENOUGH_CODES:
        return text if _is_common(chinese) else None
    return text if _is_language(text) or _have_widths(chars, widths) else None


def _have_widths(chars: Sequence[RawChar], widths: Sequence[int]) -> bool:
    """Whether the characters are as wide as the glyphs that their codes number."""
    scales = [
        (char.box[2] - char.box[0]) / (char.size * widths[char.code])
        for char in chars
        if char.angle == 0 and char.code < len(widths) and widths[char.code] and char.size
    ]
    if not scales:
        return False
    median = sorted(scales)[len(scales) // 2]
    same = sum(abs(scale - median) <= _WIDTH_TOLERANCE * median for scale in scales)
    return same * 10 >= len(chars) * 9


def _by_code(codes: Sequence[int]) -> list[str]:
    """The text of codes that are Unicode, or glyph numbers in the usual order, or Unicode shifted
    by a constant, which the most frequent code, the space, shows."""
    if set(codes) <= _LINE_CONTROLS:
        return [" "] * len(codes)
    text = [_as_unicode(code) for code in codes]
    is_latin = sum(char < _FIRST_CHINESE for char in text) * 10 >= len(codes) * 9
    if is_latin and (min(codes) == 0x20 or _is_language(text) or _is_figures(text)):
        return text
    chinese = [char for char in text if char >= "\u3000" and char != UNMAPPED]
    if len(chinese) * 10 >= len(codes) * 7 and _is_common(chinese):
        return text
    counts = Counter(codes)
    spaces = (
        code
        for code in (_SPACE_GLYPH, *(code for code, _ in counts.most_common(3)))
        if _LEAST_SPACES <= counts[code] / len(codes) <= _MOST_SPACES
    )
    for space in spaces:
        if space == _SPACE_GLYPH:
            text = [_MACINTOSH_ORDER.get(code, UNMAPPED) for code in codes]
        else:
            text = [_as_unicode(code - space + 0x20) for code in codes]
        if _is_language(text):
            return text
    return [UNMAPPED] * len(codes)


def _as_unicode(code: int) -> str:
    is_printable = any(first <= code <= last for first, last in _PRINTABLE)
    return chr(code) if is_printable else UNMAPPED


def _is_language(text: Sequence[str]) -> bool:
    """Whether characters are words in Latin letters: mostly lower case, with enough vowels."""
    letters = [unicodedata.normalize("NFD", char)[0] for char in text if char.isalpha()]
    lower = [char for char in letters if char.islower()]
    vowels = sum(char in "aeiouy" for char in lower)
    known = sum(char != UNMAPPED for char in text)
    return (
        len(text) >= _ENOUGH_CODES
        and known * 10 >= len(text) * 9
        and len(letters) * 2 > len(text)
        and len(lower) * 2 > len(letters)
        and vowels * 10 > len(lower) * 3
    )


def _is_figures(text: Sequence[str]) -> bool:
    return sum(char.isdigit() for char in text) * 10 >= len(text) * 6


def _is_common(chinese: Sequence[str]) -> bool:
    """Whether running Chinese, or Japanese, is written with these characters."""
    common = sum(char in COMMON_HANZI or "\u3040" <= char <= "\u30ff" for char in chinese)
    return common * 10 > len(chinese) * 4


@lru_cache(maxsize=4)
def read_truetype(data: bytes) -> tuple[Mapping[int, str], Sequence[int]]:
    """The character of each glyph of a TrueType or OpenType font, and each glyph's width; nothing
    where the font has no table of Unicode characters."""
    try:
        tables = dict(_tables(memoryview(data)))
        glyphs: dict[int, str] = {}
        for code, glyph in islice(_characters(tables[b"cmap"]), _MOST_MAPPED):
            if glyph and code > 0x20 and not 0xD800 <= code < 0xF900:
                glyphs.setdefault(glyph, chr(code))
            elif glyph and code == 0x20:
                glyphs[glyph] = " "
        (count,) = struct.unpack_from(">H", tables[b"hhea"], 34)
        advances = struct.unpack_from(">" + "H2x" * count, tables[b"hmtx"])
        (all_glyphs,) = struct.unpack_from(">H", tables[b"maxp"], 4)
        return glyphs, advances + advances[-1:] * (all_glyphs - count)
    except (struct.error, KeyError, ValueError, OverflowError):
        return {}, ()


def _tables(data: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    (count,) = struct.unpack_from(">H", data, 4)
    for at in range(12, 12 + 16 * count, 16):
        tag, _, offset, length = struct.unpack_from(">4sLLL", data, at)
        yield tag, data[offset : offset + length]


def _characters(cmap: memoryview) -> Iterator[tuple[int, int]]:
    """Characters and their glyphs, 0 for none, by the largest table of Unicode characters."""
    (count,) = struct.unpack_from(">H", cmap, 2)
    subtables = {}
    for at in range(4, 4 + 8 * count, 8):
        platform, encoding, offset = struct.unpack_from(">HHL", cmap, at)
        (kind,) = struct.unpack_from(">H", cmap, offset)
        if (platform == 0 or (platform, encoding) in {(3, 1), (3, 10)}) and kind in {4, 12}:
            subtables[kind] = cmap[offset:]
    if 12 in subtables:
        yield from _format_12(subtables[12])
    elif 4 in subtables:
        yield from _format_4(subtables[4])


def _format_4(table: memoryview) -> Iterator[tuple[int, int]]:
    (doubled,) = struct.unpack_from(">H", table, 6)
    shape = f">{doubled // 2}H"
    ends, starts, deltas, offsets = (
        struct.unpack_from(shape, table, at)
        for at in (14, 16 + doubled, 16 + 2 * doubled, 16 + 3 * doubled)
    )
    for number, (start, end) in enumerate(zip(starts, ends, strict=True)):
        for code in range(start, min(end, 0xFFFE) + 1):
            if offsets[number]:
                at = 16 + 3 * doubled + 2 * number + offsets[number] + 2 * (code - start)
                (glyph,) = struct.unpack_from(">H", table, at)
                glyph = (glyph + deltas[number]) & 0xFFFF if glyph else 0
            else:
                glyph = (code + deltas[number]) & 0xFFFF
            yield code, glyph


def _format_12(table: memoryview) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">L", table, 12)
    for at in range(16, 16 + 12 * count, 12):
        start, end, glyph = struct.unpack_from(">LLL", table, at)
        for code in range(start, min(end, start + 0xFFFF, 0x10FFFF) + 1):
            yield code, glyph + code - start
