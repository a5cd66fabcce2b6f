"""What a page of the documentation shows to be typed, read out of its Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
RUNNABLE: Final = frozenset({"sh", "console", "python", "powershell"})
"""Languages whose blocks a reader would type."""

_BLOCK: Final = re.compile(
    r"(?:^<!-- *(?P<said>.+?) *-->\n)?^```(?P<language>[\w+-]*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_NOT_RUN: Final = re.compile(r"(?:不运行：|not run: )(.+)")
_SAVED: Final = re.compile(r"(?:存为|saved as) (\S+)")
_EXIT: Final = re.compile(r"\s+# (?:退出码|exit) (\d+)\b.*$")
_COMMENT: Final = re.compile(r"(?:^|\s+)# .*$")


@dataclass(frozen=True, slots=True)
class Command:
    """A line typed at a prompt."""

    line: int
    """Where it stands in the page, from 1."""
    text: str
    exit_code: int = 0
    output: str | None = None
    """What the page shows it to answer; None where it shows nothing."""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block, and what the comment before it says."""

    line: int
    language: str
    body: str
    reason: str | None
    """Why it cannot be run."""
    saved_as: str | None
    """The file a reader would save it as."""

    @property
    def runs(self) -> bool:
        return self.language in RUNNABLE and self.reason is None

    def commands(self) -> Iterator[Command]:
        """The commands of a `sh` or a `console` block, in order."""
        if self.language == "python":
            yield Command(self.line, f"python - <<'END_OF_PYTHON'\n{self.body}END_OF_PYTHON")
        elif self.language == "sh":
            yield from self._typed()
        elif self.language == "console":
            yield from self._shown()

    def _typed(self) -> Iterator[Command]:
        begun, start = "", 0
        for number, line in enumerate(self.body.splitlines(), self.line + 1):
            start = start or number
            begun += line
            if line.endswith("\\"):
                begun += "\n"
                continue
            if (command := _command(begun, start)) is not None:
                yield command
            begun, start = "", 0

    def _shown(self) -> Iterator[Command]:
        """After `$ ` a command; the lines up to the next one are its answer."""
        for shown in re.split(r"^(?=\$ )", self.body, flags=re.MULTILINE):
            first, _, output = shown.partition("\n")
            line = self.line + 1 + self.body[: self.body.index(shown)].count("\n")
            command = _command(first.removeprefix("$ "), line) if first else None
            if command is not None:
                yield Command(line, command.text, command.exit_code, output.rstrip())


def _command(line: str, number: int) -> Command | None:
    code = _EXIT.search(line)
    text = _COMMENT.sub("", line[: code.start()] if code else line).strip()
    return Command(number, text, int(code[1]) if code else 0) if text else None


def pages() -> list[Path]:
    """Every page that is kept up to date: those of the root and of docs/."""
    there = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return sorted(page for page in there if page.name != "CHANGELOG.md")


def blocks(page: Path) -> Iterator[Block]:
    """Every fenced block of a page."""
    text = page.read_text(encoding="utf-8")
    for found in _BLOCK.finditer(text):
        said = found["said"] or ""
        reason, saved = _NOT_RUN.fullmatch(said), _SAVED.fullmatch(said)
        yield Block(
            line=text[: found.start("language")].count("\n") + 1,
            language=found["language"],
            body=found["body"],
            reason=reason[1] if reason else None,
            saved_as=saved[1] if saved else None,
        )
