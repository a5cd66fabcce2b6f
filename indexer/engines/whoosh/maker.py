"""Reports to segments: in this process, or in several at once.

A crew's members are processes of our own, each with its own lexicon and its own segments; batches
of reports go to them in turn, so that the same reports give the same segments every time. Their
files lie in the folder of the generation to come, which nobody reads before it is committed.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from whoosh.util import random_name

from indexer.engines.whoosh.builder import SegmentBuilder
from indexer.engines.whoosh.lexicon import lexicon
from indexer.engines.whoosh.manifest import EXTENSION, SegmentRecord
from indexer.errors import BuilderLostError, StartError
from indexer.i18n import Message
from indexer.processes.pool import IsolatedPool, PoolConfig, WorkerLostError
from indexer.reports.model import Report

INDEX_NAME: Final = "MAIN"
_BATCHES_AHEAD: Final = 3
"""So many wait for a member, so that none is idle while its turn has not come."""


@dataclass(frozen=True, slots=True)
class Made:
    """A segment that is written."""

    record: SegmentRecord
    ids: tuple[str, ...]
    """Of its reports, by their numbers."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where segments are made, and with which words."""

    folder: Path
    """The words are kept there too."""
    user_words: Path | None

    def new_path(self) -> Path:
        """Of a segment's file that is not there yet."""
        return self.folder / f"{INDEX_NAME}_{random_name(16)}{EXTENSION}"


class Maker(Protocol):
    """Takes reports, and gives segments."""

    def take(self, reports: Sequence[Report]) -> None: ...

    def finish(self) -> Sequence[Made]:
        """Write what was taken; gives all segments since the last time. Raises OSError where the
        disk refuses, BuilderLostError."""
        ...

    def close(self) -> None: ...


class Here:
    """One builder after the other, in this process."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._builder: SegmentBuilder | None = None
        self._ids: list[str] = []
        self._made: list[Made] = []

    def take(self, reports: Sequence[Report]) -> None:
        for report in reports:
            if self._builder is None:
                words = lexicon(self._place.user_words, self._place.folder)
                self._builder = SegmentBuilder(words, self._place.new_path())
            self._builder.add(report)
            self._ids.append(report.id)
            if self._builder.is_full():
                self._write()

    def finish(self) -> Sequence[Made]:
        self._write()
        made, self._made = self._made, []
        return made

    def close(self) -> None:
        if self._builder is not None:
            self._builder.close()
        self._builder = None

    def _write(self) -> None:
        builder, ids = self._builder, tuple(self._ids)
        self._builder, self._ids = None, []
        if builder is not None:
            builder.write()
            record = SegmentRecord(builder.path.stem, builder.parts, builder.reports)
            self._made.append(Made(record, ids))


@dataclass(frozen=True, slots=True)
class _Fault:
    """An error in a member that is no news of the disk."""

    told: str


class _Work:
    """What a member does: some reports are taken, None asks for the segments."""

    def __init__(self, place: Place) -> None:
        self._here = Here(place)

    def __call__(self, reports: Sequence[Report] | None) -> Sequence[Made] | OSError | _Fault:
        try:
            if reports is None:
                return self._here.finish()
            self._here.take(reports)
        except OSError as error:
            return error
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - raised again where the work was ordered
            return _Fault(traceback.format_exc())
        return ()


class Crew:
    """Several builders, each in a process."""

    def __init__(self, place: Place, members: int) -> None:
        """Raises StartError where the system gives no more processes."""
        self._members: list[_Member] = []
        self._turn = 0
        try:
            for _ in range(members):
                self._members.append(_Member(place))
        except StartError:
            self.close()
            raise

    def take(self, reports: Sequence[Report]) -> None:
        self._members[self._turn % len(self._members)].give(reports)
        self._turn += 1

    def finish(self) -> Sequence[Made]:
        for member in self._members:
            member.give(None)
        return [made for member in self._members for made in member.finish()]

    def close(self) -> None:
        for member in self._members:
            member.pool.close()


class _Member:
    """A process that builds segments: a pool of one, since it keeps what it was given."""

    def __init__(self, place: Place) -> None:
        self.pool: IsolatedPool[Sequence[Report] | None, Sequence[Made] | OSError | _Fault]
        self.pool = IsolatedPool(
            PoolConfig(
                function=_Work(place),
                on_failure=None,
                workers=1,
                batch_size=1,
                batches_in_flight=_BATCHES_AHEAD,
            )
        )
        self._made: list[Made] = []
        self.pool.start()

    def give(self, reports: Sequence[Report] | None) -> None:
        """Waits while enough is on its way."""
        self.pool.submit(reports)
        self._collect(until=_BATCHES_AHEAD)

    def finish(self) -> Sequence[Made]:
        """Its segments, when all is done that it was given."""
        self._collect(until=0)
        made, self._made = self._made, []
        return made

    def _collect(self, *, until: int) -> None:
        try:
            for result in self.pool.results(until=until):
                match result:
                    case OSError():
                        raise result
                    case _Fault(told):
                        raise RuntimeError(told)
                    case made:
                        self._made += made
        except WorkerLostError as error:
            raise BuilderLostError(
                Message(
                    "建立索引的一个进程意外终止，可能是内存不足；原有索引未受影响。"
                    "请关闭其他程序后再试，或加 --jobs 1 用一个进程建立。"
                )
            ) from error
