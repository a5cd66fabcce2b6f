"""Which canonical section a top-level heading opens.

A heading consists of members joined by 和 及 与 、. Each member is about one subject, named by its
concept words. The head of a Chinese phrase comes last, so of several concepts in a member the last
one counts ("主动公开存在的问题" is about problems), with the exceptions defined here. Words such as
概述 and 情况 count only where there is no other concept.

These are rules, not a list of titles, since every school words its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.reports.numbering import read_unmarked
from indexer.reports.wording import clean_title, essence

_MAX_TITLE_CHARS: Final = 45
"""Characters of a heading, at most; a sentence is longer."""

_MAX_LINE_CHARS: Final = 120
"""Characters of a line that may be a heading, blanks and markup included."""

_SENTENCE: Final = lazy_regex(
    "[。!?]|没有|尚未|并未|未(?!来|予公开|公开的?情况)|均已|已经|应当(?!报告|说明)|必须|得到了|取得了|我们|暂无|(?<!有)无(?!形)"
    r"|包括|如下|分别|\d+余?[条件项次篇份](?!清单|事项)|^[一二三四五六七八九十]是"
)
"""What occurs in sentences and not in titles."""

_ASIDE: Final = lazy_regex(r"\([^()]*\)")
_REPORT_TITLE: Final = lazy_regex(r"(?:报告|年报|的函|通知|实施细则|管理办法|指南)(?:\([^)]*\))?$")
_SCHOOL_ITSELF: Final = lazy_regex("^(?:学校|我校|学院)(?:概况|简介|基本情况|基本信息)$")

_JOINT: Final = lazy_regex("以及|[和及与、,;/暨并]")

_CONCEPTS: Final[dict[str, re.Pattern[str]]] = {
    "other_matters": lazy_regex(
        "^(?:其他|其它)(?!组织)|(?:其他|其它).{0,4}(?:事项|事宜|情况|问题|方面|说明|内容)"
        "|需要?(?:特别|补充|另行)?(?:予以)?(?:说明|报告|汇报|解释)|附注|备注|附记|附则"
        "|补充(?:说明|事项)|^(?:有关|相关|几点|特别)?(?:情况|问题)?的?说明(?:事项)?$|有关事项说明"
    ),
    "improvement": lazy_regex(
        "问题|不足|改进|改善|整改|下一?步|下一?阶段|今后|未来|努力方向|打算|经验|做法|举措|亮点"
        "|特色|创新|展望|薄弱|差距|思路|设想|对策|体会|困难|短板|措施$|启示"
        "|成[效绩]$|^(?:意见|建议)$|工作(?:计划|安排|规划|方向|重点|要点)$|工作的?(?:意见)?建议$|思考$"
    ),
    "complaints": lazy_regex("举报|投诉|复议|诉讼|申诉|涉诉|应诉|控告|信访"),
    "on_request": lazy_regex(
        "依(?:法)?申请公开|依申请|公开.{0,4}申请(?!(?:行政)?(?:复议|诉讼))|受理.{0,6}申请"
        "|申请.{0,4}(?:公开|受理|处理|办理|答复)|[不未](?:予以?)?(?:主动)?公开|(?:接受|收到|受理)申请|申请获取|^申请$|免予公开|不宜公开"
        "|(?<!学费)减免|公开.{0,4}收费情况"
    ),
    "evaluation": lazy_regex(
        "评议|满意度|满意(?:情况|程度)|测评|(?<!考核)评价|反响"
        "|公开(?:工作)?的?(?:自我)?(?:评估|考评)"
        "|(?:公众|社会|师生|群众|各界|第三方|外界).{0,10}(?:评估|反映|反馈|意见)"
    ),
    "key_areas": lazy_regex(
        "(?:重点|关键)领域|(?:重点|重大|重要|专项|热点|专题).{0,10}公开"
        "|公开的?(?:重点|重要|重大|专项)(?:事项|信息|内容|工作)"
    ),
    "checklist": lazy_regex("清单|事项的?(?:信息)?(?:公开|落实)情况|公开(?:事项|情况)表|事项一览"),
    "proactive": lazy_regex(
        "主动.{0,8}公开|公开.{0,6}(?:内容|渠道|途径|方式|形式|载体|数量|范围|类别)|公开量|公开(?:数据|情况)统计"
        "|(?<!申请)公开信息.{0,2}(?:情况|统计|数据)|信息(?:公开)?发布(?:情况|数量|统计)"
    ),
}
_SIDE_BY_SIDE: Final = frozenset({"complaints", "on_request", "evaluation"})
"""What the public does: named together ("评议举报情况"), each counts."""

_AHEAD: Final = lazy_regex("改进|整改|下一?步|下一?阶段|今后|努力方向|打算")
"""Words that make a member one about improvement wherever they occur."""

_BECAUSE: Final = lazy_regex("^因|申请(?:行政)?复议|(?:引发|引起|导致|产生)的?")
"""因依申请公开引起的诉讼 is about the lawsuit alone."""

_SUMMARY: Final = lazy_regex(
    "概述|概况|概要|概论|总论|综述|总述|简述|概览|总览|总体|整体|总的|总结|回顾|情况(?:介绍)?$|主要工作$"
    "|工作(?:的?状况|简介)$"
    "|领导|机构|组织|建设|机制$"
)
_SUMMARY_WORDS: Final = lazy_regex(
    "(?:概述|概况|概要|概论|总论|综述|总述|简述|概览|总览|状况|简介|部分|介绍|引言|前言|总体|整体|总的|基本|主要|全面|年度|情况|工作|信息|公开"
    "|政务|校务|指导思想|总结|回顾|开展|展开|进展|推进|实施|贯彻|落实|执行|运行|组织|领导|机构|体制|制度|机制"
    "|体系|队伍|建设|保障|管理|办法|条例|精神|各项|有关|相关|关于|对|的|有效)+"
)
_NAMED_ASIDE: Final = lazy_regex(r"\(含([^()]+)\)$")
"""信息公开情况(含主动公开情况): the brackets name what the title does not."""

_OPENS_WITH_SUMMARY: Final = lazy_regex("概述|概况|综述|总述|总体情况|基本情况|总体概述")

_SLOGAN: Final = lazy_regex(
    "(?:进一步|切实|不断|持续|积极|认真|着力|大力|全面|坚持|突出|聚焦|注重|抓好|抓实|做好|做实|做细|加强|强化"
    "|健全|完善|深化|推进|推动|提高|提升|落实|规范|明确|拓宽|拓展|创新|严格|严守|丰富|优化|加大|扩大|建立"
    "|构建|压实|夯实|细化|高度重视|统一|扎实|有序|稳步|全力|精心|紧紧|畅通|广泛|充分|增强|保障|发挥"
    "|正视|直面|查找|查摆|找准|补齐|总结|依托|围绕|立足|紧扣|紧盯|把握|凝聚|统筹|守牢|回应|自觉|虚心|诚恳|主动接受"
    "|接受(?!申请)|疏通|热情|努力|打造|搭建|筑牢|树立|守好|用好|盯紧|严把|强抓|狠抓|理顺|改进(?=[^,]*,))"
)
"""Verbs that mottos begin with. A motto is a lower heading; only its noun can name a section."""

_MOTTO_NAMES: Final[dict[str, re.Pattern[str]]] = {
    "proactive": lazy_regex(
        "^(?:主动|全面主动|依法主动)公开|主动公开(?:各类|各项|学校|校务|相关|有关)?(?:信息|事项|工作|内容)?$"
        "|主动公开(?:和|与|及|、)"
    ),
    "on_request": lazy_regex("依(?:法)?申请公开|(?:受理|办理|处理|答复|回应).{0,8}申请|公开申请"),
    "evaluation": lazy_regex("评议|测评|(?<!考核)评价(?!体系)"),
    "complaints": lazy_regex("举报|投诉|复议|诉讼|信访"),
    "key_areas": lazy_regex("(?:重点|关键)领域.{0,4}公开"),
    "improvement": lazy_regex(
        "不足|差距|短板|弱项|努力方向|整改|(?:改进|改善).{0,4}(?:工作|提高|提升)?$|(?:查找|查摆|正视|直面|存在).{0,4}问题"
        "|^总结.{0,4}经验"
    ),
}
"""What a clause of a motto must contain to name a section: 规范程序，做好依申请公开工作."""
_NAMING_VERB: Final = lazy_regex(
    "(?:认真|扎实|切实|积极|依法|依规|有序|全面|妥善|及时|规范|努力|自觉|虚心|诚恳|主动(?=接)|突出|重点|着力|广泛|热情|高效|严格|持续)*"
    "(?:做好|抓好|做实|做细|开展|办理|受理|处理|落实|规范|接受|答复|主动公开|畅通)"
)
"""Verbs with which a motto of one clause names its section; 扩大主动公开范围 is a claim."""
_MAX_CLAUSE_CHARS: Final = 18
_SHORT_CLAUSE_CHARS: Final = 8
"""Characters of a clause whose verb may come last: 组织保障到位."""
_MAX_CLAUSES: Final = 3

_SUBJECT: Final = lazy_regex(
    r"^(?:目前|同时|此外|另外|其中|今年|去年|本年度?|年内|期间|全年|截至?)?,?"
    r"(?:学校|我校|我院|学院|本校|本院|全校|各[^,]{2,8}|校?党委|校?纪委|[^,]{0,8}(?:办公室|小组|部门|中心))"
    r"(?:还|也|已|将|均|都|会|可|能|应|须|要|在|对|向|由|以|把|就|按|每|为|经|通过|根据|依托|利用|采取|定期|及时|积极|主动(?!公开)"
    r"|认真|严格|高度|始终|十分|非常|设立|设置|设有|开设|开通|建立|成立|组织(?!领导|机构)|召开|举行|印发|制定|邀请|安排|指定|公布|坚持|进一步)"
)
"""A subject with its predicate, which no title has: 学校还通过…."""
_SURE_PREDICATE: Final = lazy_regex(
    "还(?!存在|有|需)|^(?:及时|限时|按时)(?:答复|回复|回应|处理|办理|公开|公布)|也(?!许)|(?<![平人])均(?!衡)|(?<!临)时而|为了|以便|从而|使得|了(?!解)|正在|随时|曾(?!任)"
    "|(?:当面|当场|限时|逐一|逐件|逐条)[^,]{0,4}(?:听|答|回|受理|办|解决)"
)
_PREDICATE: Final = lazy_regex(
    "通过|(?<![理缘事])由(?!.{0,3}引)|可(?:以|通过|向|拨打|登录|在)|应(?:在|于|及时|予|向|由|邀|急)|须|将(?!来)|把|是(?!否)"
    "|等(?:方式|形式|渠道|途径|方法|多种)"
    "|安排专人|专人负责|负责|纳入|列入|作为|做到|确保|凡|如有|若|即可|累计|予以(?!公开|说明|报告)"
    "|有待|亟待|[仍尚]需|[尚还]不|不够|不及时|不到位|不平衡|不规范|不完善|不健全|不全面|不[高强深多]$"
)
"""Verbs and prepositions of a sentence; with a noun such as 情况 at the end it is a title."""
_VERB: Final = lazy_regex(
    "及时(?!性)|听取|采取|采用|利用|借助|邀请|设立|设有|开设|开通|召开|举行|印发|张贴|刊登|聘请|指定"
)
"""Verbs of sentences that occur in mottos as well: 虚心听取意见，认真开展评议."""
_PLAIN_TITLE: Final = lazy_regex(
    "(?:信息|校务|政务|政府|学校|学院|我校|我院|高等|高校|公开|情况|工作|主动|依法?申请|申请|不予|不宜|未予|免予|办理|受理"
    "|处理|答复|收到|接受|受到|遭到|举报|投诉|行政|复议|诉讼|申诉|提起|评议|评价|测评|公众|社会|师生|员工|群众|满意度?|存在"
    "|主要|问题|困难|不足|之处|改进|改善|整改|措施|举措|经验|做法|下一?步|打算|计划|安排|思路|方向|今后|努力|其[他它]|需要?"
    "|报告|说明|事项|清单|附[注表]|备注|概述|概况|综述|总体|基本|整体|重点|关键|领域|专项|重大|重要|内容|渠道|方式|途径|形式"
    "|载体|数量|范围|类别|引[起发]|产生|学年度?|年度?|特色|亮点|创新|薄弱|环节|差距|对策|建议|意见|展望|组织|领导|机构|制度"
    "|机制|建设|收费|减免|公布|发布|统计|数据|办法|条例|贯彻|落实|实施|开展|执行|保障|监督|向|本|新|各|类|全|被|因|对|的|和|与"
    "|及|以及|并|表|[0-9、《》()-])+"
)
"""A title made only of words that titles of sections use."""

_NOMINAL_END: Final = lazy_regex(
    r"(?:情况|概述|概况|综述|措施|举措|打算|计划|事项|清单|表|思路|方向|说明|做法|问题)(?:\([^()]*\))?$"
)

_CLAIM: Final = lazy_regex("更加|更为|日益|日趋|日渐|逐步|明显|显著")
"""What mottos that begin with no verb claim: 公开内容更加全面."""

_NOUN_END: Final = lazy_regex(
    "(?:情况|措施|举措|做法|打算|计划|问题|意见|建议|思路|方向|安排|经验|事项|表|清单|概述|概况"
    r"|设想|重点|展望|对策|规划|思考)(?:\(.*\))?$"
)


def classify_heading(title: str) -> tuple[str, ...]:
    """The one or two sections that a top-level heading opens, in the order of its words.

    `()` where it is no top-level section's title, or where it fits none.
    """
    return _classify(title) if len(title) <= _MAX_LINE_CHARS else ()


@lru_cache(maxsize=8192)
def _classify(title: str) -> tuple[str, ...]:
    clean = clean_title(title)
    if not _can_be_title(clean):
        return ()
    words = essence(title)
    if is_sentence(title):
        return ()
    if _has_form_of_motto(words):
        labels = _motto_labels(words)
        if labels or not _NOUN_END.search(words):
            return labels
    if labels := _labels(words):
        return labels[:2]
    if not _is_overview(clean, words):
        unmarked = read_unmarked(clean)
        return _classify(clean[unmarked.end :]) if unmarked else ()
    named = _NAMED_ASIDE.search(clean)
    return (tuple(_labels(named.group(1)))[:2] if named else ()) or ("overview",)


def is_plain_title(title: str) -> bool:
    """Whether a title names a section in the words that all reports use: 依申请公开信息情况.

    Distinguishes a title from the beginning of a sentence.
    """
    words = essence(title)
    if not _PLAIN_TITLE.fullmatch(words) or not classify_heading(title):
        return False
    return words[0] not in "对因向被" or words.endswith(("情况", "评议", "评价", "说明"))


def begins_like_motto(words: str) -> bool:
    """Whether a line begins with a verb that mottos begin with: 加强组织领导，健全工作机制."""
    return _SLOGAN.match(clean_title(words)) is not None


def is_motto(title: str) -> bool:
    """Whether a title is a motto, which names a section only where its number fits."""
    return _has_form_of_motto(essence(title)) and not is_sentence(title)


def _has_form_of_motto(words: str) -> bool:
    clauses = [clause for clause in words.split(",") if clause]
    if len(clauses) > 1:
        plain = all(_PLAIN_TITLE.fullmatch(clause) for clause in clauses)
        return not plain or _SLOGAN.match(words) is not None
    return bool(_SLOGAN.match(words) or _CLAIM.search(words)) and not _NOUN_END.search(words)


def is_sentence(words: str) -> bool:
    """Whether the words after a number are a sentence, with a subject and a predicate.

    A title is a noun phrase, or a motto: verbs and objects without a subject.
    """
    clean = clean_title(words)
    if _SURE_PREDICATE.search(clean):
        return True
    clauses = re.split("[,;:]", clean)
    is_nominal = _NOMINAL_END.search(clean) is not None
    if len(clauses) == 1:
        signs = (_SUBJECT.match(clean), _PREDICATE.search(clean), _VERB.search(clean))
        return not is_nominal and any(signs)
    if _SUBJECT.match(clean) or any(_PREDICATE.search(clause) for clause in clauses):
        return True
    plain = all(_PLAIN_TITLE.fullmatch(clause) for clause in clauses if clause)
    return not plain and not _is_motto(clauses)


def _is_motto(clauses: list[str]) -> bool:
    if len(clauses) > _MAX_CLAUSES or max(map(len, clauses)) > _MAX_CLAUSE_CHARS:
        return False
    return not re.search(r"\d", "".join(clauses)) and all(
        _SLOGAN.match(clause) or len(clause) <= _SHORT_CLAUSE_CHARS for clause in clauses
    )


def _motto_labels(words: str) -> tuple[str, ...]:
    """The sections that a motto names: 突出重点，主动公开各类信息. Most name none."""
    clauses = [clause for clause in words.split(",") if clause]
    if len(clauses) == 1 and not _NAMING_VERB.match(words):
        return ()
    found = [
        label
        for clause in clauses
        for label, pattern in _MOTTO_NAMES.items()
        if pattern.search(clause) and (label != "improvement" or len(clauses) > 1)
    ]
    return tuple(dict.fromkeys(found))[:2]


def _can_be_title(clean: str) -> bool:
    if not 2 <= len(clean) <= _MAX_TITLE_CHARS or _SENTENCE.search(_ASIDE.sub("", clean)):
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
        label: _last_end(pattern, member)
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


def _last_end(pattern: re.Pattern[str], member: str) -> int:
    return max(found.end() for found in pattern.finditer(member))


def _other_or(places: dict[str, int]) -> str:
    """其他 means other matters, unless it is other matters of a concept: 其他主动公开情况."""
    named = [label for label in ("proactive", "checklist", "complaints") if label in places]
    return named[0] if named else "other_matters"


def _is_way_of(head: str, places: dict[str, int]) -> bool:
    """依申请公开的方式 is about requests."""
    return head == "proactive" and "on_request" in places


def _is_overview(clean: str, words: str) -> bool:
    """Whether a title is only about the work as a whole."""
    if words in {"信息公开", "公开"}:
        return clean.endswith("情况")
    joined = re.sub("[和与及、《》<>,]|以及", "", words)
    return bool(_SUMMARY.search(joined) and _SUMMARY_WORDS.fullmatch(joined))
