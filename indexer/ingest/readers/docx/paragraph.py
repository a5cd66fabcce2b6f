"""One Word paragraph → its lines: number, text, links, and its text boxes and notes after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.builder import Line, LineBuilder, web_address
from indexer.ingest.readers.docx.numbering import NumberCounter
from indexer.ingest.readers.office_xml import (
    attribute,
    child,
    children,
    descend,
    is_on,
    local,
    value,
    with_number,
)
from indexer.ingest.readers.run_format import PLAIN, RunFormat, symbol

if TYPE_CHECKING:
    from lxml.etree import _Element

_SKIPPED: Final = frozenset(
    "pPr rPr del moveFrom delText Fallback rt sdtPr tblPr trPr tcPr".split()
)
_READ_AFTERWARDS: Final = frozenset({"txbxContent", "footnote", "endnote"})
"""Elements inside a paragraph that are read after it: text boxes, the notes of Word 2003."""
_CHARACTERS: Final = {"noBreakHyphen": "-", "softHyphen": "", "ptab": "\t", "tab": "\t"}
_HYPERLINK_FIELD: Final = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]+)"', re.IGNORECASE)
_DOTTED_LEADER: Final = "……"
_MAX_DEPTH: Final = 3
_MAX_STYLE_DEPTH: Final = 20


@dataclass
class _Field:
    """A field such as a link or a date: its instruction, then the result that is displayed."""

    instruction: str = ""
    in_result: bool = False
    start: int = 0
    """The piece of the line with which the result begins."""


@dataclass
class _Paragraph(LineBuilder):
    """A paragraph while it is read."""

    fields: list[_Field] = field(default_factory=list)
    """Fields that have begun and not ended."""
    run_format: RunFormat = PLAIN
    afterwards: list[_Element] = field(default_factory=list)
    """Text boxes and notes, to be read after the paragraph."""

    def take(self) -> Line:
        for open_field in self.fields:
            open_field.start = 0
        return super().take()


class ParagraphReader:
    """Reads the paragraphs of one document, in order, since their numbers are counted."""

    def __init__(
        self,
        links: Mapping[str, str],
        counter: NumberCounter,
        notes: Mapping[tuple[str, str], _Element],
        formats: RunFormats,
    ) -> None:
        """`links` are addresses by relation id; `notes` by kind ("footnote") and id."""
        self._links = links
        self._counter = counter
        self._notes = notes
        self._formats = formats

    def lines(self, paragraph: _Element, depth: int = 0) -> Iterator[Line]:
        """The lines a paragraph displays; one without text is a blank line."""
        state = _Paragraph()
        number = self._counter.next_number(paragraph)
        lines = [*self._walk(paragraph, state), state.take()]
        is_contents = self._counter.style_name(paragraph).startswith("toc")
        for line in lines:
            line.text = _without_tabs(line.text, is_contents=is_contents)
        if lines[0].text.strip():
            lines[0].text = with_number(number, lines[0].text)
        yield from lines
        if depth < _MAX_DEPTH:
            for box in state.afterwards:
                for inner in descend(box, "p"):
                    yield from self.lines(inner, depth + 1)

    def _walk(self, paragraph: _Element, state: _Paragraph) -> Iterator[Line]:
        """Reads a paragraph into `state`; yields a line at each forced break."""
        stack: list[_Element | tuple[str | None, int]] = [*reversed(paragraph)]
        while stack:
            item = stack.pop()
            if isinstance(item, tuple):
                state.add_link(*item)
                continue
            name = local(item)
            if name in {"br", "cr"}:
                yield state.take()
            elif name in _READ_AFTERWARDS:
                state.afterwards.append(item)
            elif name in {"footnoteReference", "endnoteReference"}:
                note = (name.removesuffix("Reference"), attribute(item, "id") or "")
                if note in self._notes:
                    state.afterwards.append(self._notes[note])
            elif name in {"hyperlink", "hlink"}:
                stack.append((self._address(item), len(state.pieces)))
                stack.extend(reversed(item))
            elif name == "r":
                state.run_format = self._formats.of(item)
                stack.extend(reversed(item) if state.run_format.is_text else _field_elements(item))
            elif name not in _SKIPPED:
                _read_leaf(item, name, state)
                stack.extend(reversed(item))

    def _address(self, link: _Element) -> str | None:
        """Word 2003 writes the address out; a .docx keeps it among its relations."""
        written = attribute(link, "dest")
        return web_address(written) if written else self._links.get(attribute(link, "id") or "")


def _read_leaf(element: _Element, name: str, state: _Paragraph) -> None:
    match name:
        case "t":
            if not state.fields or state.fields[-1].in_result:
                state.pieces.append(state.run_format.displayed(element.text or ""))
        case "instrText" if state.fields:
            state.fields[-1].instruction += element.text or ""
        case "fldChar":
            _read_field(attribute(element, "fldCharType"), state)
        case "sym":
            state.pieces.append(_symbol(element))
        case _:
            state.pieces.append(_CHARACTERS.get(name, ""))


def _read_field(kind: str | None, state: _Paragraph) -> None:
    match kind:
        case "begin":
            state.fields.append(_Field())
        case "separate" if state.fields:
            state.fields[-1].in_result = True
            state.fields[-1].start = len(state.pieces)
        case "end" if state.fields:
            ended = state.fields.pop()
            if link := _HYPERLINK_FIELD.match(ended.instruction):
                state.add_link(web_address(link.group(1)), ended.start)


def _field_elements(run: _Element) -> Iterator[_Element]:
    """The beginnings and ends of fields, which count in a hidden run too."""
    return (element for element in run if local(element) in {"fldChar", "instrText"})


def _without_tabs(text: str, *, is_contents: bool) -> str:
    """A tab in a paragraph is a blank, not a boundary as between cells; in a table of contents it
    is displayed as a dotted leader."""
    return text.lstrip("\t").replace("\t", _DOTTED_LEADER if is_contents else " ")


def _symbol(element: _Element) -> str:
    """The character of `<w:sym>`."""
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    return symbol(attribute(element, "font") or "", code)


class RunFormats:
    """The formats of a document's runs: their own, on top of their character style's."""

    def __init__(self, styles: _Element | None) -> None:
        self._styles = {
            attribute(style, "styleId") or "": style for style in children(styles, "style")
        }

    def of(self, run: _Element) -> RunFormat:
        own = child(run, "rPr")
        return PLAIN if own is None else self._with(own, value(own, "rStyle"), 0)

    def _with(self, own: _Element | None, style_name: str | None, depth: int) -> RunFormat:
        style = self._styles.get(style_name or "")
        base = PLAIN
        if style is not None and depth < _MAX_STYLE_DEPTH:
            base = self._with(child(style, "rPr"), value(style, "basedOn"), depth + 1)
        return base if own is None else _overridden(base, own)


def _overridden(base: RunFormat, own: _Element) -> RunFormat:
    struck = base.struck
    if child(own, "strike") is not None or child(own, "dstrike") is not None:
        struck = is_on(own, "strike") or is_on(own, "dstrike")
    fonts = child(own, "rFonts")
    font = attribute(fonts, "ascii") or attribute(fonts, "hAnsi") if fonts is not None else None
    return replace(
        base,
        hidden=is_on(own, "vanish") if child(own, "vanish") is not None else base.hidden,
        struck=struck,
        position=value(own, "vertAlign") or base.position,
        font=font or base.font,
    )
