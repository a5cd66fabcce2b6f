"""One Word paragraph → its lines: number, words, links, the text boxes and notes hung on it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from indexer.ingest.extracted import ExtractedLink
from indexer.ingest.readers.builder import Line, web_address
from indexer.ingest.readers.docx.numbering import Numbering
from indexer.ingest.readers.office_xml import (
    attribute,
    child,
    children,
    is_on,
    local,
    value,
    within,
)
from indexer.ingest.readers.run_format import PLAIN, RunFormat, symbol

if TYPE_CHECKING:
    from lxml.etree import _Element

_DEEPEST_STYLE: Final = 20


class RunFormats:
    """The formats of a document's runs: their own, else those of their character style."""

    def __init__(self, styles: _Element | None) -> None:
        self._styles = {
            attribute(style, "styleId") or "": style
            for style in (children(styles, "style") if styles is not None else ())
        }

    def of(self, run: _Element) -> RunFormat:
        own = child(run, "rPr")
        return PLAIN if own is None else self._with(own, value(own, "rStyle"), 0)

    def _with(self, own: _Element | None, style_name: str | None, depth: int) -> RunFormat:
        style = self._styles.get(style_name or "")
        base = PLAIN
        if style is not None and depth < _DEEPEST_STYLE:
            base = self._with(child(style, "rPr"), value(style, "basedOn"), depth + 1)
        return base if own is None else _changed(base, own)


def symbol_of(element: _Element) -> str:
    """The character of `<w:sym>`."""
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    return symbol(attribute(element, "font") or "", code)


def _changed(base: RunFormat, own: _Element) -> RunFormat:
    struck = base.struck
    if child(own, "strike") is not None or child(own, "dstrike") is not None:
        struck = is_on(own, "strike") or is_on(own, "dstrike")
    hidden = is_on(own, "vanish") if child(own, "vanish") is not None else base.hidden
    fonts = child(own, "rFonts")
    font = attribute(fonts, "ascii") or attribute(fonts, "hAnsi") if fonts is not None else None
    return replace(
        base,
        hidden=hidden,
        struck=struck,
        position=value(own, "vertAlign") or base.position,
        font=font or base.font,
    )


_LEFT_OUT: Final = frozenset(
    "pPr rPr del moveFrom delText Fallback rt sdtPr tblPr trPr tcPr".split()
)
_HUNG: Final = frozenset({"txbxContent", "footnote", "endnote"})
"""What stands inside a paragraph and is read after it: text boxes, the notes of Word 2003."""
_CHARACTERS: Final = {"noBreakHyphen": "-", "softHyphen": "", "ptab": "\t", "tab": "\t"}
_HYPERLINK_FIELD: Final = re.compile(r'\s*HYPERLINK\s+(?:\\[a-z]\s+)*"([^"]+)"', re.IGNORECASE)
_ENDS_IN_FIGURE: Final = re.compile(r"[0-9A-Za-z.]$")
_LEADER: Final = "……"
_DEEPEST: Final = 3


@dataclass
class _Field:
    """A field such as a link or a date: its instruction, then the result that shows."""

    code: str = ""
    shows: bool = False
    start: int = 0


@dataclass
class _State:
    """A paragraph while it is read."""

    pieces: list[str] = field(default_factory=list)
    links: list[ExtractedLink] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)
    format: RunFormat = PLAIN
    """Of the run that is read."""
    hung: list[_Element] = field(default_factory=list)
    """Text boxes and notes, to be read after the paragraph."""

    def cut(self) -> Line:
        line = Line("".join(self.pieces), tuple(self.links))
        self.pieces, self.links = [], []
        for open_field in self.fields:
            open_field.start = 0
        return line

    def link(self, address: str | None, start: int) -> None:
        text = " ".join("".join(self.pieces[start:]).split())
        if address and text:
            self.links.append(ExtractedLink(text=text, url=address))


class ParagraphReader:
    """Reads the paragraphs of one document, in order, since their numbers are counted."""

    def __init__(
        self,
        links: Mapping[str, str],
        numbering: Numbering,
        notes: Mapping[tuple[str, str], _Element],
        formats: RunFormats,
    ) -> None:
        """`links` are addresses by relation id; `notes` by kind ("footnote") and id."""
        self._links = links
        self._numbering = numbering
        self._notes = notes
        self._formats = formats

    def lines(self, paragraph: _Element, depth: int = 0) -> Iterator[Line]:
        """The lines a paragraph shows; one without words is a blank line."""
        state = _State()
        number = self._numbering.number(paragraph)
        lines = [*self._walk(paragraph, state), state.cut()]
        contents = self._numbering.style_name(paragraph).startswith("toc")
        for line in lines:
            line.text = _without_tabs(line.text, contents=contents)
        if lines[0].text.strip():
            lines[0].text = _joined(number, lines[0].text)
        yield from lines
        if depth < _DEEPEST:
            for box in state.hung:
                for inner in within(box, "p"):
                    yield from self.lines(inner, depth + 1)

    def _walk(self, paragraph: _Element, state: _State) -> Iterator[Line]:
        stack: list[_Element | tuple[str | None, int]] = [*reversed(paragraph)]
        while stack:
            item = stack.pop()
            if isinstance(item, tuple):
                state.link(*item)
                continue
            name = local(item)
            if name in {"br", "cr"}:
                yield state.cut()
            elif name in _HUNG:
                state.hung.append(item)
            elif name in {"footnoteReference", "endnoteReference"}:
                self._hang_note(name.removesuffix("Reference"), item, state)
            elif name in {"hyperlink", "hlink"}:
                stack.append((self._address(item), len(state.pieces)))
                stack.extend(reversed(item))
            elif name == "r":
                state.format = self._formats.of(item)
                stack.extend(reversed(item) if state.format.is_text else _field_marks(item))
            elif name not in _LEFT_OUT:
                _read_leaf(item, name, state)
                stack.extend(reversed(item))

    def _address(self, link: _Element) -> str | None:
        """Word 2003 writes it out; a .docx has it among its relations."""
        written = attribute(link, "dest")
        return web_address(written) if written else self._links.get(attribute(link, "id") or "")

    def _hang_note(self, kind: str, reference: _Element, state: _State) -> None:
        note = self._notes.get((kind, attribute(reference, "id") or ""))
        if note is not None:
            state.hung.append(note)


def _read_leaf(element: _Element, name: str, state: _State) -> None:
    match name:
        case "t":
            if not state.fields or state.fields[-1].shows:
                state.pieces.append(state.format.shown(element.text or ""))
        case "instrText" if state.fields:
            state.fields[-1].code += element.text or ""
        case "fldChar":
            _read_field(attribute(element, "fldCharType"), state)
        case "sym":
            state.pieces.append(symbol_of(element))
        case _:
            state.pieces.append(_CHARACTERS.get(name, ""))


def _read_field(kind: str | None, state: _State) -> None:
    match kind:
        case "begin":
            state.fields.append(_Field())
        case "separate" if state.fields:
            state.fields[-1].shows = True
            state.fields[-1].start = len(state.pieces)
        case "end" if state.fields:
            ended = state.fields.pop()
            found = _HYPERLINK_FIELD.match(ended.code)
            if found:
                state.link(web_address(found.group(1)), ended.start)


def _field_marks(run: _Element) -> Iterator[_Element]:
    """Where fields begin and end, which counts in a run that does not show too."""
    return (element for element in run if local(element) in {"fldChar", "instrText"})


def _without_tabs(text: str, *, contents: bool) -> str:
    """A tab of a paragraph is space on the line, and no boundary as between cells; in a table of
    contents it shows as a dotted leader."""
    return text.lstrip("\t").replace("\t", _LEADER if contents else " ")


def _joined(number: str, text: str) -> str:
    gap = " " if _ENDS_IN_FIGURE.search(number) else ""
    return number + gap + text.strip() if number else text
