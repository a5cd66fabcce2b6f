"""Every message can be found by the tool that lists them for translation."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]
ASKS: Final = frozenset({"_", "Message", "gettext", "lazy_gettext", "ngettext"})


def test_no_message_is_asked_for_inside_an_f_string() -> None:
    """Before Python 3.12 an f-string is one token, and what stands in it is not listed."""
    hidden = [
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for room in ("indexer", "webapp")
        for path in (ROOT / room).rglob("*.py")
        for joined in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(joined, ast.JoinedStr)
        for call in ast.walk(joined)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in ASKS
        and any(isinstance(argument, ast.Constant) for argument in call.args)
    ]
    assert hidden == []
