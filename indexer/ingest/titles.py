"""Titles: which line is a report's title, and what kind of document a title names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from indexer.analysis.normalize import normalize, normalize_with_map
from indexer.ingest.author_titles import is_part_of_school
from indexer.reports.periods import find_label, parse_label
from indexer.reports.school_names import find_schools
from indexer.reports.schools import documents

TITLE_WORDS: Final = re.compile(
    r"信息公开(?:工作|的|年度|情况|总结|自查|自评|实施|执行|落实|[\d年学度()-]){0,16}(?:报告|年报)"
)
"""The words by which a title says that it is an information-disclosure report."""
COVER_LETTER: Final = re.compile("关于|的函|的报告$|报送")
"""Words of a cover letter's title."""
_NOT_A_TITLE: Final = re.compile("[，。；！？]|全文|下载|(?:通知|办法|细则|指南|制度|目录)$|^附件")
_ATTACHED: Final = re.compile(r"附件\s*\d?\s*[:：]\s*(?:\d[.、])?\s*(.{4,60})")
_NOT_SHOWN: Final = re.compile(
    r"[(（](?:以下|下称|以下简称|简称)[^()（）]{1,20}[)）]|\.(?:docx?|pdf|wps|html?)$",
    re.IGNORECASE,
)
_HEAD_LINES: Final = 40
_LONGEST_TITLE: Final = 60


def find_title(head: list[str]) -> str:
    """The report's title, on one line or two; its own rather than that of a cover letter."""
    found = [*_titles(head[:_HEAD_LINES])]
    own = [title for title in found if not COVER_LETTER.search(normalize(title))]
    attached = [
        named.group(1)
        for line in head
        if (named := _ATTACHED.fullmatch(line)) and TITLE_WORDS.search(normalize(line))
    ]
    titles = own or attached or found
    if len(titles) < 2:
        return titles[0] if titles else ""
    # Of equals the last: pages list the reports of other years above the one they show.
    return max(reversed(titles), key=_weight)


def _weight(title: str) -> tuple[bool, bool]:
    return bool(find_schools(title)), find_label(title) is not None


def _titles(head: list[str]) -> Iterator[str]:
    for at, written in enumerate(head):
        line = _up_to_kind(written) or written
        words = normalize(line)
        if len(words) > _LONGEST_TITLE or _NOT_A_TITLE.search(words.replace(",", "，")):
            continue
        if TITLE_WORDS.search(words):
            yield _whole_title(head, at, at, line)
        elif at + 1 < len(head) and _is_split(words, normalize(head[at + 1])):
            yield _whole_title(head, at, at + 1, line + head[at + 1])


def _up_to_kind(line: str) -> str:
    """The title at the beginning of a report on one line; "" where it has none."""
    title = _up_to_title_words(line) if len(line) > _LONGEST_TITLE else ""
    return "" if re.search("[，。《；：]", title) else title


def _up_to_title_words(line: str) -> str:
    """The line up to the words that make it a report's title; "" where it has none."""
    mapped = normalize_with_map(line[: 2 * _LONGEST_TITLE])
    found = TITLE_WORDS.search(mapped.text)
    return line[: mapped.ends[found.end() - 1]] if found else ""


def _whole_title(head: list[str], first: int, last: int, title: str) -> str:
    """A title on several lines: school and period may be above it, the period below."""
    while first and (
        (_is_period(head[first - 1]) and not find_label(title))
        or (_is_name(head[first - 1]) and not find_schools(title))
    ):
        first -= 1
        title = head[first] + title
    if last + 1 < len(head) and _is_period(head[last + 1]) and not find_label(title):
        title += head[last + 1]
    return title


def _is_period(line: str) -> bool:
    """Whether a line is a period and nothing else: （2021—2022学年）."""
    return parse_label(line) is not None


def _is_name(line: str) -> bool:
    names = find_schools(line)
    return len(names) > 0 and len(normalize(line)) <= len(names[0]) + 16 and "，" not in line


def _is_split(first: str, second: str) -> bool:
    """Whether a title continues on the next line: 2023年信息公开 / 年度报告."""
    return (
        "信息公开" in first
        and len(first + second) <= _LONGEST_TITLE
        and len(second) <= 12
        and bool(TITLE_WORDS.search(first + second))
    )


def displayed_title(title: str) -> str:
    """A title without the short name that it defines, and without the ending of a file's name."""
    return _NOT_SHOWN.sub("", title).strip()


def format_title(title: str) -> str:
    """The title of the format without the name of the site after it."""
    return (_up_to_title_words(title) or title).strip()


_LONGEST: Final = 70
_FIRST_LINES: Final = 8
"""Lines at the beginning of a text that may be its title."""
_SHORTEST_FULL: Final = 9
_LATER_LINES: Final = 120
"""Lines at the beginning of a text that may be the title of a report below a letter."""

_DISCLOSURE: Final = "(?:信息的?公开|(?:政|校|院|事|馆)务公开|公开信息|信息公示)"
_REPORT: Final = re.compile(
    rf"{_DISCLOSURE}[^,。;:!?《》]{{0,24}}?(?:报告|年报|总结|小结|汇报)|{_DISCLOSURE}(?:工作)?(?:的)?(?:基本|总体|开展|进展)?情况$"
    rf"|(?:报告|年报|总结)\({_DISCLOSURE}(?:工作)?\)"
)
_ABOUT_DISCLOSURE: Final = re.compile(_DISCLOSURE)
_AFFAIRS: Final = re.compile("务公开")
"""Disclosure under another name than that of the yearly report, which units of a school use too."""
_OTHER_AFFAIRS: Final = re.compile(r"(?<![政校院事馆])务公开[^,。;:!?《》]{0,16}情况$")
"""The end of an account of the disclosure of party affairs or finances."""
_EVALUATION: Final = "评议|考核|考评|评估|评价|评比|测评|问卷|调查|满意度|督查|抽查|验收|监测"
_OF_EVALUATION: Final = re.compile(
    rf"{_DISCLOSURE}(?:(?!自[查评我检]|[和及与、])[^,。;:!?《》])*?(?:{_EVALUATION})"
)
"""Disclosure as what is evaluated, rather than what is reported besides."""
_EVALUATED: Final = re.compile(
    rf"{_DISCLOSURE}[^,。;:!?《》]{{0,16}}(?:{_EVALUATION})[^,。;:!?《》]{{0,8}}(?:情况|结果|得分|名单)$"
)
_ANNOUNCED: Final = re.compile("出炉|揭晓|发布|公布|:.")
"""What follows the words of a report's title in the headline of an article about it."""
_OTHER_ACCOUNT: Final = "其他公开工作的报告"
_EXPLAINED: Final = re.compile("^(?:一[图张文]|图解|读懂|图说|数说|数读|解读|带你)")
_YEAR: Final = re.compile(r"20\d\d")
_ABOUT_REPORTS: Final = re.compile(
    "关于.{0,30}?(?:做好|报送|编制|编写|编报|印发|公布|发布|提交|填报|上报|征集|开展.{0,20}?年度报告)"
)
_OWN_ACCOUNT: Final = re.compile("(?:情况的?|的|工作)(?:自查)?(?:报告|汇报|总结)$|的报告$")
_EVENT: Final = re.compile(
    "召开|举办|举行|启动|部署|邀请|荣获|参加|强调|培训|(?:发布|公布)(?!的|情况).{0,30}(?:报告|年报)$|会议"
)
_NEWS_TITLE: Final = re.compile(
    "莅临|来(?:我)?校|召开|举办|举行|荣获|喜获|获评|赴.{2,20}(?:调研|考察|学习)|出席|在我校"
)
_OTHER_REPORT: Final = re.compile("(?:报告|年报|总结|汇报|决算|预算)$")
_BARE_REPORT: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{2,20}(?:大学|学院|学校))?(?:20\d\d年?|[-至学年度()\d])*(?:工作)?(?:年度)?(?:情况)?(?:报告|年报|总结|自查报告)"
)
_TAIL: Final = re.compile(
    r"(?:\([^()]*\)|\.(?:pdf|docx?|wps|html?|txt)|[-_|\s]|\d{1,8}|正文|全文|最终版?|定稿|终稿|公开版|发布稿|盖章版?|上网版?|网站版?|修改稿?|版|20\d\d年\d{1,2}月(?:\d{1,2}日)?)+$"
)
_TEMPLATE: Final = re.compile(
    r"\((?:模板|模版|样本|样表|范本|格式|参考|提纲|试行|暂行|征求意见稿|讨论稿|送审稿|审议稿|草案|草稿|初稿)[^()]*\)"
)
_LONGEST_NAME: Final = 30
_SENTENCE: Final = re.compile("[。;!?,]")
_SHORT_SENTENCE: Final = 30
"""Characters of a greeting of the site; a longer sentence belongs to the text."""
_NUMBERED: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,2}[、．.]|第[一二三四五六七八九十]部分"
    r"|[（(][一二三四五六七八九十][)）]|1[.、．])"
)
_BENIGN: Final = re.compile(
    r"(?:的?(?:补充|更正|修订|有关|情况)?(?:说明|报告)?|[(年20].*|[\u4e00-\u9fff]{2,20}(?:大学|学院|学校))"
)
"""What may follow the words that make a title a report's."""
_SITE: Final = re.compile(r"\s*[-_|—–－]+\s*(?=[^\d\s])|\s{2,}")
_CONTINUATION: Final = re.compile("[（(]|编制|编写|报送|公布|发布|和|与|工作|的|有关|通|报告")
_BREADCRUMB: Final = re.compile(
    "当前位置|您的位置|现在的位置|首页|>|»|来源[:：]|时间[:：]|浏览|点击|字体"
)


@dataclass(frozen=True, slots=True)
class TitleKind:
    """The kind of document that a title names."""

    document: str = ""
    """"" for a report; else what the document is called: 指南, 通知公告."""
    is_full: bool = True
    """It is so long that it is a title rather than an entry of a menu."""

    @property
    def is_report(self) -> bool:
        return not self.document


def classify_title(title: str) -> TitleKind | None:
    """The kind of document that a title names; None where it names none."""
    return classify_normalized_title(normalize(title))


def classify_normalized_title(normalised: str) -> TitleKind | None:
    """Like `classify_title`, of a normalised title."""
    words = normalised.replace(" ", "").strip("-_.:,*#")
    if not 2 <= len(words) <= _LONGEST:
        return None
    kind = _kind(words)
    return replace(kind, is_full=len(words) >= _SHORTEST_FULL) if kind else None


def _kind(words: str) -> TitleKind | None:
    if _TEMPLATE.search(words) and "报告" in words:
        return TitleKind("模板")
    bare = _TAIL.sub("", words) or words
    found = _REPORT.search(bare)
    if found is None:
        return _other(words, bare)
    after = bare[found.end() :]
    if after and (other := _ending("…" + after)):
        return TitleKind(other)
    if not _BENIGN.fullmatch(after):
        is_evaluation = _ANNOUNCED.match(after) is not None and _is_other_account(bare, found)
        return TitleKind(_OTHER_ACCOUNT) if is_evaluation else None
    return _kind_of_account(bare, found)


def _kind_of_account(bare: str, found: re.Match[str]) -> TitleKind:
    """The kind of a title with the words of a report's."""
    if _EXPLAINED.search(bare):
        return TitleKind(documents()["解读"])
    if _is_other_account(bare, found):
        return TitleKind(_OTHER_ACCOUNT)
    if _EVENT.search(bare[: found.end()]) and not _OWN_ACCOUNT.search(bare):
        return TitleKind("新闻")
    if _ABOUT_REPORTS.search(bare) and not _OWN_ACCOUNT.search(bare):
        return TitleKind("通知公告")
    return TitleKind()


def _is_other_account(bare: str, found: re.Match[str]) -> bool:
    """Whether a title that speaks of a report on disclosure is that of an evaluation, of a person,
    or of a unit's report on the affairs that it discloses inside the school."""
    if "述职" in bare:
        return True
    if _OF_EVALUATION.search(bare[: found.end()]) and not re.search("自[查评我检]", bare):
        return True
    is_affairs = _AFFAIRS.search(found.group()) is not None and "信息公开" not in bare
    return is_affairs and is_part_of_school(bare[: found.start()])


def _other(words: str, bare: str) -> TitleKind | None:
    """The kind of a title that does not speak of a report on disclosure."""
    is_dated = _YEAR.search(words) is not None  # as no heading of a section is
    if is_dated and (_OTHER_AFFAIRS.search(bare) or _EVALUATED.search(bare)):
        return TitleKind(_OTHER_ACCOUNT)
    if _OTHER_REPORT.search(bare):
        if _BARE_REPORT.fullmatch(bare):
            return None
        return TitleKind("预算决算" if bare.endswith("算") else "其他报告")
    kind = _ending(bare) or ("新闻" if _NEWS_TITLE.search(bare) else "")
    return TitleKind(kind) if kind else None


def _ending(words: str) -> str:
    """The kind of document that the last words name; "" where they name none."""
    known = documents()
    for size in range(min(len(words), _longest_name()), 0, -1):
        if (name := words[-size:]) in known:
            return known[name] if size < len(words) else ""
    return ""


@cache
def _longest_name() -> int:
    return max(map(len, documents()))


def classify_page_title(title: str) -> TitleKind | None:
    """The kind of document that the title of a page names, without the names of its site."""
    pieces = [piece for piece in _SITE.split(title) if piece]
    kinds = [classify_title(piece) for piece in pieces[:2]]
    return next((kind for kind in kinds[:1] if kind), None) or next(
        (kind for kind in kinds if kind and kind.is_report), None
    )


def classify_first_lines(lines: Sequence[str]) -> tuple[TitleKind, ...]:
    """The kinds of documents that the first lines name, in order. A title may span lines."""
    return tuple(_kinds_of_lines(lines[:_FIRST_LINES]))


def has_attached_report(lines: Sequence[str]) -> bool:
    """Whether a line further down is a report's title, as below a letter or the menu of a site."""
    later = lines[_FIRST_LINES:_LATER_LINES]
    return any(kind.is_report for kind in _kinds_of_lines(later))


def _kinds_of_lines(lines: Sequence[str]) -> Iterator[TitleKind]:
    at = 0
    while at < len(lines):
        line = lines[at]
        if _NUMBERED.match(line):
            return
        if len(line) > _LONGEST:
            return
        if _SENTENCE.search(normalize(line)):
            if len(line) > _SHORT_SENTENCE:
                return
            at += 1
            continue
        step, kind = _on_several_lines(lines, at)
        if kind and not _BREADCRUMB.search(line) and not line.lstrip().startswith("附件"):
            yield kind
        at += step


def _on_several_lines(lines: Sequence[str], at: int) -> tuple[int, TitleKind | None]:
    """The kind of document that a line names, with the next lines where it is incomplete, and the
    number of lines."""
    kind = classify_title(lines[at])
    if kind and kind.is_report and at and _is_name_of_unit(lines[at - 1], lines[at]):
        return 1, TitleKind(_OTHER_ACCOUNT)
    begun = "关于" in lines[at] or (kind is not None and kind.is_report)
    unfinished = kind is None and _ABOUT_DISCLOSURE.search(normalize(lines[at])) is not None
    for count in (2, 3):
        if not (begun or unfinished) or at + count > len(lines):
            break
        joined = "".join(line.strip() for line in lines[at : at + count])
        whole = classify_title(joined)
        if whole and whole.is_report and kind is None:
            return count, whole
        if whole and not whole.is_report and re.search("[)的]?[^\\d]{2,4}$", joined):
            after = lines[at + count - 1].strip()
            if len(after) <= 20 and not _SENTENCE.search(normalize(after)) and _continues(after):
                return count, whole
    return 1, kind


def _is_name_of_unit(above: str, title: str) -> bool:
    """Whether the line above a title names the unit whose account of its affairs it is."""
    if len(above) > _LONGEST_NAME or _SENTENCE.search(normalize(above)):
        return False
    whole = classify_title(above.strip() + title)
    return whole is not None and whole.document == _OTHER_ACCOUNT


def _continues(line: str) -> bool:
    """Whether a line continues a title."""
    return _CONTINUATION.match(line) is not None
