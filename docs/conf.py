"""Configuration of the documentation site; `make docs` treats every warning as an error.

The site loads no font, script or picture from other sites (tests/docs/test_site.py).
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))  # Sphinx imports this file from wherever it runs

from bigrams import ChineseBigrams  # noqa: E402 - found by the line above
from sphinx.search import languages  # noqa: E402

languages["zh"] = ChineseBigrams

_PROJECT = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]

project = "xxgk-search"
author = _PROJECT["authors"][0]["name"]
copyright = f"{author} · {_PROJECT['license']}"  # noqa: A001 - Sphinx's name
language = "zh_CN"

extensions = ["myst_parser"]
myst_enable_extensions = ["attrs_block", "colon_fence"]
myst_heading_anchors = 4
exclude_patterns = ["README.md"]
# The grammar is EBNF with comments, which no highlighter knows as GitHub does.
highlight_language = "none"

html_theme = "furo"
html_title = "xxgk-search 高校信息公开年度报告检索"
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}
html_search_language = "zh"
