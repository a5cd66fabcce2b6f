"""Citations of a report, or of a passage in it: by GB/T 7714—2015, as plain text, for BibTeX and in
RIS (EndNote, Zotero, NoteExpress).

GB/T 7714—2015, 4.2 and 4.6: responsible body. title[document type/carrier]. (date of issue)
[date of access]. address. A report is type R; online its carrier is OL. What is not known is left
out, as the standard allows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from indexer.search.engine import ReportHead


@dataclass(frozen=True, slots=True)
class Cited:
    """What is cited, when, and from where."""

    report: ReportHead
    accessed: date
    site_url: str | None = None
    """Address of the report on the site that is being read: used where the school's own is not
    known."""
    section: str = ""
    """Heading of the part that is cited; "" for the whole report."""
    quote: str = ""
    """The sentence or paragraph that is quoted."""

    @property
    def url(self) -> str | None:
        return self.report.source_url or self.site_url


def gb7714(cited: Cited) -> str:
    """The reference in the standard's format."""
    report = cited.report
    if cited.url is None:
        when = report.published or (str(report.year) if report.year is not None else None)
        pieces = [report.school, f"{title_of(report)}[R]", when]
        return "".join(f"{piece}. " for piece in pieces if piece).rstrip()
    issued = f"({report.published})" if report.published else ""
    pieces = [report.school, f"{title_of(report)}[R/OL]", f"{issued}[{cited.accessed}]"]
    return "".join(f"{piece}. " for piece in pieces if piece) + f"{cited.url}."


def plain(cited: Cited) -> str:
    """Plain text for an article or a footnote."""
    report = cited.report
    pieces = [f"{report.school or ''}《{title_of(report)}》"]
    if cited.section:
        pieces[0] += f"“{cited.section}”"
    if report.published:
        pieces.append(_chinese(date.fromisoformat(report.published)))
    if cited.url:
        pieces += [cited.url, f"{_chinese(cited.accessed)}访问"]
    return "，".join(pieces)


def with_source(cited: Cited) -> str:
    """The quoted passage and where it is from."""
    return f"“{cited.quote}”（{plain(cited)}）" if cited.quote else plain(cited)


def bibtex(cited: Cited) -> str:
    """An entry for BibTeX and biblatex."""
    report = cited.report
    note = " ".join(piece for piece in (cited.section, _quoted(cited)) if piece)
    fields = {
        "author": f"{{{_tex(report.school)}}}" if report.school else None,
        "title": f"{{{_tex(title_of(report))}}}",
        "institution": _tex(report.school) if report.school else None,
        "type": "信息公开年度报告",
        "year": str(report.year) if report.year is not None else None,
        "date": report.published,
        "url": _tex_url(cited.url) if cited.url else None,
        "urldate": str(cited.accessed) if cited.url else None,
        "note": _tex(note) if note else None,
        "langid": "chinese",
    }
    lines = [f"  {name:<11} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@techreport{{xxgk:{report.id},", *lines, "}", ""])


def ris(cited: Cited) -> str:
    """An entry in RIS."""
    report = cited.report
    pairs = [
        ("TY", "RPRT"),
        ("AU", report.school),
        ("TI", title_of(report)),
        ("PB", report.school),
        ("PY", str(report.year) if report.year is not None else None),
        ("DA", report.published.replace("-", "/") if report.published else None),
        ("SE", cited.section),
        ("N1", _quoted(cited)),
        ("UR", cited.url),
        ("Y2", f"{cited.accessed:%Y/%m/%d}" if cited.url else None),
        ("LA", "zh"),
        ("ID", report.id),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in pairs if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def title_of(report: ReportHead) -> str:
    """The report's title, else one made of school and period."""
    if report.title:
        return " ".join(report.title.split())
    return f"{report.school or ''}{_when(report)}信息公开年度报告"


def _when(report: ReportHead) -> str:
    if report.period is None:
        return ""
    return f"{report.period}学年" if "-" in report.period else f"{report.period}年"


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _quoted(cited: Cited) -> str:
    return f"“{cited.quote}”" if cited.quote else ""


_TEX: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "{}%&#_$"},
    }
)
_TEX_URL: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def _tex(text: str) -> str:
    return " ".join(text.split()).translate(_TEX)


def _tex_url(url: str) -> str:
    return url.translate(_TEX_URL)
