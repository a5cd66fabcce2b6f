"""What `xxgk index` says of a user's dictionary before it begins."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from indexer.analysis.user_dictionary import UserDictionary, read_user_dictionary
from indexer.archive import Archive
from indexer.cli.console import tell
from indexer.cli.language import _
from indexer.errors import IndexDamagedError, UnusableIndexError, UsageError
from indexer.i18n import Message

_SHOWN: Final = 5
"""Ignored lines that are named; of the others only the number is."""
_SHOWN_CHARACTERS: Final = 30


def check_user_dictionary(given: str | None, archive: Archive, *, rebuild: bool) -> None:
    """Say which lines of the dictionary are ignored, or which dictionary a rebuild keeps.

    Raises UsageError where it cannot be read, and where the index has another one and is not
    rebuilt.
    """
    if given is None:
        if rebuild:
            _tell_kept(archive)
        return
    dictionary = read_user_dictionary(Path(given) if given else None)
    _tell_ignored(given, dictionary)
    if rebuild or not archive.engine.exists():
        return
    try:
        kept = read_user_dictionary(archive.engine.user_words())
    except UnusableIndexError:
        return  # the update says what is wrong with the index
    if kept.words != dictionary.words:
        raise UsageError(Message("索引用的是另一套词典，换词典要重建索引：请加 --rebuild"))


def _tell_kept(archive: Archive) -> None:
    try:
        kept = read_user_dictionary(archive.engine.user_words())
    except (IndexDamagedError, UsageError):
        tell(_("索引原有的词典已损坏，没有沿用；需要时请用 --userdict 再给一次"))
    except UnusableIndexError:
        return  # the update says what is wrong with the index
    else:
        if kept.words:
            tell(
                _(
                    '沿用索引原有的词典（%(count)d 个词）；不要它请加 --userdict ""',
                    count=len(kept.words),
                )
            )


def _tell_ignored(given: str, dictionary: UserDictionary) -> None:
    if not dictionary.ignored:
        return
    named = tuple(
        Message(
            "第 %(line)d 行 %(text)s",
            line=line.number,
            text=line.text
            if len(line.text) <= _SHOWN_CHARACTERS
            else f"{line.text[:_SHOWN_CHARACTERS]}…",
        )
        for line in dictionary.ignored[:_SHOWN]
    )
    tell(
        _(
            "词典 %(file)s 有 %(count)d 行没有采用"
            "（词须是 2 到 50 个汉字；字母、数字本来就单独成词）：%(named)s%(more)s",
            file=given,
            count=len(dictionary.ignored),
            named=named,
            more="…" if len(dictionary.ignored) > _SHOWN else "",
        )
    )
