"""What a reader asks for the text of a picture of a page.

A reader runs twice on a file with scanned pages: the first time it learns which pages are not
recognised yet and raises `UnrecognisedError`; the second time `Scans` has them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, TypeAlias

from indexer.errors import UnreadableError
from indexer.i18n import Message
from indexer.ingest.ocr.cache import OcrCache, page_key
from indexer.ingest.ocr.engine import INSTALL, model_version
from indexer.ingest.ocr.recognised import RecognisedPage

OcrMode: TypeAlias = Literal["auto", "never", "always"]
"""Recognise pages without a usable text layer where that is installed; none; every page."""


@dataclass(frozen=True, slots=True)
class OcrOptions:
    """Whether scanned pages are recognised, and where the results are kept."""

    mode: OcrMode = "never"
    folder: Path | None = None
    """None keeps nothing: then no page is recognised."""

    @property
    def is_on(self) -> bool:
        return self.mode != "never" and self.folder is not None and model_version() is not None

    @property
    def cache(self) -> OcrCache | None:
        return OcrCache(self.folder) if self.folder is not None else None


NO_OCR: Final = OcrOptions()


@dataclass(frozen=True, slots=True)
class PagePicture:
    """The picture of a page, and where its bytes are in the file."""

    key: str
    """Of the cache."""
    file: int = 0
    """Which file, of an article on several."""
    page: int = 0
    """The number of the page in the file, from 0."""
    member: str = ""
    """Its name in a file that has several; "" for a page of a PDF, and for a picture itself."""


class UnrecognisedError(Exception):
    """Pages of the file are not recognised yet: `Scans.wanted`."""


@dataclass(slots=True)
class Scans:
    """The recognised pages of one file, and those that are wanted."""

    options: OcrOptions = NO_OCR
    failures: Mapping[str, str] = field(default_factory=dict)
    """Key of a page that could not be recognised → why."""
    sibling: Callable[[str], bytes | None] = lambda _name: None
    """The bytes of a file beside the file, None where there is none."""
    file: int = 0
    """Which file of an article is being read."""
    wanted: list[PagePicture] = field(default_factory=list)

    @property
    def is_on(self) -> bool:
        return self.options.is_on

    @property
    def reads_all(self) -> bool:
        """Whether pages with a text layer are recognised too."""
        return self.options.mode == "always" and self.is_on

    def page(self, content: bytes, page: int = 0, member: str = "") -> RecognisedPage | None:
        """A page with its number: of `content`, a PDF; or `content` itself, a picture, by its name
        in the file. None where it is wanted, and not recognised yet. Raises UnreadableError for one
        that could not be recognised."""
        cache, model = self.options.cache, model_version()
        assert cache is not None
        assert model is not None
        key = page_key(model, content, "" if member else str(page))
        if reason := self.failures.get(key):
            raise UnreadableError(reason)
        found = cache.get(key)
        if found is None:
            self.wanted.append(PagePicture(key, self.file, page, member))
        return found

    def check(self) -> None:
        """Raises UnrecognisedError where pages are wanted."""
        if self.wanted:
            raise UnrecognisedError


NO_SCANS: Final = Scans()


def with_install_hint(reason: str, options: OcrOptions) -> str:
    """Why a scan is not read; with the command that installs the recogniser, where that would
    help."""
    if options.mode == "never" or model_version() is not None:
        return reason
    return Message(
        "%(reason)s；装上文字识别就能直接读：%(command)s", reason=reason, command=INSTALL
    )
