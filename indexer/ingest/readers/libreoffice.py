"""Converts old Word and RTF files to DOCX with LibreOffice, where it is installed.

LibreOffice runs with its own profile: macros off, links never followed, independent of a
LibreOffice that the user has open. It is a child of the worker process and is killed with it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.external_programs import environment, kill_tree, resource_limits
from indexer.ingest.limits import Limits
from indexer.ingest.readers.formats import Kind, format_error, named

MISSING: Final = Message(
    "需要 LibreOffice 才能读取此格式，但没有找到："
    "请安装 LibreOffice，或用 Word 另存为 DOCX 后再索引"
)
FAILED: Final = Message(
    "LibreOffice 无法打开此文件（可能已损坏或有密码）：请用 Word 另存为 DOCX 后再索引"
)
TIMED_OUT: Final = Message("LibreOffice 转换超时：请用 Word 另存为 DOCX 后再索引")
NOT_WORD: Final = Message("不是 Word 文档，或已损坏：请用 Word 打开后另存为 DOCX")
ENCRYPTED: Final = Message("文件已加密：请用密码打开后另存为不加密的文件")

_USUAL_PATHS: Final = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.exe",
)
_BINARY_DATA: Final = re.compile(rb"\\bin(\d+)")
_SETTINGS: Final[tuple[tuple[str, str, str], ...]] = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "2"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    ("org.openoffice.Office.Common/Misc", "FirstRun", "false"),
)


def to_docx(data: bytes, kind: Kind, limits: Limits) -> bytes:
    """The file as DOCX. Raises UnreadableError, also where LibreOffice is not installed."""
    match kind:
        case "ole":
            _check_container(data)
        case "rtf":
            _check_binary_sizes(data)
    program = find_office()
    if program is None:
        raise UnreadableError(MISSING)
    with TemporaryDirectory(prefix="xxgk-", ignore_cleanup_errors=True) as temp_dir:
        folder = Path(temp_dir)
        _write_profile(folder / "profile")
        source = folder / f"input.{'rtf' if kind == 'rtf' else 'doc'}"
        source.write_bytes(data)
        convert(program, folder, source, limits)
        output = folder / "out" / "input.docx"
        if not output.is_file() or output.stat().st_size > limits.file_size:
            raise UnreadableError(FAILED)
        return output.read_bytes()


def find_office() -> str | None:
    """Path of LibreOffice's program; None where it is not installed."""
    for name in ("soffice", "libreoffice"):
        if path := shutil.which(name):
            return path
    return next((path for path in _USUAL_PATHS if Path(path).exists()), None)


def convert(program: str, folder: Path, source: Path, limits: Limits) -> None:
    command = [
        program,
        "--headless",
        "--norestore",
        "--nologo",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        "docx",
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    try:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment(folder),
            preexec_fn=resource_limits(limits, limits.file_size),  # noqa: PLW1509 - takes no lock
        ) as process:
            try:
                process.wait(limits.seconds)
            except subprocess.TimeoutExpired as error:
                raise UnreadableError(TIMED_OUT) from error
            finally:
                kill_tree(process)
    except OSError as error:
        raise UnreadableError(FAILED) from error


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value>'
        "</prop></item>"
        for path, name, value in _SETTINGS
    )
    user = profile / "user"
    user.mkdir(parents=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>\n',
        encoding="utf-8",
    )


def _check_container(data: bytes) -> None:
    """Raises UnreadableError unless the container holds a Word document.

    Excel, PowerPoint and encrypted files use the same container. LibreOffice is not given them: it
    would try for minutes.
    """
    if _has_stream(data, "EncryptedPackage"):
        raise UnreadableError(ENCRYPTED)
    if _has_stream(data, "WordDocument"):
        return
    for stream, name in (
        ("Workbook", "旧 Excel 表格"),
        ("PowerPoint Document", "PowerPoint 演示文稿"),
    ):
        if _has_stream(data, stream):
            raise format_error(named(name))
    raise UnreadableError(NOT_WORD)


def _check_binary_sizes(data: bytes) -> None:
    """Raises UnreadableError where `\\bin` announces more bytes than there are: LibreOffice would
    count them one by one."""
    if any(len(found[1]) > 9 or int(found[1]) > len(data) for found in _BINARY_DATA.finditer(data)):
        raise UnreadableError(FAILED)


def _has_stream(data: bytes, stream: str) -> bool:
    return stream.encode("utf-16-le") in data
