"""From plain terms to words: what is searched when the terms as typed stand nowhere.

A plain term is cut by jieba, question and function words are dropped, and each word is looked
for as a literal of its own. Quoted terms, fields, negations and NEAR stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from indexer.search.query import And, AtLeast, Literal, Node, Or, all_of, any_of
from indexer.search.response import Relaxed

Cut = Callable[[str], Iterable[str]]
"""From normalised text to words."""


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
ASKED_FOR: Final = _words("所 个 家 些 条 件 次 项 种 份 时候 时间 地方 学校 高校 院校 大学 学院")
"""Dropped right behind a question word: 哪些学校 asks for schools, it looks for no such word."""


def relaxations(query: Node, cut: Cut) -> Iterator[tuple[Node, Relaxed]]:
    """The query with all words, then with most (two thirds) of them; nothing where no plain term
    has a word."""
    strictest: Node | None = None
    for share in (_all_of_them, _most_of_them):
        relaxation = _Relaxation(cut, share)
        node, required = relaxation.of(query)
        words = tuple(dict.fromkeys(relaxation.words))
        if node is None or not words or node == strictest:
            return
        yield node, Relaxed(words, required, tuple(dict.fromkeys(relaxation.dropped)))
        strictest = node


def _all_of_them(words: int) -> int:
    return words


def _most_of_them(words: int) -> int:
    return -(-2 * words // 3)


class _Relaxation:
    """One way of relaxing a query; remembers the words on its way through the tree."""

    def __init__(self, cut: Cut, share: Callable[[int], int]) -> None:
        self._cut = cut
        self._share = share
        self.words: list[str] = []
        self.dropped: list[str] = []

    def of(self, node: Node) -> tuple[Node | None, int]:
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
        """The words of its plain terms are counted together, so that most of *all* must stand."""
        words: dict[Literal, None] = {}
        kept: list[Node] = []
        required = 0
        for child in children:
            if isinstance(child, Literal) and child.plain:
                words |= dict.fromkeys(self._literals(child))
                continue
            relaxed, needs = self.of(child)
            required += needs
            kept += [relaxed] if relaxed else []
        minimum = self._share(len(words))
        if minimum == len(words):
            kept += words
        else:
            kept.append(AtLeast(minimum, tuple(words)))
        return (all_of(kept) if kept else None), required + minimum

    def _disjunction(self, children: Sequence[Node]) -> tuple[Node | None, int]:
        relaxed = [self.of(child) for child in children]
        nodes = [node for node, _ in relaxed if node]
        needs = [required for node, required in relaxed if node]
        return (any_of(nodes), min(needs)) if nodes else (None, 0)

    def _literals(self, term: Literal) -> Iterator[Literal]:
        """The words of a plain term as literals; an edge left open stays open."""
        cut = list(self._cut(term.text))
        behind_question = False
        for place, word in enumerate(cut):
            asks = word in QUESTION_WORDS or (behind_question and word in ASKED_FOR)
            behind_question = asks
            if asks or word in FUNCTION_WORDS:
                self.dropped.append(word)
                continue
            self.words.append(word)
            yield Literal(
                word,
                open_left=term.open_left and place == 0,
                open_right=term.open_right and place == len(cut) - 1,
                span=term.span,
            )
