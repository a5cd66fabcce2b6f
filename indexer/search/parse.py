"""The parser: a query as typed to the AST of `query.py`.

    all      = any { ["AND"] any }
    any      = near { ("OR" | "|") near }
    near     = literal "NEAR/n" literal | unary
    unary    = { "NOT" | "-" } ( literal | field | "(" all ")" )

`lexer.py` defines the tokens; `docs/query-language.md` is the grammar for readers.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NoReturn

from indexer.analysis.normalize import is_alnum, normalize_term
from indexer.errors import QueryError
from indexer.i18n import Message
from indexer.search.lexer import Field, NearOperator, Operator, Sign, Token, Word, tokenize
from indexer.search.query import (
    Everything,
    FieldIs,
    HeadingLiteral,
    Literal,
    Near,
    Node,
    Span,
    YearRange,
    all_of,
    any_of,
    negated,
)
from indexer.search.request import MAX_DEPTH, MAX_TERMS, excess


@lru_cache(maxsize=500)
def parse_query(text: str) -> Node:
    """The AST of a query; `Everything()` for an empty one.

    The tree is canonical: no And directly in an And, no Or in an Or, no double negation, no
    single child. Raises QueryError with the range of the error, and nothing else.
    """
    if (too_long := excess(text)) is not None:
        message, begins = too_long
        raise QueryError(message, text, (begins, len(text)))
    tokens = tuple(tokenize(text))
    terms = [token for token in tokens if isinstance(token, Word | Field)]
    if len(terms) > MAX_TERMS:
        raise QueryError(
            Message(
                "检索词太多：最多 %(most)d 个，现有 %(number)d 个",
                most=MAX_TERMS,
                number=len(terms),
            ),
            text,
            (terms[MAX_TERMS].span[0], terms[-1].span[1]),
        )
    return _Parser(text, tokens).whole()


class _Parser:
    """Recursive-descent parser of one query; groups nest at most MAX_DEPTH levels deep."""

    def __init__(self, query: str, tokens: tuple[Token, ...]) -> None:
        self._query = query
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        if not self._tokens:
            return Everything()
        node = self._all()
        if (token := self._peek()) is not None:
            self._fail(_STRAY, token.span)
        return node

    # The grammar, loosest binding first.

    def _all(self) -> Node:
        nodes = [self._any(None)]
        while (token := self._peek()) is not None and not _is(token, Sign.CLOSE):
            conjunction = self._take(Sign.AND)
            nodes.append(self._any(conjunction))
        return all_of(nodes)

    def _any(self, before: Operator | None) -> Node:
        nodes = [self._near(before)]
        while bar := self._take(Sign.OR):
            nodes.append(self._near(bar))
        return any_of(nodes)

    def _near(self, before: Operator | NearOperator | None) -> Node:
        first = self._peek()
        node = self._unary(before)
        operator = self._peek()
        if first is None or not isinstance(operator, NearOperator):
            return node
        start, end = first.span[0], self._tokens[self._at - 1].span[1]
        left = self._near_operand(first, (start, end))
        self._at += 1
        if (second := self._peek()) is None or not _begins_operand(second):
            self._missing(operator)
        right = self._near_operand(second, second.span)
        self._at += 1
        if isinstance(chained := self._peek(), NearOperator):
            self._fail(Message("NEAR 一次只连接两个词，不能连用"), chained.span)
        return Near(left, right, operator.distance, span=(start, second.span[1]))

    def _unary(self, before: Operator | NearOperator | None) -> Node:
        is_negated = False
        while minus := self._take(Sign.NOT):
            is_negated = not is_negated
            before = minus
        node = self._operand(before)
        return negated(node) if is_negated else node

    def _operand(self, before: Operator | NearOperator | None) -> Node:
        token = self._peek()
        if token is None or not _begins_operand(token):
            culprit = before or token
            assert culprit is not None, "only an operator can end a query"
            self._missing(culprit)
        self._at += 1
        match token:
            case Word():
                return self._literal(token)
            case Field():
                return self._field(token)
            case _:
                return self._group(token.span)

    def _group(self, opening: Span) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail(Message("括号最多嵌套 %(most)d 层", most=MAX_DEPTH), opening)
        if (token := self._peek()) is not None and _is(token, Sign.CLOSE):
            self._fail(
                Message("括号里没有检索词：写上词，或去掉这对括号"), (opening[0], token.span[1])
            )
        if token is None:
            self._fail(_UNCLOSED, opening)
        node = self._all()
        if not self._take(Sign.CLOSE):
            self._fail(_UNCLOSED, opening)
        self._depth -= 1
        return node

    # Terms.

    def _literal(self, word: Word) -> Literal:
        body, open_left, open_right = word.text, False, False
        if not word.quoted:
            open_left = body.startswith("*")
            open_right = body.endswith("*")
            body = body[open_left : len(body) - open_right]
            if not body:
                self._fail(
                    Message("* 要连着词写，例如 OA* 或 *条；要查星号本身请加引号"), word.span
                )
            if (inner := body.find("*")) >= 0:
                at = word.span[0] + open_left + inner
                self._fail(
                    Message("* 只能写在词的一头；要查星号本身请给整个词加引号"), (at, at + 1)
                )
        text = normalize_term(body)
        if not text:
            self._fail(Message("这里没有可查的字：引号里写上词，或去掉引号"), word.span)
        return Literal(
            text,
            open_left=open_left and is_alnum(text[0]),
            open_right=open_right and is_alnum(text[-1]),
            plain=not word.quoted,
            span=word.span,
        )

    def _near_operand(self, token: Token, span: Span) -> Literal:
        if not isinstance(token, Word) or token.span != span:
            self._fail(
                Message("NEAR 两边只能各是一个词或一个带引号的词组，不能是括号、字段或否定"), span
            )
        if not token.quoted and "*" in token.text:
            star = token.span[0] + token.text.index("*")
            self._fail(Message("NEAR 两边的词不能带 *"), (star, star + 1))
        return self._literal(token)

    def _field(self, field: Field) -> FieldIs | HeadingLiteral | YearRange:
        if field.name == "heading":
            return HeadingLiteral(self._literal(field.value), span=field.span)
        value = field.value.text.strip()
        if not value:
            self._fail(Message("%(field)s: 的引号里没有值", field=field.name), field.value.span)
        if field.name == "year":
            return self._year(normalize_term(value), field)
        return FieldIs(field.name, frozenset({value}), span=field.span)

    def _year(self, value: str, field: Field) -> FieldIs | YearRange:
        low, dots, high = value.partition("..")
        if not dots:
            if value == "unknown":
                return FieldIs("year", frozenset({value}), span=field.span)
            year = self._number(value, field)
            return FieldIs("year", frozenset({str(year)}), span=field.span)
        if not low and not high:
            self._fail(Message("年份范围至少写一端，例如 year:2020.."), field.value.span)
        first = self._number(low, field) if low else None
        last = self._number(high, field) if high else None
        if first is not None and last is not None and first > last:
            self._fail(
                Message("年份范围写反了：应为 year:%(low)d..%(high)d", low=last, high=first),
                field.value.span,
            )
        return YearRange(first, last, span=field.span)

    def _number(self, digits: str, field: Field) -> int:
        if not (digits.isascii() and digits.isdigit()):
            self._fail(
                Message("年份写成 2024、2020..2024、2020.. 或 unknown（年份不详）"),
                field.value.span,
            )
        return int(digits)

    # Tokens and errors.

    def _peek(self) -> Token | None:
        return self._tokens[self._at] if self._at < len(self._tokens) else None

    def _take(self, sign: Sign) -> Operator | None:
        token = self._peek()
        if isinstance(token, Operator) and token.sign is sign:
            self._at += 1
            return token
        return None

    def _missing(self, culprit: Token) -> NoReturn:
        """An operand is missing: before `culprit` where that is the next token, else after it."""
        if _is(culprit, Sign.CLOSE):
            self._fail(_STRAY, culprit.span)
        written = self._query[culprit.span[0] : culprit.span[1]]
        if culprit is self._peek():
            message = Message(
                "%(written)s 的左边缺少检索词；要查这个字样本身请加引号", written=written
            )
        else:
            message = Message(
                "%(written)s 的后面缺少检索词；要查这个字样本身请加引号", written=written
            )
        self._fail(message, culprit.span)

    def _fail(self, message: Message, where: Span) -> NoReturn:
        raise QueryError(message, self._query, where)


_STRAY = Message("多出一个右括号：请去掉它，或在前面补上左括号；要查括号本身请加引号")
_UNCLOSED = Message("括号没有成对：请补上右括号，或去掉这个左括号；要查括号本身请加引号")


def _is(token: Token, sign: Sign) -> bool:
    return isinstance(token, Operator) and token.sign is sign


def _begins_operand(token: Token) -> bool:
    return isinstance(token, Word | Field) or _is(token, Sign.OPEN) or _is(token, Sign.NOT)
