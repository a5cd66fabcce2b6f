"""The list of schools and their addresses: a CSV file, or addresses."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Final

from collector.addresses import absolute, host_of, port_of, registrable_domain
from collector.decode import decode_table
from indexer.errors import UsageError
from indexer.i18n import Message

COLUMNS: Final = ("school", "url", "province")
_NAMES: Final = {
    "school": ("school", "学校", "学校名称", "院校", "院校名称", "高校名称", "name"),
    "url": ("url", "网址", "地址", "主页", "网站", "address", "homepage"),
    "province": ("province", "省份", "省", "所在省份", "所在地"),
}
_NEAR: Final = 0.6
"""How like a word a name is that is offered instead of it."""
_MAX_SHOWN: Final = 80
_MAX_BYTES: Final = 64 << 20
_SPREADSHEETS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How .xlsx and .xls files begin."""
_ADDRESS: Final = re.compile(r"(?:https?://)?[\w\[\]:%.-]+(?:[/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class School:
    """A school, or an address whose school is not known, and where to begin."""

    name: str
    """"" where only an address is given."""
    urls: tuple[str, ...] = ()
    province: str = ""
    domains: frozenset[str] = field(default=frozenset())

    @property
    def key(self) -> str:
        """Names the school in the state that is kept between runs."""
        return self.name or self.urls[0]

    @property
    def folder(self) -> str:
        """The name of its folder, before characters that a file name cannot have are replaced."""
        if self.name:
            return self.name
        host, port = host_of(self.urls[0]), port_of(self.urls[0])
        return host if port in {80, 443} else f"{host}-{port}"


def read_sites(arguments: Sequence[str]) -> tuple[School, ...]:
    """The schools of CSV files and addresses. Raises UsageError."""
    rows: list[tuple[str, str, str]] = []
    for argument in arguments:
        path = Path(argument)
        if re.match(r"https?://", argument, re.IGNORECASE):
            rows.append(("", argument, ""))
        elif _is_file(path):
            rows.extend(_read_file(path))
        elif _ADDRESS.fullmatch(argument) and "." in argument and not argument.endswith(".csv"):
            rows.append(("", argument, ""))
        else:
            raise UsageError(Message("没有这个文件，也不是网址：%(name)s", name=argument))
    if not any(url for _, url, _ in rows):
        raise UsageError(Message("名单里没有一个网址：请在 url 列填写学校主页或信息公开网的网址"))
    return _schools(rows)


def choose(schools: Iterable[School], only: Sequence[str]) -> tuple[School, ...]:
    """The schools whose name or address contains one of the words. Raises UsageError where a word
    fits none."""
    every = tuple(schools)
    if not only:
        return every
    for word in only:
        if not any(_fits(school, word) for school in every):
            raise UsageError(_not_listed(word, [school.name for school in every]))
    exact = {school.name for school in every} & {*only}
    return tuple(
        school
        for school in every
        if any(school.name == word if word in exact else _fits(school, word) for word in only)
    )


def _not_listed(word: str, names: Sequence[str]) -> Message:
    near = tuple(get_close_matches(word, names, n=3, cutoff=_NEAR))
    if not near:
        return Message("名单里没有 %(word)s", word=word)
    return Message("名单里没有 %(word)s；相近的有：%(near)s", word=word, near=near)


def _fits(school: School, word: str) -> bool:
    return word in school.name or any(word in url for url in school.urls)


def write_template(schools: Iterable[tuple[str, str]]) -> str:
    """A CSV file of schools and their provinces, with addresses to fill in."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for name, province in schools:
        writer.writerow((name, "", province))
    return file.getvalue()


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _read_file(path: Path) -> list[tuple[str, str, str]]:
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(
            Message("无法读取 %(file)s：%(reason)s", file=path, reason=error.strerror)
        ) from error
    if len(data) > _MAX_BYTES:
        raise UsageError(
            Message(
                "%(file)s 超过 %(most)d MB：请分成几份，分别收集", file=path, most=_MAX_BYTES >> 20
            )
        )
    if data.startswith(_SPREADSHEETS):
        raise UsageError(Message("%(file)s 是电子表格：请另存为 CSV（UTF-8）再用", file=path))
    text = decode_table(data)
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise UsageError(
            Message("%(file)s 是空的；xxgk collect --template 输出一份可填写的名单", file=path)
        )
    header = [cell.strip().lower() for cell in _rows(lines[0], path)[0]]
    columns = {
        column: next((header.index(name) for name in names if name in header), None)
        for column, names in _NAMES.items()
    }
    if columns["url"] is None:
        if columns["school"] is None and lines and all(map(_is_address_line, lines)):
            return [("", line.strip(), "") for line in lines if not line.startswith("#")]
        raise UsageError(
            Message(
                "%(file)s 的第一行缺少 url 列：应为 %(columns)s，现在是 %(found)s",
                file=path,
                found=lines[0].strip()[:_MAX_SHOWN],
                columns=",".join(COLUMNS),
            )
        )
    rows = []
    for cells in _rows(text, path):
        found = {
            column: cells[at].strip() if at is not None and at < len(cells) else ""
            for column, at in columns.items()
        }
        rows.append((found["school"], found["url"], found["province"]))
    return [row for row in rows[1:] if row[0] or row[1]]


def _rows(text: str, path: Path) -> list[list[str]]:
    """The rows of a CSV file that are not empty. Raises UsageError."""
    try:
        return [*filter(any, csv.reader(io.StringIO(text, newline="")))]
    except csv.Error as error:
        raise UsageError(
            Message("无法读取 %(file)s：%(reason)s", file=path, reason=error)
        ) from error


def _is_address_line(line: str) -> bool:
    return line.startswith("#") or _ADDRESS.fullmatch(line.strip()) is not None


def _schools(rows: Iterable[tuple[str, str, str]]) -> tuple[School, ...]:
    """Rows of one school are joined."""
    urls: dict[str, list[str]] = {}
    names: dict[str, tuple[str, str]] = {}
    for name, written, province in rows:
        found = [_address(each, name) for each in re.split(r"[\s，；、]+", written) if each]
        for each in [[url] for url in found] if not name else [found]:
            key = name or each[0]
            known = names.get(key, (name, ""))
            names[key] = (name, known[1] or province)
            urls.setdefault(key, []).extend(each)
    return tuple(
        School(
            name,
            tuple(dict.fromkeys(urls[key])),
            province,
            frozenset(registrable_domain(host_of(url)) for url in urls[key]),
        )
        for key, (name, province) in names.items()
    )


def _address(written: str, school: str) -> str:
    text = written if "://" in written else f"http://{written}"
    url = absolute(text, text)
    if url is None:
        raise UsageError(
            Message(
                "不是 http 或 https 网址：%(url)s（%(school)s）", url=written, school=school or "-"
            )
        )
    return url
