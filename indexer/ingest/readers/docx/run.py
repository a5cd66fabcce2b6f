"""How a run of Word text is set: struck out, hidden, raised, or in a symbol font."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from indexer.ingest.readers.office_xml import attribute, child, children, is_on, value
from indexer.ingest.readers.raised import subscript, superscript
from indexer.ingest.readers.symbol_fonts import in_font, symbol

if TYPE_CHECKING:
    from lxml.etree import _Element

_DEEPEST_STYLE: Final = 20


@dataclass(frozen=True, slots=True)
class RunFormat:
    """What of a run's format bears on its text."""

    hidden: bool = False
    struck: bool = False
    position: str = "baseline"
    font: str = ""

    @property
    def is_text(self) -> bool:
        """What is struck out in its source is not text, nor what does not show."""
        return not (self.hidden or self.struck)

    def shown(self, text: str) -> str:
        """The characters that a reader sees."""
        if self.font:
            text = in_font(text, self.font)
        match self.position:
            case "superscript":
                return superscript(text)
            case "subscript":
                return subscript(text)
            case _:
                return text


PLAIN: Final = RunFormat()


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
