"""A reader who types what a page shows, from top to bottom, in a folder of their own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.docs.pages import ROOT, Block, Command
from tests.ingest.formats import as_docx, as_page, as_pdf

SHOWN_ADDRESS: Final = "127.0.0.1:8000"
_ENDED: Final = re.compile(r"^<<<ended (\d+) (\d+)>>>$", re.MULTILINE)
_TIMEOUT_S: Final = 900


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a command."""

    command: Command
    exit_code: int | None
    """None where the shell did not come so far."""
    output: str


def prepare(folder: Path) -> None:
    """What a page takes for granted: the sample reports, and a folder of mixed files.

    `reports` holds texts of the seeds as people have them: a web page, a Word file, a PDF, a text
    in GBK, and one file that is no report.
    """
    shutil.copytree(ROOT / "seeds", folder / "seeds")
    reports = folder / "reports"
    reports.mkdir()
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").iterdir())]
    paragraphs = [[line for line in text.splitlines() if line.strip()] for text in texts]
    (reports / "2024.html").write_bytes(as_page(paragraphs[0]))
    (reports / "2022.docx").write_bytes(as_docx(paragraphs[1]))
    (reports / "report.pdf").write_bytes(as_pdf(paragraphs[2]))
    (reports / "gbk.txt").write_bytes(texts[3].encode("gb18030"))


def type_along(blocks: Sequence[Block], folder: Path) -> Iterator[Run]:
    """Run the blocks in one shell; `xxgk` is ours, and the server has a port of its own."""
    port = _free_port()
    commands: list[Command] = []
    script = ["exec 2>&1"]
    for block in blocks:
        if block.saved_as is not None:
            place = shlex.quote(block.saved_as)
            script += [f"mkdir -p $(dirname {place})", f"cat > {place} <<'END_OF_FILE'"]
            script += [f"{block.body}END_OF_FILE"]
        elif block.runs:
            for command in block.commands():
                script.append(_typed(command.text, port))
                script.append(f'printf "\\n<<<ended %s %s>>>\\n" {len(commands)} $?')
                commands.append(command)
    script.append('[ -z "$server" ] || kill "$server"')
    answer = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        check=False,
        cwd=folder,
        env=_environment(folder),
        capture_output=True,
        encoding="utf-8",
        timeout=_TIMEOUT_S,
        stdin=subprocess.DEVNULL,
    ).stdout.replace(f"127.0.0.1:{port}", SHOWN_ADDRESS)
    pieces = _ENDED.split(answer)
    ended = {
        int(number): (int(code), said)
        for said, number, code in zip(pieces[::3], pieces[1::3], pieces[2::3], strict=False)
    }
    for number, command in enumerate(commands):
        code, said = ended.get(number, (None, pieces[-1]))
        yield Run(command, code, said.strip("\n"))


def _typed(text: str, port: int) -> str:
    """The command, with the server's port; a server goes to the background once it answers."""
    text = text.replace(SHOWN_ADDRESS, f"127.0.0.1:{port}")
    if not re.match(r"xxgk\b.* serve\b|xxgk serve\b", text):
        return text
    text = re.sub(r" --port \d+", "", text)
    return (
        f'[ -z "$server" ] || kill "$server"; {text} --port {port} & server=$!; '
        f"until curl -fs 127.0.0.1:{port}/healthz >/dev/null; do "
        'kill -0 "$server" || break; sleep 0.05; done'
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _environment(folder: Path) -> dict[str, str]:
    programs = str(Path(sys.executable).parent)
    return {
        "PATH": os.pathsep.join([programs, os.environ["PATH"]]),
        "HOME": str(folder),
        "LANG": "zh_CN.UTF-8",
        "PYTHONUTF8": "1",
    }
