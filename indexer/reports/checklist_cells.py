"""What a cell of a checklist states: an item's number, a status, addresses, a reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, cast

from indexer.analysis.lazy_regex import lazy_regex
from indexer.analysis.normalize import normalize
from indexer.reports.checklist_items import checklist_words, word_kinds

ChecklistStatus = Literal["disclosed", "not_disclosed", "not_applicable"]

MAX_NUMBER: Final = 120
"""Lists of provinces and schools have more items than the ministry's fifty."""
_LONGEST_NUMBER: Final = 40
"""Characters of a cell that is a number, blanks included."""
_MAX_HEAD: Final = 14
_MAX_REASON: Final = 60

_ASCII = "!-~"
_URL: Final = lazy_regex(
    rf"(?:https?[:：]//|(?<![\w@.])www\.)[{_ASCII}]+"
    r"|(?<![\w@.:/-])(?:[a-zA-Z0-9-]+\.)+(?:edu|gov|com|org|net)(?:\.cn)?(?![\w.-])(?:[:/][!-~]*)?"
)
_BROKEN: Final = lazy_regex(
    r"(?<=[/?&=#._-])\s+(?=[a-zA-Z0-9/?&=#%])|(?<=[a-zA-Z0-9])\s+(?=[/?&=#%]|\.(?:s?html?|php|jsp|aspx?)\b)"
)
"""White space inside an address whose line was broken."""
_FRAGMENT: Final = lazy_regex(r"[!-~]*[/.?=&_%-][!-~]*|[a-zA-Z]*\d+[a-zA-Z]+[!-~]*")
"""The rest of an address whose line was broken."""
_SUFFIX: Final = lazy_regex(r"(?:s?html?|php|jsp|aspx?|pdf|docx?|xlsx?)(?![a-zA-Z])[!-~]*")
"""What follows the dot of an address that was broken there."""
_CLOSING: Final = ".,;:)]}'\"|"
_EMPTY_BRACKETS: Final = lazy_regex(r"[(（]\s*(?:网址|链接|详见|见)?\s*[:：]?\s*[)）]")
_BEFORE_ADDRESS: Final = lazy_regex(r"[,，、;；]\s*(?:网址|链接|详见|见)?\s*[:：、,，;；]*$")
_WITH_MORE: Final = lazy_regex(r"([^,，:：;；。(（]{2,8}?)\s*(?:[,，:：;；。]|(?=[(（]))(.*)")
_IN_BRACKETS: Final = lazy_regex(r"[(（]([^()（）]*)[)）]")
_NUMBER: Final = lazy_regex(r"(?:\(?(\d{1,3})[.、,:)]*|第(\d{1,3})[项条])")
_LEADING_NUMBER: Final = lazy_regex(
    r"\s*(?:[(（]\s*(\d{1,3})\s*[)）]|(\d{1,3})\s*[.．、:：)）])[.．、]?\s*(?!\d)"
)
_HEAD_PADDING: Final = lazy_regex(r"信息|公开|的|及|和|情况|学校|\W")
_LACKS: Final = lazy_regex(
    r"(?:因|由于)?(?:[^,;。]{0,20},)?(?:(?:我|本|学|该)(?:校|院))?(?:(?:属于?|为|是|作为)[^,;。]{0,16}?)?"
    r"(?:\d{4}(?:-\d{4})?学?年度?|本学?年度?|目前|暂时?|均|现|并|也)*"
    r"(?:无(?!障碍|线|偿|纸|人|论|需|须|法|菌|损)|没有|非(?!学历|税|全日制|遗|营利)"
    r"|不(?:涉及|存在|具备|具有|招收|属于|适用)|尚?未(?:开展|设|举办|招收|涉及))"
)


def find_urls(text: str) -> list[str]:
    """The addresses in a text as stated; one that was broken by white space is joined."""
    if "." not in text and "//" not in text:
        return []
    joined = _BROKEN.sub("", text) if "." in text else text
    found = (match[0].rstrip(_CLOSING).replace("：", ":") for match in _URL.finditer(joined))
    return [*dict.fromkeys(found)]


def without_urls(text: str) -> str:
    """The text without its addresses."""
    rest = _BROKEN.sub("", text) if len(text.split()) > 1 else text
    if "." in rest or "//" in rest:
        rest = _URL.sub("", rest)
    if "(" in rest or "（" in rest:
        rest = _EMPTY_BRACKETS.sub("", rest)
    return _BEFORE_ADDRESS.sub("", rest).strip(" \t:：;；,，")


def is_fragment(text: str) -> bool:
    """Whether a cell can be the rest of the address in the cell before it."""
    return not _URL.match(text) and _FRAGMENT.fullmatch(text) is not None


def rest_of_address(before: str, text: str) -> str | None:
    """What a cell adds to the address that ends the cell before it; None if it is no part of it."""
    if before.endswith(".") and _SUFFIX.fullmatch(text):
        return f".{text}"
    return text if is_fragment(text) else None


def cell_number(text: str) -> int | None:
    """The number that is the whole of a cell."""
    if len(text) > _LONGEST_NUMBER:
        return None
    match = _NUMBER.fullmatch(normalize(text))
    return _number(match[1] or match[2]) if match else None


def split_number(text: str) -> tuple[int | None, str]:
    """The number before an item, and the item."""
    match = _LEADING_NUMBER.match(text)
    number = _number(match[1] or match[2]) if match else None
    return (number, text[match.end() :]) if match and number is not None else (None, text)


def _number(digits: str) -> int | None:
    return int(digits) if 0 < int(digits) <= MAX_NUMBER else None


def cell_status(text: str) -> ChecklistStatus | None:
    """The status that is the whole of a cell."""
    kind = word_kinds("status:").get(_bare(text))
    return cast("ChecklistStatus | None", kind)


def split_status(text: str) -> tuple[ChecklistStatus | None, str]:
    """The status that a cell begins with, and what follows it: 未公开（正在制定）."""
    status = cell_status(text)
    if status is not None:
        return status, ""
    match = _WITH_MORE.fullmatch(text)
    if match is None or (status := cell_status(match[1])) is None:
        return None, text
    rest = match[2].strip()
    inside = _IN_BRACKETS.fullmatch(rest)
    return status, inside[1] if inside else rest


def lacks_item(text: str) -> bool:
    """Whether a cell gives the reason why the school has nothing of an item: 我校无研究生教育."""
    bare = normalize(text)
    return len(bare) <= _MAX_REASON and _LACKS.match(bare) is not None


def is_cross(text: str) -> bool:
    """Whether a cell says no by a sign alone."""
    return _bare(text) in checklist_words("cross")


def is_tick(text: str) -> bool:
    """Whether a cell is ticked, in a column whose head is a status."""
    return _bare(text) in checklist_words("tick")


def is_link_word(text: str) -> bool:
    """Whether a text says nothing but that there is an address."""
    bare = _bare(text)
    return bare in checklist_words("link") or word_kinds("head:").get(bare) == "url"


def head_kind(text: str) -> str | None:
    """What a column holds, from its head."""
    bare = normalize(text)
    if not bare or len(bare) > _MAX_HEAD:
        return None
    kinds = word_kinds("head:")
    exact = kinds.get(bare) or kinds.get(_bare(text))
    return exact or kinds.get(_HEAD_PADDING.sub("", bare))


def head_kinds(cells: Sequence[str]) -> list[str] | None:
    """What the columns of a table hold, if the row is its head; "" for an unknown column."""
    kinds = [head_kind(cell) or "" for cell in cells]
    known = [kind for kind in kinds if kind]
    is_head = "item" in known and len(known) >= max(2, len([cell for cell in cells if cell]) // 2)
    return kinds if is_head else None


def _bare(text: str) -> str:
    return normalize(text).strip(" .,;:、。()-")
