"""The grammar of schools' names: whether a phrase is one, and which names occur in a text.

`read_name` parses a phrase whose bounds are known: a line, a piece of a title, the words between 由
and 编制. `find_mentions` searches running text, where nothing marks the beginning of a name; it
finds only names that are known or begin with a place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.analysis.normalize import simplified
from indexer.reports.schools import leading_place, name_words, places, school_names
from indexer.reports.wording import comparable


class NameKind(Enum):
    """How certain a name is by itself."""

    KNOWN = "in the table of schools"
    PLACED = "begins with a place or region, as most names do"
    UNPLACED = "ends like a school's name, and nothing else is known of it"
    UNIT = "a part of a school that is named with it"
    FACULTY = "named after a subject alone, as faculties are"


@dataclass(frozen=True, slots=True)
class SchoolName:
    """A name as displayed, and how certain it is."""

    text: str
    kind: NameKind
    alias: str = ""
    """A second name after the first."""

    @property
    def is_school(self) -> bool:
        return self.kind not in {NameKind.UNIT, NameKind.FACULTY}

    @property
    def is_certain(self) -> bool:
        """Whether the name can be recognised in running text."""
        return self.kind in {NameKind.KNOWN, NameKind.PLACED}


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a `comparable` text, and its position."""

    name: SchoolName
    start: int
    end: int


_BLANKS: Final = lazy_regex("(?<![A-Za-z]) | (?![A-Za-z])")
"""Blanks that are not between Latin words."""
_HAN: Final = r"[\u4e00-\u9fff]"
# Every alternative begins with a character, which makes the search many times faster.
_KIND: Final = (
    "大学(?![城生堂])|学院(?<!科学院)(?!大学|学校)|书院|专科学校|师范学校|卫生学校|职业学校|技术学校|技工学校"
    "|技师学校|专业学校|艺术学校|警官学校|司法学校|农业学校|商业学校|工业学校"
)
_ENDING: Final = lazy_regex(_KIND)
_BRACKETED: Final = lazy_regex(r"^([^()]+)\(([^()]+)\)([^()]*)$")
_OF_A_NAME: Final = lazy_regex(rf"{_HAN}(?:{_HAN}|[·()-])*")
_PARTY_SCHOOL: Final = lazy_regex(
    rf"^((?:中共)?({_HAN}{{2,14}})委党校(?:\({_HAN}*(?:行政学院|学校)\))?)({_HAN}{{2,8}}行政学院)?$"
)
_OTHER_NAMES: Final = lazy_regex(
    rf"\({_HAN}+(?:学院|大学|学校|院校)(?:[、,/;和]{_HAN}+(?:学院|大学|学校|院校))+\)$"
)
"""Several other names of a school after its first."""
_COMMITTEE: Final = lazy_regex("^(?:中共|中国共产党)(.+)委员会$")
_WIDER_REGION: Final = lazy_regex(
    "^(?:新疆生产建设兵团(?:第[一二三四五六七八九十]{1,3}师)?"
    "|(?:广西壮族|宁夏回族|新疆维吾尔|内蒙古|西藏)自治区)"
)
_JOINT: Final = lazy_regex(rf"^-{_HAN}{{2,10}}大学{_HAN}{{0,8}}学院$")
_OPEN_UNIVERSITY: Final = lazy_regex("(?:开放|广播电视|电视)大学$")
_CAMPUS: Final = lazy_regex("(?:分校|校区|医学部)$")
_COLLEGE: Final = lazy_regex("(?:学院|书院)$")
_AFFILIATED: Final = lazy_regex("附属|附设|实验学校|研究生院|研究院$")
_NEVER_IN_A_NAME: Final = lazy_regex(
    '[,。;:!?、《》"()的了为将把被并从向我该其推提各这]|(?<!求)是|进一步|教育厅|教委|教育部|要求|通知|举办|组建|批准|合作'
    "|根据|按照|信息公开|以下|高水平|一流|先进|优秀|兄弟|知名|著名|所属|下属|有关|相关|全国|多所|本科高|名校"
)
_NEVER_IN_PROSE: Final = lazy_regex(
    "[在由与和于及至到赴去名被让使省县镇街号月所]|有(?!色)|对(?!外)|(?<!铁)路|(?<!青)年|(?<!城)市|(?<![城社])区"
    "|共产党|共青团|领导|指导|支持|加强|规范|全面|成立|设立|学习"
)
_GENERIC: Final = lazy_regex(
    f"^{_HAN}{{0,8}}(?:高等|职业|普通|中小|技工|本科|专科|民办|公办|独立|二级|教学|应用型|研究型|现代|综合性|特色|百强|示范)"
    "(?:大学|学院|学校|院校)$"
)
_REAL_DESPITE_GENERIC: Final = lazy_regex(
    "职业(?:大学|学院)$|(?:高等专科|职业技术|专科|职业|技工)学校$"
)
_TAIL: Final = lazy_regex(rf"^{_HAN}{{1,10}}?(?:学院|分校|校区|研究生院)|^医学部")
_TAIL_STOP: Final = lazy_regex(
    "公开|年|的|由|各|在|校内|学生|工作|所有|二级|教师|关于|学校|我|认真|党|等|和|与|赴|到|对|为|以|将"
)
_UNIT_AFTER: Final = lazy_regex(
    f"^(?:附属|附设|附中|附小|图书馆|档案馆|出版社|后勤|研究院|研究生院|医院|{_HAN}{{0,8}}(?:医院|研究院|研究所|分部))"
)
_MAX_CHARS_BEFORE: Final = 22
_MAX_CHARS_AFTER: Final = 16
_CAMPUS_AFTER: Final = lazy_regex(rf"^\(({_HAN}{{2,6}})\)")


@lru_cache(maxsize=1024)  # a report gives the same name in many places
def read_name(phrase: str) -> SchoolName | None:
    """The whole phrase as the name of a school or unit; None where it is none."""
    words = comparable(phrase).replace("\n", "").replace(" ", "").strip("\"'《》【】,.;:、。-_|>")
    if words.startswith("(") and words.endswith(")"):
        words = words[1:-1]
    if committee := _COMMITTEE.match(words):
        words = committee[1]
    words = _without_office(_OTHER_NAMES.sub("", words.removesuffix("(筹)")))
    if len(words) < 4 or words in _ourselves() or not _OF_A_NAME.fullmatch(words):
        return None
    if party := _PARTY_SCHOOL.match(words):
        if not leading_place(party[2]):
            return None
        return SchoolName(_displayed(party[1]), NameKind.PLACED, alias=party[3] or "")
    if bracketed := _BRACKETED.match(words):
        return _read_bracketed(words, *bracketed.groups())
    return _read_plain(words)


def displayed_name(written: str) -> str:
    """A name that a person wrote, as names are displayed: simplified characters, full-width
    brackets, no blanks but those between Latin words."""
    return _displayed(_BLANKS.sub("", " ".join(simplified(written).split())))


def _displayed(words: str) -> str:
    return words.replace("(", "（").replace(")", "）")


def _without_office(words: str) -> str:
    """A phrase without the office after the name; 学院 may belong to either of them."""
    if not words.endswith(_offices()):
        return words
    rests = [
        words.removesuffix(office).rstrip("(")
        for office in _offices()
        if words.endswith(office) and len(words) > len(office)
    ]
    return next(filter(_ends_with_kind, rests), rests[0] if rests else words)


@cache
def _ourselves() -> frozenset[str]:
    return frozenset(name_words("ourselves"))


@cache
def _offices() -> tuple[str, ...]:
    return tuple(sorted(name_words("office"), key=len, reverse=True))


@cache
def _subjects() -> re.Pattern[str]:
    """A name made only of words that faculties are named after."""
    subjects = "|".join(sorted(name_words("subject"), key=len, reverse=True))
    return re.compile(f"(?:{subjects})*(?:大学|学院|书院|学校)")


@cache
def _unit_ending() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(name_words('unit'))})$")


def is_other_body(phrase: str) -> bool:
    """Whether a phrase ends as the names of units, offices and authorities do."""
    words = comparable(phrase)
    if words in _ourselves() or words in _offices():
        return False
    return len(words) <= 30 and _unit_ending().search(words) is not None


@cache
def _department_ending() -> re.Pattern[str]:
    return re.compile(f"(?:{'|'.join(name_words('department'))})$")


def is_department(phrase: str) -> bool:
    """Whether a phrase ends as the names of the parts of a school do, those of its offices aside
    that speak for it."""
    words = comparable(phrase)
    if words in _ourselves() or words in _offices():
        return False
    return len(words) <= 30 and _department_ending().search(words) is not None


def _is_place(words: str) -> bool:
    return words.removesuffix("校区").removesuffix("市") in places() or words == "华东"


def _read_bracketed(words: str, front: str, inside: str, after: str) -> SchoolName | None:
    if _displayed(words) in school_names():
        return SchoolName(_displayed(words), NameKind.KNOWN)
    base = _read_plain(front)
    if base is None or not base.is_school:
        return base
    if _is_place(inside) or inside.endswith("校区"):
        if after and not _CAMPUS.search(after):
            is_unit = _unit_ending().search(after) or _COLLEGE.search(after)
            return SchoolName(_displayed(words), NameKind.UNIT) if is_unit else None
        return SchoolName(_displayed(words), base.kind)
    if after:
        return _read_plain(front + after)
    other = read_name(inside)
    return SchoolName(base.text, base.kind, alias=other.text if other else "")


def _read_plain(words: str) -> SchoolName | None:
    """A phrase without brackets."""
    if words in school_names():
        return SchoolName(words, NameKind.KNOWN)
    ending = _ENDING.search(words, 1)
    if ending is None:
        return None
    head, rest = words[: ending.end()], words[ending.end() :]
    base = _read_head(head)
    if base is None or not base.is_school or not rest:
        return base
    return _read_with_rest(words, base, rest)


def _read_with_rest(words: str, base: SchoolName, rest: str) -> SchoolName | None:
    """A school's name followed by a campus, a unit or another name."""
    if _JOINT.match(rest):
        return SchoolName(words, base.kind)
    if rest.startswith("附属") or _AFFILIATED.search(rest):
        return SchoolName(words, NameKind.UNIT)
    if _CAMPUS.search(rest):
        kind = NameKind.UNIT if _OPEN_UNIVERSITY.search(base.text) else base.kind
        return SchoolName(words, kind)
    if _ENDING.search(rest) and _ends_with_kind(rest):
        return _read_with_tail(words, base, rest)
    return SchoolName(words, NameKind.UNIT) if _unit_ending().search(rest) else None


def _ends_with_kind(words: str) -> bool:
    return re.search(f"(?:{_KIND})$", words) is not None


def _read_with_tail(words: str, base: SchoolName, tail: str) -> SchoolName | None:
    """A university's name followed by another: a second name, a college, or a faculty."""
    second = _read_head(tail) if len(tail) >= 4 else None
    if second and (second.kind is NameKind.KNOWN or (second.is_certain and "职业" in tail)):
        return SchoolName(base.text, base.kind, alias=second.text)
    if not _COLLEGE.search(tail) or _NEVER_IN_A_NAME.search(tail):
        return None
    is_faculty = _subjects().fullmatch(tail) or _OPEN_UNIVERSITY.search(base.text)
    return SchoolName(words, NameKind.UNIT if is_faculty else base.kind)


def _read_head(head: str) -> SchoolName | None:
    """A name with one ending."""
    if head in school_names():
        return SchoolName(head, NameKind.KNOWN)
    if region := _WIDER_REGION.match(head):
        inner = _read_head(_without_city(head[region.end() :]))
        if inner and inner.is_certain:
            return inner
    place = leading_place(head)
    inner_known = head[len(place) :].lstrip("省市")
    if place and inner_known in school_names() and leading_place(inner_known):
        return SchoolName(inner_known, NameKind.KNOWN)
    if _NEVER_IN_A_NAME.search(head) or (
        _GENERIC.match(head) and not _REAL_DESPITE_GENERIC.search(head)
    ):
        return None
    if _subjects().fullmatch(head):
        return SchoolName(head, NameKind.FACULTY)
    if known := _without_repeated_character(head):
        return SchoolName(known, NameKind.KNOWN)
    return SchoolName(head, NameKind.PLACED if place else NameKind.UNPLACED)


_REPEATED: Final = lazy_regex(r"(.)(?=.{0,2}\1)")


def _without_repeated_character(head: str) -> str:
    """The known name that a slip of the pen made longer, by a character that stands in it a second
    time, up to three places on: 职业技术业学院; "" where there is none."""
    for found in _REPEATED.finditer(head):
        again = head.index(found[1], found.end())
        for at in (found.start(), again):
            if (name := head[:at] + head[at + 1 :]) in school_names():
                return name
    return ""


def _without_city(head: str) -> str:
    """A name without the city before it, if a place follows that: 阿拉尔市塔里木…学院."""
    city, _, rest = head.partition("市")
    return rest if city in places() and leading_place(rest) else head


def find_schools(text: str) -> list[str]:
    """The names of schools in a text, in order and with repetitions."""
    return [m.name.text for m in find_mentions(comparable(text)) if m.name.is_school]


def find_mentions(words: str) -> Iterator[Mention]:
    """The names in running text that are known or begin with a place; units are mentions too.

    `words` is a `comparable` text.
    """
    at = last = 0
    while ending := _ENDING.search(words, at):
        at = ending.end()
        before = _HAN_BEFORE.search(words, max(last, at - _MAX_CHARS_BEFORE), at)
        found = _ending_here(before[0]) if before else None
        if found is None:
            continue
        start = at - len(found)
        name, end = _with_tail(words, start, at)
        if name is not None:
            yield Mention(name, start, end)
        at = last = max(at, end)


_HAN_BEFORE: Final = lazy_regex(rf"(?:{_HAN}|·)+\Z")


@lru_cache(maxsize=1024)
def _ending_here(before: str) -> str | None:
    """The longest name that is known or begins with a place, at the end of a string."""
    known = next((before[i:] for i in range(len(before) - 2) if before[i:] in school_names()), "")
    placed = next(_placed_endings(before), "")
    if known and not (placed.endswith(known) and _is_its_beginning(placed, known)):
        return known
    return placed or None


def _is_its_beginning(placed: str, known: str) -> bool:
    """Whether a place directly precedes a known name that has none: 桂林 电子科技大学."""
    return leading_place(placed) == placed.removesuffix(known) and not leading_place(known)


def _placed_endings(before: str) -> Iterator[str]:
    for i in range(len(before) - 3):
        place = leading_place(before[i:])
        if not place:
            continue
        name = _read_head(before[i:])
        if name and name.is_certain and not _NEVER_IN_PROSE.search(before[i + len(place) :]):
            yield before[i:]


@cache
def _beginnings() -> frozenset[str]:
    """What a known name begins with that goes on."""
    return frozenset(name[:size] for name in school_names() for size in range(2, len(name)))


def _with_tail(words: str, start: int, end: int) -> tuple[SchoolName | None, int]:
    """The name with the campus or the college after it, and where it ends."""
    head = words[start:end]
    after = words[end : end + _MAX_CHARS_AFTER]
    for size in range(len(after) if _displayed(head) in _beginnings() else 0, 0, -1):
        if (longer := _displayed(head + after[:size])) in school_names():
            return SchoolName(longer, NameKind.KNOWN), end + size
    if (campus := _CAMPUS_AFTER.match(after)) and _is_place(campus[1]):
        end += campus.end()
        return read_name(words[start:end]), end
    if unit := _UNIT_AFTER.match(after):
        return SchoolName(head + unit[0], NameKind.UNIT), end + unit.end()
    tail = _TAIL.match(after)
    if tail and not _TAIL_STOP.search(tail[0]):
        whole = read_name(head + tail[0])
        if whole:
            return whole, end + (0 if whole.alias else tail.end())
    return read_name(head), end
