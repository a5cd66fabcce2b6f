"""Chinese search for the documentation site, by pairs of neighbouring characters instead of words.

Sphinx segments Chinese with jieba when it builds the index, but cannot segment a query in the
browser: 信息公开工作领导小组 would find nothing. Pairs need no dictionary. A page must contain all
pairs of a query, which is close to a literal search.
"""

from __future__ import annotations

import re
from typing import ClassVar

from sphinx.search import SearchLanguage

_CHINESE = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_PIECES = re.compile(f"[{_CHINESE}]+|[^\\W{_CHINESE}]+")


def split(text: str) -> list[str]:
    """The index terms of a text: Chinese characters alone and in pairs, other words whole."""
    return [term for piece in _PIECES.findall(text.lower()) for term in _terms(piece)]


def _terms(piece: str) -> list[str]:
    if not re.match(f"[{_CHINESE}]", piece):
        return [piece]
    return [*piece, *(piece[at : at + 2] for at in range(len(piece) - 1))]


class ChineseBigrams(SearchLanguage):
    """`split` for the pages; for a query, in the browser, only the pairs if there are any."""

    lang = "zh"
    language_name = "Chinese"
    stopwords: ClassVar[frozenset[str]] = frozenset()
    js_splitter_code = """
var splitQuery = (query) =>
  (query.toLowerCase().match(/[CHINESE]+|(?:(?![CHINESE])[\\p{L}\\p{N}_])+/gu) || []).flatMap(
    (piece) =>
      piece.length < 2 || !/^[CHINESE]/u.test(piece)
        ? [piece]
        : Array.from({ length: piece.length - 1 }, (_, at) => piece.slice(at, at + 2)));
""".replace("CHINESE", _CHINESE)

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx's signature
        """Same as `split`; Sphinx calls it with the text of a page and with each title."""
        return split(input)
