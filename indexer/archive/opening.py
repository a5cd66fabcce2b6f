"""Opens an archive on the configured engine."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

from indexer.analysis.user_dictionary import NO_DICTIONARY
from indexer.archive.archive import RECOGNISED, Archive
from indexer.errors import IndexMissingError, UsageError
from indexer.i18n import Message
from indexer.search.engine import SearchEngine
from indexer.settings import DEFAULT_ENGINE, DEFAULT_INDEX, ENGINES, user_folder


def open_archive(
    path: str | PathLike[str] = DEFAULT_INDEX,
    *,
    create: bool = False,
    engine: str | SearchEngine = DEFAULT_ENGINE,
    opensearch_url: str | None = None,
    user_words: str | PathLike[str] | None = None,
) -> Archive:
    """The archive in a folder. With `create` a missing one is made when it is first used.

    `engine` is a name of `settings.ENGINES`, or an engine itself; "opensearch" is at
    `opensearch_url` (see `engines.opensearch.address`); what is recognised from scanned pages is
    then kept in the user's own folder, and `path` is not used. `user_words` is a
    dictionary in jieba's format; it takes effect when the index is built or rebuilt, and stays
    with it. A rebuild without one keeps the dictionary of the index; "" drops it.
    Raises IndexMissingError, other UnusableIndexErrors, and UsageError for an unknown engine.
    """
    words = Path(user_words or NO_DICTIONARY) if user_words is not None else None
    if engine == "opensearch":
        return _on_cluster(opensearch_url, words, create=create)
    folder = Path(path)
    chosen = _engine(engine, folder, words) if isinstance(engine, str) else engine
    if not create and not chosen.exists():
        raise IndexMissingError(
            Message(
                "%(folder)s 里还没有索引：先运行 xxgk index 报告文件夹，或用 --index 指定别处",
                folder=folder,
            )
        )
    return Archive(chosen, folder, create=create)


def _on_cluster(url: str | None, user_words: Path | None, *, create: bool) -> Archive:
    from indexer.engines.opensearch.engine import OpenSearchEngine  # noqa: PLC0415 - one engine

    engine = OpenSearchEngine(url, user_words=user_words)
    if not create:
        engine.generation()
    return Archive(engine, create=create, recognised=user_folder() / RECOGNISED)


def _engine(name: str, folder: Path, user_words: Path | None) -> SearchEngine:
    match name:
        case "whoosh":
            from indexer.engines.whoosh.engine import WhooshEngine  # noqa: PLC0415 - one engine

            return WhooshEngine(folder, user_words=user_words)
        case _:
            raise UsageError(
                Message("引擎只能是 %(known)s，而不是 %(name)r", known=ENGINES, name=name)
            )
