"""Which canonical section a top-level heading opens.

A heading is read as a person reads it. It falls into members joined by 和 及 与 、; each member is
about one thing, said by its concept words. Chinese puts the head last, so of several concepts in
one member the last one counts ("主动公开存在的问题" is about problems), with the exceptions that
are named here. Words such as 概述 and 情况 say something only where nothing else does.

Rules, not a list of titles: schools word these as they like.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from indexer.analysis.patterns import late
from indexer.reports.wording import clean_title, essence

_LONGEST: Final = 45
"""Characters of the longest heading seen, with room; a sentence is longer."""

_LONGEST_LINE: Final = 120
"""Characters of a line, blanks and markup included, beyond which it is not looked at."""

_SENTENCE: Final = late(
    "[。!?]|没有|尚未|并未|未(?!来|予公开|公开的?情况)|均已|已经|应当(?!报告|说明)|必须|得到了|取得了|我们|暂无|(?<!有)无(?!形)"
    r"|包括|如下|分别|\d+[条件项次](?!清单|事项)|^[一二三四五六七八九十]是"
)
"""What stands in sentences and not in titles."""

_ASIDE: Final = late(r"\([^()]*\)")
_REPORT_TITLE: Final = late(r"(?:报告|年报|的函|通知|实施细则|管理办法|指南)(?:\([^)]*\))?$")
_SCHOOL_ITSELF: Final = late("^(?:学校|我校|学院)(?:概况|简介|基本情况|基本信息)$")

_JOINT: Final = late("以及|[和及与、,;/暨并]")

_CONCEPTS: Final[dict[str, re.Pattern[str]]] = {
    "other_matters": late(
        "^(?:其他|其它)(?!组织)|(?:其他|其它).{0,4}(?:事项|事宜|情况|问题|方面|说明|内容)"
        "|需要?(?:特别|补充|另行)?(?:予以)?(?:说明|报告|汇报|解释)|附注|备注|附记|附则"
        "|补充(?:说明|事项)|^(?:有关|相关|几点|特别)?(?:情况|问题)?的?说明(?:事项)?$|有关事项说明"
    ),
    "improvement": late(
        "问题|不足|改进|改善|整改|下一?步|下一?阶段|今后|未来|努力方向|打算|经验|做法|举措|亮点"
        "|特色|创新|展望|薄弱|差距|思路|设想|对策|体会|困难|短板|措施$|启示"
        "|工作(?:计划|安排|规划|方向|重点|要点)$|工作的?(?:意见)?建议$|思考$"
    ),
    "complaints": late("举报|投诉|复议|诉讼|申诉|涉诉|应诉|控告|信访"),
    "on_request": late(
        "依(?:法)?申请公开|依申请|公开.{0,4}申请(?!(?:行政)?(?:复议|诉讼))|受理.{0,6}申请"
        "|申请.{0,4}(?:公开|受理|处理|办理|答复)|[不未](?:予以?)?(?:主动)?公开|(?:接受|收到|受理)申请|申请获取|^申请$|免予公开|不宜公开"
        "|(?<!学费)减免"
    ),
    "evaluation": late(
        "评议|满意度|满意(?:情况|程度)|测评|(?<!考核)评价|反响"
        "|公开(?:工作)?的?(?:自我)?评估"
        "|(?:公众|社会|师生|群众|各界|第三方|外界).{0,10}(?:评估|反映|反馈|意见)"
    ),
    "key_areas": late(
        "(?:重点|关键)领域|(?:重点|重大|重要|专项|热点|专题).{0,10}公开"
        "|公开的?(?:重点|重要|重大|专项)(?:事项|信息|内容|工作)"
    ),
    "checklist": late("清单|事项的?(?:信息)?(?:公开|落实)情况|公开(?:事项|情况)表|事项一览"),
    "proactive": late(
        "主动.{0,8}公开|公开.{0,6}(?:内容|渠道|途径|方式|形式|载体|数量|范围|类别)|公开(?:数据|情况)统计"
        "|(?<!申请)公开信息.{0,2}(?:情况|统计|数据)|信息(?:公开)?发布(?:情况|数量|统计)"
    ),
}
_SIDE_BY_SIDE: Final = frozenset({"complaints", "on_request", "evaluation"})
"""What the public does: named in one breath ("评议举报情况") each counts."""

_AHEAD: Final = late("改进|整改|下一?步|下一?阶段|今后|努力方向|打算")
"""Words that make a member one about improvement wherever they stand."""

_BECAUSE: Final = late("^因|申请(?:行政)?复议|(?:引发|引起|导致|产生)的?")
"""因依申请公开引起的诉讼 is about the lawsuit alone."""

_SUMMARY: Final = late(
    "概述|概况|概要|综述|总述|简述|概览|总体|整体|总的|总结|回顾|情况$|主要工作$"
    "|领导|机构|组织|建设|机制$"
)
_SUMMARY_WORDS: Final = late(
    "(?:概述|概况|概要|综述|总述|简述|概览|引言|前言|总体|整体|总的|基本|主要|全面|年度|情况|工作|信息|公开"
    "|政务|校务|指导思想|总结|回顾|开展|展开|进展|推进|实施|贯彻|落实|执行|运行|组织|领导|机构|体制|制度|机制"
    "|体系|队伍|建设|保障|管理|办法|条例|精神|各项|有关|相关|关于|对|的|有效)+"
)
_NAMED_ASIDE: Final = late(r"\(含([^()]+)\)$")
"""信息公开情况(含主动公开情况): what the words leave open, the brackets say."""

_OPENS_WITH_SUMMARY: Final = late("概述|概况|综述|总述|总体情况|基本情况|总体概述")

_SLOGAN: Final = late(
    "(?:进一步|切实|不断|持续|积极|认真|着力|大力|全面|坚持|突出|聚焦|注重|抓好|做好|加强|强化|健全"
    "|完善|深化|推进|推动|提高|提升|落实|规范|明确|拓宽|拓展|创新|严格|严守|丰富|优化|加大|扩大|建立"
    "|构建|压实|夯实|细化|高度重视|统一|扎实|有序|稳步|全力|精心|紧紧|畅通|广泛|充分|增强|保障|发挥)"
)
"""Verbs that a motto begins with: mottos are lower headings, and sections only by their noun."""

_CLAIM: Final = late("更加|更为|日益|日趋|日渐|逐步|明显|显著")
"""What mottos claim that begin with no verb: 公开内容更加全面."""

_NOUN_END: Final = late(
    "(?:情况|措施|举措|做法|打算|计划|问题|意见|建议|思路|方向|安排|经验|事项|表|清单|概述|概况"
    r"|设想|重点|展望|对策|规划|思考)(?:\(.*\))?$"
)


def classify_heading(title: str) -> tuple[str, ...]:
    """The one or two sections that a top-level heading opens, in the order of its words.

    `()` where it is no top-level section's title, or where it fits none.
    """
    return _classify(title) if len(title) <= _LONGEST_LINE else ()


@lru_cache(maxsize=8192)
def _classify(title: str) -> tuple[str, ...]:
    clean = clean_title(title)
    if not _can_be_title(clean):
        return ()
    words = essence(title)
    motto = _SLOGAN.match(words) or _CLAIM.search(words)
    if motto and not _NOUN_END.search(words):
        return ()
    if labels := _labels(words):
        return labels[:2]
    if not _is_overview(clean, words):
        return ()
    named = _NAMED_ASIDE.search(clean)
    return (tuple(_labels(named.group(1)))[:2] if named else ()) or ("overview",)


def begins_like_motto(words: str) -> bool:
    """Whether a line begins with a verb that mottos begin with: 加强组织领导，健全工作机制."""
    return _SLOGAN.match(clean_title(words)) is not None


def _can_be_title(clean: str) -> bool:
    if not 2 <= len(clean) <= _LONGEST or _SENTENCE.search(_ASIDE.sub("", clean)):
        return False
    if _SCHOOL_ITSELF.match(clean):
        return False
    return not _REPORT_TITLE.search(clean) or bool(_CONCEPTS["other_matters"].search(clean))


def _labels(words: str) -> tuple[str, ...]:
    members = [member for member in _JOINT.split(words) if member]
    found: list[str] = []
    for at, member in enumerate(members):
        labels = _member_labels(member)
        if not labels and at == 0 and len(members) > 1 and _OPENS_WITH_SUMMARY.search(member):
            labels = ["overview"]
        found.extend(label for label in labels if label not in found)
    return () if found == ["overview"] else tuple(found)


def _member_labels(member: str) -> list[str]:
    """The concepts of one member, in order; one alone unless they stand side by side."""
    places = {
        label: _last_place(pattern, member)
        for label, pattern in _CONCEPTS.items()
        if pattern.search(member)
    }
    if len(places) <= 1:
        return [*places]
    if "improvement" in places and _AHEAD.search(member):
        return ["improvement"]
    if "other_matters" in places:
        return [_other_or(places)]
    if "complaints" in places and _BECAUSE.search(member):
        return ["complaints"]
    if "key_areas" in places and places.keys() <= {"key_areas", "proactive", "checklist"}:
        return ["key_areas"]
    head = max(places, key=places.__getitem__)
    if head not in _SIDE_BY_SIDE:
        return ["on_request"] if _is_way_of(head, places) else [head]
    return sorted(_SIDE_BY_SIDE & places.keys(), key=places.__getitem__)


def _last_place(pattern: re.Pattern[str], member: str) -> int:
    return max(found.end() for found in pattern.finditer(member))


def _other_or(places: dict[str, int]) -> str:
    """其他 says what is left over, unless it is left over of something named: 其他主动公开情况."""
    named = [label for label in ("proactive", "checklist", "complaints") if label in places]
    return named[0] if named else "other_matters"


def _is_way_of(head: str, places: dict[str, int]) -> bool:
    """依申请公开的方式 is about requests."""
    return head == "proactive" and "on_request" in places


def _is_overview(clean: str, words: str) -> bool:
    """Whether nothing is said but how the work stands as a whole."""
    if words in {"信息公开", "公开"}:
        return clean.endswith("情况")
    joined = re.sub("[和与及、《》<>,]|以及", "", words)
    return bool(_SUMMARY.search(joined) and _SUMMARY_WORDS.fullmatch(joined))
