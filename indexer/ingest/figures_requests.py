"""Applications, refusals, complaints, reconsiderations and lawsuits in a sentence.

A clause is cut into known words. A negation or a count is read only where nothing but known words
stands between it and the noun; otherwise the clause gives `unread` for its nouns.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures_text import (
    NUMBER,
    FigureCandidate,
    Number,
    Sentence,
    spans_years,
    to_number,
    year_of,
)
from indexer.ingest.figures_words import (
    ABOUT_SCHOOL,
    COMPLAINT,
    FIGURE_NOUNS,
    REFUSED,
    REQUEST,
    SILENT,
    Word,
    cut_clause,
)
from indexer.reports.figures import FigureState

_NOUN_HINT: Final = lazy_regex("申请|不予?公开|举报|投诉|复议|诉|要求.{0,2}公开")
_SAYS: Final = lazy_regex(
    r"[未没无零\d]|不存|不涉|空白|[一二两三四五六七八九十百][余多]?[条件篇项次期则份宗起例]"
)
"""What a clause with a negation or a count contains."""

_DENIES: Final = lazy_regex(
    "未|没有?|[暂均并]无|无(?!偿|法|关|障|误|条件|故|异|论|需|疑)|零(?![件星售距])"
)
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


def read_requests(sentence: Sentence) -> Iterator[FigureCandidate]:
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
        after_zero = bool(found) and all(candidate.state == "zero" for candidate in found)
        found.extend(_read_outcomes(clause, "申请" in words or in_parts))
        if not found:
            continue
        year = year_of(words, end)
        doubts = _doubts(words, clause, end)
        if is_topic:
            doubts |= FIGURE_NOUNS
        for candidate in found:
            is_unsure = (
                candidate.figure in doubts
                or (candidate.state, candidate.figure) in doubts
                or (candidate.figure in ABOUT_SCHOOL and not about_disclosure)
            )
            if is_unsure:
                yield FigureCandidate(candidate.figure, "unread", year=year)
            else:
                yield replace(candidate, year=year)


def _doubts(words: str, clause: str, end: int) -> set[str | tuple[str, str]]:
    """The figures, or states of figures, about which other words of the sentence raise doubts."""
    doubts: set[str | tuple[str, str]] = set()
    if _OFFICE.search(clause) or _FUTURE.search(clause) or _COMPARED.search(clause):
        doubts |= FIGURE_NOUNS
    if _UNRELATED.search(words) or _PARTLY_RELATED.search(words):
        doubts |= {("number", figure) for figure in ABOUT_SCHOOL}
    is_since = _SINCE.search(words, 0, end) and not _THIS_YEAR.search(clause)
    if is_since or spans_years(words, end):
        doubts |= {("number", figure) for figure in FIGURE_NOUNS}
    if _MIXED.search(words):
        doubts.add(("number", REQUEST))
    return doubts


def _clauses(words: str) -> list[str]:
    ends = [found.end() for found in _CLAUSE.finditer(words)]
    return [words[a:b] for a, b in zip([0, *ends], [*ends, len(words)], strict=True) if words[a:b]]


def _read_outcomes(clause: str, is_about_requests: bool) -> Iterator[FigureCandidate]:
    if not is_about_requests or not _OUTCOME_HINT.search(clause):
        return
    for figure, form in _OUTCOMES:
        for found in form.finditer(clause):
            if figure == "requests_granted" and clause[: found.start()].endswith("不"):
                continue
            number = _number_at(clause, found.end()) or _number_before(clause, found.start())
            if number is not None and number.unit in "件条项份":
                state: FigureState = "number" if number.value else "zero"
                yield FigureCandidate(figure, state, number.value, number.qualifier)


def _number_at(clause: str, at: int) -> Number | None:
    found = NUMBER.match(clause, at)
    return to_number(found) if found else None


def _number_before(clause: str, at: int) -> Number | None:
    for found in NUMBER.finditer(clause, 0, at):
        if found.end() == at:
            return to_number(found)
    return None


def _read_clause(
    clause: str, words: str, sections: Sequence[str], in_parts: bool, after_zero: bool
) -> Iterator[FigureCandidate]:
    if not _NOUN_HINT.search(clause) or not (after_zero or _SAYS.search(clause)):
        return
    cut = [
        Word(REQUEST, word.text) if _is_plain_request(word, sections, words) else word
        for word in cut_clause(clause)
    ]
    kinds = [word.kind for word in cut]
    nouns = [i for i, kind in enumerate(kinds) if kind in FIGURE_NOUNS or kind == "document"]
    negations = [i for i, kind in enumerate(kinds) if kind in ("negation", "none")]
    numbers = [
        i
        for i, kind in enumerate(kinds)
        if kind in ("number", "bare") and not _is_one_of_none(cut, i)
    ]
    if not nouns:
        if "complaint_channel" in kinds and not {"negation", "number"}.isdisjoint(kinds):
            yield FigureCandidate(COMPLAINT, "unread")
    elif numbers:
        yield from _read_counts(cut, numbers, nouns, in_parts)
        yield from _denied_beside_counts(cut, negations, numbers, nouns)
    elif negations:
        yield from _read_negation(cut, negations, nouns)
    elif after_zero and all(kind in SILENT or kind in FIGURE_NOUNS for kind in kinds):
        for i in nouns:
            yield FigureCandidate(_figure(cut[i]), "zero", 0)
    elif "improvement" not in sections and _DENIES.search(clause):
        for i in nouns:
            yield FigureCandidate(_figure(cut[i]), "unread")


def _denied_beside_counts(
    cut: Sequence[Word], negations: Sequence[int], numbers: Sequence[int], nouns: Sequence[int]
) -> Iterator[FigureCandidate]:
    """The nouns of a clause with counts that stand behind a negation, and are not counted."""
    if not negations or any(cut[i].kind == "none" for i in negations):
        return
    for i in nouns:
        if i > negations[0] and i > numbers[-1]:
            yield FigureCandidate(_figure(cut[i]), "unread")


def _is_plain_request(word: Word, sections: Sequence[str], words: str) -> bool:
    return word.kind == "plain_request" and ("on_request" in sections or "公开" in words)


def _is_one_of_none(cut: Sequence[Word], at: int) -> bool:
    """未收到一件申请: no count."""
    number = cut[at].number
    return bool(
        number
        and number.value == 1
        and at
        and cut[at - 1].kind in ("negation", "verb")
        and any(word.kind == "negation" for word in cut[:at])
    )


def _figure(word: Word) -> str:
    if word.kind == "document":
        return REQUEST if word.text.startswith("依") else REFUSED
    return word.kind


def _read_negation(
    cut: Sequence[Word], negations: Sequence[int], nouns: Sequence[int]
) -> Iterator[FigureCandidate]:
    kinds = [word.kind for word in cut]
    negation = negations[0]
    behind = [i for i in nouns if i > negation]
    if behind and kinds[negation] == "negation":
        heads = _heads(cut, behind)
        known = all(
            kind in SILENT
            or kind in FIGURE_NOUNS
            or kind in ("document", "cause", "appeal")
            or kind == "negation"
            or _is_one_of_none(cut, i)
            for i, kind in enumerate(kinds[negation + 1 :], negation + 1)
        )
        if known:
            for i in heads:
                yield FigureCandidate(_figure(cut[i]), "zero", 0)
        else:
            for i in heads:
                yield FigureCandidate(_figure(cut[i]), "unread")
        return
    before = [i for i in nouns if i < negation]
    if not before:
        for i in behind:
            yield FigureCandidate(_figure(cut[i]), "unread")
        return
    first = before[0]
    known = all(
        kind in SILENT or kind in FIGURE_NOUNS or kind in ("negation", "none", "cause", "appeal")
        for kind in kinds[first:]
    )
    for i in _heads(cut, before):
        if known and kinds[i] != "document":
            yield FigureCandidate(_figure(cut[i]), "zero", 0)
        else:
            yield FigureCandidate(_figure(cut[i]), "unread")


def _heads(cut: Sequence[Word], nouns: Sequence[int]) -> list[int]:
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
    cut: Sequence[Word], numbers: Sequence[int], nouns: Sequence[int], in_parts: bool
) -> Iterator[FigureCandidate]:
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
                yield FigureCandidate(_figure(cut[j]), "unread")
            continue
        first, last = min([i, *heads]), max([i, *heads])
        verbs = [j for j in range(floor, last) if kinds[j] == "verb"]
        start = max(verbs, default=floor) if before else i
        number = cut[i].number
        if before and kinds[heads[0]] in ABOUT_SCHOOL and number and number.value:
            verbs, start = [], floor
        if before and verbs and max(verbs) > heads[0]:
            start = max([j for j in verbs if j < heads[0]], default=floor)
        allowed = (
            SILENT
            | {"since", "stock"}
            | FIGURE_NOUNS
            | {"number", "bare", "cause", "none", "handled"}
        )
        known = all(
            kind in allowed or kind == "document" for kind in kinds[min(start, first) : last + 1]
        )
        whole = kinds[floor : last + 1]
        yield from _one_count(cut, i, heads, known, whole, in_parts, is_after=not before)


def _one_count(
    cut: Sequence[Word],
    i: int,
    heads: Sequence[int],
    known: bool,
    whole: Sequence[str],
    in_parts: bool,
    *,
    is_after: bool,
) -> Iterator[FigureCandidate]:
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
            yield FigureCandidate(figure, "unread")
        elif number.value == 0:
            yield FigureCandidate(figure, "zero", 0)
        else:
            yield FigureCandidate(figure, "number", number.value, number.qualifier)


def _is_doubtful(cut: Sequence[Word], whole: Sequence[str], number: Number) -> bool:
    """Whether something other than new applications and complaints is counted."""
    if number.unit in ("人次", "期", "则", "篇", "条次"):
        return True
    if not {"other", "doubtful", "since", "carried", "appeal"}.isdisjoint(whole):
        return True
    names_year = any(
        word.kind == "neutral" and ("年" in word.text or "截" in word.text) for word in cut
    )
    return "stock" in whole and not names_year
