"""Word files of every age by chance: DOCX, spoilt inside or outside; the old formats, and what
LibreOffice makes of them, or might."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from lxml import etree

from indexer.ingest.limits import Limits
from indexer.ingest.readers import libreoffice
from indexer.ingest.readers.libreoffice import find_office
from tests.fuzz.mutating import spoilt
from tests.fuzz.texts import REPORT, file_is_read
from tests.ingest.formats import as_docx
from tests.ingest.readers.word import W, Word

_XML: Final = tuple(
    b"<w:p> </w:p> <w:tbl> <w:tr> <w:tc> </w:tc> <w:r> <w:t> <w:br/> <w:sdt> <w:txbxContent> &#xD7FF; "
    b"&a; <!DOCTYPE <!ENTITY w:val= w:id= 99999999999 -1 %1%2%3 <![CDATA[ ]]> <!-- <w:ins>".split(
        b" "
    )
)
_PARTS: Final = (
    *("[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "docProps/core.xml"),
    *("word/document.xml", "word/numbering.xml", "word/styles.xml"),
)
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD: Final = (
    *(name.encode("utf-16-le") for name in ("WordDocument", "Workbook", "EncryptedPackage")),
    *(OLE, b"{\\rtf1", b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02", b"content.xml", bytes(8)),
)
_DAY: Final = (2024, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class OldFile:
    """A file for LibreOffice, and what comes of it."""

    name: str
    data: bytes
    made: bytes | None
    """The DOCX; None where LibreOffice makes none."""


def word_file(random: Random) -> bytes:
    return _repacked(random.choice(_words()), random)


def office_file(random: Random) -> bytes:
    """An old Word, RTF or OpenDocument file, made by LibreOffice itself."""
    return spoilt(_converted(), (b"\\par ", b"{", b"}", b"\\bin999999999 ", bytes(4)), random)


def old_file(random: Random) -> OldFile:
    """What is, or passes for, a file of LibreOffice's; and what LibreOffice might make of it."""
    match random.randrange(10):
        case 0:
            made = None
        case 1:
            made = random.choice(_old_files())
        case _:
            made = _repacked(random.choice(_words()), random)
    name = f"a.{random.choice(('doc', 'rtf', 'odt', 'docx', 'txt'))}"
    return OldFile(name, spoilt(_old_files(), _OLD, random), made)


def old_file_is_read(file: OldFile) -> None:
    """With a stand-in for LibreOffice: what is tried is what decides that a file goes there, what
    is made ready for it, and what is done with its answer."""

    def converts(_program: str, place: Path, source: Path, _limits: Limits) -> None:
        assert source.read_bytes() == file.data
        assert source.parent == place
        if file.made is not None:
            (place / "out").mkdir()
            (place / "out" / "input.docx").write_bytes(file.made)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(libreoffice, "find_office", lambda: "soffice")
        patch.setattr(libreoffice, "convert", converts)
        file_is_read(file.data, file.name)


def small_word_file(random: Random) -> bytes:
    """A sound one."""
    return zipped(random.choice(_words()), random)


def _repacked(members: Mapping[str, bytes], random: Random) -> bytes:
    """A Word file, spoilt inside a part, which is then packed rightly; or as a whole."""
    if random.random() < 0.2:
        return spoilt((zipped(members, random),), (b"PK\x01\x02", b"PK\x05\x06", bytes(8)), random)
    name = random.choice(sorted(members))
    return zipped({**members, name: spoilt((members[name],), _XML, random)}, random)


def zipped(members: Mapping[str, bytes], random: Random) -> bytes:
    """The same bytes each time, whatever the clock says."""
    file = BytesIO()
    with ZipFile(file, "w") as packed:
        for name, data in members.items():
            method = random.choice((ZIP_DEFLATED, ZIP_STORED))
            packed.writestr(ZipInfo(name, _DAY), data, method)
    return file.getvalue()


@cache
def _old_files() -> tuple[bytes, ...]:
    """An old Word file as far as we look into one, its kin, RTF, OpenDocument."""
    streams = ("WordDocument", "Workbook", "PowerPoint Document", "EncryptedPackage")
    chance = Random(0)
    text = "".join(f"\\u{ord(char)}?" for char in REPORT[2])
    open_document = {
        "mimetype": b"application/vnd.oasis.opendocument.text",
        "content.xml": b"<office:document-content/>",
        "styles.xml": b"<office:document-styles/>",
    }
    return (
        *(OLE + bytes(500) + stream.encode("utf-16-le") + bytes(500) for stream in streams),
        f"{{\\rtf1\\ansi\\uc1 {text}\\par }}".encode("ascii"),
        zipped(open_document, chance),
        zipped({**open_document, "META-INF/container.xml": b""}, chance),
        zipped({"[Content_Types].xml": b"", "xl/workbook.xml": b""}, chance),
        zipped({"OFD.xml": b""}, chance),
    )


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
