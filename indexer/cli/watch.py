"""`xxgk watch`: the hits of a search that were not there at the last run, for cron or a timer."""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import click

from indexer.archive import Archive
from indexer.cli.context import archive_of, settings_of
from indexer.cli.language import LocalizedCommand, _
from indexer.cli.options import global_options, query_options
from indexer.cli.output import echo_err
from indexer.errors import StorageError, UsageError
from indexer.i18n import Message
from indexer.search.request import FILTERS, SearchRequest
from indexer.search.response import Hit
from indexer.settings import user_folder

FOUND, NOTHING_NEW = 0, 1
_FORMAT: Final = "xxgk-search watch"


@dataclass(frozen=True, slots=True)
class State:
    """What the last run saw."""

    search: str
    """Fingerprint of the query and its filters."""
    reports: frozenset[str]
    """Ids of the reports that matched."""


@click.command(
    "watch",
    cls=LocalizedCommand,
    help=Message(
        "给出自上次运行以来新出现的结果，每行一个 JSON 对象；第一次运行给出全部结果。"
        "没有新的结果时不输出，以 1 结束。"
    ),
    examples=(
        ("xxgk watch 行政诉讼 --province 安徽", ""),
        (
            "xxgk watch 行政诉讼 --exec 'mail -s 新报告 me@example.cn'",
            Message("结果送到命令的标准输入"),
        ),
        ("xxgk watch --school 安徽机电 --state seen.json", Message("这所学校的新报告")),
    ),
    notes=(
        Message(
            "已经见过的报告记在 --state 的文件里，默认在用户的文件夹中，每个检索一个。"
            "“新”以报告的编号为准：更新和重建索引都不会让旧报告变成新的。"
        ),
    ),
)
@query_options
@click.option(
    "--state",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help=Message("记录已见过的报告的文件"),
)
@click.option(
    "--exec",
    "command",
    metavar="CMD",
    help=Message("有新的结果时运行的命令，不经过 shell；结果在它的标准输入"),
)
@global_options
@click.pass_context
def watch_command(
    ctx: click.Context,
    /,
    query: tuple[str, ...],
    state: Path | None,
    command: str | None,
    **parameters: Any,
) -> int:
    """Write the new hits, or pass them to a command, and remember them."""
    request = SearchRequest(" ".join(query), sort="added", facets=False, **parameters)
    arguments = _arguments(command) if command is not None else None
    search = _fingerprint(request)
    path = state or _default_state(ctx, search)
    seen = _read(path, search)
    hits = _matching(archive_of(ctx), request)
    new = [hit for hit in hits if hit.report_id not in seen.reports]
    if new:
        lines = "".join(f"{_line(hit)}\n" for hit in new)
        if arguments is None:
            click.echo(lines, nl=False)
        else:
            _run(arguments, lines)
    _write(path, State(search, frozenset(hit.report_id for hit in hits) | seen.reports))
    if not new:
        echo_err(_("没有新的结果。"))
    return FOUND if new else NOTHING_NEW


def _matching(archive: Archive, request: SearchRequest) -> Sequence[Hit]:
    """Every hit, the ones that entered the archive last first; none where the query was relaxed,
    for what is merely similar is no news."""
    with archive.snapshot() as snapshot:
        pages = snapshot.pages(request)
        first = next(pages)
        if first.relaxed and request.match != "words":
            return ()
        return [*first.hits, *(hit for page in pages for hit in page.hits)]


def _line(hit: Hit) -> str:
    return json.dumps({**hit.to_dict(), "text": hit.part.text}, ensure_ascii=False)


def _fingerprint(request: SearchRequest) -> str:
    """The same for the same search, whatever the index."""
    given = {name: getattr(request, name) for name in ("query", "match", "scope", *FILTERS)}
    if not given["since"]:
        del given["since"]  # which older versions did not write
    written = json.dumps(given, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _default_state(ctx: click.Context, search: str) -> Path:
    """A file for this search in this index, in the user's own folder."""
    settings = settings_of(ctx)
    place = settings.opensearch_url if settings.engine == "opensearch" else Path(settings.index)
    where = str(place.resolve() if isinstance(place, Path) else place)
    index = hashlib.sha256(where.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return user_folder() / "watch" / f"{index}-{search}.json"


def _read(path: Path, search: str) -> State:
    """What the last run saw; nothing where there was none. Raises UsageError for a file that is no
    state, or that of another search."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["format"] != _FORMAT:
            raise ValueError(stored["format"])
        known = State(str(stored["search"]), frozenset(map(str, stored["reports"])))
    except FileNotFoundError:
        return State(search, frozenset())
    except (OSError, ValueError, KeyError, TypeError) as error:
        text = Message(
            "%(file)s 不是 xxgk watch 的状态文件：请换一个文件，或删去它从头开始", file=path
        )
        raise UsageError(text) from error
    if known.search != search:
        raise UsageError(
            Message("%(file)s 属于另一个检索：每个检索请用各自的 --state 文件", file=path)
        )
    return known


def _write(path: Path, state: State) -> None:
    """Replace the file as a whole. Raises StorageError."""
    content = {"format": _FORMAT, "search": state.search, "reports": sorted(state.reports)}
    draft: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except OSError as error:
        if draft is not None:
            with suppress(OSError):
                Path(draft).unlink()
        raise StorageError(
            Message("无法写入 %(file)s：%(reason)s", file=path, reason=error.strerror or error)
        ) from error


def _arguments(command: str) -> list[str]:
    """The command and its arguments, as a shell would split them. Raises UsageError."""
    try:
        arguments = shlex.split(command, posix=os.name == "posix")
    except ValueError as error:
        raise UsageError(
            Message("--exec 的命令里引号没有成对：%(command)s", command=command)
        ) from error
    if not arguments or shutil.which(arguments[0]) is None:
        raise UsageError(Message("--exec 的命令找不到：%(command)s", command=command))
    return arguments


def _run(arguments: Sequence[str], lines: str) -> None:
    """Run the command with the hits on its standard input. Raises UsageError where it fails: the
    hits then count as not seen."""
    try:
        ended = subprocess.run(
            arguments, input=lines.encode("utf-8", "replace"), check=False
        ).returncode
        reason: object = Message("以 %(code)d 结束", code=ended) if ended else None
    except OSError as error:
        reason = error.strerror or error
    if reason:
        raise UsageError(
            Message(
                "命令 %(command)s 没有成功：%(reason)s。这些结果下次运行时再给出。",
                command=arguments[0],
                reason=reason,
            )
        )
