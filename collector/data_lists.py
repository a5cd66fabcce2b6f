"""Lists that a page's script requests as data: where the data are, and what they list.

No script is run: the address stands in the script, and the records say where they lead, or the
script writes it as a template: `<a href="/show/${record.id}.html">`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final
from urllib.parse import urlencode

from lxml import etree

from collector.decode import decode_table
from collector.scripts import (
    LONGEST_SCRIPT,
    ListedEntry,
    evaluate,
    listed_entries,
    paired_entries,
    record_entry,
    with_values,
)

_CALLS: Final = re.compile(
    r"(?:(?:\$|jQuery)\s*\.\s*(?:getJSON|get|ajax|load)|\bfetch|\baxios(?:\s*\.\s*get)?|\.\s*load)\s*\(\s*"
    r"(?P<target>[\"'`][^,;\n)]{1,400})"
    r"|\.\s*open\s*\(\s*[\"']GET[\"']\s*,\s*(?P<opened>[\"'`][^,;\n)]{1,400})"
    r"|[{,\s]url\s*:\s*(?P<url>[\"'`][^,;\n}]{1,400})",
    re.IGNORECASE,
)
_AFTER: Final = 300
_POSTS: Final = re.compile(r"(?:type|method)\s*:\s*[\"']post", re.IGNORECASE)
_PARAMETERS: Final = re.compile(r"^\s*,\s*(?:(?:data|params)\s*:\s*)?\{([^{}]{1,300})\}")
_PARAMETER: Final = re.compile(r"[\"']?(\w+)[\"']?\s*:\s*(?:[\"']([^\"']*)[\"']|(\d+))\s*(?:,|$)")
_DATA_FILE: Final = re.compile(
    r"(?:data|list|news|json|xxgk|gk|nb|nd|bg|report)\w*\.js(?:$|\?)", re.IGNORECASE
)
_LIBRARY: Final = re.compile(
    r"jquery|vue|layui|swiper|common|base|min\.js|/lib/|datepicker|datatable", re.IGNORECASE
)
_NOT_LISTS: Final = re.compile(
    r"click|count|visit|hits?\b|stat|weather|login|user|captcha|token|config|lang|menu|nav\b|banner|search",
    re.IGNORECASE,
)
_JOINT: Final = re.compile(r"([\"'])\s*\+\s*([\w.$\[\]\"']{1,60}?)\s*\+\s*([\"'])")
_TEMPLATE: Final = re.compile(
    r"href\s*=\s*\\?[\"']?([^\"'`<>\s\\]*\$\{[^{}]{1,60}\}[^\"'`<>\s\\]*)"
)
_FIELD: Final = re.compile(r"\$\{[^{}]*?(\w+)\W*\}")
_MAX_RECORDS: Final = 2_000
_MAX_CALLS: Final = 20
_MAX_DATA: Final = 4 << 20


def data_addresses(scripts: Sequence[str], sources: Sequence[str]) -> list[str]:
    """The addresses, as written, from which scripts of a page get what they list by GET."""
    found: list[str] = []
    for script in scripts:
        text = script[:LONGEST_SCRIPT]
        for call, known in with_values(text, islice(_CALLS.finditer(text), _MAX_CALLS)):
            after = text[call.end() : call.end() + _AFTER]
            around = text[max(0, call.start() - _AFTER) : call.start()].rpartition("(")[2] + after
            if _POSTS.search(around.partition(";")[0]):
                continue
            address = evaluate(call["target"] or call["opened"] or call["url"], known)
            if address and not _NOT_LISTS.search(address):
                found.append(_with_parameters(address, after))
    found += [each for each in sources if _DATA_FILE.search(each) and not _LIBRARY.search(each)]
    return [*dict.fromkeys(found)]


def _with_parameters(address: str, after: str) -> str:
    """An address with the parameters that are passed beside it."""
    written = _PARAMETERS.match(after)
    if written is None:
        return address
    pairs = [(name, text or number) for name, text, number in _PARAMETER.findall(written.group(1))]
    return f"{address}{'&' if '?' in address else '?'}{urlencode(pairs)}" if pairs else address


def link_templates(scripts: Sequence[str]) -> list[str]:
    """Addresses with fields of a record in them, as scripts write them into links."""
    return [
        found.group(1)
        for script in scripts
        for found in _TEMPLATE.finditer(_JOINT.sub(r"${\2}", script[:LONGEST_SCRIPT]))
    ]


def entries_in_data(body: bytes, templates: Sequence[str]) -> list[ListedEntry]:
    """What data list: JSON, XML, or a script that assigns records."""
    text = decode_table(body[:_MAX_DATA]).strip()
    if text.startswith("<"):
        return [*_of_records(_xml_records(body[:_MAX_DATA]), templates)]
    data = _json(text)
    if data is not None:
        return [*_of_records(_json_records(data), templates)]
    return [*paired_entries(text), *listed_entries([text])]


def _json(text: str) -> Any:
    """The value of JSON, also where a function or a variable is put around it."""
    starts = [at for at in (text.find("{"), text.find("[")) if at >= 0]
    if not starts:
        return None
    end = max(text.rfind("}"), text.rfind("]"))
    for each in (text, text[min(starts) : end + 1]):
        try:
            return json.loads(each)
        except (ValueError, RecursionError):
            continue
    return None


def _json_records(data: Any) -> Iterator[dict[str, str]]:
    pending, count = [data], 0
    while pending and count < _MAX_RECORDS:
        value = pending.pop(0)
        if isinstance(value, list):
            pending[:0] = value[:_MAX_RECORDS]
        elif isinstance(value, dict):
            count += 1
            yield {
                str(name): str(each)
                for name, each in value.items()
                if isinstance(each, str | int) and not isinstance(each, bool)
            }
            pending[:0] = [each for each in value.values() if isinstance(each, list | dict)]


def _xml_records(body: bytes) -> Iterator[dict[str, str]]:
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(body, parser)
    except etree.XMLSyntaxError:
        return
    if root is None:
        return
    for element in islice(root.iter(etree.Element), _MAX_RECORDS):
        children = {
            _local_name(child): "".join(child.itertext()).strip()
            for child in element.iterchildren(etree.Element)
        }
        yield {**{str(name): str(value) for name, value in element.attrib.items()}, **children}


def _local_name(element: etree._Element) -> str:
    """The name of an element without its namespace; broken ones have a colon of their own."""
    return re.split("[}:]", str(element.tag))[-1]


def _of_records(
    records: Iterator[dict[str, str]], templates: Sequence[str]
) -> Iterator[ListedEntry]:
    for record in records:
        filled = next((each for each in _filled(templates, record)), "")
        if entry := record_entry(record, filled):
            yield entry


def _filled(templates: Sequence[str], record: Mapping[str, str]) -> Iterator[str]:
    """The templates all of whose fields a record has."""
    for template in templates:
        names = _FIELD.findall(template)
        if names and all(record.get(name) for name in names):
            yield _FIELD.sub(lambda found: record[found.group(1)], template)
