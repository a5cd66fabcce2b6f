"""Applications, refusals, complaints, reconsiderations and lawsuits in a sentence.

A clause is cut into known words. A negation or a count is read only where nothing but known words
stands between it and the noun; otherwise the clause gives `unread` for its nouns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures_text import (
    NUMBER,
    Number,
    Reading,
    Sentence,
    spans_years,
    to_number,
    year_of,
)
from indexer.reports.figures import FigureState

REQUEST, REFUSED = "requests_received", "requests_refused"
COMPLAINT, RECONSIDERATION, LAWSUIT = "complaints", "reconsiderations", "lawsuits"
_NOUN_HINT: Final = lazy_regex("申请|不予?公开|举报|投诉|复议|诉|要求.{0,2}公开")
_SAYS: Final = lazy_regex(
    r"[未没无零\d]|不存|不涉|空白|[一二两三四五六七八九十百][余多]?[条件篇项次期则份宗起例]"
)
"""What a clause with a negation or a count contains."""

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
_DENIES: Final = lazy_regex(
    "未|没有?|[暂均并]无|无(?!偿|法|关|障|误|条件|故|异|论|需|疑)|零(?![件星售距])"
)
_NUMBER_STARTS: Final = frozenset("0123456789一二两三四五六七八九十百千零〇不超逾近约大")
_BARE: Final = lazy_regex(r"\d+(?:\.\d+)?")
_FIGURE_NOUNS: Final = frozenset({REQUEST, REFUSED, COMPLAINT, RECONSIDERATION, LAWSUIT})
_ABOUT_SCHOOL: Final = frozenset({COMPLAINT, RECONSIDERATION, LAWSUIT})
"""Figures that may be about other things than disclosure."""
_SILENT: Final = frozenset({"neutral", "silent", "verb", "joint", "mark"})
_CLAUSE: Final = lazy_regex(
    r"[，；;]|,(?!\d{3})|(?<=.)(?=(?:且|但|并|也|亦)(?:未|无|没|不存))|(?=其中)|(?<=[^，；。])(?=\((?!\d+[件起项次]?\))[^()]*\d[件起项次])"
)
_PARTS: Final = lazy_regex(r"^(?:\(|其中|包括)")
_WHOLE: Final = lazy_regex("^(?:全年|本年|共收|未|无|没)|收到")
_OFFICE: Final = lazy_regex(
    "行政处罚|处理决定|行政许可|裁决|民事|刑事|劳动|经济|合同|招生(?:办|处|就业)|就业(?:办|处)|团委|图书馆|后勤|二级学院|各学院|附属|纪委|纪检|监察|财务处|保卫处"
    "|研究生院|继续教育|学生处|学工处|教务处|人事处|食堂|宿舍|招生|考试|采购|招标|师德|校长信箱|书记信箱"
)
_UNRELATED: Final = lazy_regex("与信息公开(?:工作)?(?:均)?无关|均?不(?:属于|涉及)信息公开|无关")
_MIXED: Final = lazy_regex(
    "(?:含|包括|包含|加上|连同|其中).{0,4}(?:上年|上一年|往年|历年).{0,4}(?:结转|转入|遗留)"
)
_SINCE: Final = lazy_regex(
    "(?<!今年)(?<!本年)(?<!年度)(?<!学年)(?<!一年)(?<!报告期)以来|近年来|多年来|(?:近|过去)[一两二三四五六七八九十\\d]+年"
    "|(?<![〇零一二三四五六七八九])[两二三四五六七八九十]年来|自20\\d\\d年起|历年|历次"
)
_THIS_YEAR: Final = lazy_regex("全年|本学?年|今年|其中|20\\d\\d学?年(?:度|我|学|共|收|,|，)")
_PARTLY_RELATED: Final = lazy_regex(r"其中.{0,6}信息公开.{0,8}\d")
_COMPARED: Final = lazy_regex(
    "(?:较|比|同比|环比|相比).{0,8}(?:增|减|降|多|少|上升|持平)|同比|环比"
)
_FUTURE: Final = lazy_regex(
    "确保|力争|做到|实现|努力|争取|杜绝|避免|防止|如有|如果|若|可以?(?:向|申请|依法)|应当|有权"
)
_SECTIONS: Final = frozenset({"on_request", "evaluation", "complaints"})
_OUTCOME_HINT: Final = lazy_regex("公开|提供|结转")
_OUTCOMES: Final = (
    ("requests_granted", lazy_regex(r"(?:予以公开|同意公开|全部公开)的?(?:申请)?(?:有|为|共)?")),
    ("requests_partly_granted", lazy_regex(r"部分公开的?(?:申请)?(?:有|为|共)?")),
    ("requests_unavailable", lazy_regex(r"无法提供的?(?:申请)?(?:有|为|共)?")),
    (
        "requests_carried_in",
        lazy_regex(r"上年(?:度)?结转的?(?:信息公开)?(?:申请|办件)*(?:有|为|共)?"),
    ),
    (
        "requests_carried_over",
        lazy_regex(r"结转下一?年度?(?:继续)?(?:办理|答复)?的?(?:申请)?(?:有|为|共)?"),
    ),
)


@dataclass(frozen=True, slots=True)
class _Word:
    kind: str
    text: str
    number: Number | None = None


def read_requests(sentence: Sentence) -> Iterator[Reading]:
    """What a sentence says about applications and complaints; nothing if it is about neither."""
    words = sentence.words
    if not _NOUN_HINT.search(words):
        return
    is_topic = bool(sentence.part.topics)
    if is_topic and "信息公开" not in words and "依申请" not in words:
        return
    about_disclosure = "公开" in words or not _SECTIONS.isdisjoint(sentence.part.sections)
    in_parts, end, after_zero = False, 0, False
    for clause in _clauses(words):
        end += len(clause)
        if _PARTS.search(clause):
            in_parts = True
        elif in_parts and _WHOLE.search(clause):
            in_parts = False
        found = list(_read_clause(clause, words, sentence.part.sections, in_parts, after_zero))
        after_zero = bool(found) and all(reading.state == "zero" for reading in found)
        found.extend(_read_outcomes(clause, "申请" in words or in_parts))
        if not found:
            continue
        year = year_of(words, end)
        doubts = _doubts(words, clause, end)
        if is_topic:
            doubts |= _FIGURE_NOUNS
        for reading in found:
            is_unsure = (
                reading.figure in doubts
                or (reading.state, reading.figure) in doubts
                or (reading.figure in _ABOUT_SCHOOL and not about_disclosure)
            )
            if is_unsure:
                yield Reading(reading.figure, "unread", year=year)
            else:
                yield replace(reading, year=year)


def _doubts(words: str, clause: str, end: int) -> set[str | tuple[str, str]]:
    """The figures, or states of figures, about which other words of the sentence raise doubts."""
    doubts: set[str | tuple[str, str]] = set()
    if _OFFICE.search(clause) or _FUTURE.search(clause) or _COMPARED.search(clause):
        doubts |= _FIGURE_NOUNS
    if _UNRELATED.search(words) or _PARTLY_RELATED.search(words):
        doubts |= {("number", figure) for figure in _ABOUT_SCHOOL}
    is_since = _SINCE.search(words, 0, end) and not _THIS_YEAR.search(clause)
    if is_since or spans_years(words, end):
        doubts |= {("number", figure) for figure in _FIGURE_NOUNS}
    if _MIXED.search(words):
        doubts.add(("number", REQUEST))
    return doubts


def _clauses(words: str) -> list[str]:
    ends = [found.end() for found in _CLAUSE.finditer(words)]
    return [words[a:b] for a, b in zip([0, *ends], [*ends, len(words)], strict=True) if words[a:b]]


def _read_outcomes(clause: str, is_about_requests: bool) -> Iterator[Reading]:
    if not is_about_requests or not _OUTCOME_HINT.search(clause):
        return
    for figure, form in _OUTCOMES:
        for found in form.finditer(clause):
            if figure == "requests_granted" and clause[: found.start()].endswith("不"):
                continue
            number = _number_at(clause, found.end()) or _number_before(clause, found.start())
            if number is not None and number.unit in "件条项份":
                state: FigureState = "number" if number.value else "zero"
                yield Reading(figure, state, number.value, number.qualifier)


def _number_at(clause: str, at: int) -> Number | None:
    found = NUMBER.match(clause, at)
    return to_number(found) if found else None


def _number_before(clause: str, at: int) -> Number | None:
    for found in NUMBER.finditer(clause, 0, at):
        if found.end() == at:
            return to_number(found)
    return None


def _cut(clause: str) -> list[_Word]:
    cut: list[_Word] = []
    at = 0
    while at < len(clause):
        if clause[at] in _NUMBER_STARTS and (found := NUMBER.match(clause, at)):
            number = to_number(found)
            cut.append(_Word("number" if number else "unknown", found[0], number))
        elif found := _TOKEN.match(clause, at):
            if found.end() == at:
                at += 1
                continue
            cut.append(_Word(str(found.lastgroup), found[0]))
        elif found := _BARE.match(clause, at):
            cut.append(_Word("bare", found[0]))
        elif clause[at] in "，；;,":
            at += 1
            continue
        else:
            cut.append(_Word("unknown", clause[at]))
            at += 1
            continue
        at = found.end()
    return cut


def _read_clause(
    clause: str, words: str, sections: Sequence[str], in_parts: bool, after_zero: bool
) -> Iterator[Reading]:
    if not _NOUN_HINT.search(clause) or not (after_zero or _SAYS.search(clause)):
        return
    cut = [
        _Word(REQUEST, word.text) if _is_plain_request(word, sections, words) else word
        for word in _cut(clause)
    ]
    kinds = [word.kind for word in cut]
    nouns = [i for i, kind in enumerate(kinds) if kind in _FIGURE_NOUNS or kind == "document"]
    negations = [i for i, kind in enumerate(kinds) if kind in ("negation", "none")]
    numbers = [
        i
        for i, kind in enumerate(kinds)
        if kind in ("number", "bare") and not _is_one_of_none(cut, i)
    ]
    if not nouns:
        if "complaint_channel" in kinds and not {"negation", "number"}.isdisjoint(kinds):
            yield Reading(COMPLAINT, "unread")
    elif numbers:
        yield from _read_counts(cut, numbers, nouns, in_parts)
        yield from _denied_beside_counts(cut, negations, numbers, nouns)
    elif negations:
        yield from _read_negation(cut, negations, nouns)
    elif after_zero and all(kind in _SILENT or kind in _FIGURE_NOUNS for kind in kinds):
        for i in nouns:
            yield Reading(_figure(cut[i]), "zero", 0)
    elif "improvement" not in sections and _DENIES.search(clause):
        for i in nouns:
            yield Reading(_figure(cut[i]), "unread")


def _denied_beside_counts(
    cut: Sequence[_Word], negations: Sequence[int], numbers: Sequence[int], nouns: Sequence[int]
) -> Iterator[Reading]:
    """The nouns of a clause with counts that stand behind a negation, and are not counted."""
    if not negations or any(cut[i].kind == "none" for i in negations):
        return
    for i in nouns:
        if i > negations[0] and i > numbers[-1]:
            yield Reading(_figure(cut[i]), "unread")


def _is_plain_request(word: _Word, sections: Sequence[str], words: str) -> bool:
    return word.kind == "plain_request" and ("on_request" in sections or "公开" in words)


def _is_one_of_none(cut: Sequence[_Word], at: int) -> bool:
    """未收到一件申请: no count."""
    number = cut[at].number
    return bool(
        number
        and number.value == 1
        and at
        and cut[at - 1].kind in ("negation", "verb")
        and any(word.kind == "negation" for word in cut[:at])
    )


def _figure(word: _Word) -> str:
    if word.kind == "document":
        return REQUEST if word.text.startswith("依") else REFUSED
    return word.kind


def _read_negation(
    cut: Sequence[_Word], negations: Sequence[int], nouns: Sequence[int]
) -> Iterator[Reading]:
    kinds = [word.kind for word in cut]
    negation = negations[0]
    behind = [i for i in nouns if i > negation]
    if behind and kinds[negation] == "negation":
        heads = _heads(cut, behind)
        known = all(
            kind in _SILENT
            or kind in _FIGURE_NOUNS
            or kind in ("document", "cause", "appeal")
            or kind == "negation"
            or _is_one_of_none(cut, i)
            for i, kind in enumerate(kinds[negation + 1 :], negation + 1)
        )
        if known:
            for i in heads:
                yield Reading(_figure(cut[i]), "zero", 0)
        else:
            for i in heads:
                yield Reading(_figure(cut[i]), "unread")
        return
    before = [i for i in nouns if i < negation]
    if not before:
        for i in behind:
            yield Reading(_figure(cut[i]), "unread")
        return
    first = before[0]
    known = all(
        kind in _SILENT or kind in _FIGURE_NOUNS or kind in ("negation", "none", "cause", "appeal")
        for kind in kinds[first:]
    )
    for i in _heads(cut, before):
        if known and kinds[i] != "document":
            yield Reading(_figure(cut[i]), "zero", 0)
        else:
            yield Reading(_figure(cut[i]), "unread")


def _heads(cut: Sequence[_Word], nouns: Sequence[int]) -> list[int]:
    """The nouns that are denied or counted, without those that only say what caused them."""
    kinds = [word.kind for word in cut]
    heads = []
    for at, i in enumerate(nouns):
        following = nouns[at + 1] if at + 1 < len(nouns) else None
        if following is None:
            heads.append(i)
            continue
        gap = kinds[i + 1 : following]
        texts = [word.text for word in cut[i + 1 : following]]
        is_cause = "cause" in kinds[i + 1 : nouns[-1]] and not any(
            kinds[j] == "cause" for j in range(i)
        )
        is_modifier = kinds[i] in (REQUEST, REFUSED, "document") and (
            (bool(gap) and "joint" not in gap and "number" not in gap and texts != ["或者"])
            and kinds[following] != kinds[i]
        )
        if not is_cause and not is_modifier:
            heads.append(i)
    return heads


def _read_counts(
    cut: Sequence[_Word], numbers: Sequence[int], nouns: Sequence[int], in_parts: bool
) -> Iterator[Reading]:
    kinds = [word.kind for word in cut]
    for at, i in enumerate(numbers):
        floor = numbers[at - 1] + 1 if at else 0
        ceiling = numbers[at + 1] if at + 1 < len(numbers) else len(cut)
        before = [j for j in nouns if floor <= j < i]
        after = [j for j in nouns if i < j < ceiling]
        heads = _heads(cut, before) or ([after[0]] if after else [])
        if not heads:
            continue
        if (
            not before
            and len({_figure(cut[j]) for j in after}) > 1
            and "joint" not in kinds[i:ceiling]
        ):
            for j in after:
                yield Reading(_figure(cut[j]), "unread")
            continue
        first, last = min([i, *heads]), max([i, *heads])
        verbs = [j for j in range(floor, last) if kinds[j] == "verb"]
        start = max(verbs, default=floor) if before else i
        number = cut[i].number
        if before and kinds[heads[0]] in _ABOUT_SCHOOL and number and number.value:
            verbs, start = [], floor
        if before and verbs and max(verbs) > heads[0]:
            start = max([j for j in verbs if j < heads[0]], default=floor)
        allowed = (
            _SILENT
            | {"since", "stock"}
            | _FIGURE_NOUNS
            | {"number", "bare", "cause", "none", "handled"}
        )
        known = all(
            kind in allowed or kind == "document" for kind in kinds[min(start, first) : last + 1]
        )
        whole = kinds[floor : last + 1]
        yield from _one_count(cut, i, heads, known, whole, in_parts, is_after=not before)


def _one_count(
    cut: Sequence[_Word],
    i: int,
    heads: Sequence[int],
    known: bool,
    whole: Sequence[str],
    in_parts: bool,
    *,
    is_after: bool,
) -> Iterator[Reading]:
    number = cut[i].number
    is_last = all(word.kind == "mark" for word in cut[i + 1 :])
    if number is None:
        value = int(cut[i].text) if cut[i].text.isdigit() and is_last else None
        known = known and value is not None
        number = Number(value or 0, None, "件", 0, 0)
    figures = {_figure(cut[j]) for j in heads}
    sure = known and not _is_doubtful(cut, whole, number)
    if "handled" in whole and number.value:
        sure = sure and "verb" in whole[: whole.index("handled")]
    if number.value and len(figures) > 1:
        sure = False
    names_received = any(
        word.kind == "verb" and word.text not in ("发生", "存在", "涉及") for word in cut
    )
    for j in heads:
        figure = _figure(cut[j])
        is_document = cut[j].kind == "document" and not (
            names_received and figure == REQUEST and not is_after
        )
        is_part = in_parts and figure == REQUEST
        if not sure or is_document or is_part:
            yield Reading(figure, "unread")
        elif number.value == 0:
            yield Reading(figure, "zero", 0)
        else:
            yield Reading(figure, "number", number.value, number.qualifier)


def _is_doubtful(cut: Sequence[_Word], whole: Sequence[str], number: Number) -> bool:
    """Whether something other than new applications and complaints is counted."""
    if number.unit in ("人次", "期", "则", "篇", "条次"):
        return True
    if not {"other", "doubtful", "since", "carried", "appeal"}.isdisjoint(whole):
        return True
    names_year = any(
        word.kind == "neutral" and ("年" in word.text or "截" in word.text) for word in cut
    )
    return "stock" in whole and not names_year
