"""Schools' names: found in running text, shortened, and taken apart.

An unknown school reads as well as a known one: a name is what ends like a school (大学, 学院,
高等专科学校 …) and begins at a place, at one of the words that schools' names begin with, or where
the words of the sentence end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from indexer.analysis.patterns import late
from indexer.reports.tables import abbreviations, places, school_names, schools
from indexer.reports.wording import comparable

_HAN: Final = r"[\u4e00-\u9fff]"
_NAME: Final = late(
    rf"(?P<body>{_HAN}(?:{_HAN}|·){{1,17}}?)(?P<kind>大学(?!生)|学院(?!大学|学校)|书院"
    r"|(?:专科|师范|卫生|职业|技术|技工|专业|体育|艺术|警官|司法|农业|商业|工业)学校)"
    rf"(?P<campus>\({_HAN}{{2,5}}(?:校区)?\))?"
    rf"(?:(?<=大学)-{_HAN}{{2,8}}大学(?={_HAN}{{0,8}}学院))?"
    rf"(?P<tail>(?!信息公开|党|关于|学校|二级|各|我|和|与){_HAN}{{1,10}}?(?:学院|分校|校区)|医学部)?"
)
_LONGEST_PLACE: Final = 12
"""Characters of the longest place or region, with room."""
_BEGINNINGS: Final = (
    "中国 中央 中华 中共 国家 国际 国防 首都 对外 华北 华东 华中 华南 西南 西北 东北 中南 民办 私立"
    " 香港 澳门 海军 空军 陆军 武警 解放军 火箭军 中国人民解放军 北方 南方 东方"
).split()
_SENTENCE: Final = late(
    "教育厅|教育部|教委|要求|我校|我院|本校|关于|报送|部分|呈报|上报|根据|按照|依据|参照|遵照|通知|精神"
    "|现将|编制|印发|发布|制定|依照|结合|学年度?|年度|\\d年|[由的在了我因]|(?<!求)是|附件|由于|以及|中华人民共和国|中国共产党"
    "|欢迎|访问|点击"
)
"""Words after which a school's name may begin, and which stand in none."""
_KIND_OF_SCHOOL: Final = (
    "(?:普通|高等|职业|高职|中等|技工|本科|专科|院校|师范|独立|二级|教学|所属|各)*"
)
_GENERIC: Final = late(
    "(?:.{0,4}(?:各|我|(?<![样日基资])本|该|其他|所有|省属|市属|公办|民办|独立|二级))?"
    f"{_KIND_OF_SCHOOL}(?:大学|学院|学校)$"
    "|.*(?:高等|职业|普通|中小|技工|兄弟|平安|文明|绿色|相关|下属|校属|所属)学校$"
    "|.*(?:一流|现代|兄弟|人民满意的|相关)大学$"
    "|.*(?:二级|各|所属|书记|教学|继续教育|马克思主义)学院$|.*信息.*公开.*"
)
_MOTHER: Final = late("[浙北南武川西山]大")
"""浙大宁波理工学院: the mother's short name, then the place."""
_PRIVATE: Final = late("^(?:民办|私立)")
_TAIL_STOP: Final = late("公开|年|的|由|各|在|校内|学生|工作|所有|二级|继续教育|马克思|教师")
_VOCATIONAL: Final = late(
    "(?:职业技术师范|职业技术|职业|应用技术|高等专科|师范高等专科|幼儿师范高等专科)(?:大学|学院|学校)$"
)


def find_schools(text: str) -> list[str]:
    """Names of schools in the order they stand in a text, repeated as they are."""
    return [*_names(comparable(text))]


def _names(words: str) -> Iterator[str]:
    at = 0
    while found := _NAME.search(words, at):
        begin = found.start() + _begin(found["body"], found["kind"])
        end = _end(found)
        name = words[begin:end].replace("(", "（").replace(")", "）")
        if len(name) >= 4 and not _GENERIC.match(name):
            yield name
        at = end


def _end(found: re.Match[str]) -> int:
    tail = found["tail"]
    if tail and (found["kind"] not in {"大学", "学院"} or _TAIL_STOP.search(tail)):
        return found.start("tail")
    if found["campus"] and not tail:
        place = found["campus"].strip("()").removesuffix("校区")
        if place not in places() and place not in {"华东", "筹"}:
            return found.start("campus")
    return found.end()


def _begin(body: str, kind: str) -> int:
    """Where the name begins in what stands before its last word."""
    begin = max((found.end() for found in _SENTENCE.finditer(body)), default=0)
    begin = max(begin, 1) if body.startswith("年") else begin
    rest = body[begin:]
    if rest[:1] in {*"和对与及向"} and leading_place(rest[1:]):
        rest, begin = rest[1:], begin + 1
    if rest + kind in school_names() or _MOTHER.match(rest):
        return begin
    place = _places().search(rest)
    return begin + (place.start() if place else 0)


def leading_place(name: str) -> str:
    """The place or region a name begins with, the longest that fits; "" where there is none."""
    bare, known = _PRIVATE.sub("", name), _place_names()
    if bare[:1] not in _first_characters():
        return ""
    beginnings = (bare[:size] for size in range(min(len(bare), _LONGEST_PLACE), 0, -1))
    return next((beginning for beginning in beginnings if beginning in known), "")


@cache
def _first_characters() -> frozenset[str]:
    return frozenset(name[0] for name in _place_names())


@cache
def _place_names() -> frozenset[str]:
    return frozenset((*places(), *_BEGINNINGS))


@cache
def _places() -> re.Pattern[str]:
    """Any place or region, the longest first."""
    return re.compile("|".join(sorted(_place_names(), key=lambda name: (-len(name), name))))


def is_anchored(name: str) -> bool:
    """Whether a name is a known one or begins as schools' names begin, so that it is no
    department's."""
    return name in school_names() or bool(leading_place(name))


def place_name(school: str) -> str:
    """The province, city or region a school's name begins with: 安徽 for 安徽机电职业技术学院."""
    place = leading_place(school)
    return "" if place == school else place


@cache
def short_names(school: str) -> tuple[str, ...]:
    """Other names people use: 北大; 安徽机电 and 皖机电 for 安徽机电职业技术学院."""
    known = schools().get(school)
    names = [*known.short_names] if known else []
    core = _VOCATIONAL.sub("", school)
    place = place_name(school)
    if core != school and len(core) > len(place) + 1:
        names.append(core)
        province = places().get(place)
        nickname = next((c for c, p in abbreviations().items() if p == place), "")
        if province == place and nickname:
            names.append(nickname + core[len(place) :])
    return tuple(dict.fromkeys(names))


def is_abbreviation(short: str, full: str) -> bool:
    """Whether a school's name in a title can stand for a longer one: 安徽机电学院."""
    if len(short) >= len(full) or short[:2] != full[:2] or short[-2:] != full[-2:]:
        return False
    rest = iter(full)
    return all(char in rest for char in short)
