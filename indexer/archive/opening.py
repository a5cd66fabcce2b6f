"""The way to an archive: which engine, where."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from indexer.archive.archive import Archive
from indexer.engines.whoosh.engine import WhooshEngine
from indexer.errors import IndexMissingError, UsageError
from indexer.search.engine import SearchEngine
from indexer.settings import DEFAULT_ENGINE, DEFAULT_INDEX, ENGINES


def open_archive(
    path: str | PathLike[str] = DEFAULT_INDEX,
    *,
    create: bool = False,
    engine: str | SearchEngine = DEFAULT_ENGINE,
) -> Archive:
    """The archive in a folder. With `create` it is made where there is none, by the first use.

    `engine` is a name of `settings.ENGINES`, or an engine itself. Raises IndexMissingError,
    other UnusableIndexErrors, and UsageError for an engine that is not known.
    """
    folder = Path(path)
    chosen = _engine(engine, folder) if isinstance(engine, str) else engine
    if not create and not chosen.exists():
        raise IndexMissingError(
            f"{folder} 里还没有索引：先运行 xxgk index 报告文件夹，或用 --index 指定别处"
        )
    return Archive(chosen, folder, create=create)


def _engine(name: str, folder: Path) -> SearchEngine:
    match name:
        case "whoosh":
            return WhooshEngine(folder)
        case "opensearch":
            raise UsageError("这一版还没有 OpenSearch 引擎：请用 --engine whoosh")
        case _:
            raise UsageError(f"引擎只能是 {'、'.join(ENGINES)}，而不是 {name!r}")
