"""Counts of one kind of request or complaint, which deny that there was none at all.

未收到书面申请，收到邮件申请1件: the denial is about one kind only, and the report received some.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.sentences import FigureCandidate, Sentence

_KIND: Final = (
    "(?:书面|口头|当面|现场|上门|来访|来电|来信|来函|电话|信函|信件|邮寄|传真|邮件|电子邮件|电子|网上|网络|网站|线上|线下|平台|短信|微信"
    "|公民|法人|个人|自然人|其他组织|社会公众|群众|学生|教师|师生|教职工|校内|校外|实名|匿名|署名)"
)
_FORMS: Final = (
    ("requests_received", "申请"),
    ("complaints", "举报|投诉"),
    ("reconsiderations", "行政复议|复议"),
    ("lawsuits", "行政诉讼|诉讼"),
)
_COUNTS: Final = tuple(
    (
        figure,
        lazy_regex(
            rf"(?<![未没无])(?:收到|接到|受理|接受|收受)(?:了|过)?(?:以|通过|来自)?{_KIND}(?:形式|方式|渠道)?(?:提出|提交|递交)?的?"
            rf"(?:信息公开|公开|信息)?(?:{noun})(?:共|有|为)?[1-9]\d*[件起宗例份人]"
        ),
    )
    for figure, noun in _FORMS
)
_MAY_COUNT: Final = lazy_regex("[收接受](?:(?<=收)到|(?<=接)[到受]|(?<=受)理)")
_OTHER_YEAR: Final = lazy_regex(r"上一?学?年|去年|往年|历年|20\d\d")


def counts_of_a_kind(sentence: Sentence) -> Iterator[FigureCandidate]:
    """For each figure of which the sentence counts one kind, that it is no zero."""
    words = sentence.words
    if not _MAY_COUNT.search(words) or _OTHER_YEAR.search(words):
        return
    for figure, form in _COUNTS:
        if form.search(words):
            yield FigureCandidate(figure, "unread", is_part=True)
