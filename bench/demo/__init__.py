"""Generated reports for `make demo`: sentences that a school office could have written, and what
each report states in numbers.

    python -m bench.demo FOLDER [--reports 1000] [--truth FILE]

No random words of the dictionary, as in the benchmark's corpus: a visitor reads these reports.
Schools keep most of their sentences from year to year, and their numbers follow a trend. The
schools do not exist.
"""

from __future__ import annotations

from bench.demo.corpus import DemoReport as DemoReport
from bench.demo.corpus import demo_reports as demo_reports
from bench.demo.corpus import write_demo as write_demo
from bench.demo.truth import Truth as Truth
