"""The words that clauses about applications and complaints are cut into."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures_text import NUMBER, Number, to_number

REQUEST, REFUSED = "requests_received", "requests_refused"
COMPLAINT, RECONSIDERATION, LAWSUIT = "complaints", "reconsiderations", "lawsuits"
_OBJECT: Final = "(?:政府|学校|学院|相关|有关|其他|方面|信息|公开|的)*"
_NOUNS: Final = (
    (RECONSIDERATION, "(?:被|提起|提出|申请)*(?:行政)?复议(?:申请|案件|案)?"),
    (
        LAWSUIT,
        (
            "(?:被|提起|提出)*行政诉讼(?:申请|案件|案)?|(?:被|提起)*诉讼(?:案件|案)?|提?起诉(?!讼)|涉诉"
            "|行政应诉|应诉|被诉(?!讼)|被提起行政诉讼"
        ),
    ),
    (
        "complaint_channel",
        "(?:举报投诉|投诉举报|举报|投诉)(?:电话|邮箱|信箱|渠道|途径|方式|热线|机制|制度|办法|受理|处理|平台|人)",
    ),
    (
        COMPLAINT,
        "(?:举报投诉|投诉举报|举报|投诉)(?:件)?(?!电话|邮箱|信箱|渠道|途径|方式|热线|机制|制度|办法|受理|处理|平台|人)",
    ),
    ("appeal", "申诉"),
    (
        REFUSED,
        (
            "(?:决定)?不予?公开(?!的?(?:范围|理由|目录|原则|制度|规定|机制|界定|类|信息|内容|文件|方面))"
            "(?:的?申请|事项|决定)?"
        ),
    ),
    (
        "document",
        r"(?:依申请公开|不予?公开)(?:类|的|方面)*(?:信息|内容|文件)(?!的?申请|公开|申请)数?",
    ),
    (
        REQUEST,
        (
            "依申请(?:信息|公开|政府信息)+(?:事项|的|信息|要求|公开)*(?:申请|件|办件|来信|来函|事项|要求)?件?"
            "|依申请事项"
            f"|(?:政府|学校|学院)?(?:信息)?公开(?:方面|事项|信息|要求|类|的)*申请(?:件|办件|事项|书)?"
            f"|申请(?:要求)?(?:政府|学校|学院|相关|有关|信息)*公开{_OBJECT}(?:(?:申请|要求|事项)(?!人)件?)?"
            f"|要求(?:学校|我校)?公开{_OBJECT}(?:(?:申请|要求))?"
            "|申请件"
        ),
    ),
    ("plain_request", "申请(?!人|表|渠道|方式|流程|指南|材料|者|书|入学|认定|办法)"),
)
_WORDS: Final = (
    (
        "silent",
        (
            "(?:需要?|应)(?:受理|答复|办理|处理)(?:[或和、与](?:受理|答复|办理|处理))*的?"
            "|电子?邮件?(?=形式|方式|渠道)|(?:今年|本年度?|本学年|一年|报告期)以来|其他(?=组织|单位|办公室|社会)"
        ),
    ),
    ("since", "以来"),
    (
        "other",
        "12345|信箱|咨询|信访|来信来访|来信|来访|留言|工单|热线|提案|建议|意见(?!投诉)|电话|来电|稿件|邮件",
    ),
    ("doubtful", "较大|重大|有效|败诉|实名|恶意|逾期|超期|无效|严重|属实|查实|成立"),
    (
        "negation",
        (
            "(?:未|没有|没|尚未|从未|未曾|未能)再?(?:发生|出现|产生|收到|接到|接收|接受|受理|遭到|遭受|受到|接获|收|接"
            "|接获|被|因|有|引发|引起|发现|存在|涉及|新增|接获)过?"
            "|没有|不存在|不涉及|没|[暂均并也亦]?无(?!偿|法|关|障碍|误|条件|故|异议|论|需|疑|锡|纸|线|党)"
        ),
    ),
    ("none", "(?:均?为|是|计|有)?零(?![件星售食])|空白"),
    ("carried", "上一?(?:学?年度?)?结转|结转|历年|往年|去年|上一?学?年度?|上期"),
    ("stock", "累计"),
    ("handled", "办理完?毕?|办结|答复|回复|处理|办复|按时|处置|完成"),
    (
        "cause",
        "引发|引起|导致|造成|产生|所致",
    ),
    (
        "verb",
        (
            "新?收到|接到|受理|新收|接收|接受|接获|接到|收(?!费|取)|接(?!待)|发生|出现|受到|遭到|遭受|提起|提出|存在|涉及|新增"
            "|共?有(?!关|效)|被|递交|提交|进行"
        ),
    ),
    ("joint", "以及|或者|[、和与及或]"),
    (
        "neutral",
        (
            r"(?:20)?\d\d(?:[-—－~至到]+(?:20)?\d\d)?(?:学?年度?|全年)|\d{1,2}月(?:\d{1,2}日)?(?:起|底|份)?"
            "|截[至止]|目前|到|至|全年|今年|本学?年度?|学年度?|年度|本年|期间|一年来|报告期内?|统计期内?|年内"
            "|我校|本校|我院|本院|全校|学校|学院|校方|我单位|任何|一[件起例次宗份]|有关|相关|关于|针对|对于|对|因为|因|由于|由|就|而"
            "|信息公开|政务公开|校务公开|政府信息|公开信息|公开|信息|工作|方面|问题|事务|事项|事宜|内容|情况|情形|事件|现象|案件|材料|行为|线索|要求"
            "|师生员工|师生|教职员工|教职工|职工|教师|员工|学生|家长|社会公众|公众|社会各界|社会|公民|群众|法人|其他组织|组织|各界|人士|个人|企事业单位|企业|团体|机构|单位|办公室|校内外|校内|校外|人员"
            "|需要?|正式|书面|网络|网上|信函|书信|邮寄|当面|形式|方式|渠道|(?<=没有)人|无人(?=因)|因此|此|该|某|意见(?=投诉)|建议(?=投诉)|通过|各类|各种|总数量?|数量|总量|数|共计|合计|总计|共|计|为|达到?|此类|类|等|的|均|都|也|亦|还|仅|只|已|过|并|到|件|案|之|在|于|中|向|以|来"
            '|[:：“”"()（）《》]'
        ),
    ),
    ("mark", r"[。！!]"),
)
_TOKEN: Final = lazy_regex("|".join(f"(?P<{name}>{form})" for name, form in (*_NOUNS, *_WORDS)))
_NUMBER_STARTS: Final = frozenset("0123456789一二两三四五六七八九十百千零〇不超逾近约大")
_BARE: Final = lazy_regex(r"\d+(?:\.\d+)?")
FIGURE_NOUNS: Final = frozenset({REQUEST, REFUSED, COMPLAINT, RECONSIDERATION, LAWSUIT})
ABOUT_SCHOOL: Final = frozenset({COMPLAINT, RECONSIDERATION, LAWSUIT})
"""Figures that may be about other things than disclosure."""
SILENT: Final = frozenset({"neutral", "silent", "verb", "joint", "mark"})


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a known kind, or one unknown character."""

    kind: str
    text: str
    number: Number | None = None


def cut_clause(clause: str) -> list[Word]:
    """A clause as known words, counts, and `unknown` characters."""
    cut: list[Word] = []
    at = 0
    while at < len(clause):
        if clause[at] in _NUMBER_STARTS and (found := NUMBER.match(clause, at)):
            number = to_number(found)
            cut.append(Word("number" if number else "unknown", found[0], number))
        elif found := _TOKEN.match(clause, at):
            if found.end() == at:
                at += 1
                continue
            cut.append(Word(str(found.lastgroup), found[0]))
        elif found := _BARE.match(clause, at):
            cut.append(Word("bare", found[0]))
        elif clause[at] in "，；;,":
            at += 1
            continue
        else:
            cut.append(Word("unknown", clause[at]))
            at += 1
            continue
        at = found.end()
    return cut
