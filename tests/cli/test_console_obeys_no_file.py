"""A message is shown on one line, whatever a file is called."""

from __future__ import annotations

import pytest

from indexer.cli.console import tell


@pytest.mark.parametrize("name", ["a\x1b[2Jb", "a\x9b31mb", "a\nb", "a\rb", "a\u202eb", "a\x07b"])
def test_what_a_terminal_would_obey_is_shown_as_a_box(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    tell(f"没有读成：{name}.txt")
    said = capsys.readouterr().err
    assert name[1] not in said.removesuffix("\n")
    assert "\ufffd" in said
    assert said.count("\n") == 1
