"""Styles of OpenDocument: which text is struck out, hidden, raised, or in a symbol font."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.docx.run import PLAIN, RunFormat
from indexer.ingest.readers.office_xml import attribute, children, local

if TYPE_CHECKING:
    from lxml.etree import _Element

_DEEPEST_STYLE: Final = 20


class TextStyles:
    """The formats of spans and paragraphs by the names of their styles."""

    def __init__(self, roots: Sequence[_Element]) -> None:
        self._styles: dict[tuple[str, str], _Element] = {}
        self._fonts: dict[str, str] = {}
        for element in (element for root in roots for element in root.iter()):
            match local(element):
                case "style":
                    key = (attribute(element, "family") or "", attribute(element, "name") or "")
                    self._styles[key] = element
                case "font-face":
                    family = (attribute(element, "font-family") or "").strip("'\"")
                    self._fonts[attribute(element, "name") or ""] = family

    def of(self, family: str, name: str | None, base: RunFormat = PLAIN) -> RunFormat:
        """The format of a style of the family "text" or "paragraph", on top of another."""
        for style in reversed([*self._chain(family, name)]):
            for properties in children(style, "text-properties"):
                base = self._changed(base, properties)
        return base

    def list_style(self, name: str | None) -> str | None:
        """The list style that a paragraph style brings with it."""
        found = (attribute(style, "list-style-name") for style in self._chain("paragraph", name))
        return next(filter(None, found), None)

    def _chain(self, family: str, name: str | None) -> Iterator[_Element]:
        for _ in range(_DEEPEST_STYLE):
            style = self._styles.get((family, name or ""))
            if style is None:
                return
            yield style
            name = attribute(style, "parent-style-name")

    def _changed(self, base: RunFormat, properties: _Element) -> RunFormat:
        said = {str(key).rpartition("}")[2]: str(text) for key, text in properties.attrib.items()}
        if line := said.get("text-line-through-style") or said.get("text-line-through-type"):
            base = replace(base, struck=line != "none")
        if display := said.get("display"):
            base = replace(base, hidden=display == "none")
        if position := said.get("text-position"):
            base = replace(base, position=_position(position))
        if font := said.get("font-name") or said.get("font-family"):
            base = replace(base, font=self._fonts.get(font, font.strip("'\"")))
        return base


def _position(text: str) -> str:
    """`super 58%`, `33% 58%`, `sub`, `-33% 58%`, `0% 100%`."""
    raised = next(iter(text.split()), "")
    if raised == "super":
        return "superscript"
    if raised == "sub" or raised.startswith("-"):
        return "subscript"
    return "superscript" if raised.strip("%0.") else "baseline"
