"""Word documents saved as one XML file: the form of Word 2003, and the flat form of a .docx.

Both are often named .doc. They are brought to the parts of a .docx, which its reader reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.readers.docx.document import read_parts
from indexer.ingest.readers.office_xml import attribute, child, children, local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_BAD: Final = Message("Word XML 文件已损坏：请用 Word 打开后另存为 DOCX")
_BINARY: Final = re.compile(rb"<(w:binData|pkg:binaryData)\b[^>]*>[^<]*</\1>")
_KEPT_ANNOTATIONS: Final = frozenset({"Word.Insertion"})
_NUMBER_FORMATS: Final = {
    "0": "decimal", "1": "upperRoman", "2": "lowerRoman", "3": "upperLetter", "4": "lowerLetter",
    "10": "ideographDigital", "11": "japaneseCounting", "14": "decimalFullWidth",
    "18": "decimalEnclosedCircle", "22": "decimalZero", "23": "bullet",
    "26": "decimalEnclosedFullstop", "27": "decimalEnclosedParen",
    "28": "decimalEnclosedCircleChinese", "29": "ideographEnclosedCircle",
    "30": "ideographTraditional", "31": "ideographZodiac", "33": "taiwaneseCounting",
    "34": "ideographDigital", "35": "taiwaneseCountingThousand", "36": "taiwaneseDigital",
    "37": "chineseCounting", "38": "chineseLegalSimplified", "39": "chineseCountingThousand",
    "255": "none",
}  # fmt: skip
"""Word's numbers for formats of numbers → their names."""


def read_word_xml(data: bytes, limits: Limits) -> Extracted:
    """The text of a Word document in one XML file. Raises UnreadableError."""
    root = parse_xml(_BINARY.sub(b"", data))
    match local(root) if root is not None else "":
        case "package" if root is not None:
            return read_parts(_Parts(dict(_flat_parts(root))), limits)
        case "wordDocument" if root is not None:
            return read_parts(_Parts(_parts_of_2003(root)), limits)
        case _:
            raise UnreadableError(_BAD)


class _Parts:
    """Parts that are parsed already."""

    def __init__(self, roots: Mapping[str, _Element]) -> None:
        self._roots = roots

    def __contains__(self, name: object) -> bool:
        return name in self._roots

    def xml(self, name: str) -> _Element | None:
        return self._roots.get(name)


def _flat_parts(package: _Element) -> Iterator[tuple[str, _Element]]:
    for part in children(package, "part"):
        content = child(part, "xmlData")
        if content is not None and len(content):
            yield (attribute(part, "name") or "").lstrip("/"), content[0]


def _parts_of_2003(root: _Element) -> dict[str, _Element]:
    """What Word 2003 keeps in one tree, as parts with the names that came after it."""
    _drop_deleted(root)
    for list_place in [*_named(root, "listPr")]:
        _number_as_docx(list_place)
    parts = {"word/document.xml": root}
    for part, name in (("word/styles.xml", "styles"), ("docProps/core.xml", "DocumentProperties")):
        found = child(root, name)
        if found is not None:
            parts[part] = found
    title = child(root, "DocumentProperties", "Title")
    if title is not None:
        title.tag = "title"
    lists = child(root, "lists")
    if lists is not None:
        parts["word/numbering.xml"] = _numbering(lists)
    return parts


def _drop_deleted(root: _Element) -> None:
    """Deleted text, comments and former formats are annotations, as inserted text is."""
    for annotation in [*_named(root, "annotation")]:
        parent = annotation.getparent()
        if parent is not None and attribute(annotation, "type") not in _KEPT_ANNOTATIONS:
            parent.remove(annotation)


def _number_as_docx(list_place: _Element) -> None:
    """A paragraph's number: written out beside its place in the list, or to be counted."""
    written = child(list_place, "t")
    paragraph = list_place.getparent()
    paragraph = paragraph.getparent() if paragraph is not None else None
    if written is not None and paragraph is not None and local(paragraph) == "p":
        run, text = (list_place.makeelement(name, None, None) for name in ("r", "t"))
        text.text = _written_number(attribute(written, "val") or "")
        run.append(text)
        paragraph.insert(1, run)
        list_place.tag = "written"
        return
    list_place.tag = "numPr"
    for number in children(list_place, "ilfo"):
        number.tag = "numId"


def _written_number(number: str) -> str:
    """A number as it stands before its paragraph; "" for a bullet."""
    if not any(char.isalnum() or 0x2460 <= ord(char) < 0x2500 for char in number):
        return ""
    return f"{number} " if re.search(r"[0-9A-Za-z.]$", number) else number


def _numbering(lists: _Element) -> _Element:
    """Lists by the names that numbering.xml has for them."""
    for definition in children(lists, "listDef"):
        _rename(definition, "abstractNum", listDefId="abstractNumId")
        for level in children(definition, "lvl"):
            form = child(level, "nfc")
            if form is not None:
                code = attribute(form, "val") or "0"
                form.tag = "numFmt"
                _set_value(form, _NUMBER_FORMATS.get(code, "decimal"))
    for one in children(lists, "list"):
        _rename(one, "num", ilfo="numId")
        definition_id = child(one, "ilst")
        if definition_id is not None:
            definition_id.tag = "abstractNumId"
    return lists


def _rename(element: _Element, name: str, **attributes: str) -> None:
    element.tag = name
    for old, new in attributes.items():
        found = attribute(element, old)
        if found is not None:
            element.set(new, found)


def _set_value(element: _Element, text: str) -> None:
    for key in element.attrib:
        if str(key).rpartition("}")[2] == "val":
            element.set(key, text)


def _named(root: _Element, name: str) -> Iterator[_Element]:
    return (element for element in root.iter() if local(element) == name)
