"""Write the demo's reports into a folder."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.demo.corpus import demo_reports, write_demo


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.demo", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument(
        "--truth", type=Path, help="a JSON file for what each report states in numbers"
    )
    options = parser.parse_args(arguments)
    reports = [*demo_reports(options.reports)]
    write_demo(options.folder, reports)
    if options.truth:
        truth = {
            report.path: {figure: one.to_dict() for figure, one in report.figures.items()}
            for report in reports
        }
        options.truth.write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"{len(reports)} reports in {options.folder}", file=sys.stderr)


if __name__ == "__main__":
    main()
