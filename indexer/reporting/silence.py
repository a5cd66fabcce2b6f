"""Whether a section says something: the difference between silence, a bare "无" and a heading.

"没有收到举报" is a statement (zero), not silence; only a section whose whole text is 无, 没有 or
the like *says nothing*. A heading with nothing but a signature under it is *named only*: mostly
an attachment that was lost (附件：…清单).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, Literal

from indexer.analysis.normalize import normalize
from indexer.reports.model import Part

Standing = Literal["present", "says_nothing", "named_only"]

_ORDER: Final[tuple[Standing, ...]] = ("present", "says_nothing", "named_only")
_DATE: Final = re.compile(
    r"(?:\d{4}|[二〇○零一两三四五六七八九]{4})年(?:\d{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?:(?:\d{1,2}|[一二三四五六七八九十]{1,3})日)?"
)
_SIGNER: Final = re.compile(
    r"[^,.;:!?。、]{2,30}(?:大学|学院|学校|办公室|委员会|领导小组|分校|校区)(?:\([^()]*\))?"
)
_BARE_NO: Final = re.compile(
    r"(?:(?:在?本|我|学|该)(?:校|院|学年度?|年度?|部分)|\d{4}(?:-\d{4})?(?:学?年度?)?|,)*"
    r"(?:暂时?|均|尚|目前|皆|都)*(?:无|没有|未有|不涉及|未涉及|没)"
    r"(?:其他|其它|需要?|须|应|另行|特别|报告|说明|公开|补充|相关|有关|此类|此项|上述|以上|"
    r"的|事项|事宜|情况|内容|问题)*"
)
_PUNCTUATION: Final = " 。.!;:,、\n"


def standing(parts: Iterable[Part]) -> Standing:
    """How a section stands, over all parts of it; at least one."""
    return min((_standing(part) for part in parts), key=_ORDER.index)


def _standing(part: Part) -> Standing:
    text = _unsigned(normalize(part.text).split("\n")).strip(_PUNCTUATION)
    if not text:
        return "named_only"
    return "says_nothing" if _BARE_NO.fullmatch(text) else "present"


def _unsigned(lines: list[str]) -> str:
    """The text without the signature and date under it."""
    while lines and (not lines[-1].strip() or _is_signature(lines[-1].strip())):
        lines = lines[:-1]
    return "\n".join(lines)


def _is_signature(line: str) -> bool:
    rest = _DATE.sub("", line).strip(_PUNCTUATION)
    return not rest or bool(_SIGNER.fullmatch(rest))
