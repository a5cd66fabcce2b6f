"""Files by chance: real ones of every format, spoilt; their parts, where they are packed."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from indexer.errors import NotAReportError, UnreadableError
from indexer.ingest.files import discover
from indexer.ingest.manifest import read_manifest
from indexer.ingest.parse import parse_report
from indexer.ingest.read import extract
from tests.fuzz import packed_files, texts
from tests.fuzz.mutating import damaged, mutant, spoilt
from tests.fuzz.texts import REPORT
from tests.fuzz.word_files import small_word_file, word_file, zipped
from tests.ingest.formats import as_page
from tests.ingest.readers.typeset import Pages

KINDS: Final = ("txt", "md", "htm", "mht", "pdf", "docx", *packed_files.KINDS)
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
_ROWS: Final = (
    *'path,school,period,published,province,source_url,title , " "" \n \r \t ; = + @ \0'.split(" "),
    *("../../etc/passwd", "/etc/passwd", "a.zip!/b.txt", "2023-2024", "2024-13-40", "http://a.cn"),
)


def maker(kind: str) -> Callable[[Random], bytes]:
    """What makes a spoilt file of a kind."""
    match kind:
        case "docx":
            return word_file
        case "odt" | "ofd" | "xlsx":
            return lambda random: packed_files.packed_file(kind, random)
        case "pdf":
            return lambda random: spoilt(_typeset(), _PDF, random)
        case "htm":
            return lambda random: _written(_pages(), (*texts.PIECES, *_MARKUP), random)
        case "mht":
            return _web_archive
        case "md":
            return lambda random: _written(texts.seeds(), (*texts.PIECES, *_MARKDOWN), random)
        case _:
            return lambda random: _written(texts.seeds(), texts.PIECES, random)


def archive(random: Random) -> bytes:
    """A zip of small files, spoilt inside or outside."""
    members = {
        "某大学/报告.txt": texts.report(random).encode("gb18030", "replace"),
        "a.htm": b"<html><title>x</title><p>" + texts.report(random).encode("utf-8"),
        "a_1.htm": b"<html><title>x</title><p>1",
        "in.zip": zipped({"b.txt": texts.report(random).encode("utf-8")}, random),
        "d.docx": small_word_file(random),
    }
    kept = random.sample(sorted(members), random.randint(1, len(members)))
    packed = zipped({name: members[name] for name in kept}, random)
    return spoilt((packed,), (b"PK\x01\x02", b"PK\x05\x06", b"PK\x03\x04", bytes(8)), random)


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
        assert all(isinstance(fault, str) for fault in found.errors)
        assert [source.path for source in discover([folder]) if not source.error] == ["a.txt"]


def _written(seeds: tuple[str, ...], pieces: tuple[str, ...], random: Random) -> bytes:
    """Text spoilt as text, and now and then as bytes."""
    data = mutant(seeds, pieces, random).encode(random.choice(_ENCODINGS), "replace")
    return damaged(data, random) if random.random() < 0.2 else data


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
    return spoilt((whole,), pieces, random) if random.random() < 0.5 else whole


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
