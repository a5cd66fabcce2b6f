"""Figures in the rows of tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from indexer.analysis.lazy_regex import lazy_regex
from indexer.ingest.figures.sentences import FigureCandidate, fold
from indexer.reports.numbering import strip_marker

_LABELS: Final = (
    ("requests_carried_in", lazy_regex("上年.{0,3}结转")),
    ("requests_carried_over", lazy_regex("结转下")),
    (
        "requests_received",
        lazy_regex(
            "^(?:本年度?|全年|年度)?(?:新收|收到|受理|接收)?(?:的)?(?:政府)?(?:依申请(?:信息)?公开|信息公开申请|公开申请|依申请公开信息申请)(?:的)?(?:申请|事项|信息)*(?:总?数量?|总数|件数|总量)?$"
            "|^(?:本年)?(?:新收|收到|受理)(?:的)?申请(?:总?数量?|件数)?$|^申请总数$"
        ),
    ),
    ("requests_partly_granted", lazy_regex("^部分公开")),
    ("requests_granted", lazy_regex("^(?:予以公开|同意公开)")),
    ("requests_unavailable", lazy_regex("^无法提供")),
    (
        "requests_refused",
        lazy_regex("^(?:决定)?不予公开(?:的?申请)?(?:总?数量?|件数|总数|合计|小计)?$"),
    ),
    (
        "complaints",
        lazy_regex(
            "^(?:收到)?(?:信息公开)?(?:的)?(?:举报|投诉)(?:、?(?:举报|投诉))?(?:总?数量?|件数|情况)?$"
        ),
    ),
    (
        "reconsiderations",
        lazy_regex("^(?:被)?(?:申请|提起)?(?:信息公开)?行政复议(?:总?数量?|件数|案件)*$"),
    ),
    ("lawsuits", lazy_regex("^(?:被)?(?:提起)?(?:信息公开)?行政诉讼(?:总?数量?|件数|案件)*$")),
    (
        "items_disclosed",
        lazy_regex("^(?:全年|本年度?)?主动公开(?:的)?信息(?:总?数量?|总数|总量|条数)$"),
    ),
    (
        "wechat_items",
        lazy_regex("^(?:官方)?微信公众号(?:发布|推送)?(?:信息|文章)?(?:总?数量?|条数|篇数)?$"),
    ),
    (
        "website_items",
        lazy_regex(
            "^(?:学校)?(?:门户网站|官方网站|官网|网站)(?:发布|公开)?(?:信息)?(?:总?数量?|条数)?$"
        ),
    ),
)
_HINT: Final = lazy_regex("申请|不予|举报|投诉|复议|诉讼|公开|公众号|网站|提供|结转")
_ASIDE: Final = lazy_regex(r"[（(].*?[）)]|[:：]")
_UNIT_CELL: Final = lazy_regex("[条件篇项次期份宗起例]|人次|单位.*")
_NUMERIC: Final = lazy_regex(r"(\d+)[条件篇项次份宗起例]?")
_CELLS: Final = lazy_regex(r"\t|[ ]*[|｜][ ]*")


def cells_of(line: str) -> list[str]:
    """The cells of a row; fewer than two where the line is no row."""
    return _CELLS.split(line.strip().strip("|").strip()) if "\t" in line or "|" in line else []


def read_row(cells: Sequence[str], header: Sequence[str]) -> Iterator[FigureCandidate]:
    """What a row says, by its own label or by the header above it."""
    folded = [fold(cell) for cell in cells]
    if folded and all(not cell or _NUMERIC.fullmatch(cell) for cell in folded):
        yield from _by_header(folded, header)
        return
    labels = [_label(cell) for cell in folded]
    for at, figure in enumerate(labels):
        if figure is None:
            continue
        end = next((i for i in range(at + 1, len(folded)) if not _is_value(folded[i])), len(folded))
        values = [cell for cell in folded[at + 1 : end] if not _UNIT_CELL.fullmatch(cell)]
        yield from _of_values(figure, values)


def _by_header(cells: Sequence[str], header: Sequence[str]) -> Iterator[FigureCandidate]:
    if len(cells) != len(header):
        return
    for name, cell in zip(header, cells, strict=True):
        figure = _label(fold(name))
        if figure is not None:
            yield from _of_values(figure, [cell])


def _label(cell: str) -> str | None:
    if not cell or not _HINT.search(cell):
        return None
    bare = _ASIDE.sub("", strip_marker(cell))
    return next((figure for figure, form in _LABELS if form.search(bare)), None)


def _is_value(cell: str) -> bool:
    return not cell or bool(_NUMERIC.fullmatch(cell) or _UNIT_CELL.fullmatch(cell))


def _of_values(figure: str, values: Sequence[str]) -> Iterator[FigureCandidate]:
    """One value, or the values of several groups and their total."""
    numbers = [int(found[1]) for cell in values if (found := _NUMERIC.fullmatch(cell))]
    if not numbers:
        return
    *parts, total = numbers
    if parts and sum(parts) != total:
        yield FigureCandidate(figure, "unread")
    elif total == 0:
        yield FigureCandidate(figure, "zero", 0)
    else:
        yield FigureCandidate(figure, "number", total)
