"""The JSON records that engines store of reports and parts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import astuple
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from indexer.reports.figures import NOT_STATED, Figure, Statement, all_figures
from indexer.reports.model import (
    Link,
    NormalizedText,
    OutlineEntry,
    Part,
    Report,
    ScannedPage,
    Source,
    UncertainText,
    parse_iso_time,
)
from indexer.reports.warnings import ReadingWarning
from indexer.search.engine import ReportHead, SourceRecord
from indexer.search.highlights import Shifts, text_shifts

if TYPE_CHECKING:
    from msgspec.json import Decoder

_DATES = ("period_start", "period_end", "published")
_scan = json.JSONDecoder().raw_decode
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_HEAD_NAMES = tuple(ReportHead.__dataclass_fields__)
_FEW: Final = 100
"""So many records are decoded sooner than msgspec is imported."""


def part_record(part: Part) -> bytes:
    """A part as stored."""
    return _dump(_part_values(part))


def part_record_with_shifts(part: Part, normalised: str) -> bytes:
    """The same with the `Shifts` from its normalised text, so that the two texts need no comparison
    when the part is shown."""
    return _dump([*_part_values(part), text_shifts(part.text, normalised)])


def _part_values(part: Part) -> list[Any]:
    links = [[link.text, link.url] for link in part.links]
    labels = [part.ordinal, part.sections, part.topics]
    recognised = [part.text_source, [astuple(each) for each in part.uncertain]]
    return [*labels, part.heading, part.text, links, part.opens_section, *recognised]


def read_part(record: bytes) -> Part:
    """A part from its record."""
    return _part(decode_json(record))


def read_part_with_shifts(record: bytes) -> tuple[Part, Shifts | None]:
    """A part from its record, with the shifts in it."""
    *values, shifts = _decode_part(record)
    return _part(values), shifts


def _part(values: Sequence[Any]) -> Part:
    ordinal, sections, topics, heading, text, links, opens, text_source, uncertain = values
    return Part(
        ordinal,
        tuple(sections),
        tuple(topics),
        heading,
        text,
        tuple([Link(*link) for link in links]) if links else (),
        opens,
        text_source,
        tuple([UncertainText(*each) for each in uncertain]) if uncertain else (),
    )


_PartValues: TypeAlias = tuple[
    int,
    tuple[str, ...],
    tuple[str, ...],
    str,
    str,
    tuple[tuple[str, str], ...],
    bool,
    str,
    list[list[Any]],
    list[list[int]] | None,
]


def head_record(report: Report) -> bytes:
    """What lists and hits show of a report."""
    return _dump(report.summary())


def read_head(record: bytes) -> ReportHead:
    """The head of a report from its record."""
    head: ReportHead = _decode_head(record)
    return head


def head_from(known: dict[str, Any]) -> ReportHead:
    """The head of a report from the values of its record."""
    values: dict[str, Any] = {name: known.get(name) for name in _HEAD_NAMES}
    values["sections"] = tuple(known["sections"])
    return ReportHead(**values)


def read_heads(records: Sequence[bytes]) -> list[ReportHead]:
    """The heads of many reports out of their records."""
    if len(records) > _FEW:
        try:
            return _heads_decoder().decode(b"[" + b",".join(records) + b"]")
        except ValueError:  # lone surrogates, which are not UTF-8
            pass
    return [head_from(decode_json(record)) for record in records]


@cache
def _heads_decoder() -> Decoder[list[ReportHead]]:
    import msgspec  # noqa: PLC0415 - few commands read many heads

    return msgspec.json.Decoder(list[ReportHead])


def source_record(report: Report, normalized: NormalizedText | None = None) -> bytes:
    """The file a report was read from, and the hash of its text: what an update compares."""
    text_hash = normalized.text_hash if normalized else report.text_hash
    return _dump([*astuple(report.source), text_hash])


def read_source(values: list[Any]) -> Source:
    """The file from its record."""
    return Source(*values[:-1])


def read_source_record(report_id: str, values: list[Any]) -> SourceRecord:
    """What an update compares, from its record."""
    path, location, sha256, _, member, overrides, text_hash = values
    return SourceRecord(report_id, path, location, member, sha256, overrides, text_hash)


def details_record(report: Report) -> bytes:
    """What is needed only with the whole report."""
    outline = [
        [entry.level, entry.text, entry.anchor, entry.ordinal, entry.paragraph]
        for entry in report.outline
    ]
    scanned = [astuple(page) for page in report.scanned]
    return _dump([outline, report.confidence, [w.value for w in report.warnings], scanned])


def figures_record(report: Report) -> bytes:
    """The figures of a report that are stated; null where they were never read."""
    stated = {name: _figure_values(f) for name, f in report.figures.items() if f != NOT_STATED}
    return _dump(stated if report.figures else None)


def _figure_values(figure: Figure) -> list[Any]:
    others = [[each.value, each.sentence, each.ordinal, each.span] for each in figure.others]
    located = [figure.sentence, figure.ordinal, figure.span, figure.in_heading]
    marks = [figure.conflict, others, figure.corrected, figure.text_source]
    return [figure.state, figure.value, figure.qualifier, *located, *marks]


def read_figures_record(record: bytes) -> dict[str, Figure]:
    """Every figure from its record; empty where they were never read."""
    stated = decode_json(record)
    if stated is None:
        return {}
    return all_figures({name: _read_figure(values) for name, values in stated.items()})


def _read_figure(values: list[Any]) -> Figure:
    state, value, qualifier, sentence, ordinal, span, in_heading, *marks = values
    conflict, others, hand, text_source = marks
    return Figure(
        state,
        tuple(value) if isinstance(value, list) else value,
        qualifier,
        sentence,
        ordinal,
        tuple(span) if span else None,
        in_heading,
        conflict,
        tuple(
            Statement(number, text, part, (start, end))
            for number, text, part, (start, end) in others
        ),
        hand,
        text_source,
    )


def read_report(
    known: dict[str, Any],
    source: list[Any],
    parts: tuple[Part, ...],
    details: bytes,
    figures: bytes,
) -> Report:
    """A whole report from its records."""
    outline, confidence, warnings, scanned = decode_json(details)
    same = ("id", "school", "province", "period", "year", "title", "source_url")
    values: dict[str, Any] = {name: known[name] for name in same}
    values |= {name: _date(known[name]) for name in _DATES}
    values["published_from"] = known.get("published_from")
    return Report(
        **values,
        source=read_source(source),
        parts=parts,
        outline=tuple(OutlineEntry(*entry) for entry in outline),
        confidence=confidence,
        warnings=ReadingWarning.known(warnings),
        figures=read_figures_record(figures),
        first_indexed=parse_iso_time(known["first_indexed"]),
        scanned=tuple(ScannedPage(*page) for page in scanned),
    )


def decode_json(record: bytes) -> Any:
    """Faster `json.loads` for our own compact UTF-8."""
    return _scan(record.decode("utf-8", "surrogatepass"))[0]


class _Decoder:
    """Decodes records of a type one by one, in one call of msgspec, from the hundredth on: a
    command that reads fewer need not wait for its import."""

    def __init__(self, kind: Any, decode_plainly: Callable[[bytes], Any]) -> None:
        self._kind = kind
        self._decode_plainly = decode_plainly
        self._decoded = 0
        self._decoder: Decoder[Any] | None = None

    def __call__(self, record: bytes) -> Any:
        if self._decoder is None:
            self._decoded += 1
            if self._decoded < _FEW:
                return self._decode_plainly(record)
            import msgspec  # noqa: PLC0415

            self._decoder = msgspec.json.Decoder(self._kind)
        try:
            return self._decoder.decode(record)
        except ValueError:  # lone surrogates, which are not UTF-8
            return self._decode_plainly(record)


_decode_part: Final = _Decoder(_PartValues, decode_json)
_decode_head: Final = _Decoder(ReportHead, lambda record: head_from(decode_json(record)))


def _date(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _dump(value: object) -> bytes:
    try:
        return _encoder()(value)
    except (TypeError, UnicodeEncodeError):  # a string of a class of its own, a lone surrogate
        return _encode(value).encode("utf-8", "surrogatepass")


@cache
def _encoder() -> Callable[[object], bytes]:
    import msgspec  # noqa: PLC0415 - only where reports are stored

    return msgspec.json.Encoder().encode
