"""The XML of office documents, addressed by local names: the strict and the transitional form of a
format use different namespaces for the same elements."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_PART_BYTES: Final = 32 << 20
BINARY_DATA: Final = re.compile(
    rb"<(w:binData|pkg:binaryData|office:binary-data)\b[^>]*>([^<]*)</\1>"
)
"""Pictures and other files inside a document that is one XML file: only in the way of its text."""
_OFF: Final = frozenset({"0", "false", "off", "none"})
_TRANSPARENT: Final = frozenset(
    "sdt sdtContent customXml ins moveTo smartTag AlternateContent Choice "
    "sect sub-section annotation content".split()  # the last four are of Word 2003
)
"""Elements that only group others."""
_LATIN_END: Final = re.compile(r"[0-9A-Za-z.]$")


def parse_xml(data: bytes) -> _Element | None:
    """The root element; None where `data` is no XML. Resolves no entity and fetches nothing."""
    from lxml import etree  # noqa: PLC0415 - heavy, and most files are plain text

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def inline_pictures(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The pictures inside a document that is one XML file, in its order; each with its number."""
    for number, found in enumerate(BINARY_DATA.finditer(data)):
        with suppress(ValueError):
            yield str(number), b64decode(found[2])


def local(element: _Element) -> str:
    """An element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element, name: str) -> str | None:
    """An attribute by its local name."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def children(element: _Element | None, name: str) -> Iterator[_Element]:
    """The child elements of a name; none where there is no element."""
    return (child for child in (element if element is not None else ()) if local(child) == name)


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first element down a path of names."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def value(element: _Element | None, *path: str) -> str | None:
    """The `val` attribute of the element down a path."""
    target = child(element, *path)
    return None if target is None else attribute(target, "val")


def is_on(element: _Element | None, *path: str) -> bool:
    """Whether a toggle such as `<w:vanish/>` is present and not switched off."""
    toggle = child(element, *path)
    return toggle is not None and (attribute(toggle, "val") or "1").lower() not in _OFF


def descend(parent: _Element, *names: str) -> Iterator[_Element]:
    """Elements of these names in a parent, and in elements that only group others."""
    stack = [*reversed(parent)]
    while stack:
        element = stack.pop()
        name = local(element)
        if name in names:
            yield element
        elif name in _TRANSPARENT:
            stack.extend(reversed(element))


def to_int(text: str | None, default: int) -> int:
    """A small number in an attribute; `default` for anything else."""
    return int(text) if text and text.isdecimal() and len(text) < 6 else default


def with_number(number: str, text: str) -> str:
    """A paragraph with the number that its list gives it."""
    gap = " " if _LATIN_END.search(number) else ""
    return number + gap + text.strip() if number else text
