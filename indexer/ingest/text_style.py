"""The style of a text: how many sentences report what was done, and how many prescribe it.

A report says how much was published, which requests were received, and what was done in a period. A
guide, a rule or a notice says who may, must or shall do what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.ingest.titles import classify_normalized_title
from indexer.reports.model import Part

_MAX_TEXT: Final = 60_000
"""Characters of a text that are examined."""
_MAX_SENTENCE: Final = 300
_END: Final = re.compile("[。;!?\n]")

_REPORTED: Final = {
    "count": re.compile(
        r"(?:公开|发布|公布|推送|更新|上网|上传|受理|收到|接到|接受|答复|办理|办结|接待|回复|编发|刊发|报送|处理|公示|印发|召开|举办)"
        r"[^\d]{0,30}?\d[\d,.]*(?:余|多)?(?:条|件|篇|项|次|期|份|人次|则|个(?!工作日)|批|场|封|种|部|册|万)"
        r"|\d[\d,.]*(?:余|多)?(?:条|件|篇|项|次|期|份|则)(?:信息|申请|公文|消息)"
    ),
    "none": re.compile(
        r"(?:没有|从未|[未无零0]|尚无|暂无|均无)[^\d]{0,30}?(?:申请|举报|投诉|复议|诉讼|申诉|收费|费用)"
        r"|(?:申请|举报|投诉|复议|诉讼|收费|减免)(?:的?情况|数量?|事项)?[为:]?(?:0|无|零|没有)"
    ),
    "opening": re.compile(
        r"现.{0,60}(?:报告|汇报|总结)(?:如下|报上|于后)?|(?:本|此份?|该)(?:年度)?(?:工作)?报告[^。应]{0,40}(?:编制|依据|根据|按照|所列|数据|统计|包括|由)"
        r"|(?:编制|形成|撰写|编写)(?:完成|了)?(?:本|此)(?:年度)?报告|(?:现|特|已|我[校院局])[^。]{0,20}(?:编制|形成|撰写|编写)[^。]{0,30}报告|特?向社会公[布开].{0,20}报告|统计(?:数据|起止)?的?(?:期限|时限|时段|时间)[为是:自从]|统计期限|报告期"
    ),
    "period": re.compile(
        r"(?:(?:本|上|这一?|该)?(?:学年|年度)|年内|一年来|本学期|20\d\d年|今年|去年|自查期|截[至止]|全年)[^。]{0,60}"
        r"(?:了|已|完成|召开|修订|制定|出台|成立|健全|完善|加强|通过|推进|落实|开展|公开|发布|公布|建立|调整|举办|印发|取得|收到|受理|没有|未|围绕|坚持|认真|高度重视|贯彻)"
    ),
    "done": re.compile(
        r"(?:学校|我校|学院|我院|本校|本院|我局|我厅|我馆|我县|我市|我区|我镇|领导小组)[^。]{0,40}(?:[^为]了|已|修订|制定|成立|健全|建立|印发|召开|举办|发布|公布|公开|重视|落实|通过)"
    ),
    "not yet": re.compile("不够|不足|有待|尚需|滞后|不及时|不到位|薄弱|单一|不平衡|欠缺|需进一步"),
}
_PRESCRIBED: Final = re.compile(
    r"应当|应(?:主动|公开|及时|于|在|由|包括|按|如实|自|予)|必须|不得|务必|严禁|请(?:各|于|将|按|在|如实|认真)"
    r"|(?:各|有关)(?:单位|部门|校|高校|学校|学院|地|乡镇|二级)[^。]{0,14}(?:要|应|须|请|务必)"
    r"|可以?(?:向|当面|采用|填写|申请)|申请人|自[^。]{0,20}之日起|\d+个工作日内"
    r"|^第[一二三四五六七八九十百\d]+[条章]|本(?:办法|细则|指南|目录|制度|方案|规定|条例|章程)"
    r"|填写|填报|主要反映|包括(?:以下|下列)|下列(?:内容|信息)|办公时间|联系电话|办公地址|责任单位|责任部门"
)
_QUOTED: Final = re.compile(
    '"[^"]*(?:"|$)|《[^》]*》|^第[一二三四五六七八九十百\\d]+条(?=规定|要求|明确|指出)'
)
"""What a report quotes from a rule, and the rule's title."""
_CONDITION: Final = re.compile("可以|认为|应当|不服|凡是|如(?:有|果|对)")
"""Words of a general rule, as opposed to a report that something was not received."""
_PAPER: Final = re.compile(
    "摘要|关键词|参考文献|基金项目|作者简介|分类号|指导教师|文献综述|本研究|本文|笔者|研究表明"
    r"|样本|\d所[\u4e00-\u9fff]{0,6}(?:高校|院校|大学)"
)
_PAPER_EDGE: Final = 500
"""Characters at the beginning and the end of a text that are examined for signs of a paper."""
_BEGINNING: Final = 300
"""Characters of a text in which news says where and when it happened."""
_NEWS: Final = re.compile(
    r"(?:本网|本报(?!告)|新闻网|通讯员|记者)[^。]{0,20}讯?|\d{1,2}月\d{1,2}日(?:上午|下午|晚)?[,，]?[^。]{0,40}(?:召开|举行|举办|邀请|来校|出席)"
    "|会议(?:指出|强调|要求|认为|由)|出席会议|与会|据悉|近日"
)
_ABOUT: Final = re.compile("公开|政务|校务")
_OF_MANY: Final = re.compile("(?:各|全国|直属|部属|部分|多数|少数|一些|许多|所)(?:本科|直属)?高校")
_OF_ITSELF: Final = re.compile(
    "[我本全][校院局厅委馆市县区镇乡]|(?<!高等)学校|学院|教育局|领导小组"
)


@dataclass(frozen=True, slots=True)
class Style:
    """The style of a text, as numbers of sentences."""

    reported: int
    """Sentences that report, in any way."""
    ways: frozenset[str]
    """What they report: a count, nothing received, a period, …"""
    prescribed: int
    """Sentences that say who may, must or shall do what."""
    about_disclosure: float
    """Mentions of disclosure per hundred characters."""
    is_paper: bool
    is_news: bool
    is_about_many: bool
    """It speaks of universities in general more often than of its author."""


def read_style(parts: Iterable[Part], *, enough: int | None = None) -> Style:
    """The style of a text; with `enough`, only up to the line with so many reporting sentences."""
    written = "\n".join(f"{part.heading}\n{part.text}" for part in parts)[:_MAX_TEXT]
    reported = prescribed = length = mentions = of_many = of_itself = 0
    ways: set[str] = set()
    for line in written.split("\n"):
        words = normalize(line)
        length += len(words)
        mentions += len(_ABOUT.findall(words))
        of_many += len(_OF_MANY.findall(words))
        of_itself += len(_OF_ITSELF.findall(words))
        for sentence in _sentences(words):
            found = _ways(sentence)
            if found is None:
                prescribed += 1
            elif found:
                reported += 1
                ways |= found
        if enough is not None and reported >= enough:
            break
    edges = normalize(written[:_PAPER_EDGE]) + normalize(written[-_PAPER_EDGE:])
    return Style(
        reported=reported,
        ways=frozenset(ways),
        prescribed=prescribed,
        about_disclosure=100 * mentions / max(1, length),
        is_paper=len(set(_PAPER.findall(edges))) >= 2,
        is_news=_begins_as_news(written),
        is_about_many=of_many >= 2 and of_many > of_itself,
    )


def _begins_as_news(written: str) -> bool:
    """Whether the beginning has words of news. It is cut after them: 本报 may go on to 本报告."""
    found = _NEWS.search(normalize(written[: 2 * _BEGINNING]))
    return found is not None and found.start() < _BEGINNING


def _ways(sentence: str) -> set[str] | None:
    """What a sentence reports; None where it prescribes."""
    if classify_normalized_title(sentence):
        return set()
    found = {name for name, pattern in _REPORTED.items() if pattern.search(sentence)}
    if _CONDITION.search(sentence):
        found.discard("none")
    own_words = _QUOTED.sub("", sentence)
    if not found & {"count", "none", "opening"} and _PRESCRIBED.search(own_words):
        return None
    return found


def _sentences(text: str) -> Iterator[str]:
    for sentence in _END.split(text):
        if len(sentence) > 5:
            yield sentence[:_MAX_SENTENCE]
