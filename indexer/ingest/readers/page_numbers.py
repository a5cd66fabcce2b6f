"""What a line at the top or foot of a page is when it holds the page's number alone."""

from __future__ import annotations

from typing import Final

PAGE_NUMBER: Final = (
    r"[-–—―－─~·\s]*\d{1,4}[-–—―－─~·\s]*|第\s*\d{1,4}\s*页(?:[\s,，/]*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}"
)
"""A pattern for the whole line: - 3 -, 第 3 页 共 9 页, 3/9."""
MARGIN: Final = 0.12
"""Share of a page's height, at its top and foot, in which page numbers stand."""
