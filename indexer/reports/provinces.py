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
from indexer.reports.schools import place_name
from indexer.reports.tables import abbreviations, places, provinces, schools

_AFFILIATED: Final = re.compile("^(.+?(?:大学|学院))(.+(?:学院|分校|校区))$")
_CAMPUS: Final = re.compile("（([^）]+)）$")


def province_of_school(school: str) -> str | None:
    """What the name itself says, or what is known of it; None where that leaves a doubt."""
    if (known := schools().get(school)) and known[0]:
        return known[0]
    if campus := _CAMPUS.search(school):
        return places().get(campus.group(1)) or province_of_school(school[: campus.start()])
    if affiliated := _AFFILIATED.match(school):
        return places().get(place_name(affiliated.group(2)))
    return places().get(place_name(school))


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
    return by_name or province_of_authorities(text)
