"""OpenDocument, OFD and Excel files by chance: sound ones, spoilt inside a part or as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from random import Random
from typing import Final
from zipfile import ZipFile

from openpyxl import Workbook

from tests.fuzz.mutating import spoilt
from tests.fuzz.texts import REPORT
from tests.fuzz.word_files import zipped
from tests.ingest.formats import saved
from tests.ingest.readers.odf import LISTS, item, odt, p
from tests.ingest.readers.ofd import as_ofd

KINDS: Final = ("odt", "ofd", "xlsx")
_PIECES: Final = tuple(
    b'< > / " = 999999999 -1 nan 1e400 g &#0; &a; <!-- ]]> text:p text:list table:table-row '
    b"ofd:TextCode ofd:CompositeObject CTM= DeltaX= Boundary= <c/> <row/> <v> <!DOCTYPE".split(b" ")
)
_ZIP: Final = (b"PK\x01\x02", b"PK\x05\x06", bytes(8))


def packed_file(kind: str, random: Random) -> bytes:
    members = _members(kind)
    if random.random() < 0.2:
        return spoilt((zipped(members, random),), _ZIP, random)
    name = random.choice(sorted(members))
    return zipped({**members, name: spoilt((members[name],), _PIECES, random)}, random)


@cache
def _members(kind: str) -> Mapping[str, bytes]:
    with ZipFile(BytesIO(_whole(kind))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def _whole(kind: str) -> bytes:
    match kind:
        case "odt":
            return odt(item(p("概述")) + "".join(map(p, REPORT)), LISTS)
        case "ofd":
            return as_ofd(REPORT[:4])
        case _:
            book = Workbook()
            for text in REPORT:
                book.active.append([text, 1435])
            return saved(book)
