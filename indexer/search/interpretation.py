"""Interpretations of a query: as typed, and with the two aids of `match=auto`.

A school's name among the terms becomes a filter by that school, since sections do not repeat their
school's name; and a query that finds nothing as typed is relaxed to its words: its plain terms are
cut by the tokenizer, and each word is searched as a word of the text. Question and function
words, words of one character, measure words and bare numbers are dropped: they occur in nearly
every part (告 in 报告). Quoted terms, fields, negations and NEAR are never relaxed. The response
says which aid was applied; `match=exact` applies neither.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from indexer.analysis.tokenizer import Kind, kind_of
from indexer.reports.schools import place_name
from indexer.search.engine import IndexReader
from indexer.search.query import (
    And,
    AtLeast,
    Everything,
    FieldIs,
    Literal,
    Node,
    Not,
    Or,
    Word,
    all_of,
    any_of,
    is_bare,
)
from indexer.search.request import LONGEST_NAME, SearchRequest
from indexer.search.resolve import (
    SchoolDirectory,
    known_name_keys,
    name_key,
    school_directory,
)
from indexer.search.response import ReadAs, Relaxed
from indexer.search.search_budget import checkpoint
from indexer.search.unparse import unparse

_WORDS_OF_A_NAME: Final = 8
_PUNCTUATION: Final = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to read a query, and the aids applied to it."""

    query: Node
    read_as: ReadAs | None = None
    relaxed: Relaxed | None = None


def interpretations(
    query: Node, request: SearchRequest, reader: IndexReader
) -> Iterator[Interpretation]:
    """The ways to read a resolved query, the strictest first; at least one.

    The first that finds a part before the facet filters is the one meant; where none does, the
    first of all.
    """
    if request.match == "exact":
        yield Interpretation(query)
        return
    filtered, read_as = _filter_by_schools(query, request.query, reader)
    relaxed = (Interpretation(node, read_as, how) for node, how in relaxations(filtered, reader))
    if request.match == "words":
        if strictest := next(relaxed, None):
            yield strictest
        else:
            nothing = Not(Everything())
            yield Interpretation(nothing if has_plain_term(filtered) else filtered, read_as)
    else:
        yield Interpretation(filtered, read_as)
        if read_as:  # another school's text may name this one
            yield Interpretation(query)
    yield from relaxed


def _filter_by_schools(query: Node, typed: str, reader: IndexReader) -> tuple[Node, ReadAs | None]:
    """The query with the terms that name a school replaced by a filter, and which they are."""
    terms = query.children if isinstance(query, And) else (query,)
    candidates = [term for term in terms if is_bare(term)]
    if not candidates:
        return query, None
    schools = school_directory(reader)
    names = {term: found for term in candidates if (found := _schools_of(term, schools, reader))}
    is_whole_query = len(names) == 1 and names.keys() == {*terms}
    if not names or (is_whole_query and reader.count(query) > 0):
        return query, None
    rest = [term for term in terms if term not in names]
    found = frozenset(school for each in names.values() for school in each)
    read_as = ReadAs(
        terms=tuple(typed[slice(*term.span)] for term in names),
        school=tuple(sorted(found)),
        query=unparse(all_of(rest), typed),
    )
    # With a span, unparse writes the name as typed.
    span = next(iter(names)).span if len(names) == 1 else (0, 0)
    return all_of([*rest, FieldIs("school", found, span)]), read_as


def named_school(query: Node, reader: IndexReader) -> str | None:
    """The one school whose name a query consists of; None for any other query."""
    if not is_bare(query):
        return None
    found = _schools_of(query, school_directory(reader), reader)
    return next(iter(found)) if len(found) == 1 else None


def _schools_of(term: Literal, schools: SchoolDirectory, reader: IndexReader) -> frozenset[str]:
    """The school that a term names: by its full name, a listed short name, or a prefix of its name
    that is longer than its place name."""
    if len(term.text) > LONGEST_NAME:
        return frozenset()
    name = name_key(term.text)
    if found := schools.by_full_name(name):
        return found
    if found := schools.by_alias(name):
        return found if len(found) == 1 else frozenset()
    found = schools.by_prefix(name)
    if len(found) != 1 or name in known_name_keys():
        return frozenset()  # 北京大学 is not the 北京大学医学部 that the archive has
    (school,) = found
    place = name_key(place_name(school))
    if not place:
        return found if _is_distinctive(term, school, reader) else frozenset()
    return found if len(name) > len(place) else frozenset()


def _is_distinctive(term: Literal, school: str, reader: IndexReader) -> bool:
    """Whether no other school's report has this prefix (清华): a name without a place begins with a
    common word (电子 in 电子科技大学), which others use too."""
    elsewhere = And((term, Not(FieldIs("school", frozenset({school})))))
    return len(term.text) > 1 and reader.count(elsewhere) == 0


def split_school_name(query: Node, reader: IndexReader) -> Node | None:
    """The query with blanks around a school's name that was typed without them.

    安徽机电依申请公开 becomes 安徽机电 依申请公开, a school and a term. None where no plain term
    contains a name and other words.
    """
    schools = school_directory(reader)
    terms = query.children if isinstance(query, And) else (query,)
    for position, term in enumerate(terms):
        if not is_bare(term):
            continue
        tried: set[str] = set()
        for start, end in word_ranges(term.text, reader.words(term.text)):
            name = Literal(term.text[start:end])
            if name.text in tried:
                continue
            tried.add(name.text)
            checkpoint()
            if not _schools_of(name, schools, reader):
                continue
            sides = (_strip_punctuation(term.text[:start]), _strip_punctuation(term.text[end:]))
            if any(sides):
                before, after = ((Literal(side),) if side else () for side in sides)
                return all_of((*terms[:position], *before, name, *after, *terms[position + 1 :]))
    return None


def _strip_punctuation(text: str) -> str:
    start, end = 0, len(text)
    while start < end and _PUNCTUATION.match(text, start):
        start += 1
    while start < end and _PUNCTUATION.match(text, end - 1):
        end -= 1
    return text[start:end]


def word_ranges(text: str, cut: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Ranges of whole words that could be a name, from left to right, the longest first."""
    words: list[tuple[int, int]] = []
    for word in cut:
        start = text.index(word, words[-1][1] if words else 0)
        words.append((start, start + len(word)))
    for first, (start, _) in enumerate(words):
        for _, end in reversed(words[first : first + _WORDS_OF_A_NAME]):
            if end - start <= LONGEST_NAME:
                yield start, end


class Words(Protocol):
    """The part of `IndexReader` that relaxation needs."""

    def words(self, normalised: str) -> list[str]: ...

    def compounds(self, word: str) -> frozenset[str]: ...


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


QUESTION_WORDS: Final = _words("""
    哪 哪些 哪个 哪几 哪几个 哪一 哪一个 哪里 哪儿 哪家 哪所 哪类 哪种 什么 啥 谁 多少 几 几个
    多大 多久 何 何时 何处 何种 如何 怎么 怎样 怎么样 为什么 为何
    是否 是不是 有没有 有无 能否 能不能 可否
""")
FUNCTION_WORDS: Final = _words("""
    的 地 得 了 着 过 吗 呢 么 吧 啊 是 有 在 和 与 及 以及 或 或者 还是 而 且 并 也 都 就 被 把
    由 于 对 对于 关于 从 向 之 其 这 这个 这些 那 那个 那些 我 我们 你 你们 他 它 他们
    请 请问 想 知道 想知道 了解 查询 查找 查一下 找 一下 告诉 可以 能 能够
""")
NOUNS_ASKED_FOR: Final = _words(
    "所 个 家 些 条 件 次 项 种 份 时候 时间 地方 学校 高校 院校 大学 学院"
)
"""Dropped right after a question word: 哪些学校 asks for schools, not for the word 学校."""


UNITS: Final = _words(
    "年 月 日 天 时 期 号 届 名 位 人 篇 则 件 次 条 个 项 份 批 例 起 所 家 类 种 元 页 本"
)
MEASURE_WORDS: Final = _words("""
    人次 人份 人天 人时 件次 条次 例次 批次 场次 班次 车次 架次 频次 户次 课时 学时 学分
    小时 分钟 平米 平方米 平方公里 立方米 公里 千米 厘米 毫米 公斤 千克 公顷 英亩
    万元 亿元 千元 百元 美元 欧元 年度 学年 学年度 个月 月份 年份 百分点
""")
NUMBER: Final = re.compile(
    r"[0-9]+|百分之\w+|[第数几两零〇○一二三四五六七八九十百千万亿]+[个名位次种条件项份篇期届所家类]?"
)
COMMON_WORDS: Final = _words("""
    学校 高校 院校 大学 学院 信息 公开 信息公开 工作 情况 报告 年报 年度报告 信息公开年度报告
""")
"""Words of nearly every report. Alone they do not suffice where the other words of the query were
dropped for having one character: of 申清公开 only 公开 is left."""
_MOST_WORDS: Final = 64
"""A query of more words is not relaxed."""


def relaxations(query: Node, index: Words) -> Iterator[tuple[Node, Relaxed]]:
    """The query with all words, then with most (two thirds) of them; nothing where no plain term
    has a word that can be looked for."""
    strictest: Node | None = None
    for share in (_all_of_them, _most_of_them):
        relaxation = _Relaxation(index, share)
        node, required = relaxation.relax(query)
        words = tuple(dict.fromkeys(relaxation.words))
        if node is None or not relaxation.suffices or node == strictest:
            return
        yield node, Relaxed(words, required, tuple(dict.fromkeys(relaxation.dropped)))
        strictest = node


def has_plain_term(query: Node) -> bool:
    """Whether the query has a term that can be relaxed."""
    match query:
        case And(children=children) | Or(children=children):
            return any(map(has_plain_term, children))
        case _:
            return isinstance(query, Literal) and query.plain


def _all_of_them(words: int) -> int:
    return words


def _most_of_them(words: int) -> int:
    return -(-2 * words // 3)


class _Relaxation:
    """One way to relax a query; collects the words while it walks the tree."""

    def __init__(self, index: Words, share: Callable[[int], int]) -> None:
        self._index = index
        self._share = share
        self.words: list[str] = []
        self.dropped: list[str] = []
        self._lost_content = False

    @property
    def suffices(self) -> bool:
        """Whether the words that are left are enough to search for."""
        words = self.words
        if self._lost_content:
            words = [word for word in words if word not in COMMON_WORDS]
        return len(words) > 0 and len(self.words) <= _MOST_WORDS

    def relax(self, node: Node) -> tuple[Node | None, int]:
        """The relaxed node, None where nothing is left of it, and how many words it requires."""
        match node:
            case And(children=children):
                return self._conjunction(children)
            case Or(children=children):
                return self._disjunction(children)
            case Literal(plain=True):
                return self._conjunction((node,))
            case _:
                return node, 0

    def _conjunction(self, children: Sequence[Node]) -> tuple[Node | None, int]:
        """The words of its plain terms are counted together, so that most of *all* are needed."""
        words: dict[Node, None] = {}
        nodes: list[Node] = []
        required = 0
        for child in children:
            if isinstance(child, Literal) and child.plain:
                words |= dict.fromkeys(self._words_of_term(child))
                continue
            relaxed, needs = self.relax(child)
            required += needs
            nodes += [relaxed] if relaxed else []
        minimum = self._share(len(words))
        if minimum == len(words):
            nodes += words
        else:
            nodes.append(AtLeast(minimum, tuple(words)))
        return (all_of(nodes) if nodes else None), required + minimum

    def _disjunction(self, children: Sequence[Node]) -> tuple[Node | None, int]:
        relaxed = [self.relax(child) for child in children]
        nodes = [node for node, _ in relaxed if node]
        needs = [required for node, required in relaxed if node]
        return (any_of(nodes), min(needs)) if nodes else (None, 0)

    def _words_of_term(self, term: Literal) -> Iterator[Node]:
        """The words of a plain term; an edge left open stays open."""
        cut = self._index.words(term.text)
        after_question = False
        for position, word in enumerate(cut):
            asks = word in QUESTION_WORDS or (after_question and word in NOUNS_ASKED_FOR)
            after_question = asks
            if asks or word in FUNCTION_WORDS or _is_too_common(word):
                self._lost_content |= not asks and _has_content(word)
                self.dropped.append(word)
                continue
            self.words.append(word)
            if kind_of(word[0]) is Kind.CHINESE:
                tokens = frozenset({word})
                if len(self.words) <= _MOST_WORDS:
                    tokens = self._index.compounds(word)
                yield Word(word, tokens, self._index.words, term.span)
                continue
            yield Literal(
                word,
                open_left=term.open_left and position == 0,
                open_right=term.open_right and position == len(cut) - 1,
                span=term.span,
            )


def _is_too_common(word: str) -> bool:
    return len(word) == 1 or word in MEASURE_WORDS or NUMBER.fullmatch(word) is not None


def _has_content(word: str) -> bool:
    """Whether a dropped word meant something: no number, unit, question or function word."""
    return not (
        word in FUNCTION_WORDS
        or word in NOUNS_ASKED_FOR
        or word in UNITS
        or word in MEASURE_WORDS
        or NUMBER.fullmatch(word)
    )
