"""PDF fonts that map only some of their characters to Unicode, or none, or to odd ones."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Mapping, Sequence

import pytest

from indexer.errors import UnreadableError
from indexer.ingest.extracted import Extracted
from indexer.ingest.readers import read_bytes
from indexer.ingest.readers.pdf import GARBLED
from indexer.reports.warnings import DetailedWarning, ReadingWarning
from tests.ingest.readers.raw_pdf import raw_pdf

CHINESE = (
    "各院系按月报送信息目录，校务公开办公室逐条核对栏目、时限与责任人，发现迟报即发函提醒，"
    "年终汇总成册存档。校长信箱全年办结来信二百一十六封，平均答复时间为三个工作日，无逾期。"
    "预算与决算在财政批复后二十日内上网，附有说明与图表，采购结果逐项列出中标单位和金额。"
)
ENGLISH = "Every office publishes what it decides, within twenty working days."
POLISH = "Plan zajęć na środę oraz piątek został już ogłoszony w Łodzi"
IDENTITY = (
    "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts"
    "[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo"
    "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>%s>>]>>"
)


def _read(data: bytes) -> Extracted:
    return read_bytes(data, "a.pdf")


def _words(data: bytes) -> str:
    return "".join(_read(data).text.split())


def _details(data: bytes) -> dict[ReadingWarning, str]:
    return {w.kind: w.detail for w in _read(data).warnings if isinstance(w, DetailedWarning)}


def _is_garbled(data: bytes) -> bool:
    try:
        _read(data)
    except UnreadableError as error:
        return error.reason == GARBLED
    return False


def _page(codes: Sequence[int], font: str, *more: str | tuple[str, bytes], width: int = 2) -> bytes:
    """A page of the codes of a font, object 5, each of `width` bytes; `more` are objects 6 and on."""
    lines = [codes[at : at + 40] for at in range(0, len(codes), 40)]
    shown = "".join(
        f"1 0 0 1 60 {780 - 14 * number} Tm <{''.join(f'{c:0{2 * width}x}' for c in line)}> Tj "
        for number, line in enumerate(lines)
    )
    return raw_pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>",
        ("/Filter/FlateDecode", zlib.compress(f"BT /F 11 Tf {shown} ET".encode())),
        font,
        *more,
    )


def _truetype(glyphs: Mapping[str, int], *, wide: bool = False) -> bytes:
    """A font without outlines: the glyph of each character, all 900 of 1000 units wide."""
    count = max(glyphs.values()) + 1
    pairs = sorted((ord(char), glyph) for char, glyph in glyphs.items())
    if wide:
        rows = b"".join(struct.pack(">LLL", code, code, glyph) for code, glyph in pairs)
        table = struct.pack(">HHLLL", 12, 0, 16 + len(rows), 0, len(pairs)) + rows
        cmap = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table
    else:
        pairs.append((0xFFFF, 0))
        size = len(pairs)
        codes = struct.pack(f">{size}H", *(code for code, _ in pairs))
        deltas = struct.pack(f">{size}H", *((glyph - code) & 0xFFFF for code, glyph in pairs))
        body = codes + b"\0\0" + codes + deltas + bytes(2 * size)
        table = struct.pack(">HHHHHHH", 4, 14 + len(body), 0, 2 * size, 0, 0, 0) + body
        cmap = struct.pack(">HHHHL", 0, 1, 3, 1, 12) + table
    tables = {
        b"cmap": cmap,
        b"glyf": bytes(4),
        b"head": struct.pack(">LLLLHH16x4h6H", 0x10000, 0, 0, 0x5F0F3CF5, 0, 1000, *[0] * 10),
        b"hhea": struct.pack(">L3hH11hH", 0x10000, 800, -200, 0, 900, *[0] * 11, 1),
        b"hmtx": struct.pack(">Hh", 900, 0) + bytes(2 * (count - 1)),
        b"loca": bytes(2 * (count + 1)),
        b"maxp": struct.pack(">LH26x", 0x10000, count),
    }
    data = struct.pack(">LHHHH", 0x10000, len(tables), 64, 2, 48)
    place = 12 + 16 * len(tables)
    for tag, content in tables.items():
        data += struct.pack(">4sLLL", tag, 0, place, len(content))
        place += (len(content) + 3) // 4 * 4
    return data + b"".join(item + bytes(-len(item) % 4) for item in tables.values())


def _embedded(text: str, glyphs: Mapping[str, int], font: bytes, more: str = "") -> bytes:
    described = f"/FontDescriptor 6 0 R/DW 900{more}"
    return _page(
        [glyphs[char] for char in text],
        IDENTITY % described,
        "<</Type/FontDescriptor/FontName/X/Flags 4/FontBBox[0 0 1 1]/ItalicAngle 0/Ascent 800"
        "/Descent -200/CapHeight 700/StemV 80/FontFile2 7 0 R>>",
        (f"/Length1 {len(font)}", font),
    )


def _numbered(text: str, first: int = 700) -> dict[str, int]:
    return {char: first + at for at, char in enumerate(dict.fromkeys(text))}


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("text", [CHINESE, ENGLISH, "2019 年第 3 号"])
def test_an_embedded_font_says_what_its_glyphs_are(text: str, wide: bool) -> None:
    if wide:
        text += "𠮷"
    glyphs = _numbered(text)
    data = _embedded(text, glyphs, _truetype(glyphs, wide=wide))
    assert _words(data) == "".join(text.split())


def test_an_embedded_font_in_another_order_is_not_believed() -> None:
    glyphs = _numbered(CHINESE)
    rare = {chr(0x9F00 + at): glyph for at, glyph in enumerate(glyphs.values())}
    assert _is_garbled(_embedded(CHINESE, glyphs, _truetype(rare)))


def test_widths_that_differ_show_that_codes_are_no_glyphs() -> None:
    text = "KX-20 QZ/7 WR"
    glyphs = _numbered(text)
    font = _truetype(glyphs)
    assert _words(_embedded(text, glyphs, font)) == "".join(text.split())
    widths = f"/W[700[{' '.join(str(300 + 7 * at) for at in range(len(glyphs)))}]]"
    assert _is_garbled(_embedded(text, glyphs, font, widths))


@pytest.mark.parametrize("spoil", ["cut", "no table", "huge count"])
def test_a_damaged_embedded_font_is_none(spoil: str) -> None:
    glyphs = _numbered(CHINESE)
    font = _truetype(glyphs)
    cmap = font.index(b"\0\0\0\1\0\3\0\1")
    font = {
        "cut": font[: cmap + 40],
        "no table": font.replace(b"cmap", b"xxxx"),
        "huge count": font[: cmap + 18] + b"\xff\xfe" + font[cmap + 20 :],
    }[spoil]
    assert _is_garbled(_embedded(CHINESE, glyphs, font))


def test_an_endless_table_of_characters_is_cut_off() -> None:
    glyphs = _numbered(CHINESE)
    font = bytearray(_truetype(glyphs, wide=True))
    first = font.index(
        struct.pack(">LLL", min(map(ord, glyphs)), min(map(ord, glyphs)), glyphs[min(glyphs)])
    )
    for at in range(first, first + 12 * len(glyphs), 12):
        struct.pack_into(">LLL", font, at, 0x20, 0x10FFFF, 7 * at)
    assert _is_garbled(_embedded(CHINESE, glyphs, bytes(font)))


@pytest.mark.parametrize("text", [ENGLISH, POLISH])
def test_numbers_of_glyphs_in_the_usual_order_are_read(text: str) -> None:
    order = bytes([*range(0x20, 0x7F), *range(0x80, 0x100)]).decode("mac_roman") + "Łł"
    codes = [order.find(char) + 3 if char in order else 300 for char in text]
    read = _words(_page(codes, IDENTITY % ""))
    shown = "".join(char if char in order else "\ufffd" for char in text)
    assert read == "".join(shown.split())


@pytest.mark.parametrize("shift", [28, 31, 90])
def test_codes_at_a_constant_distance_from_ascii_are_read(shift: int) -> None:
    codes = [ord(char) - shift if shift < 90 else ord(char) + shift for char in ENGLISH]
    assert _words(_page(codes, IDENTITY % "")) == "".join(ENGLISH.split())


@pytest.mark.parametrize(
    "text", [CHINESE, POLISH, "Café “Müller” – tous les jours, été comme hiver"]
)
def test_codes_that_are_unicode_are_read(text: str) -> None:
    assert _words(_page([*map(ord, text)], IDENTITY % "")) == "".join(text.split())


def test_words_that_are_only_nearly_language_are_not_made_up() -> None:
    codes = [
        ord(char) - 28 for char in "Poultry Industry"
    ]  # as glyphs it would be Qpvmusz!Joevtusz
    assert _is_garbled(_page(codes, IDENTITY % ""))


def test_line_ends_inside_a_text_are_blanks() -> None:
    codes = [*map(ord, "pdf haystack\n" * 20)]
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
    assert _words(_page(codes, font, width=1)).startswith("pdfhaystack")


def test_accented_letters_are_no_garbling() -> None:
    words = "Žluťoučký kůň příšerně úpěl ďábelské ódy"
    assert _words(_page([*map(ord, words)], IDENTITY % "")) == "".join(words.split())


@pytest.mark.parametrize("step", [5, 40, 1000])
def test_codes_that_are_no_language_are_refused(step: int) -> None:
    codes = [3 + (at * at * step) % 61 for at in range(200)]
    assert _is_garbled(_page(codes, IDENTITY % ""))


DRAWN = "<</Type/Font/Subtype/Type3/FontBBox[0 0 10 10]/FontMatrix[%s]/CharProcs<<%s>>/Encoding%s/FirstChar 32/LastChar 126/Widths[%s]>>"


def _drawn(
    text: str, matrix: str, text_matrix: str = "1 0 0 1", encoding: str = "/WinAnsiEncoding"
) -> bytes:
    """A text in a font whose letters are drawings, without a table of characters."""
    procedures = "".join(f"/g{at} 6 0 R" for at in range(95))
    font = DRAWN % (matrix, procedures, encoding, " ".join(["10"] * 95))
    shown = f"BT /F 10 Tf {text_matrix} 60 700 Tm <{text.encode('ascii').hex()}> Tj ET"
    return raw_pdf(
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 1595 842]/Contents 4 0 R"
        "/Resources<</Font<</F 5 0 R>>>>>>",
        ("", shown.encode()),
        font,
        ("", b"10 0 0 0 10 10 d1 0 0 8 9 re f"),
    )


@pytest.mark.parametrize("text", [ENGLISH, "1,406,164.00 2,518.10 01/14/2016"])
def test_letters_that_are_drawings_are_read_by_their_codes(text: str) -> None:
    assert _words(_drawn(text, "0.1 0 0 0.1 0 0")) == "".join(text.split())


def test_letters_that_are_mirrored_twice_are_text() -> None:
    assert _words(_drawn(ENGLISH, "0.1 0 0 -0.1 0 0", "1 0 0 -1")) == "".join(ENGLISH.split())


def test_drawings_numbered_one_by_one_are_refused() -> None:
    numbers = {char: chr(0x21 + at) for at, char in enumerate(dict.fromkeys(CHINESE[:120]))}
    assert _is_garbled(_drawn("".join(numbers[char] for char in CHINESE[:120]), "0.1 0 0 0.1 0 0"))


def _mapped(codes: Sequence[int], meanings: dict[int, str]) -> bytes:
    """A page of codes from a font whose ToUnicode map has only some of them."""
    pairs = "".join(
        f"1 beginbfchar <{code:04x}> <{char.encode('utf-16-be').hex()}> endbfchar "
        for code, char in meanings.items()
    )
    cmap = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <ffff> "
        f"endcodespacerange {pairs} endcmap end"
    )
    font = (IDENTITY % "").replace("/Type0", "/Type0/ToUnicode 6 0 R")
    return _page(codes, font, ("", cmap.encode()))


def _encoded(text: str) -> tuple[list[int], dict[int, str]]:
    codes = {char: 0x300 + at for at, char in enumerate(dict.fromkeys(text))}
    return [codes[char] for char in text], {code: char for char, code in codes.items()}


@pytest.mark.parametrize("every", [400, 60, 25])
def test_a_few_unknown_symbols_are_counted(every: int) -> None:
    codes, meanings = _encoded(CHINESE * 6)
    marked = [
        code
        for at, char in enumerate(codes)
        for code in ([0x2F, char] if at % every == 0 else [char])
    ]
    data = _mapped(marked, meanings)
    assert _words(data).replace("�", "") == CHINESE * 6
    assert _details(data) == {ReadingWarning.TEXT_UNMAPPED: str(marked.count(0x2F))}


@pytest.mark.parametrize("lost", ["all", "half", "private"])
def test_wrong_decoding_is_refused(lost: str) -> None:
    codes, meanings = _encoded(CHINESE * 6)
    if lost == "private":
        meanings = {code: chr(0xE000 + code) for code in meanings}
    else:
        meanings = {} if lost == "all" else dict(list(meanings.items())[::2])
    with pytest.raises(UnreadableError) as error:
        _read(_mapped(codes, meanings))
    assert error.value.reason == GARBLED


def test_rare_characters_beyond_the_first_plane_are_no_garbling() -> None:
    codes, meanings = _encoded(ENGLISH + "𠁔𠁨𠁩𠁳𠀠𠀊𠁮𠁯𠁴𠀉𠁷𠁡𠁉𠁥𠁤𠀮𠂉𠂢𠃌𠄌𠄎𠆢")
    assert "𠁔𠁨𠁩" in _words(_mapped(codes, meanings))


def test_a_font_that_says_its_letters_have_no_height_is_read() -> None:
    glyphs = _numbered(CHINESE)
    data = _embedded(CHINESE, glyphs, _truetype(glyphs))
    assert b"/FontBBox[0 0 1 1]" in data
    assert len(_read(data).text.split("\n")) < 6


def test_a_font_without_unicode_values_is_refused() -> None:
    assert _is_garbled(_page([0x102, 0x304] * 40, IDENTITY % ""))


@pytest.mark.parametrize(("radical", "character"), [("⼀", "一"), ("⻚", "页"), ("⺠", "民")])
def test_radicals_become_the_characters_they_look_like(radical: str, character: str) -> None:
    assert _words(_mapped([0x41, 0x41], {0x41: radical})) == 2 * character
