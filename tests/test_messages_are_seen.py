"""Every message can be found by the tool that lists them for translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from tests.syntax_trees import PACKAGES, nodes_of

HAN: Final = re.compile("[\u4e00-\u9fff]")
ASKS: Final = frozenset({"_", "Message", "gettext", "lazy_gettext", "ngettext"})


def test_what_is_raised_in_chinese_is_a_message() -> None:
    """Other text is not found for translation and stays Chinese for readers of English."""
    plain = [
        f"{file}:{word.lineno}"
        for file, raised in nodes_of(*PACKAGES)
        if isinstance(raised, ast.Raise) and raised.exc
        for word in words(raised.exc)
    ]
    assert plain == []


def words(node: ast.AST) -> Iterator[ast.Constant]:
    """The Chinese words in a piece of code that are in no message."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKS:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and HAN.search(node.value):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from words(child)


def test_no_message_is_asked_for_inside_an_f_string() -> None:
    """Before Python 3.12 an f-string is one token, and what stands in it is not listed."""
    hidden = [
        f"{file}:{call.lineno}"
        for file, joined in nodes_of(*PACKAGES)
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ASKS
        and any(isinstance(argument, ast.Constant) for argument in call.args)
    ]
    assert hidden == []
