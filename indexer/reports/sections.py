"""Which canonical section a top-level heading opens.

A heading is read as a person reads it: it falls into members joined by 和 及 与 、; each member is
about one thing, said by its concept words, and where it names several ("主动公开存在的问题") the one
its grammar makes the head. Words such as 概述 and 情况 say something only where nothing else does.
Rules, not a list of titles: schools word these as they like.
"""

from __future__ import annotations

import re
from typing import Final

from indexer.reports.wording import clean_title, essence

_LONGEST: Final = 45
"""Characters of the longest heading seen, with room; a sentence is longer."""

_SENTENCE: Final = re.compile(
    r"[。!?]|没有|尚未|并未|未(?!来)|均已|已经|应当|必须|得到了|取得了|我们|暂无|(?<!有)无(?!形)|\d+[条件项次]"
)
"""What stands in sentences and not in titles."""

_REPORT_TITLE: Final = re.compile(r"(?:报告|年报|的函|通知|实施细则|管理办法)(?:\([^)]*\))?$")

_JOINT: Final = re.compile(r"以及|[和及与、,;/暨并]")

# One thing a member can be about. The first that is found in the order of `_PRECEDENCE` is its head.
_CONCEPTS: Final[dict[str, re.Pattern[str]]] = {
    "other_matters": re.compile(
        r"^(?:其他|其它)(?!.*(?:主动公开|改进|举措|清单))|(?:其他|其它).{0,4}(?:事项|事宜|情况|问题|方面|说明|内容)"
        r"|需要?(?:特别|补充|另行)?(?:予以)?(?:说明|报告|汇报|解释)|附注|备注|附记|附则|补充(?:说明|事项)"
        r"|^(?:有关|相关|几点|特别|情况)?说明(?:事项)?$|有关事项说明"
    ),
    "improvement": re.compile(
        r"问题|不足|改进|改善|整改|下一?步|下一?阶段|下一?学?年|今后|未来|努力方向|打算|经验|做法|举措|亮点"
        r"|特色|创新|展望|薄弱|差距|思路|设想|对策|体会|困难|短板|(?:工作|主要|加强|强化|完善|提升)措施"
        r"|工作(?:计划|安排|规划|方向|重点)|启示|意见和?建议$"
    ),
    "complaints": re.compile("举报|投诉|复议|诉讼|申诉|涉诉|应诉|控告|信访"),
    "on_request": re.compile(
        "依(?:法)?申请|申请公开|公开.{0,4}申请|受理.{0,6}申请|申请.{0,4}(?:受理|处理|办理|答复)"
        "|不(?:予以?)?公开|免予公开|不宜公开"
    ),
    "evaluation": re.compile(
        "评议|满意度|满意(?:情况|程度)|测评|评价|反响"
        "|(?:公众|社会|师生|群众|各界|第三方|外界).{0,6}(?:评估|反映|反馈|意见)"
    ),
    "key_areas": re.compile(
        "(?:重点|关键)领域|(?:重点|重大|重要|专项|热点|专题).{0,4}(?:事项|信息|内容|决策|工作|事件|问题)?.{0,4}公开"
        "|公开(?:的)?(?:重点|重要|重大|专项)(?:事项|信息|内容|工作)"
    ),
    "checklist": re.compile("清单|事项.{0,3}公开情况|情况(?:一览|统计|汇总|明细)?表|一览表|附表|统计表|汇总表"),
    "proactive": re.compile(
        "主动(?:地)?公开|主动.{1,8}公开|公开.{0,6}(?:内容|渠道|途径|方式|形式|载体|数量|范围)"
        "|公开信息.{0,2}(?:情况|统计|数据)|信息(?:公开)?发布(?:情况|数量|统计)"
    ),
}
_SUMMARY: Final = re.compile("概述|概况|概要|综述|总述|简述|概览|总体|整体|总的|基本情况|主要情况|总结|回顾|情况$|领导|机构|建设|机制$")
_SUMMARY_WORDS: Final = re.compile(
    "(?:概述|概况|概要|综述|总述|简述|概览|总体|整体|总的|基本|主要|全面|年度|情况|工作|信息|公开|政务|校务|总结|回顾|开展|进展|推进|实施"
    "|贯彻|落实|执行|运行|组织|领导|机构|体制|制度|机制|体系|队伍|建设|保障|管理|办法|条例|精神|各项|有关|相关|关于|对|的|有效|及其)+"
)
_PRECEDENCE: Final = (
    "other_matters",
    "improvement",
    "complaints",
    "on_request",
    "evaluation",
    "key_areas",
    "checklist",
    "proactive",
)
_SIDE_BY_SIDE: Final = frozenset({"complaints", "on_request", "evaluation"})
"""Things the public does: named in one breath ("评议举报情况") each counts."""

_SLOGAN: Final = re.compile(
    "^(?:进一步|切实|不断|持续|积极|认真|着力|大力|全面|坚持|突出|聚焦|注重|抓好|做好|加强|强化|健全|完善|深化|推进|推动"
    "|提高|提升|落实|规范|明确|拓宽|拓展|创新|严格|严守|丰富|优化|加大|扩大|建立|构建|压实|夯实|细化|高度重视|统一)"
)
_NOUN_END: Final = re.compile(
    "(?:情况|措施|举措|做法|打算|计划|问题|意见|建议|思路|方向|安排|经验|事项|表|清单|概述|概况|设想|重点|展望|对策|规划)"
    r"(?:\(.*\))?$"
)


def classify_heading(title: str) -> tuple[str, ...]:
    """The one or two sections that a top-level heading opens, in the order of its words.

    `()` where it is no top-level section's title, or where it fits none.
    """
    if not _can_be_title(title):
        return ()
    words = essence(title)
    if _SLOGAN.match(words) and not _NOUN_END.search(words):
        return ()
    labels = _labels(words)
    if labels:
        return labels[:2]
    return ("overview",) if _is_overview(clean_title(title), words) else ()


def _can_be_title(title: str) -> bool:
    words = clean_title(title)
    if not 2 <= len(words) <= _LONGEST:
        return False
    if _SENTENCE.search(words):
        return False
    return not _REPORT_TITLE.search(words) or bool(_CONCEPTS["other_matters"].search(words))


def _labels(words: str) -> tuple[str, ...]:
    found: list[str] = []
    for member in _members(words):
        for label in _member_labels(member):
            if label not in found:
                found.append(label)
    return tuple(found)


def _members(words: str) -> list[str]:
    return [member for member in _JOINT.split(words) if member]


def _member_labels(member: str) -> list[str]:
    places = {
        label: found.start()
        for label in _PRECEDENCE
        if (found := _CONCEPTS[label].search(member))
    }
    if not places:
        return ["overview"] if _names_overview(member) else []
    head = next(label for label in _PRECEDENCE if label in places)
    if head not in _SIDE_BY_SIDE:
        return [head]
    side = [label for label in places if label in _SIDE_BY_SIDE]
    return sorted(side, key=places.__getitem__)


def _names_overview(member: str) -> bool:
    return bool(re.search("概述|概况|综述|总体情况|基本情况|总述", member))


def _is_overview(clean: str, words: str) -> bool:
    """Whether nothing is said but how the work stands as a whole."""
    if words in {"信息公开", "公开"}:
        return clean.endswith("情况")
    joined = re.sub(r"[和与及、《》<>,]|以及", "", words)
    return bool(_SUMMARY.search(joined) and _SUMMARY_WORDS.fullmatch(joined))
