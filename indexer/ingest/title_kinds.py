"""What a title says its text is: a report on disclosure, another document, or neither."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from indexer.analysis.normalize import normalize
from indexer.reports.schools import documents

_LONGEST: Final = 70
_FIRST_LINES: Final = 8
"""Lines of a text among which its own title stands."""
_SHORTEST_FULL: Final = 9
_LATER_LINES: Final = 120
"""Lines within which an attached report's title may follow a letter."""

_DISCLOSURE: Final = "(?:信息的?公开|(?:政|校|院|事|馆)务公开|公开信息|信息公示)"
_REPORT: Final = re.compile(
    rf"{_DISCLOSURE}[^,。;:!?《》]{{0,24}}?(?:报告|年报|总结|小结|汇报|述职)|{_DISCLOSURE}(?:工作)?(?:的)?(?:基本|总体|开展|进展)?情况$"
    rf"|(?:报告|年报|总结)\({_DISCLOSURE}(?:工作)?\)"
)
_ABOUT_DISCLOSURE: Final = re.compile(_DISCLOSURE)
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
    r"\((?:模板|模版|样本|样表|范本|格式|参考|提纲|试行|暂行|征求意见稿|讨论稿)[^()]*\)"
)
_SENTENCE: Final = re.compile("[。;!?,]")
_SHORT_SENTENCE: Final = 30
"""Characters of a greeting of the site; what is longer is the text itself."""
_NUMBERED: Final = re.compile(
    r"\s*(?:[一二三四五六七八九十]{1,2}[、．.]|第[一二三四五六七八九十]部分"
    r"|[（(][一二三四五六七八九十][)）]|1[.、．])"
)
_BENIGN: Final = re.compile(
    r"(?:的?(?:补充|更正|修订|有关|情况)?(?:说明|报告)?|[(年20].*|[\u4e00-\u9fff]{2,20}(?:大学|学院|学校))"
)
"""What may stand after a report's title words."""
_SITE: Final = re.compile(r"\s*[-_|—–－]+\s*(?=[^\d\s])|\s{2,}")
_CONTINUATION: Final = re.compile("[（(]|编制|编写|报送|公布|发布|和|与|工作|的|有关|通|报告")
_BREADCRUMB: Final = re.compile(
    "当前位置|您的位置|现在的位置|首页|>|»|来源[:：]|时间[:：]|浏览|点击|字体"
)


@dataclass(frozen=True, slots=True)
class TitleKind:
    """What a title names: a report on disclosure, or the kind of another document."""

    document: str = ""
    """"" for a report; else what the document is called: 指南, 通知公告."""
    is_full: bool = True
    """Long enough to be a title of its own rather than an entry of a menu."""

    @property
    def is_report(self) -> bool:
        return not self.document


def read_title(title: str) -> TitleKind | None:
    """What a title names; None where it says neither."""
    return kind_of_title(normalize(title))


def kind_of_title(normalised: str) -> TitleKind | None:
    """The same of a title that is normalised already."""
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
        return _other(bare)
    after = bare[found.end() :]
    if after and (other := _ending("…" + after)):
        return TitleKind(other)
    if not _BENIGN.fullmatch(after):
        return None
    if _EVENT.search(bare[: found.end()]) and not _OWN_ACCOUNT.search(bare):
        return TitleKind("新闻")
    if _ABOUT_REPORTS.search(bare) and not _OWN_ACCOUNT.search(bare):
        return TitleKind("通知公告")
    return TitleKind()


def _other(bare: str) -> TitleKind | None:
    if _OTHER_REPORT.search(bare):
        if _BARE_REPORT.fullmatch(bare):
            return None
        return TitleKind("预算决算" if bare.endswith("算") else "其他报告")
    kind = _ending(bare) or ("新闻" if _NEWS_TITLE.search(bare) else "")
    return TitleKind(kind) if kind else None


def _ending(words: str) -> str:
    """The kind of document whose name the words end with; "" where there is none."""
    known = documents()
    for size in range(min(len(words), _longest_name()), 0, -1):
        if (name := words[-size:]) in known:
            return known[name] if size < len(words) else ""
    return ""


@cache
def _longest_name() -> int:
    return max(map(len, documents()))


def title_of_page(title: str) -> TitleKind | None:
    """What the format's own title names, the names of site and column after it left aside."""
    pieces = [piece for piece in _SITE.split(title) if piece]
    kinds = [read_title(piece) for piece in pieces[:2]]
    return next((kind for kind in kinds[:1] if kind), None) or next(
        (kind for kind in kinds if kind and kind.is_report), None
    )


def titles_of_text(lines: Sequence[str]) -> tuple[TitleKind, ...]:
    """What the first lines of a text name, in order; a title may run over several lines."""
    return tuple(_kinds(lines[:_FIRST_LINES]))


def attached_report(lines: Sequence[str]) -> bool:
    """Whether a report's title stands on a line of its own further down, as below a letter or
    the menu of a site."""
    later = lines[_FIRST_LINES:_LATER_LINES]
    return any(kind.is_report for kind in _kinds(later))


def _kinds(lines: Sequence[str]) -> Iterator[TitleKind]:
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
    """The kind that a line names alone or, where it breaks off, with those after it."""
    kind = read_title(lines[at])
    begun = "关于" in lines[at] or (kind is not None and kind.is_report)
    unfinished = kind is None and _ABOUT_DISCLOSURE.search(normalize(lines[at])) is not None
    for count in (2, 3):
        if not (begun or unfinished) or at + count > len(lines):
            break
        joined = "".join(line.strip() for line in lines[at : at + count])
        whole = read_title(joined)
        if whole and whole.is_report and kind is None:
            return count, whole
        if whole and not whole.is_report and re.search("[)的]?[^\\d]{2,4}$", joined):
            after = lines[at + count - 1].strip()
            if len(after) <= 20 and not _SENTENCE.search(normalize(after)) and _continues(after):
                return count, whole
    return 1, kind


def _continues(line: str) -> bool:
    """Whether a line goes on with a title rather than beginning something else."""
    return _CONTINUATION.match(line) is not None
