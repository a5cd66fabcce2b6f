"""Which of the checklist's ten categories a lower heading is about.

Source: the ten categories and fifty items of 《高等学校信息公开事项清单》, loosely worded by
schools.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.reports.wording import essence

_MAX_ESSENCE_CHARS: Final = 30
_MAX_LINE_CHARS: Final = 80

_TOPICS: Final[dict[str, re.Pattern[str]]] = {
    "basic": lazy_regex(
        "基本(?:情况|信息)|(?<!合作)办学(?:情况|信息)|概况|章程|规章制度|机构设置|领导信息|发展规划"
    ),
    "admissions": lazy_regex("招生|招考|录取|招就"),
    "finance": lazy_regex(
        "财务|财政|资产|收费|招标|招投标|采购|预算|决算|预决算|经费|基建|工程建设"
    ),
    "personnel": lazy_regex("人事|师资|干部|职称|教职工|招聘|人才引进|教师(?!节)|选人用人"),
    "teaching": lazy_regex("教学|教务|教育质量|人才培养|专业(?:设置|建设)|课程|就业"),
    "students": lazy_regex(
        "(?<!留)学生(?:管理|工作|服务|事务|资助|信息|教育|奖)|奖助|奖学金|资助|学籍|学工(?!作)"
    ),
    "integrity": lazy_regex("学风|学术(?:诚信|道德|规范|不端)|科研诚信"),
    "degrees": lazy_regex("学位|学科(?!研)|研究生(?:教育|培养)"),
    "exchange": lazy_regex(
        "对外(?!公开|公布|发布|宣传|信息)|国际|外事|港澳台|留学|中外|境外|涉外|交流与?合作"
    ),
    "other": lazy_regex(
        "^(?:其他|其它)(?!.{0,4}(?:渠道|形式|方式|途径|载体|媒介|媒体|平台|措施|做法|手段))"
    ),
}
_PLAIN: Final = lazy_regex(
    "(?:办学|基本|招生|招考|考试|录取|就业|财务|财政|资产|收费|招标|招投标|采购|经费|基建|人事|师资|干部"
    "|教师|人才|队伍|教学|教育|科研|质量|教务|学生|管理|服务|资助|工作|学风|学术|建设|学位|学科|对外|国际"
    "|交流|合作|外事|其他|其它|信息|公开|情况|方面|和|与|及|、|的)+"
)
_PLAIN_END: Final = ("信息", "公开", "情况", "方面")
_ABOUT_DISCLOSURE: Final = lazy_regex(
    "公开(?:工作)?(?:的)?(?:总体|基本|主要)?(?:情况|概况|方式|渠道|途径|形式|内容|载体|数量|平台|制度)?$"
)
_SENTENCE: Final = lazy_regex("[。!?;]|没有|我们|包括|涉及|问题|事件")
_EXCLUSIONS: Final = {"teaching": lazy_regex("招生|招考|招就"), "degrees": lazy_regex("招生")}
"""Words that exclude a topic: 招生就业 is about admissions, not teaching."""


def classify_topic(title: str) -> tuple[str, ...]:
    """The topics of a heading inside `proactive` or `key_areas`, in the order of its words."""
    return _classify(title) if len(title) <= _MAX_LINE_CHARS else ()


@lru_cache(maxsize=8192)
def _classify(title: str) -> tuple[str, ...]:
    words = essence(title)
    if not 2 <= len(words) <= _MAX_ESSENCE_CHARS or _SENTENCE.search(words):
        return ()
    subject = _ABOUT_DISCLOSURE.sub("", words).removesuffix("信息").removeprefix("信息")
    if not subject:
        return ()
    places = {
        topic: found.start()
        for topic, pattern in _TOPICS.items()
        if (found := pattern.search(_without_overall(words)))
    }
    for topic, stronger in _EXCLUSIONS.items():
        if topic in places and stronger.search(words) and not _names_topic_too(topic, words):
            del places[topic]
    return tuple(sorted(places, key=places.__getitem__))


def is_plain_topic(title: str) -> bool:
    """Whether a title names a topic and nothing else: 招生考试信息公开情况.

    Distinguishes a title from the beginning of a sentence.
    """
    words = essence(title)
    return bool(_PLAIN.fullmatch(words) and words.endswith(_PLAIN_END) and classify_topic(title))


def _names_topic_too(topic: str, words: str) -> bool:
    return topic == "teaching" and bool(re.search("教学|教务|质量", words))


def _without_overall(words: str) -> str:
    """The words without the state of disclosure as a whole: 信息公开基本情况 is not 基本信息."""
    return re.sub("公开(?:工作|信息)?的?(?:总体|基本|主要)情况", "", words)
