"""Word documents saved as one XML file: the form of Word 2003, and the flat form of a .docx.

Both are often named .doc. They are converted to the parts of a .docx, for its reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.extracted import Extracted
from indexer.ingest.limits import Limits
from indexer.ingest.ocr.scans import NO_SCANS, Scans
from indexer.ingest.readers.docx.document import read_parts
from indexer.ingest.readers.office_xml import (
    BINARY_DATA,
    attribute,
    child,
    children,
    inline_pictures,
    local,
    parse_xml,
    with_number,
)
from indexer.ingest.readers.pictures import with_pictures

if TYPE_CHECKING:
    from lxml.etree import _Element

_DAMAGED: Final = Message("Word XML 文件已损坏：请用 Word 打开后另存为 DOCX")
_TEXT_ANNOTATIONS: Final = frozenset({"Word.Insertion"})
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
"""Word's codes of number formats → their names."""


def read_word_xml(data: bytes, limits: Limits, scans: Scans = NO_SCANS) -> Extracted:
    """The text of a Word document in one XML file, and of its pictures where they hold the report.

    Raises UnreadableError, UnrecognisedError.
    """
    root = parse_xml(BINARY_DATA.sub(b"", data))
    match local(root) if root is not None else "":
        case "package" if root is not None:
            parts = dict(_flat_parts(root))
        case "wordDocument" if root is not None:
            parts = _parts_of_2003(root)
        case _:
            raise UnreadableError(_DAMAGED)
    text = read_parts(_Parts(parts), limits)
    return with_pictures(text, partial(inline_pictures, data), limits, scans)


class _Parts:
    """Parts that have been parsed."""

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
    """The one tree of Word 2003, as parts with the names of a .docx."""
    _drop_deleted(root)
    for list_properties in [*_named(root, "listPr")]:
        _number_as_docx(list_properties)
    parts = {"word/document.xml": root}
    for part, name in (("word/styles.xml", "styles"), ("docProps/core.xml", "DocumentProperties")):
        element = child(root, name)
        if element is not None:
            parts[part] = element
    title = child(root, "DocumentProperties", "Title")
    if title is not None:
        title.tag = "title"
    lists = child(root, "lists")
    if lists is not None:
        parts["word/numbering.xml"] = _numbering(lists)
    return parts


def _drop_deleted(root: _Element) -> None:
    """Removes deleted text, comments and former formats: all annotations but inserted text."""
    for annotation in [*_named(root, "annotation")]:
        parent = annotation.getparent()
        if parent is not None and attribute(annotation, "type") not in _TEXT_ANNOTATIONS:
            parent.remove(annotation)


def _number_as_docx(list_properties: _Element) -> None:
    """A paragraph's number: written out beside the list's properties, or to be counted."""
    written = child(list_properties, "t")
    paragraph = list_properties.getparent()
    paragraph = paragraph.getparent() if paragraph is not None else None
    if written is not None and paragraph is not None and local(paragraph) == "p":
        run, text = (list_properties.makeelement(name, None, None) for name in ("r", "t"))
        number = attribute(written, "val") or ""
        is_bullet = not any(char.isalnum() or 0x2460 <= ord(char) < 0x2500 for char in number)
        text.text = "" if is_bullet else with_number(number, "")
        run.append(text)
        paragraph.insert(1, run)
        list_properties.tag = "written"
        return
    list_properties.tag = "numPr"
    for number in children(list_properties, "ilfo"):
        number.tag = "numId"


def _numbering(lists: _Element) -> _Element:
    """The lists with the names that numbering.xml has for their elements."""
    for definition in children(lists, "listDef"):
        _rename(definition, "abstractNum", listDefId="abstractNumId")
        for level in children(definition, "lvl"):
            number_format = child(level, "nfc")
            if number_format is not None:
                code = attribute(number_format, "val") or "0"
                number_format.tag = "numFmt"
                _set_value(number_format, _NUMBER_FORMATS.get(code, "decimal"))
    for instance in children(lists, "list"):
        _rename(instance, "num", ilfo="numId")
        definition_id = child(instance, "ilst")
        if definition_id is not None:
            definition_id.tag = "abstractNumId"
    return lists


def _rename(element: _Element, name: str, **attributes: str) -> None:
    element.tag = name
    for old, new in attributes.items():
        text = attribute(element, old)
        if text is not None:
            element.set(new, text)


def _set_value(element: _Element, text: str) -> None:
    for key in element.attrib:
        if str(key).rpartition("}")[2] == "val":
            element.set(key, text)


def _named(root: _Element, name: str) -> Iterator[_Element]:
    return (element for element in root.iter() if local(element) == name)
