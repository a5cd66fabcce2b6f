"""Addresses in scripts, found without running any: where a click leads, where a page goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeAlias

from lxml import etree, html

_GO: Final = (
    r"(?:(?:window|document|self|top|parent|this)\s{0,9}\.\s{0,9}){0,6}(?:"
    r"location\s*(?:\.\s*href)?\s*=(?!=)|(?<![.\w])\w{1,20}\.href\s*=(?!=)|location\s*\.\s*(?:replace|assign)\s*\(|(?:(?<![.\w])|(?<=window\.))open\s*\()\s*"
)
_GO_TO: Final = re.compile(_GO + r"(?P<target>[^;\n]{1,400})")
_FUNCTION: Final = re.compile(
    r"function\s+(?P<name>[\w$]+)\s*\((?P<parameters>[^)]{0,200})\)\s*\{"
    r"|(?:var|let|const)\s+(?P<name2>[\w$]+)\s*=\s*(?:function\s*)?\((?P<parameters2>[^)]{0,200})\)\s*"
    r"(?:=>)?\s*\{"
)
"""The beginning of a function, with the brace before its body."""
LONGEST_SCRIPT: Final = 200_000
"""Characters of a script that are read."""
_LONGEST_BODY: Final = 1_500
_ASSIGNMENT: Final = re.compile(
    r"(?<![.\w$])(?P<name>[A-Za-z_$][\w$]*)\s*(?P<sign>\+?=)(?!=)(?P<value>[^;\n]{1,400})"
)
_CALL: Final = re.compile(r"(?<![.\w$])(?P<name>[\w$]+)\s*\((?P<arguments>[^()]{0,400})\)")
_OF_WINDOW: Final = re.compile(r"(?<![.\w$])(?:(?:window|parent|top|self|this)\s*\.\s*)+")
_STRING: Final = re.compile(r"""'([^'\n]*)'|"([^"\n]*)\"""")
_TERM: Final = re.compile(r"""\s*(?:'([^'\n]*)'|"([^"\n]*)"|([\w$.]+)|`([^`\n]*)`)\s*""")
_FIELD: Final = re.compile(r"\$\{\s*([\w$.]+)\s*\}")
_CHOSEN: Final = re.compile(
    r"\bthis\.(?:options\[\s*this\.selectedIndex\s*\]\.)?value\b|\$\(this\)\.val\(\)"
)
_ENCODING_CALL: Final = re.compile(r"\b(?:(?:en|de)codeURI(?:Component)?|(?:un)?escape)\s*\(")
_LOOKS_LIKE_ADDRESS: Final = re.compile(
    r"^(?:https?:)?//|^\.{0,2}/"
    r"|\.(?:[sjx]?html?|jspx?|as[hp]x?|php\d?|psp|do|action|cgi|pdf|docx?|wps|ofd|zip)(?:$|[?#])"
    r"|^\?[\w.]+=",
    re.IGNORECASE,
)
_WRITTEN_ANCHOR: Final = re.compile(r"<a\b[^<>]{0,600}>.{0,400}?<\\?/a>", re.IGNORECASE | re.DOTALL)
_PAGE_BAR: Final = re.compile(
    r"createPageHTML\s*\(\s*(?P<count>\d{1,4})\s*,\s*\d{1,4}\s*,\s*[\"'](?P<name>[\w.-]{1,60})[\"']"
    r"\s*,\s*[\"'](?P<ending>\w{2,6})[\"']"
)
"""The page bar of TRS WCM, whose pages are index.html, index_1.html, …"""
_MAX_LISTED_PAGES: Final = 200
_MAX_PER_CLICK: Final = 20
"""Addresses that are opened, or functions that are called, by the code of one click."""
_MAX_CALLS: Final = 3_000
"""Of functions by a page's clicks."""
_MAX_ASSIGNMENTS: Final = 40
_LONGEST_VALUE: Final = 4_000
_PROGRAM: Final = re.compile(r"(?:java|ecma|j)script|module|json|babel|typescript", re.IGNORECASE)
_PLACEHOLDER: Final = re.compile(r"\{\{|\$\{|<%|#\{|\[\[|['\"]\s*\+|\+\s*['\"]")
_CDATA: Final = re.compile(r"<!\[CDATA\[|\]\]>")
_OBJECT: Final = re.compile(r"\{[^{}]{10,2000}\}")
_MEMBER: Final = re.compile(
    r"""["']?(?P<name>\w{1,40})["']?\s*:\s*(?:"(?P<double>(?:[^"\\\n]|\\.)*)"|'(?P<single>(?:[^'\\\n]|\\.)*)')"""
)
_ADDRESS_NAME: Final = re.compile(r"(?:url|link|href|path|file|src|addr|address)$", re.IGNORECASE)
_TITLE_NAME: Final = re.compile(r"(?:title|name|subject|text|caption|label)$", re.IGNORECASE)
_DAY_NAME: Final = re.compile(r"(?:date|time|day)$", re.IGNORECASE)
_MAX_ENTRIES: Final = 500
_PAIR: Final = re.compile(
    r"""(?P<q>["'])(?P<one>[^"'\n<>]{1,300})(?P=q)\s*,\s*(?=(?P<r>["'])(?P<two>[^"'\n<>]{1,300})(?P=r))"""
)
_PLAIN_ADDRESS: Final = re.compile(r"[\w./:?=&%#~-]+", re.ASCII)


Assignment: TypeAlias = tuple[str, str, str]
"""Name, sign (`=`, `+=`) and value, as written."""


@dataclass(frozen=True, slots=True)
class ListedEntry:
    """An entry of a list that a script holds as data."""

    address: str
    name: str
    day: str
    """As it is written, "" where none is."""


@dataclass(frozen=True, slots=True)
class _Function:
    """A function of a script."""

    name: str
    parameters: list[str]
    body: str
    start: int
    end: int
    """Its place in the script."""


def _functions(script: str) -> Iterator[_Function]:
    """The functions of a script, without those inside them."""
    at = 0
    while found := _FUNCTION.search(script, at):
        at = _end_of_block(script, found.end())
        parameters = found["parameters"] or found["parameters2"] or ""
        yield _Function(
            found["name"] or found["name2"],
            [each.strip() for each in parameters.split(",")],
            script[found.end() : at - 1],
            found.start(),
            at,
        )


def _end_of_block(script: str, start: int) -> int:
    """The place after the brace that ends a block; braces in strings count too."""
    depth, last = 1, min(len(script), start + _LONGEST_BODY)
    for at in range(start, last):
        depth += (script[at] == "{") - (script[at] == "}")
        if not depth:
            return at + 1
    return last


def _without_functions(script: str) -> str:
    pieces, at = [], 0
    for function in _functions(script):
        pieces.append(script[at : function.start])
        at = function.end
    return "".join([*pieces, script[at:]])


class ScriptFunctions:
    """The functions of a page that open an address, with their parameters."""

    def __init__(self, scripts: Sequence[str]) -> None:
        self._functions: dict[str, tuple[list[str], list[Assignment], str]] = {}
        """Parameters, the assignments before the address is opened, the address."""
        self._calls = 0
        for script in scripts:
            for function in _functions(script[:LONGEST_SCRIPT]):
                target = _GO_TO.search(function.body)
                if target is not None:
                    before = assignments(function.body[: target.start()])[-_MAX_ASSIGNMENTS:]
                    self._functions[function.name] = (
                        function.parameters,
                        before,
                        target["target"],
                    )

    def addresses(self, code: str) -> Iterator[str]:
        """The addresses that code of a click opens."""
        for found in islice(_GO_TO.finditer(code), _MAX_PER_CLICK):
            if address := evaluate(found["target"], {}):
                yield address
        for call in islice(_CALL.finditer(_OF_WINDOW.sub("", code)), _MAX_PER_CLICK):
            known = self._functions.get(call["name"])
            if known is None or self._calls >= _MAX_CALLS:
                continue
            self._calls += 1
            names, before, target = known
            arguments = [_argument(each) for each in call["arguments"].split(",")]
            values = assigned(before, dict(zip(names, arguments, strict=False)))
            if address := evaluate(target, values):
                yield address


def assignments(code: str) -> list[Assignment]:
    """The assignments in some code: name, sign and value of each."""
    return [(each["name"], each["sign"], each["value"]) for each in _ASSIGNMENT.finditer(code)]


def assigned(code: Iterable[Assignment], values: Mapping[str, str]) -> dict[str, str]:
    """The values of variables after some assignments: `url = 'a' + id; url += '&x'`."""
    known = dict(values)
    for name, sign, written in code:
        value = evaluate(written, known)
        if value is not None and sign == "+=":
            value = known[name] + value if name in known else None
        if value is None:
            known.pop(name, None)
        else:
            known[name] = value
    return known


def with_values(
    code: str, places: Iterable[re.Match[str]]
) -> Iterator[tuple[re.Match[str], dict[str, str]]]:
    """Places in some code, in order, each with the values of the variables before it."""
    known: dict[str, str] = {}
    read = 0
    for place in places:
        known = assigned(assignments(code[read : place.start()]), known)
        read = place.start()
        yield place, known


def _argument(written: str) -> str:
    found = _STRING.fullmatch(written.strip())
    if found:
        return found.group(1) if found.group(1) is not None else found.group(2)
    return written.strip()


def evaluate(expression: str, values: dict[str, str]) -> str | None:
    """A sum of strings and parameters; None where it holds anything else."""
    expression = _ENCODING_CALL.sub("", expression)
    pieces: list[str] = []
    at = 0
    while found := _TERM.match(expression, at):
        literal = next((found.group(n) for n in (1, 2) if found.group(n) is not None), None)
        if found.group(4) is not None:
            literal = _filled(found.group(4), values)
        name = found.group(3)
        if literal is not None:
            pieces.append(literal)
        elif name in values:
            pieces.append(values[name])
        elif name and name.isascii() and name.isdigit():
            pieces.append(name)
        else:
            return None
        at = found.end()
        if at >= len(expression) or expression[at] != "+":
            break
        at += 1
    text = "".join(pieces)
    return text if 0 < len(text) <= _LONGEST_VALUE else None


def _filled(template: str, values: dict[str, str]) -> str | None:
    """A template literal; None where it holds anything but names that are known."""
    names = _FIELD.findall(template)
    if template.count("${") != len(names) or any(name not in values for name in names):
        return None
    return _FIELD.sub(lambda found: values[found.group(1)], template)


def with_chosen(code: str, value: str) -> str:
    """The code of a chooser or a button with a value of it in its place; "" where that could end a
    string."""
    return "" if re.search("['\"\\n]", value) else _CHOSEN.sub(lambda _found: f"'{value}'", code)


def quoted_addresses(code: str) -> Iterator[str]:
    """Strings in code of a click that look like addresses."""
    for found in _STRING.finditer(code):
        text = found.group(1) if found.group(1) is not None else found.group(2)
        if _LOOKS_LIKE_ADDRESS.search(text):
            yield text


def go_on_address(script: str) -> str | None:
    """Where a script on an empty page leads at once."""
    outside = _without_functions(script[:LONGEST_SCRIPT])
    places = (
        found
        for found in islice(_GO_TO.finditer(outside), _MAX_PER_CLICK)
        if "location" in outside[found.start() : found.start("target")]
    )  # not another window, nor the address of an element
    for found, known in with_values(outside, places):
        if address := evaluate(found["target"], known):
            return address
    return None


def written_anchors(scripts: Sequence[str]) -> Iterator[etree._Element]:
    """Anchors that scripts write into the page, where they are whole strings."""
    for script in scripts:
        if "document.write" not in script and "innerHTML" not in script:
            continue
        for found in _WRITTEN_ANCHOR.finditer(script[:LONGEST_SCRIPT]):
            markup = (
                _shown(found.group()).replace("\\/", "/").replace('\\"', '"').replace("\\'", "'")
            )
            if "+" in markup and re.search(r"""["']\s*\+""", markup):
                continue
            try:
                yield html.fragment_fromstring(markup)
            except (etree.ParserError, etree.XMLSyntaxError, ValueError):
                continue


def listed_pages(source: str) -> list[str]:
    """The further pages that a known page bar leads to."""
    found = _PAGE_BAR.search(source)
    if found is None:
        return []
    count = min(int(found["count"]), _MAX_LISTED_PAGES)
    return [f"{found['name']}_{number}.{found['ending']}" for number in range(1, count)]


def is_placeholder(written: str) -> bool:
    """Whether an address is one of a template, to be filled in by a script."""
    return _PLACEHOLDER.search(written) is not None


def show_markup_in_scripts(root: html.HtmlElement) -> None:
    """Put the markup that scripts of another type hold (the records of 大汉 CMS, templates) in the
    place of those scripts, as the page's own script does in a browser."""
    for script in [*root.iter("script")]:
        kind, text = script.get("type") or "", script.text or ""
        if not kind or _PROGRAM.search(kind) or not re.search(r"<a\b", text, re.IGNORECASE):
            continue
        try:
            shown = html.fragment_fromstring(_CDATA.sub("", text), create_parent="div")
        except (etree.ParserError, etree.XMLSyntaxError, ValueError):
            continue
        shown.tail = script.tail
        script.getparent().replace(script, shown)


def listed_entries(scripts: Sequence[str]) -> Iterator[ListedEntry]:
    """Entries of lists that scripts hold as data: `{"title": "…", "url": "/info/1.htm"}`."""
    count = 0
    for script in scripts:
        for found in _OBJECT.finditer(script[:500_000]):
            members = {
                member["name"]: _unescaped(member["double"] or member["single"] or "")
                for member in _MEMBER.finditer(found.group())
            }
            entry = record_entry(members)
            if entry is None:
                continue
            yield entry
            count += 1
            if count >= _MAX_ENTRIES:
                return


def paired_entries(script: str) -> Iterator[ListedEntry]:
    """Entries whose name and address stand side by side: `add(2, 0, '信息公开', 'list.htm')`."""
    for found in islice(_PAIR.finditer(script), _MAX_ENTRIES):
        for name, address in ((found["one"], found["two"]), (found["two"], found["one"])):
            is_address = _PLAIN_ADDRESS.fullmatch(address) and _LOOKS_LIKE_ADDRESS.search(address)
            if is_address and re.search("[一-鿿]", name):
                yield ListedEntry(address, _unescaped(name), "")


def record_entry(record: Mapping[str, str], address: str = "") -> ListedEntry | None:
    """The entry that a record is, by the names of its members, where its address is not known
    otherwise; None where it is none."""
    name = _first(record, _TITLE_NAME)
    address = address or _first(record, _ADDRESS_NAME)
    if not address or not re.search(r"[/.?]", address) or not re.search("[一-鿿]", name):
        return None
    return ListedEntry(address, name, _first(record, _DAY_NAME))


def _first(members: Mapping[str, str], wanted: re.Pattern[str]) -> str:
    return next((text for name, text in members.items() if text and wanted.search(name)), "")


def _unescaped(text: str) -> str:
    r"""A string of JavaScript: `\/` is /, `\u4fe1` is 信."""
    return re.sub(r"\\(.)", r"\1", _shown(text))


def _shown(text: str) -> str:
    r"""A text with the characters that `\u4fe1` and the like stand for."""
    text = re.sub(r"\\u([0-9A-Fa-f]{4})", lambda found: chr(int(found.group(1), 16)), text)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
