"""Word documents for tests, with what python-docx has no words for."""

from __future__ import annotations

from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.ingest.formats import saved

W = nsdecls("w")
LINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
Level = tuple[str, str]
"""Number format and text of a list's level: ("chineseCounting", "%1、")."""


class Word:
    """A document under construction."""

    def __init__(self) -> None:
        self.document = docx.Document()
        self._lists = 100

    def bytes(self) -> bytes:
        return saved(self.document)

    def text(self, text: str, style: str | None = None) -> Any:
        return self.document.add_paragraph(text, style=style)

    def add_list(self, *levels: Level, like: int | None = None, start: int | None = None) -> int:
        """A list, by its number; `like` shares the counters of another, `start` begins anew."""
        self._lists += 1
        part = self.document.part.numbering_part.element
        shared = like or self._lists
        if like is None:
            part.insert(0, parse_xml(self._abstract(levels)))
        override = (
            f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{start}"/></w:lvlOverride>'
            if start is not None
            else ""
        )
        num = f'<w:num {W} w:numId="{self._lists}"><w:abstractNumId w:val="{shared}"/>{override}'
        part.append(parse_xml(num + "</w:num>"))
        return self._lists

    def item(self, text: str, number: int, level: int = 0) -> None:
        """A paragraph that Word numbers."""
        paragraph = self.text(text)
        paragraph._p.get_or_add_pPr().append(
            parse_xml(
                f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
            )
        )

    def runs(self, *inner: str, text: str = "") -> None:
        """A paragraph with raw XML after its text."""
        paragraph = self.text(text)
        for xml in inner:
            name, _, rest = xml.partition(">")
            empty = name.endswith("/")
            opened = f"{name.rstrip('/')} {nsdecls('w', 'r')}{'/' if empty else ''}>"
            paragraph._p.append(parse_xml(opened + rest))

    def relation(self, url: str) -> str:
        """The id of a link target."""
        return str(self.document.part.relate_to(url, LINK, is_external=True))

    def _abstract(self, levels: tuple[Level, ...]) -> str:
        written = "".join(
            f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
            f'<w:lvlText w:val="{text}"/></w:lvl>'
            for at, (form, text) in enumerate(levels)
        )
        return f'<w:abstractNum {W} w:abstractNumId="{self._lists}">{written}</w:abstractNum>'
