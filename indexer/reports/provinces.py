"""The province a report belongs to: said by the school's name or by the authority it cites.

Unknown is None. A province is never taken from a passing mention, and a college named after
another place ("北京师范大学珠海分校", "北京交通大学海滨学院") not from its mother's name.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.reports.schools import leading_place
from indexer.reports.tables import abbreviations, places, provinces, schools

_AFFILIATED: Final = re.compile("^(.+?(?:大学|学院))(.+(?:学院|分校|校区))$")
_NAMED_AFTER: Final = frozenset("中山 珠江 燕山 江淮 三峡 太湖 钟山 金陵 天山 泰山 长江 黄河".split())
"""Names of colleges that are no place there: 大连医科大学中山学院 is in Dalian."""
_COLLEGES_AWAY: Final = frozenset({"北京", "上海"})
_MOTHERS_AWAY: Final = frozenset({"吉林大学", "河海大学", "中国矿业大学", "哈尔滨工业大学"})
"""Universities with independent colleges in other provinces."""
_CAMPUS: Final = re.compile("（([^）]+)）$")


def province_of_school(school: str) -> str | None:
    """What the name itself says, or what is known of it; None where that leaves a doubt."""
    if (known := schools().get(school)) and known[0]:
        return known[0]
    if campus := _CAMPUS.search(school):
        place = campus.group(1).removesuffix("校区")
        return places().get(place) or province_of_school(school[: campus.start()])
    if affiliated := _AFFILIATED.match(school):
        place = leading_place(affiliated.group(2))
        return None if place in _NAMED_AFTER else places().get(place)
    return places().get(leading_place(school))


def province_of_mother(school: str) -> str | None:
    """The province of an affiliated college's university, where its colleges stay at home."""
    affiliated = _AFFILIATED.match(school)
    if affiliated is None or not school.endswith("学院"):
        return None
    mother = province_of_school(affiliated.group(1))
    away = mother in _COLLEGES_AWAY or affiliated.group(1) in _MOTHERS_AWAY
    return None if away else mother


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
    """The one province whose education authority a report cites; None for none or several."""
    words = normalize(text)
    cited = Counter(found.group(1) for found in _authority().finditer(words))
    cited.update(abbreviations()[found.group(1)] for found in _document().finditer(words))
    return next(iter(cited)) if len(cited) == 1 else None


def find_province(school: str | None, text: str) -> str | None:
    """The province of a report, from its school's name, else from the authorities it cites."""
    by_name = province_of_school(school) if school else None
    cited = by_name or province_of_authorities(text)
    return cited or (province_of_mother(school) if school else None)
