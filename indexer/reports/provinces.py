"""The province of a report, from the school's name, the authority it cites or the author's address.

Unknown is None. A province is never taken from a passing mention, nor that of an affiliated college
("北京师范大学珠海分校", "北京交通大学海滨学院") from its university's name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from indexer.reports.schools import abbreviations, leading_place, places, provinces, school_names
from indexer.reports.wording import comparable

_AFFILIATED: Final = re.compile("^(.+?(?:大学|学院))(.+(?:学院|分校|校区))$")
_NAMED_AFTER: Final = frozenset(
    "中山 珠江 燕山 江淮 三峡 太湖 钟山 金陵 天山 泰山 长江 黄河".split()
)
"""Parts of colleges' names that are not where they are: 大连医科大学中山学院 is in Dalian."""
_BASIS: Final = re.compile(
    "(?:根据|按照|依据|依照|遵照|贯彻|落实|结合|转发|印发|以及|和)?《[^》]{0,4}$|根据|按照|依据|依照|遵照|在$"
)
_PASSING: Final = re.compile("(?:赴|到|邀请|获|获得|被|参加|协助|接受|来自|陪同|时任|原)$")
_GUIDING: Final = re.compile(
    "^(?:$|\n|[^,。;]{0,8}(?:指导|领导|部署|要求|通知|精神|文件|关于|《|安排|转发|规定|统一|:|办公室))"
)
"""What follows the authority that a report answers to."""
_SCATTERED_PROVINCES: Final = frozenset({"北京", "上海"})
_SCATTERED_UNIVERSITIES: Final = frozenset(
    {"吉林大学", "河海大学", "中国矿业大学", "哈尔滨工业大学", "电子科技大学"}
)
"""Universities with independent colleges in other provinces."""
_PLACE_OF_BODY: Final = re.compile(
    r"(?:20\d\d年?度?)?([\u4e00-\u9fff]{2,4}?)(?:省|市|(?:壮族|回族|维吾尔)?自治区)[\u4e00-\u9fff]"
)
_ADDRESS: Final = re.compile(
    "地址[:为是]?([\u4e00-\u9fff]{2,4}?)(?:省|市|(?:壮族|回族|维吾尔)?自治区)"
    "(?:([\u4e00-\u9fff]{2,5}?)市)?"
)
_ASKED: Final = re.compile("疑问|疑义|咨询|(?:请|与)[^。;]{0,30}联系")
"""Words before the address at which questions about the report are answered."""
_OTHERS_ADDRESS: Final = re.compile("教育部|教育厅|教委|上级|申请人|新校区")
"""Words before the address of somebody else."""
_CAMPUS: Final = re.compile("（([^）]+)）$")


_TAIL: Final = re.compile("(?:(?:壮族|回族|维吾尔)?自治区|省|市)$")


def province_named(written: str) -> str | None:
    """The province with this name, short, full or of one character: 四川 for 四川省; None for
    anything else."""
    name = comparable(written).replace(" ", "")
    short = _TAIL.sub("", name) if len(name) > 2 else name
    return short if short in provinces() else abbreviations().get(name)


def province_of_school(school: str) -> str | None:
    """The province that the name states, or the table; None where that is not certain."""
    if (known := school_names().get(school)) and known.province:
        return known.province
    if campus := _CAMPUS.search(school):
        place = campus.group(1).removesuffix("校区")
        return places().get(place) or province_of_school(school[: campus.start()])
    if affiliated := _AFFILIATED.match(school):
        place = leading_place(affiliated.group(2))
        return None if place in _NAMED_AFTER else places().get(place)
    return places().get(leading_place(school.removeprefix("中共")))


def province_of_university(school: str) -> str | None:
    """The province of an affiliated college's university, if its colleges are all there."""
    affiliated = _AFFILIATED.match(school)
    if affiliated is None or not school.endswith("学院"):
        return None
    province = province_of_school(affiliated.group(1))
    is_elsewhere = (
        province in _SCATTERED_PROVINCES or affiliated.group(1) in _SCATTERED_UNIVERSITIES
    )
    return None if is_elsewhere else province


def _province_of_body(title: str) -> str | None:
    """The province of the authority or unit that a title begins with."""
    found = _PLACE_OF_BODY.match(comparable(title))
    return places().get(found.group(1)) if found else None


@cache
def _authority() -> re.Pattern[str]:
    names = "|".join(sorted(provinces(), key=len, reverse=True))
    return re.compile(
        rf"({names})(?:省|市|(?:壮族|回族|维吾尔)?自治区)?(?:委|委员会)?"
        "(?:教育厅|教委|教育委员会|教育工委|教育工作委员会)"
    )


@cache
def _document() -> re.Pattern[str]:
    chars = "".join(abbreviations())
    return re.compile(rf"([{chars}])教[\u4e00-\u9fff]{{0,4}}[\[(〔]20\d\d[\])〕]")


def province_of_authorities(text: str) -> str | None:
    """The one province whose education authority a report cites; None for none or several.

    One cited as the basis of the report ("根据安徽省教育厅…") outweighs other mentions; a visit or
    a prize does not count.
    """
    words = comparable(text)
    cited: set[str] = {abbreviations()[found.group(1)] for found in _document().finditer(words)}
    mentioned: set[str] = set()
    for found in _authority().finditer(words):
        before = re.split("[,。;]", words[max(0, found.start() - 14) : found.start()])[-1]
        if _BASIS.search(before):
            cited.add(found.group(1))
        elif not _PASSING.search(before) and _GUIDING.match(words[found.end() :][:14]):
            mentioned.add(found.group(1))
    for provinces_ in (cited, mentioned):
        if provinces_:
            return next(iter(provinces_)) if len(provinces_) == 1 else None
    return None


def province_of_address(text: str) -> str | None:
    """The province of the addresses at which a report says its author can be asked; None for none,
    or for several."""
    words = comparable(text)
    found: set[str | None] = set()
    for address in _ADDRESS.finditer(words):
        before = re.split("[。\n]", words[max(0, address.start() - 80) : address.start()])[-1]
        if _ASKED.search(before) and not _OTHERS_ADDRESS.search(before):
            found.add(places().get(address.group(1)) or places().get(address.group(2) or ""))
    return next(iter(found)) if len(found) == 1 else None


def find_province(school: str | None, text: str, title: str = "") -> str | None:
    """The province of a report, from its school's name, else from the authorities it cites, else
    from the place that begins a title without a school (广东省教育考试院, 张家港市教育局), else
    from its author's address."""
    cited = province_of_authorities(text)
    if school is None:
        return cited or _province_of_body(title) or province_of_address(text)
    by_name = province_of_school(school)
    if by_name is None:
        return cited or province_of_university(school) or province_of_address(text)
    is_known = school in school_names()
    if not is_known and leading_place(school) in _NAMED_AFTER:
        return by_name if cited == by_name else None
    certain = is_known or leading_place(school) == by_name
    return by_name if certain or cited in {None, by_name} else None
