"""One report more, again and again, to a full archive that is being served."""

from __future__ import annotations

from http.client import HTTPConnection
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final

from bench.commands import run_command
from bench.corpus import generate
from bench.percentiles import percentiles
from bench.server import fault, serving
from indexer.ingest.identity import report_id

_PATIENCE_S: Final = 30.0
_PAUSE_S: Final = 0.005


def measure_additions(index: Path, held: int, more: int, folder: Path) -> dict[str, Any]:
    """`add_one_s`: `xxgk index FILE` for `more` reports, one by one, on an archive of `held`, each
    a process from start to end; `found_after_s`: from then on until a server that runs all the
    while shows the report. Seconds. Changes the index; the new files are written to `folder`.
    """
    additions, found = [], []
    folder.mkdir(parents=True, exist_ok=True)
    with serving(index) as server:
        connection = server.connection()
        for made in generate(more, first=held):
            file = folder / f"{made.number:06d}.txt"
            file.write_text(made.text, encoding="utf-8")
            additions.append(run_command(index, "index", str(file)))
            found.append(_until_found(connection, report_id(file.name)))
        connection.close()
    return {"additions": more, "add_one_s": _told(additions), "found_after_s": _told(found)}


def _until_found(connection: HTTPConnection, report: str) -> float:
    began = perf_counter()
    while why := fault(connection, f"/api/v1/reports/{report}"):
        if perf_counter() > began + _PATIENCE_S:
            raise RuntimeError(f"{report} was added, but the server answers {why}")
        sleep(_PAUSE_S)
    return perf_counter() - began


def _told(seconds: list[float]) -> dict[str, float]:
    return percentiles(seconds, "s") | {"max_s": round(max(seconds), 3)}
