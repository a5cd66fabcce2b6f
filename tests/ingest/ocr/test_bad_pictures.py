"""A picture made to do harm fails itself, with a message, before it costs anything; a page that
exceeds its limits fails alone."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from indexer.ingest import recognise_pages
from indexer.ingest.files import discover
from indexer.ingest.limits import DEFAULT_LIMITS
from indexer.ingest.ocr.engine import model_version
from indexer.ingest.ocr.picture import decode
from indexer.ingest.ocr.scans import OcrOptions
from indexer.ingest.read import ParseResult, read_report, read_reports
from indexer.ingest.recognise_pages import PageTask, recognise_page
from indexer.reports.warnings import DetailedWarning, ReadingWarning
from tests.ingest.ocr.pages import set_paragraphs
from tests.ingest.readers.ofd import ofd
from tests.ingest.readers.typeset import Pages

pytestmark = pytest.mark.skipif(
    model_version() is None, reason="needs pip install 'xxgk-search[ocr]'"
)


@cache
def good(form: str = "JPEG") -> bytes:
    file = io.BytesIO()
    Image.effect_noise((600, 810), 60).convert("RGB").save(file, form)
    return file.getvalue()


def png(width: int, height: int, *, pixels: bytes = b"", more: bytes = b"") -> bytes:
    """A PNG of 8 bits grey that declares a size, whatever pixels it has."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = _chunk(b"IHDR", header) + more + _chunk(b"IDAT", zlib.compress(pixels))
    return b"\x89PNG\r\n\x1a\n" + chunks + _chunk(b"IEND", b"") + bytes(30 << 10)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def solid_bomb(form: str) -> bytes:
    """81 megapixels of nothing, in a file of a few kilobytes."""
    file = io.BytesIO()
    Image.new("1", (9_000, 9_000)).save(
        file, form, **({"compression": "group4"} if form == "TIFF" else {})
    )
    return file.getvalue()


def bmp(width: int, height: int) -> bytes:
    header = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + header + bytes(30 << 10)


TOO_LARGE = "百万像素，超过上限 60 百万"
DAMAGED = "图片已损坏"
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb.png": (lambda: solid_bomb("PNG"), TOO_LARGE),
    "bomb.tif": (lambda: solid_bomb("TIFF"), TOO_LARGE),
    "of 61 megapixels.png": (lambda: png(7_820, 7_820), TOO_LARGE),
    "of 200 megapixels.png": (lambda: png(14_200, 14_200), TOO_LARGE),
    "of 4 terapixels.png": (lambda: png(2_000_000, 2_000_000), TOO_LARGE),
    "of a size beyond all.png": (lambda: png(2**31 - 1, 2**31 - 1), TOO_LARGE),
    "of 4 gigapixels.bmp": (lambda: bmp(65_000, 65_000), TOO_LARGE),
    "without pixels.png": (lambda: png(2_000, 3_000), DAMAGED),
    "with few pixels.png": (lambda: png(2_000, 3_000, pixels=bytes(5_000)), DAMAGED),
    "with a text bomb.png": (
        lambda: png(2_000, 3_000, more=_chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(20 << 20)))),
        DAMAGED,
    ),
    "cut.jpg": (lambda: good()[: 30 << 10], DAMAGED),
    "cut.png": (lambda: good("PNG")[: 100 << 10], DAMAGED),
    "cut.webp": (lambda: good("WEBP")[: 30 << 10], DAMAGED),
    "cut.tif": (lambda: good("TIFF")[: 30 << 10], DAMAGED),
    "of another kind inside.jpg": (lambda: b"\xff\xd8\xff\xe0" + bytes(40 << 10), DAMAGED),
    "zeros in the middle.jpg": (lambda: good()[:200] + bytes(40 << 10), DAMAGED),
    "text.png": (lambda: b"\x89PNG\r\n\x1a\n" + "公开".encode() * 9_000, DAMAGED),
    "postscript.tif": (lambda: b"II*\0%!PS-Adobe-3.0 EPSF-3.0\n" + b"quit\n" * 9_000, DAMAGED),
}


def read(path: Path) -> str:
    """Why a picture is not read, in one process: first by its header, then by its pixels."""
    (source,) = discover([path])
    options = OcrOptions("auto", path.parent / "ocr")
    result = read_report(source, ocr=options)
    if not result.wanted:
        return result.reason
    (picture,) = result.wanted
    assert options.folder is not None
    return recognise_page(PageTask(source, picture), options.folder, DEFAULT_LIMITS).reason


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("name", BAD)
def test_a_bad_picture_is_refused_with_a_message(name: str, tmp_path: Path) -> None:
    make, reason = BAD[name]
    (tmp_path / name).write_bytes(make())
    assert reason in read(tmp_path / name)


def test_a_bad_picture_in_a_document_leaves_the_others(tmp_path: Path) -> None:
    file = tmp_path / "a.ofd"
    shown = [f'<ofd:ImageObject ID="4" Boundary="0 0 210 297" ResourceID="{at}"/>' for at in "01"]
    file.write_bytes(ofd(shown, pictures={"0": solid_bomb("PNG"), "1": good()}))
    (source,) = discover([file])
    (wanted,) = read_report(source, ocr=OcrOptions("auto", tmp_path / "ocr")).wanted
    assert wanted.page == 1


def tiff(*, next_directories: int = 0, in_circles: bool = False) -> bytes:
    """A TIFF whose first page is followed by so many others, or by itself."""
    file = io.BytesIO()
    Image.new("1", (900, 1200), 1).save(file, "TIFF")
    data = bytearray(file.getvalue())
    (start,) = struct.unpack_from("<I", data, 4)
    (entries,) = struct.unpack_from("<H", data, start)
    directory = bytes(data[start : start + 2 + 12 * entries])
    link = start + len(directory)
    if in_circles:
        struct.pack_into("<I", data, link, start)
    for _ in range(next_directories):
        struct.pack_into("<I", data, link, len(data))
        data += directory + bytes(4)
        link = len(data) - 4
    return bytes(data)


@pytest.mark.parametrize(
    "data", [tiff(in_circles=True), tiff(next_directories=20_000)], ids=["in circles", "many"]
)
def test_of_a_picture_with_many_pages_only_the_first_is_decoded(data: bytes) -> None:
    assert decode(data).shape == (1200, 900, 3)


def scanned(tmp_path: Path) -> tuple[Path, OcrOptions]:
    """A file of two scanned pages, of which the first is recognised already, and a text file."""
    pages = Pages()
    for shade in (200, 210):
        pages.scan(Image.effect_noise((827, 1169), shade / 4).convert("L"))
        pages.page()
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.pdf").write_bytes(pages.bytes())
    (folder / "b.txt").write_text("\n".join(TEXT).replace("青江", "赤江"), "utf-8")
    options = OcrOptions("auto", tmp_path / "ocr")
    (source, _) = discover([folder])
    first, _second = read_report(source, ocr=options).wanted
    assert options.cache is not None
    options.cache.put(first.key, set_paragraphs(TEXT))
    return folder, options


TEXT = (
    "青江职业学院2023-2024学年信息公开年度报告",
    "一、概述",
    *("学校高度重视信息公开工作，健全工作机制，明确责任分工，加强监督检查。" for _ in range(6)),
    "二、主动公开情况",
    "全年主动公开信息一千四百三十五条，其中学校网站五百七十三条。",
)


def results(folder: Path, options: OcrOptions) -> dict[str, ParseResult]:
    found = read_reports(discover([folder]), jobs=1, ocr=options)
    return {result.source.path: result for result in found}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [("SECONDS", 0.2, "超过 0 秒"), ("MEMORY", 200 << 20, "内存超过上限 200 MB")],
)
def test_a_page_beyond_its_limits_fails_alone(
    limit: str, value: float, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognise_pages, limit, value)
    folder, options = scanned(tmp_path)
    found = results(folder, options)
    assert found["b.txt"].report is not None
    report = found["a.pdf"].report
    assert report is not None, found["a.pdf"].reason
    assert report.period == "2023-2024"
    assert [page.page for page in report.scanned] == [1]
    assert DetailedWarning(ReadingWarning.PAGES_SCANNED, "2") in report.warnings
    # Where most pages fail, the file does, with the reason of the first.
    assert options.folder is not None
    failing = replace(options, folder=tmp_path / "none")
    assert reason in results(folder, failing)["a.pdf"].reason
