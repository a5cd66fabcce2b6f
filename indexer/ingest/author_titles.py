"""The author according to a title: that of the report, of its page, or the name of its file.

A title has one slot for its author, before the period and the kind of report. It is filled by the
name of a school, of a unit or of another body, or by nothing of use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.reports.school_names import (
    NameKind,
    SchoolName,
    is_department,
    is_other_body,
    read_name,
)
from indexer.reports.wording import comparable

_HAN: Final = r"[\u4e00-\u9fff]"
PERIOD: Final = (
    r"\(?第?(?:(?:19|20)\d\d|二[〇○零0Oo][〇○零一二三四五六七八九]{2})"
    r"(?:[\d\-~—/.()]|(?<=[\d〇○零一二三四五六七八九十)])(?:[年月]|日(?!照))|[至到](?=[(\d二])"
    r"|学年度?|(?<=年)度|度(?=[(\d])|[上下]半年|第[一二]学期|[春秋]季"
    r"|[〇○零一二三四五六七八九十]+(?=[年月日学\-~—至到/()]))*"
)
"""A period as titles write it."""
EDGE_CHARS: Final = "()[]-_—.,、:;~ \u3000"
_COUNTING: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
MAX_LINE: Final = 40
_REPORT: Final = (
    r"(?:(?:党务|政务|校务|院务|校院务)?(?:和|与|、)?)*(?:(?:信息|校务|政务|院务)公开)"
    r"[^,。;:《》()\n]{0,16}?(?:报告|年报|总结|汇总)"
)
_TITLE: Final = lazy_regex(_REPORT)
_TITLE_PARTS: Final = lazy_regex(
    rf"{PERIOD}|关于|(?:报送|呈报|上报|公布|印发|发布|提交|做好)|[\"《》【】:,\[\]|_\n\t]"
    r"|附件\d*|学年度?|年度|政府$|的$"
)


_DEFINITION: Final = lazy_regex(r"\((?:以下|下称|简称)[^()]{1,20}\)")
"""The short name that a title defines after the author's."""


class AuthorSlot:
    """The content of a title's slot for the author: a name, another body, or nothing."""

    __slots__ = ("is_bounded", "name", "other_body")

    def __init__(self, name: SchoolName | None, *, other_body: bool, is_bounded: bool) -> None:
        self.name = name
        self.other_body = other_body
        self.is_bounded = is_bounded
        """The name begins the title, so it is complete."""


def read_author_slot(title: str) -> AuthorSlot:
    """The author in a title, before the period and the kind of report."""
    words = _DEFINITION.sub("", comparable(title).replace("\n", "").replace(" ", ""))
    found = _TITLE.search(words)
    if found is None:
        return AuthorSlot(None, other_body=False, is_bounded=False)
    slots = [*_parts(words[: found.start()]), *_parts(words[found.end() :])]
    names = [name for slot in slots if (name := read_name(slot))]
    certain = [name for name in names if name.is_certain]
    schools = certain or [name for name in names if name.kind is NameKind.UNPLACED]
    units = [name for name in names if not name.is_school]
    is_other = bool(units) or (not schools and any(is_other_body(slot) for slot in slots))
    name = schools[0] if schools and not units else None
    return AuthorSlot(
        name, other_body=is_other, is_bounded=name is not None and words.startswith(name.text[:4])
    )


def is_part_of_school(author: str) -> bool:
    """Whether the beginning of a title names a faculty or a department as the author."""
    slots = _parts(comparable(author).replace(" ", ""))
    names = [name for slot in slots if (name := read_name(slot))]
    if any(name.is_school for name in names):
        return False
    faculty = any(name.kind is NameKind.FACULTY or name.text.endswith("学院") for name in names)
    return faculty or any(map(is_department, slots))


def _parts(words: str) -> list[str]:
    pieces = _TITLE_PARTS.sub("|", words).split("|")
    return [piece for piece in map(_without_edges, pieces) if len(piece) >= 2]


def _without_edges(words: str) -> str:
    """A phrase without the punctuation around it; a pair of brackets inside it stays."""
    bare = words.strip(EDGE_CHARS + _COUNTING)
    return bare + ")" if bare.count("(") > bare.count(")") and f"{bare})" in words else bare


def title_slot(title: str, head: list[str]) -> AuthorSlot:
    """The author in the title of a report, which may begin up to two lines above it."""
    slot = read_author_slot(title)
    at = _line_of(title, head)
    if slot.name and slot.name.is_certain:
        party = _party_school_above(head, at, slot.name)
        return AuthorSlot(party, other_body=False, is_bounded=True) if party else slot
    above: list[str] = []
    best = slot
    for line in reversed(head[max(0, at - 2) : at]):
        if not _may_be_title(line):
            break
        above.insert(0, line)
        longer = read_author_slot("".join(above) + title)
        alone = read_name("".join(above))
        if alone and alone.alias and alone.text.endswith("党校"):
            return AuthorSlot(alone, other_body=False, is_bounded=True)
        if alone and alone.is_certain and not slot.other_body:
            return AuthorSlot(alone, other_body=False, is_bounded=True)
        if longer.name and longer.name.is_certain and not (alone and slot.other_body):
            return longer
        if alone and not best.name and not best.other_body:
            is_unit = not alone.is_school
            best = AuthorSlot(None if is_unit else alone, other_body=is_unit, is_bounded=True)
    return best


def _party_school_above(head: list[str], at: int, name: SchoolName) -> SchoolName | None:
    """The party school where a title uses its second name, that of an academy of government."""
    if not at or not name.text.endswith("行政学院"):
        return None
    both = read_name(head[at - 1] + name.text)
    return both if both and both.alias == name.text else None


def _line_of(title: str, head: list[str]) -> int:
    """The line on which a title begins."""
    return next(
        (
            at
            for at, line in enumerate(head)
            if line and (title.startswith(line) or line.startswith(title))
        ),
        0,
    )


def _may_be_title(line: str) -> bool:
    return len(line) <= MAX_LINE and not re.search("[，。；：:;,>|、\t]", line)


def split_titles(head: list[str]) -> Iterator[str]:
    """Titles on two to four lines, for texts without a title on one line."""
    for at in range(min(len(head), 6)):
        for size in (2, 3, 4):
            lines = head[at : at + size]
            if len(lines) == size and all(map(_may_be_title, lines)):
                whole = "".join(lines)
                found = _TITLE.search(comparable(whole))
                if found and found.end() > len(comparable("".join(lines[:-1]))):
                    yield whole


_SEPARATOR_PATTERN: Final = (
    rf"(?:(?<!大学)-|-(?!{_HAN}{{2,10}}大学{_HAN}{{0,8}}学院)|[–—_|»>·•\s])+"
)
_SEPARATOR: Final = lazy_regex(_SEPARATOR_PATTERN)


def page_title_slots(title: str) -> tuple[AuthorSlot, list[SchoolName]]:
    """The author in the title of a page, and the schools in the names of its site."""
    segments = [part for part in _SEPARATOR.split(comparable(title)) if part.strip()]
    slots = [slot for part in segments if _TITLE.search(part) for slot in [read_author_slot(part)]]
    own = next((slot for slot in slots if slot.name or slot.other_body), None)
    whole = read_author_slot(title)
    if own is None and whole.name and whole.name.is_certain:
        own = whole
    site = [n for part in segments if not _TITLE.search(part) and (n := _site_name(part))]
    return own or AuthorSlot(None, other_body=False, is_bounded=False), site


_SITE_WORDS: Final = lazy_regex(
    "^(?:欢迎(?:访问|光临|来到)?)?(.+?)(?:信息公开|校务公开|院务公开|官方网站|官网|门户网站|主页|首页|网站|欢迎您?)+(?:网站?|专栏|专网|专题|平台|栏目)*$"
)


def _site_name(segment: str) -> SchoolName | None:
    words = _without_edges(comparable(segment))
    site = _SITE_WORDS.match(words)
    return read_name(site[1] if site else words)


def site_names(names: list[str]) -> list[SchoolName]:
    """The schools in the names of a page's site; only names that are certain."""
    read = [name for given in names if (name := _site_name(given))]
    return [name for name in read if name.is_certain]


_FILE_SEPARATOR: Final = lazy_regex(rf"{PERIOD}|\d+|[+,.]|{_SEPARATOR_PATTERN}")


def file_name_slot(stem: str) -> AuthorSlot:
    """The author in the name of a file."""
    words = comparable(stem)
    if _TITLE.search(words.replace(" ", "")):
        slot = read_author_slot(words)
        if slot.name or slot.other_body:
            return slot
    pieces = [_without_edges(piece) for piece in _FILE_SEPARATOR.split(words)]
    cut = [
        re.sub("(?:年度?|学年度?)?(?:信息公开|校务公开|年报|年度报告|报告|公开).*$", "", p)
        for p in pieces
    ]
    names = [name for piece in cut if (name := read_name(piece))]
    if any(not name.is_school for name in names):
        return AuthorSlot(None, other_body=True, is_bounded=False)
    different = {name.text for name in names}
    return AuthorSlot(
        names[0] if len(different) == 1 else None, other_body=False, is_bounded=len(different) == 1
    )
