"""The XML of office documents, by local names: the strict and the usual form of the format use
different namespaces for the same elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lxml.etree import _Element

_OFF: Final = frozenset({"0", "false", "off", "none"})
_CONTAINERS: Final = frozenset(
    "sdt sdtContent customXml ins moveTo smartTag AlternateContent Choice "
    "sect sub-section annotation content".split()  # the last four are of Word 2003
)


def parse_xml(data: bytes) -> _Element | None:
    """The root of a part, None where it is no XML. No entity is resolved, nothing is fetched."""
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


def local(element: _Element) -> str:
    """An element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element, name: str) -> str | None:
    """An attribute by local name."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None


def children(element: _Element, name: str) -> Iterator[_Element]:
    return (child for child in element if local(child) == name)


def child(element: _Element | None, *path: str) -> _Element | None:
    """The first element down a path of names."""
    for name in path:
        if element is None:
            return None
        element = next(children(element, name), None)
    return element


def value(element: _Element | None, *path: str) -> str | None:
    """The `val` attribute of an element down a path."""
    found = child(element, *path)
    return None if found is None else attribute(found, "val")


def is_on(element: _Element | None, *path: str) -> bool:
    """Whether a toggle such as `<w:vanish/>` is there and not switched off."""
    found = child(element, *path)
    return found is not None and (attribute(found, "val") or "1").lower() not in _OFF


def within(parent: _Element, *names: str) -> Iterator[_Element]:
    """Elements of these names in a parent, and in the containers that do not show."""
    stack = [*reversed(parent)]
    while stack:
        element = stack.pop()
        name = local(element)
        if name in names:
            yield element
        elif name in _CONTAINERS:
            stack.extend(reversed(element))
