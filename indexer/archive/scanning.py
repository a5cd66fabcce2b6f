"""Scanned pages: the options of their recognition in an update, and a check of what was kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from indexer.errors import UsageError
from indexer.i18n import Message
from indexer.ingest.ocr.cache import OcrCache, is_leftover, read_record
from indexer.ingest.ocr.engine import INSTALL, model_version
from indexer.ingest.ocr.scans import OcrMode, OcrOptions
from indexer.processes.temp_dirs import LockedTempDir
from indexer.search.engine import Problem


@contextmanager
def ocr_options(mode: OcrMode, folder: Path | None) -> Iterator[OcrOptions]:
    """The options of one update, which keeps what is recognised in `folder`; only until it ends,
    where there is none or nothing can be written. Raises UsageError where every page is to be
    recognised and the recogniser is not installed."""
    if mode == "always" and model_version() is None:
        raise UsageError(Message("没有装文字识别；请先运行 %(command)s", command=INSTALL))
    if mode == "never" or model_version() is None:
        yield OcrOptions(mode)
    elif folder is not None and _can_be_written(folder):
        yield OcrOptions(mode, folder)
    else:
        with LockedTempDir() as temporary:
            yield OcrOptions(mode, Path(temporary))


def _can_be_written(folder: Path) -> bool:
    """Whether a folder, or the first one above it that there is, may be written to."""
    there = next((each for each in (folder, *folder.parents) if each.exists()), folder)
    return there.is_dir() and os.access(there, os.W_OK)


def check_recognised(folder: Path) -> Iterator[Problem]:
    """A problem for each damaged record of a recognised page in a folder."""
    for path in OcrCache(folder).records():
        if is_leftover(path) or read_record(path) is not None:
            continue
        fix = Message("删除这个文件即可，下次索引时重新识别")
        yield Problem(Message("扫描页的识别结果已损坏"), str(path), fix)
