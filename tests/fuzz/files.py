"""Files by chance: real ones of every format, spoilt; their parts, where they are packed."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from lxml import etree

from indexer.errors import NotAReportError, UnreadableError
from indexer.ingest.manifest import read_manifest
from indexer.ingest.parse import Overrides, parse_report
from indexer.ingest.readers import read_bytes
from indexer.ingest.readers.office import find_office
from indexer.ingest.reading import extract
from indexer.ingest.sources import discover
from indexer.reports.model import Source
from tests.fuzz import texts
from tests.fuzz.mutating import damaged, mutant
from tests.ingest.formats import as_docx, as_page
from tests.ingest.readers.typeset import Pages
from tests.ingest.readers.word import W, Word

KINDS: Final = ("txt", "md", "htm", "mht", "pdf", "docx")
REPORT: Final = (
    "某师范学院2022—2023学年信息公开年度报告",
    "一、概述",
    "学校把信息公开列入年度重点工作，由校长办公室牵头，各单位指定一名联络员，逐项核对清单。",
    "二、依申请公开情况",
    "无。",
)
_ENCODINGS: Final = ("utf-8", "utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-be")
_MARKUP: Final = (
    *"<table> </table> <tr> <td colspan=9> <ol start=99999999999> <li> <!-- --> <p> <br> <pre> <a>".split(),
    *"<div hidden> <base href=//x> &#0; &#xD800; &#x110000; &nbsp; <svg> <math> <title> </div>".split(),
    *("<a href=http://[::1>", "<a href=javascript:1>x</a>", "<meta charset=utf-7>", "<![CDATA["),
    *("<div id=vsb_content>", "<p class=title>", "style='display:none'", "<?xml ?>", "<template>"),
)
_MARKDOWN: Final = (
    *"# ## | |-| ** * _ ` ``` ~~~ --- <!-- --> [a](http://a.cn) ![]( ]( \\ > - + 1. < >".split(),
    *("---\ntitle: x\n---\n", "|a|b|\n|-|-|\n", "\n\n"),
)
_PDF: Final = tuple(
    b"<< >> [ ] ( ) null 0 -1 1e99 99999999999 /Kids /Type /Parent /Contents stream endstream obj BT "
    b"ET Tj TJ Tf Tm cm q Q re Do () <feff> <d800> 1 2 3 4 5 0 R 2 0 R /W /DW /Filter /ToUnicode".split(
        b" "
    )
)
_XML: Final = tuple(
    b"<w:p> </w:p> <w:tbl> <w:tr> <w:tc> </w:tc> <w:r> <w:t> <w:br/> <w:sdt> <w:txbxContent> &#xD7FF; "
    b"&a; <!DOCTYPE <!ENTITY w:val= w:id= 99999999999 -1 %1%2%3 <![CDATA[ ]]> <!-- <w:ins>".split(
        b" "
    )
)
_ROWS: Final = (
    *'path,school,period,published,province,source_url,title , " "" \n \r \t ; = + @ \0'.split(" "),
    *("../../etc/passwd", "/etc/passwd", "a.zip!/b.txt", "2023-2024", "2024-13-40", "http://a.cn"),
)
_PARTS: Final = (
    *("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "docProps/core.xml"),
    *("word/document.xml", "word/numbering.xml", "word/styles.xml"),
)
_DAY: Final = (2024, 1, 1, 0, 0, 0)


def maker(kind: str) -> Callable[[Random], bytes]:
    """What makes a spoilt file of a kind."""
    match kind:
        case "docx":
            return lambda random: _repacked(random.choice(_words()), _XML, random)
        case "pdf":
            return lambda random: _spoilt(_typeset(), _PDF, random)
        case "htm":
            return lambda random: _written(_pages(), (*texts.PIECES, *_MARKUP), random)
        case "mht":
            return _web_archive
        case "md":
            return lambda random: _written(texts.seeds(), (*texts.PIECES, *_MARKDOWN), random)
        case _:
            return lambda random: _written(texts.seeds(), texts.PIECES, random)


def is_read(kind: str) -> Callable[[bytes], None]:
    """Text and a report, or a reason."""

    def holds(data: bytes) -> None:
        try:
            extracted = read_bytes(data, f"a.{kind}")
        except UnreadableError as error:
            texts.refused(error)
            return
        assert extracted.text.strip()
        made = parse_report(extracted, Source("a"), report_id="a", overrides=Overrides())
        texts.report_holds(made)

    return holds


def archive(random: Random) -> bytes:
    """A zip of small files, spoilt inside or outside."""
    members = {
        "某大学/报告.txt": texts.report(random).encode("gb18030", "replace"),
        "a.htm": b"<html><title>x</title><p>" + texts.report(random).encode("utf-8"),
        "a_1.htm": b"<html><title>x</title><p>1",
        "in.zip": _zip({"b.txt": texts.report(random).encode("utf-8")}, random),
        "d.docx": _zip(random.choice(_words()), random),
    }
    kept = random.sample(sorted(members), random.randint(1, len(members)))
    packed = _zip({name: members[name] for name in kept}, random)
    return _spoilt((packed,), (b"PK\x01\x02", b"PK\x05\x06", b"PK\x03\x04", bytes(8)), random)


def archive_is_read(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder) / "a.zip"
        place.write_bytes(data)
        for source in discover([place]):
            try:
                pages = source.read()
                extracted = extract(source, pages)
                parse_report(extracted, source.source(pages), report_id=source.report_id)
            except (UnreadableError, NotAReportError) as error:
                texts.refused(error)


def manifest(random: Random) -> bytes:
    whole = "path,school,period,published\na.txt,某大学,2023-2024,2024-10-30\nb/c.pdf,,2022,\n"
    return _written((whole,), (*texts.PIECES, *_ROWS), random)


def manifest_is_read(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder) / "manifest.csv"
        place.write_bytes(data)
        (Path(folder) / "a.txt").write_text("一、概述\n公开信息。", "utf-8")
        found = read_manifest(place)
        assert all(isinstance(fault, str) for fault in found.faults)
        assert [source.path for source in discover([folder]) if not source.fault] == ["a.txt"]


def office_file(random: Random) -> bytes:
    """An old Word, RTF or OpenDocument file, made by LibreOffice itself."""
    return _spoilt(_converted(), (b"\\par ", b"{", b"}", b"\\bin999999999 ", bytes(4)), random)


def _written(seeds: tuple[str, ...], pieces: tuple[str, ...], random: Random) -> bytes:
    """Text spoilt as text, and now and then as bytes."""
    data = mutant(seeds, pieces, random).encode(random.choice(_ENCODINGS), "replace")
    return damaged(data, random) if random.random() < 0.2 else data


def _spoilt(seeds: tuple[bytes, ...], pieces: tuple[bytes, ...], random: Random) -> bytes:
    if random.random() < 0.3:
        return damaged(random.choice(seeds), random)
    return mutant(seeds, pieces, random)


def _web_archive(random: Random) -> bytes:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    page = _written(_pages(), (*texts.PIECES, *_MARKUP), random)
    pieces = (
        b"--x\n",
        b"Content-Type: text/html\n",
        b"Content-Transfer-Encoding: base64\n",
        b"=\n",
    )
    whole = head + b"Content-Type: text/html\n\n" + page + b"\n--x--\n"
    return _spoilt((whole,), pieces, random) if random.random() < 0.5 else whole


def _repacked(members: Mapping[str, bytes], pieces: tuple[bytes, ...], random: Random) -> bytes:
    """A Word file, spoilt inside a part, which is then packed rightly; or as a whole."""
    if random.random() < 0.2:
        return _spoilt((_zip(members, random),), (b"PK\x01\x02", b"PK\x05\x06", bytes(8)), random)
    name = random.choice(sorted(members))
    return _zip({**members, name: _spoilt((members[name],), pieces, random)}, random)


def _zip(members: Mapping[str, bytes], random: Random) -> bytes:
    """The same bytes each time, whatever the clock says."""
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        for name, data in members.items():
            method = random.choice((ZIP_DEFLATED, ZIP_STORED))
            packed.writestr(ZipInfo(name, _DAY), data, method)
    return file.getvalue()


@cache
def _pages() -> tuple[str, ...]:
    plain = as_page(REPORT, title=REPORT[0]).decode("utf-8")
    table = "<table><tr><td>序号</td><td>事项</td></tr><tr><td>1</td><td>学校章程</td></tr></table>"
    return plain, plain.replace("<p style", table + "<p style", 1).replace("vsb_content", "main")


@cache
def _typeset() -> tuple[bytes, ...]:
    made = []
    for compression in (0, 1):
        pages = Pages(pageCompression=compression)
        pages.table([("序号", "事项"), ("1", "章程")])
        pages.link("章程", "http://a.cn")
        pages.paragraph(REPORT[2] * 2)
        pages.page()
        pages.line("二、依申请公开情况")
        made.append(pages.bytes())
    return tuple(made)


@cache
def _words() -> tuple[Mapping[str, bytes], ...]:
    """The parts that are read of two Word files: a plain one, and one with lists and a note."""
    rich = Word()
    numbers = rich.add_list(("chineseCounting", "%1、"), ("decimal", "%1.%2"))
    rich.item("概述", numbers)
    rich.item("主动公开", numbers, 1)
    rich.runs("<w:r><w:footnoteReference w:id='1'/></w:r>", "<w:r><w:br/></w:r>", text=REPORT[2])
    rich.document.add_table(2, 2).cell(0, 0).text = "学校章程"
    notes = f"<w:footnotes {W}><w:footnote w:id='1'><w:p/></w:footnote></w:footnotes>"
    return tuple(
        {**_parts_read(data), "word/footnotes.xml": notes.encode()}
        for data in (as_docx(REPORT), rich.bytes())
    )


def _parts_read(data: bytes) -> Mapping[str, bytes]:
    with ZipFile(BytesIO(data)) as packed:
        parts = {name: packed.read(name) for name in _PARTS}
    return {name: _shortened(part) for name, part in parts.items()}


def _shortened(part: bytes) -> bytes:
    """Without most of the two hundred styles and lists that every Word file brings along."""
    root = etree.fromstring(part)
    for child in root[8:-4]:
        root.remove(child)
    return etree.tostring(root)


@cache
def _converted() -> tuple[bytes, ...]:
    program = find_office()
    assert program, "LibreOffice is not installed"
    made = []
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "a.docx").write_bytes(as_docx(REPORT))
        for kind in ("doc", "rtf", "odt"):
            command = [program, f"-env:UserInstallation={(place / 'u').as_uri()}", "--headless"]
            command += ["--convert-to", kind, "--outdir", folder, str(place / "a.docx")]
            subprocess.run(command, check=True, capture_output=True, timeout=120)
            made.append((place / f"a.{kind}").read_bytes())
    return tuple(made)
