"""Markdown: text without its markup, with tables and links. `#` stays: it marks a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexer.ingest.extracted import Extracted, ExtractedLink
from indexer.ingest.limits import DEFAULT_LIMITS, Limits
from indexer.ingest.readers.builder import Line, TextBuilder, web_address
from indexer.ingest.readers.encoding import decode
from indexer.ingest.readers.run_format import subscript, superscript

_FRONT_MATTER: Final = re.compile(r"\A---\n(.*?)\n(?:---|\.\.\.)\n", re.DOTALL)
_TITLE: Final = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)
_RULE: Final = re.compile(r"\s*(?:[-*_]\s*){3,}")
_FENCE: Final = re.compile(r"\s*(?:```|~~~)")
_DIVIDER: Final = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_BULLET: Final = re.compile(r"^(\s*)(?:>\s?)*(?:[-*+]\s+(?=\S))?(?:>\s?)*")
_LINK: Final = re.compile(
    r"!?\[([^\[\]]*)\]\(\s{0,9}<?([^()\s<>]*(?:\([^()\s]*\)[^()\s<>]*)?)>?(?:\s[^()]*)?\)"
)
_ADDRESS: Final = re.compile(r"<(https?://[^<>\s]+)>")
_STRONG: Final = re.compile(r"(?:\*\*|__)(?=\S)")
_ENDS_STRONG: Final = {"**": re.compile(r"(?<=\S)\*\*"), "__": re.compile(r"(?<=\S)__")}
_EMPHASIS: Final = re.compile(r"(?<![0-9A-Za-z*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![0-9A-Za-z])")
_CODE: Final = re.compile(r"`([^`\n]+)`")
_ESCAPE: Final = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~])")
_STRUCK: Final = re.compile(
    r"(?<![\\\d~])~~(?=[^\s~])[^~\n]{1,2000}(?<=\S)~~(?!~)|<(s|del|strike)>[^<>\n]{0,2000}</\1>",
    re.IGNORECASE,
)
"""Struck-out text. After a digit `~~` is a range: 2022~~2023."""
_SUPERSCRIPT: Final = re.compile(r"<sup>([^<>\n]{0,40})</sup>", re.IGNORECASE)
_SUBSCRIPT: Final = re.compile(r"<sub>([^<>\n]{0,40})</sub>", re.IGNORECASE)
_CELL: Final = re.compile(r"(?<!\\)\|")


def read_markdown(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Extracted:
    """The text of a Markdown file. Raises UnreadableError."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    title = None
    if matter := _FRONT_MATTER.match(text):
        text = text[matter.end() :]
        found = _TITLE.search(matter.group(1))
        title = found.group(1) if found else None
    builder = TextBuilder(limits)
    for item in _lines(_without_comments(text).split("\n")):
        if isinstance(item, Line):
            builder.add_line(item)
        else:
            builder.add_row(item)
    return builder.build(title=title)


def _without_comments(text: str) -> str:
    """The text without comments, in linear time, unlike a regular expression."""
    pieces, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[at:start])
        at = end + 3
    return "".join([*pieces, text[at:]])


def _lines(written: list[str]) -> Iterator[Line | list[list[Line]]]:
    """Lines, and rows of tables as lists of cells."""
    for at, line in enumerate(written):
        following = written[at + 1] if at + 1 < len(written) else ""
        if _FENCE.match(line) or _RULE.fullmatch(line):
            yield Line("")
        elif _is_row(line) and _DIVIDER.fullmatch(line) and "-" in line:
            continue
        elif _is_row(line) or (line.count("|") and _is_divider(following)):
            cells = _CELL.split(line.strip().strip("|"))
            yield [[_plain(cell.strip())] for cell in cells]
        else:
            yield _plain(_BULLET.sub(r"\1", line, count=1))


def _is_row(line: str) -> bool:
    return line.lstrip().startswith("|") and line.count("|") >= 2


def _is_divider(line: str) -> bool:
    return "|" in line and "-" in line and _DIVIDER.fullmatch(line) is not None


def _plain(text: str) -> Line:
    """A line without its markup, and the links in it."""
    links: list[ExtractedLink] = []

    def linked(found: re.Match[str]) -> str:
        words = _unmarked(found.group(1))
        address = web_address(found.group(2))
        if address and words:
            links.append(ExtractedLink(words, address))
        return "" if found.group().startswith("!") else words

    text = _ADDRESS.sub(r"\1", _LINK.sub(linked, text))
    return Line(_unmarked(text), tuple(links))


def _unmarked(text: str) -> str:
    text = _STRUCK.sub("", text)
    text = _SUPERSCRIPT.sub(lambda found: superscript(found[1]), text)
    text = _SUBSCRIPT.sub(lambda found: subscript(found[1]), text)
    text = _EMPHASIS.sub(r"\1", _without_strong(text))
    return _ESCAPE.sub(r"\1", _CODE.sub(r"\1", text))


def _without_strong(text: str) -> str:
    """The text without the marks around strong passages, in linear time: the end of a mark that
    is never closed is searched only once."""
    pieces, at = [], 0
    unclosed: set[str] = set()
    for mark in _STRONG.finditer(text):
        if mark.start() < at or mark.group() in unclosed:
            continue
        end = _ENDS_STRONG[mark.group()].search(text, mark.end() + 1)
        if end is None:
            unclosed.add(mark.group())
        else:
            pieces += [text[at : mark.start()], text[mark.end() : end.start()]]
            at = end.end()
    return "".join([*pieces, text[at:]])
