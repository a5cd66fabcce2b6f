"""Pictures that hold the report inside a document are read, whatever the format of the document.

What the recogniser would give is stored beforehand, so that none has to run.
"""

from __future__ import annotations

import io
import sys
from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image, ImageChops, ImageStat

from indexer.errors import UnreadableError
from indexer.ingest.files import discover
from indexer.ingest.limits import DEFAULT_LIMITS
from indexer.ingest.ocr import engine
from indexer.ingest.ocr.engine import model_version
from indexer.ingest.ocr.scans import OcrOptions
from indexer.ingest.page_image import PageImageTask, page_image
from indexer.ingest.read import ParseResult, read_report
from indexer.ingest.readers.embedded import embedded_picture
from tests.ingest.ocr.pages import set_paragraphs
from tests.ingest.readers.odf import flat, odt
from tests.ingest.readers.ofd import as_ofd, ofd

pytestmark = pytest.mark.skipif(
    model_version() is None, reason="needs pip install 'xxgk-search[ocr]'"
)

PAGES = (
    (
        "青江职业学院2023-2024学年信息公开年度报告",
        "根据《高等学校信息公开办法》，现公布我校2023-2024学年信息公开年度报告，请各位师生监督。",
        "一、概述",
        "学校高度重视信息公开工作，健全工作机制，明确责任分工。",
    ),
    ("二、主动公开情况", "全年主动公开信息一千四百三十五条，其中学校网站五百七十三条。"),
)


@cache
def picture(number: int) -> bytes:
    """A page of a certain grey, in more bytes than an ornament has."""
    page = Image.effect_noise((1000, 1414), 40 + number).convert("L")
    file = io.BytesIO()
    page.save(file, "JPEG", quality=70)
    return file.getvalue()


def _docx(pictures: Sequence[bytes]) -> bytes:
    from docx import Document
    from docx.shared import Cm

    document = Document()
    for one in pictures:
        document.add_picture(io.BytesIO(one), width=Cm(15))
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _odt(pictures: Sequence[bytes]) -> bytes:
    body = "".join(
        f'<text:p><draw:frame><draw:image xlink:href="Pictures/{at}.jpg"/></draw:frame></text:p>'
        for at in range(len(pictures))
    )
    files = {f"Pictures__{at}.jpg": one for at, one in enumerate(pictures)}
    return odt(body, **files)  # type: ignore[arg-type]


def _flat_odt(pictures: Sequence[bytes]) -> bytes:
    return flat(
        "".join(
            "<text:p><draw:frame><draw:image><office:binary-data>"
            f"{b64encode(one).decode()}</office:binary-data></draw:image></draw:frame></text:p>"
            for one in pictures
        )
    )


def _word_2003(pictures: Sequence[bytes]) -> bytes:
    shown = "".join(
        f'<w:p><w:r><w:pict><w:binData w:name="wordml://{at}.jpg">{b64encode(one).decode()}'
        "</w:binData></w:pict></w:r></w:p>"
        for at, one in enumerate(pictures)
    )
    return (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        '<w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml">'
        f"<w:body>{shown}</w:body></w:wordDocument>"
    ).encode()


def _archive(parts: Sequence[tuple[str, bytes]], page: str, location: str) -> bytes:
    """A web archive: headers of its parts and their bytes."""
    mail = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b0\n\n--b0\n"
        f"Content-Type: text/html; charset=utf-8\nContent-Location: {location}\n\n{page}\n"
    )
    for headers, content in parts:
        mail += (
            f"--b0\nContent-Type: image/jpeg\nContent-Transfer-Encoding: base64\n{headers}\n\n"
            f"{b64encode(content).decode()}\n"
        )
    return f"{mail}--b0--\n".encode()


def _page(sources: Sequence[str]) -> str:
    shown = "".join(f"<p><img src='{source}'></p>" for source in sources)
    return f"<html><head><title>{PAGES[0][0]}</title></head><body><div>{shown}</div></body></html>"


def _saved_by_a_browser(pictures: Sequence[bytes]) -> bytes:
    addresses = [f"http://a.edu.cn/upload/{at}.jpg" for at in range(len(pictures))]
    parts = [
        (f"Content-Location: {address}", one)
        for address, one in zip(addresses, pictures, strict=True)
    ]
    return _archive(parts, _page(["/upload/0.jpg", *addresses[1:]]), "http://a.edu.cn/xxgk/1.htm")


def _saved_by_a_mail_program(pictures: Sequence[bytes]) -> bytes:
    parts = [(f"Content-ID: <p{at}@a>", one) for at, one in enumerate(pictures)]
    return _archive(parts, _page([f"cid:p{at}@a" for at in range(len(pictures))]), "x.htm")


def _ofd(pictures: Sequence[bytes]) -> bytes:
    shown = [
        f'<ofd:ImageObject ID="4" Boundary="0 0 210 297" ResourceID="{at}"/>'
        for at in range(len(pictures))
    ]
    return ofd(shown, pictures={str(at): one for at, one in enumerate(pictures)})


FORMATS: dict[str, Callable[[Sequence[bytes]], bytes]] = {
    "a.docx": _docx,
    "a.odt": _odt,
    "a.fodt": _flat_odt,
    "word2003.doc": _word_2003,
    "browser.mht": _saved_by_a_browser,
    "mail.mht": _saved_by_a_mail_program,
    "a.ofd": _ofd,
}


def read(folder: Path, name: str, content: bytes) -> ParseResult:
    """The result of a file once its pages, which are those of PAGES, are recognised."""
    path = folder / name
    path.write_bytes(content)
    (source,) = (each for each in discover([folder]) if each.path == name)
    options = OcrOptions("auto", folder / "ocr")
    wanted = read_report(source, ocr=options).wanted
    assert options.cache is not None
    for page, paragraphs in zip(wanted, PAGES, strict=True):
        found = embedded_picture(content, page.member, source.sibling, DEFAULT_LIMITS)
        assert found == picture(PAGES.index(paragraphs))
        options.cache.put(page.key, set_paragraphs(paragraphs))
    return read_report(source, ocr=options)


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_in_pictures_is_read(name: str, tmp_path: Path) -> None:
    report = read(tmp_path, name, FORMATS[name]([picture(0), picture(1)])).report
    assert report is not None
    assert (report.school, report.period) == ("青江职业学院", "2023-2024")
    assert report.sections == ("preamble", "overview", "proactive")
    assert report.text_source == "ocr"
    assert [page.page for page in report.scanned] == [1, 2]


@pytest.mark.parametrize("name", FORMATS)
def test_the_picture_of_a_page_is_found_in_the_document(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(FORMATS[name]([picture(0), picture(1)]))
    (source,) = discover([tmp_path])
    for number in (1, 2):
        made = page_image(PageImageTask(source, source.sha256(), number))
        shown = Image.open(io.BytesIO(made.data)).convert("L")
        wanted = Image.open(io.BytesIO(picture(number - 1)))
        assert shown.size == wanted.size
        assert ImageStat.Stat(ImageChops.difference(shown, wanted)).mean[0] < 20
    assert "不存在" in page_image(PageImageTask(source, source.sha256(), 3)).reason


def test_a_page_that_is_not_recognised_keeps_its_number(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(_docx([picture(1), picture(0)]))
    (source,) = discover([tmp_path])
    options = OcrOptions("auto", tmp_path / "ocr")
    first, second = read_report(source, ocr=options).wanted
    assert options.cache is not None
    options.cache.put(second.key, set_paragraphs(PAGES[0]))
    report = read_report(source, ocr=options, failures={first.key: "识别失败"}).report
    assert report is not None
    assert [page.page for page in report.scanned] == [2]


def test_an_old_word_file_is_converted_and_its_pictures_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = tmp_path / "programs"
    programs.mkdir()
    (programs / "made.docx").write_bytes(_docx([picture(0), picture(1)]))
    script = (
        f"#!{sys.executable}\nimport os, shutil, sys\nout = sys.argv[sys.argv.index('--outdir') + 1]\n"
        f"os.makedirs(out)\nshutil.copy({str(programs / 'made.docx')!r}, out + '/input.docx')\n"
    )
    (programs / "soffice").write_text(script)
    (programs / "soffice").chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    folder = tmp_path / "in"
    folder.mkdir()
    report = read(folder, "a.rtf", rb"{\rtf1\ansi x}").report
    assert report is not None
    assert (report.period, report.text_source) == ("2023-2024", "ocr")


def test_the_text_pages_of_an_ofd_file_are_not_recognised(tmp_path: Path) -> None:
    """Its first page is text; the two others are pictures."""
    typed = (
        "青江职业学院2022年信息公开年度报告",
        *("学校坚持公开为常态，健全机制，明确责任。" * 2 for _ in range(3)),
    )
    with_text = as_ofd(typed)
    scanned = _ofd([picture(0), picture(1)])
    report = read(tmp_path, "a.ofd", _joined(with_text, scanned)).report
    assert report is not None
    assert [page.page for page in report.scanned] == [2, 3]
    assert report.text_source == "mixed"


def _joined(first: bytes, second: bytes) -> bytes:
    """Two OFD packages as one with two documents."""
    file = io.BytesIO()
    with (
        ZipFile(io.BytesIO(first)) as one,
        ZipFile(io.BytesIO(second)) as other,
        ZipFile(file, "w") as both,
    ):
        for name in one.namelist():
            if name != "OFD.xml":
                both.writestr(name, one.read(name))
        for name in other.namelist():
            if name != "OFD.xml":
                both.writestr(
                    name.replace("Doc_0", "Doc_1"), other.read(name).replace(b"Doc_0", b"Doc_1")
                )
        root = one.read("OFD.xml").decode()
        body = root[root.index("<ofd:DocBody>") : root.index("</ofd:OFD>")]
        both.writestr("OFD.xml", root.replace(body, body + body.replace("Doc_0", "Doc_1")))
    return file.getvalue()


@pytest.mark.parametrize("name", FORMATS)
def test_without_the_extra_the_message_says_what_the_file_is_and_what_to_install(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / name).write_bytes(FORMATS[name]([picture(0), picture(1)]))
    (source,) = discover([tmp_path])
    monkeypatch.setattr(engine, "find_spec", lambda _: None)
    model_version.cache_clear()
    try:
        reason = read_report(source, ocr=OcrOptions("auto", tmp_path / "ocr")).reason
    finally:
        model_version.cache_clear()
    assert "图片" in reason
    assert "pip install 'xxgk-search[ocr]'" in reason


def test_a_picture_that_is_gone_fails_its_page() -> None:
    for name, make in FORMATS.items():
        content = make([picture(0)])
        member = "9" if name.endswith(("mht", "fodt", "doc")) else "no.jpg"
        with pytest.raises(UnreadableError, match="图片已不存在"):
            embedded_picture(content, member, lambda _: None, DEFAULT_LIMITS)
