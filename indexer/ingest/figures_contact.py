"""How the disclosure office can be reached, and what is said about fees and refusals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures_text import FigureCandidate, Sentence

_HINT: Final = lazy_regex("电话|邮箱|邮件|@|地址|联系|传真")
_TEXTS: Final = (
    lazy_regex(r"[A-Za-z0-9_.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    lazy_regex(r"(?<![\d-])[（(]?0\d{2,3}[)）]?[-—－]?\d{7,8}(?:[-转]\d{1,5})?(?!\d)"),
    lazy_regex(r"(?:(?:通信|通讯|联系|办公)?地址(?:为|是)?[:：])([^，。；,;\n]{5,50})"),
)
_OF_DISCLOSURE: Final = lazy_regex(
    "信息公开|本报告|党政办|党委办公室|校长办公室|学校办公室|院办|校办|联系"
)
_OF_OTHERS: Final = lazy_regex("招生|就业|举报|投诉|资助|监督|咨询电话|纪委")
_FREE: Final = lazy_regex("(?:未|没有|不)(?:向申请人)?收取(?:过|任何|信息公开|相关)*(?:的)?费用")


def read_contacts(sentence: Sentence) -> Iterator[FigureCandidate]:
    """Addresses and telephone numbers of the disclosure office; fees that were not taken."""
    words = sentence.words
    if (
        _HINT.search(words)
        and _OF_DISCLOSURE.search(words + sentence.heading)
        and not _OF_OTHERS.search(words)
        and not sentence.part.topics
    ):
        texts = tuple(
            found[found.lastindex or 0] for form in _TEXTS for found in form.finditer(words)
        )
        if texts:
            yield FigureCandidate("contact", "text", texts)
    if "费" in words and _FREE.search(words):
        yield FigureCandidate("fees", "zero", 0)
