"""A message is shown on one line, whatever a file is called."""

from __future__ import annotations

import json
import re
import sys

import pytest

from indexer.cli.output import echo_err, emit_csv, emit_json, emit_json_line


@pytest.mark.parametrize("name", ["a\x1b[2Jb", "a\x9b31mb", "a\nb", "a\rb", "a\u202eb", "a\x07b"])
def test_control_characters_are_replaced_in_messages(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    echo_err(f"读取失败：{name}.txt")
    said = capsys.readouterr().err
    assert name[1] not in said.removesuffix("\n")
    assert "\ufffd" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("char", ["\x1b", "\x9b", "\x7f", "\u202e", "\x07"])
def test_csv_and_json_on_a_terminal_have_no_control_characters(
    char: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    emit_csv(("path",), [{"path": f"a{char}b\nc"}])
    emit_json({"path": f"a{char}b"})
    emit_json_line({"path": f"a{char}b"})
    table, document, line = re.split(r"(?=^\{)", capsys.readouterr().out, flags=re.MULTILINE)
    assert char not in table + document + line
    assert table.splitlines()[1:] == ['"a\ufffdb', 'c"']
    assert json.loads(document) == json.loads(line) == {"path": f"a{char}b"}


def test_what_goes_into_a_file_is_not_changed(capsys: pytest.CaptureFixture[str]) -> None:
    emit_csv(("path",), [{"path": "a\x1bb"}])
    assert capsys.readouterr().out == "path\na\x1bb\n"
