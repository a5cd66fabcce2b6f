"""OpenDocument texts for tests."""

from __future__ import annotations

from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"), ("style", "style"), ("text", "text"), ("table", "table"),
        ("draw", "drawing"), ("fo", "xsl-fo-compatible"), ("svg", "svg-compatible"), ("meta", "meta"),
    )
) + (
    ' xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
)  # fmt: skip
TYPE = "application/vnd.oasis.opendocument.text"
LISTS = (
    '<text:list-style style:name="L"><text:list-level-style-number text:level="1"'
    ' style:num-format="一, 二, 三, ..." style:num-suffix="、"/>'
    '<text:list-level-style-number text:level="2" style:num-format="一, 二, 三, ..."'
    ' style:num-prefix="（" style:num-suffix="）"/>'
    '<text:list-level-style-number text:level="3" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-bullet text:level="4" text:bullet-char="•"/></text:list-style>'
)


def odt(body: str, styles: str = "", outline: str = "", title: str = "", **more: str) -> bytes:
    """A packed document; `styles` are the automatic ones."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as packed:
        packed.writestr("mimetype", TYPE)
        content = (
            f"<office:document-content {_NAMES}><office:automatic-styles>{styles}"
            f"</office:automatic-styles><office:body><office:text>{body}</office:text>"
            "</office:body></office:document-content>"
        )
        packed.writestr("content.xml", content)
        packed.writestr(
            "styles.xml",
            f"<office:document-styles {_NAMES}><office:styles>{outline}</office:styles>"
            "</office:document-styles>",
        )
        packed.writestr(
            "meta.xml",
            f"<office:document-meta {_NAMES}><office:meta><dc:title>{title}</dc:title>"
            "</office:meta></office:document-meta>",
        )
        for name, text in more.items():
            packed.writestr(name.replace("__", "/"), text)
    return file.getvalue()


def flat(body: str, styles: str = "", title: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_NAMES} office:mimetype="{TYPE}">'
        f"<office:meta><dc:title>{title}</dc:title></office:meta>"
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:text>"
        f"{body}</office:text></office:body></office:document>"
    ).encode()


def p(text: str = "", inner: str = "", style: str = "") -> str:
    named = f' text:style-name="{style}"' if style else ""
    return f"<text:p{named}>{escape(text)}{inner}</text:p>"


def item(inner: str, level: int = 1) -> str:
    """A list of its own that goes on where the last one of the style ended."""
    opened = "".join("<text:list><text:list-item>" for _ in range(level - 1))
    closed = "</text:list-item></text:list>" * (level - 1)
    return (
        '<text:list text:style-name="L" text:continue-numbering="true"><text:list-item>'
        f"{opened}{inner}{closed}</text:list-item></text:list>"
    )
