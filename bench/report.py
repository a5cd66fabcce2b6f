"""From the results of runs to the tables and curves of `docs/benchmarks.md`.

python -m bench.report 5000.json 20000.json 45000.json     prints them, and what is met
python -m bench.report *.json --into docs/benchmarks.md    and writes them between its two marks

A result is what `make bench` prints; its last line counts. Of two results of one size the later
one given adds to the earlier: engine by engine, figure by figure.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from bench.chart import Point, curves
from bench.musts import Results, musts
from bench.tables import engines_table, kinds_table, markdown, recall_table

BEGIN: Final = "<!-- figures: written by python -m bench.report -->"
END: Final = "<!-- end of figures -->"
IMAGES: Final = "images"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.report", description="Tables, curves.")
    parser.add_argument("results", nargs="+", type=Path)
    parser.add_argument("--into", type=Path, metavar="PAGE", help="a Markdown file with the marks")
    asked = parser.parse_args(arguments)
    results = read_results(asked.results)
    text = report(results)
    print(text)
    if asked.into:
        write_into(asked.into, results, text)


def read_results(places: Sequence[Path]) -> Results:
    """The figures of all runs, by number of reports, smallest first."""
    found: dict[int, dict[str, Any]] = {}
    for place in places:
        told = json.loads(place.read_text(encoding="utf-8").splitlines()[-1])
        for run in told.get("growth", [told]):
            engines = found.setdefault(run["reports"], {})
            for name, figures in run["engines"].items():
                engines[name] = engines.get(name, {}) | figures
    return dict(sorted(found.items()))


def write_into(page: Path, results: Results, text: str) -> None:
    """Put the text between the page's two marks, and the curves beside the page.

    Raises ValueError where the page lacks the marks.
    """
    before, begin, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{page} lacks the lines {BEGIN} and {END}")
    page.write_text(f"{before}{BEGIN}\n\n{text}\n{END}{after}", encoding="utf-8")
    for name, drawing in drawings(results):
        (page.parent / IMAGES / name).write_text(drawing, encoding="utf-8")


def report(results: Results) -> str:
    """The tables, in Markdown."""
    sections = []
    if demands := musts(results):
        rows = [[must.what, must.most, must.measured, _yes(must.is_met)] for must in demands]
        sections.append("### What is asked for\n\n" + markdown(["", "must", "is", "met"], rows))
    if images := [name for name, _ in drawings(results)]:
        shown = "\n\n".join(f"![{_alt(name)}]({IMAGES}/{name})" for name in images)
        sections.append(f"### Growth\n\n{shown}\n")
    for size, engines in results.items():
        figures = {"reports": size, "engines": engines}
        tables = (
            engines_table(figures),
            kinds_table(figures),
            kinds_table(figures, "cold_"),
            recall_table(figures),
            _product_table(engines.get("xxgk", {})),
        )
        sections.append(f"### {size:,} reports\n\n" + "\n".join(filter(None, tables)))
    return "\n".join(sections)


def drawings(results: Results) -> Iterator[tuple[str, str]]:
    """The curves, by file name; none where only one size was measured."""
    ours = {size: engines["xxgk"] for size, engines in results.items() if "xxgk" in engines}
    if len(ours) < 2:
        return
    kinds = next(iter(ours.values()))["by_kind"]
    for figure in ("p50_ms", "p95_ms"):
        series: dict[str, list[Point]] = {
            kind: [(size, found["by_kind"][kind][figure]) for size, found in ours.items()]
            for kind in kinds
        }
        title = f"xxgk, warm, {figure.removesuffix('_ms')} in milliseconds"
        yield f"growth-{figure.removesuffix('_ms')}.svg", curves(title, "reports", series)


def _product_table(ours: dict[str, Any]) -> str:
    """What is measured of this project alone: a line a figure, a column an archive."""
    rows: dict[str, dict[str, object]] = {}
    for what in ("commands", "additions", "clients", "waiting"):
        for archive, found in ours.get(what, {}).items():
            for figure, value in found.items():
                rows.setdefault(f"{what}: {figure}", {})[archive] = _shown(value)
    for kind, found in ours.get("hard", {}).items():
        rows[f"{kind}, cold"] = {"corpus": _shown(found)}
    archives = ("seeds", "corpus")
    table = [[name, *(row.get(archive, "–") for archive in archives)] for name, row in rows.items()]
    return markdown(["xxgk alone", *archives], table) if table else ""


def _shown(value: object) -> object:
    """Figures that belong together on one line: `p50_s 0.3, p95_s 0.4`."""
    if not isinstance(value, dict):
        return value
    pieces = (
        f"{name}: {_shown(each)}" if isinstance(each, dict) else f"{name} {each}"
        for name, each in value.items()
    )
    return ", ".join(pieces) or "–"


def _yes(is_met: bool) -> str:
    return "yes" if is_met else "**no**"


def _alt(name: str) -> str:
    return f"{name.removesuffix('.svg').removeprefix('growth-')} of each kind of query by size"


if __name__ == "__main__":
    main()
